//! 联合办理 of a case: who does what, what is done, by whom and when (domain reference S05, S67).

use domain::act::{Cohandled, Payload};
use domain::case::Case;
use domain::catalogue::{Item, Joint, JointTask};
use domain::decide::{Context, joint_tasks};
use store::StoredAct;

use super::read;
use super::trail::named;
use crate::station::Reference;
use crate::view::{Badge, JointTaskView, JointView, Tone};

/// As it stands; empty where nothing is handled together.
pub(super) fn view(
    case: &Case,
    acts: &[StoredAct],
    reference: &Reference,
    context: &Context<'_>,
) -> Vec<JointView> {
    let whole = |joint: &Joint| {
        let task = |task: &JointTask| task_view(case, acts, reference, task);
        let tasks: Vec<JointTaskView> = joint.tasks.iter().map(task).collect();
        let groups: Vec<JointTaskView> = joint.groups.iter().map(task).collect();
        let done = |list: &[JointTaskView]| list.iter().filter(|one| one.done).count();
        JointView {
            name: joint.name.clone(),
            over: joint.over.text().to_owned(),
            say: told(
                joint,
                done(&tasks) + done(&groups),
                tasks.len() + groups.len(),
            ),
            tasks,
            groups,
        }
    };
    joint_tasks(case, context).into_iter().map(whole).collect()
}

/// One sentence: what it is, how far it has got, what waits for it.
fn told(joint: &Joint, done: usize, all: usize) -> String {
    let waits = match joint.blocks_decision && done < all {
        true => "全部完成后才能准予。",
        false => "",
    };
    format!(
        "{}（{}）：共 {all} 项，已完成 {done} 项。{waits}",
        joint.over.text(),
        joint.basis
    )
}

fn task_view(
    case: &Case,
    acts: &[StoredAct],
    reference: &Reference,
    task: &JointTask,
) -> JointTaskView {
    let done = case.cohandled.get(&task.code);
    let (tone, text) = match done {
        Some(_) => (Tone::Ok, "已完成"),
        None => (Tone::Warn, "待办"),
    };
    JointTaskView {
        code: task.code.clone(),
        by: task.by.clone(),
        what: task.what.clone(),
        done: done.is_some(),
        badge: Badge {
            tone,
            text: text.to_owned(),
        },
        say: match done {
            Some(done) => {
                let at = domain::moment::minute_text(done.at);
                format!(
                    "{at}　{}：{}",
                    actor(acts, &task.code, reference),
                    done.note
                )
            }
            None => String::new(),
        },
    }
}

/// Who checked it off last.
fn actor(acts: &[StoredAct], task: &str, reference: &Reference) -> String {
    let of = |act: &StoredAct| match read(act) {
        (Some(header), Some(Payload::Cohandled(done))) if done.task == task => {
            Some(named(&header.actor, reference))
        }
        _ => None,
    };
    acts.iter().rev().find_map(of).unwrap_or_default()
}

/// 办理方式 of a case; empty where the item names none.
pub(crate) fn mode(case: &Case, item: Option<&Item>) -> String {
    let mode = item.and_then(|item| item.mode(&case.answers()));
    mode.map(|mode| mode.name.clone()).unwrap_or_default()
}

/// The act in words.
pub(super) fn said(act: &Cohandled) -> String {
    let word = ["重办", "完成"][usize::from(act.done)];
    format!("{}{word}“{}”：{}", act.by, act.what, act.note)
}
