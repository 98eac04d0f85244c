//! A material line of a case as its screen shows it.

use std::collections::BTreeMap;

use domain::act::{Line, LineSource};
use domain::case::Case;

use super::supplement::is_open;
use crate::draft::page::Page;
use crate::draft::show::{beside, page_view, point_views, standing};
use crate::view::{Badge, SupplementLineView, Tone};

/// The line with what is chosen for it and not handed in yet.
pub(super) fn line_view(
    case: &Case,
    line: &Line,
    chosen: &[Line],
    pages: &BTreeMap<String, Vec<Page>>,
) -> SupplementLineView {
    let open = is_open(case, line);
    let pick = chosen.iter().find(|pick| open && pick.code == line.code);
    let shown = pick.unwrap_or(line);
    let points = shown.points.as_deref().unwrap_or_default();
    SupplementLineView {
        code: line.code.clone(),
        name: line.name.clone(),
        badge: badge(case, line, pick, open),
        open,
        chosen: pick.is_some(),
        seen: pick.is_some_and(|pick| pick.source == LineSource::Paper),
        pages: pages
            .get(&line.code)
            .filter(|_| open)
            .map(|pages| pages.iter().map(page_view).collect())
            .unwrap_or_default(),
        points: match shown.source.is_looked_at() {
            true => point_views(points),
            false => Vec::new(),
        },
    }
}

fn badge(case: &Case, line: &Line, pick: Option<&Line>, open: bool) -> Badge {
    let looked = |line: &Line| standing(line.points.as_deref().unwrap_or_default());
    if let Some((badge, _)) = pick.and_then(looked) {
        return beside("已选", badge);
    }
    let told = open && line.source.is_in() && case.gaps.iter().any(|gap| gap.code == line.code);
    let owed = case.owed.iter().any(|owed| owed.code == line.code);
    let (tone, text) = if pick.is_some() {
        (Tone::Warn, "已选，待提交")
    } else if owed {
        (Tone::Warn, "承诺代替，现应补交")
    } else if told {
        (Tone::Bad, "待补正")
    } else if let Some((badge, _)) = looked(line).filter(|_| line.source.is_looked_at()) {
        return beside(plain(&line.source).1, badge);
    } else {
        plain(&line.source)
    };
    Badge {
        tone,
        text: text.to_owned(),
    }
}

fn plain(source: &LineSource) -> (Tone, &'static str) {
    match source {
        LineSource::Open => (Tone::Bad, "缺"),
        LineSource::Tolerated => (Tone::Warn, "容缺，待补交"),
        LineSource::Licence { .. } => (Tone::Ok, "免于提交"),
        LineSource::File { .. } => (Tone::Ok, "已收"),
        LineSource::Paper => (Tone::Ok, "已核原件"),
        LineSource::Form => (Tone::Ok, "已签"),
        LineSource::Commitment => (Tone::Warn, "承诺代替"),
        LineSource::SystemIssued => (Tone::Ok, "由系统开具"),
    }
}
