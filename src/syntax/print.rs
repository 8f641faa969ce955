//! AST back to text: one canonical spelling, with the brackets that the tree needs.

use crate::source::Spanned;
use crate::syntax::ast::*;
use crate::syntax::vocabulary::{self, FINDING_CELLS, Keyword, Vocabulary};
use crate::value::Number;

/// An expression in one line. Reading it back gives the same tree, places aside.
pub fn expr(e: &Expr, vocabulary: Vocabulary) -> String {
    let mut printer = Printer { vocabulary, source: None, numbers: None, veto: false, out: String::new() };
    printer.expr(e, Level::Or);
    printer.out
}

/// An expression in one line; where `source`, the file's text, already has one of several spellings of the vocabulary, that one is kept.
pub fn expr_like(e: &Expr, vocabulary: Vocabulary, source: &str) -> String {
    let mut printer =
        Printer { vocabulary, source: Some(source), numbers: Some(source), veto: false, out: String::new() };
    printer.expr(e, Level::Or);
    printer.out
}

/// An expression in one line, its words written anew and its numbers as `source`, the file's text, has them: a ratio stays one.
pub fn expr_translated(e: &Expr, vocabulary: Vocabulary, source: &str) -> String {
    let mut printer =
        Printer { vocabulary, source: None, numbers: Some(source), veto: false, out: String::new() };
    printer.expr(e, Level::Or);
    printer.out
}

/// A unit as it stands behind a number or in brackets.
pub fn unit(u: &UnitExpr) -> String {
    let mut out = String::new();
    for (i, (symbol, below)) in u.factors.iter().enumerate() {
        match (i, below) {
            (0, true) => out.push_str("1/"),
            (0, false) => {}
            (_, true) => out.push('/'),
            (_, false) => out.push('*'),
        }
        out.push_str(&name(&symbol.value));
    }
    out
}

/// A whole file, an item after the other.
pub fn rules(file: &RulesFile, vocabulary: Vocabulary) -> String {
    file.items.iter().map(|i| item(i, vocabulary)).collect::<Vec<_>>().join("\n")
}

/// One item, a clause a line.
pub fn item(item: &Item, vocabulary: Vocabulary) -> String {
    item_like(item, vocabulary, None, None)
}

/// One item; where `source`, the file's text, already has one of several spellings of the vocabulary, that one is kept.
/// `numbers` is that text in whichever vocabulary it is: a ratio stays one.
pub(super) fn item_like(
    item: &Item,
    vocabulary: Vocabulary,
    source: Option<&str>,
    numbers: Option<&str>,
) -> String {
    let mut p = Printer { vocabulary, source, numbers, veto: false, out: String::new() };
    match &item.kind {
        ItemKind::Rule(rule) => p.rule(rule),
        ItemKind::Define(define) => p.define(define),
        ItemKind::Override(inner) => {
            p.word(Keyword::Override);
            p.out.push(' ');
            match inner {
                OverrideItem::Rule(rule) => p.rule(rule),
                OverrideItem::Named(rule) => p.named(rule),
                OverrideItem::Define(define) => p.define(define),
            }
        }
        ItemKind::Remove { id, because } => {
            p.word(Keyword::Remove);
            p.out.push_str(&format!(" {}", name(&id.value)));
            if let Some(because) = because {
                p.out.push(' ');
                p.word(Keyword::Because);
                p.out.push_str(&format!(" {}", string(&because.value)));
            }
        }
    }
    p.out.push('\n');
    p.out
}

/// A name, in backticks where it could not stand by itself.
pub fn name(text: &str) -> String {
    use unicode_ident::{is_xid_continue, is_xid_start};
    let mut chars = text.chars();
    let plain = chars.next().is_some_and(|c| c == '_' || is_xid_start(c))
        && chars.all(|c| c != '·' && is_xid_continue(c))
        && text.chars().all(|c| super::scan::ascii(c).is_none());
    let symbol = matches!(text, "%" | "‰");
    if symbol || (plain && !vocabulary::is_reserved(text)) { text.to_owned() } else { format!("`{text}`") }
}

/// A string in quotes that it does not hold.
fn string(text: &str) -> String {
    if !text.contains(['"', '＂']) {
        format!("\"{text}\"")
    } else if !text.contains('」') {
        format!("「{text}」")
    } else {
        format!("“{text}”")
    }
}

