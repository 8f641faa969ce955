//! Text in Unicode's composed form.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// `text` in Unicode's composed form.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(is_plain) || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Whether it is a character that stands for itself and joins with none: nearly all of them are, and this is quicker than a table.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{7F}' | '\u{3001}'..='\u{3029}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF5E}')
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::*;

    /// A text of starters that are each composed is composed as a whole.
    #[test]
    fn plain_characters_stand_for_themselves() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|c| is_plain(*c)) {
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c}");
            assert_eq!(canonical_combining_class(c), 0, "{c}");
        }
    }

    #[test]
    fn composes() {
        assert!(matches!(nfc("学校A（1）"), Cow::Borrowed(_)));
        assert_eq!(nfc("e\u{301}"), "é");
        assert_eq!(nfc("\u{212A}"), "K");
    }
}
