//! What can go wrong while a character is typed by its pinyin.

use super::glyph::Alphabet;
use super::steps::{FARTHEST, Takes, join};

/// Where one slip leads at a character.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slips {
    /// A letter of it wrong, left out, too many, or two exchanged.
    pub(super) nearly: Takes,
    /// Its last letter came after the first one of the next: toNQgi. Up to that letter,
    pub(super) leaves: Takes,
    /// and the next one from there.
    pub(super) enters: Takes,
}

/// The slips of every glyph.
pub(super) fn of(chars: &[char], alphabet: &Alphabet) -> Vec<Slips> {
    let mut syllables = vec![Slips::default(); alphabet.syllables.len()];
    if chars.iter().any(char::is_ascii_alphabetic) {
        for (slips, syllable) in syllables.iter_mut().zip(&alphabet.syllables) {
            for at in 0..chars.len() {
                slips.letters(&syllable.letters, &chars[at..], 1 << at);
            }
        }
    }
    let glyphs = alphabet.glyphs.iter();
    glyphs
        .map(|glyph| {
            let mut all = Slips::default();
            for reading in &glyph.readings {
                let slips = &syllables[*reading];
                join(&mut all.nearly, &slips.nearly);
                join(&mut all.leaves, &slips.leaves);
                join(&mut all.enters, &slips.enters);
            }
            all
        })
        .collect()
}

impl Slips {
    fn letters(&mut self, syllable: &[char], rest: &[char], place: u64) {
        let length = syllable.len();
        for taken in length.saturating_sub(1)..=length + 1 {
            let fits = taken > 0 && taken < FARTHEST && taken <= rest.len();
            if fits && one_slip(syllable, &rest[..taken]) {
                self.nearly[taken] |= place;
            }
        }
        let ([head @ .., last], [first, tail @ ..]) = (syllable, syllable) else {
            return;
        };
        if head.len() < FARTHEST && rest.starts_with(head) && rest.get(length) == Some(last) {
            self.leaves[head.len()] |= place;
        }
        let crossed =
            rest.first() == Some(first) && rest.get(2..).is_some_and(|rest| rest.starts_with(tail));
        if crossed && length + 1 < FARTHEST {
            self.enters[length + 1] |= place;
        }
    }
}

/// One letter wrong, left out, too many, or two exchanged.
pub(super) fn one_slip(right: &[char], typed: &[char]) -> bool {
    let same = right.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (right, typed) = (&right[same..], &typed[same..]);
    match (right, typed) {
        ([_, right @ ..], [_, typed @ ..]) if right == typed => true,
        ([a, b, right @ ..], [c, d, typed @ ..]) if a == d && b == c => right == typed,
        ([_, right @ ..], typed) if right == typed => true,
        (right, [_, typed @ ..]) => right == typed,
        _ => false,
    }
}
