use super::{Lapse, Running, WITHDRAWN};
use crate::act::{Captured, ClockQuality, Lapsed, Payload};
use crate::case::Case;
use crate::moment;

/// What the time of an act says that arrives after a clock ran out; never two values (law 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Captured at or before the last moment: the clock did not run out.
    InTime,
    /// Captured after it.
    TooLate,
    /// Its time cannot be believed, or lies on both sides: a supervisor decides.
    CannotTell,
}

/// Judges an act against the clock it would have stopped; `None` where it would not have. A citizen's act counts from
/// its earliest moment, an office's from its latest: what it says for itself it must prove.
#[must_use]
pub fn late(clock: &Running, captured: &Captured, payload: &Payload) -> Option<Late> {
    if !clock.what.answers().contains(&payload.kind()) {
        return None;
    }
    let citizens = matches!(payload, Payload::Supplemented(_) | Payload::Withdrawn(_));
    Some(if captured.quality == ClockQuality::Broken {
        Late::CannotTell
    } else if captured.latest <= clock.by || (citizens && captured.earliest <= clock.by) {
        Late::InTime
    } else if captured.earliest > clock.by {
        Late::TooLate
    } else {
        Late::CannotTell
    })
}

/// The act that takes the lapse in force back, for an act captured in time.
#[must_use]
pub fn withdrawal(act: &str, captured: &Captured, by: i64) -> Payload {
    let time = |ms| moment::civil(ms).strftime("%Y-%m-%dT%H:%M").to_string();
    Payload::Lapsed(Lapsed {
        what: WITHDRAWN.to_owned(),
        trigger: format!("act {act} of {} by {}", time(captured.wall), time(by)),
    })
}

impl Case {
    /// The clock whose running out is in force.
    #[must_use]
    pub fn ran_out(&self) -> Option<Running> {
        let mark = self.lapsed.as_ref()?;
        Some(Running {
            what: Lapse::of(&mark.what)?,
            by: mark.by,
            certain: true,
        })
    }
}
