//! Packs that extend others: what they change, and what they get wrong. Warnings.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use std::path::PathBuf;

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{PackChain, SearchPath, load_memory};
use junheng::semantics::{Checked, ItemBody, check};

/// The pack `city`, extending `parent` of the fixtures, with these files besides `pack.yaml`.
fn child(parent: &str, files: &[(&str, &str)]) -> PackChain {
    let head =
        format!("标准包: city\n版本: 2021.1.0\n名称: 市级标准\n有效期: {{起: 2021-01-01}}\n沿用: {parent}\n");
    let mut all = vec![("city/pack.yaml", head.as_str())];
    all.extend(files);
    let dirs = vec![PathBuf::from("tests/it/fixtures/inheritance")];
    load_memory(&all, &SearchPath { dirs, embedded: false })
}

fn checked(files: &[(&str, &str)]) -> Checked {
    check(child("base@2017", files))
}

/// What is printed, in both languages.
fn printed(checked: &Checked) -> String {
    let text = |language| render_text(&checked.diagnostics, &checked.sources, language, false);
    format!("{}\n{}", text(Language::Zh), text(Language::En))
}

#[test]
fn the_parent_is_sound() {
    let found = checked(&[]);
    assert_eq!(printed(&found), "\n", "{}", printed(&found));
    assert!(found.pack.is_some());
}

/// The values of a limit's or indicator's own tables, in the unit as written: `2017-01-01 primary 4.5`.
fn numbers(checked: &Checked, id: &str) -> Vec<String> {
    let pack = checked.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(checked)));
    let own = pack.items.iter().find(|i| i.id == id).and_then(|i| match &i.body {
        ItemBody::Indicator(indicator) => match &indicator.threshold {
            junheng::semantics::ThresholdRef::Own(limit) => Some(&**limit),
            junheng::semantics::ThresholdRef::Limit(ix) => pack.limit(*ix),
        },
        _ => None,
    });
    let limit = own.or_else(|| pack.limits.iter().find(|l| l.id == id)).unwrap();
    let mut out = Vec::new();
    for table in &limit.tables {
        for (key, value) in &table.values {
            let mut words: Vec<String> = table.from.iter().map(ToString::to_string).collect();
            for (kind, value) in limit.by.iter().zip(key) {
                words.push(pack.kind(*kind).unwrap().values[usize::from(*value)].0.clone());
            }
            words.push(limit.unit.from_base(value).to_string());
            out.push(words.join(" "));
        }
    }
    out
}

#[test]
fn a_child_of_two_lines_has_all_that_its_parent_has() {
    let found = checked(&[]);
    let pack = found.pack.as_ref().unwrap();
    assert_eq!(pack.chain, ["base@2017.1.0", "city@2021.1.0"]);
    assert_eq!((pack.id.as_str(), pack.title.as_str()), ("city", "市级标准"));
    assert_eq!(numbers(&found, "R1"), ["primary 4.2", "junior 5.3"]);
}

#[test]
fn fields_replace_maps_merge_by_key_and_steps_by_date() {
    let found = checked(&[(
        "city/l.yaml",
        "调整:\n  限值:\n    规模上限: {取值: {primary: 400}}\n    area_floor: {取值: [{起: 2017-01-01, 取值: 4.5}, {起: 2021-01-01, 取值: 4.8}, {起: 2025-01-01, 取值: 5.5}]}\n  指标:\n    师生比: {高于: {初中: 5.5}, 名称: 改名}\n",
    )]);
    assert_eq!(numbers(&found, "class_size"), ["primary 400", "junior 500"]);
    assert_eq!(numbers(&found, "area_floor"), ["2017-01-01 4.5", "2021-01-01 4.8", "2025-01-01 5.5"]);
    assert_eq!(numbers(&found, "R1"), ["primary 4.2", "junior 5.5"]);
    let pack = found.pack.as_ref().unwrap();
    let item = &pack.items[pack.find_item("R1").unwrap().ix()];
    assert_eq!(item.title, "改名");
    assert_eq!(item.from_packs, ["base@2017.1.0", "city@2021.1.0"]);
    assert_eq!(item.cite.len(), 1);
}

#[test]
fn a_number_or_an_else_says_all_there_is_to_say() {
    let one = checked(&[(
        "city/l.yaml",
        "调整:\n  限值:\n    class_size: {取值: 400}\n    area_floor: {取值: 6}\n",
    )]);
    assert_eq!(numbers(&one, "class_size"), ["primary 400", "junior 400"]);
    assert_eq!(numbers(&one, "area_floor"), ["6"]);
    let two = checked(&[("city/l.yaml", "调整:\n  限值:\n    class_size: {取值: {小学: 410, 其余: 400}}\n")]);
    assert_eq!(numbers(&two, "class_size"), ["primary 410", "junior 400"]);
}

