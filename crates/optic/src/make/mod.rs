//! Payload → QR picture, for the phone panel, printed papers and tests.

pub mod ofd;
pub mod pdf;
pub mod seal;

use std::io::Cursor;

use fast_qr::{ECL, QRBuilder};
use image::{GrayImage, ImageFormat, Luma};
use thiserror::Error;

/// Largest side of a module, in pixels, and widest quiet zone, in modules: a version 40 symbol
/// then stays under 9,000 pixels a side.
const LARGEST: (u32, u32) = (40, 16);

/// The payload does not fit version 40 (2,953 bytes, 4,296 alphanumeric, 7,089 digits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("payload is too long for one QR code")]
pub struct TooLong;

/// A QR Code Model 2 symbol (GB/T 18284, ISO/IEC 18004) as a square of modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    side: u32,
    dark: Vec<bool>,
}

impl Symbol {
    /// The smallest symbol for `payload`, in the densest single mode it allows: digits,
    /// alphanumeric (Base45 text), else bytes. Error correction level M, or L where M does not
    /// fit.
    ///
    /// # Errors
    ///
    /// [`TooLong`].
    pub fn new(payload: impl AsRef<[u8]>) -> Result<Symbol, TooLong> {
        let payload = payload.as_ref();
        let build = |level| QRBuilder::new(payload).ecl(level).build();
        let code = build(ECL::M)
            .or_else(|_| build(ECL::L))
            .map_err(|_| TooLong)?;
        let modules = code.data.iter().take(code.size * code.size);
        Ok(Symbol {
            side: u32::try_from(code.size).expect("177 modules a side at most"),
            dark: modules.map(|module| module.value()).collect(),
        })
    }

    /// Modules a side, without the quiet zone: 21 to 177.
    #[must_use]
    pub fn side(&self) -> u32 {
        self.side
    }

    /// Version 1 to 40.
    #[must_use]
    pub fn version(&self) -> u32 {
        (self.side - 17) / 4
    }

    /// Whether the module is dark; outside the symbol none is.
    #[must_use]
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        let inside = column < self.side && row < self.side;
        inside && self.dark[(row * self.side + column) as usize]
    }

    /// Black on white; `scale` pixels a module (1 to 40) and `quiet` modules of margin (up to 16;
    /// the standard asks for 4). Values outside are taken as the nearest allowed.
    #[must_use]
    pub fn draw(&self, scale: u32, quiet: u32) -> GrayImage {
        let (scale, quiet) = (scale.clamp(1, LARGEST.0), quiet.min(LARGEST.1));
        let side = (self.side + 2 * quiet) * scale;
        // Left of and above the symbol the subtraction wraps to far outside.
        let module = |pixel: u32| (pixel / scale).wrapping_sub(quiet);
        GrayImage::from_fn(side, side, |x, y| {
            let dark = self.is_dark(module(x), module(y));
            Luma([if dark { 0 } else { 255 }])
        })
    }
}

/// Draws `payload`; see [`Symbol::new`] and [`Symbol::draw`].
///
/// # Errors
///
/// [`TooLong`].
pub fn draw(payload: impl AsRef<[u8]>, scale: u32, quiet: u32) -> Result<GrayImage, TooLong> {
    Ok(Symbol::new(payload)?.draw(scale, quiet))
}

/// As [`draw`], as the bytes of a PNG file.
///
/// # Errors
///
/// [`TooLong`].
pub fn png(payload: impl AsRef<[u8]>, scale: u32, quiet: u32) -> Result<Vec<u8>, TooLong> {
    let mut file = Cursor::new(Vec::new());
    draw(payload, scale, quiet)?
        .write_to(&mut file, ImageFormat::Png)
        .expect("a grey picture of sane size always fits a PNG in memory");
    Ok(file.into_inner())
}
