//! `fmt`: one layout, comments kept, nothing lost between the vocabularies.

use std::path::{Path, PathBuf};

use junheng::pack::{SearchPath, load, load_memory};
use junheng::syntax::format_rules;
use junheng::syntax::vocabulary::Vocabulary;
use junheng::tooling::fmt::format;
use proptest::prelude::*;

use crate::cli::{code, err, out, run};
use crate::columns::{fillings, pack_files};

fn formatted(text: &str) -> String {
    let once = format_rules(text, None).unwrap_or_else(|e| panic!("{e:#?}"));
    assert_eq!(format_rules(&once, None).unwrap(), once, "it stays as it is");
    once
}

#[test]
fn the_layout() {
    let text = "#标题
#  第二行


# 甲规则的说明
规则   G1 规模 “学校规模”   适用 学校
    当 类别≠特殊教育   # 特教另有规定
  # 二千人
  依据 办法 \"第一条\"
  要求 合计(学部：在校生数)≤2000人
      且 班级数 不超过 50   # 两个条件
  说明 \"先写说明\"
  # 本条完

# 最后
定义 x 适用 县 [元/人] = 若 甲 则 1 否则 若 乙 则 2 否则 若 丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙丙 则 3 否则 4
删除 G2 因为 \"不适用\"
# 文件尾
";
    insta::assert_snapshot!(formatted(text));
}

#[test]
fn no_comment_is_lost() {
    let text = "# a\nrule A # b\n  # c\n  for county # d\n  # e\n  require x >= 1 # f\n    # g\n    and y >= 2 # h\n  # i\n# j\n\n# k\nremove B # l\n  because \"m # n\" # o\n# p\n";
    let once = formatted(text);
    for letter in "abcdefghijklop".chars() {
        assert!(once.contains(&format!("# {letter}\n")), "{letter}:\n{once}");
    }
    assert!(once.contains("\"m # n\""));
}

#[test]
fn a_broken_file_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.rules");
    let text = "规则 A\n  要求 (1 + \n";
    std::fs::write(&file, text).unwrap();
    let done = run(&["fmt", file.to_str().unwrap()]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("a.rules:2"), "{}", err(&done));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    let done = run(&["fmt", "no-such.rules"]);
    assert_eq!(code(&done), 1);
    assert!(err(&done).contains("no-such.rules"));
}

#[test]
fn checking_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.rules");
    std::fs::write(&file, "规则 A\n  要求   评定\n").unwrap();
    let path = file.to_str().unwrap();
    let done = run(&["fmt", "--check", path]);
    assert_eq!(
        (code(&done), std::fs::read_to_string(&file).unwrap().as_str()),
        (1, "规则 A\n  要求   评定\n")
    );
    assert!(out(&done).contains("第 2 行"), "{}", out(&done));
    assert_eq!(code(&run(&["fmt", path])), 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "规则 A\n  要求 评定\n");
    assert_eq!(code(&run(&["fmt", "--check", path])), 0);
}

#[test]
fn shipped_packs_are_in_the_layout() {
    let done = run(&["fmt", "--check", "rulepacks"]);
    assert_eq!(code(&done), 0, "{}{}", out(&done), err(&done));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path());
    all.filter(|p| p.extension().is_some_and(|x| x == "rules" || x == "yaml")).collect()
}

#[test]
fn the_other_vocabulary_means_the_same() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let dir = tempfile::tempdir().unwrap();
    for pack in ["national-2017", "ningxia-2017", "yinchuan-2021"] {
        let there = dir.path().join(pack);
        std::fs::create_dir(&there).unwrap();
        for file in files(&root.join(pack)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file.file_name().unwrap().to_str().unwrap();
            let english = format(name, &text, Some(Vocabulary::En));
            assert!(english.errors.is_empty(), "{name}");
            assert_eq!(format(name, &english.text, Some(Vocabulary::En)).text, english.text, "{name}");
            // Back again: the same, but for words of which the vocabulary has several.
            let back = format(name, &english.text, Some(Vocabulary::Zh)).text;
            let plain = |t: &str| {
                t.replace("评定存在", "评定")
                    .replace("达到", "不低于")
                    .replace("超过", "高于")
                    .replace("晚于", "高于")
                    .replace("早于", "低于")
            };
            for (a, b) in plain(&back).lines().zip(plain(&text).lines()) {
                assert_eq!(a, b, "{name}");
            }
            assert_eq!(back.lines().count(), text.lines().count(), "{name}");
            std::fs::write(there.join(name), &english.text).unwrap();
        }
        let search = SearchPath { dirs: vec![dir.path().to_owned()], embedded: false };
        let digest =
            |folder: &Path, search: &SearchPath| load(folder.to_str().unwrap(), search).unwrap().digest;
        let before = digest(&root.join(pack), &SearchPath { dirs: vec![root.clone()], embedded: false });
        assert!(!before.is_empty());
        assert_eq!(digest(&there, &search), before, "{pack}");
    }
}

#[test]
fn formulas_in_yaml_are_laid_out_and_nothing_else() {
    let text = "# 指标\n指标:\n  R1:   # 一\n    名称:   教师\n    取值: 甲   /乙\n    适用条件: '类别   ≠ 特教'\n    不低于: {小学:   4.2}\n数据表:\n  学校:\n    列:\n      a: {标签: 甲, 自动计算: \"乙+丙*2\"}\n      b: {标签: 乙, 自动计算: 取小(甲，1)}\n";
    let done = format("a.yaml", text, None);
    assert!(done.errors.is_empty(), "{:?}", done.errors);
    let wanted = text
        .replace("甲   /乙", "甲 / 乙")
        .replace("'类别   ≠ 特教'", "'类别 不等于 特教'")
        .replace("\"乙+丙*2\"", "\"乙 + 丙 * 2\"");
    assert!(
        done.text == wanted || done.text == wanted.replace("取小(甲，1)", "'取小(甲, 1)'"),
        "{}",
        done.text
    );
    assert_eq!(format("a.yaml", &done.text, None).text, done.text);
    let english = format("a.yaml", text, Some(Vocabulary::En)).text;
    assert!(english.contains("'类别 != 特教'"), "{english}");
    let broken = format("a.yaml", "指标:\n  R1: {取值: \"甲 +\"}\n", None);
    assert!(!broken.errors.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn random_packs_mean_the_same_in_either_vocabulary(fillings in fillings()) {
        let files = pack_files(&fillings);
        let digest = |files: &[(&'static str, String)]| {
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            load_memory(&files, &SearchPath::default()).digest
        };
        let before = digest(&files);
        prop_assume!(!before.is_empty());
        let into = |files: &[(&'static str, String)], vocabulary| {
            files
                .iter()
                .map(|(name, text)| {
                    let done = format(name, text, vocabulary);
                    assert!(done.errors.is_empty(), "{name}: {:?}", done.errors);
                    let again = format(name, &done.text, vocabulary);
                    assert_eq!(again.text, done.text, "{name}: it stays as it is");
                    (*name, done.text)
                })
                .collect::<Vec<_>>()
        };
        let laid_out = into(&files, None);
        prop_assert_eq!(&digest(&laid_out), &before);
        let chinese = into(&laid_out, Some(Vocabulary::Zh));
        prop_assert_eq!(&digest(&chinese), &before);
        let english = into(&chinese, Some(Vocabulary::En));
        prop_assert_eq!(&digest(&english), &before);
        // Through Chinese and back, nothing is lost.
        prop_assert_eq!(&english, &into(&laid_out, Some(Vocabulary::En)));
    }
}
