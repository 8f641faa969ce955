//! Data files: what is read, what is said of mistakes, and what becomes of the counties that they concern.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::fmt::Write;
use std::path::PathBuf;

use junheng::diagnostic::{Language, Severity};
use junheng::facts::{COUNTY, Cell, Facts, FindingResult, RawTable, Reason, from_tables, read};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{CheckedPack, check};
use junheng::value::{Date, Number, parse_date};
use proptest::prelude::*;

const PACK_YAML: &str =
    "标准包: sample\n版本: 2017.1.0\n名称: 示例标准\n发布单位: 示例\n有效期: {起: 2017-01-01}\n";

const FACTS_YAML: &str = "
单位表: {人: 基本, 百人: 100 人, 平方米: 基本, 元: 基本, 万元: 10000 元}
选项表:
  stage: {标签: 学段, 可选值: {primary: 小学, junior: 初中}}
  level: {标签: 等级划分, 可选值: {one: Ⅰ, two: Ⅱ, three: Ⅲ}, 有序: true}
数据表:
  county:
    标签: 县
    识别列: [code]
    列:
      code: {标签: 代码, 类型: 文本, 必填: true}
      name: {标签: 县名, 类型: 文本, 仅展示: true}
      pay: {标签: 平均工资, 类型: 数值, 单位: 元, 最小值: 0}
      satisfied: {标签: 满意率, 类型: 比例}
      level: {标签: 等级划分, 类型: level}
      recognised_on: {标签: 认定日期, 类型: 日期, 最小值: 2000-01-01}
  school:
    标签: 学校
    上级: county
    识别列: [code]
    列:
      code: {标签: 代码, 类型: 文本, 必填: true}
      county: {标签: 县, 类型: 文本, 必填: true}
      name: {标签: 校名, 类型: 文本, 必填: true, 仅展示: true}
      boarding: {标签: 寄宿制, 类型: 是否}
  division:
    标签: 学部
    上级: school
    识别列: [school, stage]
    应有: 每上级
    列:
      school: {标签: 学校, 类型: 文本, 必填: true}
      stage: {标签: 学段, 类型: stage, 必填: true}
      students: {标签: 在校生数, 类型: 计数, 单位: 人, 最大值: 5000}
      area: {标签: 面积, 类型: 数值, 单位: 平方米, 最小值: 0}
      equipment: {标签: 设备值, 类型: 数值, 单位: 元, 最小值: 0}
  teacher:
    标签: 教师
    上级: division
    识别列: [school, stage, code]
    应有: 每上级
    列:
      school: {标签: 学校, 类型: 文本, 必填: true}
      stage: {标签: 学段, 类型: stage, 必填: true}
      code: {标签: 工号, 类型: 文本, 必填: true, 个人信息: true}
      hours: {标签: 学时, 类型: 计数, 个人信息: true}
  room:
    标签: 专用教室
    上级: school
    识别列: [school, code]
    应有: 可无
    列:
      school: {标签: 学校, 类型: 文本, 必填: true}
      code: {标签: 编号, 类型: 文本, 必填: true}
      area: {标签: 面积, 类型: 数值, 单位: 平方米}
";

const RULES: &str = "
规则 P1 \"教师工资\" 适用 县 要求 平均工资 >= 1元 且 满意率 >= 0.5 且 等级划分 不低于 Ⅱ 且 认定日期 早于 2030-01-01
规则 P2 \"在校生\" 适用 学部 要求 在校生数 > 0人 且 面积 > 0平方米 且 设备值 > 0元 且 每个 教师: 学时 >= 10
规则 P3 \"学校\" 适用 学校 要求 寄宿制 或 每个 专用教室: 专用教室.面积 > 1平方米
规则 J1 规划布局 \"规划布局合理\" 适用 县 要求 评定
规则 J2 文化建设 \"文化建设良好\" 适用 学校 要求 评定 不低于 良好
规则 J3 课程 \"课程开齐\" 适用 学部 要求 评定
结论 recognised \"认定\" 适用 县 要求 {P1, P2, P3, J1, J2, J3} 均达到
";

fn pack() -> CheckedPack {
    let files = [("p/pack.yaml", PACK_YAML), ("p/facts.yaml", FACTS_YAML), ("p/a.rules", RULES)];
    let checked = check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }));
    let all: Vec<String> = checked.diagnostics.iter().map(|d| d.message.text(Language::En)).collect();
    checked.pack.unwrap_or_else(|| panic!("{all:?}"))
}

fn today() -> Date {
    parse_date("2026-11-23").unwrap()
}

