//! Case summaries as a list shows them: derived from the acts by the caller, never the truth.

mod first;
mod part;
mod view;

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// The summary of one case (办件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The case.
    pub case_id: Uuid,
    /// Its number (办件编号), once there is one; of a case that another place accepts, that one's, in capitals.
    pub number: Option<String>,
    /// Its provisional number: a search key for ever.
    pub provisional: String,
    /// The item's code.
    pub item_code: String,
    /// The item's name.
    pub item_name: String,
    /// The applicant's name.
    pub applicant_name: String,
    /// At most the last four characters of the applicant's number.
    pub applicant_id_tail: String,
    /// The caller's word for the state.
    pub state: String,
    /// The promised date, as the caller writes it.
    pub due: Option<String>,
    /// Opened, ms since the Unix epoch.
    pub opened_ms: i64,
    /// Last changed, ms since the Unix epoch.
    pub updated_ms: i64,
    /// Goes before the others in a list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first: bool,
    /// The caller's own encoding; opaque here.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

/// Which cases, last changed first.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Part of a name, unless it is more than three digits alone; two or more of the tail of an id; the beginning of a
    /// number or provisional number; three or more of the last six of a number; the end of a provisional number. As
    /// typed.
    pub text: Option<String>,
    /// One of these states; none given: any of a case, which has an item (an enquiry has none).
    pub states: Vec<String>,
    /// Changed at or after this, ms since the Unix epoch.
    pub since_ms: i64,
    /// At most so many; 0 means 200.
    pub limit: u32,
    /// Only those behind this one: the last row's [`CaseRow::place`] of the page before.
    pub after: Option<Place>,
}

pub use first::Place;
pub(crate) use first::{marked, part as first_part};
pub(crate) use view::{come, leave, left, listed};

const LIMIT: u32 = 200;

/// The columns of a summary, in the order of [`CaseRow::from_row`].
macro_rules! columns {
    () => {
        concat!(
            "case_id, number, provisional, item_code, item_name, applicant_name, applicant_id_tail, state, due, \
             casefile.opened_ms, updated_ms, body, ",
            $crate::case::marked!()
        )
    };
}
pub(crate) use columns;

impl CaseRow {
    pub(crate) fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            case_id: row::uuid(found, 0)?,
            number: found.get(1)?,
            provisional: found.get(2)?,
            item_code: found.get(3)?,
            item_name: found.get(4)?,
            applicant_name: found.get(5)?,
            applicant_id_tail: found.get(6)?,
            state: found.get(7)?,
            due: found.get(8)?,
            opened_ms: found.get(9)?,
            updated_ms: found.get(10)?,
            body: found.get(11)?,
            first: found.get(12)?,
        })
    }
}

/// Inserts a summary or changes what differs: an index entry that stays is not written again.
pub(crate) fn put(db: &Connection, case: &CaseRow) -> Result<(), StoreError> {
    part::renew(db, case)?;
    db.prepare_cached(
        "INSERT INTO casefile (case_id, number, provisional, item_code, item_name,
             applicant_name, applicant_id_tail, state, due, opened_ms, updated_ms, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (case_id) DO UPDATE SET number = excluded.number, provisional = excluded.provisional,
             item_code = excluded.item_code, item_name = excluded.item_name,
             applicant_name = excluded.applicant_name, applicant_id_tail = excluded.applicant_id_tail,
             state = excluded.state, due = excluded.due, opened_ms = excluded.opened_ms,
             updated_ms = excluded.updated_ms, body = excluded.body, erased_ms = NULL",
    )?
    .execute(params![
        case.case_id.as_bytes(),
        case.number,
        case.provisional,
        case.item_code,
        case.item_name,
        case.applicant_name,
        case.applicant_id_tail,
        case.state,
        case.due,
        case.opened_ms,
        case.updated_ms,
        case.body,
    ])?;
    Ok(())
}

/// One summary.
pub(crate) fn get(db: &Connection, case_id: Uuid) -> Result<Option<CaseRow>, StoreError> {
    let mut select = db.prepare_cached(concat!(
        "SELECT ",
        columns!(),
        " FROM casefile WHERE case_id = ?1"
    ))?;
    Ok(select
        .query_row([case_id.as_bytes()], CaseRow::from_row)
        .optional()?)
}

