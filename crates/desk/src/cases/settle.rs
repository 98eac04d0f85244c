//! 主管认定: whether an act was in time whose capture time the backend could not believe (design §4).

use domain::case::Case;
use domain::decide::{Command, decide};
use store::StoredAct;
use uuid::Uuid;

use super::trail::act_text;
use super::{find, fold, heads, read};
use crate::desk::Desk;
use crate::desk::save::Keeping;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{CaseView, TimeTaskView};

impl Desk {
    /// A supervisor's word on one act of the case, with what it stands on; none named: the only one that waits.
    ///
    /// # Errors
    /// `no_task`, `own_act`, the refusal with its ground, the store's.
    pub fn case_settle(
        &self,
        id: &str,
        act: &str,
        in_time: bool,
        reason: &str,
    ) -> Outcome<CaseView> {
        let station = self.station()?;
        let (mut case, acts) = fold(&station, find(&station, id)?)?;
        let command = settling(&station, &case, &acts, (act, in_time, reason))?;
        let ends = ended(&station, &command)?;
        let reference = station.reference();
        self.in_context(
            &reference,
            (&case.item.clone(), case.item_version),
            |context| {
                let payloads = decide(&case, &command, context)?;
                let captured = self.captured(&station);
                for payload in &payloads {
                    case.apply(&captured, payload);
                }
                let keeping = Keeping {
                    base: heads(&acts),
                    ends,
                    ..Keeping::of(&case, &payloads, captured)
                };
                self.keep(&station, context, keeping)
            },
        )?;
        self.nudge();
        self.case(id)
    }
}

/// The command, where the signer may speak of this act: not of their own.
pub(crate) fn settling(
    station: &Station,
    case: &Case,
    acts: &[StoredAct],
    (act, in_time, reason): (&str, bool, &str),
) -> Outcome<Command> {
    let only = match &case.times[..] {
        [task] => task.act.clone(),
        _ => String::new(),
    };
    let act = match act.trim() {
        "" => only,
        named => named
            .parse::<Uuid>()
            .map_or_else(|_| named.to_owned(), |id| id.simple().to_string()),
    };
    if actor(acts, &act).is_some_and(|actor| actor == station.user()) {
        return Err(DeskFault::new(
            "own_act",
            "不能认定自己做的动作。请另一位主管认定。",
        ));
    }
    Ok(Command::Settle {
        act,
        in_time,
        reason: reason.to_owned(),
    })
}

/// The row of the act, where it waits at this station: the word ends it.
pub(crate) fn ended(station: &Station, command: &Command) -> Outcome<Vec<Uuid>> {
    let Command::Settle { act, .. } = command else {
        return Ok(Vec::new());
    };
    let Ok(id) = act.parse::<Uuid>() else {
        return Ok(Vec::new());
    };
    let row = station.store().queue_row(id)?;
    let waits = |row: &store::QueueRow| row.ended_by.is_none() && row.state.word() == "contested";
    Ok(row
        .filter(waits)
        .map(|row| row.act_id)
        .into_iter()
        .collect())
}

/// What waits for such a word.
pub(super) fn tasks(case: &Case, acts: &[StoredAct]) -> Vec<TimeTaskView> {
    let task = |task: &domain::act::Answered| {
        let found = task.act.parse::<Uuid>().ok();
        let act = acts.iter().find(|act| Some(act.act_id) == found);
        TimeTaskView {
            act: task.act.clone(),
            what: act.map_or("—", |act| act_text(&act.kind)).to_owned(),
            at: act
                .map(|act| domain::moment::minute_text(act.captured_ms))
                .unwrap_or_default(),
            say: task.say.clone(),
        }
    };
    case.times.iter().map(task).collect()
}

fn actor(acts: &[StoredAct], act: &str) -> Option<String> {
    let id: Uuid = act.parse().ok()?;
    let found = acts.iter().find(|act| act.act_id == id)?;
    read(found).0.map(|header| header.actor)
}
