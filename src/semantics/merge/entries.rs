//! `override` in YAML: fields given replace, maps keyed by id merge, lists replace. What the descriptions of the keys say all of is done
//! by them; here is what has more to it or must be reported.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::{
    ColumnEntry, DatedTable, EntityEntry, Entry, IndicatorEntry, KindEntry, LimitEntry, MeasureEntry,
    PackDocument, Quantity, SourceEntry, Table, TableKey, Threshold, TypeName, ValueEntry, is_name,
};
use crate::semantics::merge::Merger;
use crate::semantics::merge::names::Space;
use crate::semantics::merge::steps::{Values, merge_steps, set_steps};
use crate::semantics::merged::{FormerLabel, Sort};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Ident, ItemKind, UnitExpr};
use crate::value::Number;

impl Merger<'_> {
    pub(super) fn overrides(&mut self, document: &PackDocument) {
        let o = &document.overrides;
        for given in &o.units {
            if let Some(id) = self.target(Sort::Unit, &given.id)
                && let Some(entry) = self.merged.units.get_mut(&id)
            {
                entry.multiple.clone_from(&given.multiple);
                entry.broken = given.broken;
                self.changed(Sort::Unit, &id);
            }
        }
        for given in &o.kinds {
            if let Some(id) = self.target(Sort::Kind, &given.id) {
                self.kind(&id, given);
            }
        }
        for given in &o.entities {
            if let Some(id) = self.target(Sort::Entity, &given.id) {
                self.entity(&id, given);
            }
        }
        for given in &o.limits {
            if let Some(id) = self.target(Sort::Limit, &given.id) {
                self.limit(&id, given);
            }
        }
        for given in &o.indicators {
            if let Some(id) = self.target(Sort::Indicator, &given.id) {
                self.indicator(&id, given);
            }
        }
        for given in &o.sources {
            if let Some(id) = self.target(Sort::Source, &given.id) {
                self.source(&id, given);
            }
        }
        for given in &o.measures {
            if let Some(id) = self.target(Sort::Measure, &given.id) {
                self.measure(&id, given);
            }
        }
        self.override_procedure(o);
        for item in document.rules.iter().flat_map(|file| &file.items) {
            if let ItemKind::Override(given) = &item.kind {
                self.override_item(given);
            }
        }
    }

    /// The id of the inherited entry that an override names; reports when there is none that it may change.
    pub(super) fn target(&mut self, sort: Sort, name: &Ident) -> Option<String> {
        let space = sort.space();
        if self.names.refused(space, &name.value) {
            return None;
        }
        let Some(owner) = self.names.find(space, &name.value).cloned() else {
            self.unknown_target(sort, name);
            return None;
        };
        if owner.pack == self.pack {
            self.diagnostics.push(
                Diagnostic::new(&codes::OVERRIDE_OWN, name.span)
                    .arg("name", &name.value)
                    .related(owner.span, Message::new("related-own"))
                    .help(Message::new("help-override-own")),
            );
            return None;
        }
        if owner.sort != sort {
            let mut d = Diagnostic::new(&codes::OVERRIDE_SORT, name.span);
            d.message = Message::new(codes::OVERRIDE_SORT.key)
                .arg("name", &name.value)
                .message("is", owner.sort.word())
                .message("given", sort.word());
            self.diagnostics.push(
                d.related(owner.span, Message::new("related-parent-defines"))
                    .help(owner.sort.override_help(&name.value)),
            );
            return None;
        }
        if let Some(earlier) = self.names.override_once(space, &owner.id, name.span) {
            self.diagnostics.push(
                Diagnostic::new(&codes::OVERRIDE_TWICE, name.span)
                    .arg("name", &name.value)
                    .related(earlier, Message::new("related-first-override"))
                    .help(Message::new("help-override-twice")),
            );
            return None;
        }
        Some(owner.id)
    }

    fn unknown_target(&mut self, sort: Sort, name: &Ident) {
        if self.parents_broken {
            return;
        }
        if self.pack == 0 {
            self.diagnostics.push(
                Diagnostic::new(&codes::NO_PARENT, name.span)
                    .arg("name", &name.value)
                    .help(Message::new("help-no-parent")),
            );
            return;
        }
        let d = Diagnostic::new(&codes::OVERRIDE_UNKNOWN, name.span).arg("name", &name.value);
        let removed = self
            .merged
            .removed
            .iter()
            .find(|(id, r)| **id == name.value || r.label.as_ref() == Some(&name.value));
        if let Some((_, removal)) = removed {
            let d = d.related(removal.span, Message::new("related-removed"));
            self.diagnostics.push(d.help(Message::new("help-override-removed")));
            return;
        }
        let (names, pack) = (&self.names, self.pack);
        let same_sort = || names.candidates(pack, |other| other == sort);
        let same_space = || names.candidates(pack, |other| other.space() == sort.space());
        let near = self.diagnostics.suggest(&name.value, same_sort);
        let near = near.or_else(|| self.diagnostics.suggest(&name.value, same_space));
        let d = d.nearest(name.span, near, || Message::new("help-override-unknown"));
        self.diagnostics.push(d);
    }

    /// Gives an entry the label that an override gives it; the former one goes on to mean it.
    pub(super) fn relabel(&mut self, sort: Sort, id: &str, former: Option<Ident>, label: Option<&Ident>) {
        let Some(label) = label else { return };
        if label.value != id {
            self.names.take_label(sort, id, label, self.pack, self.diagnostics);
        }
        self.former(sort, id, None, former, label);
    }

    fn former(&mut self, sort: Sort, id: &str, part: Option<&str>, former: Option<Ident>, label: &Ident) {
        if let Some(former) = former.filter(|f| f.value != label.value && f.value != id) {
            let part = part.map(str::to_owned);
            self.merged.former.push(FormerLabel { sort, id: id.to_owned(), part, label: former.value });
        }
    }

    fn kind(&mut self, kind: &str, given: &KindEntry) {
        let id = kind;
        let former = self.merged.kinds.get(id).and_then(|e| e.label.clone());
        self.relabel(Sort::Kind, id, former, given.label.as_ref());
        let Some(mut entry) = self.merged.kinds.get(id).cloned() else { return };
        entry.lay(given);
        entry.broken |= given.broken;
        let mut named_before: Vec<(String, Span)> = Vec::new();
        // By the names that they had: a label given here names nothing in the same map.
        let before = entry.values.clone().unwrap_or_default();
        for value in given.values.iter().flatten() {
            let values = entry.values.get_or_insert_default();
            let named = |v: &ValueEntry| {
                let name = &value.id.value;
                v.id.value == *name || v.label.as_ref().is_some_and(|l| l.value == *name)
            };
            match before.iter().position(named).and_then(|at| values.get_mut(at)) {
                Some(inherited) => {
                    let id = inherited.id.value.clone();
                    if self.named_twice(&value.id, &id, &mut named_before) {
                        continue;
                    }
                    if let Some(label) = &value.label {
                        let old = inherited.label.clone();
                        self.former(Sort::Kind, kind, Some(&id), old, label);
                    }
                    inherited.lay(value);
                }
                None => values.push(value.clone()),
            }
        }
        self.merged.kinds.insert(id.to_owned(), entry);
        self.changed(Sort::Kind, id);
    }

    /// Whether an override names a part of an entry for the second time, by its id and by its label; that is reported.
    fn named_twice(&mut self, name: &Ident, id: &str, before: &mut Vec<(String, Span)>) -> bool {
        let first = before.iter().find(|(other, _)| other == id).map(|(_, span)| *span);
        match first {
            Some(first) => self.diagnostics.push(
                Diagnostic::new(&codes::DEFINED_TWICE, name.span)
                    .arg("name", &name.value)
                    .related(first, Message::new("related-first-defined"))
                    .help(Message::new("help-keep-one")),
            ),
            None => before.push((id.to_owned(), name.span)),
        }
        first.is_some()
    }

    fn entity(&mut self, id: &str, given: &EntityEntry) {
        let former = self.merged.entities.get(id).and_then(|e| e.label.clone());
        self.relabel(Sort::Entity, id, former, given.label.as_ref());
        let Some(mut entry) = self.merged.entities.get(id).cloned() else { return };
        if let Some(key) = &given.key {
            let kept = entry.key.as_ref();
            let same = kept.is_some_and(|k| self.same_names(&k.value, &key.value, &entry.columns));
            if !same {
                let place = kept.map_or(entry.id.span, |k| k.span);
                self.fixed("what-key", &given.id.value, key.span, place);
            }
        }
        entry.lay(given);
        entry.broken |= given.broken;
        let mut named_before: Vec<(String, Span)> = Vec::new();
        let before = entry.columns.clone();
        for column in &given.columns {
            let named = |c: &ColumnEntry| {
                c.id.value == column.id.value || c.label.as_ref().is_some_and(|l| l.value == column.id.value)
            };
            match before.iter().position(named).and_then(|at| entry.columns.get_mut(at)) {
                None => entry.columns.push(column.clone()),
                Some(inherited) => {
                    if self.named_twice(&column.id, &inherited.id.value, &mut named_before) {
                        continue;
                    }
                    if let Some(label) = &column.label {
                        let old = inherited.label.clone();
                        self.former(Sort::Entity, id, Some(&inherited.id.value), old, label);
                    }
                    self.column(inherited, column);
                }
            }
        }
        self.merged.entities.insert(id.to_owned(), entry);
        self.changed(Sort::Entity, id);
    }

    /// Type and unit of an inherited column stay, because the data that is there was recorded in them.
    fn column(&mut self, entry: &mut ColumnEntry, given: &ColumnEntry) {
        if let Some(ty) = &given.type_name
            && !entry.type_name.as_ref().is_some_and(|t| self.same_type(&t.value, &ty.value))
        {
            let place = entry.type_name.as_ref().map_or(entry.id.span, |t| t.span);
            self.fixed("what-type", &given.id.value, ty.span, place);
        }
        if let Some(unit) = &given.unit
            && !entry.unit.as_ref().is_some_and(|u| same_unit(u, unit))
        {
            let place = entry.unit.as_ref().map_or(entry.id.span, |u| u.span);
            self.fixed("what-unit", &given.id.value, unit.span, place);
        }
        entry.lay(given);
        entry.broken |= given.broken;
    }

    fn same_type(&self, a: &TypeName, b: &TypeName) -> bool {
        match (a, b) {
            (TypeName::Kind(a), TypeName::Kind(b)) => {
                let called = |k: &KindEntry, name: &str| {
                    k.id.value == name || k.label.as_ref().is_some_and(|l| l.value == name)
                };
                a == b || self.merged.kinds.values().any(|k| called(k, a) && called(k, b))
            }
            _ => a == b,
        }
    }

    /// Whether two lists name the same columns, kinds and tables, by id or label.
    fn same_names(&self, a: &[Ident], b: &[Ident], columns: &[ColumnEntry]) -> bool {
        let id = |name: &Ident| {
            let named = |c: &&ColumnEntry| c.label.as_ref().is_some_and(|l| l.value == name.value);
            let column = columns.iter().find(named).map(|c| c.id.value.as_str());
            let known = |space| self.names.find(space, &name.value).map(|o| o.id.as_str());
            column
                .or_else(|| known(Space::Kinds))
                .or_else(|| known(Space::Entities))
                .unwrap_or(&name.value)
                .to_owned()
        };
        a.iter().map(id).eq(b.iter().map(id))
    }

    fn fixed(&mut self, what: &'static str, name: &str, span: Span, parent: Span) {
        let mut d = Diagnostic::new(&codes::OVERRIDE_FIXED, span);
        d.message =
            Message::new(codes::OVERRIDE_FIXED.key).arg("name", name).message("what", Message::new(what));
        self.diagnostics
            .push(d.related(parent, Message::new("related-parent-says")).help(Message::new("help-fixed")));
    }

    fn limit(&mut self, id: &str, given: &LimitEntry) {
        let former = self.merged.limits.get(id).and_then(|e| e.label.clone());
        self.relabel(Sort::Limit, id, former, given.label.as_ref());
        let Some(mut entry) = self.merged.limits.get(id).cloned() else { return };
        let other_unit = self.other_unit(
            entry.unit.as_ref(),
            given.unit.as_ref(),
            given.value.as_ref(),
            &given.id,
            given.broken,
        );
        let other_by = given
            .by
            .as_ref()
            .is_some_and(|by| entry.by.as_ref().is_none_or(|b| !self.same_names(&b.value, &by.value, &[])));
        entry.lay(given);
        entry.broken |= given.broken;
        if let Some(value) = &given.value {
            let inherited = entry.value.take();
            let merged = match &inherited {
                Some(inherited) if self.is_trial() => {
                    set_steps(inherited, value, &entry.kinds.kinds, &Values::of(&self.merged))
                }
                Some(inherited) if !other_unit && !other_by => {
                    let values = Values::of(&self.merged);
                    merge_steps(inherited, value, &given.kinds.kinds, &values, self.diagnostics)
                }
                Some(_) | None => value.clone(),
            };
            self.later_dates(id, inherited.as_ref(), value);
            self.forgotten_percent(id, inherited.as_ref(), value, entry.unit.as_ref());
            entry.value = Some(merged);
            if !self.is_trial() {
                entry.kinds.clone_from(&given.kinds);
            }
        }
        self.merged.limits.insert(id.to_owned(), entry);
        self.changed(Sort::Limit, id);
    }

    /// Whether an override measures an entry in another unit; the inherited numbers would then mean something else, so new ones must
    /// come with it.
    fn other_unit<T>(
        &mut self,
        inherited: Option<&UnitExpr>,
        given: Option<&UnitExpr>,
        values: Option<&T>,
        id: &Ident,
        broken: bool,
    ) -> bool {
        let Some(unit) = given else { return false };
        if inherited.is_some_and(|u| same_unit(u, unit)) {
            return false;
        }
        if values.is_none() && !broken {
            self.diagnostics.push(
                Diagnostic::new(&codes::UNIT_WITHOUT_NUMBERS, unit.span)
                    .arg("name", &id.value)
                    .related(inherited.map_or(id.span, |u| u.span), Message::new("related-parent-says"))
                    .help(Message::new("help-unit-without-numbers")),
            );
        }
        true
    }

    /// Whether what is merged are numbers set for a trial, which are a further document over the pack's.
    fn is_trial(&self) -> bool {
        !self.chain.set.is_empty() && self.pack + 1 == self.chain.documents.len()
    }

    /// Warns where a list that replaces the inherited one ends before it does: the parent's later number is no longer in force.
    fn later_dates(
        &mut self,
        id: &str,
        inherited: Option<&Spanned<Vec<DatedTable>>>,
        given: &Spanned<Vec<DatedTable>>,
    ) {
        if self.is_trial() {
            return;
        }
        let from = |step: &DatedTable| step.from.map(|f| (f.value, f.span));
        let Some((last, place)) = given.value.iter().filter_map(from).max_by_key(|(day, _)| *day) else {
            return;
        };
        let after = |step: &&DatedTable| step.from.is_some_and(|f| f.value > last);
        let later = inherited.into_iter().flat_map(|i| &i.value).filter(after);
        for step in later {
            let Some(from) = step.from else { continue };
            self.diagnostics.push(
                Diagnostic::new(&codes::LATER_DATE_DROPPED, place)
                    .arg("name", id)
                    .arg("date", from.value)
                    .related(from.span, Message::new("related-parent-says"))
                    .help(
                        Message::new("help-later-date-dropped")
                            .arg("date", from.value)
                            .arg("value", self.written(&step.table)),
                    ),
            );
        }
    }

    /// Reports a plain number above 1 where the parent wrote percentages: 90 for 90%. Where the entry is in `%`, a plain number is one.
    fn forgotten_percent(
        &mut self,
        id: &str,
        inherited: Option<&Spanned<Vec<DatedTable>>>,
        given: &Spanned<Vec<DatedTable>>,
        unit: Option<&UnitExpr>,
    ) {
        let mut before = Vec::new();
        inherited.into_iter().flat_map(|i| &i.value).for_each(|step| quantities(&step.table, &mut before));
        let (Some(example), true) = (before.first(), before.iter().all(|q| q.value.is_share)) else { return };
        if unit.is_some() {
            return;
        }
        let mut now = Vec::new();
        given.value.iter().for_each(|step| quantities(&step.table, &mut now));
        for number in now.into_iter().filter(|q| !q.value.is_share && q.value.value > Number::one()) {
            let written = format!("{}%", self.text(number.span));
            self.diagnostics.push(
                Diagnostic::new(&codes::PERCENT_FORGOTTEN, number.span)
                    .arg("name", id)
                    .arg("number", self.text(number.span))
                    .related(example.span, Message::new("related-parent-says"))
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(number.span, written),
            );
        }
    }

    fn text(&self, span: Span) -> &str {
        self.chain.sources.text(span.source).get(span.range()).unwrap_or("").trim()
    }

    /// Numbers as they are written, in one line.
    fn written(&self, table: &Table) -> String {
        match table {
            Table::Number(number) => self.text(number.span).to_owned(),
            Table::Name(name) => self.text(name.span).to_owned(),
            Table::Map(map) => {
                let entry = |(key, below): &(TableKey, Table)| {
                    let key = match key {
                        TableKey::Value(name) => self.text(name.span),
                        TableKey::Else(span) => self.text(*span),
                    };
                    format!("{key}: {}", self.written(below))
                };
                format!("{{{}}}", map.value.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn indicator(&mut self, id: &str, given: &IndicatorEntry) {
        let former = self.merged.indicators.get(id).and_then(|e| e.label.clone());
        self.relabel(Sort::Indicator, id, former, given.label.as_ref());
        let Some(mut entry) = self.merged.indicators.get(id).cloned() else { return };
        // A threshold that is a limit's name carries its own unit.
        let own_numbers = entry.threshold.as_ref().is_some_and(|t| !is_name(&t.value));
        let other_unit = own_numbers
            && self.other_unit(
                entry.unit.as_ref(),
                given.unit.as_ref(),
                given.threshold.as_ref(),
                &given.id,
                given.broken,
            );
        entry.lay(given);
        entry.broken |= given.broken;
        if let Some(threshold) = &given.threshold {
            let inherited = entry.threshold.take();
            let points_up = threshold.comparison.value.points_up();
            let trial = inherited.as_ref().filter(|_| self.is_trial());
            let kinds = trial.map_or(&threshold.kinds, |old| &old.kinds);
            let values = Values::of(&self.merged);
            let merged = match &inherited {
                Some(old) if trial.is_some() => {
                    set_steps(&old.value, &threshold.value, &kinds.kinds, &values)
                }
                Some(old) if !other_unit && old.comparison.value.points_up() == points_up => {
                    merge_steps(&old.value, &threshold.value, &kinds.kinds, &values, self.diagnostics)
                }
                Some(_) | None => threshold.value.clone(),
            };
            let old = inherited.as_ref().map(|t| &t.value);
            self.later_dates(id, old, &threshold.value);
            self.forgotten_percent(id, old, &threshold.value, entry.unit.as_ref());
            let kinds = kinds.clone();
            entry.threshold = Some(Threshold { comparison: threshold.comparison, value: merged, kinds });
        }
        self.merged.indicators.insert(id.to_owned(), entry);
        self.changed(Sort::Indicator, id);
    }

    fn source(&mut self, id: &str, given: &SourceEntry) {
        let Some(entry) = self.merged.sources.get_mut(id) else { return };
        entry.lay(given);
        for (place, text) in &given.clauses {
            match entry.clauses.iter_mut().find(|(p, _)| p.value == place.value) {
                Some((_, inherited)) => inherited.clone_from(text),
                None => entry.clauses.push((place.clone(), text.clone())),
            }
        }
        self.changed(Sort::Source, id);
    }

    fn measure(&mut self, id: &str, given: &MeasureEntry) {
        let Some(entry) = self.merged.measures.get_mut(id) else { return };
        entry.lay(given);
        self.changed(Sort::Measure, id);
    }
}

/// All numbers of a table.
fn quantities<'t>(table: &'t Table, into: &mut Vec<&'t Spanned<Quantity>>) {
    match table {
        Table::Number(number) => into.push(number),
        Table::Name(_) => {}
        Table::Map(map) => map.value.iter().for_each(|(_, below)| quantities(below, into)),
    }
}

/// Whether two units are written with the same symbols.
pub(crate) fn same_unit(a: &UnitExpr, b: &UnitExpr) -> bool {
    a.same_symbols(b)
}
