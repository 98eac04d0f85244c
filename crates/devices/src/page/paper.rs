//! Finds the sheet: a light area with four straight sides on a darker ground, as document cameras have it.

use image::{GrayImage, Luma};
use imageproc::contrast::otsu_level;
use imageproc::filter::gaussian_blur_f32;
use imageproc::geometry::convex_hull;
use imageproc::point::Point as Whole;
use imageproc::region_labelling::{Connectivity, connected_components};

use super::line::Line;
use super::{Point, Quad};

/// Length of the copy in which the sheet is looked for, pixels.
const WORKING: u32 = 480;
/// Paper and ground differ by this many grey values at least.
const CONTRAST: f32 = 24.0;
/// Shares of the picture between which a sheet may be: less is not what was laid there, more is all of the picture.
const SHARE: std::ops::Range<f32> = 0.08..0.985;
/// How much of the hull the four sides must hold: a hand at the edge takes more away.
const FILLED: f32 = 0.93;
/// Pixels of the small copy; what is further from a side belongs to another one.
const NEAR: f32 = 8.0;
/// Points looked at along a side.
const SAMPLES: usize = 60;

/// The sheet in a picture, its corners to about a pixel; `None` where nothing with four straight sides stands out.
#[must_use]
pub fn paper(grey: &GrayImage) -> Option<Quad> {
    let longest = grey.width().max(grey.height());
    if grey.width().min(grey.height()) < 64 {
        return None;
    }
    let scale = (longest as f32 / WORKING as f32).max(1.0);
    let side = |full: u32| ((full as f32 / scale).round() as u32).max(1);
    let small = image::imageops::thumbnail(grey, side(grey.width()), side(grey.height()));
    let small = gaussian_blur_f32(&small, 1.2);
    let rough = rough(&small)?;
    let back = (
        grey.width() as f32 / small.width() as f32,
        grey.height() as f32 / small.height() as f32,
    );
    let rough = Quad(
        rough
            .0
            .map(|(x, y)| ((x + 0.5) * back.0, (y + 0.5) * back.1)),
    );
    let exact = refined(grey, &rough, 3.0 * scale).unwrap_or(rough);
    let inside = Quad(exact.0.map(|(x, y)| {
        (
            x.clamp(0.0, grey.width() as f32),
            y.clamp(0.0, grey.height() as f32),
        )
    }));
    inside.is_sound().then_some(inside)
}

/// The four corners of the largest light area, in the small copy.
fn rough(small: &GrayImage) -> Option<Quad> {
    let level = otsu_level(small);
    if !stands_out(small, level) {
        return None;
    }
    let light = GrayImage::from_fn(small.width(), small.height(), |x, y| {
        Luma([u8::from(small.get_pixel(x, y)[0] > level)])
    });
    let (label, pixels) = largest(&light)?;
    let outline = outline(&light, label);
    let hull = convex_hull(outline.as_slice());
    let around = shoelace(&hull);
    let whole = small.width() as f32 * small.height() as f32;
    if !SHARE.contains(&(around / whole)) || (pixels as f32) < 0.5 * around {
        return None;
    }
    let quad = sided(&outline, clockwise(four(hull)?))?;
    (quad.is_sound() && quad.area() >= FILLED * around && is_square_enough(&quad)).then_some(quad)
}

/// The corners where lines through the outline meet; corners of the outline itself are rounded off.
fn sided(outline: &[Whole<i32>], rough: Quad) -> Option<Quad> {
    let lines: Option<Vec<Line>> = rough
        .sides()
        .map(|(from, to)| {
            let (x, y) = (to.0 - from.0, to.1 - from.1);
            let length = x.hypot(y).max(1.0);
            let near: Vec<Point> = outline
                .iter()
                .map(|point| (point.x as f32, point.y as f32))
                .filter(|point| {
                    let (right, below) = (point.0 - from.0, point.1 - from.1);
                    let along = (right * x + below * y) / (length * length);
                    let apart = (right * y - below * x).abs() / length;
                    (0.1..0.9).contains(&along) && apart <= NEAR
                })
                .collect();
            Line::through(&near)
        })
        .collect();
    met(&lines?)
}

