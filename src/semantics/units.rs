//! Units by symbol: what packs declare, and `%` and `‰`.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::UnitEntry;
use crate::semantics::merged::Merged;
use crate::source::Span;
use crate::syntax::ast::UnitExpr;
use crate::value::Unit;

/// Most bits of a unit's factor: units of units would otherwise grow without end.
const MOST_BITS: u64 = 1_024;
/// Most symbols in one unit.
const MOST_FACTORS: usize = 32;

fn too_far(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::UNIT_TOO_FAR, span).arg("name", name).help(Message::new("help-unit-too-far"))
}

/// All units of a pack.
#[derive(Debug, Clone)]
pub(crate) struct UnitTable {
    units: IndexMap<String, Option<Unit>>,
}

impl UnitTable {
    /// Reads the declared units, in any order. Circles, unknown units and factors that are not above zero are reported.
    pub fn build(merged: &Merged, diagnostics: &mut Diagnostics) -> Self {
        let mut table = UnitTable { units: IndexMap::new() };
        table.units.insert("%".into(), Some(Unit::percent()));
        table.units.insert("‰".into(), Some(Unit::permille()));
        let mut multiples: HashMap<&str, &UnitEntry> = HashMap::new();
        for entry in merged.units.values() {
            let id = entry.id.value.as_str();
            if matches!(id, "%" | "‰") {
                diagnostics.push(Diagnostic::new(&codes::BUILTIN_UNIT, entry.id.span).arg("name", id));
            } else if entry.broken {
                table.units.insert(id.to_owned(), None);
            } else if entry.multiple.is_some() {
                multiples.insert(id, entry);
            } else {
                table.units.insert(id.to_owned(), Some(Unit::base(id)));
            }
        }
        for entry in merged.units.values() {
            table.multiple(entry, &multiples, diagnostics);
        }
        table
    }