#[test]
fn tables_gain_columns_and_kinds_gain_values() {
    let found = checked(&[(
        "city/f.yaml",
        "选项表: {affiliation: {标签: 隶属, 可选值: {county: 县属, city: 市属}}}\n调整:\n  选项表: {学段: {可选值: {senior: 高中, primary: 小学部}}}\n  数据表:\n    学校:\n      列:\n        affiliation: {标签: 隶属, 类型: affiliation}\n        免检: {说明: 由教育局认定}\n  限值: {class_size: {取值: {senior: 550}}}\n  指标: {R1: {不低于: {高中: 6}}}\n",
    )]);
    let pack = found.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(&found)));
    let school = &pack.entities[pack.find_entity("school").unwrap().ix()];
    let names: Vec<&str> = school.columns.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(names, ["code", "county", "exempt", "affiliation"]);
    assert_eq!(school.column("exempt").unwrap().1.note.as_deref(), Some("由教育局认定"));
    assert_eq!(pack.kinds[1].values[0].1, "小学部");
    assert_eq!(numbers(&found, "class_size"), ["primary 450", "junior 500", "senior 550"]);
}

#[test]
fn clauses_replace_by_sort_and_also_require_adds() {
    let found = checked(&[(
        "city/x.rules",
        "规则 G2 \"新增\" 适用 县 要求 评定\n调整 结论 认定 另要求 G2\n调整 规则 学校达标 当 在校生数 高于 0人 说明 \"改\"\n调整 定义 ratio = 专任教师数 / 在校生数 * 2\n",
    )]);
    let pack = found.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(&found)));
    let requirements = |id: &str| match &pack.items[pack.find_item(id).unwrap().ix()].body {
        ItemBody::Rule { requirements, .. } => {
            requirements.iter().map(|r| r.text.clone()).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    assert_eq!(requirements("recognition"), ["R_school 且 G1", "{V1} 均不存在", "G2"]);
    assert_eq!(requirements("R_school"), ["{R1..R3} 中至少 必达项数 项"]);
    let school = &pack.items[pack.find_item("R_school").unwrap().ix()];
    assert_eq!(school.when[0].text, "在校生数 高于 0人");
    assert_eq!(school.cite.len(), 1);
    assert_eq!(school.notes, ["改"]);
}

#[test]
fn a_removed_member_leaves_the_range() {
    let found = checked(&[("city/x.rules", "删除 R2 因为 \"本市不设\"\n删除 M1 因为 \"另定\"\n")]);
    let pack = found.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(&found)));
    assert!(pack.find_item("R2").is_none());
    assert!(pack.measures.is_empty());
}

#[test]
fn plans_are_replaced_as_wholes_and_the_schedule_by_county() {
    let found = checked(&[(
        "city/p.yaml",
        "创建时间: {\"990001\": 2026, \"990002\": 2027}\n工作时限: [{名称: 自评, 期限: 3月底}]\n",
    )]);
    let pack = found.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(&found)));
    let years: Vec<(&str, i64)> = pack.schedule.iter().map(|(c, y)| (c.as_str(), *y)).collect();
    assert_eq!(years, [("990001", 2026), ("990002", 2027)]);
    assert_eq!(pack.milestones.len(), 1);
}

#[test]
fn formulas_of_the_parent_go_on_to_use_its_labels() {
    let found = checked(&[
        (
            "city/l.yaml",
            "调整:\n  限值: {area_floor: {标签: 最小面积}, required_met: {标签: 至少项数}}\n  数据表:\n    学部: {标签: 学段部, 列: {在校生数: {标签: 学生总数}}}\n  指标: {R1: {标签: 教师配备}}\n",
        ),
        (
            "city/x.rules",
            "调整 规则 学校达标 学校合格 说明 \"改\"\n调整 定义 师生比例 每师学生 = 在校生数 / 专任教师数\n定义 twice \"两倍\" 适用 学部 = 师生比例 * 2\n",
        ),
    ]);
    let pack = found.pack.as_ref().unwrap_or_else(|| panic!("{}", printed(&found)));
    assert!(pack.find_item("学校合格").is_some() && pack.find_item("学校达标").is_none());
}

