//! Finding a case by part of what identifies it: an index of parts, so that one among many is found as fast as one
//! among few.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{CaseFilter, CaseRow, columns};
use crate::error::StoreError;

/// Parts of a name, anywhere in it: 1 to so many characters.
const NAME: usize = 3;
/// Parts of the tail of the applicant's number: 2 to so many.
const TAIL: usize = 4;
/// Parts of the end of the case's number: 3 to so many of the last so many.
const NUMBER: usize = 6;
/// Ends of the provisional number: the last 3 to so many.
const PROVISIONAL: usize = 8;

/// Everything that the index holds of a case.
fn parts(name: &str, tail: &str, number: Option<&str>, provisional: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    anywhere(name, 1..=NAME, &mut parts);
    anywhere(tail, 2..=TAIL, &mut parts);
    anywhere(
        &last(number.unwrap_or_default(), NUMBER),
        3..=NUMBER,
        &mut parts,
    );
    let whole = provisional.chars().count();
    parts.extend((3..=PROVISIONAL.min(whole)).map(|size| last(provisional, size)));
    parts
}

fn anywhere(text: &str, sizes: std::ops::RangeInclusive<usize>, parts: &mut BTreeSet<String>) {
    let characters: Vec<char> = text.chars().collect();
    for size in sizes {
        parts.extend(
            characters
                .windows(size)
                .map(|part| part.iter().collect::<String>()),
        );
    }
}

fn last(text: &str, size: usize) -> String {
    let skipped = text.chars().count().saturating_sub(size);
    text.chars().skip(skipped).collect()
}

/// Brings the index to what the summary is about to say; to be called before the summary is written.
pub(super) fn renew(db: &Connection, case: &CaseRow) -> Result<(), StoreError> {
    let id = case.case_id.into_bytes();
    let number = case.number.as_deref();
    let after = parts(
        &case.applicant_name,
        &case.applicant_id_tail,
        number,
        &case.provisional,
    );
    let before = db
        .prepare_cached(
            "SELECT applicant_name, applicant_id_tail, number, provisional, opened_ms FROM casefile
             WHERE case_id = ?1",
        )?
        .query_row([id], |found| {
            let text = |at| found.get::<_, String>(at);
            let number: Option<String> = found.get(2)?;
            let parts = parts(&text(0)?, &text(1)?, number.as_deref(), &text(3)?);
            Ok((parts, found.get::<_, i64>(4)?))
        })
        .optional()?;
    let (before, opened) = before.unwrap_or_else(|| (BTreeSet::new(), case.opened_ms));
    let stay = opened == case.opened_ms;
    let mut leave = db.prepare_cached(
        "DELETE FROM casefile_part WHERE part = ?1 AND opened_ms = ?2 AND case_id = ?3",
    )?;
    for part in before.iter().filter(|part| !stay || !after.contains(*part)) {
        leave.execute(params![part, opened, id])?;
    }
    let mut come = db.prepare_cached(
        "INSERT OR IGNORE INTO casefile_part (part, opened_ms, case_id) VALUES (?1, ?2, ?3)",
    )?;
    for part in after.iter().filter(|part| !stay || !before.contains(*part)) {
        come.execute(params![part, case.opened_ms, id])?;
    }
    Ok(())
}

macro_rules! select {
    ($which:literal, $order:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM ",
            $which,
            " AND (?3 = '[]' OR state IN (SELECT value FROM json_each(?3))) AND updated_ms >= ?4 AND ",
            $crate::case::listed!(),
            " ORDER BY ",
            $order,
            " LIMIT ?5"
        )
    };
}

/// Three ways to a case, each by an index in the order in which it is cut off: nothing is sorted that is not shown.
const BY_PART: &str = select!(
    "(SELECT case_id AS found, opened_ms AS place FROM casefile_part WHERE part = ?1)
     CROSS JOIN casefile ON case_id = found
     WHERE (applicant_name LIKE ?2 ESCAPE '\\' OR number LIKE ?2 ESCAPE '\\'
            OR provisional LIKE ?2 ESCAPE '\\' OR applicant_id_tail LIKE ?2 ESCAPE '\\')",
    "place DESC, found DESC"
);
const BY_NUMBER: &str = select!(
    "casefile WHERE number >= ?1 AND number < ?1 || ?2",
    "number DESC"
);
const BY_PROVISIONAL: &str = select!(
    "casefile WHERE provisional >= ?1 AND provisional < ?1 || ?2",
    "provisional DESC"
);
/// Behind every text that begins alike.
const BEYOND: &str = "\u{10FFFF}";

/// Finds by the index of parts, then by the beginnings of both numbers.
pub(super) fn find(
    db: &Connection,
    text: &str,
    filter: &CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let states = serde_json::to_string(&filter.states).map_err(|_| StoreError::Refused {
        what: "the states cannot be listed",
    })?;
    let mut rows = Vec::new();
    let mut look = |sql: &str, typed: &str, beside: &str| -> Result<(), StoreError> {
        let mut select = db.prepare_cached(sql)?;
        let found = select.query_map(
            params![typed, beside, states, filter.since_ms, limit],
            CaseRow::from_row,
        )?;
        rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(())
    };
    // Numbers are written in capitals; names stand as they are.
    let capitals = text.to_ascii_uppercase();
    let pattern = contains(text);
    let mut parts = typed(text);
    parts.extend(typed(&capitals));
    for part in &parts {
        look(BY_PART, part, &pattern)?;
    }
    look(BY_NUMBER, &capitals, BEYOND)?;
    look(BY_PROVISIONAL, &capitals, BEYOND)?;
    Ok(rows)
}

/// What of a typed text stands in the index: all of it where it is short; else its beginning, as of a name, and its
/// end, as of a number.
fn typed(text: &str) -> BTreeSet<String> {
    let length = text.chars().count();
    let mut parts = BTreeSet::from([text.chars().take(NAME).collect()]);
    for size in [PROVISIONAL, NUMBER] {
        if length >= size {
            parts.insert(last(text, size));
        }
    }
    if length <= PROVISIONAL {
        parts.insert(text.to_owned());
    }
    parts
}

/// A LIKE pattern that finds exactly what was typed, anywhere.
fn contains(typed: &str) -> String {
    let mut pattern = String::with_capacity(typed.len() + 2);
    pattern.push('%');
    for character in typed.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
