//! Workbooks as data: what a CSV folder says, a workbook says, too; what is wrong is named by its cell.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Facts, read};
use junheng::pack::{SearchPath, load};
use junheng::report::sheets::{Book, Cell, Look, Sheet, write};
use junheng::report::{Detail, ReportInput, issue_text, report};
use junheng::semantics::{CheckedPack, check};
use junheng::value::Date;

pub(crate) fn day() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

pub(crate) fn national() -> CheckedPack {
    check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// The tables of a folder: name and rows.
pub(crate) fn tables(folder: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        out.push((path.file_stem().unwrap().to_string_lossy().into_owned(), rows));
    }
    out.sort();
    out
}

/// The cells of a workbook as they are shown.
pub(crate) fn cells(path: &Path) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::Reader as _;
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let names = book.sheet_names();
    let rows = |range: calamine::Range<calamine::Data>| {
        range.rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
    };
    names.into_iter().map(|n| (n.clone(), rows(book.worksheet_range(&n).unwrap()))).collect()
}

/// A cell as a person's workbook has it: numbers as numbers, but codes as text.
fn typed(text: &str) -> Cell {
    let plain = text.replace(',', "");
    let number =
        plain.parse::<f64>().is_ok() && !plain.starts_with('0') || plain.starts_with("0.") || plain == "0";
    let code = text.len() > 5 && !text.contains([',', '.']);
    if number && !code { Cell::number(plain, Look::Number) } else { Cell::text(text, Look::Code) }
}

fn sheet(name: &str, rows: &[Vec<String>]) -> Sheet {
    Sheet {
        name: name.to_owned(),
        rows: rows.iter().map(|row| row.iter().map(|c| typed(c)).collect()).collect(),
        ..Sheet::default()
    }
}

fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    lines.iter().map(|l| l.split('|').map(str::to_owned).collect()).collect()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn book(&self, name: &str, sheets: Vec<Sheet>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, write(&Book { title: String::new(), sheets }).unwrap()).unwrap();
        path
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn issues(facts: &Facts) -> Vec<String> {
    facts.issues.iter().map(|i| issue_text(i, Language::Zh)).collect()
}

fn codes(facts: &Facts) -> Vec<(&'static str, Option<u32>)> {
    facts.issues.iter().map(|i| (i.code.id, i.row)).collect()
}

fn result(pack: &CheckedPack, facts: &Facts) -> serde_json::Value {
    let evaluation = evaluate(pack, facts, &Options { as_of: day(), counties: None });
    let input =
        ReportInput { pack, facts, evaluation: &evaluation, detail: Detail::Full, language: Language::Zh };
    serde_json::to_value(report(&input)).unwrap()["counties"].clone()
}

/// A county's tables with one sheet replaced.
fn with(name: &str, replaced: Sheet) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> =
        tables(&example("county-990001")).iter().map(|(n, rows)| sheet(n, rows)).collect();
    sheets.retain(|s| s.name != name);
    sheets.push(replaced);
    sheets
}

#[test]
fn a_workbook_says_what_the_folder_says() {
    let pack = national();
    let folder = Folder::new();
    let mut paths = Vec::new();
    let mut both = Vec::new();
    for name in ["county-990001", "county-990002"] {
        let sheets = tables(&example(name)).iter().map(|(n, rows)| sheet(n, rows)).collect();
        paths.push(folder.book(&format!("{name}.xlsx"), sheets));
        both.push(example(name));
        let csv = read(&pack, &both[both.len() - 1..], day()).unwrap();
        let book = read(&pack, &paths[paths.len() - 1..], day()).unwrap();
        assert_eq!(codes(&book), codes(&csv));
        assert_eq!(result(&pack, &book), result(&pack, &csv));
    }
    // Several in one call, or the folder that holds them.
    let csv = result(&pack, &read(&pack, &both, day()).unwrap());
    assert_eq!(result(&pack, &read(&pack, &paths, day()).unwrap()), csv);
    assert_eq!(result(&pack, &read(&pack, &[folder.0.path().to_owned()], day()).unwrap()), csv);
}

