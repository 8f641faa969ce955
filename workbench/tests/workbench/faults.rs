//! Promises 6, 7 and 10: killed or failing at any point, a log cut off anywhere, a disk that cannot be written; nothing answered is lost,
//! nothing is half.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use junheng::value::parse_date;
use junheng_workbench::acts::No;
use junheng_workbench::error::Failure;
use junheng_workbench::record::{Database, Record, Row, SCHEMA, Value, database};
use junheng_workbench::service::{Attached, Service};
use junheng_workbench::story;

use crate::chance::Chance;
use crate::place::Place;
use crate::stores::{file, small};
use crate::story::folder;

/// What happens at the chosen point.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// The process is killed.
    Kill,
    /// The database says that it cannot.
    Fail,
}

/// A database with one point at which something goes wrong: after so many passages of a place of this name (any place where it is empty).
struct Faulty {
    inner: Box<dyn Database>,
    fault: Fault,
    at: &'static str,
    left: Arc<AtomicUsize>,
}

/// The places, by what was just done or is about to be.
const PLACES: [&str; 9] = [
    "before begin",
    "after begin",
    "after blob",
    "before event",
    "after event",
    "before thing",
    "after thing",
    "before commit",
    "after commit",
];

impl Faulty {
    fn open(url: &str, fault: Fault, at: &'static str, left: usize) -> (Box<dyn Database>, Arc<AtomicUsize>) {
        let left = Arc::new(AtomicUsize::new(left));
        (Box::new(Faulty { inner: database(url).unwrap(), fault, at, left: left.clone() }), left)
    }

    fn pass(&self, place: &str) -> Result<(), Failure> {
        if !self.at.is_empty() && self.at != place || self.left.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        if self.left.fetch_sub(1, Ordering::Relaxed) > 1 {
            return Ok(());
        }
        match self.fault {
            Fault::Fail => Err(Failure::store("disk full")),
            Fault::Kill => {
                let me = std::process::id().to_string();
                Command::new("kill").args(["-9", &me]).status().unwrap();
                loop {
                    std::thread::park();
                }
            }
        }
    }
}

fn written(sql: &str) -> Option<&'static str> {
    [("blobs", "blob"), ("events", "event"), ("things", "thing")]
        .into_iter()
        .find(|(table, _)| sql.starts_with(&format!("INSERT INTO {table} ")))
        .map(|(_, name)| name)
}

impl Database for Faulty {
    fn begin(&mut self) -> Result<(), Failure> {
        self.pass("before begin")?;
        self.inner.begin()?;
        self.pass("after begin")
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.pass("before commit")?;
        self.inner.commit()?;
        // What stands cannot fail any more.
        if self.fault == Fault::Kill { self.pass("after commit") } else { Ok(()) }
    }

    fn rollback(&mut self) {
        self.inner.rollback();
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<(), Failure> {
        let name = written(sql).unwrap_or("other");
        self.pass(&format!("before {name}"))?;
        self.inner.execute(sql, values)?;
        self.pass(&format!("after {name}"))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, Failure> {
        self.inner.query(sql, values)
    }

    fn bytes_type(&self) -> &'static str {
        self.inner.bytes_type()
    }

    fn count_of_tables(&self) -> &'static str {
        self.inner.count_of_tables()
    }

    fn count_of_all(&self) -> &'static str {
        self.inner.count_of_all()
    }

    fn settle(&mut self) -> Result<(), Failure> {
        self.inner.settle()
    }

    fn backup(&mut self, path: &Path) -> Result<(), Failure> {
        self.inner.backup(path)
    }
}

/// Not a test by itself: the process that [`killed_at_each_named_point`] kills. It plays the story and says what was done.
#[test]
#[ignore = "the other half of killed_at_each_named_point"]
fn victim() {
    let Ok(url) = std::env::var("JUNHENG_VICTIM_STORE") else { return };
    let at = std::env::var("JUNHENG_VICTIM_AT").unwrap();
    let at = PLACES.into_iter().find(|p| *p == at).unwrap();
    let left = std::env::var("JUNHENG_VICTIM_LEFT").unwrap().parse().unwrap();
    let (db, _) = Faulty::open(&url, Fault::Kill, at, left);
    let mut service = Service::new(Record::over(db).unwrap());
    println!();
    story::play(&mut service, &folder().join("story.yaml"), &mut |act| {
        println!("{}", act.line(junheng::diagnostic::Language::En));
    })
    .unwrap();
}

