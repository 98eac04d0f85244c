//! 黄牌、红牌 of a case and its alarms, as `domain::card` finds them: for the list out of marks that stand beside the
//! summary, for the case itself out of its acts.

use domain::act::{Hash, Payload};
use domain::card::{Alarm, Card, Clock, Phase, Running, Setting, Step, alarms, running};
use domain::case::{Case, Entry, Stage, in_order};
use serde::{Deserialize, Serialize};
use store::{CaseRow, StoredAct};

use super::{fold, read};
use crate::fault::Outcome;
use crate::station::{Reference, Station};

/// Where the time of a case stands, kept with its summary (`casefile.body`): moments, so that a list need not fold its
/// cases. Milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "clock")]
pub(crate) enum Marks {
    /// Nothing is owed.
    Nothing,
    /// 停表.
    Waiting,
    /// No card: a year's notice is lacking.
    Missing,
    /// The office's turn.
    Counting {
        /// What is owed.
        phase: Phase,
        /// The last moment.
        by: i64,
        /// Yellow from here on.
        yellow: i64,
        /// Red from here on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        red: Option<i64>,
    },
}

impl Marks {
    /// The card now, where one is shown.
    pub(crate) fn card(self, now: i64) -> Option<Card> {
        let Self::Counting { yellow, red, .. } = self else {
            return None;
        };
        Some(match red {
            Some(red) if now >= red => Card::Red,
            _ if now >= yellow => Card::Yellow,
            _ => Card::Green,
        })
    }

    /// The last moment of what is owed.
    pub(crate) fn by(self) -> Option<i64> {
        match self {
            Self::Counting { by, .. } => Some(by),
            Self::Nothing | Self::Waiting | Self::Missing => None,
        }
    }
}

impl From<&Running> for Marks {
    fn from(running: &Running) -> Self {
        match running {
            Running::Nothing => Self::Nothing,
            Running::Waiting { .. } => Self::Waiting,
            Running::Missing(_) => Self::Missing,
            Running::Counting(clock) => Self::Counting {
                phase: clock.phase,
                by: clock.by,
                yellow: clock.yellow,
                red: clock.red,
            },
        }
    }
}

/// The marks as they stand beside the summary; nothing where the city's data says nothing sensible.
pub(crate) fn marks(reference: &Reference, case: &Case, now: i64) -> Vec<u8> {
    let marks = clock(reference, case, now)
        .ok()
        .map(|running| Marks::from(&running));
    let kept = Kept {
        marks,
        group: case.group.clone(),
    };
    match kept {
        Kept {
            marks: None,
            group: None,
        } => Vec::new(),
        kept => serde_json::to_vec(&kept).unwrap_or_default(),
    }
}

/// What stands beside a summary, as JSON.
#[derive(Debug, Serialize)]
struct Kept {
    #[serde(flatten)]
    marks: Option<Marks>,
    /// 团组号, so that a group is found without folding its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
}

/// The group that a row belongs to; an empty body and one of another program say none.
pub(crate) fn group_of(row: &CaseRow) -> Option<String> {
    let kept: serde_json::Value = serde_json::from_slice(&row.body).ok()?;
    Some(kept.get("group")?.as_str()?.to_owned())
}

/// The marks of a row: as kept; out of the acts where an older program wrote the row, or a year's notice was lacking.
pub(crate) fn marks_of(station: &Station, row: &CaseRow, now: i64) -> Outcome<Marks> {
    let stage: Stage = super::stage(&row.state);
    if stage.has_ended() {
        return Ok(Marks::Nothing);
    }
    match serde_json::from_slice(&row.body) {
        Ok(kept @ (Marks::Nothing | Marks::Waiting | Marks::Counting { .. })) => Ok(kept),
        Ok(Marks::Missing) | Err(_) => {
            let (case, _) = fold(station, row.case_id)?;
            Ok(Marks::from(&clock(&station.reference(), &case, now)?))
        }
    }
}

/// The clock of a case.
pub(crate) fn clock(reference: &Reference, case: &Case, now: i64) -> Outcome<Running> {
    in_setting(reference, case, |setting| running(case, setting, now))
}

/// Its alarms, and who explained them.
pub(crate) fn raised(
    reference: &Reference,
    case: &Case,
    acts: &[StoredAct],
    now: i64,
) -> Outcome<Vec<Raised>> {
    let steps = steps(acts);
    let all = in_setting(reference, case, |setting| {
        alarms(case.id, &steps, setting, now)
    })?;
    let entries: Vec<Entry> = steps.iter().map(|step| step.entry.clone()).collect();
    let standing: Vec<&Step> = in_order(&entries)
        .into_iter()
        .map(|at| &steps[at])
        .collect();
    let explained = |alarm: &Alarm| {
        let said = |step: &&Step| match &step.entry.deed {
            Some((captured, Payload::Explained(said))) if said.alarm == alarm.key => {
                Some(Explanation {
                    reason: said.reason.clone(),
                    actor: step.actor.clone(),
                    at: captured.credible(),
                })
            }
            _ => None,
        };
        standing.iter().filter_map(said).collect()
    };
    let raised = |alarm: Alarm| Raised {
        explained: explained(&alarm),
        alarm,
    };
    Ok(all.into_iter().map(raised).collect())
}

/// An alarm and what was said about it.
pub(crate) struct Raised {
    pub(crate) alarm: Alarm,
    pub(crate) explained: Vec<Explanation>,
}

/// 说明.
pub(crate) struct Explanation {
    pub(crate) reason: String,
    pub(crate) actor: String,
    pub(crate) at: i64,
}

/// Who holds the case while its clock runs: whoever acted last at a desk.
pub(crate) fn holder(acts: &[StoredAct]) -> String {
    let of = |act: &StoredAct| {
        let header = read(act).0?;
        (!header.post.is_empty()).then_some(header.actor)
    };
    acts.iter().rev().find_map(of).unwrap_or_default()
}

/// The acts as the alarms look at them.
pub(crate) fn steps(acts: &[StoredAct]) -> Vec<Step> {
    let step = |act: &StoredAct| {
        let (header, payload) = read(act);
        let header = header?;
        Some(Step {
            entry: Entry::of(&header, payload),
            hash: Hash(act.hash),
            base: header.base,
            actor: header.actor,
            post: header.post,
        })
    };
    acts.iter().filter_map(step).collect()
}

fn in_setting<T>(
    reference: &Reference,
    case: &Case,
    then: impl FnOnce(&Setting<'_>) -> T,
) -> Outcome<T> {
    let office = reference.city.office()?;
    Ok(then(&Setting {
        answer: reference.city.answer_within,
        calendar: &reference.calendar,
        office: &office,
        item: reference.item(&case.item, case.item_version),
        rule: reference.city.cards,
    }))
}

/// The phase of a clock that runs, and its card.
pub(crate) fn of_clock(running: &Running, now: i64) -> Option<(&Clock, Card)> {
    match running {
        Running::Counting(clock) => Some((clock, clock.card(now))),
        Running::Nothing | Running::Waiting { .. } | Running::Missing(_) => None,
    }
}
