//! The engine's part: packs from blobs, data as understood, verdicts in brief.

use std::collections::BTreeMap;
use std::path::Path;

use junheng::diagnostic::Language;
use junheng::evaluation::{self, Options, evaluate};
use junheng::facts::{self, Cell, Facts, FindingResult, RawTable, from_tables};
use junheng::pack::{SearchPath, load_bytes};
use junheng::report::{Detail, ReportInput, report};
use junheng::semantics::{
    CheckedPack, ColumnIx, ColumnType, Comparison, EntityIx, Item, ItemBody, RuleKind, check,
};
use junheng::value::{Date, Number, Outcome};
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// A pack from its files, if it has no errors; else what is wrong first.
///
/// # Errors
/// Where the pack has errors.
pub fn pack(files: &BTreeMap<String, Vec<u8>>) -> Result<CheckedPack, Failure> {
    let list: Vec<(&str, &[u8])> = files.iter().map(|(p, b)| (p.as_str(), b.as_slice())).collect();
    let checked = check(load_bytes(&list, &SearchPath::embedded()));
    checked.pack.ok_or_else(|| {
        let first = checked.diagnostics.iter().find(|d| d.code.severity.is_error());
        let say = |language| first.map_or_else(String::new, |d| d.message.text(language));
        Failure::new(
            format!("标准包有错误：{}", say(Language::Zh)),
            format!("the pack has errors: {}", say(Language::En)),
        )
    })
}

/// The files of a pack's folder.
///
/// # Errors
/// Where the folder cannot be read.
pub fn pack_files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Failure::file(folder, e))? {
        let path = entry.map_err(|e| Failure::file(folder, e))?.path();
        let ours = path.extension().is_some_and(|x| x == "yaml" || x == "rules");
        if let (true, Some(name)) = (ours, path.file_name().and_then(|n| n.to_str())) {
            out.insert(name.to_owned(), std::fs::read(&path).map_err(|e| Failure::file(&path, e))?);
        }
    }
    Ok(out)
}

/// A table of data as understood: labels of the pack's columns, values in the declared units. What the pack does not ask for is not in
/// it, nor is any text of a personal column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The entity's id.
    pub entity: String,
    /// The columns' ids; of findings, the labels of their columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Data as understood, in an order that does not depend on that of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    /// Tables in the pack's order, findings last.
    pub tables: Vec<Table>,
}

/// How many errors data have, and they as understood.
///
/// # Errors
/// Where nothing can be read at all.
pub fn read(pack: &CheckedPack, folder: &Path, as_of: Date) -> Result<(Data, i64), Failure> {
    let facts = facts::read(pack, &[folder.to_owned()], as_of).map_err(|e| {
        let message = e.message();
        Failure::new(message.text(Language::Zh), message.text(Language::En))
    })?;
    let errors = facts.issues.iter().filter(|i| i.code.severity.is_error()).count();
    Ok((understood(pack, &facts), i64::try_from(errors).unwrap_or(i64::MAX)))
}

const FINDING: [&str; 6] = ["评定项", "对象", "结果", "佐证", "评定人", "日期"];

/// Facts as tables.
pub fn understood(pack: &CheckedPack, facts: &Facts) -> Data {
    let mut tables = Vec::new();
    for (i, entity) in pack.entities.iter().enumerate() {
        let ix = EntityIx(u32::try_from(i).unwrap_or(u32::MAX));
        let Some(table) = facts.table(ix).filter(|t| t.supplied) else { continue };
        let kept: Vec<usize> = entity
            .columns
            .iter()
            .enumerate()
            .filter(|(c, column)| {
                table.columns.get(*c).is_some_and(|d| d.supplied)
                    && !(column.personal && column.ty == ColumnType::Text)
            })
            .map(|(c, _)| c)
            .collect();
        let id = |c: &usize| entity.columns.get(*c).map_or_else(String::new, |c| c.id.clone());
        let mut rows: Vec<Vec<String>> = (0..u32::try_from(table.len).unwrap_or(u32::MAX))
            .map(|row| kept.iter().map(|c| cell_text(pack, facts, ix, row, *c)).collect())
            .collect();
        rows.sort();
        tables.push(Table { entity: entity.id.clone(), header: kept.iter().map(id).collect(), rows });
    }
    if facts.findings.supplied {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for ((item, row), finding) in &facts.findings.by_subject {
            let Some(of) = pack.item(*item) else { continue };
            let result = match finding.result {
                FindingResult::Flag(yes) => if yes { "是" } else { "否" }.to_owned(),
                FindingResult::Grade(value) => {
                    let grade = pack.kinds.first().and_then(|k| k.values.get(usize::from(value)));
                    grade.map_or_else(String::new, |(_, label)| label.clone())
                }
                FindingResult::Missing(_) => String::new(),
            };
            let text = |t: &Option<std::sync::Arc<str>>| t.as_deref().unwrap_or_default().to_owned();
            rows.push(vec![
                of.id.clone(),
                facts::key_of(pack, facts, of.entity, *row).join("/"),
                result,
                text(&finding.evidence),
                text(&finding.assessor),
                finding.date.map(|d| d.to_string()).unwrap_or_default(),
            ]);
        }
        rows.sort();
        tables.push(Table {
            entity: "finding".to_owned(),
            header: FINDING.map(str::to_owned).to_vec(),
            rows,
        });
    }
    Data { tables }
}

