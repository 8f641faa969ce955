//! The store's beginning, offices, accounts, and packs.

use std::collections::BTreeMap;
use std::sync::Arc;

use junheng::semantics::CheckedPack;

use super::refusal::need;
use super::{Ctx, Kind, No, Refusal};
use crate::record::{Account, Event, Grant, Office, OfficeLevel, Pack, State, Touched};

pub(super) fn known(ctx: &mut Ctx<'_>) -> Result<(), No> {
    need(ctx.state.packs.contains_key(&ctx.request.object), Kind::Unknown)?;
    Ok(())
}

pub(super) fn known_account(ctx: &mut Ctx<'_>) -> Result<(), No> {
    need(ctx.state.accounts.contains_key(&ctx.request.object), Kind::Unknown)?;
    match ctx.request.act.as_str() {
        "account.grant" => {
            let role = ctx.request.text("role");
            need(super::rules::ROLES.contains(&role), Kind::Unknown)?;
        }
        "account.recuse" => {
            need(ctx.state.offices.contains_key(ctx.request.text("county")), Kind::Unknown)?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn rest(ctx: &mut Ctx<'_>) -> Result<(), No> {
    let request = ctx.request;
    let pack = ctx.state.packs.get(&request.object);
    let is = |states: &[&str]| pack.is_some_and(|p| states.contains(&p.state.as_str()));
    match request.act.as_str() {
        "pack.draft" => need(pack.is_none(), Kind::State)?,
        "pack.save" => need(is(&["draft"]), Kind::State)?,
        // What is asked for can be published: a draft with a mistake can still be corrected, one that was asked for cannot.
        "pack.ask" => {
            need(is(&["draft"]), Kind::State)?;
            fit(ctx)?;
        }
        "pack.publish" => {
            need(is(&["asked"]), Kind::State)?;
            need(pack.is_some_and(|p| !p.editors.contains(&request.by)), Kind::SamePerson)?;
            let checked = fit(ctx)?;
            ctx.put("digest", checked.digest.to_string());
        }
        _ => need(is(&["published"]), Kind::State)?,
    }
    Ok(())
}

/// The pack, if nothing keeps it from being published.
fn fit(ctx: &mut Ctx<'_>) -> Result<Arc<CheckedPack>, No> {
    let reference = &ctx.request.object;
    if let Some(unfit) = ctx.shelf.unfit(ctx.state, reference)? {
        return Err(Refusal::because(Kind::Data, unfit.zh, unfit.en).into());
    }
    let checked = ctx.shelf.pack(ctx.state, reference)?;
    let found = format!("{}@{}", checked.id, checked.version);
    if found != *reference {
        return Err(Refusal::because(
            Kind::Data,
            format!("pack.yaml 写的是 {found}，草稿是 {reference}"),
            format!("pack.yaml says {found}, the draft is {reference}"),
        )
        .into());
    }
    Ok(checked)
}

/// An office became part of another: its accounts and what it still has to do go over.
fn merged(state: &mut State, from: &str, into: &str) -> Vec<Touched> {
    let mut touched = vec![("office", from.to_owned())];
    if let Some(office) = state.offices.get_mut(from) {
        office.into = Some(into.to_owned());
    }
    for (name, account) in state.accounts.iter_mut().filter(|(_, a)| a.office == from) {
        into.clone_into(&mut account.office);
        touched.push(("account", name.clone()));
    }
    for (id, action) in state.actions.iter_mut().filter(|(_, a)| a.done.is_none()) {
        let (leads, supports) = (action.lead == from, action.support.iter().any(|o| o == from));
        if leads {
            into.clone_into(&mut action.lead);
        }
        if supports {
            action.support.retain(|o| o != from && o != into);
            if action.lead != into {
                action.support.push(into.to_owned());
            }
        }
        if leads || supports {
            action.support.retain(|o| *o != action.lead);
            touched.push(("action", id.clone()));
        }
    }
    touched
}

pub(super) fn apply(state: &mut State, e: &Event) -> Vec<Touched> {
    let id = e.object.clone();
    match e.act.as_str() {
        "store.begin" => {
            state.story = e.fields.get("story").is_some_and(|v| v.as_bool() == Some(true));
            return Vec::new();
        }
        "office.add" => {
            let level = match e.text("level") {
                "nation" => OfficeLevel::Nation,
                "region" => OfficeLevel::Region,
                "city" => OfficeLevel::City,
                _ => OfficeLevel::County,
            };
            let parent = e.has("parent").then(|| e.text("parent").to_owned());
            let name = e.text("name").to_owned();
            state.offices.insert(id.clone(), Office { name, level, parent, into: None });
            return vec![("office", id)];
        }
        "office.rename" => {
            if let Some(office) = state.offices.get_mut(&id) {
                office.name = e.text("name").to_owned();
            }
            return vec![("office", id)];
        }
        "office.merge" => return merged(state, &id, e.text("into")),
        "account.add" => {
            let grants = e.texts("roles").into_iter().map(|role| Grant { role, to: None }).collect();
            let account = Account {
                office: e.text("of").to_owned(),
                grants,
                recused: Default::default(),
                disabled: false,
            };
            state.accounts.insert(id.clone(), account);
            return vec![("account", id)];
        }
        "account.grant" | "account.recuse" | "account.disable" => {
            if let Some(account) = state.accounts.get_mut(&id) {
                match e.act.as_str() {
                    "account.grant" => {
                        account.grants.push(Grant { role: e.text("role").to_owned(), to: e.date("to") });
                    }
                    "account.recuse" => {
                        account.recused.insert(e.text("county").to_owned());
                    }
                    _ => account.disabled = true,
                }
            }
            return vec![("account", id)];
        }
        _ => {}
    }
    let files: Option<BTreeMap<String, String>> =
        e.fields.get("files").and_then(|f| f.as_object()).map(|files| {
            files.iter().filter_map(|(path, d)| Some((path.clone(), d.as_str()?.to_owned()))).collect()
        });
    let pack = state.packs.entry(id.clone()).or_insert_with(|| Pack {
        state: "draft".to_owned(),
        editors: Default::default(),
        files: BTreeMap::new(),
        published: None,
        made: e.seq,
    });
    match e.act.as_str() {
        "pack.draft" | "pack.save" => {
            pack.editors.insert(e.who.clone());
            if let Some(files) = files {
                pack.files = files;
            }
        }
        "pack.ask" => pack.state = "asked".to_owned(),
        "pack.publish" => {
            pack.state = "published".to_owned();
            pack.published = Some(e.on);
        }
        _ => pack.state = "withdrawn".to_owned(),
    }
    vec![("pack", id)]
}
