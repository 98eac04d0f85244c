//! A picture as a page; of a TIFF every directory is one.

use std::io::Cursor;

use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

use super::{Drawn, Glance, Unviewable, on_white, size};
use crate::tiff;

/// Memory that a picture's decoder may take, in bytes.
const MEMORY: u64 = 512 << 20;

/// Draws the page.
pub(super) fn draw(glance: &Glance) -> Result<Drawn, Unviewable> {
    let format = image::guess_format(&glance.file).map_err(|_| Unviewable::Broken)?;
    let most = glance.limits.pages as usize;
    let (directories, _) = match format {
        ImageFormat::Tiff => tiff::directories(&glance.file, most),
        _ => (Vec::new(), 0),
    };
    let pages = u32::try_from(directories.len().max(1)).unwrap_or(u32::MAX);
    if glance.page >= pages {
        return Err(Unviewable::NoSuchPage);
    }
    let alone = directories
        .get(glance.page as usize)
        .map(|at| tiff::alone(&glance.file, *at));
    let picture = decoded(alone.as_deref().unwrap_or(&glance.file), format, glance)?;
    Ok(Drawn {
        picture: fitted(picture, glance)?,
        pages,
        lacking: false,
    })
}

fn decoded(file: &[u8], format: ImageFormat, glance: &Glance) -> Result<DynamicImage, Unviewable> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (wide, high) = decoder.dimensions();
    if u64::from(wide) * u64::from(high) > glance.limits.pixels || decoder.total_bytes() > MEMORY {
        return Err(Unviewable::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refusal(error: &ImageError) -> Unviewable {
    match error {
        ImageError::Limits(_) => Unviewable::TooLarge,
        _ => Unviewable::Broken,
    }
}

/// No wider than asked; a smaller one stays as it is.
fn fitted(picture: DynamicImage, glance: &Glance) -> Result<DynamicImage, Unviewable> {
    let (wide, high) = (picture.width(), picture.height());
    let (width, height) = size(glance, (f64::from(wide), f64::from(high)))?;
    let small = match width < wide {
        true => picture.resize_exact(width, height, FilterType::Triangle),
        false => picture,
    };
    Ok(on_white(small.into_rgba8()))
}
