//! A folder of many counties, a part at a time: the same lines and the same errors as in one piece.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use junheng::diagnostic::{Language, Severity};
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{Bulk, DataIssue, Kept, Unsuited, read};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::report::ndjson::{self, Halt, Settings};
use junheng::report::{Detail, ReportInput};
use junheng::semantics::{CheckedPack, check};
use junheng::value::parse_date;
use proptest::prelude::*;

pub(crate) const PACK: &str =
    "pack: bulk\nversion: 2017.1.0\ntitle: bulk\nissuer: test\neffective: {from: 2017-01-01}\n";

pub(crate) const FACTS: &str = "
units: {人: base}
kinds:
  stage: {label: 学段, values: {primary: 小学, junior: 初中}}
entities:
  county:
    key: [code]
    columns: {code: {type: text, required: true}, pay: {type: number, min: 0}}
  school:
    within: county
    key: [code]
    columns:
      code: {type: text, required: true}
      county: {type: text, required: true}
      stage: {type: stage, required: true}
      students: {type: count, unit: 人}
      area: {type: number}
  class:
    within: school
    key: [school, code]
    expect: parent
    columns:
      school: {type: text, required: true}
      code: {type: text, required: true}
      size: {type: count, unit: 人, max: 99}
      share: {type: share}
      head: {type: flag}
limits:
  class_size: {unit: 人, by: stage, value: {primary: 45, junior: 50}}
  even: {by: stage, value: {primary: 0.5, junior: 0.45}}
indicators:
  R1: {title: area, for: school, value: 'area / (students / 1 人)', at_least: 4.2}
";

pub(crate) const RULES: &str = r#"
rule G5 "sizes" for school
  require every class: size at most class_size[stage]
  require sum(class: size) == students
rule G6 "heads" for school
  require every class: head
  require avg(class: share) >= 0.5
rule B "even" for county by stage
  when count(school) > 0
  require cv(school: R1.value weighted by students) <= even[stage]
rule J "judged" for school
  require judged
conclusion done "done" for county
  require all of {R1, G5, G6, B, J}
  require pay > 0
"#;

pub(crate) fn pack() -> CheckedPack {
    let files = [("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", RULES)];
    let checked = check(load_memory(&files, &SearchPath::default()));
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    checked.pack.unwrap()
}

pub(crate) fn options() -> Options {
    Options::on(parse_date("2026-11-01").unwrap())
}

