//! How a case goes on its way to the decision: what is offered, what has happened, how the clock stands.

use domain::act::{Notice, PROCEDURES, Payload, Point, ReviewWay, procedure_text};
use domain::case::{Case, Stage};
use domain::decide::{Context, awaited, decide, term};
use domain::moment;

use super::list::due_text;
use super::step::command;
use super::trail::names;
use super::verified;
use crate::desk::Desk;
use crate::draft::show::{explained, plain_views, point_views};
use crate::fault::Outcome;
use crate::station::Reference;
use crate::view::{CaseStep, CourseView, DecisionView, NoticeLineView};

/// Stands for whatever is asked for when the button is pressed.
const SAID: &str = "————";

impl Desk {
    /// Nothing is offered where the item is not here any more.
    pub(super) fn course(&self, reference: &Reference, case: &Case) -> Outcome<CourseView> {
        let whole = self.in_context(reference, (&case.item, case.item_version), |context| {
            let due = term(case, context)?.filter(|_| !case.stage.has_ended());
            Ok(CourseView {
                due: due.as_ref().map(|due| {
                    let by = moment::instant(due.at.moment(context.office));
                    explained(due, by)
                }),
                steps: steps(case, context),
                lines: lines(case, context),
                fields: fields(case, context),
                events: events(case, context),
                reviews: verified::reviews(case, context),
                ..past(case)
            })
        });
        Ok(whole.unwrap_or_else(|_| past(case)))
    }
}

/// What has happened, whatever may be done now.
fn past(case: &Case) -> CourseView {
    let procedure = |(code, name): (&str, &str)| (code.to_owned(), name.to_owned());
    CourseView {
        alarms: alarms(case),
        clock: clock(case),
        procedures: PROCEDURES.map(procedure).to_vec(),
        ways: ReviewWay::ALL
            .map(|way| (way.word().to_owned(), way.text().to_owned()))
            .to_vec(),
        ..CourseView::default()
    }
}

fn alarms(case: &Case) -> Vec<String> {
    let alarm = |late: &domain::case::LaterGap| {
        let by = late.second.as_ref().map_or_else(
            || "没有主管批准".to_owned(),
            |second| format!("理由：{}，批准人 {}", second.reason, second.witness),
        );
        format!(
            "事后追加告知：“{}”{}（{}）。{by}。",
            late.gap.name,
            late.gap.problem,
            moment::minute_text(late.at)
        )
    };
    case.later_gaps.iter().map(alarm).collect()
}

fn clock(case: &Case) -> Vec<String> {
    let pause = |pause: &domain::case::PauseMark| {
        let name = procedure_text(&pause.procedure);
        let (from, until) = (moment::day_text(pause.from), moment::day_text(pause.until));
        match pause.ended {
            None => format!("特别程序（{name}）进行中：{from}起停止计时，已告知至{until}。"),
            Some(ended) => format!(
                "特别程序（{name}）：{from}至{}不计入期限，{}恢复计时。",
                moment::day_text(pause.to()),
                moment::day_text(ended)
            ),
        }
    };
    let mut all: Vec<String> = case.pauses.iter().map(pause).collect();
    all.extend(case.extension.iter().map(|extension| {
        let approval = &extension.approval;
        format!(
            "已延长 {} 个工作日：{}（批准人 {}）。",
            extension.days, approval.reason, approval.witness
        )
    }));
    all.extend(case.owed.iter().map(|owed| {
        let line = case.materials.iter().find(|line| line.code == owed.code);
        let name = line.map_or(owed.code.as_str(), |line| line.name.as_str());
        format!("“{}”已发生，“{name}”应于 {} 前补交。", owed.event, owed.due)
    }));
    all
}

