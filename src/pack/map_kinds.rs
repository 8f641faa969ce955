//! By which kinds the maps of limits and thresholds are read. Whoever reads a map (the digest, an override laid over it, a comparison of
//! two packs, the checker) goes by what is settled here, once for a chain.

use std::collections::{BTreeMap, HashMap};

use super::digest::Names;
use super::document::{Comparison, Definitions, MapKinds, PackDocument, Table, TableKey, Unclear};
use super::entry::{DatedTable, IndicatorEntry, LimitEntry};
use crate::pack::yaml::nfc;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Ident, UnitExpr};

type Steps = Spanned<Vec<DatedTable>>;

/// Whether steps given in an override leave the values that they do not name to the inherited ones: one map without a date and
/// without `else`. Anything else says all there is to say.
pub(crate) fn lays_over(given: &Steps) -> bool {
    match given.value.as_slice() {
        [DatedTable { from: None, table, .. }] => is_partial(table),
        _ => false,
    }
}

/// A map that leaves the values it does not name to the parent.
pub(crate) fn is_partial(table: &Table) -> bool {
    match table {
        Table::Map(map) => !map.value.iter().any(|(key, _)| matches!(key, TableKey::Else(_))),
        Table::Number(_) | Table::Name(_) => false,
    }
}

/// Whether a threshold is a limit's name.
pub(crate) fn is_name(steps: &Steps) -> bool {
    matches!(steps.value.as_slice(), [DatedTable { table: Table::Name(_), .. }])
}

/// Writes into all limits and thresholds of a chain by which kinds their maps are read.
pub(super) fn settle(documents: &mut [PackDocument]) {
    let mut settled = settled(documents, &Names::of(documents));
    for document in documents {
        for definitions in [&mut document.definitions, &mut document.overrides] {
            for limit in &mut definitions.limits {
                let found = limit.value.as_ref().and_then(|v| settled.remove(&v.span));
                limit.kinds = found.unwrap_or_default();
            }
            for threshold in definitions.indicators.iter_mut().filter_map(|i| i.threshold.as_mut()) {
                threshold.kinds = settled.remove(&threshold.value.span).unwrap_or_default();
            }
        }
    }
}

/// The kinds of each limit's and threshold's maps, by the place of its values.
pub(super) fn settled(documents: &[PackDocument], names: &Names) -> HashMap<Span, MapKinds> {
    let mut all =
        Settling { names, limits: BTreeMap::new(), thresholds: BTreeMap::new(), out: HashMap::new() };
    let subjects = subjects(documents, names);
    for document in documents {
        all.definitions(&document.definitions, &subjects, false);
        all.definitions(&document.overrides, &subjects, true);
    }
    all.out
}

/// Whom an indicator is for, as it stands in the end.
#[derive(Default)]
struct Subject {
    entity: Option<String>,
    groups: Vec<String>,
}

/// The subjects of the indicators, by id.
fn subjects(documents: &[PackDocument], names: &Names) -> BTreeMap<String, Subject> {
    let mut out: BTreeMap<String, Subject> = BTreeMap::new();
    let both = documents.iter().flat_map(|d| [&d.definitions, &d.overrides]);
    for indicator in both.flat_map(|d| &d.indicators) {
        let subject = out.entry(names.item(&nfc(&indicator.id.value)).to_owned()).or_default();
        if let Some(entity) = &indicator.entity {
            subject.entity = Some(names.entity(&nfc(&entity.value)).to_owned());
        }
        if let Some(by) = &indicator.by {
            subject.groups = kinds(&by.value, names);
        }
    }
    out
}

fn kinds(by: &[Ident], names: &Names) -> Vec<String> {
    by.iter().map(|k| names.kind(&nfc(&k.value)).to_owned()).collect()
}

/// A threshold as it stands after some of the documents.
struct Standing {
    comparison: Comparison,
    unit: Option<UnitExpr>,
    named: bool,
    kinds: Vec<String>,
}

struct Settling<'a> {
    names: &'a Names,
    /// The kinds in each limit's `by`, as it stands.
    limits: BTreeMap<String, Vec<String>>,
    thresholds: BTreeMap<String, Standing>,
    out: HashMap<Span, MapKinds>,
}

