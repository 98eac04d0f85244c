//! The glue: runs the engine's effects against a [`Remote`] and a [`Shelf`] until nothing is due.

mod pull;
mod report;
mod shelf;

use std::collections::VecDeque;

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use seal::Hash32;
use uuid::Uuid;

pub use pull::{PullError, Pulled, pull};
pub use report::Report;
pub use shelf::{Contact, Shelf};

use crate::engine::{Effect, Engine, Event, FileKey, Outcome, Posted};
use crate::failure::Failure;
use crate::remote::{Brought, Remote, UploadFailure, aside};
use crate::verify::{Verifier, outcomes};
use domain::queue::Reason;

/// What a drain works with.
pub struct Drain<'a, S> {
    /// The network.
    pub remote: &'a Remote,
    /// The store.
    pub shelf: &'a S,
    /// Believes acknowledgements.
    pub verifier: &'a Verifier,
    /// The clock, milliseconds since the Unix epoch.
    pub now: &'a (dyn Fn() -> i64 + Sync),
}

/// Between two contacts that are kept while replies follow one another: a commit a reply would be one too many.
const CONTACT_MS: i64 = 1_000;

/// What the replies of one drain told beside their answers.
#[derive(Default)]
struct Heard {
    told: Option<Contact>,
    /// The last one, where it is not kept yet.
    held: Option<Contact>,
}

impl Heard {
    /// Answers what is to be kept at once: the first word, one of another epoch, and one a second.
    fn tell(&mut self, contact: Contact) -> Option<Contact> {
        let soon = self.told.as_ref().is_some_and(|told| {
            told.life.epoch == contact.life.epoch
                && (told.now..told.now.saturating_add(CONTACT_MS)).contains(&contact.now)
        });
        if soon {
            self.held = Some(contact);
            return None;
        }
        self.held = None;
        self.told = Some(contact.clone());
        Some(contact)
    }
}

/// What came back of something under way.
type Came<E> = Result<(Event, Option<Contact>), E>;

/// Something under way.
type UnderWay<'a, E> = BoxFuture<'a, Came<E>>;

/// What became of an effect.
enum Ran<'a, E> {
    Done,
    /// The store answered at once.
    Came(Event),
    Started(UnderWay<'a, E>),
}

