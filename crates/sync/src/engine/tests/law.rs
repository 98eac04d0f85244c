//! Law 3 over every input there is: nothing leaves the queue without the backend's verified acknowledgement or an
//! audited human decision, and what stays still moves.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const REASONS: [Reason; 12] = [
    Reason::Offline,
    Reason::NameResolution,
    Reason::CaptivePortal,
    Reason::Tls,
    Reason::TlsClock,
    Reason::Auth,
    Reason::Revoked,
    Reason::RateLimit,
    Reason::VersionSkew,
    Reason::Maintenance,
    Reason::ServerFault,
    Reason::RecordFault,
];

const ROWS: u64 = 7;

/// The store, what is under way, and what may be out of the queue.
struct Model {
    engine: Engine,
    store: BTreeMap<Uuid, Row>,
    posts: Vec<(u64, Vec<Uuid>)>,
    uploads: Vec<FileKey>,
    /// Acknowledged in an input, or ended by a person.
    freed: BTreeSet<Uuid>,
    now: i64,
}

impl Model {
    /// Seven rows of three cases and one of the station; some name files.
    fn new(seed: u64) -> Self {
        let rows = (1..=ROWS).map(|n| match n {
            7 => Row {
                case: None,
                ..row(n, 9)
            },
            n if n % 2 == 0 => with_file(row(n, u128::from(n % 3))),
            n => row(n, u128::from(n % 3)),
        });
        Self {
            engine: Engine::new(Config::default(), seed),
            store: rows.map(|row| (row.act_id, row)).collect(),
            posts: Vec::new(),
            uploads: Vec::new(),
            freed: BTreeSet::new(),
            now: NOW,
        }
    }

    fn load(&mut self) -> Event {
        self.posts.clear();
        self.uploads.clear();
        let open = self.store.values().filter(|row| !row.state.is_durable());
        loaded(open.cloned().collect())
    }

    /// Any input there is, chosen by three bytes.
    fn input(&mut self, (op, a, b): (u8, u8, u8)) -> Event {
        let act = id(u128::from(u64::from(a) % ROWS + 1));
        let failure = Failure {
            retry_after: (b > 200).then(|| u64::from(b)),
            ..REASONS[usize::from(b) % REASONS.len()].into()
        };
        let file = self
            .uploads
            .get(usize::from(a) % self.uploads.len().max(1))
            .copied();
        match op % 16 {
            0 => self.load(),
            1 => Event::Added(self.store[&act].clone()),
            2 => Event::Nudge,
            3 => Event::Online,
            4 => Event::Offline,
            5 => file.map_or(Event::Tick, Event::FileDone),
            6 => file.map_or(Event::Tick, |key| Event::FileFailed { key, failure }),
            7..=9 => self.reply(a, b),
            10 => Event::Posted {
                batch: self.batch(a).0,
                result: Err(failure),
            },
            11 => Event::Unreadable {
                batch: self.batch(a).0,
                act_id: act,
            },
            12 => Event::Released(act),
            13 if b < 40 => {
                self.freed.insert(act);
                Event::Closed(act)
            }
            14 => Event::Met(life(["e", "f", "g"][usize::from(a) % 3], "e", Some(0))),
            _ => Event::Tick,
        }
    }

    /// An attempt that is under way, or one that never was.
    fn batch(&self, n: u8) -> (u64, Vec<Uuid>) {
        let at = usize::from(n) % (self.posts.len() + 1);
        let strange = || (u64::from(n), self.store.keys().copied().collect());
        self.posts.get(at).cloned().unwrap_or_else(strange)
    }

    fn reply(&mut self, a: u8, b: u8) -> Event {
        let (batch, acts) = self.batch(a);
        let outcomes = acts.into_iter().enumerate().map(|(at, act_id)| {
            let said = match (usize::from(b) + at * 7) % 9 {
                0 => Answer::Received,
                1 => Answer::Fork,
                2 => Answer::Unverified(AckFault::Shape),
                3 => Answer::Missing {
                    acts: vec![seal::Hash32([b; 32])],
                    attachments: Vec::new(),
                },
                4 | 5 => Answer::Missing {
                    acts: Vec::new(),
                    attachments: self.store[&act_id]
                        .attachments
                        .iter()
                        .map(|f| f.hash)
                        .collect(),
                },
                n => {
                    self.freed.insert(act_id);
                    let verdicts = [Verdict::Durable, Verdict::Contested, Verdict::Rejected];
                    return ack(act_id, verdicts[n % 3]);
                }
            };
            answer(act_id, said)
        });
        let outcomes: Vec<_> = outcomes.collect();
        let epoch = ["e", "e", "e", "f"][usize::from(b) % 4];
        posted_by(life(epoch, "e", Some(0)), batch, outcomes)
    }