/// What is wrong with each child, as printed.
#[test]
fn mistakes_are_explained() {
    let cases: &[(&str, &str, &str)] = &[
        ("redefined_limit", "l.yaml", "限值:\n  class_size: {单位: 人, 取值: 40}\n"),
        ("redefined_label", "l.yaml", "限值:\n  other: {标签: 师生比, 取值: 40}\n"),
        ("redefined_rule", "x.rules", "规则 G1 适用 县 要求 评定\n"),
        ("redefined_as_another_sort", "x.rules", "规则 R1 适用 县 要求 评定\n"),
        ("defined_twice", "x.rules", "规则 G2 适用 县 要求 评定\n定义 G2 适用 县 = 1\n"),
        ("override_unknown", "l.yaml", "调整:\n  限值:\n    clas_size: {取值: 40}\n"),
        ("override_unknown_label", "x.rules", "调整 规则 学校达表 说明 \"改\"\n"),
        ("override_unknown_entirely", "x.rules", "调整 规则 甲乙丙 说明 \"改\"\n"),
        (
            "override_own",
            "x.rules",
            "规则 G2 适用 县 要求 评定\n调整 规则 G2 说明 \"改\"\n调整 结论 认定 另要求 G2\n",
        ),
        ("override_twice", "x.rules", "调整 规则 G1 说明 \"改\"\n调整 规则 G1 另要求 评定\n"),
        ("override_wrong_item", "x.rules", "调整 规则 V1 说明 \"改\"\n"),
        ("override_indicator_as_rule", "x.rules", "调整 规则 R1 说明 \"改\"\n"),
        ("override_rule_as_limit", "l.yaml", "调整:\n  限值:\n    G1: {取值: 40}\n"),
        ("override_subject", "x.rules", "调整 规则 R_school 适用 县 说明 \"改\"\n"),
        (
            "override_column_type",
            "f.yaml",
            "调整:\n  数据表:\n    学部:\n      列:\n        在校生数: {类型: 数值}\n",
        ),
        (
            "override_column_unit",
            "f.yaml",
            "调整:\n  数据表:\n    学部:\n      列:\n        在校生数: {单位: 百人}\n",
        ),
        ("override_key", "f.yaml", "调整:\n  数据表:\n    学部: {识别列: [学校]}\n"),
        ("override_unit_alone", "l.yaml", "调整:\n  限值:\n    class_size: {单位: 百人}\n"),
        ("remove_unknown", "x.rules", "删除 G11 因为 \"不设\"\n"),
        (
            "remove_own",
            "x.rules",
            "规则 G2 适用 县 要求 评定\n删除 G2 因为 \"不设\"\n调整 结论 认定 另要求 G2\n",
        ),
        ("remove_twice", "x.rules", "删除 ratio 因为 \"不设\"\n删除 ratio 因为 \"不设\"\n"),
        ("override_removed", "x.rules", "删除 ratio 因为 \"不设\"\n调整 定义 ratio = 1\n"),
        ("remove_named", "x.rules", "删除 G1 因为 \"不设\"\n"),
        ("remove_end_of_range", "x.rules", "删除 R3 因为 \"不设\"\n"),
        ("remove_limit_named", "x.rules", "删除 面积下限 因为 \"不设\"\n"),
        ("range_gap", "x.rules", "调整 规则 R_school 要求 {R1..R3, R5..R7} 均达到\n"),
        ("range_gap_inside", "l.yaml", "指标:\n  R5: {适用: 学部, 算法: 在校生数, 单位: 人, 不超过: 40}\n"),
        ("range_backwards", "x.rules", "调整 规则 R_school 要求 {R3..R1} 均达到\n"),
        ("range_of_two_prefixes", "x.rules", "调整 规则 R_school 要求 {R1..G1} 均达到\n"),
        ("schedule_twice", "p.yaml", "创建时间: {\"990001\": 2026}\n"),
    ];
    for (name, file, text) in cases {
        let path = format!("city/{file}");
        let mut files = vec![(path.as_str(), *text)];
        match *name {
            "schedule_twice" => files.push(("city/q.yaml", "创建时间: {\"990001\": 2027}\n")),
            "range_gap_inside" => files.push(("city/x.rules", "调整 规则 R_school 要求 {R1..R5} 均达到\n")),
            _ => {}
        }
        insta::assert_snapshot!(*name, printed(&checked(&files)));
    }
}

