//! Reading journal files back.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::file::{HEADER, MAGIC, numbers, path, place};
use super::{Frame, JournalKeys};
use crate::error::StoreError;
use crate::folder;
use crate::key::{self, NONCE};

/// How one file read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ReadBack {
    /// Frames that opened.
    pub(crate) frames: u64,
    /// Frames that were altered or of another key.
    pub(crate) broken: u64,
    /// Whether the file ends within a frame: what a power cut leaves.
    pub(crate) torn: bool,
}

/// The journal files of a data folder, oldest number first, each with its number.
pub(crate) fn files(dir: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let dir = dir.join(folder::JOURNAL);
    Ok(numbers(&dir)?
        .into_iter()
        .map(|no| (no, path(&dir, no)))
        .collect())
}

/// Reads one file, giving every frame that opens to `take`.
pub(crate) fn read_file(
    keys: &JournalKeys,
    no: u64,
    path: &Path,
    mut take: impl FnMut(Frame) -> Result<(), StoreError>,
) -> Result<ReadBack, StoreError> {
    let file = File::open(path)?;
    let mut left = file.metadata()?.len();
    let mut reader = BufReader::new(file);
    let mut back = ReadBack::default();
    if !header_fits(&mut reader, &mut left, no)? {
        back.torn = true;
        return Ok(back);
    }
    for frame_no in 0.. {
        let Some(sealed) = next(&mut reader, &mut left, &mut back)? else {
            break;
        };
        match open(keys, &place(no, frame_no), &sealed) {
            Some(frame) => {
                back.frames += 1;
                take(frame)?;
            }
            None => back.broken += 1,
        }
    }
    Ok(back)
}

/// The length of the next frame; nothing at the end.
pub(super) fn next_length(reader: &mut impl Read, left: &mut u64) -> io::Result<Option<u64>> {
    if *left < 4 {
        return Ok(None);
    }
    let mut length = [0; 4];
    reader.read_exact(&mut length)?;
    *left -= 4;
    Ok(Some(u64::from(u32::from_be_bytes(length))))
}

/// Whether this is a journal file of that number.
pub(super) fn header_fits(reader: &mut impl Read, left: &mut u64, no: u64) -> io::Result<bool> {
    let mut header = [0; HEADER];
    if *left < HEADER as u64 {
        return Ok(false);
    }
    reader.read_exact(&mut header)?;
    *left -= HEADER as u64;
    Ok(&header[..4] == MAGIC && header[4..] == no.to_be_bytes())
}

/// The next frame as it lies there; `None` at the end, torn or not.
fn next(
    reader: &mut impl Read,
    left: &mut u64,
    back: &mut ReadBack,
) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = next_length(reader, left)? else {
        back.torn = *left > 0;
        return Ok(None);
    };
    if length > *left {
        back.torn = true;
        return Ok(None);
    }
    let mut sealed = vec![0; length as usize];
    reader.read_exact(&mut sealed)?;
    *left -= length;
    Ok(Some(sealed))
}

/// The frame, if it was sealed for this place and by this key.
pub(super) fn open(keys: &JournalKeys, place: &[u8; 16], sealed: &[u8]) -> Option<Frame> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let plain = key::decrypt(&keys.content, nonce, place, sealed)?;
    ciborium::from_reader(plain.as_slice()).ok()
}
