//! `junheng workbench …`.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use junheng::diagnostic::Language;
use junheng::value::{Date, parse_date};
use serde_json::{Map, Value, json};

use crate::acts::rules::ROLES;
use crate::error::Failure;
use crate::record::{Broken, Record, hex};
use crate::service::{Again, Service};
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
    },
    /// The record itself.
    Log {
        #[command(subcommand)]
        command: LogCommand,
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
        command: OfficeCommand,
    },
    /// Accounts, as whoever has the machine may add them.
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
}

#[derive(Debug, Subcommand)]
enum LogCommand {
    /// Follow the chain from its beginning, and hold the tables against it.
    Verify {
        #[command(flatten)]
        store: Store,
        /// An event's number and the first digits of its hash, as a stamped paper has them.
        #[arg(long)]
        anchor: Option<String>,
    },
    /// The number and the hash of the last event.
    Head {
        #[command(flatten)]
        store: Store,
    },
    /// Events that contain a word.
    Search {
        #[command(flatten)]
        store: Store,
        /// The word: an account, an act, an id, a text.
        word: String,
    },
}

#[derive(Debug, Subcommand)]
enum OfficeCommand {
    /// Add an office.
    Add {
        #[command(flatten)]
        store: Store,
        /// Its code.
        code: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// nation, region, city or county.
        #[arg(long)]
        level: String,
        /// The office above it.
        #[arg(long)]
        parent: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Add an account.
    Add {
        #[command(flatten)]
        store: Store,
        /// Its name.
        name: String,
        /// The office's code.
        #[arg(long)]
        office: String,
        /// Its roles.
        #[arg(long)]
        role: Vec<String>,
    },
    /// Grant a role.
    Grant {
        #[command(flatten)]
        store: Store,
        /// The account.
        name: String,
        /// The role.
        #[arg(long)]
        role: String,
        /// The last day.
        #[arg(long)]
        to: Option<String>,
    },
    /// Disable an account: it may do nothing any more, what it did stays.
    Disable {
        #[command(flatten)]
        store: Store,
        /// The account.
        name: String,
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
                lists = of_county(lists, &county);
            }
            shown(&lists, format)
        }
        Command::Appraisal { store, year, format } => shown(&service(&store)?.appraisal(year)?, format),
        Command::Trend { store, county, of, on } => {
            let on = on.as_deref().map_or_else(|| Ok(junheng::value::today()), day)?;
            shown(&service(&store)?.trend(&county, &of, on)?, Format::Json)
        }
        Command::Log { command } => log(command, language),
        Command::Replay { store, verdict, all: _ } => replay(&mut service(&store)?, verdict, language),
        Command::Backup { store, file } => {
            new_file(&file)?;
            service(&store)?.record().backup(&file)?;
            Ok(true)
        }
        Command::Export { store, file } => {
            new_file(&file)?;
            let to = File::create(&file).map_err(|e| Failure::file(&file, e))?;
            let mut to = std::io::BufWriter::new(to);
            service(&store)?.record().export(&mut to)?;
            to.flush().map_err(|e| Failure::file(&file, e))?;
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
        Command::Office { command: OfficeCommand::Add { store, code, name, level, parent } } => {
            if !["nation", "region", "city", "county"].contains(&level.as_str()) {
                return Err(Failure::new(format!("没有级别 {level}"), format!("there is no level {level}")));
            }
            let mut service = started(&store)?;
            let fields = json!({"name": name, "level": level, "parent": parent});
            service.add_office(&code, fields.as_object().cloned().unwrap_or_default(), None)?;
            Ok(true)
        }
        Command::Account { command } => account(command),
    }
}

/// Opens a store, and begins it where it is empty.
fn started(store: &Store) -> Result<Service, Failure> {
    let mut service = Service::new(Record::open(&store.store)?);
    if service.state().seq == 0 {
        service.begin(false, junheng::value::today())?;
    }
    Ok(service)
}

