//! The invariants of a case (domain reference §2.6 a–h) over random histories. A failure names its seed; `ZC_SEED=N`
//! runs that one alone.

use domain::act::{Lapsed, Outcome, Payload, Second};
use domain::case::{Case, Stage};
use domain::decide::{Command, Course, Procedure, admit, term};
use domain::due::At;
use domain::moment;
use uuid::Uuid;

use super::world::{World, header, is_acceptance, notify, second, supplement, tolerance};

const HISTORIES: u64 = 250;
const STEPS: usize = 40;
const HOUR: i64 = 3_600_000;

/// SplitMix64 (Steele, Lea, Flood 2014): a seed is a whole history.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        let at = self.below(all.len() as u64);
        all[usize::try_from(at).unwrap()].clone()
    }

    fn some<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        let kept = all.iter().filter(|_| self.below(2) == 0);
        kept.cloned().collect()
    }

    fn second(&mut self) -> Second {
        match self.below(3) {
            0 => Second {
                witness: String::new(),
                ..second()
            },
            _ => second(),
        }
    }
}

const LINES: [&str; 3] = ["identity", "property", "plan"];
const PROBLEMS: [&str; 4] = ["未提交", "已过有效期", "没有签章", "未提交；没有签章"];

fn wish(dice: &mut Dice) -> Command {
    match dice.below(12) {
        0 => Command::Accept,
        1 => tolerance(),
        2 | 3 => {
            let mut gaps: Vec<(&str, &str)> = Vec::new();
            for code in dice.some(&["identity", "property", "plan", "people", "other"]) {
                gaps.push((code, dice.of(&PROBLEMS)));
            }
            let later = (dice.below(2) == 0).then(|| dice.second());
            notify(&gaps, later)
        }
        4 | 5 => supplement(&dice.some(&LINES)),
        6 => Command::Decide {
            outcome: Outcome::Granted,
            reason: String::new(),
        },
        7 => Command::Course(Course::Suspend(Procedure {
            code: dice.of(&["hearing", "inspection", "lunch"]).into(),
            ground: "《行政许可法》第四十五条".into(),
            reason: "送检".into(),
            days: u32::try_from(dice.below(6)).unwrap(),
        })),
        8 => Command::Course(Course::Resume {
            reason: "合格".into(),
        }),
        9 => Command::Course(Course::Extend {
            days: u32::try_from(dice.below(12)).unwrap(),
            approval: dice.second(),
        }),
        10 => {
            let people = dice.below(9).to_string();
            let form = [("people".to_owned(), people)].into();
            Command::Course(Course::Correct { form })
        }
        _ => match dice.below(8) {
            0 => Command::Withdraw {
                reason: "不办了".into(),
            },
            1 => Command::Refuse {
                ground: "not_competent".into(),
                say: "供气事项".into(),
                competent: Some("燃气公司".into()),
            },
            _ => Command::Course(Course::Defer {
                due: format!("2026-03-{:02}", 10 + dice.below(20)),
                approval: dice.second(),
            }),
        },
    }
}

/// One act that was decided: the case before it, what it is, when.
struct Step {
    before: Case,
    payload: Payload,
    at: i64,
}

/// A history at one desk, from the receipt on; `deemed` lets the five days run out first.
fn history(dice: &mut Dice, deemed: bool) -> (World, Vec<Step>, Case) {
    let mut world = World::water("2026-03-02T10:00");
    let mut case = Case::new(Uuid::from_u128(7));
    let mut steps = Vec::new();
    let first = world.receive(&dice.some(&LINES));
    take(&world, &mut case, &first, &mut steps);
    if deemed {
        world.at("2026-03-10T10:00");
        let lapsed = Payload::Lapsed(Lapsed {
            what: "deemed_accepted".into(),
            trigger: "no accepted|noticed by 2026-03-09T17:00".into(),
        });
        case.apply(&world.captured(), &lapsed);
    }
    for _ in 0..STEPS {
        world.now += i64::try_from(dice.below(30)).unwrap() * HOUR / 2;
        let command = wish(dice);
        take(&world, &mut case, &command, &mut steps);
    }
    (world, steps, case)
}

