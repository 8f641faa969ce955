//! Data as Arrow record batches: the same lines as from the files, whatever the types and the batches; the same words for the same mistakes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Array as _, ArrayRef, DictionaryArray, Float64Array, Int64Array, LargeStringArray, ListArray,
    RecordBatch, StringArray, StringViewArray, StructArray,
};
use arrow_schema::{DataType, Field, Schema};

use junheng::diagnostic::Language;
use junheng::evaluation::{Options, evaluate};
use junheng::facts::{ArrowTable, Facts, from_arrow, of_counties, read};
use junheng::pack::{SearchPath, load};
use junheng::report::{Detail, ReportInput, issue_text, ndjson};
use junheng::semantics::{CheckedPack, check};
use junheng::value::{Date, parse_date};

use crate::cli::{out, run};

fn county() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/county-990001")
}

fn pack() -> CheckedPack {
    check(load("national@2017", &SearchPath::embedded()).unwrap()).pack.unwrap()
}

fn day() -> Date {
    parse_date("2026-11-23").unwrap()
}

/// The files of a county as rows of texts.
fn files() -> Vec<(String, Vec<Vec<String>>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(county()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        found.push((path.file_stem().unwrap().to_str().unwrap().to_owned(), rows));
    }
    found.sort();
    assert!(found.len() > 5);
    found
}

/// How a column of texts is made one of Arrow's.
type Make = fn(Vec<Option<&str>>) -> ArrayRef;

fn table(name: &str, rows: &[Vec<String>], make: Make, size: usize) -> ArrowTable {
    let (header, body) = rows.split_first().unwrap();
    let array = |body: &[Vec<String>], i: usize| {
        make(body.iter().map(|row| Some(row[i].as_str()).filter(|cell| !cell.is_empty())).collect())
    };
    let batch = |body: &[Vec<String>]| {
        RecordBatch::try_from_iter_with_nullable(
            header.iter().enumerate().map(|(i, name)| (name, array(body, i), true)),
        )
        .unwrap()
    };
    let schema = batch(&[]).schema();
    let batches = body.chunks(size).map(batch).collect();
    ArrowTable::new(name, schema, batches)
}

fn lines(pack: &CheckedPack, mut facts: Facts) -> String {
    facts.note_contents(pack);
    let evaluation = evaluate(pack, &facts, &Options::on(day()));
    let detail = Detail::Failures;
    let input = ReportInput { pack, facts: &facts, evaluation: &evaluation, detail, language: Language::Zh };
    let mut lines = Vec::new();
    evaluation.counties.iter().for_each(|county| ndjson::line(&input, county, &mut lines));
    String::from_utf8(lines).unwrap()
}

fn program(more: &[&str]) -> String {
    let data = county();
    let mut args = vec!["--lang", "zh", "eval", data.to_str().unwrap(), "--pack", "national@2017"];
    args.extend(["--as-of", "2026-11-23"].iter().chain(more));
    out(&run(&args))
}

/// Numbers where a column has only such, else texts.
fn numbers(cells: Vec<Option<&str>>) -> ArrayRef {
    // A code keeps its leading zeros only as text.
    let plain = |cell: &&str| cell.len() < 10 && !cell.starts_with('0');
    if cells.iter().flatten().all(|c| plain(c) && c.parse::<i64>().is_ok()) {
        Arc::new(Int64Array::from(cells.iter().map(|c| c.map(|c| c.parse().unwrap())).collect::<Vec<_>>()))
    } else if cells.iter().flatten().all(|c| plain(c) && c.parse::<f64>().is_ok()) {
        Arc::new(Float64Array::from(cells.iter().map(|c| c.map(|c| c.parse().unwrap())).collect::<Vec<_>>()))
    } else {
        Arc::new(StringArray::from(cells))
    }
}

#[test]
fn arrow_tables_are_judged_as_the_files_are() {
    let (pack, files, wanted) = (pack(), files(), program(&["--format", "ndjson"]));
    assert_eq!(wanted.lines().count(), 1);
    let makes: [(&str, Make); 5] = [
        ("text", |cells| Arc::new(StringArray::from(cells))),
        ("long text", |cells| Arc::new(LargeStringArray::from(cells))),
        ("views", |cells| Arc::new(StringViewArray::from(cells))),
        ("dictionaries", |cells| Arc::new(cells.into_iter().collect::<DictionaryArray<Int32Type>>())),
        ("numbers", numbers),
    ];
    for (what, make) in makes {
        for size in [1, 7, 100_000] {
            // A batch of one row may be of other types than the next, where these are guessed.
            if what == "numbers" && size < 100_000 {
                continue;
            }
            let tables: Vec<ArrowTable> =
                files.iter().map(|(name, rows)| table(name, rows, make, size)).collect();
            assert_eq!(
                lines(&pack, from_arrow(&pack, &tables, day())),
                wanted,
                "{what}, {size} rows a batch"
            );
        }
    }
}

#[test]
fn rows_in_any_order_and_slices_give_the_same() {
    let (pack, mut files, wanted) = (pack(), files(), program(&["--format", "ndjson"]));
    for (_, rows) in &mut files {
        rows[1..].reverse();
    }
    let tables: Vec<ArrowTable> = files
        .iter()
        .map(|(name, rows)| {
            let whole = table(name, rows, |cells| Arc::new(StringArray::from(cells)), 100_000);
            let cut = |batch: &RecordBatch| {
                let half = batch.num_rows() / 2;
                [batch.slice(half, batch.num_rows() - half), batch.slice(0, half)]
            };
            ArrowTable { batches: whole.batches.iter().flat_map(cut).collect(), ..whole }
        })
        .collect();
    assert_eq!(lines(&pack, from_arrow(&pack, &tables, day())), wanted);
}

