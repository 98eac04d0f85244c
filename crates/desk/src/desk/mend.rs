//! 更正: what was set aside is opened as a draft made from its case, and saved as a new act that replaces it
//! (design §4). The row is ended by that act; nothing of it is edited.

use domain::act::{Captured, Header, Intake, Payload};
use domain::case::{Case, Entry};
use domain::credit::Credit;
use domain::decide::Context;
use uuid::Uuid;

use super::queue::code_text;
use super::save::Keeping;
use super::way_out::{readable, set_aside};
use super::{Desk, locked, pinned};
use crate::cases::{self, entries};
use crate::draft::{Draft, Mending, has_content};
use crate::fault::{DeskFault, Outcome};
use crate::plan::{Action, Plan, Words};
use crate::station::Station;
use crate::view::DeskView;

impl Desk {
    /// Puts what was set aside on the desk, with what is wrong shown where it can be mended; what was on the desk
    /// stays a draft. Where it was opened before, the changes made since are there.
    ///
    /// # Errors
    /// `not_set_aside`, `carried`, `kind_unknown`; `mend_by_signing` where there is nothing to change; `mend_open`
    /// while another act of the same case is being mended; the store's.
    pub async fn mend_open(&self, act: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.mend_draft(&station, act)?;
        super::session::keep_draft(&station, &draft)?;
        *locked(&self.0.draft) = draft;
        *locked(&self.0.saved) = None;
        locked(&self.0.unmasked).clear();
        self.follow_up().await
    }

    /// The draft that mends an act, as it was left or new.
    pub(crate) fn mend_draft(&self, station: &Station, act: &str) -> Outcome<Draft> {
        let (row, mended) = set_aside(station, act)?;
        let (header, payload) = readable(station, &mended)?;
        let Some(case) = row.case.filter(|_| has_content(payload.kind())) else {
            return Err(DeskFault::new(
                "mend_by_signing",
                "这种动作没有可改的内容。请重新签名提交，或由两人作废。",
            ));
        };
        if let Some(held) = station.store().draft_get(case)? {
            let held: Draft = serde_json::from_slice(&held.body).map_err(|_| other_open())?;
            let same = |mending: &Mending| mending.act == mended.act_id;
            return match held.mends.as_ref().is_some_and(same) {
                true => Ok(held),
                false => Err(other_open()),
            };
        }
        let acts = entries(&station.store().acts_of(case)?);
        let code = code_of(&row.state);
        let say = task(&acts, mended.act_id).unwrap_or_else(|| code_text(&code).to_owned());
        let before = Case::before(case, &acts, mended.act_id);
        let mut draft = Draft::mending(&before, &header, &payload, (code, say), self.now());
        if let Payload::Received(Intake {
            again: Some(again), ..
        }) = &payload
        {
            self.carry_on(station, &mut draft, again)?;
        }
        Ok(draft)
    }

    /// The case without the act that the draft mends.
    pub(crate) fn before_mended(
        &self,
        station: &Station,
        draft: &Draft,
    ) -> Outcome<Option<Box<Case>>> {
        let Some(mends) = &draft.mends else {
            return Ok(None);
        };
        let acts = entries(&station.store().acts_of(draft.id)?);
        Ok(Some(Box::new(Case::before(draft.id, &acts, mends.act))))
    }

