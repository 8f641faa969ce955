//! A pack's own cases: what is wrong with them, what they exercise, which changes they notice.

use std::path::{Path, PathBuf};

use junheng::diagnostic::Language;
use junheng::pack::{SearchPath, load};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::test::coverage::{Coverage, cover};
use junheng::tooling::test::mutation::{Fate, Mutation, mutate};
use junheng::tooling::test::suggest::suggest;
use junheng::tooling::test::{
    Declared, Extent, coverage, mutation, read_declared, run_cases, suggest, summary,
};
use junheng::value::Outcome;

const PACK: &str = "\
标准包: mini
版本: 2020.1.0
名称: 小标准
有效期: {起: 2020-01-01}
";

const FACTS: &str = "\
单位表: {人: 基本, 百人: 100 人}
选项表: {stage: {标签: 学段, 可选值: {primary: 小学, junior: 初中}}}
数据表:
  county: {标签: 县, 识别列: code, 列: {code: {标签: 代码, 类型: 文本}}}
  school:
    标签: 学校
    上级: county
    识别列: code
    列:
      code: {标签: 代码, 类型: 文本}
      county: {标签: 县, 类型: 文本}
      stage: {标签: 学段, 类型: stage}
      exempt: {标签: 免评, 类型: 是否}
      students: {标签: 在校生数, 类型: 计数, 单位: 人}
      teachers: {标签: 教师数, 类型: 计数, 单位: 人}
指标:
  R1:
    名称: 每百名学生教师数
    适用: 学校
    适用条件: 非 免评
    算法: 教师数 / 在校生数
    单位: 人/百人
    不低于: {小学: 4, 初中: 5}
";

const RULES: &str = "\
规则 R2 规模 \"不超过100人或有2名以上教师\"
  适用 学校
  要求 在校生数 不超过 100人 或 教师数 不低于 2人

结论 whole 全部 \"全部\"
  适用 县
  要求 {R1, R2} 均达到
";

const BASE: &str = "\
评估日期: 2026-01-01
公共数据:
  county: [{code: K}]
  school: [{code: P, county: K, stage: primary, exempt: 否, students: 100, teachers: 4}]
用例:
";

/// A folder with a pack and its cases.
struct Pack(tempfile::TempDir);

impl Pack {
    fn new(cases: &str) -> Pack {
        Pack::of(&[("pack.yaml", PACK), ("facts.yaml", FACTS), ("a.rules", RULES), ("tests/a.yaml", cases)])
    }

