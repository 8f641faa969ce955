//! An invented nation, the verdicts on it computed by whole numbers, and a race of programs over it.
//!
//! ```text
//! cargo run --release -- generate --scale 1 --out data/1      # scale 1: 2,850 counties
//! cargo run --release -- run --scale 1                        # all programs side by side
//! cargo run --release -- formulas --scale 1                   # what floating point gets wrong, by how a formula is written
//! cargo run --release -- parquet --scale 1                    # only the same nation as Parquet
//! cargo run --release -- growth                               # junheng at 1/8, 1/4, 1/2, 1, 2 times the nation
//! ```

mod columnar;
mod formulas;
mod generate;
mod measure;
mod parquet_race;
mod race;
mod racers;
mod truth;

use std::path::PathBuf;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let scale: f64 = value("--scale").map_or(1.0, |s| s.parse().expect("--scale is a number"));
    match args.first().map(String::as_str) {
        Some("generate") => {
            let out = value("--out").map_or_else(|| race::data(scale), PathBuf::from);
            generate::nation(scale, &out, &race::truth_of(&out)).expect("the nation is written");
            columnar::convert(&out, &parquet_race::folder_of(&out));
        }
        Some("run") => {
            race::run(scale, value("--times").map_or(5, |t| t.parse().expect("--times is a count")))
        }
        Some("parquet") => {
            race::built();
            parquet_race::run(scale, value("--times").map_or(5, |t| t.parse().expect("--times is a count")))
        }
        Some("growth") => race::growth(),
        Some("formulas") => println!("{}", race::formulas(scale)),
        Some(measure::WORD) => std::process::exit(measure::child(&args[1..])),
        _ => {
            eprintln!(
                "usage: nation generate|run|parquet|growth|formulas [--scale S] [--out DIR] [--times N]"
            );
            std::process::exit(2);
        }
    }
}
