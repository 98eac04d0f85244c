//! Limits, fees and the commitment's text.

use super::Report;
use crate::catalogue::Limit;
use crate::promise::KINDS;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    let limits = &item.limits;
    let late = "承诺时限长于法定时限。";
    report.when(
        longer(limits.promised, limits.statutory),
        "/limits/promised",
        "promised_longer",
        late,
    );
    for (place, case) in limits.cases.iter().enumerate() {
        let at = format!("/limits/cases/{place}");
        report.when(
            longer(case.promised, limits.statutory),
            format!("{at}/promised"),
            "promised_longer",
            late,
        );
        report.when(
            case.when.is_always(),
            format!("{at}/when"),
            "case_always",
            "分情形的时限没有写明情形。",
        );
    }
    let internal = limits
        .internal
        .is_some_and(|internal| longer(internal, limits.promised));
    report.when(
        internal,
        "/limits/internal",
        "internal_longer",
        "内控时限长于承诺时限。",
    );
    extension(report);
    fees(report);
    commitment(report);
}

/// The longest extension that the law knows: 15 working days where several bodies decide together (行政许可法 42).
const LONGEST_EXTENSION: u32 = 15;

fn extension(report: &mut Report<'_>) {
    let Some(days) = report.item.limits.extension else {
        return;
    };
    report.when(
        days == 0 || days > LONGEST_EXTENSION,
        "/limits/extension",
        "extension_longer",
        "延长期限应为 1 到 15 个工作日（《行政许可法》第四十二条）。",
    );
}

/// Office time of a limit in half days at least, or the natural days it takes at least and at most.
enum Length {
    Office(f64),
    Natural(u32, u32),
}

/// A working day is at most eight hours (劳动法第三十六条), so n hours are at least n/8 days.
fn length(limit: Limit) -> Length {
    match limit {
        Limit::Immediate => Length::Office(0.0),
        Limit::Hours { n } => Length::Office(f64::from(n) / 4.0),
        Limit::HalfDays { n } => Length::Office(f64::from(n)),
        Limit::Workdays { n } => Length::Office(f64::from(n) * 2.0),
        Limit::Days { n } => Length::Natural(n, n),
        Limit::Months { n } => Length::Natural(n.saturating_mul(28), n.saturating_mul(31)),
    }
}

/// Whether the first is certainly longer; `false` where the units cannot be compared.
fn longer(first: Limit, second: Limit) -> bool {
    match (length(first), length(second)) {
        (Length::Office(first), Length::Office(second)) => first > second,
        (Length::Natural(least, _), Length::Natural(_, most)) => least > most,
        (Length::Office(halves), Length::Natural(_, most)) => halves > f64::from(most) * 2.0,
        (Length::Natural(least, _), Length::Office(halves)) => halves == 0.0 && least > 0,
    }
}

/// 收费: name, basis and amount are published, or nothing is charged.
fn fees(report: &mut Report<'_>) {
    for (place, fee) in report.item.fees.iter().enumerate() {
        let at = format!("/fees/{place}");
        report.when(
            fee.basis.trim().is_empty(),
            format!("{at}/basis"),
            "fee_basis",
            "收费项目没有收费依据。",
        );
        let shown = !fee.name.trim().is_empty() && !fee.amount.trim().is_empty();
        report.when(!shown, at, "fee_text", "收费项目要有名称和标准。");
    }
}

fn commitment(report: &mut Report<'_>) {
    let Some(rule) = &report.item.commitment else {
        return;
    };
    report.when(
        !KINDS.contains(&rule.check.as_str()),
        "/commitment/check",
        "check_kind",
        "核查方式应为免予核查、公示、在线核查、书面核查或实地核查。",
    );
}
