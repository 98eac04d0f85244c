use domain::queue::{Reason, RowState};
use seal::Hash32;
use uuid::Uuid;

use super::{Engine, Life, Row, Turn};

/// So often a row is sent at once when what it waited for is back in the queue.
const PROMPT: u32 = 3;

/// What of a reply counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    All,
    /// What a restored backend says of acts that leaned on lost ones is no judgement on them.
    Acknowledgements,
    Nothing,
}

impl Engine {
    /// Notes which life of the log answered, and what of its reply counts.
    pub(super) fn meet(&mut self, life: Life) -> Counts {
        let turn = life.turn(self.epoch.as_deref());
        #[cfg(test)]
        let turn = self.misread(turn);
        let reopen = match turn {
            Turn::Same => return Counts::All,
            Turn::Former => return Counts::Nothing,
            Turn::First => None,
            Turn::Restored { beyond } => Some(beyond),
        };
        self.epoch = Some(life.epoch.clone());
        self.out.epoch = Some((life.epoch, reopen));
        match reopen {
            None => Counts::All,
            Some(_) => Counts::Acknowledgements,
        }
    }

    #[cfg(test)]
    fn misread(&self, turn: Turn) -> Turn {
        use super::defect::Defect;
        match turn {
            Turn::Restored { .. } if self.has(Defect::SkipsEpoch) => Turn::First,
            Turn::Former if self.has(Defect::BelievesFormerLives) => Turn::Same,
            turn => turn,
        }
    }

    /// Rows that were durable stand in the queue again, each in its old place, and whatever waited for them goes on.
    pub(super) fn reopen(&mut self, rows: Vec<Row>) {
        for row in rows {
            let case = row.case;
            self.add(row);
            self.end_patience(case);
        }
    }

    /// Acts of a case that waited for one that was nowhere; but a backend that goes on missing what it has been sent
    /// is asked less and less often.
    fn end_patience(&mut self, case: Option<Uuid>) {
        let rows = case.into_iter().flat_map(|case| self.rows.of_case(case));
        let waiting = rows.filter(|entry| {
            let waits = matches!(entry.state, RowState::RetryWait { .. });
            waits && (1..=PROMPT).contains(&entry.asks)
        });
        let waiting: Vec<Uuid> = waiting.map(|entry| entry.place.2).collect();
        for act_id in waiting {
            self.rest(act_id);
        }
    }

    /// The backend took nothing because these acts come first. Own ones are put back; another station's come when
    /// that station has a network, which may be a day: patience, and in the end a person.
    pub(super) fn acts_missing(&mut self, act_id: Uuid, acts: &[Hash32]) {
        #[cfg(test)]
        let acts = if self.has(super::defect::Defect::ForgetsMissingActs) {
            &[]
        } else {
            acts
        };
        self.out.lost_acts.extend(acts);
        let asks = self.rows.get(&act_id).map_or(0, |entry| entry.asks);
        if asks >= self.config.patience {
            self.set_aside(act_id, "missing_acts");
            return;
        }
        let until = self.ask_again(act_id);
        self.hold(act_id, Reason::RecordFault, until);
    }
}
