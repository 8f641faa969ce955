//! `override` and `remove` in `.rules`.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::{IndicatorEntry, LimitEntry, PackDocument};
use crate::semantics::merge::Merger;
use crate::semantics::merge::names::Space;
use crate::semantics::merged::{ItemNode, MergedItem, Removal, Sort};
use crate::syntax::ast::{
    Cite, DefineItem, Expr, ExprKind, Ident, ItemKind, OverrideItem, RuleItem, RuleKind, Subject,
};

/// An entry that a `remove` took away: put back where it is still named, so that nothing else is said of the names.
#[derive(Debug, Clone)]
pub(super) enum TakenOut {
    Limit(Box<LimitEntry>),
    Indicator(Box<IndicatorEntry>),
    Item(Box<MergedItem>),
    Measure,
}

impl TakenOut {
    fn label(&self) -> Option<&Ident> {
        match self {
            TakenOut::Limit(entry) => entry.label.as_ref(),
            TakenOut::Indicator(entry) => entry.label.as_ref(),
            TakenOut::Item(item) => item.node.label(),
            TakenOut::Measure => None,
        }
    }
}

impl Merger<'_> {
    /// What the pack removes, before it defines anything: the id is then free.
    pub(super) fn removals(&mut self, document: &PackDocument) {
        let own: Vec<(&Ident, Option<&Ident>)> = own_names(document);
        for item in document.rules.iter().flat_map(|file| &file.items) {
            match &item.kind {
                ItemKind::Remove { id, .. } => self.remove(id, &own, None),
                ItemKind::Rule(rule)
                | ItemKind::Override(OverrideItem::Rule(rule) | OverrideItem::Named(rule)) => {
                    for name in &rule.replaces {
                        self.replace(name, rule, &own);
                    }
                }
                ItemKind::Define(_) | ItemKind::Override(OverrideItem::Define(_)) => {}
            }
        }
    }

    /// Takes away a veto that another replaces: one of the parent's, for the same subjects, that people assess; its findings would
    /// otherwise have nowhere to count.
    fn replace(&mut self, name: &Ident, by: &RuleItem, own: &[(&Ident, Option<&Ident>)]) {
        let owner = self.names.find(Space::Formulas, &name.value).cloned();
        let id = self.names.find(Space::Formulas, &by.id.value).map_or(&by.id.value, |o| &o.id).clone();
        if let Some(item) = owner.and_then(|o| self.merged.items.get(&o.id)).cloned() {
            let subject = by.subject.as_ref().or_else(|| match self.merged.items.get(&id).map(|i| &i.node) {
                Some(ItemNode::Rule(rule)) => rule.subject.as_ref(),
                Some(ItemNode::Define(_)) | None => None,
            });
            let wrong = match &item.node {
                ItemNode::Rule(old) if old.kind == RuleKind::Veto && old.id.value != id => {
                    let other = match (&old.subject, subject) {
                        (Some(a), Some(b)) => !self.same_subject(a, b),
                        (None, _) | (_, None) => false,
                    };
                    let assessed = old.when.is_empty() && old.require.iter().all(|c| is_judged(&c.condition));
                    match (other, assessed) {
                        (true, _) => Some("replaces-other-subject"),
                        (false, false) => Some("replaces-computed"),
                        (false, true) => None,
                    }
                }
                ItemNode::Rule(_) | ItemNode::Define(_) => Some(codes::REPLACES.key),
            };
            if let Some(wrong) = wrong {
                let mut d = Diagnostic::new(&codes::REPLACES, name.span);
                d.message = Message::new(wrong).arg("name", &name.value).arg("by", &id);
                self.diagnostics.push(
                    d.related(item.node.id().span, Message::new("related-parent-defines"))
                        .help(Message::new("help-replaces-what")),
                );
                return;
            }
        }
        self.remove(name, own, Some(id));
    }

    fn remove(&mut self, name: &Ident, own: &[(&Ident, Option<&Ident>)], replaced_by: Option<String>) {
        let found =
            [Space::Formulas, Space::Measures].into_iter().find_map(|s| self.names.find(s, &name.value));
        if let Some(owner) = found.cloned() {
            let id = owner.id;
            let Some(entry) = self.take_out(owner.sort, &id) else { return };
            let label = entry.label().cloned();
            self.taken_out.insert(id.clone(), entry);
            self.names.forget(owner.sort.space(), &id);
            self.merged.origins.shift_remove(&(owner.sort, id.clone()));
            let label = label.map(|l| l.value);
            let removal = Removal { label, sort: owner.sort, pack: self.pack, span: name.span, replaced_by };
            self.merged.removed.insert(id, removal);
            return;
        }
        let removed = |(id, r): (&String, &Removal)| {
            (*id == name.value || r.label.as_ref() == Some(&name.value)).then_some(r.span)
        };
        if let Some(earlier) = self.merged.removed.iter().find_map(removed) {
            self.diagnostics.push(
                Diagnostic::new(&codes::REMOVE_TWICE, name.span)
                    .arg("name", &name.value)
                    .related(earlier, Message::new("related-removed"))
                    .help(Message::new("help-remove-twice")),
            );
            return;
        }
        let mine = own
            .iter()
            .find(|(id, label)| id.value == name.value || label.is_some_and(|l| l.value == name.value));
        if let Some((id, _)) = mine {
            self.diagnostics.push(
                Diagnostic::new(&codes::REMOVE_OWN, name.span)
                    .arg("name", &name.value)
                    .related(id.span, Message::new("related-own"))
                    .help(Message::new("help-remove-own")),
            );
            return;
        }
        if self.parents_broken {
            return;
        }
        if self.pack == 0 {
            self.diagnostics.push(
                Diagnostic::new(&codes::NO_PARENT, name.span)
                    .arg("name", &name.value)
                    .help(Message::new("help-no-parent")),
            );
            return;
        }
        let d = Diagnostic::new(&codes::REMOVE_UNKNOWN, name.span).arg("name", &name.value);
        let fits = |sort: Sort| matches!(sort.space(), Space::Formulas | Space::Measures);
        let (names, pack) = (&self.names, self.pack);
        let near = self.diagnostics.suggest(&name.value, || names.candidates(pack, fits));
        let d = d.nearest(name.span, near, || Message::new("help-override-unknown"));
        self.diagnostics.push(d);
    }

    fn take_out(&mut self, sort: Sort, id: &str) -> Option<TakenOut> {
        match sort {
            Sort::Limit => self.merged.limits.shift_remove(id).map(|e| TakenOut::Limit(Box::new(e))),
            Sort::Indicator => {
                self.merged.indicators.shift_remove(id).map(|e| TakenOut::Indicator(Box::new(e)))
            }
            Sort::Measure => self.merged.measures.shift_remove(id).map(|_| TakenOut::Measure),
            Sort::Unit
            | Sort::Kind
            | Sort::Entity
            | Sort::Source
            | Sort::Stage
            | Sort::Deadline
            | Sort::Monitoring
            | Sort::Warning
            | Sort::Rule(_)
            | Sort::Define => self.merged.items.shift_remove(id).map(|i| TakenOut::Item(Box::new(i))),
        }
    }

    pub(super) fn override_item(&mut self, given: &OverrideItem) {
        let (sort, name, subject) = match given {
            OverrideItem::Rule(rule) => (Sort::Rule(rule.kind), &rule.id, rule.subject.as_ref()),
            OverrideItem::Named(rule) => {
                // What it is, is the parent's to say; a define has no clauses to give.
                let owner = self.names.find(Space::Formulas, &rule.id.value).map(|o| o.sort);
                let sort = owner.filter(|s| matches!(s, Sort::Rule(_))).unwrap_or(Sort::Rule(rule.kind));
                (sort, &rule.id, rule.subject.as_ref())
            }
            OverrideItem::Define(define) => (Sort::Define, &define.id, define.subject.as_ref()),
        };
        let Some(id) = self.target(sort, name) else { return };
        let Some(mut item) = self.merged.items.get(&id).cloned() else { return };
        let inherited = match &item.node {
            ItemNode::Rule(rule) => rule.subject.as_ref(),
            ItemNode::Define(define) => define.subject.as_ref(),
        };
        if let (Some(inherited), Some(subject)) = (inherited, subject)
            && !self.same_subject(inherited, subject)
        {
            let whole = |s: &Subject| s.by.last().map_or(s.entity.span, |by| s.entity.span.to(by.span));
            self.diagnostics.push(
                Diagnostic::new(&codes::OVERRIDE_SUBJECT, whole(subject))
                    .arg("name", &name.value)
                    .related(whole(inherited), Message::new("related-parent-says"))
                    .help(Message::new("help-override-subject")),
            );
        }
        self.relabel(sort, &id, item.node.label().cloned(), given_label(given));
        match (&mut item.node, given) {
            (ItemNode::Rule(rule), OverrideItem::Rule(given) | OverrideItem::Named(given)) => {
                merge_rule(rule, given)
            }
            (ItemNode::Define(define), OverrideItem::Define(given)) => merge_define(define, given),
            _ => return,
        }
        item.packs.push(self.pack);
        item.span = name.span;
        self.merged.items.insert(id.clone(), item);
        self.changed(sort, &id);
    }

    /// Whether both name the same table and kinds, by id or label.
    fn same_subject(&self, a: &Subject, b: &Subject) -> bool {
        let entity = |name: &Ident| self.names.find(Space::Entities, &name.value).map(|o| o.id.clone());
        let kind = |name: &Ident| self.names.find(Space::Kinds, &name.value).map(|o| o.id.clone());
        let same = |x: &Ident, y: &Ident, id: &dyn Fn(&Ident) -> Option<String>| {
            x.value == y.value || (id(x).is_some() && id(x) == id(y))
        };
        same(&a.entity, &b.entity, &entity)
            && a.by.len() == b.by.len()
            && a.by.iter().zip(&b.by).all(|(x, y)| same(x, y, &kind))
    }
}

