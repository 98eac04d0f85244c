//! 跑动次数: on how many days the applicant, or who acts for them, had to come in person (domain reference S63).

use super::Case;
use crate::act::{Captured, DeliveredHow, LineSource, Payload, Requested};
use crate::moment;

impl Case {
    /// What was done on one day is one way to the window.
    #[must_use]
    pub fn trips(&self) -> usize {
        self.came.len()
    }

    pub(super) fn come(&mut self, captured: &Captured, payload: &Payload) {
        if comes(payload) {
            self.came.insert(moment::day(captured.earliest));
        }
    }
}

/// Whether somebody stands at the window for it: with papers, to sign, to take the result. Not for what is posted, sent
/// electronically, handed in for a whole group, or asked of another system.
fn comes(payload: &Payload) -> bool {
    match payload {
        Payload::Received(intake) => {
            let mut through = intake.channel.split('+');
            let here = through.any(|one| matches!(one, "window" | "batch"));
            here && intake.group.is_none()
        }
        Payload::Accepted(accepted) => accepted.commitment.is_some(),
        Payload::AcceptanceRequested(Requested { commitment, .. }) => commitment.is_some(),
        Payload::Supplemented(came) => {
            let mut lines = came.materials.iter();
            lines.any(|line| !matches!(line.source, LineSource::SystemIssued))
        }
        Payload::Corrected(_) => true,
        Payload::Delivered(delivered) => delivered.how == DeliveredHow::Counter,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::{ClockQuality, Corrected, Delivered, Line, Supplement};

    fn at(day: i64) -> Captured {
        // From 2026-03-02 10:00 in China.
        let now = 1_772_416_800_000 + day * 86_400_000;
        Captured {
            wall: now,
            earliest: now,
            latest: now,
            quality: ClockQuality::Anchored,
        }
    }

    fn supplement(source: LineSource) -> Payload {
        Payload::Supplemented(Supplement {
            materials: vec![Line {
                code: "plan".into(),
                name: "平面图".into(),
                source,
                points: None,
            }],
        })
    }

    fn delivered(how: DeliveredHow) -> Payload {
        Payload::Delivered(Delivered { how, check: None })
    }

    #[test]
    fn s63_one_day_is_one_way_and_post_network_and_systems_are_none() {
        let corrected = Payload::Corrected(Corrected {
            form: std::collections::BTreeMap::new(),
        });
        let mut case = Case::default();
        for (day, payload, trips) in [
            (0, corrected, 1),
            (0, supplement(LineSource::Paper), 1),
            (1, supplement(LineSource::SystemIssued), 1),
            (2, supplement(LineSource::Paper), 2),
            (3, delivered(DeliveredHow::Post), 2),
            (3, delivered(DeliveredHow::Electronic), 2),
            (4, delivered(DeliveredHow::Counter), 3),
        ] {
            case.apply(&at(day), &payload);
            assert_eq!(case.trips(), trips, "day {day}: {payload:?}");
        }
    }
}
