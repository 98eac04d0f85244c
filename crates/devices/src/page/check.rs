//! What is wrong with a page, as far as the picture tells. Nothing here stops anybody: the clerk sees the paper.

use image::GrayImage;
use imageproc::filter::laplacian_filter;
use imageproc::gradients::sobel_gradients;

use super::skew;

/// Pixels of an A4 sheet at 150 dpi, the longer side first.
const A4_150: (u32, u32) = (1754, 1240);
/// Degrees from which a page is said to lie askew.
const ASKEW: f32 = 2.0;
/// Sharpness under which small print cannot be read.
const SOFT: f32 = 0.02;
/// Grey values between ink and paper; less is an empty sheet.
const INK: f32 = 40.0;
/// Share of pixels that must be ink.
const LEAST_INK: f32 = 0.0004;

/// One thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Finding {
    /// Edges are soft: out of focus, or moved.
    Blurred,
    /// Fewer pixels than an A4 sheet has at 150 dpi; so many dpi it would be.
    Small(u32),
    /// Lines lean by so many degrees.
    Askew(f32),
    /// Nothing stands on it.
    Blank,
}

impl Finding {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Blurred => "blurred",
            Self::Small(_) => "small",
            Self::Askew(_) => "askew",
            Self::Blank => "blank",
        }
    }
}

/// Looks a page over; the picture is the page alone.
#[must_use]
pub fn check(grey: &GrayImage) -> Vec<Finding> {
    let mut found = Vec::new();
    let (long, short) = (
        grey.width().max(grey.height()),
        grey.width().min(grey.height()),
    );
    let dpi = (150 * long / A4_150.0).min(150 * short / A4_150.1);
    // Five parts in a hundred go to the edge that was cut away.
    if dpi < 142 {
        found.push(Finding::Small(dpi));
    }
    match sharpness(grey) {
        None => found.push(Finding::Blank),
        Some(sharp) if sharp < SOFT => found.push(Finding::Blurred),
        Some(_) => {}
    }
    match skew(grey) {
        Some(angle) if angle.abs() >= ASKEW => found.push(Finding::Askew(angle)),
        _ => {}
    }
    found
}

/// How sharp edges are: the variance of the Laplacian along them, in parts of the squared contrast, so that light and
/// the amount of text do not count; measured at the size of an A4 sheet at 150 dpi. `None`: nothing stands there.
#[must_use]
pub fn sharpness(grey: &GrayImage) -> Option<f32> {
    let longest = grey.width().max(grey.height());
    let shrunk = (longest > A4_150.0).then(|| {
        let side = |full: u32| (u64::from(full) * u64::from(A4_150.0) / u64::from(longest)) as u32;
        image::imageops::thumbnail(grey, side(grey.width()).max(1), side(grey.height()).max(1))
    });
    let page = shrunk.as_ref().unwrap_or(grey);
    let contrast = contrast(page)?;
    // The steepest places, whatever the contrast: edges of strokes.
    let slopes = sobel_gradients(page);
    let floor = (contrast * 0.6) as u16;
    let curves = laplacian_filter(page);
    let along: Vec<f32> = inner(page)
        .filter(|(x, y)| slopes.get_pixel(*x, *y)[0] >= floor)
        .map(|(x, y)| f32::from(curves.get_pixel(x, y)[0]))
        .collect();
    if along.len() < 200 {
        // No edge is even that steep, yet there is ink: all of it is soft.
        return Some(0.0);
    }
    let count = along.len() as f32;
    let mean = along.iter().sum::<f32>() / count;
    let variance = along
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>()
        / count;
    Some(variance / (contrast * contrast))
}

/// Grey values between the paper and the darkest of its ink.
fn contrast(page: &GrayImage) -> Option<f32> {
    let mut shades = [0_u32; 256];
    for (x, y) in inner(page) {
        shades[usize::from(page.get_pixel(x, y)[0])] += 1;
    }
    let all: u32 = shades.iter().sum();
    let paper = shade_at(&shades, all / 2);
    let ink = shade_at(&shades, (all as f32 * LEAST_INK) as u32);
    let between = paper as f32 - ink as f32;
    (between >= INK).then_some(between)
}

/// The shade that so many pixels are darker than.
fn shade_at(shades: &[u32; 256], wanted: u32) -> usize {
    let mut seen = 0;
    shades
        .iter()
        .position(|count| {
            seen += count;
            seen > wanted
        })
        .unwrap_or(255)
}

/// Every pixel but those at the border, where the ground may show.
fn inner(page: &GrayImage) -> impl Iterator<Item = (u32, u32)> {
    let (width, height) = page.dimensions();
    let (across, down) = (width / 30 + 1, height / 30 + 1);
    (down..height.saturating_sub(down))
        .flat_map(move |y| (across..width.saturating_sub(across)).map(move |x| (x, y)))
}
