use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{Explained, Payload};
use crate::case::{Case, Stage};

/// 说明: by whoever holds a right on the item, at any time, on an alarm that is named. It changes nothing else.
pub(super) fn explain(
    case: &Case,
    alarm: &str,
    reason: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    if case.stage == Stage::New {
        let say = "还没有收件，没有可以说明的报警。请先收件。";
        return Err(Refusal::new("not_received", ground::STATE, say));
    }
    if !context.rights.any(&case.item, context.today()) {
        let say = "本岗位未获授权办理这个事项，不能说明它的报警。请由经办岗位说明。";
        return Err(Refusal::new("not_granted", ground::RIGHTS, say));
    }
    let (kind, about) = alarm.split_once(':').unwrap_or_default();
    let known = matches!(kind, "overdue" | "order" | "skipped" | "backdated");
    if !known || about.is_empty() {
        let say = "这个办件没有这条报警。请刷新办件后再看。";
        return Err(Refusal::new("no_alarm", ground::STATE, say));
    }
    if reason.trim().is_empty() {
        let say = "请写明说明的内容。报警保留，说明记在它旁边。";
        return Err(Refusal::new("reason_missing", ground::STATE, say));
    }
    Ok(Payload::Explained(Explained {
        alarm: alarm.to_owned(),
        reason: reason.trim().to_owned(),
    }))
}
