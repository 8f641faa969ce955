//! A report is made again, or it is said what differs.

use crate::cli::{code, err, out, run};

const DATA: &str = "examples/county-990001";

fn report(more: &[&str]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut args =
        vec!["eval", DATA, "--pack", "national@2017", "--as-of", "2026-11-23", "--format", "json", "--out"];
    args.push(file.path().to_str().unwrap());
    args.extend(more);
    let done = run(&args);
    assert_eq!(code(&done), 0, "{}", err(&done));
    file
}

#[test]
fn a_report_of_any_detail_is_the_same_again() {
    for more in [
        &[][..],
        &["--detail", "full"],
        &["--detail", "summary", "--lang", "en"],
        &["--county", "990001"],
        &["--no-audit"],
    ] {
        let file = report(more);
        let done = run(&["verify", file.path().to_str().unwrap(), DATA]);
        assert_eq!(code(&done), 0, "{}{}", out(&done), err(&done));
        assert!(out(&done).contains("相同"));
    }
}

#[test]
fn what_differs_is_said() {
    let file = report(&[]);
    let path = file.path().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let verified = |text: &str, data: &str| {
        std::fs::write(path, text).unwrap();
        let done = run(&["verify", path, data]);
        assert_eq!(code(&done), 1, "{}", out(&done));
        out(&done) + &err(&done)
    };
    assert!(verified(&text, "examples/county-990002").contains("数据不同"));
    let forged = text.replacen("\"recognition\": \"unmet\"", "\"recognition\": \"met\"", 1);
    let said = verified(&forged, DATA);
    assert!(said.contains("counties/0/conclusions/recognition 报告里是 met，现在是 unmet"), "{said}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let digest = value["pack"]["digest"].as_str().unwrap();
    let said = verified(&text.replace(digest, "sha256:00"), DATA);
    assert!(said.contains("内容不同") && said.contains(digest), "{said}");
    assert!(verified("{}", DATA).contains("不是 `eval --format json` 的报告"));
    assert!(verified("not json", DATA).contains("help: "));
    assert!(verified(&text.replace("2017.2.0", "1999.1.0"), DATA).contains("1999"));
    // White space added by an editor at the end is no difference at all.
    std::fs::write(path, text.clone() + "\n").unwrap();
    assert_eq!(code(&run(&["verify", path, DATA])), 0);
}

/// A value with the keys of its objects in the opposite order.
fn turned(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            serde_json::Value::Object(map.iter().rev().map(|(k, v)| (k.clone(), turned(v))).collect())
        }
        serde_json::Value::Array(list) => list.iter().map(turned).collect(),
        other => other.clone(),
    }
}

#[test]
fn a_report_that_is_only_laid_out_anew_is_the_same() {
    let file = report(&["--detail", "full"]);
    let path = file.path().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let compact = serde_json::to_string(&value).unwrap();
    let backwards = serde_json::to_string_pretty(&turned(&value)).unwrap();
    let tabs = text.replace("  ", "\t");
    for (what, laid_out) in [("compact", compact), ("backwards", backwards), ("tabs", tabs)] {
        assert_ne!(laid_out, text);
        std::fs::write(path, laid_out).unwrap();
        for (lang, word) in [("zh", "排版不同"), ("en", "laid out in another way")] {
            let done = run(&["verify", path, DATA, "--lang", lang]);
            assert_eq!(code(&done), 0, "{what} {}", out(&done));
            assert!(out(&done).contains(word), "{}", out(&done));
        }
    }
}

#[test]
fn data_that_are_only_laid_out_anew_are_the_same() {
    for more in [&[][..], &["--detail", "full"], &["--county", "990001"]] {
        let file = report(more);
        let path = file.path().to_str().unwrap();
        let to = tempfile::tempdir().unwrap();
        for (name, rows) in crate::workbook::tables(std::path::Path::new(DATA)) {
            let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
            let (header, body) = lines.split_first().unwrap();
            let body: Vec<&str> = body.iter().rev().map(String::as_str).collect();
            std::fs::write(
                to.path().join(format!("{name}.csv")),
                format!("{header}\r\n{}\r\n", body.join("\r\n")),
            )
            .unwrap();
        }
        let data = to.path().to_str().unwrap();
        for (lang, word) in [("zh", "数据文件不同"), ("en", "the files of the data are others")] {
            let done = run(&["verify", path, data, "--lang", lang]);
            assert_eq!(code(&done), 0, "{}{}", out(&done), err(&done));
            assert!(out(&done).contains(word), "{}", out(&done));
        }
        // One figure more: other data.
        let table = to.path().join("学部.csv");
        let text = std::fs::read_to_string(&table).unwrap();
        std::fs::write(&table, text.replacen("\t392\t", "\t393\t", 1)).unwrap();
        assert_ne!(std::fs::read_to_string(&table).unwrap(), text);
        let done = run(&["verify", path, data]);
        assert_eq!(code(&done), 1);
        assert!(out(&done).contains("数据不同"), "{}", out(&done));
    }
}

