//! The integration tests: one binary, a module a feature.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod architecture;
mod arrow;
mod cases;
mod builtins;
mod bulk;
mod bulk_robust;
mod catalogue;
mod columns;
mod compare;
mod complete;
mod ci_formats;
mod cli;
mod corpus;
mod data;
mod diff;
mod doc;
mod docs;
mod editor;
mod entries;
mod evaluation;
mod dossier;
mod doubts;
mod examples;
mod fmt;
mod forms;
mod fuzzing;
mod gap;
mod gallery;
mod glossary;
mod groups;
mod impact;
mod inheritance;
mod mistakes;
mod nation;
mod new;
mod order;
mod lists;
mod keys;
mod lsp;
mod packs;
mod parquet;
mod places;
mod poor;
mod privacy;
mod procedure;
mod reads;
mod received;
mod release;
mod readings;
mod registry;
mod robust;
mod report;
mod schema;
mod semantics;
mod sessions;
mod show;
mod summary;
mod sweep;
mod support;
mod syntax;
mod tables;
mod tutorial;
mod template;
mod tools;
mod variants;
mod verify;
mod yaml;
mod values;
mod visible;
mod workbook;
