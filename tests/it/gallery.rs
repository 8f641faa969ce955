//! The example packs: each is sound and its cases pass, each says that it is an example, and both READMEs name it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::{code, err, out, run};

fn packs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/packs");
    let folders = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir());
    folders.collect()
}

#[test]
fn every_example_pack_is_sound_and_tested() {
    let packs = packs();
    assert!(packs.len() >= 3);
    for pack in packs {
        let path = pack.to_str().unwrap();
        let checked = run(&["check", path, "--deny", "warnings"]);
        assert_eq!(code(&checked), 0, "{path}: {}", out(&checked));
        let tested = run(&["test", path, "--lang", "en"]);
        assert_eq!(code(&tested), 0, "{path}: {}{}", out(&tested), err(&tested));
        let passed = out(&tested);
        let passed = passed.rsplit(": ").next().unwrap().split(' ').next().unwrap();
        assert!(passed.parse::<usize>().unwrap() >= 4, "{path}: {}", out(&tested));
    }
}

#[test]
fn every_example_pack_is_marked_as_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/packs");
    let readmes = ["README.md", "README.zh-CN.md"].map(|name| fs::read_to_string(root.join(name)).unwrap());
    for pack in packs() {
        let name = pack.file_name().unwrap().to_str().unwrap().to_owned();
        let header = fs::read_to_string(pack.join("pack.yaml")).unwrap();
        let line = |key: &str| header.lines().find(|l| l.starts_with(key)).unwrap();
        assert!(line("标准包:").contains("example-") && line("名称:").contains("示例"), "{name}");
        for readme in &readmes {
            assert!(readme.contains(&format!("[{name}]({name})")), "{name} is not in {readme}");
        }
    }
}

/// The tutorial and the gallery say the same of the scored scheme: three homes, of three, two and one star, the last with a criterion too low.
#[test]
fn the_scored_example_is_judged_as_its_scheme_says() {
    let args = ["eval", "examples/scored-county", "--pack", "examples/packs/scored-2026"];
    let said = run(&[&args[..], &["--as-of", "2026-11-30", "--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&out(&said)).unwrap();
    let county = &report["counties"][0];
    // 93 of 100; 68 of the 90 that are attainable without therapy; 64.5 of 100.
    let stars: Vec<(&str, &str)> = county["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| (v["key"][0].as_str().unwrap(), v["value"].as_str().unwrap()))
        .collect();
    assert_eq!(stars, [("H1", "three"), ("H2", "two"), ("H3", "one")]);
    // H3 has 9.5 of 20 marks for fire safety.
    assert_eq!(county["conclusions"]["passed"], "unmet");
}
