//! One county: every derived column and item in the order of the pack, each computed once.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::budget::{Budget, Overrun};
use super::eval::{Eval, Reasons, every};
use super::item::ItemResult;
use super::scope::{Place, Scope};
use super::screen::Screen;
use super::{AuditResult, CountyResult, Detail, Group, Observer, SubjectResult, ValueResult};
use crate::facts::{COUNTY, Cell, DataIssue, Facts, FindingResult};
use crate::plan::Plan;
use crate::semantics::{
    CheckedPack, ColumnIx, EntityIx, Item, ItemBody, ItemIx, KindIx, KindValue, RuleKind, Step, TExpr, TRows,
};
use crate::source::QuickMap;
use crate::value::{Date, Outcome};

/// A county under evaluation.
pub(super) struct County<'a> {
    pub(super) pack: &'a CheckedPack,
    pub(super) facts: &'a Facts,
    pub(super) as_of: Date,
    /// Its row in the county table.
    pub(super) row: u32,
    pub(super) memo: Arc<Memo>,
    pub(super) warnings: Vec<DataIssue>,
    /// What a trial supposes instead of the data.
    pub(super) supposed: Supposed,
    /// Who is told what is computed.
    pub(super) observer: Option<&'a dyn Observer>,
    /// What the columns have decided.
    pub(super) screen: Option<&'a Screen<'a>>,
    /// Whether nobody asks for warnings about derived columns.
    pub(super) unwarned: bool,
    /// Aggregates that were computed, where what they rest on stays as it is.
    pub(super) aggregates: Option<RefCell<Aggregates>>,
    /// What lists lack, where aggregates are remembered.
    pub(super) lists: RefCell<Lists>,
    /// Which lookups of one row name its whole key.
    pub(super) fixing: RefCell<QuickMap<*const TRows, bool>>,
    /// How many steps are left.
    pub(super) budget: Budget,
    /// What spent them, where none is left.
    pub(super) overrun: Option<Overrun>,
}

/// What was found out about each entry of a list for each of its rows.
pub(super) type Lists = QuickMap<(EntityIx, usize, u32), Option<Reasons>>;

/// What aggregates came to, by expression, subject and group.
pub(super) type Aggregates = QuickMap<(*const TExpr, EntityIx, u32, Group), Eval>;

/// Cells and findings that are supposed to be other than the data say.
#[derive(Default)]
pub(super) struct Supposed {
    pub(super) cells: HashMap<(EntityIx, u32, ColumnIx), Cell>,
    pub(super) findings: HashMap<(ItemIx, u32), FindingResult>,
}

/// What has been computed so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Memo {
    columns: QuickMap<(EntityIx, ColumnIx), (u32, Vec<Eval>)>,
    items: QuickMap<ItemIx, ItemRows>,
}

/// An item's results: for each row, one for each group.
#[derive(Debug, Clone)]
struct ItemRows {
    start: u32,
    groups: Vec<Group>,
    results: Vec<ItemResult>,
}

impl ItemRows {
    /// The groups of a row with their results, as far as they agree with `group`.
    fn agreeing<'a, 'b>(
        &'a self,
        row: u32,
        group: &'b [(KindIx, KindValue)],
    ) -> impl Iterator<Item = &'a ItemResult> + use<'a, 'b> {
        let first = row.checked_sub(self.start).map_or(usize::MAX, |i| i as usize);
        let results = self.results.chunks(self.groups.len().max(1)).nth(first).unwrap_or_default();
        let agrees = move |own: &Group| own.iter().all(|(k, v)| group.iter().all(|(l, w)| k != l || v == w));
        results.iter().zip(&self.groups).filter(move |(_, own)| agrees(own)).map(|(result, _)| result)
    }

    /// Row, group and result of all.
    fn iter(&self) -> impl Iterator<Item = (u32, &Group, &ItemResult)> {
        let subjects = (self.start..).flat_map(|row| self.groups.iter().map(move |g| (row, g)));
        self.results.iter().zip(subjects).map(|(result, (row, group))| (row, group, result))
    }
}

