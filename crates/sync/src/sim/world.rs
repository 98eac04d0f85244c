//! One schedule: a station, a network that loses, doubles, delays and reorders, a backend that forgets, and a person.

use std::collections::{BTreeMap, VecDeque};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use super::backend::Backend;
use super::network::Request;
use super::sealer::Sealer;
use super::shelf::Shelf;
use crate::engine::defect::Defect;
use crate::engine::{Config, Effect, Engine, Event};

pub(super) const HOUR: i64 = 3_600_000;
const START: i64 = 1_800_000_000_000;

/// Something on its way.
#[derive(Debug)]
pub enum Coming {
    /// To the station.
    Event(Event),
    /// To the backend.
    Request(Request),
    /// To the backend and back: the feed, which names the epoch.
    Poll(Option<String>),
}

/// What came of an effect.
enum Ran {
    Done,
    /// The store answered at once.
    Came(Event),
    /// The process ended within it.
    Killed,
}

pub struct World {
    pub(super) rng: StdRng,
    pub(super) engine: Engine,
    defect: Option<Defect>,
    pub(super) sealer: Sealer,
    pub(super) shelf: Shelf,
    pub(super) backend: Backend,
    pub(super) cases: Vec<Uuid>,
    /// Real time; the machine's clock is `now + skew`.
    pub(super) now: i64,
    skew: i64,
    pub(super) pending: Vec<Coming>,
    /// Attempts of this process that were not answered yet.
    pub(super) under_way: BTreeMap<u64, Vec<Uuid>>,
    /// Everything that left, for a network that remembers.
    pub(super) sent: Vec<Request>,
    pub(super) faulty: bool,
    pub(super) server_faults: u32,
    losses: u32,
    /// The machine's clock before which the backend asked not to be called.
    patience: i64,
    pub(super) next: u64,
    /// Acts of other desks.
    pub(super) others: u64,
    /// Prints every event and effect: for a seed that runs alone.
    pub is_told: bool,
}

impl World {
    pub fn new(seed: u64, defect: Option<Defect>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let engine = Engine::new(config(), rng.random());
        let mut backend = Backend::default();
        backend.is_silent = rng.random_ratio(1, 4);
        let mut world = Self {
            rng,
            engine,
            defect,
            sealer: Sealer::new(seed.is_multiple_of(8), defect),
            shelf: Shelf::default(),
            backend,
            cases: Vec::new(),
            now: START,
            skew: 0,
            pending: Vec::new(),
            under_way: BTreeMap::new(),
            sent: Vec::new(),
            faulty: true,
            server_faults: 0,
            losses: 0,
            patience: i64::MIN,
            next: 0,
            others: 0,
            is_told: false,
        };
        world.engine.plant(defect);
        world.shelf.tally.schedules = 1;
        world
    }

    /// Runs a faulty time and a calm one; an error names what broke.
    pub fn run(&mut self) -> Result<(), String> {
        self.restart()?;
        for _ in 0..self.rng.random_range(1..=4) {
            self.new_act()?;
        }
        for _ in 0..self.rng.random_range(60..=120) {
            self.turn()?;
        }
        self.calm()?;
        self.check_end()
    }

    /// All rows and the engine, for a person who looks at a failed seed.
    pub fn describe(&self) -> String {
        let rows = self.shelf.rows.values().map(|kept| {
            let (id, case) = (kept.act.id.as_u128(), kept.act.case.as_u128() as u32);
            let (fate, state) = (kept.act.fate, &kept.state);
            let (closed, mends) = (kept.closed, kept.replaces.map(|id| id.as_u128()));
            format!("act {id} of {case}: {fate:?}, {state:?}, closed {closed}, mends {mends:?}\n")
        });
        let log = self.backend.log.iter().map(|stored| {
            let (id, position) = (stored.act.id.as_u128(), stored.position);
            format!("{position}: act {id}, {:?}\n", stored.verdict)
        });
        rows.chain(log).collect::<String>() + &format!("{:#?}", self.engine)
    }

