//! 超时默认 as shown (domain reference S61): what the city's system will do past the promise, and by which act it did. This
//! machine's clock changes nothing.

use domain::act::Payload;
use domain::card::{Clock, Phase};
use domain::case::Case;
use domain::catalogue::{Joint, JointTask};
use domain::decide::unfinished;
use domain::lapse::Lapse;
use domain::moment::minute_text;
use serde::Serialize;
use store::StoredAct;

use super::expected::counted;
use super::read;
use crate::station::Reference;

/// 默认许可 by the city's system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldDefault {
    /// 事件编号: the id of the system's act.
    pub event: String,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
}

/// The act that decided by default, where it is in force.
pub(crate) fn event(case: &Case, acts: &[StoredAct]) -> Option<ToldDefault> {
    let granted = |act: &&StoredAct| match read(act).1 {
        Some(Payload::Lapsed(lapsed)) => Lapse::of(&lapsed.what) == Some(Lapse::DefaultGranted),
        _ => false,
    };
    let in_force = case.is_granted_by_default();
    let act = acts.iter().rev().filter(|_| in_force).find(granted)?;
    Some(ToldDefault {
        event: act.act_id.simple().to_string(),
        at: act.captured_ms,
    })
}

/// What the screen says of it, a whole sentence.
pub(crate) fn say(
    case: &Case,
    acts: &[StoredAct],
    reference: &Reference,
    counting: Option<&Clock>,
) -> Option<String> {
    let item = reference.item(&case.item, case.item_version)?;
    let body = &item.body.name;
    if let Some(told) = event(case, acts) {
        return Some(format!(
            "市平台已于 {} 系统默认许可，事件编号 {}。责任由{body}承担。",
            minute_text(told.at),
            told.event
        ));
    }
    let rule = item.decided_by_default()?;
    let clock = counting.filter(|clock| clock.phase == Phase::Promise)?;
    let waits = unfinished(case, item);
    if !waits.is_empty() {
        return Some(held(&waits, &rule.ground));
    }
    // Parts that others finished past the promise leave a day more than the card counts.
    let counted = counted(case, reference).ok().flatten();
    let counted = counted.filter(|clock| clock.what == Lapse::DefaultGranted);
    Some(format!(
        "{} 前没有作出决定的，由市平台系统默认许可（{}），责任由{body}承担。",
        minute_text(counted.map_or(clock.by, |counted| counted.by)),
        rule.ground
    ))
}

/// Why nothing is decided by default as yet, and what is to be done.
fn held(waits: &[(&Joint, Vec<&JointTask>)], ground: &str) -> String {
    let open = waits.iter().flat_map(|(_, open)| open);
    let names: Vec<&str> = open.map(|task| &*task.by).collect();
    format!(
        "还有联办任务没有完成（{}），完成以前超过承诺期限也不会系统默认许可（{ground}）。请催办，完成后逐项登记。",
        names.join("、")
    )
}
