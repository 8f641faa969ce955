//! The form of every act, and what comes of it. One table says what each act asks for; the rules say who may.

use axum::http::StatusCode;
use junheng::value::{Date, Outcome};
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::fields::{Field, Kind as Sort, fields_of};
use super::{ids, options};
use crate::acts::rules::rule_of;
use crate::acts::{Kind, No, Refusal, Request};
use crate::record::Event;
use crate::service::Attached;
use crate::web::ask::Fields;
use crate::web::page::{self, Page, Table, address, nothing};
use crate::web::sees;
use crate::web::visit::{Desk, Reply, Stop, Who};
use crate::web::words;

/// What an act asks for, filled in with what might be: to find out whether it can be done at all.
pub fn probe(act: &str, day: Date) -> Map<String, Value> {
    let mut out = Map::new();
    for field in fields_of(act) {
        let value: Value = match field.sort {
            Sort::Day => day.to_string().into(),
            Sort::Year => i64::from(day.year()).into(),
            Sort::Text | Sort::Area => "—".into(),
            Sort::Lines => vec!["—"].into(),
            Sort::Want => "met".into(),
            Sort::Fixed(list) => list.first().map_or(Value::Null, |(id, ..)| (*id).into()),
            Sort::Check | Sort::From(_) | Sort::Many(_) | Sort::Outcomes | Sort::Declared => continue,
        };
        out.insert(field.name.to_owned(), value);
    }
    out
}

/// What a form gave, as the act takes it.
fn given(act: &str, form: &Fields) -> Map<String, Value> {
    let mut out = Map::new();
    for field in fields_of(act) {
        let text = form.get(field.name);
        let value: Option<Value> = match field.sort {
            Sort::Text | Sort::Area | Sort::Day | Sort::From(_) | Sort::Fixed(_) => {
                Some(text).filter(|t| !t.is_empty()).map(Into::into)
            }
            Sort::Year => text.parse::<i64>().ok().map(Into::into),
            Sort::Want => match text {
                "" | "met" => Some("met".into()),
                n => Some(n.parse::<i64>().map_or_else(|_| n.into(), Value::from)),
            },
            Sort::Check => form.has(field.name).then(|| true.into()),
            Sort::Lines => {
                let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
                Some(lines.into())
            }
            Sort::Many(_) => Some(form.all(field.name).filter(|v| !v.is_empty()).collect::<Vec<_>>().into()),
            Sort::Outcomes => Some(form.all(field.name).filter(|v| !v.is_empty()).collect::<Vec<_>>().into()),
            Sort::Declared => {
                let said = form.0.iter().filter_map(|(n, v)| Some((n.strip_prefix("declared.")?, v)));
                let map: Map<String, Value> = said
                    .filter(|(_, v)| !v.is_empty())
                    .map(|(n, v)| (n.to_owned(), v.clone().into()))
                    .collect();
                (!map.is_empty()).then(|| map.into())
            }
        };
        if let Some(value) = value {
            out.insert(field.name.to_owned(), value);
        }
    }
    // Which county, where the object does not say it.
    let county = form.get("county");
    if !county.is_empty() {
        out.insert("county".to_owned(), county.into());
    }
    out
}

/// The role in which someone acts: the first of the act's roles that they hold, else the first.
pub fn role_for(act: &str, who: &Who) -> Option<String> {
    let rule = rule_of(act)?;
    let held = rule.roles.iter().find(|r| who.roles.iter().any(|mine| mine == *r));
    held.or(rule.roles.first()).map(|r| (*r).to_owned())
}

/// Refuses what is none of theirs as if it were not there.
fn check_seen(desk: &Desk<'_, '_>, who: &Who, object: &str, fields: &Fields) -> Result<(), Stop> {
    let state = desk.state();
    let mut named = vec![object];
    for name in ["finding", "document", "supersedes"] {
        named.push(fields.get(name));
    }
    named.extend(fields.all("findings"));
    for id in named.into_iter().filter(|id| !id.is_empty()) {
        if !sees::object(state, who, id) {
            return Err(Stop::NotThere);
        }
    }
    let counties = fields.all("county").chain(fields.all("to"));
    for code in counties.filter(|c| state.offices.contains_key(*c)) {
        let of_people = object_is_account(desk, object);
        if !of_people && !sees::county(state, who, code) {
            return Err(Stop::NotThere);
        }
    }
    Ok(())
}

