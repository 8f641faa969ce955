//! The programs side by side: whole processes, turn by turn, with their peak memory and what they got wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::generate;

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Where the nation of a scale lies.
pub fn data(scale: f64) -> PathBuf {
    here().join(format!("data/{scale}"))
}

/// Where the verdicts on a nation lie: beside its tables.
pub fn truth_of(folder: &Path) -> PathBuf {
    PathBuf::from(format!("{}.truth.csv", folder.display()))
}

/// The tables that the race's rules ask for, by themselves: the same files under another folder.
pub fn race_folder(data: &Path) -> PathBuf {
    let folder = PathBuf::from(format!("{}.race", data.display()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    for table in ["县", "学校", "学部", "班级", "教师"] {
        let name = format!("{table}.csv");
        fs::hard_link(data.join(&name), folder.join(&name)).expect("a link");
    }
    folder
}

pub fn ready(scale: f64) -> PathBuf {
    let folder = data(scale);
    if !truth_of(&folder).is_file() {
        let _ = fs::remove_dir_all(&folder);
        generate::nation(scale, &folder, &truth_of(&folder)).expect("the nation is written");
    }
    folder
}

/// A program of the race.
pub struct Racer {
    pub name: &'static str,
    pub command: Vec<String>,
    /// How its output is read.
    pub output: Output,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Output {
    /// The verdicts as lines like the truth's.
    Table,
    /// junheng's lines, one a county.
    Lines,
    /// Lines that are not held against the truth, which has the race's rules only.
    Other,
}

struct Ran {
    took: Duration,
    peak: u64,
}

fn once(racer: &Racer, out: &Path) -> Ran {
    let mut child = Command::new(&racer.command[0])
        .args(&racer.command[1..])
        .arg(out)
        .current_dir(here())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap_or_else(|e| panic!("{}: {e}", racer.command[0]));
    let began = Instant::now();
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let status = loop {
        if let Ok(text) = fs::read_to_string(&status_file)
            && let Some(line) = text.lines().find(|l| l.starts_with("VmHWM:"))
        {
            let kilobytes = line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
            peak = peak.max(kilobytes);
        }
        if let Some(status) = child.try_wait().expect("it is there") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(status.success(), "{} failed", racer.name);
    Ran { took: began.elapsed(), peak }
}

/// The verdicts that a program wrote, by county.
pub fn verdicts(path: &Path, output: Output) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).expect("it wrote its verdicts");
    let line = |l: &str| -> Option<(String, String)> {
        match output {
            Output::Lines => {
                let county: serde_json::Value = serde_json::from_str(l).expect("a line of JSON");
                let code = county["county"].as_str()?.to_owned();
                let mut out = code.clone();
                for rule in [
                    "R1",
                    "R2",
                    "R3",
                    "R4",
                    "R5",
                    "R6",
                    "R7",
                    "R_school",
                    "R_balance",
                    "G4",
                    "G5",
                    "G9",
                    "G12",
                ] {
                    let _ = write!(out, ",{}", county["rules"][rule]["unmet"]);
                }
                let _ = write!(out, ",{}", county["conclusions"]["recognition"].as_str()?);
                Some((code, out))
            }
            _ => Some((l.split(',').next()?.to_owned(), l.to_owned())),
        }
    };
    text.lines().filter(|l| !l.starts_with("county,")).filter_map(line).collect()
}

/// Counties whose verdict differs in any number.
fn wrong(found: &BTreeMap<String, String>, truth: &BTreeMap<String, String>) -> usize {
    let missing = found.keys().filter(|k| !truth.contains_key(*k)).count();
    truth.iter().filter(|(code, line)| found.get(*code) != Some(*line)).count() + missing
}

pub fn junheng(data: &Path, pack: &str, more: &[&str]) -> Vec<String> {
    let program = here().join("../../target/release/junheng");
    let mut all = vec![program.display().to_string(), "eval".into(), data.display().to_string()];
    all.extend(["--pack", pack, "--as-of", "2026-11-23", "--format", "ndjson"].map(str::to_owned));
    all.extend(more.iter().map(|m| (*m).to_owned()));
    all.push("--out".into());
    all
}

pub fn python(script: &str, data: &Path) -> Vec<String> {
    let venv = here().join("venv/bin/python");
    let python = if venv.exists() { venv.display().to_string() } else { "python3".to_owned() };
    vec![python, format!("peers/{script}.py"), data.display().to_string()]
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

pub struct Row {
    name: &'static str,
    median: Duration,
    least: Duration,
    peak: u64,
    wrong: Option<usize>,
}

pub fn race(racers: &[Racer], truth: &BTreeMap<String, String>, times: usize) -> Vec<Row> {
    let out = here().join("data/verdicts");
    let mut rows: Vec<(Vec<Duration>, u64, Option<usize>)> =
        racers.iter().map(|_| (Vec::new(), 0, None)).collect();
    for turn in 0..=times {
        for (racer, row) in racers.iter().zip(&mut rows) {
            let ran = once(racer, &out);
            if turn == 0 {
                // The first turn fills the system's cache and is held against the truth.
                if racer.output != Output::Other {
                    row.2 = Some(wrong(&verdicts(&out, racer.output), truth));
                }
            } else {
                row.0.push(ran.took);
                row.1 = row.1.max(ran.peak);
            }
            eprintln!("{}: {:.3} s", racer.name, ran.took.as_secs_f64());
        }
    }
    let _ = fs::remove_file(&out);
    racers
        .iter()
        .zip(rows)
        .map(|(racer, (mut took, peak, wrong))| Row {
            name: racer.name,
            least: *took.iter().min().expect("it ran"),
            median: median(&mut took),
            peak,
            wrong,
        })
        .collect()
}

pub fn table(rows: &[Row]) -> String {
    let first = rows[0].median.as_secs_f64();
    let mut out = "| program | median s | least s | ratio to the first | peak MiB | counties wrong |\n| --- | ---: | ---: | ---: | ---: | ---: |\n".to_owned();
    for r in rows {
        let wrong = r.wrong.map_or_else(|| "–".to_owned(), |w| w.to_string());
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:.3} | {:.2} | {} | {wrong} |",
            r.name,
            r.median.as_secs_f64(),
            r.least.as_secs_f64(),
            r.median.as_secs_f64() / first,
            r.peak / 1024
        );
    }
    out
}

pub fn built() {
    let done = Command::new("cargo")
        .args(["build", "--release", "--quiet"])
        .current_dir(here().join("../.."))
        .status()
        .expect("cargo is there");
    assert!(done.success());
}

/// All programs over the nation of a scale; the tables go to stdout.
pub fn run(scale: f64, times: usize) {
    built();
    let data = ready(scale);
    let truth = verdicts(&truth_of(&data), Output::Table);
    let pack = "pack";
    let five = race_folder(&data);
    let mut racers = vec![
        Racer {
            name: "junheng, verdicts",
            command: junheng(&five, pack, &["--detail", "summary"]),
            output: Output::Lines,
        },
        Racer {
            name: "junheng, with every failure's values and limits",
            command: junheng(&five, pack, &[]),
            output: Output::Lines,
        },
    ];
    for (name, script) in [("Polars", "race_polars"), ("DuckDB", "race_duckdb"), ("pandas", "race_pandas")] {
        let there = Command::new(&python(script, &data)[0])
            .args(["-c", &format!("import {}", script.trim_start_matches("race_"))])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success());
        if there {
            racers.push(Racer { name, command: python(script, &data), output: Output::Table });
        } else {
            eprintln!("skipped: {name} is not installed (peers/setup.sh)");
        }
    }
    let counties = truth.len();
    println!("## The race: {counties} counties\n\n{}", table(&race(&racers, &truth, times)));
    let national = [
        Racer {
            name: "junheng, national@2017, verdicts",
            command: junheng(&data, "../../rulepacks/national-2017", &["--detail", "summary"]),
            output: Output::Other,
        },
        Racer {
            name: "junheng, national@2017, with failures",
            command: junheng(&data, "../../rulepacks/national-2017", &[]),
            output: Output::Other,
        },
    ];
    println!(
        "## The whole national standard over the same nation\n\n{}",
        table(&race(&national, &truth, times))
    );
}

/// junheng alone at several sizes of the nation.
pub fn growth() {
    built();
    println!(
        "| times the nation | counties | national@2017 s | peak MiB | race s | peak MiB |\n| ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for scale in [0.125, 0.25, 0.5, 1.0, 2.0] {
        let data = ready(scale);
        let truth = verdicts(&truth_of(&data), Output::Table);
        let five = race_folder(&data);
        let racers = [
            Racer {
                name: "national",
                command: junheng(&data, "../../rulepacks/national-2017", &[]),
                output: Output::Other,
            },
            Racer { name: "race", command: junheng(&five, "pack", &[]), output: Output::Lines },
        ];
        let rows = race(&racers, &truth, 3);
        println!(
            "| {scale} | {} | {:.3} | {} | {:.3} | {} |",
            truth.len(),
            rows[0].median.as_secs_f64(),
            rows[0].peak / 1024,
            rows[1].median.as_secs_f64(),
            rows[1].peak / 1024
        );
        assert_eq!(rows[1].wrong, Some(0), "every verdict is right");
        if scale > 1.0 {
            let _ = fs::remove_dir_all(&data);
            let _ = fs::remove_dir_all(&five);
            let _ = fs::remove_file(truth_of(&data));
        }
    }
}