/// What is said of an error, without suggestions, which look about more widely in one piece.
pub(crate) type Said = (&'static str, String, Option<u32>, Option<String>);

pub(crate) fn said(issues: &[DataIssue]) -> Vec<Said> {
    let mut errors: Vec<&DataIssue> = issues.iter().filter(|i| i.code.severity == Severity::Error).collect();
    errors.sort_by_key(|i| i.row);
    // Rows that name one parent that is not there are one error, in bulk one in each part.
    let mut lost = std::collections::HashSet::new();
    errors.retain(|i| i.code.key != "unknown-parent-row" || lost.insert((i.file.clone(), i.value.clone())));
    // Where that one error concerns several counties, the others are named each.
    errors.retain(|i| i.code.key != "county-left-out");
    let one =
        |i: &&DataIssue| (i.code.key, i.file.to_string(), i.row, i.column.as_ref().map(|c| c.to_string()));
    let mut all: Vec<Said> = errors.iter().map(one).collect();
    all.sort();
    all
}

pub(crate) fn in_one_piece(pack: &CheckedPack, folder: &Path, detail: Detail) -> (String, Vec<Said>) {
    let options = options();
    let mut facts = read(pack, &[folder.to_owned()], options.as_of).unwrap();
    facts.note_contents(pack);
    let evaluation = evaluate(pack, &facts, &options);
    let input = ReportInput { pack, facts: &facts, evaluation: &evaluation, detail, language: Language::En };
    let mut lines = Vec::new();
    evaluation.counties.iter().for_each(|c| ndjson::line(&input, c, &mut lines));
    (String::from_utf8(lines).unwrap(), said(&facts.issues))
}

/// Lines without the digests of what they are about.
pub(crate) fn without_content(lines: &str) -> String {
    let mut out = String::new();
    for (i, piece) in lines.split("\"content\":").enumerate() {
        if i > 0 {
            out += "\"content\":null";
        }
        out += if i > 0 { piece.trim_start_matches(|c| c != ',') } else { piece };
    }
    out
}

/// In parts, with all cells and with those alone that the pack reads: the same but for the digests.
pub(crate) fn in_parts(
    pack: &CheckedPack,
    folder: &Path,
    detail: Detail,
    way: (usize, u64),
) -> Result<(String, Vec<Said>), Halt> {
    let all = parts(pack, folder, detail, way, Kept::All)?;
    let read = parts(pack, folder, detail, way, Kept::Read)?;
    assert_eq!((without_content(&all.0), &all.1), (read.0, &read.1));
    Ok(all)
}

fn parts(
    pack: &CheckedPack,
    folder: &Path,
    detail: Detail,
    (threads, part_bytes): (usize, u64),
    kept: Kept,
) -> Result<(String, Vec<Said>), Halt> {
    let options = options();
    let bulk = Bulk::open(pack, &[folder.to_owned()], options.as_of, kept).unwrap();
    let bulk = bulk.map_err(|e| Halt::Unsuited(e, 0))?;
    let threads = NonZeroUsize::new(threads).unwrap();
    let settings = Settings { options: &options, detail, language: Language::En, threads, part_bytes };
    let mut lines = Vec::new();
    let written = ndjson::write(pack, &bulk, &settings, &mut |bytes| {
        lines.extend_from_slice(bytes);
        Ok(())
    })?;
    assert_eq!(written.lines, lines.iter().filter(|b| **b == b'\n').count());
    let lines = match written.order {
        None => lines,
        Some(order) => {
            let line = |r: &std::ops::Range<u64>| lines[r.start as usize..r.end as usize].to_vec();
            order.iter().flat_map(line).collect()
        }
    };
    Ok((String::from_utf8(lines).unwrap(), said(&written.errors)))
}

/// The two example counties in one folder.
pub(crate) fn examples(to: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(root.join("county-990001")).unwrap() {
        let name = entry.unwrap().file_name();
        let mut text = fs::read_to_string(root.join("county-990001").join(&name)).unwrap();
        let second = fs::read_to_string(root.join("county-990002").join(&name)).unwrap();
        text.push_str(second.split_once('\n').unwrap().1);
        fs::write(to.join(name), text).unwrap();
    }
}

#[test]
fn the_examples_come_out_the_same() {
    let folder = tempfile::tempdir().unwrap();
    examples(folder.path());
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    for name in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let search = SearchPath { dirs: vec![root.clone()], embedded: false };
        let pack = check(load(name, &search).unwrap()).pack.unwrap();
        for detail in [Detail::Summary, Detail::Failures, Detail::Full] {
            let expected = in_one_piece(&pack, folder.path(), detail);
            assert_eq!(expected.0.lines().count(), 2);
            for way in [(1, 1), (2, 1), (3, 1 << 20)] {
                assert_eq!(in_parts(&pack, folder.path(), detail, way).unwrap(), expected, "{name} {way:?}");
            }
        }
    }
}

