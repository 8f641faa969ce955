//! Follows the bytes of a CSV file on their way to its reader: which lines are empty, which quotes stay open, what is too long.

use std::collections::VecDeque;

use crate::source::MAX_CELL_BYTES;

/// Lengths are looked at once a piece of this size.
const SLACK: usize = 64 << 10;
/// Longest row, in bytes.
const MAX_ROW_BYTES: u64 = 64 << 20;

/// Follows the same states as the CSV reader, for what that one does not tell.
#[derive(Debug)]
pub(super) struct Watch {
    pub delimiter: u8,
    pub state: State,
    /// How many bytes went by.
    pub offset: u64,
    cell_start: u64,
    row_start: u64,
    /// Runs of empty lines: where one begins and how many there are.
    empty: VecDeque<(u64, u64)>,
    /// Whether the line so far is empty, and whether the last byte was `\r`.
    line_empty: bool,
    after_cr: bool,
    after_empty: bool,
    /// Whether a cell or a row is longer than any may be.
    pub overflow: bool,
}

/// Where in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl Default for Watch {
    fn default() -> Self {
        Watch {
            delimiter: b',',
            state: State::CellStart,
            offset: 0,
            cell_start: 0,
            row_start: 0,
            empty: VecDeque::new(),
            line_empty: true,
            after_cr: false,
            after_empty: false,
            overflow: false,
        }
    }
}

impl Watch {
    /// At the beginning of a row.
    pub fn at(offset: u64, delimiter: u8) -> Self {
        Watch { delimiter, offset, cell_start: offset, row_start: offset, ..Watch::default() }
    }

    /// Follows some more bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let quoted = self.state == State::Quoted;
            let after_cr = std::mem::take(&mut self.after_cr);
            match byte {
                b'"' => {
                    self.line_empty = false;
                    self.state = match self.state {
                        State::CellStart | State::QuoteInQuoted => State::Quoted,
                        State::Plain => State::Plain,
                        State::Quoted => State::QuoteInQuoted,
                    };
                }
                _ if quoted => {}
                b'\n' if after_cr => {
                    self.cell_start = self.offset + 1;
                    self.row_start = self.offset + 1;
                }
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    if self.line_empty {
                        match self.empty.back_mut().filter(|_| self.after_empty) {
                            Some((_, count)) => *count += 1,
                            None => self.empty.push_back((self.offset, 1)),
                        }
                    }
                    self.after_empty = self.line_empty;
                    self.line_empty = true;
                    self.state = State::CellStart;
                    self.cell_start = self.offset + 1;
                    self.row_start = self.offset + 1;
                }
                _ if byte == self.delimiter => {
                    self.line_empty = false;
                    self.state = State::CellStart;
                    self.cell_start = self.offset + 1;
                }
                _ => {
                    self.line_empty = false;
                    self.state = State::Plain;
                }
            }
            self.offset += 1;
        }
        let long = |start: u64, most: u64| self.offset.saturating_sub(start) > most;
        self.overflow =
            long(self.cell_start, (MAX_CELL_BYTES + SLACK) as u64) || long(self.row_start, MAX_ROW_BYTES);
    }

    /// How many empty lines stand before byte `offset`, of those not yet counted.
    pub fn take_empty(&mut self, offset: u64) -> u64 {
        let mut count = 0;
        while let Some((_, lines)) = self.empty.front().filter(|(start, _)| *start < offset) {
            count += lines;
            self.empty.pop_front();
        }
        count
    }
}
