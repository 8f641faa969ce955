//! Sheets as XLSX. The only place that names the writer.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Formula, Note as XlsxNote, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::*;

/// Longest text in a cell, in characters: what spreadsheet programs take.
const MAX_TEXT: usize = 32_767;
/// Longest comment, in characters.
const MAX_NOTE: usize = 2_000;
/// Longest list that stands in the validation itself; longer ones stand in a hidden sheet.
const MAX_LIST: usize = 250;
/// Digits that a spreadsheet program keeps of a number.
const DIGITS: usize = 15;
/// The number by which workbooks know the paper size A4.
const A4: u8 = 9;
/// Name of the hidden sheet with the long lists.
const LISTS: &str = "选项";

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(#[from] XlsxError);

/// A number's digits as a spreadsheet's number, if it keeps all of them.
fn exact_float(digits: &str) -> Option<f64> {
    let significant: String =
        digits.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').to_owned();
    let count =
        if digits.contains('.') { significant.len() } else { significant.trim_end_matches('0').len() };
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    (plain && count <= DIGITS && significant.len() <= DIGITS).then(|| digits.parse().ok()).flatten()
}

/// The workbook's bytes: the same for the same book.
///
/// # Errors
/// [`WriteError`] where the book is larger than a workbook may be.
pub fn write(book: &Book) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(&book.title).set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let mut looks = Looks::default();
    let mut lists: Vec<Vec<String>> = Vec::new();
    let mut taken = BTreeSet::from([LISTS.to_owned(), "history".to_owned()]);
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet_name(&sheet.name, &mut taken))?;
        fill(worksheet, sheet, &mut looks)?;
        for rule in &sheet.rules {
            let (r0, c0, r1, c1) = rule.range;
            worksheet.add_data_validation(r0, c0, r1, c1, &validation(rule, &mut lists)?)?;
        }
    }
    if !lists.is_empty() {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(LISTS)?.set_hidden(true);
        for (column, list) in (0u16..).zip(&lists) {
            for (row, text) in (0u32..).zip(list) {
                worksheet.write_string(row, column, cut(text, MAX_TEXT))?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(most).collect()
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet, looks: &mut Looks) -> Result<(), XlsxError> {
    for (column, look) in (0u16..).zip(&sheet.columns) {
        if *look != Look::Plain {
            worksheet.set_column_format(column, looks.format(*look))?;
        }
    }
    for (column, width) in (0u16..).zip(&sheet.widths) {
        worksheet.set_column_width(column, *width)?;
    }
    for (r0, c0, r1, c1) in &sheet.merged {
        worksheet.merge_range(*r0, *c0, *r1, *c1, "", looks.format(Look::Plain))?;
    }
    for (row, cells) in (0u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            put(worksheet, row, column, cell, looks)?;
        }
    }
    for (row, height) in &sheet.heights {
        worksheet.set_row_height(*row, *height)?;
    }
    for note in &sheet.notes {
        let text = cut(&note.text, MAX_NOTE);
        let lines: usize = text.lines().map(|l| 1 + l.width() / 34).sum();
        let height = u32::try_from(lines.clamp(3, 20)).unwrap_or(20) * 18 + 12;
        let note_box = XlsxNote::new(text).add_author_prefix(false).set_width(260).set_height(height);
        worksheet.insert_note(note.row, note.column, &note_box)?;
    }
    if sheet.frozen != (0, 0) {
        worksheet.set_freeze_panes(sheet.frozen.0, sheet.frozen.1)?;
        if sheet.frozen.0 > 0 {
            worksheet.set_repeat_rows(0, sheet.frozen.0 - 1)?;
        }
    }
    if let Some((r0, c0, r1, c1)) = sheet.filter {
        worksheet.autofilter(r0, c0, r1, c1)?;
    }
    if sheet.landscape {
        worksheet.set_landscape();
    }
    if sheet.ruled {
        worksheet.set_paper_size(A4).set_print_gridlines(true).set_footer("&C&P / &N");
        worksheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.2, 0.3);
    }
    worksheet.set_print_fit_to_pages(1, 0);
    if sheet.hidden {
        worksheet.set_hidden(true);
    }
    Ok(())
}

