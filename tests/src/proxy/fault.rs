//! What a bad network does to a request, drawn from a seed.

use crate::dice::Dice;

/// One thing that goes wrong. Fractions are in thousandths of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing.
    Clear,
    /// Both ways are cut after this much of the request.
    CutRequest(u64),
    /// Both ways are cut after this much of the reply; 0: the backend did it and nobody hears of it.
    CutReply(u64),
    /// The request waits so many milliseconds.
    Delay(u64),
    /// The backend gets the request twice; the second reply comes back.
    Duplicate,
    /// Each side closes its sending half as soon as it has sent.
    HalfClose,
    /// Both ways come in crumbs.
    Drip,
    /// Somebody between answers with this status; the backend never hears of it.
    Status(u16),
    /// Somebody between answers with a page, status 200; the backend never hears of it.
    Page,
    /// The backend does it; its reply is replaced by a page, status 200.
    PageAfter,
    /// The backend does it; its reply is replaced by this status.
    StatusAfter(u16),
}

impl Fault {
    /// The kind, whatever its number.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::CutRequest(_) => "cut-request",
            Self::CutReply(_) => "cut-reply",
            Self::Delay(_) => "delay",
            Self::Duplicate => "duplicate",
            Self::HalfClose => "half-close",
            Self::Drip => "drip",
            Self::Status(_) => "status",
            Self::Page => "page",
            Self::PageAfter => "page-after",
            Self::StatusAfter(_) => "status-after",
        }
    }

    /// Every kind but `clear`.
    pub const KINDS: [&str; 10] = [
        "cut-request",
        "cut-reply",
        "delay",
        "duplicate",
        "half-close",
        "drip",
        "status",
        "page",
        "page-after",
        "status-after",
    ];
}

/// How bad the network is.
#[derive(Debug, Clone)]
pub struct Weather {
    dice: Dice,
    per_mille: u64,
    /// Every request waits so many milliseconds instead.
    late: Option<u64>,
}

impl Weather {
    /// Nothing ever goes wrong.
    #[must_use]
    pub fn clear() -> Self {
        Self::storm(0, 0)
    }

    /// So many requests in a thousand have a fault, of kinds and places that follow from the seed.
    #[must_use]
    pub fn storm(seed: u64, per_mille: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            per_mille,
            late: None,
        }
    }

    /// Nothing goes wrong and every request waits so many milliseconds.
    #[must_use]
    pub fn late(ms: u64) -> Self {
        Self {
            late: Some(ms),
            ..Self::clear()
        }
    }

    /// The next request's fate.
    pub fn draw(&mut self) -> Fault {
        if let Some(ms) = self.late {
            return Fault::Delay(ms);
        }
        if !self.dice.chance(self.per_mille) {
            return Fault::Clear;
        }
        let at = self.dice.below(1000);
        let status = *self.dice.pick(&[500, 502, 503, 504, 429]);
        match self.dice.below(12) {
            0 | 1 => Fault::CutRequest(at),
            2 | 3 => Fault::CutReply(at),
            4 => Fault::CutReply(0),
            5 => Fault::Delay(at / 10),
            6 => Fault::Duplicate,
            7 => Fault::HalfClose,
            8 => Fault::Drip,
            9 => Fault::Status(status),
            10 if at < 500 => Fault::Page,
            10 => Fault::PageAfter,
            _ => Fault::StatusAfter(status),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_is_a_weather_and_every_kind_comes() {
        let drawn = |seed| -> Vec<Fault> {
            let mut weather = Weather::storm(seed, 900);
            (0..400).map(|_| weather.draw()).collect()
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        let kinds: BTreeSet<_> = drawn(7).into_iter().map(Fault::word).collect();
        for kind in Fault::KINDS {
            assert!(kinds.contains(kind), "{kind} never came");
        }
    }
}
