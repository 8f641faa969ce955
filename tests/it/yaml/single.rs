//! One mistake gives one error, with all that the later stages would make of it.

use junheng::diagnostic::{Diagnostic, Language, Severity, render_text};
use junheng::pack::{PackChain, load_memory};
use junheng::semantics::check;

use super::{GOOD, changed, nowhere};

/// The errors of a chain, after all checks.
fn errors(chain: PackChain) -> (Vec<Diagnostic>, String) {
    let checked = check(chain);
    let mut list = checked.diagnostics;
    list.retain(|d| d.code.severity == Severity::Error);
    let text = render_text(&list, &checked.sources, Language::Zh, false);
    (list, text)
}

#[test]
fn the_good_pack_has_no_errors() {
    let (list, text) = errors(load_memory(GOOD, &nowhere()));
    assert!(list.is_empty(), "{text}");
}

#[test]
fn one_mistake_is_one_error() {
    for (from, to) in [
        ("单位表:", "单位表："),
        ("  百人: 100 人", "  百人：100 人"),
        ("  百人: 100 人", "  百人: 100"),
        ("指标:", "指标表:"),
        ("指标:", "指標:"),
        ("指标:", "foo:"),
        ("数据表:", "数据表："),
        ("数据表:", "- 数据表:"),
        ("    取值: 教师数 / 在校生数", "    取值: 合计(学部: 教师数 / 在校生数)"),
        ("    不低于: {小学: 4.20, 初中: 5.3}", "    不低于: {小学: 4.20， 初中: 5.3}"),
        ("    不低于: {小学: 4.20, 初中: 5.3}", "    不低于: {小学: 4.20, 初中: 5.3人}"),
        ("    不低于: {小学: 4.20, 初中: 5.3}", "    不低于: {小学: 4.20, 初中: 5.3"),
        ("    不超过: 班额上限", "    不超過: 班额上限"),
        ("    取值: {小学: 45, 初中: 50}", "    取值: {小学: 45, 初中: 五十}"),
        ("类型: 学段}", "類型: 学段}"),
        ("类型: 学段}", "类形: 学段}"),
        (
            "    可选值: {primary: 小学, junior: {标签: 初中}}",
            "    可选值: {primary: 小学, junior: {标签: 初中}",
        ),
        ("    识别列: [county, stage]", "    识别列: {county: stage}"),
        ("      students: {", "      students：{"),
        (
            "      - {起: 2017-01-01, 取值: 6000, 依据: 办法}",
            "      - {起: 2017-13-01, 取值: 6000, 依据: 办法}",
        ),
        ("  办法:", "  办法："),
        ("  class_size:", "\tclass_size:"),
        ("    标签: 班额上限", "   标签: 班额上限"),
        ("    标签: 班额上限", "     标签: 班额上限"),
        ("单位: 元/人", "单位: 元//人"),
        ("有效期: {起: 2026-01-01, 止: 2030-12-31}", "有效期: {起: 2026-01-01, 止: 2030-12-32}"),
        ("名称: 演示标准", "名称: \"演示标准"),
    ] {
        let (list, text) = errors(changed(from, to));
        assert_eq!(list.len(), 1, "`{from}` → `{to}`\n{text}");
    }
}

/// The files of [`GOOD`] with one line changed by `change`, for every line that it changes.
fn every_line(change: impl Fn(&str) -> Option<String>) -> Vec<(String, PackChain)> {
    let mut out = Vec::new();
    for (file, (name, text)) in GOOD.iter().enumerate().filter(|(_, (name, _))| name.ends_with(".yaml")) {
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let Some(new) = change(line) else { continue };
            let mut changed: Vec<&str> = lines.clone();
            changed[number] = &new;
            let joined = changed.join("\n");
            let mut files: Vec<(&str, &str)> = GOOD.to_vec();
            files[file].1 = &joined;
            out.push((format!("{name}: {new}"), load_memory(&files, &nowhere())));
        }
    }
    out
}

#[test]
fn a_full_width_colon_on_any_line() {
    for (what, chain) in every_line(|line| line.contains(": ").then(|| line.replacen(": ", "：", 1))) {
        let (list, text) = errors(chain);
        assert_eq!(list.iter().map(|d| d.code.id).collect::<Vec<_>>(), ["JH0422"], "{what}\n{text}");
    }
}

#[test]
fn a_colon_without_its_space_on_any_line() {
    for (what, chain) in every_line(|line| line.contains(": ").then(|| line.replacen(": ", ":", 1))) {
        let (list, text) = errors(chain);
        assert_eq!(list.len(), 1, "{what}\n{text}");
    }
}

#[test]
fn a_bracket_that_is_not_closed_on_any_line() {
    for (what, chain) in every_line(|line| line.strip_suffix(['}', ']']).map(str::to_owned)) {
        let (list, text) = errors(chain);
        assert_eq!(list.iter().map(|d| d.code.id).collect::<Vec<_>>(), ["JH0429"], "{what}\n{text}");
    }
}

#[test]
fn a_full_width_comma_on_any_line() {
    let plain = |line: &str| line.contains('{') && line.contains(", ");
    for (what, chain) in every_line(|line| plain(line).then(|| line.replacen(", ", "，", 1))) {
        let (list, text) = errors(chain);
        assert_eq!(list.len(), 1, "{what}\n{text}");
    }
}

#[test]
fn a_tab_on_any_line() {
    for (what, chain) in every_line(|line| line.strip_prefix("  ").map(|l| format!("\t{l}"))) {
        let (list, text) = errors(chain);
        assert_eq!(list.iter().map(|d| d.code.id).collect::<Vec<_>>(), ["JH0425"], "{what}\n{text}");
    }
}

#[test]
fn a_blank_too_many_on_any_line() {
    for (what, chain) in every_line(|line| line.starts_with(' ').then(|| format!(" {line}"))) {
        let (list, text) = errors(chain);
        // The only entry of a block may stand anywhere.
        assert!(list.len() <= 1, "{what}\n{text}");
    }
}