/// A cell as text that the engine reads as the same value.
fn cell_text(pack: &CheckedPack, facts: &Facts, entity: EntityIx, row: u32, column: usize) -> String {
    let spec = pack.entity(entity).and_then(|e| e.columns.get(column));
    let cell = facts.cell(entity, row, ColumnIx(u32::try_from(column).unwrap_or(u32::MAX)));
    match (cell, spec) {
        (Cell::Number(n), Some(spec)) if spec.ty == ColumnType::Share => {
            format!("{}%", (&n * &Number::from(100)).exact())
        }
        (Cell::Number(n), Some(spec)) => spec.unit.from_base(&n).exact(),
        (Cell::Number(n), None) => n.exact(),
        (Cell::Flag(yes), _) => if yes { "是" } else { "否" }.to_owned(),
        (Cell::Text(text), _) => text.to_string(),
        (Cell::Date(date), _) => date.to_string(),
        (Cell::Kind(value), Some(spec)) => match spec.ty {
            ColumnType::Kind(kind) => {
                let found = pack.kind(kind).and_then(|k| k.values.get(usize::from(value)));
                found.map_or_else(String::new, |(id, _)| id.clone())
            }
            _ => String::new(),
        },
        (Cell::Kind(_) | Cell::Missing(_), _) => String::new(),
    }
}

/// A number from the text of [`Number::exact`].
pub fn number(text: &str) -> Option<Number> {
    match text.split_once('/') {
        None => Number::parse_decimal(text).ok(),
        Some((p, q)) => Number::parse_decimal(p).ok()?.checked_div(&Number::parse_decimal(q).ok()?),
    }
}

