//! Data, and what comes of it. A table is a header and rows of cells parted by spaces, `-` for an empty cell, `!` for a bad one.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::evaluation::county::County;
use crate::evaluation::scope::{Place, Scope};
use crate::evaluation::*;
use crate::facts::*;
use crate::semantics::{Step as Order, *};
use crate::value::{Number, Outcome};

/// A pack and data for it.
pub struct World {
    pub pack: CheckedPack,
    pub facts: Facts,
    pub options: Options,
}

impl World {
    /// One county, `990001`, without any other data.
    pub fn new(items: Vec<Item>) -> Self {
        let mut pack = SCHEMA.clone();
        let lists = (0..pack.entities.len() as u32).map(|e| Order::List(EntityIx(e)));
        pack.order = lists.chain((0..items.len() as u32).map(|i| Order::Item(ItemIx(i)))).collect();
        pack.items = items;
        pack.reads = Arc::new(Reads::new(&pack.entities, &pack.items));
        let mut facts = Facts {
            counties: vec![crate::facts::County { code: "990001".into(), left_out: false }],
            ..Facts::default()
        };
        for _ in 0..pack.entities.len() - 1 {
            facts.tables.push(Table { offsets: vec![0, 0], ..Table::default() });
        }
        let mut world = World { pack, facts, options: Options::on(day("2026-11-23")) };
        world.put("county", "code", &["990001"]);
        world
    }

    pub fn limit(mut self, limit: Limit) -> Self {
        self.pack.limits.push(limit);
        self
    }

    /// Computes a column where it was not supplied, before all items.
    pub fn derive(mut self, name: &str, formula: TExpr) -> Self {
        let (e, c) = path(name);
        self.pack.entities[e.ix()].columns[c.ix()].derive = Some(formula);
        self.pack.order.insert(0, Order::Column(e, c));
        self
    }

    /// Supplies a table; rows must stand in the order of their parents.
    pub fn table(mut self, name: &str, header: &str, rows: &[&str]) -> Self {
        self.put(name, header, rows);
        self
    }

    pub fn finding(mut self, item: u32, row: u32, result: FindingResult) -> Self {
        let file: Arc<str> = "finding.csv".into();
        let finding = Finding { result, evidence: None, assessor: None, date: None, file, row: 2 };
        self.facts.findings.supplied = true;
        self.facts.findings.by_subject.insert((ItemIx(item), row), finding);
        self
    }

    fn put(&mut self, name: &str, header: &str, rows: &[&str]) {
        let ix = entity(name);
        let declared = SCHEMA.entity(ix).unwrap();
        let header: Vec<&str> = header.split(' ').collect();
        let cells: Vec<Vec<&str>> = rows.iter().map(|r| r.split_whitespace().collect()).collect();
        let columns = declared
            .columns
            .iter()
            .map(|c| match header.iter().position(|h| *h == c.id) {
                Some(at) => filled(c, cells.iter().map(|row| row[at]).collect()),
                None => ColumnData { valid: Bits::filled(rows.len(), false), ..ColumnData::default() },
            })
            .collect();
        let mut table = Table {
            supplied: true,
            len: rows.len(),
            columns,
            places: (0..rows.len() as u32).map(|i| RowPlace { file: 0, row: i + 2 }).collect(),
            files: vec![format!("{name}.csv").into()],
            ..Table::default()
        };
        if let Some(parent) = declared.parent {
            let keys = |t: &Table, columns: &[ColumnIx], row: u32| -> Vec<String> {
                columns.iter().map(|c| format!("{:?}", t.cell(row, *c))).collect()
            };
            let above = &self.facts.tables[parent.ix()];
            let by_key: HashMap<Vec<String>, u32> = (0..above.len as u32)
                .map(|r| (keys(above, &SCHEMA.entity(parent).unwrap().key, r), r))
                .collect();
            for row in 0..rows.len() as u32 {
                let key = keys(&table, &declared.parent_link, row);
                table
                    .parent
                    .push(*by_key.get(&key).unwrap_or_else(|| panic!("{name} {row}: no parent {key:?}")));
            }
            assert!(table.parent.is_sorted(), "{name}: rows in the order of their parents");
            table.offsets = (0..=above.len as u32)
                .map(|p| table.parent.partition_point(|parent| *parent < p) as u32)
                .collect();
        }
        let len = table.len;
        self.facts.tables[ix.ix()] = table;
        for below in 0..self.pack.entities.len() - 1 {
            if SCHEMA.entities[below].parent == Some(ix) && !self.facts.tables[below].supplied {
                self.facts.tables[below].offsets = vec![0; len + 1];
            }
        }
        if name == "county" {
            let code = |row: &Vec<&str>| crate::facts::County {
                code: row[header.iter().position(|h| *h == "code").unwrap()].into(),
                left_out: false,
            };
            self.facts.counties = cells.iter().map(code).collect();
        }
    }

    pub fn on(mut self, text: &str) -> Self {
        self.options.as_of = day(text);
        self
    }

