//! `show`: each part of a thing with where it is written and what it replaced.

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{PackChain, SearchPath, load};
use junheng::semantics::{CheckedPack, check};
use junheng::tooling::show::{Part, Shown, Sort, contents, contents_text, show, shown_text};

const PARENT: &[(&str, &str)] = &[
    ("pack.yaml", "标准包: parent\n版本: 2020.1.0\n名称: 上级标准\n来源:\n  文件: {名称: 上级文件, 文号: 〔2020〕1号, 条文: {第一条: 班额不超过45人。, 第二条: 每人不少于7平方米。}}\n"),
    (
        "facts.yaml",
        "单位表: {人: 基本, 元: 基本, 平方米: 基本, 万元: 10000 元}
选项表:
  stage: {标签: 学段, 可选值: {primary: 小学, junior: 初中}}
数据表:
  county: {标签: 县, 识别列: code, 列: {code: {标签: 代码, 类型: 文本}, pay: {标签: 工资, 类型: 数值, 单位: 元, 说明: 上一年度}}}
  school:
    标签: 学校
    上级: county
    识别列: code
    列:
      code: {标签: 代码, 类型: 文本}
      county: {标签: 县, 类型: 文本}
      stage: {标签: 学段, 类型: stage}
      students: {标签: 在校生数, 类型: 计数, 单位: 人}
      area: {标签: 面积, 类型: 数值, 单位: 平方米}
",
    ),
    (
        "limits.yaml",
        "限值:
  class_size: {标签: 班额上限, 单位: 人, 分: stage, 取值: {小学: 45, 初中: 50}, 从严: 更低, 依据: [文件, 第一条]}
  size: {标签: 规模上限, 单位: 人, 取值: 2000, 从严: 更低}
  pay: {标签: 工资下限, 单位: 元, 取值: [{起: 2020-01-01, 取值: 6000}, {起: 2022-01-01, 取值: 7000, 说明: 提高}], 从严: 更高}
指标:
  R1:
    名称: 生均面积
    适用: 学校
    算法: 面积 / 在校生数
    单位: 平方米/人
    不低于: {小学: 7.5, 初中: 10.2}
    依据: [文件, 第二条]
  R2: {名称: 工资, 适用: 县, 算法: 工资, 单位: 元, 不低于: 工资下限}
",
    ),
    (
        "main.rules",
        "规则 G1 规模 \"规模不超过2000人\"
  适用 学校
  当 在校生数 高于 0人
  要求 在校生数 不超过 规模上限
  依据 文件 \"第一条\"
  说明 \"上级的说明\"

规则 G2 班额 \"班额\"
  适用 学校
  要求 在校生数 不超过 班额上限[学段]

规则 G3 旧规 \"以后要删除的规则\"
  适用 县
  要求 评定

结论 total 合格 \"全部达到\"
  适用 县
  要求 {R1, R2, G1, G2, G3} 均达到
",
    ),
];

const CHILD: &[(&str, &str)] = &[
    (
        "pack.yaml",
        "标准包: child
版本: 2024.2.0
名称: 本地标准
沿用: parent@2020
来源:
  本地: {名称: 本地文件, 条文: {一: 小学班额不超过40人。}}
调整:
  限值:
    班额上限: {取值: {primary: 40}, 依据: [本地, 一]}
    size: {取值: 1800}
    pay: {取值: [{起: 2022-01-01, 取值: 8000, 说明: 本地提高}, {起: 2024-01-01, 取值: 9000}]}
  指标:
    R1: {高于: {小学: 8}, 说明: 本地从严}
  数据表:
    school: {列: {在校生数: {标签: 学生人数, 说明: 含借读}, city: {标签: 市属, 类型: 是否, 仅展示: 是}}}
工作措施:
  M1: {名称: 扩建学校, 责任单位: [市教育局, 县政府], 配合单位: 市财政局, 服务于: [R1, G1]}
",
    ),
    (
        "changes.rules",
        "调整 规则 G1 \"规模不超过1800人\"
  当 在校生数 高于 10人
  另要求 面积 高于 0平方米
  依据 本地 \"一\"

删除 旧规 因为 \"已经废止\"

调整 结论 total
  要求 {R1, R2, G1, G2} 均达到
",
    ),
];

fn write(folder: &std::path::Path, files: &[(&str, &str)]) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

