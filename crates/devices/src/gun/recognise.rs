use super::Config;
use super::layout::Stroke;

/// One key going down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Which, as a gun means it.
    pub stroke: Stroke,
    /// The keyboard repeats a key that is held: never a gun, though as fast.
    pub repeat: bool,
}

/// What time alone has decided about the keys so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// Nothing.
    Open,
    /// The held keys are a hand's: give them to the window, in order.
    Typed,
    /// A scan ended by silence.
    Scan(String),
}

/// What to do with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Give it to the window.
    Pass,
    /// Keep it until more is known.
    Hold,
    /// It makes a scan of what is held: drop those and this.
    Begin,
    /// Part of a scan: drop it.
    Swallow,
    /// It ends a scan: drop it.
    End(String),
}

/// The answer to a key: first what is settled about the held ones, then this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// About the keys before.
    pub before: Settled,
    /// About this one.
    pub fate: Fate,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    /// Keys are held; their text so far.
    Run(String),
    /// It is a scan; its text so far.
    Burst(String),
}

/// The recogniser: fed with every key going down and its time, it tells a gun from a hand.
#[derive(Debug)]
pub struct Gun {
    config: Config,
    state: State,
    /// Time of the last key of a run or burst.
    last: u64,
    /// Until when an Enter is the gun's.
    tail: u64,
}

impl Gun {
    /// A recogniser at rest.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            state: State::Idle,
            last: 0,
            tail: 0,
        }
    }

    /// When [`Gun::elapse`] has something to say if no key comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        match self.state {
            State::Idle => None,
            State::Run(_) => Some(self.last + self.config.gap_us + 1),
            State::Burst(_) => Some(self.last + self.config.pause_us),
        }
    }

    /// What the time `at_us` has decided by itself.
    pub fn elapse(&mut self, at_us: u64) -> Settled {
        if self.deadline().is_none_or(|due| at_us < due) {
            return Settled::Open;
        }
        match std::mem::take(&mut self.state) {
            State::Idle => Settled::Open,
            State::Run(_) => Settled::Typed,
            State::Burst(text) => Settled::Scan(self.finish(&text, at_us)),
        }
    }

    /// A pointer or another window comes between: held keys are a hand's, a scan goes on.
    pub fn interrupt(&mut self) -> Settled {
        if !matches!(self.state, State::Run(_)) {
            return Settled::Open;
        }
        self.state = State::Idle;
        Settled::Typed
    }

    /// Judges a key. `at_us` is the keyboard's time, not that of a busy program that reads it later.
    pub fn key(&mut self, key: Key, at_us: u64) -> Verdict {
        let before = self.elapse(at_us);
        let stroke = if key.repeat {
            Stroke::Other
        } else {
            key.stroke
        };
        match std::mem::take(&mut self.state) {
            State::Idle => Verdict {
                before,
                fate: self.first(stroke, at_us),
            },
            State::Run(text) => self.in_run(text, stroke, at_us),
            State::Burst(text) => Verdict {
                before,
                fate: self.in_burst(text, stroke, at_us),
            },
        }
    }

    fn first(&mut self, stroke: Stroke, at_us: u64) -> Fate {
        let text = match stroke {
            Stroke::Print(letter) => letter.to_string(),
            Stroke::Shift => String::new(),
            Stroke::End if at_us < self.tail => return Fate::Swallow,
            Stroke::End | Stroke::Other => return Fate::Pass,
        };
        self.state = State::Run(text);
        self.last = at_us;
        Fate::Hold
    }

    fn in_run(&mut self, mut text: String, stroke: Stroke, at_us: u64) -> Verdict {
        match stroke {
            Stroke::Print(letter) => text.push(letter),
            Stroke::Shift => {}
            Stroke::End | Stroke::Other => {
                return Verdict {
                    before: Settled::Typed,
                    fate: Fate::Pass,
                };
            }
        }
        self.last = at_us;
        // Every printable key of a US layout is one character.
        let (state, fate) = if text.chars().count() >= self.config.min_keys {
            (State::Burst(text), Fate::Begin)
        } else {
            (State::Run(text), Fate::Hold)
        };
        self.state = state;
        Verdict {
            before: Settled::Open,
            fate,
        }
    }

    fn in_burst(&mut self, mut text: String, stroke: Stroke, at_us: u64) -> Fate {
        match stroke {
            Stroke::Print(letter) => text.push(letter),
            Stroke::End => return Fate::End(self.finish(&text, at_us)),
            // At a gun's speed it is the gun's: a control key of a code must not become a command of the window.
            Stroke::Shift | Stroke::Other => {}
        }
        self.last = at_us;
        self.state = State::Burst(text);
        Fate::Swallow
    }

    fn finish(&mut self, text: &str, at_us: u64) -> String {
        self.tail = at_us + self.config.tail_us;
        let text = text.strip_prefix(&self.config.prefix).unwrap_or(text);
        text.strip_suffix(&self.config.suffix)
            .unwrap_or(text)
            .to_owned()
    }
}
