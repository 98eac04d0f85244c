//! A decision at the desk: the acts, the case's summary, the used codes and the end of the draft in one transaction.
//! Only when it has returned does the screen say saved.

use domain::act::{Captured, Facts, Hash, Payload, Subject, UsedCode};
use domain::case::{Case, Stage};
use domain::credit::Credit;
use domain::decide::Context;
use store::Append;
use uuid::Uuid;

use super::edit::ensure_number;
use super::{Desk, locked, pinned};
use crate::cases;
use crate::draft::{DRAFT_CODES, Draft, show};
use crate::fault::{DeskFault, Outcome};
use crate::plan::{Action, Plan, Words};
use crate::station::{Sealing, Station};
use crate::view::{DeskView, GroupView, SavedView};

/// What one transaction keeps.
pub(crate) struct Keeping<'a> {
    /// The case with the acts in it.
    pub(crate) case: &'a Case,
    /// Heads of the case before them.
    pub(crate) base: Vec<Hash>,
    /// The acts.
    pub(crate) payloads: &'a [Payload],
    /// When.
    pub(crate) captured: Captured,
    /// When the case began; 0: as it stands, or now.
    pub(crate) opened: i64,
    /// The draft that this ends.
    pub(crate) close_draft: Option<Uuid>,
    /// One-use codes: (iss, cti).
    pub(crate) codes: Vec<(String, Vec<u8>)>,
    /// What is answered to a reference, now and whenever it is asked again.
    pub(crate) answer: Option<(String, Vec<u8>)>,
    /// The act set aside that the first act mends and whose row it ends.
    pub(crate) mends: Option<Uuid>,
    /// Other rows set aside that the first act ends.
    pub(crate) ends: Vec<Uuid>,
}

impl<'a> Keeping<'a> {
    /// The acts alone.
    pub(crate) fn of(case: &'a Case, payloads: &'a [Payload], captured: Captured) -> Self {
        Self {
            case,
            base: Vec::new(),
            payloads,
            captured,
            opened: 0,
            close_draft: None,
            codes: Vec::new(),
            answer: None,
            mends: None,
            ends: Vec::new(),
        }
    }
}

impl Desk {
    /// Presses one of the buttons below.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's; the draft is then as it was.
    pub async fn decide(&self, action: &str, words: &Words) -> Outcome<DeskView> {
        let station = self.station()?;
        let action = Action::of(action)
            .ok_or_else(|| DeskFault::new("malformed", "不认识的操作，没有办理。"))?;
        let mut draft = {
            let mut held = locked(&self.0.draft);
            ensure_number(&mut held, self.now());
            held.clone()
        };
        self.ensure_single(&station, &mut draft, action)?;
        let case = match &draft.mends {
            None => self.save(&station, &draft, action, words)?,
            Some(_) => {
                let pressed = (action, words);
                self.save_mend(&station, &draft, pressed, self.is_online())?
                    .0
            }
        };
        // Frames that pages were cut out of: the case stands on the pages.
        for hash in draft.only_for_work() {
            super::capture::forget(&station, &draft, &hash)?;
        }
        let mut saved = saved_view(&case, self.is_online());
        saved.group = self.group_of(&station, &case)?;
        *locked(&self.0.last) = Some(case.id);
        *locked(&self.0.draft) = Draft::new(Uuid::now_v7(), self.now());
        locked(&self.0.unmasked).clear();
        locked(&self.0.files).forget(draft.id);
        *locked(&self.0.saved) = Some(saved);
        self.0.nudge.notify_one();
        self.show()
    }

