//! How far a station's clock can be believed (design §6): *anchored* while the backend's time was seen in this boot,
//! *carried* by the machine's clock since, *broken* once that clock was seen going back or leaping ahead. What was seen
//! as past stays past.

use serde::{Deserialize, Serialize};

use crate::act::{Captured, ClockQuality};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 86_400 * SECOND;

/// What a machine says of the time; the only thing that is taken from the air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The wall clock, ms since the Unix epoch; anybody may set it.
    pub wall: i64,
    /// Which boot of the machine this is.
    pub boot: String,
    /// Ms since that boot, suspension included; nobody can set it.
    pub up: i64,
}

/// Limits; they come with the city's data, these are what holds without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Trust {
    /// Uncertainty of a time that the backend has just told, ms.
    pub anchored: i64,
    /// Of a carried one, ms.
    pub carried: i64,
    /// More a day since the backend was seen, ms.
    pub a_day: i64,
    /// More a reboot, ms.
    pub a_reboot: i64,
    /// A wall clock may be corrected by so much without a word, ms.
    pub slack: i64,
    /// A machine that was off longer is asked to see the backend first, ms.
    pub longest_off: i64,
    /// How far ahead the truth may lie once the clock is broken, ms.
    pub unknown: i64,
}

impl Default for Trust {
    fn default() -> Self {
        Self {
            anchored: 2 * SECOND,
            carried: 60 * SECOND,
            a_day: 2 * SECOND,
            a_reboot: 10 * MINUTE,
            slack: 60 * SECOND,
            longest_off: 62 * DAY,
            unknown: 3_660 * DAY,
        }
    }
}

/// Why a clock is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The backend was never seen.
    Never,
    /// The wall clock was seen going back.
    Back,
    /// It leapt ahead further than a machine is off.
    Ahead,
}

/// What a station remembers of the time; kept encrypted, and never behind what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// The last look at the machine.
    last: Reading,
    /// What the time was then, as far as known.
    at: i64,
    /// When the backend was seen last, its clock.
    contact: Option<i64>,
    /// The boot in which that was.
    contact_boot: Option<String>,
    /// Reboots since.
    reboots: u32,
    doubt: Option<Doubt>,
}

impl Memory {
    /// Of a station that has not seen the backend.
    #[must_use]
    pub fn new(reading: &Reading) -> Self {
        Self {
            last: reading.clone(),
            at: reading.wall,
            contact: None,
            contact_boot: None,
            reboots: 0,
            doubt: Some(Doubt::Never),
        }
    }

    /// Of a station that knows when it saw the backend last, and no more.
    #[must_use]
    pub fn since(contact: i64, reading: &Reading, trust: &Trust) -> Self {
        let mut memory = Self {
            last: Reading {
                wall: contact,
                boot: String::new(),
                up: 0,
            },
            at: contact,
            contact: Some(contact),
            contact_boot: None,
            reboots: 0,
            doubt: None,
        };
        memory.look(reading, trust);
        memory
    }

    /// Takes a look at the machine. Within a boot time goes as the machine counts it, whatever the wall clock is set
    /// to; across a reboot the wall clock carries it.
    pub fn look(&mut self, reading: &Reading, trust: &Trust) {
        if reading.boot == self.last.boot && reading.up + trust.slack < self.last.up {
            return self.again(reading);
        }
        let passed = if reading.boot == self.last.boot {
            let passed = (reading.up - self.last.up).max(0);
            if reading.wall + trust.slack < self.last.wall + passed {
                self.doubt.get_or_insert(Doubt::Back);
            }
            passed
        } else {
            self.reboots = self.reboots.saturating_add(1);
            self.across(reading.wall - self.last.wall, trust)
        };
        self.at += passed;
        self.last = reading.clone();
    }

    /// The same boot is at a place where it was before: a virtual machine out of a snapshot. Nothing counts as passed
    /// until it is where it was, and what the backend told in this boot was told to another run of it.
    fn again(&mut self, reading: &Reading) {
        self.doubt.get_or_insert(Doubt::Back);
        self.contact_boot = None;
        self.last.wall = reading.wall;
    }

    /// What passed while the machine was off, by its wall clock alone.
    fn across(&mut self, by_wall: i64, trust: &Trust) -> i64 {
        if by_wall + trust.slack < 0 {
            self.doubt.get_or_insert(Doubt::Back);
        } else if by_wall > trust.longest_off {
            self.doubt.get_or_insert(Doubt::Ahead);
        } else {
            return by_wall.max(0);
        }
        0
    }

    /// The backend has told its time.
    pub fn contact(&mut self, reading: &Reading, told: i64, trust: &Trust) {
        self.look(reading, trust);
        self.last = reading.clone();
        self.at = told;
        self.contact = Some(told);
        self.contact_boot = Some(reading.boot.clone());
        self.reboots = 0;
        self.doubt = None;
    }

    /// When the backend was seen last, its clock.
    #[must_use]
    pub fn last_contact(&self) -> Option<i64> {
        self.contact
    }

    /// Why the clock is broken, if it is.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        self.doubt.filter(|_| !self.is_anchored())
    }

    /// How far the wall clock is ahead of what is known, ms; negative: behind. Nothing where nothing is known.
    #[must_use]
    pub fn skew(&self) -> Option<i64> {
        (self.doubt != Some(Doubt::Never)).then(|| self.last.wall - self.at)
    }

    /// The last look as the time of an act.
    #[must_use]
    pub fn captured(&self, trust: &Trust) -> Captured {
        let wall = self.last.wall;
        if self.doubt().is_some() {
            return Captured {
                wall,
                earliest: self.at,
                latest: self.at.saturating_add(trust.unknown),
                quality: ClockQuality::Broken,
            };
        }
        let (quality, spread) = if self.is_anchored() {
            (ClockQuality::Anchored, trust.anchored)
        } else {
            let reboots = i64::from(self.reboots) * trust.a_reboot;
            (ClockQuality::Carried, trust.carried + reboots)
        };
        let days = (self.at - self.contact.unwrap_or(self.at)).max(0) / DAY;
        let spread = spread + days * trust.a_day;
        Captured {
            wall,
            earliest: self.at - spread,
            latest: self.at + spread,
            quality,
        }
    }

    /// The time as far as known: what rules reckon with.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.at
    }

    fn is_anchored(&self) -> bool {
        self.contact_boot.as_ref() == Some(&self.last.boot)
    }
}

impl Captured {
    /// The instant that rules reckon with, at the desk and at the backend: the wall clock held between its bounds,
    /// and the earlier bound where the clock is broken, for only that much is known.
    #[must_use]
    pub fn credible(&self) -> i64 {
        match self.quality {
            ClockQuality::Broken => self.earliest,
            _ => self.wall.max(self.earliest).min(self.latest),
        }
    }
}

#[cfg(test)]
mod tests;
