//! What `.rules` files and formulas say, as typed nodes with places. It does not know which vocabulary was typed.

use crate::source::Span;
pub use crate::source::Spanned;
pub use crate::syntax::vocabulary::builtins::{Aggregate, Function};
use crate::value::{Date, Number};

/// A name as written (NFC, without backticks), with its place.
pub type Ident = Spanned<String>;

/// One `.rules` file: its items in order.
#[derive(Debug, Clone, Default)]
pub struct RulesFile {
    /// The items that could be read.
    pub items: Vec<Item>,
    /// Whether there are items of which not even the name could be read; that was reported.
    pub unread: bool,
}

/// One item of a `.rules` file.
#[derive(Debug, Clone)]
pub struct Item {
    /// From the item's keyword to its end.
    pub span: Span,
    /// Only the item's keyword and name.
    pub head: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// The sorts of items.
#[derive(Debug, Clone)]
pub enum ItemKind {
    /// `rule`, `veto`, `conclusion` or `audit`.
    Rule(RuleItem),
    /// `define NAME "title" for ENTITY [unit] = EXPR`.
    Define(DefineItem),
    /// `override ITEM …`: `rule` or `define` with only what changes.
    Override(OverrideItem),
    /// `remove ID because "…"`.
    Remove {
        /// What is removed.
        id: Ident,
        /// Why; `None` when the reason is missing (the parser has reported it).
        because: Option<Spanned<String>>,
    },
}

impl ItemKind {
    /// The veto that takes over others, where it is one.
    pub fn replacement(&self) -> Option<&RuleItem> {
        match self {
            ItemKind::Rule(rule)
            | ItemKind::Override(OverrideItem::Rule(rule) | OverrideItem::Named(rule)) => {
                Some(rule).filter(|rule| !rule.replaces.is_empty())
            }
            ItemKind::Define(_) | ItemKind::Override(OverrideItem::Define(_)) | ItemKind::Remove { .. } => {
                None
            }
        }
    }
}

/// Which of the four kinds of judging item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// 规则.
    Rule,
    /// 否决.
    Veto,
    /// 结论.
    Conclusion,
    /// 核查.
    Audit,
}

/// A rule, veto, conclusion or audit. In an override, absent parts stay the parent's.
#[derive(Debug, Clone)]
pub struct RuleItem {
    /// Which kind.
    pub kind: RuleKind,
    /// Its id.
    pub id: Ident,
    /// Its second name.
    pub label: Option<Ident>,
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// `for ENTITY by KIND, …`.
    pub subject: Option<Subject>,
    /// All `when` clauses (several: all must hold).
    pub when: Vec<Clause>,
    /// All `require` clauses.
    pub require: Vec<Clause>,
    /// `also require` clauses (only in overrides).
    pub also_require: Vec<Clause>,
    /// `replaces V1, V2`: the vetoes whose findings count as this one's.
    pub replaces: Vec<Ident>,
    /// `cite` clauses.
    pub cite: Vec<Cite>,
    /// `note` clauses.
    pub note: Vec<Spanned<String>>,
}

/// `for ENTITY by KIND, …`.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The entity.
    pub entity: Ident,
    /// The kinds after `by`.
    pub by: Vec<Ident>,
}

/// One `when` or `require` clause.
#[derive(Debug, Clone)]
pub struct Clause {
    /// From the keyword to the clause's end.
    pub span: Span,
    /// The condition.
    pub condition: Expr,
}

/// `cite SOURCE "place"`.
#[derive(Debug, Clone)]
pub struct Cite {
    /// The clause.
    pub span: Span,
    /// The source's id.
    pub source: Ident,
    /// The place in it.
    pub place: Option<Spanned<String>>,
    /// Whether it adds to what the parent cites: `also cite`.
    pub also: bool,
}

/// A define.
#[derive(Debug, Clone)]
pub struct DefineItem {
    /// Its id.
    pub id: Ident,
    /// Its second name.
    pub label: Option<Ident>,
    /// Its title; with one, it is an output.
    pub title: Option<Spanned<String>>,
    /// Whom it is computed for.
    pub subject: Option<Subject>,
    /// The unit in brackets.
    pub unit: Option<UnitExpr>,
    /// The formula; absent only in an override that keeps the parent's.
    pub value: Option<Expr>,
    /// `cite` clauses.
    pub cite: Vec<Cite>,
    /// `note` clauses.
    pub note: Vec<Spanned<String>>,
}

/// The item that an `override` changes.
#[derive(Debug, Clone)]
pub enum OverrideItem {
    /// A rule, veto, conclusion or audit.
    Rule(RuleItem),
    /// The same named by its id alone (`override recognition`): it stays what the parent's is, and `kind` says nothing.
    Named(RuleItem),
    /// A define.
    Define(DefineItem),
}

