//! The language: both vocabularies, the printer's round trip, and inputs that would exhaust a careless parser.

use std::time::{Duration, Instant};

use junheng::diagnostic::{Diagnostics, Language, render_text};
use junheng::source::{SourceId, SourceMap};
use junheng::syntax::ast::{Expr, ExprKind, ItemKind, RulesFile};
use junheng::syntax::vocabulary::Vocabulary;
use junheng::syntax::{MappedText, parse_formula, parse_rules, print};
use proptest::prelude::*;

fn formula(text: &str) -> (Expr, Vec<&'static str>) {
    let mut found = Diagnostics::new();
    let expr = parse_formula(&MappedText::verbatim(text, SourceId(0), 0), &mut found);
    (expr, found.iter().map(|d| d.code.id).collect())
}

fn rules(text: &str) -> (RulesFile, Vec<&'static str>) {
    let mut found = Diagnostics::new();
    let file = parse_rules(text, SourceId(0), &mut found);
    (file, found.sorted().iter().map(|d| d.code.id).collect())
}

#[track_caller]
fn en(text: &str) -> String {
    let (expr, codes) = formula(text);
    assert!(codes.is_empty(), "{text}: {codes:?}");
    print::expr(&expr, Vocabulary::En)
}

/// Each form in both vocabularies, and with full-width marks, is the same.
#[test]
fn both_vocabularies_are_one_language() {
    for (english, chinese) in [
        ("students >= 96 平方米", "students 不低于 96平方米"),
        ("students >= 96 平方米", "students 达到96 平方米"),
        ("a <= 4.2 [人/百人]", "a 不超过 ４．２［人／百人］"),
        ("a > 1 and b < 2 or not c", "a 高于 1 且 b 低于 2 或 非 c"),
        ("a > 1 and b < 2", "a 晚于 1 并且 b 早于 2"),
        ("a == b and c != d", "a 等于 b 且 c ≠ d"),
        ("use in {music, art}", "use 属于 {music、art}"),
        ("use not in {music, art}", "use 不属于 ｛music，art｝"),
        ("every class: students <= class_size[stage]", "每个 class：students ≤ class_size【stage】"),
        ("some room where use == music", "存在 room 其中 use 等于 music"),
        ("no room where use == music: area < 96 平方米", "没有 room 其中 use 等于 music: area 低于 96平方米"),
        ("at least 6 of {R1..R7}", "{R1..R7} 中至少6项"),
        ("at least 6 of {R1..R7}", "{R1..R7} 中 至少 6 项"),
        ("at least required_met of {R1..R7}", "{R1..R7} 中至少 required_met 项"),
        ("all of {G1..G15}", "{G1..G15} 均达到"),
        ("none of {V1..V6}", "{V1..V6} 均 不存在"),
        ("each i in {R1..R7}: i.value >= 85% * i.limit", "{R1..R7} 中每项 i: i.值 不低于 85% × i.限值"),
        ("each in {R1..R7}: item.value >= 1", "{R1..R7} 中每项: 本项.值 不低于 1"),
        ("cv(division: R1.value weighted by students)", "差异系数(division: R1.值 按 students 加权)"),
        ("share(school: charter)", "比例（school：charter）"),
        ("count(room where use == music)", "数量(room 其中 use 等于 music)"),
        ("value_or(a, 0) + least(a, b) - abs(c)", "未填时取(a, 0) + 取小(a, b) - 绝对值(c)"),
        ("years(since, as_of) >= 3", "满年数(since, 评估日期) 不低于 3"),
        ("if a > 1 then 2 else target_year", "若 a 高于 1 则 2 否则 目标年度"),
        ("judged", "评定"),
        ("judged", "评定存在"),
        ("judged >= good", "评定 不低于 good"),
        ("known(judged.evidence) and judged.date <= as_of", "已填(评定.佐证) 且 评定.日期 不超过 评估日期"),
        ("known(judged . assessor)", "已填（评定 . 评定人）"),
        ("since >= 2020-01-01", "since 不低于 2020-01-01"),
        ("a == \"甲“乙”\"", "a 等于 「甲“乙”」"),
        ("true or false", "是 或 否"),
        ("-a * (b + 1) / 2", "-a × (b + 1) ÷ 2"),
    ] {
        assert_eq!(en(chinese), en(english), "{chinese}");
    }
}

