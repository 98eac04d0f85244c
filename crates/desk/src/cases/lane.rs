//! 绿色通道 of a case, as it is shown and as its act reads (domain reference S04).

use domain::act::Prioritised;
use domain::case::Case;
use domain::catalogue::Item;

use crate::view::{Badge, GreenView, Tone};

/// In a list: a word, in the colour of all words.
pub(crate) fn badge(first: bool) -> Option<Badge> {
    first.then(|| Badge {
        tone: Tone::Plain,
        text: "绿色通道".to_owned(),
    })
}

/// The mark that stands, and the grounds that can be chosen; none where the item has no green lane.
pub(super) fn view(case: &Case, item: Option<&Item>) -> Option<GreenView> {
    let green = item.and_then(|item| item.green.as_ref());
    if green.is_none() && case.green.is_none() {
        return None;
    }
    Some(GreenView {
        say: case.green.as_ref().map(said).unwrap_or_default(),
        reasons: green.map_or_else(Vec::new, |green| {
            let pair = |one: &domain::catalogue::Choice| (one.code.clone(), one.text.clone());
            green.reasons.iter().map(pair).collect()
        }),
    })
}

/// The act in words: `能源电力设备（优先办、加班办、上门办）。证明：…`
pub(super) fn said(marked: &Prioritised) -> String {
    match &marked.lane {
        Some(lane) => format!(
            "{}（{}）。证明：{}",
            lane.name,
            lane.ways.join("、"),
            marked.remark
        ),
        None => format!("取消：{}", marked.remark),
    }
}

/// What stands beside the case in its trace.
pub(crate) fn name(case: &Case) -> &str {
    let lane = case.green.as_ref().and_then(|marked| marked.lane.as_ref());
    lane.map_or("—", |lane| &lane.name)
}