    fn of(files: &[(&str, &str)]) -> Pack {
        let pack = Pack(tempfile::tempdir().unwrap());
        for (name, text) in files {
            pack.write(name, text);
        }
        pack
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn tests(&self) -> PathBuf {
        self.0.path().join("tests")
    }

    fn checked(&self) -> CheckedPack {
        checked(self.0.path())
    }

    fn summary(&self, language: Language) -> String {
        let suite = run_cases(&self.checked(), &self.tests(), language);
        self.plain(&summary("mini", &suite, language))
    }

    fn cover(&self) -> (CheckedPack, Coverage, Declared) {
        let pack = self.checked();
        let suite = run_cases(&pack, &self.tests(), Language::En);
        assert_eq!(suite.failed(), 0, "{}", summary("", &suite, Language::En));
        let mut declared = read_declared(&self.tests());
        let coverage = cover(&pack, &suite, &Extent::of(&pack, None), &mut declared);
        (pack, coverage, declared)
    }

    fn mutate(&self) -> (CheckedPack, Mutation, Declared) {
        let pack = self.checked();
        let suite = run_cases(&pack, &self.tests(), Language::En);
        assert_eq!(suite.failed(), 0, "{}", summary("", &suite, Language::En));
        let mut declared = read_declared(&self.tests());
        let mutation = mutate(&pack, &suite, &Extent::of(&pack, None), &mut declared);
        (pack, mutation, declared)
    }

    /// Without the temporary folder's name.
    fn plain(&self, text: &str) -> String {
        text.replace(&self.0.path().display().to_string(), "mini")
    }
}

fn checked(folder: &Path) -> CheckedPack {
    let checked = check(load(&folder.display().to_string(), &SearchPath::embedded()).unwrap());
    checked.pack.unwrap_or_else(|| {
        panic!(
            "{}",
            junheng::diagnostic::render_text(&checked.diagnostics, &checked.sources, Language::En, false)
        )
    })
}

fn survivors(mutation: &Mutation) -> Vec<&str> {
    mutation.mutants.iter().filter(|(_, f)| *f == Fate::Survived).map(|(m, _)| m.id.as_str()).collect()
}

/// Cases that exercise all of the small pack.
const WHOLE: &str = r#"
  - 名称: 恰好
    预期: {R1: 达到, R2: 达到, whole: 达到}
  - 名称: 小学差一点、多一点
    数据: {school: [{code: P, students: 1000, teachers: 39}, {code: P2, county: K, stage: primary, exempt: 否, students: 1000, teachers: 41}]}
    预期: {R1: {P: 未达到, P2: 达到}}
  - 名称: 小学近于下一个数
    数据: {school: [{code: P, students: 1000, teachers: 31}]}
    预期: {R1: 未达到, R2: 达到, whole: 未达到}
  - 名称: 初中
    数据: {school: [{code: J, county: K, stage: junior, exempt: 否, students: 100, teachers: 4}, {code: J2, county: K, stage: junior, exempt: 否, students: 100, teachers: 5}, {code: J3, county: K, stage: junior, exempt: 否, students: 100, teachers: 6}, {code: J4, county: K, stage: junior, exempt: 否, students: 1000, teachers: 49}]}
    预期: {R1: {J: 未达到, J2: 达到, J3: 达到, J4: 未达到}}
  - 名称: 免评
    数据: {school: [{code: P, exempt: 是, students: 101, teachers: 1}, {code: Q, county: K, stage: primary, exempt: 是, students: 99, teachers: 1}]}
    预期: {R1: 不适用, R2: {P: 未达到, Q: 达到}, whole: 未达到}
  - 名称: 规模
    数据: {school: [{code: P, students: 101, teachers: 2}, {code: Q, county: K, stage: primary, exempt: 否, students: 100, teachers: 1}, {code: S, county: K, stage: primary, exempt: 否, students: 102, teachers: 3}]}
    预期: {R2: 达到}
"#;

#[test]
fn mistakes_in_case_files_are_shown_at_their_place() {
    let cases = r#"
  - 名称: 写错的地方
    期望: {R1: 达到}
    评估日期: 2026-13-01
    数据:
      shcool: [{code: P}]
      school: [{code: P, 学生数: 100}, 5]
    预期: {R1: 通过, R9: 达到, R2: {Z: 达到}}
    数值: {R1: 4}
  - 名称: 没有预期
    数据: {}
  - 名称: 没有这个文件夹
    文件夹: ../nowhere
    预期: {R1: 达到}
"#;
    let pack = Pack::new(&format!("{BASE}{cases}别的键: 1\n"));
    insta::assert_snapshot!("mistakes_zh", pack.summary(Language::Zh));
    insta::assert_snapshot!("mistakes_en", pack.summary(Language::En));
}

#[test]
fn what_came_out_differently_is_shown_with_the_derivation() {
    let cases = r#"
  - 名称: 少一名教师
    数据: {school: [{code: P, teachers: 3}]}
    预期: {R1: 达到, R2: 达到}
  - 名称: 没有填
    数据: {school: [{code: P, teachers: ""}]}
    预期: {R1: {P: 未达到}}
    缺少: {R1: [school P students]}
"#;
    let pack = Pack::new(&format!("{BASE}{cases}"));
    insta::assert_snapshot!("differences", pack.summary(Language::Zh));
}

#[test]
fn what_the_cases_do_not_exercise_is_named() {
    let cases = "  - 名称: 恰好\n    预期: {R1: 达到}\n";
    let pack = Pack::new(&format!("{BASE}{cases}"));
    let (checked, found, _) = pack.cover();
    assert!(!found.complete());
    insta::assert_snapshot!("coverage_zh", pack.plain(&coverage::text(&checked, &found, Language::Zh)));
    let json = coverage::json(&checked, &found, Language::En);
    assert_eq!(json.rules.covered, 0);
    assert_eq!(json.sides.covered, 1, "at 4, of the rule that is expected");
    insta::assert_snapshot!("coverage_json", pack.plain(&serde_json::to_string_pretty(&json).unwrap()));
}

/// A case that computes a rule and expects nothing of it does not cover it.
#[test]
fn what_no_case_expects_is_not_covered() {
    let pack = Pack::new(&format!(
        "{BASE}  - 名称: 只看规模\n    数据: {{school: [{{code: P, teachers: 1}}]}}\n    预期: {{R2: 达到}}\n"
    ));
    let (_, found, _) = pack.cover();
    assert!(found.sides.iter().filter(|s| s.id.starts_with("R1")).all(|s| s.seen == [false; 3]));
    assert!(found.sides.iter().any(|s| s.id.starts_with("R2") && s.seen != [false; 3]));
}

#[test]
fn cases_that_exercise_everything_notice_every_change() {
    let pack = Pack::new(&format!("{BASE}{WHOLE}"));
    let (checked, found, _) = pack.cover();
    assert!(found.complete(), "{}", coverage::text(&checked, &found, Language::En));
    let (checked, mutation, declared) = pack.mutate();
    assert_eq!(mutation.survived(), 0, "{}", mutation::text(&checked, &mutation, Language::En));
    assert_eq!(mutation.score(), 10_000);
    assert!(mutation.mutants.len() > 20);
    assert!(declared.diagnostics.is_empty());
}

#[test]
fn survivors_are_listed_with_the_case_that_is_missing() {
    let cases = "  - 名称: 恰好\n    预期: {R1: 达到, R2: 达到, whole: 达到}\n";
    let pack = Pack::new(&format!("{BASE}{cases}"));
    let (checked, mutation, _) = pack.mutate();
    assert!(mutation.survived() > 5);
    let shown = mutation::text(&checked, &mutation, Language::Zh);
    insta::assert_snapshot!("survivors_zh", pack.plain(&shown));
    let shown = mutation::text(&checked, &mutation, Language::En);
    insta::assert_snapshot!("survivors_en", pack.plain(&shown));
}

#[test]
fn each_case_kills_what_it_is_for() {
    // Without a case at the threshold, `>=` and `>` are the same.
    let without = |name: &str| {
        let start = WHOLE.find(&format!("  - 名称: {name}")).unwrap();
        let end = WHOLE[start + 3..].find("  - 名称").map_or(WHOLE.len(), |i| start + 3 + i);
        let cases = format!("{}{}", &WHOLE[..start], &WHOLE[end..]);
        let pack = Pack::new(&format!("{BASE}{cases}"));
        let (_, mutation, _) = pack.mutate();
        survivors(&mutation).join(" ")
    };
    assert_eq!(
        without("免评"),
        "R1.when1:drop R2.require1:drop R2.require1/1:ge R2.require1/1.2:+ R2.require1/2.2:- whole.require1:without-R2"
    );
    assert!(without("初中").contains("R1.limit[junior]:+"));
    assert!(without("规模").contains("R2.require1/2:gt"));
}

#[test]
fn equivalent_mutants_are_declared_with_a_reason_and_stale_ones_are_errors() {
    let cases = "  - 名称: 恰好\n    预期: {R1: 达到, R2: 达到, whole: 达到}\n";
    let pack = Pack::new(&format!("{BASE}{cases}"));
    pack.write(
        "tests/equivalent.yaml",
        "等价变异:\n  R1.when1:drop: 没有免评的学校\n  R1.compare:gt: 有用例\n  R7.compare:gt: 没有这条\n  R2.require1:or: \"\"\n不可能:\n  R1[primary]:at: 有用例\n",
    );
    let (checked, mutation, mut declared) = pack.mutate();
    let fate = |id: &str| mutation.mutants.iter().find(|(m, _)| m.id == id).map(|(_, f)| f.clone());
    assert_eq!(fate("R1.when1:drop"), Some(Fate::Equivalent("没有免评的学校".to_owned())));
    assert!(matches!(fate("R1.compare:gt"), Some(Fate::Killed(_))));
    let suite = run_cases(&checked, &pack.tests(), Language::En);
    cover(&checked, &suite, &Extent::of(&checked, None), &mut declared);
    let wrong = std::mem::take(&mut declared.diagnostics).sorted();
    let shown = junheng::diagnostic::render_text(&wrong, &declared.sources, Language::Zh, false);
    insta::assert_snapshot!("stale", pack.plain(&shown));
}

#[test]
fn suggested_cases_run_and_cover_what_was_missing() {
    let pack = Pack::new(&format!("{BASE}  - 名称: 规模\n    预期: {{R2: 达到}}\n"));
    let (checked, before, _) = pack.cover();
    let found = suggest(&checked, &before, &Extent::of(&checked, None));
    for language in [Language::Zh, Language::En] {
        let yaml = suggest::yaml(&checked, &found, language);
        pack.write("tests/suggested.yaml", &yaml);
        let (checked, after, _) = pack.cover();
        assert!(found.unsolved.is_empty(), "{:?}", found.unsolved);
        let missing = after.sides.iter().find(|s| s.seen != s.possible);
        assert!(missing.is_none(), "{missing:?}\n{}", coverage::text(&checked, &after, language));
    }
    insta::assert_snapshot!("suggested", suggest::yaml(&checked, &found, Language::Zh));
}

/// K34: what one requirement decides is masked by another that fails: that covers nothing, and suggested cases let the other pass.
#[test]
fn a_side_counts_only_where_the_outcome_turns_on_it() {
    let rules = "规则 G 两项 \"教师和学生都要够\"\n  适用 学校\n  要求 在校生数 不低于 500人\n  要求 教师数 不低于 300人\n\
                 结论 whole 全部 \"全部\"\n  适用 县\n  要求 G\n";
    let facts = FACTS.split("指标:").next().unwrap();
    let masked = "  - 名称: 都不够\n    数据: {school: [{code: P, students: 499, teachers: 299}]}\n    预期: {G: 未达到}\n";
    let pack = Pack::of(&[
        ("pack.yaml", PACK),
        ("facts.yaml", facts),
        ("a.rules", rules),
        ("tests/a.yaml", &format!("{BASE}{masked}")),
    ]);
    let (checked, before, _) = pack.cover();
    assert_eq!(before.sides.len(), 2);
    assert!(before.sides.iter().all(|s| s.seen == [false; 3]), "{:?}", before.sides);
    let found = suggest(&checked, &before, &Extent::of(&checked, None));
    assert!(found.unsolved.is_empty(), "{:?}", found.unsolved);
    let sides: Vec<(&str, &str, Option<Outcome>)> = found
        .cases
        .iter()
        .map(|c| (c.id.as_str(), c.side, c.results.first().map(|(_, result)| result.outcome())))
        .collect();
    let each = |id: &'static str| {
        [("below", Outcome::Unmet), ("at", Outcome::Met), ("above", Outcome::Met)]
            .map(|(side, outcome)| (id, side, Some(outcome)))
    };
    assert_eq!(sides, [each("G.require1"), each("G.require2")].concat());
    // One that fails by itself is enough for that one.
    let alone = "  - 名称: 差一名教师\n    数据: {school: [{code: P, students: 500, teachers: 299}]}\n    预期: {G: 未达到}\n";
    pack.write("tests/a.yaml", &format!("{BASE}{masked}{alone}"));
    let (_, after, _) = pack.cover();
    assert_eq!(after.sides.iter().map(|s| s.seen).collect::<Vec<_>>(), [[false; 3], [true, false, false]]);
}

