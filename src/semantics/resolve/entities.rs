//! Entities: the tree of tables, their keys and columns.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Message, codes};
use crate::pack::{Bound, ColumnEntry, EntityEntry, Expect, Quantity, TypeName};
use crate::semantics::checked::*;
use crate::semantics::merged::Merged;
use crate::semantics::resolve::schema::{Schema, name_once};
use crate::semantics::units::UnitTable;
use crate::source::{Span, Spanned};
use crate::value::{Number, Pattern, PatternProblem, Unit};

/// Entities with the parents first; those in a circle or under an unknown parent are reported and hung under the root.
fn parents_first<'m>(
    merged: &'m Merged,
    diagnostics: &mut Diagnostics,
) -> Vec<(&'m EntityEntry, Option<&'m str>)> {
    let find = |name: &str| {
        merged
            .entities
            .values()
            .find(|e| e.id.value == name || e.label.as_ref().is_some_and(|l| l.value == name))
    };
    let mut parent_of: HashMap<&str, Option<&str>> = HashMap::new();
    let root = merged.entities.values().find(|e| e.within.is_none());
    for entry in merged.entities.values() {
        let parent = match &entry.within {
            None => None,
            Some(within) => match find(&within.value) {
                Some(parent) => Some(parent.id.value.as_str()),
                None => {
                    let names = merged.entities.values().flat_map(|e| {
                        [Some(e.id.value.as_str()), e.label.as_ref().map(|l| l.value.as_str())]
                            .into_iter()
                            .flatten()
                    });
                    let mut d =
                        Diagnostic::new(&codes::UNKNOWN_ENTITY, within.span).arg("name", &within.value);
                    if let Some(near) = diagnostics.suggest(&within.value, || names) {
                        d = d
                            .help(Message::new("help-did-you-mean").arg("name", near))
                            .fix(within.span, near);
                    }
                    diagnostics.push(d);
                    root.map(|r| r.id.value.as_str())
                }
            },
        };
        parent_of.insert(&entry.id.value, parent);
    }
    // A circle: follow each entity's parents at most as many steps as there are entities.
    let mut broken: Vec<&str> = Vec::new();
    for entry in merged.entities.values() {
        let mut at = entry.id.value.as_str();
        let mut steps = 0;
        while let Some(Some(next)) = parent_of.get(at) {
            if broken.contains(next) {
                break;
            }
            at = next;
            steps += 1;
            if steps > merged.entities.len() {
                let span = entry.within.as_ref().map_or(entry.id.span, |w| w.span);
                diagnostics.push(Diagnostic::new(&codes::ENTITY_CYCLE, span).arg("name", &entry.id.value));
                broken.push(&entry.id.value);
                break;
            }
        }
    }
    for id in &broken {
        parent_of.insert(id, None);
    }
    let roots: Vec<&EntityEntry> = merged.entities.values().filter(|e| e.within.is_none()).collect();
    for extra in roots.iter().skip(1) {
        let first = roots.first().map_or("", |r| r.id.value.as_str());
        diagnostics.push(
            Diagnostic::new(&codes::SECOND_ROOT, extra.id.span)
                .arg("name", &extra.id.value)
                .help(Message::new("help-second-root").arg("root", first)),
        );
        parent_of.insert(&extra.id.value, roots.first().map(|r| r.id.value.as_str()));
    }
    let mut placed: Vec<(&EntityEntry, Option<&str>)> = Vec::new();
    let mut rest: Vec<&EntityEntry> = merged.entities.values().collect();
    loop {
        let before = rest.len();
        rest.retain(|e| {
            let parent = parent_of.get(e.id.value.as_str()).copied().flatten();
            let ready = parent.is_none_or(|p| placed.iter().any(|(x, _)| x.id.value == p));
            if ready {
                placed.push((e, parent));
            }
            !ready
        });
        if rest.is_empty() || rest.len() == before {
            break;
        }
    }
    // The county first, whatever the order of declaration.
    if let Some(i) = placed.iter().position(|(_, p)| p.is_none()) {
        let county = placed.remove(i);
        placed.insert(0, county);
    }
    placed
}

