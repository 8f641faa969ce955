//! Stores: backed up, exported, imported, damaged, foreign, newer, full, killed.

use std::io::{BufRead, BufReader, Cursor};
use std::process::{Command, Stdio};

use junheng::value::parse_date;
use junheng_workbench::acts::{Kind, No, Request};
use junheng_workbench::record::{Record, Wrong};
use junheng_workbench::service::{Attached, Service};
use serde_json::json;

use crate::chance::Chance;
use crate::place::Place;
use crate::story::{folder, told};

pub fn small(place: &Place) -> Service {
    let mut service = Service::new(place.open());
    let day = parse_date("2024-01-01").unwrap();
    service.begin(true, day).unwrap();
    let office = |level: &str, parent: Option<&str>| {
        json!({"name": level, "level": level, "parent": parent}).as_object().unwrap().clone()
    };
    service.add_office("990100", office("city", None), Some(day)).unwrap();
    service.add_office("990101", office("county", Some("990100")), Some(day)).unwrap();
    service.add_account("clerk", "990101", &["clerk".to_owned()], Some(day)).unwrap();
    service.add_account("other", "990101", &["clerk".to_owned()], Some(day)).unwrap();
    service
}

pub fn file(by: &str, object: &str) -> Request {
    Request {
        by: by.to_owned(),
        role: "clerk".to_owned(),
        act: "document.file".to_owned(),
        object: object.to_owned(),
        fields: json!({"title": "整改报告", "date": "2024-01-02"}).as_object().unwrap().clone(),
    }
}

#[test]
fn an_export_comes_back_with_the_same_hashes() {
    for place in Place::both() {
        let (mut service, _) = told(&place);
        let head = service.record().head();
        let mut text = Vec::new();
        service.record().export(&mut text).unwrap();
        let other = Place::sqlite();
        let mut back = other.open();
        back.import(&mut Cursor::new(&text)).unwrap();
        assert_eq!(back.head(), head);
        assert_eq!(back.check().unwrap(), None);
        let mut again = Vec::new();
        back.export(&mut again).unwrap();
        assert!(again == text);
        // A store with events takes nothing in.
        assert!(back.import(&mut Cursor::new(&text)).is_err());
        assert_eq!(back.head(), head);
        // Half an export is none, and leaves nothing.
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        for cut in [0, 1, lines.len() / 2, lines.len() - 1] {
            let third = Place::sqlite();
            let mut store = third.open();
            assert!(store.import(&mut Cursor::new(lines[..cut].concat())).is_err(), "{cut}");
            assert_eq!(store.state().seq, 0);
        }
    }
}

#[test]
fn a_backup_is_a_store() {
    let place = Place::sqlite();
    let (mut service, _) = told(&place);
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy.db");
    service.record().backup(&copy).unwrap();
    let mut back = Record::open(copy.to_str().unwrap()).unwrap();
    assert_eq!(back.head(), service.record().head());
    assert_eq!(back.check().unwrap(), None);
    let mut back = Service::new(back);
    let day = parse_date("2024-10-13").unwrap();
    assert_eq!(back.agenda(day).unwrap(), service.agenda(day).unwrap());
}

#[test]
fn what_is_no_store_of_ours_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    // Not a database at all.
    let text = dir.path().join("text.db");
    std::fs::write(&text, "not a database, but long enough to look at ".repeat(50)).unwrap();
    assert!(Record::open(text.to_str().unwrap()).is_err());
    assert!(std::fs::read_to_string(&text).unwrap().starts_with("not a database"));
    assert!(Record::existing(dir.path().join("none.db").to_str().unwrap()).is_err());
    for place in Place::both() {
        let head = small(&place).record().head();
        // A newer program's store is refused, and stays as it is.
        place.sql("UPDATE workbench SET version = 99");
        let failure = Record::open(&place.url).err().unwrap();
        assert!(failure.zh.contains("更新的程序") && failure.en.contains("newer"), "{failure:?}");
        place.sql(&format!("UPDATE workbench SET version = {}", junheng_workbench::record::SCHEMA));
        assert_eq!(place.open().head(), head);
        // A changed event is found when the store is opened.
        place.sql("UPDATE events SET body = '{}' WHERE seq = 2");
        let failure = Record::open(&place.url).err().unwrap();
        assert!(failure.en.contains("event 2"), "{failure:?}");
        // Another program's tables are not taken for ours.
        place.sql("DROP TABLE workbench");
        assert!(Record::open(&place.url).err().unwrap().en.contains("not a store"));
    }
}

#[test]
fn tables_that_were_changed_are_found() {
    for place in Place::both() {
        let mut service = small(&place);
        place.sql("UPDATE things SET body = '{}' WHERE sort = 'account' AND id = 'other'");
        let wrong = Wrong::Thing("account".to_owned(), "other".to_owned());
        assert_eq!(service.record().check().unwrap(), Some(wrong));
    }
}

