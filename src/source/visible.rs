//! What a terminal or a page would obey rather than show.

use std::borrow::Cow;

/// The text with what steers a terminal (control characters but for line ends and tabs) or turns the direction of writing made visible: `␛` for ESC, `�` for what has no picture, a blank for a lone carriage return.
///
/// Names, codes, arguments and file names come from others; whatever is shown to a person goes through this once.
/// But for control characters of ASCII, which no text of a pack holds, each becomes a character of as many bytes, so that places in a text stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let ends_line = c == '\r' && chars.peek() == Some(&'\n');
        out.push(if ends_line || !steers(c) { c } else { picture(c) });
    }
    Cow::Owned(out)
}

fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn picture(c: char) -> char {
    match u32::from(c) {
        0x0D => ' ',
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        // Of two bytes, as they are.
        0x80..=0x9F | 0x61C => '¿',
        _ => '\u{FFFD}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown() {
        assert_eq!(visible("红旗小学\n\t1"), "红旗小学\n\t1");
        assert_eq!(visible("a\r\nb\rc"), "a\r\nb c");
        assert_eq!(visible("\u{1b}[31m红\u{202e}旗\u{7}\u{7f}\u{9b}1m"), "␛[31m红�旗␇␡¿1m");
        let marks =
            "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
        assert_eq!(visible(marks).len(), marks.len());
        assert!(!visible(marks).chars().any(steers));
    }
}