fn local() -> (PackChain, CheckedPack) {
    let dir = tempfile::tempdir().unwrap();
    write(&dir.path().join("parent"), PARENT);
    write(&dir.path().join("child"), CHILD);
    let search = SearchPath { dirs: vec![dir.path().to_owned()], embedded: false };
    let chain = load("child@2024", &search).unwrap();
    let checked = check(chain.clone());
    let shown = render_text(&checked.diagnostics, &checked.sources, Language::Zh, false);
    (chain, checked.pack.unwrap_or_else(|| panic!("{shown}")))
}

fn one(chain: &PackChain, pack: &CheckedPack, name: &str) -> Shown {
    let mut found = show(chain, pack, name).unwrap();
    assert_eq!(found.len(), 1, "{name}");
    found.remove(0)
}

/// A part in short: what is in force and what was.
fn history(shown: &Shown, part: &str, at: &[&str]) -> (Vec<String>, Vec<String>) {
    let found: Vec<&Part> = shown.parts.iter().filter(|p| p.part == part && p.at == at).collect();
    assert_eq!(found.len(), 1, "{part} {at:?} of {}", shown.id);
    let short = |g: &junheng::tooling::show::Given| {
        format!("{} {}:{}", g.text, g.file.rsplit('/').next().unwrap(), g.line)
    };
    (found[0].given.iter().map(short).collect(), found[0].replaced.iter().map(short).collect())
}

#[test]
fn an_override_says_what_it_replaces() {
    let (chain, pack) = local();
    let part = |name: &str, part: &str, at: &[&str]| {
        let (now, was) = history(&one(&chain, &pack, name), part, at);
        format!("{} <- {}", now.join(" | "), was.join(" | "))
    };
    // One value of a table; the other stays the parent's.
    assert_eq!(part("class_size", "threshold", &["小学"]), "40 pack.yaml:9 <- 45 limits.yaml:2");
    assert_eq!(part("class_size", "threshold", &["初中"]), "50 limits.yaml:2 <- ");
    assert_eq!(part("class_size", "cite", &[]), "本地 一 pack.yaml:9 <- 文件 第一条 limits.yaml:2");
    assert_eq!(part("size", "threshold", &[]), "1800 pack.yaml:10 <- 2000 limits.yaml:3");
    // A date that the parent has, and one that it has not.
    assert_eq!(part("pay", "threshold", &["2022-01-01"]), "8000 pack.yaml:11 <- 7000 limits.yaml:4");
    assert_eq!(
        part("pay", "threshold", &["2024-01-01"]),
        "9000 pack.yaml:11 <- 2020-01-01 6000 limits.yaml:4"
    );
    // The list is the whole list: what the parent's dates said goes with them.
    assert_eq!(part("pay", "note", &["2022-01-01"]), "本地提高 pack.yaml:11 <- ");
    // Another comparison that points the same way.
    assert_eq!(part("R1", "comparison", &[]), "> pack.yaml:13 <- ≥ limits.yaml:11");
    assert_eq!(part("R1", "threshold", &["小学"]), "8 pack.yaml:13 <- 7.5 limits.yaml:11");
    assert_eq!(part("R1", "note", &[]), "本地从严 pack.yaml:13 <- ");
    // Clauses: replaced, added, kept.
    assert_eq!(
        part("G1", "when", &[]),
        "在校生数 高于 10人 changes.rules:2 <- 在校生数 高于 0人 main.rules:3"
    );
    assert_eq!(
        part("G1", "require", &[]),
        "在校生数 不超过 规模上限 main.rules:4 | 面积 高于 0平方米 changes.rules:3 <- "
    );
    assert_eq!(part("G1", "note", &[]), "上级的说明 main.rules:6 <- ");
    assert_eq!(
        part("规模", "title", &[]),
        "规模不超过1800人 changes.rules:1 <- 规模不超过2000人 main.rules:1"
    );
    // A column under its new label, which an override gave by the old one.
    assert_eq!(part("school.学生人数", "label", &[]), "学生人数 pack.yaml:15 <- 在校生数 facts.yaml:14");
    assert_eq!(part("school.students", "note", &[]), "含借读 pack.yaml:15 <- ");
    assert_eq!(part("students", "type", &[]), "count facts.yaml:14 <- ");
}

