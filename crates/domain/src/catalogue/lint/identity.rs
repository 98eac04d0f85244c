//! Who, by which law, for whom: the head of an item.

use super::Report;
use crate::identity::{Fit, uscc};

const APPLICANTS: [&str; 4] = ["self", "agent", "legal_person", "guardian"];

pub(super) fn lint(report: &mut Report<'_>) {
    codes(report);
    words(report);
    applicants(report);
    let item = report.item;
    report.when(
        item.version == 0,
        "/version",
        "version",
        "版本号从 1 开始，每次改动加 1。",
    );
    let dated = item.effective.len() == 10 && item.effective.parse::<jiff::civil::Date>().is_ok();
    report.when(
        !dated,
        "/effective",
        "effective",
        "生效日期要写成 2026-01-01 这样的日期。",
    );
}

/// 实施编码: USCC of the body, 行使层级 1–7, twelve digits of the basic code (domain reference §3.5).
fn codes(report: &mut Report<'_>) {
    let item = report.item;
    let body = &item.body;
    report.when(
        uscc::check(&body.uscc).result != Fit::Ok,
        "/body/uscc",
        "uscc",
        "实施机关的统一社会信用代码校验不通过。",
    );
    let shaped = item.code.len() == 31 && item.code.is_ascii();
    if !shaped {
        report.add(
            "/code",
            "code_shape",
            "实施编码应为 31 位：信用代码 18 位、层级 1 位、基本编码 12 位。".to_owned(),
        );
        return;
    }
    let (owner, rest) = item.code.split_at(18);
    report.when(
        uscc::check(owner).result != Fit::Ok,
        "/code",
        "code_check",
        "实施编码的前 18 位不是有效的统一社会信用代码。",
    );
    report.when(
        owner != body.uscc,
        "/code",
        "code_body",
        "实施编码的前 18 位与实施机关的统一社会信用代码不一致。",
    );
    let level =
        matches!(rest.as_bytes()[0], b'1'..=b'7') && rest.bytes().all(|byte| byte.is_ascii_digit());
    report.when(
        !level,
        "/code",
        "code_shape",
        "实施编码第 19 位是行使层级（1 至 7），其后是 12 位数字。",
    );
}

fn words(report: &mut Report<'_>) {
    let item = report.item;
    let body = &item.body;
    let short = !item.short.is_empty()
        && item.short.len() <= 8
        && item.short.bytes().all(|byte| byte.is_ascii_digit());
    report.when(!short, "/short", "short", "简码应为 1 至 8 位数字。");
    let texts = [
        ("/name", &item.name, "事项名称"),
        ("/plain", &item.plain, "一句话说明"),
        ("/result/name", &item.result.name, "办理结果"),
        ("/body/name", &body.name, "实施机关名称"),
        ("/body/phone", &body.phone, "咨询电话"),
        ("/body/supervise_phone", &body.supervise_phone, "监督电话"),
        ("/body/short", &body.short, "机关代字"),
    ];
    for (at, text, what) in texts {
        if text.trim().is_empty() {
            report.add(at, "text_missing", format!("没有填写{what}。"));
        }
    }
    let bare = item.basis.is_empty() || item.basis.iter().any(|basis| basis.trim().is_empty());
    report.when(
        bare,
        "/basis",
        "basis",
        "没有写明设定依据（行政许可法第三十条要求公示）。",
    );
}

fn applicants(report: &mut Report<'_>) {
    let item = report.item;
    report.when(
        item.applicants.is_empty(),
        "/applicants",
        "applicants_empty",
        "没有写明谁可以申请。",
    );
    for (place, kind) in item.applicants.iter().enumerate() {
        if !APPLICANTS.contains(&kind.as_str()) {
            report.add(
                format!("/applicants/{place}"),
                "applicants_unknown",
                format!("不认识的申请人类型“{kind}”。"),
            );
        }
    }
    report.twice(
        "/applicants",
        "applicants_twice",
        item.applicants.iter().map(String::as_str),
    );
}