/// A folder of counties. `class` writes the line of a class from its school, code and size.
pub(crate) fn folder(counties: u32, class: impl Fn(&str, u32, u32) -> String) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    let mut files = ["code,pay\n", "code,county,stage,students,area\n", "school,code,size,share,head\n"]
        .map(str::to_owned);
    let mut findings = "item,subject,result\n".to_owned();
    for county in 0..counties {
        let code = 1000 + county;
        files[0] += &format!("{code},{}\n", county % 3);
        for school in 0..3 {
            let id = format!("S{code}{school}");
            let stage = ["小学", "初中"][school % 2];
            files[1] += &format!("{id},{code},{stage},80,{}.{}\n", 340 + school * 4, county % 10);
            findings += &format!(
                "J,{id},{}\n",
                if (county as usize + school).is_multiple_of(7) { "否" } else { "是" }
            );
            for n in 0..2 {
                files[2] += &class(&id, n, 40);
            }
        }
    }
    for (name, text) in ["county", "school", "class"].iter().zip(&files) {
        fs::write(to.path().join(format!("{name}.csv")), text).unwrap();
    }
    fs::write(to.path().join("finding.csv"), findings).unwrap();
    to
}

pub(crate) fn plain(school: &str, n: u32, size: u32) -> String {
    format!("{school},{n:02},{size},60%,是\n")
}

pub(crate) fn same(pack: &CheckedPack, folder: &Path) -> (String, Vec<Said>) {
    let expected = in_one_piece(pack, folder, Detail::Failures);
    for way in [(1, 1), (2, 600), (3, 1 << 20)] {
        assert_eq!(in_parts(pack, folder, Detail::Failures, way).unwrap(), expected, "{way:?}");
    }
    expected
}

