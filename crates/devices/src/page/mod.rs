//! A page under a camera (材料页): where the paper lies, the paper alone and upright, and what is wrong with the
//! picture. Pure functions on pictures: no device, no clock, no file.
//!
//! Pixels are counted from the top left corner, x to the right and y down; angles are degrees, clockwise as seen.

mod check;
mod cut;
mod encode;
mod line;
mod paper;
mod skew;

use image::RgbImage;
use image::buffer::ConvertBuffer as _;

pub use check::{Finding, check, sharpness};
pub use cut::{cut, straightened, turned};
pub use encode::{Unencodable, is_whole, jpeg, thumbnail};
pub use paper::paper;
pub use skew::skew;

/// A point of a picture, in pixels.
pub type Point = (f32, f32);

/// Four corners: top left, top right, bottom right, bottom left of what they hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The whole of a picture.
    #[must_use]
    pub fn whole(width: u32, height: u32) -> Self {
        let (right, bottom) = (width as f32, height as f32);
        Self([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)])
    }

    /// Area, square pixels; negative where the corners do not go round clockwise.
    #[must_use]
    pub fn area(&self) -> f32 {
        let twice: f32 = self.sides().map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        twice / 2.0
    }

    /// Whether it goes round clockwise, holds something and has no corner that is pushed in.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let corners = self.0;
        let turn = |n: usize| {
            let (a, b, c) = (corners[n], corners[(n + 1) % 4], corners[(n + 2) % 4]);
            (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)
        };
        corners.iter().all(|(x, y)| x.is_finite() && y.is_finite())
            && (0..4).all(|n| turn(n) > 0.0)
            && self.area() >= LEAST_AREA
    }

    /// How far its top is turned, degrees clockwise.
    #[must_use]
    pub fn angle(&self) -> f32 {
        let [a, b, c, d] = self.0;
        // Top and bottom together: one side alone carries all of the perspective.
        let across = (b.0 - a.0 + c.0 - d.0, b.1 - a.1 + c.1 - d.1);
        across.1.atan2(across.0).to_degrees()
    }

    fn sides(&self) -> impl Iterator<Item = (Point, Point)> {
        let corners = self.0;
        (0..4).map(move |n| (corners[n], corners[(n + 1) % 4]))
    }
}

/// Square pixels; less is no picture of anything.
const LEAST_AREA: f32 = 400.0;

/// Lines of text that lean less are left: straightening costs sharpness.
const LEANS: f32 = 0.4;

/// A page made ready.
#[derive(Debug, Clone)]
pub struct Page {
    /// The paper alone, upright.
    pub picture: RgbImage,
    /// Where it lay, where it was found.
    pub quad: Option<Quad>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Makes a page ready: the paper is looked for and cut out; where there is none the lines of its text are made level.
#[must_use]
pub fn ready(picture: &RgbImage) -> Page {
    let quad = paper(&picture.convert());
    let cut_out = match &quad {
        Some(quad) => cut(picture, quad),
        None => match skew(&picture.convert()) {
            Some(angle) if angle.abs() >= LEANS => straightened(picture, angle),
            _ => picture.clone(),
        },
    };
    Page {
        findings: check(&cut_out.convert()),
        picture: cut_out,
        quad,
    }
}
