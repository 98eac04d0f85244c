//! How far lines of text lean.

use image::GrayImage;
use imageproc::contrast::adaptive_threshold;

/// Length of the copy whose ink is counted, pixels.
const WORKING: u32 = 1000;
/// Leaning further, a page is not laid askew but turned.
const MOST: f32 = 12.0;
/// Points of ink; fewer say nothing.
const LEAST_INK: usize = 400;
/// More are thinned out.
const MOST_INK: usize = 60_000;
/// How far the best angle must stand out from the usual one.
const CLEAR: f64 = 1.25;

/// How far the lines of a page lean, degrees clockwise, to about a tenth; `None` where nothing on it says so.
#[must_use]
pub fn skew(grey: &GrayImage) -> Option<f32> {
    let ink = ink(grey);
    if ink.len() < LEAST_INK {
        return None;
    }
    let steps = |middle: f32, reach: f32, step: f32| {
        let count = (2.0 * reach / step).round() as i32;
        (0..=count).map(move |n| middle - reach + n as f32 * step)
    };
    let mut rough: Vec<(f64, f32)> = steps(0.0, MOST, 0.5)
        .map(|angle| (evenness(&ink, angle), angle))
        .collect();
    rough.sort_by(|a, b| a.0.total_cmp(&b.0));
    let usual = rough[rough.len() / 2].0;
    let (best, near) = *rough.last()?;
    if best < CLEAR * usual {
        return None;
    }
    steps(near, 0.6, 0.05)
        .map(|angle| (evenness(&ink, angle), angle))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, angle)| angle)
        .filter(|angle| angle.abs() < MOST)
}

/// Points darker than what is around them, away from the border, where the ground's edge may be.
fn ink(grey: &GrayImage) -> Vec<(f32, f32)> {
    let longest = grey.width().max(grey.height());
    let side = |full: u32| {
        let small = u64::from(full) * u64::from(WORKING.min(longest)) / u64::from(longest.max(1));
        (small as u32).max(1)
    };
    let small = image::imageops::thumbnail(grey, side(grey.width()), side(grey.height()));
    let paper = adaptive_threshold(&small, 10, 12);
    let (across, down) = (small.width() / 20, small.height() / 20);
    let ink: Vec<(f32, f32)> = paper
        .enumerate_pixels()
        .filter(|(x, y, shade)| {
            shade[0] == 0
                && (across..small.width() - across).contains(x)
                && (down..small.height() - down).contains(y)
        })
        .map(|(x, y, _)| (x as f32, y as f32))
        .collect();
    let every = ink.len().div_ceil(MOST_INK).max(1);
    ink.into_iter().step_by(every).collect()
}

/// How unevenly the ink falls into rows that lean by `angle`: the sum of their squares.
fn evenness(ink: &[(f32, f32)], angle: f32) -> f64 {
    let (sine, cosine) = angle.to_radians().sin_cos();
    let row = |(x, y): (f32, f32)| y * cosine - x * sine;
    let mut rows = vec![0_u32; 4 * WORKING as usize];
    for point in ink {
        let at = (row(*point) + WORKING as f32).max(0.0) as usize;
        if let Some(count) = rows.get_mut(at) {
            *count += 1;
        }
    }
    rows.iter().map(|count| f64::from(*count).powi(2)).sum()
}
