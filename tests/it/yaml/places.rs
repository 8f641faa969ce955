//! A formula inside YAML is pointed at in the YAML file, however it is written there.

use junheng::diagnostic::Diagnostics;
use junheng::pack::yaml::{self, Node};
use junheng::source::SourceId;

use super::{GOOD, nowhere, pack, printed};
use junheng::pack::{Bound, Expect, Table, TableKey, TypeName, load_memory};

fn value<'n>(root: &'n Node, key: &str) -> &'n Node {
    &root.entries().unwrap().iter().find(|(k, _)| k.text() == Some(key)).unwrap().1
}

/// Each word of the scalar must be placed where that word stands in the file.
fn check(text: &str, expected: &str) {
    let mut diagnostics = Diagnostics::new();
    let root = yaml::read(text, SourceId(0), &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty(), "{text}");
    let mapped = value(&root, "k").mapped(text);
    assert_eq!(mapped.text, expected, "{text}");
    for (at, c) in expected.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let span = mapped.span(at, at + c.len_utf8());
        assert_eq!(&text[span.range()], c.to_string(), "{c} of {text:?}");
    }
}

#[test]
fn every_style_of_scalar() {
    check("k: 甲 + 乙 # 注\n", "甲 + 乙");
    check("k: 甲 +\n  乙 *\n\n  丙\n", "甲 + 乙 *\n丙");
    check("k: 甲 +\r\n  乙\r\nz: 1\r\n", "甲 + 乙");
    check("k: '甲 == ''乙'' 丙'\n", "甲 == '乙' 丙");
    check("k: '甲 +\n   乙'\n", "甲 + 乙");
    check("k: \"甲 == \\\"乙\\\" 丙\"\n", "甲 == \"乙\" 丙");
    check("k: \"甲\\\n   乙 \\u4E00丙\"\n".replace("\\u4E00", "").as_str(), "甲乙 丙");
    check("k: \"甲 +\n\n  乙\"\n", "甲 +\n乙");
    check("k: |\n  甲 +\n    乙\n\n  丙\n", "甲 +\n  乙\n\n丙\n");
    check("k: |-\n  甲\n  乙\n", "甲\n乙");
    check("k: >\n  甲 +\n  乙\n\n  丙\n", "甲 + 乙\n丙\n");
    check("k: >-\r\n  甲 +\r\n  乙\r\n", "甲 + 乙");
    check("a: &x 甲 + 乙\nk: *x\n", "甲 + 乙");
    check("{a: 1, k: 甲 + 乙, b: 2}\n", "甲 + 乙");
    check("? k\n: 甲\n", "甲");
}

#[test]
fn escapes_stand_for_one_character() {
    let text = "k: \"a\\u4E2Db\\x41\\tc\"\n";
    let root = yaml::read(text, SourceId(0), &mut Diagnostics::new()).unwrap();
    let mapped = value(&root, "k").mapped(text);
    assert_eq!(mapped.text, "a中bA\tc");
    let at = mapped.text.find('中').unwrap();
    assert_eq!(&text[mapped.span(at, at + 3).range()], "\\u4E2D");
    let c = mapped.text.find('c').unwrap();
    assert_eq!(&text[mapped.span(c, c + 1).range()], "c");
}

#[test]
fn errors_of_formulas_point_into_the_file() {
    let mut out = String::new();
    for formula in [
        "在校生数 > > 3",
        "\"在校生数 > > 3\"",
        "'名称 == ''一小'' > > 3'",
        "|\n      在校生数 +\n        > > 3",
        ">-\n      在校生数\n      > > 3",
        "在校生数\n      > > 3",
        "{在校生数: 3}",
    ] {
        out.push_str(&printed(&pack(&format!("指标:\n  R1:\n    适用条件: {formula}\n    说明: x\n"))));
    }
    insta::assert_snapshot!("formula_places", out);
}

#[test]
fn a_good_pack_is_read_whole() {
    let chain = load_memory(GOOD, &nowhere());
    assert!(chain.diagnostics.is_empty(), "{}", printed(&chain));
    assert!(!chain.incomplete);
    let document = &chain.documents[0];
    let header = &document.header;
    assert_eq!(header.title.as_ref().unwrap().value, "演示标准");
    assert_eq!(header.from.unwrap().value.to_string(), "2026-01-01");
    assert!(header.tighten_only.is_some());
    let d = &document.definitions;
    assert_eq!(d.sources[0].clauses[1].1.value, "县域应当均衡");
    assert_eq!(d.units[3].multiple.as_ref().unwrap().0.value.to_string(), "10000");
    assert_eq!(d.kinds[0].values.as_ref().unwrap()[1].label.as_ref().unwrap().value, "初中");
    assert!(d.kinds[1].ordered.unwrap().value);
    let division = &d.entities[1];
    assert!(matches!(division.expect.as_ref().unwrap().value, Expect::Parent));
    assert_eq!(division.key.as_ref().unwrap().value.len(), 2);
    let column = |id: &str| division.columns.iter().find(|c| c.id.value == id).unwrap();
    assert_eq!(column("stage").type_name.as_ref().unwrap().value, TypeName::Kind("学段".to_owned()));
    assert!(
        matches!(&column("students").max.as_ref().unwrap().value, Bound::Number(q) if q.value.to_i64() == Some(1000))
    );
    assert!(matches!(column("founded").min.as_ref().unwrap().value, Bound::Date(_)));
    assert!(column("county").type_name.is_none());
    assert!(column("ratio").derive.is_some());
    let funding = &d.limits[1].value.as_ref().unwrap().value;
    assert_eq!(funding.len(), 2);
    assert_eq!(funding[0].cite.as_ref().unwrap().source.value, "办法");
    let Table::Map(spread) = &d.limits[2].value.as_ref().unwrap().value[0].table else { panic!() };
    assert!(matches!(spread.value[0].0, TableKey::Else(_)));
    assert!(matches!(
        d.indicators[1].threshold.as_ref().unwrap().value.value[0].table,
        Table::Name(ref n) if n.value == "班额上限"
    ));
    assert!(matches!(
        &d.indicators[2].threshold.as_ref().unwrap().value.value[0].table,
        Table::Number(q) if q.value.is_share && q.value.value.to_string() == "0.5"
    ));
    assert_eq!(document.schedule.iter().map(|e| e.year.value).collect::<Vec<_>>(), [2026, 2027]);
    assert_eq!(document.procedure[1].title.as_ref().unwrap().value, "市级复核");
    assert_eq!(document.organisation[0].who.len(), 2);
    assert_eq!(d.measures[0].support.as_ref().unwrap().len(), 1);
    assert_eq!(document.rules[0].items.len(), 2);
    // Every place points at what was read.
    assert_eq!(chain.sources.slice(d.limits[0].id.span), "class_size");
    assert_eq!(chain.sources.slice(d.limits[0].by.as_ref().unwrap().span), "学段");
}
