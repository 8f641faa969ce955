//! A reader's test: each sentence of the first screen agrees with the JSON.

use std::collections::BTreeMap;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::read;
use junheng::pack::{SearchPath, load};
use junheng::report::{Detail, ReportInput, dossier, draft, report, text};
use junheng::semantics::check;
use serde_json::Value;

use crate::workbook::day;

/// The text, the page, the draft and the JSON of a county.
fn county(reference: &str, county: &str) -> ([String; 3], Value) {
    let pack = check(load(reference, &SearchPath::embedded()).unwrap()).pack.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(county);
    let facts = read(&pack, &[folder], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    let input = ReportInput {
        pack: &pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Full,
        language: Language::Zh,
    };
    let unfolded = text::report(&input).lines().map(str::trim).collect::<String>();
    let pieces = draft::draft(&input, &[]).iter().map(|p| format!("{p:?}")).collect::<String>();
    let shown = [unfolded, dossier::document(&input).html(), pieces];
    (shown, serde_json::to_value(report(&input)).unwrap()["counties"][0].clone())
}

/// The worst outcome among some: unmet before undetermined before met.
fn worst<'v>(outcomes: impl Iterator<Item = &'v str>) -> &'v str {
    let all: Vec<&str> = outcomes.filter(|o| *o != "not_applicable").collect();
    ["unmet", "undetermined", "met"].into_iter().find(|o| all.contains(o)).unwrap_or("not_applicable")
}

fn subjects<'v>(json: &'v Value, rule: &'v str) -> impl Iterator<Item = &'v Value> {
    json["subjects"].as_array().unwrap().iter().filter(move |s| s["rule"] == rule)
}

fn counted(outcomes: &[&str]) -> [usize; 3] {
    ["unmet", "undetermined", "met"].map(|o| outcomes.iter().filter(|x| **x == o).count())
}

#[test]
fn each_sentence_of_the_first_screen_agrees_with_the_json() {
    for (reference, code) in [
        ("national@2017", "county-990001"),
        ("national@2017", "county-990002"),
        ("ningxia@2017", "county-990001"),
        ("yinchuan@2021", "county-990001"),
        ("yinchuan@2021", "county-990002"),
    ] {
        let (shown, json) = county(reference, code);
        let told = |sentence: String| {
            for text in &shown {
                assert!(
                    text.contains(&sentence),
                    "{reference} {code}: `{sentence}` in {}",
                    &text[..text.floor_char_boundary(3000)]
                );
            }
        };
        // Schools: the worst of their divisions.
        let mut schools: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut divisions = 0;
        for s in subjects(&json, "R_school").filter(|s| s["outcome"] != "not_applicable") {
            schools.entry(s["key"][0].as_str().unwrap()).or_default().push(s["outcome"].as_str().unwrap());
            divisions += 1;
        }
        let outcomes: Vec<&str> = schools.values().map(|o| worst(o.iter().copied())).collect();
        let [unmet, open, met] = counted(&outcomes);
        told(format!("{}所学校（{divisions}个学部）", schools.len()));
        match (unmet, open) {
            (0, 0) => told("全部达标".to_owned()),
            _ => told(format!("{met}所达标")),
        }
        if unmet > 0 {
            told(format!("中{unmet}所不达标："));
        }
        if open > 0 {
            told(format!("{open}所数据不足："));
        }
        // Coefficients: the members of the rule.
        let members: Vec<&str> = subjects(&json, "R_balance")
            .flat_map(|s| s["requirements"][0]["items"].as_array().unwrap())
            .map(|i| i["outcome"].as_str().unwrap())
            .collect();
        let [unmet, open, met] = counted(&members);
        told(format!("{}个差异系数", members.len()));
        if unmet + open > 0 {
            told(format!("{met}个达到"));
        }
        if unmet > 0 {
            told(format!("中{unmet}个未达到："));
        }
        // Lists of items: the worst of each item's subjects.
        for (name, prefix, count) in [("政府保障程度", "G", 15), ("教育质量", "Q", 9)] {
            let outcomes: Vec<&str> = (1..=count)
                .map(|n| {
                    let counts = &json["rules"][format!("{prefix}{n}")];
                    let any = |o: &str| counts[o].as_u64().unwrap() > 0;
                    worst(["unmet", "undetermined", "met"].into_iter().filter(|o| any(o)))
                })
                .collect();
            let [unmet, open, met] = counted(&outcomes);
            let word = if unmet > 0 {
                "未达到"
            } else if open > 0 {
                "数据不足"
            } else {
                "达到"
            };
            told(format!("{name}{word}。"));
            if unmet > 0 {
                told(format!("{count}项中{unmet}项未达到："));
                told(format!("{met}项达到"));
            }
        }
        let exist = (1..=6).filter(|n| json["rules"][format!("V{n}")]["met"] == 1).count();
        let pending = (1..=6).filter(|n| json["rules"][format!("V{n}")]["undetermined"] == 1).count();
        told("不予认定的情形6项".to_owned());
        if pending > 0 {
            told(format!("{pending}项待定："));
        }
        assert_eq!(exist, 0, "the examples have none");
        let doubts: u64 =
            ["audits", "surplus", "errors"].iter().map(|k| json["doubts"][k].as_u64().unwrap()).sum();
        if doubts > 0 {
            told(format!("（{doubts}处数据存疑，未核实）"));
        }
    }
}

/// The draft is a document that opens, the same every time, with blanks for people.
#[test]
fn the_draft_is_written() {
    let pack = check(load("yinchuan@2021", &SearchPath::embedded()).unwrap()).pack.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    let facts = read(&pack, &[folder], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    for language in [Language::Zh, Language::En] {
        let input = ReportInput {
            pack: &pack,
            facts: &facts,
            evaluation: &evaluation,
            detail: Detail::Failures,
            language,
        };
        let pieces = draft::draft(&input, &[]);
        let blanks = pieces.iter().filter(|p| matches!(p, draft::Piece::Blank(_))).count();
        let headings = pieces.iter().filter(|p| matches!(p, draft::Piece::Heading(1, _))).count();
        assert!(blanks >= 6 && headings >= 6, "{blanks} {headings}");
        for piece in &pieces {
            if let draft::Piece::Table { head, rows } = piece {
                assert!(rows.iter().all(|r| r.len() == head.len()));
            }
        }
        let bytes = draft::write(&pieces, language).unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert_eq!(bytes, draft::write(&pieces, language).unwrap());
    }
}