impl Memo {
    /// A cell of a derived column; nothing for other columns.
    pub(super) fn cell(&self, entity: EntityIx, row: u32, column: ColumnIx) -> Option<Eval> {
        let (start, cells) = self.columns.get(&(entity, column))?;
        cells.get(row.checked_sub(*start)? as usize).cloned()
    }

    pub(super) fn set_column(&mut self, entity: EntityIx, column: ColumnIx, start: u32, cells: Vec<Eval>) {
        self.columns.insert((entity, column), (start, cells));
    }

    /// Replaces one cell of a derived column.
    pub(super) fn set_cell(&mut self, entity: EntityIx, row: u32, column: ColumnIx, eval: Eval) {
        let Some((start, cells)) = self.columns.get_mut(&(entity, column)) else { return };
        if let Some(cell) = row.checked_sub(*start).and_then(|i| cells.get_mut(i as usize)) {
            *cell = eval;
        }
    }

    /// The groups of an item's subjects.
    pub(super) fn groups(&self, item: ItemIx) -> &[Group] {
        self.items.get(&item).map_or(&[], |rows| &rows.groups)
    }

    /// An item's result for a row, where `group` leaves just one.
    pub(super) fn only(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Option<&ItemResult> {
        let mut agreeing = self.items.get(&item)?.agreeing(row, group);
        let first = agreeing.next()?;
        agreeing.next().is_none().then_some(first)
    }
}

/// All combinations of the values of some kinds, the last varying fastest.
fn groups(pack: &CheckedPack, by: &[KindIx]) -> Vec<Group> {
    let mut all: Vec<Group> = vec![Vec::new()];
    for kind in by {
        let count = pack.kind(*kind).map_or(0, |k| k.values.len() as KindValue);
        let extend = |group: Group| {
            (0..count).map(move |value| {
                let mut group = group.clone();
                group.push((*kind, value));
                group
            })
        };
        all = all.into_iter().flat_map(extend).collect();
    }
    all
}

impl<'a> County<'a> {
    pub(super) fn new(pack: &'a CheckedPack, facts: &'a Facts, as_of: Date, row: u32) -> Self {
        County {
            pack,
            facts,
            as_of,
            row,
            memo: Arc::default(),
            warnings: Vec::new(),
            supposed: Supposed::default(),
            observer: None,
            screen: None,
            unwarned: false,
            aggregates: None,
            lists: RefCell::default(),
            fixing: RefCell::default(),
            budget: Budget::default(),
            overrun: None,
        }
    }

    /// Computes no aggregate twice for one subject; for a county of which nothing is supposed.
    pub(super) fn remembering(mut self) -> Self {
        self.aggregates = Some(RefCell::default());
        self
    }

    /// With everything computed, by the columns as far as they go.
    pub(super) fn settled(pack: &'a CheckedPack, facts: &'a Facts, as_of: Date, row: u32) -> Self {
        let plan = Plan::new(pack, as_of);
        let screen = Screen::new(pack, facts, &plan, row..row.saturating_add(1));
        let mut screened = County::new(pack, facts, as_of, row).screened(&screen).remembering();
        screened.run();
        let memo = screened.memo;
        County { memo, ..County::new(pack, facts, as_of, row) }
    }

    /// With what the columns have decided; what they leave open is computed here.
    pub(super) fn screened(mut self, screen: &'a Screen<'a>) -> Self {
        self.screen = Some(screen);
        self
    }

    /// Computes everything.
    pub(super) fn run(&mut self) {
        self.run_steps(&self.pack.order);
    }

    /// Computes some steps, each after all that it uses.
    pub(super) fn run_steps(&mut self, steps: &[Step]) {
        for step in steps {
            match *step {
                Step::Column(entity, column) => self.derive(entity, column),
                Step::Item(item) => self.judge(item),
                // What a list lacks is asked for when it is gone over.
                Step::List(_) => {}
            }
            self.note_overrun(*step);
        }
    }

