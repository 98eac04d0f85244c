//! 绿色通道: grounds that can be chosen, and what they give.

use super::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let Some(green) = &report.item.green else {
        return;
    };
    let blank = |text: &String| text.trim().is_empty();
    report.when(
        blank(&green.basis),
        "/green/basis",
        "green_basis",
        "绿色通道要写明依据，不适用时才能说明理由。",
    );
    report.when(
        green.reasons.is_empty() || green.reasons.iter().any(|one| blank(&one.text)),
        "/green/reasons",
        "green_reasons",
        "绿色通道要逐条写明适用的理由。",
    );
    report.when(
        green.ways.is_empty() || green.ways.iter().any(blank),
        "/green/ways",
        "green_ways",
        "绿色通道要写明怎么办，例如优先办、加班办、上门办。",
    );
    let codes = green.reasons.iter().map(|one| one.code.as_str());
    report.twice("/green/reasons", "green_reason_twice", codes);
}
