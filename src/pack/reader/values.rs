//! Single values: texts, names, flags, words, dates, numbers, formulas, units.

use super::Reader;
use super::fields::{Field, Shape};
use super::number::{self, Mistake};
use super::suggest;
use crate::diagnostic::{Diagnostic, Message, codes};
use crate::pack::document::{CiteEntry, Quantity};
use crate::pack::yaml::{Kind, Node};
use crate::source::Spanned;
use crate::syntax::ast::{Expr, ExprKind, Ident, UnitExpr};
use crate::syntax::vocabulary::yaml::{Word, find_word};
use crate::syntax::{MappedText, parse_formula, parse_unit};
use crate::value::{Date, parse_date};

impl Reader<'_> {
    /// Nothing for what was reported already, and for an optional text that was left empty.
    fn given<'n>(&mut self, node: &'n Node) -> Option<&'n Node> {
        if node.is_broken() {
            self.broken = true;
            return None;
        }
        Some(node)
    }

    /// A key that names an entry.
    pub(super) fn key_name(&mut self, node: &Node) -> Option<Ident> {
        let text = node.nfc()?;
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.diagnostics.push(Diagnostic::new(&codes::EMPTY_NAME, node.span));
            return None;
        }
        self.curly_key(node, trimmed);
        Some(Spanned::new(trimmed.to_owned(), node.span))
    }

    /// Warns of a key in curly quotes: to YAML they are part of the name.
    fn curly_key(&mut self, node: &Node, text: &str) {
        let inner = text.trim_start_matches(['“', '”', '‘', '’']).trim_end_matches(['“', '”', '‘', '’']);
        if inner.len() == text.len() || self.file.get(node.span.range()).map(str::trim) != Some(text) {
            return;
        }
        let written = format!("\"{inner}\"");
        self.diagnostics.push(
            Diagnostic::new(&codes::CURLY_KEY, node.span)
                .arg("key", text)
                .help(Message::new("help-write").arg("written", &written))
                .fix(node.span, written),
        );
    }

    /// A text; nothing where it was left empty.
    pub(super) fn text(&mut self, name: &Node, node: &Node) -> Option<Spanned<String>> {
        let node = self.given(node)?;
        if node.is_null() {
            return None;
        }
        let Some(text) = node.nfc() else {
            self.wrong_shape(node, Some(name), Shape::Text, None);
            return None;
        };
        let trimmed = text.trim();
        self.cut_by_hash(node, trimmed);
        (!trimmed.is_empty()).then(|| Spanned::new(trimmed.to_owned(), node.span))
    }

    /// Warns where what follows a plain text is probably its rest: ` #` with a sign right behind it, or with a bracket left open.
    fn cut_by_hash(&mut self, node: &Node, text: &str) {
        let raw = self.file.get(node.span.range()).unwrap_or("");
        if raw.trim() != text || text.starts_with(['"', '\'']) {
            return;
        }
        let behind = self.file.get(node.span.end as usize..).unwrap_or("");
        let line = behind.split(['\n', '\r']).next().unwrap_or("");
        let rest = line.trim_start_matches([' ', '\t']);
        let Some(comment) = rest.strip_prefix('#').filter(|_| rest.len() < line.len()) else { return };
        let count = |marks: [char; 3]| text.chars().filter(|c| marks.contains(c)).count();
        let open = count(['(', '（', '《']) > count([')', '）', '》']);
        if comment.starts_with(|c: char| !c.is_whitespace() && c != '#' && c != '!') || open {
            let written = suggest::quote(format!("{raw}{line}").trim());
            let mut span = node.span;
            span.end += line.trim_end().len() as u32;
            self.diagnostics.push(
                Diagnostic::new(&codes::CUT_BY_HASH, node.span)
                    .help(Message::new("help-write").arg("written", &written))
                    .fix(span, written),
            );
        }
    }

    /// A name; one that is missing is an error.
    pub(super) fn name(&mut self, name: &Node, node: &Node) -> Option<Ident> {
        let node = self.given(node)?;
        match self.text(name, node) {
            Some(text) => Some(text),
            None => {
                if node.is_null() || node.text().is_some() {
                    self.empty(name, node);
                }
                None
            }
        }
    }

    /// A text that may be missing.
    pub(super) fn text_of(&mut self, field: Option<Field<'_>>) -> Option<Spanned<String>> {
        field.and_then(|f| self.text(f.name, f.value))
    }

    /// One name or a list of names.
    pub(super) fn names(&mut self, name: &Node, node: &Node) -> Option<Spanned<Vec<Ident>>> {
        let node = self.given(node)?;
        let list = match &node.kind {
            Kind::Seq(items) => items.iter().filter_map(|item| self.name(name, item)).collect(),
            Kind::Scalar { .. } => vec![self.name(name, node)?],
            Kind::Null | Kind::Map(_) | Kind::Broken => {
                self.wrong_shape(node, Some(name), Shape::List, None);
                return None;
            }
        };
        Some(Spanned::new(list, node.span))
    }

    /// One text or a list of texts.
    pub(super) fn texts(&mut self, field: Field<'_>) -> Option<Vec<Spanned<String>>> {
        if field.value.is_null() {
            return None;
        }
        self.names(field.name, field.value).map(|list| list.value)
    }

    /// Reports that nothing stands behind a key that needs something.
    pub(super) fn empty(&mut self, name: &Node, node: &Node) {
        self.empty_of(name, node, Shape::Text);
    }

    fn empty_of(&mut self, name: &Node, node: &Node, shape: Shape) {
        if name.nfc().is_some_and(|text| self.hidden_colon(name, &text)) {
            return;
        }
        self.broken = true;
        let key = name.text().unwrap_or_default().to_owned();
        let span = if node.span.range().is_empty() { name.span } else { node.span };
        let mut diagnostic = Diagnostic::new(&codes::EMPTY_VALUE, span).arg("key", &key);
        if let Some(help) = suggest::example(&key, shape) {
            diagnostic = diagnostic.help(help);
        }
        self.diagnostics.push(diagnostic);
    }

    /// A flag: true/false, 是/否.
    pub(super) fn flag(&mut self, field: Option<Field<'_>>) -> Option<Spanned<bool>> {
        let Field { name, value, .. } = field?;
        let node = self.given(value)?;
        if node.is_null() {
            self.empty(name, node);
            return None;
        }
        let Some(text) = node.nfc() else {
            self.wrong_shape(node, Some(name), Shape::Text, None);
            return None;
        };
        match find_word(text.trim(), &[Word::True, Word::False]) {
            Some(word) => Some(Spanned::new(word == Word::True, node.span)),
            None => {
                self.broken = true;
                let mut diagnostic = Diagnostic::new(&codes::FLAG_FORM, node.span).arg("value", &text);
                diagnostic =
                    match suggest::flag(text.trim(), suggest::vocabulary_of(name.text().unwrap_or_default()))
                    {
                        Some(better) => diagnostic
                            .help(Message::new("help-pack-write-flag").arg("word", better))
                            .fix(node.span, better),
                        None => diagnostic.help(Message::new("help-pack-flags")),
                    };
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    /// One of a closed list of words.
    pub(super) fn word(&mut self, name: &Node, node: &Node, among: &[Word]) -> Option<Spanned<Word>> {
        let name_of = self.name(name, node)?;
        if let Some(word) = find_word(&name_of.value, among) {
            return Some(Spanned::new(word, name_of.span));
        }
        self.broken = true;
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_WORD, name_of.span)
            .arg("key", name.text().unwrap_or_default())
            .arg("value", &name_of.value);
        let worth = self.diagnostics.len() < 200 && name_of.value.len() < 100;
        let better = if worth { suggest::word(&name_of.value, among) } else { None };
        diagnostic = match better {
            Some(better) => diagnostic
                .help(Message::new("help-pack-write-key").arg("key", better))
                .fix(name_of.span, better),
            None => {
                let list: Vec<String> = among
                    .iter()
                    .map(|w| format!("`{}`/`{}`", w.zh().first().copied().unwrap_or(""), w.en()))
                    .collect();
                diagnostic.help(Message::new("help-pack-words-here").arg("words", list.join(", ")))
            }
        };
        self.diagnostics.push(diagnostic);
        None
    }

    /// A date.
    pub(super) fn date(&mut self, field: Option<Field<'_>>) -> Option<Spanned<Date>> {
        let field = field?;
        let name = self.name(field.name, field.value)?;
        let text = number::half_width(&name.value);
        if let Some(date) = parse_date(&text) {
            return Some(Spanned::new(date, name.span));
        }
        self.broken = true;
        let help =
            if number::looks_like_a_date(&text) { "help-pack-no-such-day" } else { "help-pack-date-form" };
        self.diagnostics.push(
            Diagnostic::new(&codes::DATE_FORM, name.span).arg("value", &name.value).help(Message::new(help)),
        );
        None
    }

    /// A number in a table.
    pub(super) fn quantity(&mut self, name: &Node, node: &Node) -> Option<Spanned<Quantity>> {
        let node = self.given(node)?;
        if node.is_null() {
            self.empty_of(name, node, Shape::Number);
            return None;
        }
        let Some(text) = node.text() else {
            self.wrong_shape(node, Some(name), Shape::Number, None);
            return None;
        };
        match number::quantity(text) {
            Ok(quantity) => Some(Spanned::new(quantity, node.span)),
            Err(mistake) => {
                self.bad_number(text, node, mistake);
                None
            }
        }
    }

    /// Reports a text that should be a number.
    pub(super) fn bad_number(&mut self, text: &str, node: &Node, mistake: Mistake) {
        self.broken = true;
        let mut diagnostic = Diagnostic::new(&codes::NUMBER_FORM, node.span).arg("value", text.trim());
        diagnostic = match mistake {
            Mistake::Write(better) => diagnostic
                .help(Message::new("help-pack-write-number").arg("number", &better))
                .fix(node.span, better),
            Mistake::Unit { number, unit } => match &self.entry_unit {
                // `8000元` where the entry says 元/人: the same number, and the unit stays.
                Some(own) if own.split('/').next().map(str::trim) == Some(unit.as_str()) => diagnostic
                    .help(Message::new("help-pack-unit-said").arg("number", &number).arg("unit", own))
                    .fix(node.span, number),
                Some(own) => diagnostic.help(Message::new("help-pack-unit-other").arg("unit", own)),
                None => diagnostic
                    .help(Message::new("help-pack-unit-apart").arg("number", number).arg("unit", unit)),
            },
            Mistake::TooLong => diagnostic
                .help(Message::new("help-pack-number-too-long").count("digits", crate::source::MAX_DIGITS)),
            Mistake::Other => diagnostic.help(Message::new("help-pack-number-form")),
        };
        self.diagnostics.push(diagnostic);
    }

    /// A formula; what cannot be read gives a broken one, so that it is not missed later.
    pub(super) fn formula(&mut self, field: Option<Field<'_>>) -> Option<Expr> {
        let Field { name, value: node, .. } = field?;
        let broken = Expr { span: node.span, kind: ExprKind::Broken };
        if node.is_broken() {
            return Some(broken);
        }
        if node.is_null() {
            self.empty(name, node);
            return Some(broken);
        }
        if node.text().is_none() {
            self.broken = true;
            let raw = self.file.get(node.span.range()).unwrap_or("").trim();
            let mut diagnostic = Diagnostic::new(&codes::YAML_UNQUOTED_FORMULA, node.span);
            if !raw.is_empty() && !raw.contains('\n') {
                let quoted = suggest::quote(raw);
                diagnostic = diagnostic
                    .help(Message::new("help-pack-quote-value").arg("text", &quoted))
                    .fix(node.span, quoted);
            }
            self.diagnostics.push(diagnostic);
            return Some(broken);
        }
        let mapped = node.mapped(self.file);
        if mapped.text.trim().is_empty() {
            self.empty(name, node);
            return Some(broken);
        }
        Some(parse_formula(&mapped, self.diagnostics))
    }

    /// A unit.
    pub(super) fn unit(&mut self, field: Option<Field<'_>>) -> Option<UnitExpr> {
        let Field { name, value: node, .. } = field?;
        let node = self.given(node)?;
        if node.is_null() {
            self.empty(name, node);
            return None;
        }
        if node.text().is_none() {
            self.wrong_shape(node, Some(name), Shape::Text, None);
            return None;
        }
        let unit = parse_unit(&node.mapped(self.file), self.diagnostics);
        self.entry_unit = node.text().map(|t| t.trim().to_owned());
        if unit.is_none() {
            self.broken = true;
        }
        unit
    }

    /// `cite: [source, place]`, or only a source.
    pub(super) fn cite(&mut self, field: Option<Field<'_>>) -> Option<CiteEntry> {
        let Field { name, value: node, .. } = field?;
        let node = self.given(node)?;
        match &node.kind {
            Kind::Null => None,
            Kind::Scalar { .. } => {
                self.name(name, node).map(|source| CiteEntry { span: node.span, source, place: None })
            }
            Kind::Seq(items) if (1..=2).contains(&items.len()) => {
                let mut items = items.iter();
                let source = items.next().and_then(|n| self.name(name, n));
                let place = items.next().and_then(|n| self.text(name, n));
                source.map(|source| CiteEntry { span: node.span, source, place })
            }
            Kind::Seq(_) | Kind::Map(_) | Kind::Broken => {
                self.broken = true;
                self.diagnostics.push(
                    Diagnostic::new(&codes::CITE_FORM, node.span).help(Message::new("help-pack-cite-form")),
                );
                None
            }
        }
    }

    /// The part of a scalar's text from byte `from` on, with its places.
    pub(super) fn mapped_tail(&self, mapped: &MappedText, from: usize) -> MappedText {
        let whole = mapped.span(from, mapped.text.len());
        let mut tail = MappedText::empty(whole.source, whole.start as usize);
        let rest = mapped.text.get(from..).unwrap_or("");
        for (i, c) in rest.char_indices() {
            let at = mapped.span(from + i, from + i + c.len_utf8());
            let mut buffer = [0u8; 4];
            tail.push(c.encode_utf8(&mut buffer), at.start as usize, at.end as usize);
        }
        tail
    }
}
