//! Which acts may be done on something: drawn by the same rules that enforce them.

use maud::{Markup, html};
use serde_json::{Map, Value};

use super::page::{address, nothing};
use super::visit::{Desk, Stop};
use super::words;
use crate::acts::rules::rule_of;
use crate::acts::{Kind, Refusal, Request};

/// An act that somebody might do, and whether it can be done now.
pub struct Offer {
    /// The act.
    pub act: &'static str,
    /// What it is about.
    pub object: String,
    /// What the form begins with.
    pub given: Vec<(&'static str, String)>,
    /// Why not now.
    pub barred: Option<Refusal>,
}

/// An act to be asked about: act, object, what is known already.
pub type Wish = (&'static str, String, Vec<(&'static str, String)>);

/// The acts that whoever asks may do or could do at another time. What another role or office does is not offered.
///
/// # Errors
/// Where the store failed.
pub fn offers(desk: &mut Desk<'_, '_>, wishes: Vec<Wish>) -> Result<Vec<Offer>, Stop> {
    let Some(who) = desk.visit.who.clone() else { return Ok(Vec::new()) };
    let mut asked = Vec::new();
    let mut requests = Vec::new();
    for (act, object, given) in wishes {
        let Some(rule) = rule_of(act) else { continue };
        let Some(role) = rule.roles.iter().find(|r| who.roles.iter().any(|mine| mine == *r)) else {
            continue;
        };
        let mut fields: Map<String, Value> = super::pages::act::probe(act, desk.day);
        for (name, value) in &given {
            fields.insert((*name).to_owned(), value.clone().into());
        }
        requests.push(Request {
            by: who.name.clone(),
            role: (*role).to_owned(),
            act: act.to_owned(),
            object: object.clone(),
            fields,
        });
        asked.push((rule.act, object, given));
    }
    let day = desk.act_day();
    let answers = desk.service.may_each(&requests, day)?;
    let mut out = Vec::new();
    for ((act, object, given), answer) in asked.into_iter().zip(answers) {
        let barred = match answer {
            Ok(()) => None,
            Err(refusal) => match refusal.kind {
                Kind::Role | Kind::Office | Kind::Recused => continue,
                // What the form asks for, or finds out when it is sent.
                Kind::Unknown | Kind::Document | Kind::Evidence | Kind::Reason | Kind::Stale => None,
                Kind::State
                | Kind::Closed
                | Kind::Late
                | Kind::SamePerson
                | Kind::SameOffice
                | Kind::Data
                | Kind::StillFailing => Some(refusal),
            },
        };
        out.push(Offer { act, object, given, barred });
    }
    Ok(out)
}

/// Where an act's form is.
pub fn form_address(act: &str, object: &str, given: &[(&str, String)]) -> String {
    let mut to = address(&["act", act]);
    let mut sign = '?';
    let object = std::iter::once(("object", object.to_owned())).filter(|(_, o)| !o.is_empty());
    for (name, value) in object.chain(given.iter().cloned()) {
        to = format!("{to}{sign}{name}={}", super::page::encoded(&value));
        sign = '&';
    }
    to
}

/// The section of what may be done: buttons, and what is barred with its reason.
pub fn section(desk: &Desk<'_, '_>, offers: &[Offer]) -> Markup {
    if offers.is_empty() {
        return nothing();
    }
    let lang = desk.language;
    let (open, barred): (Vec<_>, Vec<_>) = offers.iter().partition(|o| o.barred.is_none());
    html! {
        section.noprint aria-labelledby="can" {
            h2 id="can" { (desk.t("可办事项", "What you can do")) }
            @if !open.is_empty() {
                div.acts { @for offer in &open { (button(desk, offer, open.iter().filter(|o| o.act == offer.act).count() > 1)) } }
            }
            @if !barred.is_empty() {
                ul.log {
                    @for offer in &barred {
                        li {
                            b { (words::act(offer.act, lang)) }
                            span.soft {
                                (desk.t("暂不能：", "Not now: "))
                                @if let Some(refusal) = &offer.barred { (refusal.text(lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A link to an act's form, as a button; with the object's id where the act is offered for several.
pub fn button(desk: &Desk<'_, '_>, offer: &Offer, several: bool) -> Markup {
    let to = match offer.act {
        "data.upload" => {
            let county = crate::acts::county_in(&offer.object).unwrap_or_default();
            address(&["county", county, "upload"])
        }
        act => form_address(act, &offer.object, &offer.given),
    };
    html! { a.button href=(to) { (words::act(offer.act, desk.language)) @if several { " " (offer.object) } } }
}
