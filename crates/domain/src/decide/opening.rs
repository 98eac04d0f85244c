//! What the level of a place handles, and asking for more (domain reference S39).

use super::intake::allow;
use super::refusal::ground;
use super::{Context, Finding, Refusal};
use crate::act::{OpeningRequest, Payload};
use crate::rights::Right;

/// Longest reason, characters.
const REASON: usize = 200;
/// Digits in a row that a reason may have: a longer number may be somebody's.
const MOST_DIGITS: usize = 5;

/// Whether the item is open where the post stands.
pub(super) fn here(context: &Context<'_>) -> Result<(), Refusal> {
    let Some(closed) = context.rights.outlet.closed(context.item) else {
        return Ok(());
    };
    let say = format!("{closed}请引导申请人到这些网点办理；要在本网点办理，请申请开通。");
    Err(Refusal::new("not_open_here", ground::LEVEL, say))
}

/// 申请开通: by who receives, for an item that is not open here, on a reason.
///
/// # Errors
/// It is open already, the post receives nothing, no reason, or one with somebody's number in it.
pub fn request_opening(reason: &str, context: &Context<'_>) -> Result<Payload, Refusal> {
    let (item, outlet) = (context.item, &context.rights.outlet);
    allow(Right::Receive, context)?;
    if outlet.handles(item) {
        let say = format!("“{}”在本网点已经开通，不用申请。请直接收件。", item.name);
        return Err(Refusal::new("already_open", ground::LEVEL, say));
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON {
        let say = format!("请写明申请开通的理由，不超过 {REASON} 字。市平台按理由调度。");
        return Err(Refusal::new("reason_missing", ground::LEVEL, say));
    }
    let mut runs = reason.split(|c: char| !c.is_ascii_digit());
    if runs.any(|run| run.len() > MOST_DIGITS) {
        let say = "理由里有一长串数字，可能是证件号或电话。申请开通不写个人信息，请改写。";
        return Err(Refusal::new("reason_number", ground::LEVEL, say));
    }
    Ok(Payload::OpeningRequested(OpeningRequest {
        item: item.code.clone(),
        item_version: item.version,
        item_name: item.name.clone(),
        outlet: outlet.code.clone(),
        level: outlet.level,
        reason: reason.to_owned(),
    }))
}

/// At the backend: in the name of the post's own outlet. What was opened meanwhile needs nothing more, but was asked
/// for rightly.
pub(super) fn admit(asked: &OpeningRequest, context: &Context<'_>) -> Result<(), Finding> {
    if asked.outlet != context.rights.outlet.code {
        let say = "申请开通的网点不是签名人岗位所在的网点。请由该网点的岗位申请。";
        return Err(Finding::Rejected(Refusal::new(
            "outlet",
            ground::LEVEL,
            say,
        )));
    }
    match request_opening(&asked.reason, context) {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.code == "already_open" => Ok(()),
        Err(refusal) => Err(Finding::Rejected(refusal)),
    }
}