/// A county of two schools, with nothing wrong.
const GOOD: [(&str, &str); 6] = [
    ("县.csv", "代码,县名,平均工资,满意率,等级划分,认定日期\n990001,示例县,80000,86.5%,Ⅲ,2025-09-10\n"),
    ("学校.csv", "代码,县,校名,寄宿制\n9900010001,990001,示例一小,否\n9900010002,990001,示例二中,是\n"),
    (
        "学部.csv",
        "学校,学段,在校生数,面积,设备值\n9900010001,小学,800,4200.5,1600000\n9900010002,初中,600,5100,1800000\n",
    ),
    ("教师.csv", "学校,学段,工号,学时\n9900010001,小学,T01,360\n9900010002,初中,T02,365\n"),
    ("专用教室.csv", "学校,编号,面积\n9900010001,音乐1,96\n"),
    (
        "评定记录.csv",
        "评定项,对象,结果,佐证,评定人,日期\nJ1,990001,是,规划文件,督导组甲,2026-10-01\n文化建设,9900010001,良好,活动记录,督导组甲,2026-10-02\n",
    ),
];

/// A folder with these files besides or instead of the good ones; one without content is left out.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in GOOD {
        if !files.iter().any(|(n, _)| *n == name) {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
    }
    for (name, bytes) in files.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn facts(pack: &CheckedPack, files: &[(&str, &str)]) -> Facts {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let dir = folder(&files);
    read(pack, &[dir.path().to_owned()], today()).unwrap()
}

/// What is said of the data, in both languages, and which counties are left out.
fn printed(facts: &Facts) -> String {
    let mut out = String::new();
    for issue in &facts.issues {
        let severity = if issue.code.severity == Severity::Error { "error" } else { "warning" };
        let _ = write!(out, "{severity} {} {}", issue.code.id, issue.file);
        for part in [issue.row.map(|r| r.to_string()), issue.column.as_ref().map(|c| format!("[{c}]"))] {
            let _ = write!(out, " {}", part.as_deref().unwrap_or("-"));
        }
        if let Some(value) = &issue.value {
            let _ = write!(out, " {value:?}");
        }
        if let Some(county) = &issue.county {
            let _ = write!(out, " (leaves out {county})");
        }
        let _ = write!(
            out,
            "\n    {}\n    {}\n",
            issue.message.text(Language::Zh),
            issue.message.text(Language::En)
        );
    }
    let left: Vec<&str> = facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
    if !left.is_empty() {
        let _ = writeln!(out, "left out: {}", left.join(" "));
    }
    out
}

/// One snapshot of many cases: `(name, files)`.
fn snapshot(name: &str, cases: &[(&str, &[(&str, &str)])]) {
    let pack = pack();
    let mut out = String::new();
    for (case, files) in cases {
        let _ = write!(out, "== {case}\n{}\n", printed(&facts(&pack, files)));
    }
    insta::assert_snapshot!(name, out);
}

const COUNTY_HEAD: &str = "代码,县名,平均工资,满意率,等级划分,认定日期\n";
const DIVISION_HEAD: &str = "学校,学段,在校生数,面积,设备值\n";

fn county_cell(column: usize, cell: &str) -> String {
    let mut cells = ["990001", "示例县", "80000", "86.5%", "Ⅲ", "2025-09-10"].map(str::to_owned);
    cells[column] = cell.to_owned();
    format!("{COUNTY_HEAD}{}\n", cells.join(","))
}

fn find(
    pack: &CheckedPack,
    entity: &str,
    column: &str,
) -> (junheng::semantics::EntityIx, junheng::semantics::ColumnIx) {
    let ix = pack.find_entity(entity).unwrap();
    (ix, pack.entity(ix).unwrap().column(column).unwrap().0)
}

fn cell(pack: &CheckedPack, facts: &Facts, entity: &str, row: u32, column: &str) -> Cell {
    let (entity, column) = find(pack, entity, column);
    facts.cell(entity, row, column)
}

fn number(text: &str) -> Cell {
    Cell::Number(Number::parse_decimal(text).unwrap())
}

#[test]
fn good_data_has_no_issues() {
    let pack = pack();
    let facts = facts(&pack, &[]);
    assert_eq!(printed(&facts), "");
    assert_eq!(facts.counties.len(), 1);
    assert_eq!(cell(&pack, &facts, "county", 0, "satisfied"), number("0.865"));
    assert_eq!(cell(&pack, &facts, "county", 0, "level"), Cell::Kind(2));
    assert_eq!(cell(&pack, &facts, "division", 0, "area"), number("4200.5"));
    assert_eq!(cell(&pack, &facts, "school", 1, "boarding"), Cell::Flag(true));
    assert_eq!(facts.findings.by_subject.len(), 2);
}