#[test]
fn mistakes_are_named_by_workbook_sheet_and_cell() {
    let pack = national();
    let folder = Folder::new();
    let wrong = rows(&[
        "学校|学段|在校生数|专任教师数|教学及辅助用房面积",
        "9900010001|小学|３９２|二十五|2028.6",
        "9900010002|小学|608人|38|-1",
        "9900010099|小学|1|1|1",
        "9900010001|小学|1|1|1",
    ]);
    let path = folder.book("示例县.xlsx", with("学部", sheet("学部", &wrong)));
    let facts = read(&pack, &[path], day()).unwrap();
    let found = issues(&facts);
    let start = |text: &str| assert!(found.iter().any(|i| i.contains(text)), "{text}: {found:#?}");
    start("[示例县.xlsx]学部!D2 “专任教师数”列: `二十五`");
    start("[示例县.xlsx]学部!C3 “在校生数”列: `608人`");
    start("[示例县.xlsx]学部!E3");
    start("[示例县.xlsx]学部!A4");
    start("[示例县.xlsx]学部!B5");
}

#[test]
fn headers_may_have_titles_several_rows_units_and_repeats() {
    let pack = national();
    let folder = Folder::new();
    let mut table = rows(&[
        "示例县学部基本情况表",
        "学校|学段|学生|教师|",
        "||在校生数|专任教师数|高于规定学历教师数",
        "||（人）|（人）|（人）",
        "9900010001|小学|392|25|21",
        "|初中|100|8|8",
        "学校|学段|学生|教师|",
        "||在校生数|专任教师数|高于规定学历教师数",
        "9900010002|小学|608|38|32",
        "|||| ",
    ]);
    table.push(vec![String::new(); 9]);
    let mut merged = sheet("学部", &table);
    merged.rows[5][0] = Cell::default();
    merged.merged = vec![(0, 0, 0, 4), (1, 0, 2, 0), (4, 0, 5, 0)];
    let path = folder.book("示例县.xlsx", with("学部", merged));
    let facts = read(&pack, &[path], day()).unwrap();
    let division = pack.find_entity("division").unwrap();
    let table = facts.table(division).unwrap();
    assert_eq!(table.len, 3, "{:#?}", issues(&facts));
    let (students, _) = pack.entity(division).unwrap().column("students").unwrap();
    let given: Vec<String> = (0..3).map(|r| format!("{:?}", facts.cell(division, r, students))).collect();
    for (cell, expected) in given.iter().zip(["392", "100", "608"]) {
        assert!(cell.contains(expected), "{given:?}");
    }
}

/// 小学 and 初中 stand over the same lower names, each in a cell that is merged over two columns.
#[test]
fn lower_names_that_repeat_are_joined_with_what_stands_above() {
    let columns = ["小学在校生数", "小学教师数", "初中在校生数", "初中教师数"];
    let columns: String = columns
        .iter()
        .enumerate()
        .map(|(i, label)| format!(", n{i}: {{label: {label}, type: number}}"))
        .collect();
    let facts_yaml = format!(
        "entities:\n  county: {{label: 县, key: code, columns: {{code: {{label: 代码, type: text, required: true}}{columns}}}}}\n"
    );
    let pack_yaml = "pack: a\nversion: 2017.1.0\ntitle: a\nissuer: a\neffective: {from: 2017-01-01}\n";
    let rules = "conclusion done \"done\" for county require n0 + n1 + n2 + n3 > 0\n";
    let files = [("pack.yaml", pack_yaml), ("facts.yaml", facts_yaml.as_str()), ("a.rules", rules)];
    let pack = check(junheng::pack::load_memory(&files, &SearchPath::default())).pack.unwrap();
    let folder = Folder::new();
    let mut county =
        sheet("县", &rows(&["代码|小学||初中|", "|在校生数|教师数|在校生数|教师数", "990001|392|25|100|8"]));
    county.merged = vec![(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)];
    let facts = read(&pack, &[folder.book("县.xlsx", vec![county])], day()).unwrap();
    assert_eq!(issues(&facts), [""; 0]);
    let entity = pack.find_entity("county").unwrap();
    for (i, number) in ["392", "25", "100", "8"].iter().enumerate() {
        let (column, _) = pack.entity(entity).unwrap().column(&format!("n{i}")).unwrap();
        let cell = format!("{:?}", facts.cell(entity, 0, column));
        assert!(cell.contains(number), "{i}: {cell}");
    }
}

#[test]
fn hidden_and_unknown_sheets_are_named_and_not_read() {
    let pack = national();
    let folder = Folder::new();
    let division = tables(&example("county-990001")).into_iter().find(|(n, _)| n == "学部").unwrap().1;
    let hidden = Sheet { hidden: true, ..sheet("学部", &division) };
    let mut sheets = with("学部", hidden);
    sheets.push(sheet("食堂", &rows(&["学校|面积"])));
    sheets.push(sheet("填表说明", &rows(&["随便写"])));
    let path = folder.book("示例县.xlsx", sheets);
    let facts = read(&pack, &[path], day()).unwrap();
    let found = issues(&facts);
    assert!(found.iter().any(|i| i.contains("JH0972") && i.contains("学部")), "{found:#?}");
    assert!(found.iter().any(|i| i.contains("JH0916") && i.contains("食堂")), "{found:#?}");
    assert!(!found.iter().any(|i| i.contains("填表说明")), "{found:#?}");
}

