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
mod commands;
mod documents;
mod matrix;
mod place;
mod random;
mod sessions;
mod story;
mod stores;
#[path = "../../../tests/it/tools.rs"]
mod tools;
mod uploads;
mod views;
mod web;