#[test]
fn cells() {
    let county = |column, value: &str| county_cell(column, value);
    let division =
        |rest: &str| format!("{DIVISION_HEAD}9900010001,小学,{rest}\n9900010002,初中,600,5100,1800000\n");
    let cases: Vec<(&str, &str, String)> = vec![
        ("words for a number", "县.csv", county(2, "八万")),
        ("a unit in the cell", "县.csv", county(2, "80000元")),
        ("another unit in the cell", "县.csv", county(2, "8万元")),
        ("money sign", "县.csv", county(2, "￥80000")),
        ("percent where there is a unit", "县.csv", county(2, "80%")),
        ("scientific notation", "县.csv", county(2, "8E+04")),
        ("misplaced commas", "县.csv", county(2, "\"8,00,00\"")),
        ("a dash for nothing", "县.csv", county(2, "—")),
        ("a word for nothing", "县.csv", county(2, "暂无")),
        ("N/A", "县.csv", county(2, "#N/A")),
        ("a formula's error", "县.csv", county(2, "#REF!")),
        ("below the bound", "县.csv", county(2, "-0.01")),
        ("above the bound", "学部.csv", division("5001,1,1")),
        ("half a student", "学部.csv", division("800.5,1,1")),
        ("minus students", "学部.csv", division("-1,1,1")),
        ("students with unit", "学部.csv", division("800人,1,1")),
        ("percent without sign", "县.csv", county(3, "86.5")),
        ("negative share", "县.csv", county(3, "-0.1")),
        (
            "kind misspelt",
            "学校.csv",
            "代码,县,校名,寄宿制\n9900010001,990001,示例一小,寄宿\n9900010002,990001,示例二中,是\n".into(),
        ),
        ("a level that is none", "县.csv", county(4, "Ⅳ")),
        ("a date that is none", "县.csv", county(5, "2025-02-30")),
        ("a day number", "县.csv", county(5, "45910")),
        ("a date before the bound", "县.csv", county(5, "1999-12-31")),
        (
            "a required name is empty",
            "学校.csv",
            "代码,县,校名,寄宿制\n9900010001,990001,,否\n9900010002,990001,示例二中,是\n".into(),
        ),
        (
            "personal values are not shown",
            "教师.csv",
            "学校,学段,工号,学时\n9900010001,小学,T01,很多\n9900010002,初中,T02,365\n".into(),
        ),
        ("row too short", "学部.csv", division("800,1")),
        ("row too long", "学部.csv", division("1,200,1,1")),
    ];
    let cases: Vec<(&str, Vec<(&str, &str)>)> =
        cases.iter().map(|(case, file, text)| (*case, vec![(*file, text.as_str())])).collect();
    let cases: Vec<(&str, &[(&str, &str)])> = cases.iter().map(|(c, f)| (*c, f.as_slice())).collect();
    snapshot("data_cells", &cases);
}

#[test]
fn headers() {
    snapshot(
        "data_headers",
        &[
            ("unknown column", &[("专用教室.csv", "学校,编号,面积,楼层\n9900010001,音乐1,96,2\n")]),
            (
                "misspelt column",
                &[("学部.csv", "学校,学段,在校学生数,面积\n9900010001,小学,800,1\n9900010002,初中,600,1\n")],
            ),
            ("the same column twice", &[("专用教室.csv", "学校,编号,面积,area\n9900010001,音乐1,96,97\n")]),
            ("the key twice", &[("专用教室.csv", "学校,编号,code,面积\n9900010001,音乐1,音乐1,96\n")]),
            ("unknown unit", &[("专用教室.csv", "学校,编号,面积（平米）\n9900010001,音乐1,96\n")]),
            ("unit of another sort", &[("专用教室.csv", "学校,编号,面积（万元）\n9900010001,音乐1,96\n")]),
            ("unit of a share", &[("县.csv", "代码,满意率（人）\n990001,86\n")]),
            ("a note in brackets", &[("专用教室.csv", "学校,编号,面积（2026年）\n9900010001,音乐1,96\n")]),
            ("missing key", &[("专用教室.csv", "学校,面积\n9900010001,96\n")]),
            ("key misspelt", &[("专用教室.csv", "学校,编码,面积\n9900010001,音乐1,96\n")]),
            ("missing parent", &[("学校.csv", "代码,校名,寄宿制\n9900010001,示例一小,否\n")]),
            ("missing required column", &[("学校.csv", "代码,县\n9900010001,990001\n9900010002,990001\n")]),
            (
                "title above the header",
                &[("专用教室.csv", "专用教室一览表,,\n,,\n学校,编号,面积\n9900010001,音乐1,96\n")],
            ),
            ("no header", &[("专用教室.csv", "9900010001,音乐1,96\n9900010001,美术1,96\n")]),
            (
                "values without a heading",
                &[(
                    "专用教室.csv",
                    "学校,编号,面积,,\n9900010001,音乐1,96,,\n9900010001,美术1,96,朝南,\n9900010001,美术2,96,朝北,\n",
                )],
            ),
        ],
    );
}

