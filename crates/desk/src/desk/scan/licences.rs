//! 授权 → 调取, and the credit question that goes with a person and an item.

use std::collections::BTreeMap;

use domain::applicant::{ApplicantKind, Party};
use domain::catalogue::{HeldBy, Item};
use domain::credit::Credit;
use domain::licence::{self, Standing};
use sync::Remote;
use uuid::Uuid;
use wire::{Authorisation, Authorise, Authorised, Operator, Resolved, Subject};

use super::super::{Desk, locked, no_backend, pinned};
use crate::draft::{Draft, HeldLicence, Lack};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::DeskView;

/// Before the case of an earlier consent.
const AGAIN: &str = "again:";

/// What was had of what was wanted.
#[derive(Default)]
pub(super) struct Fetched {
    pub(super) held: Vec<HeldLicence>,
    pub(super) lacking: Vec<Lack>,
}

impl Desk {
    /// 授权 → 调取, each licence for this case, item, operator and purpose; all of them side by side. One that does not
    /// come does not cost the others.
    pub(super) async fn fetch(
        &self,
        remote: &Remote,
        station: &Station,
        (draft, consent): (&Draft, &str),
        wanted: &[String],
    ) -> Fetched {
        if wanted.is_empty() {
            return Fetched::default();
        }
        match self
            .authorise(remote, station, (draft, consent), wanted)
            .await
        {
            Ok(authorised) => {
                let reference = station.reference();
                let item = pinned(draft, &reference);
                self.collect(remote, authorised, (draft, item), wanted)
                    .await
            }
            Err(_) => Fetched::default().lost(wanted),
        }
    }

    /// What a resolved code opens: of the applicant, and of whoever shows it where the item wants theirs too; side by side.
    pub(super) async fn fetch_resolved(
        &self,
        remote: &Remote,
        station: &Station,
        draft: &Draft,
        resolved: &Resolved,
    ) -> Fetched {
        let from = (draft, resolved.consent.as_str());
        let of_subject = self.fetch(remote, station, from, &resolved.needed);
        let Some(own) = &resolved.guardian else {
            return of_subject.await;
        };
        let from = (draft, own.consent.as_str());
        let of_guardian = self.fetch(remote, station, from, &own.needed);
        let (mut fetched, theirs) = tokio::join!(of_subject, of_guardian);
        fetched.held.extend(theirs.held);
        fetched.lacking.extend(theirs.lacking);
        fetched
    }