pub(super) fn entities(
    merged: &Merged,
    units: &UnitTable,
    schema: &mut Schema,
    diagnostics: &mut Diagnostics,
) {
    let before = diagnostics.len();
    let tree = parents_first(merged, diagnostics);
    schema.uprooted = diagnostics.len() > before;
    for (entry, parent) in tree {
        let ix = EntityIx(schema.entities.len() as u32);
        let label = entry.label.as_ref().map_or(&entry.id, |l| l);
        if matches!(entry.id.value.as_str(), "finding" | "评定记录" | "评定") {
            diagnostics
                .push(Diagnostic::new(&codes::BUILTIN_TABLE, entry.id.span).arg("name", &entry.id.value));
            continue;
        }
        for name in [&entry.id, label] {
            name_once(&mut schema.entity_names, name, ix, diagnostics);
        }
        let parent = parent.and_then(|p| schema.entity(p));
        let unit = entry.unit.as_ref().and_then(|u| units.resolve(u, diagnostics)).unwrap_or_else(Unit::none);
        let mut columns: Vec<Column> = Vec::new();
        let mut names: HashMap<String, ColumnIx> = HashMap::new();
        for column in &entry.columns {
            let col = ColumnIx(columns.len() as u32);
            let label = column.label.as_ref().map_or(&column.id, |l| l);
            for name in [&column.id, label] {
                name_once(&mut names, name, col, diagnostics);
            }
            match self::column(column, entry, parent, units, schema, diagnostics) {
                (built, true) => columns.push(built),
                (built, false) => {
                    schema.unsound.insert((ix, col));
                    columns.push(built);
                }
            }
        }
        let mut entity = Entity {
            id: entry.id.value.clone(),
            label: label.value.clone(),
            parent,
            parent_link: Vec::new(),
            key: Vec::new(),
            unit,
            expect: words(entry, parent),
            display: None,
            columns,
            note: entry.note.as_ref().map(|n| n.value.clone()),
        };
        link(&mut entity, &mut names, entry, schema);
        key(&mut entity, &mut names, entry, schema, diagnostics);
        entity.display = display(&entity, &names, entry, diagnostics);
        schema.entities.push(entity);
        schema.entity_spans.push(entry.id.span);
        schema.column_names.push(names);
    }
    if schema.entities.is_empty() {
        diagnostics.push(Diagnostic::new(&codes::NO_COUNTY, merged.place));
    }
}

/// What a word expects; what a list expects is resolved when names are known.
fn words(entry: &EntityEntry, parent: Option<EntityIx>) -> Vec<Expectation> {
    let Some(parent) = parent else { return Vec::new() };
    let span = entry.expect.as_ref().map_or(entry.id.span, |e| e.span);
    match entry.expect.as_ref().map(|e| &e.value) {
        None | Some(Expect::County) => vec![Expectation::one_for(EntityIx(0), span)],
        Some(Expect::Parent) => vec![Expectation::one_for(parent, span)],
        Some(Expect::None | Expect::List(_)) => Vec::new(),
    }
}

/// The column that names a row to people: the one given, else one with the id `name`.
fn display(
    entity: &Entity,
    names: &HashMap<String, ColumnIx>,
    entry: &EntityEntry,
    diagnostics: &mut Diagnostics,
) -> Option<ColumnIx> {
    let Some(given) = &entry.display else { return entity.column("name").map(|(ix, _)| ix) };
    let Some(ix) = names.get(&given.value).copied() else {
        let d = Diagnostic::new(&codes::UNKNOWN_DISPLAY_COLUMN, given.span)
            .arg("name", &given.value)
            .arg("entity", &entity.label);
        let near = diagnostics.suggest(&given.value, || names.keys().map(String::as_str)).map(str::to_owned);
        diagnostics.push(
            d.nearest(given.span, near, || Message::new("help-declare-column").arg("name", &given.value)),
        );
        return None;
    };
    let column = entity.columns.get(ix.ix())?;
    if column.ty != ColumnType::Text || column.personal {
        let d = Diagnostic::new(&codes::DISPLAY_COLUMN, given.span).arg("name", &column.label);
        diagnostics.push(d.related(column.span, Message::new("related-column")));
    }
    Some(ix)
}

