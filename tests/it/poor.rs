//! Machines that have little: no room, few threads, no folder for passing files; and inputs that once cost more than they should.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use junheng::diagnostic::{Language, Severity, codes, render_text};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, check};

use super::bulk;
use super::cli::{code, copy, err, out};

use crate::support::root;

const COUNTY: &str = "examples/county-990001";
const PACK: &str = "national@2017";
const SMALL: &str = "tests/reads/p1";
const DATA: &str = "tests/reads/data";
const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_junheng"));
    command.args(args).current_dir(root()).env("LANG", "zh_CN.UTF-8").stdin(Stdio::null());
    command
}

/// Runs the program by a line of the shell that limits it.
fn limited(limit: &str, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", &format!(r#"{limit}; exec "$0" "$@""#), env!("CARGO_BIN_EXE_junheng")]).args(args);
    command.current_dir(root()).stdin(Stdio::null()).output().unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every command whose result goes to stdout, and help besides.
fn commands(folder: &Path) -> Vec<Vec<String>> {
    let report = folder.join("report.json");
    let done = program(&["eval", DATA, "--pack", SMALL, DAY[0], DAY[1], "--out", text(&report)]).output();
    assert!(report.exists(), "{}", err(&done.unwrap()));
    let rules = folder.join("a.rules");
    fs::write(&rules, "rule   A \"a\" for county\n  require 1 > 0\n").unwrap();
    let all: &[&[&str]] = &[
        &["check", PACK, "--format", "json"],
        &["check", "--explain", "JH0901"],
        &["check", SMALL],
        &["eval", DATA, "--pack", SMALL],
        &["explain", DATA, "done", "--pack", SMALL],
        &["gap", DATA, "--pack", SMALL],
        &["verify", text(&report), DATA, "--pack", SMALL],
        &["test", SMALL],
        &["fmt", "--check", text(&rules)],
        &["diff", SMALL, "tests/reads/p2"],
        &["impact", DATA, "--from", SMALL, "--to", "tests/reads/p2"],
        &["packs"],
        &["show", PACK],
        &["show", SMALL, "B"],
        &["schema", "pack"],
        &["completions", "bash"],
        &["--help"],
        &["eval", "--help"],
        &["--version"],
    ];
    all.iter().map(|args| args.iter().map(|a| (*a).to_owned()).collect()).collect()
}

/// What each command says goes to stdout; where that is full, the command fails and says so.
#[test]
fn a_full_stdout_is_an_error_of_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for command in commands(folder.path()) {
        let args: Vec<&str> = command.iter().map(String::as_str).collect();
        let usual = program(&args).output().unwrap();
        if usual.stdout.is_empty() {
            // What has nothing to say there cannot fail at it.
            assert_eq!(args.first(), Some(&"check"), "{args:?}");
            continue;
        }
        for (language, word) in
            [("zh", "写不了 `stdout`：磁盘满了"), ("en", "`stdout` cannot be written: the disk is full")]
        {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            let mut limited = program(&args);
            limited.args(["--lang", language]).stdout(full);
            let output = limited.output().unwrap();
            assert_eq!(code(&output), 1, "{args:?} {}", err(&output));
            let said = err(&output);
            assert!(said.contains(word), "{args:?} {said}");
        }
    }
}