#[test]
fn overriding_without_a_parent_is_explained() {
    let head = "标准包: lone\n版本: 2021.1.0\n数据表: {county: {标签: 县, 识别列: code, 列: {code: {标签: 代码, 类型: 文本}}}}\n调整: {限值: {a: {取值: 1}}}\n";
    let files =
        [("lone/pack.yaml", head), ("lone/x.rules", "结论 A 适用 县 要求 评定\n删除 B 因为 \"不设\"\n")];
    let found = check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }));
    insta::assert_snapshot!(printed(&found));
}

#[test]
fn a_missing_parent_is_said_once() {
    let head = "标准包: lone\n版本: 2021.1.0\n沿用: nowhere@2017\n调整: {限值: {a: {取值: 1}}}\n";
    let files = [("lone/pack.yaml", head), ("lone/x.rules", "删除 B 因为 \"不设\"\n")];
    let found = check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }));
    insta::assert_snapshot!(printed(&found));
}

/// A pack that extends one which says `tighten_only`.
fn strict(files: &[(&str, &str)]) -> Checked {
    check(child("strict@2017", files))
}

#[test]
fn stricter_packs_are_let_through() {
    let cases: &[(&str, &str)] = &[
        (
            "l.yaml",
            "调整:\n  限值:\n    class_size: {标签: 规模, 取值: {小学: 400}, 说明: 从严}\n    area_floor: {取值: [{起: 2017-01-01, 取值: 4.5}, {起: 2021-01-01, 取值: 4.8}, {起: 2025-01-01, 取值: 5.5}]}\n",
        ),
        ("l.yaml", "调整:\n  限值:\n    class_size: {单位: 百人, 取值: 4.5}\n"),
        ("l.yaml", "调整:\n  指标:\n    R1: {不低于: {小学: 4.2}, 名称: 改名, 依据: [办法, 第六条]}\n"),
        ("l.yaml", "调整:\n  指标:\n    R1: {高于: {小学: 4.3}, 算法: (专任教师数/在校生数)}\n"),
        ("l.yaml", "调整:\n  指标:\n    R1: {单位: 人/人, 不低于: 5.3%}\n"),
        (
            "l.yaml",
            "限值: {new: {标签: 新下限, 单位: 平方米/人, 取值: 5, 从严: 更高}}\n调整:\n  指标:\n    R2: {不低于: 新下限}\n",
        ),
        (
            "x.rules",
            "规则 G2 \"新增\" 适用 县 要求 评定\n否决 V2 \"新增\" 适用 县 要求 评定\n调整 结论 认定 另要求 G2 另要求 {V2} 均不存在\n调整 规则 G1 依据 办法 \"第五条\" 说明 \"甲\"\n",
        ),
        (
            "f.yaml",
            "调整:\n  数据表:\n    学校: {说明: 改, 列: {affiliation: {标签: 隶属, 类型: 文本, 仅展示: 是}}}\n",
        ),
        ("p.yaml", "创建时间: {\"990002\": 2026}\n"),
    ];
    for (file, text) in cases {
        let path = format!("city/{file}");
        let found = strict(&[(path.as_str(), *text)]);
        assert!(!found.has_errors(), "{text}\n{}", printed(&found));
    }
}

