//! What two packs differ in.

use serde_json::Value;

use crate::cli::{code, err, out, run};

fn json(from: &str, to: &str) -> Value {
    let done = run(&["diff", from, to, "--format", "json"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    serde_json::from_str(&out(&done)).unwrap()
}

fn child(changes: &str, rules: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pack = dir.path().join("pack");
    std::fs::create_dir(&pack).unwrap();
    let write = |name: &str, text: &str| std::fs::write(pack.join(name), text).unwrap();
    write("pack.yaml", "标准包: city\n版本: 2026.1.0\n名称: 示例市\n沿用: national@2017\n");
    write("changes.yaml", changes);
    write("rules.rules", rules);
    dir
}

#[test]
fn numbers_have_a_direction() {
    let dir = child(
        "调整:\n  限值:\n    class_size: {取值: {小学: 40}}\n  指标:\n    R5: {不低于: {初中: 10}}\n    R1: {说明: 市里补充}\n",
        "删除 Q9 因为 \"不参加\"\n调整 规则 quality\n  要求 {Q1..Q8} 均达到\n",
    );
    let pack = dir.path().join("pack");
    let found = json("national@2017", pack.to_str().unwrap());
    assert_eq!(found["judges_alike"], false);
    let all = found["differences"].as_array().unwrap();
    let of = |id: &str| -> Vec<&Value> { all.iter().filter(|d| d["id"] == id).collect() };
    assert!(of("class_size").iter().any(|d| d["direction"] == "tightened"), "{found:#}");
    assert!(of("R5").iter().any(|d| d["direction"] == "relaxed"), "{found:#}");
    assert!(of("R1").iter().all(|d| d["judges"] == false), "{found:#}");
    assert!(of("Q9").iter().any(|d| d["change"] == "removed"));
    assert!(of("quality").iter().any(|d| d["judges"] == true));
    let text = out(&run(&["diff", "national@2017", pack.to_str().unwrap()]));
    assert!(text.contains("（收紧）") && text.contains("影响判定的差别"), "{text}");
    let markdown =
        out(&run(&["diff", "national@2017", pack.to_str().unwrap(), "--format", "md", "--lang", "en"]));
    assert!(
        markdown.starts_with("# national@2017.2.0 → city@2026.1.0") && markdown.contains("(tightened)"),
        "{markdown}"
    );
}

/// A dated list is laid beside the parent's by the days from which either has another number: the national floor is 6000 from 2017-05-23
/// and 7000 from 2025-01-01.
#[test]
fn dated_numbers_are_told_with_what_was_in_force() {
    let dir = child(
        "调整:\n  限值:\n    special_funding:\n      取值:\n        - {起: 2017-05-23, 取值: 6000}\n        - {起: 2022-01-01, 取值: 6500}\n        - {起: 2030-01-01, 取值: 7500}\n",
        "",
    );
    let pack = dir.path().join("pack");
    let found = json("national@2017", pack.to_str().unwrap());
    let all = found["differences"].as_array().unwrap().iter();
    let told: Vec<[&str; 3]> = all
        .filter(|d| d["id"] == "special_funding" && d["judges"] == true)
        .map(|d| ["before", "after", "direction"].map(|key| d[key].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ["6000 元/人", "6500 元/人", "tightened"],
            // The list has no entry for the day from which the parent asks for 7000.
            ["7000 元/人", "6500 元/人（沿用 2022-01-01 起的数）", "relaxed"],
            ["7000 元/人", "7500 元/人", "tightened"],
        ],
        "{found:#}"
    );
}

#[test]
fn rewritten_rules_are_aligned_and_data_asked_for_are_told() {
    let dir = child(
        "数据表:\n  roof: {标签: 屋顶表, 上级: 学校, 识别列: [school, no], 列: {school: {类型: 文本}, no: {类型: 文本}, leaks: {标签: 漏雨, 类型: 是否}}}\n",
        "规则 X1 \"屋顶不漏\"\n  适用 学校\n  要求 没有 屋顶表 其中 漏雨\n调整 规则 R_school\n  要求 {R1..R7} 中至少 7 项\n",
    );
    let pack = dir.path().join("pack");
    let pack = pack.to_str().unwrap();
    let found = json("national@2017", pack);
    let newly = serde_json::json!([
        {"entity": "roof", "column": "leaks", "entity_label": "屋顶表", "label": "漏雨"}
    ]);
    assert_eq!(found["data"]["newly"], newly, "{found:#}");
    let back = json(pack, "national@2017");
    assert_eq!(back["data"]["no_longer"], newly);
    let text = out(&run(&["diff", "national@2017", pack]));
    assert!(text.contains("新要的数据\n\n  屋顶表的漏雨"), "{text}");
    let all = found["differences"].as_array().unwrap();
    let rewritten = all.iter().find(|d| d["id"] == "R_school" && d["before"].is_string()).unwrap();
    assert!(rewritten["before"] != rewritten["after"]);
}

#[test]
fn packs_that_judge_alike_are_said_to() {
    let dir = child("调整:\n  指标:\n    R1: {说明: 市里补充}\n", "");
    let pack = dir.path().join("pack");
    assert_eq!(json("national@2017", pack.to_str().unwrap())["judges_alike"], true);
    assert!(out(&run(&["diff", "national@2017", pack.to_str().unwrap()])).contains("判定相同"));
    assert!(out(&run(&["diff", "national@2017", "national@2017"])).contains("没有差别"));
}

#[test]
fn neither_layout_nor_vocabulary_counts() {
    let dir = tempfile::tempdir().unwrap();
    let there = dir.path().join("pack");
    std::fs::create_dir(&there).unwrap();
    for file in
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rulepacks/national-2017")).unwrap().flatten()
    {
        if file.path().is_file() {
            std::fs::copy(file.path(), there.join(file.file_name())).unwrap();
        }
    }
    assert_eq!(code(&run(&["fmt", there.to_str().unwrap(), "--vocabulary", "en"])), 0);
    let found = json("national@2017", there.to_str().unwrap());
    assert_eq!(found["differences"], Value::Array(Vec::new()), "{found:#}");
}

#[test]
fn unknown_packs_are_named() {
    let done = run(&["diff", "national@2017", "nationale@2017"]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("nationale"), "{}", err(&done));
}
