//! `junheng eval`.

use std::path::PathBuf;

use super::args::{Cli, DetailArg, EvalArgs, EvalFormat};
use super::progress::Watch;
use super::{Ending, Outcome, Stop, check, output, remarks};
use crate::diagnostic::{Language, Message, Severity};
use crate::evaluation::{Evaluation, Options, evaluate, plausibility};
use crate::facts::{self, Facts};
use crate::report::{self, Detail, ReportInput, issue_text};
use crate::semantics::{CheckedPack, ItemBody, RuleKind};
use crate::value::{Date, parse_date, today};

pub(super) fn run(cli: &Cli, args: &EvalArgs, language: Language) -> Outcome {
    let as_of = day(args.as_of.as_deref(), language)?;
    if let Some(path) = &args.annotate {
        remarks::may_write(path, &args.data, language)?;
    }
    let pack = check::sound(cli, &args.pack, language)?;
    outside_period(&pack, as_of, language);
    let watch = Watch::start("progress-reading", language);
    let read = |paths: &[PathBuf]| {
        facts::read(&pack, paths, as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let facts = read(&args.data)?;
    let previous = if args.previous.is_empty() { None } else { Some(read(&args.previous)?) };
    drop(watch);
    known_counties(&facts, &args.county, language)?;
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let watch = Watch::start("progress-evaluating", language);
    let mut evaluation = evaluate(&pack, &facts, &Options { as_of, counties });
    if !args.no_audit {
        let found = plausibility(&pack, &facts, &evaluation, previous.as_ref());
        evaluation.warnings.extend(found);
    }
    drop(watch);
    let detail = match args.detail {
        DetailArg::Summary => Detail::Summary,
        DetailArg::Failures => Detail::Failures,
        DetailArg::Full => Detail::Full,
    };
    let input = ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language };
    let json = |text: Result<String, serde_json::Error>| text.map_err(|e| Stop(e.to_string()));
    let text = match args.format {
        EvalFormat::Text => report::text::report(&input),
        EvalFormat::Json => json(serde_json::to_string_pretty(&report::report(&input)))? + "\n",
        EvalFormat::Ndjson => {
            let mut lines = String::new();
            for county in &evaluation.counties {
                lines.push_str(&json(serde_json::to_string(&report::county(&input, county)))?);
                lines.push('\n');
            }
            lines
        }
    };
    match &args.out {
        Some(path) => output::file(path, &text, language)?,
        None => output::result(&text),
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
    let unmet = args.require_met && !all_met(&pack, &evaluation);
    Ok(if unmet { Ending::Failed } else { Ending::Done })
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
    for code in asked {
        if !facts.counties.iter().any(|c| *c.code == **code) {
            let all: Vec<&str> = facts.counties.iter().take(20).map(|c| &*c.code).collect();
            let message = Message::new("cli-unknown-county").arg("code", code);
            let help = Message::new("cli-counties").arg("codes", all.join("、"));
            return Err(Stop::new(&message, Some(&help), language));
        }
    }
    Ok(())
}

fn all_met(pack: &CheckedPack, evaluation: &Evaluation) -> bool {
    !evaluation.counties.is_empty()
        && evaluation.counties.iter().all(|c| {
            c.subjects
                .iter()
                .filter(|s| {
                    pack.item(s.item)
                        .is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
                })
                .all(|s| s.outcome == crate::value::Outcome::Met)
        })
}
