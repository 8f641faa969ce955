//! Bytes of a pack file as text.

use super::error::reason;
use super::folder::{Content, RawFile, RawPack};
use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::source::{MAX_PACK_FILE_BYTES, SourceId, SourceMap, Span};

/// Adds a file to the sources and gives it if its text can be used; what is wrong with it is reported.
pub(crate) fn add(
    pack: &RawPack,
    file: &RawFile,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<SourceId> {
    let name = pack.name_of(file);
    let bytes = match &file.content {
        Content::Bytes(bytes) => bytes,
        Content::TooBig(size) => {
            let source = sources.add(name.as_str(), "");
            diagnostics.push(
                Diagnostic::new(&codes::FILE_TOO_BIG, Span::new(source, 0, 0))
                    .arg("file", name)
                    .arg("size", megabytes(*size))
                    .arg("limit", megabytes(MAX_PACK_FILE_BYTES)),
            );
            return None;
        }
        Content::Unreadable(error) => {
            let source = sources.add(name.as_str(), "");
            let mut diagnostic =
                Diagnostic::new(&codes::UNREADABLE_FILE, Span::new(source, 0, 0)).arg("file", name);
            diagnostic.message = diagnostic.message.message("reason", reason(error));
            diagnostics.push(diagnostic);
            return None;
        }
    };
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(body) {
        Ok(text) => {
            let Some((at, c)) = text.char_indices().find(|(_, c)| is_control(*c)) else {
                return Some(sources.add(name.as_str(), text));
            };
            // Shown without them: they would upset a terminal.
            let shown = text.replace(is_control, " ");
            let span = Span::new(sources.add(name.as_str(), shown), at, at + 1);
            diagnostics.push(
                Diagnostic::new(&codes::FILE_CONTROL_CHARACTER, span)
                    .arg("code", format!("U+{:04X}", u32::from(c)))
                    .help(Message::new("help-pack-control-character"))
                    .fix(span, ""),
            );
            None
        }
        Err(error) => {
            let (text, at, help) = match bytes.as_slice() {
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => (String::new(), 0, "help-pack-save-utf16"),
                _ => {
                    let text = String::from_utf8_lossy(body).replace(is_control, " ");
                    (text, error.valid_up_to(), "help-pack-save-utf8")
                }
            };
            let end = text.get(at..).and_then(|t| t.chars().next()).map_or(at, |c| at + c.len_utf8());
            let source = sources.add(name.as_str(), text);
            diagnostics.push(
                Diagnostic::new(&codes::FILE_ENCODING, Span::new(source, at, end))
                    .arg("file", name)
                    .help(Message::new(help)),
            );
            None
        }
    }
}

/// Whether it is a character that no text file holds.
fn is_control(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{7F}'
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}
