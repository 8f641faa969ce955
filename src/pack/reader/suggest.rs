//! What a writer probably meant.

use unicode_normalization::UnicodeNormalization;

use super::fields::Shape;
use crate::diagnostic::{Message, opposed};
use crate::syntax::vocabulary::Vocabulary;
use crate::syntax::vocabulary::yaml::{Key, Word, find_key};

/// Words that people write for keys, besides the keys' own spellings.
const OTHER_WORDS: &[(&str, Key)] = &[
    ("id", Key::Pack),
    ("标准", Key::Pack),
    ("标题", Key::Title),
    ("题名", Key::Title),
    ("全称", Key::Title),
    ("name", Key::Title),
    ("name", Key::Label),
    ("名字", Key::Label),
    ("名称", Key::Label),
    ("中文名", Key::Label),
    ("公式", Key::Value),
    ("值", Key::Value),
    ("计算", Key::Value),
    ("计算公式", Key::Value),
    ("formula", Key::Value),
    ("备注", Key::Note),
    ("注", Key::Note),
    ("description", Key::Note),
    ("notes", Key::Note),
    ("comment", Key::Note),
    ("字段", Key::Columns),
    ("fields", Key::Columns),
    ("数据", Key::Entities),
    ("表", Key::Entities),
    ("tables", Key::Entities),
    ("主键", Key::KeyColumns),
    ("关键列", Key::KeyColumns),
    ("父级", Key::Within),
    ("parent", Key::Within),
    ("下限", Key::Min),
    ("minimum", Key::Min),
    ("上限", Key::Max),
    ("maximum", Key::Max),
    ("计量单位", Key::Unit),
    ("枚举", Key::Kinds),
    ("选项", Key::Values),
    ("options", Key::Values),
    ("阈值", Key::AtLeast),
    ("标准值", Key::AtLeast),
    ("threshold", Key::AtLeast),
    ("不少于", Key::AtLeast),
    ("大于等于", Key::AtLeast),
    (">=", Key::AtLeast),
    ("不小于", Key::AtLeast),
    ("不得低于", Key::AtLeast),
    ("不得少于", Key::AtLeast),
    ("不多于", Key::AtMost),
    ("不得超过", Key::AtMost),
    ("不得高于", Key::AtMost),
    ("不高于", Key::AtMost),
    ("不大于", Key::AtMost),
    ("小于等于", Key::AtMost),
    ("<=", Key::AtMost),
    ("超过", Key::Above),
    ("大于", Key::Above),
    (">", Key::Above),
    ("小于", Key::Below),
    ("<", Key::Below),
    ("条件", Key::When),
    ("当", Key::When),
    ("if", Key::When),
    ("对象", Key::For),
    ("适用于", Key::For),
    ("出处", Key::Cite),
    ("source", Key::Cite),
    ("来源", Key::Cite),
    ("默认", Key::Else),
    ("其他", Key::Else),
    ("default", Key::Else),
    ("继承", Key::Extends),
    ("覆盖", Key::Override),
    ("overrides", Key::Override),
    ("修改", Key::Override),
    ("从", Key::From),
    ("自", Key::From),
    ("开始", Key::From),
    ("start", Key::From),
    ("到", Key::To),
    ("结束", Key::To),
    ("end", Key::To),
    ("牵头单位", Key::Lead),
    ("组织机构", Key::Organisation),
    ("organization", Key::Organisation),
    ("指标表", Key::Indicators),
    ("限值表", Key::Limits),
    ("required", Key::Required),
    ("别称", Key::Aliases),
    ("同义词", Key::Aliases),
    ("synonyms", Key::Aliases),
    ("正则", Key::Pattern),
    ("正则表达式", Key::Pattern),
    ("regex", Key::Pattern),
    ("显示列", Key::Display),
    ("必须", Key::Required),
];

