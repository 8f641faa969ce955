//! The pictures of a county's result.

use std::collections::BTreeMap;

use super::Teller;
use crate::evaluation::{Compared, Detail as Came, Eval, Group, Shown, Value};
use crate::facts::Cell;
use crate::report::charts::{self, Bar, Point, Row};
use crate::report::findings::{Findings, comparison_sign};
use crate::report::json::ReportInput;
use crate::report::page::*;
use crate::report::words::{number_apart, value_text};
use crate::semantics::*;
use crate::value::{Outcome, Surd, Unit};

/// Fewest subjects of which a distribution says something.
const FEWEST: usize = 4;
/// Most bars of one picture.
const MOST_BARS: usize = 40;

impl Teller<'_> {
    pub(super) fn pictures(&self, found: &Findings<'_>, prefix: &str) -> Section {
        let mut section = Section::new(format!("{prefix}-pictures"), self.word("dossier-pictures"));
        let mut figures = Vec::new();
        for (ix, item) in (0u32..).map(ItemIx).zip(&self.input.pack.items) {
            match &item.body {
                ItemBody::Indicator(indicator) => {
                    figures.extend(self.distribution(found, ix, item, indicator));
                }
                ItemBody::Rule { kind: RuleKind::Rule, .. } => self.compared(found, ix, item, &mut figures),
                ItemBody::Define { unit, output: true, .. } => {
                    figures.extend(self.by_row(found, ix, item, unit));
                }
                ItemBody::Rule { .. } | ItemBody::Define { .. } => {}
            }
        }
        if !figures.is_empty() {
            section.blocks.push(Block::Paragraph(plain(self.word("dossier-pictures-key"))));
            section.blocks.extend(figures);
        }
        section
    }

    /// The subject's value of a kind, with its label.
    fn kind_of(
        &self,
        kind: KindIx,
        entity: EntityIx,
        row: u32,
        group: &Group,
    ) -> Option<(KindValue, String)> {
        let ReportInput { pack, facts, .. } = *self.input;
        let label = |value: KindValue| {
            pack.kind(kind)?.values.get(usize::from(value)).map(|(_, label)| (value, label.clone()))
        };
        if let Some((_, value)) = group.iter().find(|(k, _)| *k == kind) {
            return label(*value);
        }
        let (mut at, mut row) = (entity, row);
        loop {
            let found = pack.entity(at)?;
            let column = found.columns.iter().position(|c| c.ty == ColumnType::Kind(kind));
            if let Some(column) = column.and_then(|c| u32::try_from(c).ok())
                && let Cell::Kind(value) = facts.cell(at, row, ColumnIx(column))
            {
                return label(value);
            }
            let parent = found.parent?;
            row = *facts.table(at)?.parent.get(row as usize)?;
            at = parent;
        }
    }

    /// An indicator's values over its subjects, against its limits.
    fn distribution(
        &self,
        found: &Findings<'_>,
        ix: ItemIx,
        item: &Item,
        indicator: &Indicator,
    ) -> Option<Block> {
        let pack = self.input.pack;
        let threshold = match &indicator.threshold {
            ThresholdRef::Own(limit) => Some(&**limit),
            ThresholdRef::Limit(l) => pack.limit(*l),
        };
        let unit = &indicator.unit;
        let mut rows: BTreeMap<(Vec<KindValue>, String), Row> = BTreeMap::new();
        for s in found.subjects_of(ix) {
            let Came::Indicator { value: Some(value), limit } = &s.detail else { continue };
            let Some(x) = charts::place(value, unit) else { continue };
            let (kinds, labels): (Vec<KindValue>, Vec<String>) = threshold
                .iter()
                .flat_map(|t| &t.by)
                .filter_map(|k| self.kind_of(*k, item.entity, s.row, &s.group))
                .unzip();
            let limit_text = limit.as_ref().map_or_else(String::new, |l| {
                format!("{} {}", comparison_sign(indicator.comparison), number_apart(l, unit, None))
            });
            let title = format!(
                "{} {} {}",
                found.subject(item, s),
                number_apart(value, unit, limit.as_ref()),
                unit.symbol
            );
            let label = labels.join(" · ");
            let row = rows.entry((kinds, limit_text.clone())).or_insert_with(|| Row {
                label,
                limit: limit.as_ref().and_then(|l| charts::place(l, unit)),
                limit_text,
                points: Vec::new(),
            });
            row.points.push(Point { x, met: s.outcome != Outcome::Unmet, title });
        }
        let rows: Vec<Row> = rows.into_values().collect();
        if rows.iter().map(|r| r.points.len()).sum::<usize>() < FEWEST {
            return None;
        }
        let caption = found.words.item(item);
        let svg = charts::dots(&rows, &unit.symbol, &caption);
        Some(Block::Figure { svg, caption })
    }

    /// The comparisons over rows, such as class sizes, and the coefficients of a rule.
    fn compared(&self, found: &Findings<'_>, ix: ItemIx, item: &Item, out: &mut Vec<Block>) {
        let Some(explainer) = &found.explainer else { return };
        let mut rows: BTreeMap<(String, KindValue, String), Row> = BTreeMap::new();
        let mut bars: Vec<Bar> = Vec::new();
        let mut row_unit = Unit::none();
        for s in found.subjects_of(ix) {
            for compared in explainer.compared(ix, s.row, &s.group) {
                match compared {
                    Compared::Rows { entity, text, operator, points } => {
                        for (row, left, right) in points {
                            let (Some(value), Some(limit)) = (surd(&left), surd(&right)) else { continue };
                            let Some(x) = charts::place(value, &left.unit) else { continue };
                            row_unit = left.unit.clone();
                            let limit_text =
                                format!("{} {}", operator.symbol(), number_apart(limit, &left.unit, None));
                            let (kind, label) = self.first_kind(entity, row);
                            let key = (text.clone(), kind, limit_text.clone());
                            let to = rows.entry(key).or_insert_with(|| Row {
                                label,
                                limit: charts::place(limit, &left.unit),
                                limit_text,
                                points: Vec::new(),
                            });
                            let met = operator.holds(value.cmp(limit));
                            to.points.push(Point { x, met, title: String::new() });
                        }
                    }
                    Compared::Coefficient { of, operator, value, limit, .. } => {
                        let (Some(value), Some(limit)) = (surd(&value), surd(&limit)) else { continue };
                        let plain_unit = Unit::none();
                        let Some(x) = charts::place(value, &plain_unit) else { continue };
                        let member = of.and_then(|i| self.input.pack.item(i));
                        let group = s.group.iter().filter_map(|(k, _)| {
                            self.kind_of(*k, item.entity, s.row, &s.group).map(|(_, l)| l)
                        });
                        let group = group.collect::<Vec<_>>().join(" · ");
                        let named = found.words.item(member.unwrap_or(item));
                        let text = number_apart(value, &plain_unit, Some(limit));
                        let met = operator.holds(value.cmp(limit));
                        bars.push(Bar {
                            label: format!("{named} {group}").trim().to_owned(),
                            x,
                            text,
                            limit: charts::place(limit, &plain_unit),
                            met: Some(met),
                        });
                    }
                }
            }
        }
        let caption = found.words.item(item);
        if (1..=MOST_BARS).contains(&bars.len()) {
            let svg = charts::bars(&bars, "", &caption);
            out.push(Block::Figure { svg, caption: caption.clone() });
        }
        let rows: Vec<Row> = rows.into_values().collect();
        if rows.iter().map(|r| r.points.len()).sum::<usize>() >= FEWEST {
            let svg = charts::counts(&rows, &row_unit.symbol, &caption);
            out.push(Block::Figure { svg, caption });
        }
    }

    /// The label of the first kind among a row's columns, or its ancestors'.
    fn first_kind(&self, entity: EntityIx, row: u32) -> (KindValue, String) {
        let pack = self.input.pack;
        let mut at = Some(entity);
        while let Some(found) = at.and_then(|e| pack.entity(e)) {
            let kind = found.columns.iter().find_map(|c| c.ty.kind());
            if let Some(kind) = kind {
                return self.kind_of(kind, entity, row, &Group::new()).unwrap_or_default();
            }
            at = found.parent;
        }
        Default::default()
    }

    /// A titled value for several rows of the county, such as the satisfaction of each group asked.
    fn by_row(&self, found: &Findings<'_>, ix: ItemIx, item: &Item, unit: &Unit) -> Option<Block> {
        let ReportInput { pack, facts, language, .. } = *self.input;
        let bars: Vec<Bar> = found
            .result
            .values
            .iter()
            .filter(|v| v.item == ix)
            .filter_map(|v| {
                let Some(value @ Value::Number(n)) = &v.value else { return None };
                let entity = pack.entity(item.entity)?;
                let keys = facts.key_of(pack, item.entity, v.row);
                let last = entity.key.last().and_then(|c| match facts.cell(item.entity, v.row, *c) {
                    Cell::Kind(value) => match entity.columns.get(c.ix())?.ty {
                        ColumnType::Kind(k) => {
                            pack.kind(k)?.values.get(usize::from(value)).map(|(_, label)| label.clone())
                        }
                        ColumnType::Number
                        | ColumnType::Count
                        | ColumnType::Share
                        | ColumnType::Flag
                        | ColumnType::Text
                        | ColumnType::Date => None,
                    },
                    Cell::Number(_) | Cell::Flag(_) | Cell::Text(_) | Cell::Date(_) | Cell::Missing(_) => {
                        None
                    }
                });
                Some(Bar {
                    label: last.or_else(|| keys.last().cloned()).unwrap_or_default(),
                    x: charts::place(n, unit)?,
                    text: value_text(pack, value, unit, language),
                    limit: None,
                    met: None,
                })
            })
            .collect();
        let caption = found.words.item(item);
        (2..=MOST_BARS)
            .contains(&bars.len())
            .then(|| Block::Figure { svg: charts::bars(&bars, &unit.symbol, &caption), caption })
    }
}

fn surd(shown: &Shown) -> Option<&Surd> {
    match &shown.eval {
        Eval::Known(Value::Number(n)) if !shown.hidden => Some(n),
        Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => None,
    }
}
