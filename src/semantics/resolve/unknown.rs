//! Names that mean nothing where they stand, and what was likely meant.

use crate::diagnostic::{Diagnostic, Message, codes};
use crate::semantics::checked::*;
use crate::semantics::resolve::expr::{Typer, Want};
use crate::source::Span;
use crate::syntax::ast::Ident;

impl Typer<'_, '_> {
    /// Reports a name that means nothing here, with the likeliest reason.
    pub fn unknown_name(&mut self, name: &str, span: Span, want: Want) {
        if let Some(d) = self.everyday_name(name, span) {
            self.push(d);
            return;
        }
        let schema = self.names.schema;
        if let Some(kind) = want.kind.and_then(|k| schema.kinds.get(k.ix())) {
            if kind.values.is_empty() {
                return;
            }
            let candidates = kind.values.iter().flat_map(|(id, label)| [id.as_str(), label.as_str()]);
            let d = Diagnostic::new(&codes::UNKNOWN_VALUE, span).arg("name", name).arg("kind", &kind.label);
            let near = self.diagnostics.suggest(name, || candidates);
            let d = d.nearest(span, near, || {
                Message::new("help-kind-values").arg("values", super::tables::values_of(kind))
            });
            self.push(d);
            return;
        }
        if let Some(entity) = schema.entity(name) {
            let d = Diagnostic::new(&codes::ENTITY_AS_VALUE, span).arg("name", name);
            self.push(d.help(Message::new("help-entity-as-value").arg("name", schema.entity_label(entity))));
            return;
        }
        // A kind's value where nothing stands opposite that kind.
        for (ix, kind) in schema.kinds.iter().enumerate() {
            if schema.value(KindIx(ix as u32), name).is_some() {
                let written = format!("{}.{name}", kind.label);
                self.push(
                    Diagnostic::new(&codes::VALUE_OUT_OF_PLACE, span)
                        .arg("name", name)
                        .arg("kind", &kind.label)
                        .help(Message::new("help-value-out-of-place").arg("written", written)),
                );
                return;
            }
        }
        if schema.kind(name).is_some() {
            self.push(
                Diagnostic::new(&codes::KIND_AS_VALUE, span)
                    .arg("name", name)
                    .help(Message::new("help-kind-as-value")),
            );
            return;
        }
        if self.units.is_unit(name) {
            let d = Diagnostic::new(&codes::UNIT_WITHOUT_BRACKETS, span).arg("name", name);
            self.push(d.help(Message::new("help-unit-brackets").arg("name", name)));
            return;
        }
        if let Some(written) = crate::syntax::vocabulary::split_glued(name)
            && written.split(' ').any(|part| self.means_something(part))
        {
            let d = Diagnostic::new(&codes::GLUED, span).arg("found", name);
            self.push(d.help(Message::new("help-write").arg("written", &written)).fix(span, written));
            return;
        }
        let elsewhere = (0..schema.entities.len())
            .map(|i| EntityIx(i as u32))
            .find_map(|entity| schema.column(entity, name).map(|column| (entity, column)));
        if let Some((entity, column)) = elsewhere {
            self.out_of_scope(entity, column, span);
            return;
        }
        let (scope, names) = (&self.scope, self.names);
        let here = || {
            let mut candidates: Vec<&str> = scope.loops.iter().filter_map(|l| l.name.as_deref()).collect();
            for frame in (0..scope.frames.len()).rev() {
                for entity in scope.shown(frame, schema) {
                    let columns = schema.entities.get(entity.ix()).map_or(&[][..], |e| &e.columns);
                    candidates.extend(columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]));
                }
            }
            candidates.extend(names.limits.iter().flat_map(|l| [l.id.as_str(), l.label.as_str()]));
            candidates.extend(names.items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]));
            candidates
        };
        let anywhere = || {
            let columns = schema.entities.iter().flat_map(|e| &e.columns);
            columns.flat_map(|c| [c.id.as_str(), c.label.as_str()])
        };
        let near = self.diagnostics.suggest(name, here).or_else(|| self.diagnostics.suggest(name, anywhere));
        let d = Diagnostic::new(&codes::UNKNOWN_NAME, span).arg("name", name);
        let d = d.nearest(span, near, || Message::new("help-unknown-name"));
        self.push(d);
    }

    /// Whether a part of a glued name is known here.
    fn means_something(&self, part: &str) -> bool {
        let schema = self.names.schema;
        let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
        self.scope.lookup(part, self.names).is_some()
            || schema.entity(part).is_some()
            || schema.kind(part).is_some()
            || (digits.len() < part.len())
            || (0..schema.kinds.len()).any(|k| schema.value(KindIx(k as u32), part).is_some())
    }

    /// Reports a column that cannot be read from here.
    pub fn out_of_scope(&mut self, entity: EntityIx, column: ColumnIx, span: Span) {
        let schema = self.names.schema;
        let Some(found) = schema.column_of(entity, column) else { return };
        let below = self.scope.frame_above(entity, schema).is_some();
        let label = schema.entity_label(entity);
        let mut d = Diagnostic::new(&codes::COLUMN_OUT_OF_SCOPE, span)
            .arg("name", &found.label)
            .arg("entity", label)
            .related(found.span, Message::new("related-declared"));
        d = if below {
            let words = Message::new("help-column-below").arg("entity", label).arg("column", &found.label);
            d.help(words)
        } else {
            let subject = self.scope.frames.first().map_or("", |f| schema.entity_label(f.entity));
            d.help(Message::new("help-column-aside").arg("entity", label).arg("subject", subject))
        };
        self.push(d);
    }

    /// Reports `base.name` where base has no such member.
    pub fn unknown_member(&mut self, base: &Ident, name: &str, span: Span) {
        let schema = self.names.schema;
        let candidates: Vec<&str> = if let Some(entity) = schema.entity(&base.value) {
            let columns = schema.entities.get(entity.ix()).map_or(&[][..], |e| &e.columns);
            columns.iter().flat_map(|c| [c.id.as_str(), c.label.as_str()]).collect()
        } else if let Some(kind) = schema.kind(&base.value).and_then(|k| schema.kinds.get(k.ix())) {
            kind.values.iter().flat_map(|(id, label)| [id.as_str(), label.as_str()]).collect()
        } else {
            let items = &self.names.items;
            let candidates = || {
                let above = schema.entity_candidates().chain(schema.kind_candidates());
                above.chain(items.iter().flat_map(|i| [i.id.as_str(), i.label.as_str()]))
            };
            let near = self.diagnostics.suggest(&base.value, candidates);
            let mut d = Diagnostic::new(&codes::UNKNOWN_BASE, base.span).arg("name", &base.value);
            d = d.nearest(base.span, near, || Message::new("help-unknown-base"));
            self.push(d);
            return;
        };
        let mut d = Diagnostic::new(&codes::UNKNOWN_MEMBER, span).arg("name", name).arg("base", &base.value);
        let near = self.diagnostics.suggest(name, || candidates.iter().copied());
        d = d.nearest(span, near, || {
            Message::new("help-members").names("names", candidates.iter().take(12).copied())
        });
        self.push(d);
    }
}
