//! 行政许可法 32-4 and the end of a tolerance, and how a late arrival takes them back.

use uuid::Uuid;

use super::*;
use crate::act::{
    AcceptanceMode, Accepted, Captured, ClockQuality, Confirmed, Gap, Intake, Line, LineSource,
    Notice, Supplement, ToleranceTerms, Withdrawn,
};
use crate::applicant::{Applicant, ApplicantKind, Party};
use crate::calendar::tests::china;

mod overdue;

const MINUTE: i64 = 60_000;

fn at(time: &str) -> i64 {
    moment::instant(time.parse().unwrap())
}

fn exactly(time: &str) -> Captured {
    Captured {
        wall: at(time),
        earliest: at(time),
        latest: at(time),
        quality: ClockQuality::Anchored,
    }
}

fn unsure(time: &str, by: i64) -> Captured {
    Captured {
        earliest: at(time) - by,
        latest: at(time) + by,
        quality: ClockQuality::Carried,
        ..exactly(time)
    }
}

/// Runs a test with the clocks of the law.
fn with(test: impl FnOnce(&Clocks<'_>)) {
    test(&Clocks {
        answer: Limit::Workdays { n: 5 },
        calendar: &china(),
        office: &"09:00-12:00,13:00-17:00".parse().unwrap(),
        item: None,
    });
}

fn received(time: &str) -> Case {
    let mut case = Case::new(Uuid::from_u128(1));
    let party = Party {
        name: "陈思远".into(),
        id_kind: "resident_id".into(),
        id: "430400200002290012".into(),
        phone: String::new(),
        seen_by: "eye".into(),
    };
    let intake = Intake {
        item: "0225".into(),
        item_version: 1,
        item_name: "供水报装".into(),
        situation: Default::default(),
        applicant: Applicant {
            kind: ApplicantKind::Own,
            party,
            representative: None,
            presence: Vec::new(),
        },
        form: Default::default(),
        materials: vec![Line {
            code: "plan".into(),
            name: "用水平面图".into(),
            source: LineSource::Open,
            points: None,
        }],
        signature: None,
        provisional: "L-1".into(),
        channel: "window".into(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    };
    case.apply(&exactly(time), &Payload::Received(intake));
    case
}

fn tolerated(time: &str, due: &str) -> Case {
    let mut case = received(time);
    let accepted = Accepted {
        mode: AcceptanceMode::Tolerance,
        due: due.into(),
        due_provisional: None,
        tolerance: Some(ToleranceTerms {
            lacking: vec!["plan".into()],
            due: Some(due.into()),
            provisional: None,
            tasks: Vec::new(),
        }),
        commitment: None,
        checks: Vec::new(),
    };
    case.apply(&exactly(time), &Payload::Accepted(accepted));
    case
}

fn notice() -> Payload {
    Payload::Noticed(Notice {
        gaps: vec![Gap {
            code: "plan".into(),
            name: "用水平面图".into(),
            problem: "没有提交".into(),
        }],
        later: None,
    })
}

fn supplement() -> Payload {
    Payload::Supplemented(Supplement {
        materials: vec![Line {
            code: "plan".into(),
            name: "用水平面图".into(),
            source: LineSource::Paper,
            points: None,
        }],
    })
}

/// Received Monday 2026-03-02: five working days end Monday 2026-03-09 at 17:00.
#[test]
fn silence_for_five_working_days_is_acceptance_from_receipt() {
    with(|clocks| {
        let mut case = received("2026-03-02T10:00");
        let clock = running(&case, clocks).unwrap();
        assert_eq!(clock.what, Lapse::DeemedAccepted);
        assert_eq!(clock.by, at("2026-03-09T17:00"));
        assert_eq!(
            expire(&case, clocks, clock.by),
            None,
            "the last moment is in time"
        );
        let lapse = expire(&case, clocks, clock.by + 1).unwrap();
        let Payload::Lapsed(said) = &lapse else {
            panic!()
        };
        assert!(
            said.trigger.ends_with(" by 2026-03-09T17:00"),
            "{}",
            said.trigger
        );
        assert!(said.trigger.starts_with("no ") && said.trigger.contains("noticed"));
        case.apply(&exactly("2026-03-09T17:01"), &lapse);
        assert_eq!(case.stage, Stage::Accepted);
        assert_eq!(case.accepted_at, Some(at("2026-03-02T10:00")));
        assert_eq!(running(&case, clocks), None);
        assert!(told(&case, "deemed_accepted").contains("自收到申请材料之日起即为受理"));
    });
}

/// 春节 2026: 02-15 to 02-23 off, 02-14 and 02-28 worked; five days after 02-11 end on 02-25 (S48).
#[test]
fn the_five_days_leave_holidays_out_and_stop_where_no_notice_is_known() {
    with(|clocks| {
        let clock = running(&received("2026-02-11T10:00"), clocks).unwrap();
        assert_eq!((clock.by, clock.certain), (at("2026-02-25T17:00"), true));
        let clock = running(&received("2026-12-29T10:00"), clocks).unwrap();
        assert!(!clock.certain, "2027 has no notice yet");
        assert!(!clock.is_over(at("2027-06-01T10:00")));
    });
}

#[test]
fn what_was_answered_does_not_lapse() {
    with(|clocks| {
        let mut case = received("2026-03-02T10:00");
        case.apply(&exactly("2026-03-03T10:00"), &notice());
        assert_eq!(running(&case, clocks), None);
        case.apply(&exactly("2026-03-20T10:00"), &supplement());
        assert_eq!(case.stage, Stage::Received);
        assert_eq!(
            running(&case, clocks),
            None,
            "the silence was broken for good"
        );
    });
}

#[test]
fn a_tolerance_ends_with_the_office_on_its_day_and_the_case_is_returned() {
    with(|clocks| {
        let mut case = tolerated("2026-03-02T10:00", "2026-03-09");
        let clock = running(&case, clocks).unwrap();
        assert_eq!(
            (clock.what, clock.by),
            (Lapse::ToleranceExpired, at("2026-03-09T17:00"))
        );
        let lapse = expire(&case, clocks, at("2026-03-10T00:00")).unwrap();
        case.apply(&exactly("2026-03-10T00:00"), &lapse);
        assert_eq!(case.stage, Stage::Returned);

        let mut supplied = tolerated("2026-03-02T10:00", "2026-03-09");
        supplied.apply(&exactly("2026-03-09T16:59"), &supplement());
        assert_eq!(running(&supplied, clocks), None);
    });
}

#[test]
fn a_lapse_taken_back_leaves_the_case_as_it_was() {
    with(|clocks| {
        for before in [
            received("2026-03-02T10:00"),
            tolerated("2026-03-02T10:00", "2026-03-09"),
        ] {
            let mut case = before.clone();
            let lapse = expire(&case, clocks, at("2026-03-12T10:00")).unwrap();
            case.apply(&exactly("2026-03-12T10:00"), &lapse);
            assert_ne!(case.stage, before.stage);
            let over = case.ran_out().unwrap();
            assert_eq!(over.by, at("2026-03-09T17:00"));
            let back = withdrawal("a1", &exactly("2026-03-09T16:00"), over.by);
            case.apply(&exactly("2026-03-12T10:01"), &back);
            assert_eq!(case, before);
        }
    });
}

/// 视为受理 never disappears by a later notice (domain reference §2.6 f).
#[test]
fn a_notice_after_the_lapse_does_not_undo_it() {
    with(|clocks| {
        let mut case = received("2026-03-02T10:00");
        let lapse = expire(&case, clocks, at("2026-03-12T10:00")).unwrap();
        case.apply(&exactly("2026-03-12T10:00"), &lapse);
        case.apply(&exactly("2026-03-12T11:00"), &notice());
        assert_eq!(case.stage, Stage::Accepted);
        assert_eq!(case.accepted_at, Some(at("2026-03-02T10:00")));
    });
}

#[test]
fn law6_an_arrival_is_in_time_too_late_or_cannot_be_told() {
    with(|clocks| {
        let office = running(&received("2026-03-02T10:00"), clocks).unwrap();
        let judge = |captured: &Captured| late(&office, captured, &notice());
        assert_eq!(judge(&exactly("2026-03-09T17:00")), Some(Late::InTime));
        assert_eq!(judge(&exactly("2026-03-09T17:01")), Some(Late::TooLate));
        assert_eq!(
            judge(&unsure("2026-03-09T16:50", 20 * MINUTE)),
            Some(Late::CannotTell),
            "an office proves that it was in time"
        );
        let mut broken = exactly("2026-03-05T10:00");
        broken.quality = ClockQuality::Broken;
        assert_eq!(judge(&broken), Some(Late::CannotTell));
        assert_eq!(
            late(&office, &broken, &supplement()),
            None,
            "answers nothing"
        );

        let tolerance = running(&tolerated("2026-03-02T10:00", "2026-03-09"), clocks).unwrap();
        assert_eq!(
            late(
                &tolerance,
                &unsure("2026-03-09T17:10", 20 * MINUTE),
                &supplement()
            ),
            Some(Late::InTime),
            "a citizen's doubt is the citizen's benefit"
        );
        assert_eq!(
            late(
                &tolerance,
                &unsure("2026-03-09T17:30", 20 * MINUTE),
                &supplement()
            ),
            Some(Late::TooLate)
        );
        let gone = Payload::Withdrawn(Withdrawn {
            reason: "不办了".into(),
        });
        assert_eq!(
            late(&tolerance, &exactly("2026-03-06T10:00"), &gone),
            Some(Late::InTime)
        );
    });
}

#[test]
fn a_trigger_reads_back_what_it_says() {
    let said = Trigger {
        kinds: vec!["noticed".into(), "accepted".into()],
        by: at("2026-03-09T17:00"),
    };
    assert_eq!(said.to_string(), "no noticed|accepted by 2026-03-09T17:00");
    assert_eq!(said.to_string().parse(), Ok(said));
    for bad in ["", "no x", "no x by soon", "x by 2026-03-09T17:00"] {
        assert_eq!(bad.parse::<Trigger>(), Err(TriggerError), "{bad}");
    }
}

/// A requested acceptance that nobody confirmed is silence, too.
#[test]
fn a_request_that_is_not_confirmed_does_not_stop_the_five_days() {
    with(|clocks| {
        let mut case = received("2026-03-02T10:00");
        case.stage = Stage::AcceptanceRequested;
        assert!(running(&case, clocks).is_some());
        let confirmed = Confirmed {
            mode: AcceptanceMode::Full,
            accepted_at: case.received_at,
            due: "2026-03-20".into(),
            tolerance: None,
        };
        case.apply(
            &exactly("2026-03-04T10:00"),
            &Payload::AcceptanceConfirmed(confirmed),
        );
        assert_eq!(running(&case, clocks), None);
    });
}
