use domain::queue::Reason;
use seal::Hash32;
use uuid::Uuid;

use super::life::Life;
use super::row::{Change, FileKey, Row, Settled};
use crate::failure::Failure;
use crate::verify::{AckFault, VerifiedAck};

/// What the engine is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The queue as kept. Whatever was under way is forgotten: what was sending is sent again.
    Loaded {
        /// All rows that are not durable, and durable ones that mend one that was set aside.
        rows: Vec<Row>,
        /// The life of the backend's log that was met last.
        epoch: Option<String>,
    },
    /// A row more.
    Added(Row),
    /// Time has passed.
    Tick,
    /// A person wants it now: no wait counts.
    Nudge,
    /// The network is said to be back; the first try is spread, so that a city does not come at once.
    Online,
    /// The network is said to be gone.
    Offline,
    /// So much of a file is with the backend.
    FileProgress {
        /// Which.
        key: FileKey,
        /// Bytes from the start.
        offset: u64,
    },
    /// The backend has a file and has checked it.
    FileDone(FileKey),
    /// An upload ended without.
    FileFailed {
        /// Which.
        key: FileKey,
        /// Why.
        failure: Failure,
    },
    /// What came of [`Effect::Post`].
    Posted {
        /// Of that effect.
        batch: u64,
        /// One outcome an act, or why there is none.
        result: Result<Posted, Failure>,
    },
    /// A good reply to another call.
    Met(Life),
    /// Rows that were durable and are not any more ([`Effect::Epoch`], [`Effect::ActsLost`]).
    Reopened(Vec<Row>),
    /// This machine cannot give an act's bytes: it is set aside at once, and the batch did not leave.
    Unreadable {
        /// The attempt.
        batch: u64,
        /// The act.
        act_id: Uuid,
    },
    /// A person sends a quarantined row again.
    Released(Uuid),
    /// A person's audited decision ended a row that was set aside; it is in nobody's way any more.
    Closed(Uuid),
}

/// A reply to a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Whose.
    pub life: Life,
    /// One an act.
    pub outcomes: Vec<Outcome>,
}

/// What became of one act of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub act_id: Uuid,
    /// What.
    pub answer: Answer,
}

/// The backend's answer for one act, its acknowledgement already checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Durable, contested or rejected, and proved.
    Acknowledged(VerifiedAck),
    /// Taken, not durable: ask again.
    Received,
    /// Nothing kept: these first.
    Missing {
        /// Acts, by the SHA-256 of their bytes.
        acts: Vec<Hash32>,
        /// Files, by the SHA-256 of their content.
        attachments: Vec<Hash32>,
    },
    /// The same id or place with other bytes.
    Fork,
    /// An acknowledgement that proves nothing.
    Unverified(AckFault),
}

/// What the engine wants done. Effects of one step are run in their order; uploads and posts may then run beside
/// each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The backend's log has another life. Put every own act that it stored beyond `reopen` back to ready, then keep
    /// the epoch (a process that ends between the two does the first again), and answer with `Reopened`.
    Epoch {
        /// The life that is known from now on.
        epoch: String,
        /// The last position that survived; `None` where nothing was stored before.
        reopen: Option<u64>,
    },
    /// Keep the acknowledgements and the states, in one transaction.
    Settle(Vec<Settled>),
    /// Keep the states, in one transaction. *Sending* is kept before its [`Effect::Post`] leaves.
    Persist(Vec<Change>),
    /// The backend does not have this file after all: unmark it, from the first byte.
    FileLost(FileKey),
    /// The backend lacks these acts after all: put those that are ours, durable ones too, back to ready, and answer
    /// with `Reopened`.
    ActsLost(Vec<Hash32>),
    /// What to show of the connection.
    Connection(ConnectionState),
    /// Bring this file to the backend; answer with `FileDone` or `FileFailed`.
    Upload(FileKey),
    /// Send these acts in this order; answer with `Posted`, once.
    Post {
        /// Names the attempt.
        batch: u64,
        /// At most 200 and 1 MiB.
        acts: Vec<Uuid>,
    },
}

/// The connection as last seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ConnectionState {
    /// The last call was answered by the backend.
    pub online: bool,
    /// Why the last one was not.
    pub reason: Option<Reason>,
    /// When the next try is due, milliseconds since the Unix epoch.
    pub next_at: Option<i64>,
    /// Failures since the last answer.
    pub attempts: u32,
}
