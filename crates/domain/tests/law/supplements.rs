//! Supplements: told once when not good enough, put off by force majeure, owed from an event on (§2.2, S58).

use domain::act::{LineSource, Outcome, Second};
use domain::case::Stage;
use domain::decide::{Command, Course, awaited};
use domain::lapse::{Clocks, expire, running};

use super::world::{World, gap, notify, paper, second, signature, supplement};

fn defer(due: &str, approval: Second) -> Command {
    Command::Course(Course::Defer {
        due: due.into(),
        approval,
    })
}

#[test]
fn a_supplement_that_is_not_good_enough_is_told_once_within_the_same_limit() {
    let mut world = World::water("2026-03-02T10:00");
    let mut case = world.tolerated();
    let due = case.tolerance.clone().unwrap().due;
    let bad = notify(&[("property", "坐落与申请地址不一致")], None);
    assert_eq!(
        world.refused(&mut case, &bad),
        "already_accepted",
        "nothing has come yet"
    );
    world
        .run(&mut case, &supplement(&["property", "plan"]))
        .unwrap();
    assert_eq!(case.stage, Stage::Accepted);
    world.run(&mut case, &bad).unwrap();
    assert_eq!(case.stage, Stage::Tolerated);
    let open = case.tolerance.clone().unwrap();
    assert_eq!(open.lacking, ["property"]);
    assert_eq!(open.due, due, "the limit is the same");
    let line = case
        .materials
        .iter()
        .find(|line| line.code == "property")
        .unwrap();
    assert_eq!(line.source, LineSource::Tolerated);
    world.run(&mut case, &supplement(&["property"])).unwrap();
    assert_eq!(world.refused(&mut case, &bad), "told_once");
    // Another one has its own once; after the limit nothing is asked for any more.
    let other = notify(&[("plan", "图纸没有签章")], None);
    world.at("2026-03-09T17:01");
    assert_eq!(world.refused(&mut case, &other), "supplement_over");
    world.at("2026-03-09T17:00");
    world.run(&mut case, &other).unwrap();
}

#[test]
fn force_majeure_moves_the_limit_of_the_supplements_and_the_lapse_follows() {
    let mut world = World::water("2026-03-02T10:00");
    let mut case = world.tolerated();
    let alone = Second {
        witness: String::new(),
        ..second()
    };
    assert_eq!(
        world.refused(&mut case, &defer("2026-03-20", alone)),
        "second_missing"
    );
    assert_eq!(
        world.refused(&mut case, &defer("2026-03-09", second())),
        "due_not_later"
    );
    assert_eq!(
        world.refused(&mut case, &defer("soon", second())),
        "due_missing"
    );
    // A Saturday: the last day is the Monday after it (民法典 203).
    world
        .run(&mut case, &defer("2026-03-21", second()))
        .unwrap();
    assert_eq!(
        case.tolerance.as_ref().unwrap().due.as_deref(),
        Some("2026-03-23")
    );
    let office = "09:00-12:00,13:00-17:00".parse().unwrap();
    let clocks = Clocks {
        answer: domain::catalogue::Limit::Workdays { n: 5 },
        calendar: &world.calendar.clone(),
        office: &office,
        item: None,
    };
    world.at("2026-03-20T10:00");
    assert_eq!(
        expire(&case, &clocks, world.now),
        None,
        "not at the old date"
    );
    let by = running(&case, &clocks).unwrap().by;
    assert!(expire(&case, &clocks, by + 1).is_some(), "at the new one");
    world
        .run(&mut case, &supplement(&["property", "plan"]))
        .unwrap();
    assert_eq!(
        world.refused(&mut case, &defer("2026-04-01", second())),
        "nothing_to_defer"
    );
}

/// Housing: the lease is promised, and follows once a room is chosen.
#[test]
fn s58_a_promised_material_is_owed_from_its_event_on_and_not_before() {
    let mut world = World::of("0715-graduate-housing.json", "2026-03-02T10:00");
    let mut case = world.received(&["identity", "degree", "insurance"]);
    let lease = case
        .materials
        .iter_mut()
        .find(|line| line.code == "lease")
        .unwrap();
    lease.source = LineSource::Commitment;
    let event = |event: &str| {
        Command::Course(Course::Trigger {
            event: event.into(),
        })
    };
    assert_eq!(world.refused(&mut case, &event("选定房号")), "not_accepted");
    case.apply(
        &world.captured(),
        &domain::act::Payload::Accepted(domain::act::Accepted {
            mode: domain::act::AcceptanceMode::Commitment,
            due: "2026-03-16".into(),
            due_provisional: None,
            tolerance: None,
            commitment: Some(signature()),
            checks: Vec::new(),
        }),
    );
    assert!(case.owed.is_empty(), "before the event nothing is owed");
    let waits: Vec<_> = awaited(&case, &world.context())
        .into_iter()
        .map(|(code, rule)| (code.to_owned(), rule.event.clone()))
        .collect();
    assert_eq!(waits, [("lease".to_owned(), "选定房号".to_owned())]);
    assert_eq!(world.refused(&mut case, &event("中奖")), "event_unknown");

    world.at("2026-03-05T10:00");
    world.run(&mut case, &event("选定房号")).unwrap();
    let [owed] = &case.owed[..] else {
        panic!("{:?}", case.owed)
    };
    assert_eq!((&*owed.code, &*owed.due), ("lease", "2026-03-19"));
    assert_eq!(
        world.refused(&mut case, &event("选定房号")),
        "event_unknown",
        "once"
    );
    let grant = Command::Decide {
        outcome: Outcome::Granted,
        reason: String::new(),
    };
    assert_eq!(world.refused(&mut case, &grant), "supplement_owed");
    let lease = Command::Supplement {
        materials: vec![paper("lease")],
    };
    world.run(&mut case, &lease).unwrap();
    assert!(case.owed.is_empty());
    world.run(&mut case, &grant).unwrap();
}

#[test]
fn a_gap_outside_the_promised_supplements_is_not_asked_for_after_the_acceptance() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.tolerated();
    world
        .run(&mut case, &supplement(&["property", "plan"]))
        .unwrap();
    let gaps = vec![gap("identity", "证件已过有效期")];
    let ask = Command::Notify { gaps, later: None };
    assert_eq!(world.refused(&mut case, &ask), "already_accepted");
}
