//! `junheng eval`.

use std::path::PathBuf;

use super::args::{Cli, DetailArg, EvalArgs, EvalFormat};
use super::bulk::{self, Went};
use super::progress::Watch;
use super::{Ending, Outcome, Stop, check, output, remarks};
use crate::diagnostic::{Language, Message, Severity, codes};
use crate::evaluation::{Options, evaluate, plausibility};
use crate::facts::{self, DataIssue, Facts};
use crate::report::{self, Detail, ReportInput, issue_text, ndjson};
use crate::semantics::CheckedPack;
use crate::value::{Date, parse_date, today};

pub(super) fn run(cli: &Cli, args: &EvalArgs, language: Language) -> Outcome {
    let as_of = day(args.as_of.as_deref(), language)?;
    if let Some(path) = &args.annotate {
        remarks::may_write(path, &args.data, language)?;
    }
    match &args.out {
        Some(path) => remarks::not_own_data(path, &args.data, language)?,
        None if args.format == EvalFormat::Xlsx => {
            return Err(Stop::new(&Message::new("cli-ledger-needs-out"), None, language));
        }
        None => {}
    }
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    outside_period(&pack, as_of, language);
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let options = Options { as_of, counties };
    let detail = match args.detail {
        DetailArg::Summary => Detail::Summary,
        DetailArg::Failures => Detail::Failures,
        DetailArg::Full => Detail::Full,
    };
    if args.format == EvalFormat::Ndjson && args.annotate.is_none() && args.previous.is_empty() {
        match bulk::run(args, &pack, &options, detail, language)? {
            Went::Through(ending) => return Ok(ending),
            Went::Whole => {}
        }
    }
    let watch = Watch::start("progress-reading", language);
    let read = |paths: &[PathBuf]| {
        facts::read(&pack, paths, as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let facts = read(&args.data)?;
    let previous = if args.previous.is_empty() { None } else { Some(read(&args.previous)?) };
    drop(watch);
    known_counties(&facts, &args.county, language)?;
    let watch = Watch::start("progress-evaluating", language);
    let mut evaluation = evaluate(&pack, &facts, &options);
    if !args.no_audit {
        let found = plausibility(&pack, &facts, &evaluation, previous.as_ref());
        evaluation.warnings.extend(found);
    }
    drop(watch);
    let input = ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language };
    let json = |text: Result<String, serde_json::Error>| text.map_err(|e| Stop(e.to_string()));
    let text = match args.format {
        EvalFormat::Text => report::text::report(&input),
        EvalFormat::Json => json(serde_json::to_string_pretty(&report::report(&input)))? + "\n",
        EvalFormat::Html => report::dossier::document(&input).html(),
        EvalFormat::Md => report::dossier::document(&input).markdown(),
        // Written below: it is no text.
        EvalFormat::Xlsx => String::new(),
        EvalFormat::Ndjson => {
            passed_over(&facts.issues, language);
            let mut lines = String::new();
            for county in &evaluation.counties {
                lines.push_str(&json(serde_json::to_string(&report::county(&input, county)))?);
                lines.push('\n');
            }
            lines
        }
    };
    match &args.out {
        Some(path) if args.format == EvalFormat::Xlsx => {
            let book = report::ledger::book(&input)
                .map_err(|_| Stop::new(&Message::new("cli-ledger-too-large"), None, language))?;
            let bytes = report::sheets::write(&book).map_err(|e| Stop(e.to_string()))?;
            output::bytes(path, &bytes, language)?;
        }
        Some(path) => output::file(path, &text, language)?,
        None => output::result(&text, language)?,
    }
    if let Some(path) = &args.annotate {
        remarks::write(path, &pack, &args.data, &facts, &evaluation, language)?;
    }
    let errors: Vec<_> = facts.issues.iter().filter(|i| i.code.severity == Severity::Error).collect();
    if !errors.is_empty() {
        if args.format != EvalFormat::Text || args.out.is_some() {
            for issue in &errors {
                output::message(&issue_text(issue, language));
            }
        }
        output::message(&Message::new("cli-data-errors").count("errors", errors.len()).text(language));
        return Ok(Ending::Failed);
    }
    let met = !evaluation.counties.is_empty() && ndjson::conclusions_met(&pack, &evaluation);
    Ok(if args.require_met && !met { Ending::Failed } else { Ending::Done })
}

/// The evaluation's day: as given, else today.
pub(super) fn day(text: Option<&str>, language: Language) -> Result<Date, Stop> {
    match text {
        None => Ok(today()),
        Some(text) => parse_date(text)
            .ok_or_else(|| Stop::new(&Message::new("cli-bad-date").arg("date", text), None, language)),
    }
}

/// Warns where the day is outside the pack's period.
pub(super) fn outside_period(pack: &CheckedPack, as_of: Date, language: Language) {
    let early = pack.from.is_some_and(|from| as_of < from);
    let late = pack.to.is_some_and(|to| as_of > to);
    if early || late {
        let or_dash = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
        let message = Message::new("cli-outside-period")
            .arg("as_of", as_of)
            .arg("from", or_dash(pack.from))
            .arg("to", or_dash(pack.to));
        output::message(&message.text(language));
    }
}

pub(super) fn known_counties(facts: &Facts, asked: &[String], language: Language) -> Result<(), Stop> {
    let known = known_codes(&mut facts.counties.iter().map(|c| &*c.code), asked, language);
    if known.is_err() {
        data_errors(facts, language);
    }
    known
}

/// Says which files were not read: lines of JSON have no room for it.
pub(super) fn passed_over(issues: &[DataIssue], language: Language) {
    let files = [&codes::UNKNOWN_FILE, &codes::UNREAD_FILE, &codes::HIDDEN_SHEET];
    for issue in issues.iter().filter(|i| files.iter().any(|code| code.id == i.code.id)) {
        output::message(&issue_text(issue, language));
    }
}

/// Says what is wrong with the data: mostly the reason why something is not found in them.
pub(super) fn data_errors(facts: &Facts, language: Language) {
    for issue in facts.issues.iter().filter(|i| i.code.severity == Severity::Error) {
        output::message(&issue_text(issue, language));
    }
}

/// Whether all counties that are asked for are there.
pub(super) fn known_codes(
    codes: &mut dyn Iterator<Item = &str>,
    asked: &[String],
    language: Language,
) -> Result<(), Stop> {
    let codes: Vec<&str> = if asked.is_empty() { Vec::new() } else { codes.collect() };
    for code in asked {
        if !codes.contains(&code.as_str()) {
            let all: Vec<&str> = codes.iter().take(20).copied().collect();
            let message = Message::new("cli-unknown-county").arg("code", code);
            let help = Message::new("cli-counties").arg("codes", all.join("、"));
            let help = if all.is_empty() { Message::new("cli-counties-none") } else { help };
            return Err(Stop::new(&message, Some(&help), language));
        }
    }
    Ok(())
}
