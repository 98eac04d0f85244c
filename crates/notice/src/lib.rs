//! The papers (文书) a counter hands out: data in, PDF bytes out.
//!
//! A [`Paper`] is plain, already formatted data; nothing here knows a case, a
//! clock, a network or a file system. The templates under `assets/notices` read
//! it as data, so no text of a citizen is ever parsed as markup. The same paper
//! gives the same bytes, today and on another machine: font, templates and
//! library are part of the program, and no time is written into the file.
//!
//! The files are PDF/A-2b (GB/T 33190 is not made here), A4, black and white.

mod code;
mod error;
mod glyphs;
mod guide;
mod paper;
mod press;
mod rules;
mod world;

use std::sync::OnceLock;

pub use error::{CodePoints, NoticeError};
pub use guide::{Guide, Wanted};
pub use paper::{Fee, Gap, Kind, Lack, Line, Paper, Party, Shortfall};
pub use press::{Pdf, Press};

/// Prints one paper on a press shared by the whole process.
///
/// The first call loads the font (about a tenth of a second); later ones take
/// milliseconds. Use a [`Press`] of one's own to add fonts of the office.
pub fn render(paper: &Paper) -> Result<Pdf, NoticeError> {
    shared()?.print(paper)
}

/// Prints one guide, on the same press.
pub fn render_guide(guide: &Guide) -> Result<Pdf, NoticeError> {
    shared()?.print_guide(guide)
}

fn shared() -> Result<&'static Press, NoticeError> {
    static SHARED: OnceLock<Press> = OnceLock::new();
    if let Some(press) = SHARED.get() {
        return Ok(press);
    }
    let made = Press::new()?;
    Ok(SHARED.get_or_init(|| made))
}
