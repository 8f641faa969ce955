//! The data that the pack asks for: tables with their columns, lists of values, units.

use super::Teller;
use super::uses::Uses;
use crate::diagnostic::Message;
use crate::report::page::*;
use crate::semantics::*;

/// The tables with their places; the findings last.
pub(super) fn tables(pack: &CheckedPack) -> impl Iterator<Item = (EntityIx, &Entity)> {
    (0u32..).map(EntityIx).zip(&pack.entities)
}

impl Teller<'_> {
    /// A column's type in words.
    pub fn column_type(&self, column: &Column) -> String {
        let key = match column.ty {
            ColumnType::Number => "doc-type-number",
            ColumnType::Count => "doc-type-count",
            ColumnType::Share => "doc-type-share",
            ColumnType::Flag => "doc-type-flag",
            ColumnType::Text => "doc-type-text",
            ColumnType::Date => "doc-type-date",
            ColumnType::Kind(kind) => {
                let label = self.pack.kind(kind).map_or("", |k| &k.label);
                return Message::new("doc-type-kind").arg("kind", label).text(self.language);
            }
        };
        self.word(key)
    }

    /// A kind's values, each with the other words that data may use for it.
    pub fn kind_values(&self, kind: &Kind) -> Vec<String> {
        let one = |((_, label), value): (&(String, String), KindValue)| {
            let aliases: Vec<&str> = kind.aliases_of(value).collect();
            if aliases.is_empty() {
                return label.clone();
            }
            let aliases = aliases.join(&self.word("doc-comma"));
            Message::new("doc-value-aliases").arg("value", label).arg("aliases", aliases).text(self.language)
        };
        kind.values.iter().zip(0..).map(one).collect()
    }

    pub fn bound(&self, bound: &ColumnBound, column: &Column) -> String {
        match bound {
            ColumnBound::Number(n) => self.number(n, &column.unit, false),
            ColumnBound::Date(d) => d.to_string(),
        }
    }

    /// What is asked of a column's cells, in words.
    fn asked(&self, entity: &Entity, ix: ColumnIx, column: &Column) -> Line {
        let mut out: Vec<String> = Vec::new();
        if entity.key.contains(&ix) {
            out.push(self.word("doc-key-column"));
        }
        if column.required {
            out.push(self.word("doc-required-column"));
        }
        if let Some(min) = &column.min {
            out.push(Message::new("doc-at-least").arg("number", self.bound(min, column)).text(self.language));
        }
        if let Some(max) = &column.max {
            out.push(Message::new("doc-at-most").arg("number", self.bound(max, column)).text(self.language));
        }
        if let Some(pattern) = &column.pattern {
            out.push(Message::new("doc-pattern-of").arg("pattern", pattern.text()).text(self.language));
        }
        if let Some(step) = &column.step {
            let step = self.number(step, &column.unit, column.ty == ColumnType::Share);
            out.push(Message::new("doc-step-of").arg("number", step).text(self.language));
        }
        if let Some(derive) = &column.derive {
            let formula = self.derivation(entity, derive);
            out.push(Message::new("doc-derived").arg("formula", formula).text(self.language));
        }
        if column.personal {
            out.push(self.word("doc-personal"));
        }
        if column.shown {
            out.push(self.word("doc-shown"));
        }
        out.extend(column.note.clone());
        plain(out.join(&self.word("doc-semicolon")))
    }
}