#[test]
fn a_clock_that_goes_back_is_told() {
    let place = Place::sqlite();
    let mut service = small(&place);
    let day = |d: &str| parse_date(d);
    service.act(&file("clerk", "W-990101-1"), Attached::default(), day("2024-03-01")).unwrap();
    let head = service.record().head();
    let no = service.act(&file("clerk", "W-990101-2"), Attached::default(), day("2024-02-29")).unwrap_err();
    assert!(matches!(no, No::Failed(f) if f.en.contains("clock") && f.zh.contains("时钟")));
    assert_eq!(service.record().head(), head);
    // The same day goes.
    service.act(&file("clerk", "W-990101-2"), Attached::default(), day("2024-03-01")).unwrap();
    // Outside a story nobody dates an act.
    let place = Place::sqlite();
    let mut service = Service::new(place.open());
    service.begin(false, junheng::value::today()).unwrap();
    let no = service.act(&file("clerk", "W-990101-1"), Attached::default(), day("2024-03-01")).unwrap_err();
    assert!(matches!(no, No::Failed(_)));
}

#[test]
fn of_two_who_saw_the_same_one_wins() {
    for place in Place::both() {
        let mut first = small(&place);
        let mut second = Service::new(place.open());
        let day = parse_date("2024-01-05");
        let target = |by: &str, want: i64| Request {
            act: "account.grant".to_owned(),
            fields: json!({"role": "unit", "to": format!("2024-0{want}-01")}).as_object().unwrap().clone(),
            role: "admin".to_owned(),
            object: "clerk".to_owned(),
            by: by.to_owned(),
        };
        for name in ["one", "two"] {
            first.add_account(name, "990100", &["admin".to_owned()], day).unwrap();
        }
        for round in 0..20 {
            let seen = first.record().version_of("clerk").unwrap();
            let attached = Attached { seen, ..Attached::default() };
            first.act(&target("one", 1 + round % 9), attached, day).unwrap();
            let no = second.act(&target("two", 2), attached, day).unwrap_err();
            assert!(matches!(no, No::Refused(r) if r.kind == Kind::Stale));
        }
        assert_eq!(second.record().check().unwrap(), None);
    }
}

#[test]
fn many_at_once_lose_nothing() {
    for place in Place::both() {
        let before = small(&place).record().head().0;
        let threads: Vec<_> = (0..4)
            .map(|t| {
                let url = place.url.clone();
                std::thread::spawn(move || {
                    let mut service = Service::new(Record::open(&url).unwrap());
                    for n in 0..25 {
                        let request = file("clerk", &format!("W-990101-{t}x{n}"));
                        service.act(&request, Attached::default(), parse_date("2024-01-03")).unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        let mut record = place.open();
        assert_eq!(record.head().0, before + 100);
        assert_eq!(record.state().documents.len(), 100);
        assert_eq!(record.check().unwrap(), None);
    }
}

/// Plays the story in a process of its own, which is killed; what it had said was done is there, and nothing is half.
#[test]
fn killed_at_any_moment_nothing_said_is_lost() {
    let times = if crate::long() { 500 } else { 12 };
    let mut chance = Chance(6);
    for n in 0..times {
        let place = Place::sqlite();
        let mut child = Command::new(env!("CARGO_BIN_EXE_junheng-workbench"))
            .args(["--lang", "en", "play"])
            .arg(folder().join("story.yaml"))
            .args(["--store", &place.url])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut done = 0;
        for _ in 0..if n < 4 { n * 70 } else { chance.below(280) } {
            let Some(Ok(line)) = lines.next() else { break };
            done += i64::from(line.ends_with("done"));
        }
        // Somewhere within the act that follows.
        std::thread::sleep(std::time::Duration::from_micros(chance.below(8_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was still in the pipe had been said too.
        done += lines.map_while(Result::ok).filter(|l| l.ends_with("done")).count() as i64;
        let mut record = Record::open(&place.url).unwrap();
        assert_eq!(record.check().unwrap(), None);
        let acts = record.events().unwrap().iter().filter(|e| e.role != "console").count() as i64;
        assert!(acts >= done, "{acts} events, {done} said");
        assert!(acts <= done + 1, "{acts} events, {done} said");
    }
}

/// A disk that takes no more: the program may write files of so many bytes and no longer.
#[test]
fn a_full_disk_is_told_and_leaves_nothing_half() {
    for blocks in [200, 400, 900] {
        let place = Place::sqlite();
        let story = folder().join("story.yaml");
        let play = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} --lang en play {} --store {}",
            env!("CARGO_BIN_EXE_junheng-workbench"),
            story.display(),
            place.url,
        );
        let done = Command::new("bash").args(["-c", &play]).output().unwrap();
        assert!(!done.status.success());
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(said.contains("the store cannot be read or written"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        let acts = String::from_utf8_lossy(&done.stdout).lines().filter(|l| l.ends_with("done")).count();
        let mut record = Record::open(&place.url).unwrap();
        assert_eq!(record.check().unwrap(), None);
        assert_eq!(record.events().unwrap().iter().filter(|e| e.role != "console").count(), acts);
    }
}
