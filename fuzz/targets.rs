//! What is fuzzed: each target takes any bytes and must come back. Nothing may panic, hang or take memory without bound.
//!
//! The same functions run on stable, bounded and seeded, in `tests/it/fuzzing.rs`.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Facts, read};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::verify::{claim, verify};
use junheng::value::Date;

const PACK: &str = "pack: sample\nversion: 2017.1.0\ntitle: t\nissuer: i\neffective: {from: 2017-01-01}\n";
const FACTS: &str = "
units: {人: base, 元: base, 万元: 10000 元}
kinds: {stage: {label: 学段, values: {primary: 小学, junior: 初中}}}
entities:
  county: {label: 县, key: code, columns: {code: {label: 代码, type: text, required: true}, pay: {label: 工资, type: number, unit: 元}, rate: {label: 比率, type: share}}}
  school: {label: 学校, within: county, key: code, columns: {code: {label: 代码, type: text, required: true}, county: {label: 县, type: text, required: true}, stage: {label: 学段, type: stage}, students: {label: 学生数, type: count, unit: 人}, open: {label: 开办, type: flag}, since: {label: 日期, type: date}}}
";
const RULES: &str = "
rule R \"r\" for school require students >= 1 [人] and open
rule P \"p\" for county require pay >= 1 元 and rate >= 50% and count(school where stage == stage.primary) >= 1
conclusion C \"c\" for county require all of {R, P}
";

fn day() -> Date {
    Date::new(2026, 11, 23).unwrap_or(Date::ZERO)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn checked(files: &[(&str, &str)]) -> Option<CheckedPack> {
    let checked = check(load_memory(files, &SearchPath { dirs: Vec::new(), embedded: false }));
    // What is said must be sayable in both languages.
    for diagnostic in &checked.diagnostics {
        for language in [Language::Zh, Language::En] {
            let _ = diagnostic.message.text(language);
        }
    }
    checked.pack
}

/// A sound pack, checked once.
fn sample() -> Option<&'static CheckedPack> {
    static SAMPLE: OnceLock<Option<CheckedPack>> = OnceLock::new();
    let check = || checked(&[("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", RULES)]);
    SAMPLE.get_or_init(check).as_ref()
}

/// Reads files and judges what was read.
fn judged(files: &[(&str, &[u8])]) -> Option<Facts> {
    let (pack, folder) = (sample()?, tempfile::tempdir().ok()?);
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).ok()?;
    }
    let facts = read(pack, &[folder.path().to_owned()], day()).ok()?;
    for issue in &facts.issues {
        let _ = junheng::report::issue_text(issue, Language::Zh);
    }
    let _ = evaluate(pack, &facts, &Options::on(day()));
    Some(facts)
}

/// Rules of a pack.
pub fn rules(bytes: &[u8]) {
    let _ = checked(&[("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", &text(bytes))]);
}

/// YAML of a pack.
pub fn pack(bytes: &[u8]) {
    let _ = checked(&[("pack.yaml", PACK), ("facts.yaml", &text(bytes)), ("a.rules", RULES)]);
    let _ = checked(&[("pack.yaml", &text(bytes))]);
}

/// A table as CSV, below one that is sound.
pub fn csv(bytes: &[u8]) {
    judged(&[("县.csv", "代码,工资,比率\n1,2,50%\n".as_bytes()), ("学校.csv", bytes)]);
}

/// A workbook: an archive as it is, anything else as the cells of a sheet.
pub fn xlsx(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        judged(&[("县.xlsx", bytes)]);
    } else if let Some(book) = book(bytes) {
        judged(&[("县.xlsx", &book)]);
    }
}

/// A workbook whose only sheet has this XML between its rows' tags.
fn book(rows: &[u8]) -> Option<Vec<u8>> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const DOCUMENT: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut sheet = String::new();
    write!(sheet, "<worksheet xmlns=\"{MAIN}\"><sheetData>").ok()?;
    sheet.push_str(&text(rows));
    sheet.push_str("</sheetData></worksheet>");
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{DOCUMENT}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOCUMENT}\"><sheets><sheet name=\"县\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{DOCUMENT}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        out.write_all(content.as_bytes()).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// A workbook of the old format.
pub fn xls(bytes: &[u8]) {
    judged(&[("县.xls", bytes)]);
}

/// A report that is verified.
pub fn report(bytes: &[u8]) {
    let text = text(bytes);
    let Ok(claim) = claim(&text) else { return };
    let files: [(&str, &[u8]); 1] = [("县.csv", "代码,工资,比率\n1,2,50%\n".as_bytes())];
    if let (Some(pack), Some(facts)) = (sample(), judged(&files)) {
        let _ = verify(&text, &claim, pack, &facts, None, None);
    }
}

/// What an editor sends.
pub fn lsp(bytes: &[u8]) {
    let search = SearchPath { dirs: Vec::new(), embedded: false };
    let _ = junheng::tooling::lsp::serve(Cursor::new(bytes.to_vec()), std::io::sink(), Language::Zh, search);
}

/// Takes any bytes, and neither panics nor hangs.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("rules", rules),
    ("pack", pack),
    ("csv", csv),
    ("xlsx", xlsx),
    ("xls", xls),
    ("report", report),
    ("lsp", lsp),
];

/// Where the first inputs of a target are, below this folder.
pub fn corpus(fuzz: &Path, target: &str) -> std::path::PathBuf {
    fuzz.join("corpus").join(target)
}
