//! A scanned text as it was meant.

/// Undoes what a scanner or an input method does to a code: line ends, tabs and a byte order mark
/// around it are dropped, full-width forms become half-width. Spaces stay: Base45 has them.
pub fn normalise(text: &str) -> String {
    let frame = |c| matches!(c, '\r' | '\n' | '\t' | '\u{feff}' | '\0');
    let text = text.trim_matches(frame);
    if text.is_ascii() {
        return text.to_owned();
    }
    text.chars().map(half_width).collect()
}

/// U+FF01 to U+FF5E are ASCII moved up by 0xFEE0; the full-width space stands apart.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).expect("the block maps onto visible ASCII")
        }
        other => other,
    }
}
