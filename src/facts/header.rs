//! Header rows: which column each cell names, and in which unit.

use std::collections::HashMap;
use std::sync::Arc;

use super::cell::{Parsed, Scale, Spec};
use super::issues::{At, FileIx, IssueId, Issues};
use super::source::RowSource;
use super::synonyms;
use super::text::{fold_width, heading, name, shown, split_brackets, trim};
use crate::diagnostic::{Message, codes};
use crate::semantics::{CheckedPack, ColumnIx, ColumnType, Entity, EntityIx};
use crate::source::MAX_COLUMNS;
use crate::value::{Number, Unit};

/// How far below a title line the header is looked for.
const LOOK_AHEAD: usize = 10;

/// What the facts layer knows of an entity besides the pack: how its columns are named and read.
#[derive(Debug)]
pub(super) struct Schema<'a> {
    pub pack: &'a CheckedPack,
    pub ix: EntityIx,
    pub entity: &'a Entity,
    pub specs: Vec<Spec>,
    names: HashMap<String, ColumnIx>,
}

impl<'a> Schema<'a> {
    /// Of an entity of the pack.
    pub fn new(pack: &'a CheckedPack, ix: EntityIx) -> Option<Self> {
        let entity = pack.entity(ix)?;
        let code = |c: ColumnIx| entity.key.contains(&c) || entity.parent_link.contains(&c);
        let columns = || (0u32..).map(ColumnIx).zip(&entity.columns);
        let specs = columns().map(|(c, column)| Spec::new(pack, column, code(c))).collect();
        let mut names = HashMap::new();
        for (c, column) in columns() {
            names.insert(name(&column.id), c);
        }
        for (c, column) in columns() {
            names.entry(name(&column.label)).or_insert(c);
        }
        Some(Schema { pack, ix, entity, specs, names })
    }

    /// The label of a column.
    pub fn label(&self, column: ColumnIx) -> Arc<str> {
        self.entity.columns.get(column.ix()).map_or_else(|| "".into(), |c| c.label.as_str().into())
    }

    /// The columns that a row cannot be placed without.
    pub fn codes(&self) -> Vec<ColumnIx> {
        let mut all = self.entity.key.clone();
        all.extend(self.entity.parent_link.iter().filter(|c| !self.entity.key.contains(c)));
        all
    }

    /// The column that a heading names, and what stands in brackets behind its name.
    pub fn column<'h>(&self, heading: &'h str) -> Option<(ColumnIx, Option<&'h str>)> {
        if let Some(found) = self.names.get(&heading.to_lowercase()) {
            return Some((*found, None));
        }
        let (before, inner) = split_brackets(heading)?;
        self.names.get(&before.to_lowercase()).map(|found| (*found, Some(inner)))
    }

    /// Part of a key as [`keys::key`](super::keys::key) writes it; none where the text is no such value.
    pub fn part(&self, column: ColumnIx, text: &str, scale: &Scale) -> Option<String> {
        let kind = self.entity.columns.get(column.ix())?.ty.kind().and_then(|kind| self.pack.kind(kind));
        match self.specs.get(column.ix())?.read(text, scale).ok()? {
            Parsed::Text(text) => Some(text.into_owned()),
            Parsed::Kind(value) => kind?.values.get(usize::from(value)).map(|(id, _)| id.clone()),
            Parsed::Flag(flag) => Some(if flag { "1" } else { "0" }.to_owned()),
            Parsed::Date(date) => Some(date.to_string()),
            Parsed::Decimal { mantissa, scale } => Some(Number::scaled(mantissa, scale).to_string()),
            Parsed::Wide(number) => Some(number.to_string()),
            Parsed::Blank => None,
        }
    }
}

/// A column of a file.
#[derive(Debug)]
pub(super) struct Bound {
    pub column: ColumnIx,
    /// Which cell of each row.
    pub cell: usize,
    pub scale: Scale,
    /// The header as it stands in the file.
    pub heading: Arc<str>,
    /// Why none of its cells can be used.
    pub broken: Option<IssueId>,
}

/// A file's header, understood.
#[derive(Debug)]
pub(super) struct Header {
    pub columns: Vec<Bound>,
    /// Up to which cell the header has names.
    pub named: usize,
    /// How many cells it has, trailing empty ones among them.
    pub width: usize,
    /// Cells that have no heading.
    pub unnamed: Vec<usize>,
}

