//! Who races: junheng and the other programs, with the commands that start them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// This crate's folder, in which every command runs.
pub fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A program of the race.
pub struct Racer {
    pub name: &'static str,
    /// Without the file for the verdicts, which comes last.
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

/// junheng without the digests of what it was given, which the others do not compute either.
pub fn junheng(data: &Path, pack: &str, more: &[&str]) -> Vec<String> {
    with_digests(data, pack, &[&["--no-content-digest"], more].concat())
}

/// junheng with a digest of each county's data as understood.
pub fn with_digests(data: &Path, pack: &str, more: &[&str]) -> Vec<String> {
    let program = here().join("../../target/dist/junheng");
    let mut all = vec![program.display().to_string(), "eval".into(), data.display().to_string()];
    all.extend(["--pack", pack, "--as-of", "2026-11-23", "--format", "ndjson"].map(str::to_owned));
    all.extend(more.iter().map(|m| (*m).to_owned()));
    all.push("--out".into());
    all
}

/// Another program.
struct Peer {
    name: &'static str,
    kind: Kind,
    /// The greatest part of the nation that it is given: engines that take one row at a time would run for minutes.
    most: f64,
}

enum Kind {
    /// `peers/race_….py`, with the module that it needs.
    Script(&'static str, &'static str),
    /// A program of `peers/engines`.
    Built(&'static str),
}

const PEERS: [Peer; 6] = [
    Peer { name: "Polars", kind: Kind::Script("race_polars", "polars"), most: f64::INFINITY },
    Peer { name: "DuckDB", kind: Kind::Script("race_duckdb", "duckdb"), most: f64::INFINITY },
    Peer { name: "pandas", kind: Kind::Script("race_pandas", "pandas"), most: f64::INFINITY },
    Peer {
        name: "OpenFisca, with pandas",
        kind: Kind::Script("race_openfisca", "openfisca_core, pandas"),
        most: f64::INFINITY,
    },
    Peer { name: "CEL (the crate cel)", kind: Kind::Built("race_cel"), most: 0.05 },
    Peer { name: "Rego (regorus)", kind: Kind::Built("race_regorus"), most: 0.05 },
];

impl Peer {
    /// Its command, where it is installed.
    fn command(&self, data: &Path) -> Option<Vec<String>> {
        let data = data.display().to_string();
        match self.kind {
            Kind::Script(script, module) => {
                let venv = here().join("venv/bin/python");
                let python = if venv.exists() { venv.display().to_string() } else { "python3".to_owned() };
                let there = Command::new(&python)
                    .args(["-c", &format!("import {module}")])
                    .stderr(Stdio::null())
                    .status()
                    .is_ok_and(|s| s.success());
                there.then(|| vec![python, format!("peers/{script}.py"), data])
            }
            Kind::Built(name) => {
                let program = here().join("peers/engines/target/release").join(name);
                program.is_file().then(|| vec![program.display().to_string(), data])
            }
        }
    }
}

/// The other programs that are installed and fast enough for a part of the nation.
pub fn peers(scale: f64, data: &Path) -> Vec<Racer> {
    let mut racers = Vec::new();
    for peer in &PEERS {
        let name = peer.name;
        if scale > peer.most {
            eprintln!("skipped: {name} is given at most {} of the nation", peer.most);
        } else if let Some(command) = peer.command(data) {
            racers.push(Racer { name, command, output: Output::Table });
        } else {
            eprintln!("skipped: {name} is not installed (peers/setup.sh)");
        }
    }
    racers
}

/// Those of the other programs that read Parquet, over a nation in it.
pub fn columnar_peers(data: &Path) -> Vec<Racer> {
    let able = |peer: &&Peer| matches!(peer.kind, Kind::Script("race_polars" | "race_duckdb", _));
    let mut racers = Vec::new();
    for peer in PEERS.iter().filter(able) {
        let name = peer.name;
        if let Some(mut command) = peer.command(data) {
            command.insert(2, "--parquet".to_owned());
            racers.push(Racer { name, command, output: Output::Table });
        } else {
            eprintln!("skipped: {name} is not installed (peers/setup.sh)");
        }
    }
    racers
}
