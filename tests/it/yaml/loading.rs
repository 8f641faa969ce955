//! Folders, the search path, `extends`.

use std::fs;
use std::path::{Path, PathBuf};

use super::{GOOD, nowhere, printed};
use junheng::diagnostic::Language;
use junheng::pack::{Origin, SearchPath, load, load_bytes, load_memory, packs};

/// A folder that is gone at the end, with packs in it.
struct Packs(tempfile::TempDir);

impl Packs {
    fn new() -> Self {
        Packs(tempfile::tempdir().unwrap())
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn pack(&self, folder: &str, id: &str, version: &str, more: &str) -> &Self {
        self.write(&format!("{folder}/pack.yaml"), format!("标准包: {id}\n版本: {version}\n{more}"))
    }

    fn search(&self) -> SearchPath {
        SearchPath { dirs: vec![self.0.path().to_owned()], embedded: false }
    }

    fn path(&self, folder: &str) -> String {
        self.0.path().join(folder).to_string_lossy().into_owned()
    }
}

fn versions(search: &SearchPath, reference: &str) -> Vec<String> {
    let chain = load(reference, search).unwrap();
    chain.documents.iter().map(|d| format!("{}@{}", d.header.id.value, d.header.version.value)).collect()
}

#[test]
fn the_highest_fitting_version_is_taken() {
    let dir = Packs::new();
    dir.pack("a", "national", "2017.1.0", "")
        .pack("b", "national", "2017.10.0", "")
        .pack("c", "national", "2017.9.3", "")
        .pack("d", "national", "2017.11.0-draft", "")
        .pack("e", "national", "2024.0.0", "");
    let search = dir.search();
    for (reference, expected) in [
        ("national@2017", "national@2017.10.0"),
        ("national@2017.9", "national@2017.9.3"),
        ("national@2017.1.0", "national@2017.1.0"),
        ("national@2017.11.0-draft", "national@2017.11.0-draft"),
        ("national@2024", "national@2024.0.0"),
    ] {
        assert_eq!(versions(&search, reference), [expected], "{reference}");
    }
    let listed: Vec<String> = packs(&search).iter().map(|p| p.reference()).collect();
    assert_eq!(listed.len(), 5);
    assert_eq!(listed[0], "national@2017.1.0");
    assert_eq!(listed[4], "national@2024.0.0");
}

#[test]
fn what_cannot_be_loaded_says_why() {
    let dir = Packs::new();
    dir.pack("a", "national", "2017.1.0", "")
        .pack("b", "ningxia", "2017.0.1", "")
        .write("empty/readme.md", "");
    let search = dir.search();
    let mut out = String::new();
    for reference in [
        "nationel@2017",
        "national@2018",
        "beijing@2020",
        "national",
        "nowhere/at/all",
        "empty",
        "national@",
        &format!("national@2017#sha256:{}", "0".repeat(64)),
    ] {
        let reference = if reference == "empty" { dir.path("empty") } else { reference.to_owned() };
        let error = load(&reference, &search).unwrap_err();
        for language in [Language::Zh, Language::En] {
            let help = error.help().map(|h| h.text(language)).unwrap_or_default();
            out.push_str(&format!("{}\n    {help}\n", error.message().text(language)));
        }
    }
    let out = out.replace(&*dir.0.path().to_string_lossy(), "…");
    insta::assert_snapshot!("cannot_load", out);
}

#[test]
fn packs_extend_packs() {
    let dir = Packs::new();
    dir.pack("national", "national", "2017.1.0", "限值: {a: {取值: 1}}\n")
        .pack("region", "region", "2020.0.0", "沿用: national@2017\n")
        .pack("city", "city", "2021.0.0", "extends: region@2020.0\n调整: {限值: {a: {取值: 2}}}\n");
    let search = dir.search();
    let chain = load("city@2021", &search).unwrap();
    assert!(chain.diagnostics.is_empty(), "{}", printed(&chain));
    assert_eq!(versions(&search, "city@2021"), ["national@2017.1.0", "region@2020.0.0", "city@2021.0.0"]);
    assert!(!chain.incomplete);
    // By its path a pack finds its parents beside it.
    let by_path = load(&dir.path("city"), &nowhere()).unwrap();
    assert_eq!(by_path.digest, chain.digest);
    let place = &by_path.documents[2].overrides.limits[0].id;
    let file = by_path.sources.get(place.span.source).unwrap();
    assert_eq!(&*file.name, format!("{}/pack.yaml", dir.path("city")));
    assert_eq!(by_path.sources.slice(place.span), "a");
    // The digest pins the parent.
    let parent = load("region@2020", &search).unwrap().digest;
    dir.pack("pinned", "pinned", "2022.0.0", &format!("沿用: region@2020#{parent}\n"));
    assert!(load("pinned@2022", &search).unwrap().diagnostics.is_empty());
    assert_eq!(load(&format!("region@2020#{parent}"), &search).unwrap().digest, parent);
    dir.pack("national", "national", "2017.1.0", "限值: {a: {取值: 3}}\n");
    let chain = load("pinned@2022", &search).unwrap();
    let codes: Vec<&str> = chain.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, ["JH0461"]);
}

