//! Gates of what may happen between receipt and decision (docs/adr/0020).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::accept::answers_of;
use super::intake::allow;
use super::later::{alive, before_acceptance};
use super::refusal::ground;
use super::review::{self, Review};
use super::second::agreed;
use super::term::term;
use super::{Context, Refusal, joint, lane, owed};
use crate::act::{Corrected, Extended, PROCEDURES, Payload, Resumed, Second, Suspended};
use crate::case::{Before, Case, FieldValue, PauseMark, Stage};
use crate::catalogue::Limit;
use crate::due::{Due, due};
use crate::moment;
use crate::rights::Right;

/// 特别程序, as it is asked for and as the applicant is told of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Procedure {
    /// Code of [`PROCEDURES`].
    pub code: String,
    /// 依据.
    pub ground: String,
    /// Why.
    pub reason: String,
    /// 所需时间, working days.
    pub days: u32,
}

/// What a clerk asks for on the way.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    /// 特别程序.
    Suspend(Procedure),
    /// It is over.
    Resume {
        /// What it came to.
        reason: String,
    },
    /// 延长审批.
    Extend {
        /// Working days more.
        days: u32,
        /// Reason and the head's approval.
        approval: Second,
    },
    /// 当场更正.
    Correct {
        /// New values by field.
        form: BTreeMap<String, String>,
    },
    /// 不可抗力.
    Defer {
        /// 补交截止.
        due: String,
        /// What stood in the way, and who else found it so.
        approval: Second,
    },
    /// 联办任务.
    Cohandle {
        /// Code of the task.
        task: String,
        /// Done; else it is to be done again.
        done: bool,
        /// What came of it, or why it is to be done again.
        note: String,
    },
    /// 绿色通道.
    Prioritise {
        /// Code of one of the item's grounds.
        lane: String,
        /// What proves it.
        remark: String,
    },
    /// It no longer goes before others.
    Unprioritise {
        /// Why.
        remark: String,
    },
    /// 人工核对.
    Review(Review),
    /// The event that a promised material waited for.
    Trigger {
        /// As the item names it.
        event: String,
    },
}

pub(super) fn decide(
    case: &Case,
    course: &Course,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    match course {
        Course::Suspend(asked) => suspend(case, asked, context),
        Course::Resume { reason } => resume(case, reason, context),
        Course::Extend { days, approval } => extend(case, *days, approval, context),
        Course::Correct { form } => correct(case, form, context),
        Course::Defer { due, approval } => owed::defer(case, due, approval, context),
        Course::Trigger { event } => owed::trigger(case, event, context),
        Course::Cohandle { task, done, note } => {
            joint::cohandle(case, (task, *done), note, context)
        }
        Course::Review(asked) => review::review(case, asked, context),
        Course::Prioritise { lane, remark } => lane::prioritise(case, lane, remark, context),
        Course::Unprioritise { remark } => lane::unprioritise(case, remark, context),
    }
}

/// The command that would have made the act.
pub(super) fn of(payload: &Payload) -> Option<Course> {
    Some(match payload {
        Payload::Suspended(told) => Course::Suspend(Procedure {
            code: told.procedure.clone(),
            ground: told.ground.clone(),
            reason: told.reason.clone(),
            days: told.days,
        }),
        Payload::Resumed(resumed) => Course::Resume {
            reason: resumed.reason.clone(),
        },
        Payload::Extended(extended) => Course::Extend {
            days: extended.days,
            approval: extended.approval.clone(),
        },
        Payload::Corrected(corrected) => Course::Correct {
            form: corrected
                .form
                .iter()
                .map(|(key, field)| (key.clone(), field.value.clone()))
                .collect(),
        },
        Payload::Deferred(deferred) => Course::Defer {
            due: deferred.due.clone(),
            approval: deferred.approval.clone(),
        },
        Payload::Triggered(triggered) => Course::Trigger {
            event: triggered.event.clone(),
        },
        Payload::Cohandled(act) => Course::Cohandle {
            task: act.task.clone(),
            done: act.done,
            note: act.note.clone(),
        },
        Payload::Reviewed(said) => Course::Review(said.into()),
        Payload::Prioritised(marked) => match &marked.lane {
            Some(lane) => Course::Prioritise {
                lane: lane.code.clone(),
                remark: marked.remark.clone(),
            },
            None => Course::Unprioritise {
                remark: marked.remark.clone(),
            },
        },
        _ => return None,
    })
}