#[test]
fn things_are_linked() {
    let (chain, pack) = local();
    let g1 = one(&chain, &pack, "G1");
    assert_eq!(g1.packs, ["parent@2020.1.0", "child@2024.2.0"]);
    assert_eq!(
        (g1.used_by.as_slice(), g1.measures.as_slice()),
        (&["total".to_owned()][..], &["M1".to_owned()][..])
    );
    let uses: Vec<(&str, &str)> = g1.uses.iter().map(|u| (u.id.as_str(), u.text.as_str())).collect();
    assert_eq!(uses, [("size", "1800 人"), ("school.students", ""), ("school.area", "")]);
    assert_eq!(one(&chain, &pack, "stage").used_by, ["school.stage", "class_size", "R1"]);
    assert_eq!(one(&chain, &pack, "文件").used_by, ["R1"]);
    let sorts: Vec<Sort> = ["M1", "人", "county.pay", "school", "本地", "size"]
        .map(|name| one(&chain, &pack, name).sort)
        .to_vec();
    assert_eq!(sorts, [Sort::Measure, Sort::Unit, Sort::Column, Sort::Entity, Sort::Source, Sort::Limit]);
    // A limit and a column of one name: the limit, and the column by its table.
    assert_eq!(one(&chain, &pack, "pay").sort, Sort::Limit);
    assert_eq!(show(&chain, &pack, "code").unwrap().len(), 2);
    for name in ["grade", "finding"] {
        let shown = one(&chain, &pack, name);
        assert!(shown.packs.is_empty() && !shown.parts.is_empty());
    }
}

#[test]
fn what_was_removed_says_why() {
    let (chain, pack) = local();
    for name in ["G3", "旧规"] {
        let shown = one(&chain, &pack, name);
        assert_eq!(shown.id, "G3");
        assert_eq!(shown.removed.as_ref().unwrap().text, "已经废止");
        assert_eq!(shown.packs, ["parent@2020.1.0", "child@2024.2.0"]);
    }
    let all = contents(&chain, &pack);
    assert_eq!(all.removed.iter().map(|e| e.id.as_str()).collect::<Vec<_>>(), ["G3"]);
}

#[test]
fn an_unknown_name_has_a_suggestion() {
    let (chain, pack) = local();
    for (name, near) in [
        ("clas_size", Some("class_size")),
        ("班额上线", Some("班额上限")),
        ("school.studnets", Some("school.students")),
    ] {
        assert_eq!(show(&chain, &pack, name).unwrap_err().as_deref(), near, "{name}");
    }
    assert_eq!(show(&chain, &pack, "完全不相干").unwrap_err(), None);
}

#[test]
fn in_words() {
    let (chain, pack) = local();
    let mut out = String::new();
    for (name, language) in [
        ("class_size", Language::Zh),
        ("pay", Language::Zh),
        ("R1", Language::Zh),
        ("G1", Language::Zh),
        ("G3", Language::Zh),
        ("school", Language::Zh),
        ("school.students", Language::Zh),
        ("M1", Language::Zh),
        ("grade", Language::Zh),
        ("G1", Language::En),
        ("pay", Language::En),
    ] {
        out.push_str(&format!("{}\n", shown_text(&one(&chain, &pack, name), language)));
    }
    out.push_str(
        &contents_text(&contents(&chain, &pack), Language::Zh).replace(pack.digest.as_str(), "sha256:…"),
    );
    insta::assert_snapshot!("words", out);
}

/// Whatever the shipped packs contain can be shown, and every part has its place.
#[test]
fn everything_shipped_can_be_shown() {
    for reference in ["national@2017", "ningxia@2017", "yinchuan@2021"] {
        let chain = load(reference, &SearchPath::embedded()).unwrap();
        let pack = check(chain.clone()).pack.unwrap();
        let all = contents(&chain, &pack);
        let mut seen = 0;
        for (group, entry) in all.groups.iter().flat_map(|g| g.entries.iter().map(move |e| (g.sort, e))) {
            let found = show(&chain, &pack, &entry.id).unwrap();
            let shown = found.iter().find(|s| s.sort == group).unwrap();
            assert!(!shown.parts.is_empty(), "{reference}: {}", entry.id);
            for part in &shown.parts {
                assert!(!part.given.is_empty(), "{reference}: {} {}", entry.id, part.part);
                for given in part.given.iter().chain(&part.replaced) {
                    assert!(shown.packs.is_empty() || (given.line > 0 && !given.pack.is_empty()));
                    if part.part == "cite" {
                        assert!(given.quote.is_some(), "{reference}: {}", entry.id);
                    }
                }
            }
            for language in [Language::Zh, Language::En] {
                let text = shown_text(shown, language);
                assert!(!text.contains("show-") && !text.contains("{$"), "{text}");
            }
            seen += 1;
        }
        assert!(seen > 100, "{reference}");
    }
}
