//! Verdicts of the story's pack, written from STORY.md apart from the engine: fractions of whole numbers.

use std::collections::BTreeMap;

use junheng::value::Date;

/// Cells by table, key and column; of a finding only its result.
pub type Rows = BTreeMap<(String, String), BTreeMap<String, String>>;
/// Outcomes by `RULE@SUBJECT`.
pub type Outcomes = BTreeMap<String, &'static str>;

const COUNTS: [&str; 5] = ["在校生数", "高于规定学历教师数", "最大班额", "有效问卷数", "满意数"];
const MONEY: &str = "公用经费（万元）";

pub fn load(folder: &std::path::Path) -> Rows {
    let mut rows = Rows::new();
    for table in ["县", "学校", "评定"] {
        let text = std::fs::read_to_string(folder.join(format!("{table}.csv"))).unwrap();
        let mut lines = text.trim_start_matches('\u{feff}').lines();
        let header: Vec<&str> = lines.next().unwrap().split(',').collect();
        for line in lines {
            let mut row: BTreeMap<String, String> =
                header.iter().zip(line.split(',')).map(|(h, c)| ((*h).to_owned(), c.to_owned())).collect();
            let key = if table == "评定" {
                format!("{}@{}", row["评定项"], row["对象"])
            } else {
                row.remove("代码").unwrap()
            };
            rows.insert((table.to_owned(), key), row);
        }
    }
    rows
}

/// Whether a cell is no number where one is wanted.
pub fn has_errors(rows: &Rows) -> bool {
    let bad = |column: &str, text: &str| {
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let decimal = |t: &str| t.split_once('.').map_or_else(|| digits(t), |(a, b)| digits(a) && digits(b));
        !text.is_empty() && (COUNTS.contains(&column) && !digits(text) || column == MONEY && !decimal(text))
    };
    rows.values().flatten().any(|(column, text)| bad(column, text))
}

/// A fraction; the lower part is above 0.
type Part = (i128, i128);

fn reduced((a, b): Part) -> Part {
    let (mut x, mut y) = (a.abs().max(1), b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x, b / x)
}

fn plus(x: Part, y: Part) -> Part {
    reduced((x.0 * y.1 + y.0 * x.1, x.1 * y.1))
}

fn times(x: Part, y: Part) -> Part {
    reduced((x.0 * y.0, x.1 * y.1))
}

fn over(x: Option<Part>, y: Option<Part>) -> Option<Part> {
    let (x, y) = (x?, y?);
    (y.0 != 0).then(|| reduced((x.0 * y.1, x.1 * y.0)))
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<Part> {
    let text = row.get(column)?;
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: i128 = format!("{whole}{rest}").parse().ok()?;
    Some(reduced((digits, 10i128.pow(u32::try_from(rest.len()).unwrap()))))
}

fn at_least(x: Option<Part>, y: Option<Part>) -> &'static str {
    match (x, y) {
        (Some(x), Some(y)) if x.0 * y.1 >= y.0 * x.1 => "met",
        (Some(_), Some(_)) => "unmet",
        _ => "undetermined",
    }
}

fn every<'o>(outcomes: impl IntoIterator<Item = &'o &'static str>) -> &'static str {
    let list: Vec<&str> = outcomes.into_iter().copied().collect();
    ["unmet", "undetermined"].into_iter().find(|o| list.contains(o)).unwrap_or("met")
}

/// The coefficient of variation is at most so much: by squares, each school weighed with its students.
fn even(of: &[(Option<Part>, Option<Part>)], most: Part) -> &'static str {
    let mut known = Vec::new();
    for (value, weight) in of {
        let (Some(value), Some(weight)) = (value, weight) else { return "undetermined" };
        known.push((*value, *weight));
    }
    let sum = |f: &dyn Fn(Part, Part) -> Part| known.iter().fold((0, 1), |s, (x, w)| plus(s, f(*x, *w)));
    let total = sum(&|_, w| w);
    let mean = over(Some(sum(&times)), Some(total));
    let squares = over(Some(sum(&|x, w| times(times(x, x), w))), Some(total));
    let (Some(mean), Some(squares)) = (mean, squares) else { return "undetermined" };
    let square = times(mean, mean);
    let variance = plus(squares, (-square.0, square.1));
    at_least(Some(times(times(most, most), square)), Some(variance))
}

