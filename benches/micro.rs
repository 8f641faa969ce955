//! The stages one by one, in memory where a stage works in memory.
//!
//! `cargo bench --bench micro` prints for each the time of a run, and the bytes a second or the nanoseconds a row where these say more.
//! Nothing is asserted of times: how fast a machine is proves nothing.

#![allow(clippy::indexing_slicing, clippy::expect_used, reason = "a measurement that cannot go on stops")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BatchSize, Criterion, Throughput};
use junheng::diagnostic::{Diagnostics, Language, Severity};
use junheng::evaluation::{Explainer, Options, evaluate, evaluate_exactly, explain, screen};
use junheng::facts::{Contents, Facts, RawTable, from_tables, read};
use junheng::pack::{SearchPath, load, load_memory};
use junheng::plan::Plan;
use junheng::report::{Detail, ReportInput, county};
use junheng::semantics::{Checked, CheckedPack, check};
use junheng::source::SourceMap;
use junheng::syntax::parse_rules;
use junheng::value::parse_date;

/// Divisions of the evaluators' data, as many as the nation has, and of the folder that is read.
const DIVISIONS: usize = 200_000;
const FOLDER_DIVISIONS: usize = 7_000;
const OF_A_COUNTY: usize = 70;
const TEACHERS: usize = 50;

/// The pack of the race, which gives the tables, the limits and the seven indicators.
const RACE: &str = "benches/nation/pack";

/// The rule on schools with its 85 %, and a conclusion that asks for nothing else.
const SCHOOLS: &str = "规则 R_school 学校达标
  适用 学部
  要求 {R1..R7} 中至少 必达项数 项
  要求 {R1..R7} 中每项 i: i.值 不低于 余项比例 * i.限值

结论 recognition 认定
  适用 县
  要求 R_school
";

/// Time by the clock, told by the row where rows are counted.
struct ByRow(WallTime);

impl Measurement for ByRow {
    type Intermediate = Instant;
    type Value = Duration;

    fn start(&self) -> Instant {
        self.0.start()
    }

    fn end(&self, began: Instant) -> Duration {
        self.0.end(began)
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        self.0.add(a, b)
    }

    fn zero(&self) -> Duration {
        self.0.zero()
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        self.0.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for ByRow {
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        self.0.formatter().scale_values(typical, values)
    }

    fn scale_throughputs(&self, typical: f64, of: &Throughput, values: &mut [f64]) -> &'static str {
        let Throughput::Elements(rows) = *of else {
            return self.0.formatter().scale_throughputs(typical, of, values);
        };
        values.iter_mut().for_each(|v| *v /= rows as f64);
        "ns a row"
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        self.0.formatter().scale_for_machines(values)
    }
}

type Bench = Criterion<ByRow>;

fn main() {
    let mut bench = Criterion::default()
        .with_measurement(ByRow(WallTime))
        .without_plots()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    let options = Options::on(parse_date("2026-11-23").expect("a day"));
    let national = sound(check(load("national@2017", &SearchPath::embedded()).expect("it is shipped")));
    let files =
        ["pack.yaml", "facts.yaml", "limits.yaml"].map(|name| (name, text(&format!("{RACE}/{name}"))));
    let mut files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    files.push(("schools.rules", SCHOOLS));
    let schools = sound(check(load_memory(&files, &SearchPath::embedded())));
    syntax(&mut bench);
    packs(&mut bench, &national, &options);
    evaluators(&mut bench, &schools, &options);
    reading(&mut bench, &schools, &options);
    one_county(&mut bench, &national, &options);
    bench.final_summary();
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(root(path)).expect("it is part of the project")
}

