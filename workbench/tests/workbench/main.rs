//! The workbench as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod browser;
mod chain;
mod chance;
mod commands;
mod compare;
mod documents;
mod editor;
mod exports;
mod faults;
mod matrix;
mod model;
mod moves;
mod offices;
mod packs;
mod place;
mod program;
mod random;
mod sessions;
mod states;
mod stores;
mod story;
#[allow(dead_code, reason = "the root's tests use the rest of it")]
#[path = "../../../tests/it/tools.rs"]
mod tools;
mod uploads;
mod views;
mod web;
mod would;

/// Whether the sizes are asked for that a change need not wait for: `.ci/run --long`.
fn long() -> bool {
    std::env::var_os("JUNHENG_LONG").is_some()
}
