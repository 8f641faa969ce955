//! Rows of a table that are no data: examples, column numbers, totals, notes, signatures.

use super::text::{fold_width, split_brackets, trim};

/// What a row is that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// It shows how to fill in the table.
    Example,
    /// It sums up the rows, explains the table, or says who filled it in.
    Footer,
}

/// What examples begin with.
const EXAMPLES: [&str; 9] =
    ["(示例)", "[示例]", "【示例】", "示例:", "(例)", "例:", "样例:", "(example)", "[example]"];
/// What stands in the place of a code where a row adds up the others.
const TOTALS: [&str; 5] = ["合计", "总计", "小计", "共计", "平均"];
/// Most characters of a total, as in 全县义务教育合计.
const LONGEST_TOTAL: usize = 9;
/// What stands before the colon of a note or a signature.
const FOOTERS: [&str; 35] = [
    "注",
    "备注",
    "附注",
    "说明",
    "填表说明",
    "填报说明",
    "注意",
    "提示",
    "数据来源",
    "资料来源",
    "来源",
    "指标解释",
    "填表人",
    "填报人",
    "制表人",
    "制表",
    "审核人",
    "复核人",
    "审核",
    "复核",
    "负责人",
    "单位负责人",
    "部门负责人",
    "统计负责人",
    "主管领导",
    "校长签字",
    "签字",
    "联系人",
    "联系电话",
    "电话",
    "填报日期",
    "填表日期",
    "报出日期",
    "填报单位",
    "填表单位",
];
/// How the descriptive columns of a form are counted.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
/// What may stand before the numbers of the columns.
const LEADS: [&str; 5] = ["栏次", "列次", "栏号", "列号", "行次"];
/// Fewest numbers that make a row of column numbers: a code and a figure may happen to be 1 and 2.
const FEWEST_NUMBERS: usize = 3;

/// What a cell says of its row. Only the first cell of a row and its codes are asked.
pub(super) fn mark(cell: &str) -> Option<Aside> {
    let text = trim(cell);
    // Nothing of it begins so, as nearly all codes do.
    if text.is_empty() || text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let folded = fold_width(text);
    let lower = folded.to_lowercase();
    if lower == "示例" || EXAMPLES.iter().any(|mark| lower.starts_with(mark)) {
        return Some(Aside::Example);
    }
    let bare: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let total = bare.strip_suffix(':').unwrap_or(&bare);
    let short = total.chars().count() <= LONGEST_TOTAL;
    if TOTALS.contains(&total) || (short && TOTALS.iter().take(4).any(|t| total.ends_with(t))) {
        return Some(Aside::Footer);
    }
    let (before, _) = bare.split_once(':')?;
    let word = split_brackets(before).map_or(before, |(word, _)| word);
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    FOOTERS.contains(&word).then_some(Aside::Footer)
}

/// The text of an example behind its mark.
pub(super) fn behind_mark(cell: &str) -> String {
    let folded = fold_width(trim(cell)).into_owned();
    let lower = folded.to_lowercase();
    let mark = EXAMPLES.iter().find(|mark| lower.starts_with(*mark));
    trim(mark.and_then(|mark| folded.get(mark.len()..)).unwrap_or(&folded)).to_owned()
}

/// Whether the cells of a row are the numbers of the columns: 1, 2, 3 or 甲, 乙, 1, 2 or L1, L2, L3; `3=1/2` is one, too.
pub(super) fn numbers<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut next: Vec<(String, u32)> = Vec::new();
    let mut count = 0;
    for (i, cell) in cells.map(trim).filter(|c| !c.is_empty()).enumerate() {
        if i == 0 && LEADS.contains(&cell) {
            continue;
        }
        let Some((style, number)) = number(cell) else { return false };
        match next.iter_mut().find(|(known, _)| *known == style) {
            Some((_, last)) if *last + 1 == number => *last = number,
            None if number == 1 => next.push((style, 1)),
            _ => return false,
        }
        count += 1;
    }
    count >= FEWEST_NUMBERS
}

/// A column's number, and how it is written.
fn number(cell: &str) -> Option<(String, u32)> {
    let folded = fold_width(cell);
    let bare = folded.trim_matches(['(', ')', '[', ']', '.', ' ']);
    let bare = bare.split_once('=').map_or(bare, |(before, _)| before.trim_end());
    let mut characters = bare.chars();
    let (first, rest) = (characters.next()?, characters.as_str());
    let place = |all: &str| all.chars().position(|c| c == first).and_then(|i| u32::try_from(i + 1).ok());
    if rest.is_empty() {
        if let Some(stem) = place(STEMS) {
            return Some((STEMS.to_owned(), stem));
        }
        if let circled @ 1..=20 = u32::from(first).wrapping_sub(0x245f) {
            return Some(("①".to_owned(), circled));
        }
    }
    let digits = bare.trim_start_matches(|c: char| !c.is_ascii_digit());
    let prefix = bare.strip_suffix(digits)?;
    let plain = prefix.is_empty() || ["L", "l", "C", "c", "第", "栏", "列"].contains(&prefix);
    let digits = digits.strip_suffix(['列', '栏']).unwrap_or(digits);
    let number = digits.parse().ok().filter(|_| !digits.starts_with('0'))?;
    plain.then(|| (prefix.to_owned(), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_that_its_row_is_no_data() {
        for example in [
            "（示例）9900010001",
            "［示例］1",
            "【示例】1",
            "示例：1",
            "例：1",
            "示例",
            "(Example) 1",
            " （示例） 1",
        ] {
            assert_eq!(mark(example), Some(Aside::Example), "{example}");
        }
        for footer in [
            "合计",
            "合 计",
            "总计：",
            "全县合计",
            "平均",
            "注：以上数据截至2026年9月1日",
            "注1：不含民办",
            "填表人：某某  审核人：某某",
            "填报单位（盖章）：某局",
            "备注: x",
            "说　明：x",
        ] {
            assert_eq!(mark(footer), Some(Aside::Footer), "{footer}");
        }
        for code in [
            "9900010001",
            "示例一小",
            "注水小学",
            "合计算小学校",
            "一班",
            "说明书",
            "例如小学",
            "",
            "（1）",
            "全县平均值",
        ] {
            assert_eq!(mark(code), None, "{code}");
        }
        assert_eq!(behind_mark("（示例）990777"), "990777");
        assert_eq!(behind_mark("示例： 990777"), "990777");
    }

    #[test]
    fn numbers_of_columns_are_told_from_figures() {
        let is = |row: &str| numbers(row.split(','));
        for row in [
            "1,2,3,4",
            "甲,乙,丙,1,2,3",
            "L1,L2,L3",
            ",,L1,L2,L3",
            "(1),(2),(3)",
            "①,②,③",
            "甲,乙,1,2,3=1/2",
            "栏次,1,2,3",
            "第1列,第2列,第3列",
            "1.,2.,3.",
            "１,２,３",
        ] {
            assert!(is(row), "{row}");
        }
        for row in
            ["1,2", "1,2,4", "2,3,4", "990001,2,3", "甲,丙,乙", "1,2,3,x", "01,02,03", "", "1,1,1", "甲,乙"]
        {
            assert!(!is(row), "{row}");
        }
    }
}
