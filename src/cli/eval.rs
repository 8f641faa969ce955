//! `junheng eval`.

use std::path::PathBuf;

use super::args::{Cli, DetailArg, EvalArgs, EvalFormat};
use super::bulk::{self, Went};
use super::format::format;
use super::guard::Guard;
use super::progress::Watch;
use super::{Ending, Outcome, Stop, check, output, remarks};
use crate::diagnostic::{Catalogue, Language, Message, codes};
use crate::evaluation::{Doubts, Options, evaluate, plausibility};
use crate::facts::{self, DataIssue, Facts};
use crate::report::{Detail, ReportInput, Standing, doubts_by_sort, issue_lines};
use crate::semantics::CheckedPack;
use crate::tooling::render::{Format, outside_period as outside, render};
use crate::value::{Date, parse_date, today};

/// Most counties that a message names.
const MOST_COUNTIES: usize = 10;

pub(super) fn run(cli: &Cli, args: &EvalArgs, language: Language) -> Outcome {
    let as_of = day(args.as_of.as_deref(), language)?;
    if let Some(path) = &args.annotate {
        remarks::is_workbook(path, language)?;
    }
    let format = format(args.format, args.out.as_deref(), language)?;
    let needs_out = match format {
        EvalFormat::Xlsx => Some("cli-ledger-needs-out"),
        EvalFormat::Forms => Some("cli-forms-needs-out"),
        EvalFormat::Docx => Some("cli-docx-needs-out"),
        EvalFormat::Parquet => Some("cli-parquet-needs-out"),
        EvalFormat::Text | EvalFormat::Json | EvalFormat::Ndjson | EvalFormat::Html | EvalFormat::Md => None,
    };
    if let Some(key) = needs_out.filter(|_| args.out.is_none()) {
        return Err(Stop::new(&Message::new(key), None, language));
    }
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    let mut guard = Guard::new(language).data(&args.data).data(&args.previous).pack(&pack);
    for path in [&args.out, &args.annotate].into_iter().flatten() {
        guard.may_write(path)?;
    }
    if let Some(path) = args.out.as_deref().filter(|p| format == EvalFormat::Parquet && output::is_taken(p)) {
        let message = Message::new("cli-parquet-folder-not-empty").arg("path", path.display());
        return Err(Stop::new(&message, None, language));
    }
    outside_period(&pack, as_of, language);
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let options = Options { as_of, counties };
    let detail = match args.detail {
        DetailArg::Summary => Detail::Summary,
        DetailArg::Failures => Detail::Failures,
        DetailArg::Full => Detail::Full,
    };
    if format == EvalFormat::Ndjson && args.annotate.is_none() && args.previous.is_empty() {
        match bulk::run(args, &pack, &options, detail, language)? {
            Went::Through(ending) => return Ok(ending),
            Went::Whole => {}
        }
    }
    let watch = Watch::start("progress-reading", language);
    let read = |paths: &[PathBuf]| {
        facts::read(&pack, paths, as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let mut facts = read(&args.data)?;
    if matches!(format, EvalFormat::Json | EvalFormat::Ndjson | EvalFormat::Parquet)
        && !args.no_content_digest
    {
        facts.note_contents(&pack);
    }
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
    if format == EvalFormat::Ndjson {
        passed_over(&facts.issues, language);
    }
    match (&args.out, written_as(format)) {
        (Some(path), None) => output::folder(path, &tables(&input, language)?, language)?,
        // What is no text was refused above.
        (None, None) => {}
        (out, Some(written)) => {
            let bytes = render(&input, &options, written).map_err(|e| match e.message() {
                Some(message) => Stop::new(&message, None, language),
                None => Stop(e.to_string()),
            })?;
            match out {
                Some(path) => output::bytes(path, &bytes, language)?,
                None => output::exact(&String::from_utf8_lossy(&bytes), language)?,
            }
        }
    }
    if let Some(path) = &args.annotate {
        remarks::write(path, &args.data, &input)?;
    }
    let errors: Vec<_> = input.errors().collect();
    // The text says them itself.
    if format != EvalFormat::Text || args.out.is_some() || detail == Detail::Summary {
        issue_lines(errors.iter().copied(), language).iter().for_each(|line| output::message(line));
    }
    let standing = Standing::new(&input, options.counties.as_deref());
    Ok(ending(args, &standing, errors.len(), language))
}

/// The results as files, a table each.
#[cfg(feature = "parquet")]
fn tables(input: &ReportInput<'_>, _language: Language) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    use crate::report;
    let file = |records: &report::records::Records| {
        let bytes = report::parquet::bytes(records).map_err(|e| Stop(e.to_string()))?;
        Ok((format!("{}.parquet", records.name), bytes))
    };
    report::records::records(input).iter().map(file).collect()
}

/// A build without the feature writes none.
#[cfg(not(feature = "parquet"))]
fn tables(_input: &ReportInput<'_>, language: Language) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    Err(Stop::new(&Message::new("cli-parquet-not-built"), None, language))
}

/// What the outcomes are written as; `None` where they are a folder of files.
fn written_as(format: EvalFormat) -> Option<Format> {
    Some(match format {
        EvalFormat::Text => Format::Text,
        EvalFormat::Json => Format::Json,
        EvalFormat::Ndjson => Format::Ndjson,
        EvalFormat::Html => Format::Html,
        EvalFormat::Md => Format::Markdown,
        EvalFormat::Xlsx => Format::Ledger,
        EvalFormat::Forms => Format::Forms,
        EvalFormat::Docx => Format::Draft,
        EvalFormat::Parquet => return None,
    })
}

/// How it ends: by errors in the data, and where that is asked for by conclusions that are not met or in doubt.
pub(super) fn ending(args: &EvalArgs, standing: &Standing, errors: usize, language: Language) -> Ending {
    let sound = soundness(errors, language);
    if !args.require_met {
        return sound;
    }
    if !standing.all_met() {
        let open = standing.unmet.iter().chain(&standing.left_out);
        let counties = counties(open.cloned().collect(), language);
        output::message(&Message::new("cli-not-met").arg("counties", counties).text(language));
        return Ending::Failed;
    }
    if standing.in_doubt.is_empty() {
        return sound;
    }
    let county = |(code, doubts): &(String, Doubts)| {
        let sorts = doubts_by_sort(*doubts, language);
        Message::new("cli-county-doubts").arg("county", code).arg("sorts", sorts).text(language)
    };
    let counties = counties(standing.in_doubt.iter().map(county).collect(), language);
    let key = if args.accept_doubts { "cli-doubts-accepted" } else { "cli-in-doubt" };
    let message = Message::new(key).arg("counties", counties).count("count", standing.doubts());
    if args.accept_doubts {
        output::message(&message.text(language));
        return Ending::Done;
    }
    let Stop(text) = Stop::new(&message, Some(&Message::new("help-in-doubt")), language);
    output::message(&text);
    Ending::Failed
}

/// How errors in the data alone let it end; it says how many there are.
pub(super) fn soundness(errors: usize, language: Language) -> Ending {
    if errors == 0 {
        return Ending::Done;
    }
    output::message(&Message::new("cli-data-errors").count("errors", errors).text(language));
    Ending::Failed
}

/// Counties in a message: the first of them, and how many there are.
fn counties(mut all: Vec<String>, language: Language) -> String {
    let count = all.len();
    all.truncate(MOST_COUNTIES);
    let list = all.join(&Catalogue::of(language).get("doc-comma"));
    if count <= MOST_COUNTIES {
        return list;
    }
    Message::new("cli-and-more").arg("list", list).count("count", count).text(language)
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
    if let Some(message) = outside(pack, as_of) {
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
    let found = issues.iter().filter(|i| files.iter().any(|code| code.id == i.code.id));
    issue_lines(found, language).iter().for_each(|line| output::message(line));
}

/// Says what is wrong with the data, mostly the reason why something is not found in them; and counts it.
pub(super) fn data_errors(facts: &Facts, language: Language) -> usize {
    let errors = || facts.issues.iter().filter(|i| i.code.severity.is_error());
    issue_lines(errors(), language).iter().for_each(|line| output::message(line));
    errors().count()
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
            let help = Message::new("cli-counties").names("codes", &all);
            let help = if all.is_empty() { Message::new("cli-counties-none") } else { help };
            return Err(Stop::new(&message, Some(&help), language));
        }
    }
    Ok(())
}
