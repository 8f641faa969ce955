//! Tables for a terminal: columns keep equal display width with Chinese. The only place that names the table crate.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// Display columns of a report.
pub(crate) const WIDTH: u16 = 100;

/// A table of texts; `right` tells which columns hold numbers.
pub(crate) fn table(header: &[String], rows: &[Vec<String>], right: &[usize]) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH - 2);
    if !header.is_empty() {
        table.set_header(header);
    }
    for row in rows {
        table.add_row(row);
    }
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = String::new();
    for line in table.to_string().lines() {
        out.push_str("  ");
        out.push_str(line.trim_end().strip_prefix(' ').unwrap_or(line.trim_end()));
        out.push('\n');
    }
    out
}

/// Text folded at the report's width, each line behind `indent`.
pub(crate) fn folded(text: &str, indent: &str) -> String {
    use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};
    // Two columns are kept for a closing mark that may not begin a line.
    let most = WIDTH as usize - 2 - indent.width();
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        let mut current = String::new();
        for c in line.chars() {
            let w = c.width().unwrap_or(0);
            let hangs =
                matches!(c, '，' | '。' | '；' | '：' | '、' | '）' | '”' | '》' | ')' | ',' | ']' | '}');
            if width + w > most && !(hangs && width + w <= most + 2) {
                // At a blank where there is one not too far back, else anywhere: Chinese has none.
                let cut = current
                    .rfind(' ')
                    .filter(|i| current.get(*i..).is_some_and(|t| t.width() < most / 3 && t.is_ascii()));
                let rest = cut.map(|i| current.split_off(i)).unwrap_or_default();
                out.push_str(indent);
                out.push_str(current.trim_end());
                out.push('\n');
                current = rest.trim_start().to_owned();
                width = current.width();
            }
            current.push(c);
            width += w;
        }
        out.push_str(indent);
        out.push_str(current.trim_end());
        out.push('\n');
    }
    out
}