/// Traditional characters of the keys with their simplified forms.
const TRADITIONAL: &str = "標标準准稱称發发佈布單单來来號号條条嚴严詞词選选項项籤签數数據据識识別别應应類类計计個个僅仅說说餘余從从適适於于過过調调責责務务創创時时間间組组織织領领導导達达動动總总値值額额構构區区縣县級级";

/// One form for what differs only in script, width, case or separators.
fn folded(text: &str) -> String {
    let mut traditional = TRADITIONAL.chars();
    let pairs: Vec<(char, char)> =
        std::iter::from_fn(|| Some((traditional.next()?, traditional.next()?))).collect();
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| pairs.iter().find(|(t, _)| *t == c).map_or(c, |(_, s)| *s))
        .filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '.'))
        .collect()
}

/// The vocabulary that a text is in.
pub(super) fn vocabulary_of(text: &str) -> Vocabulary {
    if text.is_ascii() { Vocabulary::En } else { Vocabulary::Zh }
}

/// The key that `text` spells but for script, width, case or separators.
pub(super) fn same_key(text: &str, among: &[Key]) -> Option<Key> {
    let wanted = folded(text);
    among.iter().copied().find(|k| k.spellings().any(|s| folded(s) == wanted))
}

/// The spelling among `among` that was probably meant by `text`.
pub(super) fn key(text: &str, among: &[Key]) -> Option<&'static str> {
    let wanted = folded(text);
    let spellings = || among.iter().flat_map(|k| k.spellings());
    if let Some(same) = spellings().find(|s| folded(s) == wanted) {
        return Some(same);
    }
    let vocabulary = vocabulary_of(text);
    if let Some((_, key)) = OTHER_WORDS.iter().find(|(w, k)| folded(w) == wanted && among.contains(k)) {
        // A formula is an 算法, a number a 取值.
        return Some(match (key, vocabulary) {
            (Key::Value, Vocabulary::Zh) if wanted != "值" => "算法",
            _ => key.spelling(vocabulary),
        });
    }
    closest(&wanted, spellings())
}

/// The same among words for values.
pub(super) fn word(text: &str, among: &[Word]) -> Option<&'static str> {
    const OTHERS: &[(&str, Word)] = &[
        ("integer", Word::Count),
        ("int", Word::Count),
        ("整数", Word::Count),
        ("个数", Word::Count),
        ("float", Word::Number),
        ("decimal", Word::Number),
        ("数字", Word::Number),
        ("小数", Word::Number),
        ("percent", Word::Share),
        ("百分比", Word::Share),
        ("比率", Word::Share),
        ("bool", Word::Flag),
        ("boolean", Word::Flag),
        ("布尔", Word::Flag),
        ("string", Word::Text),
        ("str", Word::Text),
        ("文字", Word::Text),
        ("字符串", Word::Text),
        ("时间", Word::Date),
        ("tighten", Word::TightenOnly),
        ("从严", Word::TightenOnly),
        ("max", Word::Higher),
        ("min", Word::Lower),
        ("越高越严", Word::Higher),
        ("越低越严", Word::Lower),
        ("高", Word::Higher),
        ("低", Word::Lower),
        ("无", Word::None),
    ];
    let wanted = folded(text);
    let spellings = || among.iter().flat_map(|w| w.spellings());
    if let Some(same) = spellings().find(|s| folded(s) == wanted) {
        return Some(same);
    }
    if let Some((_, word)) = OTHERS.iter().find(|(w, k)| folded(w) == wanted && among.contains(k)) {
        return Some(word.spelling(vocabulary_of(text)));
    }
    closest(&wanted, spellings())
}

/// The type that another language's or an everyday word means: `integer`, 布尔.
pub(crate) fn type_meant(text: &str) -> Option<&'static str> {
    let types = [Word::Number, Word::Count, Word::Share, Word::Flag, Word::Text, Word::Date];
    word(text, &types)
}

