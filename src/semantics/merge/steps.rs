//! Dated tables of numbers: an override's laid over the inherited ones.

use indexmap::IndexMap;

use crate::pack::{DatedTable, KindEntry, Table, TableKey};
use crate::source::Spanned;

type Steps = Spanned<Vec<DatedTable>>;

/// Kinds' values, to know that `primary` and `小学` are one.
pub(crate) struct Values<'a> {
    pub kinds: &'a IndexMap<String, KindEntry>,
}

/// The built-in kind's values.
pub(crate) const GRADES: [(&str, &str); 4] =
    [("fail", "不合格"), ("pass", "合格"), ("good", "良好"), ("excellent", "优秀")];

impl Values<'_> {
    /// Whether two names are the id and the label of one value of some kind, or the same.
    pub fn same(&self, a: &str, b: &str) -> bool {
        let pair = |id: &str, label: &str| (id == a && label == b) || (id == b && label == a);
        a == b
            || GRADES.iter().any(|(id, label)| pair(id, label))
            || self
                .kinds
                .values()
                .flat_map(|k| k.values.iter().flatten())
                .any(|v| v.label.as_ref().is_some_and(|l| pair(&v.id.value, &l.value)))
    }
}

/// Which way a threshold points.
pub(crate) mod upward {
    use super::{DatedTable, Table};
    use crate::pack::Comparison;
    use crate::source::Spanned;

    /// Whether more is better.
    pub(crate) fn is(comparison: Comparison) -> bool {
        matches!(comparison, Comparison::AtLeast | Comparison::Above)
    }

    /// Whether both point the same way.
    pub(crate) fn same(a: Comparison, b: Comparison) -> bool {
        is(a) == is(b)
    }

    /// Whether the threshold is a limit's name.
    pub(crate) fn is_name(steps: &Spanned<Vec<DatedTable>>) -> bool {
        matches!(steps.value.as_slice(), [DatedTable { table: Table::Name(_), .. }])
    }
}

/// The override's values alone.
pub(super) fn given_only(given: &Steps) -> Steps {
    given.clone()
}

/// The override's steps over the inherited ones: steps of the same date merge, others are added; an undated map with only some
/// values changes them at every date; an undated number, or a map with `else`, says all there is to say.
pub(super) fn merge_steps(inherited: &Steps, given: &Steps, values: &Values<'_>) -> Steps {
    if upward::is_name(inherited) || upward::is_name(given) {
        return given.clone();
    }
    if let [DatedTable { from: None, table, cite, note }] = given.value.as_slice() {
        if !is_partial(table) {
            return given.clone();
        }
        let steps = inherited.value.iter().map(|step| DatedTable {
            from: step.from,
            table: merge_tables(&step.table, table, values),
            cite: cite.clone().or_else(|| step.cite.clone()),
            note: note.clone().or_else(|| step.note.clone()),
        });
        return Spanned::new(steps.collect(), given.span);
    }
    let mut steps = inherited.value.clone();
    if !ascending(&inherited.value) || !ascending(&given.value) {
        // Dates out of order are reported when the limit is read; here nothing is lost of what was written.
        steps.extend(given.value.iter().cloned());
        return Spanned::new(steps, given.span);
    }
    for step in &given.value {
        let day = step.from.as_ref().map(|f| f.value);
        match steps.iter_mut().find(|s| s.from.as_ref().map(|f| f.value) == day) {
            Some(same) => {
                same.table = merge_tables(&same.table, &step.table, values);
                same.from = step.from;
                if step.cite.is_some() {
                    same.cite.clone_from(&step.cite);
                }
                if step.note.is_some() {
                    same.note.clone_from(&step.note);
                }
            }
            None => {
                let at = steps.partition_point(|s| s.from.as_ref().map(|f| f.value) < day);
                steps.insert(at, step.clone());
            }
        }
    }
    Spanned::new(steps, given.span)
}

/// Whether each step is later than the one before; only the first may be undated.
fn ascending(steps: &[DatedTable]) -> bool {
    let day = |s: &DatedTable| s.from.as_ref().map(|f| f.value);
    steps.windows(2).all(|pair| match pair {
        [a, b] => day(a) < day(b),
        _ => true,
    })
}

/// A map that leaves the values it does not name to the parent.
fn is_partial(table: &Table) -> bool {
    match table {
        Table::Map(map) => !map.value.iter().any(|(key, _)| matches!(key, TableKey::Else(_))),
        Table::Number(_) | Table::Name(_) => false,
    }
}

fn merge_tables(inherited: &Table, given: &Table, values: &Values<'_>) -> Table {
    let Table::Map(map) = given else { return given.clone() };
    if !is_partial(given) {
        return given.clone();
    }
    let mut entries = match inherited {
        Table::Map(inherited) => inherited.value.clone(),
        Table::Number(n) => vec![(TableKey::Else(n.span), inherited.clone())],
        Table::Name(_) => return given.clone(),
    };
    for (key, table) in &map.value {
        let TableKey::Value(name) = key else { continue };
        let same = |k: &TableKey| matches!(k, TableKey::Value(n) if values.same(&n.value, &name.value));
        match entries.iter().position(|(k, _)| same(k)).and_then(|at| entries.get_mut(at)) {
            Some(entry) => *entry = (key.clone(), merge_tables(&entry.1, table, values)),
            None => entries.push((key.clone(), table.clone())),
        }
    }
    Table::Map(Spanned::new(entries, map.span))
}
