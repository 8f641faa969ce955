//! Pages, one file each.

pub mod accounts;
pub mod act;
pub mod agenda;
pub mod board;
pub mod county;
pub mod exports;
pub mod fields;
pub mod finding;
pub mod health;
pub mod ids;
pub mod ledger;
pub mod ledger_book;
pub mod named;
pub mod notices;
pub mod options;
pub mod pack;
pub mod packs;
pub mod people;
pub mod public;
pub mod record;
pub mod roles;
pub mod schools;
pub mod stage;
pub mod trend;
pub mod upload;
pub mod verdict;