    fn step(&mut self, event: Event) -> Result<(), TestCaseError> {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in self.engine.step(event.clone(), self.now) {
                self.keep(effect, &event, &mut events)?;
            }
        }
        for act in self.store.keys().filter(|act| !self.freed.contains(act)) {
            prop_assert!(self.engine.rows.contains_key(act), "{act} is gone");
        }
        prop_assert!(self.engine.rows.are_listed(), "a list is stale");
        Ok(())
    }

    fn keep(
        &mut self,
        effect: Effect,
        event: &Event,
        more: &mut Vec<Event>,
    ) -> Result<(), TestCaseError> {
        match effect {
            Effect::Settle(settled) => {
                for row in settled {
                    prop_assert!(proves(event, &row), "{row:?} has no proof");
                    self.set(row.act_id, row.state);
                }
            }
            Effect::Persist(changes) => {
                for change in changes {
                    let settled = change.state.is_durable()
                        || matches!(change.state, RowState::NeedsFix { .. });
                    prop_assert!(!settled, "{change:?} without a proof");
                    self.set(change.act_id, change.state);
                }
            }
            Effect::Epoch { .. } | Effect::ActsLost(_) => more.push(self.reopen()),
            Effect::Upload(key) => self.uploads.push(key),
            Effect::Post { batch, acts } => self.posts.push((batch, acts)),
            Effect::FileLost(_) | Effect::Connection(_) => {}
        }
        Ok(())
    }

    fn set(&mut self, act: Uuid, state: RowState) {
        self.store.get_mut(&act).expect("a known row").state = state;
    }

    /// All that was stored comes back, and must not leave again without a proof.
    fn reopen(&mut self) -> Event {
        let lost = self.store.values_mut().filter(|row| row.state.is_durable());
        let rows: Vec<Row> = lost
            .map(|row| {
                row.state = RowState::Ready;
                row.clone()
            })
            .collect();
        for row in &rows {
            self.freed.remove(&row.act_id);
        }
        Event::Reopened(rows)
    }

    /// A person sends again what was set aside, and a good backend takes all.
    fn calm(&mut self) -> Result<(), TestCaseError> {
        let again = self.load();
        self.step(again)?;
        for act in self.store.keys().copied().collect::<Vec<_>>() {
            self.step(Event::Released(act))?;
        }
        self.step(Event::Nudge)?;
        for _ in 0..200 {
            let event = if let Some(key) = self.uploads.pop() {
                Event::FileDone(key)
            } else if let Some((batch, acts)) = self.posts.pop() {
                self.freed.extend(&acts);
                let outcomes = acts.iter().map(|act| ack(*act, Verdict::Durable));
                let epoch = self.engine.epoch.clone().unwrap_or_else(|| "e".into());
                posted_by(life(&epoch, &epoch, None), batch, outcomes.collect())
            } else {
                self.now = self.engine.wake_at().unwrap_or(self.now);
                Event::Tick
            };
            self.step(event)?;
        }
        Ok(())
    }
}

/// Whether the event itself holds the acknowledgement that settles a row.
fn proves(event: &Event, settled: &Settled) -> bool {
    let Event::Posted {
        result: Ok(posted), ..
    } = event
    else {
        return false;
    };
    posted.outcomes.iter().any(|outcome| match &outcome.answer {
        Answer::Acknowledged(ack) => {
            let same = ack.act_id == settled.act_id && ack.position == settled.position;
            let says = match ack.verdict {
                Verdict::Durable => "durable",
                Verdict::Contested => "contested",
                Verdict::Rejected => "needs_fix",
            };
            same && ack.bytes == settled.ack && says == settled.state.word()
        }
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_leaves_without_a_proof_or_a_decision_and_all_that_stays_moves(
        seed in any::<u64>(),
        inputs in vec((any::<(u8, u8, u8)>(), -2_000_000i64..2_000_000), 1..60),
    ) {
        let mut model = Model::new(seed);
        let first = model.load();
        model.step(first)?;
        for (bytes, later) in inputs {
            model.now += later;
            let event = model.input(bytes);
            model.step(event)?;
        }
        let closed: BTreeSet<Uuid> = model.freed.iter().copied().filter(|act| {
            !model.engine.rows.contains_key(act) && model.store[act].state.is_open()
        }).collect();
        model.store.retain(|act, _| !closed.contains(act));
        model.calm()?;
        for row in model.store.values() {
            let stuck = row.state.is_open() || matches!(row.state, RowState::Quarantined { .. });
            let behind = model.store.values().any(|other| {
                matches!(other.state, RowState::NeedsFix { .. }) && other.case == row.case && other.seq < row.seq
            });
            prop_assert!(!stuck || behind, "{row:?} does not move");
        }
    }
}