fn new_file(file: &std::path::Path) -> Result<(), Failure> {
    if file.exists() {
        let path = file.display();
        return Err(Failure::new(format!("{path} 已经存在"), format!("{path} is there already")));
    }
    Ok(())
}

fn play(path: &std::path::Path, store: &Store, language: Language) -> Result<bool, Failure> {
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

/// The lists as far as they concern a county.
fn of_county(lists: Value, county: &str) -> Value {
    let Value::Object(mut lists) = lists else { return lists };
    for name in ["board", "slides", "warnings", "reward", "open_findings", "open_actions_by_lead"] {
        if let Some(Value::Object(map)) = lists.get_mut(name) {
            map.retain(|key, _| key == county);
        }
    }
    for name in ["overdue", "next_60_days"] {
        if let Some(Value::Object(map)) = lists.get_mut(name) {
            map.retain(|_, item| item.get("who").and_then(Value::as_str) == Some(county));
        }
    }
    if let Some(Value::Object(map)) = lists.get_mut("targets") {
        for list in map.values_mut().filter_map(Value::as_array_mut) {
            list.retain(|id| id.as_str().and_then(crate::acts::county_in) == Some(county));
        }
    }
    if let Some(Value::Array(list)) = lists.get_mut("without_receipt") {
        list.retain(|item| item.get("county").and_then(Value::as_str) == Some(county));
    }
    Value::Object(lists)
}

fn shown(value: &Value, format: Format) -> Result<bool, Failure> {
    match format {
        Format::Json => out(&serde_json::to_string_pretty(value).map_err(Failure::store)?)?,
        Format::Text => {
            let mut text = String::new();
            outline(value, 0, &mut text);
            out(text.trim_end())?;
        }
    }
    Ok(true)
}

/// Lists as indented lines.
fn outline(value: &Value, depth: usize, to: &mut String) {
    let pad = "  ".repeat(depth);
    let flat = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "—".to_owned(),
        other => other.to_string(),
    };
    let empty = |value: &Value| match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(map) => {
            for (key, below) in map.iter().filter(|(_, v)| !empty(v)) {
                if below.is_object() || below.as_array().is_some_and(|l| l.iter().any(Value::is_object)) {
                    to.push_str(&format!("{pad}{key}\n"));
                    outline(below, depth + 1, to);
                } else if let Some(list) = below.as_array() {
                    let texts: Vec<String> = list.iter().map(flat).collect();
                    to.push_str(&format!("{pad}{key}  {}\n", texts.join("  ")));
                } else {
                    to.push_str(&format!("{pad}{key}  {}\n", flat(below)));
                }
            }
        }
        Value::Array(list) => {
            for item in list {
                match item {
                    Value::Object(map) => {
                        let texts: Vec<String> =
                            map.iter().map(|(k, v)| format!("{k} {}", flat(v))).collect();
                        to.push_str(&format!("{pad}{}\n", texts.join("  ")));
                    }
                    other => to.push_str(&format!("{pad}{}\n", flat(other))),
                }
            }
        }
        other => to.push_str(&format!("{pad}{}\n", flat(other))),
    }
}

