//! `check --format github`: workflow commands, which GitHub shows beside the lines of a pull request.

use std::fmt::Write as _;

use super::DiagnosticJson;

/// One command a diagnostic.
pub fn render_github(list: &[DiagnosticJson]) -> String {
    let mut out = String::new();
    for d in list {
        let message = match &d.help {
            Some(help) => format!("{}\nhelp: {help}", d.message),
            None => d.message.clone(),
        };
        let _ = writeln!(
            out,
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            d.severity,
            property(&d.file),
            d.start.line,
            d.start.column,
            d.end.line,
            d.end.column,
            property(d.code),
            data(&message),
        );
    }
    out
}

/// What the runner takes for structure in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same in a property, where `:` and `,` separate too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_escaped() {
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(data("85% 达到:\n是"), "85%25 达到:%0A是");
    }
}
