//! Why a requirement is not met, in words and figures: what it is about, how it stands, what is required, by how much it fails.

use super::{Wording, figure, share};
use crate::diagnostic::Message;
use crate::evaluation::{Detail, Eval, Explainer, Shown, Standpoint, SubjectResult, Value};
use crate::report::words::outcome_word;
use crate::semantics::*;
use crate::syntax::vocabulary::builtins::{Body, Takes};
use crate::value::{Number, Outcome, Surd};

/// Most rows that are named for one requirement.
const MOST_ROWS: usize = 5;
/// Deepest condition that is followed.
const MAX_DEPTH: usize = 24;

/// One thing that fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Statement {
    /// The row below the subject that it is about, or the group; may be empty.
    pub place: String,
    /// What is measured or asked.
    pub what: String,
    /// How it stands.
    pub now: String,
    /// What is required; may be empty.
    pub required: String,
    /// By how much it fails; may be empty.
    pub gap: String,
    /// The same as one sentence, `place` aside.
    pub sentence: String,
    /// How it stands, as a sentence: 学生数56人.
    pub fact: String,
    /// What is required, as a sentence: 学生数不超过50人; may be empty.
    pub asked: String,
}

impl Statement {
    /// The whole sentence.
    pub fn text(&self) -> String {
        if self.place.is_empty() {
            self.sentence.clone()
        } else {
            format!("{} {}", self.place, self.sentence)
        }
    }
}

/// What is followed, from where.
struct Teller<'t, 'a> {
    words: &'t Wording<'a>,
    explainer: &'t Explainer<'a>,
    item: &'a Item,
    /// Whether what is as required is said too.
    all: bool,
    out: Vec<Statement>,
}

