//! The race's rules in CEL: an expression for each rule, compiled once and executed for each subject.
//!
//! CEL has no sums and no square roots: a school's pupils are summed and the coefficients computed here, and CEL compares them.

use std::collections::BTreeMap;

use cel::{Context, Program, Value};
use engines::{County, Division, RULES, Result, Verdict, judged};
use serde_json::{Value as Json, json};

/// The values of a division's indicators.
const VALUES: [(&str, &str); 7] = [
    ("R1", "100.0 * double(division.degree_teachers) / double(division.students)"),
    ("R2", "100.0 * double(division.backbone_teachers) / double(division.students)"),
    ("R3", "100.0 * double(division.arts_teachers) / double(division.students)"),
    ("R4", "division.teaching_area / double(division.students)"),
    ("R5", "division.sports_area / double(division.students)"),
    ("R6", "double(division.equipment) / double(division.students)"),
    ("R7", "100.0 * double(division.multimedia_rooms) / double(division.students)"),
];

/// The rules on a division, which see its values.
const OF_DIVISION: [(&str, &str); 11] = [
    ("R1", "values.R1 >= limits.R1[division.stage]"),
    ("R2", "values.R2 >= limits.R2[division.stage]"),
    ("R3", "values.R3 >= limits.R3[division.stage]"),
    ("R4", "values.R4 >= limits.R4[division.stage]"),
    ("R5", "values.R5 >= limits.R5[division.stage]"),
    ("R6", "values.R6 >= limits.R6[division.stage]"),
    ("R7", "values.R7 >= limits.R7[division.stage]"),
    (
        "R_school",
        "size(values.filter(i, values[i] >= limits[i][division.stage])) >= required_met
            && values.all(i, values[i] >= tolerance * limits[i][division.stage])",
    ),
    ("G5", "division.classes.all(c, c.students <= class_size[division.stage])"),
    ("G9", "division.teachers.all(t, t.training >= training_hours)"),
    ("G12", "division.teachers.all(t, t.certified)"),
];

/// On a stage of a county, on a school, on a county.
const R_BALANCE: &str = "coefficients.all(c, c <= balance_limit[stage])";
const G4: &str = "students <= school_size[kind]";
const RECOGNITION: &str = "['R_school', 'R_balance', 'G4', 'G5', 'G9', 'G12'].all(rule, unmet[rule] == 0)";

fn constants() -> [(&'static str, Json); 7] {
    let stages = |primary: f64, junior: f64| json!({"小学": primary, "初中": junior});
    [
        (
            "limits",
            json!({
                "R1": stages(4.2, 5.3), "R2": stages(1.0, 1.0), "R3": stages(0.9, 0.9), "R4": stages(4.5, 5.8),
                "R5": stages(7.5, 10.2), "R6": stages(2000.0, 2500.0), "R7": stages(2.3, 2.4),
            }),
        ),
        ("required_met", json!(6)),
        ("tolerance", json!(0.85)),
        ("balance_limit", stages(0.50, 0.45)),
        ("school_size", json!({"小学": 2000, "初中": 2000, "九年一贯制": 2500})),
        ("class_size", json!({"小学": 45, "初中": 50})),
        ("training_hours", json!(360)),
    ]
}

/// A group of expressions over the same subject.
fn compiled(texts: &[(&'static str, &str)]) -> Result<Vec<(&'static str, Program)>> {
    let program = |&(name, text): &(&'static str, &str)| Ok((name, Program::compile(text)?));
    texts.iter().map(program).collect()
}

fn holds(program: &Program, context: &Context) -> Result<bool> {
    match program.execute(context)? {
        Value::Bool(met) => Ok(met),
        other => Err(format!("not a truth value: {other:?}").into()),
    }
}

/// The coefficient of variation of an indicator over divisions, weighted by their pupils.
fn coefficient(divisions: &[(&Division, [f64; 7])], i: usize) -> f64 {
    let weight = |d: &Division| d.students as f64;
    let total: f64 = divisions.iter().map(|(d, _)| weight(d)).sum();
    let mean = divisions.iter().map(|(d, values)| weight(d) * values[i]).sum::<f64>() / total;
    let squares: f64 = divisions.iter().map(|(d, values)| weight(d) * (values[i] - mean).powi(2)).sum();
    (squares / total).sqrt() / mean
}

fn main() -> Result<()> {
    let values = compiled(&VALUES)?;
    let of_division = compiled(&OF_DIVISION)?;
    let (balance, size, recognition) =
        (Program::compile(R_BALANCE)?, Program::compile(G4)?, Program::compile(RECOGNITION)?);
    let mut root = Context::default();
    for (name, value) in constants() {
        root.add_variable(name, value)?;
    }
    judged(|county: &County| {
        let mut unmet: BTreeMap<&str, i64> = RULES.iter().map(|rule| (*rule, 0)).collect();
        let mut fails = |rule: &'static str, met: bool| *unmet.entry(rule).or_default() += i64::from(!met);
        let mut judged: Vec<(&Division, [f64; 7])> = Vec::new();
        for school in &county.schools {
            let mut scope = root.new_inner_scope();
            scope.add_variable("kind", &school.kind)?;
            scope.add_variable("students", school.divisions.iter().map(|d| d.students).sum::<i64>())?;
            fails("G4", holds(&size, &scope)?);
            for division in &school.divisions {
                let mut scope = root.new_inner_scope();
                scope.add_variable("division", division)?;
                let mut found = [0.0; 7];
                for ((_, program), found) in values.iter().zip(&mut found) {
                    let Value::Float(value) = program.execute(&scope)? else {
                        return Err("a value that is not a double".into());
                    };
                    *found = value;
                }
                let named: BTreeMap<&str, f64> = VALUES.iter().map(|(name, _)| *name).zip(found).collect();
                scope.add_variable("values", named)?;
                for (rule, program) in &of_division {
                    fails(rule, holds(program, &scope)?);
                }
                judged.push((division, found));
            }
        }
        for stage in ["小学", "初中"] {
            let of: Vec<_> = judged.iter().filter(|(d, _)| d.stage == stage).copied().collect();
            if of.is_empty() {
                continue;
            }
            let coefficients: Vec<f64> = (0..7).map(|i| coefficient(&of, i)).collect();
            let mut scope = root.new_inner_scope();
            scope.add_variable("stage", stage)?;
            scope.add_variable("coefficients", coefficients)?;
            fails("R_balance", holds(&balance, &scope)?);
        }
        let mut scope = root.new_inner_scope();
        scope.add_variable("unmet", &unmet)?;
        let recognised = holds(&recognition, &scope)?;
        Ok(Verdict { unmet: RULES.map(|rule| unmet[rule]), recognised })
    })
}
