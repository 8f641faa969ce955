//! `junheng test`.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::Cli;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{DiagnosticJson, Language, Message, render_json, render_text};
use crate::pack::Origin;
use crate::semantics::CheckedPack;
use crate::tooling::test::coverage::{self, CoverageJson, cover};
use crate::tooling::test::mutation::{self, Mutation, MutationJson, mutate, read_equivalents};
use crate::tooling::test::{Extent, Suite, SuiteJson, json, run_cases, summary};

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    #[arg(value_name = "PACK", required = true)]
    pack: Vec<String>,
    #[arg(long)]
    coverage: bool,
    #[arg(long)]
    mutate: bool,
    #[arg(long, value_enum, default_value_t = TestFormat::Text)]
    format: TestFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    Text,
    Json,
}

/// What `--format json` gives for one pack.
#[derive(Serialize)]
struct TestJson {
    #[serde(flatten)]
    suite: SuiteJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<MutationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    equivalents: Vec<DiagnosticJson>,
}

pub(super) fn run(cli: &Cli, args: &TestArgs, language: Language) -> Outcome {
    let mut failed = false;
    let mut all = Vec::new();
    for reference in &args.pack {
        let chain = check::chain(cli, reference, language)?;
        let origin = chain.documents.last().map(|d| d.origin.clone());
        let parent = chain.documents.last().and_then(|d| d.header.extends.clone());
        let pack = check::sound(cli, reference, language)?;
        let Some(Origin::Folder(folder)) = origin else {
            output::message(&Message::new("cli-test-embedded").arg("pack", reference).text(language));
            failed = true;
            continue;
        };
        let folder = folder.join("tests");
        let suite = run_cases(&pack, &folder, language);
        let parent = match parent {
            Some(parent) if args.mutate || args.coverage => Some(check::sound(cli, &parent.value, language)?),
            _ => None,
        };
        let extent = Extent::of(&pack, parent.as_ref());
        failed |= suite.failed() > 0;
        if args.format == TestFormat::Text {
            output::result(&summary(reference, &suite, language));
        }
        let mut given = TestJson {
            suite: json(reference, &suite, language),
            coverage: None,
            mutation: None,
            equivalents: Vec::new(),
        };
        if args.coverage {
            let coverage = cover(&pack, &suite, &extent);
            failed |= !coverage.complete();
            if args.format == TestFormat::Text {
                output::result(&coverage::text(&pack, &coverage, language));
            } else {
                given.coverage = Some(coverage::json(&pack, &coverage, language));
            }
        }
        if args.mutate {
            let (mutation, wrong) = mutants(&pack, &suite, &extent, &folder, language);
            failed |= mutation.survived() > 0 || !wrong.0.is_empty();
            if args.format == TestFormat::Text {
                output::result(&format!("{}{}", wrong.0, mutation::text(&pack, &mutation, language)));
            } else {
                given.mutation = Some(mutation::json(&pack, &suite, &mutation, language));
                given.equivalents = wrong.1;
            }
        }
        all.push(given);
    }
    if args.format == TestFormat::Json {
        let text = serde_json::to_string_pretty(&all).map_err(|e| Stop(e.to_string()))?;
        output::result(&text);
    }
    Ok(if failed { Ending::Failed } else { Ending::Done })
}

/// The mutants, and what is wrong with the file of equivalent ones.
fn mutants(
    pack: &CheckedPack,
    suite: &Suite,
    extent: &Extent,
    folder: &std::path::Path,
    language: Language,
) -> (Mutation, (String, Vec<DiagnosticJson>)) {
    let mut equivalents = read_equivalents(folder);
    let mutation = mutate(pack, suite, extent, &mut equivalents);
    let list = std::mem::take(&mut equivalents.diagnostics).sorted();
    let text = if list.is_empty() {
        String::new()
    } else {
        render_text(&list, &equivalents.sources, language, false)
    };
    (mutation, (text, render_json(&list, &equivalents.sources, language)))
}