impl<'a> Wording<'a> {
    /// What makes a subject fail, a statement each. A veto fails by holding.
    pub fn statements(&self, explainer: Option<&Explainer<'a>>, s: &SubjectResult) -> Vec<Statement> {
        let Some(item) = self.pack.item(s.item) else { return Vec::new() };
        let plain = |outcome| {
            let veto = matches!(item.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
            let word = outcome_word(outcome, veto, self.language);
            Statement { now: word.clone(), fact: word.clone(), sentence: word, ..Statement::default() }
        };
        match (&item.body, &s.detail, explainer) {
            (
                ItemBody::Indicator(indicator),
                Detail::Indicator { value: Some(value), limit: Some(limit) },
                _,
            ) => {
                vec![self.indicator(indicator, value, limit)]
            }
            (ItemBody::Rule { requirements, kind, .. }, Detail::Rule(results), Some(explainer)) => {
                let veto = *kind == RuleKind::Veto;
                let bad = if veto { Outcome::Met } else { Outcome::Unmet };
                let at = Standpoint::subject(s.item, item.entity, s.row, s.group.clone());
                let mut teller = Teller { words: self, explainer, item, all: false, out: Vec::new() };
                for (requirement, result) in requirements.iter().zip(results) {
                    if result.outcome == bad {
                        let known = teller.out.len();
                        teller.tell(&at, &requirement.expr, !veto, 0);
                        if teller.out.len() == known {
                            teller.out.push(plain(s.outcome));
                        }
                    }
                }
                teller.out
            }
            _ => vec![plain(s.outcome)],
        }
    }

    /// How a rule's requirements stand for a subject, those that are met too.
    pub fn figures(
        &self,
        explainer: &Explainer<'a>,
        item: &'a Item,
        at: &Standpoint,
        requirements: &[Requirement],
        want: bool,
    ) -> Vec<Statement> {
        let mut teller = Teller { words: self, explainer, item, all: true, out: Vec::new() };
        requirements.iter().for_each(|r| teller.tell(at, &r.expr, want, 0));
        teller.out
    }

    /// Why an item does not apply to a subject.
    pub fn why_not(&self, explainer: &Explainer<'a>, s: &SubjectResult) -> String {
        let Some(item) = self.pack.item(s.item) else { return String::new() };
        let at = Standpoint::subject(s.item, item.entity, s.row, s.group.clone());
        let mut teller = Teller { words: self, explainer, item, all: false, out: Vec::new() };
        item.when.iter().for_each(|r| teller.tell(&at, &r.expr, true, 0));
        let facts: Vec<String> = teller.out.into_iter().map(|s| s.fact).filter(|f| !f.is_empty()).collect();
        facts.join(&self.word("say-comma"))
    }

    /// How an indicator stands to its threshold.
    pub fn indicator(&self, indicator: &Indicator, value: &Surd, limit: &Surd) -> Statement {
        let operator = indicator.comparison.operator();
        let symbol = &*indicator.unit.symbol;
        self.compared(String::new(), operator, [value, limit], &indicator.unit, symbol)
    }

    /// What is required: 不低于10.2平方米/人.
    pub fn required(&self, operator: BinaryOp, limit: String) -> String {
        let key = match operator {
            BinaryOp::Ge => "say-at-least",
            BinaryOp::Gt => "say-above",
            BinaryOp::Le => "say-at-most",
            BinaryOp::Lt => "say-below",
            BinaryOp::Ne => "say-other-than",
            BinaryOp::Eq
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => "say-equal",
        };
        self.say(Message::new(key).arg("limit", limit))
    }

    /// How a plain comparison stands.
    pub fn comparison(
        &self,
        what: String,
        operator: BinaryOp,
        numbers: [&Surd; 2],
        unit: &crate::value::Unit,
    ) -> Statement {
        self.compared(what, operator, numbers, unit, &unit.symbol)
    }

    fn compared(
        &self,
        what: String,
        operator: BinaryOp,
        [value, limit]: [&Surd; 2],
        unit: &crate::value::Unit,
        symbol: &str,
    ) -> Statement {
        let with = |digits: String| self.with_unit(&digits, symbol);
        let now = with(figure(value, unit, Some(limit)));
        let limit_text = with(figure(limit, unit, Some(value)));
        let apart = limit.plus(&value.negated()).map(|d| d.abs());
        let nothing = Surd::from(Number::zero());
        let apart = apart.filter(|d| *d != nothing).map(|d| with(figure(&d, unit, None)));
        let (gap_key, key) = match operator {
            BinaryOp::Ge | BinaryOp::Gt => ("say-short-by", "say-falls-short"),
            BinaryOp::Le | BinaryOp::Lt if symbol.is_empty() => ("say-over-by", "say-exceeds-plain"),
            BinaryOp::Le | BinaryOp::Lt => ("say-over-by", "say-exceeds"),
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::And
            | BinaryOp::Or
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div => ("say-apart-by", "say-differs"),
        };
        let required = self.required(operator, limit_text.clone());
        let gap = apart.clone().map_or_else(String::new, |d| self.say(Message::new(gap_key).arg("apart", d)));
        let sentence = match apart {
            Some(apart) => Message::new(key).arg("limit", limit_text).arg("apart", apart),
            // Near or far, an irrational number has no distance of so many digits.
            None if matches!(operator, BinaryOp::Le | BinaryOp::Lt) && value > limit => {
                Message::new("say-over").arg("limit", limit_text)
            }
            None => Message::new("say-requires"),
        };
        let sentence = sentence.arg("what", &what).arg("now", &now).arg("required", &required);
        let sentence = self.say(sentence).trim().to_owned();
        let name = self.before(&what);
        let (fact, asked) = (format!("{name}{now}"), format!("{name}{required}"));
        Statement { place: String::new(), what, now, required, gap, sentence, fact, asked }
    }
}

impl<'a> Teller<'_, 'a> {
    fn truth(&self, at: &Standpoint, expr: &TExpr) -> Option<bool> {
        match self.explainer.value(at, expr)?.eval {
            Eval::Known(Value::Bool(b)) => Some(b),
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => None,
        }
    }