#[test]
fn a_circle_is_reported_where_it_closes() {
    let dir = Packs::new();
    dir.pack("a", "a", "1.0.0", "沿用: b@1\n")
        .pack("b", "b", "1.0.0", "沿用: c@1\n")
        .pack("c", "c", "1.0.0", "沿用: b@1.0.0\n")
        .pack("own", "own", "1.0.0", "沿用: own@1\n");
    let mut out = String::new();
    for reference in ["a@1", "own@1"] {
        let chain = load(reference, &dir.search()).unwrap();
        assert!(chain.incomplete && chain.digest.is_empty());
        out.push_str(&printed(&chain));
    }
    let own = load_memory(&[("pack.yaml", "标准包: own\n版本: 1.0.0\n沿用: own@1\n")], &nowhere());
    out.push_str(&printed(&own));
    insta::assert_snapshot!("extends_cycle", out.replace(&*dir.0.path().to_string_lossy(), "…"));
}

#[test]
fn parents_that_cannot_be_had() {
    let dir = Packs::new();
    dir.pack("national", "national", "2017.1.0", "")
        .pack("twin", "twin", "1.0.0", "限值: {a: {取值: 1}}\n")
        .pack("twin-2", "twin", "1.0.0", "限值: {a: {取值: 2}}\n");
    let mut out = String::new();
    for extends in ["national@2018", "natinal@2017", "beijing@2020", "national", "../national", "twin@1"] {
        let text = format!("标准包: child\n版本: 1.0.0\n沿用: {extends}\n");
        out.push_str(&printed(&load_memory(&[("pack.yaml", &text)], &dir.search())));
    }
    insta::assert_snapshot!("unknown_parents", out.replace(&*dir.0.path().to_string_lossy(), "…"));
}

#[test]
fn a_long_chain_ends() {
    let dir = Packs::new();
    for i in 0..40 {
        dir.pack(&format!("p{i}"), &format!("p{i}"), "1.0.0", &format!("沿用: p{}@1\n", i + 1));
    }
    let chain = load("p0@1", &dir.search()).unwrap();
    let codes: Vec<&str> = chain.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, ["JH0458"]);
}

#[test]
fn the_same_pack_twice_is_one() {
    let dir = Packs::new();
    dir.pack("one/a", "national", "2017.1.0", "限值: {a: {取值: 1.0}}\n").pack(
        "two/a",
        "national",
        "2017.1.0",
        "# 同一内容\nlimits: {a: {value: 1}}\n",
    );
    let search =
        SearchPath { dirs: vec![dir.0.path().join("one"), dir.0.path().join("two")], embedded: false };
    assert!(load("national@2017", &search).is_ok());
    dir.pack("two/a", "national", "2017.1.0", "limits: {a: {value: 2}}\n");
    let error = load("national@2017", &search).unwrap_err();
    let text = error.message().text(Language::En).replace(&*dir.0.path().to_string_lossy(), "…");
    assert_eq!(text, "`…/one/a` and `…/two/a` are both `national@2017.1.0` but differ");
    // A path says which one.
    assert!(load(&dir.path("two/a"), &search).is_ok());
}

