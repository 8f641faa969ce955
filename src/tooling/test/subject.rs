//! Subjects as they are typed: `S1/primary`, `990001[primary]`.

use std::fmt::Write as _;

use crate::evaluation::Group;
use crate::facts::{Facts, key_of};
use crate::semantics::*;

/// A subject as it is typed: `S1/primary`, `990001[primary]`.
pub fn subject_text(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32, group: &Group) -> String {
    let mut out = key_of(pack, facts, entity, row).join("/");
    let ids: Vec<&str> = group
        .iter()
        .filter_map(|(k, v)| pack.kind(*k)?.values.get(*v as usize).map(|(id, _)| id.as_str()))
        .collect();
    if !ids.is_empty() {
        let _ = write!(out, "[{}]", ids.join(","));
    }
    out
}

/// Whether what was typed means a subject: ids or labels of kinds; groups left out stand for all.
pub fn subject_named(
    pack: &CheckedPack,
    facts: &Facts,
    entity: EntityIx,
    row: u32,
    group: &Group,
    typed: &str,
) -> bool {
    let Some(found) = pack.entity(entity) else { return false };
    let (plain, inside) = match typed.split_once('[') {
        Some((plain, rest)) => (plain, Some(rest.trim_end_matches(']'))),
        None => (typed, None),
    };
    let keys = key_of(pack, facts, entity, row);
    let label_or_id = |kind: Option<&Kind>, id: &str, typed: &str| {
        typed == id || kind.is_some_and(|k| k.values.iter().any(|(i, label)| i == id && label == typed))
    };
    let mut parts: Vec<&str> = plain.split('/').collect();
    let mut groups: Vec<&str> =
        inside.map(|i| i.split([',', '、']).map(str::trim).collect()).unwrap_or_default();
    if groups.is_empty() && parts.len() == keys.len() + group.len() && !group.is_empty() {
        groups = parts.split_off(keys.len());
    }
    let key_fits = parts.len() == keys.len()
        && parts.iter().zip(&keys).zip(&found.key).all(|((typed, id), c)| {
            let kind = match found.columns.get(c.ix()).map(|c| c.ty) {
                Some(ColumnType::Kind(k)) => pack.kind(k),
                _ => None,
            };
            label_or_id(kind, id, typed)
        });
    let group_fits = groups.is_empty()
        || (groups.len() == group.len()
            && groups.iter().zip(group).all(|(typed, (k, v))| {
                let kind = pack.kind(*k);
                kind.and_then(|k| k.values.get(*v as usize))
                    .is_some_and(|(id, _)| label_or_id(kind, id, typed))
            }));
    key_fits && group_fits
}
