//! Moving rows. A row becomes durable only with the backend's acknowledgement kept in the same transaction.

use domain::queue::RowState;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// The backend's signed answer about one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Which act.
    pub act_id: Uuid,
    /// The answer as it came; verified by the caller.
    pub ack: Vec<u8>,
    /// The act's place in the backend's log.
    pub position: u64,
    /// What its row is from now on; no open state.
    pub state: RowState,
}

impl Store {
    /// Keeps answers, then moves rows, all in one transaction: what one step of a drain leaves.
    ///
    /// # Errors
    /// Those of [`Store::queue_settle`] and [`Store::queue_set`]; nothing of it was kept.
    pub fn queue_keep(
        &self,
        settled: &[Settlement],
        changes: &[(Uuid, RowState)],
    ) -> Result<(), StoreError> {
        self.write(|db| {
            for answer in settled {
                let position = Some(answer.position);
                settle(db, answer.act_id, &answer.ack, position, &answer.state)?;
            }
            for (act_id, state) in changes {
                set(db, *act_id, state)?;
            }
            Ok(())
        })
    }

    /// Moves a row between states that need no acknowledgement.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; [`StoreError::Refused`] for a durable state (see [`Store::queue_settle`]) and
    /// for a row that is durable already (see [`Store::backend_told`]).
    pub fn queue_set(&self, act_id: Uuid, state: &RowState) -> Result<(), StoreError> {
        self.write(|db| set(db, act_id, state))
    }

    /// Keeps the backend's signed answer beside the act and moves its row, in one transaction.
    ///
    /// The caller has verified `ack`. `position` is `None` only where the backend gave none (a refusal).
    /// An answer that comes twice changes nothing the second time.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; [`StoreError::Refused`] for an open state, an empty answer, a position
    /// that differs from the state's, or a refusal of what is durable already.
    pub fn queue_settle(
        &self,
        act_id: Uuid,
        ack: &[u8],
        position: Option<u64>,
        state: &RowState,
    ) -> Result<(), StoreError> {
        self.write(|db| settle(db, act_id, ack, position, state))
    }

    /// At a start: what was being sent is sent again (the backend answers duplicate). Returns how many.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_reset_sending(&self) -> Result<u64, StoreError> {
        self.write(|db| {
            Ok(db.execute(
                "UPDATE queue SET state = 'ready' WHERE state = 'sending'",
                [],
            )? as u64)
        })
    }

    /// "Now": a row that waits, or that was set aside, may go at once. Returns whether anything changed.
    ///
    /// # Errors
    /// [`StoreError::Unknown`].
    pub fn queue_release(&self, act_id: Uuid) -> Result<bool, StoreError> {
        self.write(|db| {
            Ok(match word(db, act_id)?.as_str() {
                "quarantined" if is_ended(db, act_id)? => false,
                "retry_wait" | "quarantined" => {
                    super::shape::write_state(db, act_id, &first_state(db, act_id)?)?;
                    true
                }
                _ => false,
            })
        })
    }
}

fn set(db: &Connection, act_id: Uuid, state: &RowState) -> Result<(), StoreError> {
    if state.is_durable() {
        return Err(StoreError::Refused {
            what: "a durable state needs its acknowledgement",
        });
    }
    refuse_durable(db, act_id)?;
    super::shape::write_state(db, act_id, state)
}

fn settle(
    db: &Connection,
    act_id: Uuid,
    ack: &[u8],
    position: Option<u64>,
    state: &RowState,
) -> Result<(), StoreError> {
    fits(ack, position, state)?;
    let position = position.map(row::int).transpose()?;
    if !state.is_durable() {
        refuse_durable(db, act_id)?;
    }
    // What the backend has stands twice there: its mark goes with the row that is written anyway, so that a journal
    // file can go without another write of every act that stood in it.
    let changed = db
        .prepare_cached(
            "UPDATE act SET ack = ?2, position = coalesce(?3, position),
                 epoch = (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1),
                 journal_no = CASE WHEN ?4 THEN NULL ELSE journal_no END WHERE act_id = ?1",
        )?
        .execute(params![
            act_id.as_bytes(),
            ack,
            position,
            state.is_durable()
        ])?;
    row::one(changed, "act")?;
    super::shape::write_state(db, act_id, state)
}

fn fits(ack: &[u8], position: Option<u64>, state: &RowState) -> Result<(), StoreError> {
    let what = match state {
        _ if ack.is_empty() => "an acknowledgement cannot be empty",
        _ if state.is_open() => "an acknowledgement settles a row",
        RowState::Durable { position: stated } if position != Some(*stated) => {
            "the position is not the acknowledged one"
        }
        RowState::Contested { .. } if position.is_none() => "a stored act has a position",
        _ => return Ok(()),
    };
    Err(StoreError::Refused { what })
}

fn refuse_durable(db: &Connection, act_id: Uuid) -> Result<(), StoreError> {
    match word(db, act_id)?.as_str() {
        "durable" | "contested" => Err(StoreError::Refused {
            what: "the act is durable already",
        }),
        _ => Ok(()),
    }
}

fn is_ended(db: &Connection, act_id: Uuid) -> Result<bool, StoreError> {
    let mut select =
        db.prepare_cached("SELECT 1 FROM queue WHERE act_id = ?1 AND ended_by IS NOT NULL")?;
    Ok(select.exists([act_id.as_bytes()])?)
}

/// Ends a row that was set aside by `by`; it stands in the journal anew, so that a rebuild knows.
pub(crate) fn end(db: &Connection, act_id: Uuid, by: Uuid) -> Result<(), StoreError> {
    let set_aside = matches!(
        word(db, act_id)?.as_str(),
        "contested" | "needs_fix" | "quarantined"
    );
    if !set_aside || is_ended(db, act_id)? {
        return Err(StoreError::Refused {
            what: "only a row that was set aside is ended, and once",
        });
    }
    db.prepare_cached("UPDATE queue SET ended_by = ?2 WHERE act_id = ?1")?
        .execute(params![act_id.as_bytes(), by.as_bytes()])?;
    db.prepare_cached("UPDATE act SET journal_no = NULL WHERE act_id = ?1")?
        .execute([act_id.as_bytes()])?;
    Ok(())
}

fn word(db: &Connection, act_id: Uuid) -> Result<String, StoreError> {
    db.prepare_cached("SELECT state FROM queue WHERE act_id = ?1")?
        .query_row([act_id.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Unknown { what: "queue row" })
}

/// Where an act starts: its files go first.
pub(crate) fn first_state(db: &Connection, act_id: Uuid) -> Result<RowState, StoreError> {
    let waits = db
        .prepare_cached(
            "SELECT 1 FROM act_attachment named
             LEFT JOIN attachment file ON file.case_id = named.case_id AND file.hash = named.hash
             WHERE named.act_id = ?1 AND file.stored IS NOT 1",
        )?
        .exists([act_id.as_bytes()])?;
    Ok(if waits {
        RowState::Files
    } else {
        RowState::Ready
    })
}
