//! What every call shares.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse as _, Response};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use wire::{CONTRACT, Reply};

use crate::city::{City, Published};
use crate::config::Clock;
use crate::fault::{Bad, Outcome};
use crate::keys::{Keys, epoch};
use crate::server::StartError;

/// One running backend.
pub(crate) struct App {
    database: Mutex<Connection>,
    clock: Clock,
    pub(crate) keys: Keys,
    pub(crate) city: City,
    pub(crate) published: Published,
    pub(crate) epoch: String,
    /// Path before every call: empty, or `/t/TOKEN`.
    pub(crate) prefix: String,
    /// The last position; with `synchronous=FULL` a committed one is as safe as this city makes it.
    last: AtomicU64,
}

impl App {
    /// Takes the folder up.
    pub(crate) fn new(
        mut connection: Connection,
        clock: Clock,
        prefix: String,
    ) -> Result<Self, StartError> {
        let city = City::load()?;
        let now_s = clock().div_euclid(1000);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let keys = Keys::load(&tx, now_s)?;
        keys.trust(&tx, &city.rule.realm, &city.rule.proof.issuer, now_s)?;
        let epoch = epoch(&tx)?;
        let last = last(&tx)?;
        tx.commit()?;
        let published = city.publish(&keys.refdata)?;
        Ok(Self {
            database: Mutex::new(connection),
            clock,
            keys,
            city,
            published,
            epoch,
            prefix,
            last: AtomicU64::new(last),
        })
    }

    /// Milliseconds since the Unix epoch.
    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(crate) fn realm(&self) -> &str {
        &self.city.rule.realm
    }

    /// Runs the work in one transaction, off the reactor; a refusal rolls back. The answer leaves only after the
    /// commit has returned.
    pub(crate) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&App, &Transaction<'_>, i64) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || app.transact(work));
        done.await.unwrap_or_else(|_| Err(Bad::server()))
    }

    fn transact<T>(
        &self,
        work: impl FnOnce(&App, &Transaction<'_>, i64) -> Outcome<T>,
    ) -> Outcome<T> {
        // A panic inside rolled its transaction back: the connection is whole.
        let mut connection = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = work(self, &tx, self.now())?;
        let position = last(&tx)?;
        tx.commit()?;
        self.last.store(position, Ordering::SeqCst);
        Ok(answer)
    }

    /// [`App::run`], answered as the contract says.
    pub(crate) async fn answer<T: Serialize + Send + 'static>(
        self: &Arc<Self>,
        request_id: &str,
        work: impl FnOnce(&App, &Transaction<'_>, i64) -> Outcome<T> + Send + 'static,
    ) -> Response {
        match self.run(work).await {
            Ok(data) => self.reply(request_id, data),
            Err(bad) => bad.of(request_id).into_response(),
        }
    }

    /// A good reply.
    pub(crate) fn reply<T: Serialize>(&self, request_id: &str, data: T) -> Response {
        let request_id = if request_id.is_empty() {
            uuid::Uuid::new_v4().to_string()
        } else {
            request_id.to_owned()
        };
        axum::Json(Reply {
            contract: CONTRACT.to_owned(),
            request_id,
            epoch: self.epoch.clone(),
            backed_up_to: self.last.load(Ordering::SeqCst),
            now: self.now(),
            data,
        })
        .into_response()
    }
}

fn last(tx: &Transaction<'_>) -> rusqlite::Result<u64> {
    let position: i64 = tx
        .prepare_cached("SELECT coalesce(max(position), 0) FROM log")?
        .query_row([], |row| row.get(0))?;
    Ok(position.unsigned_abs())
}
