//! The program itself: what it prints, where, and how it ends.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::root;

pub(crate) fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(args)
        .current_dir(root())
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn eval(county: &str, more: &[&str]) -> Output {
    let data = format!("examples/{county}");
    let mut args = vec!["eval", data.as_str(), "--pack", "national@2017"];
    args.extend(DAY);
    args.extend(more);
    run(&args)
}

#[test]
fn exit_codes_are_as_documented() {
    assert_eq!(code(&eval("county-990002", &["--require-met"])), 0);
    assert_eq!(code(&eval("county-990001", &[])), 0);
    assert_eq!(code(&eval("county-990001", &["--require-met"])), 1);
    assert_eq!(code(&run(&["eval", "nowhere", "--pack", "national@2017"])), 1);
    assert_eq!(code(&eval("county-990001", &["--county", "123456"])), 1);
    assert_eq!(code(&run(&["eval", "examples/county-990001", "--pack", "nosuch@2017"])), 1);
    assert_eq!(code(&run(&["eval", "examples/county-990001"])), 2);
    assert_eq!(code(&run(&["frobnicate"])), 2);
    assert_eq!(code(&run(&["check", "rulepacks/national-2017", "--deny", "warnings"])), 0);
    assert_eq!(code(&run(&["check", "--explain", "jh0201"])), 0);
    assert_eq!(code(&run(&["check", "--explain", "JH9999"])), 1);
    assert_eq!(code(&run(&["--help"])), 0);
}

#[test]
fn results_go_to_stdout_and_messages_to_stderr() {
    let good = eval("county-990002", &["--format", "json"]);
    assert!(err(&good).is_empty(), "{}", err(&good));
    let report: serde_json::Value = serde_json::from_str(&out(&good)).unwrap();
    assert_eq!(report["pack"]["id"], "national");
    assert_eq!(report["as_of"], "2026-11-23");
    assert_eq!(report["counties"][0]["conclusions"]["recognition"], "met");
    assert!(report["pack"]["digest"].as_str().unwrap().starts_with("sha256:"));
    let unknown = eval("county-990001", &["--county", "990009"]);
    assert!(out(&unknown).is_empty());
    assert!(err(&unknown).contains("990001"), "{}", err(&unknown));
}

