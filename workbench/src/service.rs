//! One act, one transaction, one event: the layer below every command and every page.

mod drafts;
mod shelves;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use junheng::semantics::CheckedPack;
use junheng::value::{Date, today};
use serde_json::{Map, Value, json};

use crate::acts::{FOUND, Kind, No, Refusal, Request, Shelf, examine, reach, stands};
use crate::agenda::{self, View, state_on};
use crate::compare::Pair;
use crate::error::Failure;
use crate::judge::{self, Brief, Data};
use crate::publish::Changes;
use crate::record::{Event, OfficeLevel, Record, State};
use shelves::{Cache, Shelves};

/// Files that come with an act.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attached<'a> {
    /// The folder of an upload's data.
    pub data: Option<&'a Path>,
    /// An upload's data as understood, with the number of their errors, where they were read already.
    pub understood: Option<(&'a Data, i64)>,
    /// The folder of a pack.
    pub pack: Option<&'a Path>,
    /// The files of a pack that is drafted.
    pub files: Option<&'a BTreeMap<String, Vec<u8>>>,
    /// What becomes of a draft's files.
    pub changes: Option<&'a Changes>,
    /// The file of a document.
    pub file: Option<&'a Path>,
    /// The version of the object that whoever acts has seen.
    pub seen: Option<i64>,
}

/// What making a verdict again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The same bytes.
    Same,
    /// The same outcomes, in another text.
    OtherText,
    /// Other outcomes.
    Differs,
}

/// A store with all that may be done in it.
pub struct Service {
    record: Record,
    cache: Cache,
}

impl Service {
    /// Over an open store.
    pub fn new(record: Record) -> Self {
        Service { record, cache: Cache::default() }
    }

    /// The record.
    pub fn record(&mut self) -> &mut Record {
        &mut self.record
    }

    /// What the events add up to.
    pub fn state(&self) -> &State {
        self.record.state()
    }

    fn split(&mut self) -> (&State, Shelves<'_>) {
        let (state, blobs) = self.record.parts();
        (state, Shelves { blobs, cache: &mut self.cache })
    }

    /// Begins an empty store; of a story, where days are given.
    ///
    /// # Errors
    /// Where it has events, or cannot be written.
    pub fn begin(&mut self, story: bool, day: Date) -> Result<(), Failure> {
        let mut fields = Map::new();
        fields.insert("story".to_owned(), story.into());
        self.console("store.begin", "store", fields, Some(day), |state| {
            if state.seq == 0 {
                Ok(())
            } else {
                Err(Failure::new("存储里已有记录", "the store has events already"))
            }
        })
    }

    /// Adds an office.
    ///
    /// # Errors
    /// Where there is one with this code, or the store cannot be written.
    pub fn add_office(
        &mut self,
        code: &str,
        fields: Map<String, Value>,
        day: Option<Date>,
    ) -> Result<(), Failure> {
        self.console("office.add", code, fields, day, |state| free(!state.offices.contains_key(code), code))
    }

    /// Gives an office another name, from the day on.
    ///
    /// # Errors
    /// Where there is none of this code, or the store cannot be written.
    pub fn rename_office(&mut self, code: &str, name: &str, day: Option<Date>) -> Result<(), Failure> {
        let fields = json!({"name": name}).as_object().cloned().unwrap_or_default();
        self.console("office.rename", code, fields, day, |state| standing(state, code))
    }

    /// Makes an office part of another, from the day on: its accounts and what it still has to do go over. A county's data, verdicts and
    /// recognition are its own: a county cannot be merged.
    ///
    /// # Errors
    /// Where there is none of a code, they are the same, one is a county, or the store cannot be written.
    pub fn merge_office(&mut self, code: &str, into: &str, day: Option<Date>) -> Result<(), Failure> {
        let fields = json!({"into": into}).as_object().cloned().unwrap_or_default();
        self.console("office.merge", code, fields, day, |state| {
            standing(state, code)?;
            standing(state, into)?;
            let county = |code: &str| state.offices.get(code).is_some_and(|o| o.level == OfficeLevel::County);
            let above = state.offices.values().any(|o| o.parent.as_deref() == Some(code));
            if code == into || county(code) || county(into) || above {
                return Err(Failure::new(
                    format!("{code} 不能并入 {into}：只有下面没有单位的市级以上单位可以并入另一个"),
                    format!("{code} cannot become part of {into}: only offices above the counties that have none below them can"),
                ));
            }
            Ok(())
        })
    }

