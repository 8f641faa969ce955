//! A small pack and small tables, built by hand.
//!
//! Columns are named `entity.column`; a table is a header and rows of cells parted by spaces, `-` for an empty cell, `!` for a bad one.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

use crate::evaluation::county::County;
use crate::evaluation::scope::{Place, Scope};
use crate::evaluation::*;
use crate::facts::*;
use crate::semantics::{Step as Order, *};
use crate::source::{SourceId, SourceMap, Span};
use crate::value::{Date, Number, Outcome, Surd, Unit, parse_date};

pub use crate::semantics::{Aggregate as A, BinaryOp as Op, Function as Fn1, Quantifier as Q};

pub fn n(text: &str) -> Number {
    Number::parse_decimal(text).unwrap()
}

pub fn surd(text: &str) -> Surd {
    n(text).into()
}

pub fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub fn span() -> Span {
    Span::new(SourceId(0), 0, 0)
}

pub fn unit(symbol: &str) -> Unit {
    let scaled =
        |scale: &str, base: &str| Unit { scale: n(scale), symbol: symbol.into(), ..Unit::base(base) };
    match symbol {
        "" => Unit::none(),
        "%" => Unit::percent(),
        "百人" => scaled("100", "人"),
        "万元" => scaled("10000", "元"),
        other => match other.split_once('/') {
            Some((above, below)) => Unit { symbol: symbol.into(), ..unit(above).per(&unit(below)) },
            None => Unit::base(other),
        },
    }
}

const KINDS: &[(&str, &str, bool)] = &[
    ("grade", "fail pass good excellent", true),
    ("stage", "primary junior", false),
    ("type", "primary junior nine_year special", false),
    ("level", "one two three four", true),
];

