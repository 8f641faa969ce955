//! Things of a pack in words.

use super::history::is_date;
use super::{Contents, Entry, Given, Part, Shown, Sort};
use crate::diagnostic::{Catalogue, Language, Message};
use crate::pack::entry::{Described, ENTRIES, Form};
use crate::report::{WIDTH, folded, table};

/// One thing of a pack: each part, where it is written, and what it replaced.
pub fn shown_text(shown: &Shown, language: Language) -> String {
    let mut w = Writer { shown, language, out: String::new() };
    w.head();
    w.parts();
    w.links();
    w.out
}

struct Writer<'a> {
    shown: &'a Shown,
    language: Language,
    out: String,
}

impl Writer<'_> {
    fn word(&self, key: &str) -> String {
        Catalogue::of(self.language).get(key)
    }

    fn say(&self, message: &Message) -> String {
        message.text(self.language)
    }

    /// Text with the place where it is written behind it; a place is never broken over two lines.
    fn placed(&mut self, indent: &str, text: &str, given: &Given) {
        use unicode_width::UnicodeWidthStr as _;
        if given.file.is_empty() {
            return self.line(indent, text);
        }
        let place = self.place(given);
        let mut text = folded(text, indent);
        let last = text.trim_end().lines().last().map_or(0, |l| l.width());
        text.truncate(text.trim_end().len());
        if last + 1 + place.width() <= WIDTH as usize {
            text.push(' ');
        } else {
            text.push_str(&format!("\n{indent}  "));
        }
        self.out.push_str(&text);
        self.out.push_str(&place);
        self.out.push('\n');
    }

    fn line(&mut self, indent: &str, text: &str) {
        self.out.push_str(&folded(text, indent));
    }

    fn field(&self, word: &str, text: &str) -> String {
        field(word, text, self.language)
    }

    fn head(&mut self) {
        let Shown { sort, id, label, title, .. } = self.shown;
        let names = [Some(id), label.as_ref(), title.as_ref().filter(|t| Some(*t) != label.as_ref())];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        self.line("", &names.join(" "));
        let mut text = self.word(sort.word());
        match self.shown.packs.as_slice() {
            [] => text.push_str(&self.word("show-built-in")),
            [only] => text.push_str(&self.say(&Message::new("show-declared").arg("pack", only))),
            [first, changed @ ..] => {
                text.push_str(&self.say(&Message::new("show-declared").arg("pack", first)));
                let key = if self.shown.removed.is_some() { "show-removed-by" } else { "show-changed-by" };
                text.push_str(&self.say(&Message::new(key).names("packs", changed)));
            }
        }
        self.line("", &text);
        if let Some(removed) = &self.shown.removed {
            let text = self.say(&Message::new("show-removed").arg("reason", &removed.text));
            self.placed("  ", &text, removed);
        }
        self.out.push('\n');
    }

    /// `〔national@2017.1.0 indicators.yaml:51〕`.
    fn place(&self, given: &Given) -> String {
        let file = given.file.rsplit(['/', '\\']).next().unwrap_or(&given.file);
        format!("〔{} {file}:{}〕", given.pack, given.line)
    }

    fn part_word(&self, part: &Part) -> String {
        if part.part == "require" && self.shown.sort == Sort::Veto {
            return self.word("show-part-exists");
        }
        self.word(&format!("show-part-{}", part.part.replace('_', "-")))
    }

    /// What is written, as people read it: some words of the language are the pack's, some the program's.
    fn value(&self, part: &Part, given: &Given) -> String {
        let text = given.text.as_str();
        if part.part == "cite" {
            return self.cited(given);
        }
        let word = match text {
            _ if !has_words(part.part) => None,
            "true" => Some("word-true".to_owned()),
            "false" => Some("word-false".to_owned()),
            _ => Some(format!("show-{}-{text}", part.part)),
        };
        match word.filter(|word| Catalogue::of(self.language).has(word)) {
            Some(word) => self.word(&word),
            None => text.to_owned(),
        }
    }

    fn cited(&self, given: &Given) -> String {
        let Some(quote) = &given.quote else { return given.text.clone() };
        let number = quote.number.as_ref().map(|n| format!("（{n}）")).unwrap_or_default();
        format!("《{}》{number}{}", quote.title, quote.place.as_deref().unwrap_or_default())
    }

    fn parts(&mut self) {
        let shown = self.shown;
        let unit = shown.parts.iter().find(|p| p.part == "unit").and_then(|p| p.given.first());
        let unit = unit.map(|g| g.text.clone()).unwrap_or_default();
        let mut at = 0;
        while let Some(part) = shown.parts.get(at) {
            let same = |p: &&Part| p.part == part.part && !p.at.is_empty();
            let group: Vec<&Part> = shown.parts.iter().skip(at).take_while(same).collect();
            if group.is_empty() {
                at += 1;
                match part.part {
                    // The title stands above; the comparison stands with its numbers.
                    "title" | "label" if part.replaced.is_empty() => {}
                    "comparison" if part.replaced.is_empty() => {}
                    _ => self.part(part, &unit),
                }
                continue;
            }
            at += group.len();
            self.group(&group, &unit);
        }
    }

    fn heading(&self, part: &Part) -> String {
        let word = self.part_word(part);
        if part.part != "threshold" {
            return word;
        }
        let sign = self.shown.parts.iter().find(|p| p.part == "comparison").and_then(|p| p.given.first());
        match sign {
            Some(sign) => format!("{word} {}", sign.text),
            None if self.shown.sort == Sort::Limit => self.word("show-part-number-of-limit"),
            None => word,
        }
    }

    fn with_unit(&self, part: &Part, text: String, unit: &str) -> String {
        let number = part.part == "threshold" && text.ends_with(|c: char| c.is_ascii_digit());
        if number && !unit.is_empty() { format!("{text} {unit}") } else { text }
    }

    fn part(&mut self, part: &Part, unit: &str) {
        let word = self.heading(part);
        let mut given = part.given.iter().peekable();
        let mut together: Vec<String> = Vec::new();
        while let Some(one) = given.next() {
            together.push(self.with_unit(part, self.value(part, one), unit));
            // Units that one line of a file lists stand on one line here too.
            let list = matches!(part.part, "lead" | "support");
            if list && given.peek().is_some_and(|next| next.file == one.file && next.line == one.line) {
                continue;
            }
            let text = self.field(&word, &together.join("、"));
            self.placed("  ", &text, one);
            self.quote(one, "    ");
            together.clear();
        }
        self.replaced(part, unit, "    ");
    }

    fn quote(&mut self, given: &Given, indent: &str) {
        if let Some(text) = given.quote.as_ref().and_then(|q| q.text.as_ref()) {
            self.line(indent, &format!("“{text}”"));
        }
    }

    fn replaced(&mut self, part: &Part, unit: &str, indent: &str) {
        for given in &part.replaced {
            let text = self.with_unit(part, self.value(part, given), unit);
            let text = self.say(&Message::new("show-was").arg("text", text));
            self.placed(indent, &text, given);
        }
    }

    /// The entries of a table or list. Those that one line of a file holds stand on one line here too.
    fn group(&mut self, group: &[&Part], unit: &str) {
        let Some(first) = group.first() else { return };
        let word = self.heading(first);
        let line_of = |p: &Part| match p.given.as_slice() {
            [only] if p.replaced.is_empty() => Some((only.file.clone(), only.line)),
            _ => None,
        };
        let short = matches!(first.part, "threshold" | "values" | "columns");
        let mut lines: Vec<String> = Vec::new();
        let mut rest = group.iter().copied().peekable();
        let mut out: Vec<(String, &Part, &Given)> = Vec::new();
        while let Some(part) = rest.next() {
            let Some(given) = part.given.first() else { continue };
            lines.push(self.entry(part, unit));
            let together = short
                && line_of(part).is_some()
                && rest.peek().is_some_and(|next| line_of(next) == line_of(part));
            if together {
                continue;
            }
            out.push((lines.join("，"), part, given));
            lines.clear();
        }
        if let [(text, part, given)] = out.as_slice()
            && part.replaced.is_empty()
            && given.quote.is_none()
        {
            let text = self.field(&word, text);
            self.placed("  ", &text, given);
            return;
        }
        self.line("  ", &self.field(&word, ""));
        let mut quoted: Option<&Given> = None;
        for (text, part, given) in out {
            self.placed("    ", &text, given);
            for changed in part.given.iter().skip(1) {
                let text = self.word("show-changed");
                self.placed("      ", &text, changed);
            }
            // Steps that cite the same clause quote it once.
            if quoted.is_none_or(|q| q.quote != given.quote) {
                self.quote(given, "      ");
            }
            quoted = Some(given);
            self.replaced(part, unit, "      ");
        }
    }

    fn entry(&self, part: &Part, unit: &str) -> String {
        let text = part.given.first().map_or_else(String::new, |g| self.value(part, g));
        let words: Vec<String> =
            part.at
                .iter()
                .map(|a| {
                    if is_date(a) {
                        self.say(&Message::new("explain-from").arg("date", a))
                    } else {
                        a.clone()
                    }
                })
                .collect();
        let at = words.join(" ");
        match part.part {
            "values" | "columns" if at == text => text,
            "values" | "columns" => format!("{text}（{at}）"),
            "step" => format!("{at}. {text}"),
            _ => self.with_unit(part, format!("{at} {text}"), unit),
        }
    }

    fn links(&mut self) {
        let shown = self.shown;
        if !shown.uses.is_empty() {
            let word = self.word("show-uses");
            self.line("  ", &self.field(&word, ""));
            for u in &shown.uses {
                let name = if u.label == u.id || u.sort == Sort::Column {
                    if u.sort == Sort::Column { u.label.clone() } else { u.id.clone() }
                } else {
                    format!("{} {}", u.id, u.label)
                };
                let sort = self.word(u.sort.word());
                let text = if u.text.is_empty() || u.text == u.label {
                    name
                } else {
                    format!("{name}：{}", u.text)
                };
                self.line("    ", &format!("{sort} {text}"));
            }
        }
        for (key, list) in [("show-used-by", &shown.used_by), ("show-measures", &shown.measures)] {
            if !list.is_empty() {
                let text = self.field(&self.word(key), &list.join(" "));
                self.line("  ", &text);
            }
        }
    }
}