impl<S: Shelf> Drain<'_, S> {
    /// Loads the rows, tells the engine why it is called (`Tick`, `Nudge`, `Online`), and runs until nothing is due
    /// or the connection fails. The engine may be a new one, or the one of the last drain, which keeps its waits;
    /// [`Engine::wake_at`] then says when to come again. Dropping the future is safe at any point: what was under way
    /// is sent again.
    ///
    /// # Errors
    /// The store's; the queue is then as the store has it.
    pub async fn once(&self, engine: &mut Engine, why: Event) -> Result<Report, S::Error> {
        let mut report = Report::default();
        let mut heard = Heard::default();
        let mut under_way: FuturesUnordered<UnderWay<'_, S::Error>> = FuturesUnordered::new();
        let loaded = Event::Loaded {
            rows: self.shelf.rows()?,
            epoch: self.shelf.epoch()?,
        };
        let mut events = VecDeque::from([loaded, why]);
        loop {
            while let Some(event) = events.pop_front() {
                let effects = engine.step(event, (self.now)());
                for effect in &effects {
                    report.note(effect);
                }
                let mut effects = effects.into_iter().peekable();
                while let Some(effect) = effects.next() {
                    // What a step keeps is kept together: one commit a step.
                    let effect = match (effect, effects.peek()) {
                        (Effect::Settle(settled), Some(Effect::Persist(changes))) => {
                            self.shelf.keep(&settled, changes)?;
                            effects.next();
                            continue;
                        }
                        (effect, _) => effect,
                    };
                    match self.run(effect)? {
                        Ran::Started(started) => under_way.push(started),
                        Ran::Came(event) => events.push_back(event),
                        Ran::Done => {}
                    }
                }
            }
            let Some(came) = under_way.next().await else {
                // The whole of it may have become due while the last answer was on its way.
                if engine.connection().reason.is_some() || !is_due(engine, (self.now)()) {
                    break;
                }
                events.push_back(Event::Tick);
                continue;
            };
            let (event, contact) = came?;
            if let Some(now) = contact.and_then(|contact| heard.tell(contact)) {
                self.shelf.contact(&now)?;
            }
            events.push_back(event);
        }
        if let Some(last) = heard.held {
            self.shelf.contact(&last)?;
        }
        report.connection = engine.connection().clone();
        Ok(report)
    }

    /// Runs what is the store's at once, and starts what is the network's.
    fn run(&self, effect: Effect) -> Result<Ran<'_, S::Error>, S::Error> {
        match effect {
            Effect::Epoch { epoch, reopen } => {
                let rows = self.shelf.new_epoch(&epoch, reopen)?;
                return Ok(Ran::Came(Event::Reopened(rows)));
            }
            Effect::ActsLost(acts) => {
                return Ok(Ran::Came(Event::Reopened(self.shelf.acts_lost(&acts)?)));
            }
            Effect::Settle(settled) => self.shelf.settle(&settled)?,
            Effect::Persist(changes) => self.shelf.persist(&changes)?,
            Effect::FileLost(key) => self.shelf.file_lost(key)?,
            Effect::Connection(state) => self.shelf.connection(&state),
            Effect::Upload(key) => return Ok(Ran::Started(Box::pin(self.upload(key)))),
            Effect::Post { batch, acts } => {
                return Ok(Ran::Started(Box::pin(self.post(batch, acts))));
            }
        }
        Ok(Ran::Done)
    }

    async fn upload(&self, key: FileKey) -> Came<S::Error> {
        let Some((length, url)) = self.shelf.upload(key)? else {
            let failure = Failure::new(Reason::RecordFault);
            return Ok((Event::FileFailed { key, failure }, None));
        };
        let read = |offset, length| self.shelf.read_file(key, offset, length);
        let progress = |url: &str, offset| self.shelf.file_progress(key, url, offset);
        let claim = self.shelf.claim(key)?;
        let file = Brought { key, length, claim };
        match self.remote.bring(&file, url, read, progress).await {
            Ok(_) => {
                self.shelf.file_stored(key)?;
                Ok((Event::FileDone(key), None))
            }
            Err(UploadFailure::Remote(failure)) => Ok((Event::FileFailed { key, failure }, None)),
            Err(UploadFailure::Shelf(fault)) => Err(fault),
        }
    }

    async fn post(&self, batch: u64, ids: Vec<Uuid>) -> Came<S::Error> {
        let mut acts = Vec::with_capacity(ids.len());
        let found = self.shelf.acts(&ids)?;
        for (act_id, act) in ids.iter().zip(found) {
            let Some(act) = act else {
                let act_id = *act_id;
                return Ok((Event::Unreadable { batch, act_id }, None));
            };
            acts.push(act);
        }
        let sent = ids.into_iter().zip(acts.iter().map(shelf::act_hash));
        let sent: Vec<(Uuid, Hash32)> = sent.collect();
        let asked = self.shelf.epoch()?;
        self.remote.name_epoch(asked.clone());
        let (result, contact) = match self.remote.post_acts(acts).await {
            Ok(reply) => {
                crash::point(crash::Point::ActsReplied);
                let contact = Contact::of(&reply, asked);
                let outcomes = self.believe(reply.data, sent).await;
                let life = contact.life.clone();
                let posted = outcomes.map(|outcomes| Posted { life, outcomes });
                (posted, Some(contact))
            }
            Err(failure) => (Err(failure), None),
        };
        Ok((Event::Posted { batch, result }, contact))
    }

    /// Checks the signatures beside whatever else is under way.
    async fn believe(
        &self,
        posted: wire::PostedActs,
        sent: Vec<(Uuid, Hash32)>,
    ) -> Result<Vec<Outcome>, Failure> {
        let verifier = self.verifier.clone();
        aside(move || {
            outcomes(&posted.results, &sent, &verifier)
                .ok_or_else(|| Failure::new(Reason::ServerFault))
        })
        .await
    }
}

fn is_due(engine: &Engine, now: i64) -> bool {
    engine.wake_at().is_some_and(|at| at <= now)
}
