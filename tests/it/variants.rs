//! The shipped variants: what they add to the standard, where each part of them comes from, and who answers for what fails.

use std::collections::{BTreeMap, BTreeSet};

use junheng::evaluation::{Evaluation, Options, evaluate};
use junheng::facts::{Facts, RawTable, from_tables};
use junheng::pack::{SearchPath, load};
use junheng::report::Answerable;
use junheng::semantics::{CheckedPack, ItemBody, Limit, RuleKind, ThresholdRef, check};

use crate::workbook::day;

fn pack(reference: &str) -> CheckedPack {
    check(load(reference, &SearchPath::embedded()).unwrap()).pack.unwrap()
}

/// The items that the standard numbers: indicators, rules and vetoes.
fn numbered(pack: &CheckedPack) -> Vec<String> {
    let named = |id: &str| {
        let mut chars = id.chars();
        matches!(chars.next(), Some('R' | 'G' | 'Q' | 'A' | 'V')) && chars.all(|c| c.is_ascii_digit())
    };
    pack.items.iter().map(|i| i.id.clone()).filter(|id| named(id)).collect()
}

#[test]
fn the_regions_pack_adds_one_condition_and_no_number() {
    let (parent, child) = (pack("national@2017"), pack("ningxia@2017"));
    assert_eq!(child.chain, ["national@2017.2.0", "ningxia@2017.2.0"]);
    let ids = |p: &CheckedPack| p.items.iter().map(|i| i.id.clone()).collect::<BTreeSet<_>>();
    let added: Vec<String> = ids(&child).difference(&ids(&parent)).cloned().collect();
    assert_eq!(added, ["E1"]);
    assert!(ids(&parent).is_subset(&ids(&child)));
    for limit in &parent.limits {
        let same = child.limits.iter().find(|l| l.id == limit.id).unwrap();
        let numbers = |l: &Limit| l.tables.iter().map(|t| (t.from, t.values.clone())).collect::<Vec<_>>();
        assert_eq!(numbers(same), numbers(limit), "{}", limit.id);
    }
    let own = |p: &CheckedPack, id: &str| match &p.item(p.find_item(id).unwrap()).unwrap().body {
        ItemBody::Indicator(i) => match &i.threshold {
            ThresholdRef::Own(limit) => {
                Some(limit.tables.iter().map(|t| t.values.clone()).collect::<Vec<_>>())
            }
            ThresholdRef::Limit(_) => None,
        },
        _ => None,
    };
    for id in numbered(&parent) {
        assert_eq!(own(&child, &id), own(&parent, &id), "{id}");
    }
    let years = child.limits.iter().find(|l| l.id == "basic_years").unwrap();
    assert_eq!(years.tables[0].values.values().map(ToString::to_string).collect::<Vec<_>>(), ["3"]);
}

/// What the region took over from the nation stands in the plan that passes the regional scheme on; both say the same.
#[test]
fn each_inherited_item_cites_the_regions_wording() {
    let (parent, child) = (pack("national@2017"), pack("ningxia@2017"));
    let ids = numbered(&parent);
    assert_eq!(ids.len(), 7 + 15 + 9 + 1 + 6);
    for id in ids {
        let item = child.item(child.find_item(&id).unwrap()).unwrap();
        let cite = item.cite.iter().find(|c| c.source == "市方案").unwrap_or_else(|| panic!("{id}"));
        let place = cite.place.as_deref().unwrap();
        let text = &child.citations["市方案"].clauses[place];
        assert!(!text.is_empty(), "{id}");
        // The parent's clause says the same, if it is one of the numbered ones.
        let before = &parent.item(parent.find_item(&id).unwrap()).unwrap().cite[0];
        let national = &parent.citations["办法"].clauses[before.place.as_deref().unwrap()];
        if national.len() < 400 && !id.starts_with(['A', 'V']) {
            assert_eq!(text.replace("（最低值与平均值的差距）", ""), *national, "{id}");
        }
    }
}

/// Every clause that a shipped pack cites is there to be quoted, unless its source has no texts at all.
#[test]
fn every_cited_clause_has_its_text() {
    for reference in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let pack = pack(reference);
        let steps = [&pack.procedure, &pack.organisation, &pack.milestones];
        let cites = (pack.items.iter().flat_map(|i| &i.cite))
            .chain(pack.limits.iter().flat_map(|l| &l.cite))
            .chain(pack.limits.iter().flat_map(|l| l.tables.iter().flat_map(|t| &t.cite)))
            .chain(pack.measures.iter().flat_map(|m| &m.cite))
            .chain(steps.into_iter().flatten().flat_map(|s| &s.cite))
            .chain(pack.workflow.stages.iter().flat_map(|s| &s.cite));
        let mut seen = 0;
        for cite in cites {
            let clauses = &pack.citations[&cite.source].clauses;
            let Some(place) = &cite.place else { continue };
            assert!(clauses.contains_key(place), "{reference}: {} {place}", cite.source);
            seen += 1;
        }
        assert!(seen > 40, "{reference}");
    }
}

