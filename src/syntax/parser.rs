//! From normalised text to pairs to AST. The only file that names pest.

use pest::Parser;
use pest::error::InputLocation;
use pest::iterators::Pair;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::source::{MAX_NESTING, Span, nfc};
use crate::syntax::ast::*;
use crate::syntax::scan::Scanned;
use crate::syntax::vocabulary::{FINDING_CELLS, Keyword};
use crate::value::{Date, Number};

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/rules.pest"]
struct Grammar;

/// The entries of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Head,
    RemoveHead,
    Subject,
    Formula,
    Cite,
    Note,
    Replaces,
    Unit,
}

impl Entry {
    fn rule(self) -> Rule {
        match self {
            Entry::Head => Rule::head,
            Entry::RemoveHead => Rule::remove_head,
            Entry::Subject => Rule::subject,
            Entry::Formula => Rule::formula,
            Entry::Cite => Rule::cite,
            Entry::Note => Rule::note,
            Entry::Replaces => Rule::replaces,
            Entry::Unit => Rule::unit_entry,
        }
    }
}

/// Where the parser could not go on, in the whole normalised text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopped {
    pub at: usize,
}

/// A piece of the normalised text that is one head or clause.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slice<'a> {
    pub scanned: &'a Scanned,
    pub start: usize,
    pub end: usize,
}

impl<'a> Slice<'a> {
    /// What the grammar reads.
    fn code(self) -> &'a str {
        let code = &self.scanned.code;
        code.text.get(code.place(self.start)..code.place(self.end)).unwrap_or("")
    }

    /// Where in the normalised text a place of [`Slice::code`] is.
    fn origin(self, at: usize) -> usize {
        let code = &self.scanned.code;
        code.origin(code.place(self.start) + at)
    }

    /// The place of a range of [`Slice::code`].
    fn span(self, start: usize, end: usize) -> Span {
        self.scanned.text.span(self.origin(start), self.origin(end))
    }

    fn whole(self) -> Span {
        self.scanned.text.span(self.start, self.end)
    }
}

/// Items' heads as read.
#[derive(Debug, Clone)]
pub(crate) struct HeadParts {
    pub is_override: bool,
    /// `None`: a define.
    pub kind: Option<RuleKind>,
    pub id: Ident,
    pub label: Option<Ident>,
    pub title: Option<Spanned<String>>,
}

/// Reads pairs of one slice.
pub(crate) struct Reader<'a, 'd> {
    slice: Slice<'a>,
    diagnostics: &'d mut Diagnostics,
}

type P<'a> = Pair<'a, Rule>;

fn parse<'a>(slice: Slice<'a>, entry: Entry) -> Result<P<'a>, Stopped> {
    let mut pairs = Grammar::parse(entry.rule(), slice.code()).map_err(|error| {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        Stopped { at: slice.origin(at) }
    })?;
    pairs.next().ok_or(Stopped { at: slice.start })
}

/// Whether a slice is what `entry` says, without building anything.
pub(crate) fn reads(slice: Slice<'_>, entry: Entry) -> Result<(), Stopped> {
    parse(slice, entry).map(|_| ())
}

