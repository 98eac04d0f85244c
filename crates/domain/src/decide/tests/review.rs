//! 人工核对 (S28): what no register could tell, on the shipped 高校毕业生住房补贴, which has a hard check.

use super::*;
use crate::act::{Header, Registered, Reviewed, Supplement};
use crate::verify::{Found, Matter, NO_REGISTER, UNKNOWN_PERSON, Verified};

const HOUSING: &str = "0715-graduate-housing.json";
const RECEIPT: &str = "a1";

fn captured(at: i64) -> Captured {
    Captured {
        wall: at,
        earliest: at,
        latest: at,
        quality: ClockQuality::Anchored,
    }
}

fn hard() -> Matter {
    Matter::Check("insurance_months".into())
}

fn told(act: &str, found: Vec<Found>) -> Payload {
    let act = act.into();
    Payload::Registered(Registered {
        number: "430400202603021000000013".into(),
        verified: Some(Verified { act, found }),
    })
}

/// Received, and of three things nobody can tell.
fn unverified(world: &World) -> Case {
    let mut case = received(world, &["identity"], &[]);
    let found = vec![
        Found::unknown(Matter::Applicant, UNKNOWN_PERSON),
        Found::unknown(Matter::Licence("identity".into()), NO_REGISTER),
        Found::unknown(hard(), "down"),
        Found::fail(Matter::Licence("m9".into()), "revoked"),
        Found::pass(Matter::Check("subsidy_once".into())),
    ];
    case.apply(&captured(1), &told(RECEIPT, found));
    case
}

fn word(matter: &str, so: bool) -> Review {
    Review {
        matter: matter.into(),
        way: "phone".into(),
        so,
        reason: "派出所答复确有此人".into(),
        witness: None,
        of: None,
    }
}

fn ask(world: &World, case: &mut Case, asked: Review) -> Result<(), Refusal> {
    world.run(case, &Command::Course(Course::Review(asked)))
}

#[track_caller]
fn refused(world: &World, case: &mut Case, asked: Review) -> String {
    let before = case.clone();
    let refusal = ask(world, case, asked).expect_err("refused");
    assert!(refusal.ground.chars().count() > 3, "{refusal:?}");
    assert!(
        refusal.say.contains('请') || refusal.say.contains("不用"),
        "{refusal:?}"
    );
    assert_eq!(*case, before);
    refusal.code
}

fn waiting(case: &Case) -> Vec<Matter> {
    let all = case.to_review();
    all.map(|known| known.found.matter.clone()).collect()
}

#[test]
fn s28_a_persons_word_closes_what_no_register_could_tell_one_by_one() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    assert_eq!(waiting(&case).len(), 3);
    ask(&world, &mut case, word("applicant", true)).expect("by telephone");
    assert_eq!(waiting(&case).len(), 2);
    ask(&world, &mut case, word("licence:identity", true)).expect("by telephone");
    assert!(case.waits_for_review());
    let by_two = Review {
        witness: Some("0401".into()),
        ..word("check:insurance_months", true)
    };
    ask(&world, &mut case, by_two).expect("by two");
    assert!(!case.waits_for_review());
    let known = case.known(&hard()).expect("known");
    assert_eq!(
        known.found.answer,
        crate::check::Answer::Unknown,
        "the city's answer stays"
    );
    assert_eq!(known.reviewed.as_ref().map(|mark| mark.so), Some(true));
}

#[test]
fn s28_not_so_stays_for_a_person_and_says_what_to_do_in_each_stage() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    ask(&world, &mut case, word("check:insurance_months", false)).expect("one is enough for 不实");
    assert!(case.waits_for_review());
    let mark = case.known(&hard()).and_then(|known| known.reviewed.clone());
    let mark = mark.expect("a word");
    let mut said = std::collections::BTreeSet::new();
    for stage in [
        Stage::Received,
        Stage::Accepted,
        Stage::Decided,
        Stage::Withdrawn,
    ] {
        let say = mark.say("核查 参保", stage);
        assert!(
            say.contains("不实（致电签发机关：派出所答复确有此人。）"),
            "{say}"
        );
        assert!(say.contains('请') && said.insert(say));
    }
    assert!(
        case.contradicted().is_some(),
        "nothing is confirmed over it"
    );
}

#[test]
fn s28_a_review_is_refused_where_nothing_waits_for_it() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    for (matter, code) in [
        ("representative", "nothing_to_review"),
        ("", "nothing_to_review"),
        ("check:subsidy_once", "nothing_to_review"),
        ("licence:m9", "registers_contradict"),
    ] {
        assert_eq!(
            refused(&world, &mut case, word(matter, true)),
            code,
            "{matter}"
        );
    }
    ask(&world, &mut case, word("applicant", true)).expect("once");
    assert_eq!(
        refused(&world, &mut case, word("applicant", false)),
        "reviewed_before"
    );
    let mut nothing = Case::new(Uuid::from_u128(7));
    assert_eq!(
        refused(&world, &mut nothing, word("applicant", true)),
        "not_received"
    );
}

#[test]
fn s28_a_review_says_how_and_why_without_anybodys_number() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    let with = |reason: &str| Review {
        reason: reason.into(),
        ..word("applicant", true)
    };
    for (asked, code) in [
        (with(" 好 "), "reason_missing"),
        (with(&"长".repeat(201)), "reason_missing"),
        (with("身份证430400200002290012无误"), "reason_number"),
        (with("电话１３８００００００００已答复"), "reason_number"),
        (
            Review {
                way: "machine".into(),
                ..word("applicant", true)
            },
            "review_way",
        ),
    ] {
        assert_eq!(refused(&world, &mut case, asked), code);
    }
    ask(&world, &mut case, with("练公函〔2026〕12号答复属实"))
        .expect("a paper's number is nobody's");
}

