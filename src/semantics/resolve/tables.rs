//! Limits and thresholds: numbers by kind values and by date.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{
    CiteEntry, DatedTable, Entry, IndicatorEntry, LimitEntry, MapKinds, Quantity, Table, TableKey,
};
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::resolve::schema::Schema;
use crate::semantics::units::UnitTable;
use crate::source::{Span, Spanned};
use crate::value::{Date, Number, Unit};

/// What an entry cites, its own first.
pub(crate) fn citations<E: Entry>(
    entry: &E,
    merged: &Merged,
    diagnostics: &mut Diagnostics,
) -> Vec<Citation> {
    entry.cites().into_iter().filter_map(|c| citation(c, merged, diagnostics)).collect()
}

/// A citation of a declared source; an undeclared one is reported.
pub(crate) fn citation(cite: &CiteEntry, merged: &Merged, diagnostics: &mut Diagnostics) -> Option<Citation> {
    let place = cite.place.as_ref().map(|p| p.value.clone());
    cited(&cite.source.value, cite.source.span, place, merged, diagnostics)
}

/// The same for a `cite` clause of a `.rules` file.
pub(crate) fn cited(
    source: &str,
    span: Span,
    place: Option<String>,
    merged: &Merged,
    diagnostics: &mut Diagnostics,
) -> Option<Citation> {
    if merged.sources.contains_key(source) {
        return Some(Citation { source: source.to_owned(), place });
    }
    let mut d = Diagnostic::new(&codes::UNDECLARED_SOURCE, span).arg("name", source);
    let near = diagnostics.suggest(source, || merged.sources.keys().map(String::as_str));
    d = d.nearest(span, near, || Message::new("help-declare-source").arg("name", source));
    diagnostics.push(d);
    None
}

/// Reads declared limits.
pub(crate) fn limits(
    merged: &Merged,
    schema: &Schema,
    units: &UnitTable,
    diagnostics: &mut Diagnostics,
) -> Vec<Limit> {
    merged.limits.values().map(|entry| limit(entry, merged, schema, units, diagnostics)).collect()
}

fn limit(
    entry: &LimitEntry,
    merged: &Merged,
    schema: &Schema,
    units: &UnitTable,
    diagnostics: &mut Diagnostics,
) -> Limit {
    let mut by = Vec::new();
    let mut sound = true;
    for name in entry.by.iter().flat_map(|b| &b.value) {
        match schema.kind(&name.value) {
            Some(kind) if by.contains(&kind) => {
                diagnostics.push(Diagnostic::new(&codes::REPEATED_KIND, name.span).arg("name", &name.value));
                sound = false;
            }
            Some(kind) => by.push(kind),
            None => {
                unknown_kind(&name.value, name.span, schema, diagnostics);
                sound = false;
            }
        }
    }
    if combinations(&by, schema) > MAX_ENTRIES {
        diagnostics
            .push(Diagnostic::new(&codes::TOO_MANY_ENTRIES, entry.id.span).arg("name", &entry.id.value));
        sound = false;
    }
    let unit = entry.unit.as_ref().map(|u| units.resolve(u, diagnostics));
    sound &= unit.as_ref().is_none_or(Option::is_some);
    let unit = unit.flatten().unwrap_or_else(Unit::none);
    let mut tables = Vec::new();
    match &entry.value {
        None => {
            diagnostics.push(
                Diagnostic::new(&codes::LIMIT_WITHOUT_VALUE, entry.id.span).arg("name", &entry.id.value),
            );
        }
        Some(value) if sound => {
            let reader = Reader { name: &entry.id.value, schema, merged, unit: &unit };
            tables = reader.dated(value, &by, diagnostics);
        }
        Some(_) => {}
    }
    Limit {
        id: entry.id.value.clone(),
        label: entry.label.as_ref().map_or(&entry.id, |l| l).value.clone(),
        title: entry.title.as_ref().map(|t| t.value.clone()),
        unit,
        by,
        tables,
        stricter: entry.stricter.as_ref().map(|s| s.value),
        cite: citations(entry, merged, diagnostics),
        note: entry.note.as_ref().map(|n| n.value.clone()),
        span: entry.id.span,
        numbers: entry.value.as_ref().map_or(entry.id.span, |value| value.span),
    }
}

