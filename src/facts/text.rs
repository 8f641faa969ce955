//! Text as people type it into tables: blanks at the edges, full-width forms, brackets.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

pub(super) use crate::source::nfc;

/// Longest piece of a cell that a message shows, in characters.
const SHOWN: usize = 60;

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

/// Without white space at the edges, the ideographic space and invisible marks among it.
pub(super) fn trim(text: &str) -> &str {
    let plain = |b: Option<&u8>| b.is_none_or(|b| b.is_ascii_graphic());
    if plain(text.as_bytes().first()) && plain(text.as_bytes().last()) {
        text
    } else {
        text.trim_matches(is_edge)
    }
}

/// One character in its ASCII form where it is a full-width one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{2212}' => '-',
        '\u{fe6a}' => '%',
        _ => c,
    }
}

/// Full-width forms as ASCII.
pub(super) fn fold_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| narrow(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(narrow).collect())
    }
}

/// A heading without what people vary: blanks, width, a star for "required". Letters keep their case.
pub(super) fn heading(text: &str) -> String {
    let folded: String =
        nfc(text).chars().filter(|c| !is_edge(*c)).map(narrow).filter(|c| !is_edge(*c)).collect();
    folded.trim_matches('*').to_owned()
}

/// A name as it is compared: [`heading`] in lower case.
pub(super) fn name(text: &str) -> String {
    heading(text).to_lowercase()
}

/// A kind's value as it is compared: compatibility forms (`Ⅲ` and `III`, full and half width) are one.
pub(super) fn value_name(text: &str) -> String {
    text.nfkc().filter(|c| !is_edge(*c)).collect::<String>().to_lowercase()
}

/// What stands before brackets that end a heading, and what stands in them.
pub(super) fn split_brackets(heading: &str) -> Option<(&str, &str)> {
    let (open, close) = match heading.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        '】' => ('【', '】'),
        '〕' => ('〔', '〕'),
        _ => return None,
    };
    let body = heading.strip_suffix(close)?;
    let (before, inner) = body.rsplit_once(open)?;
    (!before.is_empty()).then_some((before, inner))
}

/// A cell as a message shows it: not too long, control characters written out.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        if i == SHOWN {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => out.extend(c.escape_default()),
            '`' => out.push('\''),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_compared_without_width_and_blanks() {
        assert_eq!(name(" 教学仪器设备值（万元） "), "教学仪器设备值(万元)");
        assert_eq!(name("＊Ｓｔｕｄｅｎｔｓ"), "students");
        assert_eq!(split_brackets("面积(平方米)"), Some(("面积", "平方米")));
        assert_eq!(split_brackets("(平方米)"), None);
        assert_eq!(split_brackets("面积"), None);
        assert_eq!(value_name(" Ⅲ"), "iii");
    }

    #[test]
    fn edges_are_trimmed() {
        assert_eq!(trim("\u{3000}甲 乙\u{feff}\t"), "甲 乙");
        assert_eq!(trim("a"), "a");
        assert_eq!(trim(""), "");
    }

    #[test]
    fn long_cells_are_cut() {
        assert_eq!(shown(&"长".repeat(100)).chars().count(), SHOWN + 1);
        assert_eq!(shown("a\u{1b}[31m\nb"), "a\\u{1b}[31m b");
    }
}
