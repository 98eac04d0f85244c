//! How good an answer is, in whole numbers.

use super::lattice::{Run, Text, Way, run};

/// The official name before another name that answers as well.
pub(super) const NAME: u32 = 5;
const CODE: u32 = 1000;
/// Fewer characters of a code could be of any.
const SHORTEST_CODE: usize = 4;
/// More parts are no name any more.
const MOST_PIECES: u32 = 3;
/// A saying about a name holds at least this much of it.
const SHORTEST_NAME: usize = 3;

/// A code, whole or in part.
pub(super) fn code(query: &[char], code: &str) -> Option<u32> {
    let query: String = query.iter().collect();
    if query == code {
        Some(CODE)
    } else if query.len() >= SHORTEST_CODE && code.starts_with(&query) {
        Some(CODE - 50)
    } else if query.len() >= SHORTEST_CODE && code.contains(&query) {
        Some(CODE - 400)
    } else {
        None
    }
}

/// A text: the query within it, it within the query, or much of one in the other.
pub(super) fn text(query: &[char], text: &Text) -> Option<u32> {
    let within = (0..text.cells.len())
        .filter_map(|from| run(query, text, from))
        .map(|run| value(run, text.cells.len()))
        .max();
    within
        .or_else(|| around(query, text))
        .or_else(|| shared(query, text))
}

fn value(run: Run, cells: usize) -> u32 {
    let way = match run.way {
        Way::Literal => 850,
        Way::Full => 750,
        Way::Initials => 650,
        Way::Slip => 350,
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

/// The whole text stands in what was typed: 我想问二手房过户怎么办.
fn around(query: &[char], text: &Text) -> Option<u32> {
    let name: Vec<char> = text.cells.iter().map(|cell| cell.char).collect();
    let stands = name.len() >= SHORTEST_NAME && query.windows(name.len()).any(|part| part == name);
    stands.then(|| 550 + share(100, name.len(), query.len()))
}

/// Three quarters of the query's characters stand in the text in their order: 房屋过户 in 二手房过户.
fn shared(query: &[char], text: &Text) -> Option<u32> {
    if query.len() < SHORTEST_NAME || query.iter().all(char::is_ascii) {
        return None;
    }
    let mut row = vec![0_usize; query.len() + 1];
    for cell in &text.cells {
        let mut diagonal = 0;
        for (at, &c) in query.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if c == cell.char {
                diagonal + 1
            } else {
                above.max(row[at])
            };
            diagonal = above;
        }
    }
    let common = row[query.len()];
    (common >= 2 && common * 4 >= query.len() * 3).then(|| 250 + share(100, common, query.len()))
}

/// Parts of several names of one entry, one after the other: 自来水|报装 of 自来水开户 and 供水报装, 敬老|卡.
pub(super) fn pieces<'a>(query: &[char], texts: impl Iterator<Item = &'a Text>) -> Option<u32> {
    if query.len() < SHORTEST_NAME || query.iter().all(char::is_ascii) {
        return None;
    }
    let names: Vec<Vec<char>> = texts
        .map(|text| text.cells.iter().map(|cell| cell.char).collect())
        .collect();
    let longest = |rest: &[char]| {
        let stands = |part: &[char]| names.iter().any(|name| holds(name, part));
        (1..=rest.len())
            .rev()
            .find(|&length| stands(&rest[..length]))
    };
    let (mut at, mut count, mut single) = (0, 0, 0);
    while at < query.len() {
        let length = longest(&query[at..])?;
        (at, count, single) = (at + length, count + 1, single + u32::from(length == 1));
    }
    (count <= MOST_PIECES && single <= 1).then(|| 420 - 40 * count)
}

fn holds(name: &[char], part: &[char]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

/// A paper that is asked for: no slip, and never a single character or letter of it.
pub(super) fn paper(query: &[char], text: &Text) -> Option<u32> {
    if query.len() < 2 {
        return None;
    }
    (0..text.cells.len())
        .filter_map(|from| run(query, text, from))
        .filter(|run| run.way < Way::Initials)
        .map(|run| 200 + share(100, run.to - run.from, text.cells.len()))
        .max()
}

/// `most` × part / whole, rounded down; lengths are bounded by the query and the names.
fn share(most: u32, part: usize, whole: usize) -> u32 {
    let part = u32::try_from(part).unwrap_or(u32::MAX);
    let whole = u32::try_from(whole).unwrap_or(u32::MAX).max(1);
    most.saturating_mul(part) / whole
}
