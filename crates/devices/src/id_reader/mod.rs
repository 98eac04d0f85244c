//! The ID-card reader (身份证读卡器) through the vendor's local web service (domain reference §4; interface notes of
//! 新中新 webapi 3.3.4): `GET http://localhost:8989/api/ReadMsg`, older installations on port 8080, one caller at a time.
//!
//! Only this machine is ever called ([`crate::local`]). The photo is not asked for (`NoPhoto=1`), and one that comes all
//! the same is dropped with the rest of the reply.
//!
//! [`Reader`] asks, [`read_reply`] understands, [`simulate::Service`] is the other end for the practice city and the
//! tests: the same sockets, the card and the faults by choice.

mod ask;
mod card;
mod fault;
mod reply;
pub mod simulate;

pub use ask::{Pace, Reader};
pub use card::{Card, CardKind, Term};
pub use fault::ReadFault;
pub use reply::read_reply;

pub use crate::local::{Address, Garbled, Kept, NotHere};
