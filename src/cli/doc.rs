//! `junheng doc`.

use std::path::PathBuf;

use clap::Args;

use super::args::Cli;
use super::guard::Guard;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message, system_cause};
use crate::tooling::doc::document;

#[derive(Debug, Args)]
pub(super) struct DocArgs {
    #[arg(value_name = "PACK")]
    pack: String,
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(cli: &Cli, args: &DocArgs, language: Language) -> Outcome {
    let chain = check::chain(cli, &args.pack, language)?;
    let pack = check::sound(cli, &args.pack, language)?;
    let document = document(&chain, &pack, language);
    std::fs::create_dir_all(&args.out).map_err(|e| {
        let message = Message::new("cli-cannot-write")
            .arg("path", args.out.display())
            .message("cause", system_cause(&e));
        Stop::new(&message, None, language)
    })?;
    // An id may hold what a file's name may not.
    let stem: String = format!("{}-{}", pack.id, pack.version)
        .chars()
        .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' })
        .collect();
    let mut guard = Guard::new(language).pack(&pack);
    for (ending, text) in [("html", document.html()), ("md", document.markdown())] {
        let path = args.out.join(format!("{stem}.{ending}"));
        guard.may_write(&path)?;
        output::file(&path, &text, language)?;
        output::message(&Message::new("cli-doc-done").arg("path", path.display()).text(language));
    }
    Ok(Ending::Done)
}
