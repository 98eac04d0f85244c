//! A text as a row of cells, each with all its readings, and the ways a query can run through it.

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

use super::fold::fold;

/// Fewer characters than this are never taken for a slip of something else.
const SHORTEST_WITH_SLIP: usize = 4;

/// A searchable text.
pub(super) struct Text {
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    pub(super) char: char,
    /// Full pinyin without tones, every reading (乐: le, yue).
    readings: Vec<Vec<char>>,
}

/// The pinyin table, with the notation used here ready.
pub(super) fn readings() -> PinyinData {
    PinyinData::new(PinyinNotation::Ascii)
}

impl Text {
    pub(super) fn new(text: &str, pinyin: &PinyinData) -> Self {
        let cells = fold(text)
            .into_iter()
            .map(|char| {
                let mut readings: Vec<Vec<char>> = pinyin
                    .get_pinyins(char)
                    .filter_map(|reading| reading.notation(PinyinNotation::Ascii))
                    .map(|reading| reading.chars().collect())
                    .collect();
                readings.sort();
                readings.dedup();
                Cell { char, readings }
            })
            .collect();
        Self { cells }
    }
}

/// How a query ran through a text, worst step first: the order is the rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Character by character.
    Literal,
    /// By full pinyin.
    Full,
    /// By initials.
    Initials,
    /// With one wrong, missing, additional or exchanged letter or character.
    Slip,
}

/// A run of the query through cells `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) way: Way,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The best run that begins at cell `from`: the best way, then the most cells.
pub(super) fn run(query: &[char], text: &Text, from: usize) -> Option<Run> {
    let slips = query.len() >= SHORTEST_WITH_SLIP;
    // best[j]: the best way in which the cells so far used up j characters of the query.
    let mut best: Vec<Option<Way>> = vec![None; query.len() + 1];
    best[0] = Some(Way::Literal);
    let mut found: Option<Run> = None;
    for (at, cell) in text.cells.iter().enumerate().skip(from) {
        let mut next: Vec<Option<Way>> = vec![None; query.len() + 1];
        for (used, way) in best.iter().enumerate() {
            let Some(way) = *way else { continue };
            let slips = slips && way != Way::Slip;
            steps(cell, &query[used..], slips, &mut |taken, step| {
                let reached = &mut next[used + taken];
                let now = way.max(step);
                *reached = Some(reached.map_or(now, |old| old.min(now)));
            });
        }
        if let Some(way) = next[query.len()] {
            if found.is_none_or(|run| way <= run.way) {
                found = Some(Run {
                    way,
                    from,
                    to: at + 1,
                });
            }
            next[query.len()] = None;
        }
        best = next;
    }
    found
}

/// The ways one cell can take the beginning of `rest`: `step(how many characters, how)`.
fn steps(cell: &Cell, rest: &[char], slips: bool, step: &mut impl FnMut(usize, Way)) {
    let Some(&first) = rest.first() else { return };
    if first == cell.char {
        step(1, Way::Literal);
    }
    if first.is_ascii_alphabetic() {
        for reading in &cell.readings {
            full(reading, rest, step);
            if slips {
                nearly(reading, rest, step);
            }
        }
    }
    if slips {
        // A wrong character or initial; one left out; one too many before the right one.
        step(1, Way::Slip);
        step(0, Way::Slip);
        if rest.get(1).is_some_and(|second| begins(cell, *second)) {
            step(2, Way::Slip);
        }
    }
}

fn begins(cell: &Cell, c: char) -> bool {
    c == cell.char
        || cell
            .readings
            .iter()
            .any(|reading| reading.first() == Some(&c))
}

fn full(reading: &[char], rest: &[char], step: &mut impl FnMut(usize, Way)) {
    let same = reading.iter().zip(rest).take_while(|(a, b)| a == b).count();
    if same == 0 {
        return;
    }
    step(1, Way::Initials);
    // zh, ch, sh are typed as one initial by some.
    if same >= 2 && reading[1] == 'h' {
        step(2, Way::Initials);
    }
    // The whole syllable, or the beginning of it where the typing stands.
    if same == reading.len() || same == rest.len() {
        step(same, Way::Full);
    }
}

/// One letter of the syllable wrong, left out, too many, or two exchanged.
fn nearly(reading: &[char], rest: &[char], step: &mut impl FnMut(usize, Way)) {
    let length = reading.len();
    for taken in length.saturating_sub(1)..=length + 1 {
        if taken > 0 && taken <= rest.len() && one_slip(reading, &rest[..taken]) {
            step(taken, Way::Slip);
        }
    }
}

fn one_slip(right: &[char], typed: &[char]) -> bool {
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