#[test]
fn a_pack_answers_for_what_it_adds_or_changes() {
    let packs = Pack::of(&[
        ("mini/pack.yaml", PACK),
        ("mini/facts.yaml", FACTS),
        ("mini/a.rules", RULES),
        ("child/pack.yaml", "标准包: child\n版本: 2020.1.0\n名称: 子\n沿用: mini@2020\n"),
        ("child/change.yaml", "调整:\n  指标:\n    R1: {不低于: {小学: 4.5}}\n"),
        ("child/a.rules", "调整 规则 R2\n  说明 \"说明改了，判定没有改\"\n"),
    ]);
    let search = SearchPath { dirs: vec![packs.0.path().to_owned()], embedded: false };
    let [old, new] = ["mini@2020", "child@2020"].map(|id| check(load(id, &search).unwrap()).pack.unwrap());
    let extent = Extent::of(&new, Some(&old));
    let ids: Vec<&str> = extent.items.iter().map(|i| new.item(*i).unwrap().id.as_str()).collect();
    assert_eq!(ids, ["R1"], "another note is no other judgement");
    let suite = run_cases(&new, &packs.tests(), Language::En);
    let found = mutate(&new, &suite, &extent, &mut Declared::default());
    let ids: Vec<&str> = found.mutants.iter().map(|(m, _)| m.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "R1.compare:gt",
            "R1.compare:le",
            "R1.limit[primary]:+",
            "R1.limit[primary]:-",
            "R1.limit[junior]:+",
            "R1.limit[junior]:-",
            "R1.limit[junior]:swap-primary"
        ],
        "its formula and its condition are the parent's"
    );
}

