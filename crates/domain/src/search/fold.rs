//! One form for what is typed and what is searched.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Traditional characters of counter matters and their simplified forms, two characters a pair.
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
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .filter(|c| c.is_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .map(|c| SIMPLIFIED.get(&c).copied().unwrap_or(c))
        .collect()
}
