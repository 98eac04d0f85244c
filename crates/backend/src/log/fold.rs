//! A case as the log has it.

use domain::act::{Header, Payload};
use domain::case::Case;
use rusqlite::Transaction;
use seal::{ParsedMany, cbor};
use uuid::Uuid;

use crate::fault::{Bad, Outcome};

/// Folds the acts in force, by position.
pub(super) fn fold(tx: &Transaction<'_>, id: Uuid) -> Outcome<Case> {
    let mut case = Case::new(id);
    let mut statement = tx.prepare_cached(
        "SELECT bytes, payload FROM log
         WHERE case_id = ?1 AND verdict <> 'rejected' ORDER BY position",
    )?;
    let mut rows = statement.query([id.as_bytes().as_slice()])?;
    while let Some(row) = rows.next()? {
        let (bytes, payload): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let parsed = ParsedMany::parse(&bytes).map_err(|_| Bad::server())?;
        let header: Header = cbor::decode_strict(parsed.payload()).map_err(|_| Bad::server())?;
        match cbor::decode_strict::<Payload>(&payload) {
            Ok(payload) => case.apply(&header.captured, &payload),
            Err(_) => case.apply_unknown(&header.kind),
        }
    }
    Ok(case)
}
