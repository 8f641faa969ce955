//! `junheng packs`.

use super::args::Cli;
use super::{Ending, Outcome, output};
use crate::diagnostic::{Language, Message};
use crate::pack::{Origin, packs};

pub(super) fn run(cli: &Cli, language: Language) -> Outcome {
    let mut out = String::new();
    for pack in packs(&cli.search()) {
        let place = match &pack.origin {
            Origin::Embedded => Message::new("cli-embedded").text(language),
            Origin::Folder(path) => path.display().to_string(),
            Origin::Memory => String::new(),
        };
        let title = pack.title.clone().unwrap_or_default();
        let extends = pack.extends.as_ref().map(|e| format!(" ← {e}")).unwrap_or_default();
        out.push_str(&format!("{}{extends}  {title}  ({place})\n", pack.reference()));
    }
    output::result(&out);
    Ok(Ending::Done)
}
