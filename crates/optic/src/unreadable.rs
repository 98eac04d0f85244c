//! Why a file is refused.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Which measure of a picture is over its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TooLarge {
    /// Length of the file.
    Bytes {
        /// What came, in bytes.
        found: u64,
        /// What is allowed, in bytes.
        limit: u64,
    },
    /// Width × height stated by the header.
    Pixels {
        /// What the header states.
        found: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Memory the decoder would need.
    Memory {
        /// What is allowed, in bytes.
        limit: u64,
    },
}

/// Why nothing was looked for in a file, or the search had to end. Carries no content of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Unreadable {
    /// The first bytes are those of no picture format we read (an empty file too).
    #[error("not a picture of a known format")]
    NotAPicture,
    /// A picture or document of a format that is known and not read here: HEIC, AVIF, SVG, OFD and others.
    #[error("a format that is not read")]
    OtherFormat,
    /// A document that opens with a password alone.
    #[error("the document is locked by a password")]
    Locked,
    /// A document, and no worker process to draw its pages.
    #[error("documents are read in the worker process alone")]
    NoWorker,
    /// Over a limit; nothing was decoded.
    #[error("picture over a limit: {0:?}")]
    TooLarge(TooLarge),
    /// A side is too short to hold a code.
    #[error("picture of {width}x{height} pixels is too small")]
    TooSmall {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// The file ends before the picture does: copied or sent incompletely.
    #[error("picture file ends early")]
    Truncated,
    /// The file contradicts its own format, or luma and size of a frame do not agree.
    #[error("picture file is damaged")]
    Broken,
    /// No pass found a code within the time, and some were not run.
    #[error("time is up before every pass was run")]
    TimedOut,
    /// The worker process died of it.
    #[error("the worker died of this picture")]
    Died,
}

impl Unreadable {
    /// Stable code for machines: logs, `--json`, message catalogues.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Unreadable::NotAPicture => "not_a_picture",
            Unreadable::OtherFormat => "other_format",
            Unreadable::Locked => "locked",
            Unreadable::NoWorker => "no_worker",
            Unreadable::TooLarge(TooLarge::Bytes { .. }) => "too_many_bytes",
            Unreadable::TooLarge(TooLarge::Pixels { .. }) => "too_many_pixels",
            Unreadable::TooLarge(TooLarge::Memory { .. }) => "too_much_memory",
            Unreadable::TooSmall { .. } => "too_small",
            Unreadable::Truncated => "truncated",
            Unreadable::Broken => "broken",
            Unreadable::TimedOut => "timed_out",
            Unreadable::Died => "decoder_died",
        }
    }
}
