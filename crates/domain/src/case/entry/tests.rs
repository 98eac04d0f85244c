//! A mend counts where the mended act stood, and the mended act nowhere.

use super::*;
use crate::act::{
    Answered, ClockQuality, Intake, Line, LineSource, Notice, Registered, Supplement, Withdrawn,
};
use crate::applicant::{Applicant, ApplicantKind, Party};
use crate::case::Stage;
use crate::verify::{Found, Matter, Verified};

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn entry(n: u128, replaces: Option<u128>, payload: Payload) -> Entry {
    let captured = Captured {
        wall: n as i64,
        earliest: n as i64,
        latest: n as i64,
        quality: ClockQuality::Anchored,
    };
    Entry {
        id: id(n),
        replaces: replaces.map(id),
        kind: payload.kind().to_owned(),
        deed: Some((captured, payload)),
    }
}

/// A receipt that is told from others by its provisional number.
fn received(provisional: &str) -> Payload {
    let party = Party {
        name: "陈思远".to_owned(),
        id_kind: "resident_id".to_owned(),
        id: "430400200002290012".to_owned(),
        phone: String::new(),
        seen_by: "eye".to_owned(),
    };
    Payload::Received(Intake {
        item: "0225".to_owned(),
        item_version: 1,
        item_name: "供水报装".to_owned(),
        situation: Default::default(),
        applicant: Applicant {
            kind: ApplicantKind::Own,
            party,
            representative: None,
            presence: Vec::new(),
        },
        form: Default::default(),
        materials: Vec::new(),
        signature: None,
        provisional: provisional.to_owned(),
        channel: "window".to_owned(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    })
}

fn noticed() -> Payload {
    Payload::Noticed(Notice {
        gaps: Vec::new(),
        later: None,
    })
}

fn withdrawn() -> Payload {
    Payload::Withdrawn(Withdrawn {
        reason: "不办了".to_owned(),
    })
}

fn task(about: u128) -> Payload {
    Payload::Contested(Answered {
        act: id(about).simple().to_string(),
        code: "item_version".to_owned(),
        say: "事项版本不对".to_owned(),
    })
}

#[test]
fn a_mend_stands_in_the_place_of_what_it_mends_and_ends_its_task() {
    let acts = [
        entry(1, None, received("wrong")),
        entry(2, None, task(1)),
        entry(3, None, noticed()),
        entry(4, Some(1), received("right")),
    ];
    let case = Case::of(id(9), &acts);
    assert_eq!(
        case.stage,
        Stage::Noticed,
        "the notice comes after the receipt"
    );
    assert_eq!(case.provisional, "right");
    assert!(case.contested.is_empty(), "{:?}", case.contested);
    // A task about another act stays.
    let other = [&acts[..], &[entry(5, None, task(3))]].concat();
    assert_eq!(Case::of(id(9), &other).contested, ["事项版本不对"]);
}

fn registered(about: u128, found: Vec<Found>) -> Payload {
    Payload::Registered(Registered {
        number: "430400202603021000000013".to_owned(),
        verified: Some(Verified {
            act: id(about).simple().to_string(),
            found,
        }),
    })
}

#[test]
fn what_was_verified_goes_with_the_act_that_is_mended_and_with_the_line_that_is_replaced() {
    let licence = || Matter::Licence("identity".to_owned());
    let wrong = vec![
        Found::fail(Matter::Applicant, "name_differs"),
        Found::fail(licence(), "number_differs"),
    ];
    let acts = [
        entry(1, None, received("wrong")),
        entry(2, None, registered(1, wrong)),
    ];
    let case = Case::of(id(9), &acts);
    assert_eq!(case.known(&licence()).unwrap().at, 2, "the city's moment");
    let say = case.contradicted().unwrap();
    assert!(say.contains("申请人的姓名"), "{say}");

    let paper = Payload::Supplemented(Supplement {
        materials: vec![Line {
            code: "identity".to_owned(),
            name: "身份证".to_owned(),
            source: LineSource::Paper,
            points: None,
        }],
    });
    let supplied = [&acts[..], &[entry(3, None, paper)]].concat();
    let case = Case::of(id(9), &supplied);
    assert_eq!(case.known(&licence()), None);
    assert!(case.known(&Matter::Applicant).is_some());

    let right = vec![Found::pass(Matter::Applicant)];
    let mended = [
        &acts[..],
        &[
            entry(4, Some(1), received("right")),
            entry(5, None, registered(4, right)),
        ],
    ]
    .concat();
    let case = Case::of(id(9), &mended);
    assert_eq!(case.contradicted(), None);
    assert_eq!(case.verified.len(), 1, "{:?}", case.verified);
    assert!(case.number.is_some());
}

#[test]
fn a_mend_of_a_mend_stands_at_the_first_place() {
    let acts = [
        entry(1, None, received("wrong")),
        entry(2, None, withdrawn()),
        entry(3, Some(1), received("better")),
        entry(4, Some(3), received("right")),
    ];
    let case = Case::of(id(9), &acts);
    assert_eq!(
        (case.provisional.as_str(), case.stage),
        ("right", Stage::Withdrawn)
    );
    let before = Case::before(id(9), &acts, id(4));
    assert_eq!(before.stage, Stage::New, "nothing stands before a receipt");
    let before = Case::before(id(9), &acts, id(2));
    assert_eq!(
        (before.provisional.as_str(), before.stage),
        ("right", Stage::Received)
    );
}

#[test]
fn what_was_never_sent_does_not_hold_its_mend_back() {
    let acts = [
        entry(4, Some(1), received("right")),
        entry(2, None, withdrawn()),
        // Unsent, and therefore behind everything that has a position.
        entry(1, None, received("wrong")),
    ];
    let case = Case::of(id(9), &acts);
    assert_eq!(
        (case.provisional.as_str(), case.stage, case.contested.len()),
        ("right", Stage::Withdrawn, 0)
    );
}

#[test]
fn what_it_mends_may_be_unknown_here_and_a_circle_ends() {
    let lone = [
        entry(1, None, received("one")),
        entry(3, Some(7), withdrawn()),
    ];
    assert_eq!(Case::of(id(9), &lone).stage, Stage::Withdrawn);
    let circle = [
        entry(1, Some(2), received("a")),
        entry(2, Some(1), received("b")),
    ];
    assert_eq!(Case::of(id(9), &circle).stage, Stage::New);
    let own = [entry(1, Some(1), received("a"))];
    assert_eq!(Case::of(id(9), &own).stage, Stage::Received);
}

#[test]
fn only_the_same_deed_mends() {
    assert!(mends("received", "received"));
    assert!(mends("acceptance_requested", "accepted"));
    assert!(!mends("accepted", "noticed"));
}
