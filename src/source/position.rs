//! Lines and columns, counted from 1, columns in characters.

/// A place for people: line and column count from 1, columns in characters (not bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Bytes between two places of a text up to which the characters are counted beforehand.
const STRIDE: usize = 1 << 10;

/// Line starts of one text, for fast look-up: what it costs does not grow with the lines, nor with the length of a line.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// Characters before each [`STRIDE`]-th byte.
    counted: Vec<usize>,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        let mut counted = vec![0];
        let mut before = 0;
        for piece in text.as_bytes().chunks(STRIDE) {
            before += characters(piece);
            counted.push(before);
        }
        LineIndex { starts, counted }
    }

    /// The line and column of byte `offset` of the same `text`.
    pub fn locate(&self, text: &str, offset: usize) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.line_start(line);
        let column = self.before(text, offset).saturating_sub(self.before(text, start)) + 1;
        LineColumn { line, column }
    }

    /// The line, from 1, in which byte `offset` stands.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&s| s <= offset).max(1)
    }

    /// The first byte of a line, counted from 1; of one behind the last, where there is none.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(usize::MAX)
    }

    /// Characters before byte `offset`.
    fn before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let stride = offset / STRIDE;
        let rest = text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        self.counted.get(stride).copied().unwrap_or(0) + characters(rest)
    }
}

/// Characters that begin among these bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "规则 甲\n要求 乙";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.locate(text, text.find(needle).unwrap());
        assert_eq!(at("甲"), LineColumn { line: 1, column: 4 });
        assert_eq!(at("乙"), LineColumn { line: 2, column: 4 });
    }

    #[test]
    fn far_places_are_found_as_near_ones() {
        let text = "规则 甲乙丙\n".repeat(7) + &"甲a".repeat(3000) + "\n末";
        let index = LineIndex::new(&text);
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            assert_eq!(index.locate(&text, at), LineColumn { line, column });
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        assert_eq!(index.locate(&text, text.len()), LineColumn { line, column });
        assert_eq!(index.locate(&text, text.len() + 9), LineColumn { line, column });
    }
}
