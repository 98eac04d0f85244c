use super::layout::{Sign, Stroke};
use super::{Burst, Config};

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
    Scan(Burst),
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
    /// Part of a scan: drop it, and the modifiers held before it.
    Swallow,
    /// It ends a scan: drop it.
    End(Burst),
}

/// The answer to a key: first what is settled about the held ones, then this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// About the keys before.
    pub before: Settled,
    /// About this one.
    pub fate: Fate,
}

impl Verdict {
    fn open(fate: Fate) -> Self {
        Self {
            before: Settled::Open,
            fate,
        }
    }
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Idle,
    /// Keys are held; what they say so far.
    Run(Vec<Sign>),
    /// It is a scan; what it says so far.
    Burst(Vec<Sign>),
}

/// The recogniser: fed with every key going down and its time, it tells a gun from a hand.
#[derive(Debug)]
pub struct Gun {
    config: Config,
    state: State,
    /// Time of the last key of a run or burst.
    last: u64,
    /// Until when what a gun sends behind its code is the gun's.
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

    /// Another setting from the next key on; a scan that has begun goes on under it.
    pub fn set(&mut self, config: Config) {
        self.config = config;
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
            State::Burst(signs) => Settled::Scan(self.finish(signs, at_us)),
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
        match std::mem::take(&mut self.state) {
            State::Idle => Verdict {
                before,
                fate: self.first(key, at_us),
            },
            State::Run(signs) => self.in_run(signs, key, at_us),
            State::Burst(signs) => Verdict {
                before,
                fate: self.in_burst(signs, key, at_us),
            },
        }
    }

    fn first(&mut self, key: Key, at_us: u64) -> Fate {
        if key.repeat {
            return Fate::Pass;
        }
        let signs = match key.stroke {
            Stroke::Modifier => Vec::new(),
            Stroke::Sign(sign) if self.trails(sign, at_us) => return Fate::Swallow,
            Stroke::Sign(sign) if sign.is_end() && !self.may_open(&[sign]) => return Fate::Pass,
            Stroke::Sign(sign) => vec![sign],
        };
        self.state = State::Run(signs);
        self.last = at_us;
        Fate::Hold
    }

    fn in_run(&mut self, mut signs: Vec<Sign>, key: Key, at_us: u64) -> Verdict {
        let typed = Verdict {
            before: Settled::Typed,
            fate: Fate::Pass,
        };
        if key.repeat {
            return typed;
        }
        if let Stroke::Sign(sign) = key.stroke {
            if signs.is_empty() && self.trails(sign, at_us) {
                return Verdict::open(Fate::Swallow);
            }
            signs.push(sign);
            if sign.is_end() && !self.may_open(&signs) {
                return typed;
            }
        }
        self.last = at_us;
        if prints(&signs) >= self.config.min_keys {
            self.state = State::Burst(signs);
            return Verdict::open(Fate::Begin);
        }
        self.state = State::Run(signs);
        Verdict::open(Fate::Hold)
    }

    fn in_burst(&mut self, mut signs: Vec<Sign>, key: Key, at_us: u64) -> Fate {
        // At a gun's speed it is the gun's: a control key of a code must not become a command of the window.
        if let (Stroke::Sign(sign), false) = (key.stroke, key.repeat) {
            signs.push(sign);
            if self.ends(&signs) {
                return Fate::End(self.finish(signs, at_us));
            }
        }
        self.last = at_us;
        self.state = State::Burst(signs);
        Fate::Swallow
    }

    /// Whether an Enter or Tab among these first keys may be the gun's: only where it was taught so, or a lesson shows
    /// what the gun sends.
    fn may_open(&self, signs: &[Sign]) -> bool {
        self.config.lesson || self.config.prefix.starts_with(signs)
    }

    /// Whether these keys end a scan without waiting: by Enter or Tab, or by a taught suffix whose last key no code has
    /// in it. A lesson hears all that comes.
    fn ends(&self, signs: &[Sign]) -> bool {
        let suffix = &self.config.suffix;
        let last_key = suffix
            .last()
            .is_some_and(|last| !matches!(last, Sign::Print(_)));
        let taught = last_key && !suffix.iter().any(|sign| sign.is_end());
        !self.config.lesson
            && (signs.last().is_some_and(|last| last.is_end()) || taught && signs.ends_with(suffix))
    }

    /// Whether a key behind a scan is still the gun's: a straggling Enter, or what was taught to follow it.
    fn trails(&self, sign: Sign, at_us: u64) -> bool {
        let end = self.config.suffix.iter().position(|sign| sign.is_end());
        let behind = end.map_or(&[][..], |end| &self.config.suffix[end..]);
        at_us < self.tail && (sign.is_end() || behind.contains(&sign))
    }

    fn finish(&mut self, signs: Vec<Sign>, at_us: u64) -> Burst {
        self.tail = at_us + self.config.tail_us;
        let (prefix, suffix) = (&self.config.prefix, &self.config.suffix);
        let bare = |signs: &[Sign]| {
            let end = signs.iter().position(|sign| sign.is_end());
            end.unwrap_or(signs.len())
        };
        let inner = signs.strip_prefix(prefix.as_slice()).unwrap_or(&signs);
        let inner = match inner.split_last() {
            Some((last, rest)) if last.is_end() => rest,
            _ => inner,
        };
        let inner = inner.strip_suffix(&suffix[..bare(suffix)]).unwrap_or(inner);
        let text = inner.iter().filter_map(|sign| match sign {
            Sign::Print(letter) => Some(*letter),
            Sign::Key(_) | Sign::Chord(_) => None,
        });
        Burst {
            text: text.collect(),
            signs,
        }
    }
}

fn prints(signs: &[Sign]) -> usize {
    let print = |sign: &&Sign| matches!(sign, Sign::Print(_));
    signs.iter().filter(print).count()
}
