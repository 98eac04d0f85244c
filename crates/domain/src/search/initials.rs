//! A person by the initials of the name's pinyin, every reading of a character counting (单: d, c, s).

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

/// What looks names up.
pub struct Initials(PinyinData);

impl Default for Initials {
    fn default() -> Self {
        Self(PinyinData::new(PinyinNotation::Ascii))
    }
}

impl Initials {
    /// Whether `typed` (letters alone) stands for characters that follow each other in the name.
    #[must_use]
    pub fn stand_in(&self, name: &str, typed: &str) -> bool {
        let letters: Vec<char> = typed.to_ascii_lowercase().chars().collect();
        let name: Vec<char> = name.chars().collect();
        let all = |part: &[char]| {
            part.iter()
                .zip(&letters)
                .all(|(c, letter)| self.is(*c, *letter))
        };
        !letters.is_empty() && name.windows(letters.len()).any(all)
    }

    fn is(&self, c: char, letter: char) -> bool {
        let mut readings = self.0.get_pinyins(c);
        readings.any(|reading| {
            let spelt = reading.notation(PinyinNotation::Ascii);
            spelt.is_some_and(|spelt| spelt.starts_with(letter))
        }) || c.eq_ignore_ascii_case(&letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials_in_every_reading_and_by_no_others() {
        let found = |name, typed| Initials::default().stand_in(name, typed);
        assert!(found("陈思远", "csy") && found("陈思远", "SY") && found("欧阳海", "oyh"));
        assert!(found("单雄信", "sxx") && found("单雄信", "dxx"));
        assert!(!found("陈思远", "cy") && !found("陈思远", "csyx") && !found("陈思远", ""));
    }
}
