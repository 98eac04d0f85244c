use domain::queue::RowState;
use seal::Hash32;
use uuid::Uuid;

/// One act in the queue, as the store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub act_id: Uuid,
    /// Its case; `None` is an event of the station, which waits for nothing.
    pub case: Option<Uuid>,
    /// Place in the origin's log; gives the order within the case.
    pub seq: u64,
    /// Length of envelope, salt and payload together, before base64.
    pub bytes: u64,
    /// The act this one mends: it takes that one's place in the order, and that one is no longer in the way.
    pub replaces: Option<Uuid>,
    /// As last persisted.
    pub state: RowState,
    /// How often this row itself failed ([`RowState::RetryWait`]'s count; a dead network does not add to it).
    pub attempts: u32,
    /// Its files; they go first.
    pub attachments: Vec<FileRow>,
}

/// A file of a case on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// SHA-256 of the content.
    pub hash: Hash32,
    /// Length.
    pub bytes: u64,
    /// The backend has this many of them.
    pub offset: u64,
    /// The backend has them all and has checked the hash.
    pub stored: bool,
}

/// A file is shared by its content within one case only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey {
    /// Case.
    pub case: Uuid,
    /// SHA-256 of the content.
    pub hash: Hash32,
}

/// A row's new state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub act_id: Uuid,
    /// What it is now.
    pub state: RowState,
}

/// A row with the backend's verified word on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub act_id: Uuid,
    /// The signed acknowledgement, to be kept beside the act.
    pub ack: Vec<u8>,
    /// Place in the backend's log.
    pub position: u64,
    /// The life of the backend's log.
    pub epoch: String,
    /// `Durable`, `Contested` or `NeedsFix`.
    pub state: RowState,
}
