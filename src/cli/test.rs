//! `junheng test`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::guard::Guard;
use super::{Ending, Outcome, Stop, check, output, references};
use crate::diagnostic::{Language, Message, render_json, render_text};
use crate::pack::Origin;
use crate::semantics;
use crate::tooling::test::coverage::{self, cover};
use crate::tooling::test::mutation::{self, mutate};
use crate::tooling::test::suggest::{self, suggest};
use crate::tooling::test::{Extent, TestReport, json, read_declared, run_cases, summary};

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    #[arg(value_name = "PACK", required = true)]
    pack: Vec<String>,
    #[arg(long)]
    coverage: bool,
    #[arg(long)]
    suggest: bool,
    #[arg(long)]
    mutate: bool,
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
    #[arg(long, value_name = "FILE", requires = "suggest")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    Text,
    Json,
}

pub(super) fn run(cli: &Cli, args: &TestArgs, language: Language) -> Outcome {
    let mut failed = false;
    let mut all = Vec::new();
    let packs = references::all(&args.pack);
    if let (Some(_), [_, _, ..]) = (&args.out, packs.as_slice()) {
        return Err(Stop::new(&Message::new("cli-test-one-out"), None, language));
    }
    for reference in &packs {
        let chain = check::chain(cli, reference, language)?;
        let origin = chain.documents.last().map(|d| d.origin.clone());
        // The parent as it was loaded for this pack.
        let parent = (chain.documents.len() > 1).then(|| {
            let mut parent = chain.clone();
            Arc::make_mut(&mut parent.documents).pop();
            parent
        });
        let pack = check::sound(cli, reference, language)?;
        let Some(Origin::Folder(folder)) = origin else {
            output::message(&Message::new("cli-test-embedded").arg("pack", reference).text(language));
            failed = true;
            continue;
        };
        let folder = folder.join("tests");
        let suite = run_cases(&pack, &folder, language);
        let judged = args.mutate || args.coverage || args.suggest;
        let parent = parent.filter(|_| judged).and_then(|chain| semantics::check(chain).pack);
        let extent = Extent::of(&pack, parent.as_ref());
        failed |= suite.failed() > 0;
        if args.format == TestFormat::Text {
            output::result(&summary(reference, &suite, language), language)?;
        }
        let mut given = TestReport {
            suite: json(reference, &suite, language),
            coverage: None,
            suggestions: None,
            mutation: None,
            declared: Vec::new(),
        };
        let mut declared = read_declared(&folder);
        let coverage = (args.coverage || args.suggest).then(|| cover(&pack, &suite, &extent, &mut declared));
        if let Some(coverage) = coverage.as_ref().filter(|_| args.suggest) {
            let found = suggest(&pack, coverage, &extent);
            if args.format == TestFormat::Json {
                given.suggestions = Some(suggest::json(&pack, &found, language));
            }
            let yaml = suggest::yaml(&pack, &found, language);
            match &args.out {
                Some(path) => {
                    Guard::new(language).pack(&pack).may_write(path)?;
                    output::file(path, &yaml, language)?;
                    let written = Message::new("suggest-written").count("cases", found.cases.len());
                    output::message(&written.arg("path", path.display()).text(language));
                }
                None if args.format == TestFormat::Text => output::exact(&yaml, language)?,
                None => {}
            }
        }
        if let Some(coverage) = coverage.filter(|_| args.coverage) {
            failed |= !coverage.complete();
            if args.format == TestFormat::Text {
                output::result(&coverage::text(&pack, &coverage, language), language)?;
            } else {
                given.coverage = Some(coverage::json(&pack, &coverage, language));
            }
        }
        if args.mutate {
            let mutation = mutate(&pack, &suite, &extent, &mut declared);
            failed |= mutation.survived() > 0;
            if args.format == TestFormat::Text {
                output::result(&mutation::text(&pack, &mutation, language), language)?;
            } else {
                given.mutation = Some(mutation::json(&pack, &suite, &mutation, language));
            }
        }
        let wrong = std::mem::take(&mut declared.diagnostics).sorted();
        if !wrong.is_empty() {
            failed = true;
            if args.format == TestFormat::Text {
                output::result(&render_text(&wrong, &declared.sources, language, false), language)?;
            } else {
                given.declared = render_json(&wrong, &declared.sources, language);
            }
        }
        all.push(given);
    }
    if args.format == TestFormat::Json {
        let text = serde_json::to_string_pretty(&all).map_err(|e| Stop(e.to_string()))?;
        output::exact(&text, language)?;
    }
    Ok(if failed { Ending::Failed } else { Ending::Done })
}