/// A unit as written: `平方米/人`, `人/百人`, `元`, `%`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitExpr {
    /// The whole.
    pub span: Span,
    /// Factors with their power's sign: `true` below the line. `平方米/人` = [(平方米, false), (人, true)]. A plain `1` above the
    /// line is left out.
    pub factors: Vec<(Ident, bool)>,
}

impl UnitExpr {
    /// Whether both are written with the same symbols.
    pub fn same_symbols(&self, other: &UnitExpr) -> bool {
        let symbols = |u: &UnitExpr| -> Vec<(String, bool)> {
            u.factors.iter().map(|(name, below)| (name.value.clone(), *below)).collect()
        };
        symbols(self) == symbols(other)
    }
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of expressions.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `96`, `96 平方米`, `85%`.
    Number {
        /// The digits' value, unscaled.
        value: Number,
        /// The unit, `%` and `‰` among them.
        unit: Option<UnitExpr>,
    },
    /// `true`/是, `false`/否.
    Bool(bool),
    /// A string.
    Text(String),
    /// `2020-01-01`.
    Date(Date),
    /// A name.
    Name(String),
    /// `a.b`, `i.value`, `school.kind`, `grade.good`.
    Member {
        /// Before the point.
        base: Ident,
        /// After it. `.value`/`.值` and `.limit`/`.限值` are [`MemberName::Value`] and [`MemberName::Limit`].
        member: Spanned<MemberName>,
    },
    /// `name[kind, …]`.
    Index {
        /// The limit's name.
        base: Ident,
        /// What stands in the brackets.
        index: Vec<Expr>,
    },
    /// A function call.
    Call {
        /// Which function.
        function: Spanned<Function>,
        /// Its arguments.
        args: Vec<Expr>,
        /// The unit that a rounding counts in: `round(x, 2, [人/百人])`, `ceil(x, 间)`.
        unit: Option<UnitExpr>,
    },
    /// `sum(rows: e)` and the like.
    Aggregate {
        /// Which one.
        function: Spanned<Aggregate>,
        /// Over which rows.
        rows: Rows,
        /// What is aggregated; `count` has none.
        body: Option<Box<Expr>>,
        /// `weighted by w`.
        weight: Option<Box<Expr>>,
    },
    /// `every rows: c`, `some rows: c`, `no rows: c`.
    Quantified {
        /// Which one.
        quantifier: Spanned<Quantifier>,
        /// Over which rows.
        rows: Rows,
        /// The condition; `some` and `no` with a `where` may have none.
        body: Option<Box<Expr>>,
    },
    /// `at least N of S`, `at most N of S`, `all of S`, `none of S`, `count of S`.
    OfSet {
        /// Which one.
        quantifier: SetQuantifier,
        /// The conditions.
        set: ItemSet,
    },
    /// `each i in S: c`.
    EachIn {
        /// The loop variable; `None` when it is left out and the member is `item`/本项.
        variable: Option<Ident>,
        /// The members.
        set: ItemSet,
        /// The condition.
        body: Box<Expr>,
    },
    /// `x in {a, b}`, `x not in {a, b}`.
    In {
        /// What is looked for.
        operand: Box<Expr>,
        /// Whether it is `not in`.
        negated: bool,
        /// The alternatives.
        options: Vec<Expr>,
    },
    /// `not c`, `-x`.
    Unary {
        /// Which one.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// Arithmetic, comparison, logic.
    Binary {
        /// Which one, with the operator's place.
        op: Spanned<BinaryOp>,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `if C then A else B`.
    If {
        /// C.
        condition: Box<Expr>,
        /// A.
        then: Box<Expr>,
        /// B.
        otherwise: Box<Expr>,
    },
    /// `judged`/评定, also 评定为是 and 评定存在 (which mean the same as a condition).
    Judged,
    /// A cell of the finding: `judged.evidence`/评定.佐证 and the like.
    JudgedCell(FindingCell),
    /// `item`/本项.
    ThisItem,
    /// `as_of`/评估日期.
    AsOf,
    /// `target_year`/目标年度.
    TargetYear,
    /// Brackets, kept because they decide how far a quantifier's body runs.
    Paren(Box<Expr>),
    /// Something that could not be read; already reported. Everything computed from it is left alone.
    Broken,
}

/// What stands beside the result of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingCell {
    /// `evidence`/佐证.
    Evidence,
    /// `assessor`/评定人.
    Assessor,
    /// `date`/日期.
    Date,
}

impl FindingCell {
    /// The id of its column in the built-in table of findings.
    pub fn column(self) -> &'static str {
        match self {
            FindingCell::Evidence => "evidence",
            FindingCell::Assessor => "assessor",
            FindingCell::Date => "date",
        }
    }
}

