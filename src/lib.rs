//! junheng (均衡): a rule-pack engine that judges whether a Chinese county has reached
//! "quality and balanced compulsory education" (县域义务教育优质均衡发展).
//!
//! The modules are layers: each imports only from those above it. A pack is [loaded](pack::load) and
//! [checked](semantics::check); data are [read](facts::read) by what the pack asks for, or
//! [given](facts::from_tables); both together are [evaluated](evaluation::evaluate).
//!
//! ```
//! use junheng::evaluation::{Options, evaluate};
//! use junheng::facts::{RawTable, from_tables};
//! use junheng::pack::{SearchPath, load};
//! use junheng::value::{Outcome, parse_date};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let checked = junheng::semantics::check(load("national@2017", &SearchPath::default())?);
//! let pack = checked.pack.ok_or("the pack has errors")?;
//! let day = parse_date("2026-11-23").ok_or("no such day")?;
//!
//! let facts = from_tables(
//!     &pack,
//!     vec![
//!         RawTable::new("县", &["代码", "县名"], &[&["990009", "示例县"]]),
//!         RawTable::new("学校", &["代码", "县", "校名", "类别"], &[&["S1", "990009", "示例小学", "小学"]]),
//!         RawTable::new("学部", &["学校", "学段", "在校生数", "高于规定学历教师数"], &[&["S1", "小学", "1000", "42"]]),
//!     ],
//!     day,
//! );
//!
//! // 42 teachers above the required degree for 1,000 pupils: exactly 4.2 for each hundred.
//! let evaluation = evaluate(&pack, &facts, &Options::on(day));
//! let r1 = pack.find_item("R1").ok_or("no such rule")?;
//! let found = evaluation.counties[0].subjects.iter().find(|s| s.item == r1).ok_or("no subject")?;
//! assert_eq!(found.outcome, Outcome::Met);
//! # Ok(())
//! # }
//! ```
//!
//! Packs, plans, data and results are `Send` and `Sync`, there is no state for all, and nothing but [`source::System`], folders of many counties
//! ([`facts::Bulk`]) and the tools that read files of their own touches the system: what was [checked](semantics::check) once can judge on any thread.
//!
//! # Bytes instead of files
//!
//! Packs and data may lie in memory: [`source::Memory`] is a [`source::Store`], from which [`pack::load_from`], [`facts::read_from`] (CSV, workbooks,
//! Parquet) and the language server read as from folders. Without default features the library builds for `wasm32-unknown-unknown`; the day is then
//! given from outside.
//!
//! ```
//! use junheng::facts::read_from;
//! use junheng::pack::{SearchPath, load};
//! use junheng::source::Memory;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pack = junheng::semantics::check(load("national@2017", &SearchPath::embedded())?).pack.ok_or("errors")?;
//! let day = junheng::value::parse_date("2026-11-23").ok_or("no such day")?;
//! let files = [("data/县.csv", "代码,县名\n990009,示例县\n".as_bytes())];
//! let facts = read_from(&Memory::from_iter(files), &pack, &["data".into()], day)?;
//! assert_eq!(&*facts.counties[0].code, "990009");
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | what it brings | default |
//! |---|---|---|
//! | `arrow` | data from Arrow record batches in memory, results as such | no |
//! | `parquet` | data from Parquet files, results as such | no |
//! | `xlsx` | data from workbooks (XLSX, XLS, ODS), the form and the ledger as XLSX | yes |
//! | `docx` | the draft of the self-evaluation report | yes |
//! | `lsp` | the language server | yes |
//! | `schema` | JSON Schemas of what is read and written | yes |
//! | `cli` | the program; brings those that are on by default | yes |
//!
//! Without any (`default-features = false`) the engine reads packs and CSV, judges, explains and reports.

#[deny(clippy::wildcard_enum_match_arm)]
pub mod source;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod diagnostic;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod value;
pub mod syntax;
pub mod pack;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod semantics;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod plan;
pub mod facts;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod evaluation;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod report;
#[deny(clippy::wildcard_enum_match_arm)]
pub mod tooling;
#[cfg(feature = "cli")]
#[deny(clippy::wildcard_enum_match_arm)]
pub mod cli;
