//! Acts: what each needs (checked in the order in which reasons are given) and what it changes.

mod actions;
mod cases;
mod county;
mod data;
mod findings;
mod packs;
mod refusal;
pub mod rules;

use std::sync::Arc;

use junheng::semantics::CheckedPack;
use junheng::value::Date;
use serde_json::{Map, Value};

use crate::error::Failure;
use crate::judge::{Brief, Data};
use crate::record::{Event, OfficeLevel, State, Touched};

pub(crate) use findings::is_open as finding_is_open;
use refusal::need;
pub use refusal::{Kind, No, Refusal};
use rules::{Rule, Where};

/// An act that someone means to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The account.
    pub by: String,
    /// The role in which it acts.
    pub role: String,
    /// The act.
    pub act: String,
    /// What it is about: the id of something that is there, or that is to be.
    pub object: String,
    /// What the act gives.
    pub fields: Map<String, Value>,
}

impl Request {
    pub(crate) fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).map_or("", str::trim)
    }

    pub(crate) fn date(&self, field: &str) -> Option<Date> {
        junheng::value::parse_date(self.text(field))
    }

    pub(crate) fn texts(&self, field: &str) -> Vec<String> {
        let list = self.fields.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    }
}

/// What an act may look up: contents of the store, and the engine.
pub trait Shelf {
    /// A pack that is in the store.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn pack(&mut self, state: &State, reference: &str) -> Result<Arc<CheckedPack>, Failure>;
    /// A verdict in brief.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn brief(&mut self, digest: &str) -> Result<Arc<Brief>, Failure>;
    /// Data as understood.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn data(&mut self, digest: &str) -> Result<Data, Failure>;
    /// Keeps bytes.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn keep(&mut self, bytes: &[u8]) -> Result<String, Failure>;
}

/// An act as it is being looked at.
pub(crate) struct Ctx<'a> {
    pub state: &'a State,
    pub request: &'a Request,
    pub day: Date,
    pub shelf: &'a mut dyn Shelf,
    /// The county that it is about.
    pub county: String,
    /// What the event will say beside what was given.
    pub found: Map<String, Value>,
}

impl Ctx<'_> {
    fn put(&mut self, field: &str, value: impl Into<Value>) {
        self.found.insert(field.to_owned(), value.into());
    }

    fn reason(&self) -> Result<(), Refusal> {
        need(!self.request.text("reason").is_empty(), Kind::Reason)
    }

    /// The pack that judges the county.
    fn pack(&mut self) -> Result<(String, Arc<CheckedPack>), No> {
        let Some(reference) = self.state.pack_of(&self.county).map(str::to_owned) else {
            return Err(Refusal::because(Kind::State, "还没有发布标准包", "no pack is published yet").into());
        };
        let pack = self.shelf.pack(self.state, &reference)?;
        Ok((reference, pack))
    }

    fn office(&self) -> &str {
        self.state.accounts.get(&self.request.by).map_or("", |a| &a.office)
    }
}

/// Fields that an act finds out by itself: whoever asks for it cannot give them.
pub const FOUND: [&str; 11] = [
    "content",
    "errors",
    "files",
    "verdict",
    "copy",
    "undone",
    "anew",
    "support",
    "rests",
    "digest",
    "verdict_of",
];

/// Looks at an act as far as one can before anything that comes with it is read: role, what it names, recusal, office.
///
/// # Errors
/// Where a rule bars it, or the store failed.
pub fn reach(state: &State, request: &Request, day: Date, shelf: &mut dyn Shelf) -> Result<(), No> {
    reached(state, request, day, shelf).map(|_| ())
}

/// Looks at an act; gives the fields of its event.
///
/// # Errors
/// Where a rule bars it, or the store failed.
pub fn examine(
    state: &State,
    request: &Request,
    day: Date,
    shelf: &mut dyn Shelf,
) -> Result<Map<String, Value>, No> {
    let mut ctx = reached(state, request, day, shelf)?;
    rest(&mut ctx)?;
    let mut fields = request.fields.clone();
    fields.remove("reason");
    fields.extend(ctx.found);
    if let Some(county) = county_of(state, request) {
        fields.insert("county".to_owned(), county.into());
    }
    Ok(fields)
}