/// The kinds by which a threshold's maps are read; what is unclear about them is reported.
pub(crate) fn threshold_kinds(
    entry: &IndicatorEntry,
    kinds: &MapKinds,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<KindIx>> {
    let name = &entry.id.value;
    let labels = |ids: &[String]| {
        let found = ids.iter().filter_map(|id| schema.kinds.get(schema.kind(id)?.ix()));
        found.map(|k| k.label.as_str()).collect::<Vec<_>>().join("、")
    };
    if let Some(unclear) = &kinds.unclear {
        let several = labels(&unclear.several);
        let first = several.split('、').next().unwrap_or_default();
        let asked = labels(&unclear.asked);
        let (code, help) = match (several.is_empty(), asked.is_empty()) {
            (false, _) => (&codes::THRESHOLD_TIE, Message::new("help-threshold-tie").arg("name", first)),
            (true, true) => (&codes::THRESHOLD_KEYS, Message::new("help-threshold-no-kind")),
            (true, false) => {
                (&codes::THRESHOLD_KEYS, Message::new("help-threshold-kinds").arg("names", asked))
            }
        };
        let mut d = Diagnostic::new(code, unclear.place).arg("name", name);
        if !several.is_empty() {
            d = d.arg("names", several);
        }
        diagnostics.push(d.help(help));
        return None;
    }
    let found: Option<Vec<KindIx>> = kinds.kinds.iter().map(|id| schema.kind(id)).collect();
    let found = found?;
    if combinations(&found, schema) > MAX_ENTRIES {
        let place = entry.threshold.as_ref().map_or(entry.id.span, |t| t.comparison.span);
        diagnostics.push(Diagnostic::new(&codes::TOO_MANY_ENTRIES, place).arg("name", name));
        return None;
    }
    Some(found)
}

/// Most numbers that one table may be written out to.
const MAX_ENTRIES: usize = 100_000;

/// How many combinations of values some kinds have.
fn combinations(by: &[KindIx], schema: &Schema) -> usize {
    let count = |k: &KindIx| schema.kinds.get(k.ix()).map_or(1, |k| k.values.len().max(1));
    by.iter().map(count).fold(1, usize::saturating_mul)
}

/// Reports a kind that does not exist.
pub(crate) fn unknown_kind(name: &str, span: Span, schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut d = Diagnostic::new(&codes::UNKNOWN_KIND, span).arg("name", name);
    let near = diagnostics.suggest(name, || schema.kind_candidates());
    d = d.nearest(span, near, || {
        let all: Vec<&str> = schema.kinds.iter().map(|k| k.label.as_str()).collect();
        Message::new("help-kinds").names("names", &all)
    });
    diagnostics.push(d);
}

/// Reads the tables of one limit or threshold.
pub(crate) struct Reader<'a> {
    pub name: &'a str,
    pub schema: &'a Schema,
    pub merged: &'a Merged,
    pub unit: &'a Unit,
}

/// Reports a date that does not come after the one before it, and goes on from it.
pub(super) fn date_after(
    before: &mut Option<Spanned<Date>>,
    from: Option<Spanned<Date>>,
    diagnostics: &mut Diagnostics,
) {
    if let (Some(last), Some(from)) = (*before, from)
        && from.value <= last.value
    {
        let code = if from.value == last.value { &codes::EQUAL_DATES } else { &codes::DATES_OUT_OF_ORDER };
        diagnostics.push(
            Diagnostic::new(code, from.span)
                .arg("date", from.value)
                .related(last.span, Message::new("related-date-before").arg("date", last.value)),
        );
    }
    *before = from.or(*before);
}

