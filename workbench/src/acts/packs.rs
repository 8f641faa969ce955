//! The store's beginning, offices, accounts, and packs.

use std::collections::BTreeMap;

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
        "pack.ask" => need(is(&["draft"]), Kind::State)?,
        "pack.publish" => {
            need(is(&["asked"]), Kind::State)?;
            need(pack.is_some_and(|p| !p.editors.contains(&request.by)), Kind::SamePerson)?;
            let checked = ctx.shelf.pack(ctx.state, &request.object);
            let checked = checked.map_err(|f| Refusal::because(Kind::Data, f.zh, f.en))?;
            let found = format!("{}@{}", checked.id, checked.version);
            if found != request.object {
                return Err(Refusal::because(Kind::Data, found.clone(), found).into());
            }
            ctx.put("digest", checked.digest.to_string());
        }
        _ => need(is(&["published"]), Kind::State)?,
    }
    Ok(())
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
            state.offices.insert(id.clone(), Office { name: e.text("name").to_owned(), level, parent });
            return vec![("office", id)];
        }
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
