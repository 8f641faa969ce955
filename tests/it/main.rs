//! The integration tests: one binary, a module a feature.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod architecture;
mod catalogue;
mod ci_formats;
mod cli;
mod corpus;
mod data;
mod docs;
mod evaluation;
mod examples;
mod gap;
mod inheritance;
mod packs;
mod report;
mod semantics;
mod syntax;
mod template;
mod variants;
mod yaml;
mod values;
mod workbook;
