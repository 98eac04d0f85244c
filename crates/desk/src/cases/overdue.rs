//! 超时默认 as shown (domain reference S61): what the city's system will do past the promise, and by which act it did. This
//! machine's clock changes nothing.

use domain::act::Payload;
use domain::card::{Card, Clock, Phase};
use domain::case::Case;
use domain::lapse::Lapse;
use domain::moment::minute_text;
use serde::Serialize;
use store::StoredAct;

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
pub(super) fn say(
    case: &Case,
    acts: &[StoredAct],
    reference: &Reference,
    counting: Option<(&Clock, Card)>,
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
    let (clock, _) = counting.filter(|(clock, _)| clock.phase == Phase::Promise)?;
    Some(format!(
        "{} 前没有作出决定的，由市平台系统默认许可（{}），责任由{body}承担。",
        minute_text(clock.by),
        rule.ground
    ))
}