/// Rewrites the parts of a workbook's archive.
fn rewrite(bytes: &[u8], mut change: impl FnMut(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        out.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn good_book() -> Vec<u8> {
    let sheets = tables(&example("county-990001")).iter().map(|(n, rows)| sheet(n, rows)).collect();
    write(&Book { title: String::new(), sheets }).unwrap()
}

fn only_issue(pack: &CheckedPack, path: &Path) -> String {
    let started = std::time::Instant::now();
    let facts = read(pack, &[path.to_owned()], day()).unwrap();
    assert!(started.elapsed().as_secs() < 60);
    assert!(facts.has_errors());
    let found = issues(&facts);
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].clone()
}

#[test]
fn truncated_encrypted_and_foreign_files_are_errors() {
    let pack = national();
    let folder = Folder::new();
    let good = good_book();
    for (name, bytes) in [
        ("截断.xlsx", &good[..good.len() / 2]),
        ("空.xlsx", b"".as_slice()),
        ("文本.xlsx", "代码,县名".as_bytes()),
        ("旧.xls", &[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0u8; 2000]].concat()),
    ] {
        let path = folder.file(name, bytes);
        assert!(only_issue(&pack, &path).contains("JH0970"), "{name}");
    }
    // A damaged one does not keep the others from being read.
    let facts = read(&pack, &[folder.0.path().to_owned(), example("county-990002")], day()).unwrap();
    assert!(facts.has_errors());
    assert_eq!(facts.counties.len(), 1);
}

#[test]
fn bombs_are_refused_before_they_are_opened() {
    let pack = national();
    let folder = Folder::new();
    let path = folder.0.path().join("炸弹.xlsx");
    let mut out = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    out.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let chunk = vec![b' '; 1 << 20];
    for _ in 0..1100 {
        out.write_all(&chunk).unwrap();
    }
    out.finish().unwrap();
    assert!(only_issue(&pack, &path).contains("JH0914"));
}