fn given_label(given: &OverrideItem) -> Option<&Ident> {
    match given {
        OverrideItem::Rule(rule) | OverrideItem::Named(rule) => rule.label.as_ref(),
        OverrideItem::Define(define) => define.label.as_ref(),
    }
}

fn own_names(document: &PackDocument) -> Vec<(&Ident, Option<&Ident>)> {
    let d = &document.definitions;
    let mut out: Vec<(&Ident, Option<&Ident>)> = Vec::new();
    out.extend(d.limits.iter().map(|e| (&e.id, e.label.as_ref())));
    out.extend(d.indicators.iter().map(|e| (&e.id, e.label.as_ref())));
    out.extend(d.measures.iter().map(|e| (&e.id, None)));
    for item in document.rules.iter().flat_map(|file| &file.items) {
        match &item.kind {
            ItemKind::Rule(rule) => out.push((&rule.id, rule.label.as_ref())),
            ItemKind::Define(define) => out.push((&define.id, define.label.as_ref())),
            ItemKind::Override(_) | ItemKind::Remove { .. } => {}
        }
    }
    out
}

/// Each sort of clause that is given replaces the parent's clauses of that sort; `also require` adds.
fn merge_rule(rule: &mut RuleItem, given: &RuleItem) {
    if given.label.is_some() {
        rule.label.clone_from(&given.label);
    }
    if given.title.is_some() {
        rule.title.clone_from(&given.title);
    }
    if !given.when.is_empty() {
        rule.when.clone_from(&given.when);
    }
    if !given.require.is_empty() {
        rule.require.clone_from(&given.require);
    }
    rule.replaces.extend(given.replaces.iter().cloned());
    rule.require.extend(given.also_require.iter().cloned());
    merge_cites(&mut rule.cite, &given.cite);
    if !given.note.is_empty() {
        rule.note.clone_from(&given.note);
    }
}

/// `cite` replaces what was cited, `also cite` adds.
fn merge_cites(cites: &mut Vec<Cite>, given: &[Cite]) {
    if given.iter().any(|c| !c.also) {
        cites.clear();
    }
    cites.extend(given.iter().cloned());
}

/// Whether a requirement is nothing but `judged`.
fn is_judged(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Paren(inner) => is_judged(inner),
        ExprKind::Judged => true,
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
        | ExprKind::In { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Binary { .. }
        | ExprKind::If { .. }
        | ExprKind::JudgedCell(_)
        | ExprKind::ThisItem
        | ExprKind::AsOf
        | ExprKind::TargetYear
        | ExprKind::Broken => false,
    }
}

fn merge_define(define: &mut DefineItem, given: &DefineItem) {
    if given.label.is_some() {
        define.label.clone_from(&given.label);
    }
    if given.title.is_some() {
        define.title.clone_from(&given.title);
    }
    if given.unit.is_some() {
        define.unit.clone_from(&given.unit);
    }
    if given.value.is_some() {
        define.value.clone_from(&given.value);
    }
    merge_cites(&mut define.cite, &given.cite);
    if !given.note.is_empty() {
        define.note.clone_from(&given.note);
    }
}
