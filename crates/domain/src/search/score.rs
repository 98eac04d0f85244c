//! How good an answer is, in whole numbers.

use super::run::{Run, Stand, all, runs, stands_in};
use super::steps::{Query, Way};

/// The official name before another name that answers as well.
pub(super) const NAME: u32 = 5;
const CODE: u32 = 1000;
/// Fewer characters of a code could be of any.
const SHORTEST_CODE: usize = 4;
/// 业务办理项: the code of an item with two digits more.
const LONGER_CODE: usize = 2;
/// A saying about a name holds at least this much of it.
const SHORTEST_NAME: usize = 3;
/// Fewer initials could be of any paper.
const SHORTEST_INITIALS: usize = 4;
/// So much of a query is not typed by chance.
const MUCH: usize = 20;

/// A code: whole, its beginning, its end, a part of it; or one of a sub-item of it.
pub(super) fn code(query: &str, code: &str) -> Option<u32> {
    if query == code {
        return Some(CODE);
    }
    let sub = query.len() == code.len() + LONGER_CODE && query.starts_with(code);
    let part = query.len() >= SHORTEST_CODE && code.contains(query);
    if (part && code.starts_with(query)) || (sub && !code.is_empty()) {
        Some(CODE - 50)
    } else if part && code.ends_with(query) {
        Some(CODE - 200)
    } else {
        part.then_some(CODE - 400)
    }
}

/// A text that the query runs through.
pub(super) fn text(query: &Query, text: &[u32]) -> Option<u32> {
    if !runs(query, text) {
        return None;
    }
    all(query, text)
        .filter(|run| run.way != Way::Sound || by_ear(query, text, *run))
        .map(|run| value(query, run, text.len()))
        .max()
}

/// Whoever types by ear gets half of the characters right; letters are judged by their syllables.
fn by_ear(query: &Query, text: &[u32], run: Run) -> bool {
    let pairs = || query.chars.iter().zip(&text[run.from..run.to]);
    if query.chars.iter().any(char::is_ascii) {
        return true;
    }
    let right = pairs()
        .enumerate()
        .filter(|(at, (_, glyph))| query.is(**glyph, *at));
    right.count() * 2 >= query.chars.len()
}

fn value(query: &Query, run: Run, cells: usize) -> u32 {
    let way = match run.way {
        Way::Literal => 850,
        Way::Full => 750,
        Way::Initials => 650,
        Way::Sound => 560,
        // The longer it is, the less one slip in it matters.
        Way::Slip => 310 + share(200, query.chars.len().min(MUCH), MUCH),
    };
    let place = if run.from > 0 {
        0
    } else if run.to < cells {
        50
    } else {
        100
    };
    way + place + share(40, run.to - run.from, cells)
}

/// The whole text stands in what was typed: 我想问二手房过户怎么办, wojiayaozhuangshuibiao.
pub(super) fn around(query: &Query, text: &[u32]) -> Option<u32> {
    let whole = |how| stands_in(query, text, how);
    let way = if text.len() >= SHORTEST_NAME && whole(Stand::Full) {
        550
    } else if text.len() >= SHORTEST_NAME && whole(Stand::Sound) {
        480
    } else if text.len() + 1 >= SHORTEST_NAME && whole(Stand::Literal) {
        460
    } else {
        return None;
    };
    Some(way + share(100, text.len(), query.chars.len()))
}

/// A paper that is asked for: no slip, never a single character or letter of it, and initials only where they are many.
pub(super) fn paper(query: &Query, text: &[u32]) -> Option<u32> {
    if query.chars.len() < 2 || !runs(query, text) {
        return None;
    }
    let worth = |run: Run| match run.way {
        Way::Literal | Way::Full => Some(400),
        Way::Initials if query.chars.len() >= SHORTEST_INITIALS => Some(300),
        Way::Initials | Way::Sound | Way::Slip => None,
    };
    all(query, text)
        .filter_map(|run| Some(worth(run)? + share(100, run.to - run.from, text.len())))
        .max()
}

/// A share in hundredths of a sentence.
pub(super) fn said(hundredths: u32) -> u32 {
    200 + hundredths.min(100) * 7 / 2
}

/// `most` × part / whole, rounded down; lengths are bounded by the query and the names.
fn share(most: u32, part: usize, whole: usize) -> u32 {
    let part = u32::try_from(part).unwrap_or(u32::MAX);
    let whole = u32::try_from(whole).unwrap_or(u32::MAX).max(1);
    most.saturating_mul(part) / whole
}