fn take(world: &World, case: &mut Case, command: &Command, steps: &mut Vec<Step>) {
    let before = case.clone();
    for payload in world.run(case, command).unwrap_or_default() {
        steps.push(Step {
            before: before.clone(),
            payload,
            at: world.now,
        });
    }
}

fn each(deemed: bool, check: impl Fn(&World, &[Step], &Case)) {
    let only = std::env::var("ZC_SEED")
        .ok()
        .map(|seed| seed.parse().unwrap());
    let seeds = only.map_or(0..HISTORIES, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let told = std::panic::AssertUnwindSafe(|| {
            let (world, steps, case) = history(&mut Dice(seed), deemed);
            check(&world, &steps, &case);
        });
        if let Err(why) = std::panic::catch_unwind(told) {
            eprintln!("ZC_SEED={seed}");
            std::panic::resume_unwind(why);
        }
    }
}

fn decided(step: &Step) -> bool {
    matches!(step.payload, Payload::Decided(_))
}

#[test]
fn a_nothing_is_decided_while_supplements_are_out_or_a_procedure_runs() {
    let seen = std::cell::Cell::new(0);
    each(false, |_, steps, _| {
        for step in steps.iter().filter(|step| decided(step)) {
            assert!(!step.before.tolerance_open() && step.before.paused().is_none());
            seen.set(seen.get() + 1);
        }
    });
    assert!(seen.get() > 20, "only {} decisions in all", seen.get());
}

#[test]
fn b_what_has_ended_is_not_accepted_again_and_nothing_is_accepted_twice() {
    each(false, |_, steps, _| {
        for step in steps {
            assert!(!step.before.stage.has_ended(), "{}", step.payload.kind());
            if is_acceptance(&step.payload).is_some() {
                assert!(matches!(
                    step.before.stage,
                    Stage::Received | Stage::Noticed
                ));
                assert_eq!(step.before.accepted_at, None);
            }
        }
    });
}

/// The rule a second time, by another way: what was told when, and what came when.
#[test]
fn c_nobody_alone_asks_a_second_time_or_for_what_lay_there_before() {
    let supervised = std::cell::Cell::new(0);
    each(false, |_, steps, _| {
        let mut told: Option<Vec<(String, String)>> = None;
        let mut came: Vec<String> = Vec::new();
        for step in steps {
            match &step.payload {
                Payload::Supplemented(lot) => {
                    came.extend(lot.materials.iter().map(|line| line.code.clone()));
                }
                Payload::Corrected(corrected) => came.extend(corrected.form.keys().cloned()),
                Payload::Noticed(notice) if step.before.accepted_at.is_none() => {
                    let before = told.get_or_insert_default();
                    for gap in &notice.gaps {
                        let known = before.iter().filter(|(code, _)| *code == gap.code);
                        let open = step
                            .before
                            .open_lines()
                            .iter()
                            .any(|line| line.code == gap.code);
                        let words: Vec<&str> = known
                            .clone()
                            .flat_map(|(_, said)| said.split('；'))
                            .collect();
                        let same = gap.problem.split('；').all(|part| words.contains(&part));
                        let repeated = known.count() > 0 && (open || same);
                        let fresh = came.contains(&gap.code);
                        let second_time = fresh && !words.is_empty();
                        let first = step.before.gaps.is_empty();
                        if !first && (second_time || (!fresh && !repeated)) {
                            let second = notice.later.as_ref();
                            assert!(second.is_some_and(|second| !second.witness.is_empty()));
                            supervised.set(supervised.get() + 1);
                        }
                    }
                    let now = notice.gaps.iter();
                    before.extend(now.map(|gap| (gap.code.clone(), gap.problem.clone())));
                    came.clear();
                }
                _ => {}
            }
        }
    });
    assert!(supervised.get() > 20, "only {} in all", supervised.get());
}

