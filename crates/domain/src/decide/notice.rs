//! 一次性告知: all gaps at once, and what may be told after that (行政许可法 32-4, domain reference §2.2, §2.4).

use super::across;
use super::intake::allow;
use super::later::{alive, before_acceptance};
use super::refusal::ground;
use super::second::agreed;
use super::{Context, Refusal, points};
use crate::act::{Gap, Notice, Payload, Second};
use crate::case::Case;
use crate::due::At;
use crate::moment;
use crate::rights::Right;

/// All gaps at once. What was there at an earlier notice and was not told then needs a reason and a supervisor (S71), so
/// does a second 补正 of the same material (§2.6 c).
pub(super) fn notify(
    case: &Case,
    gaps: &[Gap],
    later: Option<&Second>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Notify, context)?;
    across::tells(case, context)?;
    if case.is_about_supplements(gaps) {
        return supplements(case, gaps, context);
    }
    before_acceptance(case, "作一次性告知")?;
    if gaps.is_empty() {
        return Err(Refusal::new(
            "no_gaps",
            ground::ART_32_4,
            "没有勾选任何问题。一次性告知要列明全部需要补正的内容。",
        ));
    }
    all_named(case, gaps, context)?;
    Ok(Payload::Noticed(Notice {
        gaps: gaps.to_vec(),
        later: told_late(case, gaps, later)?,
    }))
}

fn all_named(case: &Case, gaps: &[Gap], context: &Context<'_>) -> Result<(), Refusal> {
    let brought = |line: &&crate::act::Line| {
        // The form made at the desk waits for a signature, it is not lacking.
        !context
            .item
            .material(&line.code)
            .is_some_and(|material| material.generated)
    };
    let unnamed = case
        .open_lines()
        .into_iter()
        .filter(brought)
        .find(|line| !gaps.iter().any(|gap| gap.code == line.code));
    let Some(line) = unnamed else {
        return points::told(case, gaps);
    };
    let say = format!(
        "还缺“{}”，没有列入告知内容。一次性告知要一次说全。",
        line.name
    );
    Err(Refusal::new("gap_left_out", ground::ART_32_4, say))
}

fn told_late(case: &Case, gaps: &[Gap], later: Option<&Second>) -> Result<Option<Second>, Refusal> {
    let (late, again) = (case.later(gaps), case.again(gaps));
    let (code, say) = match (&late[..], &again[..]) {
        ([], []) => return Ok(None),
        ([], again) => (
            "told_again",
            format!("{}已经补正过一次，再次要求补正", names(again)),
        ),
        (late, _) => (
            "later_gap",
            format!(
                "{}在上一次告知时就已经存在，当时没有告知，属于事后追加",
                names(late)
            ),
        ),
    };
    match later {
        Some(second) => agreed(second, ground::ART_32_4).map(Some),
        None => {
            let say = format!("{say}。确需追加的，写明理由，并由主管输入工号和密码批准。");
            Err(Refusal::new(code, ground::ART_32_4, say))
        }
    }
}

/// Supplements of a tolerance that are not good enough: told once, within the same limit.
fn supplements(case: &Case, gaps: &[Gap], context: &Context<'_>) -> Result<Payload, Refusal> {
    let open = case.tolerance.as_ref();
    let told = |gap: &&Gap| open.is_some_and(|open| open.told.contains(&gap.code));
    if let Some(gap) = gaps.iter().find(told) {
        let say = format!(
            "“{}”补交后不合要求，已经书面告知过一次，不能再次告知。请按现有材料审查，作出决定。",
            gap.name
        );
        return Err(Refusal::new("told_once", ground::TOLERANCE, say));
    }
    let due = open.and_then(|open| open.due.as_deref()?.get(..10)?.parse().ok());
    let over = |due| moment::civil(context.now) > At::Day(due).moment(context.office);
    if due.is_some_and(over) {
        let say = "补交期限已过，不能再要求重新补交。请按现有材料审查，作出决定。";
        return Err(Refusal::new("supplement_over", ground::TOLERANCE, say));
    }
    Ok(Payload::Noticed(Notice {
        gaps: gaps.to_vec(),
        later: None,
    }))
}

fn names(gaps: &[&Gap]) -> String {
    let name = |gap: &&Gap| format!("“{}”", gap.name);
    gaps.iter().map(name).collect::<Vec<_>>().join("、")
}
