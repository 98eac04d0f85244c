use domain::queue::RowState;
use serde::Serialize;
use store::{QueueFilter, QueueRow};
use uuid::Uuid;

use crate::Desk;
use crate::desk::RowChange;
use crate::fault::{DeskFault, Outcome};

/// Rows that are listed.
const MOST_ROWS: u32 = 100_000;

/// A row of the queue as a program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueuedAct {
    /// Act id.
    pub act: String,
    /// Case id; none for a station's own event.
    pub case: Option<String>,
    /// Kind of the act.
    pub kind: String,
    /// Machine word of the state.
    pub state: &'static str,
    /// Machine code of why it is there, or why the last attempt failed.
    pub reason: Option<String>,
    /// When it is tried again, milliseconds since the Unix epoch.
    pub next_at: Option<i64>,
    /// Attempts that failed so far.
    pub attempts: u32,
    /// The act by which a person ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
}

impl QueuedAct {
    fn of(row: &QueueRow) -> Self {
        let (reason, next_at) = why(&row.state);
        Self {
            act: row.act_id.to_string(),
            case: row.case.map(|case| case.to_string()),
            kind: row.kind.clone(),
            state: row.state.word(),
            reason: reason.or_else(|| row.last_reason.map(|reason| reason.code().to_owned())),
            next_at,
            attempts: row.attempts,
            ended_by: row.ended_by.map(|by| by.to_string()),
        }
    }
}

/// A row that a drain changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedAct {
    /// Act id.
    pub act: String,
    /// Machine word of its state now.
    pub state: &'static str,
    /// Machine code of why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<&RowChange> for ChangedAct {
    fn from(change: &RowChange) -> Self {
        Self {
            act: change.act_id.to_string(),
            state: change.state.word(),
            reason: why(&change.state).0,
        }
    }
}

fn why(state: &RowState) -> (Option<String>, Option<i64>) {
    match state {
        RowState::RetryWait {
            reason, next_at, ..
        } => (Some(reason.code().to_owned()), Some(*next_at)),
        RowState::Contested { code }
        | RowState::NeedsFix { code }
        | RowState::Quarantined { code } => (Some(code.clone()), None),
        RowState::Ready
        | RowState::Files
        | RowState::Sending
        | RowState::Received
        | RowState::Durable { .. } => (None, None),
    }
}

impl Desk {
    /// Everything in the queue, what is durable included, in the order it was done.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn queued(&self) -> Outcome<Vec<QueuedAct>> {
        let station = self.station()?;
        let mut rows = station.store().queue_rows(QueueFilter::All, MOST_ROWS)?;
        rows.sort_by_key(|row| row.seq);
        Ok(rows.iter().map(QueuedAct::of).collect())
    }

    /// One row.
    ///
    /// # Errors
    /// `not_found`, the store's.
    pub fn queued_act(&self, act: &str) -> Outcome<QueuedAct> {
        let row = self.station()?.store().queue_row(act_id(act)?)?;
        row.as_ref().map(QueuedAct::of).ok_or_else(unknown)
    }

    /// "现在发送" for one row: one that waits or was set aside may go at once.
    ///
    /// # Errors
    /// `not_found`, the store's.
    pub fn retry(&self, act: &str) -> Outcome<QueuedAct> {
        let station = self.station()?;
        let id = act_id(act)?;
        if station.store().queue_row(id)?.is_none() {
            return Err(unknown());
        }
        station.store().queue_release(id)?;
        self.nudge();
        self.queued_act(act)
    }

    /// How many acts the backend has not settled.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn unsent(&self) -> Outcome<u64> {
        Ok(self.station()?.store().queue_counts()?.unsent)
    }
}

fn act_id(text: &str) -> Outcome<Uuid> {
    text.trim().parse().map_err(|_| unknown())
}

fn unknown() -> DeskFault {
    DeskFault::new(
        "not_found",
        "队列里没有这个动作。请用 zc queue list 核对编号。",
    )
}
