//! A query made ready: for each character of the catalogue, from which places of the query it leads how far.
//!
//! A place is how many characters of the query are used up. Sets of places are the bits of one number, so that a
//! text runs through all of them at once (a bit-parallel automaton: Baeza-Yates and Gonnet, 1992).

use super::glyph::{Alphabet, Glyph, Syllable};
use super::slips::{self, Slips};

/// Longer queries say nothing more: places are bits, the last one is the end.
pub(super) const LONGEST_QUERY: usize = 63;
/// The letters of one syllable at most, and one too many.
pub(super) const FARTHEST: usize = 8;
/// Fewer characters than this are never taken for the sound of others.
const SHORTEST_WITH_SOUND: usize = 2;
/// Fewer letters or characters than this never for a slip.
const SHORTEST_WITH_SLIP: usize = 4;
/// What turns a name into its opposite.
const NOT: [char; 4] = ['不', '没', '别', '未'];

/// How a query runs through a text, worst step first: the order is the rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Character by character.
    Literal,
    /// By full pinyin.
    Full,
    /// By initials.
    Initials,
    /// By characters or letters that sound alike: 过沪, ersoufang.
    Sound,
    /// With one wrong, missing, additional or exchanged letter or character.
    Slip,
}

/// The ways without a slip.
pub(super) const EXACT: [Way; 4] = [Way::Literal, Way::Full, Way::Initials, Way::Sound];

/// The places from which so many characters are taken.
pub(super) type Takes = [u64; FARTHEST];

/// Where a character leads.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Steps {
    /// No worse than each way.
    pub(super) by: [Takes; EXACT.len()],
    /// Whole syllables, and those that sound alike: no beginning of one.
    pub(super) spoken: [Takes; 2],
    /// Where the character or its first letter stands.
    pub(super) begins: u64,
}

/// A query with the steps of every character of the alphabet.
pub(super) struct Query {
    pub(super) chars: Vec<char>,
    /// Each glyph's place in `steps`; 0 is where nothing leads.
    of: Vec<usize>,
    steps: Vec<Steps>,
    /// One for each glyph, where slips are looked for.
    slips: Vec<Slips>,
    /// The places where a name may begin: not after 不 and its like, which say the opposite of it.
    pub(super) affirmed: u64,
}

impl Query {
    pub(super) fn new(chars: &[char], alphabet: &Alphabet) -> Self {
        let chars: Vec<char> = chars.iter().take(LONGEST_QUERY).copied().collect();
        let denied = chars.iter().enumerate().filter(|(_, c)| NOT.contains(c));
        let denied = denied.fold(0, |places, (at, _)| places | 1 << at << 1);
        let affirmed = ((1 << chars.len()) - 1) & !denied;
        let syllables = sounding(&chars, alphabet);
        let mut steps = vec![Steps::default()];
        let of = alphabet
            .glyphs
            .iter()
            .map(|glyph| match whole(glyph, &syllables, &chars) {
                Some(found) => {
                    steps.push(found);
                    steps.len() - 1
                }
                None => 0,
            })
            .collect();
        Self {
            chars,
            of,
            steps,
            slips: Vec::new(),
            affirmed,
        }
    }

    /// The same query with slips allowed; `None` where it is too short for any.
    pub(super) fn forgiving(mut self, alphabet: &Alphabet) -> Option<Self> {
        if self.chars.len() < SHORTEST_WITH_SLIP {
            return None;
        }
        self.slips = slips::of(&self.chars, alphabet);
        Some(self)
    }

    pub(super) fn forgives(&self) -> bool {
        !self.slips.is_empty()
    }

    pub(super) fn steps(&self, glyph: u32) -> &Steps {
        // Texts and query share one alphabet; a glyph beyond it would lead nowhere.
        let place = self.of.get(glyph as usize).copied().unwrap_or(0);
        &self.steps[place]
    }

    /// What can go wrong at this character.
    pub(super) fn slips(&self, glyph: u32) -> Option<&Slips> {
        self.slips.get(glyph as usize)
    }

