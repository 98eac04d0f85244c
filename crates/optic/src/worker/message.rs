//! What goes over the pipes.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::live::Effort;
use crate::view::{Glance, Sheet, Unviewable};
use crate::{Found, Limits, Reading, Unreadable};

/// A picture and its frame are shorter.
const LONGEST: u32 = 80 << 20;

/// What the worker is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Asked {
    /// A file.
    File(Request),
    /// A camera's frame.
    Frame(Frame),
    /// A page of a licence's file.
    Glance(Glance),
}

/// A camera's frame, grey.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Frame {
    pub width: u32,
    pub height: u32,
    pub effort: Effort,
    #[serde(with = "serde_bytes")]
    pub luma: Vec<u8>,
}

/// A picture to look into.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub limits: Limits,
    #[serde(with = "serde_bytes")]
    pub picture: Vec<u8>,
    /// Pages that were looked into, or given up, by a worker before this one.
    pub skip: u32,
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// A file of several pages was opened: how many are looked into, the skipped ones counted, and how many lie behind
    /// the limit, told to the first worker's reader alone.
    Opened(u32, u32),
    /// A picture is in memory: its looking begins now.
    Loaded,
    /// It was looked into; what has been found so far.
    Looked(Reading),
    /// A frame was looked into.
    Seen {
        codes: Result<Vec<Found>, Unreadable>,
        /// As below.
        last: bool,
    },
    /// A page was drawn.
    Sheet(Result<Sheet, Unviewable>),
    /// Everything.
    Done {
        reading: Result<Reading, Unreadable>,
        /// The worker ends after this reply: a decoder did not come back.
        last: bool,
    },
}

/// Writes one message and flushes.
pub(super) fn send(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut body = Vec::new();
    ciborium::into_writer(message, &mut body).map_err(io::Error::other)?;
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(&body)?;
    output.flush()
}

/// Reads one message.
pub(super) fn receive<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long"));
    }
    let mut body = vec![0; length as usize];
    input.read_exact(&mut body)?;
    ciborium::from_reader(&body[..]).map_err(io::Error::other)
}
