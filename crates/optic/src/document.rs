//! The pages of a PDF as pictures. Drawing runs foreign, hostile drawings: in the worker process alone, which may die
//! of it or be killed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

use crate::load::{Picture, check_size};
use crate::luma::Luma;
use crate::{Limits, Unreadable};

/// Longest side of a drawn page, in pixels: 200 dots an inch of an A4 sheet. A code of 12 mm has three pixels a module.
const SIDE: f32 = 2400.0;

/// Opens a document.
pub(crate) fn open(bytes: &[u8]) -> Result<Pdf, Unreadable> {
    let bytes = bytes.to_vec();
    let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(bytes)));
    let pdf = match opened {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(LoadPdfError::Decryption(_))) => return Err(Unreadable::Locked),
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => return Err(Unreadable::Broken),
    };
    match pdf.pages().is_empty() {
        true => Err(Unreadable::Broken),
        false => Ok(pdf),
    }
}

/// Its first pages after `skip`, each drawn when it is asked for.
pub(crate) fn pages<'a>(
    pdf: &'a Pdf,
    skip: u32,
    limits: &'a Limits,
) -> impl Iterator<Item = Result<Picture, Unreadable>> + 'a {
    let cache = RenderCache::new();
    let pages = pdf.pages().iter().take(limits.pages as usize);
    let pages = pages.skip(skip as usize);
    pages.map(move |page| {
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(page, &cache, limits)));
        drawn.unwrap_or(Err(Unreadable::Broken))
    })
}

fn draw<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    limits: &Limits,
) -> Result<Picture, Unreadable> {
    let (width, height) = page.render_dimensions();
    let scale = SIDE / width.max(height);
    if !scale.is_finite() || scale <= 0.0 {
        return Err(Unreadable::Broken);
    }
    let side = |length: f32| (length * scale).round().clamp(1.0, SIDE) as u16;
    let (wide, high) = (side(width), side(height));
    check_size((u32::from(wide), u32::from(high)), limits)?;
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some(wide),
        height: Some(high),
        bg_color: WHITE,
    };
    // Fonts that a document does not bring are not drawn: no code is made of letters.
    let drawn = render(page, cache, &InterpreterSettings::default(), &settings);
    Ok(Picture {
        width: u32::from(wide),
        height: u32::from(high),
        luma: grey(&drawn),
    })
}

/// The sheet is white and whole, so that no pixel is clear.
fn grey(drawn: &Pixmap) -> Luma {
    let light = |[r, g, b, _]: [u8; 4]| {
        let sum = u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114;
        (sum / 1000) as u8
    };
    let pixels = drawn.data_as_u8_slice().chunks_exact(4);
    Luma {
        width: usize::from(drawn.width()),
        height: usize::from(drawn.height()),
        data: pixels
            .map(|pixel| light([pixel[0], pixel[1], pixel[2], pixel[3]]))
            .collect(),
    }
}
