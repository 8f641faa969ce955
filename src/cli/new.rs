//! `junheng new`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::{Ending, Outcome, Stop, check, output};
use crate::diagnostic::{Language, Message, render_text};
use crate::pack::{is_pack_id, load_memory, packs};
use crate::syntax::vocabulary::Vocabulary;
use crate::tooling::new::{Request, files, own_files};
use crate::value::today;

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    #[arg(value_name = "ID")]
    id: String,
    #[arg(long, value_name = "PACK")]
    extends: Option<String>,
    #[arg(long, value_enum)]
    vocabulary: Option<VocabularyArg>,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VocabularyArg {
    Zh,
    En,
}

pub(super) fn run(cli: &Cli, args: &NewArgs, language: Language) -> Outcome {
    let stop =
        |message: Message, help: &'static str| Err(Stop::new(&message, Some(&Message::new(help)), language));
    if !is_pack_id(&args.id) {
        return stop(Message::new("cli-new-bad-id").arg("id", &args.id), "help-pack-id");
    }
    let search = cli.search();
    if let Some(known) = packs(&search).iter().find(|p| p.id == args.id) {
        let message = Message::new("cli-new-known").arg("id", &args.id).arg("reference", known.reference());
        return stop(message, "help-new-known");
    }
    let parent = match &args.extends {
        Some(extends) => Some((extends, check::sound(cli, extends, language)?)),
        None => None,
    };
    let year = match &parent {
        Some((_, parent)) => parent.version.split('.').next().unwrap_or_default().to_owned(),
        None => today().year().to_string(),
    };
    let folder = args.out.clone().unwrap_or_else(|| {
        let packs = cli.packs.first().cloned().unwrap_or_else(|| PathBuf::from("rulepacks"));
        packs.join(format!("{}-{year}", args.id))
    });
    // A link that leads nowhere is something too.
    if folder.symlink_metadata().is_ok() {
        return stop(Message::new("cli-new-exists").arg("path", folder.display()), "help-new-out");
    }
    let vocabulary = match (args.vocabulary, language) {
        (Some(VocabularyArg::Zh), _) | (None, Language::Zh) => Vocabulary::Zh,
        (Some(VocabularyArg::En), _) | (None, Language::En) => Vocabulary::En,
    };
    let (made, extends) = match &parent {
        Some((given, parent)) => {
            // A folder is extended by the name of the pack in it.
            let extends =
                if given.contains('@') { (*given).clone() } else { format!("{}@{year}", parent.id) };
            let request = Request { id: args.id.clone(), extends: extends.clone(), vocabulary };
            (files(parent, &request), Some(extends))
        }
        None => (own_files(&args.id, vocabulary, today()), None),
    };
    let own: Vec<(&str, &str)> =
        made.iter().filter(|(path, _)| !path.starts_with("tests/")).map(|(p, t)| (*p, t.as_str())).collect();
    let checked = crate::semantics::check(load_memory(&own, &search));
    if checked.diagnostics.iter().any(|d| d.code.severity.is_error()) {
        let text = render_text(&checked.diagnostics, &checked.sources, language, output::colored(cli, true));
        output::coloured(&text);
        let parent = extends.as_deref().unwrap_or_default();
        return Err(Stop(Message::new("cli-new-unsound").arg("parent", parent).text(language)));
    }
    output::folder(&folder, &made, language)?;
    let done = match &extends {
        Some(parent) => Message::new("cli-new-done").arg("parent", parent),
        None => Message::new("cli-new-done-own"),
    };
    let done = done.arg("path", folder.display());
    output::message(&done.text(language));
    Ok(Ending::Done)
}
