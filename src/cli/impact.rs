//! `junheng impact`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{Cli, worker_threads};
use super::eval::{data_errors, day, known_counties, outside_period, passed_over, soundness};
use super::format::{endings, format};
use super::guard::Guard;
use super::progress::Watch;
use super::{Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message};
use crate::evaluation::Options;
use crate::facts::{self, Facts};
use crate::plan::Plan;
use crate::semantics::CheckedPack;
use crate::source::visible;
use crate::tooling::impact::{Asked, Series, Side, impact, markdown, same_data, sweep_document, swept, text};
use crate::tooling::set::Refusal;
use crate::value::Date;

#[derive(Debug, Args)]
pub(super) struct ImpactArgs {
    #[arg(value_name = "DATA", required = true)]
    data: Vec<PathBuf>,
    #[arg(long, value_name = "ID")]
    from: String,
    #[arg(long, value_name = "ID", required_unless_present_any = ["set", "sweep"])]
    to: Option<String>,
    #[arg(long, value_name = "ID=NUMBER")]
    set: Vec<String>,
    #[arg(long, value_name = "ID=FROM..TO:STEP", conflicts_with = "to")]
    sweep: Vec<String>,
    #[arg(long, value_name = "N", requires = "sweep")]
    threads: Option<NonZeroUsize>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[arg(long, value_name = "CODE")]
    county: Vec<String>,
    #[arg(long, value_enum)]
    format: Option<ImpactFormat>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ImpactFormat {
    #[default]
    Text,
    Md,
    Html,
    Json,
}

endings!(ImpactFormat { Text: ["txt"], Md: ["md", "markdown"], Html: ["html", "htm"], Json: ["json"] });

pub(super) fn run(cli: &Cli, args: &ImpactArgs, language: Language) -> Outcome {
    let as_of = day(args.as_of.as_deref(), language)?;
    if !args.sweep.is_empty() {
        return swept_numbers(cli, args, as_of, language);
    }
    let from = check::sound(cli, &args.from, language)?;
    let to = check::with_set(cli, args.to.as_ref().unwrap_or(&args.from), &args.set, as_of, language)?;
    let format = format(args.format, args.out.as_deref(), language)?;
    if format == ImpactFormat::Html {
        return Err(Stop::new(&Message::new("impact-no-html"), None, language));
    }
    if let Some(path) = &args.out {
        Guard::new(language).data(&args.data).pack(&from).pack(&to).may_write(path)?;
    }
    let watch = Watch::start("progress-reading", language);
    let read = |pack: &CheckedPack| {
        facts::read(pack, &args.data, as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let mut facts = read(&from)?;
    let mut other: Option<Facts> = if same_data(&from, &to) { None } else { Some(read(&to)?) };
    passed_over(&other.as_ref().unwrap_or(&facts).issues, language);
    if format == ImpactFormat::Json {
        other.as_mut().unwrap_or(&mut facts).note_contents(&to);
    }
    let new = other.as_ref().unwrap_or(&facts);
    drop(watch);
    known_counties(new, &args.county, language)?;
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let watch = Watch::start("progress-evaluating", language);
    let sides = (Side { pack: &from, facts: &facts }, Side { pack: &to, facts: new });
    let found = impact(sides.0, sides.1, &Options { as_of, counties }, language);
    drop(watch);
    let text = match format {
        ImpactFormat::Text => visible(&text(&found, sides.0, sides.1, language)).into_owned(),
        ImpactFormat::Md => markdown(&found, sides.0, sides.1, language),
        // Refused above.
        ImpactFormat::Html => String::new(),
        ImpactFormat::Json => serde_json::to_string_pretty(&found).map_err(|e| Stop(e.to_string()))? + "\n",
    };
    output::put(args.out.as_deref(), &text, language)?;
    let all = [Some(&facts), other.as_ref()].into_iter().flatten();
    let errors = all.map(|facts| data_errors(facts, language)).find(|errors| *errors > 0);
    Ok(soundness(errors.unwrap_or(0), language))
}

/// How many pass at each of many numbers.
fn swept_numbers(cli: &Cli, args: &ImpactArgs, as_of: Date, language: Language) -> Outcome {
    let refused = |refusal: Refusal| Stop::new(&refusal.message, refusal.help.as_ref(), language);
    let asked: Vec<Asked> =
        args.sweep.iter().map(|one| Asked::parse(one)).collect::<Result<_, _>>().map_err(refused)?;
    let pack = check::with_set(cli, &args.from, &args.set, as_of, language)?;
    let format = format(args.format, args.out.as_deref(), language)?;
    if let Some(path) = &args.out {
        Guard::new(language).data(&args.data).pack(&pack).may_write(path)?;
    }
    outside_period(&pack, as_of, language);
    let plan = Plan::new(&pack, as_of);
    let with = |one: &str| {
        let set: Vec<String> = args.set.iter().cloned().chain([one.to_owned()]).collect();
        check::with_set(cli, &args.from, &set, as_of, language)
    };
    let mut series = Vec::new();
    for asked in asked {
        series.push(Series::new(&pack, &plan, asked, as_of, with, refused)?);
    }
    let watch = Watch::start("progress-reading", language);
    let facts = facts::read(&pack, &args.data, as_of).map_err(|e| Stop::new(&e.message(), None, language))?;
    drop(watch);
    known_counties(&facts, &args.county, language)?;
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let threads = worker_threads(args.threads);
    let watch = Watch::start("progress-evaluating", language);
    let found = swept(&pack, &facts, &plan, &series, &Options { as_of, counties }, threads);
    drop(watch);
    let text = match format {
        ImpactFormat::Text => visible(&sweep_document(&found, &pack, language).text()).into_owned(),
        ImpactFormat::Md => sweep_document(&found, &pack, language).markdown(),
        ImpactFormat::Html => sweep_document(&found, &pack, language).html(),
        ImpactFormat::Json => serde_json::to_string_pretty(&found).map_err(|e| Stop(e.to_string()))? + "\n",
    };
    output::put(args.out.as_deref(), &text, language)?;
    Ok(soundness(data_errors(&facts, language), language))
}
