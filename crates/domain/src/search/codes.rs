//! A code that was copied or typed with one slip.

use super::slips::one_slip;

/// Letters that are taken for digits; a code of a body (GB 32100) has neither I, O, S nor Z.
const TAKEN: [(char, char); 5] = [('o', '0'), ('i', '1'), ('l', '1'), ('z', '2'), ('s', '5')];
/// Nothing but letters taken for digits, or the other way round.
const MISREAD: u32 = 600;
/// One slip in a long code, which no other code is that near to.
const LONG: u32 = 500;
/// One slip in a short number: there are others one slip away.
const SHORT: u32 = 320;
/// Codes of fewer characters are short numbers.
const SHORT_CODE: usize = 8;
/// Of fewer characters nothing can be told.
const SHORTEST: usize = 3;

/// Whether somebody typed a code: mostly digits, and nothing but letters beside them.
pub(super) fn looks_like_one(typed: &[char]) -> bool {
    let digits = typed.iter().filter(|c| c.is_ascii_digit()).count();
    let all = typed.iter().all(char::is_ascii_alphanumeric);
    all && typed.len() >= SHORTEST && digits * 2 >= typed.len()
}

/// How good an answer this code is, where at most one slip lies between.
pub(super) fn nearly(typed: &[char], code: &[char]) -> Option<u32> {
    if code.is_empty() || typed.len().abs_diff(code.len()) > 1 {
        return None;
    }
    let (typed, code) = (read(typed), read(code));
    match (typed == code, code.len() < SHORT_CODE) {
        (true, _) => Some(MISREAD),
        (false, short) => one_slip(&code, &typed).then_some(if short { SHORT } else { LONG }),
    }
}

fn read(text: &[char]) -> Vec<char> {
    let digit = |c: &char| TAKEN.iter().find(|(letter, _)| letter == c);
    text.iter()
        .map(|c| digit(c).map_or(*c, |(_, digit)| *digit))
        .collect()
}
