use std::time::Duration;

use domain::queue::RowState;
use sync::{Drain, Event, PullError, Verifier, pull};
use uuid::Uuid;

use super::{Desk, locked};
use crate::fault::{DeskFault, Outcome};
use crate::shelf::StationShelf;
use crate::station::Station;

/// Between two looks while nothing is due: a feed without push.
const LOOK: Duration = Duration::from_secs(5);

/// Between two looks at reference data.
const REFRESH_MS: i64 = 600_000;

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
        self.round(why, true).await
    }

    /// Sends what is due, once, and does not look at the feed.
    ///
    /// # Errors
    /// Those of [`Desk::drain`].
    pub async fn send(&self, why: Event) -> Outcome<Drained> {
        self.round(why, false).await
    }

    async fn round(&self, why: Event, feed: bool) -> Outcome<Drained> {
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
        // So that a backend of another life says how much of the known one it still has.
        let known = station.store().backend_epoch()?;
        remote.name_epoch(known.map(|(epoch, _)| epoch));
        // The feed is a call, too: it waits as long as the backend asked, unless a person wants it now.
        let waits = self.0.engine.lock().await.is_asked_to_wait(self.now());
        if waits && matches!(why, Event::Tick) {
            return Ok(self.told(Vec::new(), 0, 0));
        }
        if let Err(fault) = self.connect(&station).await {
            return Ok(self.unreachable(&fault));
        }
        let shelf = StationShelf {
            station: &station,
            connection: &self.0.connection,
            now: self.now(),
        };
        // Back after an outage: the feed is asked first, so that one cheap call finds out; then no wait counts.
        let why = if self.is_online() || !feed {
            why
        } else {
            match self.pull(&remote, &shelf).await? {
                None => return Ok(self.told(Vec::new(), 0, 0)),
                Some(_) if matches!(why, Event::Nudge) => Event::Nudge,
                Some(_) => Event::Online,
            }
        };
        if let Err(failure) = self.return_numbers(&station, &remote).await? {
            self.set_offline(failure.reason);
            return Ok(self.told(Vec::new(), 0, 0));
        }
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
        drop(engine);
        let pulled = match report.connection.reason {
            None if feed => self.pull(&remote, &shelf).await?,
            None => None,
            Some(reason) => {
                self.set_offline(reason);
                None
            }
        };
        if locked(&self.0.connection).reason == Some(domain::queue::Reason::Auth) {
            // Neither token is good any more: both keys open another session at the next round.
            remote.set_session(None).await;
        }
        self.keep_current(&station, &remote).await;
        station.store().journal_prune()?;
        self.mend_forks(&station)?;
        self.purge(&station)?;
        let rows = report
            .rows
            .into_iter()
            .map(|(act_id, state)| RowChange { act_id, state })
            .collect();
        Ok(self.told(rows, report.sent, pulled.unwrap_or(0)))
    }

    /// Reference data as the backend has it now; a member who was revoked is out from now on.
    ///
    /// # Errors
    /// No backend, the call's, data that cannot be verified.
    pub async fn refresh_now(&self) -> Outcome<()> {
        let station = self.any_station()?;
        let remote = self.remote().ok_or_else(super::session::no_backend)?;
        station.refresh(&remote).await?;
        self.expel(&station)
    }

    /// Reference data of today: asked for after a sign-in and every ten minutes. What cannot be had now is had later.
    async fn keep_current(&self, station: &Station, remote: &sync::Remote) {
        let now = self.now();
        // A clock that was put right may stand before the last time.
        let due =
            locked(&self.0.refreshed).is_none_or(|last| !(last..last + REFRESH_MS).contains(&now));
        if due && self.is_online() && station.refresh(remote).await.is_ok() {
            *locked(&self.0.refreshed) = Some(now);
            // A slot that cannot be taken away now is taken away at the next round.
            let _ = self.expel(station);
        }
    }

    fn told(&self, rows: Vec<RowChange>, sent: u64, pulled: u64) -> Drained {
        let connection = locked(&self.0.connection);
        Drained {
            rows,
            sent,
            pulled,
            online: connection.online,
            reason: connection.reason.map(domain::queue::Reason::code),
        }
    }

    async fn pull(&self, remote: &sync::Remote, shelf: &StationShelf<'_>) -> Outcome<Option<u64>> {
        match pull(remote, shelf).await {
            Ok(pulled) => {
                let mut connection = locked(&self.0.connection);
                connection.online = true;
                connection.reason = None;
                connection.next_at = None;
                drop(connection);
                self.note_connection(true);
                Ok(Some(pulled.events))
            }
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
        connection
            .next_at
            .get_or_insert(self.now() + LOOK.as_millis() as i64);
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
            let wait = self.wait().await;
            why = tokio::select! {
                () = self.0.nudge.notified() => Event::Nudge,
                () = tokio::time::sleep(wait) => Event::Tick,
            };
        }
    }

    /// Until the engine wants to come again, and never longer than a look at the feed.
    async fn wait(&self) -> Duration {
        let wake = self.0.engine.lock().await.wake_at();
        let ms = wake.map_or(i64::MAX, |at| (at - self.now()).max(20));
        Duration::from_millis(ms.unsigned_abs()).min(LOOK)
    }

    /// "现在发送".
    pub fn nudge(&self) {
        self.0.nudge.notify_one();
    }
}