/// What is offered in this stage, each as the rules answer it now.
fn steps(case: &Case, context: &Context<'_>) -> Vec<DecisionView> {
    let before = matches!(case.stage, Stage::Received | Stage::Noticed);
    let under_review = matches!(case.stage, Stage::Accepted | Stage::Tolerated);
    let green = context.item.green.is_some() && !case.stage.has_ended();
    let came = under_review && !supplements(case).is_empty();
    let all = [
        (before || came, "notice", "一次性告知"),
        (before, "correct", "当场更正"),
        (
            under_review && case.paused().is_none(),
            "suspend",
            "特别程序",
        ),
        (case.paused().is_some(), "resume", "恢复计时"),
        (
            under_review && context.item.limits.extension.is_some(),
            "extend",
            "延长期限",
        ),
        (
            under_review && case.tolerance_open(),
            "defer",
            "顺延补交期限",
        ),
        (
            under_review && !events(case, context).is_empty(),
            "trigger",
            "登记事件",
        ),
        (case.to_review().next().is_some(), "review", "人工核对"),
        (green && case.green.is_none(), "green", "绿色通道"),
        (green && case.green.is_some(), "green_end", "取消绿色通道"),
    ];
    let offered = all.into_iter().filter(|(offered, ..)| *offered);
    offered
        .map(|(_, action, label)| {
            let command = command(&tried(case, action, context), Some(SAID));
            // What is wrong with the words on the button is told when others are given.
            let refused = decide(case, &command, context).err();
            let refused = refused.filter(|refusal| refusal.code != "form_fault");
            DecisionView {
                action: action.to_owned(),
                key: String::new(),
                label: label.to_owned(),
                allowed: refused.is_none(),
                why: refused.map(|refusal| refusal.say).unwrap_or_default(),
                primary: false,
                needs_signature: false,
            }
        })
        .collect()
}

/// The step with words that are still to be given.
fn tried(case: &Case, action: &str, context: &Context<'_>) -> CaseStep {
    let said = || SAID.to_owned();
    match action {
        "notice" => {
            let open = case.tolerance.as_ref();
            let told =
                |line: &&domain::act::Line| open.is_some_and(|open| open.told.contains(&line.code));
            let came = supplements(case);
            let fresh: Vec<_> = came.iter().filter(|line| !told(line)).copied().collect();
            let came = if fresh.is_empty() { came } else { fresh };
            let wanting = case.open_lines().into_iter().chain(came);
            let gap = |line: &domain::act::Line| (line.code.clone(), line.name.clone(), said());
            let mut gaps: Vec<_> = wanting.map(gap).collect();
            let failing = |line: &domain::act::Line| {
                let told = line.failing().into_iter().map(Point::unmet);
                told.map(|told| (line.code.clone(), line.name.clone(), told))
                    .collect::<Vec<_>>()
            };
            if before_acceptance(case) {
                gaps.extend(case.materials.iter().flat_map(failing));
            }
            if gaps.is_empty() {
                gaps.extend(case.materials.first().map(gap));
            }
            CaseStep::Notice {
                gaps,
                reason: said(),
            }
        }
        "correct" => {
            let field = fields(case, context).into_iter().next();
            let held = |key: &String| case.form.get(key).map_or("", |held| held.value.as_str());
            let form = field.map(|(key, _)| {
                let other = format!("{}{SAID}", held(&key));
                (key, other)
            });
            CaseStep::Correct {
                form: form.into_iter().collect(),
            }
        }
        "suspend" => CaseStep::Suspend {
            procedure: PROCEDURES[0].0.to_owned(),
            ground: said(),
            days: 1,
            reason: said(),
        },
        "resume" => CaseStep::Resume { reason: said() },
        "extend" => CaseStep::Extend {
            days: 1,
            reason: said(),
        },
        "defer" => {
            let due = case.tolerance.as_ref().and_then(|open| open.due.as_deref());
            let due: Option<jiff::civil::Date> = due.and_then(|due| due.get(..10)?.parse().ok());
            let later = due.map(|due| due.max(context.today()));
            let later = later.and_then(|due| due.tomorrow().ok());
            CaseStep::Defer {
                due: later.map(|due| due.to_string()).unwrap_or_default(),
                reason: said(),
            }
        }
        "green" => CaseStep::Green {
            lane: first_lane(context),
            remark: said(),
        },
        "review" => {
            let first = case.to_review().next();
            let matter = first.map(|known| known.found.matter.key());
            CaseStep::Review {
                matter: matter.unwrap_or_default(),
                way: ReviewWay::ALL[0].word().to_owned(),
                so: false,
                reason: said(),
            }
        }
        "green_end" => CaseStep::GreenEnd { remark: said() },
        _ => CaseStep::Trigger {
            event: events(case, context).into_iter().next().unwrap_or_default(),
        },
    }
}

