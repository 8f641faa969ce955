//! A small county made up for one case: one row of each table that is needed.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Facts, RawTable, from_tables};
use crate::semantics::*;
use crate::value::{Date, Number};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fill {
    /// In the column's unit.
    Number(Number),
    Kind(KindValue),
    Flag(bool),
    Text(String),
    Date(Date),
}

/// One row of each table, and findings.
#[derive(Debug, Clone)]
pub(super) struct World<'a> {
    pack: &'a CheckedPack,
    pub(super) rows: BTreeMap<EntityIx, BTreeMap<ColumnIx, Fill>>,
    pub(super) judged: Vec<ItemIx>,
    pub(super) as_of: Date,
}

/// What has to be there for an item to be judged.
pub(super) struct Needed {
    pub(super) columns: BTreeSet<(EntityIx, ColumnIx)>,
    pub(super) entities: BTreeSet<EntityIx>,
    pub(super) judged: Vec<ItemIx>,
}

impl Needed {
    /// The columns that a derived column is computed from are left out: it is filled in itself.
    pub(super) fn of(pack: &CheckedPack, item: ItemIx) -> Needed {
        let mut needed = Needed { columns: BTreeSet::new(), entities: BTreeSet::new(), judged: Vec::new() };
        for read in pack.reads.needs_through([Read::Item(item)], |read| read.column().is_none()) {
            match read {
                Read::Column(entity, column) => {
                    needed.columns.insert((entity, column));
                    needed.entities.insert(entity);
                }
                Read::Item(item) => needed.entities.extend(pack.item(item).map(|i| i.entity)),
                Read::Rows(entity) => {
                    needed.entities.insert(entity);
                }
                Read::Finding(item) => needed.judged.push(item),
                Read::Limit(_) | Read::Kind(_) | Read::TargetYear => {}
            }
        }
        // Every table stands below its parents.
        let mut all = BTreeSet::new();
        for entity in &needed.entities {
            let mut at = Some(*entity);
            while let Some(e) = at {
                all.insert(e);
                at = pack.entity(e).and_then(|e| e.parent);
            }
        }
        needed.entities = all;
        needed
    }
}

impl<'a> World<'a> {
    /// One row of each table, every column that is read filled with something plain.
    pub(super) fn new(pack: &'a CheckedPack, needed: &Needed, as_of: Date, plain: i64) -> Self {
        let mut world = World { pack, rows: BTreeMap::new(), judged: needed.judged.clone(), as_of };
        for e in &needed.entities {
            let Some(entity) = pack.entity(*e) else { continue };
            let mut row = BTreeMap::new();
            for (c, column) in (0u32..).map(ColumnIx).zip(&entity.columns) {
                let key = entity.key.contains(&c) || entity.parent_link.contains(&c);
                if key || column.required || needed.columns.contains(&(*e, c)) {
                    row.insert(c, plain_fill(entity, c, column, as_of, plain));
                }
            }
            if let Some(code) = row.get_mut(&ColumnIx(0)).filter(|_| e.ix() == 0 && entity.key.len() == 1)
                && matches!(code, Fill::Text(_))
            {
                // A county of the schedule has a target year.
                let scheduled = pack.schedule.keys().next().cloned();
                *code = Fill::Text(scheduled.unwrap_or_else(|| "990009".to_owned()));
            }
            world.rows.insert(*e, row);
        }
        world.link();
        world.declare(None);
        world
    }

    /// Makes the figures that tables' `expect` reads agree with the one row of each: one is declared, and its cell is the sum. A cell
    /// that was just filled stays as it is; then the other of the two follows.
    fn declare(&mut self, just: Option<(EntityIx, ColumnIx)>) {
        let pack = self.pack;
        let entities: Vec<EntityIx> = self.rows.keys().copied().collect();
        for e in entities {
            for expected in pack.entity(e).into_iter().flat_map(|e| &e.expect) {
                if let Some(figure) = expected.count.as_ref().and_then(cell_of).filter(|f| just != Some(*f)) {
                    self.put(figure, Fill::Number(Number::one()));
                }
                for (column, total) in &expected.total {
                    let (own, Some(figure)) = ((e, *column), cell_of(total)) else { continue };
                    let (from, to) = if just == Some(figure) { (figure, own) } else { (own, figure) };
                    let fill = self.rows.get(&from.0).and_then(|row| row.get(&from.1)).cloned();
                    if let Some(fill) = fill {
                        self.put(to, fill);
                    }
                }
            }
        }
    }

    /// Fills a cell of a row that is there.
    fn put(&mut self, (entity, column): (EntityIx, ColumnIx), fill: Fill) {
        if let Some(row) = self.rows.get_mut(&entity) {
            row.insert(column, fill);
        }
    }

    /// Puts the parents' keys into the rows below.
    fn link(&mut self) {
        let entities: Vec<EntityIx> = self.rows.keys().copied().collect();
        for e in entities {
            let Some(entity) = self.pack.entity(e) else { continue };
            let Some((parent, above)) = entity.parent.and_then(|p| Some((p, self.pack.entity(p)?))) else {
                continue;
            };
            for (own, key) in entity.parent_link.iter().zip(&above.key) {
                let Some(value) = self.rows.get(&parent).and_then(|r| r.get(key)).cloned() else { continue };
                if let Some(row) = self.rows.get_mut(&e) {
                    row.insert(*own, value);
                }
            }
        }
    }

