//! Writing one journal file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Frame, Journal, JournalKeys};
use crate::database::locked;
use crate::error::StoreError;
use crate::folder;
use crate::key::{self, NONCE};

pub(super) const MAGIC: &[u8; 4] = b"ZCJ1";
/// From this size on a file is not written any further; an attachment or an append that has begun is ended there.
const LARGE_BYTES: u64 = 4 << 20;
/// Magic and number.
pub(super) const HEADER: usize = 12;

/// The file this process writes; the open file holds the lock.
pub(super) struct Writing {
    file: File,
    pub(super) no: u64,
    next: u64,
    pub(super) bytes: u64,
    /// Whether its name has been synced.
    named: bool,
    /// Acts that were put and whose rows do not say so yet. They go with the file: a row that is not marked is put
    /// again into the next one.
    unmarked: Vec<Uuid>,
}

impl Journal {
    /// Writes acts whose append has just been committed; not yet synced, their rows not yet marked: both is the
    /// next sync's.
    pub(crate) fn follow(&self, acts: &[Frame]) -> Result<(), StoreError> {
        self.put_with(acts, |writing| {
            let ids = acts.iter().filter_map(|frame| match frame {
                Frame::Act(act) => Some(act.act_id),
                _ => None,
            });
            writing.unmarked.extend(ids);
        })?;
        Ok(())
    }

    /// Writes frames behind one another; not yet synced. Returns the number of the file they went to.
    pub(super) fn put(&self, frames: &[Frame]) -> Result<u64, StoreError> {
        self.put_with(frames, |_| {})
    }

    fn put_with(
        &self,
        frames: &[Frame],
        then: impl FnOnce(&mut Writing),
    ) -> Result<u64, StoreError> {
        let mut writing = locked(&self.writing);
        let mut current = match writing.take() {
            Some(current) => current,
            None => self.open_file()?,
        };
        // A failed write may leave half a frame: the file is given up and the next put opens another.
        current.put(&self.keys, frames)?;
        then(&mut current);
        let no = current.no;
        *writing = Some(current);
        Ok(no)
    }

    /// Makes what was put into file `no` durable, be it let go of since.
    pub(super) fn sync_file(&self, no: u64) -> Result<(), StoreError> {
        if let Some(writing) = locked(&self.writing).as_mut().filter(|file| file.no == no) {
            return Ok(writing.sync(&self.dir)?);
        }
        let file = File::options().write(true).open(path(&self.dir, no))?;
        file.sync_all()?;
        Ok(folder::sync_dir(&self.dir)?)
    }

    /// The acts put by [`Journal::follow`] since the last call, with the number of their file: they are durable
    /// there when this returns.
    pub(super) fn followed(&self) -> Result<Option<(u64, Vec<Uuid>)>, StoreError> {
        let mut writing = locked(&self.writing);
        let Some(writing) = writing.as_mut().filter(|w| !w.unmarked.is_empty()) else {
            return Ok(None);
        };
        writing.sync(&self.dir)?;
        Ok(Some((writing.no, std::mem::take(&mut writing.unmarked))))
    }

    /// The number of this process's file, if it has one.
    pub(super) fn current(&self) -> Option<u64> {
        locked(&self.writing).as_ref().map(|writing| writing.no)
    }

    /// Lets go of this process's file once it is large, whatever stands in it: as soon as little of it is needed it
    /// can go. One with acts whose rows do not say so yet stays, or they would be put twice.
    pub(super) fn rotate_large(&self) {
        locked(&self.writing).take_if(|file| file.bytes >= LARGE_BYTES && file.unmarked.is_empty());
    }

    /// Lets go of this process's file; the next put opens another.
    pub(super) fn rotate(&self) {
        *locked(&self.writing) = None;
    }

    /// Held while files are made or removed, so that a new file is never taken for an abandoned one.
    pub(super) fn names(&self) -> io::Result<File> {
        folder::make(&self.dir)?;
        let names = folder::lock_file(&self.dir.join("names.lock"))?;
        names.lock()?;
        Ok(names)
    }

    fn open_file(&self) -> Result<Writing, StoreError> {
        let _names = self.names()?;
        let no = numbers(&self.dir)?.last().map_or(1, |last| last + 1);
        let mut file = folder::private().open(path(&self.dir, no))?;
        file.lock()?;
        file.write_all(MAGIC)?;
        file.write_all(&no.to_be_bytes())?;
        Ok(Writing {
            file,
            no,
            next: 0,
            bytes: HEADER as u64,
            named: false,
            unmarked: Vec::new(),
        })
    }
}

impl Writing {
    fn sync(&mut self, dir: &Path) -> io::Result<()> {
        if self.named {
            return self.file.sync_data();
        }
        self.file.sync_all()?;
        folder::sync_dir(dir)?;
        self.named = true;
        Ok(())
    }

    fn put(&mut self, keys: &JournalKeys, frames: &[Frame]) -> Result<(), StoreError> {
        let mut out = Vec::new();
        for frame in frames {
            let mut plain = Zeroizing::new(Vec::new());
            ciborium::into_writer(frame, &mut *plain)
                .map_err(|_| StoreError::Unreadable { what: "row" })?;
            let place = place(self.no, self.next);
            let nonce = nonce(keys, &place, &plain);
            let sealed = key::encrypt(&keys.content, &nonce, &place, &plain);
            let length = u32::try_from(NONCE + sealed.len()).map_err(|_| StoreError::Refused {
                what: "a row is too large for the journal",
            })?;
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(&nonce);
            out.extend_from_slice(&sealed);
            self.next += 1;
        }
        self.bytes += out.len() as u64;
        Ok(self.file.write_all(&out)?)
    }
}

/// What a frame is bound to.
pub(super) fn place(file: u64, frame: u64) -> [u8; 16] {
    let mut place = [0; 16];
    place[..8].copy_from_slice(&file.to_be_bytes());
    place[8..].copy_from_slice(&frame.to_be_bytes());
    place
}

/// Of place and content: two that are alike seal the same.
pub(super) fn nonce(keys: &JournalKeys, place: &[u8; 16], plain: &[u8]) -> [u8; NONCE] {
    let digest = Sha256::new_with_prefix(keys.nonce.as_slice())
        .chain_update(place)
        .chain_update(plain)
        .finalize();
    let mut nonce = [0; NONCE];
    nonce.copy_from_slice(&digest[..NONCE]);
    nonce
}

/// The file with this number.
pub(super) fn path(dir: &Path, no: u64) -> PathBuf {
    dir.join(format!("{no:016x}.zcj"))
}

/// The numbers of the files in the folder, ascending; none where there is no folder.
pub(super) fn numbers(dir: &Path) -> io::Result<Vec<u64>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".zcj"));
        numbers.extend(stem.and_then(|stem| u64::from_str_radix(stem, 16).ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}