fn table(teller: &Teller, uses: &Uses, ix: EntityIx, entity: &Entity) -> Section {
    let pack = teller.pack;
    let comma = teller.word("doc-comma");
    let mut section = Section::new(anchor("entity", &entity.id), entity.label.clone());
    let mut said = vec![Message::new("doc-table-id").arg("id", &entity.id).text(teller.language)];
    if let Some(parent) = entity.parent.and_then(|p| pack.entity(p)) {
        said.push(Message::new("doc-within").arg("parent", &parent.label).text(teller.language));
    }
    // That a column `name` names rows needs no word.
    let display = entity.display.and_then(|c| entity.columns.get(c.ix())).filter(|c| c.id != "name");
    if let Some(display) = display {
        said.push(Message::new("doc-display").arg("column", &display.label).text(teller.language));
    }
    let keys: Vec<&str> =
        entity.key.iter().filter_map(|c| entity.columns.get(c.ix())).map(|c| c.label.as_str()).collect();
    said.push(Message::new("doc-key").arg("columns", keys.join(&comma)).text(teller.language));
    if entity.parent.is_some() {
        said.push(teller.expected(entity));
    }
    section.blocks.push(Block::Paragraph(plain(said.join(&teller.word("doc-sentence-gap")))));
    if let Some(note) = &entity.note {
        section.blocks.push(Block::Paragraph(plain(note)));
    }
    let rows = (0u32..).map(ColumnIx).zip(&entity.columns).map(|(c, column)| {
        let used = uses.columns.get(&(ix, c)).into_iter().flatten().filter_map(|i| pack.item(*i));
        let (audits, used): (Vec<&Item>, Vec<&Item>) =
            used.partition(|i| matches!(i.body, ItemBody::Rule { kind: RuleKind::Audit, .. }));
        let mut used: Vec<Span> = used
            .into_iter()
            .map(|i| Span::Link { anchor: anchor("item", &i.id), text: teller.short_name(i) })
            .collect();
        if !audits.is_empty() {
            used.push(Span::Link { anchor: "audits".to_owned(), text: teller.word("doc-audits") });
        }
        vec![
            vec![
                Span::Strong(column.label.clone()),
                Span::Text(" ".to_owned()),
                Span::Code(column.id.clone()),
            ],
            plain(teller.column_type(column)),
            plain(column.unit.symbol.to_string()),
            teller.asked(entity, c, column),
            joined(used, &comma),
        ]
    });
    section.blocks.push(Block::Table(Table {
        caption: Message::new("doc-columns").arg("table", &entity.label).text(teller.language),
        head: ["doc-column", "doc-type", "doc-unit", "doc-asked", "doc-used-by"]
            .map(|k| teller.word(k))
            .to_vec(),
        rows: rows.collect(),
        numbers: Vec::new(),
        long: false,
    }));
    section
}

pub(super) fn sections(teller: &Teller, uses: &Uses) -> Vec<Section> {
    let pack = teller.pack;
    let mut section = Section::new("data", teller.word("doc-data"));
    section.blocks.push(Block::Paragraph(plain(teller.word("doc-data-intro"))));
    for (ix, entity) in tables(pack) {
        section.sections.push(table(teller, uses, ix, entity));
    }
    let mut kinds = Section::new("kinds", teller.word("doc-kinds"));
    kinds.blocks.push(Block::Table(Table {
        caption: teller.word("doc-kinds-caption"),
        head: ["doc-kind", "doc-kind-values"].map(|k| teller.word(k)).to_vec(),
        rows: pack
            .kinds
            .iter()
            .map(|kind| {
                let comma = if kind.ordered { " < ".to_owned() } else { teller.word("doc-comma") };
                vec![plain(&kind.label), plain(teller.kind_values(kind).join(&comma))]
            })
            .collect(),
        numbers: Vec::new(),
        long: false,
    }));
    section.sections.push(kinds);
    if !pack.units.is_empty() {
        let mut units = Section::new("units", teller.word("doc-units"));
        let lines = pack.units.iter().map(|(symbol, unit)| {
            let base: Vec<&str> = unit.dimensions.powers().map(|(name, _)| name).collect();
            let multiple = unit.scale != crate::value::Number::one();
            let text = if multiple {
                format!("{symbol} = {} {}", unit.scale.display(12), base.join("·"))
            } else {
                symbol.clone()
            };
            plain(text)
        });
        units.blocks.push(Block::List(lines.collect()));
        section.sections.push(units);
    }
    vec![section]
}