/// Entity, parent, key, what a missing row means, unit of its count, columns with type or unit.
type Schema = (&'static str, &'static str, &'static str, Expect, &'static str, &'static str);
const ENTITIES: &[Schema] = &[
    (
        "county",
        "",
        "code",
        Expect::County,
        "",
        "code:text pay:元 wage:元 served:人 all:人 since:date f1:flag f2:flag f3:flag f4:flag level:level salary:元",
    ),
    (
        "school",
        "county",
        "code",
        Expect::County,
        "",
        "code:text county:text type:type charter:flag area:平方米 senior:人 note:text",
    ),
    (
        "division",
        "school",
        "school stage",
        Expect::Parent,
        "",
        "school:text stage:stage students:人 degree:人 area:平方米 x:num w:num",
    ),
    (
        "class",
        "division",
        "school stage code",
        Expect::Parent,
        "",
        "school:text stage:stage code:text students:人",
    ),
    ("room", "school", "school code", Expect::None, "人", "school:text code:text area:平方米"),
    ("finding", "", "item subject", Expect::County, "", "item:text subject:text result:text"),
];

/// The pack without items.
pub static SCHEMA: LazyLock<CheckedPack> = LazyLock::new(|| {
    let kinds: Vec<Kind> = KINDS
        .iter()
        .map(|(id, values, ordered)| Kind {
            id: (*id).into(),
            label: (*id).into(),
            values: values.split(' ').map(|v| (v.to_owned(), v.to_owned())).collect(),
            ordered: *ordered,
        })
        .collect();
    let column = |text: &str| {
        let (id, ty) = text.split_once(':').unwrap();
        let kind = kinds.iter().position(|k| k.id == ty).map(|i| ColumnType::Kind(KindIx(i as u32)));
        let (ty, unit) = match ty {
            "text" => (ColumnType::Text, Unit::none()),
            "flag" => (ColumnType::Flag, Unit::none()),
            "date" => (ColumnType::Date, Unit::none()),
            "num" => (ColumnType::Number, Unit::none()),
            other => kind.map_or_else(|| (ColumnType::Number, unit(other)), |k| (k, Unit::none())),
        };
        Column {
            id: id.into(),
            label: id.into(),
            ty,
            unit,
            required: false,
            min: None,
            max: None,
            derive: None,
            personal: id == "salary",
            shown: false,
            note: None,
            span: span(),
        }
    };
    let mut entities: Vec<Entity> = Vec::new();
    for (id, parent, key, expect, counted, columns) in ENTITIES {
        let columns: Vec<Column> = columns.split(' ').map(column).collect();
        let at = |name: &str| ColumnIx(columns.iter().position(|c| c.id == name).unwrap() as u32);
        let parent = entities.iter().position(|e| e.id == *parent);
        // A key column `code` of the parent is linked by the column named like the parent.
        let parent_link = parent.map_or_else(Vec::new, |p| {
            let parent = &entities[p];
            let own = |k: &ColumnIx| parent.columns[k.ix()].id.clone();
            parent.key.iter().map(|k| if own(k) == "code" { at(&parent.id) } else { at(&own(k)) }).collect()
        });
        entities.push(Entity {
            id: (*id).into(),
            label: (*id).into(),
            parent: parent.map(|p| EntityIx(p as u32)),
            parent_link,
            key: key.split(' ').map(at).collect(),
            unit: unit(counted),
            expect: *expect,
            columns,
            note: None,
        });
    }
    CheckedPack {
        id: "test".into(),
        version: "1.0.0".into(),
        digest: String::new(),
        title: String::new(),
        issuer: String::new(),
        from: None,
        to: None,
        chain: Vec::new(),
        citations: IndexMap::new(),
        units: IndexMap::new(),
        kinds,
        entities,
        limits: Vec::new(),
        items: Vec::new(),
        order: Vec::new(),
        schedule: BTreeMap::from([("990001".to_owned(), 2026)]),
        measures: Vec::new(),
        procedure: Vec::new(),
        organisation: Vec::new(),
        milestones: Vec::new(),
        sources: Arc::new(SourceMap::new()),
    }
});

pub fn entity(name: &str) -> EntityIx {
    SCHEMA.find_entity(name).unwrap()
}

pub fn kind(name: &str) -> KindIx {
    KindIx(SCHEMA.kinds.iter().position(|k| k.id == name).unwrap() as u32)
}

pub fn kind_value(name: &str, value: &str) -> (KindIx, KindValue) {
    let values = &SCHEMA.kinds[kind(name).ix()].values;
    (kind(name), values.iter().position(|v| v.0 == value).unwrap() as KindValue)
}

/// `division.students`.
pub fn path(name: &str) -> (EntityIx, ColumnIx) {
    let (e, c) = name.split_once('.').unwrap();
    let e = entity(e);
    (e, SCHEMA.entity(e).unwrap().column(c).unwrap().0)
}

pub fn missing(name: &str, row: u32, reason: Reason) -> Missing {
    let (entity, column) = path(name);
    Missing { entity, at: MissingAt::Row(row), column: Some(column), reason }
}

fn expr(kind: TExprKind, ty: Type) -> TExpr {
    TExpr { kind, ty, span: span() }
}

fn number_type(e: &TExpr) -> Unit {
    if let Type::Number(unit) = &e.ty { unit.clone() } else { Unit::none() }
}

pub fn num(text: &str) -> TExpr {
    qty(text, "")
}

/// `4.2 [人/百人]`.
pub fn qty(text: &str, symbol: &str) -> TExpr {
    let unit = unit(symbol);
    expr(TExprKind::Constant(Constant::Number(unit.to_base(&n(text)))), Type::Number(unit))
}

pub fn flag(b: bool) -> TExpr {
    expr(TExprKind::Constant(Constant::Bool(b)), Type::Bool)
}

pub fn date(text: &str) -> TExpr {
    expr(TExprKind::Constant(Constant::Date(day(text))), Type::Date)
}

pub fn text(text: &str) -> TExpr {
    expr(TExprKind::Constant(Constant::Text(text.into())), Type::Text)
}

pub fn value_of(name: &str, value: &str) -> TExpr {
    let (k, v) = kind_value(name, value);
    expr(TExprKind::Constant(Constant::Kind(k, v)), Type::Kind(k))
}

/// A column of a frame's row or of an ancestor of it.
pub fn col_at(frame: u32, name: &str) -> TExpr {
    let (entity, column) = path(name);
    let declared = SCHEMA.column(entity, column).unwrap();
    let ty = match declared.ty {
        ColumnType::Flag => Type::Bool,
        ColumnType::Text => Type::Text,
        ColumnType::Date => Type::Date,
        ColumnType::Kind(k) => Type::Kind(k),
        _ => Type::Number(declared.unit.clone()),
    };
    expr(TExprKind::Column { frame, entity, column }, ty)
}

pub fn col(name: &str) -> TExpr {
    col_at(0, name)
}

pub fn bin(op: Op, a: TExpr, b: TExpr) -> TExpr {
    let (x, y) = (number_type(&a), number_type(&b));
    let ty = match op {
        Op::Add | Op::Sub => Type::Number(x),
        Op::Mul => Type::Number(x.times(&y)),
        Op::Div => Type::Number(x.per(&y)),
        _ => Type::Bool,
    };
    expr(TExprKind::Binary(op, Box::new(a), Box::new(b)), ty)
}

pub fn ge(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Ge, a, b)
}

