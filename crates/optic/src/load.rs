//! File bytes → grey picture, refusing what is too costly before paying for it.

use std::error::Error;
use std::io::{self, Cursor};
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use crate::luma::Luma;
use crate::{Limits, TooLarge, Unreadable};

/// Longest side that is looked at. A code that fills a fortieth of a 110-megapixel scan still has
/// several pixels a module at this size.
const LONGEST_SIDE: u32 = 4000;

/// A picture in memory, ready for the passes.
pub(crate) struct Picture {
    /// Width as seen, before any scaling, in pixels.
    pub width: u32,
    /// Height as seen, before any scaling, in pixels.
    pub height: u32,
    /// At most [`LONGEST_SIDE`] pixels long.
    pub luma: Luma,
}

/// Loads a file of this format within `limits`.
pub(crate) fn load(
    bytes: &[u8],
    format: ImageFormat,
    limits: &Limits,
) -> Result<Picture, Unreadable> {
    // Picture decoders are handed hostile files; a panic in one is that file's fault.
    catch_unwind(AssertUnwindSafe(|| decode(bytes, format, limits)))
        .unwrap_or(Err(Unreadable::Broken))
}

/// Refuses a file that is longer than allowed.
pub(crate) fn check_length(bytes: &[u8], limits: &Limits) -> Result<(), Unreadable> {
    let (found, limit) = (bytes.len() as u64, limits.file_bytes);
    if found > limit {
        return Err(Unreadable::TooLarge(TooLarge::Bytes { found, limit }));
    }
    Ok(())
}

fn decode(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<Picture, Unreadable> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.memory);
    reader.limits(memory);
    let refused = |error| refusal(&error, limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    check_size(decoder.dimensions(), limits)?;
    if decoder.total_bytes() > limits.memory {
        return Err(too_much_memory(limits));
    }
    // A picture without readable EXIF is shown as stored.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok(upright(on_white(image), orientation))
}

pub(crate) fn check_size((width, height): (u32, u32), limits: &Limits) -> Result<(), Unreadable> {
    let found = u64::from(width) * u64::from(height);
    let limit = limits.pixels;
    if found > limit {
        return Err(Unreadable::TooLarge(TooLarge::Pixels { found, limit }));
    }
    if width.min(height) < limits.shortest_side {
        return Err(Unreadable::TooSmall { width, height });
    }
    Ok(())
}

fn too_much_memory(limits: &Limits) -> Unreadable {
    let limit = limits.memory;
    Unreadable::TooLarge(TooLarge::Memory { limit })
}

fn refusal(error: &ImageError, limits: &Limits) -> Unreadable {
    if let ImageError::Limits(_) = error {
        return too_much_memory(limits);
    }
    if ends_early(error) {
        return Unreadable::Truncated;
    }
    // A kind of this format that nobody reads is not a broken file.
    if let ImageError::Unsupported(_) = error {
        return Unreadable::OtherFormat;
    }
    Unreadable::Broken
}

/// Whether an unexpected end of file is the cause, or anywhere in the chain of causes.
fn ends_early(error: &ImageError) -> bool {
    let early = |io: &io::Error| io.kind() == io::ErrorKind::UnexpectedEof;
    if let ImageError::IoError(io) = error {
        return early(io);
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.downcast_ref().is_some_and(early) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Transparent codes are drawn to be seen on paper; without this their background turns black.
fn on_white(image: DynamicImage) -> GrayImage {
    if !image.color().has_alpha() {
        return image.into_luma8();
    }
    let pixels = image.into_luma_alpha8();
    let (width, height) = pixels.dimensions();
    let grey = pixels
        .as_raw()
        .chunks_exact(2)
        .map(|pixel| {
            let (light, alpha) = (u32::from(pixel[0]), u32::from(pixel[1]));
            ((light * alpha + 255 * (255 - alpha)) / 255) as u8
        })
        .collect();
    GrayImage::from_raw(width, height, grey).expect("one byte for each pixel of the same picture")
}

fn upright(grey: GrayImage, orientation: Orientation) -> Picture {
    let (width, height) = grey.dimensions();
    let longest = width.max(height);
    let mut small = grey;
    if longest > LONGEST_SIDE {
        let side = |full: u32| {
            let scaled = u64::from(full) * u64::from(LONGEST_SIDE) / u64::from(longest);
            u32::try_from(scaled.max(1)).expect("not longer than the longest side")
        };
        small = image::imageops::thumbnail(&small, side(width), side(height));
    }
    let mut seen = DynamicImage::ImageLuma8(small);
    seen.apply_orientation(orientation);
    let turned = matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Picture {
        width: if turned { height } else { width },
        height: if turned { width } else { height },
        luma: Luma::from(seen.into_luma8()),
    }
}
