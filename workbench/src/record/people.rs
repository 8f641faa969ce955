//! What is kept of people beside the record: passwords, sessions and one-time links, as hashes only. Nothing of it is in events or exports.

use super::database::{Database, Value};
use crate::error::Failure;

/// A session as it is kept. Times are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The account.
    pub account: String,
    /// When it began.
    pub made: i64,
    /// When it was last used.
    pub seen: i64,
}

/// Passwords, sessions, links, tries.
pub struct People<'a> {
    db: &'a mut dyn Database,
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

impl<'a> People<'a> {
    pub(super) fn new(db: &'a mut dyn Database) -> Self {
        People { db }
    }

    /// Whether any account has a password.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn any_password(&mut self) -> Result<bool, Failure> {
        let rows = self.db.query("SELECT COUNT(*) FROM passwords", &[])?;
        rows.first().map_or(Ok(false), |row| Ok(row.int(0)? > 0))
    }

    /// The hash of an account's password.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn password(&mut self, account: &str) -> Result<Option<String>, Failure> {
        let rows = self.db.query("SELECT hash FROM passwords WHERE account = $1", &[text(account)])?;
        rows.first().map(|row| row.text(0).map(str::to_owned)).transpose()
    }

    /// Sets the hash of an account's password; its sessions and links end.
    ///
    /// # Errors
    /// Where the store cannot be written; then nothing has changed.
    pub fn set_password(&mut self, account: &str, hash: &str) -> Result<(), Failure> {
        self.together(|db| {
            db.execute(
                "INSERT INTO passwords (account, hash) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET hash = excluded.hash",
                &[text(account), text(hash)],
            )?;
            db.execute("DELETE FROM sessions WHERE account = $1", &[text(account)])?;
            db.execute("DELETE FROM tries WHERE account = $1", &[text(account)])?;
            db.execute("DELETE FROM links WHERE account = $1", &[text(account)])
        })
    }

    fn together(
        &mut self,
        what: impl FnOnce(&mut dyn Database) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.db.begin()?;
        let done = what(self.db);
        match done {
            Ok(()) => self.db.commit(),
            Err(e) => {
                self.db.rollback();
                Err(e)
            }
        }
    }

    /// Begins a session; `digest` is the SHA-256 of its token. Sessions that began before `oldest` are forgotten.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn begin_session(
        &mut self,
        digest: &str,
        account: &str,
        now: i64,
        oldest: i64,
    ) -> Result<(), Failure> {
        self.together(|db| {
            db.execute("DELETE FROM sessions WHERE made < $1", &[Value::Int(oldest)])?;
            db.execute("DELETE FROM tries WHERE account = $1", &[text(account)])?;
            db.execute(
                "INSERT INTO sessions (digest, account, made, seen) VALUES ($1, $2, $3, $4)",
                &[text(digest), text(account), Value::Int(now), Value::Int(now)],
            )
        })
    }

    /// The session with the digest of a token.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn session(&mut self, digest: &str) -> Result<Option<Session>, Failure> {
        let rows =
            self.db.query("SELECT account, made, seen FROM sessions WHERE digest = $1", &[text(digest)])?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Session { account: row.text(0)?.to_owned(), made: row.int(1)?, seen: row.int(2)? }))
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn used(&mut self, digest: &str, now: i64) -> Result<(), Failure> {
        self.db.execute("UPDATE sessions SET seen = $1 WHERE digest = $2", &[Value::Int(now), text(digest)])
    }

    /// Ends a session.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn end_session(&mut self, digest: &str) -> Result<(), Failure> {
        self.db.execute("DELETE FROM sessions WHERE digest = $1", &[text(digest)])
    }

    /// Ends all sessions of an account.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn end_all(&mut self, account: &str) -> Result<(), Failure> {
        self.db.execute("DELETE FROM sessions WHERE account = $1", &[text(account)])
    }

    /// Makes a one-time link; an earlier one of the account ends.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn make_link(&mut self, digest: &str, account: &str, until: i64) -> Result<(), Failure> {
        self.together(|db| {
            db.execute("DELETE FROM links WHERE account = $1", &[text(account)])?;
            db.execute(
                "INSERT INTO links (digest, account, until) VALUES ($1, $2, $3)",
                &[text(digest), text(account), Value::Int(until)],
            )
        })
    }

    /// The account of a one-time link that is still good.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn link(&mut self, digest: &str, now: i64) -> Result<Option<String>, Failure> {
        let sql = "SELECT account, until FROM links WHERE digest = $1";
        let rows = self.db.query(sql, &[text(digest)])?;
        let Some(row) = rows.first() else { return Ok(None) };
        (row.int(1)? > now).then(|| row.text(0).map(str::to_owned)).transpose()
    }

    /// Ends a link.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn end_link(&mut self, digest: &str) -> Result<(), Failure> {
        self.db.execute("DELETE FROM links WHERE digest = $1", &[text(digest)])
    }

    /// How often signing in to a name failed since it last worked, and when it did last.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn tries(&mut self, name: &str) -> Result<(i64, i64), Failure> {
        let rows = self.db.query("SELECT failed, last FROM tries WHERE account = $1", &[text(name)])?;
        rows.first().map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
    }

    /// Notes that signing in to a name failed; those whose last try was before `oldest` are forgotten.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn failed(&mut self, name: &str, now: i64, oldest: i64) -> Result<(), Failure> {
        self.together(|db| {
            db.execute("DELETE FROM tries WHERE last < $1", &[Value::Int(oldest)])?;
            db.execute(
                "INSERT INTO tries (account, failed, last) VALUES ($1, 1, $2) \
                 ON CONFLICT (account) DO UPDATE SET failed = tries.failed + 1, last = excluded.last",
                &[text(name), Value::Int(now)],
            )
        })
    }
}
