//! The record: events in a hash chain, what they add up to, and blobs.
//!
//! One act, one transaction, one event: `hash = SHA-256(the hash before ‖ the event as RFC 8785 JSON)`. The tables of things are the
//! fold of the events, written in the same transaction; [`Record::check`] holds them together.

mod chain;
mod database;
mod event;
mod fold;
mod people;
mod postgres;
mod schema;
mod sqlite;
mod state;
mod store;

pub use chain::{Broken, GENESIS, Hash, Verified, hash_of, hex, verify};
pub use database::{Database, Row, Value};
pub use event::Event;
pub use fold::Wrong;
pub use people::{People, Session};
pub use schema::SCHEMA;
pub use state::*;
pub use store::{Blobs, Line, Record, database, whole_file};
