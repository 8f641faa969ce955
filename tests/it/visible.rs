//! What would steer a terminal or turn the direction of writing is seen, not obeyed: in names, codes, cells, arguments, file names and ids of packs.

use std::fs;
use std::path::Path;

use crate::cli::run;

/// ESC with a colour, a bell, a mark that turns the direction, an 8-bit control.
const HOSTILE: &str = "\u{1b}[31m红\u{202e}旗\u{7}\u{9b}1m";

fn is_hostile(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An example county whose names, one code, one cell, one column and one file are hostile.
fn hostile_county(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let table = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let named = match table.as_str() {
            "县" | "学校" => {
                let lines: Vec<String> = text.lines().map(|line| hostile_name(&table, line)).collect();
                lines.join("\n") + "\n"
            }
            "学部" => text.replacen("小学,", &format!("小学,{HOSTILE}"), 1),
            "教师" => text.replacen("工号", &format!("工号,{HOSTILE}"), 1),
            _ => text,
        };
        fs::write(to.join(path.file_name().unwrap()), named).unwrap();
    }
    fs::write(to.join(format!("{HOSTILE}.csv")), "a,b\n1,2\n").unwrap();
}

/// The line with a hostile name; its second cell in the counties' table, its third in the schools'.
fn hostile_name(table: &str, line: &str) -> String {
    let at = if table == "县" { 1 } else { 2 };
    let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
    let is_header = cells[0] == "代码" || cells[0].ends_with("代码");
    if !is_header {
        cells[at].push_str(HOSTILE);
    }
    cells.join(",")
}

#[test]
fn nothing_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join(format!("数据{HOSTILE}"));
    fs::create_dir(&data).unwrap();
    hostile_county(&data);
    let data = data.to_str().unwrap();
    let pack = format!("national@{HOSTILE}");
    let page = folder.path().join("page.html");
    let page = page.to_str().unwrap();
    let made = folder.path().join(format!("{HOSTILE}.doc"));
    let packs = ["--pack", "national@2017", "--as-of", "2026-11-23"];
    let of = |command: &[&'static str]| -> Vec<String> {
        let (name, more) = command.split_first().unwrap();
        [*name, data].iter().chain(&packs).chain(more).map(|a| (*a).to_owned()).collect()
    };
    let own = |words: &[&str]| -> Vec<String> { words.iter().map(|w| (*w).to_owned()).collect() };
    let commands = [
        of(&["eval"]),
        of(&["eval", "--detail", "full"]),
        of(&["eval", "--format", "md"]),
        of(&["eval", "--format", "html"]),
        of(&["gap"]),
        of(&["explain", "G5", "9900010001/primary"]),
        of(&["explain", "recognition"]),
        of(&["explain", "G5", HOSTILE]),
        of(&["explain", HOSTILE]),
        own(&["impact", data, "--from", "national@2017", "--to", "yinchuan@2021", "--as-of", "2026-11-23"]),
        own(&["eval", data, "--pack", &pack]),
        own(&["eval", data, "--pack", "national@2017", "--as-of", HOSTILE]),
        own(&["eval", data, "--pack", "national@2017", "--county", HOSTILE]),
        own(&["eval", data, "--pack", "national@2017", "--set", &format!("{HOSTILE}=1")]),
        own(&["eval", HOSTILE, "--pack", "national@2017"]),
        own(&["eval", data, "--pack", "national@2017", "--format", HOSTILE]),
        own(&["check", HOSTILE]),
        own(&["show", "national@2017", HOSTILE]),
        own(&["fmt", HOSTILE]),
        own(&["verify", HOSTILE, data]),
        own(&["new", HOSTILE, "--extends", "national@2017"]),
        own(&["check", "--explain", HOSTILE]),
        own(&[HOSTILE]),
        own(&["check", "--explain", "JH0442"]),
        own(&["template", "--pack", "national@2017", "--out", made.to_str().unwrap()]),
    ];
    let mut seen = 0;
    for command in &commands {
        for language in ["zh", "en"] {
            let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
            args.extend(["--lang", language]);
            let done = run(&args);
            for bytes in [&done.stdout, &done.stderr] {
                let text = String::from_utf8_lossy(bytes);
                let found = text.lines().find(|line| line.chars().any(is_hostile));
                assert_eq!(found, None, "{command:?} {language}");
                seen += usize::from(text.contains('␛'));
            }
        }
    }
    assert!(seen > commands.len(), "what is hostile is shown: {seen}");
    // What programs read has the name as it is.
    let mut args = vec!["eval", data, "--format", "json", "--detail", "summary", "--out", page];
    args.extend(packs);
    run(&args);
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(page).unwrap()).unwrap();
    assert!(report["counties"][0]["name"].as_str().unwrap().ends_with(HOSTILE));
}

/// A pack whose names are hostile: refused for control characters, shown with its marks of direction.
#[test]
fn nothing_in_a_pack_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let pack = "标准包: mine\n版本: 2026.1.0\n名称: 我的\u{202e}标准\n发布单位: 某县\n有效期: {起: 2026-01-01}\n用词: zh\n";
    for text in [pack.to_owned(), pack.replace("某县", "某\u{1b}[31m县")] {
        fs::write(folder.path().join("pack.yaml"), text).unwrap();
        fs::write(
            folder.path().join("a.rules"),
            "规则 甲 名\u{2066}称 \"某条\u{202e}\"\n  适用 县\n  要求 没有这列\u{202d} 高于 0\n",
        )
        .unwrap();
        for command in ["check", "show", "diff"] {
            let path = folder.path().to_str().unwrap();
            let mut args = vec![command, path];
            if command == "diff" {
                args.push("national@2017");
            }
            for color in ["always", "never"] {
                let mut args = args.clone();
                args.extend(["--color", color]);
                let done = run(&args);
                let text = format!(
                    "{}{}",
                    String::from_utf8_lossy(&done.stdout),
                    String::from_utf8_lossy(&done.stderr)
                );
                // The colours are the program's own.
                let plain = if color == "always" { uncoloured(&text) } else { text };
                assert_eq!(plain.lines().find(|line| line.chars().any(is_hostile)), None, "{args:?}");
            }
        }
    }
}

/// The text without `ESC [ … m`.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
        assert!(part[end..].starts_with('m'), "{part}");
        out + &part[end + 1..]
    })
}
