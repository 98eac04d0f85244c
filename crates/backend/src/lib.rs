//! The reference backend (design §6): one folder with an encrypted SQLite, one port, the calls of `wire`.
//!
//! It runs the rules of `domain` like every other end and is the only sequencer of acts. With the practice city
//! inside it needs nothing else; `zc practice` and the tests start it by [`Server::start`].
//!
//! Known limit of the practice folder: the database key lies beside the database (`practice.key`, mode 0600). It
//! keeps citizens' data out of plain files, not from somebody who takes the whole folder.

mod answered;
mod app;
mod backup;
mod call;
mod calls;
mod city;
mod claim;
mod config;
mod database;
pub mod evidence;
mod fault;
mod keys;
mod lives;
mod log;
mod marks;
mod member;
mod openings;
pub mod platform;
pub mod progress;
mod router;
mod server;
mod station;

pub use backup::restore;
pub use config::{Care, Clock, Config};
pub use server::{Server, StartError};

/// The OpenAPI 3.1 document of the contract, made from the code that serves it; pretty JSON with a line end.
///
/// # Errors
/// None that a built program could meet: the document is data of its own.
pub fn openapi() -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&router::document())?;
    text.push('\n');
    Ok(text)
}
