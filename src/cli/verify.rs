//! `junheng verify`.

use std::path::PathBuf;

use clap::Args;

use super::args::Cli;
use super::{Ending, Outcome, Stop, check, eval, output};
use crate::diagnostic::{Language, Message, system_cause};
use crate::facts;
use crate::tooling::verify::{NoReport, claim, verify};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    #[arg(value_name = "DATA", required = true)]
    data: Vec<PathBuf>,
    #[arg(long, value_name = "ID")]
    pack: Option<String>,
    #[arg(long, value_name = "DATA")]
    previous: Vec<PathBuf>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// Longest report that is read.
const MAX_REPORT: u64 = 1 << 30;

pub(super) fn run(cli: &Cli, args: &VerifyArgs, language: Language) -> Outcome {
    let shown = args.report.display().to_string();
    let unreadable = |cause: &std::io::Error| {
        Stop::new(
            &Message::new("cli-cannot-read").arg("path", &shown).message("cause", system_cause(cause)),
            None,
            language,
        )
    };
    let size = std::fs::metadata(&args.report).map_err(|e| unreadable(&e))?.len();
    if size > MAX_REPORT {
        return Err(Stop::new(&Message::new("fmt-too-large").arg("path", &shown), None, language));
    }
    let text = std::fs::read_to_string(&args.report).map_err(|e| unreadable(&e))?;
    let claim = claim(&text).map_err(|why| {
        let message = match why {
            NoReport::NotJson { line, column } => {
                Message::new("verify-not-json").arg("line", line).arg("column", column)
            }
            NoReport::Other => Message::new("verify-no-report"),
        };
        Stop::new(&message.arg("path", &shown), Some(&Message::new("help-verify-report")), language)
    })?;
    let day = args.as_of.as_deref().map(|text| eval::day(Some(text), language)).transpose()?;
    let reference = args.pack.as_deref().unwrap_or(&claim.pack);
    let pack = check::with_set(cli, reference, &claim.set, claim.as_of, language)?;
    let read = |paths: &[PathBuf]| {
        facts::read(&pack, paths, claim.as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let mut facts = read(&args.data)?;
    eval::passed_over(&facts.issues, language);
    if claim.content.is_some() {
        facts.note_contents(&pack);
    }
    let previous = if args.previous.is_empty() { None } else { Some(read(&args.previous)?) };
    let verdict = verify(&text, &claim, &pack, &facts, previous.as_ref(), day);
    output::result(&verdict.text(&claim, language), language)?;
    Ok(if verdict.is_same() { Ending::Done } else { Ending::Failed })
}
