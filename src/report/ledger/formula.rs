//! The pack's formulas as a spreadsheet's, over cells of the same workbook. What cannot be said there has no formula; nothing is guessed.

use std::collections::HashMap;

use super::data::{DataSheets, constant, scaled};
use crate::evaluation::{CountyResult, Detail, Group, SubjectResult};
use crate::facts::{Cell, Facts};
use crate::semantics::*;
use crate::syntax::vocabulary::builtins::{Gives, Takes};
use crate::value::{Date, Number, Outcome};

/// Deepest derivation that is written into one formula.
const MAX_DEPTH: usize = 24;
/// Most rows whose parts in a sum are written out.
const MAX_TERMS: u32 = 12;
/// Longest formula that spreadsheet programs take.
const MAX_LENGTH: usize = 8_000;
/// Longest text that a formula may hold.
const MAX_TEXT: usize = 255;
/// Decimal places in which what a sheet computes is taken to be exact, before it is rounded as the pack says.
const HAIR: u32 = 9;

/// Which outcome.
pub(super) type Place = (ItemIx, u32, Group);

/// Where the outcomes of a ledger stand.
pub(super) struct Formulas<'a> {
    pub pack: &'a CheckedPack,
    pub facts: &'a Facts,
    pub as_of: Date,
    pub data: &'a DataSheets<'a>,
    /// The row of an outcome in the ledger, from 1, and the outcome.
    pub rows: HashMap<Place, (u32, Outcome)>,
    /// The cell of a coefficient: of a rule's subject and the member of `each`.
    pub coefficients: HashMap<(Place, Option<ItemIx>), String>,
    /// The ledger's columns: the recomputed value, the recomputed outcome.
    pub columns: Columns,
    /// The words for met and unmet.
    pub met: String,
    pub unmet: String,
    pub exists: String,
    pub absent: String,
}

/// Letters of the ledger's columns.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub value: String,
    pub outcome: String,
}

/// A subject for which a formula is written.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub item: ItemIx,
    pub entity: EntityIx,
    pub row: u32,
    /// The frame whose row this is: names of frames around it cannot be said.
    pub frame: Frame,
    pub group: &'a Group,
    pub result: &'a CountyResult,
}

/// Whether a formula reads any cell: one that is made of constants recomputes nothing.
fn reads_a_cell(formula: &str) -> bool {
    let mut chars = formula.chars().peekable();
    let mut column = false;
    while let Some(c) = chars.next() {
        let row = c.is_ascii_digit() || c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        if c == '!' || c == ':' || (column && row) {
            return true;
        }
        column = c.is_ascii_uppercase();
    }
    false
}