impl Data {
    /// As canonical bytes.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    /// From bytes of the store.
    ///
    /// # Errors
    /// Where they are no data.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(bytes).map_err(Failure::store)
    }

    /// As the engine takes them.
    pub fn facts(&self, pack: &CheckedPack, as_of: Date) -> Facts {
        let raw = self.tables.iter().map(|t| RawTable {
            entity: t.entity.clone(),
            file: t.entity.as_str().into(),
            header: t.header.clone(),
            rows: (2u32..).zip(&t.rows).map(|(n, cells)| (n, cells.clone())).collect(),
        });
        from_tables(pack, raw.collect(), as_of)
    }

    /// What rows are called, by their key; after a NUL the labels of kinds' values, by their id.
    pub fn names(&self, pack: &CheckedPack) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for entity in &pack.entities {
            let id = |c: ColumnIx| entity.columns.get(c.ix()).map(|c| c.id.as_str());
            let Some(table) = self.tables.iter().find(|t| t.entity == entity.id) else { continue };
            let at = |id: &str| table.header.iter().position(|h| h == id);
            let Some(name) = entity.display.and_then(id).and_then(at) else { continue };
            let key: Vec<usize> = entity.key.iter().filter_map(|c| at(id(*c)?)).collect();
            for row in &table.rows {
                let parts: Vec<&str> = key.iter().filter_map(|k| row.get(*k).map(String::as_str)).collect();
                if let Some(name) = row.get(name).filter(|n| !n.is_empty()) {
                    out.insert(parts.join("/"), name.clone());
                }
            }
        }
        for (id, label) in pack.kinds.iter().flat_map(|k| &k.values) {
            out.insert(format!("\u{0}{id}"), label.clone());
        }
        out
    }

    /// The codes of the counties in the data.
    pub fn counties(&self, pack: &CheckedPack) -> Vec<String> {
        let Some(county) = pack.entities.first() else { return Vec::new() };
        let key = county.key.first().and_then(|c| county.columns.get(c.ix())).map(|c| c.id.as_str());
        let table = self.tables.iter().find(|t| t.entity == county.id);
        let at = table.zip(key).and_then(|(t, key)| t.header.iter().position(|h| h == key));
        let (Some(table), Some(at)) = (table, at) else { return Vec::new() };
        table.rows.iter().filter_map(|row| row.get(at).cloned()).collect()
    }

    /// Corrects one cell: what stands there must be `old`. Both are read as the engine reads a cell under this heading.
    pub fn correct(
        &mut self,
        pack: &CheckedPack,
        place: &CellPlace<'_>,
        old: &str,
        new: &str,
        day: Date,
    ) -> Corrected {
        let Some(ix) = pack.find_entity(place.table) else { return Corrected::Unknown };
        let Some(entity) = pack.entity(ix) else { return Corrected::Unknown };
        let key: Vec<&str> = place.key.split('/').collect();
        let keys: Vec<usize> = entity.key.iter().map(|c| c.ix()).collect();
        let Some(table) = self.tables.iter_mut().find(|t| t.entity == entity.id) else {
            return Corrected::Unknown;
        };
        let positions: Option<Vec<usize>> = keys
            .iter()
            .map(|c| entity.columns.get(*c).and_then(|c| table.header.iter().position(|h| *h == c.id)))
            .collect();
        let Some(positions) = positions.filter(|p| p.len() == key.len()) else { return Corrected::Unknown };
        let is_row = |row: &&mut Vec<String>| {
            positions.iter().zip(&key).all(|(p, k)| row.get(*p).is_some_and(|c| c == k))
        };
        let parents: Vec<(String, String)> = entity
            .parent_link
            .iter()
            .filter(|c| !keys.contains(&c.ix()))
            .filter_map(|c| {
                let id = entity.columns.get(c.ix())?.id.clone();
                let at = table.header.iter().position(|h| *h == id)?;
                let row = table
                    .rows
                    .iter()
                    .find(|r| positions.iter().zip(&key).all(|(p, k)| r.get(*p).is_some_and(|c| c == k)))?;
                Some((id, row.get(at)?.clone()))
            })
            .collect();
        let context = Context { ix, key: &key, parents: &parents, heading: place.column, day };
        let Some((column, [before, after])) = understood_cells(pack, &context, [old, new]) else {
            return Corrected::Unknown;
        };
        let id = entity.columns.get(column).map(|c| c.id.clone()).unwrap_or_default();
        let Some(at) = table.header.iter().position(|h| *h == id) else { return Corrected::Unknown };
        let Some(cell) = table.rows.iter_mut().find(is_row).and_then(|row| row.get_mut(at)) else {
            return Corrected::Unknown;
        };
        if *cell != before {
            return Corrected::Stale(cell.clone());
        }
        *cell = after;
        Corrected::Done
    }

    /// The data with a column of the county table set.
    #[must_use]
    pub fn with_county_column(&self, pack: &CheckedPack, column: &str, value: &str) -> Self {
        let mut data = self.clone();
        let Some(county) = pack.entities.first() else { return data };
        if let Some(table) = data.tables.iter_mut().find(|t| t.entity == county.id) {
            let at = table.header.iter().position(|h| h == column);
            if at.is_none() {
                table.header.push(column.to_owned());
            }
            for row in &mut table.rows {
                match at.and_then(|at| row.get_mut(at)) {
                    Some(cell) => value.clone_into(cell),
                    None => row.push(value.to_owned()),
                }
            }
        }
        data
    }
}

/// Where a cell is: table, key, heading.
#[derive(Debug, Clone, Copy)]
pub struct CellPlace<'a> {
    /// The table, by id or label.
    pub table: &'a str,
    /// The row's key, parts joined by `/`.
    pub key: &'a str,
    /// The column as a heading says it, a unit in brackets too.
    pub column: &'a str,
}

/// What a correction came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corrected {
    /// It is done.
    Done,
    /// There is no such cell, or the new value cannot be read there.
    Unknown,
    /// Something else stands there now.
    Stale(String),
}

/// A row of which only its keys are known, and the heading of the cell that is asked for.
#[derive(Clone, Copy)]
struct Context<'a> {
    ix: EntityIx,
    key: &'a [&'a str],
    parents: &'a [(String, String)],
    heading: &'a str,
    day: Date,
}

