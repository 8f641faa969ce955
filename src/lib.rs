//! junheng (均衡): a rule-pack engine that judges whether a Chinese county has reached
//! "quality and balanced compulsory education" (县域义务教育优质均衡发展).
//!
//! The modules are layers: each imports only from those above it.

pub mod source;
pub mod diagnostic;
pub mod value;
pub mod syntax;
pub mod pack;
pub mod semantics;
pub mod facts;
pub mod evaluation;
pub mod report;
pub mod tooling;
pub mod cli;