    pub fn evaluate(&self) -> Evaluation {
        let found = evaluate_exactly(&self.pack, &self.facts, &self.options);
        self.columns_agree(&found);
        assert_eq!(evaluate(&self.pack, &self.facts, &self.options), found);
        found
    }

    /// What the columns decide is what the interpreter says: in short, and where the interpreter takes the columns' word.
    fn columns_agree(&self, exact: &Evaluation) {
        let plan = crate::plan::Plan::new(&self.pack, self.options.as_of);
        let screened = screen(&self.pack, &self.facts, &plan, &self.options, true);
        let condensed: Vec<_> = exact.counties.iter().map(|c| c.clone().condensed(&self.pack)).collect();
        assert_eq!(format!("{:#?}", screened.counties), format!("{condensed:#?}"));
        // Each county in a block of its own.
        for expected in condensed {
            let code = self.facts.counties[expected.county as usize].code.to_string();
            let options = Options { counties: Some(vec![code]), ..self.options.clone() };
            let alone = screen(&self.pack, &self.facts, &plan, &options, true);
            assert_eq!(format!("{:#?}", alone.counties), format!("{:#?}", [expected]));
        }
        let screen = crate::evaluation::screen::Screen::whole(&self.pack, &self.facts, &plan);
        for found in &exact.counties {
            let mut county =
                County::new(&self.pack, &self.facts, self.options.as_of, found.county).screened(&screen);
            county.run();
            let mut whole = county.result();
            crate::evaluation::withhold::Withheld::of(&self.pack, &self.facts, self.options.as_of)
                .take_from(&mut whole);
            assert_eq!(format!("{whole:#?}"), format!("{found:#?}"));
        }
    }

    /// The first county's result.
    pub fn county(&self) -> CountyResult {
        self.evaluate().counties.into_iter().next().unwrap()
    }

    /// An expression at a row, after all items.
    pub fn eval_at(&self, of: &str, row: u32, expr: &TExpr) -> Eval {
        let mut asked = self.pack.clone();
        asked.order.push(Order::Item(ItemIx(asked.items.len() as u32)));
        asked.items.push(define("asked", of, &[], expr.clone()));
        World { pack: asked, facts: self.facts.clone(), options: self.options.clone() }.evaluate();
        let mut county = County::new(&self.pack, &self.facts, self.options.as_of, 0);
        county.run();
        let place = Place::subject(entity(of), row);
        Scope { county: &county, item: None, group: &[], place: &place }.eval(expr)
    }

    /// An expression at the county.
    pub fn eval(&self, expr: &TExpr) -> Eval {
        self.eval_at("county", 0, expr)
    }

    /// All outcomes of an item.
    pub fn outcomes(&self, item: u32) -> Vec<Outcome> {
        self.county().subjects.iter().filter(|s| s.item == ItemIx(item)).map(|s| s.outcome).collect()
    }

    /// The first result of an item.
    pub fn subject(&self, item: u32) -> SubjectResult {
        self.county().subjects.into_iter().find(|s| s.item == ItemIx(item)).unwrap()
    }
}

/// A column's cells from their text.
fn filled(column: &Column, cells: Vec<&str>) -> ColumnData {
    let mut data = ColumnData { supplied: true, ..ColumnData::default() };
    for (row, cell) in (0u32..).zip(&cells) {
        data.valid.push(!matches!(*cell, "-" | "!"));
        if *cell == "!" {
            data.bad.insert(row, 0);
        }
    }
    let present = |cell: &&str| !matches!(*cell, "-" | "!");
    data.values = match column.ty {
        ColumnType::Text => Values::Text(cells.iter().map(|c| (*c).into()).collect()),
        ColumnType::Flag => {
            let mut bits = Bits::default();
            cells.iter().for_each(|c| bits.push(*c == "yes"));
            Values::Flag(bits)
        }
        ColumnType::Date => {
            Values::Date(cells.iter().map(|c| parse_date(c).unwrap_or(day("2000-01-01"))).collect())
        }
        ColumnType::Kind(k) => {
            let values = &SCHEMA.kinds[k.ix()].values;
            let at = |c: &&str| values.iter().position(|v| v.0 == *c).map_or(0, |i| i as KindValue);
            Values::Kind(cells.iter().map(at).collect())
        }
        ColumnType::Number | ColumnType::Count | ColumnType::Share => {
            // Small numbers as columns hold them, the others apart.
            let base = |c: &str| column.unit.to_base(&n(c));
            let scaled = |c: &&str| (base(c) * Number::from(10_000)).to_i64();
            let given = || (0u32..).zip(&cells).filter(|(_, c)| present(c));
            Values::Decimal {
                scale: 4,
                mantissas: cells
                    .iter()
                    .map(|c| if present(c) { scaled(c).unwrap_or(0) } else { 0 })
                    .collect(),
                wide: given().filter(|(_, c)| scaled(c).is_none()).map(|(row, c)| (row, base(c))).collect(),
            }
        }
    };
    data
}
