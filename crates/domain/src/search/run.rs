//! The ways a query can run through a text, and a text through a query.

use super::steps::{EXACT, FARTHEST, Query, Steps, Takes, Way};

/// A run of the query through cells `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) way: Way,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Whether the query runs through the text somewhere: quick, and asked first.
pub(super) fn runs(query: &Query, text: &[u32]) -> bool {
    let mut places = Slipping::default();
    for &glyph in text {
        places.exact |= 1;
        if query.forgives() {
            places.step(query, glyph);
        } else {
            places.exact = took(query.steps(glyph), Way::Sound, places.exact);
        }
        if (places.exact | places.slipped) & query.end() != 0 {
            return true;
        }
    }
    false
}

/// The best runs, one for each cell where one can begin: the best way, then the most cells.
pub(super) fn all<'a>(query: &'a Query, text: &'a [u32]) -> impl Iterator<Item = Run> + 'a {
    (0..text.len()).filter_map(move |from| {
        if query.forgives() {
            slipped(query, text, from)
        } else if query.steps(text[from]).opens() {
            exact(query, text, from)
        } else {
            None
        }
    })
}

fn exact(query: &Query, text: &[u32], from: usize) -> Option<Run> {
    let mut places = [1_u64; EXACT.len()];
    let mut found: Option<Run> = None;
    for (at, &glyph) in text.iter().enumerate().skip(from) {
        let steps = query.steps(glyph);
        for way in EXACT {
            places[way as usize] = took(steps, way, places[way as usize]);
        }
        let ended = |way: &Way| places[*way as usize] & query.end() != 0;
        if let Some(way) = EXACT.into_iter().find(ended)
            && found.is_none_or(|run| way <= run.way)
        {
            let to = at + 1;
            found = Some(Run { way, from, to });
        }
        if places[Way::Sound as usize] == 0 {
            break;
        }
    }
    found
}

fn slipped(query: &Query, text: &[u32], from: usize) -> Option<Run> {
    let mut places = Slipping {
        exact: 1,
        ..Slipping::default()
    };
    let mut found = None;
    for (at, &glyph) in text.iter().enumerate().skip(from) {
        places.step(query, glyph);
        if places.slipped & query.end() != 0 {
            let (way, to) = (Way::Slip, at + 1);
            found = Some(Run { way, from, to });
        }
        if places.exact | places.slipped | places.crossing == 0 {
            break;
        }
    }
    found
}

/// How a text can stand in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// In its own characters.
    Literal,
    /// In characters or whole syllables.
    Full,
    /// In what sounds alike, too.
    Sound,
}

/// Whether the whole text stands somewhere in the query.
pub(super) fn stands_in(query: &Query, text: &[u32], how: Stand) -> bool {
    let mut places = query.affirmed;
    for &glyph in text {
        let steps = query.steps(glyph);
        let takes = match how {
            Stand::Literal => &steps.by[Way::Literal as usize],
            Stand::Full => &steps.spoken[0],
            Stand::Sound => &steps.spoken[1],
        };
        places = led(takes, places);
        if places == 0 {
            return false;
        }
    }
    !text.is_empty()
}

/// Where one character leads from these places.
fn took(steps: &Steps, way: Way, places: u64) -> u64 {
    led(&steps.by[way as usize], places)
}

fn led(takes: &Takes, places: u64) -> u64 {
    (0..FARTHEST).fold(0, |reached, taken| {
        reached | (places & takes[taken]) << taken
    })
}

/// The places reached without a slip and with one.
#[derive(Default)]
struct Slipping {
    exact: u64,
    slipped: u64,
    /// Without a slip, before the last character.
    before: u64,
    /// Where the next character was typed before the one that is looked for.
    exchanged: u64,
    /// Where the first letter of the next was typed before the last letter of this.
    crossing: u64,
}

impl Slipping {
    fn step(&mut self, query: &Query, glyph: u32) {
        let steps = query.steps(glyph);
        let within = query.end() - 1;
        let from = self.exact & within;
        let mut slipped = took(steps, Way::Sound, self.slipped);
        // A wrong character or initial; a word of one or two left out; one too many before the right one; two
        // exchanged.
        slipped |= from << 1 | from | self.before;
        slipped |= (from & steps.begins >> 1) << 2;
        slipped |= (self.exchanged & steps.begins) << 2;
        let mut crossing = 0;
        if let Some(slips) = query.slips(glyph) {
            slipped |= led(&slips.nearly, from) | led(&slips.enters, self.crossing);
            crossing = led(&slips.leaves, from);
        }
        *self = Self {
            exact: took(steps, Way::Sound, self.exact),
            slipped: slipped & (within | query.end()),
            before: from,
            exchanged: from & steps.begins >> 1,
            crossing,
        };
    }
}
