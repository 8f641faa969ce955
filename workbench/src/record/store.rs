//! The store: one act, one transaction, one event.

use std::io::{BufRead, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chain::{Broken, GENESIS, Hash, Verified, hash_of, hex, verify};
use super::database::{Database, Value};
use super::event::Event;
use super::fold::{self, Wrong};
use super::people::People;
use super::postgres::Postgres;
use super::schema::{self, Found, SCHEMA};
use super::sqlite::Sqlite;
use super::state::State;
use crate::error::Failure;

/// An open store, with what its events add up to.
pub struct Record {
    db: Box<dyn Database>,
    state: State,
    head: Hash,
    /// Whether this transaction wrote an event.
    wrote: bool,
}

/// The contents of a store.
pub struct Blobs<'a> {
    db: &'a mut dyn Database,
}

impl Blobs<'_> {
    /// Keeps bytes; the same bytes once. Gives their digest.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn keep(&mut self, bytes: &[u8]) -> Result<String, Failure> {
        let digest = hex(&Sha256::digest(bytes));
        self.db.execute(
            "INSERT INTO blobs (digest, body) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
            &[Value::Text(digest.clone()), Value::Bytes(bytes.to_vec())],
        )?;
        Ok(digest)
    }

    /// The bytes of a digest.
    ///
    /// # Errors
    /// Where the store cannot be read, has none, or they are others.
    pub fn blob(&mut self, digest: &str) -> Result<Vec<u8>, Failure> {
        fold::content(self.db, digest)?.ok_or_else(|| gone(digest))
    }
}

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// The first line.
    Store {
        /// The version of the format.
        format: i64,
    },
    /// A blob, in hexadecimal digits.
    Blob {
        /// SHA-256.
        digest: String,
        /// The bytes.
        hex: String,
    },
    /// An event as it was hashed.
    Event {
        /// RFC 8785 JSON.
        body: String,
        /// SHA-256 of the hash before and it.
        hash: String,
    },
    /// The last line: how many events, and the last hash.
    Head {
        /// How many.
        events: i64,
        /// The hash.
        hash: String,
    },
}

fn gone(digest: &str) -> Failure {
    Failure::new(
        format!("存储里的内容 {digest} 缺失或被改动"),
        format!("the content {digest} is not in the store, or was changed"),
    )
}

fn is_url(place: &str) -> bool {
    place.starts_with("postgres://") || place.starts_with("postgresql://")
}

/// A file that is not there is no store; of a database its server says so.
fn must_be_there(place: &str) -> Result<(), Failure> {
    if !is_url(place) && !Path::new(place).is_file() {
        return Err(Failure::new(format!("没有存储 {place}"), format!("there is no store {place}")));
    }
    Ok(())
}

/// Connects with the database of a place: a file's path, or `postgres://…`. Nothing is changed there.
///
/// # Errors
/// Where it cannot.
pub fn database(place: &str) -> Result<Box<dyn Database>, Failure> {
    if is_url(place) {
        Ok(Box::new(Postgres::open(place)?))
    } else {
        Ok(Box::new(Sqlite::open(Path::new(place))?))
    }
}

impl Record {
    /// Opens a store (a file's path, or `postgres://…`), makes its tables where there are none, and brings those of an earlier version up.
    ///
    /// # Errors
    /// Where it cannot be read, is no store of ours, or a newer program wrote it.
    pub fn open(place: &str) -> Result<Self, Failure> {
        Self::over(database(place)?)
    }

    /// The same over a database.
    ///
    /// # Errors
    /// As [`Record::open`].
    pub fn over(mut db: Box<dyn Database>) -> Result<Self, Failure> {
        if let Found::Version(version) = schema::found(&mut *db)?
            && version > SCHEMA
        {
            return Err(schema::newer(version));
        }
        db.settle()?;
        schema::migrate(&mut *db)?;
        let mut record = Record { db, state: State::default(), head: GENESIS, wrote: false };
        record.catch_up()?;
        Ok(record)
    }

