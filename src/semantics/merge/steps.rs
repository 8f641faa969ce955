//! Tables of numbers: an override's map laid over the inherited ones.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{DatedTable, KindEntry, Table, TableKey, is_partial, lays_over};
use crate::semantics::merged::{FormerLabel, Merged, Sort};
use crate::source::Spanned;

type Steps = Spanned<Vec<DatedTable>>;

/// Kinds' values, to know that `primary` and `小学` are one.
pub(crate) struct Values<'a> {
    kinds: &'a IndexMap<String, KindEntry>,
    former: &'a [FormerLabel],
}

/// The built-in kind's values.
const GRADES: [(&str, &str); 4] =
    [("fail", "不合格"), ("pass", "合格"), ("good", "良好"), ("excellent", "优秀")];

impl<'a> Values<'a> {
    /// Those of some merged entries.
    pub fn of(merged: &'a Merged) -> Self {
        Values { kinds: &merged.kinds, former: &merged.former }
    }

    /// The id of a kind's value that is named by its id, its label or a label that it had.
    fn id<'s>(&'s self, kind: &str, name: &str) -> Option<&'s str> {
        let entry = self.kinds.get(kind);
        let values = || entry.into_iter().flat_map(|k| k.values.iter().flatten());
        let by_id = values().find(|v| v.id.value == name).map(|v| v.id.value.as_str());
        let labelled =
            |label: &Option<crate::syntax::ast::Ident>| label.as_ref().is_some_and(|l| l.value == name);
        let by_label = || values().find(|v| labelled(&v.label)).map(|v| v.id.value.as_str());
        let grade = || {
            let mut grades = GRADES.iter().filter(|_| kind == "grade" && entry.is_none());
            grades.find(|(id, label)| *id == name || *label == name).map(|(id, _)| *id)
        };
        let former = || {
            let had = |f: &&FormerLabel| f.sort == Sort::Kind && f.id == kind && f.label == name;
            self.former.iter().find(had).and_then(|f| f.part.as_deref())
        };
        by_id.or_else(by_label).or_else(grade).or_else(former)
    }

    /// Whether two names mean one value of a kind; where the kind is not known (which is reported), only the same name does.
    pub fn same(&self, kind: Option<&String>, a: &str, b: &str) -> bool {
        a == b || kind.is_some_and(|kind| self.id(kind, a).is_some() && self.id(kind, a) == self.id(kind, b))
    }

    /// The ids of a kind's values.
    pub fn all(&self, kind: &str) -> Vec<String> {
        match self.kinds.get(kind) {
            Some(entry) => entry.values.iter().flatten().map(|v| v.id.value.clone()).collect(),
            None => GRADES.iter().map(|(id, _)| (*id).to_owned()).collect(),
        }
    }
}

/// The override's steps over the inherited ones: an undated map with only some values changes them at every date; a list, an undated
/// number, or a map with `else`, says all there is to say. `kinds` are those by which the maps are read.
pub(super) fn merge_steps(
    inherited: &Steps,
    given: &Steps,
    kinds: &[String],
    values: &Values<'_>,
    diagnostics: &mut Diagnostics,
) -> Steps {
    let [only] = given.value.as_slice() else { return given.clone() };
    if !lays_over(given) || crate::pack::is_name(inherited) {
        return given.clone();
    }
    twice(&only.table, kinds, values, diagnostics);
    let steps = inherited.value.iter().map(|step| DatedTable {
        from: step.from,
        table: merge_tables(&step.table, &only.table, kinds, values),
        cite: only.cite.clone().or_else(|| step.cite.clone()),
        note: only.note.clone().or_else(|| step.note.clone()),
    });
    Spanned::new(steps.collect(), given.span)
}

/// Numbers set for a trial over those in force: each at the date from which it is, all others as they are.
pub(super) fn set_steps(inherited: &Steps, given: &Steps, kinds: &[String], values: &Values<'_>) -> Steps {
    let day = |step: &DatedTable| step.from.map(|f| f.value);
    let steps = inherited.value.iter().map(|step| {
        let set = given.value.iter().find(|other| day(other).is_none() || day(other) == day(step));
        let table = set
            .map_or_else(|| step.table.clone(), |set| merge_tables(&step.table, &set.table, kinds, values));
        DatedTable { table, ..step.clone() }
    });
    Spanned::new(steps.collect(), given.span)
}

/// Reports what a map that is laid over another names twice: merged, the latter would quietly win.
fn twice(table: &Table, kinds: &[String], values: &Values<'_>, diagnostics: &mut Diagnostics) {
    let Table::Map(map) = table else { return };
    let (kind, deeper) = (kinds.first(), kinds.get(1..).unwrap_or_default());
    for (i, (key, below)) in map.value.iter().enumerate() {
        twice(below, deeper, values, diagnostics);
        let TableKey::Value(name) = key else { continue };
        let first = map.value.iter().take(i).find_map(|(other, _)| match other {
            TableKey::Value(other) if values.same(kind, &other.value, &name.value) => Some(other),
            TableKey::Value(_) | TableKey::Else(_) => None,
        });
        if let Some(first) = first {
            diagnostics.push(
                Diagnostic::new(&codes::DUPLICATE_ENTRY, name.span)
                    .arg("name", &name.value)
                    .related(first.span, Message::new("related-first-defined"))
                    .help(Message::new("help-keep-one")),
            );
        }
    }
}

fn merge_tables(inherited: &Table, given: &Table, kinds: &[String], values: &Values<'_>) -> Table {
    let Table::Map(map) = given else { return given.clone() };
    if !is_partial(given) {
        return given.clone();
    }
    let mut entries = match inherited {
        Table::Map(inherited) => inherited.value.clone(),
        Table::Number(n) => vec![(TableKey::Else(n.span), inherited.clone())],
        Table::Name(_) => return given.clone(),
    };
    let (kind, deeper) = (kinds.first(), kinds.get(1..).unwrap_or_default());
    for (key, table) in &map.value {
        let TableKey::Value(name) = key else { continue };
        let same = |k: &TableKey| match k {
            TableKey::Value(n) => values.same(kind, &n.value, &name.value),
            TableKey::Else(_) => false,
        };
        match entries.iter().position(|(k, _)| same(k)).and_then(|at| entries.get_mut(at)) {
            Some(entry) => *entry = (key.clone(), merge_tables(&entry.1, table, deeper, values)),
            // What `else` or nothing stood for is now named.
            None => entries.push((key.clone(), table.clone())),
        }
    }
    Table::Map(Spanned::new(entries, map.span))
}
