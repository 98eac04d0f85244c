//! One schedule: a station, a network that loses, doubles, delays and reorders, a backend, and a person.

use std::collections::BTreeMap;

use domain::queue::RowState;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use super::backend::{Backend, Fate};
use super::shelf::{Kept, Shelf};
use crate::engine::defect::Defect;
use crate::engine::{Config, Effect, Engine, Event};

const HOUR: i64 = 3_600_000;
const START: i64 = 1_800_000_000_000;

/// How often each fault was used, by its name.
pub type Tally = BTreeMap<&'static str, u64>;

pub struct World {
    pub(super) rng: StdRng,
    engine: Engine,
    defect: Option<Defect>,
    pub(super) shelf: Shelf,
    pub(super) backend: Backend,
    /// Real time; the machine's clock is `now + skew`.
    now: i64,
    skew: i64,
    pub(super) pending: Vec<Event>,
    /// Attempts of this process that were not answered yet.
    pub(super) under_way: BTreeMap<u64, Vec<Uuid>>,
    pub(super) faulty: bool,
    pub(super) server_faults: u32,
    losses: u32,
    pub(super) next: u64,
    pub tally: Tally,
}

impl World {
    pub fn new(seed: u64, defect: Option<Defect>) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let engine = Engine::new(config(), rng.random());
        let mut world = Self {
            rng,
            engine,
            defect,
            shelf: Shelf::default(),
            backend: Backend::default(),
            now: START,
            skew: 0,
            pending: Vec::new(),
            under_way: BTreeMap::new(),
            faulty: true,
            server_faults: 0,
            losses: 0,
            next: 0,
            tally: Tally::new(),
        };
        world.engine.defect = defect;
        world
    }

    /// Runs a faulty time and a calm one; an error names what broke.
    pub fn run(&mut self) -> Result<(), String> {
        for _ in 0..self.rng.random_range(1..=4) {
            self.new_act()?;
        }
        for _ in 0..self.rng.random_range(30..=90) {
            self.turn()?;
        }
        self.faulty = false;
        let end = self.now + 48 * HOUR;
        while self.now < end && !self.unfinished().is_empty() {
            self.calm_turn()?;
        }
        match self.unfinished().first() {
            None => self.check_order(),
            Some(id) => Err(format!("{:?} at the end", self.shelf.rows[id])),
        }
    }

    /// All rows and the engine, for a person who looks at a failed seed.
    pub fn describe(&self) -> String {
        let rows = self.shelf.rows.values();
        let rows: String = rows.map(|kept| format!("{kept:?}\n")).collect();
        format!("{rows}{:#?}", self.engine)
    }

    pub(super) fn count(&mut self, fault: &'static str) {
        *self.tally.entry(fault).or_default() += 1;
    }

    fn turn(&mut self) -> Result<(), String> {
        match self.rng.random_range(0..100) {
            0..12 => self.new_act(),
            12..17 => self.crash(),
            17..20 => self.jump(),
            20..23 => self.event("offline", Event::Offline),
            23..27 => self.event("online", Event::Online),
            27..30 => self.event("nudge", Event::Nudge),
            30..33 => self.lose_file(),
            33..37 => self.person(),
            37..75 => self.deliver(),
            _ => self.sleep(),
        }
    }

    fn calm_turn(&mut self) -> Result<(), String> {
        if self.pending.is_empty() {
            self.sleep()
        } else {
            self.deliver()
        }
    }

    fn event(&mut self, name: &'static str, event: Event) -> Result<(), String> {
        self.count(name);
        self.step(event)
    }

    pub(super) fn step(&mut self, event: Event) -> Result<(), String> {
        for effect in self.engine.step(event, self.now + self.skew) {
            // A process may end between any two effects.
            if self.faulty && self.rng.random_ratio(1, 200) {
                self.count("killed between effects");
                return self.restart();
            }
            self.run_effect(effect)?;
        }
        Ok(())
    }

    fn run_effect(&mut self, effect: Effect) -> Result<(), String> {
        match effect {
            Effect::Settle(settled) => self.shelf.settle(&settled, &self.backend),
            Effect::Persist(changes) => self.shelf.persist(&changes),
            Effect::FileLost(key) => {
                self.shelf.stored.remove(&key);
                Ok(())
            }
            Effect::Connection(_) => Ok(()),
            Effect::Upload(key) => {
                self.upload(key);
                Ok(())
            }
            Effect::Post { batch, acts } => self.post(batch, acts),
        }
    }

    fn deliver(&mut self) -> Result<(), String> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let at = self.rng.random_range(0..self.pending.len());
        self.now += self.rng.random_range(0..2_000);
        let event = self.pending.swap_remove(at);
        match &event {
            Event::FileDone(key) => {
                self.shelf.stored.insert(*key);
            }
            Event::Posted { batch, .. } if self.under_way.remove(batch).is_none() => {
                self.count("late reply");
            }
            _ => {}
        }
        self.step(event)
    }

    /// To the moment the engine asked for, or a little where it asks for none.
    fn sleep(&mut self) -> Result<(), String> {
        let wake = self.engine.wake_at().map(|at| at - self.skew - self.now);
        let most = if self.faulty {
            20 * 60_000
        } else {
            i64::MAX / 2
        };
        self.now += wake.unwrap_or(60_000).clamp(1, most);
        self.step(Event::Tick)
    }

    fn crash(&mut self) -> Result<(), String> {
        self.count("killed");
        self.restart()
    }

    fn restart(&mut self) -> Result<(), String> {
        self.engine = Engine::new(config(), self.rng.random());
        self.engine.defect = self.defect;
        self.under_way.clear();
        // Replies of the process before may still come; its uploads ended with it.
        self.pending
            .retain(|event| matches!(event, Event::Posted { .. }));
        self.step(Event::Loaded(self.shelf.rows()))
    }

    fn jump(&mut self) -> Result<(), String> {
        self.count("clock jump");
        let years = 10 * 365 * 24 * HOUR;
        self.skew = [0, years, -years, HOUR, -HOUR][self.rng.random_range(0..5)];
        self.step(Event::Tick)
    }

    fn lose_file(&mut self) -> Result<(), String> {
        let unused = self.backend.files.iter().find(|key| {
            !self.shelf.rows.values().any(|kept| {
                let names = kept.act.case == key.case && kept.act.files.contains(&key.hash);
                names && self.backend.position(kept.act.id).is_some()
            })
        });
        if let Some(key) = unused.copied()
            && self.losses < 3
        {
            self.losses += 1;
            self.count("file lost");
            self.backend.files.remove(&key);
        }
        Ok(())
    }

    /// Rows that neither are stored, nor wait for a person, nor stand behind one that does.
    fn unfinished(&self) -> Vec<Uuid> {
        let rows = self.shelf.rows.values().filter(|kept| {
            let deadly = |kept: &Kept| matches!(kept.act.fate, Fate::Deadly | Fate::DeadlyFile);
            let stuck = |other: &Kept| !other.state.is_open() || deadly(other);
            // Set aside although nothing is wrong with it: a person is asked for nothing.
            let wronged = matches!(kept.state, RowState::Quarantined { .. })
                && matches!(
                    kept.act.fate,
                    Fate::Normal | Fate::Slow(_) | Fate::Contested
                );
            let waits = kept.state.is_open() && !deadly(kept) && !self.shelf.is_behind(kept, stuck);
            (waits || wronged) && !kept.closed
        });
        rows.map(|kept| kept.act.id).collect()
    }

    /// The backend has the acts of a case in the order in which they were done.
    fn check_order(&self) -> Result<(), String> {
        let mut last: BTreeMap<Uuid, (u64, u64)> = BTreeMap::new();
        for (id, _) in &self.backend.log {
            let kept = &self.shelf.rows[id];
            let place = self.shelf.place(kept);
            let before = last.insert(kept.act.case, place);
            if kept.replaces.is_none() && before.is_some_and(|before| before > place) {
                return Err("stored out of order".into());
            }
        }
        Ok(())
    }
}

fn config() -> Config {
    // Small batches, so that there are many.
    Config {
        batch_acts: 3,
        posts: 3,
        ..Config::default()
    }
}