/// The shape that cli.md promises, on the failing county.
#[test]
fn the_json_report_has_its_shape() {
    let report: serde_json::Value =
        serde_json::from_str(&out(&eval("county-990001", &["--format", "json"]))).unwrap();
    let county = &report["counties"][0];
    assert_eq!(county["county"], "990001");
    let subjects = county["subjects"].as_array().unwrap();
    let find = |rule: &str, key: &str| {
        subjects
            .iter()
            .find(|s| s["rule"] == rule && s["key"][0] == key)
            .unwrap_or_else(|| panic!("{rule} {key}"))
    };
    let r5 = find("R5", "9900010019");
    assert_eq!(r5["value"], "8.669833333333");
    assert_eq!((&r5["limit"], &r5["unit"]), (&"10.2".into(), &"平方米/人".into()));
    let school = find("R_school", "9900010019");
    let unmet = school["requirements"].as_array().unwrap().iter().find(|r| r["outcome"] == "unmet").unwrap();
    assert_eq!(unmet["items"][0]["id"], "R5");
    let class = find("G5", "9900010007");
    assert_eq!(class["outcome"], "undetermined");
    assert_eq!(class["missing"][0]["entity"], "class");
    assert_eq!(class["missing"][0]["column"], serde_json::Value::Null);
    assert_eq!(class["missing"][0]["reason"], "no_row");
    assert!(subjects.iter().all(|s| s["outcome"] == "unmet" || s["outcome"] == "undetermined"));
    let balance = find("R_balance", "990001");
    assert!(balance["by"]["stage"].is_string());
    // Every indicator, rule, veto and conclusion has its counts, whatever the detail.
    let summary: serde_json::Value =
        serde_json::from_str(&out(&eval("county-990001", &["--format", "json", "--detail", "summary"])))
            .unwrap();
    assert_eq!(summary["counties"][0]["rules"], county["rules"]);
    assert!(summary["counties"][0]["subjects"].as_array().unwrap().is_empty());
    let full: serde_json::Value =
        serde_json::from_str(&out(&eval("county-990001", &["--format", "json", "--detail", "full"])))
            .unwrap();
    let counts = full["counties"][0]["rules"].as_object().unwrap();
    for (rule, c) in counts {
        let total: u64 =
            ["met", "unmet", "undetermined", "not_applicable"].iter().map(|k| c[*k].as_u64().unwrap()).sum();
        let listed =
            full["counties"][0]["subjects"].as_array().unwrap().iter().filter(|s| s["rule"] == *rule).count();
        assert_eq!(total as usize, listed, "{rule}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["json", "text", "ndjson"] {
        let more = ["--format", format, "--detail", "full"];
        assert!(eval("county-990001", &more).stdout == eval("county-990001", &more).stdout);
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let path = file.display().to_string();
    let written = eval("county-990002", &["--format", "json", "--out", &path]);
    assert_eq!((code(&written), out(&written).as_str()), (0, ""));
    serde_json::from_slice::<serde_json::Value>(&std::fs::read(&file).unwrap()).unwrap();
    let nowhere = folder.path().join("missing/report.json").display().to_string();
    let failed = eval("county-990002", &["--out", &nowhere]);
    assert_eq!(code(&failed), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Copies a folder with all that it holds.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// A bad cell is an error and exit code 1, and the report is still whole.
#[test]
fn a_bad_cell_leaves_the_report_whole() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("examples/county-990002"), folder.path());
    let county = folder.path().join("县.csv");
    let text = std::fs::read_to_string(&county).unwrap();
    std::fs::write(&county, text.replace("1410", "一千四百")).unwrap();
    let data = folder.path().display().to_string();
    let output =
        run(&["eval", &data, "--pack", "national@2017", "--as-of", "2026-11-23", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let error = &report["data"]["errors"][0];
    assert_eq!(error["row"], 2);
    assert!(error["message"].as_str().unwrap().contains("一千四百"));
    let county = &report["counties"][0];
    assert_eq!(county["conclusions"]["recognition"], "undetermined");
    let g15 = county["subjects"].as_array().unwrap().iter().find(|s| s["rule"] == "G15").unwrap();
    assert_eq!(g15["missing"][0]["reason"], "bad_cell");
}

#[test]
fn messages_come_in_both_languages() {
    let zh = run(&["eval", "nowhere", "--pack", "national@2017"]);
    let en = run(&["eval", "nowhere", "--pack", "national@2017", "--lang", "en"]);
    assert!(err(&zh).contains("nowhere") && err(&en).contains("nowhere"));
    assert_ne!(err(&zh), err(&en));
    assert!(out(&run(&["--help"])).contains("检查标准包"));
    assert!(out(&run(&["--lang", "en", "--help"])).contains("validate packs"));
}

#[test]
fn explain_derives_one_outcome() {
    let output = run(&[
        "explain",
        "examples/county-990001",
        "--pack",
        "national@2017",
        "R5",
        "9900010019/初中",
        "--as-of",
        "2026-11-23",
    ]);
    assert_eq!(code(&output), 0);
    let text = out(&output);
    for part in ["5201.9 平方米 ÷ 600 人", "10.2 平方米/人", "未达到", "《"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // As reports call both.
    let named = ["生均体育运动场馆面积", "示例二中 初中", "--as-of", "2026-11-23"];
    let named =
        run(&[&["explain", "examples/county-990001", "--pack", "national@2017"], &named[..]].concat());
    assert_eq!(out(&named), text);
    let which =
        run(&["explain", "examples/county-990001", "--pack", "national@2017", "R5", "--as-of", "2026-11-23"]);
    assert_eq!(code(&which), 1);
    assert!(err(&which).contains("`示例一小 小学`"), "{}", err(&which));
    let ask = |subject: &str| {
        run(&[
            "explain",
            "examples/county-990001",
            "--pack",
            "national@2017",
            "R5",
            subject,
            "--as-of",
            "2026-11-23",
        ])
    };
    // The only one of its school; either way of parting the words.
    assert_eq!(out(&ask("示例二中")), text);
    assert_eq!(out(&ask("示例二中/初中")), text);
    // Of a school without such a division its others are named, not what is spelt nearly so.
    assert!(err(&ask("示例二中 小学")).contains("`示例二中 初中`"), "{}", err(&ask("示例二中 小学")));
    let other = err(&ask("9900010019/primary"));
    assert!(other.contains("`9900010019/junior`") && !other.contains("9900010001"), "{other}");
}

#[test]
fn check_prints_json_with_places_in_characters() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("pack.yaml"),
        "标准包: a\n版本: 2017.1.0\n数据表: {county: {标签: 县, 识别列: code}}\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("a.rules"), "结论 C 适用 县\n  要求 在校生 高于 0\n").unwrap();
    let path = folder.path().display().to_string();
    let output = run(&["check", &path, "--format", "json"]);
    assert_eq!(code(&output), 1);
    let list: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let first = &list[0];
    assert_eq!((&first["code"], &first["severity"]), (&"JH0201".into(), &"error".into()));
    assert_eq!((&first["start"]["line"], &first["start"]["column"]), (&2.into(), &6.into()));
    assert_eq!(first["end"]["column"], 9);
    assert_eq!(first["start"]["offset"], "结论 C 适用 县\n  要求 ".len());
}

/// Whatever the bytes, the program says what is wrong and ends with 1.
#[test]
fn any_bytes_end_with_a_message() {
    for bytes in
        [&b"\xff\xfe\x00\x01"[..], b"\x00\x00", b"{{{{{{", "规则".as_bytes(), b"- - - -\n: :", &[0x81; 200]]
    {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pack.yaml", "a.rules"] {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let output = run(&["check", &folder.path().display().to_string()]);
        assert_eq!(code(&output), 1, "{bytes:?}");
        let data = tempfile::tempdir().unwrap();
        for name in ["县.csv", "学校.csv"] {
            std::fs::write(data.path().join(name), bytes).unwrap();
        }
        let output = run(&["eval", &data.path().display().to_string(), "--pack", "national@2017"]);
        assert_eq!(code(&output), 1, "{bytes:?} {}", err(&output));
    }
}

/// What the libraries below would say in English is said in Chinese: usage, headings of help, what is wrong, what the system says.
#[test]
fn the_command_line_in_chinese_is_chinese_to_the_end() {
    let english = [
        "Usage",
        "error",
        "Options",
        "Arguments",
        "Commands",
        "For more",
        "tip:",
        "possible values",
        "default:",
        "Print",
        "OPTIONS",
        "COMMAND",
        "<DATA>",
        "<ID>",
        "<FILE>",
        "No such",
        "os error",
        "required",
        "similar",
    ];
    let chinese = |args: &[&str], wanted: i32| {
        let done = run(&[args, &["--lang", "zh"]].concat());
        let said = format!("{}{}", out(&done), err(&done));
        assert_eq!(code(&done), wanted, "{args:?} {said}");
        for word in english {
            assert!(!said.contains(word), "`{word}` in {args:?}: {said}");
        }
        said
    };
    let commands = [
        "check",
        "template",
        "eval",
        "explain",
        "gap",
        "verify",
        "test",
        "fmt",
        "diff",
        "impact",
        "compare",
        "packs",
        "show",
        "doc",
        "new",
        "lsp",
        "schema",
        "completions",
        "man",
    ];
    for command in commands {
        let said = chinese(&[command, "--help"], 0);
        assert!(said.contains("用法：junheng ") && said.contains("显示帮助"), "{said}");
    }
    let whole = chinese(&["--help"], 0);
    assert!(whole.contains("用法：junheng [选项] <命令>") && whole.contains("显示版本"), "{whole}");
    let data = "examples/county-990001";
    for (args, says) in [
        (&["eval"][..], "缺少：--pack <编号>"),
        (&["eval", "--bogus"], "没有 `--bogus` 这个选项"),
        (&["frob"], "没有 `frob` 这个命令"),
        (&["evall"], "是不是 eval"),
        (&["eval", "--pack"], "`--pack <编号>` 后面要写一个值"),
        (
            &["eval", data, "--pack", "national@2017", "--threads", "abc"],
            "`--threads <个数>` 的值不能是 `abc`",
        ),
        (&["eval", data, "--pack", "national@2017", "--format", "zzz"], "可以是：text、json"),
        (&["gap", data], "用法：junheng gap [选项] --pack <编号> <数据>..."),
    ] {
        let said = chinese(args, 2);
        assert!(said.contains(says), "{args:?}: {said}");
    }
    let out =
        ["eval", data, "--pack", "national@2017", "--as-of", "2026-11-23", "--out", "/no/such/folder/x.json"];
    assert!(chinese(&out, 1).contains("写不了 `/no/such/folder/x.json`：没有这个文件或文件夹"));
    assert!(chinese(&["verify", "/no/such.json", data], 1).contains("没有这个文件或文件夹"));
}
