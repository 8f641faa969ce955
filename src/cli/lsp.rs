//! `junheng lsp`.

use super::args::Cli;
use super::{Ending, Outcome};
use crate::diagnostic::Language;
use crate::tooling::lsp::serve;

pub(super) fn run(cli: &Cli, language: Language) -> Outcome {
    let in_order = serve(std::io::stdin(), std::io::stdout(), language, cli.search());
    Ok(if in_order { Ending::Done } else { Ending::Failed })
}
