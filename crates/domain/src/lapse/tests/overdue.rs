//! 超时默认许可 (S61): past the promise, as the applicant was told, where the item has it so.

use super::*;
use crate::act::{
    Answered, Cohandled, Decided, Extended, Outcome, Registered, ReviewWay, Reviewed, Second,
    Suspended, Triggered,
};
use crate::catalogue::{DefaultDecision, Excluded, Item, Joint, Outside, Reserved};
use crate::verify::{Found, Matter, UNKNOWN_PERSON, Verified};

/// Told with the acceptance of Monday 2026-03-02: seven working days.
const TOLD: &str = "2026-03-11";

/// 供水报装, decided by default.
fn item() -> Item {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../assets/practice/items/0225-water-supply.json"
    );
    let mut item: Item = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    item.default_decision = Some(DefaultDecision {
        ground: "《练习市超时默认办理规定》第三条".into(),
    });
    item
}

fn accepted() -> Case {
    let mut case = received("2026-03-02T10:00");
    let accepted = Accepted {
        mode: AcceptanceMode::Full,
        due: TOLD.into(),
        due_provisional: None,
        tolerance: None,
        commitment: None,
        checks: Vec::new(),
    };
    case.apply(&exactly("2026-03-02T11:00"), &Payload::Accepted(accepted));
    case
}

