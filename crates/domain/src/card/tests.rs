//! S06, S54, S73: cards by working time, and alarms out of the acts alone.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::act::{
    Captured, ClockQuality, Decided, Explained, Gap, Hash, Intake, Notice, Outcome, Payload,
    Supplement, Withdrawn,
};
use crate::applicant::{Applicant, ApplicantKind, Party};
use crate::calendar::tests::china;
use crate::case::{Case, Entry, Stage, Wait};
use crate::due::Opening;
use crate::moment;

const MINUTE: i64 = 60_000;
const OFFICE: &str = "09:00-12:00,13:00-17:00";

fn at(time: &str) -> i64 {
    moment::instant(time.parse().unwrap())
}

/// Seven working days promised, five to answer.
fn with<T>(test: impl FnOnce(&Setting<'_>) -> T) -> T {
    let bytes = include_bytes!("../../../../assets/practice/items/0225-water-supply.json");
    let mut item: Item = serde_json::from_slice(bytes).unwrap();
    item.limits.promised = Limit::Workdays { n: 7 };
    item.limits.cases.clear();
    test(&Setting {
        answer: Some(Limit::Workdays { n: 5 }),
        calendar: &china(),
        office: &OFFICE.parse().unwrap(),
        item: Some(&item),
        rule: Rule::default(),
    })
}

fn applicant() -> Applicant {
    Applicant {
        kind: ApplicantKind::Own,
        party: Party {
            name: "陈思远".into(),
            id_kind: "resident_id".into(),
            id: "430400200002290012".into(),
            phone: String::new(),
            seen_by: "eye".into(),
        },
        representative: None,
        presence: Vec::new(),
    }
}

fn accepted(time: &str) -> Case {
    Case {
        stage: Stage::Accepted,
        received_at: at(time),
        accepted_at: Some(at(time)),
        applicant: Some(applicant()),
        ..Case::new(Uuid::from_u128(1))
    }
}

fn card(case: &Case, now: &str) -> Option<Card> {
    with(|setting| match running(case, setting, at(now)) {
        Running::Counting(clock) => Some(clock.card(at(now))),
        _ => None,
    })
}

#[test]
fn s06_seven_days_turn_yellow_with_a_fifth_left_and_red_a_working_minute_late() {
    let case = accepted("2026-03-02T10:00");
    // A fifth of 49 hours is more than one day of seven.
    assert_eq!(card(&case, "2026-03-10T14:11"), Some(Card::Green));
    assert_eq!(card(&case, "2026-03-10T14:12"), Some(Card::Yellow));
    assert_eq!(card(&case, "2026-03-11T17:00"), Some(Card::Yellow));
    // The office is closed: no minute of working time has passed.
    assert_eq!(card(&case, "2026-03-12T09:00"), Some(Card::Yellow));
    assert_eq!(card(&case, "2026-03-12T09:01"), Some(Card::Red));
}

#[test]
fn s06_a_holiday_is_no_working_time() {
    // Promise over 春节: 02-13, 02-14 and then from 02-24.
    let case = accepted("2026-02-12T10:00");
    assert_eq!(card(&case, "2026-02-20T12:00"), Some(Card::Green));
    assert_eq!(card(&case, "2026-02-28T17:00"), Some(Card::Yellow));
    assert_eq!(card(&case, "2026-03-02T09:01"), Some(Card::Red));
}

#[test]
fn s06_while_the_applicant_is_waited_for_no_card_accrues_and_the_time_comes_back() {
    let mut case = accepted("2026-03-02T10:00");
    case.stage = Stage::Noticed;
    case.waits.push(Wait {
        from: at("2026-03-04T11:00"),
        to: None,
    });
    assert_eq!(card(&case, "2026-05-04T11:00"), None, "however long");
    case.stage = Stage::Accepted;
    case.waits[0].to = Some(at("2026-03-09T15:00"));
    assert_eq!(card(&case, "2026-03-12T09:01"), Some(Card::Green));
    // The golden date of a pause from 03-04 to 03-09.
    with(
        |setting| match running(&case, setting, at("2026-03-12T09:01")) {
            Running::Counting(clock) => assert_eq!(clock.by, at("2026-03-17T17:00")),
            other => panic!("{other:?}"),
        },
    );
    assert_eq!(card(&case, "2026-03-18T09:01"), Some(Card::Red));
}

#[test]
fn s06_the_answer_after_receipt_is_yellow_after_three_days_and_red_after_five() {
    let mut case = accepted("2026-03-02T10:00");
    (case.stage, case.accepted_at) = (Stage::Received, None);
    assert_eq!(card(&case, "2026-03-05T16:59"), Some(Card::Green));
    assert_eq!(card(&case, "2026-03-05T17:00"), Some(Card::Yellow));
    assert_eq!(card(&case, "2026-03-10T09:01"), Some(Card::Red));
}

#[test]
fn s06_a_promise_within_the_day_is_not_yellow_from_its_first_minute() {
    let mut case = accepted("2026-03-02T09:00");
    case.due = Some("2026-03-02T13:00".into());
    assert_eq!(card(&case, "2026-03-02T09:30"), Some(Card::Green));
}

#[test]
fn s73_a_missing_year_has_no_card_and_says_so() {
    let case = accepted("2026-12-28T10:00");
    let found = with(|setting| running(&case, setting, at("2026-12-29T10:00")));
    assert!(
        matches!(&found, Running::Missing(why) if why.contains("2027年")),
        "{found:?}"
    );
}

#[test]
fn s73_what_has_ended_owes_nothing() {
    for stage in Stage::ALL.into_iter().filter(|stage| stage.has_ended()) {
        let case = Case {
            stage,
            ..accepted("2026-03-02T10:00")
        };
        assert_eq!(card(&case, "2026-06-01T10:00"), None, "{stage:?}");
    }
}

proptest! {
    /// A card never turns back while nothing is done, and what is reached has passed.
    #[test]
    fn s06_a_card_only_turns_on(start in 0_i64..300 * 1440, first in 0_i64..30 * 1440, more in 0_i64..30 * 1440) {
        let begin = at("2026-01-05T00:00") + start * MINUTE;
        let case = Case { accepted_at: Some(begin), ..accepted("2026-01-05T09:00") };
        with(|setting| {
            let seen = |now| match running(&case, setting, now) {
                Running::Counting(clock) => Some(clock.card(now)),
                _ => None,
            };
            let (early, late) = (seen(begin + first * MINUTE), seen(begin + (first + more) * MINUTE));
            prop_assert!(early <= late, "{early:?} then {late:?}");
            let opening = Opening::new(setting.calendar, setting.office, &[]);
            let from = moment::civil(begin);
            let reached = opening.reach(from, first).unwrap();
            prop_assert_eq!(opening.between(from, reached.at), first);
            Ok(())
        })?;
    }
}

/// A desk's act upon everything before it.
fn step(n: u8, time: &str, base: &[u8], payload: Payload) -> Step {
    let captured = Captured {
        wall: at(time),
        earliest: at(time) - 2_000,
        latest: at(time) + 2_000,
        quality: ClockQuality::Carried,
    };
    Step {
        entry: Entry {
            id: Uuid::from_u128(n.into()),
            replaces: None,
            kind: payload.kind().to_owned(),
            deed: Some((captured, payload)),
        },
        hash: Hash([n; 32]),
        base: base.iter().map(|n| Hash([*n; 32])).collect(),
        actor: format!("021{n}"),
        post: "accept".into(),
    }
}

fn receipt(time: &str) -> Step {
    let intake = Intake {
        item: "0225".into(),
        item_version: 1,
        item_name: "供水报装".into(),
        situation: Default::default(),
        applicant: applicant(),
        form: Default::default(),
        materials: Vec::new(),
        signature: None,
        provisional: "临-0217-1".into(),
        channel: "window".into(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    };
    step(1, time, &[], Payload::Received(intake))
}

fn decided() -> Payload {
    Payload::Decided(Decided {
        outcome: Outcome::Granted,
        reason: String::new(),
    })
}

fn found(steps: &[Step], now: &str) -> Vec<(String, Lamp, String)> {
    let all = with(|setting| alarms(Uuid::from_u128(1), steps, setting, at(now)));
    all.into_iter()
        .map(|alarm| (alarm.key, alarm.lamp, alarm.actor))
        .collect()
}

fn key(word: &str, n: u8) -> String {
    format!("{word}:{}", Uuid::from_u128(n.into()).simple())
}

#[test]
fn s54_a_skipped_step_is_a_yellow_lamp_with_its_person() {
    let steps = [
        receipt("2026-03-02T10:00"),
        step(2, "2026-03-02T11:00", &[1], decided()),
    ];
    let alarm = (key("skipped", 2), Lamp::Yellow, "0212".to_owned());
    assert_eq!(found(&steps, "2026-03-02T12:00"), [alarm]);
}

#[test]
fn s54_a_step_behind_the_end_is_out_of_order() {
    let withdrawn = Payload::Withdrawn(Withdrawn {
        reason: "不办了".into(),
    });
    let steps = [
        receipt("2026-03-02T10:00"),
        step(2, "2026-03-02T11:00", &[1], withdrawn),
        step(3, "2026-03-02T12:00", &[1], decided()),
    ];
    let alarm = (key("order", 3), Lamp::Yellow, "0213".to_owned());
    assert_eq!(found(&steps, "2026-03-02T13:00"), [alarm]);
}

#[test]
fn s54_an_act_dated_before_what_it_stands_on_is_backdated_and_one_from_another_desk_is_not() {
    let notice = || {
        Payload::Noticed(Notice {
            gaps: vec![Gap {
                code: "plan".into(),
                name: "平面图".into(),
                problem: "没有提交".into(),
            }],
            later: None,
        })
    };
    let supplement = || Payload::Supplemented(Supplement { materials: vec![] });
    let knew = [
        receipt("2026-03-02T10:00"),
        step(2, "2026-03-04T10:00", &[1], notice()),
        step(3, "2026-03-03T10:00", &[2], supplement()),
    ];
    let alarm = (key("backdated", 3), Lamp::Yellow, "0213".to_owned());
    assert_eq!(found(&knew, "2026-03-04T11:00"), [alarm]);
    let mut beside = knew;
    beside[2].base = vec![Hash([1; 32])];
    assert_eq!(found(&beside, "2026-03-04T11:00"), []);
}

#[test]
fn s54_a_limit_that_passed_stays_red_after_the_answer_and_after_it_is_explained() {
    let withdrawn = Payload::Withdrawn(Withdrawn {
        reason: "不办了".into(),
    });
    let explained = Payload::Explained(Explained {
        alarm: "overdue:answer".into(),
        reason: "停电两日".into(),
    });
    let mut steps = vec![receipt("2026-03-02T10:00")];
    let alarm = [("overdue:answer".to_owned(), Lamp::Red, "0211".to_owned())];
    assert_eq!(found(&steps, "2026-03-10T09:00"), []);
    assert_eq!(found(&steps, "2026-03-10T09:01"), alarm);
    steps.push(step(2, "2026-03-12T10:00", &[1], withdrawn));
    assert_eq!(found(&steps, "2026-03-20T10:00"), alarm);
    steps.push(step(3, "2026-03-13T10:00", &[2], explained));
    assert_eq!(found(&steps, "2026-03-20T10:00"), alarm);
}
