//! Supplements that may come later, or that an event makes due (不可抗力; domain reference S58).

use jiff::civil::Date;

use super::course::{period, under_review};
use super::intake::allow;
use super::later::alive;
use super::refusal::ground;
use super::second::agreed;
use super::{Context, Refusal};
use crate::act::{Deferred, Line, LineSource, Payload, Second, Triggered};
use crate::case::Case;
use crate::catalogue;
use crate::moment;
use crate::rights::Right;

/// 不可抗力: the supplements of a tolerance may come later; never earlier, and not for nothing.
pub(super) fn defer(
    case: &Case,
    due: &str,
    approval: &Second,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Accept, context)?;
    let open = case.tolerance.as_ref().filter(|_| case.tolerance_open());
    let Some(now) = open.and_then(|open| open.due.as_deref()?.get(..10)?.parse::<Date>().ok())
    else {
        let say = "没有等待补交的容缺材料，或者补交期限还没有确定，不用顺延。";
        return Err(Refusal::new("nothing_to_defer", ground::TOLERANCE, say));
    };
    let wanted: Date = due.trim().parse().map_err(|_| {
        let say = "请写明新的补交截止日期，例如 2026-03-20。";
        Refusal::new("due_missing", ground::FORCE_MAJEURE, say)
    })?;
    if wanted <= now || wanted < context.today() {
        let say = format!(
            "新的截止日期要晚于现在的补交期限（{}），也不能是过去的日期。",
            moment::day_text(now)
        );
        return Err(Refusal::new("due_not_later", ground::FORCE_MAJEURE, say));
    }
    let approval = agreed(approval, ground::FORCE_MAJEURE)?;
    let workday = match context.calendar.is_workday(wanted) {
        true => Some(wanted),
        // 民法典 203: the last day is a working day.
        false => context.calendar.next_workday(wanted),
    };
    Ok(Payload::Deferred(Deferred {
        due: workday.unwrap_or(wanted).to_string(),
        approval,
    }))
}

/// The event: from now on, and not before, the promised materials are owed.
pub(super) fn trigger(case: &Case, event: &str, context: &Context<'_>) -> Result<Payload, Refusal> {
    under_review(case, "登记事件")?;
    allow(Right::Supplement, context)?;
    let waiting = awaited(case, context);
    let event = event.trim();
    let due_of: Vec<_> = waiting
        .iter()
        .filter(|(_, rule)| rule.event == event)
        .collect();
    let Some((_, rule)) = due_of.first() else {
        let say = "没有材料在等这个事件，不用登记。请核对承诺书上写的补交条件。";
        return Err(Refusal::new("event_unknown", ground::COMMITMENT, say));
    };
    let due = period(context.today(), rule.within, context)?;
    Ok(Payload::Triggered(Triggered {
        event: event.to_owned(),
        materials: due_of.iter().map(|(code, _)| (*code).to_owned()).collect(),
        due: due.at.date().to_string(),
        due_provisional: due.provisional,
    }))
}

/// Materials that a commitment stands for and whose event has not come, with what they wait for.
#[must_use]
pub fn awaited<'a>(
    case: &'a Case,
    context: &Context<'a>,
) -> Vec<(&'a str, &'a catalogue::Trigger)> {
    let promised = case.materials.iter().filter(|line| {
        line.source == LineSource::Commitment
            && !case.owed.iter().any(|owed| owed.code == line.code)
    });
    let rule = |line: &'a Line| {
        let rule = context.item.material(&line.code)?.trigger.as_ref()?;
        Some((line.code.as_str(), rule))
    };
    promised.filter_map(rule).collect()
}