#[test]
fn hostile_and_foreign_reports_are_refused_in_words() {
    let file = report(&[]);
    let path = file.path().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let refused = |text: &str, word: &str, lang: &str| {
        std::fs::write(path, text).unwrap();
        let done = run(&["verify", path, DATA, "--lang", lang]);
        let said = out(&done) + &err(&done);
        assert!(code(&done) == 1 && said.contains(word), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    // Which of the two a reader takes cannot be told.
    let twice = text.replacen(
        "\"recognition\": \"unmet\"",
        "\"recognition\": \"met\",\n\"recognition\": \"unmet\"",
        1,
    );
    assert_ne!(twice, text);
    for (lang, word) in [("zh", "重复的键"), ("en", "a key twice")] {
        refused(&twice, word, lang);
    }
    refused(&"[".repeat(1 << 20), "no JSON", "en");
    refused(&text[..text.len() / 2], "no JSON", "en");
    refused("{\"counties\": 1}", "no report", "en");
    refused("\u{feff}[]", "no JSON", "en");
    for (from, to) in [
        ("\"as_of\": \"2026-11-23\"", "\"as_of\": \"2026-02-30\""),
        ("\"as_of\": \"2026-11-23\"", "\"as_of\": 20261123"),
        ("\"counties\": [", "\"counties\": {}, \"x\": ["),
    ] {
        let forged = text.replacen(from, to, 1);
        assert_ne!(forged, text, "{from}");
        refused(&forged, "no report", "en");
    }
    // Reports of other formats: what they have is compared.
    let older = |format: &str| text.replacen("\"format\": 3", format, 1);
    assert_ne!(older("\"format\": 2"), text);
    refused(&older("\"format\": 2"), "all else comes out as the report says", "en");
    refused(&older("\"format\": 99"), "format 99", "en");
    refused(&older("\"format\": \"x\""), "format —", "en");
    // Counties that the data do not have.
    let other = text.replace("990001", "880001");
    for (lang, word) in [("zh", "没有报告里的县：880001"), ("en", "not in the data: 880001")] {
        refused(&other, word, lang);
    }
    // A county more than there is, and one twice.
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let county = value["counties"][0].clone();
    value["counties"].as_array_mut().unwrap().push(county);
    refused(&serde_json::to_string_pretty(&value).unwrap(), "counties/1", "en");
}

#[test]
fn a_pack_that_changed_in_between_is_said() {
    let packs = tempfile::tempdir().unwrap();
    let national = packs.path().join("national-2017");
    std::fs::create_dir(&national).unwrap();
    for entry in std::fs::read_dir("rulepacks/national-2017").unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, national.join(path.file_name().unwrap())).unwrap();
        }
    }
    let reference = national.to_str().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let done =
        run(&["eval", DATA, "--pack", reference, "--as-of", "2026-11-23", "--format", "json", "--out", path]);
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert_eq!(code(&run(&["verify", path, DATA, "--pack", reference])), 0);
    let limits = national.join("indicators.yaml");
    let limits = if limits.is_file() { limits } else { national.join("limits.yaml") };
    let text = std::fs::read_to_string(&limits).unwrap();
    let changed = text.replacen("4.2", "4.3", 1);
    assert_ne!(changed, text, "{limits:?}");
    std::fs::write(&limits, changed).unwrap();
    for (lang, word) in [("zh", "内容不同"), ("en", "has other content")] {
        let done = run(&["verify", path, DATA, "--pack", reference, "--lang", lang]);
        assert!(code(&done) == 1 && out(&done).contains(word), "{}", out(&done));
    }
}

/// Files say nothing of when they were written.
#[test]
fn files_of_two_moments_are_the_same_bytes() {
    let to = tempfile::tempdir().unwrap();
    let made = |name: &str, turn: usize| {
        let path = to.path().join(format!("{turn}-{name}"));
        let out = path.to_str().unwrap();
        let done = match name {
            "form.xlsx" => run(&["template", "--pack", "national@2017", "--out", out]),
            "remarks.xlsx" => {
                run(&["eval", DATA, "--pack", "national@2017", "--as-of", "2026-11-23", "--annotate", out])
            }
            name if name.starts_with("gap") => {
                run(&["gap", DATA, "--pack", "national@2017", "--as-of", "2026-11-23", "--out", out])
            }
            _ => run(&["eval", DATA, "--pack", "yinchuan@2021", "--as-of", "2026-11-23", "--out", out]),
        };
        assert_eq!(code(&done), 0, "{name} {}", err(&done));
        std::fs::read(path).unwrap()
    };
    let names =
        ["r.xlsx", "r.html", "r.md", "r.json", "r.ndjson", "r.txt", "form.xlsx", "remarks.xlsx", "gap.json"];
    let first: Vec<Vec<u8>> = names.iter().map(|name| made(name, 0)).collect();
    // Archives keep times to two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    for (name, before) in names.iter().zip(first) {
        assert!(made(name, 1) == before, "{name}");
    }
}