#[test]
fn files_of_a_folder() {
    let dir = Packs::new();
    for (name, text) in GOOD {
        dir.write(&format!("demo/{name}"), text);
    }
    dir.write("demo/tests/broken.yaml", "[")
        .write("demo/more/inner.yml", "限值: {inner: {取值: 1}}\n")
        .write("demo/folder.yaml/x.yaml", "限值: {deep: {取值: 1}}\n")
        .write("demo/.hidden.yaml", "[")
        .write("demo/notes.md", "[")
        .write("demo/extra.yaml.txt", "限值: {}\n");
    let chain = load(&dir.path("demo"), &nowhere()).unwrap();
    let text = printed(&chain).replace(&*dir.0.path().to_string_lossy(), "…");
    insta::assert_snapshot!("misnamed_file", text);
    let ids: Vec<&str> = chain.documents[0].definitions.limits.iter().map(|l| l.id.value.as_str()).collect();
    assert_eq!(ids, ["deep", "class_size", "funding", "spread", "inner"]);
    assert_eq!(chain.documents[0].origin, Origin::Folder(PathBuf::from(dir.path("demo"))));
}

#[cfg(unix)]
#[test]
fn odd_folders() {
    use std::os::unix::fs::symlink;
    let dir = Packs::new();
    dir.pack("demo", "demo", "1.0.0", "");
    symlink(dir.0.path().join("demo"), dir.0.path().join("demo/again")).unwrap();
    symlink("/nonexistent/x", dir.0.path().join("demo/gone.yaml")).unwrap();
    symlink("/dev/zero", dir.0.path().join("demo/endless.yaml")).unwrap();
    let chain = load(&dir.path("demo"), &nowhere()).unwrap();
    let codes: Vec<&str> = chain.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, ["JH0444", "JH0444"]);
    assert!(chain.incomplete);
    assert!(load("demo@1", &dir.search()).is_ok());
}

#[test]
fn a_broken_pack_is_still_found() {
    let dir = Packs::new();
    dir.write("demo/pack.yaml", "标准包：demo\n版本: 1.0.0\n限值: {a: [}\n");
    let chain = load("demo@1", &dir.search()).unwrap();
    assert!(chain.diagnostics.has_errors());
    assert!(Path::new(&dir.path("demo")).is_dir());
}

#[test]
fn bytes_that_are_no_text() {
    let (gbk, _, _) = encoding_rs::GBK.encode("标准包: demo\n名称: 演示标准\n");
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("pack: demo\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut bom = b"\xEF\xBB\xBF".to_vec();
    bom.extend("limits:\r\n  甲: {value: 1}\r\n".as_bytes());
    let big = vec![b'#'; (8 << 20) + 1];
    let chain = load_bytes(
        &[
            ("pack.yaml", b"pack: demo\nversion: 1.0.0\n"),
            ("a.yaml", &gbk),
            ("b.yaml", &utf16),
            ("c.yaml", b"limits:\n  a\0: {value: 1}\n"),
            ("d.yaml", &bom),
            ("e.yaml", &big),
            ("f.rules", &gbk),
        ],
        &nowhere(),
    );
    assert!(chain.incomplete);
    let limits = &chain.documents[0].definitions.limits;
    assert_eq!(limits.len(), 1);
    assert_eq!(chain.sources.slice(limits[0].id.span), "甲");
    insta::assert_snapshot!("bytes", printed(&chain));
}

#[test]
fn a_pack_without_a_header() {
    let texts = [
        "限值: {}\n",
        "标准包: demo\n",
        "标准包: demo@2026\n版本: 2026.1\n",
        "标准包: a b\n版本: 最新\n",
        "",
    ];
    let out: String = texts.iter().map(|t| printed(&load_memory(&[("pack.yaml", t)], &nowhere()))).collect();
    insta::assert_snapshot!("headers", out);
    let none = load_memory(&[], &nowhere());
    assert!(none.diagnostics.has_errors());
    let twice = [("a.yaml", "标准包: demo\n版本: 1.0.0\n"), ("b.yaml", "pack: demo\n")];
    insta::assert_snapshot!("header_twice", printed(&load_memory(&twice, &nowhere())));
}

#[test]
fn shipped_packs_are_inside_the_program() {
    let inside = packs(&SearchPath::embedded());
    let folder =
        SearchPath { dirs: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks")], embedded: false };
    let outside = packs(&folder);
    assert!(inside.iter().any(|p| p.id == "national" && p.origin == Origin::Embedded));
    assert_eq!(inside.len(), outside.len());
    for pack in inside {
        let reference = pack.reference();
        let one = load(&reference, &SearchPath::embedded()).unwrap();
        let other = load(&reference, &folder).unwrap();
        assert!(!one.diagnostics.has_errors(), "{}", printed(&one));
        assert!(one.digest.len() == 71 && one.digest == other.digest, "{reference}");
    }
}
