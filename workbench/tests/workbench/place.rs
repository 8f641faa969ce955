//! A store for a test: SQLite in a file, or PostgreSQL on a socket of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use junheng_workbench::record::Record;

use crate::tools::found;

/// A store that goes when the test ends.
pub struct Place {
    pub url: String,
    _dir: tempfile::TempDir,
    server: Option<(PathBuf, PathBuf)>,
}

impl Place {
    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = dir.path().join("store.db").to_str().unwrap().to_owned();
        Place { url, _dir: dir, server: None }
    }

    /// None where no PostgreSQL is installed and none must be.
    pub fn postgres() -> Option<Self> {
        let bin = programs();
        if !found("postgresql", bin.is_some()) {
            return None;
        }
        let bin = bin?;
        // A socket's path must be short.
        let dir = tempfile::Builder::new().prefix("jh").tempdir_in("/tmp").unwrap();
        let data = dir.path().join("d");
        if as_other() {
            let owner = format!("chown -R postgres {}", dir.path().display());
            assert!(Command::new("sh").args(["-c", &owner]).status().unwrap().success());
        }
        run(
            &bin.join("initdb"),
            &[
                "-D",
                data.to_str().unwrap(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
        );
        let options = format!("-k {} -c listen_addresses='' -c shared_buffers=16MB", dir.path().display());
        let log = dir.path().join("log");
        run(
            &bin.join("pg_ctl"),
            &["-D", data.to_str().unwrap(), "-l", log.to_str().unwrap(), "-o", &options, "-w", "start"],
        );
        let socket = dir.path().to_str().unwrap().replace('/', "%2F");
        let url = format!("postgres://postgres@{socket}/postgres");
        Some(Place { url, _dir: dir, server: Some((bin, data)) })
    }

    pub fn open(&self) -> Record {
        Record::open(&self.url).unwrap()
    }

    /// Changes the store behind the program's back.
    pub fn sql(&self, statement: &str) {
        if self.server.is_some() {
            let mut client = postgres::Client::connect(&self.url, postgres::NoTls).unwrap();
            client.batch_execute(statement).unwrap();
        } else {
            rusqlite::Connection::open(&self.url).unwrap().execute_batch(statement).unwrap();
        }
    }

    /// Leaves nothing in it.
    pub fn clear(&self) {
        if self.server.is_some() {
            self.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        } else {
            for end in ["", "-wal", "-shm", "-journal"] {
                let _ = std::fs::remove_file(format!("{}{end}", self.url));
            }
        }
    }

    /// Both, as far as there are.
    pub fn both() -> Vec<Place> {
        std::iter::once(Place::sqlite()).chain(Place::postgres()).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((bin, data)) = &self.server {
            run(&bin.join("pg_ctl"), &["-D", data.to_str().unwrap(), "-m", "immediate", "stop"]);
        }
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package made.
fn as_other() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

/// A program as a user whom a file's mode binds: root it does not.
pub fn as_nobody(program: &Path) -> Command {
    if !as_other() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}

fn run(program: &Path, args: &[&str]) {
    let mut command = if as_other() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let done =
        command.args(args).current_dir("/tmp").stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(done.success(), "{} {args:?}", program.display());
}

/// Where PostgreSQL's programs are.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten();
    let mut found: Vec<PathBuf> = debian.filter_map(|e| Some(e.ok()?.path().join("bin"))).collect();
    found.sort();
    found.reverse();
    found.extend(["/usr/local/bin", "/usr/local/pgsql/bin", "/usr/bin"].map(PathBuf::from));
    found.into_iter().find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
}
