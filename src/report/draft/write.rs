//! The draft as DOCX. The only place that names the writer.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, PageMargin, Paragraph, Run, RunFonts, Shading,
    Style, StyleType, Table, TableCell, TableRow, WidthType,
};

use super::Piece;
use crate::diagnostic::{Catalogue, Language};

/// A4, in twentieths of a point.
const A4: (u32, u32) = (11_906, 16_838);
/// The width between the margins.
const TEXT_WIDTH: usize = 9_026;
/// Sizes of letters, in half points.
const BODY: usize = 24;
const CELL: usize = 20;

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(String);

fn fonts() -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("宋体")
}

/// A text as a document may hold it, a line each.
fn lines(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines().map(|l| l.chars().filter(|c| !c.is_control()).collect())
}

/// A run over as many lines as the text has.
fn run(text: &str, size: usize) -> Run {
    let mut run = Run::new().fonts(fonts()).size(size);
    for (n, line) in lines(text).enumerate() {
        if n > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}

fn cell(text: &str, width: usize, head: bool) -> TableCell {
    let run = run(text, CELL);
    let run = if head { run.bold() } else { run };
    let cell = TableCell::new().width(width, WidthType::Dxa);
    let cell = if head { cell.shading(Shading::new().fill("E7EEF7")) } else { cell };
    cell.add_paragraph(Paragraph::new().add_run(run))
}

/// Widths of a table's columns, by the longest of their texts.
fn widths(head: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    use unicode_width::UnicodeWidthStr as _;
    let weight = |column: usize| {
        let texts = rows.iter().filter_map(|r| r.get(column)).chain(head.get(column));
        texts.flat_map(|t| t.lines()).map(|l| l.width()).max().unwrap_or(0).clamp(6, 40)
    };
    let weights: Vec<usize> = (0..head.len()).map(weight).collect();
    let total: usize = weights.iter().sum::<usize>().max(1);
    weights.iter().map(|w| w * TEXT_WIDTH / total).collect()
}

fn table(head: &[String], rows: &[Vec<String>]) -> Table {
    let widths = widths(head, rows);
    let row = |cells: &[String], head: bool| {
        TableRow::new(cells.iter().zip(&widths).map(|(text, width)| cell(text, *width, head)).collect())
    };
    let all = std::iter::once(row(head, true)).chain(rows.iter().map(|r| row(r, false))).collect();
    Table::new(all).set_grid(widths.clone()).width(TEXT_WIDTH, WidthType::Dxa)
}

fn heading(id: &str, name: &str, size: usize) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).size(size).bold().fonts(fonts())
}

/// The document's bytes: the same for the same pieces.
///
/// # Errors
/// [`WriteError`] where the pieces could not be written.
pub fn write(pieces: &[Piece], language: Language) -> Result<Vec<u8>, WriteError> {
    let footer = Catalogue::of(language).get("draft-footer");
    let footer = Paragraph::new().add_run(run(&footer, 18)).align(AlignmentType::Center);
    let mut docx = Docx::new()
        .page_size(A4.0, A4.1)
        .page_margin(PageMargin::new().top(1_440).bottom(1_440).left(1_440).right(1_440))
        .default_fonts(fonts())
        .default_size(BODY)
        .add_style(heading("Title", "Title", 36))
        .add_style(heading("Heading1", "heading 1", 30))
        .add_style(heading("Heading2", "heading 2", 26))
        .footer(Footer::new().add_paragraph(footer));
    let mut titled = false;
    for piece in pieces {
        docx = match piece {
            Piece::Title(text) => {
                let title = Paragraph::new().add_run(run(text, 36).bold()).style("Title");
                let title = title.align(AlignmentType::Center).page_break_before(titled);
                titled = true;
                docx.add_paragraph(title)
            }
            Piece::Heading(level, text) => {
                let (style, size) = if *level == 1 { ("Heading1", 30) } else { ("Heading2", 26) };
                let heading = Paragraph::new().add_run(run(text, size).bold()).style(style);
                let spacing = LineSpacing::new().before(240).after(120);
                docx.add_paragraph(heading.keep_next(true).line_spacing(spacing))
            }
            Piece::Paragraph(text) => {
                let spacing = LineSpacing::new().after(120);
                docx.add_paragraph(Paragraph::new().add_run(run(text, BODY)).line_spacing(spacing))
            }
            Piece::Blank(text) => {
                docx.add_paragraph(Paragraph::new().add_run(run(text, BODY).highlight("yellow")))
            }
            Piece::Table { head, rows } => docx.add_table(table(head, rows)).add_paragraph(Paragraph::new()),
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|e| WriteError(e.to_string()))?;
    Ok(bytes.into_inner())
}