#[test]
fn files() {
    snapshot(
        "data_files",
        &[
            (
                "misspelt file",
                &[("专用教室.csv", ""), ("专用教师.csv", "学校,编号,面积\n9900010001,音乐1,96\n")],
            ),
            (
                "file of no table",
                &[
                    ("食堂.csv", "学校,面积\n9900010001,96\n"),
                    ("说明.csv", "读我"),
                    (".~lock.学校.csv#", "x"),
                    ("._学校.csv", "x"),
                    ("~$学校.csv", "x"),
                ],
            ),
            ("two files of one table", &[("School.CSV", GOOD[1].1)]),
            ("workbook beside", &[("学校.xlsx", "PK")]),
            ("workbook under a wrong name", &[("学校.csv", "PK\u{3}\u{4}...")]),
            ("text beside", &[("教师.csv", ""), ("教师.txt", "学校,学段,工号,学时\n")]),
            ("empty file", &[("专用教室.csv", "\n\n")]),
            (
                "open quote",
                &[(
                    "学校.csv",
                    "代码,县,校名,寄宿制\n9900010001,990001,\"示例一小,否\n9900010002,990001,示例二中,是\n",
                )],
            ),
            (
                "no county named",
                &[
                    ("县.csv", "代码\n"),
                    ("学校.csv", "代码,县,校名\n"),
                    ("学部.csv", ""),
                    ("教师.csv", ""),
                    ("专用教室.csv", ""),
                    ("评定记录.csv", ""),
                ],
            ),
        ],
    );
}

#[test]
fn codes() {
    const SCHOOLS: &str = "代码,县,校名\n9900010001,990001,示例一小\n9900010002,990001,示例二中\n";
    let two = format!("{COUNTY_HEAD}990001,甲,,,,\n990002,乙,,,,\n");
    snapshot(
        "data_codes",
        &[
            (
                "code empty",
                &[
                    ("学校.csv", "代码,县,校名\n9900010001,990001,示例一小\n,990001,示例二中\n"),
                    ("学部.csv", ""),
                    ("教师.csv", ""),
                ],
            ),
            (
                "a total below",
                &[("学部.csv", "学校,学段,在校生数\n9900010001,小学,800\n9900010002,初中,600\n合计,,1400\n")],
            ),
            (
                "a total among the codes",
                &[("县.csv", "代码,县名\n990001,示例县\n合计,\n"), ("专用教室.csv", "学校,编号\n合计,3\n")],
            ),
            (
                "school twice",
                &[(
                    "学校.csv",
                    "代码,县,校名\n9900010001,990001,示例一小\n9900010002,990001,示例二中\n9900010001,990001,示例三小\n",
                )],
            ),
            (
                "school of no county",
                &[("学校.csv", "代码,县,校名\n9900010001,990001,示例一小\n9900010002,990010,示例二中\n")],
            ),
            (
                "school in two counties",
                &[
                    ("县.csv", &two),
                    (
                        "学校.csv",
                        "代码,县,校名\n9900010001,990001,示例一小\n9900010002,990002,示例二中\n9900010001,990002,示例三小\n",
                    ),
                ],
            ),
            (
                "division of no school",
                &[
                    (
                        "学部.csv",
                        "学校,学段,在校生数\n9900010001,小学,800\n990001002,初中,600\n990001002,小学,600\n",
                    ),
                    ("教师.csv", ""),
                ],
            ),
            (
                "many rows of no school",
                &[("专用教室.csv", "学校,编号\n9900010003,1\n9900010003,2\n9900010001,1\n9900010003,3\n")],
            ),
            (
                "leading zero lost",
                &[("县.csv", "代码\n0990001\n"), ("学校.csv", SCHOOLS), ("评定记录.csv", "")],
            ),
            (
                "code as a number",
                &[
                    ("学校.csv", "代码,县,校名\n9.90001E+09,990001,示例一小\n9900010002,990001,示例二中\n"),
                    ("教师.csv", ""),
                    ("学部.csv", "学校,学段\n9900010002,初中\n"),
                    ("专用教室.csv", ""),
                    ("评定记录.csv", ""),
                ],
            ),
            (
                "stage of no school",
                &[(
                    "教师.csv",
                    "学校,学段,工号\n9900010001,小学,T01\n9900010001,初中,T02\n9900010002,初中,T03\n",
                )],
            ),
            (
                "teacher twice",
                &[(
                    "教师.csv",
                    "学校,学段,工号\n9900010001,小学,T01\n9900010001,小学,T01\n9900010002,初中,T01\n",
                )],
            ),
            ("no schools, one county", &[("学校.csv", "")]),
            ("no schools, two counties", &[("县.csv", &two), ("学校.csv", "")]),
            (
                "schools unusable, two counties",
                &[("县.csv", &two), ("学校.csv", "代码,校名\n9900010001,示例一小\n")],
            ),
            ("county without code", &[("县.csv", "代码,县名\n,示例县\n")]),
        ],
    );
}

