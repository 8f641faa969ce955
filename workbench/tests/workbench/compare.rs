//! Verdicts side by side, and how far self-evaluations held: as the story's reference has it.

use std::collections::BTreeSet;

use junheng::value::parse_date;
use serde_json::{Value, json};

use crate::place::Place;
use crate::story::{expected, expected_names, told};

#[test]
fn every_pair_of_the_story() {
    let (mut service, _) = told(&Place::sqlite());
    let mut pairs = 0;
    for name in expected_names().iter().filter(|n| n.starts_with("compare-")) {
        let want = expected(name);
        let of = |side: &str| want[side]["verdict"].as_str().unwrap().to_owned();
        let got = service.pair(&of("a"), &of("b")).unwrap().compare().unwrap();
        pairs += 1;
        let counts = json!({
            "cells_compared": got.counts.cells_compared, "cells_changed": got.counts.cells_changed,
            "deciding": got.counts.deciding, "outcomes_compared": got.counts.outcomes_compared,
            "against": got.counts.against, "for": got.counts.r#for,
        });
        assert_eq!(counts, want["counts"], "{name}");
        let turned: BTreeSet<String> = got
            .counties
            .iter()
            .flat_map(|c| &c.turned)
            .map(|t| {
                let subject: Vec<&str> = t.key.iter().chain(t.by.values()).map(String::as_str).collect();
                format!("{}@{} {} {}", t.rule, subject.join("/"), t.from.id(), t.to.id())
            })
            .collect();
        let wanted: BTreeSet<String> = want["turned"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, t)| format!("{key} {} {}", t["from"].as_str().unwrap(), t["to"].as_str().unwrap()))
            .collect();
        assert_eq!(turned, wanted, "{name}");
    }
    assert_eq!(pairs, 12);
    let no = |a: &str, b: &str, service: &mut junheng_workbench::service::Service| {
        service.pair(a, b).err().unwrap().en
    };
    assert!(no("S-990101-1", "S-990102-1", &mut service).contains("not of the same county"));
    assert!(no("S-990101-1", "S-990101-9", &mut service).contains("there is no S-990101-9"));
}

#[test]
fn how_far_self_evaluations_held() {
    let (mut service, _) = told(&Place::sqlite());
    let on = |service: &mut junheng_workbench::service::Service, day: &str| {
        service.credibility(parse_date(day).unwrap()).unwrap()
    };
    // Before the first review is concluded there is nothing to say.
    assert_eq!(on(&mut service, "2023-05-09"), json!({}));
    let all = on(&mut service, "2026-12-31");
    // Each self-evaluation against the city's copy, as the reference compared them.
    for county in ["990101", "990102", "990103", "990104", "990105"] {
        let want = expected(&format!("compare-{county}-self-review.json"));
        let (own, copy) = (&want["a"]["verdict"], want["b"]["verdict"].as_str().unwrap());
        let counts = &want["counts"];
        let wanted = json!({
            "self": own, "cells_compared": counts["cells_compared"], "cells_changed": counts["cells_changed"],
            "deciding": counts["deciding"], "turned_for": counts["for"], "turned_against": counts["against"],
        });
        assert_eq!(all[county][copy], wanted, "{county}");
    }
    // 990106 was returned before any review.
    assert_eq!(all["990106"], Value::Null);
    // A day of the past knows no later copies.
    let early = on(&mut service, "2023-12-31");
    assert_eq!(early.as_object().unwrap().keys().collect::<Vec<_>>(), ["990101", "990103"]);
}
