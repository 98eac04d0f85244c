//! Supplements that were chosen but not handed in yet (已选，待提交): kept, so that a crash or a sign-out loses none.

use domain::act::Line;
use domain::case::Case;
use uuid::Uuid;

use super::supplement::is_open;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

fn key(case: Uuid) -> String {
    format!("case.pending.{case}")
}

/// What is chosen for the lines of this case that are still open: one that was handed in before a crash is not.
pub(super) fn pending(station: &Station, case: &Case) -> Outcome<Vec<Line>> {
    let kept = station.store().meta_get(&key(case.id))?;
    let mut lines: Vec<Line> = kept
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    lines.retain(|chosen| {
        case.materials
            .iter()
            .any(|line| line.code == chosen.code && is_open(case, line))
    });
    Ok(lines)
}

/// Chooses `source` for a line of the case, in place of what was chosen for it before.
pub(super) fn choose(station: &Station, case: &Case, line: Line) -> Outcome<()> {
    let mut lines = pending(station, case)?;
    lines.retain(|chosen| chosen.code != line.code);
    lines.push(line);
    keep(station, case.id, &lines)
}

/// Nothing is chosen for the line any more.
pub(super) fn unchoose(station: &Station, case: &Case, code: &str) -> Outcome<()> {
    let mut lines = pending(station, case)?;
    lines.retain(|chosen| chosen.code != code);
    keep(station, case.id, &lines)
}

/// What stays chosen after a hand-in.
pub(super) fn keep(station: &Station, case: Uuid, lines: &[Line]) -> Outcome<()> {
    let store = station.store();
    if lines.is_empty() {
        return Ok(store.meta_forget(&key(case))?);
    }
    let json = serde_json::to_vec(lines)
        .map_err(|_| DeskFault::new("failed", "选好的材料没有存下来。请重新选择。"))?;
    Ok(store.meta_put(&key(case), &json)?)
}
