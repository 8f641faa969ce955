//! The entries of a pack's YAML and their keys: what they say to the digest, to overrides, to `show`, to the schema.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use junheng::pack::{SearchPath, load};

use crate::cli::{code, err, out, run};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/entries")
}

/// Digests as they were before entries were described in one place. Whoever changes what one of these packs says writes its new digest
/// here; a change of the program changes none.
#[test]
fn digests_stay() {
    for (pack, recorded) in [
        ("rulepacks/national-2017", "775e0e02e47dbf12f4a7e14b46de205b0e4b86c92175756985ca7e784700233f"),
        ("rulepacks/ningxia-2017", "8a0c818e3e6ceaa345b4b869fc41b95b5dcfa917360588daeb444627119f48ef"),
        ("rulepacks/yinchuan-2021", "e8980437d113ddfdda7492de38375a9fd7cdded7dc471f5cc009e46e3712e32f"),
        (
            "examples/packs/basic-balance-2012",
            "fe14e7325f74cc63bd669014b74d98cd40b4f8e9563bf6ea561289567a53d5c4",
        ),
        ("examples/packs/regional-2026", "f5f2ef45c3f0ce30757808d6e3680764ed384413ebbabf9bfebb76fe612c2280"),
        ("examples/packs/scored-2026", "92f3f0e04ef953cb513c92eb315debe4315374ebf2e4b6da8eec6b2a36fccb08"),
        ("workbench/demo/pack-new", "9a524ef7666d18f99feb13588e2d0ffd761893a7b49f9330d1b1d0544a0dfe7d"),
        (
            "tests/it/fixtures/entries/whole-2020",
            "905290065d17e82c0cfce2488792cd19d24cb62d004a9f49c4f2bb608fe484ed",
        ),
        (
            "tests/it/fixtures/entries/changed-2021",
            "0328b4d9b48d38f66cdfea1581f313072e2f2f11fd5c152c7857aeeba71b656c",
        ),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(pack);
        let chain = load(folder.to_str().unwrap(), &SearchPath::embedded()).unwrap();
        assert!(!chain.diagnostics.has_errors(), "{pack}");
        assert_eq!(chain.digest.as_str(), format!("sha256:{recorded}"), "{pack}");
    }
}

fn said(args: &[&str]) -> String {
    let done = run(args);
    assert!(code(&done) < 2, "{}", err(&done));
    out(&done)
}

/// A pack with every key, and one that changes every key: what `show` and `diff` say of them.
#[test]
fn every_key_is_told() {
    let folder = |name: &str| fixtures().join(name).to_str().unwrap().to_owned();
    let (whole, changed) = (folder("whole-2020"), folder("changed-2021"));
    let mut all = String::new();
    for id in [
        "floor",
        "dated",
        "share",
        "I1",
        "I2",
        "I3",
        "I4",
        "stage",
        "rank",
        "school",
        "room",
        "百人",
        "S",
        "T",
        "M1",
        "schedule",
        "procedure",
        "deadlines",
        "monitoring",
        "warning",
        "organisation",
        "milestones",
        "A",
        "school.code",
        "school.name",
        "school.students",
        "school.area",
        "school.share",
        "school.opened",
        "school.open",
        "school.per",
        "school.head",
        "school.hall",
    ] {
        all += &said(&["show", &changed, id, "--lang", "en"]);
        all.push('\n');
    }
    assert_snapshot!("shown", all);
    assert_snapshot!("differs", said(&["diff", &whole, &changed, "--lang", "en", "--format", "md"]));
}