/// What a text column's cells must fit.
fn pattern_of(
    given: &Spanned<String>,
    (entry, ty): (&ColumnEntry, ColumnType),
    diagnostics: &mut Diagnostics,
) -> Option<Pattern> {
    if ty != ColumnType::Text {
        diagnostics.push(other_type(entry, given.span, "what-pattern", "type-of-text"));
        return None;
    }
    match Pattern::new(&given.value) {
        Ok(pattern) => Some(pattern),
        Err(problem) => {
            let reason = Message::new(match problem {
                PatternProblem::Unclosed => "pattern-unclosed",
                PatternProblem::Unopened => "pattern-unopened",
                PatternProblem::Repetition => "pattern-repetition",
                PatternProblem::TooLarge => "pattern-too-large",
                PatternProblem::Unsupported => "pattern-unsupported",
                PatternProblem::Other => "pattern-other",
            });
            diagnostics.push(
                Diagnostic::new(&codes::PATTERN_FORM, given.span).arg("pattern", &given.value).label(reason),
            );
            None
        }
    }
}

/// What plans move a number column's cells by, in base units.
fn step_of(
    given: &Spanned<Quantity>,
    (entry, ty, unit): (&ColumnEntry, ColumnType, &Unit),
    diagnostics: &mut Diagnostics,
) -> Option<Number> {
    if !matches!(ty, ColumnType::Number | ColumnType::Count | ColumnType::Share) {
        diagnostics.push(other_type(entry, given.span, "what-step", "type-of-number"));
        return None;
    }
    let Quantity { value, is_share } = &given.value;
    let whole = ty != ColumnType::Count || value.is_integer();
    if value.is_zero() || value.is_negative() || !whole {
        diagnostics.push(Diagnostic::new(&codes::STEP_FORM, given.span));
        return None;
    }
    Some(if *is_share { value.clone() } else { unit.to_base(value) })
}

fn other_type(entry: &ColumnEntry, span: Span, key: &'static str, of: &'static str) -> Diagnostic {
    let mut d = Diagnostic::new(&codes::KEY_OF_OTHER_TYPE, span);
    d.message = d
        .message
        .arg("name", entry.label.as_ref().map_or(&entry.id.value, |l| &l.value))
        .message("key", Message::new(key))
        .message("of", Message::new(of));
    d
}

/// A column that the pack leaves unsaid: a key or the parent's key.
pub(super) fn implied(id: &str, label: &str, ty: ColumnType, span: Span) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        ty,
        unit: Unit::none(),
        required: true,
        min: None,
        max: None,
        pattern: None,
        step: None,
        derive: None,
        personal: false,
        shown: false,
        note: None,
        span,
    }
}

fn ensure(entity: &mut Entity, names: &mut HashMap<String, ColumnIx>, make: Column) -> ColumnIx {
    if let Some(found) = names.get(&make.id) {
        return *found;
    }
    let ix = ColumnIx(entity.columns.len() as u32);
    names.insert(make.id.clone(), ix);
    names.entry(make.label.clone()).or_insert(ix);
    entity.columns.push(make);
    ix
}