/// What two texts mean under a heading: the column, and each as canonical text.
fn understood_cells(
    pack: &CheckedPack,
    context: &Context<'_>,
    texts: [&str; 2],
) -> Option<(usize, [String; 2])> {
    let Context { ix, key, parents, heading, day } = *context;
    let entity = pack.entity(ix)?;
    let named = |c: usize| entity.key.iter().chain(&entity.parent_link).any(|k| k.ix() == c);
    let ids: Vec<String> =
        entity.key.iter().filter_map(|c| entity.columns.get(c.ix())).map(|c| c.id.clone()).collect();
    let mut found = None;
    let mut out = Vec::new();
    for text in texts {
        let above = parents.iter();
        let header =
            ids.iter().cloned().chain(above.clone().map(|(id, _)| id.clone())).chain([heading.to_owned()]);
        let row =
            key.iter().map(|k| (*k).to_owned()).chain(above.map(|(_, v)| v.clone())).chain([text.to_owned()]);
        let (header, row) = (header.collect(), row.collect());
        let raw = RawTable { entity: entity.id.clone(), file: "".into(), header, rows: vec![(2, row)] };
        let facts = from_tables(pack, vec![raw], day);
        let table = facts.table(ix)?;
        let column = (0..entity.columns.len())
            .find(|c| table.columns.get(*c).is_some_and(|d| d.supplied) && !named(*c))?;
        if table.len == 0 || table.columns.get(column).is_some_and(|d| !d.bad.is_empty()) {
            return None;
        }
        found = Some(column);
        out.push(cell_text(pack, &facts, ix, 0, column));
    }
    Some((found?, out.try_into().ok()?))
}

/// An indicator's figures, in the declared unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// `RULE@SUBJECT`.
    pub key: String,
    /// The value.
    pub value: Option<String>,
    /// The limit.
    pub limit: Option<String>,
    /// Whether less is better.
    pub less: bool,
}

impl Figure {
    /// How far the value lies beyond its limit, as a share of the limit.
    pub fn margin(&self) -> Option<Number> {
        let (value, limit) = (number(self.value.as_deref()?)?, number(self.limit.as_deref()?)?);
        let beyond = if self.less { &limit - &value } else { &value - &limit };
        beyond.checked_div(&limit.abs())
    }
}

/// A verdict in brief: every outcome by `RULE@SUBJECT`, in the order of the rules, and the figures of indicators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brief {
    /// Outcomes.
    pub outcomes: Vec<(String, Outcome)>,
    /// Values and limits in the declared units, as [`Number::exact`] writes them.
    pub figures: Vec<Figure>,
    /// Rules whose outcome `met` is bad: vetoes.
    pub vetoes: Vec<String>,
    /// Conclusions.
    pub conclusions: Vec<String>,
    /// Subjects that belong to the city.
    pub of_city: Vec<String>,
}

impl Brief {
    /// An outcome as the engine gives it.
    pub fn outcome(&self, key: &str) -> Option<Outcome> {
        self.outcomes.iter().find(|(k, _)| k == key).map(|(_, o)| *o)
    }

    /// An outcome from the county's side: a veto is met when it does not exist.
    pub fn good(&self, key: &str) -> Option<Outcome> {
        let outcome = self.outcome(key)?;
        Some(self.turned(key, outcome))
    }

    fn turned(&self, key: &str, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Met if self.is(&self.vetoes, key) => Outcome::Unmet,
            Outcome::Unmet if self.is(&self.vetoes, key) => Outcome::Met,
            other => other,
        }
    }

    /// All outcomes from the county's side.
    pub fn all(&self) -> impl Iterator<Item = (&str, Outcome)> {
        self.outcomes.iter().map(|(k, o)| (k.as_str(), self.turned(k, *o)))
    }

    /// Whether an outcome is the conclusion.
    pub fn concludes(&self, key: &str) -> bool {
        self.is(&self.conclusions, key)
    }

    fn is(&self, rules: &[String], key: &str) -> bool {
        let rule = key.split('@').next().unwrap_or_default();
        rules.iter().any(|r| r == rule)
    }

    /// The conclusion and what it came to; the last where there are several.
    pub fn conclusion(&self) -> Option<(&str, Outcome)> {
        self.outcomes.iter().rfind(|(k, _)| self.concludes(k)).map(|(k, o)| (k.as_str(), *o))
    }

    /// An indicator's figures.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.key == key)
    }

    /// From bytes of the store.
    ///
    /// # Errors
    /// Where they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Failure> {
        serde_json::from_slice(bytes).map_err(Failure::store)
    }
}

/// Judges data: in brief, and the engine's report in full.
pub fn judge(pack: &CheckedPack, data: &Data, as_of: Date) -> (Brief, String) {
    let facts = data.facts(pack, as_of);
    let evaluation = evaluate(pack, &facts, &Options::on(as_of));
    let input = ReportInput {
        pack,
        facts: &facts,
        evaluation: &evaluation,
        detail: Detail::Full,
        language: Language::Zh,
    };
    let text = serde_json::to_string_pretty(&report(&input)).unwrap_or_default();
    (brief(pack, &facts, &evaluation), text)
}

