//! Which packs there are, which one a reference means, and that a digest stands for what a pack says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use junheng::diagnostic::Language;
use junheng::pack::{Origin, PackChain, SearchPath, listing, load, load_bytes};
use proptest::prelude::*;

/// A folder of packs that is gone at the end.
struct Packs(tempfile::TempDir);

impl Packs {
    fn new() -> Self {
        Packs(tempfile::tempdir().unwrap())
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn pack(&self, folder: &str, id: &str, version: &str, more: &str) -> &Self {
        self.write(&format!("{folder}/pack.yaml"), &format!("标准包: {id}\n版本: {version}\n{more}"))
    }

    fn search(&self) -> SearchPath {
        SearchPath { dirs: vec![self.0.path().to_owned()], embedded: false }
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(args)
            .args(["--packs", &self.0.path().to_string_lossy()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().replace(&*self.0.path().to_string_lossy(), "…")
        };
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn all_packs_are_listed() {
    let dir = Packs::new();
    dir.pack("a", "nation", "2017.1.0", "名称: 甲\n有效期: {起: 2017-05-23, 止: 2027年1月1日}\n")
        .pack("b", "nation", "2017.2.0", "限值: {x: {取值: 1}}\n")
        .pack("c", "city", "2020.0.0", "沿用: nation@2017\n")
        .pack("c2", "city", "2020.0.0", "# 同一内容\nextends: nation@2017\n");
    let all = listing(&dir.search());
    assert!(all.problems.is_empty());
    let names: Vec<String> = all.packs.iter().map(|p| p.info.reference()).collect();
    assert_eq!(names, ["city@2020.0.0", "nation@2017.1.0", "nation@2017.2.0"]);
    let [city, first, second] = all.packs.as_slice() else { panic!() };
    assert_eq!(city.places.len(), 2);
    assert_eq!(city.parent.as_deref(), Some("nation@2017.2.0"));
    assert!(all.packs.iter().all(|p| p.errors == 0 && p.conflict.is_none()));
    assert_eq!(first.info.from.unwrap().to_string(), "2017-05-23");
    assert_eq!(first.info.to.unwrap().to_string(), "2027-01-01");
    for pack in &all.packs {
        let loaded = load(&pack.info.reference(), &dir.search()).unwrap();
        assert_eq!(pack.digest.as_deref(), Some(loaded.digest.as_str()));
    }
    assert_ne!(first.digest, second.digest);
    // The shipped packs are there too.
    let (code, out, err) = dir.run(&["packs", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let yinchuan = json.as_array().unwrap().iter().find(|p| p["id"] == "yinchuan").unwrap();
    assert_eq!(yinchuan["places"], serde_json::json!(["embedded"]));
    assert_eq!(yinchuan["effective"]["from"], "2021-11-24");
    assert_eq!(yinchuan["parent"], "ningxia@2017.2.0");
}

#[cfg(unix)]
#[test]
fn what_is_no_pack_is_said() {
    let dir = Packs::new();
    dir.write("unnamed/pack.yaml", "标准包: x\n")
        .write("no-version/pack.yaml", "标准包: x\n版本: 最新\n")
        .write("notes/list.yaml", "- 不是标准包\n")
        .pack("broken", "broken", "1.0.0", "限值: [\n")
        .pack("good", "good", "1.0.0", "")
        .pack("twin", "twin", "1.0.0", "限值: {a: {取值: 1}}\n")
        .pack("twin-2", "twin", "1.0.0", "限值: {a: {取值: 2}}\n")
        .pack("child", "child", "1.0.0", "沿用: twin@1\n");
    fs::create_dir(dir.0.path().join("gone")).unwrap();
    std::os::unix::fs::symlink("/nonexistent/pack.yaml", dir.0.path().join("gone/pack.yaml")).unwrap();
    let (code, out, err) = dir.run(&["packs"]);
    assert_eq!(code, 1);
    let own = out.find("national@").unwrap();
    insta::assert_snapshot!("problems", format!("{}\n----\n{err}", &out[..own]));
    // Who asks for something else is told that there may be more.
    let (code, _, err) = dir.run(&["check", "missing@1"]);
    assert_eq!(code, 1);
    assert!(err.contains("gone/pack.yaml"), "{err}");
    let (code, _, err) = dir.run(&["show", "child@1"]);
    assert_eq!(code, 1);
    assert!(err.contains("`…/twin` 和 `…/twin-2` 都是 `twin@1.0.0`"), "{err}");
}

#[test]
fn a_folder_of_packs_must_be_there() {
    for folder in ["/nonexistent/folder", "Cargo.toml"] {
        let output = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(["packs", "--packs", folder])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(folder));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_digest_pins_the_content() {
    let dir = Packs::new();
    let found = load("national@2017", &SearchPath::embedded()).unwrap().digest.to_string();
    let eval =
        |pack: &str| dir.run(&["eval", "examples/county-990002", "--detail", "summary", "--pack", pack]);
    let (code, out, _) = eval(&format!("national@2017#{found}"));
    assert_eq!(code, 0);
    assert!(out.contains(&found));
    let (code, _, _) =
        eval(&format!("national@2017.2.0#{}", found.to_uppercase().replace("SHA256", "sha256")));
    assert_eq!(code, 0);
    let other = format!("sha256:{}", "0".repeat(64));
    let (code, out, err) = eval(&format!("national@2017#{other}"));
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains(&found) && err.contains(&other), "{err}");
    // A folder too.
    assert_eq!(eval(&format!("rulepacks/national-2017#{found}")).0, 0);
    let (code, _, err) = eval(&format!("rulepacks/national-2017#{other}"));
    assert!(code == 1 && err.contains(&found), "{err}");
    let (code, _, err) = eval("national@2017#sha256:12");
    assert_eq!(code, 1);
    assert!(err.contains("national@2017"), "{err}");
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks").join(name)
}

/// The files of a shipped pack.
fn files(name: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = fs::read_dir(folder(name))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_file())
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap()))
        .collect();
    all.sort();
    all
}

fn loaded(files: &[(String, String)]) -> PackChain {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(n, t)| (n.as_str(), t.as_bytes())).collect();
    load_bytes(&bytes, &SearchPath::embedded())
}

fn digest(files: &[(String, String)]) -> String {
    let chain = loaded(files);
    let shown = junheng::diagnostic::render_text(
        &chain.diagnostics.iter().cloned().collect::<Vec<_>>(),
        &chain.sources,
        Language::En,
        false,
    );
    assert!(!chain.digest.is_empty(), "{shown}");
    chain.digest.to_string()
}

const SHIPPED: [&str; 3] = ["national-2017", "ningxia-2017", "yinchuan-2021"];

#[test]
fn platforms_do_not_change_a_digest() {
    for name in SHIPPED {
        let original = files(name);
        let expected = digest(&original);
        let change = |f: &dyn Fn(&str) -> String| -> Vec<(String, String)> {
            original.iter().map(|(n, t)| (n.clone(), f(t))).collect()
        };
        for (what, changed) in [
            ("line ends", change(&|t| t.replace('\n', "\r\n"))),
            ("a mark", change(&|t| format!("\u{feff}{t}"))),
            ("blanks", change(&|t| t.replace('\n', "  \n"))),
            ("a comment", change(&|t| format!("# 注\n\n{t}\n# 完\n"))),
            ("no last line end", change(&|t| t.trim_end().to_owned())),
            ("decomposed", change(&|t| t.replace('é', "e\u{301}"))),
        ] {
            assert_eq!(digest(&changed), expected, "{name}: {what}");
        }
        // In a folder, in the binary, under another folder's name.
        let by_path = load(&folder(name).to_string_lossy(), &SearchPath::embedded()).unwrap();
        assert_eq!(by_path.digest.as_str(), expected);
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = dir.path().join("别处 的 文件夹");
        fs::create_dir(&elsewhere).unwrap();
        for (file, text) in original.iter().rev() {
            fs::write(elsewhere.join(file), text).unwrap();
        }
        let moved = load(&elsewhere.to_string_lossy(), &SearchPath::embedded()).unwrap();
        assert_eq!(moved.digest.as_str(), expected);
        assert!(matches!(moved.documents.last().unwrap().origin, Origin::Folder(_)));
    }
}

/// The blocks of a YAML file below its top-level keys, cut where a line stands at an indentation.
fn blocks(text: &str, indent: usize) -> Option<(String, Vec<String>)> {
    let mut head = String::new();
    let mut out: Vec<String> = Vec::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with('#') && !l.trim().is_empty()) {
        let depth = line.len() - line.trim_start().len();
        if depth < indent && !out.is_empty() {
            return None;
        }
        if depth < indent {
            head.push_str(&format!("{line}\n"));
        } else if depth == indent {
            out.push(format!("{line}\n"));
        } else {
            out.last_mut()?.push_str(&format!("{line}\n"));
        }
    }
    Some((head, out))
}

fn shuffled(mut blocks: Vec<String>, seed: u64) -> Vec<String> {
    let mut state = seed | 1;
    for i in (1..blocks.len()).rev() {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let j = (state >> 33) as usize % (i + 1);
        blocks.swap(i, j);
    }
    blocks
}

/// Items of a `.rules` file, cut at the blank lines between them.
fn items(text: &str) -> Vec<String> {
    text.split("\n\n").map(|t| format!("{t}\n\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Entries and items in any order, in files of any names, mean the same.
    #[test]
    fn order_does_not_change_a_digest(seed in any::<u64>(), which in 0usize..3) {
        let original = files(SHIPPED[which]);
        let changed: Vec<(String, String)> = original
            .iter()
            .enumerate()
            .map(|(i, (name, text))| {
                let shuffled_text = if name.ends_with(".rules") {
                    shuffled(items(text), seed).concat()
                } else {
                    match blocks(text, 2) {
                        // Only files of one top-level key with entries by id.
                        Some((head, list)) if head.lines().count() == 1 => {
                            format!("{head}{}", shuffled(list, seed).concat())
                        }
                        _ => text.clone(),
                    }
                };
                let ending = name.rsplit('.').next().unwrap();
                let other = format!("{}-{i}.{ending}", seed.wrapping_mul(i as u64 + 7) % 1000);
                (if name == "pack.yaml" { name.clone() } else { other }, shuffled_text)
            })
            .collect();
        prop_assert_eq!(digest(&changed), digest(&original));
    }

    /// Another digit anywhere outside comments is another meaning: another digest, or no pack at all.
    #[test]
    fn a_digit_changes_a_digest(at in any::<prop::sample::Index>(), which in 0usize..3, up in 1u8..9) {
        let original = files(SHIPPED[which]);
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (i, (_, text)) in original.iter().enumerate() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let code = line.split('#').next().unwrap();
                places.extend(code.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(o, _)| (i, start + o)));
                start += line.len();
            }
        }
        let (file, offset) = places[at.index(places.len())];
        let mut changed = original.clone();
        let digit = changed[file].1.as_bytes()[offset] - b'0';
        let other = char::from(b'0' + (digit + up) % 10).to_string();
        changed[file].1.replace_range(offset..=offset, &other);
        let chain = loaded(&changed);
        if !chain.digest.is_empty() {
            prop_assert_ne!(chain.digest.as_str(), digest(&original), "{} {}", original[file].0, offset);
        }
    }