/// Whether what is lighter than `level` is clearly lighter than the rest.
fn stands_out(small: &GrayImage, level: u8) -> bool {
    let mut sums = [(0.0_f32, 0.0_f32); 2];
    for Luma([value]) in small.pixels() {
        let (sum, count) = &mut sums[usize::from(*value > level)];
        *sum += f32::from(*value);
        *count += 1.0;
    }
    let [dark, light] = sums.map(|(sum, count)| sum / count.max(1.0));
    sums.iter().all(|(_, count)| *count > 0.0) && light - dark >= CONTRAST
}

/// Label and size of the largest light area; labels as `outline` makes them.
fn largest(light: &GrayImage) -> Option<(u32, usize)> {
    let labels = connected_components(light, Connectivity::Four, Luma([0]));
    let mut sizes = std::collections::BTreeMap::new();
    for Luma([label]) in labels.pixels().filter(|label| label[0] != 0) {
        *sizes.entry(*label).or_insert(0_usize) += 1;
    }
    sizes.into_iter().max_by_key(|(_, size)| *size)
}

/// The outermost pixels of an area, row by row and column by column.
fn outline(light: &GrayImage, label: u32) -> Vec<Whole<i32>> {
    let labels = connected_components(light, Connectivity::Four, Luma([0]));
    let (width, height) = labels.dimensions();
    let is_in = |x: u32, y: u32| labels.get_pixel(x, y)[0] == label;
    let at = |x: u32, y: u32| Whole::new(x as i32, y as i32);
    let mut ends = Vec::new();
    for y in 0..height {
        ends.extend((0..width).find(|x| is_in(*x, y)).map(|x| at(x, y)));
        ends.extend((0..width).rfind(|x| is_in(*x, y)).map(|x| at(x, y)));
    }
    for x in 0..width {
        ends.extend((0..height).find(|y| is_in(x, *y)).map(|y| at(x, y)));
        ends.extend((0..height).rfind(|y| is_in(x, *y)).map(|y| at(x, y)));
    }
    ends
}

/// Corners go one by one, each time the one that holds the least, until four are left.
fn four(hull: Vec<Whole<i32>>) -> Option<[Point; 4]> {
    let mut corners: Vec<Point> = hull.iter().map(|p| (p.x as f32, p.y as f32)).collect();
    while corners.len() > 4 {
        let count = corners.len();
        let held = |n: usize| {
            let (a, b, c) = (
                corners[(n + count - 1) % count],
                corners[n],
                corners[(n + 1) % count],
            );
            ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).abs()
        };
        let least = (0..count).min_by(|a, b| held(*a).total_cmp(&held(*b)))?;
        corners.remove(least);
    }
    corners.try_into().ok()
}

fn shoelace(hull: &[Whole<i32>]) -> f32 {
    let count = hull.len();
    let twice: i64 = (0..count)
        .map(|n| {
            let (a, b) = (hull[n], hull[(n + 1) % count]);
            i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y)
        })
        .sum();
    (twice.abs() / 2) as f32
}

/// Top left first and round clockwise: the corner next to the picture's own is the top left one.
fn clockwise(mut corners: [Point; 4]) -> Quad {
    if Quad(corners).area() < 0.0 {
        corners.reverse();
    }
    let first = (0..4)
        .min_by(|a, b| {
            let sum = |n: &usize| corners[*n].0 + corners[*n].1;
            sum(a).total_cmp(&sum(b))
        })
        .unwrap_or(0);
    corners.rotate_left(first);
    Quad(corners)
}