fn sound(checked: Checked) -> CheckedPack {
    let errors: Vec<_> = checked.diagnostics.iter().filter(|d| d.code.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    checked.pack.expect("a pack")
}

/// The shipped rules again and again, until they are a megabyte.
fn syntax(bench: &mut Bench) {
    let shipped: String = ["resources", "government", "quality", "recognition", "audits"]
        .map(|name| text(&format!("rulepacks/national-2017/{name}.rules")))
        .concat();
    let long = shipped.repeat(1_000_000 / shipped.len() + 1);
    let source = SourceMap::new().add("long.rules", long.as_str());
    let mut found = Diagnostics::new();
    assert!(!parse_rules(&long, source, &mut found).items.is_empty() && !found.has_errors(), "it is sound");
    let mut group = bench.benchmark_group("syntax");
    group.throughput(Throughput::BytesDecimal(long.len() as u64));
    group.bench_function("parse_rules", |b| {
        b.iter(|| parse_rules(black_box(&long), source, &mut Diagnostics::new()));
    });
    group.finish();
}

/// A pack on its way from the program's own copy to a plan.
fn packs(bench: &mut Bench, national: &CheckedPack, options: &Options) {
    let search = SearchPath::embedded();
    let loaded = || load(black_box("national@2017"), &search).expect("it is shipped");
    let mut group = bench.benchmark_group("national@2017");
    group.bench_function("load", |b| b.iter(loaded));
    group.bench_function("check", |b| b.iter_batched(loaded, check, BatchSize::SmallInput));
    group.bench_function("Plan::new", |b| b.iter(|| Plan::new(black_box(national), options.as_of)));
    group.finish();
}

/// Counties of schools with one division each, as CSV without quotes: what each indicator asks for, mostly more, sometimes exactly that or
/// 85 % of it, seldom less.
struct Made {
    counties: String,
    schools: String,
    divisions: String,
    teachers: String,
}

fn made(divisions: usize, teachers: usize) -> Made {
    let mut made = Made {
        counties: "代码\n".into(),
        schools: "代码,县,类别\n".into(),
        divisions: "学校,学段,在校生数,高于规定学历教师数,县级以上骨干教师数,体育艺术专任教师数,教学及辅助用房面积,体育运动场馆面积,教学仪器设备值,网络多媒体教室数\n".into(),
        teachers: "学校,学段,工号,持教师资格证,五年培训学时\n".into(),
    };
    for d in 0..divisions {
        let (county, school) = (100_000 + d / OF_A_COUNTY, 1_000_000 + d);
        if d % OF_A_COUNTY == 0 {
            let _ = writeln!(made.counties, "{county}");
        }
        let (stage, [r1, r2, r3, r7], r4, r5, r6) = if d % 3 == 0 {
            ("初中", [53, 10, 9, 24], 5.8, 10.2, 2_500)
        } else {
            ("小学", [42, 10, 9, 23], 4.5, 7.5, 2_000)
        };
        let _ = writeln!(made.schools, "{school},{county},{stage}");
        // 397 and 997, 31 and 101 are prime to each other: every number of pupils and every share comes.
        let (students, share) = (180 + (d * 397) % 997, 100 + (d * 31) % 101 / 2);
        let share = if d % 41 == 0 { share - 20 } else { share };
        let people = |thousandth: usize| thousandth * students * share / 100_000 + 1;
        let area = |each: f64, percent: usize| each * (percent * students) as f64 / 100.0;
        let sports = if d % 60 == 0 { 85 } else { share };
        let _ = writeln!(
            made.divisions,
            "{school},{stage},{students},{},{},{},{:.1},{:.1},{},{}",
            people(r1),
            people(r2),
            people(r3),
            area(r4, share),
            area(r5, sports),
            r6 * students * share / 100,
            people(r7)
        );
        for t in 0..teachers {
            let _ = writeln!(made.teachers, "{school},{stage},T{t:03},是,{}", 360 + (d + t) % 60);
        }
    }
    made
}

fn rows(entity: &str, csv: &str) -> RawTable {
    let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned).collect());
    let header = lines.next().expect("a header");
    RawTable { entity: entity.to_owned(), file: entity.into(), header, rows: (2..).zip(lines).collect() }
}

fn without_errors(facts: Facts) -> Facts {
    assert!(!facts.has_errors(), "{:#?}", facts.issues.iter().take(3).collect::<Vec<_>>());
    facts
}

