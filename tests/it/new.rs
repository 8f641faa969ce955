//! A new pack: it checks clean as it is made and with all its examples in force, and nothing is left of what was refused.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::cli::{code, err, run};

fn make(folder: &Path, id: &str, more: &[&str]) -> Output {
    let out = folder.join(id);
    let mut args = vec!["new", id, "--out", out.to_str().unwrap()];
    args.extend(more);
    run(&args)
}

fn is_sound(folder: &Path) {
    let path = folder.to_str().unwrap();
    let checked = run(&["check", path, "--deny", "warnings"]);
    assert_eq!(code(&checked), 0, "{}{}", crate::cli::out(&checked), err(&checked));
    let tested = run(&["test", path]);
    assert_eq!(code(&tested), 0, "{}", crate::cli::out(&tested));
}

/// Takes `# ` away from every example.
fn put_in_force(folder: &Path) {
    for name in ["pack.yaml", "changes.yaml", "local.rules"] {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().map(|l| l.strip_prefix("# ").unwrap_or(l)).collect();
        assert!(lines.iter().zip(text.lines()).any(|(a, b)| *a != b), "{name} has an example");
        fs::write(path, lines.join("\n") + "\n").unwrap();
    }
}

#[test]
fn checks_clean_and_so_do_its_examples() {
    let folder = tempfile::tempdir().unwrap();
    for parent in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        for vocabulary in ["zh", "en"] {
            let id = format!("{}-{vocabulary}", parent.split('@').next().unwrap());
            let made = make(folder.path(), &id, &["--extends", parent, "--vocabulary", vocabulary]);
            assert_eq!(code(&made), 0, "{}", err(&made));
            let pack = folder.path().join(&id);
            for file in ["pack.yaml", "changes.yaml", "local.rules", "tests/cases.yaml"] {
                let text = fs::read_to_string(pack.join(file)).unwrap();
                let written: String = text.lines().filter(|l| !l.trim().starts_with("- {")).collect();
                assert!(!written.contains("{id}") && !written.contains("{parent}"), "{file}: {text}");
            }
            is_sound(&pack);
            put_in_force(&pack);
            is_sound(&pack);
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6, "nothing else is left");
}

/// Whatever the parent holds: no indicators, no numbers, only stricter ones.
#[test]
fn extends_any_sound_pack() {
    let folder = tempfile::tempdir().unwrap();
    let base = ["--packs", "tests/corpus/base"];
    for parent in ["demo@2017", "plain@2020", "strict@2018", "city@2021"] {
        let id = format!("of-{}", parent.split('@').next().unwrap());
        let made = make(folder.path(), &id, &["--extends", parent, base[0], base[1]]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        let pack = folder.path().join(&id);
        put_in_force(&pack);
        let path = pack.to_str().unwrap();
        let checked = run(&["check", path, "--deny", "warnings", base[0], base[1]]);
        assert_eq!(code(&checked), 0, "{parent}: {}", crate::cli::out(&checked));
        let tested = run(&["test", path, base[0], base[1]]);
        assert_eq!(code(&tested), 0, "{parent}: {}", crate::cli::out(&tested));
        let written =
            run(&["doc", path, "--out", folder.path().join("doc").to_str().unwrap(), base[0], base[1]]);
        assert_eq!(code(&written), 0, "{parent}: {}", err(&written));
    }
}

#[test]
fn stands_in_the_search_path_by_default() {
    let folder = tempfile::tempdir().unwrap();
    let packs = folder.path().join("packs");
    fs::create_dir(&packs).unwrap();
    let packs = packs.to_str().unwrap();
    let made = run(&["new", "shi", "--extends", "national@2017", "--packs", packs]);
    assert_eq!(code(&made), 0, "{}", err(&made));
    assert!(err(&made).contains("shi-2017"));
    let checked = run(&["check", "shi@2017", "--packs", packs]);
    assert_eq!(code(&checked), 0, "{}", err(&checked));
    let again = run(&["new", "shi", "--extends", "national@2017", "--packs", packs]);
    assert_eq!(code(&again), 1);
    assert!(err(&again).contains("shi@2017.1.0"), "{}", err(&again));
}

#[test]
fn refuses_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let before = |n: usize| assert_eq!(fs::read_dir(folder.path()).unwrap().count(), n);
    let national = ["--extends", "national@2017"];
    for (id, said) in
        [("", "不能作"), ("a@2017", "不能作"), ("../x", "不能作"), ("a/b", "不能作"), ("national", "已经有")]
    {
        let refused =
            run(&["new", id, "--out", folder.path().join("x").to_str().unwrap(), national[0], national[1]]);
        assert_eq!(code(&refused), 1, "{id}");
        assert!(err(&refused).contains(said), "{id}: {}", err(&refused));
        before(0);
    }
    let refused = make(folder.path(), "a", &["--extends", "natioanl@2017"]);
    assert_eq!(code(&refused), 1);
    assert!(err(&refused).contains("national@2017"), "{}", err(&refused));
    assert_eq!(code(&make(folder.path(), "a", &["--extends", "national@2016"])), 1);
    before(0);
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/mine.txt"), "x").unwrap();
    let refused = make(folder.path(), "a", &national);
    assert_eq!(code(&refused), 1);
    assert!(err(&refused).contains("已经存在"));
    assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    before(1);
    // A place in which nothing can be made.
    fs::write(folder.path().join("file"), "").unwrap();
    assert_eq!(code(&make(&folder.path().join("file"), "b", &national)), 1);
    before(2);
}

/// Without a parent it is a small standard that runs.
#[test]
fn a_pack_of_its_own_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    for vocabulary in ["zh", "en"] {
        let id = format!("own-{vocabulary}");
        let made = make(folder.path(), &id, &["--vocabulary", vocabulary]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        let pack = folder.path().join(&id);
        is_sound(&pack);
        let header = fs::read_to_string(pack.join("pack.yaml")).unwrap();
        assert!(!header.contains("extends:") && !header.contains("沿用:"), "{header}");
        // Its cases hold it: a limit that is changed is noticed.
        let limits = fs::read_to_string(pack.join("limits.yaml")).unwrap();
        assert!(limits.contains(": 45"), "{limits}");
        fs::write(pack.join("limits.yaml"), limits.replace(": 45", ": 44")).unwrap();
        assert_ne!(code(&run(&["test", pack.to_str().unwrap()])), 0);
    }
}
