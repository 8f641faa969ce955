//! `junheng fmt`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::Cli;
use super::{Ending, Outcome, Stop, output};
use crate::diagnostic::{Language, Message, render_text, system_cause};
use crate::source::MAX_PACK_FILE_BYTES;
use crate::syntax::vocabulary::Vocabulary;
use crate::tooling::fmt::format;

#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    #[arg(value_name = "FILE", required = true)]
    file: Vec<PathBuf>,
    #[arg(long)]
    check: bool,
    #[arg(long, value_enum)]
    vocabulary: Option<VocabularyArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VocabularyArg {
    Zh,
    En,
}

/// Deepest folder that is looked into.
const MAX_FOLDERS: usize = 16;

pub(super) fn run(cli: &Cli, args: &FmtArgs, language: Language) -> Outcome {
    let vocabulary = args.vocabulary.map(|v| match v {
        VocabularyArg::Zh => Vocabulary::Zh,
        VocabularyArg::En => Vocabulary::En,
    });
    let mut failed = false;
    for path in &args.file {
        if path.as_os_str() == "-" {
            failed |= passing(cli, args, ("-.rules", std::io::stdin()), vocabulary, language)?;
            continue;
        }
        // A pipe cannot be written back to: what is read from it goes to stdout, as from `-`.
        if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
            let pipe = std::fs::File::open(path).map_err(|e| unreadable(path, &e, language))?;
            failed |= passing(cli, args, ("-.rules", pipe), vocabulary, language)?;
            continue;
        }
        let mut files = Vec::new();
        if path.is_dir() {
            pack_files(path, 0, &mut files).map_err(|e| unreadable(path, &e, language))?;
        } else {
            files.push(path.clone());
        }
        for file in files {
            failed |= one(cli, args, &file, vocabulary, language)?;
        }
    }
    Ok(if failed { Ending::Failed } else { Ending::Done })
}

fn unreadable(path: &Path, cause: &std::io::Error, language: Language) -> Stop {
    Stop::new(
        &Message::new("cli-cannot-read").arg("path", path.display()).message("cause", system_cause(cause)),
        None,
        language,
    )
}

/// Formats what comes through a pipe; whether something is amiss.
fn passing(
    cli: &Cli,
    args: &FmtArgs,
    (name, source): (&str, impl std::io::Read),
    vocabulary: Option<Vocabulary>,
    language: Language,
) -> Result<bool, Stop> {
    let (mut text, path) = (String::new(), Path::new("-"));
    let read = source.take(MAX_PACK_FILE_BYTES + 1).read_to_string(&mut text);
    read.map_err(|e| unreadable(path, &e, language))?;
    if text.len() as u64 > MAX_PACK_FILE_BYTES {
        return Err(Stop::new(&Message::new("fmt-too-large").arg("path", path.display()), None, language));
    }
    let done = format(name, &text, vocabulary);
    if !done.errors.is_empty() {
        let colored = output::colored(cli, true);
        output::coloured(&render_text(&done.errors, &done.sources, language, colored));
        return Ok(true);
    }
    if args.check {
        return Ok(done.text != text);
    }
    output::exact(&done.text, language)?;
    Ok(false)
}

/// Formats one file; whether something is amiss.
fn one(
    cli: &Cli,
    args: &FmtArgs,
    file: &Path,
    vocabulary: Option<Vocabulary>,
    language: Language,
) -> Result<bool, Stop> {
    let size = std::fs::metadata(file).map_err(|e| unreadable(file, &e, language))?.len();
    if size > MAX_PACK_FILE_BYTES {
        return Err(Stop::new(&Message::new("fmt-too-large").arg("path", file.display()), None, language));
    }
    let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e, language))?;
    let done = format(&file.to_string_lossy(), &text, vocabulary);
    if !done.errors.is_empty() {
        output::coloured(&render_text(&done.errors, &done.sources, language, output::colored(cli, true)));
        return Ok(true);
    }
    if done.text == text {
        return Ok(false);
    }
    if args.check {
        let line = text.lines().zip(done.text.lines()).position(|(a, b)| a != b);
        let line = line.unwrap_or_else(|| text.lines().count().min(done.text.lines().count())) + 1;
        let message = Message::new("fmt-would-change").arg("path", file.display()).arg("line", line);
        output::result(&message.text(language), language)?;
        return Ok(true);
    }
    output::file(file, &done.text, language)?;
    output::message(&Message::new("fmt-changed").arg("path", file.display()).text(language));
    Ok(false)
}

/// A pack's files: `.rules` and YAML, its cases apart.
fn pack_files(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if depth > MAX_FOLDERS {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden && path.file_name().is_some_and(|n| n != "tests") {
            pack_files(&path, depth + 1, out)?;
        } else if path.extension().is_some_and(|x| x == "rules" || x == "yaml" || x == "yml") {
            out.push(path);
        }
    }
    Ok(())
}
