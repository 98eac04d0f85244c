//! Places and systems that accept what this window takes in.

use super::Report;
use crate::catalogue::Handled;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    for (at, place) in item.across.iter().enumerate() {
        let own = place.way == Handled::Own;
        report.when(
            own != place.by.trim().is_empty(),
            format!("/across/{at}/by"),
            "across_by",
            "网上帮办和异地分办要写明由谁受理；当地直办不写。",
        );
        report.when(
            (place.way == Handled::Assisted) != is_site(&place.site),
            format!("/across/{at}/site"),
            "across_site",
            "网上帮办要写明对方网站（https:// 开头），其他方式不写。",
        );
    }
    let Some(outside) = &item.outside else { return };
    report.when(
        outside.system.trim().is_empty() || !is_site(&outside.site),
        "/outside",
        "outside_named",
        "外部系统要写明名称和网址（https:// 开头）。",
    );
    report.when(
        !item.across.is_empty(),
        "/across",
        "outside_across",
        "在外部系统受理的事项不再分当地直办、网上帮办和异地分办。",
    );
    report.when(
        item.tolerance.is_some() || item.commitment.is_some(),
        "/outside",
        "outside_ways",
        "在外部系统受理的事项，本窗口不作容缺受理和告知承诺受理。",
    );
}

fn is_site(site: &str) -> bool {
    site.strip_prefix("https://")
        .is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace))
}
