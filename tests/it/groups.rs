//! Many at once: folders of packs, `*`, and data errors that are one mistake in many rows.

use std::fs;

use crate::cli::{code, err, out, run};

const PACKS: &str = "tests/corpus/base";

/// The packs that were checked, by what is said of how many.
#[test]
fn a_folder_of_packs_is_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    for pack in ["demo", "plain"] {
        let into = folder.path().join(pack);
        fs::create_dir(&into).unwrap();
        for entry in fs::read_dir(format!("{PACKS}/{pack}")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), into.join(entry.file_name())).unwrap();
        }
    }
    // One of them has a mistake.
    let main = folder.path().join("plain/main.rules");
    let text = fs::read_to_string(&main).unwrap();
    fs::write(&main, text.replace("require large", "require lagre")).unwrap();
    let given = folder.path().to_str().unwrap().to_owned();
    for reference in [given.clone(), format!("{given}/*"), format!("{given}/pl*n")] {
        let checked = run(&["check", &reference, "--lang", "en"]);
        assert_eq!(code(&checked), 1, "{reference}: {}", err(&checked));
        assert_eq!(out(&checked).matches("JH0201").count(), 1, "{reference}: {}", out(&checked));
    }
    let checked = run(&["check", &format!("{given}/de*")]);
    assert_eq!(code(&checked), 0, "{}", out(&checked));
    let tested = run(&["test", &given, "--lang", "en"]);
    assert!(err(&tested).contains("plain"), "{}{}", out(&tested), err(&tested));
    // Nothing that fits is no pack.
    let none = run(&["check", &format!("{given}/x*"), "--lang", "en"]);
    assert_eq!(code(&none), 1, "{}", err(&none));
}

/// Where one pack is wanted, a folder of packs says which there are.
#[test]
fn a_folder_of_packs_is_no_pack() {
    let refused = run(&["show", PACKS, "--lang", "en"]);
    assert_eq!(code(&refused), 1);
    let said = err(&refused);
    assert!(said.contains("holds packs and is none itself") && said.contains("corpus/base/demo`"), "{said}");
}

/// 300 cells of one column with the same slip are one line, with all their rows.
#[test]
fn one_slip_in_many_rows_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir("examples/county-990002").unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let teachers = folder.path().join("教师.csv");
    let text = fs::read_to_string(&teachers).unwrap();
    let spoilt: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(i, line)| {
            // Rows 2 to 101, but for row 50.
            let slip = (1..=100).contains(&i) && i != 49;
            let mut cells: Vec<&str> = line.split(',').collect();
            if slip {
                cells[3] = "本科";
            }
            cells.join(",")
        })
        .collect();
    fs::write(&teachers, spoilt.join("\n") + "\n").unwrap();
    let data = folder.path().to_str().unwrap();
    for more in [&[][..], &["--format", "md"]] {
        let args =
            [&["eval", data, "--pack", "national@2017", "--as-of", "2026-11-23", "--lang", "en"], more]
                .concat();
        let said = run(&args);
        let text = format!("{}{}", out(&said), err(&said));
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("`本科`")).collect();
        assert!(!lines.is_empty() && lines.len() <= 2, "{lines:?}");
        for line in lines {
            assert!(line.contains("rows 2–49、51–101 (99 in all)"), "{line}");
        }
    }
}

/// Old findings may name what a pack removed: the reason of the removal is quoted.
#[test]
fn a_finding_about_what_was_removed_quotes_the_reason() {
    let packs = tempfile::tempdir().unwrap();
    let pack = packs.path().join("less");
    fs::create_dir(&pack).unwrap();
    fs::write(pack.join("pack.yaml"), "标准包: less\n版本: 2026.1.0\n名称: 少一项\n沿用: national@2017\n")
        .unwrap();
    let rules = "删除 G1 因为 \"规划布局另行评估\"\n调整 规则 government\n  要求 {G2..G15} 均达到\n";
    fs::write(pack.join("less.rules"), rules).unwrap();
    let args = [
        "eval",
        "examples/county-990002",
        "--as-of",
        "2026-11-23",
        "--lang",
        "en",
        "--format",
        "json",
        "--pack",
    ];
    let said = run(&[&args[..], &[pack.to_str().unwrap()]].concat());
    let text = out(&said);
    assert!(text.contains("`G1` was removed from this standard, because “规划布局另行评估”"), "{text}");
}