/// What the store holds after a process died that had said so many acts were done: those, and at most one more.
fn holds(place: &Place, said: usize) {
    let mut record = place.open();
    assert_eq!(record.check().unwrap(), None);
    let acts = record.events().unwrap().iter().filter(|e| e.role != "console").count();
    assert!(acts == said || acts == said + 1, "{acts} events, {said} said");
}

#[test]
fn killed_at_each_named_point() {
    let mut points = 0;
    for (n, place) in Place::both().into_iter().enumerate() {
        // The first passages make the tables, the offices and the accounts; later ones are acts.
        let passages: &[usize] = if n == 0 { &[1, 60, 90] } else { &[70] };
        for at in PLACES {
            // Contents are fewer.
            for left in passages.iter().map(|p| if at.ends_with("blob") { 1 + p / 10 } else { *p }) {
                place.clear();
                let mut child = Command::new(std::env::current_exe().unwrap())
                    .args(["--exact", "faults::victim", "--ignored", "--nocapture"])
                    .env("JUNHENG_VICTIM_STORE", &place.url)
                    .env("JUNHENG_VICTIM_AT", at)
                    .env("JUNHENG_VICTIM_LEFT", left.to_string())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()
                    .unwrap();
                let lines = BufReader::new(child.stdout.take().unwrap()).lines();
                let said = lines.map_while(Result::ok).filter(|l| l.ends_with("  done")).count();
                let status = child.wait().unwrap();
                // By a signal: it did not come to its end.
                assert_eq!(status.code(), None, "{at} {left}");
                holds(&place, said);
                points += 1;
            }
        }
    }
    assert!(points >= 27, "{points}");
}

/// Every write of an act fails once: the act is refused in words, nothing of it stands, and the same act then goes.
#[test]
fn a_write_that_fails_leaves_nothing_half() {
    for place in Place::both() {
        let head = small(&place).record().head();
        let day = parse_date("2024-01-05");
        let mut n = 0;
        loop {
            n += 1;
            let (db, left) = Faulty::open(&place.url, Fault::Fail, "", usize::MAX);
            let mut service = Service::new(Record::over(db).unwrap());
            left.store(n, Ordering::Relaxed);
            let before = service.record().head();
            let request = file("clerk", &format!("W-990101-{n}"));
            match service.act(&request, Attached::default(), day) {
                Ok(_) if left.load(Ordering::Relaxed) > 0 => break,
                Ok(_) => panic!("{n}: a failure was passed over"),
                Err(No::Failed(failure)) => {
                    assert!(
                        failure.en.contains("disk full") && failure.zh.contains("disk full"),
                        "{failure:?}"
                    );
                }
                Err(No::Refused(refusal)) => panic!("{refusal:?}"),
            }
            assert_eq!(place.open().head(), before, "{n}");
            assert_eq!(place.open().check().unwrap(), None, "{n}");
            service.act(&request, Attached::default(), day).unwrap();
            assert_eq!(service.record().head().0, before.0 + 1);
        }
        assert!(n > 6 && place.open().head().0 > head.0, "{n}");
    }
}

/// The log of a store in use is cut off anywhere: what is left is the record as it once was.
#[test]
fn a_log_cut_off_anywhere_gives_a_prefix() {
    let place = Place::sqlite();
    let mut service = small(&place);
    for n in 0..40 {
        service
            .act(&file("clerk", &format!("W-990101-{n}")), Attached::default(), parse_date("2024-01-05"))
            .unwrap();
    }
    // The store is open still: its last commits are in the log alone.
    let log = std::fs::read(format!("{}-wal", place.url)).unwrap();
    let whole = service.record().events().unwrap();
    let (times, mut chance, mut found) =
        (if crate::long() { 1_000 } else { 120 }, Chance(6), std::collections::BTreeSet::new());
    for n in 0..times {
        let cut = if n == 0 { log.len() } else { chance.below(log.len()) };
        let dir = tempfile::tempdir().unwrap();
        let copy = dir.path().join("store.db");
        std::fs::copy(&place.url, &copy).unwrap();
        std::fs::write(dir.path().join("store.db-wal"), &log[..cut]).unwrap();
        let mut back = Record::open(copy.to_str().unwrap()).unwrap();
        let events = back.events().unwrap();
        assert!(events.len() < whole.len() || cut == log.len(), "{cut}");
        assert_eq!(events[..], whole[..events.len()], "{cut}");
        assert_eq!(back.check().unwrap(), None, "{cut}");
        found.insert(events.len());
    }
    assert!(found.contains(&whole.len()) && found.len() > 20, "{found:?}");
}

