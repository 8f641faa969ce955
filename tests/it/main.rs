//! The integration tests: one binary, a module a feature.

mod architecture;
mod catalogue;
mod cli;
mod corpus;
mod data;
mod docs;
mod evaluation;
mod examples;
mod inheritance;
mod packs;
mod report;
mod semantics;
mod syntax;
mod yaml;
mod values;