#[test]
fn the_plans_schedule_is_complete() {
    let pack = pack("yinchuan@2021");
    assert_eq!(pack.chain, ["national@2017.2.0", "ningxia@2017.2.0", "yinchuan@2021.2.0"]);
    let expected = [
        ("640104", 2026),
        ("640105", 2025),
        ("640106", 2026),
        ("640121", 2025),
        ("640122", 2026),
        ("640181", 2023),
    ];
    let expected: BTreeMap<String, i64> = expected.into_iter().map(|(c, y)| (c.to_owned(), y)).collect();
    assert_eq!(pack.schedule, expected);
    let day = pack.from.unwrap();
    let titles: Vec<&str> = pack.workflow.stages_on(day).iter().map(|s| s.title.as_str()).collect();
    assert_eq!(titles, ["县级自评", "地市复核", "自治区督导评估", "国家审核认定"]);
    // Posts only, no names of persons.
    let people = ["赵旭辉", "李晓鹏", "雍辉", "李全才", "高小军", "马晓兰", "党成", "沈爱红", "陈进贤"];
    for text in pack.sources.iter().map(|(_, f)| f.text.clone()) {
        assert!(people.iter().all(|name| !text.contains(name)));
        // The plan is quoted in simplified script.
        assert!(!text.contains(['縣', '義', '務', '優', '質', '標', '準', '導', '評', '國']));
    }
}

