//! `junheng packs`.

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::Cli;
use super::{Ending, Outcome, Stop, output};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::pack::{Listed, LoadError, Origin, listing};
use crate::value::Date;

#[derive(Debug, Args)]
pub(super) struct PacksArgs {
    #[arg(long, value_enum, default_value_t = PacksFormat::Text)]
    format: PacksFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PacksFormat {
    Text,
    Json,
}

/// A pack as JSON.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    version: String,
    title: Option<&'a str>,
    issuer: Option<&'a str>,
    effective: Period,
    /// As written.
    extends: Option<&'a str>,
    /// With the version that is taken.
    parent: Option<&'a str>,
    digest: Option<&'a str>,
    errors: usize,
    /// `embedded` or a folder.
    places: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<String>,
}

#[derive(Serialize)]
struct Period {
    from: Option<String>,
    to: Option<String>,
}

pub(super) fn run(cli: &Cli, args: &PacksArgs, language: Language) -> Outcome {
    let all = listing(&cli.search());
    match args.format {
        PacksFormat::Text => {
            let texts: Vec<String> = all.packs.iter().map(|p| text(p, language)).collect();
            if texts.is_empty() {
                output::message(&Message::new("packs-none").text(language));
            } else {
                output::result(&texts.join("\n"), language)?;
            }
        }
        PacksFormat::Json => {
            let entries: Vec<Entry<'_>> = all.packs.iter().map(|p| entry(p, language)).collect();
            let json = serde_json::to_string_pretty(&entries).map_err(|e| Stop(e.to_string()))?;
            output::exact(&json, language)?;
        }
    }
    let problems: Vec<&LoadError> =
        all.problems.iter().chain(all.packs.iter().filter_map(|p| p.conflict.as_ref())).collect();
    for error in &problems {
        let Stop(text) = Stop::new(&error.message(), error.help().as_ref(), language);
        output::message(&text);
    }
    let broken = !problems.is_empty() || all.packs.iter().any(|p| p.errors > 0);
    Ok(if broken { Ending::Failed } else { Ending::Done })
}

fn place(origin: &Origin, embedded: &str) -> String {
    match origin {
        Origin::Embedded => embedded.to_owned(),
        Origin::Folder(path) => path.display().to_string(),
        Origin::Memory => String::new(),
    }
}

fn text(pack: &Listed, language: Language) -> String {
    let word = |key: &str| Catalogue::of(language).get(key);
    let info = &pack.info;
    let mut out = format!("{} {}", info.reference(), info.title.as_deref().unwrap_or_default());
    out.truncate(out.trim_end().len());
    out.push('\n');
    let day = |d: Option<Date>| d.map_or_else(|| "…".to_owned(), |d| d.to_string());
    let period =
        (info.from.is_some() || info.to.is_some()).then(|| format!("{} — {}", day(info.from), day(info.to)));
    let extends = match (&pack.parent, &info.extends) {
        (Some(parent), Some(written)) if parent != written => Some(format!("{written} → {parent}")),
        (_, written) => written.clone(),
    };
    let embedded = word("cli-embedded");
    let places: Vec<String> = pack.places.iter().map(|o| place(o, &embedded)).collect();
    let errors = (pack.errors > 0).then(|| {
        let name = pack.places.iter().find(|o| matches!(o, Origin::Folder(_))).map(|o| place(o, ""));
        let name = name.unwrap_or_else(|| info.reference());
        Message::new("packs-errors").arg("errors", pack.errors).arg("pack", name).text(language)
    });
    let conflict = pack.conflict.as_ref().map(|_| word("packs-conflict"));
    for (key, text) in [
        ("show-period", period),
        ("show-extends", extends),
        ("show-digest", conflict.or_else(|| pack.digest.clone()).or(errors)),
        ("packs-place", Some(places.join("、"))),
    ] {
        if let Some(text) = text {
            let line = Message::new("show-field").arg("name", word(key)).arg("text", text).text(language);
            out.push_str(&format!("  {line}\n"));
        }
    }
    out
}

fn entry(pack: &Listed, language: Language) -> Entry<'_> {
    let info = &pack.info;
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    Entry {
        id: &info.id,
        version: info.version.to_string(),
        title: info.title.as_deref(),
        issuer: info.issuer.as_deref(),
        effective: Period { from: day(info.from), to: day(info.to) },
        extends: info.extends.as_deref(),
        parent: pack.parent.as_deref(),
        digest: pack.digest.as_deref(),
        errors: pack.errors,
        places: pack.places.iter().map(|o| place(o, "embedded")).collect(),
        conflict: pack.conflict.as_ref().map(|c| c.message().text(language)),
    }
}