/// Whether what stands in a part is a word of the language: a flag, a type, one of a list.
fn has_words(part: &str) -> bool {
    let word = |d: &Described| {
        d.part == part && matches!(d.form, Form::Flag | Form::Word(_) | Form::Type | Form::Expected)
    };
    part == "multiple" || ENTRIES.iter().any(|kind| kind.fields.iter().any(word))
}

/// `name：text`.
fn field(word: &str, text: &str, language: Language) -> String {
    Message::new("show-field").arg("name", word).arg("text", text).text(language).trim_end().to_owned()
}

/// All that a pack contains, a line each.
pub fn contents_text(contents: &Contents, language: Language) -> String {
    let word = |key: &str| Catalogue::of(language).get(key);
    let mut out = String::new();
    let Contents { id, version, title, issuer, digest, chain, .. } = contents;
    out.push_str(&folded(&format!("{id}@{version} {title}"), ""));
    let period = match (&contents.from, &contents.to) {
        (None, None) => String::new(),
        (from, to) => {
            let show = |d: &Option<String>| d.clone().unwrap_or_else(|| "…".to_owned());
            format!("{} — {}", show(from), show(to))
        }
    };
    let above = chain
        .split_last()
        .map(|(_, above)| above.iter().rev().cloned().collect::<Vec<_>>().join("、"))
        .unwrap_or_default();
    for (key, text) in [
        ("show-part-issuer", issuer.as_str()),
        ("show-period", &period),
        ("show-extends", &above),
        ("show-digest", digest),
    ] {
        if !text.is_empty() {
            out.push_str(&folded(&field(&word(key), text, language), "  "));
        }
    }
    let several = chain.len() > 1;
    let rows = |entries: &[Entry]| -> Vec<Vec<String>> {
        let row = |e: &Entry| {
            let label = e.label.clone().unwrap_or_default();
            let text = if Some(&e.text) == e.label.as_ref() { String::new() } else { e.text.clone() };
            let mut row = vec![e.id.clone(), label, text];
            if several {
                let ids = e.packs.iter().map(|p| p.split('@').next().unwrap_or(p));
                row.push(ids.collect::<Vec<_>>().join(" → "));
            }
            row
        };
        entries.iter().map(row).collect()
    };
    for group in &contents.groups {
        let count = Message::new("show-count")
            .arg("sort", word(group.sort.word()))
            .count("count", group.entries.len());
        out.push_str(&format!("\n{}\n", count.text(language)));
        out.push_str(&table(&[], &rows(&group.entries), &[]));
    }
    if !contents.removed.is_empty() {
        out.push_str(&format!("\n{}\n", word("show-removed-things")));
        out.push_str(&table(&[], &rows(&contents.removed), &[]));
    }
    out
}