#[test]
fn d_paused_and_running_working_days_make_up_all_that_have_passed() {
    let paused_at_all = std::cell::Cell::new(0);
    each(false, |world, _, case| {
        let Some(due) = term(case, &world.context()).unwrap() else {
            return;
        };
        let At::Day(end) = due.at else {
            panic!("working days end on a day")
        };
        let from = moment::day(case.accepted_at.unwrap());
        let stood = |day: &&domain::due::Skipped| {
            day.why.starts_with("特别程序") && world.calendar.is_workday(day.date)
        };
        let paused = due.skipped.iter().filter(stood).count();
        let elapsed = world.calendar.workdays_between(from, end);
        assert_eq!(u32::try_from(due.counted.len() + paused).unwrap(), elapsed);
        let more = case
            .extension
            .as_ref()
            .map_or(0, |extension| extension.days);
        assert_eq!(due.counted.len(), 5 + usize::try_from(more).unwrap());
        // And every paused day is one that the applicant was told of.
        for pause in &case.pauses {
            assert!(pause.to() <= pause.until && pause.to() >= pause.from);
        }
        paused_at_all.set(paused_at_all.get() + usize::from(paused > 0));
    });
    assert!(
        paused_at_all.get() > 20,
        "only {} in all",
        paused_at_all.get()
    );
}

/// The number itself is the backend's (`crates/backend/src/log/number.rs`); no act of a desk gives or changes one.
#[test]
fn e_no_act_of_a_desk_gives_or_changes_a_number() {
    each(false, |_, steps, case| {
        assert!(steps.iter().all(|step| step.payload.kind() != "registered"));
        assert_eq!(case.number, None);
    });
}

#[test]
fn f_a_deemed_acceptance_never_disappears_by_what_is_told_later() {
    each(true, |_, steps, case| {
        assert_eq!(case.accepted_at, Some(case.received_at));
        assert!(!matches!(
            case.stage,
            Stage::New | Stage::Received | Stage::Noticed | Stage::Refused
        ));
        assert!(
            steps
                .iter()
                .skip(1)
                .all(|step| !matches!(step.payload, Payload::Noticed(_))
                    || step.before.tolerance.is_some())
        );
    });
}

/// Actor, time and terminal stand in the header, the second person in both; the backend finds nothing against what the
/// desk's rules allowed.
#[test]
fn g_every_step_is_somebodys_and_the_backend_takes_what_the_desk_decided() {
    each(false, |world, steps, _| {
        let mut then = World::water("2026-03-02T10:00");
        for step in steps {
            then.now = step.at;
            let header = header(&then, &step.payload);
            assert!(!header.actor.is_empty() && !header.origin.terminal.is_empty());
            let found = admit(&step.before, &header, &step.payload, &then.context());
            assert_eq!(found, Ok(()), "{}", step.payload.kind());
            if let Some(second) = step.payload.second() {
                assert_eq!(header.witness.as_ref(), Some(&second.witness));
                assert_ne!(header.actor, second.witness);
            }
        }
        assert!(world.now > 0);
    });
}

/// Two desks went on from the same receipt; whichever order their acts are put in, what was told, approved and
/// corrected is still there.
#[test]
fn h_merging_two_histories_loses_no_legal_document() {
    let merged_at_all = std::cell::Cell::new(0);
    each(false, |world, steps, _| {
        let seed = u64::try_from(steps.len()).unwrap();
        let (_, others, _) = history(&mut Dice(seed ^ 0xABCD), false);
        for first in [steps, &others[..]] {
            let then = if std::ptr::eq(first, steps) {
                &others[..]
            } else {
                steps
            };
            let mut case = Case::new(Uuid::from_u128(7));
            for step in first.iter().chain(then.iter().skip(1)) {
                case.apply(&world.captured(), &step.payload);
            }
            for step in first.iter().chain(then.iter().skip(1)) {
                merged_at_all.set(merged_at_all.get() + 1);
                match &step.payload {
                    Payload::Noticed(notice) => {
                        assert!(notice.gaps.iter().all(|gap| case.gaps.contains(gap)));
                    }
                    Payload::Accepted(_) => assert!(case.accepted_at.is_some()),
                    Payload::Suspended(told) => {
                        let until = told.until.parse().unwrap();
                        assert!(case.pauses.iter().any(|pause| pause.until == until));
                    }
                    Payload::Extended(_) => assert!(case.extension.is_some()),
                    Payload::Refused(_) | Payload::Withdrawn(_) | Payload::Decided(_) => {
                        assert!(!case.reason.is_empty() || case.outcome.is_some());
                    }
                    _ => {}
                }
            }
        }
    });
    assert!(merged_at_all.get() > 1_000);
}
