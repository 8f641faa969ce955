//! The programs side by side: whole processes, turn by turn, with their peak memory, the cores' time and what they got wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::racers::{Output, Racer, here, junheng, peers, with_digests};
use crate::{generate, measure, parquet_race};

/// The part of the nation that every program is fast enough for.
const SMALL: f64 = 0.05;

/// Where the nation of a scale lies.
pub fn data(scale: f64) -> PathBuf {
    here().join(format!("data/{scale}"))
}

/// Where the verdicts on a nation lie: beside its tables.
pub fn truth_of(folder: &Path) -> PathBuf {
    PathBuf::from(format!("{}.truth.csv", folder.display()))
}

/// The tables that the race's rules ask for, by themselves: the same files under another folder.
pub fn race_folder(data: &Path, ending: &str) -> PathBuf {
    let folder = PathBuf::from(format!("{}.race", data.display()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    for table in ["县", "学校", "学部", "班级", "教师"] {
        let name = format!("{table}.{ending}");
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

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

pub struct Row {
    name: &'static str,
    median: Duration,
    least: Duration,
    cpu: Duration,
    peak: u64,
    wrong: Option<usize>,
}

/// What is noted of a program while the turns go on.
#[derive(Default)]
struct Notes {
    took: Vec<Duration>,
    cpu: Vec<Duration>,
    peak: u64,
    wrong: Option<usize>,
}

pub fn race(racers: &[Racer], truth: &BTreeMap<String, String>, times: usize) -> Vec<Row> {
    let out = here().join("data/verdicts");
    let mut notes: Vec<Notes> = racers.iter().map(|_| Notes::default()).collect();
    for turn in 0..=times {
        // Each turn begins with another: what starts behind a large process starts slower.
        for at in (0..racers.len()).map(|i| (i + turn) % racers.len()) {
            let (racer, notes) = (&racers[at], &mut notes[at]);
            let mut command = racer.command.clone();
            command.push(out.display().to_string());
            let ran = measure::run(&command, &here());
            if turn == 0 {
                // The first turn fills the system's cache and is held against the truth.
                if racer.output != Output::Other {
                    notes.wrong = Some(wrong(&verdicts(&out, racer.output), truth));
                }
            } else {
                notes.took.push(ran.took);
                notes.cpu.push(ran.cpu);
                notes.peak = notes.peak.max(ran.peak);
            }
            eprintln!("{}: {:.3} s", racer.name, ran.took.as_secs_f64());
        }
    }
    let _ = fs::remove_file(&out);
    racers
        .iter()
        .zip(notes)
        .map(|(racer, mut notes)| Row {
            name: racer.name,
            least: *notes.took.iter().min().expect("it ran"),
            median: median(&mut notes.took),
            cpu: median(&mut notes.cpu),
            peak: notes.peak,
            wrong: notes.wrong,
        })
        .collect()
}

fn mebibytes(bytes: u64) -> u64 {
    bytes >> 20
}

pub fn table(rows: &[Row]) -> String {
    let first = rows[0].median.as_secs_f64();
    let mut out =
        "| program | median s | least s | ratio to the first | all cores s | peak MiB | counties wrong |\n\
                   | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
            .to_owned();
    for r in rows {
        let wrong = r.wrong.map_or_else(|| "–".to_owned(), |w| w.to_string());
        let _ = writeln!(
            out,
            "| {} | {:.3} | {:.3} | {:.2} | {:.2} | {} | {wrong} |",
            r.name,
            r.median.as_secs_f64(),
            r.least.as_secs_f64(),
            r.median.as_secs_f64() / first,
            r.cpu.as_secs_f64(),
            mebibytes(r.peak)
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

/// junheng by the race's rules over a folder: verdicts alone, with all that fails, and with what tells the data apart.
pub fn junheng_by_the_race(five: &Path) -> Vec<Racer> {
    vec![
        Racer {
            name: "junheng, verdicts",
            command: junheng(five, "pack", &["--detail", "summary"]),
            output: Output::Lines,
        },
        Racer {
            name: "junheng, with every failure's values and limits",
            command: junheng(five, "pack", &[]),
            output: Output::Lines,
        },
        Racer {
            name: "junheng, verdicts and a digest of each county's data",
            command: with_digests(five, "pack", &["--detail", "summary"]),
            output: Output::Lines,
        },
    ]
}

/// junheng and the programs that are fast enough for a scale, over its nation: the table.
fn side_by_side(scale: f64, times: usize) -> String {
    let data = ready(scale);
    let truth = verdicts(&truth_of(&data), Output::Table);
    let five = race_folder(&data, "csv");
    let mut racers = junheng_by_the_race(&five);
    racers.extend(peers(scale, &data));
    format!("{} counties.\n\n{}", truth.len(), table(&race(&racers, &truth, times)))
}

/// All programs over the nation of a scale; the tables go to stdout.
pub fn run(scale: f64, times: usize) {
    built();
    println!("## The race\n\n{}", side_by_side(scale, times));
    if scale > SMALL {
        let part = (1.0 / SMALL).round();
        println!("## The same rules at 1/{part} of the nation\n\n{}", side_by_side(SMALL, times));
    }
    println!("## The formulas in floating point\n\n{}", formulas(scale));
    let data = ready(scale);
    // All else that the national standard asks for is met, so that its verdicts are the race's.
    let truth = verdicts(&truth_of(&data), Output::Table);
    let national = |name, more: &[&str]| Racer {
        name,
        command: junheng(&data, "../../rulepacks/national-2017", more),
        output: Output::Lines,
    };
    let national = [
        national("junheng, national@2017, verdicts", &["--detail", "summary"]),
        national("junheng, national@2017, with failures", &[]),
    ];
    println!(
        "## The whole national standard over the same nation\n\n{}",
        table(&race(&national, &truth, times))
    );
    parquet_race::run(scale, times);
}

/// What floating point gets wrong of a nation, by how a formula is written: the table.
pub fn formulas(scale: f64) -> String {
    crate::formulas::table(&ready(scale))
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
        let five = race_folder(&data, "csv");
        let racers = [
            Racer {
                name: "national",
                command: junheng(&data, "../../rulepacks/national-2017", &[]),
                output: Output::Lines,
            },
            Racer { name: "race", command: junheng(&five, "pack", &[]), output: Output::Lines },
        ];
        let rows = race(&racers, &truth, 3);
        println!(
            "| {scale} | {} | {:.3} | {} | {:.3} | {} |",
            truth.len(),
            rows[0].median.as_secs_f64(),
            mebibytes(rows[0].peak),
            rows[1].median.as_secs_f64(),
            mebibytes(rows[1].peak)
        );
        assert!(rows.iter().all(|r| r.wrong == Some(0)), "every verdict is right");
        if scale > 1.0 {
            let _ = fs::remove_dir_all(&data);
            let _ = fs::remove_dir_all(&five);
            let _ = fs::remove_file(truth_of(&data));
        }
    }
}
