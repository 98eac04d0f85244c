//! Pictures with codes.

/// Files of several pages.
#[path = "../../crates/optic/tests/pictures/paper.rs"]
pub mod paper;

use std::path::Path;

use image::{GrayImage, Luma};

/// Writes a picture of a QR code with a quiet zone, 6 pixels a module; its name chooses the format.
///
/// # Panics
/// When the text does not fit or the file cannot be written.
pub fn qr(path: &Path, text: &str) {
    picture(text).save(path).expect("the picture can be saved");
}

/// The picture itself.
///
/// # Panics
/// When the text does not fit.
#[must_use]
pub fn picture(text: &str) -> GrayImage {
    optic::make::draw(text, 6, 4).expect("the text fits")
}

/// Two pictures side by side on white.
#[must_use]
pub fn beside(left: &GrayImage, right: &GrayImage) -> GrayImage {
    let (width, height) = (
        left.width() + right.width(),
        left.height().max(right.height()),
    );
    GrayImage::from_fn(width, height, |x, y| {
        let pixel = if x < left.width() {
            left.get_pixel_checked(x, y)
        } else {
            right.get_pixel_checked(x - left.width(), y)
        };
        pixel.copied().unwrap_or(Luma([255]))
    })
}

/// A photographed sheet of paper: blank, or with a signature's strokes on it.
///
/// # Panics
/// When the file cannot be written.
pub fn sheet(path: &Path, signed: bool) {
    let sheet = GrayImage::from_fn(900, 400, |x, y| {
        let wave = 200.0 + 90.0 * (f64::from(x) / 47.0).sin() + 30.0 * (f64::from(x) / 13.0).cos();
        let on = signed && (150..750).contains(&x) && (f64::from(y) - wave).abs() < 3.5;
        Luma([if on { 30 } else { 246 }])
    });
    sheet.save(path).expect("the picture can be saved");
}