/// How tightly an operand must bind where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Unary,
    Primary,
}

struct Printer<'a> {
    vocabulary: Vocabulary,
    source: Option<&'a str>,
    /// The file's text, where numbers are written as there.
    numbers: Option<&'a str>,
    /// Whether a veto is printed, whose findings say that something exists.
    veto: bool,
    out: String,
}

impl Printer<'_> {
    fn zh(&self) -> bool {
        self.vocabulary == Vocabulary::Zh
    }

    fn word(&mut self, keyword: Keyword) {
        self.out.push_str(keyword.spelling(self.vocabulary));
    }

    /// The spelling that stands in the source, if it is one of these.
    fn kept(&self, span: crate::source::Span, spellings: &[&'static str]) -> Option<&'static str> {
        let written = self.source?.get(span.range())?.trim();
        spellings.iter().find(|s| **s == written).copied()
    }

    fn operator(&self, op: &Spanned<BinaryOp>) -> &'static str {
        let kept = self.kept(op.span, vocabulary::spellings(op.value, self.vocabulary));
        kept.unwrap_or_else(|| vocabulary::operator(op.value, self.vocabulary))
    }

    fn names(&mut self, id: &Ident, label: Option<&Ident>, title: Option<&Spanned<String>>) {
        self.out.push_str(&name(&id.value));
        if let Some(label) = label {
            self.out.push_str(&format!(" {}", name(&label.value)));
        }
        if let Some(title) = title {
            self.out.push_str(&format!(" {}", string(&title.value)));
        }
    }

    fn subject(&mut self, subject: Option<&Subject>) {
        let Some(subject) = subject else { return };
        self.out.push_str("\n  ");
        self.word(Keyword::For);
        self.out.push_str(&format!(" {}", name(&subject.entity.value)));
        for (i, kind) in subject.by.iter().enumerate() {
            if i == 0 {
                self.out.push(' ');
                self.word(Keyword::By);
                self.out.push(' ');
            } else {
                self.out.push_str(", ");
            }
            self.out.push_str(&name(&kind.value));
        }
    }

    fn rule(&mut self, rule: &RuleItem) {
        self.word(vocabulary::rule_kind(rule.kind));
        self.out.push(' ');
        self.named(rule);
    }

    /// A rule without the word that says what it is.
    fn named(&mut self, rule: &RuleItem) {
        self.names(&rule.id, rule.label.as_ref(), rule.title.as_ref());
        self.subject(rule.subject.as_ref());
        let veto = rule.kind == RuleKind::Veto;
        self.veto = veto;
        let require = if veto && self.zh() { Keyword::Circumstance } else { Keyword::Require };
        for (clauses, keyword) in [
            (&rule.when, Keyword::When),
            (&rule.require, require),
            (&rule.also_require, Keyword::AlsoRequire),
        ] {
            for clause in clauses {
                self.out.push_str("\n  ");
                self.word(keyword);
                self.out.push(' ');
                self.expr(&clause.condition, Level::Or);
            }
        }
        if !rule.replaces.is_empty() {
            self.out.push_str("\n  ");
            self.word(Keyword::Replaces);
            let names: Vec<String> = rule.replaces.iter().map(|n| name(&n.value)).collect();
            self.out.push_str(&format!(" {}", names.join(", ")));
        }
        self.tail(&rule.cite, &rule.note);
    }

    fn define(&mut self, define: &DefineItem) {
        self.word(Keyword::Define);
        self.out.push(' ');
        self.names(&define.id, define.label.as_ref(), define.title.as_ref());
        self.subject(define.subject.as_ref());
        if let Some(u) = &define.unit {
            self.out.push_str(&format!(" [{}]", unit(u)));
        }
        if let Some(value) = &define.value {
            self.out.push_str("\n  = ");
            self.expr(value, Level::Or);
        }
        self.tail(&define.cite, &define.note);
    }

    fn tail(&mut self, cites: &[Cite], notes: &[Spanned<String>]) {
        for cite in cites {
            self.out.push_str("\n  ");
            if cite.also {
                self.word(Keyword::AlsoCite);
            } else {
                self.word(Keyword::Cite);
            }
            self.out.push_str(&format!(" {}", name(&cite.source.value)));
            if let Some(place) = &cite.place {
                self.out.push_str(&format!(" {}", string(&place.value)));
            }
        }
        for note in notes {
            self.out.push_str("\n  ");
            self.word(Keyword::Note);
            self.out.push_str(&format!(" {}", string(&note.value)));
        }
    }

    fn expr(&mut self, e: &Expr, level: Level) {
        let own = level_of(e);
        // What runs as far right as it can stands bare only where nothing follows: as a whole or in brackets.
        let brackets = own < level || (open_ended(e) && level > Level::Or);
        if brackets {
            self.out.push('(');
        }
        self.bare(e);
        if brackets {
            self.out.push(')');
        }
    }

    fn list(&mut self, items: &[Expr], level: Level) {
        for (i, e) in items.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.expr(e, level);
        }
    }

    fn set(&mut self, set: &ItemSet) {
        self.out.push('{');
        for (i, part) in set.parts.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            match part {
                SetPart::One(n) => self.out.push_str(&name(&n.value)),
                SetPart::Range(a, b) => self.out.push_str(&format!("{}..{}", name(&a.value), name(&b.value))),
            }
        }
        self.out.push('}');
    }

    fn rows(&mut self, rows: &Rows) {
        self.out.push_str(&name(&rows.entity.value));
        if let Some(filter) = &rows.filter {
            self.out.push(' ');
            self.word(Keyword::Where);
            self.out.push(' ');
            // A quantifier in a filter would take the rows' colon for its own.
            self.expr(filter, Level::And);
        }
    }

    fn bare(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Number { value, unit: u } => {
                self.number(value, e.span);
                match u {
                    None => {}
                    Some(u) => {
                        let text = unit(u);
                        match u.factors.as_slice() {
                            [(s, false)] if matches!(s.value.as_str(), "%" | "‰") => {
                                self.out.push_str(&text)
                            }
                            [(_, false)] => self.out.push_str(&format!(" {text}")),
                            _ => self.out.push_str(&format!(" [{text}]")),
                        }
                    }
                }
            }
            ExprKind::Bool(true) => self.word(Keyword::True),
            ExprKind::Bool(false) => self.word(Keyword::False),
            ExprKind::Text(t) => self.out.push_str(&string(t)),
            ExprKind::Date(d) => self.out.push_str(&d.to_string()),
            ExprKind::Name(n) => self.out.push_str(&name(n)),
            ExprKind::Member { base, member } => {
                if Keyword::spelt(&base.value) == Some(Keyword::Item) {
                    self.word(Keyword::Item);
                } else {
                    self.out.push_str(&name(&base.value));
                }
                self.out.push('.');
                match &member.value {
                    MemberName::Value => self.word(Keyword::Value),
                    MemberName::Limit => self.word(Keyword::Limit),
                    MemberName::Name(n) => self.out.push_str(&member_name(n)),
                }
            }
            ExprKind::Index { base, index } => {
                self.out.push_str(&name(&base.value));
                self.out.push('[');
                self.list(index, Level::Or);
                self.out.push(']');
            }
            ExprKind::Call { function, args, unit: counted_in } => {
                self.out.push_str(function.value.row().spelling(self.vocabulary));
                self.out.push('(');
                self.list(args, Level::Or);
                if let Some(u) = counted_in {
                    match u.factors.as_slice() {
                        [(_, false)] => self.out.push_str(&format!(", {}", unit(u))),
                        _ => self.out.push_str(&format!(", [{}]", unit(u))),
                    }
                }
                self.out.push(')');
            }
            ExprKind::Aggregate { function, rows, body, weight } => {
                self.out.push_str(function.value.row().spelling(self.vocabulary));
                self.out.push('(');
                self.rows(rows);
                if let Some(body) = body {
                    self.out.push_str(": ");
                    self.expr(body, if weight.is_some() { Level::Sum } else { Level::Or });
                }
                if let Some(weight) = weight {
                    let zh = self.zh();
                    self.out.push(' ');
                    self.word(if zh { Keyword::Weighting } else { Keyword::WeightedBy });
                    self.out.push(' ');
                    self.expr(weight, Level::Sum);
                    if zh {
                        self.out.push(' ');
                        self.word(Keyword::WeightEnd);
                    }
                }
                self.out.push(')');
            }
            ExprKind::Quantified { quantifier, rows, body } => {
                self.word(vocabulary::quantifier(quantifier.value));
                self.out.push(' ');
                self.rows(rows);
                if let Some(body) = body {
                    self.out.push_str(": ");
                    self.expr(body, Level::Not);
                }
            }
            ExprKind::OfSet { quantifier, set } => self.of_set(quantifier, set),
            ExprKind::EachIn { variable, set, body } => {
                let variable = variable.as_ref().map(|v| format!(" {}", name(&v.value))).unwrap_or_default();
                if self.zh() {
                    self.set(set);
                    self.out.push(' ');
                    self.word(Keyword::OfEach);
                    self.out.push_str(&format!("{variable}: "));
                } else {
                    self.word(Keyword::Each);
                    self.out.push_str(&format!("{variable} "));
                    self.word(Keyword::In);
                    self.out.push(' ');
                    self.set(set);
                    self.out.push_str(": ");
                }
                self.expr(body, Level::Not);
            }
            ExprKind::In { operand, negated, options } => {
                self.expr(operand, Level::Sum);
                self.out.push(' ');
                if *negated {
                    self.word(Keyword::NotIn)
                } else {
                    self.word(Keyword::In)
                }
                self.out.push_str(" {");
                self.list(options, Level::Sum);
                self.out.push('}');
            }
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                self.word(Keyword::Not);
                self.out.push(' ');
                self.expr(operand, Level::Not);
            }
            ExprKind::Unary { op: UnaryOp::Negate, operand } => {
                self.out.push('-');
                self.expr(operand, Level::Unary);
            }
            ExprKind::Binary { op, left, right } => {
                let own = level_of(e);
                // To the left the same level may stand bare; comparisons never.
                let left_level = if own == Level::Comparison { Level::Sum } else { own };
                self.expr(left, left_level);
                let operator = self.operator(op);
                self.out.push_str(&format!(" {operator} "));
                self.expr(right, tighter(own));
            }
            ExprKind::If { condition, then, otherwise } => {
                self.word(Keyword::If);
                self.out.push(' ');
                self.expr(condition, Level::Or);
                self.out.push(' ');
                self.word(Keyword::Then);
                self.out.push(' ');
                self.expr(then, Level::Or);
                self.out.push(' ');
                self.word(Keyword::Else);
                self.out.push(' ');
                self.expr(otherwise, Level::Or);
            }
            ExprKind::Judged => {
                let spellings: Vec<&'static str> =
                    [Keyword::Judged, Keyword::JudgedExists].iter().flat_map(|k| k.zh()).copied().collect();
                match self.kept(e.span, &spellings) {
                    Some(kept) if self.zh() => self.out.push_str(kept),
                    _ if self.zh() && self.veto => self.word(Keyword::JudgedExists),
                    _ => self.word(Keyword::Judged),
                }
            }
            ExprKind::JudgedCell(cell) => {
                let found = FINDING_CELLS.iter().find(|(c, ..)| c == cell);
                self.word(Keyword::Judged);
                self.out.push('.');
                let (en, zh) = found.map_or(("", ""), |(_, en, zh)| (*en, *zh));
                self.out.push_str(if self.zh() { zh } else { en });
            }
            ExprKind::ThisItem => self.word(Keyword::Item),
            ExprKind::AsOf => self.word(Keyword::AsOf),
            ExprKind::TargetYear => self.word(Keyword::TargetYear),
            ExprKind::Paren(inner) => {
                self.out.push('(');
                self.expr(inner, Level::Or);
                self.out.push(')');
            }
            ExprKind::Broken => self.out.push('…'),
        }
    }

    /// A number; a ratio stays one where it was written so, and is one where it is no decimal.
    fn number(&mut self, value: &Number, span: crate::source::Span) {
        let written = self.numbers.and_then(|s| s.get(span.range())).map(|text| text.replace('：', ":"));
        let ratio = written.and_then(|text| {
            let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ':';
            let text = text.split(|c| !digits(c)).next().unwrap_or("").to_owned();
            text.contains(':').then_some(text)
        });
        match (ratio, value.to_decimal_parts()) {
            (Some(ratio), _) => self.out.push_str(&ratio),
            (None, Some((_, places))) => self.out.push_str(&value.display(places)),
            (None, None) => {
                self.out.push_str(&format!("{}:{}", value.numerator(), value.denominator()));
            }
        }
    }

    fn of_set(&mut self, quantifier: &SetQuantifier, set: &ItemSet) {
        let zh = self.zh();
        let keyword = match quantifier {
            SetQuantifier::Number(CountBound::AtLeast, _) if zh => Keyword::OfAtLeast,
            SetQuantifier::Number(CountBound::AtMost, _) if zh => Keyword::OfAtMost,
            SetQuantifier::Number(CountBound::AtLeast, _) => Keyword::AtLeast,
            SetQuantifier::Number(CountBound::AtMost, _) => Keyword::AtMost,
            SetQuantifier::All => Keyword::AllOf,
            SetQuantifier::None => Keyword::NoneOf,
            SetQuantifier::Count => Keyword::CountOf,
        };
        if zh {
            self.set(set);
            self.out.push(' ');
        }
        self.word(keyword);
        if let Some(n) = quantifier.number() {
            self.out.push(' ');
            // `at most count of {…}` is a name.
            let bare = zh || !begins_with_count(n);
            self.out.push_str(if bare { "" } else { "(" });
            self.expr(n, Level::Sum);
            self.out.push_str(if bare { " " } else { ") " });
            self.word(if zh { Keyword::Items } else { Keyword::Of });
        }
        if !zh {
            self.out.push(' ');
            self.set(set);
        }
    }
}

