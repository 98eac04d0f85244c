use super::{CAPTURE_TIME, Case, LapseMark, OpenTolerance, Stage, Wait};
use crate::act::{
    AcceptanceMode, Accepted, Captured, CheckDue, Confirmed, Decided, Delivered, Inspected,
    Inspection, Intake, Lapsed, Line, LineSource, LinkState, Linked, Outcome, Payload,
    PromisedCheck, Requested, Settled, Signature, Supplement, ToleranceTerms,
};
use crate::lapse::{Lapse, Trigger, WITHDRAWN};
use crate::promise::{Follow, FollowUp};
use crate::verify::{Matter, checks};

impl Case {
    /// Folds one act in. Never fails: what cannot stand is kept out by [`crate::decide::admit`] before it is
    /// appended; what was appended is history.
    pub fn apply(&mut self, captured: &Captured, payload: &Payload) {
        let before = self.stage;
        self.take(captured, payload);
        self.come(captured, payload);
        self.wait(before, captured.earliest);
    }

    /// Whose turn it is changes with the stage.
    fn wait(&mut self, before: Stage, at: i64) {
        match (before.waits_for(), self.stage.waits_for()) {
            (None, Some(_)) => self.waits.push(Wait { from: at, to: None }),
            (Some(_), None) => {
                if let Some(open) = self.waits.last_mut() {
                    open.to = Some(at.max(open.from));
                }
            }
            _ => {}
        }
    }

    fn take(&mut self, captured: &Captured, payload: &Payload) {
        match payload {
            Payload::Received(intake) => self.receive(captured, intake),
            Payload::Accepted(accepted) => self.accept(captured, accepted),
            Payload::AcceptanceRequested(requested) => self.request(requested),
            Payload::Registered(registered) => {
                if !registered.number.is_empty() {
                    self.number = Some(registered.number.clone());
                }
                if let Some(verified) = &registered.verified {
                    self.verify(verified, captured.wall);
                }
            }
            Payload::AcceptanceConfirmed(confirmed) => self.confirm(confirmed),
            Payload::Noticed(notice) => self.notice(captured, notice),
            Payload::Refused(_) if self.is_deemed() => {}
            Payload::Refused(refused) => self.end(Stage::Refused, &refused.say),
            Payload::Supplemented(supplement) => self.supplement(supplement),
            Payload::Withdrawn(withdrawn) => self.end(Stage::Withdrawn, &withdrawn.reason),
            Payload::Decided(decided) => self.decide(decided),
            Payload::Suspended(suspended) => self.suspend(captured, suspended),
            Payload::Resumed(resumed) => self.resume(captured, resumed),
            Payload::Extended(extended) => self.extend(extended),
            Payload::Corrected(corrected) => self.correct(corrected),
            Payload::Deferred(deferred) => self.defer(deferred),
            Payload::Triggered(triggered) => self.trigger(triggered),
            Payload::Lapsed(lapsed) => self.lapse(lapsed),
            Payload::Contested(answered) => {
                self.contested.push(answered.say.clone());
                if answered.code == CAPTURE_TIME {
                    self.times.push(answered.clone());
                }
            }
            Payload::Settled(settled) => self.settle(settled),
            Payload::Delivered(delivered) => self.deliver(captured, delivered),
            Payload::Inspected(inspected) => self.inspect(inspected),
            Payload::Reviewed(said) => self.review(captured, said),
            Payload::Explained(explained) => self.explained.push(explained.clone()),
            Payload::Prioritised(marked) => {
                self.green = marked.lane.as_ref().map(|_| marked.clone());
            }
            Payload::Cohandled(act) => self.cohandle(captured, act),
            Payload::Linked(linked) => self.link(linked),
            Payload::Told(told) => {
                *self.told.entry(told.state).or_default() |= told.sent;
            }
            Payload::Enquired(done) => self.enquire(captured, done),
            Payload::OpeningRequested(_) | Payload::Station(_) => {}
        }
    }

    /// Keeps an act of a kind this program does not know.
    pub fn apply_unknown(&mut self, kind: &str) {
        self.unknown.push(kind.to_owned());
    }

