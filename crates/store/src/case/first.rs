//! Cases that go before the others in a list (绿色通道). The mark is a part of the index of parts that nobody can type: it
//! is derived like the others, written with the summary and gone with what it says no more.

use std::cmp::Reverse;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{CaseFilter, CaseRow, columns};
use crate::error::StoreError;

/// SQL: the mark's part.
macro_rules! part {
    () => {
        "char(1) || 'first'"
    };
}

/// SQL: whether the row of `casefile` has the mark.
macro_rules! marked {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM casefile_part lane WHERE lane.part = ",
            $crate::case::first_part!(),
            " AND lane.opened_ms = casefile.opened_ms AND lane.case_id = casefile.case_id)"
        )
    };
}
pub(crate) use {marked, part};

/// Where a row stands in a list that is sorted by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among those that go before the others: whoever came first.
    First {
        /// Opened, ms since the Unix epoch.
        opened_ms: i64,
        /// The case.
        case_id: Uuid,
    },
    /// Behind them: last changed first.
    Rest {
        /// Last changed, ms since the Unix epoch.
        updated_ms: i64,
        /// The case.
        case_id: Uuid,
    },
}

impl CaseRow {
    /// Its place.
    #[must_use]
    pub fn place(&self) -> Place {
        match self.first {
            true => Place::First {
                opened_ms: self.opened_ms,
                case_id: self.case_id,
            },
            false => Place::Rest {
                updated_ms: self.updated_ms,
                case_id: self.case_id,
            },
        }
    }

    /// Sorts rows as [`CaseRow::place`] says.
    #[must_use]
    pub fn rank(&self) -> impl Ord + use<> {
        let behind = (Reverse(self.updated_ms), Reverse(self.case_id));
        match self.first {
            true => (0, Some((self.opened_ms, self.case_id)), None),
            false => (1, None, Some(behind)),
        }
    }
}

/// Writes the mark, or takes it away; `before`: when the summary said the case was opened.
pub(super) fn renew(db: &Connection, case: &CaseRow, before: i64) -> Result<(), StoreError> {
    let id = case.case_id.into_bytes();
    if !case.first || before != case.opened_ms {
        db.prepare_cached(concat!(
            "DELETE FROM casefile_part WHERE part = ",
            part!(),
            " AND opened_ms = ?1 AND case_id = ?2"
        ))?
        .execute(params![before, id])?;
    }
    if case.first {
        db.prepare_cached(concat!(
            "INSERT OR IGNORE INTO casefile_part (part, opened_ms, case_id) VALUES (",
            part!(),
            ", ?1, ?2)"
        ))?
        .execute(params![case.opened_ms, id])?;
    }
    Ok(())
}

/// In the order in which they are marked: nothing is sorted, nothing is read that is not marked.
pub(super) const MARKED: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM (SELECT opened_ms AS place, case_id AS found FROM casefile_part
            WHERE part = ",
    part!(),
    " AND (?1 IS NULL OR (opened_ms, case_id) > (?1, ?2)))
     CROSS JOIN casefile ON case_id = found
     WHERE (?3 = '[]' OR state IN (SELECT value FROM json_each(?3))) AND updated_ms >= ?4 AND ",
    super::listed!(),
    " ORDER BY place, found LIMIT ?5"
);

/// Those of the filter behind the place that the filter names; none where that is behind all of them.
pub(super) fn list(
    db: &Connection,
    filter: &CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let after = match filter.after {
        None => None,
        Some(Place::First { opened_ms, case_id }) => Some((opened_ms, case_id.into_bytes())),
        Some(Place::Rest { .. }) => return Ok(Vec::new()),
    };
    let states = serde_json::to_string(&filter.states).map_err(|_| StoreError::Refused {
        what: "the states cannot be listed",
    })?;
    let (opened, id) = after.unzip();
    let mut select = db.prepare_cached(MARKED)?;
    let found = select.query_map(
        params![opened, id, states, filter.since_ms, limit],
        CaseRow::from_row,
    )?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
