//! The workbench as a whole.

mod chain;
mod matrix;
mod place;
mod random;
mod story;
mod stores;