fn put(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    looks: &mut Looks,
) -> Result<(), XlsxError> {
    let format = looks.format(cell.look);
    match &cell.value {
        CellValue::Blank if cell.look == Look::Plain => worksheet,
        CellValue::Blank => worksheet.write_blank(row, column, format)?,
        CellValue::Text(text) => {
            worksheet.write_string_with_format(row, column, cut(text, MAX_TEXT), format)?
        }
        CellValue::Number(digits) => match exact_float(digits) {
            Some(number) => worksheet.write_number_with_format(row, column, number, format)?,
            None => worksheet.write_string_with_format(row, column, digits, format)?,
        },
        CellValue::Formula { formula, result } => {
            let formula = Formula::new(formula).set_result(result);
            worksheet.write_formula_with_format(row, column, formula, format)?
        }
        CellValue::Date(date) => match day(*date) {
            Some(day) => worksheet.write_datetime_with_format(row, column, &day, format)?,
            None => worksheet.write_string_with_format(row, column, date.to_string(), format)?,
        },
        CellValue::Flag(flag) => worksheet.write_boolean_with_format(row, column, *flag, format)?,
    };
    Ok(())
}

/// A day as the program knows it; none before 1900.
fn day(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::parse_from_str(&date.to_string()).ok()
}

fn validation(rule: &EntryRule, lists: &mut Vec<Vec<String>>) -> Result<DataValidation, XlsxError> {
    let validation = DataValidation::new();
    let bounds = |low: &Option<String>, high: &Option<String>| match (low, high) {
        (Some(low), Some(high)) => DataValidationRule::Between(Formula::new(low), Formula::new(high)),
        (Some(low), None) => DataValidationRule::GreaterThanOrEqualTo(Formula::new(low)),
        (None, Some(high)) => DataValidationRule::LessThanOrEqualTo(Formula::new(high)),
        (None, None) => DataValidationRule::GreaterThanOrEqualTo(Formula::new("-1E+99")),
    };
    let validation = match &rule.allowed {
        Allowed::List(values) => {
            let length: usize = values.iter().map(|v| v.chars().count() + 1).sum();
            if length <= MAX_LIST && !values.iter().any(|v| v.contains([',', '"'])) {
                validation.allow_list_strings(values)?
            } else {
                let at = lists.iter().position(|l| l == values).unwrap_or_else(|| {
                    lists.push(values.clone());
                    lists.len() - 1
                });
                let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(at).unwrap_or(0));
                let source = format!("='{LISTS}'!${column}$1:${column}${}", values.len());
                validation.allow_list_formula(Formula::new(source))
            }
        }
        Allowed::Whole(low, high) => validation.allow_whole_number_formula(bounds(low, high)),
        Allowed::Decimal(low, high) => validation.allow_decimal_number_formula(bounds(low, high)),
        Allowed::Dates(low, high) => {
            let low = low.and_then(day).map_or_else(|| ExcelDateTime::from_ymd(1900, 1, 1), Ok)?;
            let high = high.and_then(day).map_or_else(|| ExcelDateTime::from_ymd(9999, 12, 31), Ok)?;
            validation.allow_date(DataValidationRule::Between(low, high))
        }
    };
    let style = if rule.lenient { DataValidationErrorStyle::Warning } else { DataValidationErrorStyle::Stop };
    validation.set_error_style(style).set_error_message(cut(&rule.refusal, 220))
}

/// The formats in use: each is made once.
#[derive(Default)]
struct Looks {
    made: BTreeMap<Look, Format>,
}

const RULE: u32 = 0x00BF_BFBF;

impl Looks {
    fn format(&mut self, look: Look) -> &Format {
        self.made.entry(look).or_insert_with(|| Looks::make(look))
    }

