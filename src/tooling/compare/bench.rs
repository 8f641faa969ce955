//! A county with some of its changes made or undone: many at once, each a county of its own in one set of facts, judged as any.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{Change, Pair, Side};
use crate::evaluation::Outcomes;
use crate::facts::{Cut, Facts};
use crate::plan::Plan;
use crate::semantics::{CheckedPack, ColumnIx, EntityIx, ItemIx, Read, Step};
use crate::value::Outcome;

/// How many counties are judged at once.
const TOGETHER: usize = 64;

/// What is asked: an item's outcome for a row of A, the same row of B, and the group at a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub item: ItemIx,
    pub rows: [u32; 2],
    pub group: usize,
}

/// A pack as far as some items need it.
pub(super) struct Narrowed {
    plan: Plan,
    steps: Vec<Step>,
    /// The columns that they may read.
    wanted: BTreeSet<(EntityIx, ColumnIx)>,
}

impl Narrowed {
    /// For some items.
    pub fn new(pack: &CheckedPack, plan: &Plan, items: &BTreeSet<ItemIx>) -> Self {
        let needs = pack.reads.needs(items.iter().map(|i| Read::Item(*i)));
        // A county's key is looked at by its target year, and any key by whoever names a row.
        let keys = (0u32..).map(EntityIx).zip(&pack.entities);
        let keys = keys.flat_map(|(e, entity)| entity.key.iter().map(move |c| (e, *c)));
        let wanted = needs.iter().filter_map(|r| r.column()).chain(keys).collect();
        Narrowed { plan: plan.narrowed(items), steps: pack.steps_for(items.iter().copied()), wanted }
    }
}

/// Two sets of data of a county whose changes can be made and undone.
pub(super) struct Bench<'a> {
    pub pack: &'a CheckedPack,
    pub part: &'a Narrowed,
    pub sides: [Side<'a>; 2],
    pub pair: &'a Pair,
}

/// A county with some rows put in or left out.
struct Template {
    cut: Cut,
    /// Whether rows were put in: then rows are no longer in their order.
    shifted: bool,
}

impl Template {
    fn row(&self, entity: EntityIx, row: u32) -> Option<u32> {
        if !self.shifted {
            return self.cut.row(entity, row);
        }
        let at = self.cut.rows.get(entity.ix())?.iter().position(|r| *r == row)?;
        u32::try_from(at).ok()
    }
}

