//! What is accepted elsewhere: no acceptance of our own, and the other side's number filled back (S34, S52).

use super::accept::answers_of;
use super::intake::allow;
use super::later::alive;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{LinkState, Linked, Payload};
use crate::case::Case;
use crate::catalogue::{Elsewhere, Way};
use crate::rights::Right;

/// Characters of an outside number, at most.
const NUMBER: usize = 64;

/// Whether this window may accept the case, or say in its own name that it is not accepted. `what`: 受理, 不予受理….
pub(super) fn own(case: &Case, what: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(Elsewhere { way, by }) = elsewhere(case, context) else {
        return Ok(());
    };
    let (code, ground, say) = match way {
        Way::Partner => (
            "partner_accepts",
            ground::PARTNER,
            format!("{what}由{by}作出，本窗口只收件；收件后转{by}。"),
        ),
        Way::Assisted => (
            "assisted_only",
            ground::ASSISTED,
            format!("{what}由{by}作出，本窗口网上帮办，不出受理编号。请在对方网上提交后回填编号。"),
        ),
        Way::Outside => (
            "outside_accepts",
            ground::OUTSIDE,
            format!("{what}在{by}作出，本窗口不重复受理。请收件后在该系统申报，再回填编号和状态。"),
        ),
    };
    Err(Refusal::new(code, ground, say))
}

/// As the item at the case's version says; what the receipt said counts as well.
fn elsewhere(case: &Case, context: &Context<'_>) -> Option<Elsewhere> {
    let told = case.elsewhere.clone();
    told.or_else(|| context.item.elsewhere(&answers_of(case)))
}

/// 一次性告知 of a case that goes to a partner may be told here by who has the right (收受分离, S35); what is entered in
/// another system is told there.
pub(super) fn tells(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    match elsewhere(case, context).map(|one| one.way) {
        Some(Way::Assisted | Way::Outside) => own(case, "一次性告知", context),
        Some(Way::Partner) | None => Ok(()),
    }
}

/// 回填: as often as the other side moves on; an end there ends the case here.
pub(super) fn link(
    case: &Case,
    number: &str,
    state: LinkState,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    let Some(elsewhere) = &case.elsewhere else {
        let say = "这个办件由本窗口受理，没有外部编号可以回填。";
        return Err(Refusal::new("accepted_here", ground::STATE, say));
    };
    allow(Right::Receive, context)?;
    let number = number.trim();
    let odd = number.is_empty()
        || number.chars().count() > NUMBER
        || number.chars().any(|c| c.is_control() || c.is_whitespace());
    if odd {
        let say = format!(
            "请填写{}给出的编号：不含空格，不超过 {NUMBER} 个字。",
            elsewhere.by
        );
        return Err(Refusal::new("outside_number", ground::STATE, say));
    }
    Ok(Payload::Linked(Linked {
        system: elsewhere.by.clone(),
        number: number.to_owned(),
        state,
    }))
}