    async fn authorise(
        &self,
        remote: &Remote,
        station: &Station,
        (draft, consent): (&Draft, &str),
        wanted: &[String],
    ) -> Outcome<Authorised> {
        let reference = station.reference();
        let item = pinned(draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "请先选择事项。"))?;
        let post = station.post();
        let again = consent.starts_with(AGAIN);
        let party = draft.party.as_ref().filter(|_| again);
        let asked = Authorise {
            request_id: Uuid::new_v4().to_string(),
            consent: consent.to_owned(),
            subject: party.map(|party| Subject {
                id_kind: party.id_kind.clone(),
                id: party.id.clone(),
            }),
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
        };
        Ok(remote.authorise(&asked).await?.data)
    }

    /// Everything that was authorised, asked for at once.
    async fn collect(
        &self,
        remote: &Remote,
        authorised: Authorised,
        (draft, item): (&Draft, Option<&Item>),
        wanted: &[String],
    ) -> Fetched {
        let lacking = authorised.lacking.into_iter().map(|lacking| Lack {
            licence: lacking.licence,
            why: lacking.why,
        });
        let mut fetched = Fetched {
            held: Vec::new(),
            lacking: lacking.collect(),
        };
        let under_way: Vec<_> = authorised
            .authorisations
            .into_iter()
            .map(|Authorisation { auth_code, .. }| {
                let remote = remote.clone();
                tokio::spawn(async move {
                    let licence = remote.licence(&auth_code).await.ok()?.data;
                    Some((licence, auth_code))
                })
            })
            .collect();
        for one in under_way {
            let Ok(Some((mut licence, code))) = one.await else {
                continue;
            };
            let file = licence.file.take();
            let held = from_wire(licence, code, (draft, item));
            let theirs = !matches!(held.standing(), Standing::OtherHolder | Standing::WrongType);
            if let Some(file) = file.filter(|_| theirs) {
                locked(&self.0.files).keep(draft.id, &held.authority, file);
            }
            fetched.held.push(held);
        }
        fetched.lost(wanted)
    }

    /// A line's licence that was used in an earlier case: authorised and fetched anew on the ground of that consent, the
    /// citizen is not asked again (S89). Offline nothing is used again.
    ///
    /// # Errors
    /// Nothing to use again, no backend, its refusal; the draft is then as it was.
    pub async fn licence_again(&self, code: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let remote = self.remote().ok_or_else(no_backend)?;
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let material = pinned(&draft, &reference).and_then(|item| item.material(code));
        let used = material.and_then(|material| draft.again(material)).cloned();
        let used = used.ok_or_else(|| {
            let say = "没有可以再次使用的授权。请办事人出示凭证码，或提交原件。";
            DeskFault::new("no_consent", say)
        })?;
        self.connect(&station).await?;
        let wanted = [used.licence.clone()];
        let consent = format!("{AGAIN}{}", used.case);
        let authorised = self
            .authorise(&remote, &station, (&draft, &consent), &wanted)
            .await?;
        let of = (&draft, pinned(&draft, &reference));
        let fetched = self.collect(&remote, authorised, of, &wanted).await;
        self.put_on(draft.id, |draft| {
            draft.lacking.retain(|lack| !wanted.contains(&lack.licence));
            draft.lacking.extend(fetched.lacking);
            draft
                .licences
                .retain(|held| !wanted.contains(&held.licence));
            draft.licences.extend(fetched.held);
        })
    }

    pub(super) async fn ask_credit(&self, remote: &Remote, station: &Station) -> Outcome<DeskView> {
        let draft = locked(&self.0.draft).clone();
        let Some(credit) = self.credit_for(remote, station, &draft).await else {
            return self.show();
        };
        self.put_on(draft.id, |draft| draft.credit = Some(credit))?;
        self.ask_checks().await
    }

    /// Credit of the draft's party for its item; *cannot tell* where the backend does not say, nothing where there is
    /// nobody to ask about.
    pub(super) async fn credit_for(
        &self,
        remote: &Remote,
        station: &Station,
        draft: &Draft,
    ) -> Option<Credit> {
        let reference = station.reference();
        let item = pinned(draft, &reference)?;
        let party = draft.party.as_ref().filter(|party| !party.id.is_empty())?;
        let asked = self.credit_of(remote, party, &item.code).await;
        Some(asked.unwrap_or(Credit::Unknown))
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
        self.look_back()?;
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
        let wanted = wanted(&draft, &station);
        let fetches = async {
            match (signed, draft.licences.is_empty()) {
                (Some(consent), true) => {
                    let from = (&draft, consent);
                    Some(self.fetch(&remote, &station, from, &wanted).await)
                }
                _ => None,
            }
        };
        let (fetched, credit, checked) = tokio::join!(
            fetches,
            self.credit_for(&remote, &station, &draft),
            self.ask_checks(),
        );
        checked?;
        self.put_on(draft.id, |draft| {
            // What a signed code does not hold is not asked for: nobody was told why.
            if let Some(fetched) = fetched {
                draft.licences = fetched.held;
            }
            draft.credit = credit.or(draft.credit);
        })
    }
}

impl Fetched {
    /// With what was wanted and neither came nor was said to lack.
    fn lost(mut self, wanted: &[String]) -> Self {
        for licence in wanted {
            let came = self.held.iter().any(|held| &held.licence == licence);
            let said = self.lacking.iter().any(|lack| &lack.licence == licence);
            if !came && !said {
                self.lacking.push(Lack {
                    licence: licence.clone(),
                    why: Standing::NotFetched.code().to_owned(),
                });
            }
        }
        self
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

/// As the draft holds it: valid only for whom it is.
fn from_wire(
    came: wire::Licence,
    auth_code: String,
    (draft, item): (&Draft, Option<&Item>),
) -> HeldLicence {
    let said = Standing::of(&came.state);
    let kind = came.holder.id_kind.replace('-', "_");
    let is_of = |party: &Party| licence::is_of(&kind, &came.holder.id, party);
    let applicant = draft.applicant();
    let by = item.map_or(HeldBy::Applicant, |item| item.holder_of(&came.licence));
    let theirs = match by {
        HeldBy::Guardian => is_of(applicant.at_desk()),
        HeldBy::Applicant => {
            is_of(&applicant.party)
                || (draft.kind() == ApplicantKind::LegalPerson && is_of(applicant.at_desk()))
        }
    };
    let judged = !matches!(said, Standing::WrongType | Standing::Unreadable);
    let standing = if judged && !theirs {
        Standing::OtherHolder
    } else {
        said
    };
    HeldLicence {
        licence: came.licence,
        number: came.number,
        valid_to: came.valid_to,
        state: standing.code().to_owned(),
        authority: auth_code,
        valid_from: came.valid_from,
        identifier: came.identifier,
        fields: match standing {
            // Somebody else's data have no business on this desk.
            Standing::OtherHolder => BTreeMap::new(),
            _ => came.fields,
        },
    }
}