#[test]
fn looser_packs_are_refused() {
    let cases: &[(&str, &str, &str)] = &[
        ("loosened_threshold", "l.yaml", "调整:\n  指标:\n    R1: {不低于: {小学: 4, 初中: 5.5}}\n"),
        ("loosened_else", "l.yaml", "调整:\n  指标:\n    R1: {不低于: {小学: 4.5, 其余: 5}}\n"),
        ("loosened_comparison", "l.yaml", "调整:\n  指标:\n    R4: {不低于: 4}\n"),
        ("loosened_limit", "l.yaml", "调整:\n  限值:\n    class_size: {取值: {小学: 460}}\n"),
        (
            "loosened_unit",
            "l.yaml",
            "调整:\n  限值:\n    class_size: {单位: 百人, 取值: {小学: 4.4, 初中: 5.1}}\n",
        ),
        (
            "loosened_later",
            "l.yaml",
            "调整:\n  限值:\n    area_floor: {取值: [{起: 2021-01-01, 取值: 4.8}, {起: 2026-01-01, 取值: 4.9}]}\n",
        ),
        (
            "loosened_by_a_limit",
            "l.yaml",
            "限值: {new: {标签: 新下限, 单位: 平方米/人, 取值: 4.8}}\n调整:\n  指标:\n    R2: {不低于: 新下限}\n",
        ),
        ("limit_without_direction", "l.yaml", "调整:\n  限值:\n    required_met: {取值: 3, 从严: 更高}\n"),
        ("turned_around", "l.yaml", "调整:\n  指标:\n    R1: {不超过: 6}\n"),
        (
            "other_formula",
            "l.yaml",
            "调整:\n  指标:\n    R1: {算法: 专任教师数 / 在校生数 * 2, 适用条件: 在校生数 高于 0人}\n",
        ),
        ("other_requirement", "x.rules", "调整 规则 R_school 要求 {R1..R3} 均达到\n"),
        ("other_when", "x.rules", "调整 规则 R_school 当 非 免检 当 在校生数 高于 100人\n"),
        ("veto_gains", "x.rules", "调整 否决 V1 另要求 评定\n"),
        ("other_define", "x.rules", "调整 定义 ratio = 1\n"),
        ("removed_rule", "x.rules", "删除 R2 因为 \"不设\"\n"),
        (
            "other_kind",
            "f.yaml",
            "调整:\n  选项表: {stage: {可选值: {senior: 高中}}}\n  限值: {class_size: {取值: {高中: 500}}}\n  指标: {R1: {不低于: {高中: 6}}}\n",
        ),
        (
            "other_column",
            "f.yaml",
            "调整:\n  数据表:\n    学部: {应有: 可无, 列: {在校生数: {最大值: 20000, 自动计算: 专任教师数 * 10}}}\n",
        ),
        (
            "shadowing_column",
            "f.yaml",
            "调整:\n  数据表:\n    学部: {列: {spare: {标签: 必达项数, 类型: 数值}}}\n",
        ),
        ("other_year", "p.yaml", "创建时间: {\"990001\": 2028}\n"),
    ];
    for (name, file, text) in cases {
        let path = format!("city/{file}");
        insta::assert_snapshot!(*name, printed(&strict(&[(path.as_str(), *text)])));
    }
}

/// A number that the parent has for all time may be tightened from a day on; what must be there is a number for each day in force.
#[test]
fn a_number_without_a_date_is_tightened_from_a_day_on() {
    let strictly = |list: &str| {
        let text = format!("调整:\n  限值:\n    class_size: {{取值: [{list}]}}\n");
        strict(&[("city/l.yaml", text.as_str())])
    };
    // The pack is in force from 2021-01-01.
    for list in [
        "{起: 2021-01-01, 取值: {小学: 450, 初中: 500}}, {起: 2027-09-01, 取值: {小学: 400, 初中: 500}}",
        "{起: 2019-01-01, 取值: {小学: 450, 初中: 500}}, {起: 2027-09-01, 取值: {小学: 400, 初中: 500}}",
        "{起: 2021-01-01, 取值: {小学: 400, 初中: 480}}",
    ] {
        let found = strictly(list);
        assert!(!found.has_errors(), "{list}\n{}", printed(&found));
    }
    // A gap while it is in force, and a looser number on a day before.
    for (list, said) in [
        ("{起: 2027-09-01, 取值: {小学: 400, 初中: 500}}", "从 2021-01-01 起也要有数值"),
        (
            "{起: 2019-01-01, 取值: {小学: 460, 初中: 500}}, {起: 2021-01-01, 取值: {小学: 400, 初中: 500}}",
            "不能改为 `460 人`",
        ),
    ] {
        let found = strictly(list);
        assert!(found.has_errors() && printed(&found).contains(said), "{list}\n{}", printed(&found));
    }
}

#[test]
fn strictness_is_inherited_and_begins_where_it_is_said() {
    let loose = "调整:\n  指标:\n    R1: {不低于: {小学: 4}}\n";
    assert!(!checked(&[("city/l.yaml", loose)]).has_errors());
    assert!(strict(&[("city/l.yaml", loose)]).has_errors());
    let own = checked(&[("city/l.yaml", loose), ("city/s.yaml", "严格度: 只严不宽\n")]);
    assert!(own.has_errors(), "{}", printed(&own));
}

/// The pack alone, with this as its `.rules` file and this as another YAML file.
fn lone(yaml: &str, rules: &str) -> Checked {
    let base = std::fs::read_to_string("tests/it/fixtures/inheritance/base/pack.yaml").unwrap();
    let limits = std::fs::read_to_string("tests/it/fixtures/inheritance/base/limits.yaml").unwrap();
    let first = std::fs::read_to_string("tests/it/fixtures/inheritance/base/base.rules").unwrap();
    let files = [
        ("base/pack.yaml", base.as_str()),
        ("base/limits.yaml", limits.as_str()),
        ("base/base.rules", first.as_str()),
        ("base/y.yaml", yaml),
        ("base/x.rules", rules),
    ];
    check(load_memory(&files, &SearchPath { dirs: Vec::new(), embedded: false }))
}

