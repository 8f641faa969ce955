//! One county: what differs in its data, which outcomes turned, and by what.

use std::collections::BTreeSet;

use super::bench::{Bench, Narrowed, Subject};
use super::pair::{Change, Pair, Side as OfCounty};
use super::report::*;
use super::search::{Found, Turn, smallest};
use super::{Comparing, Plans, RowsByKey, Side, judged, rows_by_key};
use crate::evaluation::{Doubts, Group, Options, Outcomes, Reach, Touched, screen};
use crate::facts::{COUNTY, Facts, Finding, FindingResult, key_of};
use crate::plan::{Op, Plan};
use crate::report::{by_ids, cell_by_ids, in_unit, key_text, name_of};
use crate::semantics::*;
use crate::value::{Outcome, Surd};

/// What all counties are judged with.
pub(super) struct Judge<'a> {
    comparing: &'a Comparing<'a>,
    plans: Plans,
    reach: Reach<'a>,
    /// For each item of B's pack that is compared, the same of A's.
    items: Vec<(ItemIx, ItemIx)>,
    /// Cells beside findings by which B's pack judges.
    grounded: Vec<(ItemIx, FindingCell)>,
}

/// A county compared.
pub(super) struct Compared {
    pub report: CountyComparison,
    /// By pair of codes, whether the old one is in A and the new one in B.
    pub renamed: Vec<[bool; 2]>,
    /// A new code that A has for another row, too.
    pub taken: Option<String>,
}

/// An outcome in both.
struct Both {
    subject: Subject,
    /// An indicator's value and threshold: A's, B's.
    numbers: [[Option<Surd>; 2]; 2],
    before: Outcome,
    middle: Outcome,
    after: Outcome,
}

impl Both {
    fn due(&self) -> Due {
        if self.middle == self.after {
            Due::Rules
        } else if self.middle == self.before {
            Due::Data
        } else {
            Due::Both
        }
    }
}

/// All outcomes of a county.
#[derive(Default)]
struct Judged {
    turned: Vec<Both>,
    compared: usize,
    only: [Vec<OutcomeReport>; 2],
}

impl<'a> Judge<'a> {
    pub fn new(comparing: &'a Comparing<'a>) -> Self {
        let (a, b) = (comparing.a, comparing.b);
        let plans = Plans {
            a: (!comparing.judges_alike()).then(|| Plan::new(a.pack, a.as_of)),
            b: Plan::new(b.pack, b.as_of),
        };
        let of_a = |item: &Item| {
            let at = a.pack.items.iter().position(|i| i.id == item.id && judged(i))?;
            u32::try_from(at).ok().map(ItemIx)
        };
        let items = (0u32..).map(ItemIx).zip(&b.pack.items).filter(|(_, i)| judged(i));
        let items = items.filter_map(|(ix, item)| Some((ix, of_a(item)?))).collect();
        let cell = |op: &Op| if let Op::Grounded(item, cell) = op { Some((*item, *cell)) } else { None };
        let grounded = plans.b.nodes.iter().filter_map(|n| cell(&n.op)).collect();
        Judge { comparing, plans, reach: Reach::new(b.pack), items, grounded }
    }

    /// Compares a county: its row in A's data as A's pack reads them, in these as B's pack does, and in B's.
    pub fn county(&self, [own, a, b]: [u32; 3]) -> Compared {
        let comparing = self.comparing;
        let pack = comparing.b.pack;
        let sides = [
            OfCounty { facts: comparing.read_by_b(), county: a },
            OfCounty { facts: comparing.b.facts, county: b },
        ];
        let mut pair = Pair::new(pack, sides, comparing.renamed, &self.grounded);
        let renamed = std::mem::take(&mut pair.renamed);
        let taken = pair.taken.take();
        // The same data by the same rules come out the same.
        let alike = comparing.judges_alike() && pair.changes.is_empty();
        let outcomes = if alike { self.counted(&pair, sides) } else { self.outcomes(&pair, sides, own) };
        let found = self.explained(&pair, sides, &outcomes.turned);
        let mut report = self.report(&pair, sides, &outcomes, &found);
        if !report.turned.is_empty() {
            let plan = self.plans.a.as_ref().unwrap_or(&self.plans.b);
            report.doubts = [doubts(comparing.a, plan, own), doubts(comparing.b, &self.plans.b, b)];
        }
        Compared { report, renamed, taken }
    }

