//! What may be typed.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::format::endings;
use crate::diagnostic::{Catalogue, Language};
use crate::pack::{LoadError, SearchPath};

/// The program.
#[derive(Debug, Parser)]
#[command(name = "junheng", version, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_name = "DIR")]
    pub packs: Vec<PathBuf>,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    Zh,
    En,
}

/// The commands, in the order in which people use them.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(CheckArgs),
    Template(super::template::TemplateArgs),
    Eval(EvalArgs),
    Explain(ExplainArgs),
    Gap(super::gap::GapArgs),
    Verify(super::verify::VerifyArgs),
    Test(super::test::TestArgs),
    Fmt(super::fmt::FmtArgs),
    Diff(super::diff::DiffArgs),
    Impact(super::impact::ImpactArgs),
    Compare(super::compare::CompareArgs),
    Packs(super::packs::PacksArgs),
    Show(super::show::ShowArgs),
    Doc(super::doc::DocArgs),
    New(super::new::NewArgs),
    Lsp,
    Schema(super::schema::SchemaArgs),
    Completions(super::completions::CompletionsArgs),
    Man(super::completions::ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[arg(value_name = "PACK", required_unless_present = "explain")]
    pub pack: Vec<String>,
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
    #[arg(long, value_enum, value_name = "warnings")]
    pub deny: Option<Deny>,
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    Warnings,
}

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[arg(value_name = "DATA", required = true)]
    pub data: Vec<PathBuf>,
    #[arg(long, value_name = "ID")]
    pub pack: String,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[arg(long, value_name = "CODE")]
    pub county: Vec<String>,
    #[arg(long, value_enum)]
    pub format: Option<EvalFormat>,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = DetailArg::Failures)]
    pub detail: DetailArg,
    #[arg(long)]
    pub require_met: bool,
    #[arg(long, requires = "require_met")]
    pub accept_doubts: bool,
    #[arg(long, value_name = "FILE")]
    pub annotate: Option<PathBuf>,
    #[arg(long, value_name = "DATA")]
    pub previous: Vec<PathBuf>,
    #[arg(long)]
    pub no_audit: bool,
    #[arg(long)]
    pub no_content_digest: bool,
    #[arg(long, value_name = "ID=NUMBER")]
    pub set: Vec<String>,
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum EvalFormat {
    #[default]
    Text,
    Json,
    Ndjson,
    Html,
    Md,
    Xlsx,
    Forms,
    Docx,
    /// Four tables in a folder.
    Parquet,
}

endings!(EvalFormat {
    Text: ["txt"],
    Json: ["json"],
    Ndjson: ["ndjson", "jsonl"],
    Html: ["html", "htm"],
    Md: ["md", "markdown"],
    Xlsx: ["xlsx"],
    // A workbook too: its name does not tell it from the ledger's.
    Forms: [],
    Docx: ["docx"],
    // A folder, whose name says nothing.
    Parquet: [],
});

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DetailArg {
    Summary,
    Failures,
    Full,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[arg(value_name = "DATA")]
    pub data: PathBuf,
    #[arg(long, value_name = "ID")]
    pub pack: String,
    #[arg(value_name = "RULE")]
    pub rule: String,
    #[arg(value_name = "SUBJECT")]
    pub subject: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    #[arg(long, value_name = "ID=NUMBER")]
    pub set: Vec<String>,
}

impl Cli {
    /// The first folder of `--packs` that is none, and why.
    pub fn unusable_folder(&self) -> Option<LoadError> {
        let unusable = |path: &PathBuf| match std::fs::read_dir(path) {
            Ok(_) => None,
            Err(source) => Some(LoadError::Unreadable { path: path.clone(), source }),
        };
        self.packs.iter().find_map(unusable)
    }

    /// Where to look for packs.
    pub fn search(&self) -> SearchPath {
        if self.packs.is_empty() {
            SearchPath::default()
        } else {
            SearchPath { dirs: self.packs.clone(), embedded: true }
        }
    }
}

/// The language, before the arguments are parsed, so that their own errors and help are in it.
pub(super) fn language_of(args: impl Iterator<Item = OsString>) -> Language {
    let mut next = false;
    for arg in args {
        let text = arg.to_string_lossy();
        let value = if next { Some(text.as_ref()) } else { text.strip_prefix("--lang=") };
        match value {
            Some("en") => return Language::En,
            Some(_) => return Language::Zh,
            None => next = text == "--lang",
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    if locale.is_some_and(|l| l.starts_with("en")) { Language::En } else { Language::Zh }
}

/// Help in the user's language: `cli-COMMAND`, `cli-COMMAND.example`, `cli-COMMAND-ARGUMENT`.
pub(super) fn localised(command: clap::Command, language: Language) -> clap::Command {
    let catalogue = Catalogue::of(language);
    let about = |key: &str| Some(catalogue.get(key)).filter(|text| text != key);
    let arguments = |mut c: clap::Command, prefix: &str| {
        let ids: Vec<clap::Id> = c.get_arguments().map(|a| a.get_id().clone()).collect();
        for id in ids {
            let name = id.as_str().replace('_', "-");
            let text = about(&format!("{prefix}-{name}")).or_else(|| about(&format!("cli-arg-{name}")));
            if let Some(text) = text {
                c = c.mut_arg(id, |a| a.help(text));
            }
        }
        c
    };
    let mut command = arguments(command.about(catalogue.get("cli-about")), "cli-global");
    let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |c| {
            let prefix = format!("cli-{name}");
            let mut c = arguments(c, &prefix);
            if let Some(text) = about(&prefix) {
                c = c.about(text);
            }
            if let Some(text) = about(&format!("{prefix}.example")) {
                c = c.after_help(text);
            }
            c
        });
    }
    command
}

/// How many threads do the work: as asked for, else as many as the machine has, one at least.
pub(super) fn worker_threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}
