//! `tighten_only`: a pack may only make stricter what it inherits.
//!
//! Each pack that says so, or extends one that does, is compared with its parents as they are without it.

mod numbers;
mod provenance;
mod same;

pub(crate) use provenance::provenance;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{
    ColumnEntry, DatedTable, EntityEntry, IndicatorEntry, LimitEntry, PackChain, Stricter, Table, ValueEntry,
};
use crate::semantics::merge::{merge_first, same_unit};
use crate::semantics::merged::{ItemNode, Merged, MergedItem, Sort};
use crate::semantics::strictness::numbers::{Numbers, Way};
use crate::semantics::strictness::same::{same_expr, same_steps};
use crate::semantics::units::UnitTable;
use crate::source::Span;
use crate::syntax::ast::{Clause, Expr, RuleKind, UnitExpr};
use crate::value::Date;

/// Compares every pack of the chain that may only tighten with what it inherits.
pub(crate) fn check(chain: &PackChain, diagnostics: &mut Diagnostics) {
    let mut says = None;
    // Numbers set for a trial may also be relaxed.
    let published = chain.documents.len().saturating_sub(usize::from(!chain.set.is_empty()));
    let mut since = None;
    for (pack, document) in chain.documents.iter().enumerate().take(published) {
        says = document.header.tighten_only.or(says);
        since = since.max(document.header.from.as_ref().map(|from| from.value));
        if let (Some(says), true) = (says, pack > 0) {
            let (old, new) = (merge_first(chain, pack), merge_first(chain, pack + 1));
            let mut silent = Diagnostics::new();
            let units = [UnitTable::build(&old, &mut silent), UnitTable::build(&new, &mut silent)];
            let [old_units, new_units] = &units;
            Comparison { pack, says, since, old: &old, new: &new, old_units, new_units, diagnostics }.all();
        }
    }
}

