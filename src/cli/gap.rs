//! `junheng gap`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::format::{endings, format};
use super::guard::Guard;
use super::{Outcome, Stop, check, eval, output};
use crate::diagnostic::Language;
use crate::evaluation::Options;
use crate::facts;
use crate::source::visible;
use crate::tooling::explain::item_named;
use crate::tooling::gap::{self, Costs};

#[derive(Debug, Args)]
pub(super) struct GapArgs {
    #[arg(value_name = "DATA", required = true)]
    data: Vec<PathBuf>,
    #[arg(long, value_name = "ID")]
    pack: String,
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    #[arg(long, value_name = "ID=NUMBER")]
    set: Vec<String>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[arg(long, value_name = "CODE")]
    county: Vec<String>,
    #[arg(long, value_enum)]
    format: Option<GapFormat>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum GapFormat {
    #[default]
    Text,
    Json,
    Md,
    Html,
}

endings!(GapFormat { Text: ["txt"], Json: ["json"], Md: ["md"], Html: ["html", "htm"] });

pub(super) fn run(cli: &Cli, args: &GapArgs, language: Language) -> Outcome {
    let as_of = eval::day(args.as_of.as_deref(), language)?;
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    let format = format(args.format, args.out.as_deref(), language)?;
    if let Some(path) = &args.out {
        let guard = Guard::new(language).data(&args.data).costs(args.costs.as_deref());
        guard.pack(&pack).may_write(path)?;
    }
    eval::outside_period(&pack, as_of, language);
    let rule = match &args.rule {
        None => None,
        Some(name) => Some(
            item_named(&pack, name)
                .map_err(|refusal| Stop::new(&refusal.message, refusal.help.as_ref(), language))?,
        ),
    };
    let costs = match &args.costs {
        None => Costs::default(),
        Some(path) => Costs::read(&pack, path, language).map_err(|e| Stop(e.0))?,
    };
    let mut facts =
        facts::read(&pack, &args.data, as_of).map_err(|e| Stop::new(&e.message(), None, language))?;
    eval::passed_over(&facts.issues, language);
    if format == GapFormat::Json {
        facts.note_contents(&pack);
    }
    eval::known_counties(&facts, &args.county, language)?;
    let counties = (!args.county.is_empty()).then(|| args.county.clone());
    let options = Options { as_of, counties };
    let gaps = gap::gap(&pack, &facts, &options, &costs, rule);
    let text = match format {
        GapFormat::Text => visible(&gap::text(&pack, &facts, &options, &gaps, language)).into_owned(),
        GapFormat::Json => {
            gap::json(&pack, &facts, &options, &gaps, language).map_err(|e| Stop(e.to_string()))? + "\n"
        }
        GapFormat::Md => gap::document(&pack, &facts, &options, &gaps, language).markdown(),
        GapFormat::Html => gap::document(&pack, &facts, &options, &gaps, language).html(),
    };
    output::put(args.out.as_deref(), &text, language)?;
    Ok(eval::soundness(eval::data_errors(&facts, language), language))
}