/// Finds the header among the first rows: titles may stand above it. Then understands it.
///
/// # Errors
/// The issue for which the table cannot be used.
pub(super) fn seek(
    schema: &Schema<'_>,
    file: FileIx,
    row: u32,
    source: &mut impl RowSource,
    issues: &mut Issues,
) -> Result<Header, IssueId> {
    let (mut best, mut here): (Option<Tried>, _) = (None, Some(row));
    for below in 0..=LOOK_AHEAD {
        let Some(row) = here else { break };
        let tried = Tried::at(schema, row, source);
        if below < LOOK_AHEAD && (source.len() > MAX_COLUMNS || tried.missing.is_empty()) {
            return tried.bind(schema, file, source, issues);
        }
        if best.as_ref().is_none_or(|best| tried.recognised > best.recognised) {
            best = Some(tried);
        }
        here = if below < LOOK_AHEAD { source.advance().ok().flatten() } else { None };
    }
    let best = best.unwrap_or_else(|| Tried::at(schema, row, source));
    Err(report_unusable(schema, file, &best, issues))
}

/// A row that may have been meant as the header.
struct Tried {
    row: u32,
    recognised: usize,
    missing: Vec<ColumnIx>,
    titles: Vec<String>,
}

impl Tried {
    fn at(schema: &Schema<'_>, row: u32, source: &impl RowSource) -> Self {
        let titles: Vec<String> =
            (0..source.len().min(MAX_COLUMNS)).map(|i| source.cell(i).unwrap_or("").to_owned()).collect();
        let named: Vec<ColumnIx> =
            titles.iter().filter_map(|t| schema.column(&heading(t)).map(|(column, _)| column)).collect();
        let missing = schema.codes().into_iter().filter(|c| !named.contains(c)).collect();
        Tried { row, recognised: named.len(), missing, titles }
    }

    /// Understands it as the header; `source` stands at it.
    ///
    /// # Errors
    /// The issue for which the table cannot be used.
    fn bind(
        self,
        schema: &Schema<'_>,
        file: FileIx,
        source: &impl RowSource,
        issues: &mut Issues,
    ) -> Result<Header, IssueId> {
        let row = self.row;
        if source.len() > MAX_COLUMNS {
            let message = Message::new("too-many-columns").count("most", MAX_COLUMNS);
            return Err(issues.push(&codes::DATA_TOO_LARGE, At::row(file, row), message));
        }
        if !self.missing.is_empty() {
            return Err(report_unusable(schema, file, &self, issues));
        }
        let titles = self.titles;
        let found: Vec<String> = titles.iter().map(|t| heading(t)).collect();
        let named = found.iter().rposition(|h| !h.is_empty()).map_or(0, |i| i + 1);
        let mut header = Header { columns: Vec::new(), named, width: titles.len(), unnamed: Vec::new() };
        let mut unusable = None;
        for (i, (title, found)) in titles.iter().zip(&found).enumerate() {
            let position = u32::try_from(i).unwrap_or(u32::MAX);
            let title: Arc<str> = shown(trim(title)).into();
            let at = || At::row(file, row).column(position, &title).cell(Some(position));
            if found.is_empty() {
                header.unnamed.push(i);
                continue;
            }
            let Some((column, brackets)) = schema.column(found) else {
                issues.push(&codes::UNKNOWN_COLUMN, at(), unknown_column(schema, &title, found));
                continue;
            };
            if let Some(first) = header.columns.iter_mut().find(|b| b.column == column) {
                let message = Message::new(codes::DUPLICATE_COLUMN.key)
                    .arg("name", &title)
                    .arg("first", &first.heading)
                    .arg("column", schema.label(column));
                let issue = issues.push(&codes::DUPLICATE_COLUMN, at(), message);
                first.broken = first.broken.or(Some(issue));
                unusable = unusable.or(schema.codes().contains(&column).then_some(issue));
                continue;
            }
            let Some(spec) = schema.specs.get(column.ix()) else { continue };
            let (scale, broken) = match brackets
                .filter(|_| spec.is_number())
                .map(|b| unit(schema.pack, spec, b))
            {
                None => (declared(spec), None),
                Some(Ok(scale)) => (scale, None),
                Some(Err(message)) => (declared(spec), Some(issues.push(&codes::HEADER_UNIT, at(), message))),
            };
            header.columns.push(Bound { column, cell: i, scale, heading: title, broken });
        }
        require(schema, file, row, &header, issues);
        match unusable {
            Some(issue) => Err(issue),
            None => Ok(header),
        }
    }
}

/// Understands the header row that `source` stands at.
///
/// # Errors
/// The issue for which the table cannot be used.
pub(super) fn bind(
    schema: &Schema<'_>,
    file: FileIx,
    row: u32,
    source: &mut impl RowSource,
    issues: &mut Issues,
) -> Result<Header, IssueId> {
    Tried::at(schema, row, source).bind(schema, file, source, issues)
}

/// The unit that cells are in where the header names none. A share without one is a plain number.
fn declared(spec: &Spec) -> Scale {
    if spec.ty == ColumnType::Share { Scale::of(&Unit::none(), false) } else { Scale::of(&spec.unit, false) }
}