struct Comparison<'a> {
    pack: usize,
    /// Where `tighten_only` is said.
    says: Span,
    /// The first day on which all packs so far are in force.
    since: Option<Date>,
    old: &'a Merged,
    new: &'a Merged,
    old_units: &'a UnitTable,
    new_units: &'a UnitTable,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Comparison<'a> {
    fn all(&mut self) {
        for (id, removal) in &self.new.removed {
            let replaced = removal.replaced_by.is_some();
            if removal.pack == self.pack && removal.sort != Sort::Measure && !replaced {
                let d = Diagnostic::new(&codes::TIGHTEN_REMOVED, removal.span).arg("name", id);
                self.push(d.help(Message::new("help-tighten-removed")));
            }
        }
        self.schema();
        let (old, new) = (self.old, self.new);
        for (id, limit) in &new.limits {
            if let Some(before) = old.limits.get(id).filter(|_| self.touched(Sort::Limit, id)) {
                self.limit(before, limit);
            }
        }
        for (id, indicator) in &new.indicators {
            if let Some(before) = old.indicators.get(id).filter(|_| self.touched(Sort::Indicator, id)) {
                self.indicator(before, indicator);
            }
        }
        for (id, item) in &new.items {
            if let Some(before) = old.items.get(id).filter(|_| self.touched(item.node.sort(), id)) {
                self.item(before, item);
            }
        }
        for entry in &new.schedule {
            let before = old.schedule.iter().find(|e| e.county.value == entry.county.value);
            if let Some(before) = before.filter(|b| b.year.value != entry.year.value) {
                self.changed("what-year", &entry.county.value, entry.year.span, Some(before.year.span));
            }
        }
    }

    /// Whether the pack overrides an inherited entry.
    fn touched(&self, sort: Sort, id: &str) -> bool {
        let packs = self.new.packs_of(sort, id);
        packs.contains(&self.pack) && packs.first() != Some(&self.pack)
    }

    fn push(&mut self, d: Diagnostic) {
        self.diagnostics.push(d.related(self.says, Message::new("related-tighten-only")));
    }

    fn changed(&mut self, what: &'static str, name: &str, span: Span, before: Option<Span>) {
        self.changed_as(Message::new(what), name, span, before);
    }

    fn changed_as(&mut self, what: Message, name: &str, span: Span, before: Option<Span>) {
        let mut d = Diagnostic::new(&codes::ONLY_TIGHTEN, span);
        d.message = Message::new(codes::ONLY_TIGHTEN.key).arg("name", name).message("what", what);
        if let Some(before) = before {
            d = d.related(before, Message::new("related-parent-says"));
        }
        self.push(d.help(Message::new("help-only-tighten")));
    }

    /// Units, kinds and tables: new ones and new columns are free, what was there stays.
    fn schema(&mut self) {
        let (old, new) = (self.old, self.new);
        for (id, unit) in &new.units {
            let Some(before) = old.units.get(id).filter(|_| self.touched(Sort::Unit, id)) else { continue };
            let same = match (&before.multiple, &unit.multiple) {
                (None, None) => true,
                (Some((a, x)), Some((b, y))) => a.value == b.value && same_unit(x, y),
                _ => false,
            };
            if !same {
                let place =
                    unit.multiple.as_ref().map_or(unit.id.span, |(factor, of)| factor.span.to(of.span));
                self.changed("what-factor", id, place, Some(before.id.span));
            }
        }
        for (id, kind) in &new.kinds {
            let Some(before) = old.kinds.get(id).filter(|_| self.touched(Sort::Kind, id)) else { continue };
            for value in kind.values.iter().flatten() {
                match before.values.iter().flatten().find(|v| v.id.value == value.id.value) {
                    None => self.changed("what-values", id, value.id.span, Some(before.id.span)),
                    Some(old) => self.aliases(id, old, value),
                }
            }
            let ordered = |k: &crate::pack::KindEntry| k.ordered.as_ref().is_some_and(|o| o.value);
            if let (Some(now), true) = (&kind.ordered, ordered(kind) != ordered(before)) {
                self.changed("what-ordered", id, now.span, before.ordered.as_ref().map(|o| o.span));
            }
        }
        for (id, entity) in &new.entities {
            if let Some(before) = old.entities.get(id).filter(|_| self.touched(Sort::Entity, id)) {
                self.entity(before, entity);
            }
        }
    }

    /// Words may be added to a value's; those that data may use already go on to mean what they meant.
    fn aliases(&mut self, kind: &str, before: &ValueEntry, value: &ValueEntry) {
        let words = |v: &ValueEntry| -> Vec<String> {
            v.aliases.iter().flat_map(|a| &a.value).map(|a| a.value.clone()).collect()
        };
        let kept = words(value);
        if let (Some(now), true) = (&value.aliases, words(before).iter().any(|w| !kept.contains(w))) {
            self.changed("what-aliases", kind, now.span, before.aliases.as_ref().map(|a| a.span));
        }
    }

    fn entity(&mut self, before: &EntityEntry, entity: &EntityEntry) {
        let id = &entity.id.value;
        let name = |e: &EntityEntry| e.within.as_ref().map(|w| w.value.clone());
        if let (Some(within), true) = (&entity.within, name(before) != name(entity)) {
            self.changed("what-within", id, within.span, before.within.as_ref().map(|w| w.span));
        }
        if let (Some(unit), false) = (&entity.unit, same_units(before.unit.as_ref(), entity.unit.as_ref())) {
            self.changed("what-unit", id, unit.span, before.unit.as_ref().map(|u| u.span));
        }
        if let (Some(now), false) = (&entity.expect, same_expect(before, entity)) {
            self.changed("what-expect", id, now.span, before.expect.as_ref().map(|x| x.span));
        }
        for column in &entity.columns {
            match before.columns.iter().find(|c| c.id.value == column.id.value) {
                Some(old) => self.column(old, column),
                None => self.new_column(column),
            }
        }
    }

    /// A new column stands nearer than limits and rules: it must not take a name that inherited formulas use.
    fn new_column(&mut self, column: &ColumnEntry) {
        let old = self.old;
        for name in [Some(&column.id), column.label.as_ref()].into_iter().flatten() {
            let named = |id: &str, label: Option<&crate::syntax::ast::Ident>| {
                id == name.value || label.is_some_and(|l| l.value == name.value)
            };
            let limits =
                old.limits.values().find(|e| named(&e.id.value, e.label.as_ref())).map(|e| e.id.span);
            let indicators =
                || old.indicators.values().find(|e| named(&e.id.value, e.label.as_ref())).map(|e| e.id.span);
            let items =
                || old.items.iter().find(|(id, i)| named(id, i.node.label())).map(|(_, i)| i.node.id().span);
            if let Some(place) = limits.or_else(indicators).or_else(items) {
                let what = Message::new("what-name").arg("name", &name.value);
                self.changed_as(what, &name.value, name.span, Some(place));
                return;
            }
        }
    }

    fn column(&mut self, before: &ColumnEntry, column: &ColumnEntry) {
        let id = &column.id.value;
        let flag = |f: &Option<crate::source::Spanned<bool>>| f.as_ref().is_some_and(|f| f.value);
        let flags = [
            ("what-required", &before.required, &column.required),
            ("what-personal", &before.personal, &column.personal),
            ("what-shown", &before.shown, &column.shown),
        ];
        for (what, old, new) in flags {
            if let (Some(now), true) = (new, flag(old) != flag(new)) {
                self.changed(what, id, now.span, old.as_ref().map(|o| o.span));
            }
        }
        for (old, new) in [(&before.min, &column.min), (&before.max, &column.max)] {
            let same = old.as_ref().map(|b| &b.value) == new.as_ref().map(|b| &b.value);
            if let (Some(now), false) = (new, same) {
                self.changed("what-bounds", id, now.span, old.as_ref().map(|o| o.span));
            }
        }
        let pattern = |c: &ColumnEntry| c.pattern.as_ref().map(|p| p.value.clone());
        if let (Some(now), true) = (&column.pattern, pattern(before) != pattern(column)) {
            self.changed("what-pattern", id, now.span, before.pattern.as_ref().map(|p| p.span));
        }
        self.expression("what-derive", id, before.derive.as_ref(), column.derive.as_ref());
    }

    fn expression(&mut self, what: &'static str, name: &str, before: Option<&Expr>, now: Option<&Expr>) {
        let same = match (before, now) {
            (Some(a), Some(b)) => same_expr(a, b),
            (None, None) => true,
            _ => false,
        };
        if let (Some(now), false) = (now, same) {
            self.changed(what, name, now.span, before.map(|b| b.span));
        }
    }

    fn limit(&mut self, before: &LimitEntry, limit: &LimitEntry) {
        let id = &limit.id.value;
        let way = |l: &LimitEntry| l.stricter.as_ref().map(|s| s.value);
        let reported = self.diagnostics.len();
        self.limit_numbers(before, limit, way(before));
        // A direction given along with a number that may not move is the same mistake.
        if let (Some(now), true) = (&limit.stricter, way(before) != way(limit))
            && self.diagnostics.len() == reported
        {
            self.changed("what-stricter", id, now.span, before.stricter.as_ref().map(|s| s.span));
        }
    }

    fn limit_numbers(&mut self, before: &LimitEntry, limit: &LimitEntry, way: Option<Stricter>) {
        let (Some(old), Some(new)) = (&before.value, &limit.value) else { return };
        let numbers = [
            Numbers {
                steps: old,
                kinds: &before.kinds.kinds,
                unit: self.unit(self.old_units, before.unit.as_ref()),
                merged: self.old,
            },
            Numbers {
                steps: new,
                kinds: &limit.kinds.kinds,
                unit: self.unit(self.new_units, limit.unit.as_ref()),
                merged: self.new,
            },
        ];
        let way = match way {
            Some(Stricter::Higher) => Way::Up { above: false },
            Some(Stricter::Lower) => Way::Down { above: false },
            None => Way::Still,
        };
        self.compare(&limit.id.value, &numbers, way, Place { span: new.span, named: false, words: None });
    }

    fn unit(&self, units: &UnitTable, unit: Option<&UnitExpr>) -> crate::value::Unit {
        let mut silent = Diagnostics::new();
        unit.and_then(|u| units.resolve(u, &mut silent)).unwrap_or_else(crate::value::Unit::none)
    }

    /// Reports each number that moved the wrong way, at the new number, or at `place` where the pack did not write it.
    fn compare(&mut self, id: &str, [old, new]: &[Numbers<'_>; 2], way: Way, at: Place) {
        let Place { span: place, named, words } = at;
        for mut moved in numbers::wrong(old, new, way, self.since) {
            // A number that stayed, or that the limit named now has, was not written here: what was, is pointed at.
            if named || moved.span == moved.before {
                moved.span = place;
            }
            let mut d = match way {
                Way::Still => Diagnostic::new(&codes::NO_DIRECTION, moved.span)
                    .arg("name", id)
                    .help(Message::new("help-no-direction")),
                Way::Up { .. } | Way::Down { .. } => {
                    let mut d = Diagnostic::new(&codes::LOOSENED, moved.span);
                    if let Some((was, is)) = words {
                        d.message = Message::new("loosened-comparison")
                            .message("was", Message::new(was))
                            .message("is", Message::new(is));
                    }
                    let d = d
                        .arg("name", id)
                        .arg("old", &moved.old)
                        .arg("new", moved.new.as_deref().unwrap_or("—"));
                    let help = match (way, &moved.new) {
                        (_, None) => "help-loosened-date",
                        (Way::Down { above: true }, _) => "help-loosened-under",
                        (Way::Down { .. }, _) => "help-loosened-down",
                        (Way::Up { above: true }, _) => "help-loosened-over",
                        _ => "help-loosened-up",
                    };
                    let help = Message::new(match (help, moved.day) {
                        ("help-loosened-date", None) => "help-loosened-any-date",
                        _ => help,
                    });
                    let day = moved.day.map_or_else(String::new, |day| day.to_string());
                    d.help(help.arg("old", &moved.old).arg("date", day))
                }
            };
            d = d.related(moved.before, Message::new("related-parent-says"));
            self.push(d);
        }
    }

    fn indicator(&mut self, before: &IndicatorEntry, now: &IndicatorEntry) {
        let id = &now.id.value;
        let name = |i: &Option<crate::syntax::ast::Ident>| i.as_ref().map(|n| n.value.clone());
        if let (Some(entity), true) = (&now.entity, name(&before.entity) != name(&now.entity)) {
            self.changed("what-subject", id, entity.span, before.entity.as_ref().map(|e| e.span));
        }
        let by = |i: &IndicatorEntry| -> Vec<String> {
            i.by.iter().flat_map(|b| &b.value).map(|k| k.value.clone()).collect()
        };
        if let (Some(kinds), true) = (&now.by, by(before) != by(now)) {
            self.changed("what-by", id, kinds.span, before.by.as_ref().map(|b| b.span));
        }
        self.expression("what-when", id, before.when.as_ref(), now.when.as_ref());
        self.expression("what-value", id, before.value.as_ref(), now.value.as_ref());
        let (Some(a), Some(b)) = (&before.threshold, &now.threshold) else { return };
        let (was, is) = (a.comparison.value, b.comparison.value);
        if was.points_up() != is.points_up() {
            self.changed("what-comparison", id, b.comparison.span, Some(a.comparison.span));
            return;
        }
        if was == is && same_steps(&a.value, &b.value) {
            // A threshold that is a limit's name moves as the limit.
            return;
        }
        let old_unit = self.unit(self.old_units, before.unit.as_ref());
        let new_unit = self.unit(self.new_units, now.unit.as_ref());
        let old = Numbers { steps: &a.value, kinds: &a.kinds.kinds, unit: old_unit, merged: self.old };
        let new = Numbers { steps: &b.value, kinds: &b.kinds.kinds, unit: new_unit, merged: self.new };
        let numbers = [old.of_limit(self.old_units), new.of_limit(self.new_units)];
        let strict = |c| matches!(c, crate::pack::Comparison::Above | crate::pack::Comparison::Below);
        let above = strict(was) && !strict(is);
        let way = if was.points_up() { Way::Up { above } } else { Way::Down { above } };
        let (span, named) = match b.value.value.as_slice() {
            [DatedTable { table: Table::Name(name), .. }] => (name.span, true),
            _ => (b.comparison.span, false),
        };
        let words = (was != is).then(|| (comparison_word(was), comparison_word(is)));
        self.compare(id, &numbers, way, Place { span, named, words });
    }

    fn item(&mut self, before: &MergedItem, now: &MergedItem) {
        let id = now.node.id().value.clone();
        match (&before.node, &now.node) {
            (ItemNode::Rule(old), ItemNode::Rule(new)) => {
                let (old_when, new_when) = (&old.when, &new.when);
                let when = added_or_gone(new_when, old_when);
                if let Some(clause) = when {
                    self.changed("what-when", &id, clause.span, old_when.first().map(|c| c.span));
                }
                let gone = old
                    .require
                    .iter()
                    .find(|c| !new.require.iter().any(|n| same_expr(&n.condition, &c.condition)));
                // A veto with more to meet is met less often.
                let veto = old.kind == RuleKind::Veto;
                let gained = new
                    .require
                    .iter()
                    .find(|c| veto && !old.require.iter().any(|o| same_expr(&o.condition, &c.condition)));
                let place = new.require.first().map(|c| c.span);
                if let Some(clause) = gained {
                    self.changed("what-require", &id, clause.span, old.require.first().map(|c| c.span));
                } else if let (Some(gone), Some(place)) = (gone, place) {
                    self.changed("what-require", &id, place, Some(gone.span));
                }
            }
            (ItemNode::Define(old), ItemNode::Define(new)) => {
                self.expression("what-value", &id, old.value.as_ref(), new.value.as_ref());
                let same = same_units(old.unit.as_ref(), new.unit.as_ref());
                if let (Some(unit), false) = (&new.unit, same) {
                    self.changed("what-unit", &id, unit.span, old.unit.as_ref().map(|u| u.span));
                }
            }
            _ => {}
        }
    }
}

/// Where and in which words a number that moved is reported.
struct Place {
    /// Where, for a number that the pack did not write itself.
    span: Span,
    /// Whether that is always the place, because a limit is named there.
    named: bool,
    /// The comparisons, where the override changes them.
    words: Option<(&'static str, &'static str)>,
}

fn comparison_word(comparison: crate::pack::Comparison) -> &'static str {
    match comparison {
        crate::pack::Comparison::AtLeast => "comparison-at-least",
        crate::pack::Comparison::AtMost => "comparison-at-most",
        crate::pack::Comparison::Above => "comparison-above",
        crate::pack::Comparison::Below => "comparison-below",
    }
}

