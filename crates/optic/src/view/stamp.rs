//! The impressions of seals (印章图样) that stand on a page. They are in the signatures and no part of the page.

use std::io::Cursor;

use image::imageops::FilterType;
use image::{ImageFormat, ImageReader, RgbaImage};
use sofd::{Document, Seal};

use super::{Glance, ofd};

/// A seal's picture is not larger, in pixels a side.
const LONGEST: u32 = 4000;
/// Seals that are put on one page.
const MOST: usize = 64;

/// Puts them where they stand; answers whether every one could be drawn. Multiplied with what is below, as ink is.
pub(super) fn put_on(
    sheet: &mut RgbaImage,
    document: &mut Document,
    at: usize,
    glance: &Glance,
) -> bool {
    let Some(page) = document.page(at).map(|page| page.page_box) else {
        return false;
    };
    // None, or a list that cannot be read: the judge says which.
    let Ok(seals) = document.seals() else {
        return true;
    };
    let scale = f64::from(sheet.width()) / page.w;
    let mut whole = true;
    for seal in seals.iter().filter(|seal| seal.page == at).take(MOST) {
        let place = |length: f64| (length * scale).round().clamp(-1e6, 1e6) as i64;
        let side = |length: f64| (length * scale).round().clamp(0.0, f64::from(LONGEST)) as u32;
        let (wide, high) = (side(seal.boundary.w), side(seal.boundary.h));
        match impression(seal, wide, glance) {
            Some(picture) if wide > 0 && high > 0 => {
                let picture = image::imageops::resize(&picture, wide, high, FilterType::Triangle);
                let left = place(seal.boundary.x - page.x);
                ink(sheet, &picture, (left, place(seal.boundary.y - page.y)));
            }
            _ => whole = false,
        }
    }
    whole
}

/// What the seal looks like: a picture, or a whole OFD of one page.
fn impression(seal: &Seal, width: u32, glance: &Glance) -> Option<RgbaImage> {
    let bytes = match &seal.sealed {
        Some(sealed) => &sealed.data,
        None => &seal.image,
    };
    if bytes.starts_with(b"PK\x03\x04") {
        let document = Document::open_bytes(bytes).ok()?;
        let (picture, _) = ofd::raster(&document, 0, width.max(1), glance, false).ok()?;
        return Some(picture);
    }
    let format: ImageFormat = image::guess_format(bytes).ok()?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    reader.limits(limits);
    Some(reader.decode().ok()?.into_rgba8())
}

fn ink(sheet: &mut RgbaImage, seal: &RgbaImage, (left, top): (i64, i64)) {
    for (x, y, pixel) in seal.enumerate_pixels() {
        let (Ok(x), Ok(y)) = (
            u32::try_from(left + i64::from(x)),
            u32::try_from(top + i64::from(y)),
        ) else {
            continue;
        };
        let Some(below) = sheet.get_pixel_mut_checked(x, y) else {
            continue;
        };
        let alpha = u32::from(pixel[3]);
        for channel in 0..3 {
            let under = u32::from(below[channel]);
            let inked = under * u32::from(pixel[channel]) / 255;
            let mixed = (inked * alpha + under * (255 - alpha)) / 255;
            below[channel] = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
}
