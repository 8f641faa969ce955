//! Limits on input, in one place: generous, and a clear error past them.

/// Largest pack file, in bytes.
pub const MAX_PACK_FILE_BYTES: u64 = 8 << 20;
/// Largest pack, all its files together, in bytes.
pub const MAX_PACK_BYTES: u64 = 64 << 20;
/// Most files in one pack folder.
pub const MAX_PACK_FILES: usize = 2_000;
/// Largest data file, in bytes.
pub const MAX_DATA_FILE_BYTES: u64 = 8 << 30;
/// Deepest nesting of brackets, prefix operators or YAML collections. In a browser, whose stack cannot grow, half of what is taken elsewhere.
pub const MAX_NESTING: usize = if cfg!(target_family = "wasm") { 64 } else { 128 };
/// Longest chain of packs that extend one another.
pub const MAX_EXTENDS: usize = 16;
/// Most columns in one data file.
pub const MAX_COLUMNS: usize = 4_096;
/// Most rows in one data file.
pub const MAX_ROWS: usize = 200_000_000;
/// Longest cell, in bytes.
pub const MAX_CELL_BYTES: usize = 1 << 20;
/// Most digits in one number.
pub const MAX_DIGITS: usize = 200;
/// Most diagnostics that are kept for one run; the rest are counted.
pub const MAX_DIAGNOSTICS: usize = 10_000;
/// Most names that one run holds against unknown ones to say which was likely meant.
pub const MAX_COMPARED_NAMES: usize = 1_000_000;
/// Most steps of the evaluation of one county: expressions, and rows that these go over. A county of half a million rows takes some
/// millions; rows within rows within rows would take years.
pub const MAX_EVALUATION_STEPS: u64 = 1 << 28;
/// Most bits of a number in a computation: past that it is no figure of a county but a formula run wild.
pub const MAX_NUMBER_BITS: u64 = 1 << 18;
/// Longest symbol of a computed unit, in bytes.
pub const MAX_UNIT_SYMBOL: usize = 512;
/// Most bytes that a workbook may unpack to, all its parts together.
pub const MAX_WORKBOOK_BYTES: u64 = 1 << 30;
/// Largest workbook of a format that has to be held in memory whole (XLS), in bytes.
pub const MAX_OLD_WORKBOOK_BYTES: u64 = 64 << 20;
/// Most parts in a workbook's archive.
pub const MAX_WORKBOOK_PARTS: usize = 10_000;
/// Most text in one sheet, in bytes.
pub const MAX_SHEET_TEXT: usize = 1 << 30;
/// Longest description at the end of a Parquet file, in bytes.
pub const MAX_PARQUET_DESCRIPTION: u64 = 16 << 20;
/// Most bytes that one page of each column of a Parquet file may unpack to, all that are read together.
pub const MAX_PARQUET_PAGES: u64 = 512 << 20;
/// Rows of a Parquet file that each of its bytes may stand for, past the first million.
pub const MAX_PARQUET_ROWS_PER_BYTE: u64 = 64;