/// Reads the unit in a header's brackets.
fn unit(pack: &CheckedPack, spec: &Spec, text: &str) -> Result<Scale, Message> {
    let fitting = || {
        let mut fitting: Vec<&str> = pack
            .units
            .iter()
            .filter(|(_, u)| u.same_dimensions(&spec.unit))
            .map(|(symbol, _)| symbol.as_str())
            .collect();
        if fitting.is_empty() {
            fitting.push(&spec.unit.symbol);
        }
        fitting.join("、")
    };
    let Some(unit) = parse_unit(pack, text) else {
        return Err(Message::new("header-unit-unknown").arg("unit", shown(text)).arg("units", fitting()));
    };
    if !unit.same_dimensions(&spec.unit) {
        let key = if spec.unit.symbol.is_empty() { "header-unit-none" } else { codes::HEADER_UNIT.key };
        return Err(Message::new(key)
            .arg("unit", shown(text))
            .arg("declared", &spec.unit.symbol)
            .arg("units", fitting()));
    }
    Ok(Scale { symbol: text.to_owned(), ..Scale::of(&unit, true) })
}

/// `平方米/人`, `人/百人`, `%`.
fn parse_unit(pack: &CheckedPack, text: &str) -> Option<Unit> {
    let symbol = |text: &str| match text {
        "%" => Some(Unit::percent()),
        "‰" => Some(Unit::permille()),
        "1" => Some(Unit::none()),
        _ => pack
            .units
            .get(text)
            .or_else(|| {
                let mut alike = pack.units.iter().filter(|(s, _)| name(s) == name(text)).map(|(_, u)| u);
                alike.next().filter(|_| alike.next().is_none())
            })
            .cloned(),
    };
    if let Some(whole) = symbol(text) {
        return Some(whole);
    }
    let mut parts = text.split('/');
    let above = parts.next()?.split(['·', '*']).map(symbol);
    let mut unit = above.reduce(|a, b| Some(a?.times(&b?)))??;
    for part in parts {
        unit = unit.per(&symbol(part)?);
    }
    Some(unit)
}

fn unknown_column(schema: &Schema<'_>, title: &str, found: &str) -> Message {
    let bare = split_brackets(found).map_or(found, |(before, _)| before);
    let names = schema.entity.columns.iter().flat_map(|c| [c.label.as_str(), c.id.as_str()]);
    let message = |key| Message::new(key).arg("name", title).arg("table", &schema.entity.label);
    match synonyms::name(bare, &names.collect::<Vec<_>>()) {
        Some(near) => message("unknown-column-near").arg("near", near),
        None => message(codes::UNKNOWN_COLUMN.key),
    }
}

/// A header without the columns that place rows: perhaps it is not the header at all.
fn report_unusable(schema: &Schema<'_>, file: FileIx, tried: &Tried, issues: &mut Issues) -> IssueId {
    let Tried { row, recognised, missing, titles } = tried;
    let labels: Vec<String> = missing.iter().map(|c| format!("`{}`", schema.label(*c))).collect();
    let labels = labels.join("、");
    let message = if *recognised == 0 {
        let first = titles.iter().map(|t| trim(t)).find(|t| !t.is_empty()).unwrap_or("");
        Message::new("header-none")
            .arg("first", shown(first))
            .arg("columns", labels)
            .arg("table", &schema.entity.label)
    } else {
        let codes = schema.codes();
        let near = titles.iter().find(|t| {
            let folded = heading(t);
            let taken = schema.column(&folded).is_some();
            let label = missing.first().map(|c| schema.label(*c)).unwrap_or_default();
            !taken && codes.len() >= missing.len() && synonyms::name(&folded, &[&*label]).is_some()
        });
        let message = Message::new(if near.is_some() {
            "missing-key-column-near"
        } else {
            codes::MISSING_KEY_COLUMN.key
        })
        .arg("columns", labels)
        .arg("table", &schema.entity.label);
        match near {
            Some(near) => message.arg("near", shown(trim(near))),
            None => message,
        }
    };
    issues.push(&codes::MISSING_KEY_COLUMN, At::row(file, *row), message)
}

/// Reports required columns that a file does not have.
fn require(schema: &Schema<'_>, file: FileIx, row: u32, header: &Header, issues: &mut Issues) {
    for (column, declared) in (0u32..).map(ColumnIx).zip(&schema.entity.columns) {
        let there = header.columns.iter().any(|b| b.column == column);
        if declared.required && declared.derive.is_none() && !there {
            let at = At::row(file, row).column(column.0, &schema.label(column));
            let message = Message::new(codes::MISSING_COLUMN.key)
                .arg("column", schema.label(column))
                .arg("table", &schema.entity.label);
            issues.push(&codes::MISSING_COLUMN, at, message);
        }
    }
}

/// Whether two names of tables or files are the same.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    name(&fold_width(a)) == name(&fold_width(b))
}
