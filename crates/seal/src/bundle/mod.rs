//! The bundle (离线包): parts in one encrypted stream, readable for named keys and a printed code, signed at its end
//! by the station that made it. What the parts hold is not known here.
//!
//! ```text
//! "ZCB1"                                        magic and version
//! length (u32, big-endian), header              deterministic CBOR of `Header`
//! chunks                                        STREAM of XChaCha20-Poly1305, 64 KiB of content each, the last shorter
//! ```
//!
//! Content: parts, then the end. Part: `1`, length (u32) and bytes of its label, length (u64) and SHA-256 of its body,
//! body. End: `0`, length (u32) and bytes of a COSE_Sign1 (use `bundle`) over [`End`]. All numbers are big-endian.
//!
//! The content key comes from the file key and the hash of everything before the chunks, so a header that was touched
//! opens nothing. STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) tells a stream that was cut, reordered or
//! lengthened. Memory is bounded by a chunk, a label and what the caller takes of a body.

mod code;
mod open;
mod slot;
mod write;

use std::io;

use chacha20poly1305::XChaCha20Poly1305;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

pub use code::Code;
pub use open::{Key, Opening, Part};
pub use slot::Slot;
pub use write::{Making, Writer};

use crate::envelope::Finding;
use crate::hash::{Hash32, sha256};

/// First bytes of every bundle of this version.
pub const MAGIC: &[u8; 4] = b"ZCB1";
/// Content of a chunk; the last may be shorter.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// Longest header: room for some hundred slots.
const MOST_HEADER: usize = 256 * 1024;
/// Longest label: an act with its payload.
const MOST_LABEL: usize = 4 * 1024 * 1024;
/// Longest end.
const MOST_END: usize = 4096;
const PART: u8 = 1;
const END: u8 = 0;

/// The clear part of a bundle: no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version: 1.
    pub v: u32,
    /// Realm; another one's bundle is refused before anything is opened.
    pub realm: String,
    /// UUID of the bundle, 16 bytes.
    #[serde(with = "serde_bytes")]
    pub bundle: Vec<u8>,
    /// Outlet of the station that made it.
    pub outlet: String,
    /// Terminal id of that station.
    pub station: String,
    /// When, milliseconds since the Unix epoch.
    pub made_at: i64,
    /// For whom.
    pub slots: Vec<Slot>,
}

impl Header {
    /// The version this code writes.
    pub const VERSION: u32 = 1;
}

/// What the station signs at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Version: 1.
    pub v: u32,
    /// Of the header.
    #[serde(with = "serde_bytes")]
    pub bundle: Vec<u8>,
    /// SHA-256 of magic, length and header.
    pub head: Hash32,
    /// SHA-256 of the content before the end.
    pub content: Hash32,
    /// Number of parts.
    pub parts: u64,
}

/// Why a bundle is not read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Not a bundle, or not in its one form.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// A bundle of a later version.
    #[error("a later version")]
    Version,
    /// Another realm's.
    #[error("another realm's")]
    Realm,
    /// No slot is for this key, or the code is wrong.
    #[error("not for this key")]
    Key,
    /// Cut off, or altered behind the header.
    #[error("cut or altered")]
    Altered,
    /// Longer than the reader takes.
    #[error("too large")]
    TooLarge,
    /// The station's signature at the end does not count.
    #[error("the signature: {0}")]
    Signature(#[from] Finding),
    /// Reading or writing.
    #[error("input or output")]
    Io(#[from] io::Error),
}

type FileKey = Zeroizing<[u8; 32]>;
type Cipher = XChaCha20Poly1305;

/// The content key: bound to every byte before the chunks.
fn content_key(file: &FileKey, head: Hash32) -> Zeroizing<[u8; 32]> {
    derive(
        file.as_ref(),
        head.as_bytes(),
        &[b"zongchuang/v1/bundle-content"],
    )
}

/// HKDF-SHA256 (RFC 5869) to 32 bytes.
fn derive(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand_multi_info(info, key.as_mut())
        .expect("32 bytes are less than 255 hashes");
    key
}

/// Magic, length and header as they stand in the file, and their hash.
fn framed(header: &[u8]) -> Option<(Vec<u8>, Hash32)> {
    let length = u32::try_from(header.len()).ok()?;
    let bytes = [MAGIC.as_slice(), &length.to_be_bytes(), header].concat();
    let hash = sha256(&bytes);
    Some((bytes, hash))
}
