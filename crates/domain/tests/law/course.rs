//! 特别程序, 延期 and 当场更正 (行政许可法 32-3, 42, 45).

use domain::act::{Outcome, Payload, Second};
use domain::case::Stage;
use domain::catalogue::Limit;
use domain::decide::{Command, Course, Procedure, term};
use domain::lapse::{Clocks, running};

use super::world::{World, second};

fn suspend(days: u32) -> Command {
    Command::Course(Course::Suspend(Procedure {
        code: "inspection".into(),
        ground: "《行政许可法》第四十五条".into(),
        reason: "送检水样".into(),
        days,
    }))
}

fn resume() -> Command {
    Command::Course(Course::Resume {
        reason: "检验报告 2026-017 号，合格".into(),
    })
}

fn extend(days: u32, approval: Second) -> Command {
    Command::Course(Course::Extend { days, approval })
}

fn grant() -> Command {
    Command::Decide {
        outcome: Outcome::Granted,
        reason: String::new(),
    }
}

fn correct(key: &str, value: &str) -> Command {
    let form = [(key.to_owned(), value.to_owned())].into();
    Command::Course(Course::Correct { form })
}

/// Seven working days from 2026-03-02, as the golden row of the domain reference has it.
fn seven_days() -> (World, domain::case::Case) {
    let mut world = World::water("2026-03-02T10:00");
    world.item.limits.promised = Limit::Workdays { n: 7 };
    let case = world.accepted();
    assert_eq!(case.due.as_deref(), Some("2026-03-11"));
    (world, case)
}

#[test]
fn a_special_procedure_stops_the_clock_for_as_long_as_was_told_and_blocks_the_decision() {
    let (mut world, mut case) = seven_days();
    world.at("2026-03-04T10:00");
    let told = world.run(&mut case, &suspend(3)).unwrap();
    let Payload::Suspended(told) = &told[0] else {
        panic!("{told:?}")
    };
    assert_eq!((&*told.until, &*told.due), ("2026-03-09", "2026-03-17"));
    assert_eq!(world.refused(&mut case, &grant()), "suspended");
    assert_eq!(world.refused(&mut case, &suspend(3)), "suspended");
    assert_eq!(world.refused(&mut case, &extend(5, second())), "suspended");

    world.at("2026-03-09T10:00");
    world.run(&mut case, &resume()).unwrap();
    assert_eq!(
        case.due.as_deref(),
        Some("2026-03-17"),
        "the golden row +7, paused 03-04…03-09"
    );
    let due = term(&case, &world.context()).unwrap().unwrap();
    assert_eq!(due.counted.len(), 7);
    let paused = due
        .skipped
        .iter()
        .filter(|day| day.why == "特别程序（检验）");
    assert_eq!(paused.count(), 6, "both end days stand still");
    assert_eq!(world.refused(&mut case, &resume()), "not_suspended");
    world.run(&mut case, &grant()).unwrap();
    assert_eq!(case.stage, Stage::Decided);
}

#[test]
fn days_beyond_what_was_told_count_for_the_office_and_days_saved_for_the_applicant() {
    let (mut world, mut case) = seven_days();
    world.at("2026-03-04T10:00");
    world.run(&mut case, &suspend(3)).unwrap();
    let (early, mut late) = (case.clone(), case);
    world.at("2026-03-13T10:00");
    world.run(&mut late, &resume()).unwrap();
    assert_eq!(late.due.as_deref(), Some("2026-03-17"));
    let mut early = early;
    world.at("2026-03-05T10:00");
    world.run(&mut early, &resume()).unwrap();
    assert_eq!(early.due.as_deref(), Some("2026-03-13"));
}

