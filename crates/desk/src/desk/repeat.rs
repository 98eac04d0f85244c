//! No second entry: 同上一件 (the last applicant) and 照此再办 (an earlier case's item and answers).

use domain::case::{Case, FieldValue};
use domain::catalogue::FieldKind;
use uuid::Uuid;

use super::{Desk, locked, pinned};
use crate::cases;
use crate::draft::{Edit, Seen};
use crate::fault::{DeskFault, Outcome};
use crate::view::DeskView;

/// A value that is copied is kept as if a hand had written it: nothing else vouches for it.
const BY_HAND: &str = "typed";

impl Desk {
    /// 同上一件: whoever the last case at this desk was of, with whoever acts for them. Who stands there is to be seen
    /// anew; nothing of a code is carried over.
    ///
    /// # Errors
    /// `no_last`, the store's.
    pub async fn same_as_last(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let last = *locked(&self.0.last);
        let Some(applicant) = last
            .map(|case| cases::fold(&station, case))
            .transpose()?
            .and_then(|(case, _)| case.applicant)
        else {
            let say = "登录后还没有保存过办件，没有上一件可以照抄。请登记办事人。";
            return Err(DeskFault::new("no_last", say));
        };
        self.put_draft(|draft| {
            draft.forget_person();
            draft.seen = Some(Seen {
                tone: "warn".to_owned(),
                text: "同上一件，未重新核验".to_owned(),
                detail: "请核对证件原件".to_owned(),
            });
            draft.kind = Some(applicant.kind);
            draft.party = Some(applicant.party);
            draft.representative = applicant.representative;
        })?;
        self.follow_up().await
    }

    /// 照此再办: a new draft for the same item with the same answers; whose matter it is comes anew. What lies on the desk
    /// stays as a draft.
    ///
    /// # Errors
    /// `not_found`, no such item any more, the store's.
    pub async fn repeat_case(&self, id: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let (case, _) = cases::fold(&station, cases::find(&station, id)?)?;
        self.next()?;
        self.choose_item(&case.item).await?;
        let reference = station.reference();
        for (question, answer) in &case.situation {
            self.edit(Edit::Answer(question.clone(), answer.clone()))?;
        }
        let Some(item) = pinned(&self.draft(), &reference).cloned() else {
            return self.show();
        };
        let fields = item.form.fields(&self.draft().answers());
        let copied: Vec<(String, FieldValue)> = fields
            .into_iter()
            .filter(|field| !matches!(field.kind, FieldKind::Id | FieldKind::Phone))
            .filter_map(|field| Some((field.key.clone(), value(&case, &field.key)?)))
            .collect();
        self.put_draft(|draft| draft.form.extend(copied))
    }

    /// The value of a case's form field, or `name`, `id`, `number`, to be copied into another program. Recorded.
    ///
    /// # Errors
    /// `not_found`, the store's.
    pub fn case_value(&self, id: &str, key: &str) -> Outcome<String> {
        let station = self.station()?;
        let id: Uuid = cases::find(&station, id)?;
        let (case, _) = cases::fold(&station, id)?;
        let party = case.applicant.as_ref().map(|applicant| &applicant.party);
        let found = match key {
            "number" => Some(case.shown_number().to_owned()),
            "applicant.name" => party.map(|party| party.name.clone()),
            "applicant.id" => party.map(|party| party.id.clone()),
            _ => case.form.get(key).map(|held| held.value.clone()),
        };
        let found = found
            .ok_or_else(|| DeskFault::new("not_found", "这个办件没有这一项。请刷新办件后再抄。"))?;
        let told = [
            ("case", &*id.to_string()),
            ("field", key),
            ("to", "clipboard"),
        ];
        self.record(&station, "unmask", &told)?;
        Ok(found)
    }
}

/// What was written there by hand: what a proof or a person brought, theirs brings again.
fn value(case: &Case, key: &str) -> Option<FieldValue> {
    let held = case.form.get(key)?;
    let party = &case.applicant.as_ref()?.party;
    let theirs = [&party.name, &party.id, &party.phone].contains(&&held.value);
    let by_hand = matches!(held.source.as_str(), BY_HAND | "edited" | "last");
    (by_hand && !theirs).then(|| FieldValue {
        value: held.value.clone(),
        source: BY_HAND.to_owned(),
        before: None,
    })
}