/// The name among `names` that is closest to `text`, if it is close at all.
pub(crate) fn closest<'s>(text: &str, names: impl Iterator<Item = &'s str>) -> Option<&'s str> {
    let length = text.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let distance = strsim::damerau_levenshtein(&folded(text), &folded(name));
        let longest = length.max(name.chars().count());
        // One slip in a short word, a third of a long one; half of a word of two characters is no likeness.
        let allowed = if longest <= 2 { 0 } else { (longest / 3).max(1) };
        if distance <= allowed && best.is_none_or(|(d, _)| distance < d) && !opposed(text, name) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How to write a flag that was written as YAML 1.1 or a form would have it.
pub(super) fn flag(text: &str, vocabulary: Vocabulary) -> Option<&'static str> {
    match folded(text).as_str() {
        "yes" | "y" | "on" | "true" | "1" | "t" | "√" | "✓" | "对" | "有" | "真" => {
            Some(Word::True.spelling(vocabulary))
        }
        "no" | "n" | "off" | "false" | "0" | "f" | "×" | "✗" | "错" | "无" | "假" | "不是" => {
            Some(Word::False.spelling(vocabulary))
        }
        _ => None,
    }
}

/// A text in the quotes that need the least change.
pub(crate) fn quote(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// How to write what should stand behind a key.
pub(super) fn example(key: &str, shape: Shape) -> Option<Message> {
    let id = match (find_key(key, Key::ALL)?, shape) {
        (Key::Units, _) => "example-units",
        (Key::Kinds, _) => "example-kinds",
        (Key::Values, _) => "example-values",
        (Key::Entities, _) => "example-entities",
        (Key::Columns, _) => "example-columns",
        (Key::KeyColumns, _) => "example-key",
        (Key::Limits, _) => "example-limits",
        (Key::Indicators, _) => "example-indicators",
        (Key::Value, Shape::Table | Shape::Number) => "example-table",
        (Key::Value, Shape::Text) => "example-formula",
        (Key::AtLeast | Key::AtMost | Key::Above | Key::Below, _) => "example-threshold",
        (Key::Sources, _) => "example-sources",
        (Key::Clauses, _) => "example-clauses",
        (Key::Effective, _) => "example-effective",
        (Key::Override, _) => "example-override",
        (Key::Measures, _) => "example-measures",
        (Key::Schedule, _) => "example-schedule",
        (Key::Procedure, Shape::Map) => "example-stages",
        (Key::Deadlines, _) => "example-deadlines",
        (Key::Monitoring, _) => "example-monitoring",
        (Key::Warning, _) => "example-warning",
        (Key::Procedure | Key::Organisation | Key::Milestones, _) => "example-steps",
        (Key::Lead | Key::Support | Key::Serves | Key::By | Key::Who | Key::Yields | Key::Steps, _) => {
            "example-names"
        }
        (Key::When | Key::Derive, _) => "example-condition",
        (Key::Each | Key::ExpectWhen | Key::ExpectCount | Key::Total | Key::EachOf, _) => "example-expect",
        (Key::Unit, _) => "example-unit",
        (Key::Pack | Key::Version, _) => "example-pack",
        _ => return None,
    };
    Some(Message::new(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let columns = &[Key::Label, Key::Type, Key::Unit, Key::Required, Key::Note, Key::Value, Key::AtLeast];
        for (text, expected) in [
            ("lable", Some("label")),
            ("標籤", Some("标签")),
            ("Label", Some("label")),
            ("at-least", Some("at_least")),
            ("atLeast", Some("at_least")),
            ("公式", Some("算法")),
            ("备注", Some("说明")),
            ("单 位", Some("单位")),
            ("requried", Some("required")),
            ("foo", None),
        ] {
            assert_eq!(key(text, columns), expected, "{text}");
        }
        assert_eq!(word("integer", &[Word::Number, Word::Count]), Some("count"));
        assert_eq!(word("百分比", &[Word::Number, Word::Share]), Some("比例"));
        assert_eq!(quote("a: \"b\""), "'a: \"b\"'");
    }
}