#[test]
fn a_special_procedure_is_one_of_the_law_after_the_acceptance_with_ground_reason_and_days() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity", "property", "plan"]);
    assert_eq!(world.refused(&mut case, &suspend(3)), "not_accepted");
    world.run(&mut case, &Command::Accept).unwrap();
    let whole = Procedure {
        code: "hearing".into(),
        ground: "《行政许可法》第四十六条".into(),
        reason: "利害关系人申请".into(),
        days: 5,
    };
    let broken = [
        (
            Procedure {
                code: "lunch".into(),
                ..whole.clone()
            },
            "procedure_unknown",
        ),
        (
            Procedure {
                ground: " ".into(),
                ..whole.clone()
            },
            "reason_missing",
        ),
        (
            Procedure {
                reason: String::new(),
                ..whole.clone()
            },
            "reason_missing",
        ),
        (
            Procedure {
                days: 0,
                ..whole.clone()
            },
            "days_missing",
        ),
    ];
    for (asked, code) in broken {
        let command = Command::Course(Course::Suspend(asked));
        assert_eq!(world.refused(&mut case, &command), code);
    }
    world
        .run(&mut case, &Command::Course(Course::Suspend(whole)))
        .unwrap();
}

#[test]
fn an_extension_is_made_once_before_the_limit_is_over_and_by_two() {
    let (mut world, mut case) = seven_days();
    let alone = Second {
        witness: String::new(),
        ..second()
    };
    assert_eq!(
        world.refused(&mut case, &extend(5, alone)),
        "second_missing"
    );
    assert_eq!(
        world.refused(&mut case, &extend(11, second())),
        "extension_too_long"
    );
    assert_eq!(
        world.refused(&mut case, &extend(0, second())),
        "extension_too_long"
    );
    let mut over = case.clone();
    // The last day, to its last minute.
    world.at("2026-03-11T17:00");
    world.run(&mut case, &extend(10, second())).unwrap();
    assert_eq!(case.due.as_deref(), Some("2026-03-25"));
    assert_eq!(
        world.refused(&mut case, &extend(1, second())),
        "already_extended"
    );
    world.at("2026-03-11T17:01");
    assert_eq!(world.refused(&mut over, &extend(1, second())), "due_over");
    world.item.limits.extension = None;
    assert_eq!(
        world.refused(&mut over, &extend(1, second())),
        "extension_not_listed"
    );
}

#[test]
fn a_pause_after_an_extension_is_left_out_of_it_too() {
    let (mut world, mut case) = seven_days();
    world.at("2026-03-10T10:00");
    world.run(&mut case, &extend(5, second())).unwrap();
    assert_eq!(case.due.as_deref(), Some("2026-03-18"));
    world.at("2026-03-16T10:00");
    world.run(&mut case, &suspend(2)).unwrap();
    world.at("2026-03-18T10:00");
    world.run(&mut case, &resume()).unwrap();
    // 16, 17 and 18 stand still: 12, 13 of the extension are over, three of it are left.
    assert_eq!(case.due.as_deref(), Some("2026-03-23"));
    let due = term(&case, &world.context()).unwrap().unwrap();
    assert_eq!(due.counted.len(), 12);
}

#[test]
fn what_is_wrong_is_corrected_on_the_spot_and_the_clock_runs_on() {
    let mut world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity", "property", "plan"]);
    let answer = Limit::Workdays { n: 5 };
    let office = "09:00-12:00,13:00-17:00".parse().unwrap();
    let clocks = Clocks {
        answer,
        calendar: &world.calendar.clone(),
        office: &office,
        item: None,
    };
    let before = running(&case, &clocks).unwrap();
    world.at("2026-03-02T10:05");
    assert_eq!(
        world.refused(&mut case, &correct("people", "3")),
        "nothing_corrected"
    );
    assert_eq!(
        world.refused(&mut case, &correct("people", "三")),
        "form_fault"
    );
    assert_eq!(
        world.refused(&mut case, &correct("address", " ")),
        "form_fault"
    );
    assert_eq!(
        world.refused(&mut case, &correct("colour", "红")),
        "field_unlisted"
    );
    world.run(&mut case, &correct("people", "5")).unwrap();
    let field = &case.form["people"];
    let old = field.before.as_ref().unwrap();
    assert_eq!((&*field.value, &*field.source), ("5", "edited"));
    assert_eq!((&*old.value, &*old.source), ("3", "typed"));
    assert_eq!(
        running(&case, &clocks),
        Some(before),
        "art. 32 waits for nobody"
    );
    assert_eq!(case.stage, Stage::Received);
    world.run(&mut case, &Command::Accept).unwrap();
    assert_eq!(
        world.refused(&mut case, &correct("people", "6")),
        "already_accepted"
    );
}
