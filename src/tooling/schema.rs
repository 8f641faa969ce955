//! `junheng schema`: JSON Schemas of what is read and written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::compare::Comparison;
use super::doc::DiffReport;
use super::gap::GapReport;
use super::impact::{Impact, Sweep};
use super::show::ShowReport;
use super::test::TestReport;
use crate::diagnostic::DiagnosticJson;
use crate::pack::{cases_schema, pack_schema};
use crate::report::{CountyLine, Report};

/// Names of the schemas, in the order in which they are listed.
pub const NAMES: [&str; 12] =
    ["pack", "cases", "check", "eval", "county", "gap", "test", "diff", "impact", "sweep", "compare", "show"];

/// The schema of a name: `pack` and `cases` for YAML files, the others for results: `county` for a line of ndjson, the rest
/// for the command of that name.
pub fn schema(name: &str) -> Option<Value> {
    Some(match name {
        "pack" => pack_schema(),
        "cases" => cases_schema(),
        "check" => of::<Vec<DiagnosticJson>>(),
        "eval" => of::<Report>(),
        "county" => of::<CountyLine>(),
        "gap" => of::<GapReport>(),
        "test" => of::<Vec<TestReport>>(),
        "diff" => of::<DiffReport>(),
        "impact" => of::<Impact>(),
        "sweep" => of::<Sweep>(),
        "compare" => of::<Comparison>(),
        "show" => of::<ShowReport>(),
        _ => return None,
    })
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
