//! The workbench: work over years, many offices, one record. A client of the engine.
//!
//! - [`record`]: events in a hash chain, what they add up to, blobs; SQLite or PostgreSQL. Nothing of HTTP.
//! - [`acts`]: what each act needs and changes, and the table of who may do it.
//! - [`agenda`]: what is due, overdue, won and lost, as functions of the record and a day. Nothing derived is stored.
//! - [`compare`]: two verdicts side by side.
//! - [`export`]: tables that leave the store, each with the record that it is of.
//! - [`publish`]: whether a pack is fit to be published.
//! - [`service`]: one act, one transaction, one event.
//! - [`would`]: what a pack would make of stored data; nothing of it is stored.
//! - [`web`]: pages over HTTP; what may be done there is what [`acts`] says.

pub mod acts;
pub mod agenda;
pub mod commands;
pub mod compare;
pub mod error;
pub mod export;
pub mod judge;
pub mod publish;
pub mod record;
pub mod service;
pub mod show;
pub mod story;
pub mod web;
pub mod words;
pub mod would;
