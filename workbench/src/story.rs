//! A story played: its acts through the same layer as everyone's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::value::{Date, parse_date};
use serde_json::{Map, Value};

use crate::acts::{No, Refusal, Request};
use crate::error::Failure;
use crate::judge;
use crate::service::{Attached, Service};

/// The offices of an account, each with its roles there.
type Offices = Vec<(String, Vec<String>)>;

/// A story's file.
#[derive(Debug)]
struct Story {
    offices: Vec<(String, Map<String, Value>)>,
    accounts: Vec<(String, Offices)>,
    acts: Vec<Map<String, Value>>,
}

/// What came of one act.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// Its place in the story, from 1.
    pub number: usize,
    /// Its day.
    pub day: Date,
    /// Who, in which role, what.
    pub request: Request,
    /// Done, or why not.
    pub refused: Option<Refusal>,
    /// How the story has it marked: the kind of refusal.
    pub marked: Option<String>,
}

impl Played {
    /// Whether it went as the story has it marked.
    pub fn as_marked(&self) -> bool {
        self.refused.as_ref().map(|r| r.kind.id()) == self.marked.as_deref()
    }

    /// As one line.
    pub fn line(&self, language: Language) -> String {
        let Request { by, act, object, .. } = &self.request;
        let (done, refused, wrong) = match language {
            Language::Zh => ("办理", "拒绝", "与标记不符"),
            Language::En => ("done", "refused", "not as marked"),
        };
        let mark = if self.as_marked() { String::new() } else { format!("  ✗ {wrong}") };
        match &self.refused {
            None => format!("{} {by} {act} {object}  {done}{mark}", self.day),
            Some(r) => {
                format!(
                    "{} {by} {act} {object}  {refused} {}：{}{mark}",
                    self.day,
                    r.kind.id(),
                    r.text(language)
                )
            }
        }
    }
}

fn bad(path: &Path, what: &str) -> Failure {
    Failure::new(
        format!("{}：{what} 不是故事文件里可以写的", path.display()),
        format!("{}: {what} is not what a story may have", path.display()),
    )
}

fn pairs(path: &Path, value: Option<&Value>, name: &str) -> Result<Vec<(String, Value)>, Failure> {
    let map = value.and_then(Value::as_object).ok_or_else(|| bad(path, name))?;
    Ok(map.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
}

fn read(path: &Path) -> Result<Story, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::file(path, e))?;
    let value: Value = serde_yaml::from_str(&text).map_err(|e| Failure::file(path, e))?;
    let mut offices = Vec::new();
    for (code, office) in pairs(path, value.get("offices"), "offices")? {
        offices.push((code, office.as_object().cloned().ok_or_else(|| bad(path, "offices"))?));
    }
    let mut accounts = Vec::new();
    for (office, list) in pairs(path, value.get("accounts"), "accounts")? {
        let mut own = Vec::new();
        for (name, roles) in pairs(path, Some(&list), "accounts")? {
            let roles = roles.as_array().ok_or_else(|| bad(path, "accounts"))?;
            own.push((name, roles.iter().filter_map(|r| r.as_str().map(str::to_owned)).collect()));
        }
        accounts.push((office, own));
    }
    let acts = value.get("acts").and_then(Value::as_array).ok_or_else(|| bad(path, "acts"))?;
    let acts = acts
        .iter()
        .map(|a| a.as_object().cloned().ok_or_else(|| bad(path, "acts")))
        .collect::<Result<_, _>>()?;
    Ok(Story { offices, accounts, acts })
}

/// The folder beside the story whose pack has this reference; one that says stages before one that does not.
fn pack_folder(folder: &Path, reference: &str) -> Result<Option<PathBuf>, Failure> {
    let mut found: BTreeMap<bool, PathBuf> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Failure::file(folder, e))? {
        let path = entry.map_err(|e| Failure::file(folder, e))?.path();
        if !path.join("pack.yaml").is_file() {
            continue;
        }
        let Ok(pack) = judge::pack(&judge::pack_files(&path)?) else { continue };
        if format!("{}@{}", pack.id, pack.version) == reference {
            found.insert(pack.workflow.stages.is_empty(), path);
        }
    }
    Ok(found.into_values().next())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An act as it is asked for: its day, the request, how it is marked.
