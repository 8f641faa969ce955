//! Kinds, entities and columns. Columns are named `entity.column`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

use super::{span, unit};
use crate::evaluation::{Missing, MissingAt};
use crate::facts::Reason;
use crate::semantics::*;
use crate::source::SourceMap;
use crate::value::Unit;

const KINDS: &[(&str, &str, bool)] = &[
    ("grade", "fail pass good excellent", true),
    ("stage", "primary junior", false),
    ("type", "primary junior nine_year special", false),
    ("level", "one two three four", true),
];

/// Entity, parent, key, what a missing row means, unit of its count, columns with type or unit.
type Schema = (&'static str, &'static str, &'static str, Expected, &'static str, &'static str);
const ENTITIES: &[Schema] = &[
    (
        "county",
        "",
        "code",
        Expected::County,
        "",
        "code:text pay:元 wage:元 served:人 all:人 since:date f1:flag f2:flag f3:flag f4:flag level:level salary:元",
    ),
    (
        "school",
        "county",
        "code",
        Expected::County,
        "",
        "code:text county:text type:type charter:flag area:平方米 senior:人 note:text",
    ),
    (
        "division",
        "school",
        "school stage",
        Expected::Parent,
        "",
        "school:text stage:stage students:人 degree:人 area:平方米 x:num w:num",
    ),
    (
        "class",
        "division",
        "school stage code",
        Expected::Parent,
        "",
        "school:text stage:stage code:text students:人",
    ),
    ("room", "school", "school code", Expected::Nothing, "人", "school:text code:text area:平方米"),
    ("finding", "", "item subject", Expected::County, "", "item:text subject:text result:text"),
];

/// The pack without items.
pub static SCHEMA: LazyLock<CheckedPack> = LazyLock::new(|| {
    let kinds: Vec<Kind> = KINDS
        .iter()
        .map(|(id, values, ordered)| Kind {
            id: (*id).into(),
            label: (*id).into(),
            values: values.split(' ').map(|v| (v.to_owned(), v.to_owned())).collect(),
            aliases: Vec::new(),
            ordered: *ordered,
        })
        .collect();
    let column = |text: &str| {
        let (id, ty) = text.split_once(':').unwrap();
        let kind = kinds.iter().position(|k| k.id == ty).map(|i| ColumnType::Kind(KindIx(i as u32)));
        let (ty, unit) = match ty {
            "text" => (ColumnType::Text, Unit::none()),
            "flag" => (ColumnType::Flag, Unit::none()),
            "date" => (ColumnType::Date, Unit::none()),
            "num" => (ColumnType::Number, Unit::none()),
            other => kind.map_or_else(|| (ColumnType::Number, unit(other)), |k| (k, Unit::none())),
        };
        Column {
            id: id.into(),
            label: id.into(),
            ty,
            unit,
            required: false,
            min: None,
            max: None,
            pattern: None,
            step: None,
            derive: None,
            personal: id == "salary",
            shown: false,
            note: None,
            span: span(),
        }
    };
    let mut entities: Vec<Entity> = Vec::new();
    for (id, parent, key, expect, counted, columns) in ENTITIES {
        let columns: Vec<Column> = columns.split(' ').map(column).collect();
        let at = |name: &str| ColumnIx(columns.iter().position(|c| c.id == name).unwrap() as u32);
        let parent = entities.iter().position(|e| e.id == *parent);
        // A key column `code` of the parent is linked by the column named like the parent.
        let parent_link = parent.map_or_else(Vec::new, |p| {
            let parent = &entities[p];
            let own = |k: &ColumnIx| parent.columns[k.ix()].id.clone();
            parent.key.iter().map(|k| if own(k) == "code" { at(&parent.id) } else { at(&own(k)) }).collect()
        });
        let each = match expect {
            Expected::County => parent.map(|_| 0),
            Expected::Parent => parent,
            Expected::Nothing | Expected::List => None,
        };
        let each = each.map(|e| Expectation::one_for(EntityIx(e as u32), span()));
        entities.push(Entity {
            id: (*id).into(),
            label: (*id).into(),
            parent: parent.map(|p| EntityIx(p as u32)),
            parent_link,
            key: key.split(' ').map(at).collect(),
            unit: unit(counted),
            expect: each.into_iter().collect(),
            display: columns.iter().position(|c| c.id == "name").map(|c| ColumnIx(c as u32)),
            columns,
            note: None,
        });
    }
    CheckedPack {
        id: "test".into(),
        version: "1.0.0".into(),
        digest: crate::pack::Digest::default(),
        title: String::new(),
        issuer: String::new(),
        from: None,
        to: None,
        chain: Vec::new(),
        parents: Vec::new(),
        folders: Vec::new(),
        citations: IndexMap::new(),
        units: IndexMap::new(),
        kinds,
        entities,
        limits: Vec::new(),
        items: Vec::new(),
        order: Vec::new(),
        replaced: Vec::new(),
        removed: Vec::new(),
        reads: Arc::default(),
        schedule: BTreeMap::from([("990001".to_owned(), 2026)]),
        measures: Vec::new(),
        procedure: Vec::new(),
        workflow: crate::semantics::Workflow::default(),
        organisation: Vec::new(),
        milestones: Vec::new(),
        set: Vec::new(),
        sources: Arc::new(SourceMap::new()),
    }
});

pub fn entity(name: &str) -> EntityIx {
    SCHEMA.find_entity(name).unwrap()
}

pub fn kind(name: &str) -> KindIx {
    KindIx(SCHEMA.kinds.iter().position(|k| k.id == name).unwrap() as u32)
}

pub fn kind_value(name: &str, value: &str) -> (KindIx, KindValue) {
    let values = &SCHEMA.kinds[kind(name).ix()].values;
    (kind(name), values.iter().position(|v| v.0 == value).unwrap() as KindValue)
}

/// `division.students`.
pub fn path(name: &str) -> (EntityIx, ColumnIx) {
    let (e, c) = name.split_once('.').unwrap();
    let e = entity(e);
    (e, SCHEMA.entity(e).unwrap().column(c).unwrap().0)
}

pub fn missing(name: &str, row: u32, reason: Reason) -> Missing {
    let (entity, column) = path(name);
    Missing { entity, at: MissingAt::Row(row), column: Some(column), reason }
}
