//! Who may read what. Acts have a table of rules; reading has this one.

use junheng::value::Date;

use super::visit::Who;
use crate::acts::county_in;
use crate::record::{OfficeLevel, State};

/// Roles that work on counties.
const WORK: &[&str] = &["clerk", "signer", "reviewer", "monitor", "unit", "auditor", "reader"];

/// What is read, and the roles that may; of which counties says [`county`].
pub const READS: [(&str, &[&str]); 13] = [
    ("see.board", WORK),
    ("see.county", WORK),
    ("see.revision", WORK),
    ("see.verdict", WORK),
    ("see.ledger", WORK),
    ("see.schools", WORK),
    ("see.notices", WORK),
    ("see.agenda", WORK),
    ("see.exports", WORK),
    (
        "see.packs",
        &["clerk", "signer", "reviewer", "monitor", "unit", "auditor", "reader", "editor", "publisher"],
    ),
    ("see.record", &["clerk", "signer", "reviewer", "monitor", "unit", "auditor", "reader", "admin"]),
    ("see.accounts", &["admin", "auditor"]),
    ("see.self", crate::acts::rules::ROLES.as_slice()),
];

/// Whether someone may read pages of a sort.
pub fn may_read(who: &Who, what: &str) -> bool {
    let roles = READS.iter().find(|(id, _)| *id == what).map_or(&[] as &[&str], |(_, roles)| roles);
    // One's own page needs no role.
    what == "see.self" || who.roles.iter().any(|r| roles.contains(&r.as_str()))
}

/// The roles that an account holds on a day.
pub fn roles_on(state: &State, account: &str, day: Date) -> Vec<String> {
    let mut roles: Vec<String> = state
        .accounts
        .get(account)
        .filter(|a| !a.disabled)
        .into_iter()
        .flat_map(|a| &a.grants)
        .filter(|g| g.to.is_none_or(|to| day <= to))
        .map(|g| g.role.clone())
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

fn works(who: &Who) -> bool {
    who.roles.iter().any(|r| WORK.contains(&r.as_str()))
}

/// Whether someone may read about a county: its own office, the offices above it, units of the city above it, auditors.
pub fn county(state: &State, who: &Who, code: &str) -> bool {
    let Some(office) = state.offices.get(code).filter(|o| o.level == OfficeLevel::County) else {
        return false;
    };
    if who.roles.iter().any(|r| r == "auditor") {
        return true;
    }
    works(who)
        && (who.office == code
            || above(state, &who.office, code)
            || unit(state, who, office.parent.as_deref()))
}

fn above(state: &State, office: &str, code: &str) -> bool {
    let mut at = state.offices.get(code).and_then(|o| o.parent.as_deref());
    // A circle of offices ends.
    for _ in 0..state.offices.len() {
        match at {
            Some(parent) if parent == office => return true,
            Some(parent) => at = state.offices.get(parent).and_then(|o| o.parent.as_deref()),
            None => return false,
        }
    }
    false
}

fn unit(state: &State, who: &Who, parent: Option<&str>) -> bool {
    let mine = state.offices.get(&who.office);
    parent.is_some() && mine.is_some_and(|o| o.level == OfficeLevel::City && o.parent.as_deref() == parent)
}

/// Whether someone may read a county's revision: before it is submitted only the county itself and auditors.
pub fn revision(state: &State, who: &Who, id: &str) -> bool {
    let Some(revision) = state.revisions.get(id) else { return false };
    let own = who.office == revision.county || who.roles.iter().any(|r| r == "auditor");
    county(state, who, &revision.county) && (own || revision.state != "draft")
}

/// Whether someone may read the city's copy: the county itself only once a verdict was made of it.
pub fn copy(state: &State, who: &Who, id: &str) -> bool {
    let Some(copy) = state.copies.get(id) else { return false };
    county(state, who, &copy.county) && (who.office != copy.county || state.verdicts.contains_key(id))
}

/// Whether someone may read a verdict.
pub fn verdict(state: &State, who: &Who, id: &str) -> bool {
    state.verdicts.get(id).is_some_and(|v| county(state, who, &v.county))
}

/// Whether someone may read about an action: as about its county; who leads or supports it, too.
pub fn action(state: &State, who: &Who, id: &str) -> bool {
    let Some(action) = state.actions.get(id) else { return false };
    county(state, who, &action.county) || (works(who) && action.lead == who.office)
}

/// Whether someone may read a standard: a draft only those who write and publish, and auditors.
pub fn pack(state: &State, who: &Who, id: &str) -> bool {
    let Some(pack) = state.packs.get(id) else { return false };
    let insider = who.roles.iter().any(|r| matches!(r.as_str(), "editor" | "publisher" | "auditor"));
    insider || matches!(pack.state.as_str(), "published" | "withdrawn")
}

/// Whether someone may know which outcomes of a county a standard would change: whoever reads about the county, and those who write and
/// publish standards in an office above it.
pub fn impact(state: &State, who: &Who, code: &str) -> bool {
    let writes = who.roles.iter().any(|r| matches!(r.as_str(), "editor" | "publisher"));
    county(state, who, code) || (writes && above(state, &who.office, code))
}

/// Whether an object that an act may name is one that someone may know of. What is to be made yet is told by its county.
pub fn object(state: &State, who: &Who, id: &str) -> bool {
    if state.revisions.contains_key(id) {
        return revision(state, who, id);
    }
    if state.copies.contains_key(id) {
        // The city's acts name copies; the county has none on them.
        return copy(state, who, id);
    }
    if state.actions.contains_key(id) {
        return action(state, who, id);
    }
    if state.packs.contains_key(id) {
        return pack(state, who, id);
    }
    if let Some(notice) = state.notices.get(id) {
        return notice.to.iter().any(|a| county(state, who, &a.county));
    }
    if let Some(objection) = state.objections.get(id) {
        return county(state, who, &objection.county);
    }
    if state.accounts.contains_key(id) {
        return may_read(who, "see.accounts");
    }
    match county_in(id) {
        Some(code) => county(state, who, code),
        None => true,
    }
}

/// Whether an event may be read.
pub fn event(state: &State, who: &Who, event: &crate::record::Event) -> bool {
    if who.roles.iter().any(|r| r == "auditor") {
        return true;
    }
    let of_people = matches!(event.act.split('.').next(), Some("account" | "office" | "store"));
    if of_people {
        return who.roles.iter().any(|r| r == "admin");
    }
    if event.act.starts_with("pack.") {
        return pack(state, who, &event.object);
    }
    let code = event.text("county");
    if !county(state, who, code) {
        return false;
    }
    match event.act.as_str() {
        "data.upload" => who.office == code,
        "cell.correct" => copy(state, who, &event.object),
        _ => true,
    }
}
