//! `junheng compare`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::{Cli, worker_threads};
use super::eval::{data_errors, day, known_counties, outside_period, soundness};
use super::format::{endings, format};
use super::guard::Guard;
use super::progress::Watch;
use super::{Outcome, Stop, check, output};
use crate::diagnostic::Language;
use crate::facts::{self, Facts};
use crate::semantics::CheckedPack;
use crate::source::{beside, visible};
use crate::tooling::compare::{Comparing, Renamed, Side, compare, document};
use crate::tooling::impact::same_data;

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    #[arg(value_name = "A")]
    a: PathBuf,
    #[arg(value_name = "B")]
    b: PathBuf,
    #[arg(long, value_name = "ID")]
    pack: String,
    #[arg(long, value_name = "ID")]
    pack_b: Option<String>,
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    #[arg(long, value_name = "DATE")]
    as_of_b: Option<String>,
    #[arg(long, value_name = "FILE")]
    renamed: Option<PathBuf>,
    #[arg(long, value_name = "ID=NUMBER")]
    set: Vec<String>,
    #[arg(long, value_name = "CODE")]
    county: Vec<String>,
    #[arg(long, value_enum)]
    format: Option<CompareFormat>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum CompareFormat {
    #[default]
    Text,
    Md,
    Html,
    Json,
}

endings!(CompareFormat { Text: ["txt"], Md: ["md", "markdown"], Html: ["html", "htm"], Json: ["json"] });

pub(super) fn run(cli: &Cli, args: &CompareArgs, language: Language) -> Outcome {
    let as_of = day(args.as_of.as_deref(), language)?;
    let as_of_b = day(args.as_of_b.as_deref().or(args.as_of.as_deref()), language)?;
    let pack = check::with_set(cli, &args.pack, &args.set, as_of, language)?;
    // A number that goes by dates is another on another day.
    let apart = args.pack_b.is_some() || (!args.set.is_empty() && as_of_b != as_of);
    let reference = args.pack_b.as_ref().unwrap_or(&args.pack);
    let other =
        if apart { Some(check::with_set(cli, reference, &args.set, as_of_b, language)?) } else { None };
    let pack_b = other.as_ref().unwrap_or(&pack);
    let format = format(args.format, args.out.as_deref(), language)?;
    let [in_a, in_b] = [&args.a, &args.b].map(|path| vec![path.clone()]);
    if let Some(path) = &args.out {
        let guard = Guard::new(language).data(&in_a).data(&in_b).renamed(args.renamed.as_deref());
        guard.pack(&pack).pack(pack_b).may_write(path)?;
    }
    outside_period(&pack, as_of, language);
    if apart || as_of_b != as_of {
        outside_period(pack_b, as_of_b, language);
    }
    let renamed = match &args.renamed {
        Some(path) => Renamed::read(path, language).map_err(|e| Stop(e.0))?,
        None => Renamed::default(),
    };
    let watch = Watch::start("progress-reading", language);
    let read = |pack: &CheckedPack, paths: &[PathBuf], as_of| {
        facts::read(pack, paths, as_of).map_err(|e| Stop::new(&e.message(), None, language))
    };
    let (of_a, of_b) = beside(|| read(&pack, &in_a, as_of), || read(pack_b, &in_b, as_of_b));
    let of_a = of_a?;
    let of_b = match of_b {
        Some(read) => read?,
        None => read(pack_b, &in_b, as_of_b)?,
    };
    let again = other.as_ref().filter(|other| !same_data(&pack, other));
    let by_b: Option<Facts> = match again {
        Some(other) => Some(read(other, &in_a, as_of_b)?),
        None => None,
    };
    drop(watch);
    for facts in [&of_a, &of_b] {
        known_counties(facts, &args.county, language)?;
    }
    let watch = Watch::start("progress-evaluating", language);
    let a = Side { pack: &pack, facts: &of_a, as_of };
    let b = Side { pack: pack_b, facts: &of_b, as_of: as_of_b };
    let comparing = Comparing {
        a,
        b,
        a_by_b: by_b.as_ref().or_else(|| other.as_ref().map(|_| &of_a)),
        renamed: &renamed,
        counties: (!args.county.is_empty()).then_some(args.county.as_slice()),
        threads: worker_threads(args.threads),
    };
    let found = compare(&comparing);
    drop(watch);
    let found = match found {
        Ok(found) => found,
        Err(refused) => {
            // What is wrong with the data is mostly the reason.
            for facts in [&of_a, &of_b] {
                data_errors(facts, language);
            }
            return Err(Stop::new(&refused.message, refused.help.as_ref(), language));
        }
    };
    let text = match format {
        CompareFormat::Text => visible(&document(&found, a, b, language).text()).into_owned(),
        CompareFormat::Md => document(&found, a, b, language).markdown(),
        CompareFormat::Html => document(&found, a, b, language).html(),
        CompareFormat::Json => serde_json::to_string_pretty(&found).map_err(|e| Stop(e.to_string()))? + "\n",
    };
    output::put(args.out.as_deref(), &text, language)?;
    let errors = [&of_a, &of_b].map(|facts| data_errors(facts, language));
    Ok(soundness(errors.iter().sum(), language))
}