    /// Adds an account of an office.
    ///
    /// # Errors
    /// Where there is one of this name, no such office, or the store cannot be written.
    pub fn add_account(
        &mut self,
        name: &str,
        office: &str,
        roles: &[String],
        day: Option<Date>,
    ) -> Result<(), Failure> {
        let fields = json!({"of": office, "roles": roles});
        let fields = fields.as_object().cloned().unwrap_or_default();
        self.console("account.add", name, fields, day, |state| {
            free(!state.accounts.contains_key(name), name)?;
            standing(state, office)
        })
    }

    /// What whoever has the machine may do: to begin the store, its offices and accounts.
    ///
    /// # Errors
    /// Where it may not be, or the store cannot be written.
    pub fn console(
        &mut self,
        act: &str,
        object: &str,
        fields: Map<String, Value>,
        day: Option<Date>,
        may: impl Fn(&State) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.record.begin()?;
        let done = may(self.record.state()).and_then(|()| {
            let on = day_of(self.record.state(), day)?;
            self.record.append(event("console", "", "console", act, object, on, fields, None))
        });
        match done {
            Ok(_) => self.record.commit(),
            Err(e) => {
                self.record.rollback();
                self.record.catch_up()?;
                Err(e)
            }
        }
    }

    /// Does an act, or says why not. The day is today's, except in a story.
    ///
    /// # Errors
    /// Where a rule bars it, or the store failed; then nothing is written.
    pub fn act(&mut self, request: &Request, attached: Attached<'_>, day: Option<Date>) -> Result<Event, No> {
        self.record.begin()?;
        match self.acted(request, attached, day) {
            Ok(event) => {
                self.record.commit()?;
                Ok(event)
            }
            // Nothing was taken in: the state stays as it is.
            Err(No::Refused(refusal)) => {
                self.record.leave();
                Err(refusal.into())
            }
            Err(no) => {
                self.record.rollback();
                self.record.catch_up()?;
                Err(no)
            }
        }
    }

    /// Whether each of these acts may be done now, without doing any.
    ///
    /// # Errors
    /// Where the store failed.
    pub fn may_each(
        &mut self,
        requests: &[Request],
        day: Option<Date>,
    ) -> Result<Vec<Result<(), Refusal>>, Failure> {
        self.record.begin()?;
        let on = day_of(self.record.state(), day);
        let (state, mut shelves) = self.split();
        let mut out = Vec::with_capacity(requests.len());
        let mut failed = None;
        match on {
            Ok(on) => {
                for request in requests {
                    let stands = stands(state, request, on, &mut shelves);
                    match stands.and_then(|()| examine(state, request, on, &mut shelves)) {
                        Ok(_) => out.push(Ok(())),
                        Err(No::Refused(refusal)) => out.push(Err(refusal)),
                        Err(No::Failed(failure)) => {
                            failed = Some(failure);
                            break;
                        }
                    }
                }
            }
            Err(failure) => failed = Some(failure),
        }
        self.record.leave();
        failed.map_or(Ok(out), Err)
    }