/// No command that writes a file writes over one that it read.
#[test]
fn no_command_writes_over_what_it_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let pack = folder.path().join("pack");
    for (from, to) in [(root().join(COUNTY), &data), (root().join("rulepacks/national-2017"), &pack)] {
        copy(&from, to);
    }
    let prices = folder.path().join("prices.yaml");
    fs::write(&prices, "costs: {division.sports_area: 1200}\n").unwrap();
    let (data_file, pack_file) = (data.join("学校.csv"), pack.join("pack.yaml"));
    let link = folder.path().join("link.csv");
    std::os::unix::fs::symlink(&data_file, &link).unwrap();
    let (data_path, pack_path) = (text(&data), text(&pack));
    let eval = ["eval", data_path, "--pack", pack_path];
    let gap = ["gap", data_path, "--pack", pack_path, "--costs", text(&prices)];
    let impact = ["impact", data_path, "--from", pack_path, "--to", "ningxia@2017"];
    let runs: Vec<(Vec<&str>, &str, &Path)> = vec![
        (eval.to_vec(), "--out", &data_file),
        (eval.to_vec(), "--out", &link),
        (eval.to_vec(), "--out", &pack_file),
        (eval.to_vec(), "--annotate", &data_file),
        ([&eval[..], &["--previous", COUNTY]].concat(), "--out", &data_file),
        (gap.to_vec(), "--out", &prices),
        (gap.to_vec(), "--out", &data_file),
        (gap.to_vec(), "--out", &pack_file),
        (impact.to_vec(), "--out", &data_file),
        (impact.to_vec(), "--out", &pack_file),
        (vec!["template", "--pack", pack_path], "--out", &pack_file),
        (vec!["new", "mine", "--extends", "national@2017"], "--out", &pack),
    ];
    for (mut args, option, path) in runs {
        let before = fs::read(path).ok();
        let format = [data_file.as_path(), &link].contains(&path) || path == pack_file || path == prices;
        args.extend([option, text(path)]);
        if format && matches!(args.first(), Some(&"eval" | &"gap" | &"impact")) && option == "--out" {
            args.extend(["--format", "json"]);
        }
        let output = program(&args).output().unwrap();
        assert_ne!(code(&output), 0, "{args:?}");
        assert!(!err(&output).is_empty(), "{args:?}");
        assert_eq!(fs::read(path).ok(), before, "{args:?}");
    }
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    // Two results to one file.
    let both = folder.path().join("both.xlsx");
    let twice = [&eval[..], &["--format", "xlsx", "--out", text(&both), "--annotate", text(&both)]].concat();
    assert_eq!(code(&program(&twice).output().unwrap()), 1);
    assert!(!both.exists());
}

/// A pack of many counties as files.
fn many(folder: &Path) -> PathBuf {
    let pack = folder.join("packs/bulk-2017");
    fs::create_dir_all(&pack).unwrap();
    for (name, text) in [("pack.yaml", bulk::PACK), ("facts.yaml", bulk::FACTS), ("a.rules", bulk::RULES)] {
        fs::write(pack.join(name), text).unwrap();
    }
    pack
}

#[test]
fn a_missing_folder_for_passing_files_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (pack, data) = (many(folder.path()), bulk::folder(6, bulk::plain));
    let args = ["eval", text(data.path()), "--pack", text(&pack), DAY[0], DAY[1], "--format", "ndjson"];
    let usual = program(&args).output().unwrap();
    let output = program(&args).env("TMPDIR", folder.path().join("nowhere")).output().unwrap();
    assert_eq!(code(&output), code(&usual), "{}", err(&output));
    assert_eq!(out(&output), out(&usual));
    assert_eq!(out(&output).lines().count(), 6);
}

/// Each thread asks for a deep stack. Where there is room for few, few do the work; where there is room for none, it is said.
#[test]
fn threads_that_cannot_be_had_are_done_without() {
    let folder = tempfile::tempdir().unwrap();
    let (pack, data) = (many(folder.path()), bulk::folder(60, bulk::plain));
    let args = ["eval", text(data.path()), "--pack", text(&pack), DAY[0], DAY[1], "--format", "ndjson"];
    let usual = program(&args).output().unwrap();
    let (mut whole, mut refused) = (0, 0);
    // From no room for one stack to room for some of those asked for.
    for kilobytes in [60_000, 120_000, 200_000, 280_000, 400_000, 700_000, 1_500_000] {
        let output = limited(&format!("ulimit -v {kilobytes}"), &[&args[..], &["--threads", "64"]].concat());
        if output.status.code() == Some(0) {
            assert_eq!(out(&output), out(&usual));
            whole += 1;
        } else if output.stdout.is_empty() && output.status.code() == Some(1) {
            assert!(!err(&output).is_empty());
            refused += 1;
        } else {
            // Not even the program itself could be loaded.
            assert_eq!((whole, output.stdout.len()), (0, 0), "{kilobytes} {output:?}");
        }
    }
    assert!(whole >= 2, "{whole} {refused}");
}

#[test]
fn a_pipe_is_laid_out_to_stdout() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let rules = "rule   A \"a\" for county\n  require 1 > 0\n";
    let child = program(&["fmt", text(&pipe)]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    fs::write(&pipe, rules).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).starts_with("rule A \"a\"\n"), "{}", out(&output));
    use std::os::unix::fs::FileTypeExt as _;
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

