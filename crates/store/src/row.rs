//! Between a column and a value.

use rusqlite::Row;
use rusqlite::types::Type;
use uuid::Uuid;

use crate::error::StoreError;

/// An id of 16 bytes.
pub(crate) fn uuid(row: &Row<'_>, at: usize) -> rusqlite::Result<Uuid> {
    row.get(at).map(Uuid::from_bytes)
}

/// An id of 16 bytes, or none.
pub(crate) fn uuid_or_none(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Uuid>> {
    Ok(row.get::<_, Option<[u8; 16]>>(at)?.map(Uuid::from_bytes))
}

/// A count; the schema's CHECKs keep it from being negative.
pub(crate) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let stored: i64 = row.get(at)?;
    u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, stored))
}

/// A count, or none.
pub(crate) fn count_or_none(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<u64>> {
    match row.get_ref(at)?.data_type() {
        Type::Null => Ok(None),
        _ => count(row, at).map(Some),
    }
}

/// A count as SQLite keeps it.
pub(crate) fn int(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Refused {
        what: "a number is too large to be kept",
    })
}

/// Exactly one row changed, or there was none.
pub(crate) fn one(changed: usize, what: &'static str) -> Result<(), StoreError> {
    if changed == 0 {
        Err(StoreError::Unknown { what })
    } else {
        Ok(())
    }
}
