//! 审查要点 (domain reference S56, docs/adr/0033): each one of what a clerk looks at is answered before it is accepted, and
//! one that fails goes into the notice word for word.

use domain::act::{Gap, Intake, Line, LineSource, Point};
use domain::case::{Case, Stage};
use domain::decide::{Command, Finding, admit, decide};
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{World, gap, header, is_acceptance, paper, signature, supplement, tolerance};

const LINES: [&str; 3] = ["identity", "property", "plan"];

fn points(world: &World, code: &str) -> Vec<String> {
    world.item.material(code).unwrap().review_points.clone()
}

/// The line as it is answered: each point in its order, what is left over unanswered.
fn answered(world: &World, code: &str, answers: &[Option<bool>]) -> Line {
    let answers = answers.iter().copied().chain(std::iter::repeat(None));
    let points = points(world, code).into_iter().zip(answers);
    Line {
        points: Some(points.map(|(text, holds)| Point { text, holds }).collect()),
        ..paper(code)
    }
}

const ALL: [Option<bool>; 3] = [Some(true); 3];

fn receive(world: &World, lines: Vec<Line>) -> Command {
    let Command::Receive(intake) = world.receive(&[]) else {
        unreachable!("a receipt is made by receiving")
    };
    Command::Receive(Box::new(Intake {
        materials: lines,
        ..*intake
    }))
}

fn received(world: &World, lines: Vec<Line>) -> Case {
    let mut case = Case::new(Uuid::from_u128(7));
    world.run(&mut case, &receive(world, lines)).unwrap();
    case
}

fn answered_but(world: &World, code: &str, answers: &[Option<bool>]) -> Case {
    let lines = LINES.iter().map(|line| match *line == code {
        true => answered(world, line, answers),
        false => answered(world, line, &ALL),
    });
    received(world, lines.collect())
}

#[test]
fn s56_every_point_is_answered_before_the_case_is_accepted() {
    let world = World::water("2026-03-02T10:00");
    let mut case = answered_but(&world, "plan", &[Some(true)]);
    let refusal = world.run(&mut case, &Command::Accept).unwrap_err();
    assert_eq!(refusal.code, "point_open");
    let open = &points(&world, "plan")[1];
    assert!(
        refusal.say.contains("户内给水平面图") && refusal.say.contains(open.as_str()),
        "{}",
        refusal.say
    );
    assert!(refusal.say.contains("逐条") && refusal.ground.contains("第三十二条"));

    // When the last one is answered, it is accepted.
    let mut case = answered_but(&world, "plan", &ALL);
    world.run(&mut case, &Command::Accept).unwrap();
    assert_eq!(case.stage, Stage::Accepted);
}

#[test]
fn s56_nothing_is_accepted_over_a_point_that_fails_in_any_way() {
    let world = World::water("2026-03-02T10:00");
    let mut case = answered_but(&world, "property", &[Some(false), Some(true)]);
    let refusal = world.run(&mut case, &Command::Accept).unwrap_err();
    assert_eq!(refusal.code, "point_fails");
    assert!(refusal.say.contains("房屋权属证明"), "{}", refusal.say);
    let failed = &points(&world, "property")[0];
    assert!(refusal.say.contains(failed.as_str()), "{}", refusal.say);

    // A tolerance of what is not there does not cover what is there and does not conform.
    let lines = ["identity", "property"].map(|code| match code {
        "property" => answered(&world, code, &[Some(true), Some(false)]),
        _ => answered(&world, code, &ALL),
    });
    let mut case = received(&world, lines.to_vec());
    let tolerate = Command::AcceptTolerance {
        lacking: vec!["plan".into()],
        commitment: Some(signature()),
    };
    assert_eq!(world.refused(&mut case, &tolerate), "point_fails");
}