pub fn div(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Div, a, b)
}

pub fn eq(a: TExpr, b: TExpr) -> TExpr {
    bin(Op::Eq, a, b)
}

pub fn not(a: TExpr) -> TExpr {
    expr(TExprKind::Not(Box::new(a)), Type::Bool)
}

pub fn negate(a: TExpr) -> TExpr {
    let ty = a.ty.clone();
    expr(TExprKind::Negate(Box::new(a)), ty)
}

pub fn cond(c: TExpr, a: TExpr, b: TExpr) -> TExpr {
    let ty = a.ty.clone();
    expr(TExprKind::If(Box::new(c), Box::new(a), Box::new(b)), ty)
}

pub fn within(operand: TExpr, options: Vec<TExpr>, negated: bool) -> TExpr {
    expr(TExprKind::In { operand: Box::new(operand), negated, options }, Type::Bool)
}

pub fn call(function: Fn1, arguments: Vec<TExpr>) -> TExpr {
    let ty = match function {
        Fn1::Known => Type::Bool,
        Fn1::Year | Fn1::Years => Type::Number(Unit::none()),
        _ => arguments[0].ty.clone(),
    };
    expr(TExprKind::Call(function, arguments), ty)
}

pub fn target_year() -> TExpr {
    expr(TExprKind::TargetYear, Type::Number(Unit::none()))
}

pub fn as_of() -> TExpr {
    expr(TExprKind::AsOf, Type::Date)
}

pub fn judged(ty: Type) -> TExpr {
    expr(TExprKind::Judged, ty)
}

pub fn group(name: &str) -> TExpr {
    expr(TExprKind::Group(kind(name)), Type::Kind(kind(name)))
}

/// Rows below a frame's row; `by` restricts them to the group's value of that kind.
pub fn rows(name: &str, within: u32, filter: Option<TExpr>, by: &[&str]) -> TRows {
    let group =
        by.iter().map(|k| GroupFilter { kind: kind(k), column: path(&format!("{name}.{k}")).1 }).collect();
    TRows { entity: entity(name), within, frame: within + 1, filter: filter.map(Box::new), group }
}

pub fn agg(function: A, rows: TRows, body: Option<TExpr>) -> TExpr {
    let ty = Type::Number(body.as_ref().map_or_else(Unit::none, number_type));
    expr(TExprKind::Aggregate { function, rows, body: body.map(Box::new), weight: None }, ty)
}

pub fn cv(rows: TRows, body: TExpr, weight: Option<TExpr>) -> TExpr {
    let (body, weight) = (Some(Box::new(body)), weight.map(Box::new));
    expr(TExprKind::Aggregate { function: A::Cv, rows, body, weight }, Type::Number(Unit::none()))
}

pub fn quant(quantifier: Q, rows: TRows, body: Option<TExpr>) -> TExpr {
    expr(TExprKind::Quantified { quantifier, rows, body: body.map(Box::new) }, Type::Bool)
}

/// An item as a condition of the frame's row or an ancestor of it.
pub fn met(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Outcome { item: ItemIx(item), frame, reach: Reach::Up, group: vec![] }, Type::Bool)
}

/// An item as a condition for all its subjects below.
pub fn met_below(item: u32, of: &str, by: &[&str]) -> TExpr {
    let group = rows(of, 0, None, by).group;
    expr(TExprKind::Outcome { item: ItemIx(item), frame: 0, reach: Reach::Down, group }, Type::Bool)
}

pub fn item_value(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Value { item: ItemIx(item), frame }, Type::Number(Unit::none()))
}

pub fn item_limit(item: u32, frame: u32) -> TExpr {
    expr(TExprKind::Threshold { item: ItemIx(item), frame }, Type::Number(Unit::none()))
}

fn members(conditions: Vec<TExpr>) -> Vec<Member> {
    let item = |c: &TExpr| match c.kind {
        TExprKind::Outcome { item, .. } => item,
        _ => ItemIx(0),
    };
    conditions.into_iter().map(|condition| Member { item: item(&condition), condition }).collect()
}

pub fn at_least(count: &str, conditions: Vec<TExpr>) -> TExpr {
    expr(TExprKind::AtLeastOf { n: Box::new(num(count)), members: members(conditions) }, Type::Bool)
}

pub fn all_of(conditions: Vec<TExpr>) -> TExpr {
    expr(TExprKind::AllOf(members(conditions)), Type::Bool)
}

