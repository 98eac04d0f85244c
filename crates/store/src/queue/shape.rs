//! [`RowState`] as columns: `state, reason, next_at, attempts, code` of the row, `position` of its act.

use domain::queue::{Reason, RowState};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};
use serde_json::Value;
use uuid::Uuid;

use crate::error::StoreError;
use crate::row;

/// Reads a state from `state, reason, next_at, attempts, code, position`, the first of them at `at`.
pub(crate) fn state_at(found: &Row<'_>, at: usize) -> rusqlite::Result<RowState> {
    let word: String = found.get(at)?;
    let code = || found.get(at + 4);
    Ok(match word.as_str() {
        "ready" => RowState::Ready,
        "files" => RowState::Files,
        "sending" => RowState::Sending,
        "received" => RowState::Received,
        "retry_wait" => RowState::RetryWait {
            reason: reason_at(found, at + 1)?.ok_or_else(|| unreadable(at + 1))?,
            next_at: found.get(at + 2)?,
            attempts: found.get(at + 3)?,
        },
        "durable" => RowState::Durable {
            position: row::count(found, at + 5)?,
        },
        "contested" => RowState::Contested { code: code()? },
        "needs_fix" => RowState::NeedsFix { code: code()? },
        "quarantined" => RowState::Quarantined { code: code()? },
        _ => return Err(unreadable(at)),
    })
}

/// Reads a reason, if there is one.
pub(super) fn reason_at(found: &Row<'_>, at: usize) -> rusqlite::Result<Option<Reason>> {
    match found.get::<_, Option<String>>(at)? {
        None => Ok(None),
        Some(word) => serde_json::from_value(Value::String(word))
            .map(Some)
            .map_err(|_| unreadable(at)),
    }
}

fn unreadable(at: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(at, "queue word".into(), Type::Text)
}

/// Writes a state. The last reason and the count of attempts outlive the wait they were written with.
pub(super) fn write_state(
    db: &Connection,
    act_id: Uuid,
    state: &RowState,
) -> Result<(), StoreError> {
    let (reason, next_at, attempts) = match state {
        RowState::RetryWait {
            reason,
            next_at,
            attempts,
        } => (Some(reason.code()), Some(*next_at), Some(*attempts)),
        _ => (None, None, None),
    };
    let code = match state {
        RowState::Contested { code }
        | RowState::NeedsFix { code }
        | RowState::Quarantined { code } => Some(code),
        _ => None,
    };
    let changed = db
        .prepare_cached(
            "UPDATE queue SET state = ?2, reason = coalesce(?3, reason), next_at = ?4,
                 attempts = coalesce(?5, attempts), code = ?6 WHERE act_id = ?1",
        )?
        .execute(params![
            act_id.as_bytes(),
            state.word(),
            reason,
            next_at,
            attempts,
            code
        ])?;
    row::one(changed, "queue row")
}
