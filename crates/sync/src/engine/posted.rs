use domain::queue::{Reason, RowState};
use seal::Hash32;
use uuid::Uuid;
use wire::Verdict;

use super::epoch::Counts;
use super::{Answer, Engine, FileKey, Outcome, Posted, Settled, keys};
use crate::failure::Failure;
use crate::verify::VerifiedAck;

impl Engine {
    /// What came of a batch. A reply to an attempt that is not under way (late, twice, of an earlier process) can
    /// prove that an act is stored, and nothing else; a reply of a former life of the log proves nothing.
    pub(super) fn posted(&mut self, batch: u64, result: Result<Posted, Failure>) {
        let acts = self.posts.remove(&batch);
        match result {
            Ok(posted) => {
                self.connection_worked();
                self.widen();
                let counts = self.meet(posted.life);
                for outcome in posted.outcomes {
                    let proves = matches!(outcome.answer, Answer::Acknowledged(_));
                    match counts {
                        Counts::All => self.answered(batch, outcome),
                        Counts::Acknowledgements if proves => self.answered(batch, outcome),
                        Counts::Acknowledgements => self.go_again(batch, outcome.act_id),
                        Counts::Nothing => {}
                    }
                }
                self.unanswered(batch, acts.unwrap_or_default());
            }
            Err(failure) => {
                if let Some(acts) = acts {
                    self.batch_failed(batch, &acts, &failure);
                }
            }
        }
    }

    fn answered(&mut self, batch: u64, outcome: Outcome) {
        let act_id = outcome.act_id;
        if !self.rows.contains_key(&act_id) {
            return;
        }
        let ours = self.travels_in(batch, act_id);
        #[cfg(test)]
        let ours = ours || self.has(super::defect::Defect::BelievesLateReplies);
        match outcome.answer {
            Answer::Acknowledged(ack) => self.acknowledged(ack),
            _ if !ours => {}
            Answer::Received => self.received(act_id),
            Answer::Missing { acts, attachments } => self.missing(act_id, &acts, &attachments),
            Answer::Fork => self.forked(act_id),
            Answer::Unverified(_) => self.unproved(act_id),
        }
    }

    /// Behind what has come back, the act goes again.
    fn go_again(&mut self, batch: u64, act_id: Uuid) {
        if self.travels_in(batch, act_id) {
            self.rest(act_id);
        }
    }

    /// An act of the batch that the reply passed over.
    fn unanswered(&mut self, batch: u64, acts: Vec<Uuid>) {
        for act_id in acts {
            if self.travels_in(batch, act_id) {
                self.unproved(act_id);
            }
        }
    }

    /// The only way out of the queue.
    fn acknowledged(&mut self, ack: VerifiedAck) {
        let act_id = ack.act_id;
        // A signed refusal stands: the same bytes get the same answer for ever.
        let stands = |entry: &super::Entry| matches!(entry.state, RowState::NeedsFix { .. });
        if self.rows.get(&act_id).is_none_or(stands) {
            return;
        }
        let state = match ack.verdict {
            Verdict::Durable => RowState::Durable {
                position: ack.position,
            },
            Verdict::Contested => RowState::Contested { code: ack.code },
            Verdict::Rejected => RowState::NeedsFix { code: ack.code },
        };
        self.out.changed.remove(&act_id);
        self.out.settled.push(Settled {
            act_id,
            ack: ack.bytes,
            position: ack.position,
            epoch: ack.epoch,
            state: state.clone(),
        });
        #[cfg(test)]
        if self.has(super::defect::Defect::CountsTwice) {
            let until = self.jitter(0);
            self.hold(act_id, Reason::ServerFault, until);
            self.out.changed.remove(&act_id);
            return;
        }
        if state.is_durable() {
            self.remove(act_id);
        } else {
            self.rows.edit(act_id, |entry| {
                entry.batch = None;
                entry.state = state;
            });
        }
    }

    fn received(&mut self, act_id: Uuid) {
        #[cfg(test)]
        if self.has(super::defect::Defect::BelievesReceived) {
            self.remove(act_id);
            return;
        }
        let until = self.ask_again(act_id);
        self.rows.edit(act_id, |entry| {
            entry.batch = None;
            entry.due = until;
        });
        self.set(act_id, RowState::Received);
    }

    /// The reply proves nothing for this row; the others go on. It is asked again and never set aside for it: a new
    /// trust list may be all that is lacking.
    fn unproved(&mut self, act_id: Uuid) {
        #[cfg(test)]
        if self.has(super::defect::Defect::BelievesUnproved) {
            self.set(act_id, RowState::Durable { position: 0 });
            return;
        }
        let until = self.ask_again(act_id);
        self.hold(act_id, Reason::ServerFault, until);
    }

    pub(super) fn ask_again(&mut self, act_id: Uuid) -> i64 {
        let asks = self.rows.get(&act_id).map_or(0, |entry| entry.asks);
        self.rows
            .edit(act_id, |entry| entry.asks = asks.saturating_add(1));
        self.jitter(asks)
    }

    fn forked(&mut self, act_id: Uuid) {
        #[cfg(test)]
        if self.has(super::defect::Defect::DropsForks) {
            self.remove(act_id);
            return;
        }
        self.set_aside(act_id, "fork");
    }

    /// The backend kept nothing of it: what it names comes first.
    fn missing(&mut self, act_id: Uuid, acts: &[Hash32], hashes: &[Hash32]) {
        let Some(entry) = self.rows.get(&act_id) else {
            return;
        };
        let lost: Vec<FileKey> = keys(entry)
            .filter(|key| hashes.contains(&key.hash))
            .collect();
        let waits = self.waits_for_another(act_id);
        if !lost.is_empty() {
            if !waits {
                self.out.lost_acts.extend(acts);
            }
            self.files_missing(act_id, lost);
        } else if waits {
            self.rest(act_id);
        } else if acts.is_empty() {
            self.record_fault(act_id, "missing");
        } else {
            self.acts_missing(act_id, acts);
        }
    }

    /// Back to the files, at once the first time; a backend that goes on missing them gets the row set aside.
    fn files_missing(&mut self, act_id: Uuid, lost: Vec<FileKey>) {
        let at_once = self
            .rows
            .get(&act_id)
            .is_some_and(|entry| entry.attempts == 0);
        #[cfg(test)]
        let lost = if self.has(super::defect::Defect::KeepsMissing) {
            Vec::new()
        } else {
            lost
        };
        for key in lost {
            if let Some(file) = self.files.get_mut(&key)
                && file.stored
            {
                (file.stored, file.offset, file.due) = (false, 0, self.now);
                self.out.lost.push(key);
            }
        }
        self.record_fault(act_id, "missing");
        if at_once && self.is_open(act_id) {
            self.rest(act_id);
        }
    }

    /// An act that the backend would not take because one before it is not there yet: no fault of its own, and it
    /// goes with that one again.
    fn waits_for_another(&self, act_id: Uuid) -> bool {
        let Some(entry) = self.rows.get(&act_id) else {
            return false;
        };
        let Some(case) = entry.case else {
            return false;
        };
        let before = |other: &&super::Entry| other.place < entry.place;
        let mut before = self.rows.of_case(case).take_while(before);
        before.any(|other| other.state.is_open())
    }
}
