//! A made sheet with lines of text on a dark ground, for tests: every corner is known.

use image::{Rgb, RgbImage};

use devices::page::{Point, Quad};

/// How the sheet lies. The picture is 1600 × 2000 pixels and the sheet's middle near its own.
#[derive(Debug, Clone, Copy)]
pub struct Laid {
    /// Degrees clockwise.
    pub angle: f32,
    /// Part of the picture's height that the sheet's is.
    pub scale: f32,
    /// Pixels to the right of the middle.
    pub aside: f32,
    /// Grey values.
    pub ink: u8,
    pub paper: u8,
    pub ground: u8,
    /// Grey values up or down, the same for the same place.
    pub noise: u8,
    /// Pixels.
    pub width: f32,
    pub height: f32,
}

const ACROSS: u32 = 1600;
const DOWN: u32 = 2000;

impl Laid {
    pub fn turned(angle: f32) -> Self {
        Self {
            angle,
            scale: 0.9,
            aside: 0.0,
            ink: 30,
            paper: 240,
            ground: 40,
            noise: 0,
            // Of an A4 sheet.
            width: 1190.0,
            height: 1683.0,
        }
    }

    pub fn size(&self) -> (f32, f32) {
        (self.width * self.scale, self.height * self.scale)
    }

    pub fn corners(&self) -> Quad {
        let (width, height) = self.size();
        let (sine, cosine) = self.angle.to_radians().sin_cos();
        let place = |(x, y): Point| {
            (
                ACROSS as f32 / 2.0 + self.aside + x * cosine - y * sine,
                DOWN as f32 / 2.0 + x * sine + y * cosine,
            )
        };
        let (right, bottom) = (width / 2.0, height / 2.0);
        Quad(
            [
                (-right, -bottom),
                (right, -bottom),
                (right, bottom),
                (-right, bottom),
            ]
            .map(place),
        )
    }

    /// The shade at a place of the sheet, both from 0 to 1; outside is ground.
    fn shade(&self, across: f32, down: f32) -> u8 {
        if !(0.0..1.0).contains(&across) || !(0.0..1.0).contains(&down) {
            return self.ground;
        }
        let text = (0.1..0.9).contains(&across) && (0.08..0.92).contains(&down);
        let line = (down * 42.0).fract();
        let sign = (across * 60.0) as u32;
        // Words of different length, an end of a line here and there.
        let row = (down * 42.0) as u32;
        let gap = (sign * 7 + row * 13).is_multiple_of(11) || (row % 5 == 4 && across > 0.6);
        let stroke = (across * 60.0).fract() > 0.25 && ((line * 6.0) as u32).is_multiple_of(2);
        if text && line < 0.5 && !gap && stroke {
            self.ink
        } else {
            self.paper
        }
    }
}

/// The picture; every pixel is the mean of nine places in it, as a lens has it.
pub fn sheet(laid: &Laid) -> RgbImage {
    let (sine, cosine) = laid.angle.to_radians().sin_cos();
    let (width, height) = laid.size();
    RgbImage::from_fn(ACROSS, DOWN, |x, y| {
        let mut sum = 0.0;
        for part in 0..9_u32 {
            let at = |whole: u32, third: u32| whole as f32 + (third as f32 + 0.5) / 3.0;
            let right = at(x, part % 3) - ACROSS as f32 / 2.0 - laid.aside;
            let below = at(y, part / 3) - DOWN as f32 / 2.0;
            let across = (right * cosine + below * sine) / width + 0.5;
            let down = (below * cosine - right * sine) / height + 0.5;
            sum += f32::from(laid.shade(across, down));
        }
        let spread = u32::from(laid.noise) * 2 + 1;
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7;
        let shade = sum / 9.0 + (noise % spread) as f32 - f32::from(laid.noise);
        Rgb([shade.clamp(0.0, 255.0) as u8; 3])
    })
}