    /// Resolves a multiple after those that it is made of, without recursion.
    fn multiple<'m>(
        &mut self,
        start: &'m UnitEntry,
        multiples: &HashMap<&str, &'m UnitEntry>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut open: HashSet<&str> = HashSet::new();
        let mut stack: Vec<(&UnitEntry, usize)> = vec![(start, 0)];
        while let Some((entry, next)) = stack.pop() {
            let id = entry.id.value.as_str();
            let Some((_, unit)) = entry.multiple.as_ref().filter(|_| !self.units.contains_key(id)) else {
                continue;
            };
            open.insert(id);
            let Some((factor, _)) = unit.factors.get(next) else {
                let made = self.make(entry, diagnostics);
                self.units.insert(id.to_owned(), made);
                continue;
            };
            let name = factor.value.as_str();
            if !self.units.contains_key(name) && open.contains(name) {
                diagnostics.push(Diagnostic::new(&codes::UNIT_CYCLE, factor.span).arg("name", name));
                self.units.insert(id.to_owned(), None);
                continue;
            }
            stack.push((entry, next + 1));
            stack.extend(multiples.get(name).map(|of| (*of, 0)));
        }
    }

    /// A multiple whose units are all resolved.
    fn make(&self, entry: &UnitEntry, diagnostics: &mut Diagnostics) -> Option<Unit> {
        let (factor, unit) = entry.multiple.as_ref()?;
        let id = &entry.id.value;
        if factor.value.is_zero() || factor.value.is_negative() {
            diagnostics.push(Diagnostic::new(&codes::UNIT_FACTOR, factor.span).arg("name", id));
            return None;
        }
        let of = self.resolve(unit, diagnostics)?;
        let scale = &of.scale * &factor.value;
        if scale.numerator().bits().max(scale.denominator().bits()) > MOST_BITS {
            diagnostics.push(too_far(id, factor.span.to(unit.span)));
            return None;
        }
        Some(Unit { scale, dimensions: of.dimensions, symbol: id.as_str().into() })
    }

    /// The unit that an expression of symbols means; an unknown symbol is reported, one whose own declaration is broken is not.
    pub fn resolve(&self, expr: &UnitExpr, diagnostics: &mut Diagnostics) -> Option<Unit> {
        let mut unit = Unit::none();
        if expr.factors.len() > MOST_FACTORS {
            let first = expr.factors.first().map_or("", |(f, _)| f.value.as_str());
            diagnostics.push(too_far(first, expr.span));
            return None;
        }
        let mut written = String::new();
        let mut sound = true;
        for (i, (name, below)) in expr.factors.iter().enumerate() {
            let found = match self.units.get(&name.value) {
                Some(Some(found)) => found,
                Some(None) => {
                    sound = false;
                    continue;
                }
                None => {
                    let mut d = Diagnostic::new(&codes::UNKNOWN_UNIT, name.span).arg("name", &name.value);
                    let candidates = self.units.keys().map(String::as_str).filter(|n| n.chars().count() > 1);
                    let near = diagnostics.suggest(&name.value, || candidates);
                    d = d.nearest(name.span, near, || {
                        let all: Vec<&str> = self.units.keys().map(String::as_str).collect();
                        Message::new("help-units").names("names", &all)
                    });
                    diagnostics.push(d);
                    sound = false;
                    continue;
                }
            };
            unit = if *below { unit.per(found) } else { unit.times(found) };
            written.push_str(match (i, below) {
                (0, false) => "",
                (0, true) => "1/",
                (_, false) => "·",
                (_, true) => "/",
            });
            written.push_str(&name.value);
        }
        sound.then(|| Unit { symbol: written.into(), ..unit })
    }

    /// Whether a symbol is a declared unit.
    pub fn is_unit(&self, symbol: &str) -> bool {
        self.units.contains_key(symbol)
    }

    /// The declared units by symbol, `%` and `‰` among them.
    pub fn symbols(&self) -> IndexMap<String, Unit> {
        self.units.iter().filter_map(|(name, unit)| unit.clone().map(|u| (name.clone(), u))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Spanned};
    use crate::value::Number;

    fn at<T>(value: T, place: usize) -> Spanned<T> {
        Spanned::new(value, Span::new(SourceId(0), place, place + 1))
    }

    fn unit(symbols: &[(&str, bool)], place: usize) -> UnitExpr {
        let factors = symbols.iter().map(|(s, below)| (at((*s).to_owned(), place), *below)).collect();
        UnitExpr { span: at((), place).span, factors }
    }

    type Symbols<'a> = &'a [(&'a str, bool)];
    type Entry<'a> = (&'a str, Option<(&'a str, Symbols<'a>)>);

    fn table(entries: &[Entry<'_>]) -> (UnitTable, Vec<&'static str>) {
        let mut merged = Merged::empty();
        for (i, (id, multiple)) in entries.iter().enumerate() {
            let multiple = multiple.map(|(factor, of)| {
                (at(Number::parse_decimal(factor).unwrap(), i * 10), unit(of, i * 10 + 1))
            });
            merged.units.insert(
                (*id).to_owned(),
                UnitEntry { id: at((*id).to_owned(), i * 10), multiple, broken: false },
            );
        }
        let mut diagnostics = Diagnostics::new();
        let table = UnitTable::build(&merged, &mut diagnostics);
        (table, diagnostics.iter().map(|d| d.code.id).collect())
    }

    fn resolve(table: &UnitTable, symbols: &[(&str, bool)]) -> Option<Unit> {
        table.resolve(&unit(symbols, 0), &mut Diagnostics::new())
    }

    #[test]
    fn multiples_stand_in_any_order_and_convert_exactly() {
        let (table, codes) = table(&[
            ("亿元", Some(("10000", &[("万元", false)]))),
            ("万元", Some(("10000", &[("元", false)]))),
            ("元", None),
            ("人", None),
            ("百人", Some(("100", &[("人", false)]))),
        ]);
        assert!(codes.is_empty());
        assert_eq!(resolve(&table, &[("亿元", false)]).unwrap().scale, Number::from(100_000_000));
        let ratio = resolve(&table, &[("人", false), ("百人", true)]).unwrap();
        assert_eq!((ratio.scale, &*ratio.symbol), (Number::scaled(1, 2), "人/百人"));
        assert!(ratio.dimensions.is_none());
        let below = resolve(&table, &[("人", true)]).unwrap();
        assert_eq!((&*below.symbol, below.dimensions.to_string()), ("1/人", "1/人".to_owned()));
    }

    #[test]
    fn mistakes_are_reported_once() {
        let circle: (UnitTable, Vec<&str>) = table(&[
            ("甲", Some(("2", &[("乙", false)]))),
            ("乙", Some(("3", &[("甲", false)]))),
            ("丙", Some(("3", &[("甲", false)]))),
        ]);
        assert_eq!(circle.1, ["JH0328"]);
        assert_eq!(table(&[("甲", Some(("2", &[("乙", false)])))]).1, ["JH0327"]);
        assert_eq!(table(&[("元", None), ("甲", Some(("0", &[("元", false)])))]).1, ["JH0329"]);
        assert_eq!(table(&[("%", None)]).1, ["JH0330"]);
    }

    #[test]
    fn units_of_units_do_not_grow_without_end() {
        let names: Vec<String> = (0..40).map(|i| format!("u{i}")).collect();
        let squares: Vec<[(&str, bool); 2]> = names.iter().map(|n| [(n.as_str(), false); 2]).collect();
        let mut entries: Vec<Entry<'_>> = vec![("u0", None)];
        entries.extend(
            names.iter().skip(1).zip(&squares).map(|(name, of)| (name.as_str(), Some(("10", &of[..])))),
        );
        assert_eq!(table(&entries).1, ["JH0340"]);
    }
}
