//! 数据核查: other systems are asked before papers are taken; a hard fail stops, until two people take it over.

use std::time::Duration;

use domain::applicant::Party;
use domain::catalogue::{DataCheck, Item};
use domain::check::{Answer, CheckRecord, NoOverride, stopped};
use sync::Remote;
use uuid::Uuid;

use super::way_out::Colleague;
use super::{Desk, pinned};
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::station::{Reference, Station};
use crate::view::DeskView;

/// The counter waits no longer: a platform that takes longer is slow.
const PATIENCE: Duration = Duration::from_secs(5);

impl Desk {
    /// Asks the checks of an item about a person. What is not answered cannot be told.
    pub(crate) async fn checks_of(
        &self,
        remote: Option<&Remote>,
        (case, party): (Uuid, &Party),
        item: &Item,
    ) -> Vec<CheckRecord> {
        let now = self.now();
        let unknown = |why: &str| {
            let none = |check: &DataCheck| record(check, (Answer::Unknown, why), (now, now));
            item.checks.iter().map(none).collect::<Vec<_>>()
        };
        if item.checks.is_empty() || party.id.is_empty() {
            return Vec::new();
        }
        let Some(remote) = remote else {
            return unknown("offline");
        };
        let asked = wire::Checks {
            request_id: Uuid::new_v4().to_string(),
            item: item.code.clone(),
            case,
            purpose: format!("办理{}", item.name),
            id_kind: party.id_kind.clone(),
            id: party.id.clone(),
            name: party.name.clone(),
            checks: item.checks.iter().map(|check| check.code.clone()).collect(),
        };
        match tokio::time::timeout(PATIENCE, remote.checks(&asked)).await {
            Err(_) => unknown("slow"),
            Ok(Err(_)) => unknown("offline"),
            Ok(Ok(reply)) => item
                .checks
                .iter()
                .map(|check| answered(check, &reply.data, now))
                .collect(),
        }
    }

    /// Asks again, for the person and the item on the desk.
    ///
    /// # Errors
    /// The store's.
    pub async fn ask_checks(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let (draft, reference) = (self.draft(), station.reference());
        let (Some(party), Some(item)) = (&draft.party, pinned(&draft, &reference)) else {
            return self.show();
        };
        if item.checks.is_empty() && draft.checks.is_empty() {
            return self.show();
        }
        let remote = match self.remote() {
            Some(remote) if self.connect(&station).await.is_ok() => Some(remote),
            _ => None,
        };
        let fresh = self
            .checks_of(remote.as_ref(), (draft.id, party), item)
            .await;
        let asked = (draft.id, draft.item.clone(), draft.party.clone());
        self.put_draft(|held| {
            // Somebody else's matter by now: the answer is not about them.
            if (held.id, held.item.clone(), held.party.clone()) == asked {
                held.checks = with_overrides(fresh, &held.checks);
            }
        })
    }

    /// Takes a failed check over: whoever is signed in with a reason, and a second person with their own password.
    /// Recorded in the log and in the act.
    ///
    /// # Errors
    /// `check_not_failed`, `reason_needed`, `witness_same`; the second person's slot; the store's.
    pub async fn override_check(
        &self,
        code: &str,
        reason: &str,
        witness: Colleague,
    ) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let found = draft.checks.iter().find(|record| record.code == code);
        let mut record = found
            .cloned()
            .ok_or_else(|| no_override(NoOverride::NothingFailed))?;
        record
            .take_over(station.user(), &witness.user, reason)
            .map_err(no_override)?;
        // The password is proved before anything is written.
        let witness = self.signed_by(&station, witness).await?;
        self.record_override(&station, &draft, &record, witness.user())?;
        self.put_draft(|held| {
            let same = held.id == draft.id && held.party == draft.party;
            let place = held.checks.iter_mut().find(|one| one.code == record.code);
            if let (true, Some(place)) = (same, place) {
                *place = record;
            }
        })
    }

    fn record_override(
        &self,
        station: &Station,
        draft: &Draft,
        record: &CheckRecord,
        witness: &str,
    ) -> Outcome<()> {
        let over = record.overridden.as_ref();
        let detail = [
            ("draft", &*draft.id.to_string()),
            ("check", &*record.code),
            ("reason", over.map_or("", |over| &*over.reason)),
            ("witness", witness),
        ];
        self.record_by(station, "check_overridden", &detail, Some(witness))
    }

    /// Refuses papers while a check stops the intake: nobody is made to hand over what comes to nothing.
    ///
    /// # Errors
    /// `check_failed`.
    pub(super) fn papers_may_come(&self, draft: &Draft, reference: &Reference) -> Outcome<()> {
        let item = pinned(draft, reference);
        match item.and_then(|item| stopped(item, &draft.checks, self.now())) {
            Some(found) => Err(DeskFault::new("check_failed", say(found))),
            None => Ok(()),
        }
    }

    /// What a stopping check does to the lines on the screen.
    pub(super) fn hold_papers(&self, draft: &Draft, reference: &Reference, view: &mut DeskView) {
        let item = pinned(draft, reference);
        let Some(found) = item.and_then(|item| stopped(item, &draft.checks, self.now())) else {
            return;
        };
        for line in &mut view.materials.lines {
            let takes = |action: &String| matches!(action.as_str(), "camera" | "file" | "paper");
            if line.actions.iter().any(takes) {
                line.note = say(found);
                line.actions
                    .retain(|action| matches!(action.as_str(), "view" | "remove"));
            }
        }
    }
}

fn say((check, record): (&DataCheck, &CheckRecord)) -> String {
    let say = check.say(&record.why);
    format!("数据核查“{}”不通过，先不收材料。{say}", check.name)
}

fn record(
    check: &DataCheck,
    (answer, why): (Answer, &str),
    (at, until): (i64, i64),
) -> CheckRecord {
    CheckRecord {
        code: check.code.clone(),
        answer,
        why: why.to_owned(),
        at,
        until,
        overridden: None,
        choices: Vec::new(),
    }
}

fn answered(check: &DataCheck, reply: &wire::ChecksAnswered, now: i64) -> CheckRecord {
    let answer = reply.answers.iter().find(|one| one.code == check.code);
    let Some(one) = answer else {
        return record(check, (Answer::Unknown, "down"), (now, now));
    };
    let (answer, until) = match one.answer.as_str() {
        "pass" => (Answer::Pass, one.until),
        "fail" => (Answer::Fail, one.until),
        _ => (Answer::Unknown, now),
    };
    CheckRecord {
        choices: one.choices.clone(),
        ..record(check, (answer, &one.why), (now, until))
    }
}

/// A fail that was taken over and is still one stays taken over.
fn with_overrides(mut fresh: Vec<CheckRecord>, before: &[CheckRecord]) -> Vec<CheckRecord> {
    for record in fresh
        .iter_mut()
        .filter(|record| record.answer == Answer::Fail)
    {
        let held = before.iter().find(|held| held.code == record.code);
        record.overridden = held.and_then(|held| held.overridden.clone());
    }
    fresh
}

fn no_override(why: NoOverride) -> DeskFault {
    let (code, say) = match why {
        NoOverride::NothingFailed => (
            "check_not_failed",
            "这一项核查没有不通过，不用复核。请重新核查后再看。",
        ),
        NoOverride::NoReason => ("reason_needed", "请写明为什么仍要收件，至少四个字。"),
        NoOverride::SamePerson => (
            "witness_same",
            "复核要两个人：请另一位工作人员输入自己的工号和密码。",
        ),
    };
    DeskFault::new(code, say)
}