/// An outcome from the county's side: a veto is met when it does not exist.
pub fn good(key: &str, outcome: &'static str) -> &'static str {
    match outcome {
        "met" if key.starts_with("V1@") => "unmet",
        "unmet" if key.starts_with("V1@") => "met",
        other => other,
    }
}

/// Everything that the pack says about a county's data on a day.
pub fn judge(rows: &Rows, on: Date) -> Outcomes {
    let mut out = Outcomes::new();
    let of = |table: &'static str| {
        rows.iter().filter(move |((t, _), _)| t == table).map(|((_, key), row)| (key, row))
    };
    let (county, own) = of("县").next().unwrap();
    let primary = |row: &BTreeMap<String, String>| row["学段"] == "小学";
    let mut figures = BTreeMap::new();
    for (school, row) in of("学校") {
        let students = number(row, "在校生数");
        let teachers = over(number(row, "高于规定学历教师数"), students);
        let funds = over(number(row, MONEY).map(|m| times(m, (10_000, 1))), students);
        let raised = on >= junheng::value::parse_date("2025-01-01").unwrap();
        let wanted = if primary(row) { (42, 1000) } else { (53, 1000) };
        let enough = match (primary(row), raised) {
            (false, _) => (8000, 1),
            (true, true) => (7000, 1),
            (true, false) => (6000, 1),
        };
        let both = [(teachers, wanted), (funds, enough)];
        let got = both.map(|(value, limit)| at_least(value, Some(limit)));
        let one = ["met", "undetermined"].into_iter().find(|o| got.contains(o)).unwrap_or("unmet");
        let rest = both.map(|(value, limit)| at_least(value, Some(times(limit, (85, 100)))));
        out.insert(format!("R1@{school}"), got[0]);
        out.insert(format!("R2@{school}"), got[1]);
        out.insert(format!("R_school@{school}"), every(&[one, rest[0], rest[1]]));
        let most = if primary(row) { (45, 1) } else { (50, 1) };
        out.insert(format!("G5@{school}"), at_least(Some(most), number(row, "最大班额")));
        figures.insert(school, (primary(row), [teachers, funds], students));
    }
    let satisfied = over(number(own, "满意数"), number(own, "有效问卷数"));
    out.insert(format!("A1@{county}"), at_least(satisfied, Some((85, 100))));
    for (stage, is_primary, most) in [("primary", true, (1, 2)), ("junior", false, (45, 100))] {
        let group: Vec<_> = figures.values().filter(|f| f.0 == is_primary).collect();
        let of = |i: usize| even(&group.iter().map(|f| (f.1[i], f.2)).collect::<Vec<_>>(), most);
        out.insert(format!("R_balance@{county}/{stage}"), every(&[of(0), of(1)]));
    }
    let veto = rows.get(&("评定".to_owned(), format!("V1@{county}"))).map_or("", |f| f["结果"].as_str());
    let veto = match veto {
        "是" => "met",
        "否" => "unmet",
        _ => "undetermined",
    };
    out.insert(format!("V1@{county}"), veto);
    let counted = |key: &str| ["R_school", "R_balance", "G5", "A1"].contains(&key.split('@').next().unwrap());
    let mut parts: Vec<&'static str> = out.iter().filter(|(k, _)| counted(k)).map(|(_, o)| *o).collect();
    parts.push(good("V1@", veto));
    out.insert(format!("recognition@{county}"), every(&parts));
    out
}
