//! Picture bytes → the texts of the QR codes in it (二维码识读), and back ([`make`]).
//!
//! A still picture goes through [`read`]: the file is judged by its header before a pixel is
//! decoded, then a cascade of ever costlier passes looks for codes and stops at the first that
//! finds any. A camera frame goes through [`live`]. Only QR Code Model 2 (GB/T 18284,
//! ISO/IEC 18004) is looked for: the smaller relatives (Micro QR, rMQR) have so little redundancy
//! that photographs of nothing decode as digits.
//!
//! [`view`] shows the pages of a licence's file, and [`seal`] says what its seals are worth.
//!
//! Reading does no input or output and has no clock: the caller hands in bytes and a clock. [`worker`] is the edge
//! where one process looks into pictures for another.

mod cascade;
mod document;
mod foreign;
mod form;
mod live;
mod load;
mod luma;
pub mod make;
mod order;
mod scan;
pub mod seal;
mod sheets;
mod tiff;
mod unreadable;
pub mod view;
pub mod worker;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use cascade::read_luma;
pub use live::{Effort, Stream, read_frame};
pub use scan::{Found, Tier};
pub use unreadable::{TooLarge, Unreadable};
pub use worker::Decoder;

/// What a picture may cost before it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Length of the file, in bytes.
    pub file_bytes: u64,
    /// Width × height as the header states them, checked before anything is decoded.
    pub pixels: u64,
    /// Memory the picture decoder may take, in bytes.
    pub memory: u64,
    /// Neither side may be shorter, in pixels. The smallest symbol has 21 modules a side, and some
    /// decoders take seconds over thin strips.
    pub shortest_side: u32,
    /// Time for getting the picture into memory. A worker that takes longer is killed.
    pub loading: Duration,
    /// Time for looking for codes, from the moment the picture is in memory. No pass begins when less than
    /// [`LAST_PASS`] of it is left, and a worker that is not done at its end is killed.
    pub decoding: Duration,
    /// Pages of a document that are looked into, from the first.
    pub pages: u32,
    /// Time for drawing or loading one further page. A worker that takes longer is killed.
    pub drawing: Duration,
}

/// What one pass may take.
pub const LAST_PASS: Duration = Duration::from_millis(150);

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            pixels: 110_000_000,
            memory: 512 << 20,
            shortest_side: 20,
            loading: Duration::from_secs(4),
            decoding: Duration::from_secs(1),
            pages: 20,
            drawing: Duration::from_secs(1),
        }
    }
}

/// Every code of one picture, or of a document's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Page after page, each in reading order: rows from the top, each from the left. Empty: nothing decoded.
    pub codes: Vec<Found>,
    /// Of the picture as it is meant to be seen (EXIF orientation applied), or of the last page, in pixels.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// The first pass that found a code.
    pub tier: Option<Tier>,
    /// How many pages were looked into; 1 for a picture.
    pub pages: u32,
    /// How many were not: behind the limit, damaged, or not in time.
    pub left: u32,
}

/// Reads all QR codes of a picture file: JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF (every page), recognised by
/// content and never by name. A PDF is read by [`Decoder`] alone: its pages are drawn in the worker process.
///
/// `now` is a clock that only goes forward (time since any fixed moment); it is asked once after
/// loading and before each further pass.
///
/// # Errors
///
/// [`Unreadable`] says why the bytes are no picture we look into. A good picture without a code is
/// not an error: `codes` is empty.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    now: &dyn Fn() -> Duration,
) -> Result<Reading, Unreadable> {
    sheets::read((bytes, 0), limits, now, None)
}
