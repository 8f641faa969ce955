//! `junheng test`.

use super::args::{Cli, TestArgs};
use super::{Ending, Outcome, check, output};
use crate::diagnostic::{Language, Message};
use crate::pack::Origin;
use crate::tooling::test::{run_cases, summary};

pub(super) fn run(cli: &Cli, args: &TestArgs, language: Language) -> Outcome {
    let mut failed = false;
    for reference in &args.pack {
        let chain = check::chain(cli, reference, language)?;
        let origin = chain.documents.last().map(|d| d.origin.clone());
        let pack = check::sound(cli, reference, language)?;
        let folder = match origin {
            Some(Origin::Folder(folder)) => folder.join("tests"),
            _ => {
                output::message(&Message::new("cli-test-embedded").arg("pack", reference).text(language));
                failed = true;
                continue;
            }
        };
        let results = run_cases(&pack, &folder, language);
        output::result(&summary(reference, &results, language));
        failed |= results.failed() > 0;
    }
    Ok(if failed { Ending::Failed } else { Ending::Done })
}