#[test]
fn findings() {
    const HEAD: &str = "评定项,对象,结果,佐证,评定人,日期";
    let cases = [
        ("no such rule", "J9,990001,是,材料,甲,2026-10-01"),
        ("misspelt rule", "规划布置,990001,是,材料,甲,2026-10-01"),
        ("computed rule", "P1,990001,是,材料,甲,2026-10-01"),
        ("no such county", "J1,990002,是,材料,甲,2026-10-01"),
        ("a school for a county", "J1,9900010001,是,材料,甲,2026-10-01"),
        ("a school for a division", "J3,9900010001,是,材料,甲,2026-10-01"),
        ("no such division", "J3,9900010001/初中,是,材料,甲,2026-10-01"),
        ("a flag for a grade", "J2,9900010001,是,材料,甲,2026-10-01"),
        ("a grade for a flag", "J1,990001,良好,材料,甲,2026-10-01"),
        ("without grounds", "J1,990001,是,,,"),
        ("in the future", "J1,990001,是,材料,甲,2026-11-24"),
        ("said twice", "J1,990001,是,材料,甲,2026-10-01\nJ1,990001,√,材料,甲,2026-10-01"),
        (
            "in disagreement",
            "J1,990001,是,材料,甲,2026-10-01\nJ1,990001,否,材料,乙,2026-10-02\nJ1,990001,是,材料,丙,2026-10-03",
        ),
        ("without item", ",990001,是,材料,甲,2026-10-01"),
    ];
    let texts: Vec<(&str, String)> =
        cases.iter().map(|(c, rows)| (*c, format!("{HEAD}\n{rows}\n"))).collect();
    let mut files: Vec<(&str, [(&str, &str); 1])> =
        texts.iter().map(|(c, text)| (*c, [("评定记录.csv", text.as_str())])).collect();
    files.push((
        "columns left out",
        [("评定记录.csv", "评定项,对象,结果\nJ1,990001,是\nJ2,9900010001,良好\n")],
    ));
    let files: Vec<(&str, &[(&str, &str)])> = files.iter().map(|(c, f)| (*c, f.as_slice())).collect();
    snapshot("data_findings", &files);
}

#[test]
fn findings_are_found_by_rule_and_subject() {
    let pack = pack();
    let result = |rows: &str, item: &str, row: u32| {
        let text = format!("评定项,对象,结果,佐证,评定人,日期\n{rows}\n");
        let facts = facts(&pack, &[("评定记录.csv", ""), ("评定.csv", &text)]);
        facts.findings.by_subject.get(&(pack.find_item(item).unwrap(), row)).map(|f| f.result)
    };
    assert_eq!(result("J1,990001,否,x,y,2026-10-01", "J1", 0), Some(FindingResult::Flag(false)));
    assert_eq!(result("文化建设,9900010002,优秀,x,y,2026-10-01", "J2", 1), Some(FindingResult::Grade(3)));
    assert_eq!(result("课程,9900010002／初中,×,x,y,2026-10-01", "J3", 1), Some(FindingResult::Flag(false)));
    assert_eq!(result("J3,9900010002/junior,Y,x,y,2026-10-01", "J3", 1), Some(FindingResult::Flag(true)));
    assert_eq!(result("J1,990001,,x,y,2026-10-01", "J1", 0), Some(FindingResult::Missing(Reason::Empty)));
    assert_eq!(result("J1,990001,也许,x,y,2026-10-01", "J1", 0), Some(FindingResult::Missing(Reason::Bad)));
    let both = "J1,990001,是,x,y,2026-10-01\nJ1,990001,否,x,y,2026-10-01";
    assert_eq!(result(both, "J1", 0), Some(FindingResult::Missing(Reason::Bad)));
    assert_eq!(
        result(&format!("{both}\nJ1,990001,是,x,y,2026-10-01"), "J1", 0),
        Some(FindingResult::Missing(Reason::Bad))
    );
}

