//! The paper alone, upright.

use image::{Rgb, RgbImage, imageops};
use imageproc::geometric_transformations::{
    Border, Interpolation, Projection, rotate_about_center, warp_into,
};

use super::Quad;

/// What the four corners hold, as a rectangle with the lengths of its sides. A quad that is not sound gives the picture
/// as it is.
#[must_use]
pub fn cut(picture: &RgbImage, quad: &Quad) -> RgbImage {
    if !quad.is_sound() {
        return picture.clone();
    }
    let [a, b, c, d] = quad.0;
    let length = |a: (f32, f32), b: (f32, f32)| (b.0 - a.0).hypot(b.1 - a.1);
    let mean = |one: f32, other: f32| (f32::midpoint(one, other).round() as u32).max(1);
    let width = mean(length(a, b), length(d, c));
    let height = mean(length(a, d), length(b, c));
    // Corners lie between pixels, the transformation counts from their middles.
    let middle = |(x, y): (f32, f32)| (x - 0.5, y - 0.5);
    let whole = Quad::whole(width, height).0.map(middle);
    let Some(projection) = Projection::from_control_points(quad.0.map(middle), whole) else {
        return picture.clone();
    };
    let mut out = RgbImage::new(width, height);
    let (smooth, border) = (Interpolation::Bilinear, Border::Replicate);
    warp_into(picture, projection, smooth, border, &mut out);
    out
}

/// Turned back by `angle` degrees about its middle; what comes in at the corners is white.
#[must_use]
pub fn straightened(picture: &RgbImage, angle: f32) -> RgbImage {
    let white = Border::Constant(Rgb([255; 3]));
    rotate_about_center(picture, -angle.to_radians(), Interpolation::Bilinear, white)
}

/// Turned clockwise by so many quarters.
#[must_use]
pub fn turned(picture: &RgbImage, quarters: u8) -> RgbImage {
    match quarters % 4 {
        1 => imageops::rotate90(picture),
        2 => imageops::rotate180(picture),
        3 => imageops::rotate270(picture),
        _ => picture.clone(),
    }
}
