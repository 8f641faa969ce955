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
    // White space added by an editor at the end is no difference; in between it is.
    std::fs::write(path, text.clone() + "\n").unwrap();
    assert_eq!(code(&run(&["verify", path, DATA])), 0);
}