const FACTS: &str = "entities: {county: {label: 县, key: code, columns: {code: {label: 代码, type: text, required: true},      size: {label: 规模, type: number}}}}\n";
const HEADER: &str = "pack: big\nversion: 2026.1.0\ntitle: t\nissuer: i\neffective: {from: 2026-01-01}\n";

fn checked(rules: &str) -> Checked {
    let files = [("pack.yaml", HEADER), ("facts.yaml", FACTS), ("a.rules", rules)];
    check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }))
}

/// Every unknown name is an error. Which name was meant is looked for as long as that costs little: beside four thousand others, for
/// the first dozens.
#[test]
fn thousands_of_unknown_names_are_all_reported() {
    let mut rules = String::new();
    for i in 0..4000 {
        writeln!(rules, "define known_{i}_x for county = size + {i}").unwrap();
        writeln!(rules, "rule A{i} \"a\" for county require knwon_{i}_x > {i}").unwrap();
    }
    writeln!(rules, "conclusion C \"c\" for county require A0").unwrap();
    let found = checked(&rules);
    let unknown: Vec<_> = found.diagnostics.iter().filter(|d| d.code.id == codes::UNKNOWN_NAME.id).collect();
    assert_eq!(unknown.len(), 4000);
    let meant = |i: usize| unknown[i].fix.as_ref().map(|f| f.replacement.clone());
    assert_eq!(meant(0).as_deref(), Some("known_0_x"));
    // Each fix is tried on the whole pack: as many as the bound on what is read again allows.
    assert_eq!(meant(5).as_deref(), Some("known_5_x"));
    assert_eq!(meant(3999), None);
    assert!(unknown[3999].help.is_some());
}

/// Twenty thousand items on one line: each error has its place, and the line is not shown.
#[test]
fn a_very_long_line_has_places_too() {
    let mut rules = String::new();
    for i in 0..20_000 {
        write!(rules, "define a{i} for county = b{i} ").unwrap();
    }
    let found = checked(&rules);
    let errors: Vec<_> = found.diagnostics.iter().filter(|d| d.code.severity == Severity::Error).collect();
    assert!(errors.len() >= 9_999, "{}", errors.len());
    let shown = render_text(&found.diagnostics, &found.sources, Language::En, false);
    assert!(shown.len() < 5_000_000, "{}", shown.len());
    let json = junheng::diagnostic::render_json(&found.diagnostics, &found.sources, Language::En);
    let last = json.iter().rfind(|d| d.file.ends_with("a.rules")).unwrap();
    assert_eq!((last.start.line, last.start.column), (1, last.start.offset + 1));
}

/// Thousands of columns, all read.
#[test]
fn thousands_of_columns_are_read() {
    let mut columns = String::new();
    let (mut head, mut row) = ("代码".to_owned(), "990001".to_owned());
    for i in 0..4000 {
        write!(columns, ", c{i}: {{label: 列{i}, type: number}}").unwrap();
        write!(head, ",列{i}").unwrap();
        write!(row, ",{i}").unwrap();
    }
    let facts = format!(
        "entities: {{county: {{label: 县, key: code, columns: {{code: {{label: 代码, type: text, required: true}}{columns}}}}}}}\n"
    );
    let rules = "rule A \"a\" for county require c3999 >= 3999\nconclusion C \"c\" for county require A\n";
    let files = [("pack.yaml", HEADER), ("facts.yaml", &facts), ("a.rules", rules)];
    let found = check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }));
    let pack = found.pack.unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("县.csv"), format!("{head}\n{row}\n")).unwrap();
    let day = junheng::value::Date::new(2026, 11, 23).unwrap();
    let facts = junheng::facts::read(&pack, &[folder.path().to_owned()], day).unwrap();
    assert!(facts.issues.is_empty(), "{:?}", facts.issues.len());
    let evaluation = junheng::evaluation::evaluate(&pack, &facts, &junheng::evaluation::Options::on(day));
    assert!(evaluation.counties[0].subjects.iter().all(|s| s.outcome == junheng::value::Outcome::Met));
}