/// After a point only backticks and reserved words need care: `值` and `限值` mean the indicator's there.
fn member_name(text: &str) -> String {
    let number = matches!(Keyword::spelt(text), Some(Keyword::Value | Keyword::Limit));
    if number { format!("`{text}`") } else { name(text) }
}

fn tighter(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::Not,
        Level::Not => Level::Comparison,
        Level::Comparison => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Unary,
        Level::Unary | Level::Primary => Level::Primary,
    }
}

fn level_of(e: &Expr) -> Level {
    match &e.kind {
        ExprKind::Binary { op, .. } => match op.value {
            BinaryOp::Or => Level::Or,
            BinaryOp::And => Level::And,
            BinaryOp::Add | BinaryOp::Sub => Level::Sum,
            BinaryOp::Mul | BinaryOp::Div => Level::Product,
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt | BinaryOp::Eq | BinaryOp::Ne => {
                Level::Comparison
            }
        },
        ExprKind::In { .. } => Level::Comparison,
        ExprKind::Unary { op: UnaryOp::Not, .. } => Level::Not,
        ExprKind::Unary { op: UnaryOp::Negate, .. } => Level::Unary,
        ExprKind::Number { .. }
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Date(_)
        | ExprKind::Name(_)
        | ExprKind::Member { .. }
        | ExprKind::Index { .. }
        | ExprKind::Call { .. }
        | ExprKind::Aggregate { .. }
        | ExprKind::Quantified { .. }
        | ExprKind::OfSet { .. }
        | ExprKind::EachIn { .. }
        | ExprKind::If { .. }
        | ExprKind::Judged
        | ExprKind::JudgedCell(_)
        | ExprKind::ThisItem
        | ExprKind::AsOf
        | ExprKind::TargetYear
        | ExprKind::Paren(_)
        | ExprKind::Broken => Level::Primary,
    }
}

/// Whether an expression begins with `count of`.
fn begins_with_count(e: &Expr) -> bool {
    let mut at = e;
    while let ExprKind::Binary { left, .. } = &at.kind {
        at = left;
    }
    matches!(at.kind, ExprKind::OfSet { quantifier: SetQuantifier::Count, .. })
}

/// Whether an expression ends in something that runs as far right as it can.
fn open_ended(e: &Expr) -> bool {
    let mut at = e;
    loop {
        at = match &at.kind {
            ExprKind::If { .. } | ExprKind::EachIn { .. } | ExprKind::Quantified { .. } => return true,
            ExprKind::Binary { right, .. } => right,
            ExprKind::Unary { operand, .. } => operand,
            ExprKind::Number { .. }
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Date(_)
            | ExprKind::Name(_)
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Call { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::OfSet { .. }
            | ExprKind::In { .. }
            | ExprKind::Judged
            | ExprKind::JudgedCell(_)
            | ExprKind::ThisItem
            | ExprKind::AsOf
            | ExprKind::TargetYear
            | ExprKind::Paren(_)
            | ExprKind::Broken => return false,
        };
    }
}
