//! A text as a QR picture for the screen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::fault::{DeskFault, Outcome};

/// Pixels a module: read from a screen by a scanner gun.
const SCALE: u32 = 6;
/// Modules of margin, as GB/T 18284 asks.
const QUIET: u32 = 4;

/// The picture as a `data:` address.
///
/// # Errors
/// The text does not fit into one code.
pub fn draw(text: &str) -> Outcome<String> {
    let picture = optic::make::png(text, SCALE, QUIET)
        .map_err(|_| DeskFault::new("too_large", "内容太长，画不成一个二维码。请缩短内容。"))?;
    Ok(format!(
        "data:image/png;base64,{}",
        STANDARD.encode(&picture)
    ))
}
