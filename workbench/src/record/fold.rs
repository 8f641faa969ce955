//! The tables of things and the contents, held against the events.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::chain::hex;
use super::database::{Database, Value};
use super::event::Event;
use super::state::{State, Touched};
use crate::error::Failure;

/// Something in a store that is not what the events say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// A thing in the tables, by sort and id: another, missing, or too many.
    Thing(String, String),
    /// A content that an event names, by its digest: missing or changed.
    Content(String),
}

/// Every thing by sort and id: the number of the event that changed it last, and its body.
type Things = BTreeMap<(String, String), (i64, String)>;

/// The events as they are written.
pub(super) fn events(db: &mut dyn Database) -> Result<Vec<Event>, Failure> {
    let rows = db.query("SELECT seq, body FROM events ORDER BY seq", &[])?;
    let read = |text: &str, seq: i64| serde_json::from_str(text).map_err(|_| Failure::damaged(seq));
    rows.iter().map(|row| read(row.text(1)?, row.int(0)?)).collect()
}

/// What the events add up to.
fn folded(events: &[Event]) -> Result<Things, Failure> {
    let mut state = State::default();
    let mut versions: BTreeMap<Touched, i64> = BTreeMap::new();
    for event in events {
        for touched in state.apply(event) {
            versions.insert(touched, event.seq);
        }
    }
    let mut out = Things::new();
    for (sort, id) in state.all() {
        let Some(body) = state.body(sort, &id) else { continue };
        let body = serde_json_canonicalizer::to_string(&body).map_err(Failure::store)?;
        let version = versions.get(&(sort, id.clone())).copied().unwrap_or(0);
        out.insert((sort.to_owned(), id), (version, body));
    }
    Ok(out)
}

/// Writes all things anew from the events.
pub(super) fn rewrite(db: &mut dyn Database) -> Result<(), Failure> {
    let things = folded(&events(db)?)?;
    db.execute("DELETE FROM things", &[])?;
    for ((sort, id), (version, body)) in things {
        write_thing(db, &sort, &id, version, body)?;
    }
    Ok(())
}

/// Writes a thing in the place of what it was.
pub(super) fn write_thing(
    db: &mut dyn Database,
    sort: &str,
    id: &str,
    version: i64,
    body: String,
) -> Result<(), Failure> {
    db.execute(
        "INSERT INTO things (sort, id, version, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (sort, id) DO UPDATE SET version = excluded.version, body = excluded.body",
        &[Value::Text(sort.to_owned()), Value::Text(id.to_owned()), Value::Int(version), Value::Text(body)],
    )
}

/// The first thing that is not what the events add up to; then the first content that they name and that is not there as it was.
pub(super) fn wrong(db: &mut dyn Database) -> Result<Option<Wrong>, Failure> {
    let events = events(db)?;
    let mut written = Things::new();
    for row in db.query("SELECT sort, id, version, body FROM things", &[])? {
        let key = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
        written.insert(key, (row.int(2)?, row.text(3)?.to_owned()));
    }
    let wanted = folded(&events)?;
    let differs = |key: &&(String, String)| wanted.get(*key) != written.get(*key);
    if let Some((sort, id)) = wanted.keys().chain(written.keys()).find(differs) {
        return Ok(Some(Wrong::Thing(sort.clone(), id.clone())));
    }
    for digest in named(&events) {
        if content(db, &digest)?.is_none() {
            return Ok(Some(Wrong::Content(digest)));
        }
    }
    Ok(None)
}

/// The bytes of a digest, if they are there and have it.
pub(super) fn content(db: &mut dyn Database, digest: &str) -> Result<Option<Vec<u8>>, Failure> {
    let rows = db.query("SELECT body FROM blobs WHERE digest = $1", &[Value::Text(digest.to_owned())])?;
    let Some(row) = rows.first() else { return Ok(None) };
    let bytes = row.bytes(0)?;
    Ok((hex(&Sha256::digest(bytes)) == digest).then(|| bytes.to_vec()))
}

/// The contents that events name, each once: files of packs, data, documents, what verdicts rest on and came to.
pub(super) fn named<'e>(events: impl IntoIterator<Item = &'e Event>) -> Vec<String> {
    let mut out = std::collections::BTreeSet::new();
    for event in events {
        let field = |name: &str| event.fields.get(name);
        let files = field("files").and_then(Json::as_object).into_iter().flat_map(|f| f.values());
        let verdict = field("verdict").and_then(Json::as_object);
        let made = ["data", "brief", "report"].into_iter().filter_map(|part| verdict?.get(part));
        let single = ["content", "file"].into_iter().filter_map(field);
        out.extend(files.chain(made).chain(single).filter_map(|v| v.as_str().map(str::to_owned)));
    }
    out.into_iter().collect()
}