    /// Another Chinese character anywhere outside comments changes the digest too, or the pack breaks.
    #[test]
    fn a_character_changes_a_digest(at in any::<prop::sample::Index>(), which in 0usize..3) {
        let original = files(SHIPPED[which]);
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        for (i, (_, text)) in original.iter().enumerate() {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let code = line.split('#').next().unwrap();
                let han = code.char_indices().filter(|(_, c)| ('一'..='龥').contains(c));
                places.extend(han.map(|(o, c)| (i, start + o, c.len_utf8())));
                start += line.len();
            }
        }
        let (file, offset, len) = places[at.index(places.len())];
        let mut changed = original.clone();
        changed[file].1.replace_range(offset..offset + len, "囍");
        let chain = loaded(&changed);
        if !chain.digest.is_empty() {
            prop_assert_ne!(chain.digest.as_str(), digest(&original), "{} {}", original[file].0, offset);
        }
    }
}

/// Each kind of edit that a policy officer makes in the shipped packs.
#[test]
fn meaning_changes_a_digest() {
    let edits: [(&str, &str, &str, &str); 12] = [
        ("national-2017", "limits.yaml", "取值: 85%", "取值: 86%"),
        ("national-2017", "limits.yaml", "从严: 更低", "从严: 更高"),
        ("national-2017", "limits.yaml", "起: 2025-01-01", "起: 2025-03-01"),
        ("national-2017", "indicators.yaml", "不低于: {小学: 4.2", "高于: {小学: 4.2"),
        ("national-2017", "quality.rules", "低于 校际差异率界限", "不超过 校际差异率界限"),
        ("national-2017", "government.rules", "{G1..G15} 均达到", "{G1..G15} 中至少14项"),
        ("national-2017", "facts.yaml", "数量: 质量监测结果数", "数量: 质量监测结果数 + 1"),
        ("ningxia-2017", "eligibility.yaml", "取值: 3", "取值: 4"),
        ("ningxia-2017", "pack.yaml", "严格度: 只严不宽", "严格度: 不限"),
        ("yinchuan-2021", "plan.yaml", "\"640181\": 2023", "\"640181\": 2024"),
        ("yinchuan-2021", "measures.yaml", "配合单位: [市教育局, 市财政局]", "配合单位: [市教育局]"),
        ("yinchuan-2021", "reward.rules", "低于 创建年度", "不超过 创建年度"),
    ];
    for (name, file, from, to) in edits {
        let original = files(name);
        let mut changed = original.clone();
        let (_, text) = changed.iter_mut().find(|(n, _)| n == file).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        *text = text.replacen(from, to, 1);
        assert_ne!(digest(&changed), digest(&original), "{file}: {from} → {to}");
    }
    // A parent's change is a change of all that extend it.
    let dir = Packs::new();
    dir.pack("p", "p", "1.0.0", "限值: {a: {取值: 1}}\n").pack("c", "c", "1.0.0", "沿用: p@1\n");
    let before = load("c@1", &dir.search()).unwrap().digest;
    dir.pack("p", "p", "1.0.0", "限值: {a: {取值: 1.0}}\n");
    assert_eq!(load("c@1", &dir.search()).unwrap().digest, before);
    dir.pack("p", "p", "1.0.0", "限值: {a: {取值: 1.1}}\n");
    assert_ne!(load("c@1", &dir.search()).unwrap().digest, before);
}
