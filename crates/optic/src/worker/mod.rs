//! The worker process: looks into pictures and camera frames, where a decoder may hang or die without taking the desk with it.
//!
//! The program starts itself once more with [`ARGUMENT`] and speaks over the two pipes: a length (u32, big endian) and
//! that many bytes of CBOR, request and reply in turn. It ends with its input.

mod client;
mod message;
mod serve;

pub use client::Decoder;
pub use serve::serve;

/// The argument by which a program knows that it is to be the worker.
pub const ARGUMENT: &str = "--optic-worker";

/// Whether these arguments (the program's name first) ask for the worker.
pub fn is_asked(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> bool {
    arguments.nth(1).is_some_and(|first| first == ARGUMENT)
}