    fn receive(&mut self, captured: &Captured, intake: &Intake) {
        if self.stage != Stage::New {
            // Two stations received under one id: the first stands, a person looks at the second.
            self.contested.push("重复收件".to_owned());
            return;
        }
        self.item.clone_from(&intake.item);
        self.item_version = intake.item_version;
        self.item_name.clone_from(&intake.item_name);
        self.situation.clone_from(&intake.situation);
        self.applicant = Some(intake.applicant.clone());
        self.form.clone_from(&intake.form);
        self.materials.clone_from(&intake.materials);
        self.provisional.clone_from(&intake.provisional);
        self.elsewhere.clone_from(&intake.elsewhere);
        self.unchecked = checks(&intake.checks, captured.wall)
            .map(|record| record.code.clone())
            .collect();
        self.group.clone_from(&intake.group);
        self.received_at = captured.earliest;
        self.stage = Stage::Received;
    }

    /// 视为受理 is in force: it never disappears by a later act (domain reference §2.6 f), only by being taken back.
    pub(super) fn is_deemed(&self) -> bool {
        self.ran_out()
            .is_some_and(|clock| clock.what == Lapse::DeemedAccepted)
    }

    fn accept(&mut self, captured: &Captured, accepted: &Accepted) {
        if !self.is_deemed() {
            self.accepted_at = Some(captured.earliest);
        }
        self.mode = Some(accepted.mode);
        self.due = Some(accepted.due.clone());
        self.stage = stage_of(accepted.mode);
        self.promise(
            accepted.mode,
            &accepted.checks,
            accepted.commitment.as_ref(),
        );
        self.tolerate(accepted.tolerance.as_ref(), accepted.commitment.as_ref());
    }

    fn request(&mut self, requested: &Requested) {
        self.mode = Some(requested.mode);
        self.stage = Stage::AcceptanceRequested;
        self.promise(
            requested.mode,
            &requested.checks,
            requested.commitment.as_ref(),
        );
        self.tolerate(requested.tolerance.as_ref(), requested.commitment.as_ref());
    }

    fn promise(
        &mut self,
        mode: AcceptanceMode,
        checks: &[PromisedCheck],
        signed: Option<&Signature>,
    ) {
        self.follow_up = FollowUp::of(checks);
        self.commitment = signed
            .filter(|_| mode == AcceptanceMode::Commitment)
            .cloned();
    }

    fn confirm(&mut self, confirmed: &Confirmed) {
        self.accepted_at = Some(confirmed.accepted_at);
        self.mode = Some(confirmed.mode);
        self.due = Some(confirmed.due.clone());
        if let (Some(open), Some(terms)) = (&mut self.tolerance, &confirmed.tolerance) {
            open.due.clone_from(&terms.due);
        }
        if !self.stage.has_ended() {
            self.stage = if self.tolerance_open() {
                Stage::Tolerated
            } else {
                Stage::Accepted
            };
        }
    }

    fn tolerate(&mut self, terms: Option<&ToleranceTerms>, commitment: Option<&Signature>) {
        let Some(terms) = terms else { return };
        self.tolerance = Some(OpenTolerance {
            lacking: terms.lacking.clone(),
            promised: terms.lacking.clone(),
            told: Vec::new(),
            due: terms.due.clone(),
            tasks: terms.tasks.clone(),
            commitment: commitment.cloned(),
        });
        for line in &mut self.materials {
            if terms.lacking.contains(&line.code) && line.source == LineSource::Open {
                line.source = LineSource::Tolerated;
            }
        }
    }

    fn supplement(&mut self, supplement: &Supplement) {
        self.change(supplement.materials.iter().map(|line| &line.code));
        self.owed.retain(|owed| {
            !supplement
                .materials
                .iter()
                .any(|line| line.code == owed.code)
        });
        for arrived in &supplement.materials {
            self.put_line(arrived);
        }
        if let Some(open) = &mut self.tolerance {
            open.lacking
                .retain(|code| !supplement.materials.iter().any(|line| &line.code == code));
        }
        match self.stage {
            Stage::Tolerated if !self.tolerance_open() => self.stage = Stage::Accepted,
            Stage::Noticed if !self.is_wanting() => self.stage = Stage::Received,
            Stage::New
            | Stage::Received
            | Stage::Noticed
            | Stage::AcceptanceRequested
            | Stage::Accepted
            | Stage::Tolerated
            | Stage::Decided
            | Stage::Refused
            | Stage::Withdrawn
            | Stage::Returned => {}
        }
    }

    fn put_line(&mut self, arrived: &Line) {
        let matter = Matter::Licence(arrived.code.clone());
        self.verified.retain(|known| known.found.matter != matter);
        match self
            .materials
            .iter_mut()
            .find(|line| line.code == arrived.code)
        {
            Some(line) => {
                line.source = arrived.source.clone();
                line.points.clone_from(&arrived.points);
            }
            None => self.materials.push(arrived.clone()),
        }
    }