#[test]
fn precedence_is_as_written() {
    for (text, shape) in [
        ("a or b and c", "a or b and c"),
        ("(a or b) and c", "(a or b) and c"),
        ("not a >= b", "not a >= b"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("a * -b", "a * -b"),
        ("(every class: a > 1) and b", "(every class: a > 1) and b"),
    ] {
        assert_eq!(en(text), shape);
    }
}

#[test]
fn an_item_reads_whole() {
    let text = "规则 R_school 学校达标 \"每所学校\"\n  适用 学部 分 学段\n  当 不是 高于 0\n  要求 {R1..R7} 均达到\n  依据 办法 \"第五条\"\n  说明 “按年报”\n定义 reward \"奖励\" 适用 县 [万元] = 若 a 则 500 万元 否则 0\n调整 规则 G1 另要求 评定\n删除 G2 因为 “另有规定”\n";
    let (file, codes) = rules(text);
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(file.items.len(), 4);
    let ItemKind::Rule(rule) = &file.items[0].kind else { panic!() };
    assert_eq!((rule.id.value.as_str(), rule.subject.as_ref().unwrap().by.len()), ("R_school", 1));
    assert_eq!((rule.when.len(), rule.require.len(), rule.cite.len(), rule.note.len()), (1, 1, 1, 1));
    // What is printed reads back to what is printed, in either vocabulary.
    for vocabulary in [Vocabulary::Zh, Vocabulary::En] {
        let once = print::rules(&file, vocabulary);
        let (again, codes) = rules(&once);
        assert!(codes.is_empty(), "{once}\n{codes:?}");
        assert_eq!(print::rules(&again, vocabulary), once);
        let other = if vocabulary == Vocabulary::Zh { Vocabulary::En } else { Vocabulary::Zh };
        assert_eq!(print::rules(&rules(&print::rules(&file, other)).0, vocabulary), once);
    }
}

/// Every broken clause gives its own error, once, and the rest is still read.
#[test]
fn every_mistake_is_reported_once() {
    for (text, wanted) in [
        (
            "规则 A 适用 县\n  要求 1 >\n  要求 2 > > 1\n规则 B 适用 县 要求 (1 > 0\n规则 C 适用 县 要求 评定",
            vec!["JH0110", "JH0101", "JH0103"],
        ),
        ("规则 A 适用 县 要求在校生数 高于 0", vec!["JH0107"]),
        ("規則 A 適用 縣 要求 數量(a) 高於 0", vec!["JH0108", "JH0108", "JH0108", "JH0108"]),
        ("规责 A 适用 县 要求 评定", vec!["JH0109"]),
        ("规则 A 适用 县 要求 a = 1", vec!["JH0114"]),
        ("规则 A 适用 县 要求 a => 1", vec!["JH0114"]),
        ("规则 A 适用 县 要求 a && b", vec!["JH0114"]),
        ("规则 A 适用 县 要求 1 <= a <= 2", vec!["JH0113"]),
        ("规则 A 适用 县 要求 评定。", vec!["JH0116"]),
        ("规则 A 适用 县 要求 a b", vec!["JH0115"]),
        ("规则 A 适用 县 要求 2025-02-30 高于 a", vec!["JH0123"]),
        ("规则 A 适用 县 说明 “没有关上", vec!["JH0102"]),
        ("规则 A 适用 县 要求 a[b)", vec!["JH0104"]),
        ("规则 A 适用 县 要求 (a))", vec!["JH0105"]),
        ("规则 A 适用 县 另要求 a", vec!["JH0119"]),
        ("删除 A", vec!["JH0122"]),
        ("定义 A 适用 县", vec!["JH0121"]),
        ("规则 要求 适用 县 要求 a", vec!["JH0118"]),
    ] {
        let (_, codes) = rules(text);
        assert_eq!(codes, wanted, "{text}");
    }
}

/// What would exhaust the stack or the clock is refused, at once.
#[test]
fn hostile_inputs_are_refused_quickly() {
    let start = Instant::now();
    for text in [
        "(".repeat(100_000),
        "{".repeat(100_000),
        "-".repeat(1_000_000) + "1",
        "not ".repeat(100_000) + "a",
        "if ".repeat(100_000),
        "every a: ".repeat(100_000),
        "1".to_owned() + &"+1".repeat(100_000),
        "a".to_owned() + &" and a".repeat(100_000),
        "合计(a: ".repeat(10_000),
        "“".repeat(100_000),
        "学".repeat(300_000),
        format!("{}1{}", "(".repeat(127), ")".repeat(127)),
    ] {
        let (expr, codes) = formula(&text);
        // One error, or none where it is only long.
        let shown = text.chars().take(20).collect::<String>();
        assert!(codes.len() <= 1, "{shown}: {codes:?}");
        assert!(
            codes.is_empty() || matches!(expr.kind, ExprKind::Broken) || codes == ["JH0106"],
            "{shown}: {codes:?}"
        );
        let (_, _) = rules(&format!("规则 A 适用 县 要求 {text}"));
    }
    assert!(start.elapsed() < Duration::from_secs(300), "{:?}", start.elapsed());
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("students"),
        Just("在校生数"),
        Just("R1"),
        Just("限值名"),
        Just("有 空格"),
        Just("要求"),
        Just("a")
    ]
    .prop_map(str::to_owned)
}

