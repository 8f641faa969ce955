//! What leaves the store: tables. Each says which record it is of.

mod appraisal;
pub mod poam;

use junheng::diagnostic::Language;

use crate::record::{Record, hex};

pub use appraisal::appraisal_book;

/// What stands on everything that is exported: the number of the last event and the first digits of its hash; in a story that it is one.
pub fn stamp(record: &Record, language: Language) -> String {
    let (seq, head) = record.head();
    let digits: String = hex(&head).chars().take(12).collect();
    match (language, record.state().story) {
        (Language::Zh, false) => format!("记录 {seq} · {digits}"),
        (Language::Zh, true) => format!("演示　记录 {seq} · {digits}"),
        (Language::En, false) => format!("record {seq} · {digits}"),
        (Language::En, true) => format!("demonstration, record {seq} · {digits}"),
    }
}