#[test]
fn many_counties_come_out_the_same() {
    let pack = pack();
    let (lines, errors) = same(&pack, folder(40, plain).path());
    assert_eq!((lines.lines().count(), errors.len()), (40, 0));
    assert!(lines.contains(r#""done":"met""#) && lines.contains(r#""done":"unmet""#));
}

#[test]
fn one_bad_row_is_named_and_the_rest_is_judged() {
    let pack = pack();
    let one = |cell: &'static str| {
        move |school: &str, n: u32, size: u32| match (school, n) {
            ("S10132", 1) => format!("{school},{n:02},{cell},60%,是\n"),
            _ => plain(school, n, size),
        }
    };
    for (cell, code) in [("many", "bad-cell"), ("120", "out-of-range")] {
        let (lines, errors) = same(&pack, folder(30, one(cell)).path());
        assert_eq!(lines.lines().count(), 30);
        // County 13, school 2, class 1: 6 rows a county before it, and the header.
        let at = (code, "class.csv".to_owned(), Some(13 * 6 + 5 + 2), Some("size".to_owned()));
        assert_eq!(errors, [at]);
    }
    let (lines, errors) = same(&pack, folder(30, one("")).path());
    assert!(errors.is_empty());
    assert!(lines.contains(r#"{"entity":"class","key":["S10132","01"],"column":"size","reason":"empty"}"#));
}

#[test]
fn rows_of_unknown_schools_are_reported() {
    let lost = |school: &str, n: u32, size: u32| match school {
        "S10041" => plain("NOWHERE1", n, size),
        _ => plain(school, n, size),
    };
    let pack = pack();
    let folder = folder(9, lost);
    // They stand among the rows of one county, and concern that alone.
    let expected = in_one_piece(&pack, folder.path(), Detail::Failures);
    assert_eq!((expected.0.lines().count(), expected.1.len()), (8, 1));
    assert_eq!(expected.1[0].0, "unknown-parent-row");
    assert!(!expected.0.contains(r#""county":"1004""#));
    for way in [(1, 1), (2, 600), (3, 1 << 20)] {
        assert_eq!(in_parts(&pack, folder.path(), Detail::Failures, way).unwrap(), expected, "{way:?}");
    }
    // At the beginning of a file they may be of any county before the first that is named; a part does not know of those.
    let path = folder.path().join("class.csv");
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> =
        text.lines().filter(|l| !l.contains("NOWHERE1") && !l.starts_with("S10000")).collect();
    let mut moved = lines.clone();
    moved.insert(1, "NOWHERE2,01,40,60%,是");
    fs::write(&path, moved.join("\n")).unwrap();
    let (lines, errors) = in_one_piece(&pack, folder.path(), Detail::Failures);
    assert_eq!((lines.lines().count(), errors.len()), (8, 1));
    assert!(!lines.contains(r#""county":"1000""#));
    let found = in_parts(&pack, folder.path(), Detail::Failures, (2, 600));
    assert!(matches!(found, Err(Halt::Unsuited(Unsuited::Unplaced, _))), "{found:?}");
    // In a file in no order they may be of any.
    let mut mixed = moved.clone();
    mixed.swap(3, 30);
    fs::write(&path, mixed.join("\n")).unwrap();
    let (lines, errors) = in_one_piece(&pack, folder.path(), Detail::Failures);
    assert_eq!(lines.lines().count(), 0);
    assert!(!errors.is_empty());
}

/// Rows of one county may stand in any order, as long as they are below their parents in the same order as these.
#[test]
fn rows_of_a_county_in_any_order_come_out_by_key() {
    let (pack, data) = (pack(), folder(12, plain));
    let expected = same(&pack, data.path());
    let turned = |file: &str, each: usize| {
        let path = data.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (head, body) = text.split_once('\n').unwrap();
        let lines: Vec<&str> = body.lines().collect();
        let turned = lines.chunks(each).flat_map(|county| county.iter().rev());
        let body: String = turned.map(|line| format!("{line}\n")).collect();
        assert_ne!(body, text);
        fs::write(&path, format!("{head}\n{body}")).unwrap();
    };
    // Classes backwards below each school; then schools, too, with their classes.
    turned("class.csv", 2);
    assert_eq!(same(&pack, data.path()), expected);
    turned("school.csv", 3);
    turned("class.csv", 6);
    assert_eq!(same(&pack, data.path()), expected);
}

#[test]
fn what_is_not_in_order_is_said() {
    let folder = folder(9, plain);
    let path = folder.path().join("class.csv");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(2, 50);
    fs::write(&path, lines.join("\n")).unwrap();
    let found = in_parts(&pack(), folder.path(), Detail::Failures, (2, 1));
    assert!(matches!(found, Err(Halt::Unsuited(Unsuited::Order { file }, _)) if *file == *"class.csv"));
}

#[test]
fn a_file_that_changes_is_said() {
    let (pack, folder, options) = (pack(), folder(20, plain), options());
    let bulk = Bulk::open(&pack, &[folder.path().to_owned()], options.as_of, Kept::Read).unwrap().unwrap();
    let path = folder.path().join("class.csv");
    fs::write(&path, fs::read_to_string(&path).unwrap() + "S10000,99,40,60%,是\n").unwrap();
    let settings = Settings {
        options: &options,
        detail: Detail::Failures,
        language: Language::En,
        threads: NonZeroUsize::MIN,
        part_bytes: 1,
    };
    let found = ndjson::write(&pack, &bulk, &settings, &mut |_| Ok(()));
    assert!(matches!(found, Err(Halt::Unsuited(Unsuited::Changed { .. }, _))), "{found:?}");
}

#[test]
fn lines_that_cannot_be_written_end_it() {
    let (pack, folder, options) = (pack(), folder(20, plain), options());
    let bulk = Bulk::open(&pack, &[folder.path().to_owned()], options.as_of, Kept::Read).unwrap().unwrap();
    let threads = NonZeroUsize::new(3).unwrap();
    let (detail, language) = (Detail::Failures, Language::En);
    let settings = Settings { options: &options, detail, language, threads, part_bytes: 1 };
    let mut room = 3;
    let found = ndjson::write(&pack, &bulk, &settings, &mut |_| {
        room -= 1;
        if room < 0 { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    });
    assert!(matches!(found, Err(Halt::Write(e)) if e.kind() == std::io::ErrorKind::StorageFull));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Cells as people write them: quoted, spaced, full-width, blank, wrong; lines with other ends and none.
    #[test]
    fn any_cells_come_out_the_same(
        cells in proptest::collection::vec(
            proptest::sample::select(vec![
                "40", "45", "46", "", " 40 ", "\"40\"", "４０", "4x", "1,0", "\"1,000\"", "99", "100", "-1", "1.0", "40\u{3000}",
                "170141183460469231731687303715884105728", "0", "（示例）", "合计", "注：x", "\"a\"\"b\"", "１００",
            ]),
            1..8,
        ),
        codes in proptest::collection::vec(proptest::sample::select(vec!["01", "1", "０２", " 03", "\"04\"", "甲", "1E+05"]), 1..4),
        heads in proptest::collection::vec(proptest::sample::select(vec!["是", "否", "√", "y", "", "maybe", "1"]), 1..4),
        end in proptest::sample::select(vec!["\n", "\r\n", "\n\n"]),
        twice in any::<bool>(),
    ) {
        let pick = |list: &[&'static str], at: usize| list[at % list.len()];
        let counter = std::cell::Cell::new(0);
        let class = |school: &str, n: u32, _: u32| {
            let at = counter.replace(counter.get() + 1);
            // Every other county is plain.
            if (at / 6_usize).is_multiple_of(2) {
                return format!("{school},{n:02},40,60%,是{end}");
            }
            let code = if twice { pick(&codes, at).to_owned() } else { format!("{}{n}", pick(&codes, at).trim_matches('"')) };
            format!("{school},{code},{},60%,{}{end}", pick(&cells, at), pick(&heads, at))
        };
        let folder = folder(6, class);
        let pack = pack();
        let expected = in_one_piece(&pack, folder.path(), Detail::Failures);
        for way in [(1, 1), (2, 300), (2, 1 << 20)] {
            match in_parts(&pack, folder.path(), Detail::Failures, way) {
                Ok(found) => prop_assert_eq!(&found, &expected),
                // A part cannot always tell whose a bad row is: such a folder is read in one piece.
                Err(Halt::Unsuited(Unsuited::Unplaced, _)) => prop_assert!(!expected.1.is_empty()),
                Err(halt) => prop_assert!(false, "{:?}", halt),
            }
        }
    }
}

/// Long lists of lines that are alike, such as teachers'.
mod lists {
    use super::*;

    const FACTS: &str = "
units: {人: base}
kinds:
  stage: {label: 学段, values: {primary: 小学, junior: 初中}}
  rank: {label: 职级, values: {low: 初级, middle: 中级, high: 高级}, ordered: true}
entities:
  county: {key: [code], columns: {code: {type: text, required: true}, name: {type: text}}}
  school:
    within: county
    key: [code]
    columns:
      code: {type: text, required: true}
      county: {type: text, required: true}
      stage: {type: stage, required: true}
  teacher:
    within: school
    key: [school, code]
    expect: parent
    columns:
      school: {type: text, required: true}
      code: {type: text, required: true}
      hours: {type: number, min: 0}
      pupils: {type: count, unit: 人}
      certified: {type: flag}
      rank: {type: rank}
";

    const RULES: &str = r#"
rule T1 "hours" for school
  require every teacher: hours at least 360
rule T2 "pupils" for school
  require sum(teacher: pupils) at most 1000 人
rule T3 "certificates" for school
  require every teacher: certified
rule T4 "ranks" for school
  require some teacher where rank == rank.high: hours > 400
conclusion done "done" for county
  require all of {T1..T4}
"#;

    fn pack() -> CheckedPack {
        let files = [("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", RULES)];
        let checked = check(load_memory(&files, &SearchPath::default()));
        let errors: Vec<_> =
            checked.diagnostics.iter().filter(|d| d.code.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        checked.pack.unwrap()
    }

    /// A folder in which each school has so many teachers, whose cells a function writes.
    fn folder(teachers: usize, end: &str, mut cells: impl FnMut(usize) -> String) -> tempfile::TempDir {
        let to = tempfile::tempdir().unwrap();
        let mut files = ["code,name", "code,county,stage", "school,code,hours,pupils,certified,rank"]
            .map(|header| format!("{header}{end}"));
        let mut row = 0;
        for county in 0..4 {
            files[0] += &format!("{},某县{end}", 1000 + county);
            for school in 0..3 {
                files[1] += &format!("S{county}{school},{},小学{end}", 1000 + county);
                for _ in 0..teachers {
                    files[2] += &format!("S{county}{school},{}{end}", cells(row));
                    row += 1;
                }
            }
        }
        for (name, text) in ["county", "school", "teacher"].iter().zip(&files) {
            fs::write(to.path().join(format!("{name}.csv")), text).unwrap();
        }
        to
    }

    #[test]
    fn lines_of_one_length_and_of_others() {
        let pack = pack();
        for end in ["\n", "\r\n"] {
            let cells = |row: usize| {
                let hours = [360, 361, 9, 1000, 420][row / 7 % 5];
                let rank = if row.is_multiple_of(13) { "high" } else { "初级" };
                format!(
                    "T{:03},{hours},{},{},{rank}",
                    row % 40,
                    row % 12,
                    if row % 31 == 30 { "否" } else { "是" }
                )
            };
            let (lines, errors) = same(&pack, folder(40, end, cells).path());
            assert_eq!((lines.lines().count(), errors.len()), (4, 0));
            assert!(lines.contains(r#""rule":"T3""#));
        }
    }

    #[test]
    fn a_code_that_is_there_twice_far_down_is_said() {
        let cells = |row: usize| {
            let code = if row == 77 { 36 } else { row % 40 };
            format!("T{code:03},365,1,是,low")
        };
        let (lines, errors) = same(&pack(), folder(40, "\n", cells).path());
        // A doubled key leaves out its county.
        assert_eq!((lines.lines().count(), errors.len()), (3, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Most lines as one another, some not, anywhere.
        #[test]
        fn any_line_among_many_comes_out_the_same(
            teachers in 1..24usize,
            usual in ("[A-Z]{0,3}", 1..6usize, proptest::sample::select(vec!["360", "9", "12345678", "123456789", "400.5"])),
            odd in proptest::collection::vec(
                (0..200usize, 0..5usize, proptest::sample::select(vec![
                    "361", "", "3x", " 7", "否", "是", "√", "\"是\"", "中级", "nobody", "-1", "0", "00000001", "1234567", "99999999999999999999",
                    "36\u{0}", "3\r6", "甲1", "T1", "１",
                ])),
                0..6,
            ),
            end in proptest::sample::select(vec!["\n", "\n", "\r\n"]),
            last in any::<bool>(),
        ) {
            let (prefix, width, hours) = usual;
            let cells = |row: usize| {
                let code = format!("{prefix}{:0width$}", row % teachers);
                let mut all = [code, hours.to_owned(), "7".to_owned(), "是".to_owned(), "初级".to_owned()];
                for (at, cell, text) in &odd {
                    if at % (12 * teachers) == row {
                        all[*cell] = (*text).to_owned();
                    }
                }
                all.join(",")
            };
            let folder = folder(teachers, end, cells);
            if last {
                // A last line without its end.
                let path = folder.path().join("teacher.csv");
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.trim_end()).unwrap();
            }
            let pack = pack();
            let expected = in_one_piece(&pack, folder.path(), Detail::Failures);
            for way in [(1, 1), (2, 400), (2, 1 << 20)] {
                match in_parts(&pack, folder.path(), Detail::Failures, way) {
                    Ok(found) => prop_assert_eq!(&found, &expected),
                    // A return within a line may be a line's end or a cell's, and a row of no school at the edge of a part may be of a
                    // county of another: read in one piece.
                    Err(Halt::Unsuited(Unsuited::Unplaced | Unsuited::Shape, _)) => {
                        let lost = ["unknown-parent-row", "blank-key", "bad-cell"];
                        let unplaced = expected.1.iter().any(|said| lost.contains(&said.0));
                        prop_assert!(unplaced || odd.iter().any(|o| o.2.contains('\r')));
                    }
                    Err(halt) => prop_assert!(false, "{:?}", halt),
                }
            }
        }
    }
}