fn log(command: LogCommand, language: Language) -> Result<bool, Failure> {
    match command {
        LogCommand::Head { store } => {
            let mut service = service(&store)?;
            let (seq, head) = service.record().head();
            out(&format!("{seq}:{}", hex(&head)))?;
            Ok(true)
        }
        LogCommand::Search { store, word } => {
            for event in service(&store)?.record().events()? {
                let line = serde_json::to_string(&event).map_err(Failure::store)?;
                if line.contains(&word) {
                    out(&line)?;
                }
            }
            Ok(true)
        }
        LogCommand::Verify { store, anchor } => {
            let anchor = match &anchor {
                None => None,
                Some(text) => {
                    let parts =
                        text.split_once(':').and_then(|(n, h)| Some((n.trim().parse().ok()?, h.trim())));
                    let Some(parts) = parts else {
                        return Err(Failure::new(
                            format!("`{text}` 应写成 编号:校验值"),
                            format!("`{text}` should be NUMBER:HASH"),
                        ));
                    };
                    Some(parts)
                }
            };
            let mut record = crate::record::Record::unread(&store.store)?;
            match record.verify(anchor)? {
                Err(Broken::At(n)) => {
                    out(&match language {
                        Language::Zh => format!("第 {n} 条记录起校验不符：被改动、删去、调换或插入"),
                        Language::En => format!(
                            "the chain is broken from event {n}: changed, dropped, swapped or inserted"
                        ),
                    })?;
                    Ok(false)
                }
                Err(Broken::Anchor(n)) => {
                    out(&match language {
                        Language::Zh => format!("第 {n} 条记录与所给的校验值不符，或者已不在存储里"),
                        Language::En => {
                            format!("event {n} has another hash than the one given, or is no longer there")
                        }
                    })?;
                    Ok(false)
                }
                Ok(verified) => {
                    if let Some((sort, id)) = record.check()? {
                        out(&match language {
                            Language::Zh => format!("记录完好，但表中的 {sort} {id} 与记录不符"),
                            Language::En => format!(
                                "the events hold, but {sort} {id} in the tables is not what they add up to"
                            ),
                        })?;
                        return Ok(false);
                    }
                    let head = hex(&verified.head);
                    let events = verified.events;
                    out(&match language {
                        Language::Zh => format!("{events} 条记录前后相接，各表与记录一致；末条校验值 {head}"),
                        Language::En => format!(
                            "{events} events hold together, the tables are what they add up to; head {head}"
                        ),
                    })?;
                    Ok(true)
                }
            }
        }
    }
}

fn replay(service: &mut Service, verdict: Option<String>, language: Language) -> Result<bool, Failure> {
    let ids: Vec<String> = match verdict {
        Some(id) => vec![id],
        None => service.state().verdicts.keys().cloned().collect(),
    };
    let mut ok = true;
    for id in ids {
        let again = service.replay(&id)?;
        ok &= again != Again::Differs;
        let word = match again {
            Again::Same => say(language, "逐字相同", "same bytes"),
            Again::OtherText => say(language, "结果相同，文字不同", "same outcomes, other text"),
            Again::Differs => say(language, "结果不同", "outcomes differ"),
        };
        out(&format!("{id}  {word}"))?;
    }
    Ok(ok)
}

fn account(command: AccountCommand) -> Result<bool, Failure> {
    let known = |role: &str| {
        if ROLES.contains(&role) {
            Ok(())
        } else {
            let roles = ROLES.join("、");
            Err(Failure::new(
                format!("没有角色 {role}；有 {roles}"),
                format!("there is no role {role}; there are {roles}"),
            ))
        }
    };
    match command {
        AccountCommand::Add { store, name, office, role } => {
            role.iter().try_for_each(|r| known(r))?;
            started(&store)?.add_account(&name, &office, &role, None)?;
        }
        AccountCommand::Grant { store, name, role, to } => {
            known(&role)?;
            let mut fields = Map::new();
            fields.insert("role".to_owned(), role.into());
            if let Some(to) = to {
                fields.insert("to".to_owned(), day(&to)?.to_string().into());
            }
            on_account(&store, "account.grant", &name, fields)?;
        }
        AccountCommand::Disable { store, name } => on_account(&store, "account.disable", &name, Map::new())?,
    }
    Ok(true)
}

fn on_account(store: &Store, act: &str, name: &str, fields: Map<String, Value>) -> Result<(), Failure> {
    let mut service = service(store)?;
    service.console(act, name, fields, None, |state| {
        if state.accounts.contains_key(name) {
            Ok(())
        } else {
            Err(Failure::new(format!("没有账号 {name}"), format!("there is no account {name}")))
        }
    })
}