impl Formulas<'_> {
    /// An indicator's value in its unit.
    pub fn value(&self, s: Subject<'_>, indicator: &Indicator) -> Option<String> {
        let base = self.number(s, &indicator.value, 0)?;
        let text = if indicator.unit.scale == Number::one() {
            base
        } else {
            format!("{base}/{}", constant(&indicator.unit.scale))
        };
        (text.len() <= MAX_LENGTH && reads_a_cell(&text)).then_some(text)
    }

    /// Whether all requirements of a rule hold.
    pub fn holds(&self, s: Subject<'_>, requirements: &[Requirement]) -> Option<String> {
        let mut parts = Vec::new();
        for requirement in requirements {
            parts.extend(self.condition(s, &requirement.expr, 0)?);
        }
        let text = conjunction(parts)?;
        (text.len() <= MAX_LENGTH && reads_a_cell(&text)).then_some(text)
    }

    /// A comparison that a rounding in the last places of the machine's numbers does not turn.
    pub fn compared(operator: BinaryOp, a: &str, b: &str) -> Option<String> {
        let slack = format!("0.000000001*MAX(1,ABS({b}))");
        Some(match operator {
            BinaryOp::Ge => format!("(({a})-({b})>=-{slack})"),
            BinaryOp::Le => format!("(({a})-({b})<={slack})"),
            BinaryOp::Gt => format!("(({a})-({b})>{slack})"),
            BinaryOp::Lt => format!("(({a})-({b})<-{slack})"),
            BinaryOp::Eq => format!("(ABS(({a})-({b}))<={slack})"),
            BinaryOp::Ne => format!("(ABS(({a})-({b}))>{slack})"),
            BinaryOp::Or | BinaryOp::And | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                return None;
            }
        })
    }

    /// A condition: none where it cannot be said, `Some(None)` where it is not applicable and so left out.
    fn condition(&self, s: Subject<'_>, e: &TExpr, depth: usize) -> Option<Option<String>> {
        use TExprKind as K;
        if depth > MAX_DEPTH {
            return None;
        }
        let below = |e: &TExpr| self.condition(s, e, depth + 1);
        Some(match &e.kind {
            K::Constant(Constant::Bool(b)) => Some(if *b { "TRUE" } else { "FALSE" }.to_owned()),
            K::Outcome { item, frame, reach: Reach::Up, .. } if *frame == s.frame => {
                let row = self.ancestor(s, self.pack.item(*item)?.entity)?;
                // Without a group of its own it asks for all groups of the item.
                let Some(group) = self.group_for(*item, s) else { return self.all_of(s, *item, Some(row)) };
                let (at, outcome) = self.rows.get(&(*item, row, group))?;
                match outcome {
                    // What is undetermined is never met; it stands in no row where it is left out of the ledger.
                    Outcome::Undetermined if *at == 0 => Some("FALSE".to_owned()),
                    Outcome::NotApplicable => None,
                    Outcome::Met | Outcome::Unmet | Outcome::Undetermined => {
                        Some(format!("({}{at}=\"{}\")", self.columns.outcome, self.met_word(*item)))
                    }
                }
            }
            K::Outcome { item, frame, reach: Reach::Down, group, .. }
                if *frame == s.frame && s.entity == EntityIx(0) && group.is_empty() =>
            {
                return self.all_of(s, *item, None);
            }
            K::Binary(BinaryOp::And, a, b) => {
                let parts: Vec<String> = [below(a)?, below(b)?].into_iter().flatten().collect();
                if parts.is_empty() { None } else { Some(conjunction(parts)?) }
            }
            K::Binary(BinaryOp::Or, a, b) => {
                let parts: Vec<String> = [below(a)?, below(b)?].into_iter().flatten().collect();
                if parts.is_empty() { None } else { Some(format!("OR({})", parts.join(","))) }
            }
            // A kind is known now: it does not change with the figures.
            K::Binary(operator @ (BinaryOp::Eq | BinaryOp::Ne), a, b) if matches!(a.ty, Type::Kind(_)) => {
                let same = self.kind(s, a)? == self.kind(s, b)?;
                Some(if same == (*operator == BinaryOp::Eq) { "TRUE" } else { "FALSE" }.to_owned())
            }
            K::Binary(operator, a, b) => {
                let pair = self.number(s, a, depth).zip(self.number(s, b, depth));
                let (a, b) = pair?;
                Some(Self::compared(*operator, &a, &b)?)
            }
            K::In { operand, negated, options } if matches!(operand.ty, Type::Kind(_)) => {
                let value = self.kind(s, operand)?;
                let known: Option<Vec<KindValue>> = options.iter().map(|o| self.kind(s, o)).collect();
                Some(if known?.contains(&value) != *negated { "TRUE" } else { "FALSE" }.to_owned())
            }
            K::Call(function, arguments) => Some(self.called(s, *function, arguments, depth)?),
            K::Not(inner) => match self.absent(s, inner) {
                Some(absent) => absent,
                None => below(inner)?.map(|text| format!("NOT({text})")),
            },
            K::AllOf(members) => {
                let mut parts = Vec::new();
                for member in members {
                    parts.extend(self.member(s, member, depth)?);
                }
                if parts.is_empty() { None } else { Some(conjunction(parts)?) }
            }
            K::NoneOf(members) => {
                let mut parts = Vec::new();
                for member in members {
                    match self.absent(s, &member.condition) {
                        Some(absent) => parts.extend(absent),
                        None => {
                            parts.extend(self.member(s, member, depth)?.map(|text| format!("NOT({text})")));
                        }
                    }
                }
                if parts.is_empty() { None } else { Some(conjunction(parts)?) }
            }
            K::NumberOf { bound, n, members } => {
                // Who is exempt cannot fail, nor counts among those of whom there may not be more.
                let (exempt, sign) = match bound {
                    CountBound::AtLeast => ("TRUE", ">="),
                    CountBound::AtMost => ("FALSE", "<="),
                };
                let met = self.met_of(s, members, exempt, depth)?;
                Some(format!("({met}{sign}{})", self.number(s, n, depth)?))
            }
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Limit { .. }
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Aggregate { .. }
            | K::Quantified { .. }
            | K::CountOf(_)
            | K::In { .. }
            | K::Negate(_)
            | K::If(..) => return None,
        })
    }

    /// How many members of a set are met; `exempt` stands for one that does not apply.
    fn met_of(&self, s: Subject<'_>, members: &[Member], exempt: &str, depth: usize) -> Option<String> {
        let mut parts = Vec::new();
        for member in members {
            let text = self.member(s, member, depth)?.unwrap_or_else(|| exempt.to_owned());
            parts.push(format!("N({text})"));
        }
        Some(parts.join("+"))
    }

    /// That all subjects of an item in the county, or for one row of its table, are met: over their rows alone, for a formula that went over its own column would go
    /// in a circle. Nothing where there are none.
    fn all_of(&self, s: Subject<'_>, item: ItemIx, row: Option<u32>) -> Option<Option<String>> {
        let of = s.result.subjects.iter().filter(|r| {
            r.item == item && row.is_none_or(|row| r.row == row) && r.outcome != Outcome::NotApplicable
        });
        let rows: Option<Vec<u32>> = of
            .map(|r| Some(self.rows.get(&(item, r.row, r.group.clone()))?.0).filter(|at| *at > 0))
            .collect();
        let rows = rows?;
        let (Some(first), Some(last)) = (rows.iter().min(), rows.iter().max()) else { return Some(None) };
        let (column, own) = (&self.columns.outcome, self.columns.outcome.rsplit('!').next()?);
        let met = self.met_word(item);
        Some(Some(format!("(COUNTIF({column}{first}:{own}{last},\"{met}\")={})", rows.len())))
    }

    /// That an item does not hold: by its own word, so that what is undetermined is no such thing. Nothing where it is another condition.
    fn absent(&self, s: Subject<'_>, e: &TExpr) -> Option<Option<String>> {
        let TExprKind::Outcome { item, frame, reach: Reach::Up, .. } = &e.kind else { return None };
        let row = self.ancestor(s, self.pack.item(*item)?.entity).filter(|_| *frame == s.frame)?;
        let (at, outcome) = self.rows.get(&(*item, row, self.group_for(*item, s)?))?;
        Some(match outcome {
            Outcome::NotApplicable => None,
            Outcome::Undetermined if *at == 0 => Some("FALSE".to_owned()),
            Outcome::Met | Outcome::Unmet | Outcome::Undetermined => {
                Some(format!("({}{at}=\"{}\")", self.columns.outcome, self.unmet_word(*item)))
            }
        })
    }

    /// Whether a member of a set is undetermined for a subject: for want of data its condition cannot be said, and it is not met.
    fn is_open(&self, s: Subject<'_>, member: ItemIx) -> bool {
        let own = |r: &&SubjectResult| r.item == s.item && r.row == s.row && r.group == *s.group;
        let Some(Detail::Rule(requirements)) = s.result.subjects.iter().find(own).map(|r| &r.detail) else {
            return false;
        };
        let members = requirements.iter().flat_map(|r| &r.members);
        members.into_iter().any(|m| m.item == member && m.outcome == Outcome::Undetermined)
    }

    fn member(&self, s: Subject<'_>, member: &Member, depth: usize) -> Option<Option<String>> {
        if self.is_open(s, member.item) {
            return Some(Some("FALSE".to_owned()));
        }
        if let TExprKind::Binary(operator, a, b) = &member.condition.kind {
            // A member that is exempt has no value.
            if let Some((_, Outcome::NotApplicable)) = self
                .ancestor(s, self.pack.item(member.item)?.entity)
                .and_then(|row| self.rows.get(&(member.item, row, self.group_for(member.item, s)?)))
            {
                return Some(None);
            }
            if matches!(a.kind, TExprKind::Aggregate { function: Aggregate::Cv, .. }) {
                let place = (s.item, s.row, s.group.clone());
                // A coefficient without any part in it was left out.
                let cell = self.coefficients.get(&(place, Some(member.item)));
                return match cell {
                    Some(cell) => Some(Some(Self::compared(*operator, cell, &self.number(s, b, depth)?)?)),
                    None => None,
                };
            }
        }
        self.condition(s, &member.condition, depth + 1)
    }

    /// A number in base units.
    fn number(&self, s: Subject<'_>, e: &TExpr, depth: usize) -> Option<String> {
        use TExprKind as K;
        if depth > MAX_DEPTH {
            return None;
        }
        let below = |e: &TExpr| self.number(s, e, depth + 1);
        Some(match &e.kind {
            K::Constant(Constant::Number(n)) => constant(n),
            K::Column { frame, entity, column } if *frame == s.frame => {
                let row = self.ancestor(s, *entity)?;
                if let Some(cell) = self.data.cell(*entity, row, *column) {
                    return Some(cell);
                }
                let derive = self.pack.column(*entity, *column)?.derive.as_ref()?;
                let of = Subject { entity: *entity, row, frame: 0, ..s };
                format!("({})", self.number(of, derive, depth + 1)?)
            }
            K::Value { item, frame } if *frame == s.frame => {
                let named = self.pack.item(*item)?;
                let row = self.ancestor(s, named.entity)?;
                match &named.body {
                    ItemBody::Indicator(i) => {
                        let (at, _) = self.rows.get(&(*item, row, self.group_for(*item, s)?))?;
                        scaled(&format!("{}{at}", self.columns.value), &i.unit.scale)
                    }
                    ItemBody::Define { value, .. } => {
                        let of = Subject { item: *item, entity: named.entity, row, frame: 0, ..s };
                        format!("({})", self.number(of, value, depth + 1)?)
                    }
                    ItemBody::Rule { .. } => return None,
                }
            }
            K::Threshold { item, frame } if *frame == s.frame => {
                let row = self.ancestor(s, self.pack.item(*item)?.entity)?;
                let group = self.group_for(*item, s)?;
                let of = s.result.subjects.iter();
                let found = of.filter(|r| r.item == *item && r.row == row).find(|r| r.group == group)?;
                match &found.detail {
                    Detail::Indicator { limit: Some(limit), .. } => constant(limit.as_number()?),
                    Detail::Indicator { .. } | Detail::Rule(_) => return None,
                }
            }
            K::Limit { limit, index } => {
                let limit = self.pack.limit(*limit)?;
                let key: Option<Vec<KindValue>> = index.iter().map(|e| self.kind(s, e)).collect();
                constant(limit.table_at(self.as_of)?.values.get(&key?)?)
            }
            K::Negate(a) => format!("(-{})", below(a)?),
            K::Binary(op, a, b) => {
                let sign = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    BinaryOp::Mul => "*",
                    BinaryOp::Div => "/",
                    BinaryOp::Or
                    | BinaryOp::And
                    | BinaryOp::Ge
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Lt
                    | BinaryOp::Eq
                    | BinaryOp::Ne => return None,
                };
                format!("({}{sign}{})", below(a)?, below(b)?)
            }
            // A cell that is empty stays so.
            K::Call(Function::ValueOr, arguments) => match arguments.as_slice() {
                [value, otherwise] if self.is_empty(s, value) => below(otherwise)?,
                [value, _] => below(value)?,
                _ => return None,
            },
            K::Call(function, _) if function.row().gives == Gives::Counted => self.rounded(s, e, depth)?,
            K::Call(function, arguments) => self.called(s, *function, arguments, depth)?,
            K::If(c, a, b) => match self.condition(s, c, depth + 1)??.as_str() {
                "TRUE" => below(a)?,
                "FALSE" => below(b)?,
                condition => format!("IF({condition},{},{})", below(a)?, below(b)?),
            },
            K::CountOf(members) => format!("({})", self.met_of(s, members, "FALSE", depth)?),
            K::Aggregate { function, rows, body, weight: None } => {
                self.aggregate(s, *function, rows, body.as_deref(), depth)?
            }
            K::Constant(_)
            | K::Column { .. }
            | K::Group(_)
            | K::Outcome { .. }
            | K::Value { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Aggregate { .. }
            | K::Quantified { .. }
            | K::NumberOf { .. }
            | K::AllOf(_)
            | K::NoneOf(_)
            | K::In { .. }
            | K::Not(_) => return None,
        })
    }

    /// An aggregate over all rows right below the subject's: of a column, or of few rows whatever it is.
    fn aggregate(
        &self,
        s: Subject<'_>,
        function: Aggregate,
        rows: &TRows,
        body: Option<&TExpr>,
        depth: usize,
    ) -> Option<String> {
        let declared = self.pack.entity(rows.entity)?;
        if rows.within != s.frame
            || rows.filter.is_some()
            || !rows.group.is_empty()
            || declared.parent != Some(s.entity)
        {
            return None;
        }
        let sheet = self.data.table(rows.entity)?;
        let table = self.facts.table(rows.entity)?;
        let (first, last) = (table.offsets.get(s.row as usize)?, table.offsets.get(s.row as usize + 1)?);
        let parent = DataSheets::row(s.row);
        if function.row().takes == Takes::Rows {
            return Some(format!("COUNTIF({sheet}!A:A,{parent})"));
        }
        if function.row().sheet.is_empty() || first == last {
            return None;
        }
        let TExprKind::Column { entity, column, .. } = &body?.kind else {
            if function != Aggregate::Sum || last - first > MAX_TERMS {
                return None;
            }
            let of = |row| Subject { entity: rows.entity, row, frame: rows.frame, ..s };
            let terms: Option<Vec<String>> =
                (*first..*last).map(|row| self.number(of(row), body?, depth + 1)).collect();
            return Some(format!("({})", terms?.join("+")));
        };
        if *entity != rows.entity {
            return None;
        }
        // A row without a value would make the whole unknown.
        for row in *first..*last {
            self.data.cell(rows.entity, row, *column)?;
        }
        let letters = self.data.letters(*column);
        let computed = if function == Aggregate::Sum {
            format!("SUMIF({sheet}!A:A,{parent},{sheet}!{letters}:{letters})")
        } else {
            let (from, to) = (DataSheets::row(*first), DataSheets::row(last.saturating_sub(1)));
            filled(function.row().sheet, &[], &format!("{sheet}!{letters}{from}:{letters}{to}"))
        };
        match function.row().gives {
            Gives::Same | Gives::Root => {
                Some(scaled(&computed, &self.pack.column(*entity, *column)?.unit.scale))
            }
            Gives::Plain => Some(computed),
            Gives::PlainRoot | Gives::Rows | Gives::Truth | Gives::Counted => None,
        }
    }

    /// A function of values that stand in the sheets.
    fn called(
        &self,
        s: Subject<'_>,
        function: Function,
        arguments: &[TExpr],
        depth: usize,
    ) -> Option<String> {
        let sheet = function.row().sheet;
        if sheet.is_empty() {
            return None;
        }
        let given = |e: &TExpr| match &e.ty {
            Type::Number(_) => self.number(s, e, depth + 1),
            Type::Date | Type::Text => self.written(s, e),
            Type::Bool | Type::Kind(_) => None,
        };
        let all: Option<Vec<String>> = arguments.iter().map(given).collect();
        Some(filled(sheet, &all?, ""))
    }

    /// A date or text: a cell, a constant or the day of the evaluation.
    fn written(&self, s: Subject<'_>, e: &TExpr) -> Option<String> {
        let day = |date: &Date| format!("DATE({},{},{})", date.year(), date.month(), date.day());
        if matches!(e.kind, TExprKind::AsOf) {
            return Some(day(&self.as_of));
        }
        match e.constant() {
            Some(Constant::Date(date)) => Some(day(date)),
            Some(Constant::Text(text)) if text.chars().count() <= MAX_TEXT => {
                Some(format!("\"{}\"", text.replace('"', "\"\"")))
            }
            Some(Constant::Text(_) | Constant::Number(_) | Constant::Bool(_) | Constant::Kind(..)) => None,
            None => {
                let (entity, column) = e.column_in(s.frame)?;
                self.data.given(entity, self.ancestor(s, entity)?, column)
            }
        }
    }

    /// A rounding, in the unit that it counts in; half away from zero, as the sheet's own. What a sheet computes is off by a hair, which
    /// must not make another whole of it.
    fn rounded(&self, s: Subject<'_>, e: &TExpr, depth: usize) -> Option<String> {
        let TExprKind::Call(function, arguments) = &e.kind else { return None };
        let Type::Number(unit) = &e.ty else { return None };
        let value = self.number(s, arguments.first()?, depth + 1)?;
        let counted = format!("ROUND({value}/{},{HAIR})", constant(&unit.scale));
        let places = match arguments.get(1) {
            Some(places) => self.number(s, places, depth + 1)?,
            None => "0".to_owned(),
        };
        let rounded = filled(function.row().sheet, &[counted, places], "");
        Some(scaled(&format!("({rounded})"), &unit.scale))
    }

    fn kind(&self, s: Subject<'_>, e: &TExpr) -> Option<KindValue> {
        if let TExprKind::Group(kind) = &e.kind {
            return s.group.iter().find(|(k, _)| k == kind).map(|(_, v)| *v);
        }
        match e.constant() {
            Some(Constant::Kind(_, value)) => Some(*value),
            Some(Constant::Number(_) | Constant::Text(_) | Constant::Bool(_) | Constant::Date(_)) => None,
            None => {
                let (entity, column) = e.column_in(s.frame)?;
                match self.facts.cell(entity, self.ancestor(s, entity)?, column) {
                    Cell::Kind(value) => Some(value),
                    Cell::Number(_) | Cell::Flag(_) | Cell::Text(_) | Cell::Date(_) | Cell::Missing(_) => {
                        None
                    }
                }
            }
        }
    }

    /// Whether it is a column without a value, not computed either.
    fn is_empty(&self, s: Subject<'_>, e: &TExpr) -> bool {
        let TExprKind::Column { frame, entity, column } = &e.kind else { return false };
        let derived = self.pack.column(*entity, *column).is_some_and(|c| c.derive.is_some());
        let row = self.ancestor(s, *entity).filter(|_| *frame == s.frame && !derived);
        row.is_some_and(|row| matches!(self.facts.cell(*entity, row, *column), Cell::Missing(_)))
    }

    /// The row of a subject's own table or of one above.
    fn ancestor(&self, s: Subject<'_>, entity: EntityIx) -> Option<u32> {
        self.facts.ancestor_row(self.pack, s.entity, s.row, entity)
    }

    /// The group for which an item is asked: the subject's, as far as the item goes by its kinds.
    fn group_for(&self, item: ItemIx, s: Subject<'_>) -> Option<Group> {
        let by = &self.pack.item(item)?.by;
        by.iter().map(|k| s.group.iter().find(|(kind, _)| kind == k).copied()).collect()
    }

    fn is_veto(&self, item: ItemIx) -> bool {
        let veto = |i: &Item| matches!(i.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        self.pack.item(item).is_some_and(veto)
    }

    pub fn met_word(&self, item: ItemIx) -> &str {
        if self.is_veto(item) { &self.exists } else { &self.met }
    }

    pub fn unmet_word(&self, item: ItemIx) -> &str {
        if self.is_veto(item) { &self.absent } else { &self.unmet }
    }
}

