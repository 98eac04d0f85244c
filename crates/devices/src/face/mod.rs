//! An outside device that compares the face in front of it with a document (人脸比对), through the web service that its
//! maker installs on this machine.
//!
//! No maker publishes such a service's protocol. What is spoken here is an assumption of ours, stated in [`Assumed`] and
//! behind one small trait, [`Protocol`]: a real device is another implementation of it. Whatever the protocol, nothing of
//! a person is sent, only a random reference; and of the answer verdict, score and that reference are read, the rest (a
//! picture, a template) is dropped unread.
//!
//! [`Comparer`] asks; [`simulate::Service`] is the other end for the practice city and the tests. Consent is asked for by
//! who calls it (`desk`): from here a question goes out.

mod compare;
mod fault;
mod protocol;
pub mod simulate;

pub use crate::local::{Address, Garbled, Kept, NotHere};
pub use compare::{Comparer, Pace};
pub use fault::FaceFault;
pub use protocol::{Assumed, Compared, Protocol, Question, Verdict};
