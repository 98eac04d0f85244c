//! A case as the log has it.

use domain::act::{Header, Payload};
use domain::case::{Case, Entry};
use rusqlite::{Transaction, params};
use seal::{ParsedMany, cbor};
use uuid::Uuid;

use crate::fault::{Bad, Outcome};

/// The header of an act as the log has it.
pub(crate) fn header(bytes: &[u8]) -> Outcome<Header> {
    let parsed = ParsedMany::parse(bytes).map_err(|_| Bad::server())?;
    cbor::decode_strict(parsed.payload()).map_err(|_| Bad::server())
}

/// Folds the acts in force, by position; a mend in the place of what it mends.
pub(super) fn fold(tx: &Transaction<'_>, id: Uuid) -> Outcome<Case> {
    Ok(Case::of(id, &entries(tx, id, i64::MAX)?))
}

/// The acts in force up to a position.
pub(super) fn entries(tx: &Transaction<'_>, id: Uuid, to: i64) -> Outcome<Vec<Entry>> {
    let mut statement = tx.prepare_cached(
        "SELECT bytes, payload FROM log
         WHERE case_id = ?1 AND verdict <> 'rejected' AND position <= ?2 ORDER BY position",
    )?;
    let mut rows = statement.query(params![id.as_bytes().as_slice(), to])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (bytes, payload): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        entries.push(Entry::of(
            &header(&bytes)?,
            cbor::decode_strict::<Payload>(&payload).ok(),
        ));
    }
    Ok(entries)
}