/// Reads an item's head.
pub(crate) fn head(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<HeadParts, Stopped> {
    let pair = parse(slice, Entry::Head)?;
    let mut reader = Reader { slice, diagnostics };
    let mut parts = HeadParts {
        is_override: false,
        kind: None,
        id: Spanned::new(String::new(), slice.whole()),
        label: None,
        title: None,
    };
    let mut names = 0;
    for p in pair.into_inner() {
        match p.as_rule() {
            Rule::kw_override => parts.is_override = true,
            Rule::rule_kind => {
                parts.kind = p.into_inner().next().and_then(|k| match k.as_rule() {
                    Rule::kw_rule => Some(RuleKind::Rule),
                    Rule::kw_veto => Some(RuleKind::Veto),
                    Rule::kw_conclusion => Some(RuleKind::Conclusion),
                    Rule::kw_audit => Some(RuleKind::Audit),
                    _ => None,
                });
            }
            Rule::name => {
                let name = reader.name(p);
                if names == 0 {
                    parts.id = name;
                } else {
                    parts.label = Some(name);
                }
                names += 1;
            }
            Rule::string => parts.title = Some(reader.string(p)),
            _ => {}
        }
    }
    Ok(parts)
}

/// Reads `remove ID because "…"`.
pub(crate) fn remove(
    slice: Slice<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(Ident, Option<Spanned<String>>), Stopped> {
    let pair = parse(slice, Entry::RemoveHead)?;
    let mut reader = Reader { slice, diagnostics };
    let (mut id, mut because) = (None, None);
    for p in pair.into_inner() {
        match p.as_rule() {
            Rule::name => id = Some(reader.name(p)),
            Rule::string => because = Some(reader.string(p)),
            _ => {}
        }
    }
    id.map(|id| (id, because)).ok_or(Stopped { at: slice.start })
}

/// Reads `for ENTITY by … [unit]`.
pub(crate) fn subject(
    slice: Slice<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(Subject, Option<UnitExpr>), Stopped> {
    let pair = parse(slice, Entry::Subject)?;
    let mut reader = Reader { slice, diagnostics };
    let mut names = Vec::new();
    let mut unit = None;
    for p in pair.into_inner() {
        match p.as_rule() {
            Rule::name => names.push(reader.name(p)),
            Rule::unit => unit = Some(reader.unit(p)),
            _ => {}
        }
    }
    if names.is_empty() {
        return Err(Stopped { at: slice.start });
    }
    let entity = names.remove(0);
    Ok((Subject { entity, by: names }, unit))
}

/// Reads an expression.
pub(crate) fn formula(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<Expr, Stopped> {
    let pair = parse(slice, Entry::Formula)?;
    let mut reader = Reader { slice, diagnostics };
    let Some(inner) = pair.into_inner().next() else { return Err(Stopped { at: slice.start }) };
    Ok(reader.expr(inner).0)
}

/// Reads `cite SOURCE "place"`.
pub(crate) fn cite(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<Cite, Stopped> {
    let pair = parse(slice, Entry::Cite)?;
    let mut reader = Reader { slice, diagnostics };
    let span = reader.span(&pair);
    let (mut source, mut place) = (None, None);
    for p in pair.into_inner() {
        match p.as_rule() {
            Rule::name => source = Some(reader.name(p)),
            Rule::string => place = Some(reader.string(p)),
            _ => {}
        }
    }
    source.map(|source| Cite { span, source, place, also: false }).ok_or(Stopped { at: slice.start })
}

/// Reads `replaces V1, V2`.
pub(crate) fn replaces(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<Vec<Ident>, Stopped> {
    let pair = parse(slice, Entry::Replaces)?;
    let mut reader = Reader { slice, diagnostics };
    let names = pair.into_inner().filter(|p| p.as_rule() == Rule::name);
    Ok(names.skip(1).map(|p| reader.name(p)).collect())
}

/// Reads a string alone.
pub(crate) fn string(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<Spanned<String>, Stopped> {
    let pair = parse(slice, Entry::Note)?;
    let mut reader = Reader { slice, diagnostics };
    let found = pair.into_inner().find(|p| p.as_rule() == Rule::string);
    found.map(|p| reader.string(p)).ok_or(Stopped { at: slice.start })
}

/// Reads a unit alone.
pub(crate) fn unit(slice: Slice<'_>, diagnostics: &mut Diagnostics) -> Result<UnitExpr, Stopped> {
    let pair = parse(slice, Entry::Unit)?;
    let mut reader = Reader { slice, diagnostics };
    let found = pair.into_inner().find(|p| p.as_rule() == Rule::unit);
    found.map(|p| reader.unit(p)).ok_or(Stopped { at: slice.start })
}

/// Greatest depth of a tree: what is built is walked and dropped by recursion.
const MAX_DEPTH: usize = MAX_NESTING * 3;

/// An expression with the depth of its tree.
type Deep = (Expr, usize);

impl Reader<'_, '_> {
    fn span(&self, p: &P<'_>) -> Span {
        let s = p.as_span();
        let written = p.as_str().trim_end().len();
        self.slice.span(s.start(), s.start() + written.max(1).min(s.end() - s.start()))
    }

    fn name(&mut self, p: P<'_>) -> Ident {
        let span = self.span(&p);
        let text = p.as_str();
        let text = text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text);
        Spanned::new(nfc(text).into_owned(), span)
    }

    fn string(&mut self, p: P<'_>) -> Spanned<String> {
        let span = self.span(&p);
        let text = p.as_str();
        let mut chars = text.chars();
        chars.next();
        chars.next_back();
        Spanned::new(chars.as_str().to_owned(), span)
    }

    fn unit(&mut self, p: P<'_>) -> UnitExpr {
        let span = self.span(&p);
        let mut factors = Vec::new();
        let mut below = false;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::unit_op => below = part.as_str().trim() == "/",
                Rule::unit_one => {}
                _ => factors.push((self.unit_symbol(part), below)),
            }
        }
        UnitExpr { span, factors }
    }

    fn unit_symbol(&mut self, p: P<'_>) -> Ident {
        match p.as_rule() {
            Rule::name => self.name(p),
            _ => Spanned::new(p.as_str().to_owned(), self.span(&p)),
        }
    }

    fn make(&mut self, kind: ExprKind, span: Span, depth: usize) -> Deep {
        if depth > MAX_DEPTH {
            self.diagnostics
                .push(Diagnostic::new(&codes::NESTED_TOO_DEEP, span).help(Message::new("help-too-deep")));
            return (Expr { span, kind: ExprKind::Broken }, 1);
        }
        (Expr { span, kind }, depth + 1)
    }

    /// `a op b op c`, to the left.
    fn chain(&mut self, p: P<'_>, op_of: fn(&P<'_>) -> Option<BinaryOp>) -> Deep {
        let mut parts = p.into_inner();
        let Some(first) = parts.next() else { return self.broken() };
        let (mut left, mut depth) = self.expr(first);
        let mut op: Option<Spanned<BinaryOp>> = None;
        for part in parts {
            if let Some(found) = op_of(&part) {
                op = Some(Spanned::new(found, self.span(&part)));
                continue;
            }
            let (right, d) = self.expr(part);
            let Some(op) = op.take() else { continue };
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
            (left, depth) = self.make(kind, span, depth.max(d));
            if matches!(left.kind, ExprKind::Broken) {
                break;
            }
        }
        (left, depth)
    }

    fn broken(&self) -> Deep {
        let span = self.slice.whole();
        (Expr { span, kind: ExprKind::Broken }, 1)
    }

    fn boxed(&mut self, p: P<'_>) -> (Box<Expr>, usize) {
        let (e, d) = self.expr(p);
        (Box::new(e), d)
    }

    fn expr(&mut self, p: P<'_>) -> Deep {
        let span = self.span(&p);
        match p.as_rule() {
            Rule::expr => self.chain(p, |p| (p.as_rule() == Rule::kw_or).then_some(BinaryOp::Or)),
            Rule::and_expr => self.chain(p, |p| (p.as_rule() == Rule::kw_and).then_some(BinaryOp::And)),
            Rule::sum => self.chain(p, |p| match (p.as_rule(), p.as_str().trim()) {
                (Rule::sum_op, "+") => Some(BinaryOp::Add),
                (Rule::sum_op, _) => Some(BinaryOp::Sub),
                _ => None,
            }),
            Rule::product => self.chain(p, |p| match (p.as_rule(), p.as_str().trim()) {
                (Rule::product_op, "*") => Some(BinaryOp::Mul),
                (Rule::product_op, _) => Some(BinaryOp::Div),
                _ => None,
            }),
            Rule::not_expr | Rule::unary => self.prefixed(p),
            Rule::comparison => self.comparison(p),
            Rule::primary => match p.into_inner().next() {
                Some(inner) => self.expr(inner),
                None => self.broken(),
            },
            Rule::paren => match p.into_inner().next() {
                Some(inner) => {
                    let (e, d) = self.boxed(inner);
                    self.make(ExprKind::Paren(e), span, d)
                }
                None => self.broken(),
            },
            Rule::date => self.date(p, span),
            Rule::number => self.number(p, span),
            Rule::string => {
                let text = self.string(p);
                self.make(ExprKind::Text(text.value), span, 0)
            }
            Rule::if_expr => {
                let mut exprs = p.into_inner().filter(|p| p.as_rule() == Rule::expr);
                let (Some(a), Some(b), Some(c)) = (exprs.next(), exprs.next(), exprs.next()) else {
                    return self.broken();
                };
                let ((condition, x), (then, y), (otherwise, z)) =
                    (self.boxed(a), self.boxed(b), self.boxed(c));
                self.make(ExprKind::If { condition, then, otherwise }, span, x.max(y).max(z))
            }
            Rule::quantified => self.quantified(p, span),
            Rule::at_least_of | Rule::at_most_of | Rule::all_of | Rule::none_of | Rule::count_of => {
                self.of_set(p, span)
            }
            Rule::each_in => self.each(p, None, span),
            Rule::set_postfix => self.set_postfix(p, span),
            Rule::aggregate => self.aggregate(p, span),
            Rule::call => self.call(p, span),
            Rule::judged_cell => self.judged_cell(p, span),
            Rule::kw_judged => self.make(ExprKind::Judged, span, 0),
            Rule::kw_true => self.make(ExprKind::Bool(true), span, 0),
            Rule::kw_false => self.make(ExprKind::Bool(false), span, 0),
            Rule::kw_as_of => self.make(ExprKind::AsOf, span, 0),
            Rule::kw_target_year => self.make(ExprKind::TargetYear, span, 0),
            Rule::named | Rule::name_before_of => self.named(p, span),
            _ => self.broken(),
        }
    }

    /// `judged.evidence` and the like.
    fn judged_cell(&mut self, p: P<'_>, span: Span) -> Deep {
        let Some(cell) = p.into_inner().nth(1) else { return self.broken() };
        let at = self.span(&cell);
        let name = match cell.as_rule() {
            Rule::member_value => Spanned::new(Keyword::Value.en().to_owned(), at),
            Rule::member_limit => Spanned::new(Keyword::Limit.en().to_owned(), at),
            _ => self.name(cell),
        };
        let found = FINDING_CELLS.iter().find(|(_, en, zh)| [*en, *zh].contains(&name.value.as_str()));
        if let Some((cell, ..)) = found {
            return self.make(ExprKind::JudgedCell(*cell), span, 0);
        }
        let words = FINDING_CELLS.iter().flat_map(|(_, en, zh)| [*en, *zh]);
        let mut d = Diagnostic::new(&codes::UNKNOWN_FINDING_CELL, name.span).arg("name", &name.value);
        d = d.nearest(name.span, suggest(&name.value, words), || Message::new("help-finding-cell"));
        self.diagnostics.push(d);
        self.broken()
    }

    fn prefixed(&mut self, p: P<'_>) -> Deep {
        let mut prefixes = Vec::new();
        let mut inner = None;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::kw_not => prefixes.push((UnaryOp::Not, self.span(&part))),
                Rule::minus => prefixes.push((UnaryOp::Negate, self.span(&part))),
                _ => inner = Some(part),
            }
        }
        let Some(inner) = inner else { return self.broken() };
        let (mut e, mut depth) = self.expr(inner);
        for (op, at) in prefixes.into_iter().rev() {
            let span = at.to(e.span);
            (e, depth) = self.make(ExprKind::Unary { op, operand: Box::new(e) }, span, depth);
        }
        (e, depth)
    }

    fn comparison(&mut self, p: P<'_>) -> Deep {
        let mut parts = p.into_inner();
        let Some(first) = parts.next() else { return self.broken() };
        let (mut left, mut depth) = self.expr(first);
        let mut compared: Option<Span> = None;
        for tail in parts {
            let tail_span = self.span(&tail);
            if let Some(before) = compared {
                self.diagnostics.push(
                    Diagnostic::new(&codes::CHAINED_COMPARISON, tail_span)
                        .related(before, Message::new("related-first-comparison"))
                        .help(Message::new("help-chained-comparison")),
                );
                return self.broken();
            }
            compared = Some(tail_span);
            if tail.as_rule() == Rule::cmp_tail {
                let mut inner = tail.into_inner();
                let (Some(op), Some(right)) = (inner.next(), inner.next()) else { return self.broken() };
                let op_span = self.span(&op);
                let op = op.into_inner().next().map(|o| match o.as_rule() {
                    Rule::op_ge => BinaryOp::Ge,
                    Rule::op_le => BinaryOp::Le,
                    Rule::op_gt => BinaryOp::Gt,
                    Rule::op_lt => BinaryOp::Lt,
                    Rule::op_eq => BinaryOp::Eq,
                    _ => BinaryOp::Ne,
                });
                let Some(op) = op else { return self.broken() };
                let (right, d) = self.boxed(right);
                let span = left.span.to(right.span);
                let kind = ExprKind::Binary { op: Spanned::new(op, op_span), left: Box::new(left), right };
                (left, depth) = self.make(kind, span, depth.max(d));
            } else {
                let mut negated = false;
                let mut options = Vec::new();
                for part in tail.into_inner() {
                    match part.as_rule() {
                        Rule::kw_not_in => negated = true,
                        Rule::kw_in => {}
                        _ => {
                            let (e, d) = self.expr(part);
                            depth = depth.max(d);
                            options.push(e);
                        }
                    }
                }
                let span = left.span.to(tail_span);
                (left, depth) =
                    self.make(ExprKind::In { operand: Box::new(left), negated, options }, span, depth);
            }
        }
        (left, depth)
    }

    fn date(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut parts = p.as_str().split('-').map(|s| s.parse::<i16>().ok());
        let date = match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
            (Some(y), Some(m), Some(d)) => {
                Date::new(y, i8::try_from(m).unwrap_or(0), i8::try_from(d).unwrap_or(0)).ok()
            }
            _ => None,
        };
        match date {
            Some(date) => self.make(ExprKind::Date(date), span, 0),
            None => {
                self.diagnostics.push(
                    Diagnostic::new(&codes::NO_SUCH_DAY, span)
                        .arg("date", p.as_str())
                        .help(Message::new("help-no-such-day")),
                );
                (Expr { span, kind: ExprKind::Broken }, 1)
            }
        }
    }

    fn number(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut value = None;
        let mut unit = None;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::digits => value = Number::parse_decimal(part.as_str()).ok(),
                Rule::ratio => {
                    let mut sides = part.as_str().split(':').map(Number::parse_decimal);
                    let below = match (sides.next(), sides.next()) {
                        (Some(Ok(above)), Some(Ok(below))) => {
                            value = above.checked_div(&below);
                            below.is_zero()
                        }
                        (Some(_) | None, _) => false,
                    };
                    if below {
                        let span = self.span(&part);
                        self.diagnostics.push(
                            Diagnostic::new(&codes::RATIO_TO_ZERO, span)
                                .help(Message::new("help-ratio-to-zero")),
                        );
                        return (Expr { span, kind: ExprKind::Broken }, 1);
                    }
                }
                Rule::percent => {
                    let span = self.span(&part);
                    let symbol = Spanned::new(part.as_str().trim().to_owned(), span);
                    unit = Some(UnitExpr { span, factors: vec![(symbol, false)] });
                }
                Rule::unit => unit = Some(self.unit(part)),
                Rule::unit_name => {
                    if let Some(name) = part.into_inner().next() {
                        let name = self.name(name);
                        unit = Some(UnitExpr { span: name.span, factors: vec![(name, false)] });
                    }
                }
                _ => {}
            }
        }
        match value {
            Some(value) => self.make(ExprKind::Number { value, unit }, span, 0),
            None => {
                self.diagnostics.push(Diagnostic::new(&codes::NUMBER_TOO_LONG, span));
                (Expr { span, kind: ExprKind::Broken }, 1)
            }
        }
    }

    fn rows(&mut self, p: P<'_>) -> Option<(Rows, usize)> {
        let span = self.span(&p);
        let mut entity = None;
        let mut filter = None;
        let mut depth = 0;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::name => entity = Some(self.name(part)),
                Rule::expr => {
                    let (e, d) = self.boxed(part);
                    depth = d;
                    filter = Some(e);
                }
                _ => {}
            }
        }
        Some((Rows { span, entity: entity?, filter }, depth))
    }

    fn quantified(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut quantifier = None;
        let mut rows = None;
        let mut body = None;
        let mut depth = 0;
        for part in p.into_inner() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::kw_every => quantifier = Some(Spanned::new(Quantifier::Every, at)),
                Rule::kw_some => quantifier = Some(Spanned::new(Quantifier::Some, at)),
                Rule::kw_no => quantifier = Some(Spanned::new(Quantifier::No, at)),
                Rule::rows => {
                    if let Some((found, d)) = self.rows(part) {
                        rows = Some(found);
                        depth = depth.max(d);
                    }
                }
                Rule::expr => {
                    let (e, d) = self.boxed(part);
                    depth = depth.max(d);
                    body = Some(e);
                }
                _ => {}
            }
        }
        let (Some(quantifier), Some(rows)) = (quantifier, rows) else { return self.broken() };
        self.make(ExprKind::Quantified { quantifier, rows, body }, span, depth)
    }

    fn set(&mut self, p: P<'_>) -> ItemSet {
        let span = self.span(&p);
        let mut parts = Vec::new();
        for part in p.into_inner().filter(|p| p.as_rule() == Rule::set_part) {
            let mut names = part.into_inner().map(|n| self.name(n)).collect::<Vec<_>>().into_iter();
            match (names.next(), names.next()) {
                (Some(a), Some(b)) => parts.push(SetPart::Range(a, b)),
                (Some(a), None) => parts.push(SetPart::One(a)),
                _ => {}
            }
        }
        ItemSet { span, parts }
    }

    fn of_set(&mut self, p: P<'_>, span: Span) -> Deep {
        let rule = p.as_rule();
        let mut set = None;
        let mut n = None;
        let mut depth = 0;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::set => set = Some(self.set(part)),
                Rule::sum | Rule::name_before_of => {
                    let (e, d) = self.boxed(part);
                    depth = d;
                    n = Some(e);
                }
                _ => {}
            }
        }
        let quantifier = match (rule, n) {
            (Rule::at_least_of, Some(n)) => SetQuantifier::Number(CountBound::AtLeast, n),
            (Rule::at_most_of, Some(n)) => SetQuantifier::Number(CountBound::AtMost, n),
            (Rule::none_of, _) => SetQuantifier::None,
            (Rule::count_of, _) => SetQuantifier::Count,
            _ => SetQuantifier::All,
        };
        let Some(set) = set else { return self.broken() };
        self.make(ExprKind::OfSet { quantifier, set }, span, depth)
    }

    fn each(&mut self, p: P<'_>, set: Option<ItemSet>, span: Span) -> Deep {
        let mut set = set;
        let mut variable = None;
        let mut body = None;
        let mut depth = 0;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(part)),
                Rule::set => set = Some(self.set(part)),
                Rule::expr => {
                    let (e, d) = self.boxed(part);
                    depth = d;
                    body = Some(e);
                }
                _ => {}
            }
        }
        let (Some(set), Some(body)) = (set, body) else { return self.broken() };
        self.make(ExprKind::EachIn { variable, set, body }, span, depth)
    }

    fn set_postfix(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut parts = p.into_inner();
        let (Some(set), Some(post)) = (parts.next(), parts.next()) else { return self.broken() };
        let set = self.set(set);
        match post.as_rule() {
            Rule::post_each => self.each(post, Some(set), span),
            rule @ (Rule::post_at_least | Rule::post_at_most) => {
                let bound = if rule == Rule::post_at_most { CountBound::AtMost } else { CountBound::AtLeast };
                let n = post.into_inner().find(|p| p.as_rule() == Rule::sum);
                let Some(n) = n else { return self.broken() };
                let (n, d) = self.boxed(n);
                self.make(ExprKind::OfSet { quantifier: SetQuantifier::Number(bound, n), set }, span, d)
            }
            Rule::post_count => self.make(ExprKind::OfSet { quantifier: SetQuantifier::Count, set }, span, 0),
            Rule::post_none => self.make(ExprKind::OfSet { quantifier: SetQuantifier::None, set }, span, 0),
            _ => self.make(ExprKind::OfSet { quantifier: SetQuantifier::All, set }, span, 0),
        }
    }

    fn aggregate(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut function = None;
        let mut rows = None;
        let mut body = None;
        let mut weight = None;
        let mut depth = 0;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::aggregate_name => {
                    let at = self.span(&part);
                    let found = part.into_inner().next().and_then(|p| Aggregate::spelt(p.as_str()));
                    function = found.map(|f| Spanned::new(f, at));
                }
                Rule::rows => {
                    if let Some((found, d)) = self.rows(part) {
                        rows = Some(found);
                        depth = depth.max(d);
                    }
                }
                Rule::expr => {
                    let (e, d) = self.boxed(part);
                    depth = depth.max(d);
                    body = Some(e);
                }
                Rule::weight => {
                    if let Some(sum) = part.into_inner().find(|p| p.as_rule() == Rule::sum) {
                        let (e, d) = self.boxed(sum);
                        depth = depth.max(d);
                        weight = Some(e);
                    }
                }
                _ => {}
            }
        }
        let (Some(function), Some(rows)) = (function, rows) else { return self.broken() };
        self.make(ExprKind::Aggregate { function, rows, body, weight }, span, depth)
    }

    fn call(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut function: Option<Spanned<Function>> = None;
        let mut args = Vec::new();
        let mut unit = None;
        let mut depth = 0;
        for part in p.into_inner() {
            match part.as_rule() {
                Rule::function_name => {
                    let at = self.span(&part);
                    let found = part.into_inner().next().and_then(|p| Function::spelt(p.as_str()));
                    function = found.map(|f| Spanned::new(f, at));
                }
                Rule::counted_in => unit = part.into_inner().next().map(|u| self.counted_in(u)),
                _ => {
                    let (e, d) = self.expr(part);
                    depth = depth.max(d);
                    args.push(e);
                }
            }
        }
        let Some(function) = function else { return self.broken() };
        // Where one argument too many stands, a name is the unit without its brackets.
        let own = function.value.rounding_arguments();
        if unit.is_none()
            && own.is_some_and(|own| args.len() == own + 1)
            && let Some(bare) = args.last().and_then(bare_unit)
        {
            unit = Some(bare);
            args.pop();
        }
        self.make(ExprKind::Call { function, args, unit }, span, depth)
    }

    fn counted_in(&mut self, p: P<'_>) -> UnitExpr {
        if p.as_rule() == Rule::unit {
            return self.unit(p);
        }
        let span = self.span(&p);
        UnitExpr { span, factors: vec![(Spanned::new(p.as_str().trim().to_owned(), span), false)] }
    }

    fn named(&mut self, p: P<'_>, span: Span) -> Deep {
        let mut parts = p.into_inner();
        let Some(first) = parts.next() else { return self.broken() };
        let base = self.name(first);
        let Some(tail) = parts.next() else {
            let kind = match Keyword::spelt(&base.value) {
                Some(Keyword::Item) => ExprKind::ThisItem,
                _ => ExprKind::Name(base.value),
            };
            return self.make(kind, base.span, 0);
        };
        if tail.as_rule() == Rule::index {
            let mut index = Vec::new();
            let mut depth = 0;
            for part in tail.into_inner() {
                let (e, d) = self.expr(part);
                depth = depth.max(d);
                index.push(e);
            }
            return self.make(ExprKind::Index { base, index }, span, depth);
        }
        let Some(member) = tail.into_inner().next() else { return self.broken() };
        let at = self.span(&member);
        let member = match member.as_rule() {
            Rule::member_value => MemberName::Value,
            Rule::member_limit => MemberName::Limit,
            _ => MemberName::Name(self.name(member).value),
        };
        self.make(ExprKind::Member { base, member: Spanned::new(member, at) }, span, 0)
    }
}

/// A unit that was read as an expression: a name, or names with strokes between.
fn bare_unit(e: &Expr) -> Option<UnitExpr> {
    let mut factors = Vec::new();
    let mut at = e;
    loop {
        match &at.kind {
            ExprKind::Name(name) => {
                factors.push((Spanned::new(name.clone(), at.span), false));
                break;
            }
            ExprKind::Binary { op, left, right } => {
                let ExprKind::Name(name) = &right.kind else { return None };
                let below = match op.value {
                    BinaryOp::Div => true,
                    BinaryOp::Mul => false,
                    BinaryOp::Or
                    | BinaryOp::And
                    | BinaryOp::Ge
                    | BinaryOp::Le
                    | BinaryOp::Gt
                    | BinaryOp::Lt
                    | BinaryOp::Eq
                    | BinaryOp::Ne
                    | BinaryOp::Add
                    | BinaryOp::Sub => return None,
                };
                factors.push((Spanned::new(name.clone(), right.span), below));
                at = left;
            }
            _ => return None,
        }
    }
    factors.reverse();
    Some(UnitExpr { span: e.span, factors })
}