    /// The task is done; that the act counts anew is the order's doing ([`Case::of`]).
    fn settle(&mut self, settled: &Settled) {
        let Some(at) = self.times.iter().position(|task| task.act == settled.act) else {
            return;
        };
        let task = self.times.remove(at);
        if let Some(at) = self.contested.iter().position(|say| *say == task.say) {
            self.contested.remove(at);
        }
    }

    fn decide(&mut self, decided: &Decided) {
        self.outcome = Some(decided.outcome);
        if decided.outcome == Outcome::Denied {
            // Nothing was given on the promise: nothing is checked.
            self.follow_up = None;
        }
        self.end(Stage::Decided, &decided.reason);
    }

    fn deliver(&mut self, captured: &Captured, delivered: &Delivered) {
        self.delivered_at = Some(captured.earliest);
        if let (Some(follow), Some(due)) = (&mut self.follow_up, &delivered.check) {
            follow.stage = Follow::Open;
            follow.due = Some(due.clone());
        }
    }

    fn inspect(&mut self, inspected: &Inspected) {
        let Some(follow) = &mut self.follow_up else {
            self.contested.push("没有等待的核查".to_owned());
            return;
        };
        match &inspected.result {
            Inspection::Conforms => follow.stage = Follow::Conforms,
            Inspection::Rectify { by, what } => {
                follow.stage = Follow::Rectifying;
                follow.what.clone_from(what);
                follow.due = Some(CheckDue {
                    day: by.clone(),
                    provisional: None,
                });
            }
            Inspection::Revoke { barred_through } => {
                follow.stage = Follow::Revoked;
                follow.barred_through = Some(barred_through.clone());
            }
        }
    }

    /// An end on the other side ends the case here: nothing more is done to it at this window.
    fn link(&mut self, linked: &Linked) {
        self.linked = Some(linked.clone());
        match linked.state {
            LinkState::Done => self.end(Stage::Decided, linked.state.text()),
            LinkState::Refused => self.end(Stage::Refused, linked.state.text()),
            LinkState::Submitted | LinkState::Accepted | LinkState::Correcting => {}
        }
    }

    fn lapse(&mut self, lapsed: &Lapsed) {
        match Lapse::of(&lapsed.what) {
            Some(what) => self.run_out(what, &lapsed.trigger),
            None if lapsed.what == WITHDRAWN => self.take_back(),
            None => self.unknown.push(format!("lapsed:{}", lapsed.what)),
        }
    }

    fn run_out(&mut self, what: Lapse, trigger: &str) {
        let named: Option<Trigger> = trigger.parse().ok();
        let before = self.lapsed.take().map(Box::new);
        self.lapsed = Some(LapseMark {
            before,
            what: what.word().to_owned(),
            by: named.map_or(i64::MIN, |trigger| trigger.by),
            stage: self.stage,
            accepted_at: self.accepted_at,
            reason: self.reason.clone(),
        });
        match what {
            Lapse::DeemedAccepted => {
                self.accepted_at = Some(self.received_at);
                self.stage = Stage::Accepted;
            }
            Lapse::ToleranceExpired => self.end(Stage::Returned, trigger),
            Lapse::DefaultGranted => {
                self.outcome = Some(Outcome::Granted);
                self.end(Stage::Decided, "");
            }
        }
    }

    /// As if the clock had not run out; what was done meanwhile stays.
    fn take_back(&mut self) {
        let by_default = self.is_granted_by_default();
        let Some(mark) = self.lapsed.take() else {
            return;
        };
        if by_default {
            self.outcome = None;
        }
        if by_default || matches!(self.stage, Stage::Accepted | Stage::Returned) {
            self.stage = mark.stage;
            self.reason = mark.reason;
        }
        self.accepted_at = mark.accepted_at;
        self.lapsed = mark.before.map(|before| *before);
    }

    fn end(&mut self, stage: Stage, reason: &str) {
        self.stage = stage;
        self.reason = reason.to_owned();
    }
}

fn stage_of(mode: AcceptanceMode) -> Stage {
    match mode {
        AcceptanceMode::Full | AcceptanceMode::Commitment => Stage::Accepted,
        AcceptanceMode::Tolerance => Stage::Tolerated,
    }
}
