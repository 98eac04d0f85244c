//! 授权 → 调取, and the credit question that goes with a person and an item.

use domain::applicant::Party;
use domain::credit::Credit;
use sync::Remote;
use uuid::Uuid;
use wire::{Authorise, Operator};

use super::super::{Desk, locked, pinned};
use crate::draft::{Draft, HeldLicence};
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::DeskView;

impl Desk {
    /// 授权 → 调取, each licence for this case, item, operator and purpose.
    pub(super) async fn fetch(
        &self,
        remote: &Remote,
        station: &Station,
        consent: &str,
        wanted: &[String],
    ) -> Outcome<Vec<HeldLicence>> {
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let Some(item) = pinned(&draft, &reference) else {
            return Ok(Vec::new());
        };
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let post = station.post();
        let authorised = remote
            .authorise(&Authorise {
                request_id: Uuid::new_v4().to_string(),
                consent: consent.to_owned(),
                item: item.code.clone(),
                item_name: item.name.clone(),
                case: draft.id,
                purpose: format!("办理{}", item.name),
                licences: wanted.to_vec(),
                operator: Operator {
                    user: station.user().to_owned(),
                    post: post
                        .as_ref()
                        .map(|post| post.code.clone())
                        .unwrap_or_default(),
                    outlet: post.map(|post| post.outlet).unwrap_or_default(),
                },
            })
            .await?
            .data;
        let mut held = Vec::new();
        for authorisation in authorised.authorisations {
            let mut licence = remote.licence(&authorisation.auth_code).await?.data;
            if let Some(file) = licence.file.take() {
                locked(&self.0.files).keep(draft.id, &authorisation.auth_code, file);
            }
            let owner = draft
                .party
                .as_ref()
                .map(|party| party.id.clone())
                .unwrap_or_default();
            held.push(from_wire(licence, authorisation.auth_code, &owner));
        }
        Ok(held)
    }

    pub(super) async fn ask_credit(&self, remote: &Remote, station: &Station) -> Outcome<DeskView> {
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let (Some(party), Some(item)) = (draft.party.clone(), pinned(&draft, &reference)) else {
            return self.show();
        };
        if party.id.is_empty() {
            return self.show();
        }
        let asked = self.credit_of(remote, &party, &item.code).await;
        let credit = asked.unwrap_or(Credit::Unknown);
        self.put_draft(|draft| draft.credit = Some(credit))?;
        self.ask_checks().await
    }

    /// Credit of a party for an item, as the backend knows it.
    ///
    /// # Errors
    /// The call's.
    pub(crate) async fn credit_of(
        &self,
        remote: &Remote,
        party: &Party,
        item: &str,
    ) -> Outcome<Credit> {
        let asked = wire::Credit {
            request_id: Uuid::new_v4().to_string(),
            id_kind: party.id_kind.clone(),
            id: party.id.clone(),
            item: item.to_owned(),
        };
        Ok(credit_of(&remote.credit(&asked).await?.data))
    }

    /// After a person or an item came: the waiting code is resolved, credit is asked, if the backend answers.
    pub(in crate::desk) async fn follow_up(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = locked(&self.0.draft).clone();
        if let (Some(code), Some(_)) = (&draft.pending, &draft.item) {
            return self.resolve(&station, code).await;
        }
        let Some(remote) = self
            .remote()
            .filter(|_| draft.party.is_some() && draft.item.is_some())
        else {
            return self.show();
        };
        if self.connect(&station).await.is_err() {
            return self.show();
        }
        let signed = draft
            .consent
            .as_deref()
            .filter(|consent| consent.starts_with("signed:"));
        if let (Some(consent), true) = (signed, draft.licences.is_empty()) {
            let wanted = wanted(&draft, &station);
            if let Ok(fetched) = self.fetch(&remote, &station, consent, &wanted).await {
                self.put_draft(|draft| draft.licences = fetched)?;
            }
        }
        self.ask_credit(&remote, &station).await
    }
}

/// Licence types that the item can use.
fn wanted(draft: &Draft, station: &Station) -> Vec<String> {
    let reference = station.reference();
    let mut types: Vec<String> = pinned(draft, &reference)
        .map(|item| {
            item.materials
                .iter()
                .flat_map(|material| material.licences.clone())
                .collect()
        })
        .unwrap_or_default();
    types.sort();
    types.dedup();
    types
}

fn credit_of(answer: &wire::CreditAnswer) -> Credit {
    let day = answer.day.as_deref().and_then(|day| day.parse().ok());
    match (answer.state.as_str(), day) {
        ("ok", _) => Credit::Ok,
        ("bad", _) => Credit::Bad,
        ("repaired", _) => Credit::Repaired,
        ("barred", Some(through)) => Credit::Barred { through },
        _ => Credit::Unknown,
    }
}
fn from_wire(licence: wire::Licence, auth_code: String, owner: &str) -> HeldLicence {
    let personal = licence.holder.id_kind.replace('-', "_") == "resident_id";
    let other = personal && !licence.holder.id.is_empty() && licence.holder.id != owner;
    HeldLicence {
        licence: licence.licence,
        number: licence.number,
        valid_to: licence.valid_to,
        state: if other {
            "other_holder".to_owned()
        } else {
            licence.state
        },
        authority: auth_code,
        fields: licence.fields,
    }
}