impl Reader<'_> {
    /// All steps by date; checks that the dates ascend.
    pub fn dated(
        &self,
        steps: &Spanned<Vec<DatedTable>>,
        by: &[KindIx],
        diagnostics: &mut Diagnostics,
    ) -> Vec<LimitTable> {
        if steps.value.is_empty() {
            diagnostics.push(Diagnostic::new(&codes::LIMIT_WITHOUT_VALUE, steps.span).arg("name", self.name));
        }
        let mut out = Vec::new();
        let mut before = None;
        for step in &steps.value {
            date_after(&mut before, step.from, diagnostics);
            let Some(values) = self.table(&step.table, by, diagnostics) else { continue };
            out.push(LimitTable {
                from: step.from.as_ref().map(|f| f.value),
                values,
                cite: step.cite.as_ref().and_then(|c| citation(c, self.merged, diagnostics)),
                note: step.note.as_ref().map(|n| n.value.clone()),
            });
        }
        out
    }

    fn table(
        &self,
        table: &Table,
        by: &[KindIx],
        diagnostics: &mut Diagnostics,
    ) -> Option<BTreeMap<Vec<KindValue>, Number>> {
        let mut values = BTreeMap::new();
        self.level(table, by, 0, &mut Vec::new(), &mut values, diagnostics).then_some(values)
    }

    fn number(&self, n: &Spanned<Quantity>) -> Number {
        if n.value.is_share { n.value.value.clone() } else { self.unit.to_base(&n.value.value) }
    }

    /// Reads one level of a nested map into `values`; false when something was wrong (and reported).
    fn level(
        &self,
        table: &Table,
        by: &[KindIx],
        depth: usize,
        prefix: &mut Vec<KindValue>,
        values: &mut BTreeMap<Vec<KindValue>, Number>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        match table {
            Table::Name(name) => {
                diagnostics.push(Diagnostic::new(&codes::NAME_IN_TABLE, name.span).arg("name", &name.value));
                false
            }
            // A plain number stands for every value of the kinds that are left.
            Table::Number(n) => {
                self.fill(by.get(depth..).unwrap_or(&[]), prefix, &self.number(n), values);
                true
            }
            Table::Map(map) => {
                let Some(kind) = self.kind_at(map, by, depth, diagnostics) else { return false };
                self.map(map, kind, by, depth, prefix, values, diagnostics)
            }
        }
    }

    fn fill(
        &self,
        rest: &[KindIx],
        prefix: &mut Vec<KindValue>,
        number: &Number,
        values: &mut BTreeMap<Vec<KindValue>, Number>,
    ) {
        let Some((kind, rest)) = rest.split_first() else {
            values.insert(prefix.clone(), number.clone());
            return;
        };
        let count = self.schema.kinds.get(kind.ix()).map_or(0, |k| k.values.len());
        for value in 0..count {
            prefix.push(value as KindValue);
            self.fill(rest, prefix, number, values);
            prefix.pop();
        }
    }

    fn kind_at(
        &self,
        map: &Spanned<Vec<(TableKey, Table)>>,
        by: &[KindIx],
        depth: usize,
        diagnostics: &mut Diagnostics,
    ) -> Option<KindIx> {
        let kind = by.get(depth).copied();
        if kind.is_none() {
            let place = map.value.first().map_or(map.span, |(key, _)| key_span(key));
            let d = Diagnostic::new(&codes::MAP_WITHOUT_BY, place).arg("name", self.name);
            // The kinds whose values the keys are.
            let all = |ix: usize| {
                map.value.iter().all(|(key, _)| match key {
                    TableKey::Value(v) => self.schema.value(KindIx(ix as u32), &v.value).is_some(),
                    TableKey::Else(_) => map.value.len() > 1,
                })
            };
            let kinds = self.schema.kinds.iter().enumerate().filter(|(ix, _)| depth == 0 && all(*ix));
            let kinds: Vec<&str> = kinds.map(|(_, kind)| kind.label.as_str()).collect();
            diagnostics.push(d.help(match kinds.as_slice() {
                [kind] => Message::new("help-map-without-by").arg("kind", kind),
                [] | [_, ..] => Message::new("help-map-without-kind"),
            }));
        }
        kind
    }

    #[allow(clippy::too_many_arguments, reason = "one step of a recursion whose state is these")]
    fn map(
        &self,
        map: &Spanned<Vec<(TableKey, Table)>>,
        kind_ix: KindIx,
        by: &[KindIx],
        depth: usize,
        prefix: &mut Vec<KindValue>,
        values: &mut BTreeMap<Vec<KindValue>, Number>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let Some(kind) = self.schema.kinds.get(kind_ix.ix()) else { return false };
        let mut seen: Vec<Option<&Table>> = vec![None; kind.values.len()];
        let mut otherwise = None;
        let mut sound = true;
        for (key, table) in &map.value {
            match key {
                TableKey::Else(_) => otherwise = Some(table),
                TableKey::Value(name) => match self.schema.value(kind_ix, &name.value) {
                    Some(value) => match seen.get_mut(value as usize) {
                        Some(slot @ None) => *slot = Some(table),
                        _ => {
                            diagnostics.push(
                                Diagnostic::new(&codes::DUPLICATE_ENTRY, name.span).arg("name", &name.value),
                            );
                            sound = false;
                        }
                    },
                    None => {
                        self.unknown_value(name.span, &name.value, kind, diagnostics);
                        return false;
                    }
                },
            }
        }
        let mut missing = Vec::new();
        for (value, found) in seen.iter().enumerate() {
            prefix.push(value as KindValue);
            match found.or(otherwise) {
                Some(table) => sound &= self.level(table, by, depth + 1, prefix, values, diagnostics),
                None => missing.extend(kind.values.get(value).map(|(_, label)| label.as_str())),
            }
            prefix.pop();
        }
        if !missing.is_empty() {
            let place =
                map.value.last().map_or(map.span, |(key, table)| table_span(table).unwrap_or(key_span(key)));
            let example = missing.first().copied().unwrap_or("");
            diagnostics.push(
                Diagnostic::new(&codes::MISSING_ENTRY, place.after())
                    .arg("name", self.name)
                    .arg("kind", &kind.label)
                    .names("values", &missing)
                    .help(Message::new("help-missing-entry").arg("example", example)),
            );
            sound = false;
        }
        sound
    }

    fn unknown_value(&self, span: Span, name: &str, kind: &Kind, diagnostics: &mut Diagnostics) {
        let candidates = kind.values.iter().flat_map(|(id, label)| [id.as_str(), label.as_str()]);
        let mut d = Diagnostic::new(&codes::UNKNOWN_VALUE, span).arg("name", name).arg("kind", &kind.label);
        let near = diagnostics.suggest(name, || candidates);
        d = d.nearest(span, near, || Message::new("help-kind-values").arg("values", values_of(kind)));
        diagnostics.push(d);
    }
}

/// A kind's values for a message: `小学 primary、初中 junior`.
pub(crate) fn values_of(kind: &Kind) -> String {
    let all =
        kind.values.iter().map(|(id, label)| if id == label { id.clone() } else { format!("{label} {id}") });
    all.collect::<Vec<_>>().join("、")
}

fn key_span(key: &TableKey) -> Span {
    match key {
        TableKey::Value(name) => name.span,
        TableKey::Else(span) => *span,
    }
}

/// Where a table's last number stands.
fn table_span(table: &Table) -> Option<Span> {
    match table {
        Table::Number(n) => Some(n.span),
        Table::Name(n) => Some(n.span),
        Table::Map(map) => map.value.last().and_then(|(_, t)| table_span(t)),
    }
}
