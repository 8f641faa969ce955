//! The corpus of broken packs: each case is a good pack with one edit; exactly the expected codes are found, and what is printed is kept as a
//! snapshot in both languages. `tests/corpus/README.md` describes the format.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use junheng::diagnostic::{Diagnostic, Language, codes, render_text};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, check};

struct Case {
    name: String,
    pack: String,
    file: String,
    codes: Vec<String>,
    /// Known to be wrong as yet: not judged.
    old: Option<String>,
    new: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

pub(crate) fn search() -> SearchPath {
    SearchPath { dirs: vec![root().join("base")], embedded: false }
}

fn read_cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("cases")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for block in text.split("\n== ").skip(1) {
            cases.push(read_case(block));
        }
    }
    cases
}

fn read_case(block: &str) -> Case {
    let mut lines = block.lines();
    let name = lines.next().unwrap().split(" · ").next().unwrap().trim().to_owned();
    let mut head = lines.next().unwrap().split_whitespace();
    let (pack, file) = head.next().unwrap().split_once('/').unwrap();
    let mut codes: Vec<String> = head.map(str::to_owned).collect();
    assert!(!codes.is_empty(), "{name}: no code expected");
    codes.retain(|c| c != "good");
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for line in lines {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let (sign, rest) = line.split_at(1);
        let rest = rest.strip_prefix(' ').unwrap_or(rest).replace("\\t", "\t").replace("\\u0007", "\u{7}");
        match sign {
            "-" => old.push(rest),
            "+" => new.push(rest),
            _ => panic!("{name}: `{line}` begins with neither - nor +"),
        }
    }
    let old = (!old.is_empty()).then(|| old.join("\n"));
    Case { name, pack: pack.to_owned(), file: file.to_owned(), codes, old, new: new.join("\n") }
}

