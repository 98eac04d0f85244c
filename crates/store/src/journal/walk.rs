//! Looking through the journal for the furthest head of the log that it remembers, without reading at every start
//! what was looked through at an earlier one.
//!
//! How far each file was looked through is kept beside the files, sealed by the journal's key. It is derived from them
//! alone: lost, torn, older or of other files it is not believed, and they are looked through whole. It is not in the
//! database on purpose: an older database put in its place finds the heads that a newer one had seen.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::file::{HEADER, nonce, place};
use super::read::{files, header_fits, next_length, open};
use super::{Frame, JournalKeys};
use crate::error::StoreError;
use crate::folder;
use crate::key::{self, NONCE};

/// A sealed head of the log is shorter.
const LONGEST_HEAD: u64 = 512;
/// What is kept, in the journal's folder.
const KEPT: &str = "walked";
/// Bytes looked through anew from which on keeping that is worth a write.
const WORTH_KEEPING: u64 = 1 << 20;
/// No journal file has this number: what is kept is bound to it.
const NO_FILE: u64 = u64::MAX;

/// A place in the log: turn and sequence number.
type Head = (u64, u64);

/// How far one file was looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Walked {
    /// Bytes, up to the end of a frame.
    bytes: u64,
    /// Frames in them.
    frames: u64,
    /// Where the last of them begins, behind its length.
    last_at: u64,
    /// Its nonce: made of its place and content, it tells whether this is still that file.
    last: [u8; NONCE],
    /// The furthest head in them.
    furthest: Option<Head>,
}

/// The furthest head of the log that the journal of a data folder remembers: turn and next place.
pub(crate) fn furthest_head(dir: &Path, keys: &JournalKeys) -> Result<Option<Head>, StoreError> {
    let journal = dir.join(folder::JOURNAL);
    let mut known = recall(&journal, keys);
    let (mut walked, mut furthest, mut anew) = (BTreeMap::new(), None, 0);
    for (no, path) in files(dir)? {
        let file = match File::open(path) {
            // Another process has pruned it since: what it held stands in a later one.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            file => file?,
        };
        let before = known.remove(&no).unwrap_or_default();
        let known = before.bytes;
        let now = walk(keys, no, file, before)?;
        anew += now.bytes.saturating_sub(known);
        furthest = furthest.max(now.furthest);
        walked.insert(no, now);
    }
    if anew >= WORTH_KEEPING {
        // Without it the next start looks again.
        drop(keep(&journal, keys, &walked));
    }
    Ok(furthest)
}

/// Goes on behind `before`, or from the beginning where the file does not hold it. Passes over every frame that is too
/// long to be a head.
fn walk(keys: &JournalKeys, no: u64, mut file: File, before: Walked) -> Result<Walked, StoreError> {
    let length = file.metadata()?.len();
    let mut walked = if holds(&mut file, length, &before)? {
        before
    } else {
        Walked::default()
    };
    let mut left = length - walked.bytes;
    file.seek(SeekFrom::Start(walked.bytes))?;
    let mut reader = BufReader::new(file);
    if walked.bytes == 0 {
        if !header_fits(&mut reader, &mut left, no)? {
            return Ok(walked);
        }
        walked.bytes = HEADER as u64;
    }
    while let Some(length) = next_length(&mut reader, &mut left)?.filter(|length| *length <= left) {
        left -= length;
        if length > LONGEST_HEAD {
            reader.seek_relative(length.cast_signed())?;
        } else {
            let mut sealed = vec![0; length as usize];
            reader.read_exact(&mut sealed)?;
            if let Some(Frame::Head { turn, next_seq, .. }) =
                open(keys, &place(no, walked.frames), &sealed)
            {
                walked.furthest = walked.furthest.max(Some((turn, next_seq)));
            }
        }
        walked.frames += 1;
        walked.last_at = walked.bytes + 4;
        walked.bytes = walked.last_at + length;
    }
    walked.last = nonce_at(&mut reader, walked.last_at)?.unwrap_or_default();
    Ok(walked)
}

/// Whether the file still begins with what was looked through.
fn holds(file: &mut File, length: u64, walked: &Walked) -> io::Result<bool> {
    Ok(walked.frames > 0
        && walked.bytes <= length
        && nonce_at(file, walked.last_at)? == Some(walked.last))
}

fn nonce_at(file: &mut (impl Read + Seek), at: u64) -> io::Result<Option<[u8; NONCE]>> {
    let mut nonce = [0; NONCE];
    file.seek(SeekFrom::Start(at))?;
    match file.read_exact(&mut nonce) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        read => read.map(|()| Some(nonce)),
    }
}

/// What an earlier start kept; nothing where that cannot be read.
fn recall(journal: &Path, keys: &JournalKeys) -> BTreeMap<u64, Walked> {
    let kept = || {
        let kept = fs::read(journal.join(KEPT)).ok()?;
        let (nonce, sealed) = kept.split_first_chunk::<NONCE>()?;
        let plain = key::decrypt(&keys.content, nonce, &place(NO_FILE, 0), sealed)?;
        ciborium::from_reader(plain.as_slice()).ok()
    };
    kept().unwrap_or_default()
}