#[test]
fn s56_a_failing_point_goes_into_the_notice_word_for_word() {
    let world = World::water("2026-03-02T10:00");
    let mut case = answered_but(&world, "property", &[Some(false), Some(true)]);
    let failed = points(&world, "property")[0].clone();

    // A notice that leaves it out, or tells it in other words, is not the whole one.
    let other = |problem: &str| Command::Notify {
        gaps: vec![gap("property", problem)],
        later: None,
    };
    assert_eq!(world.refused(&mut case, &other("地址不对")), "gap_left_out");
    let plain = Command::Notify {
        gaps: vec![gap("plan", "没有比例")],
        later: None,
    };
    assert_eq!(world.refused(&mut case, &plain), "gap_left_out");

    let told = Point::unmet(&failed);
    world.run(&mut case, &other(&told)).unwrap();
    assert_eq!(case.gaps[0].problem, told);
    assert_eq!(case.stage, Stage::Noticed);

    // What comes instead is answered anew; then the case is accepted.
    let again = |answers: &[Option<bool>]| Command::Supplement {
        materials: vec![answered(&world, "property", answers)],
    };
    assert_eq!(
        world.refused(&mut case, &again(&[Some(true)])),
        "point_open"
    );
    world.run(&mut case, &again(&ALL)).unwrap();
    assert_eq!(case.stage, Stage::Received);
    world.run(&mut case, &Command::Accept).unwrap();
}

#[test]
fn s56_a_point_that_a_notice_tells_does_not_hold_whatever_was_answered() {
    let world = World::water("2026-03-02T10:00");
    let mut case = received(
        &world,
        ["identity", "property"]
            .map(|code| answered(&world, code, &ALL))
            .to_vec(),
    );
    let failed = points(&world, "property")[1].clone();
    let told = Command::Notify {
        gaps: vec![
            gap("property", &Point::unmet(&failed)),
            gap("plan", "未提交"),
        ],
        later: None,
    };
    world.run(&mut case, &told).unwrap();

    // The plan alone does not end the wait: the applicant still owes the other.
    let came = |code: &str| Command::Supplement {
        materials: vec![answered(&world, code, &ALL)],
    };
    world.run(&mut case, &came("plan")).unwrap();
    assert_eq!(case.stage, Stage::Noticed);
    assert_eq!(world.refused(&mut case, &Command::Accept), "point_fails");
    world.run(&mut case, &came("property")).unwrap();
    assert_eq!(case.stage, Stage::Received);
    world.run(&mut case, &Command::Accept).unwrap();
}

#[test]
fn s56_what_was_received_unanswered_can_be_answered_later() {
    let world = World::water("2026-03-02T10:00");
    let mut case = answered_but(&world, "plan", &[]);
    let wanted: Vec<_> = case
        .materials
        .iter()
        .filter(|line| case.wants(line))
        .collect();
    assert_eq!(wanted.len(), 1);
    assert_eq!(wanted[0].code, "plan");
    let looked = Command::Supplement {
        materials: vec![answered(&world, "plan", &ALL)],
    };
    world.run(&mut case, &looked).unwrap();
    world.run(&mut case, &Command::Accept).unwrap();
}

#[test]
fn s56_a_line_of_an_older_station_was_answered_as_a_whole() {
    let world = World::water("2026-03-02T10:00");
    let mut case = world.received(&LINES);
    assert!(case.materials.iter().all(|line| line.points.is_none()));
    world.run(&mut case, &Command::Accept).unwrap();
    let mut case = world.tolerated();
    world
        .run(&mut case, &supplement(&["property", "plan"]))
        .unwrap();
    assert_eq!(case.stage, Stage::Accepted);
}

