//! Splits a `.rules` file at item and clause keywords and reads each piece by itself.

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes, suggest};
use crate::source::{Span, Spanned};
use crate::syntax::ast::*;
use crate::syntax::failure::{self, Expected};
use crate::syntax::parser::{self, HeadParts, Slice};
use crate::syntax::scan::{Scanned, Token, TokenKind};
use crate::syntax::vocabulary::{self, Keyword, Role, Vocabulary};

/// A run of tokens, by index.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
}

/// What a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Head,
    For,
    When,
    Require,
    AlsoRequire,
    Cite,
    AlsoCite,
    Note,
    Replaces,
    Value,
}

struct Splitter<'a, 'd> {
    scanned: &'a Scanned,
    diagnostics: &'d mut Diagnostics,
}

/// Reads all items.
pub(crate) fn read(scanned: &Scanned, diagnostics: &mut Diagnostics) -> RulesFile {
    let mut splitter = Splitter { scanned, diagnostics };
    let mut file = RulesFile::default();
    for run in splitter.items() {
        match splitter.item(run) {
            Some(item) => file.items.push(item),
            None => file.unread = true,
        }
    }
    file
}

impl<'a> Splitter<'a, '_> {
    fn token(&self, i: usize) -> Option<&'a Token> {
        self.scanned.tokens.get(i)
    }

    fn word(&self, i: usize) -> &'a str {
        match self.token(i) {
            Some(t) if t.kind == TokenKind::Word => self.scanned.word(t),
            _ => "",
        }
    }

    fn keyword(&self, i: usize) -> Option<Keyword> {
        self.token(i).and_then(|t| t.keyword)
    }

    fn begins_item(&self, i: usize) -> bool {
        self.keyword(i).is_some_and(|k| k.role() == Role::Item)
    }

    /// Whether the token is a name by itself.
    fn is_name(&self, i: usize) -> bool {
        !self.word(i).is_empty() && self.keyword(i).is_none()
    }

    /// Whether the token stands where a keyword can: not behind a point (unless the point ended a line).
    fn free(&self, i: usize) -> bool {
        let behind_point =
            i.checked_sub(1).and_then(|b| self.token(b)).is_some_and(|t| t.kind == TokenKind::Mark('.'));
        !behind_point || self.begins_line(i)
    }

    /// Whether the token is the first on its line.
    fn begins_line(&self, i: usize) -> bool {
        let Some(before) = i.checked_sub(1).and_then(|b| self.token(b)) else { return true };
        let start = self.token(i).map_or(before.end, |t| t.start);
        self.scanned.text.text.get(before.end..start).is_some_and(|between| between.contains('\n'))
    }

    /// The item keyword that a word at the beginning of a line was meant to be: `规则G4`, `规责 G4 "…"`.
    fn meant_item(&self, i: usize) -> Option<(Keyword, Option<String>)> {
        let word = self.word(i);
        if !self.is_name(i) || !self.begins_line(i) {
            return None;
        }
        let titled = |j: usize| {
            self.token(j).is_some_and(|t| t.kind == TokenKind::Text) || self.keyword(j) == Some(Keyword::For)
        };
        if let Some(split) = vocabulary::split_glued(word) {
            let (first, rest) = split.split_once(' ')?;
            let keyword = Keyword::spelt(first).filter(|k| k.role() == Role::Item && !first.is_ascii())?;
            let named = titled(i + 1) || titled(i + 2);
            return named.then(|| (keyword, Some(rest.to_owned())));
        }
        if !self.is_name(i + 1) || !(titled(i + 2) || self.is_name(i + 2) && titled(i + 3)) {
            return None;
        }
        let starts = Keyword::ALL.iter().filter(|k| k.role() == Role::Item).flat_map(|k| k.spellings());
        let keyword = suggest(word, starts).and_then(Keyword::spelt);
        keyword.map(|keyword| (keyword, None))
    }

    /// What can be known of a head that could not be read, so that the item's name is known all the same.
    fn recovered(&self, run: Run, head: Run) -> Option<HeadParts> {
        let mut i = run.from;
        let is_override = self.keyword(i) == Some(Keyword::Override);
        i += usize::from(is_override);
        let (keyword, glued) = match self.meant_item(i) {
            Some((keyword, glued)) => (Some(keyword), glued),
            None => (self.keyword(i), None),
        };
        let kind = keyword.and_then(vocabulary::begun);
        let is_define = keyword == Some(Keyword::Define);
        if kind.is_none() && !is_define {
            return None;
        }
        let name = |j: usize| {
            let word = self.word(j);
            let plain = j < head.to && self.is_name(j) && vocabulary::split_glued(word).is_none();
            plain
                .then(|| self.token(j))
                .flatten()
                .map(|t| Spanned::new(word.to_owned(), self.scanned.span(t)))
        };
        let id = match glued {
            Some(rest) => Spanned::new(rest, self.scanned.span(self.token(i)?)),
            None => {
                i += 1;
                name(i)?
            }
        };
        let label = name(i + 1);
        Some(HeadParts { is_override, kind, id, label, title: None })
    }

    fn slice(&self, run: Run) -> Slice<'a> {
        let start = self.token(run.from).map_or(0, |t| t.start);
        let end = run.to.checked_sub(1).and_then(|i| self.token(i)).map_or(start, |t| t.end).max(start);
        Slice { scanned: self.scanned, start, end }
    }

    fn span(&self, run: Run) -> Span {
        let slice = self.slice(run);
        self.scanned.text.span(slice.start, slice.end)
    }

    /// The items' runs; text before the first is reported.
    fn items(&mut self) -> Vec<Run> {
        let count = self.scanned.tokens.len();
        let mut starts = Vec::new();
        for i in 0..count {
            let begins = self.free(i) && self.begins_item(i) || self.meant_item(i).is_some();
            if !begins {
                continue;
            }
            let after_override = starts
                .last()
                .is_some_and(|s: &usize| *s + 1 == i && self.keyword(*s) == Some(Keyword::Override));
            if !after_override {
                starts.push(i);
            }
        }
        let first = starts.first().copied().unwrap_or(count);
        if first > 0 {
            let run = Run { from: 0, to: first };
            if !self.diagnostics.error_within(self.span(run)) {
                failure::outside_items(self.scanned, first, self.diagnostics);
            }
        }
        let ends = starts.iter().copied().skip(1).chain([count]);
        starts.iter().copied().zip(ends).map(|(from, to)| Run { from, to }).collect()
    }

    fn item(&mut self, run: Run) -> Option<Item> {
        if self.keyword(run.from) == Some(Keyword::Remove) {
            return self.remove(run);
        }
        let meant = self.meant_item(run.from).map(|(keyword, _)| keyword);
        let is_define = meant == Some(Keyword::Define)
            || (run.from..(run.from + 2).min(run.to)).any(|i| self.keyword(i) == Some(Keyword::Define));
        let clauses = self.clauses(run, is_define);
        let (_, head_run) = *clauses.first()?;
        let head_span = self.span(head_run);
        let head = match parser::head(self.slice(head_run), self.diagnostics) {
            Ok(head) => head,
            Err(stopped) => {
                self.failed(head_run, stopped, Expected::Head);
                // The clauses are still looked at for mistakes of their own, and the name is kept.
                let Some(head) = self.recovered(run, head_run) else {
                    self.body(&clauses, true, is_define);
                    return None;
                };
                let mut body = self.body(&clauses, head.is_override, is_define);
                body.broken = true;
                let span = self.span(run);
                return self.assemble(head, body, head_span, is_define).map(|kind| Item {
                    span,
                    head: head_span,
                    kind,
                });
            }
        };
        let body = self.body(&clauses, head.is_override, is_define);
        let span = self.span(run);
        let kind = self.assemble(head, body, head_span, is_define);
        Some(Item { span, head: head_span, kind: kind? })
    }

    fn failed(&mut self, run: Run, stopped: parser::Stopped, expected: Expected) {
        if !self.diagnostics.error_within(self.span(run)) {
            failure::report(self.scanned, self.slice(run), stopped, expected, self.diagnostics);
        }
    }

    fn remove(&mut self, run: Run) -> Option<Item> {
        let span = self.span(run);
        match parser::remove(self.slice(run), self.diagnostics) {
            Ok((id, because)) => {
                if because.is_none() {
                    self.diagnostics.push(
                        Diagnostic::new(&codes::NO_REASON, id.span.after())
                            .arg("name", &id.value)
                            .help(Message::new("help-no-reason")),
                    );
                }
                Some(Item { span, head: span, kind: ItemKind::Remove { id, because } })
            }
            Err(stopped) => {
                self.failed(run, stopped, Expected::Remove);
                None
            }
        }
    }

    /// The head's run and those of the clauses.
    fn clauses(&self, run: Run, is_define: bool) -> Vec<(Sort, Run)> {
        let mut starts = vec![(Sort::Head, run.from)];
        let mut depth = 0usize;
        // What follows the item's keyword is its name, even a keyword that cannot be one.
        let two = self.keyword(run.from) == Some(Keyword::Override);
        let named = two && !self.begins_item(run.from + 1);
        let mut i = run.from + 2 + usize::from(two && !named);
        while i < run.to {
            match self.token(i).map(|t| t.kind) {
                Some(TokenKind::Mark('(' | '[' | '{')) => depth += 1,
                Some(TokenKind::Mark(')' | ']' | '}')) => depth = depth.saturating_sub(1),
                Some(TokenKind::Mark('=')) if is_define && depth == 0 => {
                    let value = starts.iter().any(|(s, _)| *s == Sort::Value);
                    let beside = |j: usize| {
                        matches!(self.token(j).map(|t| t.kind), Some(TokenKind::Mark('=' | '<' | '>' | '!')))
                    };
                    if !value && !beside(i + 1) && !beside(i.saturating_sub(1)) {
                        starts.push((Sort::Value, i));
                    }
                }
                _ => {}
            }
            let sort = if self.free(i) { self.clause_begun(i, depth) } else { None };
            if let Some(sort) = sort {
                starts.push((sort, i));
                depth = 0;
                i += usize::from(self.added(i).is_some());
            }
            i += 1;
        }
        let ends: Vec<usize> = starts.iter().skip(1).map(|(_, s)| *s).chain([run.to]).collect();
        starts.into_iter().zip(ends).map(|((sort, from), to)| (sort, Run { from, to })).collect()
    }

    /// The clause that a token begins; `depth` brackets are open.
    fn clause_begun(&self, i: usize, depth: usize) -> Option<Sort> {
        const BEGINS: [(Keyword, Sort); 8] = [
            (Keyword::For, Sort::For),
            (Keyword::When, Sort::When),
            (Keyword::Require, Sort::Require),
            (Keyword::Circumstance, Sort::Require),
            (Keyword::Also, Sort::AlsoRequire),
            (Keyword::AlsoRequire, Sort::AlsoRequire),
            (Keyword::Cite, Sort::Cite),
            (Keyword::Note, Sort::Note),
        ];
        if self.added(i) == Some(Keyword::Cite) {
            return Some(Sort::AlsoCite);
        }
        if let Some(keyword) = self.keyword(i) {
            return BEGINS.iter().find(|(k, _)| *k == keyword).map(|(_, sort)| *sort);
        }
        let place = Keyword::spelt(self.word(i)).filter(|_| depth == 0 && self.begins_replaces(i))?;
        let sorts = [(Keyword::Replaces, Sort::Replaces), (Keyword::AlsoCite, Sort::AlsoCite)];
        sorts.into_iter().find(|(k, _)| *k == place).map(|(_, sort)| sort)
    }

    /// What `also` at a token adds: the keyword behind it.
    fn added(&self, i: usize) -> Option<Keyword> {
        let also = self.keyword(i) == Some(Keyword::Also);
        let next = self.keyword(i + 1).filter(|_| also)?;
        matches!(next, Keyword::Require | Keyword::Cite).then_some(next)
    }

    /// Whether `replaces` or 另依据 stands where a clause begins: a name follows it, and what stands before needs none. Elsewhere it is a name
    /// like any other.
    fn begins_replaces(&self, i: usize) -> bool {
        let named = self.token(i + 1).is_some_and(|t| match t.kind {
            TokenKind::Word => t.keyword.is_none(),
            TokenKind::Ticked => true,
            TokenKind::Number | TokenKind::Text | TokenKind::Mark(_) => false,
        });
        let Some(before) = i.checked_sub(1).and_then(|b| self.token(b)) else { return false };
        let ended = match before.kind {
            TokenKind::Mark(mark) => matches!(mark, ')' | ']' | '}' | '%' | '‰'),
            TokenKind::Word => before.keyword.is_none_or(|k| k.role() == Role::End),
            TokenKind::Number | TokenKind::Text | TokenKind::Ticked => true,
        };
        named && ended
    }

    fn body(&mut self, clauses: &[(Sort, Run)], is_override: bool, is_define: bool) -> Body {
        let mut body = Body::default();
        for (sort, run) in clauses.iter().skip(1).copied() {
            self.clause(sort, run, is_override, is_define, &mut body);
        }
        body
    }

    fn clause(&mut self, sort: Sort, run: Run, is_override: bool, is_define: bool, body: &mut Body) {
        let span = self.span(run);
        let keyword = Run { from: run.from, to: run.from + 1 };
        let out_of_place = match sort {
            Sort::When | Sort::Require => is_define,
            Sort::AlsoRequire => !is_override || is_define,
            Sort::AlsoCite => !is_override,
            Sort::For => body.subject.is_some(),
            Sort::Head | Sort::Cite | Sort::Note | Sort::Replaces | Sort::Value => false,
        };
        if out_of_place {
            let at = self.span(keyword);
            // In a new rule it is a requirement like any other.
            let stands = sort == Sort::AlsoRequire && !is_define;
            let help = match sort {
                Sort::AlsoRequire => "help-also-require",
                Sort::AlsoCite => "help-also-cite",
                Sort::For => "help-second-for",
                Sort::Head
                | Sort::When
                | Sort::Require
                | Sort::Cite
                | Sort::Note
                | Sort::Replaces
                | Sort::Value => "help-clause-in-define",
            };
            let word =
                self.scanned.text.text.get(self.slice(keyword).start..self.slice(keyword).end).unwrap_or("");
            let mut d =
                Diagnostic::new(&codes::CLAUSE_NOT_HERE, at).arg("clause", word).help(Message::new(help));
            if !stands {
                self.diagnostics.push(d);
                return;
            }
            d = match self.keyword(run.from) {
                Some(Keyword::Also) => {
                    d.fix(self.span(Run { from: run.from, to: run.from + 2 }), Keyword::Require.en())
                }
                _ => d.fix(at, Keyword::Require.spelling(Vocabulary::Zh)),
            };
            self.diagnostics.push(d);
        }
        match sort {
            Sort::Head => {}
            Sort::For => match parser::subject(self.slice(run), self.diagnostics) {
                Ok((subject, unit)) => {
                    if let (Some(unit), false) = (&unit, is_define) {
                        let d = Diagnostic::new(&codes::UNIT_NOT_HERE, unit.span);
                        self.diagnostics.push(d.help(Message::new("help-unit-not-here")));
                    }
                    body.subject = Some(subject);
                    body.subject_end = Some(span);
                    body.unit = unit;
                }
                Err(stopped) => {
                    self.failed(run, stopped, Expected::Subject);
                    body.broken = true;
                }
            },
            Sort::When | Sort::Require | Sort::AlsoRequire | Sort::Value => {
                let skip = if self.added(run.from) == Some(Keyword::Require) { 2 } else { 1 };
                let inner = Run { from: run.from + skip, to: run.to };
                let condition = self.formula(run, inner);
                let clause = Clause { span, condition };
                match sort {
                    Sort::When => body.when.push(clause),
                    Sort::Require => body.require.push(clause),
                    Sort::AlsoRequire if is_override => body.also_require.push(clause),
                    Sort::AlsoRequire => body.require.push(clause),
                    Sort::Head
                    | Sort::For
                    | Sort::Cite
                    | Sort::AlsoCite
                    | Sort::Note
                    | Sort::Replaces
                    | Sort::Value => body.value = Some(clause.condition),
                }
            }
            Sort::Replaces => match parser::replaces(self.slice(run), self.diagnostics) {
                Ok(names) => body.replaces.extend(names),
                Err(stopped) => self.failed(run, stopped, Expected::Replaces),
            },
            Sort::Cite => match parser::cite(self.slice(run), self.diagnostics) {
                Ok(cite) => body.cite.push(cite),
                Err(stopped) => self.failed(run, stopped, Expected::Cite),
            },
            Sort::AlsoCite => {
                let also = self.keyword(run.from) == Some(Keyword::Also);
                let own = Run { from: run.from + usize::from(also), to: run.to };
                match parser::cite(self.slice(own), self.diagnostics) {
                    Ok(cite) => body.cite.push(Cite { span, also: true, ..cite }),
                    Err(stopped) => self.failed(run, stopped, Expected::Cite),
                }
            }
            Sort::Note => {
                let inner = Run { from: run.from + 1, to: run.to };
                match parser::string(self.slice(inner), self.diagnostics) {
                    Ok(note) if inner.from < inner.to => body.note.push(note),
                    Ok(_) => {}
                    Err(stopped) => self.failed(run, stopped, Expected::Note),
                }
            }
        }
    }

    fn formula(&mut self, run: Run, inner: Run) -> Expr {
        let broken = |span| Expr { span, kind: ExprKind::Broken };
        if inner.from >= inner.to {
            let at = self.span(run);
            if !self.diagnostics.error_within(at) {
                let keyword = self.span(Run { from: run.from, to: inner.from });
                let word = self
                    .scanned
                    .text
                    .text
                    .get(self.slice(run).start..self.slice(run).end)
                    .unwrap_or("")
                    .to_owned();
                self.diagnostics.push(
                    Diagnostic::new(&codes::EMPTY_CLAUSE, keyword.after())
                        .arg("clause", word.trim())
                        .help(Message::new("help-empty-clause")),
                );
            }
            return broken(at);
        }
        let span = self.span(inner);
        // An unclosed string or bracket in it was reported: what parses in spite of it is not what was meant.
        let reported = self.diagnostics.error_within(span);
        match parser::formula(self.slice(inner), self.diagnostics) {
            Ok(expr) if !reported => {
                failure::swallowed(&expr, self.diagnostics);
                expr
            }
            Ok(_) => broken(span),
            Err(stopped) => {
                if !reported {
                    failure::report(
                        self.scanned,
                        self.slice(inner),
                        stopped,
                        Expected::Formula,
                        self.diagnostics,
                    );
                }
                broken(span)
            }
        }
    }

    fn assemble(&mut self, head: HeadParts, mut body: Body, span: Span, is_define: bool) -> Option<ItemKind> {
        let is_override = head.is_override;
        let veto = match head.kind {
            Some(kind) => kind == RuleKind::Veto,
            // What an override without the word for it is, its parent says.
            None => is_override && !is_define,
        };
        if let (Some(first), false) = (body.replaces.first(), veto) {
            self.diagnostics.push(
                Diagnostic::new(&codes::CLAUSE_NOT_HERE, first.span)
                    .arg("clause", Keyword::Replaces.en())
                    .help(Message::new("help-replaces")),
            );
            body.replaces.clear();
        }
        let missing_head = body.broken && body.subject.is_none();
        let subject = body.subject.or_else(|| {
            // The clause was there but broken, and reported: an empty name stands for it, which later stages pass over.
            missing_head.then(|| Subject { entity: Spanned::new(String::new(), span), by: Vec::new() })
        });
        if is_define {
            let value = match body.value {
                Some(value) => Some(value),
                None if is_override => None,
                None => {
                    let before = body.subject_end.unwrap_or(span);
                    self.diagnostics.push(
                        Diagnostic::new(&codes::NO_FORMULA, before.after())
                            .arg("name", &head.id.value)
                            .help(Message::new("help-no-formula")),
                    );
                    Some(Expr { span, kind: ExprKind::Broken })
                }
            };
            let item = DefineItem {
                id: head.id,
                label: head.label,
                title: head.title,
                subject,
                unit: body.unit,
                value,
                cite: body.cite,
                note: body.note,
            };
            return Some(if is_override {
                ItemKind::Override(OverrideItem::Define(item))
            } else {
                ItemKind::Define(item)
            });
        }
        let item = RuleItem {
            kind: head.kind.unwrap_or(RuleKind::Rule),
            id: head.id,
            label: head.label,
            title: head.title,
            subject,
            when: body.when,
            require: body.require,
            also_require: body.also_require,
            replaces: body.replaces,
            cite: body.cite,
            note: body.note,
        };
        Some(match (is_override, head.kind) {
            (true, Some(_)) => ItemKind::Override(OverrideItem::Rule(item)),
            (true, None) => ItemKind::Override(OverrideItem::Named(item)),
            (false, _) => ItemKind::Rule(item),
        })
    }
}

/// An item's clauses as read.
#[derive(Debug, Default)]
struct Body {
    subject: Option<Subject>,
    /// The clause that names the subject.
    subject_end: Option<Span>,
    unit: Option<UnitExpr>,
    value: Option<Expr>,
    when: Vec<Clause>,
    require: Vec<Clause>,
    also_require: Vec<Clause>,
    replaces: Vec<Ident>,
    cite: Vec<Cite>,
    note: Vec<Spanned<String>>,
    broken: bool,
}