    fn make(look: Look) -> Format {
        let plain = Format::new().set_align(FormatAlign::VerticalCenter);
        let header = || {
            Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(RULE))
        };
        let filled = |back: u32, ink: u32| {
            Format::new()
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_background_color(Color::RGB(back))
                .set_font_color(Color::RGB(ink))
        };
        match look {
            Look::Plain => plain,
            Look::Wrapped => plain.set_text_wrap().set_align(FormatAlign::Top),
            Look::Body => plain.set_text_wrap(),
            Look::Title => plain.set_bold().set_font_size(16),
            Look::Label => plain.set_bold().set_align(FormatAlign::Top),
            Look::Header => header().set_background_color(Color::RGB(0x00E7_EEF7)),
            Look::KeyHeader => {
                header().set_background_color(Color::RGB(0x001F_4E79)).set_font_color(Color::RGB(0x00FF_FFFF))
            }
            Look::Code => plain.set_num_format("@"),
            Look::Number => plain.set_num_format("General"),
            Look::Decimals(places) => {
                let zeros = "#".repeat(usize::from(places.min(12)));
                plain.set_num_format(if zeros.is_empty() { "0".to_owned() } else { format!("0.{zeros}") })
            }
            Look::Fixed(places) => plain.set_num_format(fixed(places)),
            Look::Failing(places) => {
                let look = plain.set_num_format(fixed(places)).set_bold();
                look.set_background_color(Color::RGB(0x00FB_DADA)).set_font_color(Color::RGB(0x009C_0006))
            }
            Look::Percent => plain.set_num_format("0.##%"),
            Look::Date => plain.set_num_format("yyyy-mm-dd"),
            Look::Example => plain.set_italic().set_font_color(Color::RGB(0x0080_8080)).set_num_format("@"),
            Look::Remark => plain.set_font_color(Color::RGB(0x0059_5959)).set_text_wrap(),
            Look::Good => filled(0x00E2_F0D9, 0x0037_5623),
            Look::Bad => filled(0x00FB_DADA, 0x009C_0006).set_bold(),
            Look::Doubt => filled(0x00FF_F2CC, 0x007F_6000),
            Look::Entry => plain.set_background_color(Color::RGB(0x00FF_FBE6)).set_text_wrap(),
        }
    }
}

/// A number's format with so many decimals.
fn fixed(places: u8) -> String {
    if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(usize::from(places.min(30)))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_made_fit() {
        let mut taken = BTreeSet::new();
        assert_eq!(sheet_name("学部", &mut taken), "学部");
        assert_eq!(sheet_name("学部", &mut taken), "学部_2");
        assert_eq!(sheet_name("../a:b[1]", &mut taken), "..／a：b［1］");
        assert_eq!(sheet_name("''", &mut taken), "_");
        assert_eq!(sheet_name(&"长".repeat(40), &mut taken).chars().count(), MAX_NAME);
        assert_eq!(sheet_name(&"长".repeat(40), &mut taken).chars().count(), MAX_NAME);
    }

    #[test]
    fn numbers_with_too_many_digits_stay_text() {
        assert_eq!(exact_float("4.505"), Some(4.505));
        assert_eq!(exact_float("123456789012345"), Some(123_456_789_012_345.0));
        assert_eq!(exact_float("1234567890123456"), None);
        assert_eq!(exact_float("1000000000000000000"), None);
        assert_eq!(exact_float("0.1234567890123456"), None);
        assert_eq!(exact_float("1/3"), None);
    }

    #[test]
    fn the_same_book_gives_the_same_bytes() {
        let book = Book {
            title: "台账".to_owned(),
            sheets: vec![Sheet {
                name: "学部".to_owned(),
                rows: vec![vec![Cell::text("学校", Look::KeyHeader), Cell::number("4.5", Look::Number)]],
                rules: vec![EntryRule {
                    range: (1, 0, 9, 0),
                    allowed: Allowed::List((0..200).map(|i| format!("值{i}")).collect()),
                    refusal: "只能选".to_owned(),
                    lenient: false,
                }],
                notes: vec![Note { row: 0, column: 0, text: "识别列".to_owned() }],
                frozen: (1, 0),
                ..Sheet::default()
            }],
        };
        assert_eq!(write(&book).unwrap(), write(&book).unwrap());
    }
}