fn object_is_account(desk: &Desk<'_, '_>, object: &str) -> bool {
    desk.state().accounts.contains_key(object)
}

fn known_act(desk: &Desk<'_, '_>) -> Result<&'static str, Stop> {
    let act = rule_of(desk.part("act")).map(|r| r.act).ok_or(Stop::NotThere)?;
    // Files come by pages of their own.
    if matches!(act, "data.upload" | "pack.draft" | "pack.save") { Err(Stop::NotThere) } else { Ok(act) }
}

/// The form of an act.
pub fn form(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (act, who) = (known_act(desk)?, desk.whoever()?);
    let query = desk.ask.query.clone();
    check_seen(desk, &who, query.get("object"), &query)?;
    let rule = rule_of(act).ok_or(Stop::NotThere)?;
    if !rule.roles.iter().any(|r| who.roles.iter().any(|mine| mine == r)) {
        return Err(Stop::NotThere);
    }
    Ok(drawn(desk, act, &query, StatusCode::OK, &nothing())?.into_reply())
}

struct Drawn(StatusCode, Page);

impl Drawn {
    fn into_reply(self) -> Reply {
        Reply::Page(self.0, self.1)
    }
}

/// What an act is about, as people call it.
fn subject_name(desk: &mut Desk<'_, '_>, object: &str, fields: &Fields) -> Result<String, Stop> {
    let state = desk.state();
    if let Some(finding) = state.actions.get(object).map(|a| a.finding.clone()) {
        return super::named::finding(desk, &finding);
    }
    if state.findings.contains_key(object) {
        return super::named::finding(desk, object);
    }
    if let Some(county) = crate::acts::county_in(object) {
        return Ok(desk.office(county));
    }
    let county = fields.get("county");
    Ok(if county.is_empty() { object.to_owned() } else { desk.office(county) })
}

fn drawn(
    desk: &mut Desk<'_, '_>,
    act: &'static str,
    given: &Fields,
    status: StatusCode,
    above: &Markup,
) -> Result<Drawn, Stop> {
    let lang = desk.language;
    let object = given.get("object").to_owned();
    let about = subject_name(desk, &object, given)?;
    let mut inputs = Vec::new();
    for field in fields_of(act) {
        inputs.push(input(desk, act, field, &object, given)?);
    }
    let seen = desk.seq.to_string();
    let name = words::act(act, lang);
    // Before a standard is published it is told which stored verdicts would be otherwise.
    let (would, again) = match act {
        "pack.publish" => super::pack::impact::before(desk, &object)?,
        _ => (nothing(), false),
    };
    let body = html! {
        div.narrow {
            h1 { (name) small { (about) } }
            (above)
            (desk.post(&address(&["act", act]), html! {
                input type="hidden" name="object" value=(object);
                input type="hidden" name="seen" value=(seen);
                @if !given.get("county").is_empty() { input type="hidden" name="county" value=(given.get("county")); }
                @for input in &inputs { (input) }
                div.acts {
                    button class="button main" { (name) }
                    a.button href=(back(desk, act, &object, given)) { (desk.t("放弃", "Cancel")) }
                }
            }))
        }
        (would)
    };
    let page = Page::new(name, "", body).below("/", desk.t("总览", "Overview"));
    // A form that was sent is not asked for again.
    Ok(Drawn(status, if again && !desk.ask.post { page.again() } else { page }))
}

fn label(desk: &Desk<'_, '_>, field: &Field) -> Markup {
    let (hint_zh, hint_en) = field.hint;
    html! {
        label for=(field.name) {
            (desk.t(field.zh, field.en))
            @let hint = desk.t(hint_zh, hint_en);
            @if field.need || !hint.is_empty() {
                " "
                span.hint {
                    @if field.need { (desk.t("必填", "required")) }
                    @if field.need && !hint.is_empty() { (desk.t("；", "; ")) }
                    (hint)
                }
            }
        }
    }
}

