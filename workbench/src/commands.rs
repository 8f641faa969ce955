//! `junheng workbench …`.

mod lists;
mod log;
mod people;

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use junheng::diagnostic::Language;
use junheng::value::{Date, parse_date};

use crate::error::Failure;
use crate::record::{Record, whole_file};
use crate::service::Service;
use crate::story;
use crate::web::commands as web;

/// The work on counties' recognition over years: one record of who did what, and what is due.
#[derive(Debug, Parser)]
#[command(name = "junheng-workbench", bin_name = "junheng workbench", version)]
struct Cli {
    /// The language of messages.
    #[arg(long, global = true)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sheets {
    Text,
    Json,
    Xlsx,
}

#[derive(Debug, clap::Args)]
struct Store {
    /// The store: a file, or postgres://…
    #[arg(long)]
    store: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages of a store.
    Serve(web::Serve),
    /// Tell an invented story in a temporary store, and serve its pages.
    Demo(web::Demo),
    /// Write the public summary as a folder of pages.
    Public(web::Public),
    /// Play a story into an empty store; one line an act. Fails where an act does not go as the story has it marked.
    Play {
        /// The story.
        story: PathBuf,
        #[command(flatten)]
        store: Store,
    },
    /// All lists of a day.
    Agenda {
        #[command(flatten)]
        store: Store,
        /// The day.
        #[arg(long)]
        on: String,
        /// Only what concerns this county.
        #[arg(long)]
        county: Option<String>,
        /// The form of the output.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// The appraisal of a year.
    Appraisal {
        #[command(flatten)]
        store: Store,
        /// The year.
        #[arg(long)]
        year: i64,
        /// The form of the output.
        #[arg(long, default_value = "text")]
        format: Sheets,
        /// The file of a workbook.
        #[arg(long, short)]
        out: Option<PathBuf>,
    },
    /// Two verdicts of a county side by side: what differs in their data, which outcomes turned, and by what.
    Compare {
        #[command(flatten)]
        store: Store,
        /// The first.
        a: String,
        /// The second.
        b: String,
        /// The form of the output.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// How far self-evaluations held against the city's copies: cells changed, those that decide, outcomes turned. Counts, no score.
    Credibility {
        #[command(flatten)]
        store: Store,
        /// The day; else today.
        #[arg(long)]
        on: Option<String>,
        /// The form of the output.
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// An indicator over the years, split into what the data and what the rules did.
    Trend {
        #[command(flatten)]
        store: Store,
        /// The county.
        #[arg(long)]
        county: String,
        /// `RULE@SUBJECT`.
        #[arg(long)]
        of: String,
        /// The day.
        #[arg(long)]
        on: Option<String>,
        /// The form of the output.
        #[arg(long, default_value = "json")]
        format: Format,
    },
    /// The record itself.
    Log {
        #[command(subcommand)]
        command: log::LogCommand,
    },
    /// Make verdicts again from what the store keeps, and say whether they come out the same.
    Replay {
        #[command(flatten)]
        store: Store,
        /// One verdict; else all.
        verdict: Option<String>,
        /// All verdicts.
        #[arg(long)]
        all: bool,
    },
    /// Copy the store into a file while it is in use.
    Backup {
        #[command(flatten)]
        store: Store,
        /// The file.
        file: PathBuf,
    },
    /// Write the whole store as JSON lines.
    Export {
        #[command(flatten)]
        store: Store,
        /// The file.
        file: PathBuf,
    },
    /// Read an export into an empty store; the hashes stay.
    Import {
        #[command(flatten)]
        store: Store,
        /// The file.
        file: PathBuf,
    },
    /// Bring the tables of an earlier version up, or make them.
    Migrate {
        #[command(flatten)]
        store: Store,
    },
    /// Offices, as whoever has the machine may add them.
    Office {
        #[command(subcommand)]
        command: people::OfficeCommand,
    },
    /// Accounts, as whoever has the machine may add them.
    Account {
        #[command(subcommand)]
        command: people::AccountCommand,
    },
}

/// The program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let language = match cli.lang {
        Some(Lang::En) => Language::En,
        Some(Lang::Zh) => Language::Zh,
        None => {
            let env = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok());
            if env.is_some_and(|v| v.starts_with("en")) { Language::En } else { Language::Zh }
        }
    };
    match run(cli.command, language) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let mut err = std::io::stderr().lock();
            // Where nobody reads it there is nobody to tell.
            let _ = writeln!(err, "{}", say(language, &failure.zh, &failure.en));
            ExitCode::FAILURE
        }
    }
}

