//! A licence's file as pages to look at: PDF, OFD (GB/T 33190) or a picture, one page at a time, and what its seals are
//! worth. Files come from other systems and are hostile until shown otherwise, so that this runs in the worker alone,
//! through [`crate::Decoder::view`].

mod container;
mod kind;
mod mend;
mod ofd;
mod pdf;
mod picture;
mod stamp;
mod unviewable;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use image::{DynamicImage, ImageFormat, RgbaImage};
use serde::{Deserialize, Serialize};

pub(crate) use container::{Container, path as container_path};
pub use kind::Kind;
pub use unviewable::Unviewable;

use crate::seal::{Doubt, Judge, Seals, Verdict};

/// What a file may cost before it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewLimits {
    /// Length of the file, in bytes.
    pub file_bytes: u64,
    /// Parts of a container.
    pub parts: usize,
    /// All of them unpacked, in bytes.
    pub unpacked: u64,
    /// Width × height of a picture as its header states them, and of a drawn page.
    pub pixels: u64,
    /// Pages that are counted; what lies behind is not shown.
    pub pages: u32,
    /// Time for opening the file and drawing one page. A worker that takes longer is killed.
    pub time: Duration,
}

impl Default for ViewLimits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            parts: 8192,
            unpacked: 192 << 20,
            pixels: 60_000_000,
            pages: 5000,
            time: Duration::from_secs(10),
        }
    }
}

/// One page of a file, asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// The file.
    #[serde(with = "serde_bytes")]
    pub file: Vec<u8>,
    /// What it is said to be: `pdf`, `ofd`, `png` … in any case; empty where nothing was said.
    pub said: String,
    /// From 0.
    pub page: u32,
    /// Width the page is drawn at, in pixels.
    pub width: u32,
    /// Whom to believe about seals; nothing is judged without.
    pub judge: Option<Judge>,
    /// What it may cost.
    pub limits: ViewLimits,
}

/// A page, drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What the file is.
    pub kind: Kind,
    /// Pages it has.
    pub pages: u32,
    /// PNG.
    #[serde(with = "serde_bytes")]
    pub png: Vec<u8>,
    /// Of the picture, in pixels.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Something that the page names could not be drawn: a font that the file does not bring, a broken picture.
    pub lacking: bool,
    /// What its seals are worth, where that was asked.
    pub seals: Option<Seals>,
}

/// Narrowest and widest that a page is drawn.
const WIDTHS: (u32, u32) = (160, 3200);

/// A page before it is packed.
pub(crate) struct Drawn {
    pub picture: DynamicImage,
    pub pages: u32,
    pub lacking: bool,
}

/// Opens the file and draws the page, in this process: for the worker, and for fuzzing. Everyone else asks
/// [`crate::Decoder::view`].
///
/// # Errors
/// [`Unviewable`] says why not.
pub fn look(glance: &Glance) -> Result<Sheet, Unviewable> {
    let (found, limit) = (glance.file.len() as u64, glance.limits.file_bytes);
    if found > limit {
        return Err(Unviewable::TooLarge);
    }
    // Readers are handed hostile files; a panic in one is that file's fault.
    catch_unwind(AssertUnwindSafe(|| seen(glance))).unwrap_or(Err(Unviewable::Broken))
}

fn seen(glance: &Glance) -> Result<Sheet, Unviewable> {
    let kind = kind::judged(&glance.file, &glance.said)?;
    let (drawn, seals) = match kind {
        Kind::Ofd => {
            let mut file = Container::open(&glance.file, &glance.limits)?;
            let drawn = ofd::draw(&mut file, glance)?;
            let seals = glance.judge.as_ref();
            (drawn, seals.map(|judge| judge.container(&mut file)))
        }
        Kind::Pdf => (
            pdf::draw(glance)?,
            glance.judge.as_ref().map(|_| pdf_seals(&glance.file)),
        ),
        _ => (
            picture::draw(glance)?,
            glance.judge.as_ref().map(|_| Seals::none()),
        ),
    };
    let picture = drawn.picture.into_rgb8();
    let (width, height) = picture.dimensions();
    let mut png = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|_| Unviewable::Broken)?;
    Ok(Sheet {
        kind,
        pages: drawn.pages,
        png: png.into_inner(),
        width,
        height,
        lacking: drawn.lacking,
        seals,
    })
}

/// A signature of a PDF covers ranges of its bytes (ISO 32000-1 §12.8.1). It is not checked here, and so never said to
/// be good.
fn pdf_seals(file: &[u8]) -> Seals {
    let signed = file.windows(10).any(|part| part == b"/ByteRange");
    match signed {
        true => Seals::of(Verdict::CannotTell(Doubt::Pdf), None),
        false => Seals::none(),
    }
}

/// The width that a page of this shape is drawn at, and its height; a long strip is drawn narrower.
pub(crate) fn size(glance: &Glance, (wide, high): (f64, f64)) -> Result<(u32, u32), Unviewable> {
    let shape = high / wide;
    if !(shape.is_finite() && shape > 0.0) {
        return Err(Unviewable::Broken);
    }
    let width = f64::from(glance.width.clamp(WIDTHS.0, WIDTHS.1));
    let most = (glance.limits.pixels as f64).min(f64::from(WIDTHS.1) * f64::from(WIDTHS.1) * 2.0);
    let width = width.min((most / shape).sqrt());
    let side = |length: f64| length.round().clamp(1.0, f64::from(u16::MAX)) as u32;
    Ok((side(width), side(width * shape)))
}

/// A picture on white, no larger than asked.
pub(crate) fn on_white(picture: RgbaImage) -> DynamicImage {
    let mut sheet = RgbaImage::from_pixel(
        picture.width(),
        picture.height(),
        image::Rgba([255, 255, 255, 255]),
    );
    image::imageops::overlay(&mut sheet, &picture, 0, 0);
    DynamicImage::ImageRgba8(sheet)
}
