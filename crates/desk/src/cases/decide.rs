use domain::act::Outcome as Ending;
use domain::decide::{Command, Context, decide};

use super::{find, fold, heads};
use crate::desk::Desk;
use crate::desk::save::append_to_case;
use crate::fault::{DeskFault, Outcome};
use crate::plan::{Words, refusal};
use crate::station::Reference;
use crate::view::CaseView;

impl Desk {
    /// 决定: `granted` (准予) or `denied` (不予许可, with its reason).
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_decide(&self, id: &str, outcome: &str, reason: &str) -> Outcome<CaseView> {
        let outcome = match outcome {
            "granted" => Ending::Granted,
            "denied" => Ending::Denied,
            _ => return Err(DeskFault::new("malformed", "决定只能是准予或不予许可。")),
        };
        let reason = reason.to_owned();
        self.act_on_case(id, &Command::Decide { outcome, reason })?;
        self.case(id)
    }

    /// 受理 of a case that was received before.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_accept(&self, id: &str) -> Outcome<CaseView> {
        self.act_on_case(id, &Command::Accept)?;
        self.case(id)
    }

    /// 不予受理 of a case that was received before: ground, reason, the competent body.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_refuse(&self, id: &str, words: &Words) -> Outcome<CaseView> {
        self.act_on_case(id, &refusal(words))?;
        self.case(id)
    }

    /// 撤回, by the applicant's wish.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_withdraw(&self, id: &str, reason: &str) -> Outcome<CaseView> {
        let reason = reason.to_owned();
        self.act_on_case(id, &Command::Withdraw { reason })?;
        self.case(id)
    }

    /// Runs the rules on the case as it stands here and appends what they answer, in one transaction.
    pub(crate) fn act_on_case(&self, id: &str, command: &Command) -> Outcome<()> {
        let station = self.station()?;
        let (mut case, acts) = fold(&station, find(&station, id)?)?;
        let reference = station.reference();
        self.in_context(
            &reference,
            (&case.item.clone(), case.item_version),
            |context| {
                let payloads = decide(&case, command, context)?;
                append_to_case(self, &station, &mut case, heads(&acts), &payloads, context)
            },
        )
    }

    /// The rules' context for a case of this item, at the version it was begun under.
    pub(crate) fn in_context<T>(
        &self,
        reference: &Reference,
        (code, version): (&str, u32),
        then: impl FnOnce(&Context<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let office = reference.city.office()?;
        let rights = self.station()?.rights();
        let item = reference.item(code, version).ok_or_else(item_gone)?;
        then(&Context {
            now: self.now(),
            calendar: &reference.calendar,
            office: &office,
            item,
            // What comes after the acceptance does not hang on credit.
            credit: domain::credit::Credit::Unknown,
            rights: &rights,
            online: self.is_online(),
        })
    }
}

pub(crate) fn item_gone() -> DeskFault {
    DeskFault::new(
        "item_gone",
        "本机的事项库里没有这个办件的事项。请联网更新事项库后再办。",
    )
}
