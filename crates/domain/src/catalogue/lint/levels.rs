//! At which levels an item is handled (domain reference S39).

use super::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    for (at, level) in item.levels.iter().enumerate() {
        report.when(
            item.levels[..at].contains(level),
            format!("/levels/{at}"),
            "level_twice",
            "办理层级写了两次。每一级只写一次；各级都办的，不写层级。",
        );
    }
}
