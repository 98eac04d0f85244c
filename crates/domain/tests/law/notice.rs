//! 一次性告知: all gaps at once; what is told later is flagged and supervised (S71, §2.6 c).

use domain::act::Second;
use domain::case::Stage;
use domain::decide::{Command, Course, admit};

use super::world::{World, header, notify, second, supplement};

const FIRST: [(&str, &str); 2] = [("property", "未提交"), ("plan", "未提交")];

#[test]
fn s71_a_gap_that_was_there_at_the_first_notice_needs_a_reason_and_a_supervisor_and_stays_red() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity"]);
    world.run(&mut case, &notify(&FIRST, None)).unwrap();
    world.run(&mut case, &supplement(&["property"])).unwrap();
    // The identity card lay there all the time, and so did what is wrong with it.
    let gaps = [("plan", "未提交"), ("identity", "证件已过有效期")];
    assert_eq!(world.refused(&mut case, &notify(&gaps, None)), "later_gap");
    let short = Second {
        reason: " 好 ".into(),
        ..second()
    };
    assert_eq!(
        world.refused(&mut case, &notify(&gaps, Some(short))),
        "reason_missing"
    );
    let alone = Second {
        witness: String::new(),
        ..second()
    };
    assert_eq!(
        world.refused(&mut case, &notify(&gaps, Some(alone))),
        "second_missing"
    );
    assert!(case.later_gaps.is_empty(), "nothing was told yet");

    let told = world
        .run(&mut case, &notify(&gaps, Some(second())))
        .unwrap();
    let [late] = &case.later_gaps[..] else {
        panic!("{:?}", case.later_gaps)
    };
    assert_eq!(late.gap.code, "identity");
    assert_eq!(late.second, Some(second()));
    // The backend takes it only where the header names that second person, who is not the actor.
    let before = world.received(&["identity"]);
    let mut header = header(&world, &told[0]);
    header.witness = Some("0217".into());
    assert!(admit(&before, &header, &told[0], &world.context()).is_err());
    header.actor = "0401".into();
    header.witness = Some("0401".into());
    assert!(admit(&before, &header, &told[0], &world.context()).is_err());
}

#[test]
fn s71_what_is_repeated_word_for_word_or_came_since_is_no_later_gap() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity", "plan"]);
    let both = "图纸没有比例；没有标注水表位置";
    let first = [
        ("property", "未提交"),
        ("plan", both),
        ("people", "人数与户口簿不符"),
    ];
    world.run(&mut case, &notify(&first, None)).unwrap();
    // Still out, in other words; half of what was told; the same field again.
    let again = [
        ("property", "未提交（次要材料）"),
        ("plan", "没有标注水表位置"),
        ("people", "人数与户口簿不符"),
    ];
    world.run(&mut case, &notify(&again, None)).unwrap();
    assert!(case.later_gaps.is_empty());
    // A new word about the same drawing is one.
    let new = [("property", "未提交"), ("plan", "图纸没有签章")];
    assert_eq!(world.refused(&mut case, &notify(&new, None)), "later_gap");
}

#[test]
fn a_second_supplementation_of_the_same_material_needs_a_supervisor_but_is_no_later_gap() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity", "plan"]);
    world
        .run(&mut case, &notify(&[("property", "未提交")], None))
        .unwrap();
    world.run(&mut case, &supplement(&["property"])).unwrap();
    let again = [("property", "坐落与申请地址不一致")];
    assert_eq!(
        world.refused(&mut case, &notify(&again, None)),
        "told_again"
    );
    world
        .run(&mut case, &notify(&again, Some(second())))
        .unwrap();
    assert_eq!(case.stage, Stage::Noticed);
    assert!(
        case.later_gaps.is_empty(),
        "what came since has new gaps of its own"
    );
}

#[test]
fn what_was_corrected_since_the_first_notice_may_be_told_anew() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&["identity", "plan"]);
    world
        .run(&mut case, &notify(&[("property", "未提交")], None))
        .unwrap();
    let form = [("people".to_owned(), "5".to_owned())].into();
    world
        .run(&mut case, &Command::Course(Course::Correct { form }))
        .unwrap();
    let now = [("property", "未提交"), ("people", "人数与户口簿不符")];
    world.run(&mut case, &notify(&now, None)).unwrap();
    assert!(case.later_gaps.is_empty());
}
