//! The interpreter held against language.md, on typed expressions built by hand.

mod aggregates;
mod explaining;
mod expressions;
mod items;
mod logic;
mod quantifiers;
mod support;