fn before_acceptance(case: &Case) -> bool {
    matches!(case.stage, Stage::Received | Stage::Noticed)
}

fn first_lane(context: &Context<'_>) -> String {
    let green = context.item.green.as_ref();
    let first = green.and_then(|green| green.reasons.first());
    first.map(|one| one.code.clone()).unwrap_or_default()
}

/// Promised lines that have come.
fn supplements(case: &Case) -> Vec<&domain::act::Line> {
    let promised = |line: &&domain::act::Line| {
        case.tolerance.as_ref().is_some_and(|open| {
            open.promised.contains(&line.code) && !open.lacking.contains(&line.code)
        })
    };
    case.materials.iter().filter(promised).collect()
}

fn lines(case: &Case, context: &Context<'_>) -> Vec<NoticeLineView> {
    let after = matches!(case.stage, Stage::Accepted | Stage::Tolerated);
    let wanted: Vec<&domain::act::Line> = match after {
        true => supplements(case),
        false => case.materials.iter().collect(),
    };
    let view = |line: &domain::act::Line| {
        let material = context.item.material(&line.code);
        NoticeLineView {
            code: line.code.clone(),
            name: line.name.clone(),
            // The form made at the desk waits for a signature, it is not lacking.
            open: !line.source.is_in() && !material.is_some_and(|material| material.generated),
            points: match &line.points {
                Some(points) if line.source.is_looked_at() => point_views(points),
                _ => material.map_or_else(Vec::new, plain_views),
            },
        }
    };
    wanted.into_iter().map(view).collect()
}

fn fields(case: &Case, context: &Context<'_>) -> Vec<(String, String)> {
    let fields = context.item.form.fields(&case.answers()).into_iter();
    fields.map(|field| (field.key, field.label)).collect()
}

fn events(case: &Case, context: &Context<'_>) -> Vec<String> {
    let mut events: Vec<String> = awaited(case, context)
        .into_iter()
        .map(|(_, rule)| rule.event.clone())
        .collect();
    events.dedup();
    events
}

/// A notice in the trail.
pub(super) fn noticed(notice: &Notice) -> String {
    let told = names(notice.gaps.iter().map(|gap| gap.name.as_str()));
    match &notice.later {
        None => told,
        Some(second) => format!("{told}；{}（批准人 {}）", second.reason, second.witness),
    }
}

/// The rest of the way in the trail.
pub(super) fn detail(payload: &Payload) -> String {
    match payload {
        Payload::Suspended(told) => format!(
            "{}，所需 {} 个工作日（至 {}）：{}",
            procedure_text(&told.procedure),
            told.days,
            told.until,
            told.reason
        ),
        Payload::Resumed(resumed) => {
            format!("{}，预计办结 {}", resumed.reason, due_text(&resumed.due))
        }
        Payload::Extended(extended) => format!(
            "{} 个工作日，预计办结 {}：{}（批准人 {}）",
            extended.days,
            due_text(&extended.due),
            extended.approval.reason,
            extended.approval.witness
        ),
        Payload::Corrected(corrected) => format!("更正 {} 栏，原值留存", corrected.form.len()),
        Payload::Deferred(deferred) => format!(
            "至 {}：{}（批准人 {}）",
            deferred.due, deferred.approval.reason, deferred.approval.witness
        ),
        Payload::Triggered(triggered) => {
            format!("{}，补交截止 {}", triggered.event, triggered.due)
        }
        _ => String::new(),
    }
}