    /// Saves the mend: the same deed done rightly, a new act in the place of the one set aside.
    pub(crate) fn save_mend(
        &self,
        station: &Station,
        draft: &Draft,
        (action, words): (Action, &Words),
        online: bool,
    ) -> Outcome<(Case, Payload)> {
        let mends = draft.mends.as_ref().ok_or_else(other_open)?;
        let (_, mended) = set_aside(station, &mends.act.to_string())?;
        let (header, was) = readable(station, &mended)?;
        let reference = station.reference();
        let office = reference.city.office()?;
        let rights = station.rights();
        let context = Context {
            now: self.now(),
            calendar: &reference.calendar,
            office: &office,
            item: pinned(draft, &reference).ok_or_else(cases::decide::item_gone)?,
            credit: draft.credit.unwrap_or(Credit::Unknown),
            rights: &rights,
            online,
        };
        let payload = mended_payload(self, station, draft, (action, words), &was, &context)?;
        let captured = captured(&header, payload == was, self.captured(station));
        let case = with(station, draft.id, (mends.act, captured, payload.clone()))?;
        let keeping = Keeping {
            base: header.base,
            close_draft: Some(draft.id),
            codes: draft.codes.clone(),
            mends: Some(mends.act),
            ..Keeping::of(&case, std::slice::from_ref(&payload), captured)
        };
        self.keep(station, &context, keeping)?;
        self.nudge();
        Ok((case, payload))
    }
}

fn mended_payload(
    desk: &Desk,
    station: &Station,
    draft: &Draft,
    (action, words): (Action, &Words),
    was: &Payload,
    context: &Context<'_>,
) -> Outcome<Payload> {
    let mends = draft.mends.as_ref().ok_or_else(other_open)?;
    if !mends.actions().contains(&action) {
        let say = "更正只能重新做同一件事，没有保存。请用屏幕下方的按钮，或放弃更正后另行办理。";
        return Err(DeskFault::new("mend_kind", say));
    }
    let mut plan = Plan::with(draft, action, &mends.words(words), context);
    plan.before = desk.before_mended(station, draft)?;
    if let Payload::Received(was) = was {
        plan.intake.channel.clone_from(&was.channel);
        plan.intake.reference.clone_from(&was.reference);
        // What it said of a case that has ended since stays said, of the same applicant and item.
        let asked = |intake: &Intake| (intake.item.clone(), intake.applicant.party.id.clone());
        if plan.intake.again.is_none() && asked(&plan.intake) == asked(was) {
            plan.intake.again.clone_from(&was.again);
        }
    }
    let (mut payloads, _) = plan.payloads(draft.id, context)?;
    let made = payloads.pop().filter(|_| payloads.is_empty());
    made.ok_or_else(|| DeskFault::new("failed", "更正没有成功，没有保存。请重试。"))
}

/// The deed is the one of then: unchanged, its time is not moved. What was changed lies between then and now: clocks in
/// the citizen's favour count from then, what the office must prove counts from now.
fn captured(header: &Header, unchanged: bool, now: Captured) -> Captured {
    match unchanged {
        true => header.captured,
        false => Captured {
            earliest: header.captured.earliest.min(now.earliest),
            ..now
        },
    }
}

/// The case as it stands with the mend.
fn with(
    station: &Station,
    case: Uuid,
    (mended, captured, payload): (Uuid, Captured, Payload),
) -> Outcome<Case> {
    let mut acts = entries(&station.store().acts_of(case)?);
    acts.push(Entry {
        id: Uuid::nil(),
        replaces: Some(mended),
        kind: payload.kind().to_owned(),
        deed: Some((captured, payload)),
    });
    Ok(Case::of(case, &acts))
}

/// What the backend said of an act that it contests.
fn task(acts: &[Entry], act: Uuid) -> Option<String> {
    acts.iter().find_map(|entry| match &entry.deed {
        Some((_, Payload::Contested(task))) if task.act.parse() == Ok(act) => {
            Some(task.say.clone())
        }
        _ => None,
    })
}

fn code_of(state: &domain::queue::RowState) -> String {
    use domain::queue::RowState;
    match state {
        RowState::Contested { code }
        | RowState::NeedsFix { code }
        | RowState::Quarantined { code } => code.clone(),
        _ => String::new(),
    }
}

fn other_open() -> DeskFault {
    DeskFault::new(
        "mend_open",
        "这个办件的另一个动作正在更正，草稿还在。请先在“草稿”里完成或放弃它。",
    )
}