/// The files of a base pack, sorted.
pub(crate) fn base(pack: &str) -> Vec<(String, String)> {
    let folder = root().join("base").join(pack);
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap())
        .map(|e| {
            let name = format!("{pack}/{}", e.file_name().into_string().unwrap());
            (name, fs::read_to_string(e.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The case's pack with its edit; an error when the text to replace does not stand exactly once.
fn edited(case: &Case) -> Result<Vec<(String, String)>, String> {
    let mut files = base(&case.pack);
    let edited = format!("{}/{}", case.pack, case.file);
    if !files.iter().any(|(name, _)| *name == edited) {
        files.push((edited.clone(), String::new()));
    }
    for (name, text) in &mut files {
        if *name != edited {
            continue;
        }
        *text = match &case.old {
            None => format!("{text}{}\n", case.new),
            Some(old) => {
                let found = text.matches(old.as_str()).count();
                if found != 1 {
                    return Err(format!("{found} times in {name}:\n{old}"));
                }
                text.replacen(old.as_str(), &case.new, 1)
            }
        };
    }
    Ok(files)
}

pub(crate) fn checked(files: &[(String, String)]) -> Checked {
    let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    check(load_memory(&files, &search()))
}

fn found(checked: &Checked) -> Vec<&'static str> {
    checked.diagnostics.iter().map(|d| d.code.id).collect()
}

pub(crate) fn shown(checked: &Checked, language: Language) -> String {
    render_text(&checked.diagnostics, &checked.sources, language, false)
        .replace(&format!("{}/base/", root().display()), "")
}

/// The files after a diagnostic's own edit; none where it edits a parent's file.
pub(crate) fn mended(
    files: &[(String, String)],
    c: &Checked,
    d: &Diagnostic,
) -> Option<Vec<(String, String)>> {
    let fix = d.fix.as_ref()?;
    let name = c.sources.get(fix.span.source)?.name.to_string();
    let mut files = files.to_vec();
    let (_, text) = files.iter_mut().find(|(n, _)| *n == name)?;
    assert!(text.get(fix.span.range()).is_some(), "{}: the fix's place is not in {name}", d.code.id);
    text.replace_range(fix.span.range(), &fix.replacement);
    Some(files)
}

/// What is wrong with how one case came out.
fn problems(case: &Case, files: &[(String, String)], c: &Checked) -> Vec<String> {
    let mut problems = Vec::new();
    if found(c) != case.codes {
        problems.push(format!("found {:?}, expected {:?}", found(c), case.codes));
    }
    for d in &c.diagnostics {
        if d.help_text(Language::Zh).is_none() {
            problems.push(format!("{} has no help", d.code.id));
        }
        let text = c.sources.text(d.span.source);
        if text.get(d.span.range()).is_none() {
            problems.push(format!("{} points outside its file", d.code.id));
        }
        let Some(mended) = mended(files, c, d) else { continue };
        let again = checked(&mended);
        if again.diagnostics.len() >= c.diagnostics.len() {
            problems.push(format!(
                "the fix of {} does not mend the pack but gives\n{}",
                d.code.id,
                shown(&again, Language::En)
            ));
        }
    }
    problems
}

#[test]
fn base_packs_are_good() {
    for pack in ["demo", "city", "strict", "plain"] {
        let c = checked(&base(pack));
        assert!(c.diagnostics.is_empty(), "{pack}:\n{}", shown(&c, Language::Zh));
        assert!(c.pack.is_some());
    }
}

#[test]
fn every_case_gives_its_codes_and_message() {
    let cases = read_cases();
    for (i, case) in cases.iter().enumerate() {
        assert!(!cases.iter().take(i).any(|c| c.name == case.name), "two cases are named {}", case.name);
    }
    let only = std::env::var("JUNHENG_CASE").unwrap_or_default();
    let mut failures = Vec::new();
    let wanted = |c: &&Case| match only.as_str() {
        "" => true,
        part => c.name.contains(part),
    };
    for case in cases.iter().filter(wanted) {
        let files = match edited(case) {
            Ok(files) => files,
            Err(why) => {
                failures.push(format!("== {}\n{why}", case.name));
                continue;
            }
        };
        let c = checked(&files);
        let wrong = problems(case, &files, &c);
        if !wrong.is_empty() {
            failures.push(format!("== {}\n{}\n{}", case.name, wrong.join("\n"), shown(&c, Language::En)));
        }
        if case.codes.is_empty() {
            continue;
        }
        let text =
            format!("{}\n────\n{}", shown(&c, Language::Zh).trim_end(), shown(&c, Language::En).trim_end());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(root().join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(describe(case));
        let kept = settings
            .bind(|| catch_unwind(AssertUnwindSafe(|| insta::assert_snapshot!(case.name.as_str(), text))));
        if kept.is_err() {
            failures.push(format!("== {}: what is printed has changed", case.name));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases:\n\n{}", failures.len(), cases.len(), failures.join("\n"));
}

/// The edit, for whoever reads the snapshot.
fn describe(case: &Case) -> String {
    let marked = |sign: char, text: &str| -> String {
        text.lines().map(|l| format!("{sign} {l}")).collect::<Vec<_>>().join("\n")
    };
    let old = case.old.as_deref().map(|o| marked('-', o) + "\n").unwrap_or_default();
    format!("{}/{}\n{old}{}", case.pack, case.file, marked('+', &case.new)).trim_end().to_owned()
}

#[test]
fn no_snapshot_without_a_case() {
    let names: BTreeSet<String> =
        read_cases().into_iter().filter(|c| !c.codes.is_empty()).map(|c| c.name + ".snap").collect();
    let kept: BTreeSet<String> = fs::read_dir(root().join("snapshots"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.ends_with(".snap"))
        .collect();
    if std::env::var_os("JUNHENG_UPDATE").is_some() {
        for name in kept.difference(&names) {
            fs::remove_file(root().join("snapshots").join(name)).unwrap();
        }
        return;
    }
    let (left, lacking): (Vec<_>, Vec<_>) =
        (kept.difference(&names).collect(), names.difference(&kept).collect());
    assert!(left.is_empty() && lacking.is_empty(), "without a case: {left:?}; not yet written: {lacking:?}");
}

/// Codes that one edit of a text file in memory cannot show: files that cannot be read, or are too big; and what needs more than one edit.
const NOT_HERE: &[&str] = &[
    "JH0112", "JH0226", "JH0324", "JH0329", "JH0441", "JH0443", "JH0444", "JH0458", "JH0459", "JH0460",
    "JH0605", "JH0617",
];

#[test]
fn every_code_of_packs_is_shown() {
    let cases = read_cases();
    let shown: BTreeSet<String> =
        cases.iter().flat_map(|c| &c.codes).cloned().chain(crate::mistakes::codes()).collect();
    let missing: Vec<&str> = codes::all()
        .filter(|c| !c.id.starts_with("JH09"))
        .map(|c| c.id)
        .filter(|id| !shown.iter().any(|s| s == id) && !NOT_HERE.contains(id))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
    assert!(cases.iter().filter(|c| !c.codes.is_empty()).count() >= 90);
}
