//! The tables, and how a store of an earlier version becomes one of this.

use super::database::{Database, Value};
use crate::error::Failure;

/// The version of the tables that this program writes.
pub const SCHEMA: i64 = 2;

/// The steps from nothing to [`SCHEMA`]; `BYTES` stands for the database's type of bytes. A step that was released is never changed.
const STEPS: [&[&str]; SCHEMA as usize] = [
    &[
        "CREATE TABLE events (seq BIGINT PRIMARY KEY, body TEXT NOT NULL, hash BYTES NOT NULL)",
        "CREATE TABLE blobs (digest TEXT PRIMARY KEY, body BYTES NOT NULL)",
        "CREATE TABLE things (sort TEXT NOT NULL, id TEXT NOT NULL, version BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (sort, id))",
    ],
    &[
        "CREATE TABLE passwords (account TEXT PRIMARY KEY, hash TEXT NOT NULL)",
        "CREATE TABLE sessions (digest TEXT PRIMARY KEY, account TEXT NOT NULL, made BIGINT NOT NULL, seen BIGINT NOT NULL)",
        "CREATE TABLE links (digest TEXT PRIMARY KEY, account TEXT NOT NULL, until BIGINT NOT NULL)",
        "CREATE TABLE tries (account TEXT PRIMARY KEY, failed BIGINT NOT NULL, last BIGINT NOT NULL)",
    ],
];

/// What a store says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// No tables.
    Empty,
    /// Tables of this version.
    Version(i64),
}

pub(super) fn found(db: &mut dyn Database) -> Result<Found, Failure> {
    if !db.has_table("workbench")? {
        return if db.has_anything()? {
            Err(Failure::new("这不是工作台的存储", "this is not a store of the workbench"))
        } else {
            Ok(Found::Empty)
        };
    }
    let rows = db.query("SELECT version FROM workbench", &[])?;
    match rows.as_slice() {
        [row] => Ok(Found::Version(row.int(0)?)),
        _ => Err(Failure::new("这不是工作台的存储", "this is not a store of the workbench")),
    }
}

/// Brings the tables to [`SCHEMA`], in one transaction: all of it, or the store is as it was.
pub(super) fn migrate(db: &mut dyn Database) -> Result<(), Failure> {
    if found(db)? == Found::Version(SCHEMA) {
        return Ok(());
    }
    let done = db.begin().and_then(|()| steps(db));
    match done {
        Ok(()) => db.commit(),
        Err(e) => {
            db.rollback();
            Err(e)
        }
    }
}

fn steps(db: &mut dyn Database) -> Result<(), Failure> {
    // Another may have done it meanwhile.
    let from = match found(db)? {
        Found::Empty => {
            db.execute("CREATE TABLE workbench (version BIGINT NOT NULL)", &[])?;
            db.execute("INSERT INTO workbench (version) VALUES ($1)", &[Value::Int(0)])?;
            0
        }
        Found::Version(version) if version > SCHEMA => return Err(newer(version)),
        Found::Version(version) => version,
    };
    for step in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        for statement in *step {
            let statement = statement.replace("BYTES", db.bytes_type());
            db.execute(&statement, &[])?;
        }
    }
    if from > 0 {
        // What an earlier program made of the events is made anew.
        super::fold::rewrite(db)?;
    }
    db.execute("UPDATE workbench SET version = $1", &[Value::Int(SCHEMA)])
}

/// A store that a later program wrote.
pub(super) fn newer(version: i64) -> Failure {
    Failure::new(
        format!("这个存储是更新的程序写的（格式 {version}，本程序到 {SCHEMA}）：请升级程序，存储没有改动"),
        format!(
            "a newer program wrote this store (format {version}, this program knows {SCHEMA}): upgrade the program; nothing was changed"
        ),
    )
}
