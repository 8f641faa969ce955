//! Expressions in words: what a rule says, for people who do not read formulas.

use super::Teller;
use crate::diagnostic::{Arg, Message};
use crate::report::expected_words;
use crate::semantics::*;
use crate::syntax::vocabulary::builtins::Gives;
use crate::value::{Number, Surd, Unit};

/// How tightly a piece of text holds together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Sentence,
    Or,
    And,
    Comparison,
    Sum,
    Product,
    Name,
}

/// An expression in words.
struct Said {
    text: String,
    level: Level,
}

/// Whose rows the names are read from.
struct Scope<'a> {
    item: Option<&'a Item>,
    frames: Vec<EntityIx>,
    /// The member for which an `each` is being told.
    member: Option<ItemIx>,
}

impl Teller<'_> {
    /// A condition or formula of an item.
    pub fn expression(&self, item: &Item, e: &TExpr) -> String {
        let mut scope = Scope { item: Some(item), frames: vec![item.entity], member: None };
        self.say(e, &mut scope).text
    }

    /// How a column of an entity is computed.
    pub fn derivation(&self, entity: &Entity, e: &TExpr) -> String {
        let place = self.pack.entities.iter().position(|other| other.id == entity.id).unwrap_or_default();
        let entity = EntityIx(u32::try_from(place).unwrap_or_default());
        self.say(e, &mut Scope { item: None, frames: vec![entity], member: None }).text
    }

    /// Which rows a table must have.
    pub fn expected(&self, entity: &Entity) -> String {
        let key = match entity.expected() {
            Expected::County => "doc-expect-county",
            Expected::Parent => "doc-expect-parent",
            Expected::Nothing => "doc-expect-none",
            Expected::List => {
                let formula = |each: EntityIx, e: &TExpr| {
                    self.pack.entity(each).map_or_else(String::new, |each| self.derivation(each, e))
                };
                return expected_words(self.pack, entity, self.language, &formula)
                    .join(&self.word("doc-sentence-gap"));
            }
        };
        let parent = entity.parent.and_then(|p| self.pack.entity(p)).map_or("", |e| &e.label);
        let top = self.pack.entities.first().map_or("", |e| &e.label);
        Message::new(key).arg("parent", parent).arg("county", top).text(self.language)
    }

    fn put(&self, key: &'static str, args: &[(&'static str, &str)]) -> String {
        let args = args.iter().map(|(name, text)| (*name, Arg::Text((*text).to_owned()))).collect();
        Message { key, args }.text(self.language)
    }

    /// In brackets if it holds together less tightly than asked.
    fn within(&self, e: &TExpr, scope: &mut Scope, least: Level) -> String {
        let said = self.say(e, scope);
        if said.level < least { self.put("doc-brackets", &[("text", &said.text)]) } else { said.text }
    }

    fn say(&self, e: &TExpr, scope: &mut Scope) -> Said {
        use TExprKind as K;
        let name = |text: String| Said { text, level: Level::Name };
        match &e.kind {
            K::Constant(c) => name(self.constant(c, &e.ty)),
            K::Column { frame, entity, column } => {
                let text = self.column(*frame, *entity, *column, scope);
                if e.ty == Type::Bool {
                    Said { text: self.put("doc-flag", &[("name", &text)]), level: Level::Comparison }
                } else {
                    name(text)
                }
            }
            K::Group(kind) => {
                name(self.put("doc-group", &[("kind", self.pack.kind(*kind).map_or("", |k| &k.label))]))
            }
            K::Limit { limit, index } => name(self.limit_use(*limit, index)),
            K::Outcome { item, reach, .. } => {
                Said { text: self.outcome(*item, *reach, scope), level: Level::Comparison }
            }
            K::Value { item, .. } => self.value(*item, scope),
            K::Threshold { item, .. } => name(if scope.member == Some(*item) {
                self.word("doc-its-limit")
            } else {
                self.put("doc-limit-of", &[("item", &self.item_name(*item))])
            }),
            K::Judged => {
                let key = match scope.item.map(|i| &i.body) {
                    _ if e.ty != Type::Bool => "doc-judged-grade",
                    Some(ItemBody::Rule { kind: RuleKind::Veto, .. }) => "doc-judged-veto",
                    _ => "doc-judged",
                };
                let level = if e.ty == Type::Bool { Level::Comparison } else { Level::Name };
                Said { text: self.word(key), level }
            }
            K::JudgedCell(cell) => name(self.word(match cell {
                FindingCell::Evidence => "doc-judged-evidence",
                FindingCell::Assessor => "doc-judged-assessor",
                FindingCell::Date => "doc-judged-date",
            })),
            K::AsOf => name(self.word("doc-as-of")),
            K::TargetYear => name(self.word("doc-target-year")),
            K::Call(function, args) => name(self.call(*function, args, &e.ty, scope)),
            K::Aggregate { function, rows, body, weight } => {
                name(self.aggregate(*function, rows, body.as_deref(), weight.as_deref(), scope))
            }
            K::Quantified { quantifier, rows, body } => {
                self.quantified(*quantifier, rows, body.as_deref(), scope)
            }
            K::NumberOf { bound, n, members } => {
                let n = self.within(n, scope, Level::Name);
                let set = self.set(members);
                let key = match bound {
                    CountBound::AtLeast => "doc-at-least-of",
                    CountBound::AtMost => "doc-at-most-of",
                };
                Said { text: self.put(key, &[("set", &set), ("n", &n)]), level: Level::Comparison }
            }
            K::CountOf(members) => name(self.put("doc-count-of", &[("set", &self.set(members))])),
            K::AllOf(members) => self.all_of(members, scope),
            K::NoneOf(members) => {
                let vetoes = members.iter().all(|m| self.is_veto(m.item));
                let key = if vetoes { "doc-none-of-vetoes" } else { "doc-none-of" };
                Said { text: self.put(key, &[("set", &self.set(members))]), level: Level::Comparison }
            }
            K::In { operand, negated, options } => {
                let operand = self.within(operand, scope, Level::Sum);
                let options: Vec<String> =
                    options.iter().map(|o| self.within(o, scope, Level::Sum)).collect();
                let options = options.join(&self.word("doc-comma"));
                let key = if *negated { "doc-not-in" } else { "doc-in" };
                let text = self.put(key, &[("a", &operand), ("options", &options)]);
                Said { text, level: Level::Comparison }
            }
            K::Not(inner) => self.negated(inner, scope),
            K::Negate(inner) => {
                Said { text: format!("−{}", self.within(inner, scope, Level::Name)), level: Level::Sum }
            }
            K::Binary(op, a, b) => self.binary(*op, a, b, scope),
            K::If(..) => self.cases(e, scope),
        }
    }

    fn constant(&self, c: &Constant, ty: &Type) -> String {
        match c {
            Constant::Number(n) => match ty {
                Type::Number(unit) => self.number(n, unit, false),
                Type::Bool | Type::Kind(_) | Type::Text | Type::Date => n.display(12),
            },
            Constant::Bool(b) => self.word(if *b { "word-true" } else { "word-false" }),
            Constant::Kind(k, v) => self.kind_value(*k, *v),
            Constant::Text(t) => self.put("doc-quoted", &[("text", t)]),
            Constant::Date(d) => d.to_string(),
        }
    }

    /// A number in its unit; one that was written as a share of a hundred stays so.
    pub fn number(&self, n: &Number, unit: &Unit, share: bool) -> String {
        let percent = Unit::percent();
        let unit = if share && unit.is_none() { &percent } else { unit };
        let digits = crate::report::number_apart(&Surd::from(n.clone()), unit, None);
        match &*unit.symbol {
            "" => digits,
            "%" | "‰" => format!("{digits}{}", unit.symbol),
            symbol => format!("{digits} {symbol}"),
        }
    }

    pub fn kind_value(&self, kind: KindIx, value: KindValue) -> String {
        let found = self.pack.kind(kind).and_then(|k| k.values.get(usize::from(value)));
        found.map_or_else(String::new, |(_, label)| label.clone())
    }

    fn column(&self, frame: Frame, entity: EntityIx, column: ColumnIx, scope: &Scope) -> String {
        let label = self.pack.column(entity, column).map_or("", |c| &c.label);
        let own = scope.frames.get(frame as usize) == Some(&entity);
        let innermost = frame as usize + 1 == scope.frames.len();
        if own && innermost {
            return label.to_owned();
        }
        let of = self.pack.entity(entity).map_or("", |e| &e.label);
        let key = if own { "doc-column-of-this" } else { "doc-column-of" };
        self.put(key, &[("entity", of), ("column", label)])
    }

    fn limit_use(&self, limit: LimitIx, index: &[TExpr]) -> String {
        let Some(found) = self.pack.limit(limit) else { return String::new() };
        if self.brief {
            let index: Vec<String> = index.iter().filter_map(|e| self.fixed_kind(e)).collect();
            return format!("{}[{}]", found.id, index.join(","));
        }
        let share = self.is_share(&found.id);
        let fixed: Vec<String> = index.iter().filter_map(|e| self.fixed_kind(e)).collect();
        let values = match found.tables.as_slice() {
            [table] if !index.is_empty() && fixed.len() == index.len() => {
                let key: Vec<KindValue> = index.iter().filter_map(kind_constant).collect();
                table.values.get(&key).map(|n| {
                    let number = self.number(n, &found.unit, share);
                    self.put(
                        "doc-limit-entry",
                        &[("kind", &fixed.join(&self.word("doc-comma"))), ("number", &number)],
                    )
                })
            }
            [table] if table.values.len() <= 3 => {
                let entries: Vec<String> = table
                    .values
                    .iter()
                    .map(|(key, n)| {
                        let number = self.number(n, &found.unit, share);
                        let kinds = self.key(found, key);
                        if kinds.is_empty() {
                            number
                        } else {
                            self.put("doc-limit-entry", &[("kind", &kinds), ("number", &number)])
                        }
                    })
                    .collect();
                Some(entries.join(&self.word("doc-comma")))
            }
            _ => None,
        };
        let values = values.unwrap_or_else(|| self.word("doc-see-limits"));
        self.put("doc-limit-use", &[("name", &found.label), ("values", &values)])
    }

    /// The labels of a limit's key.
    pub fn key(&self, limit: &Limit, key: &[KindValue]) -> String {
        let labels: Vec<String> = limit.by.iter().zip(key).map(|(k, v)| self.kind_value(*k, *v)).collect();
        labels.join(&self.word("doc-comma"))
    }

    fn fixed_kind(&self, e: &TExpr) -> Option<String> {
        if let TExprKind::Constant(Constant::Kind(k, v)) = &e.kind {
            Some(self.kind_value(*k, *v))
        } else {
            None
        }
    }

    fn is_veto(&self, item: ItemIx) -> bool {
        let body = self.pack.item(item).map(|i| &i.body);
        matches!(body, Some(ItemBody::Rule { kind: RuleKind::Veto, .. }))
    }

    /// An item as a sentence names it.
    pub fn item_name(&self, item: ItemIx) -> String {
        let Some(item) = self.pack.item(item) else { return String::new() };
        let name = if item.label == item.id { &item.title } else { &item.label };
        if self.brief || *name == item.id {
            return item.id.clone();
        }
        self.put("doc-item-name", &[("name", name), ("id", &item.id)])
    }

    /// What a crowded table calls an item: its number, else its name.
    pub fn short_name(&self, item: &Item) -> String {
        if is_numbered(&item.id) || item.label == item.id { item.id.clone() } else { item.label.clone() }
    }

    fn outcome(&self, item: ItemIx, reach: Reach, scope: &Scope) -> String {
        if scope.member == Some(item) {
            return self.word("doc-it-is-met");
        }
        let name = self.item_name(item);
        let entity = self.pack.item(item).and_then(|i| self.pack.entity(i.entity)).map_or("", |e| &e.label);
        let veto = self.is_veto(item);
        let key = match (reach, veto) {
            (Reach::Down, _) => "doc-met-below",
            (Reach::Up, true) => "doc-exists",
            (Reach::Up, false) => "doc-met",
        };
        self.put(key, &[("item", &name), ("entity", entity)])
    }

    fn value(&self, item: ItemIx, scope: &Scope) -> Said {
        if scope.member == Some(item) {
            return Said { text: self.word("doc-its-value"), level: Level::Name };
        }
        let Some(found) = self.pack.item(item) else {
            return Said { text: String::new(), level: Level::Name };
        };
        match &found.body {
            ItemBody::Define { value, .. } => {
                let name = if self.brief { &found.id } else { &found.label };
                if value.ty == Type::Bool {
                    Said { text: self.put("doc-fits", &[("name", name)]), level: Level::Comparison }
                } else {
                    Said { text: name.clone(), level: Level::Name }
                }
            }
            ItemBody::Indicator(_) | ItemBody::Rule { .. } => Said {
                text: self.put("doc-value-of", &[("item", &self.item_name(item))]),
                level: Level::Name,
            },
        }
    }

    fn negated(&self, inner: &TExpr, scope: &mut Scope) -> Said {
        use TExprKind as K;
        let simple = match &inner.kind {
            K::Column { frame, entity, column } => {
                let name = self.column(*frame, *entity, *column, scope);
                Some(self.put("doc-flag-not", &[("name", &name)]))
            }
            K::Value { item, .. } => {
                let name = self.pack.item(*item).map_or("", |i| if self.brief { &i.id } else { &i.label });
                Some(self.put("doc-fits-not", &[("name", name)]))
            }
            K::Outcome { item, reach: Reach::Up, .. } if scope.member != Some(*item) => {
                let key = if self.is_veto(*item) { "doc-exists-not" } else { "doc-met-not" };
                Some(self.put(key, &[("item", &self.item_name(*item))]))
            }
            K::Constant(_)
            | K::Group(_)
            | K::Limit { .. }
            | K::Outcome { .. }
            | K::Threshold { .. }
            | K::Judged
            | K::JudgedCell(_)
            | K::AsOf
            | K::TargetYear
            | K::Call(..)
            | K::Aggregate { .. }
            | K::Quantified { .. }
            | K::NumberOf { .. }
            | K::AllOf(_)
            | K::NoneOf(_)
            | K::CountOf(_)
            | K::In { .. }
            | K::Not(_)
            | K::Negate(_)
            | K::Binary(..)
            | K::If(..) => None,
        };
        let text = simple.unwrap_or_else(|| {
            let text = self.say(inner, scope).text;
            self.put("doc-not", &[("text", &text)])
        });
        Said { text, level: Level::Comparison }
    }

    fn binary(&self, op: BinaryOp, a: &TExpr, b: &TExpr, scope: &mut Scope) -> Said {
        let (level, left, right) = match op {
            BinaryOp::Or => (Level::Or, Level::Or, Level::Or),
            BinaryOp::And => (Level::And, Level::And, Level::And),
            BinaryOp::Add => (Level::Sum, Level::Sum, Level::Product),
            BinaryOp::Sub => (Level::Sum, Level::Sum, Level::Product),
            BinaryOp::Mul => (Level::Product, Level::Product, Level::Name),
            BinaryOp::Div => (Level::Product, Level::Product, Level::Name),
            BinaryOp::Ge | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Lt | BinaryOp::Eq | BinaryOp::Ne => {
                (Level::Comparison, Level::Sum, Level::Sum)
            }
        };
        let dates = a.ty == Type::Date;
        let kinds = matches!(a.ty, Type::Kind(_) | Type::Bool | Type::Text);
        let key = match op {
            BinaryOp::Or => "doc-or",
            BinaryOp::And => "doc-and",
            BinaryOp::Ge if dates => "doc-ge-date",
            BinaryOp::Le if dates => "doc-le-date",
            BinaryOp::Gt if dates => "doc-gt-date",
            BinaryOp::Lt if dates => "doc-lt-date",
            BinaryOp::Eq if kinds => "doc-eq-kind",
            BinaryOp::Ne if kinds => "doc-ne-kind",
            BinaryOp::Ge => "doc-ge",
            BinaryOp::Le => "doc-le",
            BinaryOp::Gt => "doc-gt",
            BinaryOp::Lt => "doc-lt",
            BinaryOp::Eq => "doc-eq",
            BinaryOp::Ne => "doc-ne",
            BinaryOp::Add => "doc-add",
            BinaryOp::Sub => "doc-sub",
            BinaryOp::Mul => "doc-mul",
            BinaryOp::Div => "doc-div",
        };
        let side = |e, least, scope: &mut Scope| {
            let said = self.say(e, scope);
            // Which of "and" and "or" binds tighter is not said by words alone.
            let mixed = level == Level::Or && said.level == Level::And;
            if mixed || said.level < least {
                self.put("doc-brackets", &[("text", &said.text)])
            } else {
                said.text
            }
        };
        let a = side(a, left, scope);
        let b = side(b, right, scope);
        Said { text: self.put(key, &[("a", &a), ("b", &b)]), level }
    }

    /// `if … else if … else …` as one list of cases.
    fn cases(&self, e: &TExpr, scope: &mut Scope) -> Said {
        let mut text = String::new();
        let mut at = e;
        while let TExprKind::If(condition, then, otherwise) = &at.kind {
            let condition = self.say(condition, scope).text;
            let then = self.within(then, scope, Level::Or);
            text.push_str(&self.put("doc-if", &[("if", &condition), ("then", &then)]));
            at = otherwise;
        }
        let last = self.within(at, scope, Level::Or);
        text.push_str(&self.put("doc-else", &[("else", &last)]));
        Said { text, level: Level::Sentence }
    }

    fn call(&self, function: Function, args: &[TExpr], ty: &Type, scope: &mut Scope) -> String {
        let words: Vec<String> = args.iter().map(|a| self.within(a, scope, Level::Sum)).collect();
        let a = words.first().map_or("", String::as_str);
        let b = words.get(1).map_or("", String::as_str);
        let all = words.join(&self.word("doc-comma"));
        let unit = match ty {
            Type::Number(unit) => &*unit.symbol,
            Type::Bool | Type::Kind(_) | Type::Text | Type::Date => "",
        };
        let row = function.row();
        let key = if row.gives == Gives::Counted && !unit.is_empty() { row.phrase_with } else { row.phrase };
        self.put(key, &[("a", a), ("b", b), ("all", &all), ("unit", unit)])
    }

    /// The rows of an aggregate or quantifier, in the frame that holds them.
    fn rows(&self, rows: &TRows, scope: &mut Scope) -> String {
        let entity = self.pack.entity(rows.entity).map_or("", |e| &e.label);
        let Some(filter) = &rows.filter else { return entity.to_owned() };
        let said = self.say(filter, scope);
        let key = if said.level < Level::Comparison { "doc-rows-many" } else { "doc-rows" };
        self.put(key, &[("filter", &said.text), ("entity", entity)])
    }

    fn aggregate(
        &self,
        function: Aggregate,
        rows: &TRows,
        body: Option<&TExpr>,
        weight: Option<&TExpr>,
        scope: &mut Scope,
    ) -> String {
        scope.frames.push(rows.entity);
        let said = self.rows(rows, scope);
        let body = body.map(|b| self.within(b, scope, Level::Name)).unwrap_or_default();
        let weight = weight.map(|w| self.within(w, scope, Level::Name));
        scope.frames.pop();
        let row = function.row();
        let key = if weight.is_some() { row.phrase_with } else { row.phrase };
        self.put(key, &[("rows", &said), ("body", &body), ("weight", &weight.unwrap_or_default())])
    }

    fn quantified(
        &self,
        quantifier: Quantifier,
        rows: &TRows,
        body: Option<&TExpr>,
        scope: &mut Scope,
    ) -> Said {
        scope.frames.push(rows.entity);
        let said = self.rows(rows, scope);
        let body = body.map(|b| self.say(b, scope).text);
        scope.frames.pop();
        let key = match (quantifier, body.is_some()) {
            (Quantifier::Every, _) => "doc-every",
            (Quantifier::Some, true) => "doc-some",
            (Quantifier::Some, false) => "doc-some-rows",
            (Quantifier::No, true) => "doc-no",
            (Quantifier::No, false) => "doc-no-rows",
        };
        let text = match &body {
            Some(body) => self.put(key, &[("rows", &said), ("body", body)]),
            None => self.put(key, &[("rows", &said)]),
        };
        let level = if body.is_some() { Level::Sentence } else { Level::Comparison };
        Said { text, level }
    }

    fn all_of(&self, members: &[Member], scope: &mut Scope) -> Said {
        let set = self.set(members);
        let plain = members
            .iter()
            .all(|m| matches!(&m.condition.kind, TExprKind::Outcome { item, .. } if *item == m.item));
        if plain {
            return Said { text: self.put("doc-all-of", &[("set", &set)]), level: Level::Comparison };
        }
        let outer = scope.member;
        let mut bodies: Vec<String> = Vec::new();
        for member in members {
            scope.member = Some(member.item);
            bodies.push(self.say(&member.condition, scope).text);
        }
        scope.member = outer;
        bodies.dedup();
        let body = bodies.join(&self.word("doc-semicolon"));
        Said { text: self.put("doc-each", &[("set", &set), ("body", &body)]), level: Level::Sentence }
    }

    /// A set of items: runs of numbered ids as a range, others by name.
    fn set(&self, members: &[Member]) -> String {
        let items: Vec<&Item> = members.iter().filter_map(|m| self.pack.item(m.item)).collect();
        let mut parts = Vec::new();
        let mut rest = members;
        let mut from = 0;
        while let Some((first, _)) = rest.split_first() {
            let run = run_length(items.get(from..).unwrap_or_default());
            let last = items.get(from + run - 1);
            let text = match last {
                Some(last) if run >= 3 => {
                    let first = items.get(from).map_or("", |i| &i.id);
                    let count = run.to_string();
                    self.put("doc-range", &[("first", first), ("last", &last.id), ("count", &count)])
                }
                _ => self.item_name(first.item),
            };
            let step = if run >= 3 { run } else { 1 };
            parts.push(text);
            from += step;
            rest = rest.get(step..).unwrap_or_default();
        }
        parts.join(&self.word("doc-comma"))
    }
}

fn kind_constant(e: &TExpr) -> Option<KindValue> {
    if let TExprKind::Constant(Constant::Kind(_, v)) = &e.kind { Some(*v) } else { None }
}

/// How many items from the first on are numbered one after the other.
fn run_length(items: &[&Item]) -> usize {
    let split = |item: &Item| {
        let digits = item.id.chars().rev().take_while(char::is_ascii_digit).count();
        let at = item.id.len() - digits;
        let (prefix, number) = item.id.split_at(at);
        Some((prefix.to_owned(), number.parse::<u64>().ok()?))
    };
    let mut run = 1;
    let numbered: Vec<_> = items.iter().map(|i| split(i)).collect();
    for pair in numbered.windows(2) {
        match pair {
            [Some((p, a)), Some((q, b))] if p == q && a.checked_add(1) == Some(*b) => run += 1,
            _ => break,
        }
    }
    run
}

/// Whether an id is a number as documents use it: `R1`, `M2`.
pub(super) fn is_numbered(id: &str) -> bool {
    id.chars().count() <= 4 && id.ends_with(|c: char| c.is_ascii_digit())
}
