//! JSON Schemas: shipped files and printed results are valid by them, and what is wrong is not.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::{code, err, out, run};
use crate::support::root;

fn schema(name: &str) -> jsonschema::Validator {
    let done = run(&["schema", name]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    let schema: Value = serde_json::from_str(&out(&done)).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{what}{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

fn yaml(path: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries.filter(|p| p.extension().is_some_and(|x| x == "yaml")).collect()
}

#[test]
fn shipped_yaml_is_valid() {
    let (pack, cases) = (schema("pack"), schema("cases"));
    let mut seen = (0, 0);
    for folder in std::fs::read_dir(root().join("rulepacks")).unwrap().flatten().map(|e| e.path()) {
        for file in yaml_files(&folder) {
            assert_valid(&pack, &yaml(&file), &file.display().to_string());
            seen.0 += 1;
        }
        for file in yaml_files(&folder.join("tests")) {
            let value = yaml(&file);
            // Lists of equivalent mutants lie beside the cases.
            if value.get("cases").is_some() || value.get("用例").is_some() {
                assert_valid(&cases, &value, &file.display().to_string());
                seen.1 += 1;
            }
        }
    }
    assert!(seen.0 > 8 && seen.1 > 6, "{seen:?}");
}

#[test]
fn mistakes_are_not_valid() {
    let pack = schema("pack");
    for wrong in [
        json!({"pack": "demo", "verison": "1.0.0"}),
        json!({"limits": {"size": {"label": "上限", "values": 3}}}),
        json!({"数据表": {"county": {"列": {"code": {"必填": "也许"}}}}}),
        json!({"strictness": "loose"}),
        json!([1]),
    ] {
        assert!(!pack.is_valid(&wrong), "{wrong}");
    }
    for right in [
        json!({"标准包": "demo", "版本": "1.0.0"}),
        json!({"override": {"limits": {"size": {"value": {"primary": 45, "else": [1]}}}}}),
        json!({"limits": {"size": {"value": [{"from": "2020-01-01", "value": 3}]}}}),
    ] {
        let nested_list = right.pointer("/override/limits/size/value/else").is_some();
        assert_eq!(pack.is_valid(&right), !nested_list, "{right}");
    }
    assert!(!schema("cases").is_valid(&json!({"cases": [{"nmae": "x"}]})));
}

#[test]
fn results_are_valid() {
    let json_of = |args: &[&str]| -> Value { serde_json::from_str(&out(&run(args))).unwrap() };
    let (eval, county, gap, check) = (schema("eval"), schema("county"), schema("gap"), schema("check"));
    for data in ["examples/county-990001", "examples/county-990002"] {
        for pack in ["national@2017", "yinchuan@2021"] {
            for detail in ["summary", "failures", "full"] {
                let report = json_of(&["eval", data, "--pack", pack, "--format", "json", "--detail", detail]);
                assert_valid(&eval, &report, data);
            }
            let lines = out(&run(&["eval", data, "--pack", pack, "--format", "ndjson"]));
            assert!(!lines.is_empty());
            for line in lines.lines() {
                assert_valid(&county, &serde_json::from_str(line).unwrap(), data);
            }
            assert_valid(&gap, &json_of(&["gap", data, "--pack", pack, "--format", "json"]), data);
        }
    }
    let (test, diff, impact, show) = (schema("test"), schema("diff"), schema("impact"), schema("show"));
    for pack in ["rulepacks/ningxia-2017", "rulepacks/yinchuan-2021"] {
        let found = json_of(&["test", pack, "--format", "json", "--coverage", "--suggest", "--mutate"]);
        assert_valid(&test, &found, pack);
        assert_valid(&show, &json_of(&["show", pack, "--format", "json"]), pack);
        assert_valid(&diff, &json_of(&["diff", "national@2017", pack, "--format", "json"]), pack);
        let to = ["--from", "national@2017", "--to", pack, "--format", "json"];
        let args: Vec<&str> = ["impact", "examples/county-990002"].into_iter().chain(to).collect();
        assert_valid(&impact, &json_of(&args), pack);
    }
    for id in ["R1", "balance_limit", "学部.在校生数", "stage"] {
        let found = json_of(&["show", "yinchuan@2021", id, "--format", "json"]);
        assert_valid(&show, &found, id);
    }
    let set = ["--set", "R5.at_least.primary=200", "--set", "R1.at_least.primary=100", "--format", "json"];
    let args: Vec<&str> =
        ["impact", "examples/county-990001", "--from", "national@2017"].into_iter().chain(set).collect();
    assert_valid(&impact, &json_of(&args), "impact");
    assert!(
        !impact.is_valid(&json!({"from": {}})) && !diff.is_valid(&json!([])) && !test.is_valid(&json!({}))
    );
    let compare = schema("compare");
    for (a, b) in [("990103", "990103-review"), ("990105", "990105")] {
        let [a, b] = [a, b].map(|f| format!("workbench/demo/data/2023/{f}"));
        let found = json_of(&["compare", &a, &b, "--pack", "workbench/demo/pack-new", "--format", "json"]);
        assert_valid(&compare, &found, "compare");
    }
    let packs = ["--pack", "national@2017", "--pack-b", "yinchuan@2021", "--format", "json"];
    let args = ["compare", "examples/county-990001", "examples/county-990001"].into_iter().chain(packs);
    assert_valid(&compare, &json_of(&args.collect::<Vec<_>>()), "compare");
    assert!(!compare.is_valid(&json!({"a": {}})));
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("pack.yaml"), "标准包: demo\n版本: 一\n名称: [\n").unwrap();
    let found = json_of(&["check", dir.path().to_str().unwrap(), "--format", "json"]);
    assert!(!found.as_array().unwrap().is_empty());
    assert_valid(&check, &found, "check");
}

#[test]
fn all_are_written_to_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("schemas");
    let done = run(&["schema", "--out", folder.to_str().unwrap()]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    for name in junheng::tooling::schema::NAMES {
        let text = std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).unwrap();
        assert_eq!(text, out(&run(&["schema", name])));
    }
    assert_eq!(code(&run(&["schema", "nonsense"])), 2);
}

#[test]
fn the_editor_has_the_current_schemas() {
    for name in ["pack", "cases"] {
        let file = root().join(format!("editors/vscode/schemas/{name}.schema.json"));
        let current = out(&run(&["schema", name]));
        if std::env::var_os("JUNHENG_UPDATE").is_some() {
            std::fs::write(&file, &current).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            current,
            "run `junheng schema {name}` into {}",
            file.display()
        );
    }
}

#[test]
fn the_editors_grammar_knows_every_keyword() {
    let file = root().join("editors/vscode/syntaxes/junheng.tmLanguage.json");
    let mut grammar = std::fs::read_to_string(&file).unwrap();
    if std::env::var_os("JUNHENG_UPDATE").is_some() {
        let start = grammar.find("support.function.junheng").unwrap();
        let start = start + grammar[start..].find("_])(").unwrap() + "_])(".len();
        let end = start + grammar[start..].find(')').unwrap();
        let words: Vec<&str> = junheng::syntax::vocabulary::builtins::words().collect();
        grammar.replace_range(start..end, &words.join("|"));
        std::fs::write(&file, &grammar).unwrap();
    }
    let words = junheng::syntax::vocabulary::keywords().chain(junheng::syntax::vocabulary::builtins::words());
    let unknown: Vec<&str> = words
        .flat_map(|w| w.split(' '))
        .filter(|w| {
            !["|", "(", ")"]
                .iter()
                .any(|a| ["|", "(", ")"].iter().any(|b| grammar.contains(&format!("{a}{w}{b}"))))
        })
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