/// The seven indicators and the schools' rule over divisions in memory, by columns and by the interpreter.
fn evaluators(bench: &mut Bench, pack: &CheckedPack, options: &Options) {
    let made = made(DIVISIONS, 0);
    let tables = [("county", made.counties), ("school", made.schools), ("division", made.divisions)];
    let tables = tables.iter().map(|(entity, csv)| rows(entity, csv)).collect();
    let facts = without_errors(from_tables(pack, tables, options.as_of));
    let plan = Plan::new(pack, options.as_of);
    let mut group = bench.benchmark_group("R1 to R7 and R_school");
    group.throughput(Throughput::Elements(DIVISIONS as u64)).sample_size(10);
    group.bench_function("screen, verdicts", |b| {
        b.iter(|| screen(pack, black_box(&facts), &plan, options, false));
    });
    group.bench_function("screen, with what fails", |b| {
        b.iter(|| screen(pack, black_box(&facts), &plan, options, true));
    });
    group.bench_function("evaluate, with every outcome", |b| {
        b.iter(|| evaluate(pack, black_box(&facts), options));
    });
    group.bench_function("evaluate_exactly", |b| {
        b.iter(|| evaluate_exactly(pack, black_box(&facts), options));
    });
    group.finish();

    let evaluation = screen(pack, &facts, &plan, options, true);
    let input = ReportInput {
        pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Failures,
        language: Language::Zh,
    };
    let mut group = bench.benchmark_group("ndjson of R1 to R7 and R_school");
    group.throughput(Throughput::BytesDecimal(lines(&input).len() as u64));
    group.bench_function("report", |b| b.iter(|| lines(black_box(&input))));
    group.finish();
}

/// A line for each county.
fn lines(input: &ReportInput<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for result in &input.evaluation.counties {
        serde_json::to_writer(&mut out, &county(input, result)).expect("it is written to memory");
        out.push(b'\n');
    }
    out
}

/// A folder of CSV into columns.
fn reading(bench: &mut Bench, pack: &CheckedPack, options: &Options) {
    let folder = tempfile::tempdir().expect("a folder");
    let made = made(FOLDER_DIVISIONS, TEACHERS);
    let tables =
        [("县", made.counties), ("学校", made.schools), ("学部", made.divisions), ("教师", made.teachers)];
    for (name, csv) in &tables {
        fs::write(folder.path().join(format!("{name}.csv")), csv).expect("it is written");
    }
    let paths = [folder.path().to_owned()];
    let facts = || read(pack, black_box(&paths), options.as_of).expect("it is there");
    without_errors(facts());
    let mut group = bench.benchmark_group("CSV");
    group.throughput(Throughput::BytesDecimal(tables.iter().map(|(_, csv)| csv.len() as u64).sum()));
    group.bench_function("facts::read", |b| b.iter(facts));
    // What the digest of the data as understood costs by itself.
    let read = facts();
    group.bench_function("Contents::of", |b| b.iter(|| Contents::of(pack, black_box(&read))));
    group.finish();
}

/// The national standard over the example county.
fn one_county(bench: &mut Bench, pack: &CheckedPack, options: &Options) {
    let paths = [root("examples/county-990001")];
    let facts = read(pack, &paths, options.as_of).expect("it is there");
    let evaluation = evaluate(pack, &facts, options);
    let balance = pack.find_item("R_balance").expect("the rule");
    let subject = evaluation.counties[0].subjects.iter().find(|s| s.item == balance).expect("a subject");
    let mut group = bench.benchmark_group("example county, national@2017");
    group.bench_function("facts::read", |b| b.iter(|| read(pack, black_box(&paths), options.as_of)));
    group.bench_function("evaluate", |b| b.iter(|| evaluate(pack, black_box(&facts), options)));
    let plan = Plan::new(pack, options.as_of);
    group.bench_function("screen", |b| b.iter(|| screen(pack, black_box(&facts), &plan, options, true)));
    group.bench_function("explain R_balance, the county judged for it", |b| {
        b.iter(|| explain(pack, black_box(&facts), options, balance, subject.row, &subject.group));
    });
    let explainer = Explainer::new(pack, &facts, options, evaluation.counties[0].county).expect("a county");
    group.bench_function("explain R_balance, the county being judged", |b| {
        b.iter(|| explainer.explain(black_box(balance), subject.row, &subject.group).expect("a subject"));
    });
    group.finish();
}