    /// Opens a store that must be there already.
    ///
    /// # Errors
    /// As [`Record::open`], and where there is none.
    pub fn existing(place: &str) -> Result<Self, Failure> {
        must_be_there(place)?;
        Self::open(place)
    }

    /// Opens a store that is there without following its events: to find out where they do not hold together.
    ///
    /// # Errors
    /// As [`Record::existing`].
    pub fn unread(place: &str) -> Result<Self, Failure> {
        must_be_there(place)?;
        let mut db = database(place)?;
        match schema::found(&mut *db)? {
            Found::Version(SCHEMA) => Ok(Record { db, state: State::default(), head: GENESIS, wrote: false }),
            Found::Version(version) if version > SCHEMA => Err(schema::newer(version)),
            Found::Version(_) | Found::Empty => {
                Err(Failure::new("请先用 migrate 升级存储", "bring the store up with migrate first"))
            }
        }
    }

    /// What the events add up to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The number and the hash of the last event.
    pub fn head(&self) -> (i64, Hash) {
        (self.state.seq, self.head)
    }

    /// Takes in events that others wrote meanwhile.
    ///
    /// # Errors
    /// Where the store cannot be read, or an event is not what its hash says.
    pub fn catch_up(&mut self) -> Result<(), Failure> {
        let sql = "SELECT seq, body, hash FROM events WHERE seq > $1 ORDER BY seq";
        for row in self.db.query(sql, &[Value::Int(self.state.seq)])? {
            let seq = row.int(0)?;
            let event: Event = serde_json::from_str(row.text(1)?).map_err(|_| Failure::damaged(seq))?;
            let hash = hash_of(&self.head, row.text(1)?);
            if seq != self.state.seq + 1 || event.seq != seq || row.bytes(2)? != hash {
                return Err(Failure::damaged(self.state.seq + 1));
            }
            self.state.apply(&event);
            self.head = hash;
        }
        Ok(())
    }

