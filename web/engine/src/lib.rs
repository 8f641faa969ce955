//! The engine behind a door that a page's worker and Node can knock at: JSON in, JSON and bytes out, files in memory.
//!
//! [`Engine`] is the whole of it and knows nothing of WebAssembly; [`door`] makes it callable from outside, and is the only module with
//! unsafe code. Everything that a request may say is [`Request`]; `docs/web.md` says it for people.

mod answer;
mod data;
pub mod door;
mod engine;
mod packs;
mod request;
mod shelf;
mod tools;

pub use answer::{Answer, Refused};
pub use engine::Engine;
pub use request::Request;