/// The columns that hold the parent's key: one named like the parent, or the parent's key columns by id.
fn link(entity: &mut Entity, names: &mut HashMap<String, ColumnIx>, entry: &EntityEntry, schema: &Schema) {
    let Some(parent) = entity.parent.and_then(|p| schema.entities.get(p.ix())) else { return };
    let span = entry.id.span;
    if let [key] = parent.key.as_slice() {
        let ty = parent.columns.get(key.ix()).map_or(ColumnType::Text, |c| c.ty);
        let found = names.get(&parent.id).or_else(|| names.get(&parent.label)).copied();
        let ix = found.unwrap_or_else(|| ensure(entity, names, implied(&parent.id, &parent.label, ty, span)));
        entity.parent_link.push(ix);
    } else {
        for key in &parent.key {
            let Some(column) = parent.columns.get(key.ix()) else { continue };
            let ix = ensure(entity, names, implied(&column.id, &column.label, column.ty, span));
            entity.parent_link.push(ix);
        }
    }
    for ix in entity.parent_link.clone() {
        if let Some(column) = entity.columns.get_mut(ix.ix()) {
            column.required = true;
        }
    }
}

fn key(
    entity: &mut Entity,
    names: &mut HashMap<String, ColumnIx>,
    entry: &EntityEntry,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) {
    let Some(keys) = entry.key.as_ref().filter(|k| !k.value.is_empty()) else {
        diagnostics.push(Diagnostic::new(&codes::NO_KEY, entry.id.span).arg("name", &entity.label));
        return;
    };
    for key in &keys.value {
        let ix = match names.get(&key.value) {
            Some(ix) => *ix,
            None => match schema.kind(&key.value) {
                Some(kind) => {
                    let label = schema.kinds.get(kind.ix()).map_or(key.value.as_str(), |k| &k.label);
                    ensure(entity, names, implied(&key.value, label, ColumnType::Kind(kind), key.span))
                }
                None if names.is_empty() || key.value == "code" || key.value == "代码" => {
                    ensure(entity, names, implied(&key.value, &key.value, ColumnType::Text, key.span))
                }
                None => {
                    let mut d = Diagnostic::new(&codes::UNKNOWN_KEY_COLUMN, key.span)
                        .arg("name", &key.value)
                        .arg("entity", &entity.label);
                    let near = diagnostics
                        .suggest(&key.value, || names.keys().map(String::as_str))
                        .map(str::to_owned);
                    d = d.nearest(key.span, near, || {
                        Message::new("help-declare-column").arg("name", &key.value)
                    });
                    diagnostics.push(d);
                    continue;
                }
            },
        };
        if let Some(column) = entity.columns.get_mut(ix.ix()) {
            column.required = true;
        }
        if !entity.key.contains(&ix) {
            entity.key.push(ix);
        }
    }
}

