//! Words that look alike and mean the contrary, or another thing of the same sort: never one offered for the other.

/// Which way a comparison goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// Phrases whose direction does not follow from a comparative.
const PHRASES: &[(&str, Direction)] = &[
    ("至多", Direction::AtMost),
    ("最多", Direction::AtMost),
    ("以内", Direction::AtMost),
    ("以下", Direction::AtMost),
    ("at most", Direction::AtMost),
    ("at_most", Direction::AtMost),
    ("至少", Direction::AtLeast),
    ("最少", Direction::AtLeast),
    ("以上", Direction::AtLeast),
    ("at least", Direction::AtLeast),
    ("at_least", Direction::AtLeast),
    ("不足", Direction::Below),
    ("不满", Direction::Below),
    ("未满", Direction::Below),
    ("不到", Direction::Below),
];

/// Comparatives: upward, then downward. `底于` is how `低于` is mistyped.
const UPWARD: &[&str] = &["高于", "多于", "大于", "晚于", "超过", "超出", "above", "greater", "more", "over"];
const DOWNWARD: &[&str] = &["低于", "底于", "少于", "小于", "早于", "below", "less", "fewer", "under"];

/// What turns a word into its contrary.
const NEGATIONS: [char; 7] = ['不', '非', '未', '无', '没', '勿', '莫'];

/// Things of one sort, told apart by one character.
const CLASSES: &[&str] = &[
    "小中大初高",
    "男女",
    "上下",
    "多少",
    "公民私",
    "东南西北",
    "城乡镇村县市省区",
    "年月日季周",
    "十百千万亿",
    "一二三四五六七八九十",
    "0123456789",
    "增减升降",
    "前后",
    "新旧",
    "进出入",
    "早晚",
    "高低",
    "师生",
    "正副",
    "内外",
    "首末",
    "长短宽",
    "是否",
    "收支",
    "ⅠⅡⅢⅣⅤ",
    "甲乙丙丁",
];

/// The same by a word.
const WORD_CLASSES: &[&[&str]] = &[
    &["小学", "初中", "高中", "中学", "幼儿园"],
    &["城区", "镇区", "乡村", "农村"],
    &["教师", "学生", "校长"],
    &["最大", "最小", "平均", "合计"],
    &["min", "max", "minimum", "maximum"],
    &["male", "female"],
    &["first", "last"],
];

/// Whether one of two words must not be offered where the other was written.
pub(crate) fn opposed(written: &str, offered: &str) -> bool {
    if written == offered {
        return false;
    }
    let (a, b) = (written.to_lowercase(), offered.to_lowercase());
    if let (Some(x), Some(y)) = (direction(&a), direction(&b))
        && x != y
    {
        return true;
    }
    let negations = |word: &str| word.chars().filter(|c| NEGATIONS.contains(c)).count();
    if negations(&a) % 2 != negations(&b) % 2 {
        return true;
    }
    let (x, y) = differing(&a, &b);
    let mut ones = (x.chars(), y.chars());
    let single = match (ones.0.next(), ones.1.next(), ones.0.next(), ones.1.next()) {
        (Some(x), Some(y), None, None) => CLASSES.iter().any(|c| c.contains(x) && c.contains(y)),
        (Some(_) | None, ..) => false,
    };
    single || WORD_CLASSES.iter().any(|words| words.contains(&x) && words.contains(&y))
}

/// What two words do not share at their beginning and end. A word of a class stays whole (`小学`, `中学` share `学`).
fn differing<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let start: usize = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (a.get(start..).unwrap_or(""), b.get(start..).unwrap_or(""));
    let end: usize =
        a.chars().rev().zip(b.chars().rev()).take_while(|(x, y)| x == y).map(|(c, _)| c.len_utf8()).sum();
    (a.get(..a.len() - end).unwrap_or(""), b.get(..b.len() - end).unwrap_or(""))
}

fn direction(word: &str) -> Option<Direction> {
    if let Some((_, direction)) = PHRASES.iter().find(|(phrase, _)| word.contains(phrase)) {
        return Some(*direction);
    }
    let find = |words: &[&str]| words.iter().filter_map(|w| word.find(w)).min();
    let (at, up) = match (find(UPWARD), find(DOWNWARD)) {
        (Some(up), Some(down)) => (up.min(down), up < down),
        (Some(up), None) => (up, true),
        (None, Some(down)) => (down, false),
        (None, None) => return None,
    };
    let before = word.get(..at).unwrap_or("").trim_end();
    let negated = before.chars().rev().take(2).any(|c| NEGATIONS.contains(&c))
        || before.ends_with("not")
        || before.ends_with("no");
    Some(match (up, negated) {
        (true, false) => Direction::Above,
        (true, true) => Direction::AtMost,
        (false, false) => Direction::Below,
        (false, true) => Direction::AtLeast,
    })
}

#[cfg(test)]
mod tests {
    use super::opposed;

    #[test]
    fn another_meaning_is_never_offered() {
        for (written, offered) in [
            ("中至多", "中至少"),
            ("不多于", "不低于"),
            ("不大于", "不低于"),
            ("不晚于", "晚于"),
            ("完全小学", "完全中学"),
            ("千人", "百人"),
            ("班额下限", "班额上限"),
            ("女生数", "男生数"),
            ("小学在校生数", "初中在校生数"),
            ("未达标率", "达标率"),
            ("at_most", "at_least"),
            ("no more than", "more than"),
        ] {
            assert!(opposed(written, offered), "{written} {offered}");
            assert!(opposed(offered, written), "{offered} {written}");
        }
        for (written, offered) in [
            ("不底于", "不低于"),
            ("在校学生数", "在校生数"),
            ("studnets", "students"),
            ("at_lest", "at_least"),
            ("班额上线", "班额上限"),
        ] {
            assert!(!opposed(written, offered), "{written} {offered}");
        }
    }
}
