use std::time::Duration;

use domain::queue::RowState;
use sync::{Drain, Event, PullError, Verifier, pull};
use uuid::Uuid;

use super::{Desk, locked};
use crate::fault::{DeskFault, Outcome};
use crate::shelf::StationShelf;

/// Between two looks while nothing is due: a feed without push.
const LOOK: Duration = Duration::from_secs(5);

/// What one drain did.
#[derive(Debug, Clone, Default)]
pub struct Drained {
    /// Rows whose state changed.
    pub rows: Vec<RowChange>,
    /// Acts that left in a request.
    pub sent: u64,
    /// Events of the feed.
    pub pulled: u64,
    /// The backend answered.
    pub online: bool,
    /// Machine code of the reason, when it did not.
    pub reason: Option<&'static str>,
}

/// A row that changed.
#[derive(Debug, Clone)]
pub struct RowChange {
    /// Which act.
    pub act_id: Uuid,
    /// Its state now.
    pub state: RowState,
}

impl Desk {
    /// Sends what is due and reads the feed, once. Another process that drains this folder is left to it.
    ///
    /// # Errors
    /// The store's; that the backend does not answer is no error but part of what is told.
    pub async fn drain(&self, why: Event) -> Outcome<Drained> {
        let station = self.any_station()?;
        let Some(_lock) = store::sync_lock(station.store().dir())? else {
            return Ok(Drained {
                online: self.is_online(),
                ..Drained::default()
            });
        };
        // Under the lock nobody else is sending: what was on its way when a process died is sent again.
        station.store().queue_reset_sending()?;
        let Some(remote) = self.remote() else {
            self.set_offline(domain::queue::Reason::Offline);
            return Ok(Drained {
                reason: Some("offline"),
                ..Drained::default()
            });
        };
        if let Err(fault) = self.connect(&station).await {
            return Ok(self.unreachable(&fault));
        }
        let shelf = StationShelf {
            station: &station,
            connection: &self.0.connection,
        };
        let verifier = Verifier::new(station.reference().trust.clone());
        let now = || self.now();
        let mut engine = self.0.engine.lock().await;
        let drain = Drain {
            remote: &remote,
            shelf: &shelf,
            verifier: &verifier,
            now: &now,
        };
        let report = drain.once(&mut engine, why).await?;
        let pulled = if report.connection.reason.is_none() {
            self.pull(&remote, &shelf).await?
        } else {
            None
        };
        station.store().journal_sync()?;
        let online = pulled.is_some();
        self.note_connection(online);
        if online {
            let mut connection = locked(&self.0.connection);
            connection.online = true;
            connection.reason = None;
        }
        if !report.rows.is_empty() || pulled.unwrap_or(0) > 0 {
            self.0.changed.notify_one();
        }
        Ok(Drained {
            rows: report
                .rows
                .into_iter()
                .map(|(act_id, state)| RowChange { act_id, state })
                .collect(),
            sent: report.sent,
            pulled: pulled.unwrap_or(0),
            online,
            reason: locked(&self.0.connection)
                .reason
                .map(domain::queue::Reason::code),
        })
    }

    async fn pull(&self, remote: &sync::Remote, shelf: &StationShelf<'_>) -> Outcome<Option<u64>> {
        match pull(remote, shelf).await {
            Ok(pulled) => Ok(Some(pulled.events)),
            Err(PullError::Remote(failure)) => {
                self.set_offline(failure.reason);
                Ok(None)
            }
            Err(PullError::Shelf(error)) => Err(error.into()),
        }
    }

    fn set_offline(&self, reason: domain::queue::Reason) {
        let mut connection = locked(&self.0.connection);
        connection.online = false;
        connection.reason = Some(reason);
        drop(connection);
        self.note_connection(false);
    }

    fn unreachable(&self, fault: &DeskFault) -> Drained {
        let reason = serde_json::from_value(serde_json::Value::from(fault.code.as_str()))
            .unwrap_or(domain::queue::Reason::ServerFault);
        self.set_offline(reason);
        Drained {
            reason: Some(reason.code()),
            ..Drained::default()
        }
    }

    /// Drains for ever, in the background of a window: when nudged, when a wait ends, and every few seconds for the
    /// feed. `tell` is called after each round.
    pub async fn drain_always(&self, tell: impl Fn(&Drained) + Send) {
        let mut why = Event::Tick;
        loop {
            match self.drain(why).await {
                Ok(drained) => tell(&drained),
                // Nobody has signed in yet, or the disk fails: both are told where they are met.
                Err(_) => tell(&Drained::default()),
            }
            why = tokio::select! {
                () = self.0.nudge.notified() => Event::Nudge,
                () = tokio::time::sleep(LOOK) => Event::Tick,
            };
        }
    }

    /// "现在发送".
    pub fn nudge(&self) {
        self.0.nudge.notify_one();
    }
}
