//! What keyboards, scanners and input methods do to a number, undone.

/// A text in half width and capitals, without blanks.
pub(super) struct Mended {
    pub(super) text: String,
    /// Whether anything had to be mended.
    pub(super) changed: bool,
}

/// Full-width forms to half width, letters to capitals, blanks and invisible marks dropped.
pub(super) fn mend(typed: &str) -> Mended {
    let text: String = typed
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !c.is_control() && !invisible(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let changed = text != typed;
    Mended { text, changed }
}

/// Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its half-width form.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}')
}
