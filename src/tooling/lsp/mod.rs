//! `junheng lsp`: the language server. One thread reads messages, one answers them in order; edits that arrive together are checked once.
//!
//! Like the command line it is a client of the other tools. This folder is the only place that names the protocol's crates.

mod actions;
mod complete;
mod hover;
mod navigate;
mod outline;
mod place;
mod position;
mod server;
mod tokens;
mod transport;
mod workspace;

pub use server::{Session, serve, serve_from};