/// In a pack that only rewords and adds one requirement, only that one is the pack's own to cover.
#[test]
fn the_regional_pack_answers_for_its_own_condition() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let (national, regional) = (checked(&root.join("national-2017")), checked(&root.join("ningxia-2017")));
    let extent = Extent::of(&regional, Some(&national));
    let ids: Vec<&str> = extent.items.iter().map(|i| regional.item(*i).unwrap().id.as_str()).collect();
    assert_eq!(ids, ["E1", "recognition"]);
    assert_eq!(extent.inherited.len(), 2, "the two requirements that it has from the national pack");
    assert_eq!(extent.limits.len(), 1);
    assert!(Extent::of(&national, Some(&national)).items.is_empty());
}

/// The same in `.ci/run`, here for whoever runs only the tests.
#[test]
fn the_shipped_packs_are_covered_and_their_cases_notice_every_change() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rulepacks");
    let national = checked(&root.join("national-2017"));
    let regional = checked(&root.join("ningxia-2017"));
    let city = checked(&root.join("yinchuan-2021"));
    let packs = [
        ("national-2017", &national, None),
        ("ningxia-2017", &regional, Some(&national)),
        ("yinchuan-2021", &city, Some(&regional)),
    ];
    for (name, pack, parent) in packs {
        let folder = root.join(name).join("tests");
        let suite = run_cases(pack, &folder, Language::En);
        let extent = Extent::of(pack, parent);
        let mut declared = read_declared(&folder);
        let found = cover(pack, &suite, &extent, &mut declared);
        assert!(found.complete(), "{name}: {}", coverage::text(pack, &found, Language::En));
        let found = mutate(pack, &suite, &extent, &mut declared);
        assert_eq!(found.survived(), 0, "{name}: {}", mutation::text(pack, &found, Language::En));
        let wrong = std::mem::take(&mut declared.diagnostics).sorted();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn the_command_fails_where_something_is_missing() {
    let pack = Pack::new(&format!("{BASE}  - 名称: 恰好\n    预期: {{R1: 达到}}\n"));
    let folder = pack.0.path().display().to_string();
    let run = |more: &[&str]| {
        let mut args = vec!["test", folder.as_str()];
        args.extend(more);
        super::cli::run(&args)
    };
    assert_eq!(super::cli::code(&run(&[])), 0);
    assert_eq!(super::cli::code(&run(&["--coverage"])), 1);
    assert_eq!(super::cli::code(&run(&["--mutate"])), 1);
    assert_eq!(super::cli::code(&run(&["--suggest"])), 0);
    assert_eq!(super::cli::code(&run(&["--out", "x.yaml"])), 2);
    let json = super::cli::out(&run(&["--coverage", "--mutate", "--suggest", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["passed"], 1);
    assert_eq!(json[0]["coverage"]["complete"], false);
    assert!(json[0]["mutation"]["survived"].as_u64().unwrap() > 0);
    assert!(json[0]["suggestions"]["cases"].as_array().unwrap().len() > 3);
    let file = pack.0.path().join("out.yaml");
    assert_eq!(super::cli::code(&run(&["--suggest", "--out", &file.display().to_string()])), 0);
    assert!(std::fs::read_to_string(file).unwrap().contains("用例:"));
}

/// The examples of the documents are cases of the national pack, and pass.
#[test]
fn the_documents_examples_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let national = checked(&root.join("rulepacks/national-2017"));
    for name in ["docs/testing.md", "docs/testing.zh-CN.md"] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let blocks: Vec<&str> =
            text.split("```yaml\n").skip(1).map(|b| b.split("```").next().unwrap()).collect();
        let [cases, equivalent] = blocks.as_slice() else { panic!("{name}: two examples") };
        let folder = Pack::of(&[("tests/a.yaml", cases), ("tests/equivalent.yaml", equivalent)]);
        let suite = run_cases(&national, &folder.tests(), Language::En);
        assert_eq!((suite.passed(), suite.failed()), (4, 0), "{}", summary(name, &suite, Language::En));
        assert!(read_declared(&folder.tests()).diagnostics.is_empty());
    }
}
