//! Drains the queue, uploads, pulls (design §6): a pure machine, and the driver that has the network.
//!
//! [`Engine`] is the machine: events in, effects out, with time and randomness as arguments. [`Remote`] makes the
//! calls of the contract and says of each failure what it means. [`Drain`] carries effects to the network and to a
//! [`Shelf`], which is the store's side of the seam: this crate knows no store.

mod drain;
mod engine;
mod failure;
mod remote;
#[cfg(test)]
mod sim;
mod verify;

pub use drain::{Contact, Drain, PullError, Pulled, Report, Shelf, pull};
pub use engine::{
    Answer, Change, Config, ConnectionState, Effect, Engine, Event, FileKey, FileRow, Life,
    Outcome, Posted, Row, Settled, Turn,
};
pub use failure::Failure;
pub use remote::{BadBase, Options, Remote, UploadFailure, Uploaded};
pub use verify::{AckFault, VerifiedAck, Verifier, outcomes};