/// Texts of expressions, built from the grammar's forms, with brackets where it would matter.
fn expression() -> impl Strategy<Value = String> {
    let quoted = |n: String| print::name(&n);
    let leaf = prop_oneof![
        name().prop_map(quoted),
        (0u32..100_000).prop_map(|n| n.to_string()),
        (0u32..10_000, 0u32..100).prop_map(|(a, b)| format!("{a}.{b} 人")),
        (0u32..100).prop_map(|n| format!("{n}%")),
        Just("4.2 [人/百人]".to_owned()),
        Just("2020-01-01".to_owned()),
        Just("是".to_owned()),
        Just("“文字”".to_owned()),
        Just("R1.value".to_owned()),
        Just("学校.类别".to_owned()),
        Just("评估日期".to_owned()),
        Just("评定".to_owned()),
    ];
    leaf.prop_recursive(6, 64, 4, move |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            (
                two.clone(),
                prop::sample::select(vec!["+", "-", "*", "/", "且", "or", ">=", "低于", "==", "不等于"])
            )
                .prop_map(|((a, b), op)| format!("({a}) {op} ({b})")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (two.clone(), inner.clone()).prop_map(|((a, b), c)| format!("if {a} then {b} else ({c})")),
            two.clone().prop_map(|(a, b)| format!("合计(学部 其中 ({a}): {b})")),
            two.clone().prop_map(|(a, b)| format!("cv(学部: ({a}) weighted by ({b}))")),
            two.clone().prop_map(|(a, b)| format!("(every 班级 where ({a}): {b})")),
            inner.clone().prop_map(|a| format!("({{R1..R7, G1}} 中每项 i: {a})")),
            inner.clone().prop_map(|a| format!("({{R1..R7}} 中至少 ({a}) 项)")),
            two.clone().prop_map(|(a, b)| format!("(({a}) 属于 {{({a}), ({b})}})")),
            two.clone().prop_map(|(a, b)| format!("取大({a}, {b})")),
            inner.prop_map(|a| format!("限值名[{a}]")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Printing and reading give the same tree, in both vocabularies.
    #[test]
    fn the_printer_round_trips(text in expression()) {
        let (tree, codes) = formula(&text);
        prop_assert!(codes.is_empty(), "{text}: {codes:?}");
        for vocabulary in [Vocabulary::En, Vocabulary::Zh] {
            let printed = print::expr(&tree, vocabulary);
            let (again, codes) = formula(&printed);
            prop_assert!(codes.is_empty(), "{printed}: {codes:?}");
            prop_assert_eq!(print::expr(&again, Vocabulary::En), print::expr(&tree, Vocabulary::En));
            prop_assert_eq!(print::expr(&again, Vocabulary::Zh), print::expr(&tree, Vocabulary::Zh));
        }
    }

    /// No text stops the parser, and what it reports stands inside the text and can be shown.
    #[test]
    fn any_text_is_read(text in "([a-zR1要求规则适用县学部当评定不低于合计中至少项均达到存在]{1,6}|[ \n(){}\\[\\]:,.+*/<>=!&|“”「」\"'`#@。，：（）【】≥＝１]|[0-9]{1,4}){0,40}") {
        let mut sources = SourceMap::new();
        let source = sources.add("a.rules", text.as_str());
        let mut found = Diagnostics::new();
        let file = parse_rules(&text, source, &mut found);
        let list = found.sorted();
        for d in &list {
            prop_assert!(text.get(d.span.range()).is_some(), "{d:?}");
            prop_assert!(!d.message.text(Language::Zh).is_empty());
        }
        render_text(&list, &sources, Language::Zh, false);
        print::rules(&file, Vocabulary::Zh);
    }
}