    fn save(
        &self,
        station: &Station,
        draft: &Draft,
        action: Action,
        words: &Words,
    ) -> Outcome<Case> {
        let reference = station.reference();
        let office = reference.city.office()?;
        let rights = station.rights();
        let item = pinned(draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "还没有选择事项。请按 F3 选择事项。"))?;
        let context = Context {
            now: self.now(),
            calendar: &reference.calendar,
            office: &office,
            item,
            credit: draft.credit.unwrap_or(Credit::Unknown),
            rights: &rights,
            online: self.is_online(),
        };
        if let Some(fault) = show::differing(draft, action, item) {
            return Err(fault);
        }
        let (payloads, case) =
            Plan::with(draft, action, words, &context).payloads(draft.id, &context)?;
        let keeping = Keeping {
            opened: context.now,
            close_draft: Some(draft.id),
            codes: draft.codes.clone(),
            ..Keeping::of(&case, &payloads, self.captured(station))
        };
        self.keep(station, &context, keeping)?;
        Ok(case)
    }

    /// The saved panel follows its case: the official number arrives, the acts become durable.
    pub(super) fn refresh_saved(&self, station: &Station) -> Outcome<()> {
        let shown = locked(&self.0.saved)
            .as_ref()
            .map(|saved| saved.case.clone());
        let Some(id) = shown.and_then(|case| case.parse::<Uuid>().ok()) else {
            return Ok(());
        };
        let (case, acts) = cases::fold(station, id)?;
        let stored = acts.iter().all(|act| act.state.is_durable());
        let mut fresh = saved_view(&case, self.is_online());
        fresh.group = self.group_of(station, &case)?;
        if stored {
            fresh.say = format!("{}已存入市平台，回执已核验。", done(&case));
        }
        *locked(&self.0.saved) = Some(fresh);
        Ok(())
    }

    fn group_of(&self, station: &Station, case: &Case) -> Outcome<Option<GroupView>> {
        let number = case.group.as_deref();
        number
            .map(|number| self.group_view(station, number))
            .transpose()
    }

    /// Seals the acts and keeps them with all that belongs to them, in one transaction.
    ///
    /// # Errors
    /// The store's; nothing was kept.
    pub(crate) fn keep(
        &self,
        station: &Station,
        context: &Context<'_>,
        keeping: Keeping<'_>,
    ) -> Outcome<()> {
        let Keeping { case, payloads, .. } = keeping;
        let opened = match keeping.opened {
            0 => station.store().case(case.id)?.map(|row| row.opened_ms),
            opened => Some(opened),
        };
        let times = (opened.unwrap_or(context.now), context.now);
        let marks = cases::marks(&station.reference(), case, context.now);
        let row = cases::row(case, times, marks);
        let mut sealing = Sealing {
            base: keeping.base,
            captured: keeping.captured,
            replaces: keeping.mends,
            ..self.sealing(station, case, context)
        };
        sealing.facts.codes = signed_codes(&keeping.codes);
        if let Some(named) = payloads.iter().find_map(Payload::witness) {
            sealing.witness = Some(named.to_owned());
        }
        station.store().append(|head| {
            let append = Append {
                acts: sealing.seal(head, payloads)?,
                case: row,
                close_draft: keeping.close_draft,
                answer: keeping.answer,
                used_codes: keeping.codes,
                ends: keeping.mends.into_iter().chain(keeping.ends).collect(),
            };
            Ok((append, ()))
        })?;
        Ok(())
    }

    /// Who stood by where a failed check of this case was taken over.
    fn witness(&self, case: &Case) -> Option<String> {
        let draft = self.draft();
        let mut records = draft.checks.iter().filter(|_| draft.id == case.id);
        records.find_map(|record| Some(record.overridden.as_ref()?.witness.clone()))
    }

    /// What the acts of a command on a case share.
    fn sealing<'a>(&self, station: &'a Station, case: &Case, context: &Context<'_>) -> Sealing<'a> {
        Sealing {
            station,
            subject: Subject::Case(case.id),
            base: Vec::new(),
            captured: self.captured(station),
            facts: Facts {
                item: Some(format!("{}@{}", case.item, case.item_version)),
                calendar: Some(context.calendar.version().to_owned()),
                grant: Some(context.rights.post.clone()),
                credit: Some(context.credit.code().to_owned()),
                lease: None,
                codes: Vec::new(),
                rules: domain::decide::RULES,
            },
            witness: self.witness(case),
            replaces: None,
        }
    }
}

/// What the act tells of its one-use codes: a draft's from another end was consumed when it was fetched.
fn signed_codes(codes: &[(String, Vec<u8>)]) -> Vec<UsedCode> {
    let signed = codes.iter().filter(|(issuer, _)| issuer != DRAFT_CODES);
    signed
        .map(|(issuer, cti)| UsedCode {
            issuer: issuer.clone(),
            cti: cti.clone(),
        })
        .collect()
}

/// The draft is saved on this machine; what that means is said in full, and never more (law 3).
pub(crate) fn saved_view(case: &Case, online: bool) -> SavedView {
    // Whoever accepts gives the number.
    let sent = match (online, case.elsewhere.is_none()) {
        (true, true) => "正在发往市平台，正式编号随后到。",
        (false, true) => "现在离线，联网后自动发送并补发正式编号。",
        (true, false) => "正在发往市平台。",
        (false, false) => "现在离线，联网后自动发送。",
    };
    SavedView {
        group: None,
        case: case.id.to_string(),
        number: case.shown_number().to_owned(),
        provisional: case.number.is_none(),
        elsewhere: case.elsewhere.is_some(),
        stage: case.stage.text().to_owned(),
        say: format!("{}已保存在本机，{sent}", done(case)),
        supplement_due: case
            .tolerance
            .as_ref()
            .and_then(|tolerance| tolerance.due.clone()),
        papers: crate::papers::available(case)
            .into_iter()
            .filter(|(_, why_not)| why_not.is_none())
            .map(|(kind, _)| {
                (
                    crate::papers::word(kind).to_owned(),
                    kind.title().to_owned(),
                )
            })
            .collect(),
    }
}

/// What was done, in words.
fn done(case: &Case) -> String {
    if let Some(elsewhere) = &case.elsewhere {
        return format!("已收件。{}", elsewhere.say());
    }
    match case.stage {
        Stage::Accepted => "已受理。",
        Stage::Tolerated => "已容缺受理。",
        Stage::AcceptanceRequested => {
            "已登记待确认受理，从收件时间起算；确认前不出通知书，不承诺日期。"
        }
        Stage::Noticed => "已一次性告知，等申请人补正。",
        Stage::Refused => "已作不予受理。",
        Stage::Decided => "已当场办结，结果已交给申请人。",
        Stage::New | Stage::Received | Stage::Withdrawn | Stage::Returned => {
            "已收件，五个工作日内答复。"
        }
    }
    .to_owned()
}

/// Acts of a payload sequence onto a case that exists.
pub(crate) fn append_to_case(
    desk: &Desk,
    station: &Station,
    case: &mut Case,
    heads: Vec<domain::act::Hash>,
    payloads: &[Payload],
    context: &Context<'_>,
) -> Outcome<()> {
    let captured = desk.captured(station);
    for payload in payloads {
        case.apply(&captured, payload);
    }
    let keeping = Keeping {
        base: heads,
        ..Keeping::of(case, payloads, captured)
    };
    desk.keep(station, context, keeping)?;
    desk.nudge();
    Ok(())
}
