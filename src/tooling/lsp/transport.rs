//! Messages over a pair of streams. What is no message is answered with an error, and reading goes on.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;

/// Longest message that is taken: a whole file of a pack in JSON fits many times over.
const MAX_MESSAGE: usize = 64 << 20;
/// Longest header line.
const MAX_HEADER: u64 = 4 << 10;

/// What came in.
pub(super) enum Incoming {
    Message(Message),
    /// Something that could not be read as a message; the stream is still in step.
    Malformed(String),
}

/// Reads one message; nothing at the end of the stream, or where it cannot be followed any further.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line).trim().to_owned();
        if line.is_empty() {
            if length.is_some() {
                break;
            }
            continue;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let Some(length) = length else { return Ok(None) };
    if length > MAX_MESSAGE {
        io::copy(&mut input.by_ref().take(length as u64), &mut io::sink())?;
        return Ok(Some(Incoming::Malformed(format!("a message of {length} bytes is too long"))));
    }
    let mut body = vec![0; length];
    if input.read_exact(&mut body).is_err() {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

/// One message without its header.
pub(super) fn parse(body: &[u8]) -> Incoming {
    match serde_json::from_slice::<Message>(body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Malformed(error.to_string()),
    }
}

/// The bodies of messages that were written with their headers.
pub(super) fn bodies(mut written: &[u8]) -> Vec<String> {
    const BLANK: &[u8] = b"\r\n\r\n";
    let mut out = Vec::new();
    while let Some(end) = written.windows(BLANK.len()).position(|w| w == BLANK) {
        let header = String::from_utf8_lossy(written.get(..end).unwrap_or_default());
        let length = header.rsplit_once(':').and_then(|(_, n)| n.trim().parse::<usize>().ok());
        let Some((body, rest)) = length.and_then(|n| written.get(end + BLANK.len()..)?.split_at_checked(n))
        else {
            break;
        };
        out.push(String::from_utf8_lossy(body).into_owned());
        written = rest;
    }
    out
}

/// Writes one message.
pub(super) fn write(output: &mut impl Write, message: Message) -> io::Result<()> {
    message.write(output)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = io::BufReader::new(bytes);
        let mut found = Vec::new();
        while let Ok(Some(incoming)) = read(&mut input) {
            found.push(match incoming {
                Incoming::Message(Message::Notification(n)) => n.method,
                Incoming::Message(_) => "other".to_owned(),
                Incoming::Malformed(_) => "malformed".to_owned(),
            });
        }
        found
    }

    #[test]
    fn what_was_written_comes_apart_again() {
        let mut written = Vec::new();
        for body in ["{}", "{\"a\":\"县: 1\\r\\n\"}", ""] {
            written.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
        }
        assert_eq!(bodies(&written), ["{}", "{\"a\":\"县: 1\\r\\n\"}", ""]);
        written.truncate(20);
        assert_eq!(bodies(&written), Vec::<String>::new());
    }

    #[test]
    fn goes_on_after_what_is_no_message() {
        let good = br#"{"jsonrpc":"2.0","method":"exit"}"#;
        let mut bytes = Vec::new();
        for body in [&b"{"[..], b"\xff\xfe", good, b"[]"] {
            bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
            bytes.extend(body);
        }
        assert_eq!(all(&bytes), ["malformed", "malformed", "exit", "malformed"]);
        assert_eq!(all(b"Content-Length: 99\r\n\r\n{}"), Vec::<String>::new());
        assert_eq!(all(b"nonsense\r\n\r\nmore"), Vec::<String>::new());
    }
}
