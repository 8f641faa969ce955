//! Units by symbol: what packs declare, and `%` and `‰`.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::semantics::merged::Merged;
use crate::syntax::ast::UnitExpr;
use crate::value::Unit;

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
        let mut waiting = Vec::new();
        for entry in merged.units.values() {
            if table.units.contains_key(&entry.id.value) && matches!(entry.id.value.as_str(), "%" | "‰") {
                diagnostics
                    .push(Diagnostic::new(&codes::BUILTIN_UNIT, entry.id.span).arg("name", &entry.id.value));
                continue;
            }
            match &entry.multiple {
                None => {
                    table.units.insert(entry.id.value.clone(), Some(Unit::base(entry.id.value.as_str())));
                }
                Some(_) => waiting.push(entry),
            }
        }
        // Each round resolves the multiples whose units are all known; what is left at the end is unknown or a circle.
        loop {
            let before = waiting.len();
            waiting.retain(|entry| {
                let Some((factor, unit)) = &entry.multiple else { return false };
                let known = unit.factors.iter().all(|(f, _)| table.units.contains_key(&f.value));
                if !known {
                    return true;
                }
                let positive = !factor.value.is_zero() && !factor.value.is_negative();
                if !positive {
                    diagnostics
                        .push(Diagnostic::new(&codes::UNIT_FACTOR, factor.span).arg("name", &entry.id.value));
                }
                let of = if positive { table.resolve(unit, diagnostics) } else { None };
                let made = of.map(|of| Unit {
                    scale: &of.scale * &factor.value,
                    dimensions: of.dimensions,
                    symbol: entry.id.value.as_str().into(),
                });
                table.units.insert(entry.id.value.clone(), made);
                false
            });
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        for entry in &waiting {
            let Some((_, unit)) = &entry.multiple else { continue };
            let circular = |name: &str| waiting.iter().any(|w| w.id.value == name);
            match unit.factors.iter().find(|(f, _)| circular(&f.value)) {
                Some((f, _))
                    if !unit
                        .factors
                        .iter()
                        .any(|(g, _)| !table.units.contains_key(&g.value) && !circular(&g.value)) =>
                {
                    diagnostics
                        .push(Diagnostic::new(&codes::UNIT_CYCLE, f.span).arg("name", &entry.id.value));
                }
                _ => {
                    table.resolve(unit, diagnostics);
                }
            }
        }
        for entry in waiting {
            table.units.insert(entry.id.value.clone(), None);
        }
        table
    }

    /// The unit that an expression of symbols means; an unknown symbol is reported, one whose own declaration is broken is not.
    pub fn resolve(&self, expr: &UnitExpr, diagnostics: &mut Diagnostics) -> Option<Unit> {
        let mut unit = Unit::none();
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
                    d = match suggest(&name.value, candidates) {
                        Some(near) => {
                            d.help(Message::new("help-did-you-mean").arg("name", near)).fix(name.span, near)
                        }
                        None => {
                            let all: Vec<&str> = self.units.keys().map(String::as_str).collect();
                            d.help(Message::new("help-units").arg("names", all.join("、")))
                        }
                    };
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