/// Sheets lie flat: their corners are near a right angle, and opposite sides near the same length.
fn is_square_enough(quad: &Quad) -> bool {
    let corners = quad.0;
    let length = |n: usize| {
        let (a, b) = (corners[n], corners[(n + 1) % 4]);
        (b.0 - a.0).hypot(b.1 - a.1)
    };
    let right = (0..4).all(|n| {
        let (a, b, c) = (corners[(n + 3) % 4], corners[n], corners[(n + 1) % 4]);
        let (u, v) = ((a.0 - b.0, a.1 - b.1), (c.0 - b.0, c.1 - b.1));
        let cosine = (u.0 * v.0 + u.1 * v.1) / (u.0.hypot(u.1) * v.0.hypot(v.1)).max(1e-6);
        cosine.abs() < 0.42
    });
    let alike = |a: f32, b: f32| a.min(b) / a.max(b).max(1e-6) > 0.65;
    right && alike(length(0), length(2)) && alike(length(1), length(3))
}

/// The corners where the sides meet, each a line through where the light falls off; looked for `reach` pixels to both
/// sides of the rough one.
fn refined(grey: &GrayImage, rough: &Quad, reach: f32) -> Option<Quad> {
    let mut lines = Vec::with_capacity(4);
    for (from, to) in rough.sides() {
        let points: Vec<Point> = (0..SAMPLES)
            .filter_map(|n| {
                // Away from the corners, where the other side is as near.
                let part = 0.06 + 0.88 * n as f32 / (SAMPLES - 1) as f32;
                edge(grey, from, to, part, reach)
            })
            .collect();
        lines.push(Line::through(&points)?);
    }
    met(&lines)
}

/// Where the four sides meet, the top one first.
fn met(lines: &[Line]) -> Option<Quad> {
    let corner = |before: usize, after: usize| lines.get(before)?.meets(lines.get(after)?);
    Some(Quad([
        corner(3, 0)?,
        corner(0, 1)?,
        corner(1, 2)?,
        corner(2, 3)?,
    ]))
}

/// Where the light falls off across a side, at `part` of its length.
fn edge(grey: &GrayImage, from: Point, to: Point, part: f32, reach: f32) -> Option<Point> {
    let along = (to.0 - from.0, to.1 - from.1);
    let length = along.0.hypot(along.1).max(1.0);
    // Outwards, as the corners go round clockwise.
    let out = (along.1 / length, -along.0 / length);
    let at = (from.0 + part * along.0, from.1 + part * along.1);
    let steps = (2.0 * reach).ceil() as i32;
    let values: Vec<f32> = (-steps..=steps)
        .map(|step| {
            let far = step as f32 / 2.0;
            shade(grey, (at.0 + far * out.0, at.1 + far * out.1))
        })
        .collect();
    let wide = 4;
    let fall = |n: usize| {
        let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
        mean(&values[n - wide..n]) - mean(&values[n + 1..=n + wide])
    };
    let best =
        (wide..values.len().checked_sub(wide)?).max_by(|a, b| fall(*a).total_cmp(&fall(*b)))?;
    if fall(best) < CONTRAST / 2.0 {
        return None;
    }
    // Between two steps: where it is half-way down.
    let inner = values[best - wide];
    let outer = values[best + wide];
    let half = f32::midpoint(inner, outer);
    let crossing =
        (best - wide..best + wide).find(|n| values[*n] >= half && values[n + 1] < half)?;
    let between = (values[crossing] - half) / (values[crossing] - values[crossing + 1]).max(1e-3);
    let far = (crossing as f32 + between - steps as f32) / 2.0;
    Some((at.0 + far * out.0, at.1 + far * out.1))
}

/// Grey at a place between pixels, whose middles are at halves; the border goes on outside.
fn shade(grey: &GrayImage, (x, y): Point) -> f32 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let at = |dx: f32, dy: f32| {
        let x = (left + dx).clamp(0.0, grey.width() as f32 - 1.0) as u32;
        let y = (top + dy).clamp(0.0, grey.height() as f32 - 1.0) as u32;
        f32::from(grey.get_pixel(x, y)[0])
    };
    let (right, below) = (x - left, y - top);
    let above_row = at(0.0, 0.0) * (1.0 - right) + at(1.0, 0.0) * right;
    let below_row = at(0.0, 1.0) * (1.0 - right) + at(1.0, 1.0) * right;
    above_row * (1.0 - below) + below_row * below
}
