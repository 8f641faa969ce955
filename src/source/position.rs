//! Lines and columns, counted from 1, columns in characters.

/// A place for people: line and column count from 1, columns in characters (not bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Line starts of one text, for fast look-up.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the line starts of `text`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1));
        LineIndex { starts }
    }

    /// The line and column of byte `offset` of the same `text`.
    pub fn locate(&self, text: &str, offset: usize) -> LineColumn {
        let line = self.starts.partition_point(|&s| s <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let end = offset.min(text.len());
        let column = text.get(start..end).map_or(1, |s| s.chars().count() + 1);
        LineColumn { line, column }
    }
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
}