fn input(
    desk: &mut Desk<'_, '_>,
    act: &str,
    field: &Field,
    object: &str,
    given: &Fields,
) -> Result<Markup, Stop> {
    let (name, value, need) = (field.name, given.get(field.name).to_owned(), field.need);
    let choice = |list: &[(String, String)]| {
        html! {
            select id=(name) name=(name) required[need] {
                @if !need { option value="" { "—" } }
                @for (id, label) in list { option value=(id) selected[*id == value] { (label) } }
            }
        }
    };
    let lang = desk.language;
    let control = match field.sort {
        Sort::Text => html! { input id=(name) name=(name) value=(value) required[need] autocomplete="off"; },
        Sort::Want => {
            html! { input id=(name) name=(name) value=(value) inputmode="numeric" autocomplete="off"; }
        }
        Sort::Year => {
            let year = if value.is_empty() { desk.day.year().to_string() } else { value };
            html! { input id=(name) name=(name) value=(year) inputmode="numeric" required[need] autocomplete="off"; }
        }
        Sort::Area | Sort::Lines => {
            html! { textarea id=(name) name=(name) rows="3" required[need] { (value) } }
        }
        Sort::Day => {
            html! { input id=(name) name=(name) type="date" value=(value) required[need]; }
        }
        Sort::Check => {
            return Ok(html! {
                div.tick {
                    input id=(name) name=(name) type="checkbox" value="yes" checked[given.has(name)];
                    label for=(name) { (desk.t(field.zh, field.en)) }
                }
            });
        }
        Sort::Fixed(list) => {
            let list: Vec<(String, String)> =
                list.iter().map(|(id, zh, en)| ((*id).to_owned(), desk.t(zh, en).to_owned())).collect();
            choice(&list)
        }
        Sort::From(source) => choice(&options::list(desk, source, act, object, given)?),
        Sort::Many(source) => {
            let list = options::list(desk, source, act, object, given)?;
            return Ok(ticks(desk, field, &list, given));
        }
        Sort::Outcomes => {
            let list = options::failing(desk, object)?;
            return Ok(ticks(desk, field, &list, given));
        }
        Sort::Declared => {
            let rules = options::conclusions(desk, object)?;
            return Ok(html! {
                @for (id, label) in &rules {
                    @let name = format!("declared.{id}");
                    div.field {
                        label for=(name) {
                            (desk.t("申报：", "Declared: ")) (label) " "
                            span.hint { (desk.t("与测算不一致时要写理由", "where it differs from the computed outcome a reason is needed")) }
                        }
                        select id=(name) name=(name) {
                            option value="" { (desk.t("不申报", "nothing declared")) }
                            @for outcome in [Outcome::Met, Outcome::Unmet] {
                                option value=(outcome.id()) selected[given.get(&name) == outcome.id()] { (words::outcome(outcome, lang).2) }
                            }
                        }
                    }
                }
            });
        }
    };
    Ok(html! { div.field { (label(desk, field)) (control) } })
}

fn ticks(desk: &Desk<'_, '_>, field: &Field, list: &[(String, String)], given: &Fields) -> Markup {
    html! {
        fieldset.field {
            legend { (desk.t(field.zh, field.en)) }
            @if list.is_empty() { p.soft { (desk.t("没有可选的。", "There is nothing to choose.")) } }
            @for (n, (id, label)) in list.iter().enumerate() {
                @let key = format!("{}-{n}", field.name);
                div.tick {
                    input id=(key) name=(field.name) type="checkbox" value=(id) checked[given.all(field.name).any(|v| v == id)];
                    label for=(key) { (label) }
                }
            }
        }
    }
}

/// The page to go back to.
fn back(desk: &Desk<'_, '_>, act: &str, object: &str, fields: &Fields) -> String {
    let state = desk.state();
    let county = crate::acts::county_in(object).unwrap_or(fields.get("county"));
    if let Some(action) = state.actions.get(object) {
        return address(&["finding", &action.finding]);
    }
    if state.findings.contains_key(object) {
        return address(&["finding", object]);
    }
    match act.split('.').next().unwrap_or_default() {
        "pack" => address(&["pack", object]),
        "account" => address(&["account", object]),
        "notice" => address(&["notices"]),
        "subject" => address(&["schools"]),
        "action" => address(&["ledger"]),
        _ if state.revisions.contains_key(object) => address(&["revision", object]),
        "cell" => address(&["revision", &object.replacen('C', "S", 1)]),
        _ if !county.is_empty() => address(&["county", county]),
        _ => "/".to_owned(),
    }
}

