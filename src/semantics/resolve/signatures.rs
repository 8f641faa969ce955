//! The heads of items: names, and whom they are for.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::items::Node;
use crate::semantics::resolve::schema::Schema;
use crate::semantics::resolve::scope::{Signature, Sort};
use crate::semantics::resolve::tables;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Ident, Subject};

/// Reads the heads of all items.
pub(crate) fn signatures(
    nodes: &[Node<'_>],
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Vec<Signature> {
    nodes
        .iter()
        .map(|node| {
            let head = Head { schema };
            match node {
                Node::Indicator(entry) => {
                    let by: Vec<&Ident> = entry.by.iter().flat_map(|b| &b.value).collect();
                    let subject =
                        head.subject(entry.entity.as_ref(), &by, &entry.id, entry.id.span, diagnostics);
                    head.signature(&entry.id, entry.label.as_ref(), subject, Sort::Indicator)
                }
                Node::Rule(rule, _) => {
                    let subject = head.clause(
                        rule.subject.as_ref(),
                        &rule.id,
                        end_of(&rule.title, &rule.label, &rule.id),
                        diagnostics,
                    );
                    head.signature(&rule.id, rule.label.as_ref(), subject, Sort::Rule(rule.kind))
                }
                Node::Define(define, _) => {
                    let subject = head.clause(
                        define.subject.as_ref(),
                        &define.id,
                        end_of(&define.title, &define.label, &define.id),
                        diagnostics,
                    );
                    head.signature(&define.id, define.label.as_ref(), subject, Sort::Define(None))
                }
            }
        })
        .collect()
}

struct Head<'a> {
    schema: &'a Schema,
}

impl Head<'_> {
    fn clause(
        &self,
        subject: Option<&Subject>,
        id: &Ident,
        end: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<(EntityIx, Vec<KindIx>)> {
        match subject {
            None => self.subject(None, &[], id, end, diagnostics),
            Some(s) => self.subject(Some(&s.entity), &s.by.iter().collect::<Vec<_>>(), id, end, diagnostics),
        }
    }

    fn subject(
        &self,
        entity: Option<&Ident>,
        by: &[&Ident],
        id: &Ident,
        end: Span,
        diagnostics: &mut Diagnostics,
    ) -> Option<(EntityIx, Vec<KindIx>)> {
        let mut sound = true;
        let entity = match entity {
            None => {
                let d = Diagnostic::new(&codes::NO_SUBJECT, end.after()).arg("name", &id.value);
                diagnostics.push(d.help(Message::new("help-no-subject")));
                None
            }
            Some(name) => {
                let found = self.schema.entity(&name.value);
                // An empty name stands for a clause that could not be read and was reported.
                if found.is_none() && !name.value.is_empty() {
                    unknown_entity(name, self.schema, diagnostics);
                }
                found
            }
        };
        let mut kinds = Vec::new();
        for name in by {
            match self.schema.kind(&name.value) {
                Some(kind) if kinds.contains(&kind) => {
                    diagnostics
                        .push(Diagnostic::new(&codes::REPEATED_KIND, name.span).arg("name", &name.value));
                }
                Some(kind) => kinds.push(kind),
                None => {
                    tables::unknown_kind(&name.value, name.span, self.schema, diagnostics);
                    sound = false;
                }
            }
        }
        entity.filter(|_| sound).map(|e| (e, kinds))
    }

    fn signature(
        &self,
        id: &Ident,
        label: Option<&Ident>,
        subject: Option<(EntityIx, Vec<KindIx>)>,
        sort: Sort,
    ) -> Signature {
        let sound = subject.is_some();
        let (entity, by) = subject.unwrap_or((EntityIx(0), Vec::new()));
        Signature {
            id: id.value.clone(),
            label: label.map_or(&id.value, |l| &l.value).clone(),
            entity,
            by,
            sort,
            span: id.span,
            sound,
        }
    }
}

/// Reports a name that should be an entity's.
pub(crate) fn unknown_entity(name: &Ident, schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut d = Diagnostic::new(&codes::UNKNOWN_ENTITY, name.span).arg("name", &name.value);
    let near = diagnostics.suggest(&name.value, || schema.entity_candidates());
    d = d.nearest(name.span, near, || {
        let count = schema.entities.len().saturating_sub(1);
        let all: Vec<&str> = schema.entities.iter().take(count).map(|e| e.label.as_str()).collect();
        Message::new("help-entities").names("names", &all)
    });
    diagnostics.push(d);
}

/// Where an item's head ends: behind its title, its label or its id.
fn end_of(title: &Option<Spanned<String>>, label: &Option<Ident>, id: &Ident) -> Span {
    title.as_ref().or(label.as_ref()).map_or(id.span, |last| last.span)
}