    /// Fills a cell.
    pub(super) fn set(&mut self, entity: EntityIx, column: ColumnIx, fill: Fill) {
        self.put((entity, column), fill);
        self.link();
        self.declare(Some((entity, column)));
    }

    /// The columns that hold kinds and are not another row's key, with how many values each has.
    pub(super) fn kinds(&self) -> Vec<(EntityIx, ColumnIx, KindValue)> {
        let mut out = Vec::new();
        for (e, row) in &self.rows {
            let Some(entity) = self.pack.entity(*e) else { continue };
            for c in row.keys().filter(|c| !entity.parent_link.contains(c)) {
                if let Some(ColumnType::Kind(kind)) = entity.columns.get(c.ix()).map(|c| c.ty) {
                    let count = self.pack.kind(kind).map_or(0, |k| k.values.len());
                    out.push((*e, *c, KindValue::try_from(count).unwrap_or(KindValue::MAX)));
                }
            }
        }
        out
    }

    /// A cell's text as data files have it.
    pub(super) fn text(&self, entity: EntityIx, column: ColumnIx, fill: &Fill) -> String {
        match fill {
            Fill::Number(n) => n.display(12),
            Fill::Flag(b) => if *b { "是" } else { "否" }.to_owned(),
            Fill::Text(t) => t.clone(),
            Fill::Date(d) => d.to_string(),
            Fill::Kind(v) => match self.pack.column(entity, column).map(|c| c.ty) {
                Some(ColumnType::Kind(kind)) => self
                    .pack
                    .kind(kind)
                    .and_then(|k| k.values.get(usize::from(*v)))
                    .map_or_else(String::new, |(id, _)| id.clone()),
                _ => String::new(),
            },
        }
    }

    /// The findings: item, subject, result.
    pub(super) fn findings(&self) -> Vec<(String, String, &'static str)> {
        let one = |ix: &ItemIx| {
            let item = self.pack.item(*ix)?;
            let row = self.rows.get(&item.entity)?;
            let key: Vec<String> = self
                .pack
                .entity(item.entity)?
                .key
                .iter()
                .filter_map(|c| Some(self.text(item.entity, *c, row.get(c)?)))
                .collect();
            let result = match &item.body {
                ItemBody::Rule { judged: Some(JudgedAs::Grade), .. } => "良好",
                ItemBody::Rule { kind: RuleKind::Veto, .. } => "否",
                ItemBody::Indicator(_) | ItemBody::Rule { .. } | ItemBody::Define { .. } => "是",
            };
            Some((item.id.clone(), key.join("/"), result))
        };
        self.judged.iter().filter_map(one).collect()
    }

    /// The facts.
    pub(super) fn facts(&self) -> Facts {
        let mut tables: Vec<RawTable> = Vec::new();
        for (e, row) in &self.rows {
            let Some(entity) = self.pack.entity(*e) else { continue };
            let cells: Vec<(&str, String)> = row
                .iter()
                .filter_map(|(c, fill)| {
                    Some((entity.columns.get(c.ix())?.id.as_str(), self.text(*e, *c, fill)))
                })
                .collect();
            let header: Vec<&str> = cells.iter().map(|(h, _)| *h).collect();
            let texts: Vec<&str> = cells.iter().map(|(_, t)| t.as_str()).collect();
            tables.push(RawTable::new(&entity.id, &header, &[&texts]));
        }
        let findings = self.findings();
        if !findings.is_empty() {
            let rows: Vec<Vec<&str>> =
                findings.iter().map(|(i, s, r)| vec![i.as_str(), s.as_str(), *r]).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            tables.push(RawTable::new("finding", &["item", "subject", "result"], &rows));
        }
        from_tables(self.pack, tables, self.as_of)
    }
}

/// The cell that a formula is.
fn cell_of(formula: &TExpr) -> Option<(EntityIx, ColumnIx)> {
    if let TExprKind::Column { entity, column, .. } = formula.kind { Some((entity, column)) } else { None }
}

fn plain_fill(entity: &Entity, ix: ColumnIx, column: &Column, as_of: Date, plain: i64) -> Fill {
    match column.ty {
        ColumnType::Number | ColumnType::Count => Fill::Number(Number::from(plain)),
        ColumnType::Share => Fill::Number(Number::scaled(5, 1)),
        ColumnType::Flag => Fill::Flag(true),
        ColumnType::Text if entity.key.contains(&ix) => {
            let letter = entity.id.chars().next().map_or_else(String::new, |c| c.to_uppercase().to_string());
            Fill::Text(format!("{letter}1"))
        }
        ColumnType::Text => Fill::Text(format!("示例{}", entity.label)),
        ColumnType::Date => Fill::Date(as_of),
        ColumnType::Kind(_) => Fill::Kind(0),
    }
}
