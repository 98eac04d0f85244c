//! Migrations: forward only, each in one transaction with its version number, refused when too new.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StoreError;

/// `STEPS[n]` brings version n to n + 1. A step that has shipped is never edited.
const STEPS: &[&str] = &[
    include_str!("../../sql/v1.sql"),
    include_str!("../../sql/v2.sql"),
    include_str!("../../sql/v3.sql"),
    include_str!("../../sql/v4.sql"),
];

/// The database version this program writes.
pub const VERSION: u32 = STEPS.len() as u32;

/// Brings a database forward. An empty file is one that lost its content: `create` never leaves one.
pub(crate) fn bring_forward(connection: &mut Connection) -> Result<(), StoreError> {
    match version(connection)? {
        VERSION => Ok(()),
        0 => Err(StoreError::Damaged {
            what: "the file is empty",
        }),
        _ => migrate(connection),
    }
}

/// Runs every step that the database has not had.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again inside: another process may have gone first.
    let found = version(&transaction)?;
    if found > VERSION {
        return Err(StoreError::TooNew {
            found,
            known: VERSION,
        });
    }
    for step in &STEPS[found as usize..] {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(transaction.commit()?)
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