#[test]
fn s28_a_hard_check_is_taken_for_passed_by_two_and_by_no_machine() {
    let mut world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    for witness in [None, Some(" ".to_owned())] {
        let alone = Review {
            witness,
            ..word("check:insurance_months", true)
        };
        assert_eq!(refused(&world, &mut case, alone), "second_missing");
    }
    // What holds no post has no rights, as the backend's own key.
    world.rights = Rights::default();
    assert_eq!(
        refused(&world, &mut case, word("applicant", true)),
        "not_granted"
    );
}

/// The header of an act by 0217 with these beside them.
fn header(payload: &Payload, witness: Option<&str>) -> Header {
    Header {
        v: Header::VERSION,
        realm: "practice".into(),
        act_id: Uuid::from_u128(1),
        subject: crate::act::Subject::Case(Uuid::from_u128(7)),
        origin: crate::act::OriginId {
            terminal: "t".into(),
            incarnation: Uuid::from_u128(2),
        },
        origin_seq: 2,
        origin_prev: None,
        base: Vec::new(),
        kind: payload.kind().into(),
        kind_version: payload.kind_version(),
        payload_hash: crate::act::Hash([0; 32]),
        attachments: Vec::new(),
        actor: "0217".into(),
        witness: witness.map(str::to_owned),
        post: "accept".into(),
        captured: captured(2),
        context: crate::act::Facts::default(),
        replaces: None,
    }
}

#[test]
fn s28_at_the_log_the_word_counts_for_the_answer_it_was_given_on() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    let asked = Command::Course(Course::Review(word("licence:identity", true)));
    let said = decide(&case, &asked, &world.context()).expect("allowed");
    let header_of = |payload: &Payload| header(payload, None);
    assert_eq!(
        admit(&case, &header_of(&said[0]), &said[0], &world.context()),
        Ok(())
    );
    // Meanwhile another desk put another licence in its place, and nobody has looked at that one.
    let came = Payload::Supplemented(Supplement {
        materials: vec![Line {
            code: "identity".into(),
            name: "身份证".into(),
            source: LineSource::Paper,
            points: None,
        }],
    });
    case.apply(&captured(2), &came);
    let again = Found::unknown(Matter::Licence("identity".into()), NO_REGISTER);
    case.apply(&captured(3), &told("a2", vec![again]));
    let finding = admit(&case, &header_of(&said[0]), &said[0], &world.context());
    assert!(
        matches!(&finding, Err(Finding::Contested(refusal)) if refusal.code == "nothing_to_review"),
        "{finding:?}"
    );
    case.apply(&captured(4), &said[0]);
    assert_eq!(waiting(&case).len(), 3, "it is looked at anew");
}

#[test]
fn s28_the_second_person_stands_in_the_header_and_is_another_one() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let case = unverified(&world);
    for (witness, named, good) in [
        ("0401", Some("0401"), true),
        ("0401", None, false),
        ("0217", Some("0217"), false),
    ] {
        let by_two = Review {
            witness: Some(witness.into()),
            ..word("check:insurance_months", true)
        };
        let said = decide(
            &case,
            &Command::Course(Course::Review(by_two)),
            &world.context(),
        );
        let said = said.expect("the desk asks for the password").remove(0);
        let finding = admit(&case, &header(&said, named), &said, &world.context());
        assert_eq!(finding.is_ok(), good, "{finding:?}");
    }
}

/// Two desks that did not know of each other: 不实 stands, in whatever order they arrive.
#[test]
fn s28_of_two_words_the_doubt_stands_in_either_order() {
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let say = |so| {
        let asked = Command::Course(Course::Review(word("applicant", so)));
        decide(&unverified(&world), &asked, &world.context())
            .expect("each alone")
            .remove(0)
    };
    for order in [[true, false], [false, true]] {
        let mut case = unverified(&world);
        for so in order {
            case.apply(&captured(5), &say(so));
        }
        let mark = case
            .known(&Matter::Applicant)
            .and_then(|known| known.reviewed.as_ref());
        assert_eq!(mark.map(|mark| mark.so), Some(false), "{order:?}");
    }
}

#[test]
fn s28_what_a_reader_or_an_eye_saw_needs_no_second_look() {
    use crate::presence::{How, Presence};
    let world = World::new(HOUSING, "2026-03-02T10:00");
    let mut case = unverified(&world);
    let applicant = case.applicant.as_mut().expect("an applicant");
    applicant.presence = vec![Presence {
        at: 0,
        how: How::Eye,
    }];
    assert_eq!(waiting(&case).len(), 2);
    let whole = Reviewed {
        act: RECEIPT.into(),
        matter: Matter::Representative,
        name: "经办人身份".into(),
        way: crate::act::ReviewWay::Site,
        so: true,
        reason: "没有这一项".into(),
        witness: None,
    };
    let before = case.clone();
    case.apply(&captured(6), &Payload::Reviewed(whole));
    assert_eq!(case, before, "a word on nothing changes nothing");
    for way in crate::act::ReviewWay::ALL {
        assert_eq!(crate::act::ReviewWay::of(way.word()), Some(way));
    }
}
