//! The decoders called bare: what ours is held against.

use std::time::{Duration, Instant};

use image::GrayImage;
use optic::Tier;
use quircs::Quirc;
use zxingcpp::{BarcodeFormat, BarcodeReader, ImageFormat, ImageView};

/// Longest side for the changed passes, in pixels.
const SIDE: u32 = 1920;

/// A picture as grey values.
pub fn frame(bytes: &[u8]) -> Option<GrayImage> {
    Some(image::load_from_memory(bytes).ok()?.into_luma8())
}

/// zxing-cpp with its usual options, one pass; how many codes.
pub fn one(frame: &GrayImage) -> usize {
    let (width, height) = (frame.width() as usize, frame.height() as usize);
    let view = ImageView::from_slice(frame.as_raw(), width, height, ImageFormat::Lum);
    let Ok(view) = view else { return 0 };
    let reader = BarcodeReader::new()
        .formats(BarcodeFormat::QRCodeModel2)
        .try_harder(true)
        .try_rotate(true)
        .try_invert(true)
        .try_downscale(true);
    reader.from(view).map_or(0, |found| found.len())
}

/// Cascade S: the published one that read most. It works on no more than [`SIDE`] pixels.
const S: [Tier; 7] = [
    Tier::Whole,
    Tier::Global,
    Tier::Sharp,
    Tier::Dark,
    Tier::Alone,
    Tier::Filtered,
    Tier::Double,
];

/// What cascade S reads.
pub fn cascade_s(bytes: &[u8]) -> Vec<String> {
    frame(bytes).map_or_else(Vec::new, |whole| first(&shrunk(&whole), &S))
}

/// Loading and our passes one after the other without any cascade around them, and what they took.
pub fn own_tiers(bytes: &[u8]) -> Duration {
    let start = Instant::now();
    if let Some(whole) = frame(bytes) {
        let longest = whole.width().max(whole.height());
        let half = longest >= 640 && !pass(&whole, Tier::Half).is_empty();
        let found = !pass(&whole, Tier::Whole).is_empty();
        if !half && !found {
            std::hint::black_box(first(&shrunk(&whole), &Tier::CHANGED));
        }
    }
    start.elapsed()
}

fn shrunk(frame: &GrayImage) -> GrayImage {
    let longest = frame.width().max(frame.height());
    if longest <= SIDE {
        return frame.clone();
    }
    let side = |full: u32| (full * SIDE / longest).max(1);
    image::imageops::thumbnail(frame, side(frame.width()), side(frame.height()))
}

fn first(frame: &GrayImage, tiers: &[Tier]) -> Vec<String> {
    let found = tiers.iter().map(|tier| match tier {
        Tier::Alone => quirc(frame),
        tier => pass(frame, *tier),
    });
    found
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn pass(frame: &GrayImage, tier: Tier) -> Vec<String> {
    let found = optic::read_luma(frame, frame.width(), frame.height(), tier);
    found.map_or_else(
        |_| Vec::new(),
        |found| found.into_iter().map(|code| code.text).collect(),
    )
}

fn quirc(frame: &GrayImage) -> Vec<String> {
    let mut decoder = Quirc::default();
    let codes = decoder.identify(frame.width() as usize, frame.height() as usize, frame);
    codes
        .filter_map(Result::ok)
        .filter_map(|code| code.decode().ok())
        .map(|data| String::from_utf8_lossy(&data.payload).into_owned())
        .collect()
}