#[test]
fn warnings_say_what_is_probably_not_meant() {
    let cases: &[(&str, &str, &str)] = &[
        ("lint_literal", "", "结论 C 适用 县 要求 G1 或 是"),
        ("lint_constants", "", "结论 C 适用 县 要求 必达项数 不低于 1 要求 G1"),
        ("lint_always", "", "结论 C 适用 县 要求 用餐人数 不低于 0人"),
        ("lint_never", "", "结论 C 适用 县 要求 每个 学部: 在校生数 不超过 20000人 且 专任教师数 低于 0人"),
        ("lint_kind", "", "结论 C 适用 县 要求 存在 学部 其中 学段 属于 {小学, 初中}"),
        ("lint_grade", "", "规则 D 适用 县 要求 评定 不低于 不合格\n结论 C 适用 县 要求 D"),
        ("lint_each", "", "结论 C 适用 县 要求 每个 学部: {R1..R3} 中每项 i: i.值 不低于 0 * i.限值"),
        ("lint_count", "", "结论 C 适用 县 要求 {R1..R3} 中至少 4 项"),
        ("lint_count_zero", "", "结论 C 适用 县 要求 {R1..R3} 中至少 0 项"),
        (
            "lint_threshold",
            "指标: {R5: {适用: 县, 算法: \"比例(学部: 在校生数 高于 50人)\", 单位: \"%\", 不低于: 850}, R6: {适用: 县, 算法: 用餐人数, 单位: 人, 不低于: 0}}",
            "结论 C 适用 县 要求 R5 且 R6",
        ),
        (
            "lint_gap",
            "限值: {later: {取值: [{起: 2018-01-01, 取值: 1}]}}",
            "结论 C 适用 县 要求 数量(学部) 高于 later",
        ),
        (
            "lint_unused",
            "限值: {spare: {标签: 备用限值, 取值: 1}}\n数据表: {room: {标签: 教室, 上级: school, 识别列: [school, code], 列: {school: {类型: 文本}, code: {类型: 文本}, area: {标签: 面积, 类型: 数值}, seats: {标签: 座位, 类型: 计数, 仅展示: 是}}}}",
            "定义 half 适用 县 = 0.5\n定义 shown \"列出\" 适用 县 = 0.5",
        ),
        (
            "lint_unreached",
            "指标: {R5: {适用: 县, 算法: 用餐人数, 单位: 人, 高于: 0}}",
            "规则 D 适用 县 要求 R5",
        ),
    ];
    for (name, yaml, rules) in cases {
        insta::assert_snapshot!(*name, printed(&lone(yaml, rules)));
    }
}

#[test]
fn sensible_packs_give_no_warning() {
    let cases = [
        ("", "结论 C 适用 县 要求 每个 学部: 在校生数 高于 0人 要求 存在 学部 其中 学段 等于 小学"),
        ("", "定义 kept \"多出\" 适用 县 = 若 用餐人数 高于 0人 则 1 否则 0"),
        (
            "指标: {R5: {适用: 县, 算法: \"比例(学部: 在校生数 高于 50人)\", 单位: \"%\", 不低于: 100}}",
            "结论 C 适用 县 要求 R5",
        ),
        ("", "结论 C 适用 县 要求 每个 学部: 若 学段 等于 小学 则 R1 否则 R2"),
        ("", "核查 C2 适用 学部 要求 师生比例 不超过 1"),
    ];
    for (yaml, rules) in cases {
        let found = lone(yaml, rules);
        assert!(found.diagnostics.is_empty(), "{rules}\n{}", printed(&found));
    }
}

#[test]
fn a_fixed_number_beside_a_shrunk_range_is_a_warning() {
    let found = checked(&[("city/x.rules", "删除 R2 因为 \"本市不设\"\n")]);
    insta::assert_snapshot!(printed(&found));
    let set = [
        ("city/x.rules", "删除 R2 因为 \"本市不设\"\n"),
        ("city/l.yaml", "调整: {限值: {required_met: {取值: 1, 依据: [办法, 第五条]}}}\n"),
    ];
    let found = checked(&set);
    assert!(found.diagnostics.is_empty(), "{}", printed(&found));
}
