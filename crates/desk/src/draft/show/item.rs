//! The item's panel, and a due date that explains itself.

use domain::catalogue::{Item, Joint};
use domain::decide::Context;
use domain::moment;

use super::question::questions;
use super::words::day_text;
use crate::draft::Draft;
use crate::view::{DueDayView, DueView, FeeView, ItemView};

pub(super) fn item_view(draft: &Draft, context: &Context<'_>) -> ItemView {
    let item = context.item;
    let terms = item.terms(&draft.answers());
    ItemView {
        code: item.code.clone(),
        short: item.short.clone(),
        name: item.name.clone(),
        version: item.version,
        // What is published now stands beside the draft, not in its context.
        update: None,
        // Nor does what was asked of the city.
        closed: None,
        plain: item.plain.clone(),
        body: item.body.name.clone(),
        questions: questions(draft, context),
        mode: item
            .mode(&draft.answers())
            .map(|mode| (mode.name.clone(), mode.say.clone())),
        joint: joint(draft, item),
        promise: terms.promised.text(),
        by_default: item.decided_by_default().map(|rule| {
            format!(
                "超过承诺时限没有作出决定的，由市平台系统默认许可（{}）。",
                rule.ground
            )
        }),
        // Offline no date is promised (law 7), nor for whoever accepts elsewhere.
        due: (context.online && item.elsewhere(&draft.answers()).is_none())
            .then(|| due_view(*terms.promised, context))
            .flatten(),
        fees: item
            .fees
            .iter()
            .map(|fee| FeeView {
                name: fee.name.clone(),
                amount: fee.amount.clone(),
                basis: fee.basis.clone(),
            })
            .collect(),
        hints: item.hints.clone(),
        tolerance: item.tolerance.is_some(),
        commitment: item.commitment.is_some(),
        told: item
            .told()
            .into_iter()
            .map(|part| (part.title, part.lines))
            .collect(),
    }
}

/// Who will work on it together, as far as the form tells by now.
fn joint(draft: &Draft, item: &Item) -> Vec<String> {
    let sets = item.joint_tasks(&draft.answers(), &draft.form);
    let say = |set: &&Joint| {
        let by: Vec<&str> = set.tasks.iter().map(|task| &*task.by).collect();
        let groups = match set.groups.len() {
            0 => String::new(),
            count => format!("，并设 {count} 个工作组"),
        };
        format!("{}：{}{groups}。", set.name, by.join("、"))
    };
    sets.iter().map(say).collect()
}

/// When it is due if accepted now, day by day.
#[must_use]
fn due_view(limit: domain::catalogue::Limit, context: &Context<'_>) -> Option<DueView> {
    let start = moment::civil(context.now);
    let due = domain::due::due(start, limit, context.calendar, context.office, &[]).ok()?;
    let by = moment::instant(due.at.moment(context.office));
    Some(DueView {
        date: due.at.to_string(),
        ..explained(&due, by)
    })
}

/// A due date, milliseconds since the Unix epoch, with the days that led to it.
#[must_use]
pub(crate) fn explained(due: &domain::due::Due, by: i64) -> DueView {
    let counted = due
        .counted
        .iter()
        .zip(1..)
        .map(|(date, n)| (*date, Some(n), String::new()));
    let skipped = due
        .skipped
        .iter()
        .map(|skipped| (skipped.date, None, skipped.why.clone()));
    let mut days: Vec<_> = counted.chain(skipped).collect();
    days.sort_by_key(|(date, ..)| *date);
    DueView {
        text: day_text(moment::day(by)),
        date: moment::day(by).to_string(),
        provisional: due.provisional.clone(),
        days: days
            .into_iter()
            .map(|(date, counted, why)| DueDayView {
                day: day_text(date),
                counted,
                why,
            })
            .collect(),
    }
}
