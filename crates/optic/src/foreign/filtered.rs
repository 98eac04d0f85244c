//! The pure-Rust decoder over a pyramid of sizes, each also with its small gaps closed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rxing::common::HybridBinarizer;
use rxing::qrcode::QRCodeReader;
use rxing::{BinaryBitmap, DecodeHints, FilteredImageReader, Luma8Source, RXingResult, Reader};

use crate::luma::Luma;
use crate::scan::Found;

/// At most one code: the decoder knows no other way.
pub(crate) fn scan(luma: &Luma) -> Vec<Found> {
    // It panics on some hostile pictures; a picture must not end us.
    let found = catch_unwind(AssertUnwindSafe(|| decode(luma)))
        .ok()
        .flatten();
    found.into_iter().collect()
}

fn decode(luma: &Luma) -> Option<Found> {
    let (width, height) = (
        u32::try_from(luma.width).ok()?,
        u32::try_from(luma.height).ok()?,
    );
    let source = Luma8Source::new_with_slice(&luma.data, width, height).ok()?;
    let hints = DecodeHints {
        TryHarder: Some(true),
        AlsoInverted: Some(true),
        ..DecodeHints::default()
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let result = FilteredImageReader::new(QRCodeReader::new())
        .decode_with_hints(&mut bitmap, &hints)
        .ok()?;
    let text = result.getText().to_owned();
    (!text.is_empty()).then(|| Found {
        bytes: text.as_bytes().to_vec(),
        corners: corners(&result),
        text,
    })
}

/// The decoder names the middles of the finder patterns (bottom left, top left, top right); the fourth corner of the
/// parallelogram is worked out.
fn corners(result: &RXingResult) -> [(i32, i32); 4] {
    let points: Vec<(i32, i32)> = result
        .getPoints()
        .iter()
        .map(|point| (point.x as i32, point.y as i32))
        .collect();
    match points[..] {
        [low, corner, far, ..] => [
            corner,
            far,
            (far.0 + low.0 - corner.0, far.1 + low.1 - corner.1),
            low,
        ],
        _ => [(0, 0); 4],
    }
}