fn keep(
    journal: &Path,
    keys: &JournalKeys,
    walked: &BTreeMap<u64, Walked>,
) -> Result<(), StoreError> {
    let mut plain = Vec::new();
    ciborium::into_writer(walked, &mut plain)
        .map_err(|_| StoreError::Unreadable { what: "row" })?;
    let place = place(NO_FILE, 0);
    let nonce = nonce(keys, &place, &plain);
    let sealed = key::encrypt(&keys.content, &nonce, &place, &plain);
    Ok(folder::write_whole(
        journal,
        KEPT,
        &[&nonce[..], &sealed].concat(),
    )?)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::{Head, KEPT, furthest_head};
    use crate::journal::{FileFrame, Frame, Journal, JournalKeys};
    use crate::key::Dek;

    fn dek() -> Dek {
        Dek::new([7; 32])
    }

    fn chunk(idx: u64) -> Frame {
        Frame::Chunk {
            case: uuid::Uuid::from_u128(1),
            hash: [2; 32],
            idx,
            content: vec![3; 600_000].into(),
        }
    }

    fn head(next_seq: u64) -> Frame {
        Frame::Head {
            turn: 1,
            next_seq,
            prev: None,
            incarnation: None,
        }
    }

    fn look(dir: &TempDir) -> Option<Head> {
        furthest_head(dir.path(), &JournalKeys::new(&dek())).expect("a folder that can be read")
    }

    fn kept(dir: &TempDir) -> PathBuf {
        dir.path().join("journal").join(KEPT)
    }

    /// A journal with head 5 in front of more than is looked through for nothing.
    fn long() -> (TempDir, Journal, PathBuf) {
        let dir = TempDir::new().expect("a temporary folder");
        let journal = Journal::new(dir.path(), &dek());
        let no = journal
            .put(&[head(5), chunk(0), chunk(1), chunk(2)])
            .expect("a file");
        let path = super::super::file::path(&dir.path().join("journal"), no);
        (dir, journal, path)
    }

    fn garbled(path: &PathBuf, at: usize) {
        let mut bytes = fs::read(path).expect("a file");
        bytes[at] ^= 0xff;
        fs::write(path, bytes).expect("a file");
    }

    /// A garbled length ends a walk from the beginning: whoever comes past it went on from what was kept.
    #[test]
    fn what_was_looked_through_is_not_looked_through_again() {
        let (dir, journal, path) = long();
        assert_eq!(look(&dir), Some((1, 5)));
        journal.put(&[head(6)]).expect("a file");
        garbled(&path, 12);
        assert_eq!(look(&dir), Some((1, 6)), "old part known, new part read");
        fs::remove_file(kept(&dir)).expect("it was kept");
        assert_eq!(look(&dir), None, "a walk from the beginning ends there");
    }

    #[test]
    fn what_was_kept_of_another_file_is_not_believed() {
        let (dir, _journal, path) = long();
        assert_eq!(look(&dir), Some((1, 5)));
        fs::remove_file(&path).expect("a file");
        let other = Journal::new(dir.path(), &dek());
        let shorter = [head(4), chunk(0), chunk(1)];
        other.put(&shorter).expect("a file of the same number");
        assert_eq!(look(&dir), Some((1, 4)), "a shorter one");
        fs::remove_file(&path).expect("a file");
        let other = Journal::new(dir.path(), &dek());
        let alike = [head(9), chunk(0), chunk(1), chunk(7), chunk(8)];
        other.put(&alike).expect("a file of the same number");
        assert_eq!(
            look(&dir),
            Some((1, 9)),
            "a longer one with the same lengths"
        );
    }

    #[test]
    fn what_was_kept_and_cannot_be_read_is_as_if_it_were_not_there() {
        let (dir, _journal, path) = long();
        assert_eq!(look(&dir), Some((1, 5)));
        let whole = fs::read(kept(&dir)).expect("it was kept");
        for end in [0, 10, 30, whole.len() - 1] {
            fs::write(kept(&dir), &whole[..end]).expect("torn");
            assert_eq!(look(&dir), Some((1, 5)), "{end} bytes of it");
        }
        fs::write(kept(&dir), &whole).expect("whole");
        garbled(&kept(&dir), 40);
        assert_eq!(look(&dir), Some((1, 5)));
        let torn = fs::read(&path).expect("a file");
        fs::write(kept(&dir), &whole).expect("whole");
        fs::write(&path, &torn[..700_000]).expect("a file cut within its second frame");
        assert_eq!(look(&dir), Some((1, 5)));
    }

    #[test]
    fn a_few_frames_leave_nothing_behind() {
        let dir = TempDir::new().expect("a temporary folder");
        let journal = Journal::new(dir.path(), &dek());
        let file = Frame::File(FileFrame {
            case: uuid::Uuid::from_u128(1),
            hash: [2; 32],
            bytes: 0,
            media_type: "image/png".into(),
            name: None,
            added_ms: 1,
        });
        journal.put(&[head(2), file]).expect("a file");
        assert_eq!(look(&dir), Some((1, 2)));
        assert!(!kept(&dir).exists());
    }
}