fn say<'t>(language: Language, zh: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}

fn out(text: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(Failure::store)
}

fn day(text: &str) -> Result<Date, Failure> {
    parse_date(text)
        .ok_or_else(|| Failure::new(format!("`{text}` 不是日期"), format!("`{text}` is not a day")))
}

fn service(store: &Store) -> Result<Service, Failure> {
    Ok(Service::new(Record::existing(&store.store)?))
}

fn run(command: Command, language: Language) -> Result<bool, Failure> {
    match command {
        Command::Serve(args) => web::serve(&args, language).map(|()| true),
        Command::Demo(args) => web::demo(&args, language).map(|()| true),
        Command::Public(args) => web::public(&args).map(|()| true),
        Command::Play { story, store } => play(&story, &store, language),
        Command::Agenda { store, on, county, format } => {
            let mut lists = service(&store)?.agenda(day(&on)?)?;
            if let Some(county) = county {
                lists = lists::of_county(lists, &county);
            }
            lists::shown(&lists, format, language)
        }
        Command::Appraisal { store, year, format, out } => {
            lists::appraisal(&store, year, format, out, language)
        }
        Command::Compare { store, a, b, format } => {
            let pair = service(&store)?.pair(&a, &b)?;
            match format {
                Format::Text => out(pair.text(language)?.trim_end())?,
                Format::Json => {
                    out(&serde_json::to_string_pretty(&pair.compare()?).map_err(Failure::store)?)?;
                }
            }
            Ok(true)
        }
        Command::Credibility { store, on, format } => {
            let on = on.as_deref().map_or_else(|| Ok(junheng::value::today()), day)?;
            lists::shown(&service(&store)?.credibility(on)?, format, language)
        }
        Command::Trend { store, county, of, on, format } => {
            let on = on.as_deref().map_or_else(|| Ok(junheng::value::today()), day)?;
            lists::shown(&service(&store)?.trend(&county, &of, on)?, format, language)
        }
        Command::Log { command } => log::log(command, language),
        Command::Replay { store, verdict, all: _ } => log::replay(&mut service(&store)?, verdict, language),
        Command::Backup { store, file } => {
            service(&store)?.record().backup(&file)?;
            Ok(true)
        }
        Command::Export { store, file } => {
            let mut service = service(&store)?;
            whole_file(&file, |part| {
                let to = File::create(part).map_err(|e| Failure::file(&file, e))?;
                let mut to = std::io::BufWriter::new(to);
                service.record().export(&mut to)?;
                to.flush().map_err(|e| Failure::file(&file, e))
            })?;
            Ok(true)
        }
        Command::Import { store, file } => {
            let from = File::open(&file).map_err(|e| Failure::file(&file, e))?;
            Record::open(&store.store)?.import(&mut BufReader::new(from))?;
            Ok(true)
        }
        Command::Migrate { store } => {
            Record::open(&store.store)?;
            Ok(true)
        }
        Command::Office { command } => people::office(command),
        Command::Account { command } => people::account(command),
    }
}

fn play(path: &std::path::Path, store: &Store, language: Language) -> Result<bool, Failure> {
    story::look(path)?;
    let mut service = Service::new(Record::open(&store.store)?);
    let mut broken = Ok(());
    let played = story::play(&mut service, path, &mut |act| {
        if broken.is_ok() {
            broken = out(&act.line(language));
        }
    })?;
    broken?;
    let refused = played.iter().filter(|p| p.refused.is_some()).count();
    let wrong = played.iter().filter(|p| !p.as_marked()).count();
    let done = played.len() - refused;
    out(&match language {
        Language::Zh => format!("办理 {done} 项，拒绝 {refused} 项，与标记不符 {wrong} 项"),
        Language::En => format!("{done} done, {refused} refused, {wrong} not as marked"),
    })?;
    Ok(wrong == 0)
}