    /// How many outcomes there are, where none can have turned.
    fn counted(&self, pair: &Pair, [_, b]: [OfCounty<'_>; 2]) -> Judged {
        let pack = self.comparing.b.pack;
        let rows = |(ix, _): &(ItemIx, ItemIx)| {
            let entity = pack.item(*ix).map_or(COUNTY, |i| i.entity);
            let groups = self.plans.b.items.get(ix.ix()).map_or(0, |i| i.groups.len());
            let rows = b.facts.rows_below(pack, COUNTY, b.county, entity);
            rows.filter(|row| pair.in_a(entity, *row).is_some()).count() * groups
        };
        Judged { compared: self.items.iter().map(rows).sum(), ..Judged::default() }
    }

    /// All outcomes of the county side by side.
    fn outcomes(&self, pair: &Pair, [a, b]: [OfCounty<'_>; 2], own: u32) -> Judged {
        let comparing = self.comparing;
        let (pack, own_pack) = (comparing.b.pack, comparing.a.pack);
        let county = |row: u32| row..row.saturating_add(1);
        let plan = (&self.plans.b, pack.order.as_slice());
        let by_b = Outcomes::new(pack, b.facts, plan, county(b.county));
        let by_a = Outcomes::new(pack, a.facts, plan, county(a.county));
        let facts = comparing.a.facts;
        let as_was = self.plans.a.as_ref().map(|plan| {
            let plan = (plan, own_pack.order.as_slice());
            Outcomes::new(own_pack, facts, plan, county(own))
        });
        // Where A's own pack reads other tables, its rows are found by their keys.
        let by_key = comparing.a_by_b.map(|_| rows_by_key(own_pack, facts, own));
        let mut found = Judged::default();
        for (ix, own_ix) in &self.items {
            let (Some(item), Some(own_item)) = (pack.item(*ix), own_pack.item(*own_ix)) else { continue };
            let groups = self.plans.b.items.get(ix.ix()).map_or(&[][..], |i| &i.groups);
            let own_groups: Vec<Option<usize>> =
                groups.iter().map(|g| self.own_group(*own_ix, by_ids(pack, &g.group))).collect();
            let mut kept = pair.kept(item.entity);
            for row in b.facts.rows_below(pack, COUNTY, b.county, item.entity) {
                let of_a = pair.in_a(item.entity, row);
                let own_row = of_a.and_then(|r| self.own_row(by_key.as_ref(), (item, own_item), a.facts, r));
                for (group, own_group) in own_groups.iter().enumerate() {
                    let after = by_b.outcome(*ix, row, group);
                    let (Some(of_a), Some(own_row), Some(own_group)) = (of_a, own_row, own_group) else {
                        let only = self.outcome(b.facts, (*ix, row, group), after);
                        found.only[1].extend(only);
                        continue;
                    };
                    found.compared += 1;
                    let middle = by_a.outcome(*ix, of_a, group);
                    let before = match &as_was {
                        Some(own) => own.outcome(*own_ix, own_row, *own_group),
                        None => middle,
                    };
                    if before != after {
                        let subject = Subject { item: *ix, rows: [of_a, row], group };
                        let is = by_b.numbers(*ix, row, group);
                        let was = match &as_was {
                            Some(own) => own.numbers(*own_ix, own_row, *own_group),
                            None => by_a.numbers(*ix, of_a, group),
                        };
                        let numbers = [was, is];
                        found.turned.push(Both { subject, numbers, before, middle, after });
                    }
                }
            }
            for row in a.facts.rows_below(pack, COUNTY, a.county, item.entity) {
                if kept.remove(&row) {
                    continue;
                }
                let own_row = self.own_row(by_key.as_ref(), (item, own_item), a.facts, row);
                for (group, own_group) in own_groups.iter().enumerate() {
                    let (Some(own_row), Some(own_group)) = (own_row, own_group) else { continue };
                    let outcome = match &as_was {
                        Some(own) => own.outcome(*own_ix, own_row, *own_group),
                        None => by_a.outcome(*ix, row, group),
                    };
                    found.only[0].extend(self.outcome(a.facts, (*ix, row, group), outcome));
                }
            }
        }
        let concludes = |both: &Both| {
            let body = pack.item(both.subject.item).map(|i| &i.body);
            matches!(body, Some(ItemBody::Rule { kind: RuleKind::Conclusion, .. }))
        };
        found.turned.sort_by_key(|both| !concludes(both));
        found
    }

    /// A row as A's own pack reads it.
    fn own_row(
        &self,
        by_key: Option<&RowsByKey>,
        (item, own): (&Item, &Item),
        facts: &Facts,
        row: u32,
    ) -> Option<u32> {
        let Some(by_key) = by_key else { return Some(row) };
        let (pack, own_pack) = (self.comparing.b.pack, self.comparing.a.pack);
        let ids = (pack.entity(item.entity)?.id.as_str(), own_pack.entity(own.entity)?.id.as_str());
        if ids.0 != ids.1 {
            return None;
        }
        by_key.get(&(own.entity, key_of(pack, facts, item.entity, row))).copied()
    }

    /// The position of a group among those of A's own pack.
    fn own_group(&self, item: ItemIx, group: indexmap::IndexMap<String, String>) -> Option<usize> {
        let Some(plan) = &self.plans.a else {
            let groups = &self.plans.b.items.get(item.ix())?.groups;
            return groups.iter().position(|g| by_ids(self.comparing.b.pack, &g.group) == group);
        };
        let groups = &plan.items.get(item.ix())?.groups;
        groups.iter().position(|g| by_ids(self.comparing.a.pack, &g.group) == group)
    }

    /// The smallest sets for each turn.
    fn explained(&self, pair: &Pair, sides: [OfCounty<'_>; 2], turned: &[Both]) -> Vec<Found> {
        let pack = self.comparing.b.pack;
        let by_data: Vec<&Both> = turned.iter().filter(|t| t.due() != Due::Rules).collect();
        let mut all = vec![Found::default(); turned.len()];
        if by_data.is_empty() || pair.changes.is_empty() {
            return all;
        }
        let touched: Vec<[Touched; 2]> = pair.changes.iter().map(|c| self.touched(c, sides)).collect();
        let turns: Vec<Turn> = by_data
            .iter()
            .map(|both| {
                let Subject { item, rows: [a, b], .. } = both.subject;
                let reaches = |[in_a, in_b]: &[Touched; 2]| in_a.has(item, a) || in_b.has(item, b);
                let candidates = touched.iter().enumerate().filter(|(_, t)| reaches(t)).map(|(i, _)| i);
                Turn {
                    subject: both.subject,
                    before: both.middle,
                    after: both.after,
                    candidates: candidates.collect(),
                }
            })
            .collect();
        let items: BTreeSet<ItemIx> = turns.iter().map(|t| t.subject.item).collect();
        let part = Narrowed::new(pack, &self.plans.b, &items);
        let bench = Bench { pack, part: &part, sides, pair };
        let mut found = smallest(&bench, &turns).into_iter();
        for (slot, both) in all.iter_mut().zip(turned) {
            if both.due() != Due::Rules {
                *slot = found.next().unwrap_or_default();
            }
        }
        all
    }

    /// What a change can reach in A and in B.
    fn touched(&self, change: &Change, [a, b]: [OfCounty<'_>; 2]) -> [Touched; 2] {
        match *change {
            Change::Cell { entity, column, rows: [of_a, of_b] } => {
                [(a, of_a), (b, of_b)].map(|(side, row)| self.reach.of_cell(side.facts, entity, row, column))
            }
            Change::Finding { item, rows: [of_a, of_b] } => {
                [(a, of_a), (b, of_b)].map(|(side, row)| self.reach.of_finding(side.facts, item, row))
            }
            Change::Row { entity, .. } => [self.reach.of_row(entity), Touched::default()],
        }
    }

    fn report(
        &self,
        pair: &Pair,
        sides: [OfCounty<'_>; 2],
        outcomes: &Judged,
        found: &[Found],
    ) -> CountyComparison {
        let pack = self.comparing.b.pack;
        let [a, b] = sides;
        let mut report = CountyComparison {
            county: key_of(pack, b.facts, COUNTY, b.county).join("/"),
            name: name_of(pack, b.facts, COUNTY, b.county),
            doubts: [Doubts::default(); 2],
            counts: Counts::default(),
            rows_only_in_a: Vec::new(),
            rows_only_in_b: Vec::new(),
            cells: Vec::new(),
            findings: Vec::new(),
            turned: Vec::new(),
            turned_nothing: Vec::new(),
            outcomes_only_in_a: outcomes.only[0].clone(),
            outcomes_only_in_b: outcomes.only[1].clone(),
        };
        let id = |i: usize| format!("C{}", i + 1);
        for (i, change) in pair.changes.iter().enumerate() {
            match *change {
                Change::Cell { entity, column, rows } => {
                    report.cells.extend(cell(pack, (id(i), entity, column), sides, rows));
                }
                Change::Finding { item, rows } => {
                    report.findings.extend(finding(pack, (id(i), item), sides, rows));
                }
                Change::Row { entity, row, of } => {
                    let side = if of == 0 { a } else { b };
                    let only = row_only(pack, (id(i), entity, row), side.facts);
                    let list = if of == 0 { &mut report.rows_only_in_a } else { &mut report.rows_only_in_b };
                    list.extend(only);
                }
            }
        }
        let deciding: BTreeSet<usize> = found.iter().flat_map(|f| f.sets.iter().flatten().copied()).collect();
        report.turned_nothing = (0..pair.changes.len()).filter(|i| !deciding.contains(i)).map(id).collect();
        for (both, found) in outcomes.turned.iter().zip(found) {
            report.turned.extend(self.turn(both, found, sides));
        }
        let both_have = |f: &&FindingReport| f.a.is_some() && f.b.is_some();
        let mut counts = Counts {
            cells_compared: pair.compared,
            cells_changed: report.cells.len() + report.findings.iter().filter(both_have).count(),
            rows_only_in_a: report.rows_only_in_a.len(),
            rows_only_in_b: report.rows_only_in_b.len(),
            deciding: deciding.len(),
            outcomes_compared: outcomes.compared,
            turned: report.turned.len(),
            ..Counts::default()
        };
        for (both, turn) in outcomes.turned.iter().zip(&report.turned) {
            match turn.due {
                Due::Data => counts.by_data += 1,
                Due::Rules => counts.by_rules += 1,
                Due::Both => counts.by_both += 1,
            }
            counts.not_proven += usize::from(turn.due != Due::Rules && !turn.proven);
            let good = if veto(pack, both.subject.item) { Outcome::Unmet } else { Outcome::Met };
            if turn.to == good {
                counts.r#for += 1;
            } else {
                counts.against += 1;
            }
        }
        report.counts = counts;
        report
    }

    fn turn(&self, both: &Both, found: &Found, [_, b]: [OfCounty<'_>; 2]) -> Option<TurnReport> {
        let pack = self.comparing.b.pack;
        let Subject { item: ix, rows: [_, row], group } = both.subject;
        let item = pack.item(ix)?;
        let of = self.plans.b.items.get(ix.ix())?.groups.get(group)?;
        let ids = |set: &Vec<usize>| set.iter().map(|i| format!("C{}", i + 1)).collect();
        let (mut value, mut limit, mut unit) = (None, None, None);
        if let ItemBody::Indicator(indicator) = &item.body {
            let shown = |n: Option<Surd>| n.map(|n| in_unit(&n, &indicator.unit));
            let [[was_value, was_limit], [is_value, is_limit]] =
                both.numbers.clone().map(|side| side.map(shown));
            value = Some([was_value, is_value]);
            limit = Some([was_limit, is_limit]);
            unit = Some(indicator.unit.symbol.to_string());
        }
        Some(TurnReport {
            rule: item.id.clone(),
            entity: pack.entity(item.entity)?.id.clone(),
            key: key_of(pack, b.facts, item.entity, row),
            name: key_text(pack, b.facts, item.entity, row, &of.group),
            by: by_ids(pack, &of.group),
            from: both.before,
            to: both.after,
            due: both.due(),
            between: (both.due() == Due::Both).then_some(both.middle),
            smallest: found.sets.iter().map(ids).collect(),
            proven: found.proven,
            value,
            limit,
            unit,
        })
    }

    fn outcome(
        &self,
        facts: &Facts,
        (ix, row, group): (ItemIx, u32, usize),
        outcome: Outcome,
    ) -> Option<OutcomeReport> {
        let pack = self.comparing.b.pack;
        let item = pack.item(ix)?;
        let group = self.plans.b.items.get(ix.ix())?.groups.get(group)?;
        Some(OutcomeReport {
            rule: item.id.clone(),
            entity: pack.entity(item.entity)?.id.clone(),
            key: key_of(pack, facts, item.entity, row),
            by: by_ids(pack, &group.group),
            outcome,
        })
    }
}

/// What is in doubt about a county's data.
fn doubts(side: Side<'_>, plan: &Plan, row: u32) -> Doubts {
    let code = side.facts.counties.get(row as usize).map(|c| c.code.to_string());
    let options = Options { as_of: side.as_of, counties: Some(code.into_iter().collect()) };
    let judged = screen(side.pack, side.facts, plan, &options, false);
    judged.counties.first().map_or_else(Doubts::default, |c| Doubts::new(side.facts, c))
}

/// Whether it is a veto, which is good where it does not exist.
fn veto(pack: &CheckedPack, item: ItemIx) -> bool {
    pack.item(item).is_some_and(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. }))
}

fn cell(
    pack: &CheckedPack,
    (id, entity, column): (String, EntityIx, ColumnIx),
    [a, b]: [OfCounty<'_>; 2],
    [of_a, of_b]: [u32; 2],
) -> Option<CellReport> {
    let declared = pack.column(entity, column)?;
    let shown = |(side, row): (OfCounty<'_>, u32)| {
        let told = !declared.personal;
        told.then(|| cell_by_ids(pack, &side.facts.cell(entity, row, column), declared.ty, &declared.unit))
            .flatten()
    };
    let [from, to] = [(a, of_a), (b, of_b)].map(shown);
    Some(CellReport {
        id,
        entity: pack.entity(entity)?.id.clone(),
        key: key_of(pack, b.facts, entity, of_b),
        name: key_text(pack, b.facts, entity, of_b, &Group::new()),
        column: declared.id.clone(),
        a: from,
        b: to,
        unit: declared.unit.symbol.to_string(),
        personal: declared.personal,
    })
}

fn finding(
    pack: &CheckedPack,
    (id, ix): (String, ItemIx),
    [a, b]: [OfCounty<'_>; 2],
    [of_a, of_b]: [u32; 2],
) -> Option<FindingReport> {
    let item = pack.item(ix)?;
    let side = |found: &Finding| FindingSide {
        result: match found.result {
            FindingResult::Flag(flag) => Some(flag.to_string()),
            // Grades are the first kind.
            FindingResult::Grade(value) => {
                let grade = pack.kinds.first().and_then(|k| k.values.get(usize::from(value)));
                grade.map(|(id, _)| id.clone())
            }
            FindingResult::Missing(_) => None,
        },
        assessor: found.assessor.as_ref().map(ToString::to_string),
        date: found.date.map(|d| d.to_string()),
    };
    let find = |facts: &Facts, row: u32| facts.findings.by_subject.get(&(ix, row)).map(side);
    Some(FindingReport {
        id,
        rule: item.id.clone(),
        entity: pack.entity(item.entity)?.id.clone(),
        key: key_of(pack, b.facts, item.entity, of_b),
        name: key_text(pack, b.facts, item.entity, of_b, &Group::new()),
        a: find(a.facts, of_a),
        b: find(b.facts, of_b),
    })
}

fn row_only(
    pack: &CheckedPack,
    (id, entity, row): (String, EntityIx, u32),
    facts: &Facts,
) -> Option<RowReport> {
    let all = (0u32..).map(EntityIx).take(pack.entities.len()).filter(|e| *e != entity);
    Some(RowReport {
        id,
        entity: pack.entity(entity)?.id.clone(),
        key: key_of(pack, facts, entity, row),
        name: key_text(pack, facts, entity, row, &Group::new()),
        below: all.map(|e| facts.rows_below(pack, entity, row, e).len()).sum(),
    })
}