/// The first clause of `now` when both lists do not say the same.
fn added_or_gone<'c>(now: &'c [Clause], before: &[Clause]) -> Option<&'c Clause> {
    let within = |a: &[Clause], b: &[Clause]| {
        a.iter().all(|x| b.iter().any(|y| same_expr(&x.condition, &y.condition)))
    };
    if within(now, before) && within(before, now) {
        return None;
    }
    let added = now.iter().find(|c| !before.iter().any(|b| same_expr(&b.condition, &c.condition)));
    added.or(now.first())
}

fn same_units(a: Option<&UnitExpr>, b: Option<&UnitExpr>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same_unit(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two versions of a table expect the same rows.
fn same_expect(a: &EntityEntry, b: &EntityEntry) -> bool {
    use crate::pack::{Expect, ExpectEntry};
    let word = |e: &EntityEntry| match e.expect.as_ref().map(|x| &x.value) {
        None | Some(Expect::County) => "county",
        Some(Expect::Parent) => "parent",
        Some(Expect::None) => "none",
        Some(Expect::List(_)) => "list",
    };
    let formula = |a: &Option<Expr>, b: &Option<Expr>| match (a, b) {
        (Some(a), Some(b)) => same_expr(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let names = |a: &[crate::syntax::ast::Ident], b: &[crate::syntax::ast::Ident]| {
        a.iter().map(|n| &n.value).eq(b.iter().map(|n| &n.value))
    };
    let entry = |(a, b): (&ExpectEntry, &ExpectEntry)| {
        let totals = a.total.len() == b.total.len()
            && a.total.iter().zip(&b.total).all(|((c, e), (d, f))| c.value == d.value && same_expr(e, f));
        a.each.value == b.each.value
            && formula(&a.when, &b.when)
            && formula(&a.count, &b.count)
            && totals
            && names(&a.values, &b.values)
    };
    word(a) == word(b)
        && a.expected().len() == b.expected().len()
        && a.expected().iter().zip(b.expected()).all(entry)
}
