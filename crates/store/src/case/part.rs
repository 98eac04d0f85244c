//! Finding a case by part of what identifies it: an index of parts, so that one among many is found as fast as one
//! among few.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{CaseFilter, CaseRow, columns, first};
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
    first::renew(db, case, opened)?;
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
    let mut parts = typed(db, text)?;
    parts.extend(typed(db, &capitals)?);
    for part in &parts {
        look(BY_PART, part, &pattern)?;
    }
    look(BY_NUMBER, &capitals, BEYOND)?;
    look(BY_PROVISIONAL, &capitals, BEYOND)?;
    Ok(rows)
}

/// What of a typed text stands in the index: all of it where it is short; else its end, as of a number, and of its
/// parts as of a name the one that fewest cases have. More than three digits alone are no part of a name: so many
/// numbers hold the same three that each would be a long way round.
fn typed(db: &Connection, text: &str) -> Result<BTreeSet<String>, StoreError> {
    let length = text.chars().count();
    let mut parts = BTreeSet::new();
    for size in [PROVISIONAL, NUMBER] {
        if length >= size {
            parts.insert(last(text, size));
        }
    }
    if length <= PROVISIONAL {
        parts.insert(text.to_owned());
    }
    if length > NAME {
        parts.extend(rarest(db, text)?);
    }
    Ok(parts)
}

/// Cases that are counted to find the rarest part: beyond, one is as frequent as another.
const COUNTED: u32 = 200;
/// Of a longer text so many characters are looked at for it.
const LOOKED_AT: usize = 64;
/// How many cases have a part.
const HAVE: &str = "SELECT count(*) FROM (SELECT 1 FROM casefile_part WHERE part = ?1 LIMIT ?2)";

/// Of the parts of a name that a long text is made of, the one that fewest cases have.
fn rarest(db: &Connection, text: &str) -> Result<Option<String>, StoreError> {
    let beginning: String = text.chars().take(LOOKED_AT).collect();
    let mut windows = BTreeSet::new();
    anywhere(&beginning, NAME..=NAME, &mut windows);
    windows.retain(|part| !part.bytes().all(|byte| byte.is_ascii_digit()));
    let mut count = db.prepare_cached(HAVE)?;
    let mut best = None;
    for part in windows {
        let have: u32 = count.query_row(params![part, COUNTED], |found| found.get(0))?;
        if best.as_ref().is_none_or(|(fewest, _)| have < *fewest) {
            best = Some((have, part));
        }
        if have == 0 {
            break;
        }
    }
    Ok(best.map(|(_, part)| part))
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{BY_NUMBER, BY_PART, BY_PROVISIONAL, HAVE, first::MARKED, typed};
    use crate::{CaseRow, Dek, Store};

    fn store() -> (tempfile::TempDir, Store) {
        let dir = tempfile::TempDir::new().expect("a temporary folder");
        let store = Store::create(dir.path(), &Dek::new([1; 32])).expect("a new folder");
        (dir, store)
    }

    /// Whatever is typed, each way to a case goes by an index and in its order: nothing is read whole or sorted.
    #[test]
    fn no_large_table_is_read_whole() {
        let (_dir, store) = store();
        store.with_writer(|db| {
            for sql in [BY_PART, BY_NUMBER, BY_PROVISIONAL, HAVE, MARKED] {
                let mut plan = db
                    .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                    .expect("SQL");
                let steps = plan
                    .query_map(
                        rusqlite::params_from_iter(vec!["1"; plan.parameter_count()]),
                        |step| step.get::<_, String>(3),
                    )
                    .expect("a plan");
                let steps: Vec<_> = steps.collect::<Result<_, _>>().expect("steps");
                assert!(
                    steps.iter().any(|step| step.starts_with("SEARCH casefile")),
                    "{sql}: {steps:?}"
                );
                for step in &steps {
                    let whole = ["SCAN casefile", "SCAN act", "SCAN queue", "USE TEMP B-TREE"];
                    assert!(
                        !whole.iter().any(|scan| step.starts_with(scan)),
                        "{sql}: {step}"
                    );
                }
            }
        });
    }

    fn company(store: &Store, number: u128) {
        let row = CaseRow {
            case_id: uuid::Uuid::from_u128(number),
            number: Some(format!("43040020261122{number:06}")),
            provisional: format!("L{number:09}"),
            item_code: "0225".into(),
            item_name: "供水报装".into(),
            applicant_name: format!("练习市{}有限公司", ["甲乙", "丙丁"][number as usize % 2]),
            applicant_id_tail: format!("{number:04}"),
            state: "open".into(),
            due: None,
            opened_ms: 1,
            updated_ms: 1,
            first: false,
            body: Vec::new(),
        };
        store.put_case(&row).expect("a case");
    }

    #[test]
    fn a_long_text_is_looked_for_by_what_few_cases_have_of_it() {
        let (_dir, store) = store();
        for number in 1..=21 {
            company(&store, number);
        }
        let parts = |text: &str| {
            let parts = store.read(|db| typed(db, text)).expect("parts");
            parts.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(parts("练"), ["练"]);
        assert_eq!(parts("0012"), ["0012"], "a tail or an end, no name");
        assert_eq!(parts("000012"), ["000012"]);
        assert_eq!(parts("43040020261122000012"), ["000012", "22000012"]);
        let named: BTreeSet<_> = parts("练习市丙丁有限公司").into_iter().collect();
        let common = ["练习市", "有限公", "限公司"];
        assert!(
            common.iter().all(|part| !named.contains(*part)),
            "{named:?}"
        );
        let mixed = parts("360科技");
        assert_eq!(mixed.len(), 2, "{mixed:?}");
        assert!(!mixed.contains(&"360".to_owned()), "many numbers have it");
    }
}
