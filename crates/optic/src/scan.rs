//! One pass of the decoder over one grey picture.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use zxingcpp::{BarcodeFormat, BarcodeReader, Binarizer, ImageFormat, ImageView, PointI, TextMode};

use crate::foreign::filtered;
use crate::luma::Luma;

/// One decoded symbol (二维码).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The payload as text: UTF-8 where the bytes are UTF-8, else in the character set the symbol
    /// states or the decoder takes it for.
    pub text: String,
    /// The payload as it stands in the symbol.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// Of the symbol in its own orientation: top left, top right, bottom right, bottom left; in
    /// pixels of the picture, x to the right and y down.
    pub corners: [(i32, i32); 4],
}

/// Longer pictures are not tripled.
const SMALL: usize = 1000;

/// One way of looking at a picture, cheapest first. Several codes are found by each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// At half its size: averages the noise of large photographs and the grid of screens away.
    Half,
    /// As it is.
    Whole,
    /// One threshold for the whole picture: even light, low contrast.
    Global,
    /// Edges steepened: out of focus.
    Sharp,
    /// Dark parts grown by a pixel: glare, moiré, dotted print.
    Dark,
    /// Lights drawn apart, one threshold: glare.
    Deep,
    /// Twice as wide and steepened: seen from the side.
    Wide,
    /// At three times its size: the smallest codes. Of small pictures alone.
    Triple,
    /// A decoder of another family that may never end: nothing is found where nobody stands by to leave it behind,
    /// as the worker does.
    Alone,
    /// A decoder of a third family over several sizes, small gaps closed.
    Filtered,
    /// At twice its size: very small modules.
    Double,
}

impl Tier {
    /// What a still goes through after the half-size and the whole picture, by what each pass finds for its time.
    pub const CHANGED: [Self; 9] = [
        Self::Global,
        Self::Deep,
        Self::Sharp,
        Self::Dark,
        Self::Wide,
        Self::Alone,
        Self::Filtered,
        Self::Triple,
        Self::Double,
    ];

    /// Stable name for logs and measurements.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tier::Half => "half",
            Tier::Whole => "whole",
            Tier::Global => "global",
            Tier::Sharp => "sharp",
            Tier::Dark => "dark",
            Tier::Deep => "deep",
            Tier::Wide => "wide",
            Tier::Triple => "triple",
            Tier::Alone => "alone",
            Tier::Filtered => "filtered",
            Tier::Double => "double",
        }
    }

    /// Runs this pass; corners are in pixels of `luma`.
    pub(crate) fn scan(self, luma: &Luma) -> Vec<Found> {
        match self {
            Tier::Half => {
                let small = luma.shrunk((luma.longest() / 2).max(1));
                resized(symbols(&small, Binarizer::LocalAverage), &small, luma)
            }
            Tier::Whole => symbols(luma, Binarizer::LocalAverage),
            Tier::Global => symbols(luma, Binarizer::GlobalHistogram),
            Tier::Sharp => symbols(&luma.sharpened(), Binarizer::LocalAverage),
            Tier::Dark => symbols(&luma.darkened(), Binarizer::LocalAverage),
            Tier::Deep => symbols(&luma.deepened(), Binarizer::GlobalHistogram),
            Tier::Wide => {
                let wide = luma.widened();
                resized(symbols(&wide, Binarizer::LocalAverage), &wide, luma)
            }
            Tier::Triple if luma.longest() > SMALL => Vec::new(),
            Tier::Triple => {
                let large = luma.tripled();
                resized(symbols(&large, Binarizer::LocalAverage), &large, luma)
            }
            Tier::Alone => Vec::new(),
            Tier::Filtered => filtered::scan(luma),
            Tier::Double => {
                let large = luma.doubled();
                resized(symbols(&large, Binarizer::LocalAverage), &large, luma)
            }
        }
    }
}

/// Carries corners found in a copy of another size over to the picture itself.
pub(crate) fn resized(mut codes: Vec<Found>, from: &Luma, to: &Luma) -> Vec<Found> {
    rescale(&mut codes, (from.width, from.height), (to.width, to.height));
    codes
}

/// Multiplies all corners by `to / from`; both are width and height in pixels.
pub(crate) fn rescale(codes: &mut [Found], from: (usize, usize), to: (usize, usize)) {
    let along = |value: i32, from: usize, to: usize| {
        (i64::from(value) * to as i64 / from.max(1) as i64) as i32
    };
    for (x, y) in codes.iter_mut().flat_map(|code| &mut code.corners) {
        *x = along(*x, from.0, to.0);
        *y = along(*y, from.1, to.1);
    }
}

fn symbols(luma: &Luma, binarizer: Binarizer) -> Vec<Found> {
    // The decoder's own wrapper panics on states it thinks impossible; a picture must not end us.
    catch_unwind(AssertUnwindSafe(|| decode(luma, binarizer))).unwrap_or_default()
}

fn decode(luma: &Luma, binarizer: Binarizer) -> Vec<Found> {
    let view = ImageView::from_slice(&luma.data, luma.width, luma.height, ImageFormat::Lum);
    let Ok(view) = view else {
        return Vec::new();
    };
    let reader = BarcodeReader::new()
        .formats(BarcodeFormat::QRCodeModel2)
        .text_mode(TextMode::Plain)
        .binarizer(binarizer)
        .try_harder(true)
        .try_rotate(true)
        .try_invert(true)
        .try_downscale(true);
    let barcodes = reader.from(view).unwrap_or_default();
    let codes = barcodes.iter().filter(|code| code.is_valid()).map(|code| {
        let bytes = code.bytes();
        let at = code.position();
        Found {
            text: text_of(&bytes, code.has_eci(), || code.text()),
            bytes,
            corners: [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
                .map(|PointI { x, y }| (x, y)),
        }
    });
    codes.filter(|code| !code.bytes.is_empty()).collect()
}

/// UTF-8 wins where nothing else is stated: it is the common practice for Chinese content, a
/// chance fit is next to impossible, and the decoder's own text ends at a zero byte.
fn text_of(bytes: &[u8], stated: bool, decoded: impl FnOnce() -> String) -> String {
    if stated {
        return decoded();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => decoded(),
    }
}