    fn turn(&mut self) -> Result<(), String> {
        match self.rng.random_range(0..100) {
            0..11 => self.new_act(),
            11..16 => self.crash(),
            16..19 => self.jump(),
            19..22 => self.fault("network said to be gone", Event::Offline),
            22..26 => self.told("network said to be back", Event::Online),
            26..29 => self.told("now", Event::Nudge),
            29..31 => self.forget(),
            31 => {
                self.hand_in();
                Ok(())
            }
            32..34 => {
                self.poll();
                Ok(())
            }
            34..37 => {
                self.replay();
                Ok(())
            }
            37..43 => self.person(),
            43..79 => self.deliver(),
            79..81 => {
                self.another_desk();
                Ok(())
            }
            _ => self.sleep(),
        }
    }

    fn fault(&mut self, name: &'static str, event: Event) -> Result<(), String> {
        self.shelf.tally.fault(name);
        self.step(event)
    }

    fn told(&mut self, name: &'static str, event: Event) -> Result<(), String> {
        self.shelf.tally.doing(name);
        if event == Event::Nudge {
            self.patience = i64::MIN;
        }
        self.step(event)
    }

    /// The machine's clock.
    pub(super) fn clock(&self) -> i64 {
        self.now + self.skew
    }

    /// One event, and those that the store answers with at once.
    pub(super) fn step(&mut self, event: Event) -> Result<(), String> {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            if self.is_told {
                println!("{} <- {event:?}", self.clock());
            }
            for effect in self.engine.step(event, self.clock()) {
                if self.is_told {
                    println!("    -> {effect:?}");
                }
                // A process may end between any two effects.
                if self.is_killed() {
                    return self.restart();
                }
                match self.run_effect(effect)? {
                    Ran::Done => {}
                    Ran::Came(event) => events.push_back(event),
                    Ran::Killed => return self.restart(),
                }
            }
        }
        Ok(())
    }

    fn is_killed(&mut self) -> bool {
        let killed = self.faulty && self.rng.random_ratio(1, 200);
        if killed {
            self.shelf.tally.fault("killed between two effects");
        }
        killed
    }

    fn run_effect(&mut self, effect: Effect) -> Result<Ran, String> {
        match effect {
            Effect::Epoch { epoch, reopen } => {
                let beyond = reopen.unwrap_or(u64::MAX);
                let lost = |position: Option<u64>| position.is_some_and(|at| at > beyond);
                let rows = self.shelf.reopen(|kept| lost(kept.position));
                // Two transactions: a process that ends between them knows the old epoch still.
                if self.is_killed() {
                    return Ok(Ran::Killed);
                }
                self.shelf.epoch = Some(epoch);
                return Ok(Ran::Came(Event::Reopened(rows)));
            }
            Effect::ActsLost(acts) => {
                let rows = self.shelf.reopen(|kept| acts.contains(&kept.act.hash));
                return Ok(Ran::Came(Event::Reopened(rows)));
            }
            Effect::Settle(settled) => {
                self.shelf.settle(&settled, &self.backend)?;
                // Proved by another reply: nothing is awaited for it any more.
                for acts in self.under_way.values_mut() {
                    acts.retain(|act| settled.iter().all(|row| row.act_id != *act));
                }
            }
            Effect::Persist(changes) => self.shelf.persist(&changes)?,
            Effect::FileLost(key) => {
                self.shelf.stored.remove(&key);
            }
            Effect::Connection(_) => {}
            Effect::Upload(key) => self.upload(key)?,
            Effect::Post { batch, acts } => self.post(batch, acts)?,
        }
        Ok(Ran::Done)
    }

    pub(super) fn deliver(&mut self) -> Result<(), String> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let at = self.rng.random_range(0..self.pending.len());
        if self.faulty && at > 0 {
            self.shelf.tally.doing("overtaken");
        }
        self.now += self.rng.random_range(0..2_000);
        match self.pending.swap_remove(at) {
            Coming::Request(request) => {
                self.arrive(request);
                Ok(())
            }
            Coming::Poll(asked) => {
                let life = self.life(asked);
                self.pending.push(Coming::Event(Event::Met(life)));
                Ok(())
            }
            Coming::Event(event) => self.receive(event),
        }
    }

    fn receive(&mut self, event: Event) -> Result<(), String> {
        match &event {
            Event::FileDone(key) => {
                self.shelf.stored.insert(*key);
            }
            Event::FileFailed { failure, .. } => self.ask_patience(failure.retry_after),
            Event::Posted { batch, result } => {
                let late = self.under_way.remove(batch).is_none();
                if late && self.faulty {
                    self.shelf.tally.fault("reply late");
                }
                if let (Err(failure), false) = (result, late) {
                    self.ask_patience(failure.retry_after);
                }
            }
            _ => {}
        }
        self.step(event)
    }

    fn ask_patience(&mut self, seconds: Option<u64>) {
        let asked = i64::try_from(seconds.unwrap_or(0)).unwrap_or(i64::MAX);
        let wait = asked.saturating_mul(1_000).min(Config::default().cap);
        self.patience = self.patience.max(self.clock().saturating_add(wait));
    }

    /// Nothing leaves before the time that the backend asked for, within the cap.
    pub(super) fn check_patience(&self) -> Result<(), String> {
        if self.clock() < self.patience {
            return Err("called although the backend asked to wait".into());
        }
        Ok(())
    }

    /// To the moment the engine asked for, or a little where it asks for none.
    pub(super) fn sleep(&mut self) -> Result<(), String> {
        let wake = self.engine.wake_at().map(|at| at - self.clock());
        if wake.is_some_and(|wait| wait > Config::default().cap) {
            return Err(format!("a wait of {wake:?} ms"));
        }
        self.now += wake.unwrap_or(60_000).max(1);
        self.step(Event::Tick)
    }

    fn crash(&mut self) -> Result<(), String> {
        self.shelf.tally.fault("killed");
        self.restart()
    }

    fn restart(&mut self) -> Result<(), String> {
        self.engine = Engine::new(config(), self.rng.random());
        self.engine.plant(self.defect);
        self.under_way.clear();
        self.patience = i64::MIN;
        // Replies to the process before may still come; its uploads ended with it.
        self.pending.retain(|coming| {
            !matches!(
                coming,
                Coming::Event(Event::FileDone(_) | Event::FileFailed { .. })
            )
        });
        let epoch = self.shelf.epoch.clone();
        let rows = self.shelf.rows();
        self.step(Event::Loaded { rows, epoch })
    }

    fn jump(&mut self) -> Result<(), String> {
        self.shelf.tally.fault("clock jump");
        let years = 10 * 365 * 24 * HOUR;
        self.skew = [0, years, -years, HOUR, -HOUR][self.rng.random_range(0..5)];
        self.patience = i64::MIN;
        self.step(Event::Tick)
    }

    pub(super) fn poll(&mut self) {
        self.pending.push(Coming::Poll(self.shelf.epoch.clone()));
    }

    /// The backend loses something: all beyond a backup, one case without a word, or a file.
    fn forget(&mut self) -> Result<(), String> {
        if self.losses >= 4 {
            return Ok(());
        }
        self.losses += 1;
        match self.rng.random_range(0..6) {
            0 | 1 => self.restore(),
            2 => return self.lose_case(),
            _ => self.lose_file(),
        }
        Ok(())
    }

    fn restore(&mut self) {
        let last = self.backend.log.last().map_or(0, |stored| stored.position);
        self.shelf.tally.fault("backend restored");
        let position = self.rng.random_range(0..=last);
        self.backend.restore(position);
    }

    /// Found out when another act of the case comes: so one comes.
    fn lose_case(&mut self) -> Result<(), String> {
        let fit = |case: &Uuid| self.shelf.is_clean(*case) && !self.known(*case).stage.has_ended();
        let Some(case) = self.cases.iter().copied().find(fit) else {
            return Ok(());
        };
        self.shelf.tally.fault("backend lost a case");
        self.backend.lose(case);
        self.act_of(case, super::backend::Fate::Normal)
    }

    fn lose_file(&mut self) {
        let unused = self.backend.files.iter().find(|key| {
            let named = |stored: &super::backend::Stored| {
                super::backend::keys(&stored.act).any(|named| named == **key)
            };
            !self.backend.log.iter().any(named)
        });
        if let Some(key) = unused.copied() {
            self.shelf.tally.fault("backend lost a file");
            self.backend.files.remove(&key);
        }
    }
}

fn config() -> Config {
    // Small batches, so that there are many.
    Config {
        batch_acts: 3,
        posts: 3,
        patience: 20,
        ..Config::default()
    }
}
