//! Pictures as files, in memory.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage, imageops};

/// A picture that no file can hold: more than 65 535 pixels a side.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be a JPEG")]
pub struct Unencodable;

/// As a JPEG without any data about where, when or by what it was taken. `quality` 1 to 100.
///
/// # Errors
/// A side beyond what a JPEG can say.
pub fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Unencodable> {
    let mut file = Vec::with_capacity(picture.len() / 8);
    JpegEncoder::new_with_quality(Cursor::new(&mut file), quality)
        .encode_image(picture)
        .map_err(|_| Unencodable)?;
    Ok(file)
}

/// A copy whose longer side is `longest` pixels at most.
#[must_use]
pub fn thumbnail(picture: &RgbImage, longest: u32) -> RgbImage {
    let full = picture.width().max(picture.height());
    if full <= longest {
        return picture.clone();
    }
    let side = |side: u32| (u64::from(side) * u64::from(longest) / u64::from(full)) as u32;
    imageops::thumbnail(
        picture,
        side(picture.width()).max(1),
        side(picture.height()).max(1),
    )
}

/// Whether a picture file has come to its end: the mark that its format ends with stands there. Formats without one
/// are taken as whole.
#[must_use]
pub fn is_whole(file: &[u8]) -> bool {
    let end = |mark: &[u8]| {
        // Some programs fill up the last sector.
        let tail = file
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at + 1);
        file[..tail].ends_with(mark)
    };
    match image::guess_format(file) {
        Ok(ImageFormat::Jpeg) => end(&[0xFF, 0xD9]),
        Ok(ImageFormat::Png) => end(b"IEND\xAE\x42\x60\x82"),
        Ok(_) => true,
        Err(_) => false,
    }
}