/// A store that may only be read: acts are refused in words, looking works or is refused in words, and the store stays as it was.
#[test]
fn a_disk_that_may_only_be_read() {
    let place = Place::sqlite();
    let head = small(&place).record().head();
    let dir = Path::new(&place.url).parent().unwrap().to_owned();
    let program = dir.join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_junheng-workbench"), &program).unwrap();
    let allow = |mode: &str| {
        let paths = [dir.to_str().unwrap(), &place.url, program.to_str().unwrap()];
        assert!(Command::new("chmod").arg(mode).args(paths).status().unwrap().success());
    };
    allow("a=rx");
    let bytes = std::fs::read(&place.url).unwrap();
    for (args, may) in [
        (&["account", "disable", "clerk"][..], false),
        (&["office", "add", "990102", "--name", "乙县", "--level", "county"], false),
        (&["log", "head"], true),
        (&["log", "verify"], true),
        (&["agenda", "--on", "2024-01-05"], true),
    ] {
        let mut command = crate::place::as_nobody(&program);
        command.args(["--lang", "en"]).args(args).args(["--store", &place.url]);
        let done = command.current_dir("/").output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() || may, "{args:?}");
        assert!(done.status.success() || said.contains("store"), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        assert!(std::fs::read(&place.url).unwrap() == bytes, "{args:?}");
    }
    allow("u+w");
    assert_eq!(place.open().head(), head);
}

/// A store as a released version left it, of `tests/stores/VERSION.jsonl`.
fn left_behind(place: &Place, version: i64) -> Option<Vec<serde_json::Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stores/{version}.jsonl"));
    let text = std::fs::read_to_string(path).ok()?;
    let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    place.clear();
    let mut db = database(&place.url).unwrap();
    for line in &lines {
        if let Some(sql) = line["sql"].as_str() {
            db.execute(&sql.replace("BYTES", db.bytes_type()), &[]).unwrap();
            continue;
        }
        let cells: Vec<Value> = line["row"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cell| match cell {
                serde_json::Value::Number(n) => Value::Int(n.as_i64().unwrap()),
                serde_json::Value::String(text) => Value::Text(text.clone()),
                other => Value::Bytes(bytes(other["hex"].as_str().unwrap())),
            })
            .collect();
        let marks: Vec<String> = (1..=cells.len()).map(|n| format!("${n}")).collect();
        let table = line["table"].as_str().unwrap();
        db.execute(&format!("INSERT INTO {table} VALUES ({})", marks.join(", ")), &cells).unwrap();
    }
    Some(lines)
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

/// All rows of the tables that every version has.
fn rows(place: &Place) -> Vec<Vec<Row>> {
    let mut db = database(&place.url).unwrap();
    if !db.has_table("workbench").unwrap() {
        return Vec::new();
    }
    let all = [
        "SELECT version FROM workbench",
        "SELECT seq, body, hash FROM events ORDER BY seq",
        "SELECT digest, body FROM blobs",
        "SELECT sort, id, version, body FROM things",
    ];
    all.into_iter()
        .map(|sql| {
            let mut rows = db.query(sql, &[]).unwrap();
            rows.sort_by_key(|row| format!("{row:?}"));
            rows
        })
        .collect()
}

#[test]
fn an_upgrade_interrupted_anywhere_leaves_the_old_store() {
    for place in Place::both() {
        let mut released = 0;
        // 0: no store yet.
        for version in 0..=SCHEMA {
            let mut n = 0;
            loop {
                place.clear();
                if version > 0 && left_behind(&place, version).is_none() {
                    break;
                }
                released += i64::from(version > 0 && n == 0);
                let before = rows(&place);
                n += 1;
                let (db, left) = Faulty::open(&place.url, Fault::Fail, "", n);
                match Record::over(db) {
                    Err(failure) => {
                        assert!(failure.en.contains("disk full"), "{failure:?}");
                        assert!(rows(&place) == before, "{version}, {n}");
                    }
                    Ok(_) => assert!(left.load(Ordering::Relaxed) > 0, "{version}, {n}"),
                }
                // It goes the next time, and the record is the same.
                let mut record = place.open();
                assert_eq!(record.check().unwrap(), None);
                assert!(record.verify(None).unwrap().is_ok());
                if version > 0 {
                    let events = rows(&place)[1].clone();
                    assert!(events == before[1] && !events.is_empty());
                    let mut service = Service::new(record);
                    let ids: Vec<String> = service.state().verdicts.keys().cloned().collect();
                    for id in ids {
                        assert_ne!(service.replay(&id).unwrap(), junheng_workbench::service::Again::Differs);
                    }
                }
                if left.load(Ordering::Relaxed) > 0 {
                    break;
                }
            }
            assert!(version > 0 || n > 5, "{version}: {n} points");
        }
        assert!(released >= 1);
    }
}
