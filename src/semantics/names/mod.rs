//! Where every name of a pack is declared and used: for editors. It reads what the files say, so it works on packs with errors too; where
//! the pack was checked, what the checker found out decides.

mod scope;
mod table;
mod visit;

use std::collections::HashMap;

use crate::pack::PackChain;
use crate::semantics::checked::{CheckedPack, Constant, ItemIx, TExpr, TExprKind};
use crate::source::Span;

use table::Names;

/// Something that has a name, by ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A unit.
    Unit(String),
    /// A kind.
    Kind(String),
    /// A kind's value: kind, value.
    Value(String, String),
    /// An entity.
    Entity(String),
    /// A column: entity, column.
    Column(String, String),
    /// A limit.
    Limit(String),
    /// An indicator, rule, veto, conclusion, audit or define.
    Item(String),
    /// A document that is cited.
    Source(String),
    /// A measure.
    Measure(String),
}

impl Symbol {
    /// Its own id.
    pub fn id(&self) -> &str {
        match self {
            Symbol::Unit(id)
            | Symbol::Kind(id)
            | Symbol::Value(_, id)
            | Symbol::Entity(id)
            | Symbol::Column(_, id)
            | Symbol::Limit(id)
            | Symbol::Item(id)
            | Symbol::Source(id)
            | Symbol::Measure(id) => id,
        }
    }
}

impl Symbol {
    /// What it is called once another symbol, perhaps the one that holds it, has a new id.
    pub fn renamed(&self, other: &Symbol, id: &str) -> Symbol {
        let id = || id.to_owned();
        if self == other {
            return match self {
                Symbol::Unit(_) => Symbol::Unit(id()),
                Symbol::Kind(_) => Symbol::Kind(id()),
                Symbol::Value(kind, _) => Symbol::Value(kind.clone(), id()),
                Symbol::Entity(_) => Symbol::Entity(id()),
                Symbol::Column(entity, _) => Symbol::Column(entity.clone(), id()),
                Symbol::Limit(_) => Symbol::Limit(id()),
                Symbol::Item(_) => Symbol::Item(id()),
                Symbol::Source(_) => Symbol::Source(id()),
                Symbol::Measure(_) => Symbol::Measure(id()),
            };
        }
        match (self, other) {
            (Symbol::Value(kind, value), Symbol::Kind(renamed)) if kind == renamed => {
                Symbol::Value(id(), value.clone())
            }
            (Symbol::Column(entity, column), Symbol::Entity(renamed)) if entity == renamed => {
                Symbol::Column(id(), column.clone())
            }
            _ => self.clone(),
        }
    }
}

/// What an occurrence of a name does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The id where it is declared.
    Declared,
    /// The label where it is declared.
    Labelled,
    /// The id or label where an override changes it.
    Overridden,
    /// A use.
    Used,
}

/// One occurrence of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Where, without backticks or quotes around it being told apart.
    pub span: Span,
    /// Of what.
    pub symbol: Symbol,
    /// As what.
    pub role: Role,
}

/// All names of a chain of packs.
#[derive(Debug, Clone, Default)]
pub struct NameIndex {
    occurrences: Vec<Occurrence>,
    names: Names,
}

impl NameIndex {
    /// Reads the names of a chain; `checked` is the same chain checked, as far as it could be.
    pub fn new(chain: &PackChain, checked: Option<&CheckedPack>) -> Self {
        crate::source::with_deep_stack(|| Self::read(chain, checked))
    }

    fn read(chain: &PackChain, checked: Option<&CheckedPack>) -> Self {
        let names = Names::new(chain);
        let settled = checked.map(settled).unwrap_or_default();
        let mut occurrences = visit::occurrences(chain, &names, &settled);
        occurrences.sort_by_key(|o| (o.span, o.role as u8));
        occurrences.dedup_by(|a, b| a.span == b.span && a.symbol == b.symbol);
        NameIndex { occurrences, names }
    }

    /// All occurrences, in the order of files and places.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// The narrowest occurrence that holds a byte of a file.
    pub fn at(&self, source: crate::source::SourceId, offset: usize) -> Option<&Occurrence> {
        let holds = |o: &&Occurrence| {
            o.span.source == source && o.span.start as usize <= offset && offset <= o.span.end as usize
        };
        self.occurrences.iter().filter(holds).min_by_key(|o| o.span.end - o.span.start)
    }

    /// All occurrences of a symbol.
    pub fn of<'a>(&'a self, symbol: &'a Symbol) -> impl Iterator<Item = &'a Occurrence> {
        self.occurrences.iter().filter(move |o| o.symbol == *symbol)
    }

    /// Where a symbol is declared.
    pub fn declaration<'a>(&'a self, symbol: &'a Symbol) -> Option<&'a Occurrence> {
        let declared = self.of(symbol).find(|o| o.role == Role::Declared);
        declared.or_else(|| self.of(symbol).find(|o| o.role != Role::Used))
    }

    /// Every symbol with its id and its labels, in the order of declaration.
    pub fn symbols(&self) -> impl Iterator<Item = (&Symbol, &[String])> {
        self.names.all.iter().map(|(symbol, labels)| (symbol, labels.as_slice()))
    }

    /// Whether something already has a name where a symbol would be called so.
    pub fn is_taken(&self, symbol: &Symbol, name: &str) -> bool {
        self.names.is_taken(symbol, name)
    }
}

/// What the checker found names to mean, by their places.
fn settled(pack: &CheckedPack) -> HashMap<Span, Symbol> {
    let mut found = HashMap::new();
    let mut visit = |expr: &TExpr| {
        expr.walk(&mut |e| {
            if let Some(symbol) = symbol_of(pack, e) {
                found.insert(e.span, symbol);
            }
        });
    };
    for item in &pack.items {
        item.expressions().into_iter().for_each(&mut visit);
    }
    for column in pack.entities.iter().flat_map(|e| &e.columns) {
        column.derive.iter().for_each(&mut visit);
    }
    found
}

fn symbol_of(pack: &CheckedPack, e: &TExpr) -> Option<Symbol> {
    let item = |ix: ItemIx| pack.item(ix).map(|i| Symbol::Item(i.id.clone()));
    match &e.kind {
        TExprKind::Column { entity, column, .. } => {
            let found = pack.entity(*entity)?;
            Some(Symbol::Column(found.id.clone(), found.columns.get(column.ix())?.id.clone()))
        }
        TExprKind::Limit { limit, .. } => pack.limit(*limit).map(|l| Symbol::Limit(l.id.clone())),
        TExprKind::Outcome { item: ix, .. } | TExprKind::Value { item: ix, .. } => item(*ix),
        TExprKind::Constant(Constant::Kind(kind, value)) => {
            let kind = pack.kind(*kind)?;
            let (id, _) = kind.values.get(usize::from(*value))?;
            Some(Symbol::Value(kind.id.clone(), id.clone()))
        }
        TExprKind::Constant(_)
        | TExprKind::Group(_)
        | TExprKind::Threshold { .. }
        | TExprKind::Judged
        | TExprKind::JudgedCell(_)
        | TExprKind::AsOf
        | TExprKind::TargetYear
        | TExprKind::Call(..)
        | TExprKind::Aggregate { .. }
        | TExprKind::Quantified { .. }
        | TExprKind::NumberOf { .. }
        | TExprKind::AllOf(_)
        | TExprKind::NoneOf(_)
        | TExprKind::CountOf(_)
        | TExprKind::In { .. }
        | TExprKind::Not(_)
        | TExprKind::Negate(_)
        | TExprKind::Binary(..)
        | TExprKind::If(..) => None,
    }
}
