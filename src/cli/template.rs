//! `junheng template`.

use std::path::PathBuf;

use clap::Args;

use super::args::Cli;
use super::guard::Guard;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message};
use crate::report::sheets;
use crate::tooling::template;

#[derive(Debug, Args)]
pub(super) struct TemplateArgs {
    #[arg(long, value_name = "ID")]
    pack: String,
    #[arg(long, value_name = "CODE")]
    county: Option<String>,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(cli: &Cli, args: &TemplateArgs, language: Language) -> Outcome {
    let pack = check::sound(cli, &args.pack, language)?;
    Guard::new(language).pack(&pack).may_write(&args.out)?;
    let extension = args.out.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let stop = |key| Stop::new(&Message::new(key).arg("path", args.out.display()), None, language);
    match extension.as_deref() {
        Some("xlsx") if args.out.exists() => return Err(stop("cli-template-exists")),
        Some("xlsx") => {
            let bytes = sheets::write(&template::book_of(&pack, args.county.as_deref(), language))
                .map_err(|e| Stop(e.to_string()))?;
            output::bytes(&args.out, &bytes, language)?;
        }
        Some("xls" | "xlsm" | "xlsb" | "ods" | "et" | "csv" | "txt" | "zip") => {
            return Err(stop("cli-template-format"));
        }
        _ => {
            if output::is_taken(&args.out) {
                return Err(stop("cli-template-folder-not-empty"));
            }
            output::folder(&args.out, &template::files(&pack, language), language)?;
        }
    }
    output::message(&Message::new("cli-template-written").arg("path", args.out.display()).text(language));
    Ok(Ending::Done)
}
