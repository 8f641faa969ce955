//! `check` for machines: SARIF, GitHub's commands; completions and manual pages.

use std::path::Path;

use serde_json::Value;
use serde_sarif::sarif::Sarif;

use crate::cli::{code, err, out, run};

/// A pack with an error that has a fix and a related place, and a warning.
fn broken() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("pack.yaml", "标准包: demo\n版本: 1.0.0\n名称: 示例\n");
    write(
        "facts.yaml",
        "单位表: {人: 基本}\n数据表:\n  county:\n    标签: 县\n    识别列: code\n    列:\n      code: {标签: 代码, 类型: 文本}\n      pupils: {标签: 在校生数, 类型: 计数, 单位: 人}\n      spare: {标签: 备用, 类型: 计数}\n",
    );
    write(
        "甲 乙.rules",
        "规则 A\n  适用 县\n  要求 在校生 不低于 10人\n\n规则 A\n  适用 县\n  要求 在校生数 不低于 10人\n",
    );
    dir
}

#[test]
fn sarif_is_valid_and_whole() {
    let dir = broken();
    let pack = dir.path().to_str().unwrap();
    let done = run(&["check", pack, "--format", "sarif"]);
    assert_eq!(code(&done), 1, "{}", err(&done));
    let value: Value = serde_json::from_str(&out(&done)).unwrap();
    // The crate's types are generated from the schema: what they do not know, or know as another type, is lost on the way.
    let typed: Sarif = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), value);
    let results = value["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|r| r["level"] == "error"), "{value:#}");
    let named = results.iter().find(|r| r["message"]["text"].as_str().unwrap().contains("在校生")).unwrap();
    let region = &named["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(3), Some(6)));
    let uri = named["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
    assert!(uri.ends_with("%E7%94%B2%20%E4%B9%99.rules"), "{uri}");
    assert_eq!(
        named["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
        "在校生数"
    );
    let rules = value["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert!(results.iter().any(|r| r.get("relatedLocations").is_some()), "{value:#}");
}

#[test]
fn a_sound_pack_gives_an_empty_run() {
    let done = run(&["check", "rulepacks/national-2017", "--format", "sarif"]);
    assert_eq!(code(&done), 0);
    let value: Value = serde_json::from_str(&out(&done)).unwrap();
    serde_json::from_value::<Sarif>(value.clone()).unwrap();
    assert_eq!(value["runs"][0]["results"], Value::Array(Vec::new()));
    let done = run(&["check", "rulepacks/national-2017", "--format", "github"]);
    assert_eq!((code(&done), out(&done).as_str()), (0, ""));
}

#[test]
fn github_commands_name_file_and_place() {
    let dir = broken();
    let done = run(&["check", dir.path().to_str().unwrap(), "--format", "github"]);
    assert_eq!(code(&done), 1);
    let text = out(&done);
    let line = text.lines().find(|l| l.contains("`在校生`")).unwrap();
    assert!(line.starts_with("::error file="), "{line}");
    assert!(line.contains(",line=3,col=6,endLine=3,endColumn=9,title=JH0"), "{line}");
    assert!(line.contains("%0Ahelp: "), "{line}");
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let help = out(&run(&["--help", "--lang", "en"]));
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|l| !l.starts_with("Commands:"))
        .skip(1)
        .take_while(|l| l.starts_with("  "))
        .filter(|l| !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .filter(|c| *c != "help")
        .collect();
    assert!(commands.contains(&"eval") && commands.contains(&"gap"), "{help}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = out(&run(&["completions", shell]));
        assert!(commands.iter().all(|c| script.contains(c)), "{shell}");
    }
    let dir = tempfile::tempdir().unwrap();
    let done = run(&["man", "--out", dir.path().to_str().unwrap(), "--lang", "en"]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    let exists = |name: String| Path::new(&dir.path().join(name)).is_file();
    assert!(exists("junheng.1".into()));
    assert!(commands.iter().all(|c| exists(format!("junheng-{c}.1"))), "{commands:?}");
}
