use seal::Hash32;
use uuid::Uuid;
use wire::{FeedEvent, WireAct};

use crate::engine::{Change, ConnectionState, FileKey, Life, Row, Settled};

/// What every good reply tells beside its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The life of the backend's log.
    pub life: Life,
    /// Positions up to here are safe in a backup.
    pub backed_up_to: u64,
    /// The backend's clock, milliseconds since the Unix epoch.
    pub now: i64,
}

impl Contact {
    /// What a reply tells to a request that named the epoch `asked`.
    pub(super) fn of<T>(reply: &wire::Reply<T>, asked: Option<String>) -> Self {
        Self {
            life: Life {
                epoch: reply.epoch.clone(),
                asked,
                common_to: reply.common_to,
            },
            backed_up_to: reply.backed_up_to,
            now: reply.now,
        }
    }
}

/// The store's side of the drain. The seam exists because store and sync may not know each other; `desk` stands
/// between. Every method is one short transaction: it has happened when it returns.
pub trait Shelf: Sync {
    /// Why the store could not.
    type Error: std::error::Error + Send + Sync + 'static;

    /// All rows that are not durable and not ended by a person's decision. A durable row may be among them where it
    /// mends one that was set aside.
    ///
    /// # Errors
    /// The store's.
    fn rows(&self) -> Result<Vec<Row>, Self::Error>;

    /// Keeps the states, in one transaction.
    ///
    /// # Errors
    /// The store's.
    fn persist(&self, changes: &[Change]) -> Result<(), Self::Error>;

    /// Keeps the acknowledgements with their states and positions, in one transaction.
    ///
    /// # Errors
    /// The store's.
    fn settle(&self, settled: &[Settled]) -> Result<(), Self::Error>;

    /// The life of the backend's log that was met last.
    ///
    /// # Errors
    /// The store's.
    fn epoch(&self) -> Result<Option<String>, Self::Error>;

    /// Puts every own act that was stored beyond `reopen` back to ready, where it is given, and only then keeps the
    /// epoch. Gives the rows that came back; what was purged is not among them.
    ///
    /// # Errors
    /// The store's.
    fn new_epoch(&self, epoch: &str, reopen: Option<u64>) -> Result<Vec<Row>, Self::Error>;

    /// Puts own durable acts, by the SHA-256 of their bytes, back to ready, and gives their rows. Others among the
    /// hashes are passed over.
    ///
    /// # Errors
    /// The store's.
    fn acts_lost(&self, acts: &[Hash32]) -> Result<Vec<Row>, Self::Error>;

    /// Keeps what one step of the engine leaves: acknowledgements, then states, in one transaction where the store
    /// can.
    ///
    /// # Errors
    /// The store's.
    fn keep(&self, settled: &[Settled], changes: &[Change]) -> Result<(), Self::Error> {
        if !settled.is_empty() {
            self.settle(settled)?;
        }
        if !changes.is_empty() {
            self.persist(changes)?;
        }
        Ok(())
    }

    /// The act as stored, with salt and payload; `None` where it cannot be given whole.
    ///
    /// # Errors
    /// The store's.
    fn act(&self, act_id: Uuid) -> Result<Option<WireAct>, Self::Error>;

    /// These acts, in this order.
    ///
    /// # Errors
    /// The store's.
    fn acts(&self, ids: &[Uuid]) -> Result<Vec<Option<WireAct>>, Self::Error> {
        ids.iter().map(|id| self.act(*id)).collect()
    }

    /// `length` bytes of a file from `offset`; fewer or none where it cannot be given whole.
    ///
    /// # Errors
    /// The store's.
    fn read_file(&self, key: FileKey, offset: u64, length: usize) -> Result<Vec<u8>, Self::Error>;

    /// Length of a file, and where its upload goes on.
    ///
    /// # Errors
    /// The store's.
    fn upload(&self, key: FileKey) -> Result<Option<(u64, Option<String>)>, Self::Error>;

    /// The word of another origin that lets this station bring its file (`wire::FileClaim`, signed); `None` for a
    /// file of its own.
    ///
    /// # Errors
    /// The store's.
    fn claim(&self, _key: FileKey) -> Result<Option<Vec<u8>>, Self::Error> {
        Ok(None)
    }

    /// The backend has this file's bytes up to `offset`, at `url`.
    ///
    /// # Errors
    /// The store's.
    fn file_progress(&self, key: FileKey, url: &str, offset: u64) -> Result<(), Self::Error>;

    /// The backend has the file and has checked it.
    ///
    /// # Errors
    /// The store's.
    fn file_stored(&self, key: FileKey) -> Result<(), Self::Error>;

    /// The backend does not have the file: offset 0, no address, not stored.
    ///
    /// # Errors
    /// The store's.
    fn file_lost(&self, key: FileKey) -> Result<(), Self::Error>;

    /// A good reply came: clock and backup. Its epoch is handled by [`Shelf::new_epoch`] before.
    ///
    /// # Errors
    /// The store's.
    fn contact(&self, contact: &Contact) -> Result<(), Self::Error>;

    /// What to show of the connection.
    fn connection(&self, state: &ConnectionState);

    /// How far the feed was read; opaque.
    ///
    /// # Errors
    /// The store's.
    fn feed_cursor(&self) -> Result<Option<String>, Self::Error>;

    /// Takes a page of the feed and its cursor in one transaction. The same page may come again.
    ///
    /// # Errors
    /// The store's.
    fn take_feed(&self, events: Vec<FeedEvent>, cursor: &str) -> Result<(), Self::Error>;
}

/// The hash by which an act is acknowledged: SHA-256 of its bytes.
pub(super) fn act_hash(act: &WireAct) -> Hash32 {
    seal::sha256(&act.bytes.0)
}