/// Does an act.
pub fn done(desk: &mut Desk<'_, '_>) -> Result<Reply, Stop> {
    let (act, who) = (known_act(desk)?, desk.whoever()?);
    let form = desk.ask.form.clone();
    check_seen(desk, &who, form.get("object"), &form)?;
    let role = role_for(act, &who).ok_or(Stop::NotThere)?;
    let mut fields = given(act, &form);
    let object = ids::object_for(desk.state(), act, form.get("object"), &mut fields);
    let request = Request { by: who.name.clone(), role, act: act.to_owned(), object: object.clone(), fields };
    let seen = form.get("seen").parse::<i64>().ok();
    let day = desk.act_day();
    match desk.service.act(&request, Attached { seen, ..Attached::default() }, day) {
        Ok(event) => {
            if act == "account.disable" {
                desk.service.record().people().end_all(&object)?;
            }
            let to = back(desk, act, &object, &form);
            let sign = if to.contains('?') { '&' } else { '?' };
            Ok(Reply::See(format!("{to}{sign}done={}", event.seq), Vec::new()))
        }
        Err(No::Failed(failure)) => Err(failure.into()),
        Err(No::Refused(refusal)) => refused(desk, act, &form, &request, &refusal),
    }
}

/// The form again, with why not; where someone else was first, with what stands there now and what was sent.
fn refused(
    desk: &mut Desk<'_, '_>,
    act: &'static str,
    form: &Fields,
    request: &Request,
    refusal: &Refusal,
) -> Result<Reply, Stop> {
    let seen = form.get("seen").parse::<i64>().unwrap_or(desk.seq);
    let version = desk.service.record().version_of(&request.object)?;
    let overtaken = refusal.kind == Kind::Stale || version.is_some_and(|v| v > seen);
    let status = if overtaken { StatusCode::CONFLICT } else { status_of(refusal.kind) };
    let texts = if overtaken { both(desk, request, seen)? } else { nothing() };
    let name = words::act(act, desk.language);
    let above = page::refusal(refusal, name, &texts, desk.language);
    // What stands there now has been seen with this page: sending it again is meant.
    Ok(drawn(desk, act, form, status, &above)?.into_reply())
}

/// How a refusal is answered.
pub fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Stale => StatusCode::CONFLICT,
        Kind::Role | Kind::Recused | Kind::Office => StatusCode::FORBIDDEN,
        Kind::Unknown
        | Kind::State
        | Kind::Closed
        | Kind::Late
        | Kind::SamePerson
        | Kind::SameOffice
        | Kind::Document
        | Kind::Evidence
        | Kind::Data
        | Kind::Reason
        | Kind::StillFailing => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What was done meanwhile, beside what was sent.
fn both(desk: &mut Desk<'_, '_>, request: &Request, seen: i64) -> Result<Markup, Stop> {
    let events = desk.service.record().events()?;
    let lang = desk.language;
    let heads = [
        desk.t("内容", "Text"),
        desk.t("谁", "Who"),
        desk.t("办理", "Act"),
        desk.t("所填", "Entries"),
        desk.t("理由", "Reason"),
    ];
    let mut table =
        Table::new(desk.t("现在的内容与你提交的", "What stands there now, and what you sent"), &heads);
    for event in events.iter().filter(|e| e.seq > seen && e.object == request.object) {
        table.row("", now_row(desk, event));
    }
    table.row(
        "open",
        vec![
            html! { (desk.t("你提交的", "What you sent")) },
            html! { (request.by) },
            html! { (words::act(&request.act, lang)) },
            entries(desk, &request.act, &request.fields),
            html! { (request.text("reason")) },
        ],
    );
    Ok(table.show(""))
}

fn now_row(desk: &Desk<'_, '_>, event: &Event) -> Vec<Markup> {
    vec![
        html! { (desk.t("现在的内容", "What stands there now")) small { (desk.t("记录 ", "event ")) (event.seq) } },
        html! { (event.who) },
        html! { (words::act(&event.act, desk.language)) },
        entries(desk, &event.act, &event.fields),
        html! { (event.reason.clone().unwrap_or_default()) },
    ]
}

/// What was entered, by the names of the form.
pub fn entries(desk: &Desk<'_, '_>, act: &str, fields: &Map<String, Value>) -> Markup {
    let shown = fields_of(act).iter().filter(|f| f.name != "reason").filter_map(|f| {
        let value = fields.get(f.name)?;
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Null => return None,
            other => other.to_string(),
        };
        Some(format!("{} {text}", desk.t(f.zh, f.en)))
    });
    let list: Vec<String> = shown.collect();
    html! { (list.join(desk.t("；", "; "))) }
}
