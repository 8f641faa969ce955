//! Promise 9: backups and exports of a store in use are whole, and go on elsewhere.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use junheng::value::parse_date;
use junheng_workbench::acts::Request;
use junheng_workbench::record::{Line, Record};
use junheng_workbench::service::{Again, Attached, Service};
use serde_json::json;

use crate::place::Place;
use crate::story::told;

/// People at work on a store; they stop when this goes.
struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Load {
    fn on(place: &Place) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let threads = (0..2)
            .map(|t| {
                let (stop, answered, url) = (stop.clone(), answered.clone(), place.url.clone());
                std::thread::spawn(move || {
                    let mut service = Service::new(Record::open(&url).unwrap());
                    for n in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let fields = json!({"title": "整改报告", "date": "2026-12-30"});
                        let request = Request {
                            by: "jia.clerk".to_owned(),
                            role: "clerk".to_owned(),
                            act: "document.file".to_owned(),
                            object: format!("W-990101-{t}x{n}"),
                            fields: fields.as_object().unwrap().clone(),
                        };
                        service.act(&request, Attached::default(), parse_date("2026-12-31")).unwrap();
                        answered.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(2));
                    }
                })
            })
            .collect();
        Load { stop, answered, threads }
    }

    /// How many acts were answered so far: at least one more than before.
    fn answered(&self, before: usize) -> usize {
        loop {
            let now = self.answered.load(Ordering::SeqCst);
            if now > before {
                return now;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|t| t.join().unwrap());
    }
}

/// The store is whole, has all that was answered, and every verdict comes out the same again.
fn whole(mut record: Record, before: i64, answered: usize) {
    assert_eq!(record.check().unwrap(), None);
    let verified = record.verify(None).unwrap().unwrap();
    assert!(verified.events >= before + answered as i64, "{} events", verified.events);
    let mut service = Service::new(record);
    let verdicts: Vec<String> = service.state().verdicts.keys().cloned().collect();
    assert!(verdicts.len() > 30);
    for id in verdicts {
        assert_eq!(service.replay(&id).unwrap(), Again::Same, "{id}");
    }
}

fn times(few: usize) -> usize {
    if crate::long() { 100 } else { few }
}

#[test]
fn backups_of_a_store_in_use_go_on_elsewhere() {
    let place = Place::sqlite();
    let (mut service, _) = told(&place);
    let before = service.record().head().0;
    let load = Load::on(&place);
    let mut answered = 0;
    for n in 0..times(3) {
        answered = load.answered(answered);
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = elsewhere.path().join("copy.db");
        service.record().backup(&copy).unwrap();
        // No other file is needed, and none is left.
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        let back = Record::existing(copy.to_str().unwrap()).unwrap();
        whole(back, before, answered);
        // Nothing is written over.
        assert!(service.record().backup(&copy).is_err(), "{n}");
    }
}

#[test]
fn exports_of_a_store_in_use_come_in_with_the_same_head() {
    for (n, place) in Place::both().into_iter().enumerate() {
        let (mut service, _) = told(&place);
        let before = service.record().head().0;
        let load = Load::on(&place);
        let others = Place::both();
        let mut answered = 0;
        for round in 0..times(1) {
            answered = load.answered(answered);
            let mut text = Vec::new();
            service.record().export(&mut text).unwrap();
            // Into the other kind of store, and into its own.
            let other = &others[(n + 1 + round) % others.len()];
            other.clear();
            let mut back = other.open();
            back.import(&mut Cursor::new(&text)).unwrap();
            let last = text.split(|b| *b == b'\n').rfind(|l| !l.is_empty()).unwrap();
            let Line::Head { events, hash } = serde_json::from_slice(last).unwrap() else {
                panic!("no head")
            };
            assert_eq!((events, hash), (back.head().0, junheng_workbench::record::hex(&back.head().1)));
            whole(back, before, answered);
        }
    }
}

/// An export that lacks what its events rest on is not taken in.
#[test]
fn an_export_without_a_content_is_refused() {
    let (mut service, _) = told(&Place::sqlite());
    let mut text = Vec::new();
    service.record().export(&mut text).unwrap();
    let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let without = |n: usize| {
        let kept: Vec<&[u8]> = lines.iter().enumerate().filter(|(i, _)| *i != n).map(|(_, l)| *l).collect();
        let place = Place::sqlite();
        let mut store = place.open();
        let failure = store.import(&mut Cursor::new(kept.concat())).unwrap_err();
        assert_eq!(store.head().0, 0);
        failure
    };
    assert!(without(1).en.contains("is not in the store"));
    let first = lines.iter().position(|l| l.starts_with(b"{\"event\"")).unwrap();
    assert!(without(first).en.contains("damaged"));
    assert!(without(lines.len() - 1).en.contains("not complete"));
}
