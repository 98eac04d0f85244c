//! What is wrong with a line, in words.

use super::line::malformed;
use super::once;
use crate::fault::DeskFault;

/// What `do` can say.
const ACTIONS: [&str; 26] = [
    "receive",
    "accept",
    "tolerance",
    "commitment",
    "notice",
    "refuse",
    "supplement",
    "withdraw",
    "decide",
    "settle",
    "spot",
    "deliver",
    "inspect",
    "explain",
    "link",
    "suspend",
    "resume",
    "extend",
    "correct",
    "defer",
    "trigger",
    "green",
    "green_end",
    "cohandle",
    "cohandle_again",
    "review",
];

/// A word that says nothing, with those that do.
pub(super) fn unknown_action() -> DeskFault {
    malformed(format!("没有办理：do 只能是 {}。", ACTIONS.join("、")))
}

/// What the reader of JSON stumbled over. Only our own names are repeated, nothing that stands in the line.
pub(super) fn what_is_wrong(error: &serde_json::Error) -> String {
    if !error.is_data() {
        return "不是完整的 JSON".to_owned();
    }
    let said = error.to_string();
    let quoted = |start: &str| {
        let rest = said.strip_prefix(start)?;
        rest.split('`').next().map(str::to_owned)
    };
    if let Some(name) = quoted("missing field `") {
        return format!("缺少“{name}”");
    }
    if let Some(name) = quoted("duplicate field `") {
        return format!("“{name}”写了两次");
    }
    if said.starts_with(once::TWICE) {
        return "form 或 situation 里有一栏写了两次".to_owned();
    }
    if let Some((_, known)) = said.split_once("`, expected one of ") {
        let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        return format!("有不认识的字段，可写的有 {}", known.join("、"));
    }
    "有一个字段的类型不对".to_owned()
}