/// Whether an item is a conclusion.
pub fn is_conclusion(item: &Item) -> bool {
    kind_of(item) == Some(RuleKind::Conclusion)
}

/// Whether an item comes to an outcome: an indicator, a rule, a veto, a conclusion.
pub fn has_outcome(item: &Item) -> bool {
    match kind_of(item) {
        Some(RuleKind::Rule | RuleKind::Veto | RuleKind::Conclusion) => true,
        Some(RuleKind::Audit) => false,
        None => matches!(item.body, ItemBody::Indicator(_)),
    }
}

/// The unit of an indicator, as it is written.
pub fn unit_of(item: &Item) -> String {
    match &item.body {
        ItemBody::Indicator(i) => i.unit.symbol.to_string(),
        ItemBody::Rule { .. } | ItemBody::Define { .. } => String::new(),
    }
}

fn kind_of(item: &Item) -> Option<RuleKind> {
    match &item.body {
        ItemBody::Rule { kind, .. } => Some(*kind),
        ItemBody::Indicator(_) | ItemBody::Define { .. } => None,
    }
}

fn brief(pack: &CheckedPack, facts: &Facts, evaluation: &evaluation::Evaluation) -> Brief {
    let mut out = Brief::default();
    for item in &pack.items {
        match kind_of(item) {
            Some(RuleKind::Veto) => out.vetoes.push(item.id.clone()),
            Some(RuleKind::Conclusion) => out.conclusions.push(item.id.clone()),
            Some(RuleKind::Rule | RuleKind::Audit) | None => {}
        }
    }
    for subject in evaluation.counties.iter().flat_map(|c| &c.subjects) {
        let Some(item) = pack.item(subject.item) else { continue };
        let mut name = facts::key_of(pack, facts, item.entity, subject.row);
        for (kind, value) in &subject.group {
            let found = pack.kind(*kind).and_then(|k| k.values.get(usize::from(*value)));
            name.extend(found.map(|(id, _)| id.clone()));
        }
        let key = format!("{}@{}", item.id, name.join("/"));
        if let (evaluation::Detail::Indicator { value, limit }, ItemBody::Indicator(i)) =
            (&subject.detail, &item.body)
        {
            let shown = |n: &Option<junheng::value::Surd>| {
                n.as_ref().and_then(|n| n.as_number()).map(|n| i.unit.from_base(n).exact())
            };
            let less = matches!(i.comparison, Comparison::AtMost | Comparison::Below);
            out.figures.push(Figure { key: key.clone(), value: shown(value), limit: shown(limit), less });
        }
        out.outcomes.push((key, subject.outcome));
    }
    out.of_city = of_city(pack, facts);
    out
}

/// Rows whose column `affiliation` says `city`.
fn of_city(pack: &CheckedPack, facts: &Facts) -> Vec<String> {
    let mut out = Vec::new();
    for (i, entity) in pack.entities.iter().enumerate() {
        let ix = EntityIx(u32::try_from(i).unwrap_or(u32::MAX));
        let (Some((column, spec)), Some(table)) = (entity.column("affiliation"), facts.table(ix)) else {
            continue;
        };
        let ColumnType::Kind(kind) = spec.ty else { continue };
        let city = pack.kind(kind).and_then(|k| k.values.iter().position(|(id, _)| id == "city"));
        for row in 0..u32::try_from(table.len).unwrap_or(u32::MAX) {
            if let Cell::Kind(value) = facts.cell(ix, row, column)
                && Some(usize::from(value)) == city
            {
                out.push(facts::key_of(pack, facts, ix, row).join("/"));
            }
        }
    }
    out
}

/// What the pack's own `reward` gives a county that was recognised on a day, in its unit; judged on another day.
pub fn reward(pack: &CheckedPack, data: &Data, recognised: Date, on: Date) -> Option<Number> {
    let data = data.with_county_column(pack, "recognised_on", &recognised.to_string());
    let facts = data.facts(pack, on);
    let evaluation = evaluate(pack, &facts, &Options::on(on));
    let ix = pack.find_item("reward")?;
    let ItemBody::Define { unit, .. } = &pack.item(ix)?.body else { return None };
    let value = evaluation.counties.iter().flat_map(|c| &c.values).find(|v| v.item == ix)?.value.clone()?;
    match value {
        evaluation::Value::Number(n) => n.as_number().map(|n| unit.from_base(n)),
        _ => None,
    }
}
