//! Acts: appended by this installation, absorbed from the backend, read back in the backend's order.

pub(crate) mod absorb;
mod append;
mod carry;
mod incarnation;
mod read;

pub use absorb::{Absorb, Absorbed, CURSOR, RemoteAct};
pub(crate) use append::insert_queue_row;
pub use append::{Append, NewAct, OriginHead};
pub use carry::{CARRIED, Carried, CarriedAct};
pub use read::StoredAct;
pub(crate) use read::{acts, select};
