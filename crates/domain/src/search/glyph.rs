//! The characters of a catalogue, each once, with all its readings.

use std::collections::HashMap;

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

use super::fold::fold;
use super::sound;

/// A searchable text: places in the alphabet.
pub(super) type Text = Box<[u32]>;

/// Every character that some text has.
pub(super) struct Alphabet {
    pub(super) glyphs: Vec<Glyph>,
    /// Full pinyin without tones, each once.
    pub(super) syllables: Vec<Syllable>,
    places: HashMap<char, u32>,
    known: HashMap<String, usize>,
    pinyin: PinyinData,
}

pub(super) struct Syllable {
    pub(super) letters: Vec<char>,
    /// Other spellings that sound much like it.
    pub(super) alike: Vec<Vec<char>>,
}

pub(super) struct Glyph {
    pub(super) char: char,
    /// Places in `syllables`, every reading (乐: le, yue).
    pub(super) readings: Vec<usize>,
}

impl Alphabet {
    pub(super) fn new() -> Self {
        Self {
            glyphs: Vec::new(),
            syllables: Vec::new(),
            places: HashMap::new(),
            known: HashMap::new(),
            pinyin: PinyinData::new(PinyinNotation::Ascii),
        }
    }

    /// The text, folded; its characters are known from now on.
    pub(super) fn text(&mut self, text: &str) -> Text {
        fold(text).into_iter().map(|c| self.place(c)).collect()
    }

    fn place(&mut self, c: char) -> u32 {
        if let Some(&place) = self.places.get(&c) {
            return place;
        }
        let mut readings: Vec<usize> = self
            .pinyin
            .get_pinyins(c)
            .filter_map(|reading| reading.notation(PinyinNotation::Ascii))
            .map(|reading| {
                *self.known.entry(reading.to_owned()).or_insert_with(|| {
                    let letters: Vec<char> = reading.chars().collect();
                    let alike = sound::alike(&letters);
                    self.syllables.push(Syllable { letters, alike });
                    self.syllables.len() - 1
                })
            })
            .collect();
        readings.sort_unstable();
        readings.dedup();
        // There are fewer characters than a u32 counts.
        let place = u32::try_from(self.glyphs.len()).unwrap_or(u32::MAX);
        self.glyphs.push(Glyph { char: c, readings });
        self.places.insert(c, place);
        place
    }

    /// The readings of a character that may be strange here, as far as some text has a character that sounds so.
    pub(super) fn sounds(&self, c: char) -> Vec<usize> {
        self.pinyin
            .get_pinyins(c)
            .filter_map(|reading| reading.notation(PinyinNotation::Ascii))
            .filter_map(|reading| self.known.get(reading).copied())
            .collect()
    }
}