    /// Says why a condition is not as wanted; nothing where it is, or is not known.
    fn tell(&mut self, at: &Standpoint, expr: &TExpr, want: bool, depth: usize) {
        use TExprKind as K;
        let truth = self.truth(at, expr);
        if depth > MAX_DEPTH || (!self.all && truth != Some(!want)) {
            return;
        }
        match &expr.kind {
            K::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
                self.tell(at, a, want, depth + 1);
                self.tell(at, b, want, depth + 1);
            }
            K::Binary(operator, a, b) => {
                let wanted = if want { *operator } else { operator.negated() };
                self.compare(at, wanted, a, b);
            }
            K::Not(inner) => self.tell(at, inner, !want, depth + 1),
            K::If(condition, a, b) => match self.truth(at, condition) {
                Some(true) => self.tell(at, a, want, depth + 1),
                Some(false) => self.tell(at, b, want, depth + 1),
                None => {}
            },
            K::Quantified { quantifier, rows, body } => {
                self.quantified(at, *quantifier, rows, body.as_deref(), want, depth);
            }
            K::Outcome { item, .. } => self.outcome(*item, truth),
            K::AllOf(members) => {
                for member in members {
                    self.member(at, member, want, depth);
                }
            }
            K::NoneOf(members) => {
                for member in members {
                    self.member(at, member, !want, depth);
                }
            }
            K::NumberOf { bound, n, members } => self.number_of(at, *bound, n, members, want, depth),
            K::Judged => {
                let what = self.words.word("say-judged");
                self.flag(expr, what, truth, want);
            }
            K::Value { item, frame } => {
                let known = self.out.len();
                self.defined(at, *item, *frame, want, depth);
                if self.out.len() == known {
                    let what = self.noun(at, expr);
                    self.flag(expr, what, truth, want);
                }
            }
            K::Column { .. } => {
                let what = self.noun(at, expr);
                self.flag(expr, what, truth, want);
            }
            K::In { operand, .. } => {
                let now = self.explainer.value(at, operand).map_or_else(String::new, |s| self.shown(&s));
                let what = self.noun(at, operand);
                let sentence = self.words.say(Message::new("say-value").arg("what", &what).arg("now", &now));
                self.out.push(Statement {
                    what,
                    now,
                    fact: sentence.clone(),
                    sentence,
                    ..Statement::default()
                });
            }
            K::Constant(_)
            | K::CountOf(_)
            | K::Group(_)
            | K::Limit { .. }
            | K::Threshold { .. }
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Call(..)
            | K::Aggregate { .. }
            | K::Negate(_) => {}
        }
    }

    /// What a define says, by its own formula.
    fn defined(&mut self, at: &Standpoint, item: ItemIx, frame: Frame, want: bool, depth: usize) {
        let pack = self.words.pack;
        let Some(found) = pack.item(item) else { return };
        let ItemBody::Define { value, .. } = &found.body else { return };
        let Some((entity, row)) = at.frames.get(frame as usize).copied() else { return };
        let Some(row) = self.words.facts.ancestor_row(pack, entity, row, found.entity) else { return };
        let inner = Standpoint::subject(item, found.entity, row, at.group.clone());
        self.tell(&inner, value, want, depth + 1);
    }

    fn flag(&mut self, expr: &TExpr, what: String, truth: Option<bool>, want: bool) {
        let Some(truth) = truth else { return };
        if self.words.pack.is_personal(expr) {
            let sentence = self.words.say(Message::new("say-fails").arg("what", &what));
            return self.out.push(Statement { what, sentence, ..Statement::default() });
        }
        let word = |b: bool| self.words.word(if b { "word-true" } else { "word-false" });
        let (now, required) = (word(truth), word(want));
        let said = |key| Message::new(key).arg("what", &what).arg("now", &now).arg("required", &required);
        let [sentence, fact] = ["say-flag", "say-value"].map(|key| self.words.say(said(key)));
        let asked = self.words.say(Message::new("say-value").arg("what", &what).arg("now", &required));
        self.out.push(Statement { what, now, required, sentence, fact, asked, ..Statement::default() });
    }

    fn outcome(&mut self, item: ItemIx, truth: Option<bool>) {
        let Some(found) = self.words.pack.item(item) else { return };
        let veto = matches!(found.body, ItemBody::Rule { kind: RuleKind::Veto, .. });
        let outcome = match truth {
            Some(true) => Outcome::Met,
            Some(false) => Outcome::Unmet,
            None => Outcome::Undetermined,
        };
        let what = self.words.item(found);
        let now = outcome_word(outcome, veto, self.words.language);
        let sentence = self.words.say(Message::new("say-is").arg("what", &what).arg("now", &now));
        self.out.push(Statement { what, now, fact: sentence.clone(), sentence, ..Statement::default() });
    }

    fn member(&mut self, at: &Standpoint, member: &Member, want: bool, depth: usize) {
        if !self.all && self.truth(at, &member.condition) != Some(!want) {
            return;
        }
        if let TExprKind::Outcome { item, .. } = member.condition.kind
            && self.indicator(at, item, None)
        {
            return;
        }
        let TExprKind::Binary(operator, a, b) = &member.condition.kind else {
            return self.tell(at, &member.condition, want, depth + 1);
        };
        let wanted = if want { *operator } else { operator.negated() };
        // A bound for a part of the threshold: both are said.
        let is_value = matches!(a.kind, TExprKind::Value { .. });
        let said = self.part_of_threshold(at, b).filter(|_| is_value).is_some_and(|floor| {
            let part = floor.as_number().cloned().unwrap_or_else(Number::one);
            self.indicator(at, member.item, Some(part))
        });
        if !said {
            self.compare(at, wanted, a, b);
        }
    }

    /// `x` of `x * threshold`, either way round.
    fn part_of_threshold(&self, at: &Standpoint, bound: &TExpr) -> Option<Surd> {
        let TExprKind::Binary(BinaryOp::Mul, x, y) = &bound.kind else { return None };
        let is_threshold = |e: &TExpr| matches!(e.kind, TExprKind::Threshold { .. });
        match (is_threshold(x), is_threshold(y)) {
            (true, _) => self.number(at, y),
            (false, true) => self.number(at, x),
            (false, false) => None,
        }
    }

    /// An indicator's value and threshold for the subject; `floor` is the part of the threshold that must be reached at least.
    fn indicator(&mut self, at: &Standpoint, item: ItemIx, floor: Option<Number>) -> bool {
        let Some(found) = self.words.pack.item(item) else { return false };
        let ItemBody::Indicator(indicator) = &found.body else { return false };
        let Some((_, row)) = at.frames.first().copied() else { return false };
        let threshold = self.explainer.indicator(item, row, &at.group);
        let Some((value, limit)) = threshold else { return false };
        let mut said = self.words.indicator(indicator, &value, &limit);
        // What must be reached at least is told apart too.
        if let Some(floor) = &floor {
            let least = limit.times(&Surd::from(floor.clone()));
            let exact = figure(&value, &indicator.unit, Some(&least));
            let exact = self.words.with_unit(&exact, &indicator.unit.symbol);
            if exact.len() > said.now.len() {
                said.sentence = said.sentence.replacen(&said.now, &exact, 1);
                said.now = exact;
            }
        }
        said.what = self.words.item(found);
        let name = self.words.before(&said.what);
        said.sentence = format!("{name}{}", said.sentence);
        (said.fact, said.asked) = (format!("{name}{}", said.now), format!("{name}{}", said.required));
        let apart: Vec<Number> = std::iter::once(Number::one()).chain(floor.clone()).collect();
        if let Some(share) = share(&value, &limit, &apart) {
            let part = Message::new("say-share").arg("share", share);
            said.sentence.push_str(&self.words.say(part));
            if let Some(floor) = floor {
                let floor = (&floor * &Number::from(100)).display(3);
                said.sentence.push_str(&self.words.say(Message::new("say-floor").arg("floor", &floor)));
                said.gap = self.words.say(Message::new("say-below-floor").arg("floor", floor));
            }
        }
        self.out.push(said);
        true
    }

    fn number_of(
        &mut self,
        at: &Standpoint,
        bound: CountBound,
        n: &TExpr,
        members: &[Member],
        want: bool,
        depth: usize,
    ) {
        if !want {
            return;
        }
        let sets_all = std::mem::replace(&mut self.all, false);
        let counts = |truth: Option<bool>| match bound {
            CountBound::AtLeast => truth != Some(false),
            CountBound::AtMost => truth == Some(true),
        };
        let met = members.iter().filter(|m| counts(self.truth(at, &m.condition))).count();
        let (whole, needed_words) = match bound {
            CountBound::AtLeast => ("say-set", "say-set-needed"),
            CountBound::AtMost => ("say-set-most", "say-set-allowed"),
        };
        let needed = self.number(at, n).map_or_else(String::new, |n| n.display(0));
        let message = Message::new(whole).count("of", members.len()).count("met", met).arg("needed", &needed);
        let sentence = self.words.say(message);
        self.out.push(Statement {
            what: self.words.word("say-set-what"),
            now: self.words.say(Message::new("say-items").count("count", met)),
            required: self.words.say(Message::new(needed_words).arg("needed", needed)),
            fact: sentence.clone(),
            sentence,
            ..Statement::default()
        });
        for member in members {
            self.member(at, member, bound == CountBound::AtLeast, depth);
        }
        self.all = sets_all;
    }

    fn quantified(
        &mut self,
        at: &Standpoint,
        quantifier: Quantifier,
        rows: &TRows,
        body: Option<&TExpr>,
        want: bool,
        depth: usize,
    ) {
        let label = self.words.pack.entity(rows.entity).map_or("", |e| e.label.as_str());
        let each = matches!(
            (quantifier, want),
            (Quantifier::Every, true) | (Quantifier::No, true) | (Quantifier::Some, false)
        );
        if !each {
            let sentence = self.words.say(Message::new("say-none-such").arg("what", label));
            self.out.push(Statement { what: label.to_owned(), sentence, ..Statement::default() });
            return;
        }
        let wanted = quantifier == Quantifier::Every;
        if self.all && self.all_hold(at, rows, body, wanted, label) {
            return;
        }
        let sets_all = std::mem::replace(&mut self.all, false);
        let mut failing = Vec::new();
        for row in self.explainer.rows(at, rows) {
            let inner = at.within(rows.frame, rows.entity, row);
            match body {
                Some(body) if self.truth(&inner, body) == Some(!wanted) => failing.push((row, inner)),
                None => failing.push((row, inner)),
                Some(_) => {}
            }
        }
        let subject = at.frames.first().copied();
        for (row, inner) in failing.iter().take(MOST_ROWS) {
            let known = self.out.len();
            if let Some(body) = body {
                self.tell(inner, body, wanted, depth + 1);
            }
            if self.out.len() == known {
                let sentence = self.words.say(Message::new("say-fails").arg("what", label));
                self.out.push(Statement { what: label.to_owned(), sentence, ..Statement::default() });
            }
            let place = self.words.below(subject, rows.entity, *row);
            for said in self.out.iter_mut().skip(known).filter(|s| s.place.is_empty()) {
                said.place.clone_from(&place);
            }
        }
        if failing.len() > MOST_ROWS {
            let message =
                Message::new("say-more").arg("what", label).count("count", failing.len() - MOST_ROWS);
            let sentence = self.words.say(message.count("all", failing.len()));
            self.out.push(Statement {
                what: label.to_owned(),
                fact: sentence.clone(),
                sentence,
                ..Statement::default()
            });
        }
        self.all = sets_all;
    }

    /// Says how many rows there are and what each of them keeps, where all do.
    fn all_hold(
        &mut self,
        at: &Standpoint,
        rows: &TRows,
        body: Option<&TExpr>,
        wanted: bool,
        label: &str,
    ) -> bool {
        let Some(body) = body else { return false };
        let all = self.explainer.rows(at, rows);
        let inner = |row: &u32| at.within(rows.frame, rows.entity, *row);
        if all.is_empty() || !all.iter().all(|row| self.truth(&inner(row), body) == Some(wanted)) {
            return false;
        }
        let known = self.out.len();
        if let Some(first) = all.first() {
            self.tell(&inner(first), body, wanted, 1);
        }
        for said in self.out.iter_mut().skip(known) {
            let what = if said.what.is_empty() { label } else { &said.what };
            let message = Message::new("say-all-hold").arg("what", what).count("count", all.len());
            said.now = self.words.say(message);
            said.fact.clone_from(&said.now);
            said.gap.clear();
        }
        self.out.len() > known
    }

    fn number(&self, at: &Standpoint, expr: &TExpr) -> Option<Surd> {
        self.explainer.value(at, expr).filter(|shown| !shown.hidden)?.eval.as_number().cloned()
    }

    fn shown(&self, shown: &Shown) -> String {
        match &shown.eval {
            Eval::Known(value) if !shown.hidden => self.words.value(value, &shown.unit),
            Eval::Known(_) | Eval::Unknown(_) | Eval::NotApplicable => String::new(),
        }
    }

    fn compare(&mut self, at: &Standpoint, operator: BinaryOp, a: &TExpr, b: &TExpr) {
        let (Some(left), Some(right)) = (self.explainer.value(at, a), self.explainer.value(at, b)) else {
            return;
        };
        let what = self.noun(at, a);
        let hidden = left.hidden || right.hidden;
        if let (false, Some(value), Some(limit)) = (hidden, left.eval.as_number(), right.eval.as_number()) {
            let counts = matches!(a.kind, TExprKind::Aggregate { function: Aggregate::Count, .. });
            let piece = if counts && left.unit.symbol.is_empty() {
                self.words.word("say-piece")
            } else {
                String::new()
            };
            let symbol = if piece.is_empty() { left.unit.symbol.to_string() } else { piece };
            self.out.push(self.words.compared(what, operator, [value, limit], &left.unit, &symbol));
            return;
        }
        let (now, limit) = if hidden { Default::default() } else { (self.shown(&left), self.shown(&right)) };
        let required = if hidden { String::new() } else { self.words.required(operator, limit) };
        let key = if hidden { "say-fails" } else { "say-requires" };
        let sentence = Message::new(key).arg("what", &what).arg("now", &now).arg("required", &required);
        let sentence = self.words.say(sentence);
        if hidden {
            return self.out.push(Statement { what, sentence, ..Statement::default() });
        }
        let fact = self.words.say(Message::new("say-value").arg("what", &what).arg("now", &now));
        let asked = format!("{}{required}", self.words.before(&what));
        self.out.push(Statement { what, now, required, sentence, fact, asked, ..Statement::default() });
    }

    /// What an expression is about, by name; the item's name where it has none of its own.
    fn noun(&self, at: &Standpoint, expr: &TExpr) -> String {
        let item = || if at.frames.len() > 1 { String::new() } else { self.words.item(self.item) };
        self.name_of(expr).unwrap_or_else(item)
    }

    fn name_of(&self, expr: &TExpr) -> Option<String> {
        let pack = self.words.pack;
        match &expr.kind {
            TExprKind::Column { entity, column, .. } => Some(pack.column(*entity, *column)?.label.clone()),
            TExprKind::Value { item, .. } => Some(self.words.item(pack.item(*item)?)),
            TExprKind::Judged => Some(self.words.word("say-judged")),
            TExprKind::CountOf(_) => Some(self.words.word("say-set-what")),
            TExprKind::Call(Function::ValueOr, arguments) => self.name_of(arguments.first()?),
            TExprKind::Aggregate { function, rows, body, .. } => {
                let what = match function.row().takes {
                    Takes::Rows => return self.counted(rows),
                    Takes::RowsOf(Body::Condition) => pack.entity(rows.entity)?.label.clone(),
                    Takes::RowsOf(Body::Any | Body::Added | Body::Ordered)
                    | Takes::Weighted
                    | Takes::Series
                    | Takes::Arguments(_) => self.name_of(body.as_deref()?)?,
                };
                Some(self.words.say(Message::new(function.row().named).arg("what", what)))
            }
            TExprKind::Constant(_)
            | TExprKind::Group { .. }
            | TExprKind::Limit { .. }
            | TExprKind::Outcome { .. }
            | TExprKind::Threshold { .. }
            | TExprKind::JudgedCell { .. }
            | TExprKind::AsOf
            | TExprKind::TargetYear
            | TExprKind::Call(..)
            | TExprKind::Quantified { .. }
            | TExprKind::NumberOf { .. }
            | TExprKind::AllOf(_)
            | TExprKind::NoneOf(_)
            | TExprKind::In { .. }
            | TExprKind::Not(_)
            | TExprKind::Negate(_)
            | TExprKind::Binary(..)
            | TExprKind::If(..) => None,
        }
    }

    /// Rows that are counted: the kinds that they must be of, and whether more is asked of them.
    fn counted(&self, rows: &TRows) -> Option<String> {
        let mut kinds = String::new();
        let mut more = false;
        let mut stack: Vec<&TExpr> = rows.filter.as_deref().into_iter().collect();
        while let Some(e) = stack.pop() {
            if let TExprKind::Binary(BinaryOp::And, a, b) = &e.kind {
                stack.extend([&**b, &**a]);
            } else if let TExprKind::Binary(BinaryOp::Eq, a, b) = &e.kind
                && let TExprKind::Column { .. } = a.kind
                && let TExprKind::Constant(Constant::Kind(kind, value)) = b.kind
            {
                kinds.push_str(&self.words.kind(kind, value));
            } else {
                more = true;
            }
        }
        let what = format!("{kinds}{}", self.words.pack.entity(rows.entity)?.label);
        Some(if more { self.words.say(Message::new("say-fit").arg("what", what)) } else { what })
    }
}

impl Wording<'_> {
    /// A name before a figure.
    pub fn before(&self, what: &str) -> String {
        if what.is_empty() { String::new() } else { self.say(Message::new("say-name").arg("what", what)) }
    }
}