/// 特别程序: only of an accepted case, of a procedure that the law knows, with its ground and its time.
fn suspend(case: &Case, asked: &Procedure, context: &Context<'_>) -> Result<Payload, Refusal> {
    under_review(case, "启动特别程序")?;
    running(case)?;
    allow(Right::Decide, context)?;
    whole(asked)?;
    in_time(case, "启动特别程序", ground::ART_45, context)?;
    let until = period(context.today(), Limit::Workdays { n: asked.days }, context)?;
    let mut paused = case.clone();
    paused.pauses.push(PauseMark {
        from: context.today(),
        until: until.at.date(),
        ended: None,
        procedure: asked.code.clone(),
    });
    let due = anew(&paused, context)?;
    Ok(Payload::Suspended(Suspended {
        procedure: asked.code.clone(),
        ground: asked.ground.trim().to_owned(),
        reason: asked.reason.trim().to_owned(),
        days: asked.days,
        until: until.at.date().to_string(),
        due: due.at.to_string(),
        due_provisional: due.provisional.or(until.provisional),
    }))
}

/// The applicant is told in writing of which procedure, on what ground, why and for how long.
fn whole(asked: &Procedure) -> Result<(), Refusal> {
    if !PROCEDURES.iter().any(|(code, _)| *code == asked.code) {
        let names: Vec<&str> = PROCEDURES.iter().map(|(_, name)| *name).collect();
        let say = format!("特别程序只能是{}。请从列表中选择。", names.join("、"));
        return Err(Refusal::new("procedure_unknown", ground::ART_45, say));
    }
    if asked.ground.trim().is_empty() || asked.reason.trim().is_empty() {
        let say = "请写明启动特别程序的依据和理由，要书面告知申请人。";
        return Err(Refusal::new("reason_missing", ground::ART_45, say));
    }
    if asked.days == 0 {
        let say = "请写明特别程序所需的工作日数，要书面告知申请人。";
        return Err(Refusal::new("days_missing", ground::ART_45, say));
    }
    Ok(())
}

fn resume(case: &Case, reason: &str, context: &Context<'_>) -> Result<Payload, Refusal> {
    under_review(case, "恢复计时")?;
    if case.paused().is_none() {
        let say = "没有正在进行的特别程序，时限照常计算，不用恢复。";
        return Err(Refusal::new("not_suspended", ground::STATE, say));
    }
    allow(Right::Decide, context)?;
    if reason.trim().is_empty() {
        let say = "请写明特别程序的结果，例如检验报告编号。";
        return Err(Refusal::new("reason_missing", ground::ART_45, say));
    }
    let mut resumed = case.clone();
    if let Some(pause) = resumed.pauses.last_mut() {
        pause.ended = Some(context.today());
    }
    let due = anew(&resumed, context)?;
    Ok(Payload::Resumed(Resumed {
        reason: reason.trim().to_owned(),
        due: due.at.to_string(),
        due_provisional: due.provisional,
    }))
}

/// 延长: once, before the limit is over, no longer than the item's data allows, with the head's approval.
fn extend(
    case: &Case,
    days: u32,
    approval: &Second,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    under_review(case, "延长办理期限")?;
    running(case)?;
    allow(Right::Decide, context)?;
    if case.extension.is_some() {
        let say = "办理期限已经延长过一次，不能再延长。请在期限内作出决定。";
        return Err(Refusal::new("already_extended", ground::ART_42, say));
    }
    let Some(most) = context.item.limits.extension else {
        let say = "本事项的办理期限不能延长。请在期限内作出决定。";
        return Err(Refusal::new("extension_not_listed", ground::ART_42, say));
    };
    if days == 0 || days > most {
        let say = format!("本事项最多延长 {most} 个工作日，至少 1 个。请改正天数。");
        return Err(Refusal::new("extension_too_long", ground::ART_42, say));
    }
    in_time(case, "延长", ground::ART_42, context)?;
    let approval = agreed(approval, ground::ART_42)?;
    let mut extended = case.clone();
    extended.extension = Some(crate::case::ExtensionMark {
        days,
        approval: approval.clone(),
    });
    let due = anew(&extended, context)?;
    Ok(Payload::Extended(Extended {
        days,
        approval,
        due: due.at.to_string(),
        due_provisional: due.provisional,
    }))
}

