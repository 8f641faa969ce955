//! Names, types and units: small packs through the whole front.

use junheng::diagnostic::{Language, render_text};
use junheng::pack::{SearchPath, load_memory};
use junheng::semantics::{Checked, check};

const FACTS: &str = "\
pack: demo
version: 2017.1.0
title: 示例
units: {人: 基本, 平方米: 基本, 元: 基本, 百人: 100 人, 万元: 10000 元}
kinds:
  stage: {标签: 学段, 可选值: {primary: 小学, junior: 初中}}
entities:
  county: {标签: 县, 识别列: code, 列: {code: {标签: 代码, 类型: 文本}, pay: {标签: 平均工资, 类型: 数值, 单位: 元}, since: {标签: 认定日期, 类型: 日期}}}
  school: {标签: 学校, 上级: county, 识别列: code, 列: {code: {标签: 代码, 类型: 文本}, county: {标签: 县}}}
  division:
    标签: 学部
    上级: school
    识别列: [school, stage]
    列:
      school: {标签: 学校}
      stage: {标签: 学段, 类型: stage}
      students: {标签: 在校生数, 类型: 计数, 单位: 人}
      teachers: {标签: 专任教师数, 类型: 计数, 单位: 人}
      area: {标签: 教学面积, 类型: 数值, 单位: 平方米}
limits:
  班额上限: {单位: 人, 分: 学段, 取值: {小学: 45, 初中: 50}}
indicators:
  R1: {适用: 学部, 算法: 专任教师数 / 在校生数, 单位: 人/百人, 不低于: {小学: 4.2, 初中: 5.3}}
  R2: {适用: 学部, 算法: 教学面积 / 在校生数, 单位: 平方米/人, 不低于: 4.5}
";

fn checked(rules: &str) -> Checked {
    check(load_memory(&[("pack.yaml", FACTS), ("a.rules", rules)], &SearchPath::default()))
}

fn shown(rules: &str) -> String {
    let c = checked(rules);
    render_text(&c.diagnostics, &c.sources, Language::Zh, false)
}

/// The codes found.
fn codes(rules: &str) -> Vec<&'static str> {
    checked(rules).diagnostics.iter().map(|d| d.code.id).collect()
}

#[track_caller]
fn good(rules: &str) {
    let c = checked(rules);
    assert!(c.pack.is_some(), "{}", render_text(&c.diagnostics, &c.sources, Language::En, false));
}

#[test]
fn a_small_pack_checks() {
    good(
        "规则 A \"达标\" 适用 学部 要求 {R1..R2} 中至少 1 项 要求 {R1, R2} 中每项 i: i.值 不低于 85% * i.限值\n结论 C 适用 县 要求 A",
    );
    good(
        "规则 B 适用 县 分 学段 当 数量(学部) 高于 0 要求 差异系数(学部: R1.值 按 在校生数 加权) 不超过 0.5\n结论 C 适用 县 要求 B",
    );
    good("conclusion C for county require every division: students at most 班额上限[stage] * 10");
    good("结论 C 适用 县 要求 满年数(认定日期, 评估日期) 不低于 3 且 平均工资 不低于 0.5 万元");
    good("结论 C 适用 县 要求 (每个 学校: 合计(学部: 在校生数) 不超过 2000人) 且 评定");
}

#[test]
fn one_mistake_gives_one_error() {
    for (rules, code) in [
        ("结论 C 适用 县 要求 每个 学部: 在校生 不超过 3人", "JH0201"),
        ("结论 C 适用 县 要求 每个 学部: 在校生数 不超过 3", "JH0306"),
        ("结论 C 适用 县 要求 每个 学部: 在校生数 不超过 3 平方米", "JH0307"),
        ("结论 C 适用 县 要求 每个 学部: 在校生数", "JH0301"),
        ("结论 C 适用 县 要求 在校生数 不超过 3人", "JH0211"),
        ("结论 C 适用 县 要求 每个 学部: 学段 高于 初中", "JH0305"),
        ("结论 C 适用 县 要求 每个 学部: 学段 等于 高中", "JH0204"),
        ("结论 C 适用 县 要求 评估日期 - 认定日期 不低于 3", "JH0310"),
        ("结论 C 适用 县 要求 平均工资 / 0 高于 1 元", "JH0311"),
        ("结论 C 适用 县 要求 每个 学部: 在校生数 不超过 班额上限", "JH0606"),
        ("结论 C 适用 县 要求 差异系数(学部: R1.值) + 0.1 不超过 0.5", "JH0312"),
        ("结论 C 适用 县 要求 R1.值 不低于 4.2 [人/百人]", "JH0219"),
        ("规则 C 适用 县 要求 评定", "JH0703"),
        ("否决 V 适用 县 情形 评定\n结论 C 适用 县 要求 评定", "JH0702"),
    ] {
        assert_eq!(codes(rules), [code], "{rules}\n{}", shown(rules));
    }
}

#[test]
fn syntax_errors_are_all_reported() {
    let found = codes(
        "规则 A 适用 县 要求在校生数 高于 0\n規則 B 适用 县 要求 评定\n结论 C 适用 县 要求 1 > > 2 要求 (1 > 0",
    );
    assert_eq!(found, ["JH0107", "JH0108", "JH0101", "JH0103"]);
}