fn reached<'a>(
    state: &'a State,
    request: &'a Request,
    day: Date,
    shelf: &'a mut dyn Shelf,
) -> Result<Ctx<'a>, No> {
    let Some(rule) = rules::rule_of(&request.act) else {
        return Err(Failure::new(
            format!("没有 `{}` 这种操作", request.act),
            format!("there is no act `{}`", request.act),
        )
        .into());
    };
    may(state, request, rule, day)?;
    let county = county_of(state, request);
    let mut ctx =
        Ctx { state, request, day, shelf, county: county.clone().unwrap_or_default(), found: Map::new() };
    if rule.office != Where::Any {
        let known =
            county.as_ref().and_then(|c| state.offices.get(c)).filter(|o| o.level == OfficeLevel::County);
        need(known.is_some(), Kind::Unknown)?;
    }
    known(&mut ctx)?;
    if rule.office != Where::Any {
        let account = state.accounts.get(&request.by);
        need(!account.is_some_and(|a| a.recused.contains(&ctx.county)), Kind::Recused)?;
        related(&mut ctx, rule)?;
    }
    Ok(ctx)
}

/// Whether role, recusals and office let the account do an act at all, whatever its fields say: for what is offered before they are known.
///
/// # Errors
/// Where they do not, or the store failed.
pub fn stands(state: &State, request: &Request, day: Date, shelf: &mut dyn Shelf) -> Result<(), No> {
    let Some(rule) = rules::rule_of(&request.act) else { return Err(Refusal::new(Kind::Role).into()) };
    may(state, request, rule, day)?;
    if rule.office == Where::Any {
        return Ok(());
    }
    let county = county_of(state, request).unwrap_or_default();
    let account = state.accounts.get(&request.by);
    need(!account.is_some_and(|a| a.recused.contains(&county)), Kind::Recused)?;
    related(&mut Ctx { state, request, day, shelf, county, found: Map::new() }, rule)
}

/// Whether the account holds the role, and the role may.
fn may(state: &State, request: &Request, rule: &Rule, day: Date) -> Result<(), Refusal> {
    let account = state.accounts.get(&request.by).filter(|a| !a.disabled);
    let held = account
        .is_some_and(|a| a.grants.iter().any(|g| g.role == request.role && g.to.is_none_or(|to| day <= to)));
    let fits = rule.roles.contains(&request.role.as_str());
    if held && fits {
        return Ok(());
    }
    let roles = rule.roles.join("、");
    Err(Refusal::because(Kind::Role, format!("需要 {roles}"), format!("{roles} is needed")))
}

/// Whether the account's office stands as it should to the county.
fn related(ctx: &mut Ctx<'_>, rule: &Rule) -> Result<(), No> {
    let state = ctx.state;
    let mine = ctx.office().to_owned();
    let parent = state.offices.get(&ctx.county).and_then(|o| o.parent.clone());
    let own = mine == ctx.county;
    let above = parent.is_some() && Some(&mine) == parent.as_ref();
    let ok = match rule.office {
        Where::Any => true,
        Where::Own => own,
        Where::Parent => above,
        Where::OwnOrParent => own || above,
        Where::Side => {
            let office = state.offices.get(&mine);
            let unit = office.is_some_and(|o| o.level == OfficeLevel::City && o.parent == parent);
            above || (unit && parent.is_some())
        }
        Where::Lead => state.actions.get(&ctx.request.object).is_some_and(|a| a.lead == mine),
        Where::Stage => {
            if cases::is_of_county(ctx)? {
                own
            } else {
                above
            }
        }
    };
    let whose = |code: &str| state.offices.get(code).map_or_else(|| code.to_owned(), |o| o.name.clone());
    if ok {
        return Ok(());
    }
    let (zh, en) = match rule.office {
        Where::Own => (whose(&ctx.county), whose(&ctx.county)),
        Where::Lead => {
            let lead = state.actions.get(&ctx.request.object).map(|a| whose(&a.lead)).unwrap_or_default();
            (lead.clone(), lead)
        }
        Where::Any | Where::Parent | Where::OwnOrParent | Where::Side | Where::Stage => {
            let above = parent.map(|p| whose(&p)).unwrap_or_default();
            (above.clone(), above)
        }
    };
    Err(Refusal::because(Kind::Office, zh, en).into())
}

