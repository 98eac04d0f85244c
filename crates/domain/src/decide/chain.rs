//! Chains (大型连锁): only a brand on the list may promise (domain reference S15).

use super::accept::answers_of;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::case::Case;

/// Refuses a chain that is not on the item's list, by its parent.
pub(super) fn gate(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
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