pub fn none_of(conditions: Vec<TExpr>) -> TExpr {
    expr(TExprKind::NoneOf(members(conditions)), Type::Bool)
}

pub fn limit_ref(limit: u32, index: Vec<TExpr>) -> TExpr {
    expr(TExprKind::Limit { limit: LimitIx(limit), index }, Type::Number(Unit::none()))
}

/// A limit by one kind or none: steps of a date (`-`: always) and the values in a unit.
pub fn limit(id: &str, symbol: &str, by: &[&str], steps: &[(&str, &[&str])]) -> Limit {
    let unit = unit(symbol);
    let tables = steps
        .iter()
        .map(|(from, values)| LimitTable {
            from: parse_date(from),
            values: values
                .iter()
                .enumerate()
                .map(|(i, v)| {
                    (if by.is_empty() { vec![] } else { vec![i as KindValue] }, unit.to_base(&n(v)))
                })
                .collect(),
            cite: None,
            note: None,
        })
        .collect();
    Limit {
        id: id.into(),
        label: id.into(),
        title: None,
        unit,
        by: by.iter().map(|k| kind(k)).collect(),
        tables,
        stricter: None,
        cite: None,
        note: None,
        span: span(),
    }
}

pub fn requirement(expr: TExpr) -> Requirement {
    Requirement { expr, text: String::new(), span: span() }
}

fn item(id: &str, of: &str, by: &[&str], body: ItemBody) -> Item {
    Item {
        id: id.into(),
        label: id.into(),
        title: id.into(),
        entity: entity(of),
        by: by.iter().map(|k| kind(k)).collect(),
        when: vec![],
        body,
        cite: vec![],
        notes: vec![],
        span: span(),
        from_packs: vec![],
    }
}

pub fn rule(id: &str, of: &str, by: &[&str], requirements: Vec<TExpr>) -> Item {
    ruled(RuleKind::Rule, id, of, by, requirements)
}

pub fn ruled(kind: RuleKind, id: &str, of: &str, by: &[&str], requirements: Vec<TExpr>) -> Item {
    let requirements = requirements.into_iter().map(requirement).collect();
    item(id, of, by, ItemBody::Rule { kind, requirements, judged: None })
}

pub fn define(id: &str, of: &str, by: &[&str], value: TExpr) -> Item {
    let unit = number_type(&value);
    item(id, of, by, ItemBody::Define { value, unit, output: true })
}

/// An indicator with a threshold of its own.
pub fn indicator(
    id: &str,
    of: &str,
    value: TExpr,
    comparison: Comparison,
    own: Limit,
    index: Vec<TExpr>,
) -> Item {
    let unit = own.unit.clone();
    let threshold = ThresholdRef::Own(Box::new(own));
    item(id, of, &[], ItemBody::Indicator(Indicator { value, unit, comparison, threshold, index }))
}

impl Item {
    /// With a `when`.
    pub fn when(mut self, condition: TExpr) -> Self {
        self.when.push(requirement(condition));
        self
    }
}

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
        pack.order = (0..items.len() as u32).map(|i| Order::Item(ItemIx(i))).collect();
        pack.items = items;
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
            let keys = |e: EntityIx, t: &Table, columns: &[ColumnIx], row: u32| -> Vec<String> {
                let _ = e;
                columns.iter().map(|c| format!("{:?}", t.cell(row, *c))).collect()
            };
            let above = &self.facts.tables[parent.ix()];
            let by_key: HashMap<Vec<String>, u32> = (0..above.len as u32)
                .map(|r| (keys(parent, above, &SCHEMA.entity(parent).unwrap().key, r), r))
                .collect();
            for row in 0..rows.len() as u32 {
                let key = keys(ix, &table, &declared.parent_link, row);
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
        evaluate(&self.pack, &self.facts, &self.options)
    }

    /// The first county's result.
    pub fn county(&self) -> CountyResult {
        self.evaluate().counties.into_iter().next().unwrap()
    }

    /// An expression at a row, after all items.
    pub fn eval_at(&self, of: &str, row: u32, expr: &TExpr) -> Eval {
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
        _ => {
            let wide = (0u32..).zip(&cells).filter(|(_, c)| present(c));
            let base = |c: &str| column.unit.to_base(&n(c));
            Values::Decimal {
                scale: 0,
                mantissas: vec![0; cells.len()],
                wide: wide.map(|(row, c)| (row, base(c))).collect(),
            }
        }
    };
    data
}
