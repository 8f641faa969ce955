//! Lines and cells in bytes, where no quotation mark stands among them.

/// The cell at `index` of a line without quotation marks; none past its end.
pub(super) fn cell(line: &[u8], index: usize) -> Option<&[u8]> {
    let mut commas = memchr::memchr_iter(b',', line);
    let start = match index.checked_sub(1) {
        Some(before) => commas.nth(before)? + 1,
        None => 0,
    };
    line.get(start..commas.next().unwrap_or(line.len()))
}

/// A line without its end.
pub(super) fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Lines with where each begins. The last may have no end.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|r| !r.is_empty())?;
        let len = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
        let start = at;
        at += len;
        rest.get(..len).map(|line| (start, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_cells_are_where_they_begin() {
        let all: Vec<(usize, &[u8])> = lines(b"a,b\r\n\nc").collect();
        assert_eq!(all, [(0, b"a,b\r\n".as_slice()), (5, b"\n"), (6, b"c")]);
        assert_eq!(bare(b"a,b\r\n"), b"a,b");
        assert_eq!(
            (cell(b"a,,c", 1), cell(b"a,,c", 2), cell(b"a", 1)),
            (Some(b"".as_slice()), Some(b"c".as_slice()), None)
        );
    }
}
