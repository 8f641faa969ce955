//! `junheng packs`, `junheng show`.

use super::args::{Cli, ShowArgs};
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message, suggest};
use crate::pack::{Origin, packs};
use crate::report::{item_text, limit_text, pack_text};

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

pub(super) fn show(cli: &Cli, args: &ShowArgs, language: Language) -> Outcome {
    let pack = check::sound(cli, &args.pack, language)?;
    let Some(id) = &args.id else {
        output::result(&pack_text(&pack));
        return Ok(Ending::Done);
    };
    if let Some(item) = pack.find_item(id).and_then(|ix| pack.item(ix)) {
        output::result(&item_text(&pack, item, language));
        return Ok(Ending::Done);
    }
    if let Some(limit) = pack.limits.iter().find(|l| l.id == *id || l.label == *id) {
        output::result(&limit_text(&pack, limit, language));
        return Ok(Ending::Done);
    }
    let names = pack.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]);
    let names = names.chain(pack.limits.iter().flat_map(|l| [l.id.as_str(), l.label.as_str()]));
    let help = suggest(id, names).map(|near| Message::new("help-did-you-mean").arg("name", near));
    Err(Stop::new(&Message::new("cli-unknown-rule").arg("rule", id), help.as_ref(), language))
}
