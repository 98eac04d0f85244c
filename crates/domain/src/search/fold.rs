//! One form for what is typed and what is searched.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Traditional characters and their simplified forms, two characters a pair: single characters of the transform
/// `Hant-Hans` of the Unicode CLDR (Unicode-3.0), and some variants it leaves alone.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("traditional.txt")
        .split_whitespace()
        .filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// Letters, digits and characters alone: half width, small, simplified.
pub(super) fn fold(text: &str) -> Vec<char> {
    text.chars().filter_map(folded).collect()
}

/// The parts of a text between blanks and marks, each folded.
pub(super) fn parts(text: &str) -> Vec<Vec<char>> {
    let mut parts = vec![Vec::new()];
    for c in text.chars() {
        match (folded(c), parts.last_mut()) {
            (Some(c), Some(part)) => part.push(c),
            (None, Some(part)) if !part.is_empty() => parts.push(Vec::new()),
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn folded(c: char) -> Option<char> {
    let half = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let small = half.is_alphanumeric().then(|| half.to_ascii_lowercase())?;
    Some(SIMPLIFIED.get(&small).copied().unwrap_or(small))
}
