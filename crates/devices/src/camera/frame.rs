//! One frame, in the shapes that cameras give.

use std::io::Cursor;
use std::sync::OnceLock;

use image::buffer::ConvertBuffer as _;
use image::{GrayImage, ImageFormat, ImageReader, Limits, RgbImage};

/// A frame as the camera gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its content.
    pub pixels: Pixels,
}

/// The shapes of a frame's content, rows from the top without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pixels {
    /// A JPEG of its own, often without its Huffman tables (MJPEG).
    Jpeg(Vec<u8>),
    /// Two pixels in four bytes: light, blue, light, red.
    Yuyv(Vec<u8>),
    /// Light of all pixels, then blue and red of every four.
    Nv12(Vec<u8>),
    /// Light alone.
    Grey(Vec<u8>),
    /// Red, green, blue.
    Rgb(Vec<u8>),
    /// Blue, green, red.
    Bgr(Vec<u8>),
}

/// A frame claims no more than the largest document cameras have: 10 000 pixels a side.
const LONGEST: u32 = 10_000;

impl Frame {
    /// A played picture as a frame.
    #[must_use]
    pub fn of(picture: RgbImage) -> Self {
        Self {
            width: picture.width(),
            height: picture.height(),
            pixels: Pixels::Rgb(picture.into_raw()),
        }
    }

    /// In colour; `None` where the content is not what it says, as with half a frame.
    #[must_use]
    pub fn picture(&self) -> Option<RgbImage> {
        let (width, height) = (self.width, self.height);
        if width == 0 || height == 0 || width.max(height) > LONGEST {
            return None;
        }
        match &self.pixels {
            Pixels::Jpeg(file) => decoded(file),
            Pixels::Yuyv(bytes) => coloured(self, |at| yuyv(bytes, at, width)),
            Pixels::Nv12(bytes) => coloured(self, |at| nv12(bytes, at, (width, height))),
            Pixels::Grey(bytes) => {
                GrayImage::from_raw(width, height, bytes.clone()).map(|grey| grey.convert())
            }
            Pixels::Rgb(bytes) => RgbImage::from_raw(width, height, bytes.clone()),
            Pixels::Bgr(bytes) => {
                let mut turned = bytes.clone();
                turned.chunks_exact_mut(3).for_each(<[u8]>::reverse);
                RgbImage::from_raw(width, height, turned)
            }
        }
    }

    /// Its light alone, where that needs no colour first.
    fn light(&self) -> Option<GrayImage> {
        let whole = self.width as usize * self.height as usize;
        let bytes = match &self.pixels {
            Pixels::Yuyv(bytes) if bytes.len() >= 2 * whole => {
                bytes.iter().step_by(2).take(whole).copied().collect()
            }
            Pixels::Nv12(bytes) | Pixels::Grey(bytes) if bytes.len() >= whole => {
                bytes[..whole].to_vec()
            }
            _ => return None,
        };
        GrayImage::from_raw(self.width, self.height, bytes)
    }
}

fn decoded(file: &[u8]) -> Option<RgbImage> {
    let mut reader = ImageReader::with_format(Cursor::new(file), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    reader.limits(limits);
    Some(reader.decode().ok()?.into_rgb8())
}

/// A picture, pixel by pixel from light, blue and red.
fn coloured(frame: &Frame, at: impl Fn(usize) -> Option<[u8; 3]>) -> Option<RgbImage> {
    let whole = frame.width as usize * frame.height as usize;
    let mut bytes = Vec::with_capacity(3 * whole);
    for place in 0..whole {
        bytes.extend(rgb(at(place)?));
    }
    RgbImage::from_raw(frame.width, frame.height, bytes)
}

fn yuyv(bytes: &[u8], at: usize, width: u32) -> Option<[u8; 3]> {
    // Rows of an odd length end in half a pair.
    let stride = (width as usize).div_ceil(2) * 4;
    let (row, column) = (at / width as usize, at % width as usize);
    let pair = row * stride + column / 2 * 4;
    let light = bytes.get(pair + column % 2 * 2)?;
    Some([*light, *bytes.get(pair + 1)?, *bytes.get(pair + 3)?])
}

fn nv12(bytes: &[u8], at: usize, (width, height): (u32, u32)) -> Option<[u8; 3]> {
    let (width, height) = (width as usize, height as usize);
    let (row, column) = (at / width, at % width);
    let pair = width * height + row / 2 * width.div_ceil(2) * 2 + column / 2 * 2;
    Some([*bytes.get(at)?, *bytes.get(pair)?, *bytes.get(pair + 1)?])
}

/// ITU-R BT.601, 16 to 235, as UVC cameras give it.
fn rgb([light, blue, red]: [u8; 3]) -> [u8; 3] {
    let light = 298 * (i32::from(light) - 16);
    let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
    let to = |sum: i32| ((sum + 128) >> 8).clamp(0, 255) as u8;
    [
        to(light + 409 * red),
        to(light - 100 * blue - 208 * red),
        to(light + 516 * blue),
    ]
}

/// A frame that was seen, and its picture once somebody asked for it: preview and codes share the work.
#[derive(Debug)]
pub struct Seen {
    frame: Frame,
    picture: OnceLock<Option<RgbImage>>,
}

impl Seen {
    /// Nothing is decoded yet.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self {
            frame,
            picture: OnceLock::new(),
        }
    }

    /// As the camera gave it.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// In colour; `None` where the camera gave half a frame.
    #[must_use]
    pub fn picture(&self) -> Option<&RgbImage> {
        self.picture.get_or_init(|| self.frame.picture()).as_ref()
    }

    /// Its light alone: what decoders look at.
    #[must_use]
    pub fn grey(&self) -> Option<GrayImage> {
        self.frame
            .light()
            .or_else(|| self.picture().map(|picture| picture.convert()))
    }

    /// The frame as the file to keep as the original: the camera's own JPEG as it came, else one of the best quality.
    #[must_use]
    pub fn file(&self) -> Option<Vec<u8>> {
        match &self.frame.pixels {
            // Tables may be missing; only what any program can open is kept as it is.
            Pixels::Jpeg(file) if has_tables(file) => Some(file.clone()),
            _ => crate::page::jpeg(self.picture()?, 95).ok(),
        }
    }
}

/// Whether a JPEG brings its Huffman tables.
fn has_tables(file: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, mark, high, low]) = file.get(at..at + 4) {
        match mark {
            0xC4 => return true,
            0xDA => return false,
            _ => at += 2 + (usize::from(*high) << 8) + usize::from(*low),
        }
    }
    false
}
