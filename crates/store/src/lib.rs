//! The encrypted database and journal of one station: the only SQL of the client (design §5).
//!
//! A data folder holds
//! - `keys.json`, the key slots ([`slots`]): in clear, authenticated, opened by a member's password;
//! - `key.check`, a one-way image of the data key, so that a wrong key is never taken for a damaged file;
//! - `zongchuang.db` with its `-wal` and `-shm`, SQLCipher;
//! - `journal/`, encrypted append-only files: everything unsent a second time ([`rescue`]);
//! - `sync.lock`, held by the one process that drains.
//!
//! Time and randomness are arguments. No error carries personal data, a password or a key.

mod act;
mod alarm;
mod answer;
mod attachment;
mod audit;
mod case;
mod clearing;
mod database;
mod draft;
mod epoch;
mod error;
mod folder;
mod journal;
mod key;
mod lock;
mod meta;
mod purge;
mod queue;
pub mod rescue;
pub mod rotation;
mod row;
pub mod slots;

pub use act::{
    Absorb, Absorbed, Append, CARRIED, CURSOR, Carried, CarriedAct, NewAct, OriginHead, RemoteAct,
    StoredAct,
};
pub use alarm::Alarm;
pub use attachment::{Attachment, CHUNK};
pub use audit::{JournalMemory, Life};
pub use case::{CaseFilter, CaseRow, Place};
pub use clearing::{clear, end_clearing};
pub use database::{Store, VERSION};
pub use draft::Draft;
pub use epoch::Told;
pub use error::{AppendError, StoreError};
pub use key::Dek;
pub use lock::{SyncLock, sync_lock};
pub use purge::Purged;
pub use queue::{Counts, LoadedFile, LoadedRow, QueueFilter, QueueRow, SendableAct, Settlement};
