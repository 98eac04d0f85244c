//! 数据核查, and the questions that one answers (domain reference S20, S59).

use super::Report;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    let codes = item.checks.iter().map(|check| check.code.as_str());
    report.twice("/checks", "check_twice", codes);
    for (place, check) in item.checks.iter().enumerate() {
        let at = format!("/checks/{place}");
        for (name, text) in [("ground", &check.ground), ("remedy", &check.remedy)] {
            report.when(
                text.trim().is_empty(),
                format!("{at}/{name}"),
                "text_missing",
                "数据核查要写明依据，和不通过时申请人怎么办。",
            );
        }
        for (word, say) in &check.reasons {
            report.when(
                !say.ends_with('。'),
                format!("{at}/reasons/{word}"),
                "check_reason",
                "不通过的原因要写成一句话，以句号结尾。",
            );
        }
    }
    questions(report);
}

/// A query that answers a question must be able to say that nothing is open, and of one question only.
fn questions(report: &mut Report<'_>) {
    let item = report.item;
    let mut seen: Vec<&str> = Vec::new();
    for (place, question) in item.situations.iter().enumerate() {
        let Some(code) = question.answers_from.as_deref() else {
            continue;
        };
        let at = format!("/situations/{place}/answers_from");
        let say = "同一项核查只能为一个情形列出选项。";
        report.when(seen.contains(&code), &at, "answers_from_twice", say);
        seen.push(code);
        let check = item.check(code);
        let say = "按资格核查列出选项的情形，要写明本事项的一项数据核查。";
        report.when(check.is_none(), &at, "answers_from_unknown", say);
        let Some(check) = check else { continue };
        let say = "为情形列出选项的核查要能停止收件（hard）：没有资格时没有可选的。";
        report.when(!check.hard, &at, "answers_from_soft", say);
        let say = "为情形列出选项的核查要写明没有资格的原因（reasons）。";
        report.when(check.reasons.is_empty(), &at, "answers_from_reasons", say);
    }
}
