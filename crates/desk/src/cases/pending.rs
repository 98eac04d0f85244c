//! Supplements that were chosen but not handed in yet (已选，待提交): kept, so that a crash or a sign-out loses none.

use domain::act::{Line, LineSource};
use uuid::Uuid;

use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

fn key(case: Uuid) -> String {
    format!("case.pending.{case}")
}

/// What is chosen for this case.
pub(super) fn pending(station: &Station, case: Uuid) -> Outcome<Vec<Line>> {
    let kept = station.store().meta_get(&key(case))?;
    Ok(kept
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default())
}

/// Chooses `source` for a line of the case, in place of what was chosen for it before.
pub(super) fn choose(station: &Station, case: Uuid, line: Line) -> Outcome<()> {
    let mut lines = pending(station, case)?;
    lines.retain(|chosen| chosen.code != line.code);
    if line.source != LineSource::Open {
        lines.push(line);
    }
    keep(station, case, &lines)
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
