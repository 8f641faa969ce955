//! The story: every act goes as it is marked, every list is as expected on its day, on both stores.

use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::value::parse_date;
use junheng_workbench::acts::Kind;
use junheng_workbench::service::{Again, Service};
use junheng_workbench::story::{Played, play};
use serde_json::Value;

use crate::place::Place;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")
}

fn expected_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/story/expected")
}

pub fn told(place: &Place) -> (Service, Vec<Played>) {
    let mut service = Service::new(place.open());
    let played = play(&mut service, &folder().join("story.yaml"), &mut |_| {}).unwrap();
    (service, played)
}

pub fn expected(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(expected_folder().join(name)).unwrap()).unwrap()
}

pub fn expected_names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(expected_folder())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The places where two values differ.
fn differences(at: &str, got: &Value, want: &Value, out: &mut Vec<String>) {
    match (got, want) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))) {
                let (x, y) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                if a.contains_key(key) && b.contains_key(key) {
                    differences(&format!("{at}/{key}"), x, y, out);
                } else {
                    out.push(format!("{at}/{key}: {x} expected {y}"));
                }
            }
        }
        _ if got != want => out.push(format!("{at}: {got} expected {want}")),
        _ => {}
    }
}

fn on_store(place: &Place) {
    let (mut service, played) = told(place);
    let wrong: Vec<String> = played.iter().filter(|p| !p.as_marked()).map(|p| p.line(Language::En)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let refused = played.iter().filter(|p| p.refused.is_some()).count();
    assert_eq!((played.len() - refused, refused), (252, 39));

    let mut differ = Vec::new();
    let (mut days, mut years) = (0, 0);
    for name in expected_names() {
        let stem = name.trim_end_matches(".json");
        let got = if let Some(day) = parse_date(stem) {
            days += 1;
            service.agenda(day).unwrap()
        } else if let Some(year) = stem.strip_prefix("appraisal-") {
            years += 1;
            service.appraisal(year.parse().unwrap()).unwrap()
        } else {
            continue;
        };
        differences(stem, &got, &expected(&name), &mut differ);
    }
    assert_eq!((days, years), (47, 5));
    let last = parse_date("2026-12-31").unwrap();
    for (key, want) in expected("trend.json").as_object().unwrap() {
        let subject = key.split('@').nth(1).unwrap();
        let got = service.trend(&subject[..6], key, last).unwrap();
        differences(&format!("trend/{key}"), &got, want, &mut differ);
    }
    for (id, want) in expected("units.json").as_object().unwrap() {
        let action = &service.state().actions[id];
        let got =
            serde_json::json!({"finding": action.finding, "lead": action.lead, "support": action.support});
        differences(&format!("units/{id}"), &got, want, &mut differ);
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ[..differ.len().min(40)].join("\n"));

    // The tables are what the events add up to, the chain holds, every verdict comes out the same again.
    assert_eq!(service.record().check().unwrap(), None);
    let verified = service.record().verify(None).unwrap().unwrap();
    assert_eq!((verified.events, verified.head), service.record().head());
    let verdicts: Vec<String> = service.state().verdicts.keys().cloned().collect();
    assert!(verdicts.len() > 30);
    for id in &verdicts {
        assert_eq!(service.replay(id).unwrap(), Again::Same, "{id}");
    }
}

#[test]
fn every_list_on_sqlite() {
    on_store(&Place::sqlite());
}

#[test]
fn every_list_on_postgres() {
    if let Some(place) = Place::postgres() {
        on_store(&place);
    }
}

#[test]
fn every_refusal_says_what_who_and_what_next() {
    let (_, played) = told(&Place::sqlite());
    let kinds: std::collections::BTreeSet<Kind> =
        played.iter().filter_map(|p| p.refused.as_ref()).map(|r| r.kind).collect();
    // The story refuses for every reason that there is.
    assert_eq!(kinds, Kind::ALL.into_iter().collect());
    for refusal in played.iter().filter_map(|p| p.refused.as_ref()) {
        for language in [Language::Zh, Language::En] {
            assert!(refusal.words(language).iter().all(|w| !w.trim().is_empty()), "{refusal:?}");
        }
    }
}
