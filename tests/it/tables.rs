//! `eval --format parquet`: results as tables in files say what the report in JSON says.

use std::fs::{self, File};
use std::path::Path;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

use crate::cli::{code, err, out, run};

fn eval(more: &[&str]) -> std::process::Output {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    let mut args = vec!["--lang", "en", "eval", data.to_str().unwrap(), "--pack", "yinchuan@2021"];
    args.extend(["--as-of", "2026-11-23"].iter().chain(more));
    run(&args)
}

/// The rows of a file, each cell as text; `-` for null.
fn rows(path: &Path) -> Vec<Vec<(String, String)>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => "-".to_owned(),
        Field::Str(text) => text.clone(),
        other => other.to_string(),
    };
    let row = |row: parquet::record::Row| {
        row.get_column_iter().map(|(name, field)| (name.clone(), cell(field))).collect()
    };
    reader.get_row_iter(None).unwrap().map(|r| row(r.unwrap())).collect()
}

fn column(rows: &[Vec<(String, String)>], name: &str) -> Vec<String> {
    rows.iter().map(|row| row.iter().find(|(n, _)| n == name).unwrap().1.clone()).collect()
}

#[test]
fn tables_say_what_the_report_says() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("one"), folder.path().join("two"));
    for path in [&first, &second] {
        let done = eval(&["--format", "parquet", "--out", path.to_str().unwrap()]);
        assert_eq!((code(&done), out(&done)), (0, String::new()), "{}", err(&done));
    }
    let report: Value = serde_json::from_str(&out(&eval(&["--format", "json"]))).unwrap();
    let county = &report["counties"][0];
    for name in ["verdicts", "subjects", "missing", "issues"] {
        let name = format!("{name}.parquet");
        assert_eq!(fs::read(first.join(&name)).unwrap(), fs::read(second.join(&name)).unwrap(), "{name}");
    }
    let verdicts = rows(&first.join("verdicts.parquet"));
    let wanted: Vec<(String, String)> = county["conclusions"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(id, outcome)| (id.clone(), outcome.as_str().unwrap().to_owned()))
        .collect();
    assert!(!wanted.is_empty());
    let found = column(&verdicts, "conclusion").into_iter().zip(column(&verdicts, "outcome"));
    assert_eq!(found.collect::<Vec<_>>(), wanted);
    assert_eq!(column(&verdicts, "digest")[0], report["pack"]["digest"].as_str().unwrap());
    assert_eq!(column(&verdicts, "content")[0], county["content"].as_str().unwrap());
    assert_eq!(column(&verdicts, "format")[0], report["format"].to_string());
    let subjects = rows(&first.join("subjects.parquet"));
    let of = |name: &str| -> Vec<String> {
        let all = county["subjects"].as_array().unwrap().iter();
        all.map(|s| s[name].as_str().unwrap_or("-").to_owned()).collect()
    };
    assert!(of("rule").len() > 3);
    for name in ["rule", "entity", "outcome", "value", "limit", "unit"] {
        assert_eq!(column(&subjects, name), of(name), "{name}");
    }
    // A subject is named as `explain` takes it.
    let (rule, subject) = (&column(&subjects, "rule")[0], &column(&subjects, "subject")[0]);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001");
    let explained = run(&[
        "explain",
        data.to_str().unwrap(),
        "--pack",
        "yinchuan@2021",
        "--as-of",
        "2026-11-23",
        rule,
        subject,
    ]);
    assert_eq!(code(&explained), 0, "{rule} {subject}: {}", err(&explained));
}

#[test]
fn tables_need_a_folder_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let done = eval(&["--format", "parquet"]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("--out FOLDER"), "{}", err(&done));
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let done = eval(&["--format", "parquet", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("holds files already"), "{}", err(&done));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
