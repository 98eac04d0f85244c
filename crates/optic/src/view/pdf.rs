//! A page of a PDF, drawn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::RgbaImage;

use super::{Drawn, Glance, Unviewable, on_white, size};
use crate::{Unreadable, document};

/// Draws the page.
pub(super) fn draw(glance: &Glance) -> Result<Drawn, Unviewable> {
    let pdf = document::open(&glance.file).map_err(|error| match error {
        Unreadable::Locked => Unviewable::Locked,
        _ => Unviewable::Broken,
    })?;
    let pages = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    if glance.page >= glance.limits.pages {
        return Err(Unviewable::NoSuchPage);
    }
    let page = pdf.pages().get(glance.page as usize);
    let page = page.ok_or(Unviewable::NoSuchPage)?;
    let (wide, high) = page.render_dimensions();
    let (width, height) = size(glance, (f64::from(wide), f64::from(high)))?;
    let side = |length: u32| u16::try_from(length).map_err(|_| Unviewable::TooLarge);
    let settings = RenderSettings {
        x_scale: width as f32 / wide,
        y_scale: height as f32 / high,
        width: Some(side(width)?),
        height: Some(side(height)?),
        bg_color: WHITE,
    };
    let lacking = Arc::new(AtomicBool::new(false));
    let drawn = render(page, &RenderCache::new(), &watched(&lacking), &settings);
    let picture = RgbaImage::from_raw(width, height, drawn.data_as_u8_slice().to_vec());
    Ok(Drawn {
        picture: on_white(picture.ok_or(Unviewable::Broken)?),
        pages,
        lacking: lacking.load(Ordering::Relaxed),
    })
}

/// No font of the machine is used: what another machine would show is what is shown here. A file that names one it does
/// not bring is lacking something.
fn watched(lacking: &Arc<AtomicBool>) -> InterpreterSettings {
    let (fonts, warnings) = (Arc::clone(lacking), Arc::clone(lacking));
    InterpreterSettings {
        font_resolver: Arc::new(move |_| {
            fonts.store(true, Ordering::Relaxed);
            None
        }),
        warning_sink: Arc::new(move |_| warnings.store(true, Ordering::Relaxed)),
        ..InterpreterSettings::default()
    }
}
