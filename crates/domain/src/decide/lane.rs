//! 绿色通道: a ground of the item's list and what proves it, signed with the case (domain reference S04).

use super::intake::allow;
use super::later::alive;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{Lane, Payload, Prioritised};
use crate::case::Case;
use crate::rights::Right;

/// Characters of a remark, at least: enough to name a paper.
const REMARK: usize = 4;

/// Puts the case before others. `code` is one of the item's grounds.
pub(super) fn prioritise(
    case: &Case,
    code: &str,
    remark: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Receive, context)?;
    let Some(green) = &context.item.green else {
        let say = "这个事项没有绿色通道，按收件先后办理。确有紧急情况的，请报窗口主管。";
        return Err(Refusal::new("no_green_lane", ground::GREEN, say));
    };
    let Some(reason) = green.reasons.iter().find(|one| one.code == code) else {
        let say = format!(
            "绿色通道要选明理由，只有{}。请选择一项；都不是的，按收件先后办理。",
            green.names()
        );
        return Err(Refusal::new("green_reason", &green.basis, say));
    };
    Ok(Payload::Prioritised(Prioritised {
        lane: Some(Lane {
            code: reason.code.clone(),
            name: reason.text.clone(),
            ways: green.ways.clone(),
        }),
        remark: said(remark, &green.basis, "证明材料（例如调令、抢险通知的文号）")?,
    }))
}

/// Takes the mark back.
pub(super) fn unprioritise(
    case: &Case,
    remark: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Receive, context)?;
    if case.green.is_none() {
        let say = "这个办件不在绿色通道，不用取消。";
        return Err(Refusal::new("not_green", ground::STATE, say));
    }
    let basis = context.item.green.as_ref().map(|green| &*green.basis);
    Ok(Payload::Prioritised(Prioritised {
        lane: None,
        remark: said(remark, basis.unwrap_or(ground::GREEN), "取消的原因")?,
    }))
}

fn said(remark: &str, basis: &str, what: &str) -> Result<String, Refusal> {
    let remark = remark.trim();
    if remark.chars().count() < REMARK {
        let say = format!("请写明{what}，至少 {REMARK} 个字。");
        return Err(Refusal::new("green_remark", basis, say));
    }
    Ok(remark.to_owned())
}