#[test]
fn s56_the_backend_takes_an_older_act_and_contests_one_with_holes() {
    let world = World::water("2026-03-02T10:00");
    let judged = |case: &Case| {
        // The act as a station that does not look would have made it.
        let whole = world.received(&LINES);
        let accepted = decide(&whole, &Command::Accept, &world.context()).unwrap();
        admit(
            case,
            &header(&world, &accepted[0]),
            &accepted[0],
            &world.context(),
        )
    };
    assert_eq!(judged(&world.received(&LINES)), Ok(()));
    let code = |found: Result<(), Finding>| match found {
        Err(Finding::Contested(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    };
    let open = answered_but(&world, "identity", &[Some(true), None, Some(true)]);
    assert_eq!(code(judged(&open)), "point_open");
    let failing = answered_but(&world, "identity", &[Some(false), Some(true), Some(true)]);
    assert_eq!(code(judged(&failing)), "point_fails");
    // Answers that leave a point out altogether have a hole, too.
    let mut short = answered(&world, "plan", &ALL);
    short.points.as_mut().unwrap().pop();
    let lines = ["identity", "property"].map(|code| answered(&world, code, &ALL));
    let short = received(&world, lines.into_iter().chain([short]).collect());
    assert_eq!(code(judged(&short)), "point_open");
}

#[test]
fn s56_an_answer_is_to_a_point_of_the_item_and_given_once() {
    let world = World::water("2026-03-02T10:00");
    let with = |text: &str| {
        let mut line = answered(&world, "plan", &ALL);
        line.points.as_mut().unwrap().push(Point {
            text: text.into(),
            holds: Some(true),
        });
        world.refused(
            &mut Case::new(Uuid::from_u128(7)),
            &receive(&world, vec![line]),
        )
    };
    assert_eq!(with("纸张够白"), "point_unlisted");
    assert_eq!(with(&points(&world, "plan")[0]), "point_unlisted");
}

fn answer() -> impl Strategy<Value = Option<bool>> {
    prop_oneof![6 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)]
}

/// Not there, by the system, or looked at and answered somehow; as a whole, too.
fn line(code: &'static str) -> impl Strategy<Value = Option<Line>> {
    let world = World::water("2026-03-02T10:00");
    let licence = LineSource::Licence {
        licence: "居民身份证".into(),
        number: "430400200002290012".into(),
        authority: "A1".into(),
        valid_to: String::new(),
    };
    let by = |source: LineSource, line: Line| Line { source, ..line };
    (0..8_u8, prop::collection::vec(answer(), 3)).prop_map(move |(way, answers)| {
        let line = answered(&world, code, &answers);
        match way {
            0 => None,
            1 => Some(by(licence.clone(), line)),
            2 => Some(paper(code)),
            _ => Some(line),
        }
    })
}

fn step() -> impl Strategy<Value = Vec<Option<Line>>> {
    (line("identity"), line("property"), line("plan")).prop_map(|(a, b, c)| vec![a, b, c])
}

/// What stands in a case when it is accepted: no point of what was looked at is open, and none fails.
fn stands(case: &Case, world: &World) -> bool {
    let looked = case
        .materials
        .iter()
        .filter(|line| matches!(line.source, LineSource::Paper | LineSource::File { .. }));
    looked
        .filter_map(|line| Some((line, line.points.as_ref()?)))
        .all(|(line, answers)| {
            points(world, &line.code).iter().all(|text| {
                let given = answers.iter().find(|point| point.text == *text);
                given.is_some_and(|point| point.holds == Some(true))
            })
        })
}

proptest! {
    /// Accepted, in whatever way and after whatever came before, means that every point was looked at and holds; and what
    /// holds whole is accepted.
    #[test]
    fn s56_accepted_means_that_no_point_fails_and_none_is_open(
        first in step(),
        later in prop::collection::vec(step(), 0..3),
        notice in any::<bool>(),
    ) {
        let world = World::water("2026-03-02T10:00");
        let mut case = received(&world, first.into_iter().flatten().collect());
        for came in std::iter::once(Vec::new()).chain(later) {
            let materials: Vec<Line> = came.into_iter().flatten().collect();
            let supplement = Command::Supplement { materials };
            let _ = world.run(&mut case, &supplement);
            for accept in [Command::Accept, tolerance()] {
                let before = case.clone();
                let whole = before.open_lines().is_empty();
                match world.run(&mut case, &accept) {
                    Ok(acts) => {
                        prop_assert!(acts.iter().any(|act| is_acceptance(act).is_some()));
                        prop_assert!(stands(&before, &world), "{:?}", before.materials);
                    }
                    Err(refusal) if accept == Command::Accept && whole => {
                        let known = ["point_open", "point_fails", "already_accepted"];
                        prop_assert!(known.contains(&refusal.code.as_str()), "{refusal:?}");
                        prop_assert!(before.accepted_at.is_some() || !stands(&before, &world));
                    }
                    Err(_) => {}
                }
            }
            if notice && case.accepted_at.is_none() {
                let told: Vec<Gap> = case.materials.iter().filter_map(missing).collect();
                let _ = world.run(&mut case, &Command::Notify { gaps: told, later: None });
            }
        }
    }
}

/// Everything that is wanting in a line, as one gap.
fn missing(line: &Line) -> Option<Gap> {
    let mut told = gap(&line.code, "");
    if line.source == LineSource::Open {
        told.problem.push_str("未提交");
    }
    for point in line.failing() {
        told.add(point);
    }
    (!told.problem.is_empty()).then_some(told)
}
