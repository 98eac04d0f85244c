//! What every call shares.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::{IntoResponse as _, Response};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use tokio::sync::Notify;
use wire::{CONTRACT, Reply};

use crate::call::{Caller, Turn};
use crate::calls::{bundles, upload};
use crate::city::{City, Published};
use crate::config::{Care, Clock};
use crate::fault::{Bad, Outcome};
use crate::keys::Keys;
use crate::lives::Lives;
use crate::log::prove::Keyring;
use crate::log::{Tail, clock};
use crate::member::Bearer;
use crate::openings::Reprint;
use crate::platform::{Platform, Practice};
use crate::progress::{self, Messages};
use crate::server::StartError;
use crate::{backup, database};

/// One running backend.
pub(crate) struct App {
    database: Mutex<Connection>,
    clock: Clock,
    pub(crate) keys: Keys,
    pub(crate) city: City,
    /// Where licences come from.
    pub(crate) platform: Arc<dyn Platform>,
    /// Where messages to applicants go.
    pub(crate) messages: Arc<dyn Messages>,
    /// A message was queued.
    pub(crate) pushes: Notify,
    pub(crate) published: Published,
    /// The city as published, with what was opened since.
    pub(crate) reprint: Reprint,
    pub(crate) lives: Lives,
    /// Path before every call: empty, or `/t/TOKEN`.
    pub(crate) prefix: String,
    /// Keys of stations and members as they were met.
    pub(crate) keyring: Keyring,
    /// The last position that is safe: in a backup, or committed with `synchronous=FULL` where backups are not made.
    safe: AtomicU64,
    /// Where backups go.
    backups: Option<PathBuf>,
    /// Also where bundles wait, encrypted, until they have come whole.
    pub(crate) folder: PathBuf,
}

impl App {
    /// Takes the folder up.
    pub(crate) fn new(
        folder: PathBuf,
        clock: Clock,
        prefix: String,
        (care, made): (&Care, Option<(u32, u64)>),
    ) -> Result<Self, StartError> {
        let backups = care.backups.clone();
        let mut connection = database::open(&folder)?;
        bundles::sweep(&folder)?;
        let city = City::load(care, made)?;
        let now_s = clock().div_euclid(1000);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let keys = Keys::load(&tx, now_s)?;
        keys.trust(&tx, &city.rule.realm, &city.rule.proof.issuer, now_s)?;
        let last = last(&tx)?;
        let lives = Lives::begin(&tx, last)?;
        let safe = if backups.is_some() {
            backup::mark(&tx)?
        } else {
            last
        };
        let published = city.publish(&tx, &keys.refdata, now_s)?;
        tx.commit()?;
        let practice = || Arc::new(Practice::new(Arc::clone(&city.people))) as Arc<dyn Platform>;
        let platform = care.platform.clone().unwrap_or_else(practice);
        let messages = care.messages.clone();
        let messages = messages.unwrap_or_else(|| Arc::new(progress::Practice));
        Ok(Self {
            platform,
            messages,
            pushes: Notify::new(),
            database: Mutex::new(connection),
            clock,
            keys,
            city,
            published,
            reprint: Reprint::default(),
            lives,
            prefix,
            keyring: Keyring::default(),
            safe: AtomicU64::new(safe),
            backups,
            folder,
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
        bearer: Bearer,
        work: impl FnOnce(&Turn<'_>) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || app.transact(bearer, work));
        done.await.unwrap_or_else(|_| Err(Bad::server()))
    }

    fn transact<T>(
        &self,
        bearer: Bearer,
        work: impl FnOnce(&Turn<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        // A panic inside rolled its transaction back: the connection is whole.
        let mut connection = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = work(&Turn {
            app: self,
            tx: &tx,
            now: self.now(),
            bearer,
            tail: &Tail::default(),
        })?;
        let position = last(&tx)?;
        crash::point(crash::Point::BackendBegun);
        tx.commit()?;
        crash::point(crash::Point::BackendKept);
        if self.backups.is_none() {
            self.safe.store(position, Ordering::SeqCst);
        }
        Ok(answer)
    }

    /// What comes with time: clocks that run out, files that nobody names, a backup. In small transactions.
    pub(crate) fn look_after(&self) -> Outcome<()> {
        while self.transact(Bearer::nobody(), clock::run_out)? {}
        self.transact(Bearer::nobody(), upload::sweep)?;
        self.back_up().map(|_| ())
    }

    /// At the start, once.
    pub(crate) fn wind_clocks(&self) -> Outcome<()> {
        self.transact(Bearer::nobody(), clock::wind)
    }

    /// Makes a backup where one is wanted and something is new; answers the last position that stands in one.
    pub(crate) fn back_up(&self) -> Outcome<u64> {
        let Some(to) = &self.backups else {
            return Ok(self.safe.load(Ordering::SeqCst));
        };
        let mut connection = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = connection.transaction()?;
        let (last, mark) = (last(&tx)?, backup::mark(&tx)?);
        drop(tx);
        if last == mark && last > 0 {
            return Ok(mark);
        }
        let written =
            database::key(&self.folder).and_then(|key| backup::write(&connection, &key, to, last));
        written.map_err(|_| Bad::server())?;
        // Only now: a mark before the copy could outlive it.
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        backup::put_mark(&tx, last)?;
        tx.commit()?;
        self.safe.store(last, Ordering::SeqCst);
        Ok(last)
    }

    /// [`App::run`], answered as the contract says.
    pub(crate) async fn answer<T: Serialize + Send + 'static>(
        self: &Arc<Self>,
        caller: &Caller,
        request_id: &str,
        work: impl FnOnce(&Turn<'_>) -> Outcome<T> + Send + 'static,
    ) -> Response {
        match self.run(caller.bearer, work).await {
            Ok(data) => self.reply(caller, request_id, data),
            Err(bad) => bad.of(request_id).into_response(),
        }
    }

    /// A good reply.
    pub(crate) fn reply<T: Serialize>(
        &self,
        caller: &Caller,
        request_id: &str,
        data: T,
    ) -> Response {
        let request_id = if request_id.is_empty() {
            uuid::Uuid::new_v4().to_string()
        } else {
            request_id.to_owned()
        };
        axum::Json(Reply {
            contract: CONTRACT.to_owned(),
            request_id,
            epoch: self.lives.epoch().to_owned(),
            common_to: caller
                .epoch
                .as_deref()
                .and_then(|known| self.lives.common_to(known)),
            backed_up_to: self.safe.load(Ordering::SeqCst),
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
