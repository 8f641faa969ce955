//! A YAML text by lines, as far as one must know it to say what is wrong with it.

/// One line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Where it starts in the text.
    pub start: usize,
    /// Without its line break.
    pub text: &'a str,
}

impl<'a> Line<'a> {
    /// The line that holds byte `at`.
    pub fn at(text: &'a str, at: usize) -> Line<'a> {
        let at = at.min(text.len());
        let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let rest = text.get(start..).unwrap_or("");
        let end = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or("");
        Line { start, text: line.strip_suffix('\r').unwrap_or(line) }
    }

    /// The next line.
    pub fn next(self, text: &'a str) -> Option<Line<'a>> {
        let rest = text.get(self.start..)?;
        let start = self.start + rest.find('\n')? + 1;
        (start <= text.len()).then(|| Line::at(text, start))
    }

    /// The nearest line above that is neither blank nor a comment.
    pub fn above(self, text: &'a str) -> Option<Line<'a>> {
        let mut line = self;
        while line.start > 0 {
            line = Line::at(text, line.start - 1);
            if !line.is_blank() {
                return Some(line);
            }
        }
        None
    }

    /// Whether it is blank or a comment.
    pub fn is_blank(self) -> bool {
        let text = self.text.trim();
        text.is_empty() || text.starts_with('#')
    }

    /// How many blanks it begins with.
    pub fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// Where it ends, its line break left out.
    pub fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// Where its comment begins, or its end; blanks before it left out.
    pub fn content_end(self) -> usize {
        let body = match self.text.find(" #") {
            Some(i) => self.text.get(..i).unwrap_or(""),
            None => self.text,
        };
        self.start + body.trim_end().len()
    }

    /// Where the value of `key: value` (or `- value`) begins, if there is one.
    pub fn value_start(self) -> Option<usize> {
        let (at, value) = match self.colon() {
            Some(colon) => (colon + 1, self.text.get(colon + 1..)?),
            None => {
                let item = self.text.trim_start().strip_prefix("- ")?;
                (self.text.len() - item.len(), item)
            }
        };
        let lead = value.len() - value.trim_start().len();
        (!value.trim().is_empty()).then_some(self.start + at + lead)
    }

    /// Where its first `: ` stands, counted in the line.
    pub fn colon(self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let ends_key = |i: usize| bytes.get(i + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
        self.text.match_indices(':').map(|(i, _)| i).find(|i| ends_key(*i))
    }
}

/// The flow brackets that are open at byte `at`, with their places.
pub(super) fn open_brackets(text: &str, at: usize) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let text = text.get(..at).unwrap_or(text);
    let mut chars = text.char_indices().peekable();
    // Whether a value can begin here: behind a colon, a dash, a bracket, a comma, or at a line's start.
    let mut fresh = true;
    let mut before = '\n';
    while let Some((i, c)) = chars.next() {
        match c {
            '#' if before.is_whitespace() => {
                while chars.peek().is_some_and(|(_, c)| *c != '\n') {
                    chars.next();
                }
                before = '#';
                continue;
            }
            '"' | '\'' if fresh => {
                skip_quoted(&mut chars, c);
                fresh = false;
            }
            '[' | '{' if fresh || !open.is_empty() => {
                open.push((i, c));
                fresh = true;
            }
            ']' | '}' if !open.is_empty() => {
                open.pop();
                fresh = false;
            }
            ',' if !open.is_empty() => fresh = true,
            ':' | '-' if chars.peek().is_none_or(|(_, n)| n.is_whitespace()) => fresh = true,
            '\n' => fresh = true,
            '|' | '>' if fresh && open.is_empty() => {
                skip_block(text, i, &mut chars);
                fresh = true;
            }
            c if c.is_whitespace() => {}
            _ => fresh = false,
        }
        before = c;
    }
    open
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

fn skip_quoted(chars: &mut Chars<'_>, quote: char) {
    while let Some((_, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, n)| *n == '\'') {
                chars.next();
            } else {
                return;
            }
        }
    }
}

/// Passes over the text below a `|` or `>`: the lines that stand deeper.
fn skip_block(text: &str, at: usize, chars: &mut Chars<'_>) {
    let header = Line::at(text, at);
    let mut line = header;
    let mut end = header.end();
    while let Some(next) = line.next(text) {
        if !next.text.trim().is_empty() && next.indent() <= header.indent() {
            break;
        }
        end = next.end();
        if next.start <= line.start {
            break;
        }
        line = next;
    }
    while chars.peek().is_some_and(|(i, _)| *i < end) {
        chars.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_brackets_are_open() {
        let open = |text: &str| open_brackets(text, text.len()).iter().map(|(_, c)| *c).collect::<String>();
        assert_eq!(open("a: [b, {c: d"), "[{");
        assert_eq!(open("a: [b, {c: d}]\nb: x[y"), "");
        assert_eq!(open("a: \"[\"\nb: '{'''\nc: {"), "{");
        assert_eq!(open("a: |\n  [\n  {\nb: {"), "{");
        assert_eq!(open("a: 1 # [\nb:\n  - ["), "[");
        assert_eq!(open("a: 限值[学段] # {"), "");
    }

    #[test]
    fn finds_values() {
        let text = "a: b # c\n  - d\n  x:y: z\n";
        let line = Line::at(text, 0);
        assert_eq!((line.value_start(), line.content_end()), (Some(3), 4));
        let second = line.next(text).unwrap();
        assert_eq!(second.value_start(), Some(13));
        let third = second.next(text).unwrap();
        assert_eq!(third.colon(), Some(5));
        assert_eq!(third.above(text).unwrap().start, 9);
    }
}