    fn judge(&mut self, ix: ItemIx) {
        let Some(item) = self.pack.item(ix) else { return };
        let range = self.facts.rows_below(self.pack, COUNTY, self.row, item.entity);
        let groups = groups(self.pack, &item.by);
        let mut results = Vec::with_capacity(range.len() * groups.len());
        for row in range.clone() {
            let place = Place::subject(item.entity, row);
            for (position, group) in groups.iter().enumerate() {
                if let Some(known) = self.screen.and_then(|s| s.result(ix, row, position)) {
                    results.push(known);
                    continue;
                }
                let scope = Scope { county: self, item: Some(ix), group, place: &place };
                let judged = scope.judge(item);
                if let Some(observer) = self.observer {
                    observer.judged(ix, row, group, &judged.outcome);
                }
                results.push(judged);
            }
        }
        Arc::make_mut(&mut self.memo).items.insert(ix, ItemRows { start: range.start, groups, results });
    }

    /// Judges an item again for some of the county's rows.
    pub(super) fn judge_again(&mut self, ix: ItemIx, rows: std::ops::Range<u32>) {
        let Some(item) = self.pack.item(ix) else { return };
        let Some(mut found) = Arc::make_mut(&mut self.memo).items.remove(&ix) else { return };
        let width = found.groups.len();
        for row in rows {
            let place = Place::subject(item.entity, row);
            let Some(first) = row.checked_sub(found.start).map(|i| i as usize * width) else { continue };
            for (i, group) in found.groups.iter().enumerate() {
                let scope = Scope { county: self, item: Some(ix), group, place: &place };
                let judged = scope.judge(item);
                if let Some(slot) = found.results.get_mut(first + i) {
                    *slot = judged;
                }
            }
        }
        Arc::make_mut(&mut self.memo).items.insert(ix, found);
    }

    /// An item's outcome for a row: for all groups that `group` leaves open, as `every`.
    pub(super) fn outcome(&self, item: ItemIx, row: u32, group: &[(KindIx, KindValue)]) -> Eval {
        match self.memo.items.get(&item) {
            Some(rows) => every(rows.agreeing(row, group).map(|r| r.outcome.clone())),
            None => Eval::Unknown(Reasons::default()),
        }
    }

    /// What came of it.
    pub(super) fn result(&self) -> CountyResult {
        let mut result = CountyResult {
            county: self.row,
            subjects: Vec::new(),
            values: Vec::new(),
            audits: Vec::new(),
            surplus: Vec::new(),
            bad_counts: Vec::new(),
            overrun: self.overrun,
            tally: None,
        };
        self.declared_lists(&mut result);
        for (ix, item) in (0u32..).map(ItemIx).zip(&self.pack.items) {
            let Some(rows) = self.memo.items.get(&ix) else { continue };
            for (row, group, found) in rows.iter() {
                report(&mut result, (ix, item), row, group, Cow::Borrowed(found));
            }
        }
        result
    }
}

/// Enters one item's result for one subject into the county's.
pub(super) fn report(
    result: &mut CountyResult,
    (ix, item): (ItemIx, &Item),
    row: u32,
    group: &Group,
    mut found: Cow<'_, ItemResult>,
) {
    let group = group.clone();
    let detail = match &item.body {
        ItemBody::Define { output: false, .. } => return,
        ItemBody::Define { .. } => {
            let value = if let Eval::Known(value) = &found.value { Some(value.clone()) } else { None };
            let not_applicable = found.value == Eval::NotApplicable;
            let missing = found.value.missing_list();
            result.values.push(ValueResult { item: ix, row, group, value, not_applicable, missing });
            return;
        }
        ItemBody::Rule { kind: RuleKind::Audit, .. } => {
            let unmet = found.requirements.iter().enumerate().filter(|(_, r)| r.outcome == Outcome::Unmet);
            let audit = |(requirement, _)| AuditResult { item: ix, row, group: group.clone(), requirement };
            result.audits.extend(unmet.map(audit));
            return;
        }
        ItemBody::Rule { .. } => Detail::Rule(match &mut found {
            Cow::Owned(found) => std::mem::take(&mut found.requirements),
            Cow::Borrowed(found) => found.requirements.clone(),
        }),
        ItemBody::Indicator(_) => Detail::Indicator {
            value: found.value.as_number().cloned(),
            limit: found.limit.as_number().cloned(),
        },
    };
    let (outcome, missing) = (found.outcome.outcome(), found.outcome.missing_list());
    result.subjects.push(SubjectResult { item: ix, row, group, outcome, detail, missing });
}
