//! `junheng diff`.

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::Language;
use crate::tooling::doc::{diff, diff_text};

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[arg(value_name = "FROM")]
    from: String,
    #[arg(value_name = "TO")]
    to: String,
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    format: DiffFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    Text,
    Md,
    Json,
}

pub(super) fn run(cli: &Cli, args: &DiffArgs, language: Language) -> Outcome {
    let load = |reference: &str| -> Result<_, Stop> {
        let chain = check::chain(cli, reference, language)?;
        let pack = check::sound_chain(cli, reference, chain.clone(), language)?;
        Ok((chain, pack))
    };
    let (from, to) = (load(&args.from)?, load(&args.to)?);
    let report = diff((&from.0, &from.1), (&to.0, &to.1), language);
    match args.format {
        DiffFormat::Json => {
            let text = serde_json::to_string_pretty(&report).map_err(|e| Stop(e.to_string()))?;
            output::exact(&text, language)?;
        }
        DiffFormat::Text | DiffFormat::Md => {
            let text = diff_text(&report, args.format == DiffFormat::Md, language);
            output::result(&text, language)?;
        }
    }
    Ok(Ending::Done)
}
