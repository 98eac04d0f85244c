//! 超时默认 (domain reference S61): only on a ground, never of what is reserved.

use super::Report;
use crate::catalogue::Handling;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    let Some(rule) = &item.default_decision else {
        return;
    };
    report.when(
        rule.ground.trim().is_empty(),
        "/default_decision/ground",
        "default_ground",
        "超时默认许可要写明依据。",
    );
    report.when(
        item.handling == Handling::Instant,
        "/default_decision",
        "default_instant",
        "即办件当场作出决定，不设超时默认许可。",
    );
    let reserved = item.reserved_as();
    if !reserved.is_empty() {
        let classes: Vec<&str> = reserved.iter().map(|class| class.text()).collect();
        let say = format!(
            "本事项属于{}，不适用超时默认许可。请删除超时默认，或核对事项分类。",
            classes.join("、")
        );
        report.add("/default_decision", "default_reserved", say);
    }
}