impl Store {
    /// Inserts or replaces a summary.
    ///
    /// # Errors
    /// The store's own.
    pub fn put_case(&self, case: &CaseRow) -> Result<(), StoreError> {
        self.write(|db| put(db, case))
    }

    /// One summary.
    ///
    /// # Errors
    /// The store's own.
    pub fn case(&self, case_id: Uuid) -> Result<Option<CaseRow>, StoreError> {
        self.read(|db| get(db, case_id))
    }

    /// The case with this number, or else this provisional number.
    ///
    /// # Errors
    /// The store's own.
    pub fn case_by_number(&self, number: &str) -> Result<Option<CaseRow>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(concat!(
                "SELECT ",
                columns!(),
                " FROM casefile WHERE number = ?1 OR provisional = ?1
                 ORDER BY number IS ?1 DESC, updated_ms DESC LIMIT 1"
            ))?;
            Ok(select.query_row([number], CaseRow::from_row).optional()?)
        })
    }

    /// A page of summaries: those that go before the others, then last changed first; what went out of view and has no own
    /// act on its way is not among them. With a text: of those that it finds, the ones opened last; last changed first.
    ///
    /// # Errors
    /// The store's own.
    pub fn cases(&self, filter: &CaseFilter) -> Result<Vec<CaseRow>, StoreError> {
        let limit = if filter.limit == 0 {
            LIMIT
        } else {
            filter.limit
        };
        let text = filter.text.as_deref().filter(|text| !text.is_empty());
        self.read(|db| match text {
            Some(text) => {
                let mut rows = part::find(db, text, filter, limit)?;
                rows.sort_by_key(|row| Reverse((row.updated_ms, row.case_id)));
                rows.dedup_by_key(|row| row.case_id);
                rows.truncate(limit as usize);
                Ok(rows)
            }
            None => page(db, filter, limit),
        })
    }
}

/// Those that go before the others, then the rest.
fn page(db: &Connection, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
    let mut rows = first::list(db, filter, limit)?;
    let room = limit as usize - rows.len().min(limit as usize);
    if room > 0 {
        let mut rest = list(db, filter, limit)?;
        rest.sort_by_key(|row| Reverse((row.updated_ms, row.case_id)));
        rest.truncate(room);
        rows.extend(rest);
    }
    Ok(rows)
}

/// The rest by time; each wanted state by its own index, so that a rare one is not looked for among all.
fn list(db: &Connection, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
    let (after_ms, after_id) = match filter.after {
        Some(Place::Rest {
            updated_ms,
            case_id,
        }) => (Some(updated_ms), Some(case_id.into_bytes())),
        Some(Place::First { .. }) | None => (None, None),
    };
    let mut rows = Vec::new();
    if filter.states.is_empty() {
        let mut select = db.prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM casefile
             WHERE item_code <> '' AND updated_ms >= ?1
                 AND (?2 IS NULL OR (updated_ms, case_id) < (?2, ?3)) AND ",
            listed!(),
            " AND NOT ",
            marked!(),
            " ORDER BY updated_ms DESC, case_id DESC LIMIT ?4"
        ))?;
        let found = select.query_map(
            params![filter.since_ms, after_ms, after_id, limit],
            CaseRow::from_row,
        )?;
        rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    for state in &filter.states {
        let mut select = db.prepare_cached(concat!(
            "SELECT ",
            columns!(),
            " FROM casefile
             WHERE state = ?5 AND updated_ms >= ?1 AND (?2 IS NULL OR (updated_ms, case_id) < (?2, ?3)) AND ",
            listed!(),
            " AND NOT ",
            marked!(),
            " ORDER BY updated_ms DESC, case_id DESC LIMIT ?4"
        ))?;
        let found = select.query_map(
            params![filter.since_ms, after_ms, after_id, limit, state],
            CaseRow::from_row,
        )?;
        rows.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(rows)
}
