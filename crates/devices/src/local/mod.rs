//! Devices whose maker installs a small web service on this machine: where it may listen, one bounded call to it, a reply
//! understood, and the other end of it for the practice city and the tests.
//!
//! Only this machine is ever called: an [`Address`] is a loopback one, no proxy and no redirect is followed.

mod address;
mod call;
mod reply;
pub mod simulate;

pub use address::{Address, Kept, NotHere};
pub(crate) use call::Client;
pub use call::{CallFault, Garbled};
pub(crate) use reply::read_json;