/// What may stand after a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberName {
    /// A column or a kind's value.
    Name(String),
    /// `.value`/`.值`.
    Value,
    /// `.limit`/`.限值`.
    Limit,
}

/// `entity` or `entity where condition`.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The whole.
    pub span: Span,
    /// The entity.
    pub entity: Ident,
    /// The condition.
    pub filter: Option<Box<Expr>>,
}

/// `{R1..R7, G1}`.
#[derive(Debug, Clone)]
pub struct ItemSet {
    /// With its braces.
    pub span: Span,
    /// The parts.
    pub parts: Vec<SetPart>,
}

/// One part of an item set.
#[derive(Debug, Clone)]
pub enum SetPart {
    /// One item.
    One(Ident),
    /// `R1..R7`.
    Range(Ident, Ident),
}

/// Whether the number of a set's met members is bounded from below or from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CountBound {
    /// `at least`.
    AtLeast,
    /// `at most`.
    AtMost,
}

impl CountBound {
    /// The comparison of the number with N.
    pub fn comparison(self) -> BinaryOp {
        match self {
            CountBound::AtLeast => BinaryOp::Ge,
            CountBound::AtMost => BinaryOp::Le,
        }
    }
}

/// `at least N of`, `at most N of`, `all of`, `none of`, `count of`.
#[derive(Debug, Clone)]
pub enum SetQuantifier {
    /// N.
    Number(CountBound, Box<Expr>),
    /// All.
    All,
    /// None.
    None,
    /// How many; a number.
    Count,
}

impl SetQuantifier {
    /// N, if there is one.
    pub fn number(&self) -> Option<&Expr> {
        match self {
            SetQuantifier::Number(_, n) => Some(n),
            SetQuantifier::All | SetQuantifier::None | SetQuantifier::Count => None,
        }
    }
}

/// Quantifiers over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Quantifier {
    Every,
    Some,
    No,
}

/// Unary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum UnaryOp {
    Not,
    Negate,
}

/// Binary operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum BinaryOp {
    Or,
    And,
    Ge,
    Le,
    Gt,
    Lt,
    Eq,
    Ne,
    Add,
    Sub,
    Mul,
    Div,
}

impl BinaryOp {
    /// The comparison that says the same with its sides exchanged; none for what is no comparison.
    pub fn mirrored(self) -> Option<BinaryOp> {
        match self {
            BinaryOp::Ge => Some(BinaryOp::Le),
            BinaryOp::Le => Some(BinaryOp::Ge),
            BinaryOp::Gt => Some(BinaryOp::Lt),
            BinaryOp::Lt => Some(BinaryOp::Gt),
            BinaryOp::Eq => Some(BinaryOp::Eq),
            BinaryOp::Ne => Some(BinaryOp::Ne),
            BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                None
            }
        }
    }

    /// The comparison that holds where this one does not; what is no comparison stays.
    pub fn negated(self) -> BinaryOp {
        match self {
            BinaryOp::Ge => BinaryOp::Lt,
            BinaryOp::Gt => BinaryOp::Le,
            BinaryOp::Le => BinaryOp::Gt,
            BinaryOp::Lt => BinaryOp::Ge,
            BinaryOp::Eq => BinaryOp::Ne,
            BinaryOp::Ne => BinaryOp::Eq,
            BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                self
            }
        }
    }

    /// Its sign in formulas that people read.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Or => "∨",
            BinaryOp::And => "∧",
            BinaryOp::Ge => "≥",
            BinaryOp::Le => "≤",
            BinaryOp::Gt => ">",
            BinaryOp::Lt => "<",
            BinaryOp::Eq => "=",
            BinaryOp::Ne => "≠",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "−",
            BinaryOp::Mul => "×",
            BinaryOp::Div => "÷",
        }
    }

    /// Whether a comparison holds for sides in this order; what is no comparison holds for none.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            BinaryOp::Ge => order.is_ge(),
            BinaryOp::Le => order.is_le(),
            BinaryOp::Gt => order.is_gt(),
            BinaryOp::Lt => order.is_lt(),
            BinaryOp::Eq => order.is_eq(),
            BinaryOp::Ne => order.is_ne(),
            BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                false
            }
        }
    }

    /// Whether it is one of `>= <= > < == !=`.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt | BinaryOp::Eq | BinaryOp::Ne
        )
    }
}
