//! SQLite in one file: WAL, every commit on the disk before it is answered.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::database::{Database, Row, Value};
use crate::error::Failure;

/// How often a backup is tried while another writes.
const TRIES: u32 = 1_000;

pub(super) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE
                | OpenFlags::SQLITE_OPEN_CREATE
                | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(|e| Failure::file(path, e))?;
        connection.busy_timeout(Duration::from_secs(30)).map_err(Failure::store)?;
        connection.pragma_update(None, "trusted_schema", "OFF").map_err(|e| Failure::file(path, e))?;
        Ok(Sqlite { connection })
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
        })
    }
}

impl Database for Sqlite {
    fn begin(&mut self) -> Result<(), Failure> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(Failure::store)
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.connection.execute_batch("COMMIT").map_err(Failure::store)
    }

    fn rollback(&mut self) {
        // Where it fails there is no transaction.
        let _ = self.connection.execute_batch("ROLLBACK");
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<(), Failure> {
        let mut statement = self.connection.prepare_cached(sql).map_err(Failure::store)?;
        statement.execute(params_from_iter(values)).map_err(Failure::store)?;
        Ok(())
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        let mut statement = self.connection.prepare_cached(sql).map_err(Failure::store)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(Failure::store)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(Failure::store)? {
            let cell = |i| match row.get_ref(i) {
                Ok(ValueRef::Integer(n)) => Ok(Value::Int(n)),
                Ok(ValueRef::Text(text)) => {
                    String::from_utf8(text.to_vec()).map(Value::Text).map_err(Failure::store)
                }
                Ok(ValueRef::Blob(bytes)) => Ok(Value::Bytes(bytes.to_vec())),
                Ok(ValueRef::Null) => Ok(Value::Null),
                Ok(ValueRef::Real(_)) => Err(Failure::store("a column is not what it should be")),
                Err(e) => Err(Failure::store(e)),
            };
            out.push(Row((0..columns).map(cell).collect::<Result<_, _>>()?));
        }
        Ok(out)
    }

    fn bytes_type(&self) -> &'static str {
        "BLOB"
    }

    fn count_of_tables(&self) -> &'static str {
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
    }

    fn count_of_all(&self) -> &'static str {
        "SELECT COUNT(*) FROM sqlite_master"
    }

    fn settle(&mut self) -> Result<(), Failure> {
        self.connection.pragma_update(None, "journal_mode", "WAL").map_err(Failure::store)?;
        self.connection.pragma_update(None, "synchronous", "FULL").map_err(Failure::store)
    }

    fn backup(&mut self, path: &Path) -> Result<(), Failure> {
        let mut copy = Connection::open(path).map_err(|e| Failure::file(path, e))?;
        let backup = Backup::new(&self.connection, &mut copy).map_err(Failure::store)?;
        let mut tries = TRIES;
        // All pages in one step: whoever writes meanwhile neither waits nor makes it begin anew.
        loop {
            match backup.step(-1).map_err(Failure::store)? {
                StepResult::Done => return Ok(()),
                StepResult::More => {}
                _ if tries == 0 => return Err(Failure::store("database is locked")),
                _ => std::thread::sleep(Duration::from_millis(10)),
            }
            tries -= 1;
        }
    }
}
