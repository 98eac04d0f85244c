//! The queue: one row an own act, on its way to the backend's durable acknowledgement.

mod list;
mod load;
mod sendable;
mod shape;
mod transition;

pub use list::{Counts, QueueFilter, QueueRow};
pub use load::{LoadedFile, LoadedRow};
pub use sendable::SendableAct;
pub(crate) use shape::state_at;
pub use transition::Settlement;
pub(crate) use transition::{end, first_state};