    /// Whether an act may be done now, without doing it.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&mut self, request: &Request, day: Option<Date>) -> Result<(), No> {
        self.record.begin()?;
        let on = day_of(self.record.state(), day);
        let (state, mut shelves) = self.split();
        let answer = match on {
            Ok(on) => examine(state, request, on, &mut shelves).map(|_| ()),
            Err(failure) => Err(failure.into()),
        };
        self.record.leave();
        answer
    }

    fn acted(&mut self, request: &Request, attached: Attached<'_>, day: Option<Date>) -> Result<Event, No> {
        let on = day_of(self.record.state(), day)?;
        let mut request = request.clone();
        for field in FOUND {
            request.fields.shift_remove(field);
        }
        let (state, mut shelves) = self.split();
        reach(state, &request, on, &mut shelves)?;
        self.attach(&mut request, attached, on)?;
        if request.act == "data.upload" && request.text("content").is_empty() {
            return Err(Refusal::because(Kind::Data, "没有数据", "there are no data").into());
        }
        let (state, mut shelves) = self.split();
        let fields = examine(state, &request, on, &mut shelves)?;
        let office = state.accounts.get(&request.by).map(|a| a.office.clone()).unwrap_or_default();
        self.unchanged(&request, attached)?;
        let reason = Some(request.text("reason").to_owned()).filter(|r| !r.is_empty());
        let event =
            event(&request.by, &office, &request.role, &request.act, &request.object, on, fields, reason);
        Ok(self.record.append(event)?)
    }

    /// Nobody changed the object since it was looked at.
    fn unchanged(&mut self, request: &Request, attached: Attached<'_>) -> Result<(), No> {
        let Some(seen) = attached.seen else { return Ok(()) };
        match self.record.version_of(&request.object)? {
            Some(version) if version > seen => {
                let (zh, en) = (format!("第 {version} 号记录"), format!("by event {version}"));
                Err(Refusal::because(Kind::Stale, zh, en).into())
            }
            _ => Ok(()),
        }
    }

    /// Reads the files that come with an act.
    fn attach(&mut self, request: &mut Request, attached: Attached<'_>, on: Date) -> Result<(), No> {
        if let Some(folder) = attached.pack {
            let files = self.kept(judge::pack_files(folder)?)?;
            request.fields.insert("files".to_owned(), Value::Object(files));
        }
        if let Some(given) = attached.files {
            let files = self.kept(given.iter().map(|(path, bytes)| (path.clone(), bytes.clone())))?;
            request.fields.insert("files".to_owned(), Value::Object(files));
        }
        if let Some(changes) = attached.changes {
            let files = self.changed(&request.object, changes)?;
            request.fields.insert("files".to_owned(), Value::Object(files));
        }
        if let Some(path) = attached.file {
            let bytes = std::fs::read(path).map_err(|e| Failure::file(path, e))?;
            request.fields.insert("file".to_owned(), self.record.parts().1.keep(&bytes)?.into());
        }
        if let Some((data, errors)) = attached.understood {
            let digest = self.record.parts().1.keep(&data.bytes())?;
            request.fields.insert("content".to_owned(), digest.into());
            request.fields.insert("errors".to_owned(), errors.into());
        } else if let Some(folder) = attached.data {
            let as_of = request.date("as_of").unwrap_or(on);
            let county = crate::acts::county_in(&request.object).unwrap_or_default().to_owned();
            let (state, mut shelves) = self.split();
            let Some(reference) = state.pack_of(&county).map(str::to_owned) else {
                return Err(
                    Refusal::because(Kind::State, "还没有发布标准包", "no pack is published yet").into()
                );
            };
            let pack = shelves.pack(state, &reference)?;
            let (data, errors) = judge::read(&pack, folder, as_of)?;
            let digest = shelves.keep(&data.bytes())?;
            request.fields.insert("content".to_owned(), digest.into());
            request.fields.insert("errors".to_owned(), errors.into());
        }
        Ok(())
    }

    /// A pack that is in the store.
    ///
    /// # Errors
    /// Where there is none of this reference, or it cannot be read.
    pub fn pack(&mut self, reference: &str) -> Result<Arc<CheckedPack>, Failure> {
        let (state, mut shelves) = self.split();
        shelves.pack(state, reference)
    }

    /// A verdict in brief.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn brief(&mut self, digest: &str) -> Result<Arc<Brief>, Failure> {
        self.split().1.brief(digest)
    }

    /// Data as understood.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn data(&mut self, digest: &str) -> Result<Data, Failure> {
        self.split().1.data(digest)
    }

    /// The lists of a day.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn agenda(&mut self, on: Date) -> Result<Value, Failure> {
        self.look(on, agenda::day_list)
    }

    /// An indicator's trend.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn trend(&mut self, county: &str, key: &str, on: Date) -> Result<Value, Failure> {
        self.look(on, |view| agenda::trend(view, county, key))
    }

    /// Looks at the record as it stands on a day.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn look<T>(
        &mut self,
        on: Date,
        at: impl FnOnce(&mut View<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.record.catch_up()?;
        // Nothing was done after that day: the state as it stands is that of the day.
        if self.record.state().on.is_none_or(|last| last <= on) {
            let (state, mut shelves) = self.split();
            return at(&mut View { state, shelf: &mut shelves, on });
        }
        let events = self.record.events()?;
        let state = state_on(&events, on);
        let (_, mut shelves) = self.split();
        at(&mut View { state: &state, shelf: &mut shelves, on })
    }

    /// The appraisal of a year.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn appraisal(&mut self, year: i64) -> Result<Value, Failure> {
        let events = self.record.events()?;
        let (_, mut shelves) = self.split();
        agenda::appraisal(&events, &mut shelves, year)
    }

    /// How far self-evaluations held by a day, county by county.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn credibility(&mut self, on: Date) -> Result<Value, Failure> {
        self.look(on, agenda::credibility)
    }

    /// Two verdicts of a county, to be compared.
    ///
    /// # Errors
    /// Where there is none of an id, they are of two counties, or the store cannot be read.
    pub fn pair(&mut self, a: &str, b: &str) -> Result<Pair, Failure> {
        let (state, mut shelves) = self.split();
        Pair::new(state, &mut shelves, a, b)
    }

    /// Makes a verdict again from what the store keeps.
    ///
    /// # Errors
    /// Where there is none of this id, or the store cannot be read.
    pub fn replay(&mut self, id: &str) -> Result<Again, Failure> {
        let (state, mut shelves) = self.split();
        let Some(verdict) = state.verdicts.get(id) else { return Err(Failure::missing(id)) };
        let pack = shelves.pack(state, &verdict.pack)?;
        let (brief, report) = judge::judge(&pack, &shelves.data(&verdict.data)?, verdict.as_of);
        Ok(if shelves.blobs.blob(&verdict.report)? == report.as_bytes() {
            Again::Same
        } else if shelves.brief(&verdict.brief)?.outcomes == brief.outcomes {
            Again::OtherText
        } else {
            Again::Differs
        })
    }
}

