//! Who may promise: nobody who is barred (domain reference S14), and of the large chains only a listed brand (S15).

use super::accept::answers_of;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::case::Case;
use crate::credit::Credit;
use crate::moment;

/// Refuses a chain that is not on the item's list, by its parent.
pub(super) fn chain(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let rule = context.item.commitment.as_ref();
    let Some(rule) = rule.and_then(|rule| rule.chains.as_ref()) else {
        return Ok(());
    };
    if !rule.when.holds(&answers_of(case)) {
        return Ok(());
    }
    let parent = case.form.get(&rule.parent);
    let parent = parent.map_or("", |field| field.value.trim());
    let listed = |chain: &crate::catalogue::Chain| chain.uscc.eq_ignore_ascii_case(parent);
    match rule.listed.iter().any(listed) {
        true => Ok(()),
        false => {
            let say =
                "连锁总部不在告知承诺名单内，不能以承诺方式办理。请提交材料，按普通程序受理。";
            Err(Refusal::new("chain_not_listed", ground::COMMITMENT, say))
        }
    }
}

/// Two years after a revocation nobody applies by commitment (S14); the ordinary route stays open.
pub(super) fn bar(context: &Context<'_>) -> Result<(), Refusal> {
    match context.credit {
        Credit::Barred { through } if context.today() <= through => {
            let say = format!(
                "{}以前（含当日）不得再以告知承诺方式申请，可按普通程序办理。",
                moment::day_text(through)
            );
            Err(Refusal::new("commitment_barred", ground::COMMITMENT, say))
        }
        Credit::Barred { .. } | Credit::Ok | Credit::Bad | Credit::Repaired | Credit::Unknown => {
            Ok(())
        }
    }
}
