//! Pictures made for the tests: sheets with codes, tilted, blurred, noisy, and their files.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod paper;

use std::io::Cursor;
use std::time::Duration;

use image::{GrayImage, ImageFormat, Luma, imageops};
use optic::{Limits, Reading, make};

/// A clock that stands still: no test here may depend on the speed of the machine.
pub fn still() -> Duration {
    Duration::ZERO
}

/// Reads with the default limits and all the time in the world.
pub fn read(bytes: &[u8]) -> Reading {
    optic::read(bytes, &Limits::default(), &still).expect("a good picture")
}

pub fn read_image(image: &GrayImage) -> Reading {
    read(&file(image, ImageFormat::Png))
}

pub fn texts(reading: &Reading) -> Vec<&str> {
    reading
        .codes
        .iter()
        .map(|code| code.text.as_str())
        .collect()
}

pub fn file(image: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image
        .write_to(&mut file, format)
        .expect("encodes in memory");
    file.into_inner()
}

/// Reproducible bytes that look random (xorshift).
pub fn noise(seed: u64) -> impl Iterator<Item = u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
}

/// A sheet of one grey value.
pub fn sheet(width: u32, height: u32, grey: u8) -> GrayImage {
    GrayImage::from_pixel(width, height, Luma([grey]))
}

/// Lays the code of `text` on `sheet`, its quiet zone's corner at (x, y).
pub fn lay(sheet: &mut GrayImage, text: &str, scale: u32, x: i64, y: i64) {
    let code = make::draw(text, scale, 4).expect("short enough");
    imageops::overlay(sheet, &code, x, y);
}

/// Turned by `degrees` about its middle, nearest pixel, white around.
pub fn turned(image: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let middle = |side: u32| f64::from(side) / 2.0;
    let (cx, cy) = (middle(image.width()), middle(image.height()));
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
        let (sx, sy) = (cx + dx * cos + dy * sin, cy - dx * sin + dy * cos);
        let inside = sx >= 0.0 && sy >= 0.0;
        let pixel = image.get_pixel_checked(sx as u32, sy as u32);
        pixel.filter(|_| inside).copied().unwrap_or(Luma([255]))
    })
}

/// Adds up to ± `strength` to every pixel.
pub fn grainy(image: &GrayImage, strength: i32, seed: u64) -> GrayImage {
    let mut out = image.clone();
    for (pixel, grain) in out.iter_mut().zip(noise(seed)) {
        let shift = i32::from(grain) % (2 * strength + 1) - strength;
        *pixel = (i32::from(*pixel) + shift).clamp(0, 255) as u8;
    }
    out
}