#[test]
fn values_are_read_as_people_write_them() {
    let pack = pack();
    let value = |column: usize, name: &str, text: &str| {
        let facts = facts(&pack, &[("县.csv", &county_cell(column, text))]);
        assert_eq!(printed(&facts), "", "{text}");
        cell(&pack, &facts, "county", 0, name)
    };
    for (text, same) in [
        ("80000", "80000"),
        ("\"80,000\"", "80000"),
        ("８０，０００．５", "80000.5"),
        (" 80000.50 ", "80000.5"),
        ("\u{3000}80000\u{a0}", "80000"),
        ("0", "0"),
        ("0.000000000000000000001", "0.000000000000000000001"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ] {
        assert_eq!(value(2, "pay", text), number(same), "{text}");
    }
    for (text, same) in [
        ("0.865", "0.865"),
        ("86.5%", "0.865"),
        ("８６．５％", "0.865"),
        ("865‰", "0.865"),
        ("86.5 %", "0.865"),
        ("0", "0"),
        ("1", "1"),
        ("120%", "1.2"),
    ] {
        assert_eq!(value(3, "satisfied", text), number(same), "{text}");
    }
    for text in ["Ⅲ", "III", "iii", "three", "THREE", "Ｔｈｒｅｅ"] {
        assert_eq!(value(4, "level", text), Cell::Kind(2), "{text}");
    }
    for text in [
        "2025-09-10",
        "2025/9/10",
        "2025年9月10日",
        "２０２５－０９－１０",
        "2025.9.10",
        "2025-09-10 00:00:00",
    ] {
        assert_eq!(value(5, "recognised_on", text), Cell::Date(parse_date("2025-09-10").unwrap()), "{text}");
    }
    assert_eq!(value(5, "recognised_on", "2000-01-01"), Cell::Date(parse_date("2000-01-01").unwrap()));
    assert_eq!(value(2, "pay", ""), Cell::Missing(Reason::Empty));
}

#[test]
fn flags_have_many_spellings() {
    let pack = pack();
    let yes = ["是", "√", "✓", "✔", "true", "TRUE", "1", "１", "Y", "yes", "Ｙ"];
    let no = ["否", "×", "✗", "✘", "false", "0", "N", "No"];
    for (text, flag) in yes.map(|t| (t, true)).into_iter().chain(no.map(|t| (t, false))) {
        let school = format!("代码,县,校名,寄宿制\n9900010001,990001,一,{text}\n9900010002,990001,二,是\n");
        let facts = facts(&pack, &[("学校.csv", &school)]);
        assert_eq!(printed(&facts), "", "{text}");
        assert_eq!(cell(&pack, &facts, "school", 0, "boarding"), Cell::Flag(flag), "{text}");
    }
}

#[test]
fn bounds_are_inclusive() {
    let pack = pack();
    for (students, fine) in [("5000", true), ("5000.0", true), ("5001", false), ("0", true), ("-1", false)] {
        let text =
            format!("{DIVISION_HEAD}9900010001,小学,{students},0,0.00\n9900010002,初中,600,-0.001,1\n");
        let facts = facts(&pack, &[("学部.csv", &text)]);
        let known = matches!(cell(&pack, &facts, "division", 0, "students"), Cell::Number(_));
        assert_eq!(known, fine, "{students}");
        assert_eq!(cell(&pack, &facts, "division", 0, "area"), number("0"));
        assert_eq!(cell(&pack, &facts, "division", 1, "area"), Cell::Missing(Reason::Bad));
        assert!(!facts.counties[0].left_out);
    }
}

#[test]
fn headings_take_labels_ids_and_units() {
    let pack = pack();
    let read = |head: &str| {
        let text = format!("{head}\n9900010001,小学,8,4200.5,1.2345678\n9900010002,初中,6,5100,1800000\n");
        facts(&pack, &[("学部.csv", &text)])
    };
    for head in [
        "学校,学段,在校生数（百人）,面积,设备值（万元）",
        "school,stage,students(百人),area,equipment[万元]",
        "＊学校, 学段 ,在校生数【百人】,面积（平方米）,设备值 （ 万元 ）",
        "School,STAGE,students (百人),面积,ｅｑｕｉｐｍｅｎｔ（万元）",
        "\u{feff}学校,学段（小学/初中）,\"在校生数\n（百人）\",面积,设备值（万元）",
    ] {
        let facts = read(head);
        assert_eq!(printed(&facts), "", "{head}");
        assert_eq!(cell(&pack, &facts, "division", 0, "students"), number("800"), "{head}");
        assert_eq!(cell(&pack, &facts, "division", 0, "equipment"), number("12345.678"), "{head}");
        assert_eq!(cell(&pack, &facts, "division", 1, "equipment"), number("18000000000"), "{head}");
    }
    let county = "代码,满意率（%）\n990001,86.5\n";
    let facts = facts(&pack, &[("县.csv", county)]);
    assert_eq!(printed(&facts), "");
    assert_eq!(cell(&pack, &facts, "county", 0, "satisfied"), number("0.865"));
    assert_eq!(cell(&pack, &facts, "county", 0, "pay"), Cell::Missing(Reason::NoColumn));
}

#[test]
fn encodings_and_line_ends_do_not_matter() {
    let pack = pack();
    let plain = facts(&pack, &[]);
    type Encode = fn(&str) -> Vec<u8>;
    let ways: [(&str, Encode); 5] = [
        ("mark", |t| [b"\xef\xbb\xbf", t.as_bytes()].concat()),
        ("gb18030", |t| encoding_rs::GB18030.encode(t).0.into_owned()),
        ("utf-16", |t| [0xff, 0xfe].into_iter().chain(t.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
        ("crlf", |t| t.replace('\n', "\r\n").into_bytes()),
        ("cr", |t| t.replace('\n', "\r").into_bytes()),
    ];
    for (name, encode) in ways {
        let files: Vec<(&str, Vec<u8>)> = GOOD.iter().map(|(n, t)| (*n, encode(t))).collect();
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (*n, b.as_slice())).collect();
        let dir = folder(&files);
        let facts = read(&pack, &[dir.path().to_owned()], today()).unwrap();
        assert_eq!(printed(&facts), "", "{name}");
        assert_eq!(format!("{:?}", facts.tables), format!("{:?}", plain.tables), "{name}");
        assert_ne!(facts.digest, plain.digest, "{name}");
    }
}

#[test]
fn broken_bytes_leave_the_county_out() {
    let pack = pack();
    let mut bytes = GOOD[1].1.as_bytes().to_vec();
    bytes.push(0xff);
    let dir = folder(&[("学校.csv", &bytes)]);
    let facts = read(&pack, &[dir.path().to_owned()], today()).unwrap();
    insta::assert_snapshot!("data_encoding", printed(&facts));
}

#[test]
fn folders_are_joined() {
    let pack = pack();
    let (one, two) = (folder(&[]), tempfile::tempdir().unwrap());
    for (name, text) in GOOD {
        std::fs::write(two.path().join(name), text.replace("990001", "990002")).unwrap();
    }
    let both = [one.path().to_owned(), two.path().to_owned()];
    let facts = read(&pack, &both, today()).unwrap();
    assert_eq!(printed(&facts), "");
    let codes: Vec<&str> = facts.counties.iter().map(|c| &*c.code).collect();
    assert_eq!(codes, ["990001", "990002"]);
    let (school, division) = (pack.find_entity("school").unwrap(), pack.find_entity("division").unwrap());
    assert_eq!(facts.rows_below(&pack, COUNTY, 1, school), 2..4);
    assert_eq!(facts.rows_below(&pack, COUNTY, 0, division), 0..2);
    assert_eq!(facts.ancestor_row(&pack, division, 3, COUNTY), Some(1));
    assert_eq!(facts.key_of(&pack, division, 3), ["9900020002", "junior"]);
    let teacher = pack.find_entity("teacher").unwrap();
    assert_eq!(facts.key_of(&pack, teacher, 1), ["9900010002", "junior", "#3"]);
    // One folder's broken table leaves out its own county alone.
    std::fs::write(two.path().join("学校.csv"), "校名\n一小\n").unwrap();
    let facts = read(&pack, &both, today()).unwrap();
    let left: Vec<&str> = facts.counties.iter().filter(|c| c.left_out).map(|c| &*c.code).collect();
    assert_eq!(left, ["990002"]);
    assert_eq!(facts.issues.len(), 1, "{}", printed(&facts));
    assert_eq!(facts.issues[0].county.as_deref(), Some("990002"));
    // The same data however it is given.
    let files: Vec<PathBuf> = GOOD.iter().map(|(name, _)| one.path().join(name)).collect();
    let whole = read(&pack, &[one.path().to_owned()], today()).unwrap();
    let single = read(&pack, &files, today()).unwrap();
    assert_eq!(whole.digest, single.digest);
    assert_eq!(printed(&single), "");
}

#[test]
fn rows_that_others_name_are_there() {
    let pack = pack();
    let entity = |name: &str| pack.find_entity(name).unwrap();
    let school = entity("school");
    // Schools that only other tables name are there, but not known to be all.
    let named = facts(&pack, &[("学校.csv", "")]);
    assert_eq!(printed(&named), "");
    assert_eq!(named.rows_below(&pack, COUNTY, 0, school), 0..2);
    assert_eq!(cell(&pack, &named, "school", 0, "boarding"), Cell::Missing(Reason::NoTable));
    assert_eq!(cell(&pack, &named, "school", 0, "code"), Cell::Text("9900010001".into()));
    let nothing = facts(&pack, &[("县.csv", "")]);
    assert_eq!(printed(&nothing), "");
    assert_eq!(cell(&pack, &nothing, "county", 0, "pay"), Cell::Missing(Reason::NoTable));
    assert_eq!(&*nothing.counties[0].code, "990001");
}

#[test]
fn nothing_to_read_is_an_error() {
    let pack = pack();
    let dir = tempfile::tempdir().unwrap();
    let say = |paths: &[PathBuf]| {
        let message = read(&pack, paths, today()).unwrap_err().message().text(Language::Zh);
        message.replace(&dir.path().display().to_string(), "DIR")
    };
    assert_eq!(say(&[]), "没有给出数据；请给出工作簿，或 CSV 文件所在的文件夹");
    assert_eq!(say(&[dir.path().join("x")]), "找不到 `DIR/x`，请核对路径");
    assert_eq!(say(&[dir.path().to_owned()]), "文件夹 `DIR` 里没有工作簿，也没有 CSV 或 Parquet 文件");
    std::fs::create_dir(dir.path().join("甲县")).unwrap();
    std::fs::write(dir.path().join("甲县/县.csv"), "代码\n990001\n").unwrap();
    assert_eq!(
        say(&[dir.path().to_owned()]),
        "文件夹 `DIR` 里没有工作簿，也没有 CSV 或 Parquet 文件，但其中的文件夹里有；请给出 DIR/甲县"
    );
    std::fs::write(dir.path().join("a.txt"), "x").unwrap();
    assert!(say(&[dir.path().join("a.txt")]).contains("不是能读的数据"));
}

#[test]
fn rows_in_memory_are_checked_alike() {
    let pack = pack();
    let table = RawTable::new;
    let tables = vec![
        table("县", &["代码"], &[&["990001"]]),
        table("school", &["code", "county", "name"], &[&["S1", "990001", "一小"]]),
        table(
            "division",
            &["school", "stage", "students"],
            &[&["S1", "primary", "45"], &["S1", "junior", "x"]],
        ),
        table("room", &[], &[]),
    ];
    let facts = from_tables(&pack, tables, today());
    assert_eq!(facts.issues.len(), 1, "{}", printed(&facts));
    assert_eq!((facts.issues[0].row, facts.issues[0].code.id), (Some(3), "JH0901"));
    assert_eq!(cell(&pack, &facts, "division", 0, "students"), number("45"));
    assert_eq!(cell(&pack, &facts, "division", 1, "students"), Cell::Missing(Reason::Bad));
    let room = pack.find_entity("room").unwrap();
    assert!(facts.table(room).unwrap().supplied);
}

#[test]
fn many_errors_are_counted() {
    let pack = pack();
    let mut text = String::from("学校,编号,面积\n");
    for i in 0..10_005 {
        let _ = writeln!(text, "9900010001,{i},大");
    }
    let facts = facts(&pack, &[("专用教室.csv", &text)]);
    assert_eq!(facts.issues.len(), 10_001);
    let last = facts.issues.last().unwrap();
    assert_eq!(last.message.text(Language::Zh), "另有 5 处错误；只列出前 10000 处");
    let (room, area) = find(&pack, "room", "area");
    let bad = &facts.table(room).unwrap().columns[area.ix()].bad;
    assert!(bad.values().all(|i| (*i as usize) < facts.issues.len()));
}

/// Tables as other programs save them: with titles, with a line that names the separator, under other extensions.
#[test]
fn text_tables_are_read_as_they_come() {
    let pack = pack();
    let (_, plain) = GOOD[1];
    let rows = plain.replace(',', "\t");
    let semicolons = format!("sep=;\n{}", plain.replace(',', ";"));
    let titled = format!("某县学校情况表\n填报单位：某局\n{plain}");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(rows.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [
        ("学校.txt", rows.as_bytes()),
        ("学校.tsv", rows.as_bytes()),
        ("学校.txt", &utf16),
        ("学校.csv", semicolons.as_bytes()),
        ("学校.csv", titled.as_bytes()),
    ] {
        let dir = folder(&[("学校.csv", b"".as_slice()), (name, bytes)]);
        let facts = read(&pack, &[dir.path().to_owned()], today()).unwrap();
        let school = pack.find_entity("school").unwrap();
        assert_eq!(facts.table(school).unwrap().len, 2, "{name}: {}", printed(&facts));
        assert!(!facts.has_errors(), "{name}: {}", printed(&facts));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_facts(name in 0..6usize, bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        let dir = folder(&[(GOOD[name].0, &bytes)]);
        let facts = read(&pack(), &[dir.path().to_owned()], today()).unwrap();
        prop_assert!(!facts.issues.is_empty());
    }

    #[test]
    fn one_changed_byte_gives_facts(name in 0..6usize, at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = GOOD[name].1.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let dir = folder(&[(GOOD[name].0, &bytes)]);
        let facts = read(&pack(), &[dir.path().to_owned()], today()).unwrap();
        for (table, entity) in facts.tables.iter().zip(0..) {
            prop_assert!(table.parent.is_sorted());
            for column in &table.columns {
                prop_assert_eq!(column.valid.len(), table.len);
                prop_assert!(column.bad.values().all(|i| (*i as usize) < facts.issues.len()));
            }
            if entity > 0 {
                prop_assert_eq!(table.offsets.last().map(|n| *n as usize), Some(table.len));
            }
        }
    }

    #[test]
    fn numbers_round_trip(mantissas in proptest::collection::vec((any::<i64>(), 0u32..22), 1..20)) {
        let pack = pack();
        let mut text = String::from("学校,编号,面积\n");
        let numbers: Vec<Number> = mantissas.iter().map(|(m, s)| Number::scaled(*m, *s)).collect();
        for (i, number) in numbers.iter().enumerate() {
            let _ = writeln!(text, "9900010001,{i:02},{}", number.display(30));
        }
        let facts = facts(&pack, &[("专用教室.csv", &text)]);
        prop_assert_eq!(printed(&facts), "");
        for (number, row) in numbers.into_iter().zip(0..) {
            prop_assert_eq!(cell(&pack, &facts, "room", row, "area"), Cell::Number(number));
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let pack = pack();
        let rows: Vec<String> = (0..12).map(|i| format!("990001000{},{i},{}.{i}", i % 2 + 1, i * 7)).collect();
        let text = |order: &[usize]| {
            let rows: Vec<&str> = order.iter().map(|i| rows[*i].as_str()).collect();
            format!("学校,编号,面积\n{}\n", rows.join("\n"))
        };
        let content = |facts: &Facts| {
            let (room, area) = find(&pack, "room", "area");
            let table = facts.table(room).unwrap();
            let mut all: Vec<String> = (0..table.len as u32)
                .map(|row| format!("{} {:?} {:?}", table.parent[row as usize], facts.key_of(&pack, room, row), facts.cell(room, row, area)))
                .collect();
            all.sort();
            (table.offsets.clone(), all)
        };
        let straight: Vec<usize> = (0..12).collect();
        let (one, other) = (facts(&pack, &[("专用教室.csv", &text(&straight))]), facts(&pack, &[("专用教室.csv", &text(&order))]));
        prop_assert_eq!(content(&one), content(&other));
    }
}