fn conjunction(mut parts: Vec<String>) -> Option<String> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(format!("AND({})", parts.join(","))),
    }
}

/// A builtin's formula with its arguments or its rows' cells in their places.
fn filled(sheet: &str, arguments: &[String], rows: &str) -> String {
    // One pass: what is put in may hold the like of a place.
    let mut out = String::new();
    let mut rest = sheet;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        out.push_str(before);
        match name {
            "a" => out.push_str(arguments.first().map_or("", String::as_str)),
            "b" => out.push_str(arguments.get(1).map_or("", String::as_str)),
            "all" => out.push_str(&arguments.join(",")),
            _ => out.push_str(rows),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::reads_a_cell;

    #[test]
    fn constants_recompute_nothing() {
        for constant in [
            "TRUE",
            "NOT(FALSE)",
            "AND(TRUE,OR(FALSE,TRUE))",
            "((1)-(2)>=-0.000000001*MAX(1,ABS(2)))",
            "3/100",
        ] {
            assert!(!reads_a_cell(constant), "{constant}");
        }
        for formula in ["G12", "'学校'!C3*2", "(E$7=\"达到\")", "(COUNTIFS($A:$A,\"1\")=0)", "AND(TRUE,AB3)"]
        {
            assert!(reads_a_cell(formula), "{formula}");
        }
    }
}