fn with_item(item: &Item, test: impl FnOnce(&Clocks<'_>)) {
    with(|clocks| {
        test(&Clocks {
            item: Some(item),
            ..*clocks
        });
    });
}

fn decided() -> Payload {
    Payload::Decided(Decided {
        outcome: Outcome::Denied,
        reason: "不符合条件".into(),
    })
}

#[test]
fn s61_past_the_promise_the_system_grants_and_a_desk_only_says_it_is_awaited() {
    with_item(&item(), |clocks| {
        let mut case = accepted();
        let clock = running(&case, clocks).unwrap();
        assert_eq!(
            (clock.what, clock.by, clock.certain),
            (Lapse::DefaultGranted, at("2026-03-11T17:00"), true)
        );
        assert_eq!(clock.what.expected(), "已过承诺期限，待系统默认许可");
        assert_eq!(expire(&case, clocks, clock.by), None, "the last moment");
        let lapse = expire(&case, clocks, clock.by + 1).unwrap();
        let Payload::Lapsed(said) = &lapse else {
            panic!()
        };
        assert_eq!(
            said.trigger,
            "no decided|withdrawn|suspended|extended by 2026-03-11T17:00"
        );
        case.apply(&exactly("2026-03-11T17:01"), &lapse);
        assert_eq!(
            (case.stage, case.outcome),
            (Stage::Decided, Some(Outcome::Granted))
        );
        assert!(case.is_granted_by_default());
        assert_eq!(running(&case, clocks), None);
        assert!(told(&case, &said.what).contains("系统已默认许可"));
    });
}

#[test]
fn s61_what_is_reserved_is_never_decided_by_default_whatever_its_data_say() {
    let classes = [
        Reserved::National,
        Reserved::Provincial,
        Reserved::Safety,
        Reserved::Secrecy,
    ];
    let named = classes.map(|class| Item {
        reserved: vec![class],
        ..item()
    });
    let fields = [
        Excluded::StateSecret,
        Excluded::PublicSafety,
        Excluded::Health,
    ];
    let risky = fields.map(|field| Item {
        excluded: vec![field],
        ..item()
    });
    let outside = Item {
        outside: Some(Outside {
            system: "国家系统".into(),
            site: "https://a.example".into(),
        }),
        ..item()
    };
    let silent = Item {
        default_decision: None,
        ..item()
    };
    for item in named.iter().chain(&risky).chain([&outside, &silent]) {
        with_item(item, |clocks| {
            assert_eq!(running(&accepted(), clocks), None, "{:?}", item.reserved);
            assert_eq!(expire(&accepted(), clocks, at("2026-12-01T10:00")), None);
        });
    }
    with(|clocks| assert_eq!(running(&accepted(), clocks), None, "an item nobody has"));
}

#[test]
fn s61_pauses_and_an_extension_move_the_default_with_the_promise() {
    with_item(&item(), |clocks| {
        let mut case = accepted();
        let paused = Suspended {
            procedure: "hearing".into(),
            ground: "第四十五条".into(),
            reason: "听证".into(),
            days: 4,
            until: "2026-03-09".into(),
            due: "2026-03-17".into(),
            due_provisional: None,
        };
        case.apply(&exactly("2026-03-04T10:00"), &Payload::Suspended(paused));
        assert_eq!(running(&case, clocks).unwrap().by, at("2026-03-17T17:00"));
        let second = Second {
            reason: "案情复杂".into(),
            witness: "0401".into(),
        };
        let longer = Extended {
            days: 10,
            approval: second,
            due: "2026-03-31".into(),
            due_provisional: None,
        };
        case.apply(&exactly("2026-03-13T10:00"), &Payload::Extended(longer));
        assert_eq!(running(&case, clocks).unwrap().by, at("2026-03-31T17:00"));
    });
}

#[test]
fn s61_an_acceptance_by_silence_counts_the_published_promise_from_itself() {
    let item = item();
    with_item(&item, |clocks| {
        let mut case = received("2026-03-02T10:00");
        let silence = expire(&case, clocks, at("2026-03-10T10:00")).unwrap();
        case.apply(&exactly("2026-03-10T10:00"), &silence);
        let from = "2026-03-02T10:00".parse::<jiff::civil::DateTime>().unwrap();
        let limit = *item.promised(&case.answers());
        let promised = due(from, limit, clocks.calendar, clocks.office, &[]).unwrap();
        let clock = running(&case, clocks).unwrap();
        assert_eq!(clock.what, Lapse::DefaultGranted);
        assert_eq!(clock.by, moment::instant(promised.at.moment(clocks.office)));
    });
}

#[test]
fn s61_nothing_is_decided_while_something_is_owed_or_a_person_must_look() {
    with_item(&item(), |clocks| {
        let tolerance = running(&tolerated("2026-03-02T10:00", "2026-03-09"), clocks).unwrap();
        assert_eq!(tolerance.what, Lapse::ToleranceExpired);
        let owed = Payload::Triggered(Triggered {
            event: "选定住房".into(),
            materials: vec!["plan".into()],
            due: "2026-03-10".into(),
            due_provisional: None,
        });
        let task = Payload::Contested(Answered {
            act: "a1".into(),
            code: "not_verified".into(),
            say: "姓名不符。".into(),
        });
        for held in [owed, task] {
            let mut case = accepted();
            case.apply(&exactly("2026-03-03T10:00"), &held);
            assert_eq!(running(&case, clocks), None, "{held:?}");
        }
        let mut decided_in_time = accepted();
        decided_in_time.apply(&exactly("2026-03-11T16:00"), &decided());
        assert_eq!(running(&decided_in_time, clocks), None);
        // What was told for a year without a table decides nothing.
        let mut next_year = accepted();
        next_year.due = Some("2027-03-11".into());
        assert!(!running(&next_year, clocks).unwrap().certain);
    });
}

/// Law 7: 属实 opens what waited for a person, 不实 does not.
#[test]
fn s61_what_no_register_could_tell_holds_the_default_until_a_person_found_it_so() {
    let known = Payload::Registered(Registered {
        number: "1".into(),
        verified: Some(Verified {
            act: "a1".into(),
            found: vec![Found::unknown(Matter::Applicant, UNKNOWN_PERSON)],
        }),
    });
    let word = |so| {
        Payload::Reviewed(Reviewed {
            act: "a1".into(),
            matter: Matter::Applicant,
            name: "申请人身份".into(),
            way: ReviewWay::Original,
            so,
            reason: "窗口核对了身份证原件".into(),
            witness: None,
        })
    };
    with_item(&item(), |clocks| {
        let open = running(&accepted(), clocks);
        assert!(open.is_some(), "nothing waits for a person");
        for (so, then) in [(true, open), (false, None)] {
            let mut case = accepted();
            case.apply(&exactly("2026-03-02T11:01"), &known);
            assert_eq!(running(&case, clocks), None, "a person must look");
            case.apply(&exactly("2026-03-03T10:00"), &word(so));
            assert_eq!(running(&case, clocks), then, "{so}");
        }
        // Looked at only past the promise: the deciding body could not grant before, and has a day.
        let mut late = accepted();
        late.apply(&exactly("2026-03-02T11:01"), &known);
        late.apply(&exactly("2026-03-12T10:00"), &word(true));
        assert_eq!(running(&late, clocks).unwrap().by, at("2026-03-13T17:00"));
    });
}

#[test]
fn s61_a_decision_made_in_time_takes_the_default_back() {
    with_item(&item(), |clocks| {
        let before = accepted();
        let mut case = before.clone();
        let lapse = expire(&case, clocks, at("2026-03-12T10:00")).unwrap();
        case.apply(&exactly("2026-03-12T10:00"), &lapse);
        let over = case.ran_out().unwrap();
        let judge = |time: &str| late(&over, &exactly(time), &decided());
        assert_eq!(judge("2026-03-11T16:00"), Some(Late::InTime));
        assert_eq!(judge("2026-03-11T17:30"), Some(Late::TooLate));
        let number = Payload::Registered(Registered {
            number: "1".into(),
            verified: None,
        });
        assert_eq!(late(&over, &exactly("2026-03-11T16:00"), &number), None);
        let back = withdrawal("a1", &exactly("2026-03-11T16:00"), over.by);
        case.apply(&exactly("2026-03-12T10:01"), &back);
        assert_eq!(case, before);
    });
}

/// Two bodies handle it together.
fn together(blocks: bool) -> Item {
    let joint: Joint = serde_json::from_value(serde_json::json!({
        "name": "联合踏勘", "over": "bodies", "basis": "联办机制", "blocks_decision": blocks,
        "tasks": [
            {"code": "road", "by": "交通运输局", "what": "占道意见"},
            {"code": "green", "by": "园林局", "what": "绿地意见"},
        ],
    }))
    .unwrap();
    Item {
        joint: vec![joint],
        ..item()
    }
}

fn did(task: &str, done: bool) -> Payload {
    Payload::Cohandled(Cohandled {
        task: task.into(),
        by: "局".into(),
        what: "意见".into(),
        done,
        note: "已办".into(),
    })
}

#[test]
fn s61_s05_silence_does_not_jump_over_a_body_whose_part_is_open() {
    with_item(&together(true), |clocks| {
        let mut case = accepted();
        assert_eq!(running(&case, clocks), None);
        assert_eq!(expire(&case, clocks, at("2026-12-01T10:00")), None);
        case.apply(&exactly("2026-03-04T10:00"), &did("road", true));
        assert_eq!(running(&case, clocks), None, "one of two");
        case.apply(&exactly("2026-03-05T10:00"), &did("green", true));
        let by = |case: &Case| running(case, clocks).map(|clock| clock.by);
        assert_eq!(by(&case), Some(at("2026-03-11T17:00")), "as promised");
        case.apply(&exactly("2026-03-06T10:00"), &did("road", false));
        assert_eq!(by(&case), None, "to be done again");
    });
    with_item(&together(false), |clocks| {
        let clock = running(&accepted(), clocks).unwrap();
        assert_eq!(clock.by, at("2026-03-11T17:00"), "a grant does not wait");
    });
}

/// Friday 2026-03-13 is two days past the promise; the next working day is Monday.
#[test]
fn s61_s05_parts_done_past_the_promise_leave_the_deciding_body_a_working_day() {
    with_item(&together(true), |clocks| {
        let mut case = accepted();
        case.apply(&exactly("2026-03-04T10:00"), &did("road", true));
        case.apply(&exactly("2026-03-13T10:00"), &did("green", true));
        let clock = running(&case, clocks).unwrap();
        assert_eq!((clock.by, clock.certain), (at("2026-03-16T17:00"), true));
        let lapse = expire(&case, clocks, clock.by + 1).unwrap();
        case.apply(&exactly("2026-03-17T09:00"), &lapse);
        let over = case.ran_out().unwrap();
        assert_eq!(over.by, clock.by);
        let judged = late(&over, &exactly("2026-03-16T15:00"), &decided());
        assert_eq!(judged, Some(Late::InTime));
    });
}
