//! A page of an OFD, drawn.

use image::{DynamicImage, RgbaImage};
use sofd::{Document, RenderOptions};

use super::container::{Container, refusal};
use super::{Drawn, Glance, Unviewable, mend, size, stamp};

/// Millimetres an inch.
const INCH: f64 = 25.4;

/// Draws the page with the seals on it.
pub(super) fn draw(file: &mut Container<'_>, glance: &Glance) -> Result<Drawn, Unviewable> {
    let pages = u32::try_from(file.pages.len()).unwrap_or(u32::MAX);
    if pages == 0 {
        return Err(Unviewable::Broken);
    }
    if glance.page >= pages.min(glance.limits.pages) {
        return Err(Unviewable::NoSuchPage);
    }
    let mended = mend::mended(file);
    let bytes = mended.as_ref().map_or(file.bytes, |mended| &mended.bytes);
    let mut document = Document::open_bytes(bytes).map_err(refusal)?;
    let at = glance.page as usize;
    let page = document.page(at).ok_or(Unviewable::NoSuchPage)?.page_box;
    let (width, height) = size(glance, (page.w, page.h))?;
    let (mut picture, mut lacking) = raster(&document, at, width, glance, true)?;
    lacking |= mended.is_some_and(|mended| mended.rare);
    lacking |= !stamp::put_on(&mut picture, &mut document, at, glance);
    debug_assert!(picture.height().abs_diff(height) <= 2);
    Ok(Drawn {
        picture: DynamicImage::ImageRgba8(picture),
        pages,
        lacking,
    })
}

/// A page as pixels, on white or on nothing; and whether something of it is lacking.
pub(super) fn raster(
    document: &Document,
    at: usize,
    width: u32,
    glance: &Glance,
    on_white: bool,
) -> Result<(RgbaImage, bool), Unviewable> {
    let page = document.page(at).ok_or(Unviewable::NoSuchPage)?.page_box;
    let mut options = RenderOptions {
        dpi: f64::from(width) / (page.w / INCH),
        max_pixels: usize::try_from(glance.limits.pixels).unwrap_or(usize::MAX),
        ..RenderOptions::default()
    };
    if !on_white {
        options.background = None;
    }
    let (png, drawn) = document
        .to_png_with_stats(at, &options)
        .map_err(|_| Unviewable::Broken)?;
    let picture = image::load_from_memory_with_format(&png, image::ImageFormat::Png)
        .map_err(|_| Unviewable::Broken)?;
    Ok((picture.into_rgba8(), !drawn.is_complete()))
}
