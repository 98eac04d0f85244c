//! What stands on a paper beside what all have: rows of a label and a text.

use domain::act::{AcceptanceMode, Payload, procedure_text};
use domain::catalogue::Item;
use notice::Kind;

use super::commitment;
use super::fill::written;
use super::ground::Ground;

/// Of this paper; `window`, in whose name the outlet handles the item, and 办理方式.
pub(super) fn extra(
    kind: Kind,
    ground: &Ground,
    (window, delegated, mode): (&str, Option<String>, String),
) -> Vec<(String, String)> {
    let case = &ground.case;
    let mut rows: Vec<(String, String)> = Vec::new();
    let mode = Some(mode).filter(|mode| kind == Kind::Receipt && !mode.is_empty());
    rows.extend(mode.map(|name| ("办理方式".to_owned(), name)));
    rows.extend(delegated.map(|text| ("委托办理".to_owned(), text)));
    if kind == Kind::ToleranceNotice
        && let Some(open) = case
            .tolerance
            .as_ref()
            .filter(|open| !open.tasks.is_empty())
    {
        rows.push(("先行办理".to_owned(), open.tasks.join("、")));
    }
    if kind == Kind::Acceptance && case.mode == Some(AcceptanceMode::Commitment) {
        rows.push(("受理方式".to_owned(), "告知承诺受理".to_owned()));
    }
    if kind == Kind::Commitment {
        rows.extend(commitment::digest(&ground.case));
    }
    if kind == Kind::OneTimeNotice {
        rows.push((
            "办理流程".to_owned(),
            "补正、受理、审查、决定、送达".to_owned(),
        ));
        rows.push(("办理地点".to_owned(), window.to_owned()));
    }
    rows.extend(course(ground));
    if case.number.is_some() && !case.provisional.is_empty() {
        rows.push(("原临时编号".to_owned(), case.provisional.clone()));
    }
    rows
}

/// Of a default: what passed, on what ground, by which act of the system, and who answers for it (domain reference S61).
pub(super) fn defaulted(kind: Kind, ground: &Ground, item: &Item) -> Vec<(String, String)> {
    if kind != Kind::DefaultDecision {
        return Vec::new();
    }
    let row = |label: &str, value: String| (label.to_owned(), value);
    let promised = ground.case.due.as_deref().and_then(written);
    let basis = item.default_decision.as_ref();
    let rows = [
        promised.map(|by| row("承诺办结", format!("不迟于{by}，期满没有作出决定"))),
        basis.map(|rule| row("超时默认依据", rule.ground.clone())),
        Some(row("系统事件编号", ground.event.clone())),
        Some(row("责任单位", item.body.name.clone())),
    ];
    rows.into_iter().flatten().collect()
}

/// Of a special procedure and an extension: which, on what ground, why, for how long.
fn course(ground: &Ground) -> Vec<(String, String)> {
    let row = |label: &str, value: String| (label.to_owned(), value);
    match &ground.act {
        Some(Payload::Suspended(told)) => vec![
            row("特别程序", procedure_text(&told.procedure).to_owned()),
            row("启动依据", told.ground.clone()),
            row("启动理由", told.reason.clone()),
            row("所需时间", format!("{} 个工作日", told.days)),
        ],
        Some(Payload::Extended(extended)) => vec![
            row("延长期限", format!("{} 个工作日", extended.days)),
            row("延长理由", extended.approval.reason.clone()),
        ],
        _ => Vec::new(),
    }
}
