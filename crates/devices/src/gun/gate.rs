use std::collections::BTreeSet;

use super::{Burst, Config, Fate, Gun, Key, Settled, layout};

/// A key going down, as the platform reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// Physical key, see [`layout`].
    pub code: u16,
    /// Shift is down.
    pub shift: bool,
    /// Ctrl, Alt, AltGr or the system key is down: a command, not a text.
    pub command: bool,
    /// Keyboard's time, microseconds.
    pub at_us: u64,
}

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub struct Step<E> {
    /// Events for the window, in order.
    pub deliver: Vec<E>,
    /// A scan has begun: its keys are being swallowed.
    pub began: bool,
    /// A scan is complete.
    pub scan: Option<Burst>,
}

impl<E> Default for Step<E> {
    fn default() -> Self {
        Self {
            deliver: Vec::new(),
            began: false,
            scan: None,
        }
    }
}

struct Held<E> {
    code: u16,
    down: bool,
    event: E,
}

/// Holds the platform's key events `E` while [`Gun`] is undecided, and gives them on in their order or not at all.
pub struct Gate<E> {
    gun: Gun,
    held: Vec<Held<E>>,
    /// Keys that are down.
    down: BTreeSet<u16>,
    /// Keys whose press was dropped: the window must not see their release either. A lone Shift release, for one,
    /// switches an input method to English.
    dropped: BTreeSet<u16>,
}

impl<E> Gate<E> {
    /// An open gate.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            gun: Gun::new(config),
            held: Vec::new(),
            down: BTreeSet::new(),
            dropped: BTreeSet::new(),
        }
    }

    /// Another setting from the next key on.
    pub fn set(&mut self, config: Config) {
        self.gun.set(config);
    }

    /// When [`Gate::elapse`] is due if no key comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        self.gun.deadline()
    }

    /// A key goes down.
    pub fn press(&mut self, press: Press, event: E) -> Step<E> {
        let repeat = !self.down.insert(press.code);
        let stroke = if press.command {
            layout::chord(press.code)
        } else {
            layout::stroke(press.code, press.shift)
        };
        let verdict = self.gun.key(Key { stroke, repeat }, press.at_us);
        let mut step = self.settle(verdict.before);
        match verdict.fate {
            Fate::Pass => {
                self.dropped.remove(&press.code);
                step.deliver.push(event);
            }
            Fate::Hold => self.held.push(Held {
                code: press.code,
                down: true,
                event,
            }),
            Fate::Begin => {
                step.began = true;
                self.drop_held(&mut step);
                self.dropped.insert(press.code);
            }
            Fate::Swallow => {
                self.drop_held(&mut step);
                self.dropped.insert(press.code);
            }
            Fate::End(burst) => {
                self.dropped.insert(press.code);
                step.scan = Some(burst);
            }
        }
        step
    }

    /// A key goes up.
    pub fn release(&mut self, code: u16, event: E) -> Step<E> {
        self.down.remove(&code);
        let mut step = Step::default();
        if self.dropped.remove(&code) {
            return step;
        }
        if self.held.is_empty() {
            step.deliver.push(event);
        } else {
            self.held.push(Held {
                code,
                down: false,
                event,
            });
        }
        step
    }

    /// Time has passed without a key.
    pub fn elapse(&mut self, at_us: u64) -> Step<E> {
        let settled = self.gun.elapse(at_us);
        self.settle(settled)
    }

    /// A pointer press: what was typed before it goes before it.
    pub fn interrupt(&mut self) -> Step<E> {
        let settled = self.gun.interrupt();
        self.settle(settled)
    }

    /// The window gained or lost the keyboard: releases may have gone elsewhere.
    pub fn refocus(&mut self) -> Step<E> {
        self.down.clear();
        self.interrupt()
    }

    fn settle(&mut self, settled: Settled) -> Step<E> {
        let mut step = Step::default();
        match settled {
            Settled::Open => {}
            Settled::Typed => step
                .deliver
                .extend(self.held.drain(..).map(|held| held.event)),
            Settled::Scan(burst) => step.scan = Some(burst),
        }
        step
    }

    /// Drops the held presses with their releases; the release of an older key still goes to the window, which saw
    /// it pressed.
    fn drop_held(&mut self, step: &mut Step<E>) {
        for held in self.held.drain(..) {
            if held.down {
                self.dropped.insert(held.code);
            } else if !self.dropped.remove(&held.code) {
                step.deliver.push(held.event);
            }
        }
    }
}