#[test]
fn a_million_blank_rows_and_a_far_corner_cost_little() {
    let pack = national();
    let folder = Folder::new();
    let bytes = rewrite(&good_book(), |name, text| {
        if name != "xl/worksheets/sheet3.xml" {
            return text;
        }
        let mut blank = String::new();
        for row in 1000..1_000_000 {
            use std::fmt::Write as _;
            write!(blank, "<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"/></row>").unwrap();
        }
        blank.push_str("<row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>");
        text.replace("</sheetData>", &format!("{blank}</sheetData>"))
    });
    let path = folder.file("示例县.xlsx", &bytes);
    let started = std::time::Instant::now();
    let facts = read(&pack, &[path], day()).unwrap();
    assert!(started.elapsed().as_secs() < 60);
    assert!(!facts.has_errors(), "{:#?}", issues(&facts));
}

#[test]
fn formulas_count_by_their_results_and_are_errors_without() {
    let pack = national();
    let folder = Folder::new();
    let mut division = sheet("学部", &rows(&["学校|学段|在校生数|专任教师数", "9900010001|小学|392|25"]));
    division.rows[1][2] = Cell::formula("=300+92", "392", Look::Number);
    division.rows[1][3] = Cell::formula("=20+5", "25", Look::Number);
    let path = folder.book("示例县.xlsx", with("学部", division));
    let bytes =
        rewrite(&fs::read(&path).unwrap(), |_, text| text.replace("<v>25</v></c></row>", "</c></row>"));
    let facts = read(&pack, &[folder.file("示例县.xlsx", &bytes)], day()).unwrap();
    let found = issues(&facts);
    let uncomputed: Vec<_> = found.iter().filter(|i| i.contains("JH0973")).collect();
    assert_eq!(uncomputed.len(), 1, "{found:#?}");
    assert!(uncomputed[0].contains("学部!D2"));
}

#[test]
fn days_percentages_and_padded_codes_are_read_as_shown() {
    let pack = national();
    let folder = Folder::new();
    let mut monitoring = sheet(
        "质量监测",
        &rows(&["县|学科|学段|水平等级|校际差异率（%）", "990001|数学|小学|Ⅲ|x", "990001|数学|初中|Ⅲ|x"]),
    );
    monitoring.rows[1][4] = Cell::number("0.14", Look::Percent);
    monitoring.rows[2][4] = Cell::number("12.5", Look::Number);
    let mut finding = sheet(
        "评定记录",
        &rows(&[
            "评定项|对象|结果|佐证|评定人|日期",
            "G1|990001|是|材料|督导组|x",
            "G2|990001|是|材料|督导组|x",
        ]),
    );
    finding.rows[1][5] = Cell {
        value: junheng::report::sheets::CellValue::Date(Date::new(2026, 9, 1).unwrap()),
        look: Look::Date,
    };
    finding.rows[2][5] = Cell::number("46266", Look::Number);
    let mut sheets = with("质量监测", monitoring);
    sheets.retain(|s| s.name != "评定记录");
    sheets.push(finding);
    let path = folder.book("示例县.xlsx", sheets);
    let facts = read(&pack, &[path], day()).unwrap();
    assert_eq!(issues(&facts), Vec::<String>::new());
    let entity = pack.find_entity("monitoring").unwrap();
    let (variation, _) = pack.entity(entity).unwrap().column("variation").unwrap();
    let given: Vec<String> = (0..2).map(|r| format!("{:?}", facts.cell(entity, r, variation))).collect();
    let number = |text: &str| {
        format!("{:?}", junheng::facts::Cell::Number(junheng::value::Number::parse_decimal(text).unwrap()))
    };
    assert_eq!(given, [number("0.14"), number("0.125")]);
    assert!(facts.findings.by_subject.values().all(|f| f.date == Date::new(2026, 9, 1).ok()));
}

const PERSONAL: [(&str, &str); 3] = [
    ("p/pack.yaml", "标准包: sample\n版本: 2017.1.0\n名称: 示例\n发布单位: 示例\n有效期: {起: 2017-01-01}\n"),
    (
        "p/facts.yaml",
        "单位表: {元: 基本}\n数据表:\n  county:\n    标签: 县\n    识别列: [code]\n    列:\n      code: {标签: 代码, 类型: 文本, 必填: true}\n  teacher:\n    标签: 教师\n    上级: county\n    识别列: [county, code]\n    列:\n      county: {标签: 县, 类型: 文本, 必填: true}\n      code: {标签: 工号, 类型: 文本, 必填: true, 个人信息: true}\n      pay: {标签: 工资, 类型: 数值, 单位: 元, 个人信息: true}\n指标:\n  R1: {名称: 工资, 适用: teacher, 算法: 工资, 单位: 元, 不低于: 50000}\n",
    ),
    (
        "p/a.rules",
        "规则 P1 \"工资\" 适用 教师 要求 {R1} 均达到\n定义 own \"本人工资\" 适用 教师 [元] = 工资\n结论 C \"认定\" 适用 县 要求 P1\n",
    ),
];

#[test]
fn personal_values_reach_no_output() {
    let checked =
        check(junheng::pack::load_memory(&PERSONAL, &SearchPath { dirs: Vec::new(), embedded: false }));
    let all: Vec<String> = checked.diagnostics.iter().map(|d| d.message.text(Language::En)).collect();
    let pack = checked.pack.unwrap_or_else(|| panic!("{all:?}"));
    let folder = Folder::new();
    let path = folder.book(
        "示例县.xlsx",
        vec![
            sheet("县", &rows(&["代码", "990001"])),
            sheet(
                "教师",
                &rows(&[
                    "县|工号|工资",
                    "990001|SECRET1|98765",
                    "990001|SECRET2|43210",
                    "990001|SECRET3|7654x",
                    "990001|SECRET3|5",
                ]),
            ),
        ],
    );
    let facts = read(&pack, std::slice::from_ref(&path), day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options { as_of: day(), counties: None });
    let mut everything = String::new();
    for language in [Language::Zh, Language::En] {
        let input = ReportInput {
            pack: &pack,
            facts: &facts,
            evaluation: &evaluation,
            detail: Detail::Full,
            language,
        };
        everything += &serde_json::to_string(&report(&input)).unwrap();
        everything += &junheng::report::text::report(&input);
        let issues: Vec<_> = facts.issues.iter().collect();
        let originals = junheng::facts::originals(&pack, std::slice::from_ref(&path)).unwrap();
        let copy = write(&junheng::report::annotated(&originals, &issues, language)).unwrap();
        rewrite(&copy, |_, text| {
            everything += &text;
            text
        });
    }
    everything +=
        &format!("{:?}", junheng::evaluation::plausibility(&pack, &facts, &evaluation, Some(&facts)));
    assert!(facts.issues.len() >= 2);
    for secret in ["SECRET", "98765", "43210", "7654"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[test]
fn the_copy_marks_what_is_wrong_and_can_be_read_again() {
    let pack = national();
    let folder = Folder::new();
    let wrong =
        rows(&["学校|学段|在校生数|专任教师数", "9900010001|小学|392人|25", "9900010002|小学|608|38"]);
    let path = folder.book("示例县.xlsx", with("学部", sheet("学部", &wrong)));
    let out = folder.0.path().join("问题.xlsx");
    let (data, copy) = (path.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
    let done = crate::cli::run(&[
        "eval",
        &data,
        "--pack",
        "national@2017",
        "--as-of",
        "2026-11-23",
        "--annotate",
        &copy,
    ]);
    assert_eq!(crate::cli::code(&done), 1);
    let mut parts = String::new();
    rewrite(&fs::read(&out).unwrap(), |name, text| {
        if name.contains("comments") || name.contains("sharedStrings") {
            parts += &text;
        }
        text
    });
    assert!(parts.contains("`392人` 不符合要求") && parts.contains("[示例县.xlsx]学部!C2"), "{parts}");
    let (first, again) = (read(&pack, &[path], day()).unwrap(), read(&pack, &[out], day()).unwrap());
    assert_eq!(codes(&first), codes(&again));
    assert_eq!(result(&pack, &first), result(&pack, &again));
    // The data themselves are not written over.
    let own = crate::cli::run(&["eval", &data, "--pack", "national@2017", "--annotate", &data]);
    assert_eq!(crate::cli::code(&own), 1);
    assert!(crate::cli::out(&own).is_empty());
}

#[test]
fn names_with_path_separators_stay_names() {
    let pack = national();
    let folder = Folder::new();
    let bytes = rewrite(&good_book(), |name, text| {
        if name == "xl/workbook.xml" {
            text.replace("name=\"专用教室\"", "name=\"../../专用教室\"")
        } else {
            text
        }
    });
    let path = folder.file("示例县.xlsx", &bytes);
    let facts = read(&pack, std::slice::from_ref(&path), day()).unwrap();
    assert!(issues(&facts).iter().any(|i| i.contains("JH0916")), "{:#?}", issues(&facts));
    let originals = junheng::facts::originals(&pack, &[path]).unwrap();
    assert!(write(&junheng::report::annotated(&originals, &[], Language::Zh)).is_ok());
}

#[test]
fn what_looks_mistaken_is_a_warning_with_its_rule() {
    let pack = national();
    let folder = Folder::new();
    let mut division = tables(&example("county-990001")).into_iter().find(|(n, _)| n == "学部").unwrap().1;
    let at = |heading: &str| division[0].iter().position(|h| h.starts_with(heading)).unwrap();
    let (equipment, students) = (at("教学仪器设备值"), at("在校生数"));
    let twin = division[1][2..].to_vec();
    division[2].truncate(2);
    division[2].extend(twin);
    let mut typed = sheet("学部", &division);
    // Ten thousand times too much: yuan under a heading of 万元.
    typed.rows[3][equipment] = Cell::number("972160", Look::Number);
    typed.rows[4][students] = Cell::number("9", Look::Number);
    let path = folder.book("示例县.xlsx", with("学部", typed));
    let facts = read(&pack, &[path], day()).unwrap();
    let before = read(&pack, &[example("county-990001")], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options { as_of: day(), counties: None });
    let found = junheng::evaluation::plausibility(&pack, &facts, &evaluation, Some(&before));
    let rows = |code: &str| -> Vec<Option<u32>> {
        found.iter().filter(|i| i.code.id == code).map(|i| i.row).collect()
    };
    assert!(found.iter().all(|i| i.code.severity == junheng::diagnostic::Severity::Warning));
    assert_eq!(rows("JH0975"), [Some(3)]);
    assert!(rows("JH0976").contains(&Some(4)), "{found:#?}");
    assert!(rows("JH0977").contains(&Some(5)), "{found:#?}");
    // The county as it is has nothing of the sort.
    let evaluation = evaluate(&pack, &before, &Options { as_of: day(), counties: None });
    let quiet = junheng::evaluation::plausibility(&pack, &before, &evaluation, Some(&before));
    let quiet: Vec<String> = quiet.iter().map(|i| issue_text(i, Language::Zh)).collect();
    insta::assert_snapshot!("plausibility_of_the_failing_county", quiet.join("\n"));
}