/// 当场更正: what was written wrongly is put right at once, and nobody is sent away for it.
fn correct(
    case: &Case,
    form: &BTreeMap<String, String>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    before_acceptance(case, "当场更正")?;
    allow(Right::Receive, context)?;
    let answers = answers_of(case);
    let fields = context.item.form.fields(&answers);
    let held = |key: &String| case.form.get(key).map_or("", |field| field.value.as_str());
    let mut changed = BTreeMap::new();
    for (key, value) in form {
        if !fields.iter().any(|field| &field.key == key) {
            let say = "申请表的本情形没有这一栏，不能更正。请核对后再选。";
            return Err(Refusal::new("field_unlisted", ground::ART_31, say));
        }
        if held(key) != value.trim() {
            changed.insert(key.clone(), value.trim().to_owned());
        }
    }
    if changed.is_empty() {
        let say = "没有改动任何一栏。请填写要更正的内容。";
        return Err(Refusal::new("nothing_corrected", ground::ART_32_3, say));
    }
    let required = fields.iter().filter(|field| field.required);
    let needed: Vec<String> = required
        .map(|field| field.key.clone())
        .filter(|key| changed.contains_key(key))
        .collect();
    let faults = context.item.form.check(&answers, &changed, Some(&needed));
    if let Some(fault) = faults.first() {
        return Err(Refusal::new("form_fault", ground::ART_32_3, &fault.say));
    }
    let field = |(key, value): (String, String)| {
        let before = case.form.get(&key).map(|held| Before {
            value: held.value.clone(),
            source: held.source.clone(),
        });
        let source = "edited".to_owned();
        (
            key,
            FieldValue {
                value,
                source,
                before,
            },
        )
    };
    Ok(Payload::Corrected(Corrected {
        form: changed.into_iter().map(field).collect(),
    }))
}

/// Accepted, and not yet decided.
pub(super) fn under_review(case: &Case, what: &str) -> Result<(), Refusal> {
    alive(case)?;
    match case.stage {
        Stage::Accepted | Stage::Tolerated => Ok(()),
        stage => {
            let say = format!("这个办件的状态是“{}”，受理以后才能{what}。", stage.text());
            Err(Refusal::new("not_accepted", ground::STATE, say))
        }
    }
}

/// No decision and no further clock while a special procedure runs.
pub(super) fn running(case: &Case) -> Result<(), Refusal> {
    let Some(pause) = case.paused() else {
        return Ok(());
    };
    let say = format!(
        "正在进行特别程序（{}），时限停止计算。请先登记结果、恢复计时。",
        crate::act::procedure_text(&pause.procedure)
    );
    Err(Refusal::new("suspended", ground::ART_45, say))
}

fn in_time(case: &Case, what: &str, rule: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let due = anew(case, context)?;
    if moment::civil(context.now) <= due.at.moment(context.office) {
        return Ok(());
    }
    let say = format!(
        "办理期限（{}）已过，不能再{what}。请立即作出决定，并说明超期原因。",
        moment::day_text(due.at.date())
    );
    Err(Refusal::new("due_over", rule, say))
}

fn anew(case: &Case, context: &Context<'_>) -> Result<Due, Refusal> {
    term(case, context)?.ok_or_else(|| {
        Refusal::new(
            "not_accepted",
            ground::STATE,
            "还没有受理，没有办理期限。请先受理。",
        )
    })
}

pub(super) fn period(from: Date, limit: Limit, context: &Context<'_>) -> Result<Due, Refusal> {
    due(from, limit, context.calendar, context.office, &[]).map_err(|error| {
        let say = format!("时限无法计算：{error}。请改正天数。");
        Refusal::new("limit", ground::ART_45, say)
    })
}