/// A column, and whether its type and unit are known.
fn column(
    entry: &ColumnEntry,
    entity: &EntityEntry,
    parent: Option<EntityIx>,
    units: &UnitTable,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> (Column, bool) {
    let mut sound = true;
    let is_key = entity
        .key
        .iter()
        .flat_map(|k| &k.value)
        .any(|k| k.value == entry.id.value || entry.label.as_ref().is_some_and(|l| l.value == k.value));
    let parent_key = parent.and_then(|p| {
        let parent = schema.entities.get(p.ix())?;
        match parent.key.as_slice() {
            [one] if parent.id == entry.id.value => parent.columns.get(one.ix()),
            keys => keys
                .iter()
                .filter_map(|k| parent.columns.get(k.ix()))
                .find(|c| c.id == entry.id.value && keys.len() > 1),
        }
    });
    let ty = match entry.type_name.as_ref().map(|t| (&t.value, t.span)) {
        Some((TypeName::Number, _)) => ColumnType::Number,
        Some((TypeName::Count, _)) => ColumnType::Count,
        Some((TypeName::Share, _)) => ColumnType::Share,
        Some((TypeName::Flag, _)) => ColumnType::Flag,
        Some((TypeName::Text, _)) => ColumnType::Text,
        Some((TypeName::Date, _)) => ColumnType::Date,
        Some((TypeName::Kind(name), span)) => schema.kind(name).map_or_else(
            || {
                let basic = [
                    "number", "count", "share", "flag", "text", "date", "数值", "计数", "比例", "是否",
                    "文本", "日期",
                ];
                let mut d = Diagnostic::new(&codes::UNKNOWN_TYPE, span).arg("name", name);
                let near = crate::pack::type_meant(name)
                    .or_else(|| diagnostics.suggest(name, || schema.kind_candidates().chain(basic)));
                d = d.nearest(span, near, || Message::new("help-types"));
                diagnostics.push(d);
                sound = false;
                ColumnType::Text
            },
            ColumnType::Kind,
        ),
        None => match (parent_key, schema.kind(&entry.id.value)) {
            (Some(column), _) => column.ty,
            (None, Some(kind)) => ColumnType::Kind(kind),
            (None, None) if is_key => ColumnType::Text,
            // A column with a unit is a number; anything else the reader of the documents has asked to be declared.
            (None, None) if entry.unit.is_some() => ColumnType::Number,
            (None, None) => ColumnType::Text,
        },
    };
    let numeric = matches!(ty, ColumnType::Number | ColumnType::Count | ColumnType::Share);
    let unit = match &entry.unit {
        Some(_) if !sound => Unit::none(),
        Some(unit) if !numeric => {
            diagnostics.push(
                Diagnostic::new(&codes::UNIT_ON_OTHER_TYPE, unit.span)
                    .arg("name", entry.label.as_ref().map_or(&entry.id.value, |l| &l.value)),
            );
            Unit::none()
        }
        Some(unit) => units.resolve(unit, diagnostics).unwrap_or_else(|| {
            sound = false;
            Unit::none()
        }),
        None => Unit::none(),
    };
    let bound = |bound: &Option<crate::source::Spanned<Bound>>, diagnostics: &mut Diagnostics| {
        let bound = bound.as_ref()?;
        match (&bound.value, ty) {
            (Bound::Number(q), _) if numeric => {
                Some(ColumnBound::Number(if q.is_share { q.value.clone() } else { unit.to_base(&q.value) }))
            }
            (Bound::Date(day), ColumnType::Date) => Some(ColumnBound::Date(*day)),
            _ if !sound => None,
            _ => {
                diagnostics.push(Diagnostic::new(&codes::BOUND_OF_OTHER_TYPE, bound.span));
                None
            }
        }
    };
    let (min, max) = (bound(&entry.min, diagnostics), bound(&entry.max, diagnostics));
    let crossed = match (&min, &max) {
        (Some(ColumnBound::Number(a)), Some(ColumnBound::Number(b))) => a > b,
        (Some(ColumnBound::Date(a)), Some(ColumnBound::Date(b))) => a > b,
        _ => false,
    };
    if let (true, Some(max)) = (crossed, &entry.max) {
        diagnostics.push(Diagnostic::new(&codes::BOUNDS_CROSSED, max.span));
    }
    let pattern = entry.pattern.as_ref().filter(|_| sound);
    let pattern = pattern.and_then(|given| pattern_of(given, (entry, ty), diagnostics));
    let step = entry.step.as_ref().filter(|_| sound);
    let step = step.and_then(|given| step_of(given, (entry, ty, &unit), diagnostics));
    let column = Column {
        id: entry.id.value.clone(),
        label: entry.label.as_ref().map_or(&entry.id, |l| l).value.clone(),
        ty,
        unit,
        required: entry.required.as_ref().is_some_and(|r| r.value),
        min,
        max,
        pattern,
        step,
        derive: None,
        personal: entry.personal.as_ref().is_some_and(|p| p.value),
        shown: entry.shown.as_ref().is_some_and(|s| s.value),
        note: entry.note.as_ref().map(|n| n.value.clone()),
        span: entry.id.span,
    };
    (column, sound)
}
