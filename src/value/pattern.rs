//! Patterns that a whole text must fit: regular expressions, the only place that names their crate.

use std::sync::Arc;

use regex::{Error, Regex, RegexBuilder};

/// Most bytes that a pattern may take once it is compiled.
const LARGEST: usize = 1 << 20;

/// A regular expression for a whole text.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Arc<str>,
    whole: Regex,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternProblem {
    /// A bracket is not closed.
    Unclosed,
    /// A bracket is closed that was not opened.
    Unopened,
    /// Something is repeated that cannot be, or a number of times that cannot be read.
    Repetition,
    /// It takes too much room.
    TooLarge,
    /// It looks around or back, which this sort of expression cannot.
    Unsupported,
    /// Anything else.
    Other,
}

impl Pattern {
    /// Reads a regular expression. It is compiled with a bound on its size, and matches in time that grows only with the text.
    pub fn new(text: &str) -> Result<Self, PatternProblem> {
        let compile = |text: &str| RegexBuilder::new(text).size_limit(LARGEST).build();
        // By itself first: `a)(b` must not become whole by what is put around it.
        compile(text).map_err(|e| problem(&e))?;
        let whole = compile(&format!("^(?:{text})$")).map_err(|e| problem(&e))?;
        Ok(Pattern { text: text.into(), whole })
    }

    /// Whether the whole of a text fits.
    pub fn fits(&self, text: &str) -> bool {
        self.whole.is_match(text)
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

/// What the crate says is for programmers; here is what an author can act on.
fn problem(error: &Error) -> PatternProblem {
    if matches!(error, Error::CompiledTooBig(_)) {
        return PatternProblem::TooLarge;
    }
    let said = error.to_string();
    let says = |words: &[&str]| words.iter().any(|w| said.contains(w));
    if says(&["look-around", "backreferences"]) {
        PatternProblem::Unsupported
    } else if says(&["unclosed"]) {
        PatternProblem::Unclosed
    } else if says(&["unopened"]) {
        PatternProblem::Unopened
    } else if says(&["repetition"]) {
        PatternProblem::Repetition
    } else {
        PatternProblem::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_text_must_fit() {
        let fits = |pattern: &str, text: &str| Pattern::new(pattern).map(|p| p.fits(text));
        assert_eq!(fits("[0-9]{6}", "640104"), Ok(true));
        assert_eq!(fits("[0-9]{6}", "6401040"), Ok(false));
        assert_eq!(fits("[0-9]{6}", "a640104"), Ok(false));
        assert_eq!(fits("a|ab", "ab"), Ok(true));
        assert_eq!(fits("a|b", "ab"), Ok(false));
        assert_eq!(fits("[0-9]{6}", "640104\n"), Ok(false));
        assert_eq!(fits("(?m)a$", "a\nb"), Ok(false));
    }

    #[test]
    fn what_is_none_says_why() {
        for (text, why) in [
            ("([0-9]{6}", PatternProblem::Unclosed),
            ("[0-9", PatternProblem::Unclosed),
            ("a)(b", PatternProblem::Unopened),
            ("*a", PatternProblem::Repetition),
            ("a{2,1}", PatternProblem::Repetition),
            ("(?=a)b", PatternProblem::Unsupported),
            (r"(a)\1", PatternProblem::Unsupported),
            (r"\q", PatternProblem::Other),
            (r"(\w{100}){100}", PatternProblem::TooLarge),
        ] {
            assert_eq!(Pattern::new(text), Err(why), "{text}");
        }
    }
}