    /// Opens a transaction in which no other writes; the state is the newest.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin(&mut self) -> Result<(), Failure> {
        self.wrote = false;
        if let Err(e) = self.db.begin().and_then(|()| self.catch_up()) {
            self.db.rollback();
            return Err(e);
        }
        Ok(())
    }

    /// Writes an event and the things that it changes. The number is the next; everything else is the caller's.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn append(&mut self, mut event: Event) -> Result<Event, Failure> {
        event.seq = self.state.seq + 1;
        self.wrote = true;
        let body = serde_json_canonicalizer::to_string(&event).map_err(Failure::store)?;
        let hash = hash_of(&self.head, &body);
        self.db.execute(
            "INSERT INTO events (seq, body, hash) VALUES ($1, $2, $3)",
            &[Value::Int(event.seq), Value::Text(body.clone()), Value::Bytes(hash.to_vec())],
        )?;
        // What is taken in is what was written, in its order.
        let event: Event = serde_json::from_str(&body).map_err(Failure::store)?;
        let touched = self.state.apply(&event);
        self.head = hash;
        for (sort, id) in touched {
            self.write_thing(sort, &id)?;
        }
        Ok(event)
    }

    fn write_thing(&mut self, sort: &str, id: &str) -> Result<(), Failure> {
        let key = [Value::Text(sort.to_owned()), Value::Text(id.to_owned())];
        let Some(body) = self.state.body(sort, id) else {
            return self.db.execute("DELETE FROM things WHERE sort = $1 AND id = $2", &key);
        };
        let body = serde_json_canonicalizer::to_string(&body).map_err(Failure::store)?;
        fold::write_thing(&mut *self.db, sort, id, self.state.seq, body)
    }

    /// The version of what has an id: the number of the event that changed it last.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn version_of(&mut self, id: &str) -> Result<Option<i64>, Failure> {
        let rows =
            self.db.query("SELECT version FROM things WHERE id = $1", &[Value::Text(id.to_owned())])?;
        let versions = rows.iter().map(|row| row.int(0)).collect::<Result<Vec<i64>, Failure>>()?;
        Ok(versions.into_iter().max())
    }

    /// Ends the transaction: what it wrote stands.
    ///
    /// # Errors
    /// Where the store cannot be written; then nothing of it stands.
    pub fn commit(&mut self) -> Result<(), Failure> {
        let done = self.db.commit();
        if done.is_err() {
            self.rollback();
        }
        done
    }

    /// Ends a transaction in which no event was written.
    pub fn leave(&mut self) {
        self.db.rollback();
    }

    /// Ends the transaction: nothing of it stands.
    pub fn rollback(&mut self) {
        self.db.rollback();
        if std::mem::take(&mut self.wrote) {
            // What stands is read anew with the next look.
            (self.state, self.head) = (State::default(), GENESIS);
        }
    }

    /// Passwords, sessions, links.
    pub fn people(&mut self) -> People<'_> {
        People::new(&mut *self.db)
    }

    /// The state, and the contents of the store.
    pub fn parts(&mut self) -> (&State, Blobs<'_>) {
        (&self.state, Blobs { db: &mut *self.db })
    }

    /// All events.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn events(&mut self) -> Result<Vec<Event>, Failure> {
        fold::events(&mut *self.db)
    }

    /// One event.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn event(&mut self, seq: i64) -> Result<Option<Event>, Failure> {
        let rows = self.db.query("SELECT body FROM events WHERE seq = $1", &[Value::Int(seq)])?;
        let Some(row) = rows.first() else { return Ok(None) };
        serde_json::from_str(row.text(0)?).map(Some).map_err(|_| Failure::damaged(seq))
    }

    /// The events that are about a county.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn events_of(&mut self, county: &str) -> Result<Vec<Event>, Failure> {
        // The bodies are canonical: a field stands there in one way only.
        let named = format!("%\"county\":\"{county}\"%");
        let sql = "SELECT seq, body FROM events WHERE body LIKE $1 ORDER BY seq";
        let rows = self.db.query(sql, &[Value::Text(named)])?;
        let mut out = Vec::new();
        for row in &rows {
            let event: Event =
                serde_json::from_str(row.text(1)?).map_err(|_| Failure::damaged(row.int(0).unwrap_or(0)))?;
            if event.text("county") == county {
                out.push(event);
            }
        }
        Ok(out)
    }

    /// Follows the chain from its beginning.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn verify(&mut self, anchor: Option<(i64, &str)>) -> Result<Result<Verified, Broken>, Failure> {
        let rows = self.db.query("SELECT seq, body, hash FROM events ORDER BY seq", &[])?;
        let mut list = Vec::with_capacity(rows.len());
        for row in &rows {
            list.push((row.int(0)?, row.text(1)?, row.bytes(2)?));
        }
        Ok(verify(list.into_iter(), anchor))
    }

    /// Whether the tables of things are what the events add up to, and every content that they name is there; else what is wrong first.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn check(&mut self) -> Result<Option<Wrong>, Failure> {
        fold::wrong(&mut *self.db)
    }

    /// Copies the whole store into a new file: all of it, or there is no file.
    ///
    /// # Errors
    /// Where the file is there already, or cannot be written.
    pub fn backup(&mut self, path: &Path) -> Result<(), Failure> {
        whole_file(path, |part| self.db.backup(part))
    }

    /// Writes the whole store as JSON lines: blobs, events, the head.
    ///
    /// # Errors
    /// Where it cannot be read or written.
    pub fn export(&mut self, to: &mut dyn Write) -> Result<(), Failure> {
        let mut line = |line: &Line| -> Result<(), Failure> {
            let text = serde_json::to_string(line).map_err(Failure::store)?;
            writeln!(to, "{text}").map_err(Failure::store)
        };
        line(&Line::Store { format: SCHEMA })?;
        // Events first, then the contents: whoever writes meanwhile adds to both, and nothing that these events name can be missing.
        let events = self.db.query("SELECT seq, body, hash FROM events ORDER BY seq", &[])?;
        let mut read: Vec<Event> = Vec::with_capacity(events.len());
        for row in &events {
            read.push(
                serde_json::from_str(row.text(1)?).map_err(|_| Failure::damaged(read.len() as i64 + 1))?,
            );
        }
        for digest in fold::named(&read) {
            let bytes = fold::content(&mut *self.db, &digest)?.ok_or_else(|| gone(&digest))?;
            line(&Line::Blob { digest, hex: hex(&bytes) })?;
        }
        let mut head = (0, hex(&GENESIS));
        for row in &events {
            head = (row.int(0)?, hex(row.bytes(2)?));
            line(&Line::Event { body: row.text(1)?.to_owned(), hash: head.1.clone() })?;
        }
        line(&Line::Head { events: head.0, hash: head.1 })
    }

    /// Reads an export into this store, which must be empty; all of it or nothing. The hashes are those of the export.
    ///
    /// # Errors
    /// Where a line is damaged, the chain does not hold, the end is missing, or the store is not empty.
    pub fn import(&mut self, from: &mut dyn BufRead) -> Result<(), Failure> {
        self.begin()?;
        match self.lines(from) {
            Ok(()) => self.commit(),
            Err(e) => {
                self.rollback();
                self.catch_up()?;
                Err(e)
            }
        }
    }

    fn lines(&mut self, from: &mut dyn BufRead) -> Result<(), Failure> {
        if self.state.seq != 0 {
            return Err(Failure::new(
                "存储里已有记录，不能导入",
                "the store has events already: nothing can be imported",
            ));
        }
        let (mut ended, mut begun) = (false, false);
        for (n, text) in from.lines().enumerate() {
            let bad = || {
                Failure::new(
                    format!("导出文件第 {} 行已损坏", n + 1),
                    format!("line {} of the export is damaged", n + 1),
                )
            };
            let text = text.map_err(Failure::store)?;
            let line: Line = serde_json::from_str(&text).map_err(|_| bad())?;
            match line {
                Line::Store { format } if format > SCHEMA => return Err(schema::newer(format)),
                Line::Store { .. } => begun = true,
                _ if !begun || ended => return Err(bad()),
                Line::Blob { digest, hex } => {
                    let bytes = unhex(&hex).ok_or_else(bad)?;
                    if self.parts().1.keep(&bytes)? != digest {
                        return Err(bad());
                    }
                }
                Line::Event { body, hash } => {
                    let event: Event = serde_json::from_str(&body).map_err(|_| bad())?;
                    let canonical = serde_json_canonicalizer::to_string(&event).map_err(Failure::store)?;
                    if event.seq != self.state.seq + 1 || canonical != body {
                        return Err(bad());
                    }
                    self.append(event)?;
                    if hex(&self.head) != hash {
                        return Err(bad());
                    }
                }
                Line::Head { events, hash } => {
                    if (events, hash) != (self.state.seq, hex(&self.head)) {
                        return Err(bad());
                    }
                    ended = true;
                }
            }
        }
        if !ended {
            return Err(Failure::new("导出文件不完整", "the export is not complete"));
        }
        match self.check()? {
            Some(Wrong::Content(digest)) => Err(gone(&digest)),
            Some(Wrong::Thing(..)) | None => Ok(()),
        }
    }
}

/// Writes a file that is new and whole: under another name first, to the disk, then under its own.
///
/// # Errors
/// Where it is there already, or cannot be written; then there is none.
pub fn whole_file(path: &Path, write: impl FnOnce(&Path) -> Result<(), Failure>) -> Result<(), Failure> {
    if path.exists() {
        let path = path.display();
        return Err(Failure::new(format!("{path} 已经存在"), format!("{path} is there already")));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    // What an earlier try left is no part of this one.
    let _ = std::fs::remove_file(part);
    let on_disk = |path: &Path| std::fs::File::open(path)?.sync_all();
    let done = write(part).and_then(|()| {
        on_disk(part).and_then(|()| std::fs::rename(part, path)).map_err(|e| Failure::file(path, e))
    });
    if done.is_err() {
        let _ = std::fs::remove_file(part);
        return done;
    }
    // The folder's entry too, where the system lets a folder be opened.
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        let _ = on_disk(folder);
    }
    Ok(())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok()).collect()
}