#[test]
fn one_row_a_county_holds_its_tables_as_lists() {
    let (pack, files, wanted) = (pack(), files(), program(&["--format", "ndjson"]));
    let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for (name, rows) in &files {
        let flat = table(name, rows, |cells| Arc::new(StringArray::from(cells)), 100_000);
        let batch = &flat.batches[0];
        if name == "县" {
            fields.extend(flat.schema.fields().iter().map(|f| f.as_ref().clone()));
            arrays.extend(batch.columns().iter().cloned());
            continue;
        }
        let structs = StructArray::from(batch.clone());
        let inner = Arc::new(Field::new("item", structs.data_type().clone(), true));
        // One list, as long as any other that holds so many.
        let alike = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![None; structs.len()])]);
        let offsets = alike.offsets().clone();
        arrays.push(Arc::new(ListArray::new(Arc::clone(&inner), offsets, Arc::new(structs), None)));
        fields.push(Field::new(name, DataType::List(inner), true));
    }
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).unwrap();
    let tables = of_counties(&pack, &schema, &[batch]).unwrap();
    assert_eq!(tables.len(), files.len());
    assert_eq!(lines(&pack, from_arrow(&pack, &tables, day())), wanted);
}

fn said(facts: &Facts) -> Vec<String> {
    facts.issues.iter().map(|i| issue_text(i, Language::En)).collect()
}

#[test]
fn the_same_mistake_has_the_same_words() {
    let (pack, mut files) = (pack(), files());
    let at = files.iter().position(|(name, _)| name == "学部").unwrap();
    let column = files[at].1[0].iter().position(|c| c == "在校生数").unwrap();
    files[at].1[2][column] = "很多".to_owned();
    files[at].1[3][1] = "大学".to_owned();
    files[at].1[4][0] = "9900019999".to_owned();
    files[at].1[5][0] = String::new();
    let folder = tempfile::tempdir().unwrap();
    for (name, rows) in &files {
        let mut writer = csv::Writer::from_path(folder.path().join(name)).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        drop(writer);
        fs::rename(folder.path().join(name), folder.path().join(format!("{name}.csv"))).unwrap();
    }
    let of_files = read(&pack, &[folder.path().to_owned()], day()).unwrap();
    let tables: Vec<ArrowTable> = files
        .iter()
        .map(|(name, rows)| {
            let table = table(name, rows, |cells| Arc::new(StringArray::from(cells)), 3);
            ArrowTable { file: format!("{name}.csv").into(), ..table }
        })
        .collect();
    let of_arrow = from_arrow(&pack, &tables, day());
    assert!(of_files.issues.len() >= 4, "{:?}", said(&of_files));
    assert_eq!(said(&of_arrow), said(&of_files));
    assert_eq!(lines(&pack, of_arrow), lines(&pack, of_files));
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let pack = pack();
    let one = |name: &str, array: ArrayRef| RecordBatch::try_from_iter([(name, array)]).unwrap();
    let table = |entity: &str, batch: RecordBatch| ArrowTable::new(entity, batch.schema(), vec![batch]);
    let codes: ArrayRef = Arc::new(StringArray::from(vec!["990001"]));
    let bytes: ArrayRef = Arc::new(arrow_array::BinaryArray::from(vec![b"990001".as_slice()]));
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]);
    let cases: [(Vec<ArrowTable>, &str); 5] = [
        (vec![table("校", one("代码", codes.clone()))], "JH0916"),
        (vec![table("县", one("代码", bytes))], "`代码` is of the type Binary"),
        (vec![table("县", one("代码", Arc::new(lists)))], "`代码` is a list or a group of columns"),
        (vec![table("县", one("代码", codes.clone())), table("county", one("代码", codes.clone()))], "`县`"),
        (vec![ArrowTable::new("县", Arc::new(Schema::empty()), Vec::new())], "县"),
    ];
    for (tables, word) in cases {
        let facts = from_arrow(&pack, &tables, day());
        assert!(facts.has_errors(), "{word}");
        assert!(said(&facts).iter().any(|text| text.contains(word)), "{word}: {:?}", said(&facts));
    }
}

/// Results as tables say what the JSON says.
#[test]
fn results_are_batches() {
    let pack = pack();
    let facts = read(&pack, &[county()], day()).unwrap();
    let evaluation = evaluate(&pack, &facts, &Options::on(day()));
    let detail = Detail::Failures;
    let input =
        ReportInput { pack: &pack, facts: &facts, evaluation: &evaluation, detail, language: Language::En };
    let report = serde_json::to_value(junheng::report::report(&input)).unwrap();
    let records = junheng::report::records::records(&input);
    let batches: Vec<RecordBatch> =
        records.iter().map(|r| junheng::report::arrow::batch(r).unwrap()).collect();
    assert_eq!(records.each_ref().map(|r| r.name), ["verdicts", "subjects", "missing", "issues"]);
    let county = &report["counties"][0];
    let texts = |batch: &RecordBatch, column: &str| -> Vec<String> {
        let array = batch.column_by_name(column).unwrap().as_any().downcast_ref::<StringArray>().unwrap();
        array.iter().map(|cell| cell.unwrap_or("-").to_owned()).collect()
    };
    let subjects = county["subjects"].as_array().unwrap();
    let field = |name: &str| -> Vec<String> {
        subjects.iter().map(|s| s[name].as_str().unwrap_or("-").to_owned()).collect()
    };
    for name in ["rule", "entity", "outcome", "value", "limit", "unit"] {
        assert_eq!(texts(&batches[1], name), field(name), "{name}");
    }
    let conclusions: Vec<String> = county["conclusions"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(texts(&batches[0], "conclusion"), conclusions);
    let missing: usize = subjects.iter().map(|s| s["missing"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(batches[2].num_rows(), missing);
}
