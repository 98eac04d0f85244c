//! 照此开下一家: the next store of a listed chain asks only what differs from store to store (domain reference S15).

use domain::applicant::Party;
use domain::case::{Case, FieldValue};
use domain::catalogue::{ChainRule, Item};

use super::Desk;
use crate::cases;
use crate::cases::decide::item_gone;
use crate::draft::{Draft, Seen};
use crate::fault::{DeskFault, Outcome};
use crate::view::DeskView;

impl Desk {
    /// Begins the next store of the company of a case: everything as there, but for the fields that are each store's
    /// own. Nobody has seen who stands there now, and no material is carried over.
    ///
    /// # Errors
    /// No such case; its item has no list of chains; the store's.
    pub async fn open_store(&self, id: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let (case, _) = cases::fold(&station, cases::find(&station, id)?)?;
        let reference = station.reference();
        let item = reference.catalogue.item(&case.item).ok_or_else(item_gone)?;
        let rule = chains(item).ok_or_else(|| {
            let say = "这个事项没有连锁门店名单，不能照此开下一家。请直接选择事项办理。";
            DeskFault::new("no_chain", say)
        })?;
        self.next()?;
        self.put_draft(|draft| copy(draft, &case, item, rule))?;
        self.follow_up().await
    }
}

/// The item's list of chains.
pub(crate) fn chains(item: &Item) -> Option<&ChainRule> {
    item.commitment.as_ref()?.chains.as_ref()
}

fn copy(draft: &mut Draft, case: &Case, item: &Item, rule: &ChainRule) {
    let told = |party: &Party| Party {
        seen_by: "typed".to_owned(),
        ..party.clone()
    };
    draft.item = Some((item.code.clone(), item.version));
    draft.situation.clone_from(&case.situation);
    if let Some(applicant) = &case.applicant {
        draft.kind = Some(applicant.kind);
        draft.party = Some(told(&applicant.party));
        draft.representative = applicant.representative.clone().map(|mut one| {
            one.party = told(&one.party);
            one
        });
    }
    draft.seen = Some(Seen {
        tone: "warn".to_owned(),
        text: "照上一家登记，未核验".to_owned(),
        detail: "请扫凭证码或读身份证".to_owned(),
    });
    let same = case.form.iter().filter(|(key, _)| !rule.own.contains(key));
    draft.form = same
        .map(|(key, field)| {
            let copied = FieldValue {
                value: field.value.clone(),
                source: "last".to_owned(),
                before: None,
            };
            (key.clone(), copied)
        })
        .collect();
}
