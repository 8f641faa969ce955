//! Places in the protocol's terms: lines from 0, columns in UTF-16 units.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::{Position, Range, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::source::{SourceMap, Span};

const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The byte offset of a position; past a line's end, that end; past the last line, the text's end.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text.get(start..).and_then(|t| t.find('\n')) {
            Some(i) => start += i + 1,
            None => return text.len(),
        }
    }
    let line = text.get(start..).unwrap_or("");
    let mut units = 0u32;
    for (i, c) in line.char_indices() {
        if units >= position.character || c == '\n' || c == '\r' {
            return start + i;
        }
        units = units.saturating_add(c.len_utf16() as u32);
    }
    text.len()
}

/// The position of a byte offset.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.bytes().filter(|b| *b == b'\n').count();
    let units = before.get(start..).unwrap_or("").encode_utf16().count();
    Position { line: line as u32, character: units as u32 }
}

/// The range of a span.
pub(super) fn range(sources: &SourceMap, span: Span) -> Range {
    let text = sources.text(span.source);
    Range { start: position(text, span.start as usize), end: position(text, span.end as usize) }
}

/// The path of a `file:` URI.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = if rest.starts_with('/') { rest } else { rest.get(rest.find('/')?..)? };
    let decoded = percent_decode_str(rest).decode_utf8().ok()?;
    // `file:///C:/x` has its drive behind a slash.
    let bytes = decoded.as_bytes();
    let drive = bytes.get(2) == Some(&b':') && bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
    let plain = if drive { decoded.trim_start_matches('/') } else { &decoded };
    Some(PathBuf::from(plain))
}

/// The URI of a path.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = if text.starts_with('/') { text } else { format!("/{text}") };
    Uri::from_str(&format!("file://{}", utf8_percent_encode(&text, PATH))).ok()
}

/// The URI of a file inside the program, by its name: `junheng:national@2017.1.0/pack.yaml`.
pub(super) fn shipped_uri(name: &str) -> Option<Uri> {
    let rest = name.strip_prefix("junheng:")?;
    Uri::from_str(&format!("junheng:/{}", utf8_percent_encode(rest, PATH))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_columns() {
        let text = "规则 𠮷A\r\n  要求 乙\n";
        for (i, _) in text.char_indices().filter(|(_, c)| *c != '\n' && *c != '\r') {
            assert_eq!(offset(text, position(text, i)), i, "{i}");
        }
        assert_eq!(position(text, text.find('A').unwrap()), Position { line: 0, character: 5 });
        assert_eq!(offset(text, Position { line: 0, character: 99 }), text.find('\r').unwrap());
        assert_eq!(offset(text, Position { line: 99, character: 0 }), text.len());
    }

    #[test]
    fn uris_and_paths() {
        let there = Path::new("/tmp/标准包/a b.rules");
        let made = uri(there).unwrap();
        assert_eq!(made.as_str(), "file:///tmp/%E6%A0%87%E5%87%86%E5%8C%85/a%20b.rules");
        assert_eq!(path(&made).unwrap(), there);
        assert_eq!(path(&Uri::from_str("file:///c%3A/x").unwrap()).unwrap(), Path::new("c:/x"));
        assert!(path(&Uri::from_str("untitled:1").unwrap()).is_none());
    }
}