type Asked = (Date, Request, Option<String>);

/// A story with all its acts, looked at before anything is written.
fn looked(path: &Path) -> Result<(Story, Vec<Asked>), Failure> {
    let story = read(path)?;
    let mut acts = Vec::new();
    for (number, act) in (1..).zip(&story.acts) {
        let act = request(path, number, act)?;
        let data = act.1.text("data");
        if !data.is_empty() && !folder_of(path).join("data").join(data).is_dir() {
            return Err(bad(path, &format!("acts[{number}].data `{data}`")));
        }
        acts.push(act);
    }
    Ok((story, acts))
}

/// Looks whether a story can be played, without playing it.
///
/// # Errors
/// Where it cannot be read, or has an act that there is not.
pub fn look(path: &Path) -> Result<(), Failure> {
    looked(path).map(|_| ())
}

/// Plays a story into an empty store; `say` gets each act as it is done or refused.
///
/// # Errors
/// Where the story cannot be read, has an act that there is not, or the store fails.
pub fn play(
    service: &mut Service,
    path: &Path,
    say: &mut dyn FnMut(&Played),
) -> Result<Vec<Played>, Failure> {
    let (story, acts) = looked(path)?;
    let folder = folder_of(path);
    let first = acts.first().map_or_else(junheng::value::today, |(day, ..)| *day);
    service.begin(true, first)?;
    for (code, office) in story.offices {
        service.add_office(&code, office, Some(first))?;
    }
    for (office, accounts) in story.accounts {
        for (name, roles) in accounts {
            service.add_account(&name, &office, &roles, Some(first))?;
        }
    }
    let mut out = Vec::new();
    for (number, (day, request, marked)) in (1..).zip(acts) {
        let data = Some(request.text("data")).filter(|d| !d.is_empty()).map(|d| folder.join("data").join(d));
        let pack = if matches!(request.act.as_str(), "pack.draft" | "pack.save") {
            pack_folder(folder, &request.object)?
        } else {
            None
        };
        let attached = Attached { data: data.as_deref(), pack: pack.as_deref(), ..Attached::default() };
        let refused = match service.act(&request, attached, Some(day)) {
            Ok(_) => None,
            Err(No::Refused(refusal)) => Some(refusal),
            Err(No::Failed(failure)) => {
                let place = format!("{} {}", request.act, request.object);
                return Err(Failure::new(
                    format!("第 {number} 项 {place}：{}", failure.zh),
                    format!("act {number}, {place}: {}", failure.en),
                ));
            }
        };
        let played = Played { number, day, request, refused, marked };
        say(&played);
        out.push(played);
    }
    Ok(out)
}

/// An act of the story: its day, what is asked, and how it is marked.
fn request(path: &Path, number: usize, act: &Map<String, Value>) -> Result<Asked, Failure> {
    let text = |field: &str| act.get(field).and_then(Value::as_str);
    let want = |field: &str| text(field).ok_or_else(|| bad(path, &format!("acts[{number}].{field}")));
    let day = parse_date(want("day")?).ok_or_else(|| bad(path, &format!("acts[{number}].day")))?;
    let name = want("act")?;
    if crate::acts::rules::rule_of(name).is_none() {
        return Err(bad(path, &format!("acts[{number}] `{name}`")));
    }
    let mut fields = act.clone();
    for field in ["day", "by", "as", "act", "object", "refused"] {
        fields.shift_remove(field);
    }
    let object = want("object")?;
    if name == "target.set" {
        // A target's id says county, year and rule.
        let mut parts = object.splitn(4, '-').skip(2);
        let year = parts.next().and_then(|y| y.parse::<i64>().ok());
        let rule = parts.next();
        let (Some(year), Some(rule)) = (year, rule) else { return Err(bad(path, object)) };
        fields.entry("year").or_insert_with(|| year.into());
        fields.entry("rule").or_insert_with(|| rule.into());
    }
    let request = Request {
        by: want("by")?.to_owned(),
        role: want("as")?.to_owned(),
        act: name.to_owned(),
        object: object.to_owned(),
        fields,
    };
    Ok((day, request, text("refused").map(str::to_owned)))
}