impl Bench<'_> {
    /// For each set of changes what the subjects come to that `asked` names with it, when these are taken from the other set of data
    /// and all else from this one: 0 is A, 1 is B.
    pub fn judged(&self, base: usize, sets: &[(&[usize], Vec<Subject>)]) -> Vec<Vec<Outcome>> {
        let mut found: Vec<Vec<Outcome>> = vec![Vec::new(); sets.len()];
        let mut by_rows: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (i, (set, _)) in sets.iter().enumerate() {
            let is_row = |c: &usize| matches!(self.pair.changes.get(*c), Some(Change::Row { .. }));
            by_rows.entry(set.iter().copied().filter(is_row).collect()).or_default().push(i);
        }
        for (rows, members) in by_rows {
            let Some(template) = self.template(base, &rows) else { continue };
            for some in members.chunks(TOGETHER) {
                self.stack(base, &template, sets, some, &mut found);
            }
        }
        found
    }

    /// Judges some sets together.
    fn stack(
        &self,
        base: usize,
        template: &Template,
        sets: &[(&[usize], Vec<Subject>)],
        some: &[usize],
        found: &mut [Vec<Outcome>],
    ) {
        let mut facts = template.cut.facts.clone();
        some.iter().skip(1).for_each(|_| facts.append(self.pack, &template.cut.facts));
        let length = |entity: EntityIx| template.cut.rows.get(entity.ix()).map_or(0, Vec::len);
        let shift = |entity: EntityIx, n: usize| u32::try_from(length(entity) * n).unwrap_or(u32::MAX);
        for (n, i) in some.iter().enumerate() {
            for change in sets.get(*i).map_or(&[][..], |(set, _)| set) {
                self.apply(base, template, *change, &shift, n, &mut facts);
            }
        }
        let counties = 0..u32::try_from(some.len()).unwrap_or(u32::MAX);
        let outcomes = Outcomes::new(self.pack, &facts, (&self.part.plan, &self.part.steps), counties);
        for (n, i) in some.iter().enumerate() {
            let Some((slot, (_, subjects))) = found.get_mut(*i).zip(sets.get(*i)) else { continue };
            *slot = subjects
                .iter()
                .map(|subject| {
                    let entity = self.pack.item(subject.item).map(|i| i.entity)?;
                    let row = template.row(entity, *subject.rows.get(base)?)? + shift(entity, n);
                    Some(outcomes.outcome(subject.item, row, subject.group))
                })
                .map(|outcome| outcome.unwrap_or(Outcome::NotApplicable))
                .collect();
        }
    }

    /// Takes one cell or finding from the other set of data.
    fn apply(
        &self,
        base: usize,
        template: &Template,
        change: usize,
        shift: &dyn Fn(EntityIx, usize) -> u32,
        n: usize,
        facts: &mut Facts,
    ) {
        let [own, other] = self.of(base);
        match self.pair.changes.get(change) {
            Some(Change::Cell { entity, column, rows }) => {
                let [of_own, of_other] = turned(base, *rows);
                let Some(row) = template.row(*entity, of_own) else { return };
                let cell = other.facts.cell(*entity, of_other, *column);
                facts.set_cell(*entity, row + shift(*entity, n), *column, cell);
            }
            Some(Change::Finding { item, rows }) => {
                let [of_own, of_other] = turned(base, *rows);
                let Some(entity) = self.pack.item(*item).map(|i| i.entity) else { return };
                let Some(row) = template.row(entity, of_own) else { return };
                let at = (*item, row + shift(entity, n));
                match other.facts.findings.by_subject.get(&(*item, of_other)) {
                    Some(finding) => facts.findings.by_subject.insert(at, finding.clone()),
                    None => facts.findings.by_subject.remove(&at),
                };
                facts.findings.supplied = own.facts.findings.supplied || other.facts.findings.supplied;
            }
            // Rows are the template's.
            Some(Change::Row { .. }) | None => {}
        }
    }

    fn of(&self, base: usize) -> [Side<'_>; 2] {
        let [a, b] = self.sides;
        if base == 0 { [a, b] } else { [b, a] }
    }

    /// The county with some rows put in and others left out.
    fn template(&self, base: usize, rows: &[usize]) -> Option<Template> {
        let [own, other] = self.of(base);
        let (mut out, mut more) = (BTreeSet::new(), Vec::new());
        for change in rows {
            match self.pair.changes.get(*change)? {
                Change::Row { entity, row, of } if *of == base => {
                    out.insert((*entity, *row));
                }
                Change::Row { entity, row, .. } => more.push((*entity, *row)),
                Change::Cell { .. } | Change::Finding { .. } => {}
            }
        }
        let cut = own.facts.cut(self.pack, own.county, &self.part.wanted, |e, row| out.contains(&(e, row)));
        let mut template = Template { cut, shifted: !more.is_empty() };
        for (entity, row) in more {
            let parent = self.pack.entity(entity)?.parent?;
            let above = *other.facts.table(entity)?.parent.get(row as usize)?;
            let in_own =
                if base == 0 { self.pair.in_a(parent, above) } else { self.pair.in_b(parent, above) };
            let at = template.row(parent, in_own?)?;
            self.put_in(&mut template, other.facts, (entity, row), at)?;
        }
        Some(template)
    }

    /// Puts a row of the other set of data in, and all rows below it.
    fn put_in(
        &self,
        template: &mut Template,
        from: &Facts,
        (entity, row): (EntityIx, u32),
        parent: u32,
    ) -> Option<()> {
        let at = template.cut.facts.insert_row(self.pack, entity, parent)?;
        let rows = template.cut.rows.get_mut(entity.ix())?;
        rows.insert((at as usize).min(rows.len()), u32::MAX);
        for (_, column) in self.part.wanted.iter().filter(|(e, _)| *e == entity) {
            template.cut.facts.set_cell(entity, at, *column, from.cell(entity, row, *column));
        }
        let items = (0u32..).map(ItemIx).zip(&self.pack.items).filter(|(_, i)| i.entity == entity);
        for (item, _) in items {
            if let Some(finding) = from.findings.by_subject.get(&(item, row)) {
                template.cut.facts.findings.by_subject.insert((item, at), finding.clone());
            }
        }
        for (ix, below) in (0u32..).map(EntityIx).zip(&self.pack.entities) {
            if below.parent != Some(entity) {
                continue;
            }
            let children = from.table(ix).map_or(0..0, |t| t.children(row..row.saturating_add(1)));
            for child in children {
                self.put_in(template, from, (ix, child), at)?;
            }
        }
        Some(())
    }
}

/// The row here and the one in the other set of data.
fn turned(base: usize, [a, b]: [u32; 2]) -> [u32; 2] {
    if base == 0 { [a, b] } else { [b, a] }
}
