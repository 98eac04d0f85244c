//! 联办任务: checked off one by one, and 准予 waits for them (domain reference S05, S67; docs/adr/0026).

use super::accept::answers_of;
use super::later::alive;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{Cohandled, Outcome, Payload};
use crate::case::Case;
use crate::catalogue::{Item, Joint, JointTask};

/// What is handled together in this case, as it stands.
#[must_use]
pub fn joint_tasks<'a>(case: &Case, context: &Context<'a>) -> Vec<&'a Joint> {
    context.item.joint_tasks(&answers_of(case), &case.form)
}

/// Checks a task off, or takes that back with a reason: by any post that handles the item.
pub(super) fn cohandle(
    case: &Case,
    (task, done): (&str, bool),
    note: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    if !context.rights.any(&case.item, context.today()) {
        let say = "本岗位未获授权办理这个事项，不能登记它的联办任务。请由经办岗位登记。";
        return Err(Refusal::new("not_granted", ground::RIGHTS, say));
    }
    let sets = joint_tasks(case, context);
    let Some((set, found)) = find(&sets, task) else {
        let say = match sets.is_empty() {
            true => "这个办件不需要联合办理，没有联办任务可以登记。",
            false => "这个办件没有这项联办任务。请从任务清单里选。",
        };
        return Err(Refusal::new("joint_unknown", ground::STATE, say));
    };
    if !done && !case.cohandled.contains_key(task) {
        let say = "这项联办任务还没有完成，不用重办。";
        return Err(Refusal::new("joint_open", &set.basis, say));
    }
    let note = note.trim();
    if note.is_empty() {
        let say = match done {
            true => "请写明办理情况（谁办的、结果或文号）。",
            false => "请写明为什么要重办。",
        };
        return Err(Refusal::new("joint_note", &set.basis, say));
    }
    Ok(Payload::Cohandled(Cohandled {
        task: found.code.clone(),
        by: found.by.clone(),
        what: found.what.clone(),
        done,
        note: note.to_owned(),
    }))
}

fn find<'a>(sets: &[&'a Joint], task: &str) -> Option<(&'a Joint, &'a JointTask)> {
    sets.iter().find_map(|set| {
        let found = set.all().find(|one| one.code == task)?;
        Some((*set, found))
    })
}

/// 准予 waits until every body, place and group has done its part.
pub(super) fn finished(
    case: &Case,
    outcome: Outcome,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    if outcome == Outcome::Denied {
        return Ok(());
    }
    let Some((set, open)) = unfinished(case, context.item).into_iter().next() else {
        return Ok(());
    };
    let names: Vec<&str> = open.iter().map(|task| &*task.by).collect();
    let say = format!(
        "“{}”还有联办任务没有完成：{}。逐项登记完成后才能准予。",
        set.name,
        names.join("、")
    );
    Err(Refusal::new("joint_open", &set.basis, say))
}

/// Sets that a grant waits for, each with what is open of it; none where all is done. Silence waits for them, too
/// (docs/adr/0031).
#[must_use]
pub fn unfinished<'a>(case: &Case, item: &'a Item) -> Vec<(&'a Joint, Vec<&'a JointTask>)> {
    let open = |task: &&JointTask| !case.cohandled.contains_key(&task.code);
    blocking(case, item)
        .map(|set| (set, set.all().filter(open).collect::<Vec<_>>()))
        .filter(|(_, open)| !open.is_empty())
        .collect()
}

/// When the last part that a grant waits for was done, milliseconds since the Unix epoch.
pub(crate) fn finished_at(case: &Case, item: &Item) -> Option<i64> {
    blocking(case, item)
        .flat_map(Joint::all)
        .filter_map(|task| case.cohandled.get(&task.code))
        .map(|mark| mark.at)
        .max()
}

fn blocking<'a>(case: &Case, item: &'a Item) -> impl Iterator<Item = &'a Joint> {
    let sets = item.joint_tasks(&answers_of(case), &case.form);
    sets.into_iter().filter(|set| set.blocks_decision)
}
