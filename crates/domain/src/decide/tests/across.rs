//! What another place or system accepts (S34, S52), on the shipped 户口迁移 and 企业投资项目备案.

use super::*;
use crate::act::{LinkState, Registered};
use crate::catalogue::{Elsewhere, Way};
use crate::lapse::{self, Clocks};

/// Received for one of the three places.
fn received(world: &World, to: &str) -> Case {
    let party = Party {
        name: "陈思远".into(),
        id_kind: "resident_id".into(),
        id: "430400200002290012".into(),
        phone: "13800000000".into(),
        seen_by: "typed".into(),
    };
    let intake = Intake {
        item: world.item.code.clone(),
        item_version: world.item.version,
        item_name: world.item.name.clone(),
        situation: BTreeMap::from([
            ("to".to_owned(), to.to_owned()),
            ("why".to_owned(), "work".to_owned()),
        ]),
        applicant: Applicant {
            kind: ApplicantKind::Own,
            party,
            representative: None,
            presence: Vec::new(),
        },
        form: BTreeMap::new(),
        materials: Vec::new(),
        signature: kept(),
        provisional: "L1".into(),
        channel: "window".into(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        // Whoever asks: the item says it.
        elsewhere: Some(Elsewhere {
            way: Way::Outside,
            by: "别处".into(),
        }),
    };
    let command = Command::Receive(Box::new(intake));
    let made = decide(&Case::new(Uuid::nil()), &command, &world.context()).expect("received");
    let mut case = Case::new(Uuid::nil());
    made.iter()
        .for_each(|payload| case.apply(&captured(world.now), payload));
    case
}

fn captured(now: i64) -> Captured {
    Captured {
        wall: now,
        earliest: now,
        latest: now,
        quality: ClockQuality::Carried,
    }
}

fn link(state: LinkState) -> Command {
    Command::Link {
        number: " LJ-1 ".into(),
        state,
    }
}

fn code(case: &Case, command: &Command, world: &World) -> String {
    decide(case, command, &world.context())
        .expect_err("a refusal")
        .code
}

#[test]
fn s34_the_receipt_says_who_accepts_and_nobody_else_can() {
    let world = World::new("0640-household-move.json", "2026-03-02T10:00");
    let own = received(&world, "here");
    assert_eq!(own.elsewhere, None);
    assert_eq!(code(&own, &Command::Accept, &world), "form_incomplete");
    let refuse = Command::Refuse {
        ground: "not_needed".into(),
        say: "不需要".into(),
        competent: None,
    };
    let told = Command::Notify {
        gaps: Vec::new(),
        later: None,
    };
    for (to, way, gate, telling) in [
        ("linjiang", Way::Partner, "partner_accepts", "no_gaps"),
        ("yuanshan", Way::Assisted, "assisted_only", "assisted_only"),
    ] {
        let case = received(&world, to);
        assert_eq!(case.elsewhere.as_ref().map(|one| one.way), Some(way));
        assert_eq!(code(&case, &Command::Accept, &world), gate);
        assert_eq!(code(&case, &refuse, &world), gate);
        assert_eq!(code(&case, &told, &world), telling, "{to}");
    }
}

#[test]
fn s34_no_silence_of_ours_accepts_what_a_partner_has() {
    let world = World::new("0640-household-move.json", "2026-03-02T10:00");
    let clocks = Clocks {
        answer: crate::catalogue::Limit::Workdays { n: 5 },
        calendar: &world.calendar,
        office: &world.office,
        item: None,
    };
    let late = world.now + 30 * 86_400_000;
    let ours = received(&world, "here");
    assert!(lapse::expire(&ours, &clocks, late).is_some());
    let theirs = received(&world, "linjiang");
    assert_eq!(lapse::expire(&theirs, &clocks, late), None);
}

#[test]
fn s52_what_is_filled_back_moves_on_and_its_end_is_the_end_here() {
    let world = World::new("0640-household-move.json", "2026-03-02T10:00");
    let mut case = received(&world, "linjiang");
    for (state, stage) in [
        (LinkState::Accepted, Stage::Received),
        (LinkState::Done, Stage::Decided),
    ] {
        let made = decide(&case, &link(state), &world.context()).expect("filled back");
        made.iter()
            .for_each(|payload| case.apply(&captured(world.now), payload));
        let linked = case.linked.as_ref().expect("linked");
        assert_eq!((linked.number.as_str(), linked.state), ("LJ-1", state));
        assert_eq!(
            (linked.system.as_str(), case.stage),
            ("邻江市公安局", stage)
        );
    }
    assert_eq!(
        code(&case, &link(LinkState::Accepted), &world),
        "case_ended"
    );
    let ours = received(&world, "here");
    assert_eq!(code(&ours, &link(LinkState::Done), &world), "accepted_here");
}

#[test]
fn an_empty_number_of_a_verification_changes_no_number() {
    let world = World::new("0640-household-move.json", "2026-03-02T10:00");
    let mut case = received(&world, "linjiang");
    let told = Payload::Registered(Registered {
        number: String::new(),
        verified: None,
    });
    case.apply(&captured(world.now), &told);
    assert_eq!(case.number, None);
}
