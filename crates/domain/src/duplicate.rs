//! 重复收件: the same applicant asks for the same item again while an earlier case of theirs stands open.

use crate::case::{Case, Stage};

const DAY_MS: i64 = 86_400_000;

/// Within how many days where a city says nothing.
pub const DAYS: u32 = 30;

/// Whether a receipt of this applicant for this item at `at` (milliseconds since the Unix epoch) doubles `other`: open
/// still, and taken in within `days` of it. Either may have been the first: two windows cannot know of each other.
#[must_use]
pub fn is_double(other: &Case, (item, holder): (&str, &str), at: i64, days: u32) -> bool {
    let open = other.stage != Stage::New && !other.stage.has_ended();
    let applicant = other.applicant.as_ref();
    let same = applicant.is_some_and(|applicant| applicant.party.id == holder);
    let near = at.abs_diff(other.received_at) <= u64::from(days) * DAY_MS.unsigned_abs();
    open && same && other.item == item && near
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applicant::{Applicant, ApplicantKind, Party};

    fn water(stage: Stage, day: i64) -> Case {
        let party = Party {
            name: "陈思远".into(),
            id_kind: "resident_id".into(),
            id: "430400200002290012".into(),
            phone: String::new(),
            seen_by: "eye".into(),
        };
        Case {
            item: "0225".into(),
            applicant: Some(Applicant {
                kind: ApplicantKind::Own,
                party,
                representative: None,
                presence: Vec::new(),
            }),
            stage,
            received_at: day * DAY_MS,
            ..Case::default()
        }
    }

    #[test]
    fn the_same_person_and_item_within_thirty_days_is_one_too_many() {
        let asked = ("0225", "430400200002290012");
        let double = |stage, day| is_double(&water(stage, day), asked, 100 * DAY_MS, DAYS);
        assert!(double(Stage::Received, 70) && double(Stage::Accepted, 130));
        assert!(!double(Stage::Received, 69) && !double(Stage::Accepted, 131));
        for ended in Stage::ALL.into_iter().filter(|stage| stage.has_ended()) {
            assert!(!double(ended, 100), "{ended:?}");
        }
        let other = |asked| is_double(&water(Stage::Received, 100), asked, 100 * DAY_MS, DAYS);
        assert!(!other(("0228", asked.1)) && !other((asked.0, "430400198505050038")));
    }
}