/// There is an office of this code, and it has not become part of another.
fn standing(state: &State, code: &str) -> Result<(), Failure> {
    match state.offices.get(code) {
        Some(office) if office.into.is_none() => Ok(()),
        Some(_) | None => Err(Failure::missing(code)),
    }
}

fn free(is: bool, name: &str) -> Result<(), Failure> {
    if is { Ok(()) } else { Err(Failure::new(format!("已有 {name}"), format!("there is {name} already"))) }
}

/// The day that an act counts for. It never lies before that of the last event.
fn day_of(state: &State, day: Option<Date>) -> Result<Date, Failure> {
    let on = match day {
        Some(day) if state.story || state.seq == 0 => day,
        Some(_) => {
            return Err(Failure::new("只有演示的存储可以指定日期", "only in a story can days be given"));
        }
        None => today(),
    };
    match state.on {
        Some(last) if on < last => Err(Failure::new(
            format!("今天是 {on}，最后一条记录却是 {last} 的：请先校准时钟"),
            format!("today is {on}, but the last event is of {last}: set the clock right first"),
        )),
        _ => Ok(on),
    }
}

#[allow(clippy::too_many_arguments, reason = "the columns of an event")]
fn event(
    who: &str,
    office: &str,
    role: &str,
    act: &str,
    object: &str,
    on: Date,
    mut fields: Map<String, Value>,
    reason: Option<String>,
) -> Event {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis());
    let label = fields.remove("label").and_then(|l| l.as_str().map(str::to_owned));
    Event {
        seq: 0,
        at: i64::try_from(at).unwrap_or(i64::MAX),
        on,
        who: who.to_owned(),
        office: office.to_owned(),
        role: role.to_owned(),
        act: act.to_owned(),
        object: object.to_owned(),
        label,
        reason,
        fields,
    }
}