/// The county in an id: `S-990101-1`.
pub(crate) fn county_in(id: &str) -> Option<&str> {
    let mut parts = id.split('-');
    let (sort, county) = (parts.next()?, parts.next()?);
    ["K", "S", "C", "M", "W", "F", "T"].contains(&sort).then_some(county)
}

/// The county that an act is about.
fn county_of(state: &State, request: &Request) -> Option<String> {
    let object = request.object.as_str();
    let of_finding = |f: &str| state.findings.get(f).map(|f| f.county.clone());
    match request.act.as_str() {
        "action.assign" => return of_finding(request.text("finding")),
        act if act.starts_with("action.") => return state.actions.get(object).map(|a| a.county.clone()),
        "objection.answer" => return state.objections.get(object).map(|o| o.county.clone()),
        "finding.dismiss" => return of_finding(object),
        "notice.issue" => return request.texts("to").first().cloned(),
        // A school's code need not name its county: unless it is given, it is the office's own.
        "subject.merge" | "subject.rename" if request.text("county").is_empty() => {
            return state.accounts.get(&request.by).map(|a| a.office.clone());
        }
        _ => {}
    }
    match request.text("county") {
        "" => county_in(object).map(str::to_owned),
        county => Some(county.to_owned()),
    }
}

/// What the act names must be there.
fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    match ctx.request.act.as_str() {
        "pack.save" | "pack.ask" | "pack.publish" | "pack.withdraw" => packs::known(ctx)?,
        "account.grant" | "account.recuse" | "account.disable" => packs::known_account(ctx)?,
        "case.open" | "stage.accept" | "stage.return" | "stage.conclude" | "stage.reopen"
        | "cell.correct" => {
            cases::known(ctx)?;
        }
        "data.submit" | "data.recall" => data::known(ctx)?,
        "pack.draft" | "data.upload" => {}
        "finding.open" | "finding.dismiss" => findings::known(ctx)?,
        act if act.starts_with("action.") => actions::known(ctx)?,
        _ => county::known(ctx)?,
    }
    Ok(())
}

/// What else the act needs.
fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    match ctx.request.act.as_str() {
        "pack.draft" | "pack.save" | "pack.ask" | "pack.publish" | "pack.withdraw" => packs::rest(ctx),
        "case.open" | "stage.accept" | "stage.return" | "stage.conclude" | "stage.reopen"
        | "cell.correct" => cases::rest(ctx),
        "data.upload" | "data.submit" | "data.recall" => data::rest(ctx),
        "finding.open" | "finding.dismiss" => findings::rest(ctx),
        act if act.starts_with("action.") => actions::rest(ctx),
        act if act.starts_with("account.") => Ok(()),
        _ => county::rest(ctx),
    }
}

/// Takes an event into the state; names the things that it changed.
pub(crate) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    match e.act.as_str() {
        "store.begin" | "office.add" | "account.add" | "account.grant" | "account.recuse"
        | "account.disable" | "pack.draft" | "pack.save" | "pack.ask" | "pack.publish" | "pack.withdraw" => {
            packs::apply(state, e)
        }
        "case.open" | "stage.accept" | "stage.return" | "stage.conclude" | "stage.reopen"
        | "cell.correct" => cases::apply(state, e),
        "data.upload" | "data.submit" | "data.recall" => data::apply(state, e),
        "finding.open" | "finding.dismiss" => findings::apply(state, e),
        act if act.starts_with("action.") => actions::apply(state, e),
        _ => county::apply(state, e),
    }
}
