//! A lesson: the clerk scans a text that is known, and what the gun sends around it is its prefix and suffix.

use super::keep::Affixes;
use super::layout::Sign;

/// The text to be scanned: small and large letters, digits and signs, so that a gun set to another keyboard or to
/// other capitals is found out too.
pub const SAMPLE: &str = "ZC-Gun+Test:1234567890?aZ";

/// What a scan in a lesson is, other than the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// Another code.
    OtherCode,
    /// The sample with small and large letters exchanged: Caps Lock, or the gun's own setting for it.
    Capitals,
    /// More keys around it than are kept.
    TooMany,
}

/// What the gun sends around the sample.
///
/// # Errors
/// [`Mistake`].
pub fn learn(signs: &[Sign]) -> Result<Affixes, Mistake> {
    let Some(affixes) = around(signs, SAMPLE.chars()) else {
        let exchanged = around(signs, SAMPLE.chars().map(exchanged)).is_some();
        return Err(if exchanged {
            Mistake::Capitals
        } else {
            Mistake::OtherCode
        });
    };
    affixes.kept().ok_or(Mistake::TooMany)
}

fn around(signs: &[Sign], text: impl Iterator<Item = char>) -> Option<Affixes> {
    let wanted: Vec<Sign> = text.map(Sign::Print).collect();
    let at = signs
        .windows(wanted.len())
        .position(|window| window == wanted)?;
    Some(Affixes {
        prefix: signs[..at].to_vec(),
        suffix: signs[at + wanted.len()..].to_vec(),
    })
}

fn exchanged(letter: char) -> char {
    if letter.is_ascii_lowercase() {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    }
}