/// Lead and supporting units exactly as in the plan's fourth part.
#[test]
fn measures_name_their_units() {
    let pack = pack("yinchuan@2021");
    let expected = [
        (
            "M1",
            "市自然资源局、各县（市）区人民政府",
            "市住房和城乡建设局、市教育局、市发展改革委、市土地储备局、市审批管理服务局",
        ),
        (
            "M2",
            "市教育局、各县（市）区人民政府",
            "市住房和城乡建设局、市审批服务管理局、市自然资源局、市财政局",
        ),
        ("M3", "市委编办、市人力资源和社会保障局、各县（市）区人民政府", "市教育局、市财政局"),
        ("M4", "市教育局、各县（市）区人民政府", "市网信局、市财政局、市大数据服务中心"),
        ("M5", "市教育局、各县（市）区人民政府", "市委编办、市人力资源和社会保障局"),
        ("M6", "市教育局、各县（市）区人民政府", "市体育局、市卫生健康委"),
        ("M7", "市教育局、各县（市）区人民政府", "市公安局、市民政局、市卫生健康委"),
        ("M8", "市完善校园治理体系提高治理能力各成员单位、各县（市）区人民政府", ""),
    ];
    let found: Vec<(String, String, String)> =
        pack.measures.iter().map(|m| (m.id.clone(), m.lead.join("、"), m.support.join("、"))).collect();
    assert_eq!(found, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    for measure in &pack.measures {
        // The clause begins with the measure's title.
        let place = measure.cite.as_ref().unwrap().place.as_deref().unwrap();
        let clause = &pack.citations["市方案"].clauses[place];
        assert!(clause.starts_with(&format!("{}。", measure.title)), "{}", measure.id);
        assert!(measure.note.as_deref().unwrap().contains("编写者的理解"));
    }
    let served: BTreeSet<&str> =
        pack.measures.iter().flat_map(|m| &m.serves).map(|ix| pack.item(*ix).unwrap().id.as_str()).collect();
    let unserved: Vec<String> =
        numbered(&pack).into_iter().filter(|id| !served.contains(id.as_str())).collect();
    assert_eq!(unserved, ["V1", "V6"]);
}

fn rows(entity: &str, header: &[&str], rows: &[&[&str]]) -> RawTable {
    let cells = |row: &[&str]| row.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    RawTable {
        entity: entity.to_owned(),
        file: entity.into(),
        header: cells(header),
        rows: rows.iter().enumerate().map(|(i, row)| (i as u32 + 2, cells(row))).collect(),
    }
}

fn judged(pack: &CheckedPack, tables: Vec<RawTable>) -> (Facts, Evaluation) {
    let facts = from_tables(pack, tables, day());
    let evaluation = evaluate(pack, &facts, &Options::on(day()));
    (facts, evaluation)
}

/// The audits of the plan come right up to the line and speak one day past it.
#[test]
fn audits_of_the_plan() {
    let pack = pack("yinchuan@2021");
    let said = |recognised: &str, basic: &str| {
        let header = ["code", "name", "recognised_on", "basic_recognised"];
        let table = rows("county", &header, &[&["640105", "西夏区", recognised, basic]]);
        let (_, evaluation) = judged(&pack, vec![table]);
        let own = |id: &&str| id.starts_with("recognised_");
        let ids = evaluation.counties[0].audits.iter().map(|a| pack.item(a.item).unwrap().id.as_str());
        ids.filter(own).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(said("2026-11-23", "2016-01-01").is_empty());
    assert_eq!(said("2026-11-24", "2016-01-01"), ["recognised_not_future"]);
    assert!(said("2024-05-01", "2024-05-01").is_empty());
    assert_eq!(said("2024-05-01", "2024-05-02"), ["recognised_in_order"]);
    assert!(said("", "").is_empty());
    let own = |i: &&junheng::semantics::Item| {
        i.from_packs == ["yinchuan@2021.2.0"]
            && matches!(i.body, ItemBody::Rule { kind: RuleKind::Audit, .. })
    };
    assert_eq!(pack.items.iter().filter(own).count(), 2);
}

fn eval(more: &[&str]) -> String {
    let mut args = vec!["eval", "examples/county-990001", "--pack", "yinchuan@2021", "--as-of", "2026-11-23"];
    args.extend(more);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A failing rule names the measures that serve it, or that serve what it fails by.
#[test]
fn failing_rules_name_their_measures() {
    let report: serde_json::Value = serde_json::from_str(&eval(&["--format", "json"])).unwrap();
    let county = &report["counties"][0];
    let measures = |rule: &str, key: &[&str]| -> Vec<String> {
        let subjects = county["subjects"].as_array().unwrap();
        let subject =
            subjects.iter().find(|s| s["rule"] == rule && s["key"] == serde_json::json!(key)).unwrap();
        let list = subject["measures"].as_array();
        list.into_iter().flatten().map(|m| m.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(measures("R5", &["9900010018", "junior"]), ["M2"]);
    assert_eq!(measures("R_school", &["9900010019", "junior"]), ["M2"]);
    assert_eq!(measures("G5", &["9900010020", "junior"]), ["M1"]);
    assert_eq!(measures("Q1", &["990001"]), ["M7"]);
    assert_eq!(measures("government", &["990001"]), ["M1", "M2"]);
    assert_eq!(measures("quality", &["990001"]), ["M6", "M7"]);
    assert_eq!(measures("R_all", &["990001"]), ["M2", "M5"]);
    assert_eq!(measures("recognition", &["990001"]), ["M1", "M2", "M5", "M6", "M7"]);
    // In doubt: who could find out.
    assert_eq!(measures("V3", &["990001"]), ["M5"]);
    assert!(measures("E1", &["990001"]).is_empty());
    let second = &county["measures"][1];
    assert_eq!(second["id"], "M2");
    assert_eq!(second["lead"], serde_json::json!(["市教育局", "各县（市）区人民政府"]));
    assert_eq!(second["support"][3], "市财政局");
    assert_eq!(second["rules"], serde_json::json!(["R5", "G3", "G6"]));
    // What is met names none.
    let full: serde_json::Value =
        serde_json::from_str(&eval(&["--format", "json", "--detail", "full"])).unwrap();
    for subject in full["counties"][0]["subjects"].as_array().unwrap() {
        let veto = subject["rule"].as_str().unwrap().starts_with('V');
        let fine = subject["outcome"] == "not_applicable"
            || subject["outcome"] == if veto { "unmet" } else { "met" };
        assert!(!fine || subject.get("measures").is_none(), "{subject}");
    }
}

#[test]
fn the_report_names_units() {
    let text = eval(&[]);
    let start = text.find("\n工作措施\n").unwrap();
    let end = text[start..].find("\n缺少的数据").unwrap() + start;
    let failing = text.find("\n  班额（").unwrap();
    let failing_end = text[failing..].find("\n\n").unwrap() + failing;
    insta::assert_snapshot!("measures", format!("{}\n…\n{}", &text[failing..failing_end], &text[start..end]));
}

/// A veto fails by being met; who answers for it is named, and for nothing that is not so.
#[test]
fn a_veto_that_is_met_names_its_measures() {
    let pack = pack("yinchuan@2021");
    let answers = |result: &str| {
        let tables = vec![
            rows("county", &["code", "name"], &[&["640105", "西夏区"]]),
            rows(
                "finding",
                &["item", "subject", "result"],
                &[&["V2", "640105", result], &["V6", "640105", "是"]],
            ),
        ];
        let (_, evaluation) = judged(&pack, tables);
        let county = &evaluation.counties[0];
        let answerable = Answerable::of(&pack, county);
        let ix = pack.find_item("V2").unwrap();
        let subject = county.subjects.iter().find(|s| s.item == ix).unwrap();
        let ids = |list: Vec<&junheng::semantics::Measure>| -> Vec<String> {
            list.into_iter().map(|m| m.id.clone()).collect()
        };
        let conclusion = pack.find_item("recognition").unwrap();
        (
            ids(answerable.measures(subject)),
            ids(answerable.for_item(ix)),
            ids(answerable.for_item(conclusion)),
        )
    };
    let m5 = || vec!["M5".to_owned()];
    assert_eq!(answers("是"), (m5(), m5(), m5()));
    // Not decided yet: named for the subject, not among what fails.
    assert_eq!(answers(""), (m5(), vec![], vec![]));
    assert_eq!(answers("否"), (vec![], vec![], vec![]));
}

/// A pack without measures says nothing of them.
#[test]
fn no_measures_no_words() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(["eval", "examples/county-990001", "--pack", "ningxia@2017", "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains("\"measures\""));
}
