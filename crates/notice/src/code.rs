//! The QR code (GB/T 18284) as a vector picture.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder, QRCode};

use crate::NoticeError;

/// Blank modules that GB/T 18284 wants on each side.
const QUIET: usize = 4;

/// Draws `text` as an SVG picture, quiet zone included, one unit a module.
///
/// Level M mends 15 %: enough for a fold or a stamp's edge, and small enough
/// that a cheap scanner reads it at 33 mm.
pub(crate) fn svg(text: &str) -> Result<String, NoticeError> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|_| NoticeError::Code)?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for row in 0..code.size {
        draw_row(&code, row, &mut path);
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
         <path d=\"{path}\"/></svg>"
    ))
}

/// Adds one rectangle for each run of dark modules of a row; all in one path,
/// so that no viewer shows hairlines between them.
fn draw_row(code: &QRCode, row: usize, path: &mut String) {
    let mut column = 0;
    while column < code.size {
        let run = code[row][column..]
            .iter()
            .take_while(|module| module.value())
            .count();
        if run == 0 {
            column += 1;
            continue;
        }
        let (x, y) = (column + QUIET, row + QUIET);
        write!(path, "M{x} {y}h{run}v1h-{run}z").expect("writing to a String cannot fail");
        column += run;
    }
}
