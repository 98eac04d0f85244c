//! The journal: everything unsent a second time, beside the database, readable with the data key alone.
//!
//! A file is `"ZCJ1"`, its number (u64, big-endian), then frames: length (u32, big-endian) of what follows,
//! nonce (24 bytes), XChaCha20-Poly1305 ciphertext of one CBOR [`Frame`]. File number and frame number are
//! authenticated, so frames cannot be moved. The nonce is a keyed hash of place and content: two frames
//! share one only if they are the same frame, whatever happened to numbers or random sources.
//!
//! A file is written by one process, which holds its lock; a torn tail is what a power cut leaves. Rows are
//! copied after their commit, so the journal never holds what was not saved. An append writes its acts there before
//! it returns, so that a killed process leaves them; a sync makes them durable and marks their rows, so that a
//! save waits for the disk once and not three times.

mod file;
mod frame;
mod prune;
mod read;
mod sync;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use zeroize::Zeroizing;

pub(crate) use frame::{ActFrame, FileFrame, Frame};
pub(crate) use read::{files, read_file};
pub(crate) use sync::sync_small;
pub(crate) use walk::furthest_head;

use crate::folder;
use crate::key::Dek;
use file::Writing;

/// The two keys of the journal, both from the data key.
pub(crate) struct JournalKeys {
    content: Zeroizing<[u8; 32]>,
    nonce: Zeroizing<[u8; 32]>,
}

impl JournalKeys {
    pub(crate) fn new(dek: &Dek) -> Self {
        Self {
            content: dek.derive("journal"),
            nonce: dek.derive("journal nonce"),
        }
    }
}

/// The journal of one open store.
pub(crate) struct Journal {
    dir: PathBuf,
    pub(crate) keys: JournalKeys,
    /// This process's file, once something was written.
    writing: Mutex<Option<Writing>>,
    /// Held by the one thread that syncs attachments or prunes.
    turn: Mutex<()>,
}

impl Journal {
    pub(crate) fn new(dir: &Path, dek: &Dek) -> Self {
        Self {
            dir: dir.join(folder::JOURNAL),
            keys: JournalKeys::new(dek),
            writing: Mutex::new(None),
            turn: Mutex::new(()),
        }
    }
}
