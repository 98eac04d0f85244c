//! What a data folder promises, proved on real files with the real cipher.

#![allow(clippy::unwrap_used)]

mod absorb;
mod append;
mod attachments;
mod carry;
mod cases;
mod clearing;
mod drafts;
mod golden;
mod journal;
mod made;
mod opening;
#[cfg(target_os = "linux")]
mod power;
mod processes;
mod purge;
mod queue;
mod rescue;
mod rotation;
mod schema;
mod secrecy;
mod slots;
