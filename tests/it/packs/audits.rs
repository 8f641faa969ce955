//! The national pack's audits: silent on sound data, each speaks of its own mistake only, none decides anything.

use std::collections::BTreeSet;

use junheng::semantics::{ItemBody, RuleKind};

use super::{judged, national};

/// Data in which nothing is doubtful, as `table: header | row`.
const SOUND: &[(&str, &str, &str)] = &[
    (
        "county",
        "code,name,teacher_pay,civil_servant_pay,rotation_eligible,rotated,rotated_backbone,quality_places,quality_places_allocated,migrant_children,migrant_children_served,junior_cohort,junior_retained,disabled_children,disabled_enrolled,schools,deceased",
        "990009,示例县,100000,100000,100,100,100,50,50,40,40,90,90,8,8,4,0",
    ),
    (
        "school",
        "code,county,name,kind,locale,ownership,classes,public_funding,training_funding,senior_students",
        "P,990009,示例小学,primary,urban,public,2,1000,1000,|J,990009,示例初中,junior,urban,public,1,1000,50,|N,990009,示例九年制,nine_year,urban,public,2,1000,50,0|T,990009,示例完中,complete_secondary,urban,public,1,1000,50,300",
    ),
    (
        "division",
        "school,stage,students,teachers,degree_teachers,backbone_teachers,arts_pe_teachers,teaching_area,equipment,enrolled,nearby_enrolled,oversize_classes,trained_teachers,certified_teachers",
        "P,primary,80,2,2,2,2,8000,8000000,80,80,,,|J,junior,3,1,1,0,0,30,6000,1,1,0,1,1|N,primary,30,1,1,0,0,300,60000,5,5,,,|N,junior,30,1,1,0,0,300,60000,5,5,,,|T,junior,30,1,1,0,0,300,60000,5,5,,,",
    ),
    (
        "class",
        "school,stage,code,students",
        "P,primary,1,40|P,primary,2,40|J,junior,1,3|N,primary,1,30|N,junior,1,30|T,junior,1,30",
    ),
    (
        "teacher",
        "school,stage,code,certified,training_hours",
        "P,primary,1,,|P,primary,2,,|J,junior,1,是,360|N,primary,1,,|N,junior,1,,|T,junior,1,,",
    ),
    (
        "survey",
        "county,group,valid,satisfied",
        "990009,student,5,5|990009,parent,5,5|990009,teacher,5,5|990009,principal,5,5|990009,deputy,5,5|990009,adviser,5,5|990009,public,5,5",
    ),
];

/// The sound data with one text replaced in one table, and what the audits then say.
fn said(table: &str, old: &str, new: &str) -> BTreeSet<String> {
    let pack = national();
    let mut text = String::new();
    for (name, header, rows) in SOUND {
        let rows = if *name == table {
            assert!(rows.contains(old) || old.is_empty(), "{old} is not in {table}");
            rows.replacen(old, new, 1)
        } else {
            (*rows).to_owned()
        };
        text.push_str(&format!("{name}: {header} | {rows}\n"));
    }
    let (_, evaluation) = judged(&pack, &text);
    evaluation.counties[0].audits.iter().map(|a| pack.item(a.item).unwrap().id.clone()).collect()
}

/// Each audit with a change that makes it speak, and one that comes right up to it without.
const DOUBTS: &[(&str, &str, &str, &str)] = &[
    ("degree_within_teachers", "division", "P,primary,80,2,2,", "P,primary,80,2,3,"),
    ("backbone_within_teachers", "division", "80,2,2,2,2,", "80,2,2,3,2,"),
    ("arts_within_teachers", "division", "80,2,2,2,2,", "80,2,2,2,3,"),
    ("nearby_within_enrolled", "division", ",80,80,,,|", ",80,81,,,|"),
    ("enrolled_within_students", "division", ",80,80,,,|", ",81,80,,,|"),
    ("training_within_funding", "school", "1000,1000,", "1000,1000.01,"),
    ("rotated_within_eligible", "county", ",100,100,100,", ",100,101,100,"),
    ("rotated_within_eligible", "county", ",100,100,100,", ",100,99,100,"),
    ("places_within_total", "county", ",50,50,", ",50,51,"),
    ("migrants_within_total", "county", ",40,40,", ",40,41,"),
    ("retained_within_cohort", "county", ",90,90,", ",90,91,"),
    ("disabled_within_total", "county", ",8,8", ",8,9"),
    ("deceased_within_cohort", "county", ",8,8,4,0", ",8,8,4,91"),
    ("oversize_within_classes", "division", ",1,1,0,1,1|", ",1,1,2,1,1|"),
    ("trained_within_teachers", "division", ",1,1,0,1,1|", ",1,1,0,2,1|"),
    ("certified_within_teachers", "division", ",1,1,0,1,1|", ",1,1,0,1,2|"),
    ("oversize_roster", "division", ",1,1,0,1,1|", ",1,1,1,1,1|"),
    ("trained_roster", "teacher", ",是,360", ",是,359"),
    ("certified_roster", "teacher", ",是,360", ",否,360"),
    ("satisfied_within_valid", "survey", "parent,5,5", "parent,5,6"),
    (
        "senior_students_kind",
        "school",
        "nine_year,urban,public,2,1000,50,0",
        "nine_year,urban,public,2,1000,50,1",
    ),
    ("students_per_teacher", "division", "J,junior,3,1,1,0,0,30,6000", "J,junior,2,1,1,0,0,30,6000"),
    ("equipment_plausible", "division", ",8000000,", ",8000000.01,"),
    ("teaching_area_plausible", "division", ",8000,", ",8000.01,"),
    ("pay_plausible", "county", ",100000,100000,", ",9999.99,100000,"),
    ("pay_plausible", "county", ",100000,100000,", ",100000,1000000.01,"),
];

#[test]
fn sound_data_is_not_doubted() {
    assert_eq!(said("county", "", ""), BTreeSet::new());
}

#[test]
fn each_audit_speaks_of_its_own_mistake() {
    for (audit, table, old, new) in DOUBTS {
        let said = said(table, old, new);
        assert!(said.contains(*audit), "{audit}: {said:?}");
        // More than there are is also more than the roster has.
        let also = match *audit {
            "oversize_within_classes" => "oversize_roster",
            "trained_within_teachers" => "trained_roster",
            "certified_within_teachers" => "certified_roster",
            _ => "",
        };
        let others: Vec<&String> = said.iter().filter(|s| *s != audit && *s != also).collect();
        assert!(others.is_empty(), "{audit} with {others:?}");
    }
}

#[test]
fn stages_must_fit_the_kind_of_school() {
    let of = |old: &str, new: &str| said("school", old, new);
    assert!(of("示例九年制,nine_year", "示例九年制,primary").contains("primary_divisions"));
    assert!(of("示例九年制,nine_year", "示例九年制,junior").contains("junior_divisions"));
    assert!(of("示例完中,complete_secondary", "示例完中,teaching_point").contains("primary_divisions"));
}

#[test]
fn every_audit_is_tried() {
    let stages = ["primary_divisions", "junior_divisions"];
    let pack = national();
    for item in &pack.items {
        if matches!(item.body, ItemBody::Rule { kind: RuleKind::Audit, .. }) {
            let tried = DOUBTS.iter().any(|d| d.0 == item.id) || stages.contains(&item.id.as_str());
            assert!(tried, "{} has no test", item.id);
        }
    }
}
