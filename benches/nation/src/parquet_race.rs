//! The race again with the nation as Parquet.

use std::path::{Path, PathBuf};

use crate::columnar;
use crate::race;
use crate::racers::{Output, Racer, columnar_peers, junheng};

/// Where a nation lies as Parquet: beside its tables.
pub fn folder_of(data: &Path) -> PathBuf {
    PathBuf::from(format!("{}.parquet", data.display()))
}

/// junheng, Polars and DuckDB over the nation of a scale as Parquet; the table goes to stdout.
pub fn run(scale: f64, times: usize) {
    let data = race::ready(scale);
    let parquet = folder_of(&data);
    if !parquet.join("教师.parquet").is_file() {
        columnar::convert(&data, &parquet);
    }
    let five = race::race_folder(&parquet, "parquet");
    let truth = race::verdicts(&race::truth_of(&data), Output::Table);
    let mut racers = race::junheng_by_the_race(&five);
    racers.extend(columnar_peers(&five));
    println!("## The same nation as Parquet\n\n{}", race::table(&race::race(&racers, &truth, times)));
    let national = [Racer {
        name: "junheng, national@2017, verdicts",
        command: junheng(&parquet, "../../rulepacks/national-2017", &["--detail", "summary"]),
        output: Output::Other,
    }];
    println!(
        "## The whole national standard over it\n\n{}",
        race::table(&race::race(&national, &truth, times))
    );
}