impl Settling<'_> {
    fn definitions(
        &mut self,
        definitions: &Definitions,
        subjects: &BTreeMap<String, Subject>,
        changes: bool,
    ) {
        for limit in &definitions.limits {
            self.limit(limit, changes);
        }
        for indicator in &definitions.indicators {
            let id = self.names.item(&nfc(&indicator.id.value)).to_owned();
            let levels = subjects.get(&id).map(|subject| self.levels(subject)).unwrap_or_default();
            self.indicator(id, indicator, &levels, changes);
        }
    }

    fn limit(&mut self, limit: &LimitEntry, changes: bool) {
        let id = self.names.limit(&nfc(&limit.id.value)).to_owned();
        if let Some(by) = &limit.by {
            self.limits.insert(id.clone(), kinds(&by.value, self.names));
        } else if !changes {
            self.limits.remove(&id);
        }
        if let Some(value) = &limit.value {
            let kinds = self.limits.get(&id).cloned().unwrap_or_default();
            self.out.insert(value.span, MapKinds { kinds, ..MapKinds::default() });
        }
    }

    fn indicator(&mut self, id: String, indicator: &IndicatorEntry, levels: &[Vec<String>], changes: bool) {
        let before = self.thresholds.remove(&id).filter(|_| changes);
        let Some(threshold) = &indicator.threshold else {
            if let Some(mut standing) = before {
                standing.unit = indicator.unit.clone().or(standing.unit);
                self.thresholds.insert(id, standing);
            }
            return;
        };
        let laid_over = before.as_ref().filter(|before| {
            let another_unit = |unit: &UnitExpr| before.unit.as_ref().is_none_or(|u| !u.same_symbols(unit));
            before.comparison.points_up() == threshold.comparison.value.points_up()
                && !before.named
                && !indicator.unit.as_ref().is_some_and(another_unit)
                && lays_over(&threshold.value)
        });
        let fixed = laid_over.map(|before| before.kinds.clone()).unwrap_or_default();
        let steps = &threshold.value.value;
        let as_written = |_: usize, word: &str| nfc(word).into_owned();
        let mut found = read_by(steps, fixed.clone(), levels, self.names, &as_written);
        let by_id = |depth: usize, word: &str| {
            let word = nfc(word);
            found.kinds.get(depth).map_or(&*word, |kind| self.names.value(kind, &word)).to_owned()
        };
        let by_ids = read_by(steps, fixed, levels, self.names, &by_id);
        found.by_words = by_ids.kinds != found.kinds;
        let standing = Standing {
            comparison: threshold.comparison.value,
            unit: indicator.unit.clone().or(before.and_then(|b| b.unit)),
            named: is_name(&threshold.value),
            kinds: found.kinds.clone(),
        };
        self.thresholds.insert(id, standing);
        self.out.insert(threshold.value.span, found);
    }

    /// The kinds that an indicator's subject can be asked for, the nearest first: of its groups, of its own single columns, of its
    /// ancestors'.
    fn levels(&self, subject: &Subject) -> Vec<Vec<String>> {
        let mut levels = vec![subject.groups.clone()];
        if let Some(entity) = &subject.entity {
            levels.extend(self.names.lineage(entity).into_iter().map(|e| self.names.single_kinds(e)));
        }
        let mut seen: Vec<String> = Vec::new();
        for level in &mut levels {
            level.retain(|kind| !seen.contains(kind));
            seen.extend(level.iter().cloned());
        }
        levels
    }
}

/// By which kinds maps are read, one a depth of nesting: of those that have all words of that depth, the nearest. `fixed` kinds are those
/// of the maps that these are laid over. `word` says for what word of a depth one stands.
fn read_by(
    steps: &[DatedTable],
    fixed: Vec<String>,
    levels: &[Vec<String>],
    names: &Names,
    word: &dyn Fn(usize, &str) -> String,
) -> MapKinds {
    let mut found = fixed;
    let mut tables: Vec<&Table> = steps.iter().map(|s| &s.table).collect();
    for depth in 0.. {
        let maps: Vec<&Spanned<Vec<(TableKey, Table)>>> = tables
            .iter()
            .filter_map(|t| match t {
                Table::Map(map) => Some(map),
                Table::Number(_) | Table::Name(_) => None,
            })
            .collect();
        let Some(first) = maps.first() else { break };
        if found.len() == depth {
            let words: Vec<String> = words(&maps).into_iter().map(|w| word(depth, w)).collect();
            match kind_of(&words, &found, levels, names) {
                Ok(kind) => found.push(kind),
                Err(several) => {
                    let place = first.value.first().map_or(first.span, |(key, _)| match key {
                        TableKey::Value(word) => word.span,
                        TableKey::Else(span) => *span,
                    });
                    let asked = levels.iter().flatten().cloned().collect();
                    let unclear = Some(Unclear { place, several, asked });
                    return MapKinds { kinds: found, unclear, by_words: false };
                }
            }
        }
        tables = maps.iter().flat_map(|map| map.value.iter().map(|(_, table)| table)).collect();
    }
    MapKinds { kinds: found, ..MapKinds::default() }
}

fn words<'t>(maps: &[&'t Spanned<Vec<(TableKey, Table)>>]) -> Vec<&'t str> {
    let keys = maps.iter().flat_map(|map| &map.value);
    keys.filter_map(|(key, _)| match key {
        TableKey::Value(word) => Some(word.value.as_str()),
        TableKey::Else(_) => None,
    })
    .collect()
}

/// The kind that these words are values of; else those between which they do not decide. Where none has them all, the nearest that has
/// most of them, so that the others can be reported.
fn kind_of(
    words: &[String],
    found: &[String],
    levels: &[Vec<String>],
    names: &Names,
) -> Result<String, Vec<String>> {
    let free = |level: &Vec<String>| -> Vec<String> {
        level.iter().filter(|kind| !found.contains(kind)).cloned().collect()
    };
    let levels: Vec<Vec<String>> = levels.iter().map(free).collect();
    let all: Vec<&String> = levels.iter().flatten().collect();
    if words.is_empty() {
        return match all.as_slice() {
            [one] => Ok((*one).clone()),
            _ => Err(Vec::new()),
        };
    }
    let hits = |kind: &str| words.iter().filter(|w| names.has_value(kind, w)).count();
    for level in &levels {
        let fitting: Vec<String> = level.iter().filter(|k| hits(k) == words.len()).cloned().collect();
        match fitting.as_slice() {
            [] => {}
            [one] => return Ok(one.clone()),
            _ => return Err(fitting),
        }
    }
    if let [one] = all.as_slice() {
        return Ok((*one).clone());
    }
    let mut best: Option<&String> = None;
    for kind in all {
        if hits(kind) > best.map_or(0, |b| hits(b)) {
            best = Some(kind);
        }
    }
    best.cloned().ok_or_else(Vec::new)
}
