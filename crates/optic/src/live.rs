//! Camera frames: cheap on every frame, a little more after misses where a core has nothing to do, everything when the
//! clerk asks for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Unreadable;
use crate::cascade::{self, Alone, frame};
use crate::luma::Luma;
use crate::order::reading_order;
use crate::scan::{Found, Tier};

/// Passes tried in turn after a miss; one a frame keeps a frame under about 30 ms.
const EXTRA: [Tier; 3] = [Tier::Global, Tier::Dark, Tier::Sharp];

/// How hard one frame is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    /// The first pass alone.
    First,
    /// The first pass and, where it finds nothing, the one further pass whose turn it is after so many misses.
    Further(usize),
    /// 立即识别: every pass a still picture gets, within this time.
    All(Duration),
}

/// A stream of frames: what its last ones came to decides how hard the next is looked at. Pure.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stream {
    missed: usize,
}

impl Stream {
    /// For the next frame: a further pass only after a miss, and only where a core is idle.
    #[must_use]
    pub fn effort(&self, idle: bool) -> Effort {
        if idle && self.missed > 0 {
            Effort::Further(self.missed)
        } else {
            Effort::First
        }
    }

    /// What the frame came to.
    pub fn saw(&mut self, found: bool) {
        self.missed = if found {
            0
        } else {
            self.missed.saturating_add(1)
        };
    }
}

/// Reads one camera frame: `width` × `height` grey bytes, no padding. `missed` is the number of
/// frames without a code just before this one; from the first miss on it picks which one further
/// pass is tried.
///
/// # Errors
///
/// As [`crate::read_luma`].
pub fn read_frame(
    luma: &[u8],
    width: u32,
    height: u32,
    missed: usize,
) -> Result<Vec<Found>, Unreadable> {
    Ok(tried(&frame(luma, width, height)?, missed))
}

/// Reads one frame as hard as is asked; `now` as for [`crate::read`], `alone` as for stills.
pub(crate) fn look(
    frame: &Luma,
    effort: Effort,
    now: &dyn Fn() -> Duration,
    alone: Option<Alone<'_>>,
) -> Result<Vec<Found>, Unreadable> {
    match effort {
        Effort::First => Ok(tried(frame, 0)),
        Effort::Further(missed) => Ok(tried(frame, missed)),
        Effort::All(decoding) => {
            let end = now() + decoding;
            let (_, codes) = cascade::search(frame, &|| now() >= end, alone)?;
            Ok(reading_order(codes))
        }
    }
}

fn tried(frame: &Luma, missed: usize) -> Vec<Found> {
    let codes = Tier::Whole.scan(frame);
    if !codes.is_empty() || missed == 0 {
        return reading_order(codes);
    }
    let extra = EXTRA[(missed - 1) % EXTRA.len()];
    reading_order(extra.scan(frame))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_pass_wants_a_miss_and_an_idle_core() {
        let mut stream = Stream::default();
        assert_eq!(stream.effort(true), Effort::First, "nothing was missed yet");
        stream.saw(false);
        assert_eq!(stream.effort(false), Effort::First, "every core is busy");
        assert_eq!(stream.effort(true), Effort::Further(1));
        stream.saw(false);
        assert_eq!(stream.effort(true), Effort::Further(2), "another pass each");
        stream.saw(true);
        assert_eq!(stream.effort(true), Effort::First);
    }
}