    /// Whether this glyph itself stands at this place of the query.
    pub(super) fn is(&self, glyph: u32, at: usize) -> bool {
        self.steps(glyph).by[Way::Literal as usize][1] & 1 << at != 0
    }

    /// The place where all is used up.
    pub(super) fn end(&self) -> u64 {
        1 << self.chars.len()
    }
}

/// The steps of each syllable, worked out once a query.
fn sounding(chars: &[char], alphabet: &Alphabet) -> Vec<Steps> {
    let mut syllables = vec![Steps::default(); alphabet.syllables.len()];
    if chars.iter().any(char::is_ascii_alphabetic) {
        for (steps, syllable) in syllables.iter_mut().zip(&alphabet.syllables) {
            steps.letters(syllable, chars);
        }
    }
    if chars.len() >= SHORTEST_WITH_SOUND {
        for (at, c) in chars.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
            for place in alphabet.sounds(*c) {
                syllables[place].by[Way::Sound as usize][1] |= 1 << at;
                syllables[place].spoken[1][1] |= 1 << at;
            }
        }
    }
    syllables
}

/// The steps of a character: itself, or any of its readings. `None`: it leads nowhere.
fn whole(glyph: &Glyph, syllables: &[Steps], chars: &[char]) -> Option<Steps> {
    let mut all = Steps::default();
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| **c == glyph.char) {
        all.by[Way::Literal as usize][1] |= 1 << at;
        all.spoken[0][1] |= 1 << at;
        all.spoken[1][1] |= 1 << at;
        all.begins |= 1 << at;
    }
    for &reading in &glyph.readings {
        all.join(&syllables[reading]);
    }
    for way in 1..EXACT.len() {
        let better = all.by[way - 1];
        join(&mut all.by[way], &better);
    }
    all.leads().then_some(all)
}

impl Steps {
    /// Whether it can take anything.
    fn leads(&self) -> bool {
        let takes = self.by[Way::Sound as usize];
        takes.iter().any(|places| *places != 0)
    }

    /// Whether a run can begin with it.
    pub(super) fn opens(&self) -> bool {
        let takes = self.by[Way::Sound as usize];
        takes.iter().any(|places| places & 1 != 0)
    }

    fn join(&mut self, other: &Steps) {
        for (mine, others) in self.by.iter_mut().zip(&other.by) {
            join(mine, others);
        }
        for (mine, others) in self.spoken.iter_mut().zip(&other.spoken) {
            join(mine, others);
        }
        self.begins |= other.begins;
    }

    /// From each place of the query, what a syllable takes there.
    fn letters(&mut self, syllable: &Syllable, chars: &[char]) {
        for at in 0..chars.len() {
            let (rest, place) = (&chars[at..], 1 << at);
            self.full(&syllable.letters, rest, place);
            if chars.len() >= SHORTEST_WITH_SLIP {
                let fits = |other: &&Vec<char>| rest.starts_with(other);
                for other in syllable.alike.iter().filter(fits) {
                    self.by[Way::Sound as usize][other.len()] |= place;
                    self.spoken[1][other.len()] |= place;
                }
            }
        }
    }

    fn full(&mut self, syllable: &[char], rest: &[char], place: u64) {
        let same = syllable
            .iter()
            .zip(rest)
            .take_while(|(a, b)| a == b)
            .count();
        if same == 0 {
            return;
        }
        self.begins |= place;
        self.by[Way::Initials as usize][1] |= place;
        // zh, ch, sh are typed as one initial by some.
        if same >= 2 && syllable[1] == 'h' {
            self.by[Way::Initials as usize][2] |= place;
        }
        if same >= FARTHEST {
            return;
        }
        // The whole syllable, or the beginning of it where the typing stands.
        if same == syllable.len() || same == rest.len() {
            self.by[Way::Full as usize][same] |= place;
        }
        if same == syllable.len() {
            self.spoken[0][same] |= place;
            self.spoken[1][same] |= place;
        }
    }
}

pub(super) fn join(mine: &mut Takes, others: &Takes) {
    for (places, more) in mine.iter_mut().zip(others) {
        *places |= more;
    }
}
