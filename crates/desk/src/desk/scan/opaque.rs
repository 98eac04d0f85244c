//! 一次性凭证码: resolved by the backend, for one item and purpose.

use domain::applicant::{ApplicantKind, Party, Representative};
use domain::licence::Standing;
use uuid::Uuid;
use wire::{Holder, Resolve, Resolved, Subject};

use super::super::{Desk, locked, pinned, session};
use super::answer::{answer, party_of, resolve_failed, seen, with_ways};
use crate::draft::{Draft, Lack, show};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{DeskView, ScanView};

impl Desk {
    pub(super) async fn take_opaque(
        &self,
        station: &Station,
        text: &str,
        code: &str,
        hint: Option<String>,
    ) -> Outcome<ScanView> {
        if let Some(foreign) = foreign(station, hint) {
            return Ok(foreign);
        }
        let chosen = locked(&self.0.draft).item.is_some();
        if !chosen {
            let (text, code) = (text.to_owned(), code.to_owned());
            let desk = self.put_draft(|draft| {
                draft.pending = Some(if code.is_empty() { text } else { code })
            })?;
            let say = "这个码要说明办什么事才能调取证照。请选择事项，选好后自动调取。";
            return Ok(answer(
                "person",
                "item_needed",
                "请先选择事项",
                say,
                Some(desk),
            ));
        }
        let before = self.draft();
        match self.resolve(station, code).await {
            Ok(desk) => Ok(taken(&before, &self.draft(), desk)),
            Err(fault) => Ok(resolve_failed(&fault)),
        }
    }

    /// Three round trips after the session: resolve; authorise with credit and checks beside it; all licences side by side.
    pub(super) async fn resolve(&self, station: &Station, code: &str) -> Outcome<DeskView> {
        let remote = self.remote().ok_or_else(session::no_backend)?;
        self.connect(station).await?;
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let item = pinned(&draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "请先选择事项。"))?;
        let subject = subject(&draft);
        let resolved = remote
            .resolve(&Resolve {
                request_id: Uuid::new_v4().to_string(),
                code: code.to_owned(),
                item: item.code.clone(),
                case: draft.id,
                purpose: format!("办理{}", item.name),
                subject: subject.clone(),
            })
            .await?
            .data;
        let at = show::clock(self.now());
        self.put_on(draft.id, |draft| {
            match subject.filter(|subject| subject.id != resolved.holder.id) {
                None => {
                    draft.forget_person();
                    draft.party = Some(party_from(&resolved.holder));
                    draft.seen = Some(seen("凭证码有效", format!("市平台核验 {at}")));
                }
                Some(_) => stand_for(draft, &resolved),
            }
            draft.consent = Some(resolved.consent.clone());
            draft.others = resolved.others;
            draft.lacking = resolved.lacking.iter().map(lack).collect();
        })?;
        self.look_back()?;
        let draft = locked(&self.0.draft).clone();
        let (fetched, credit, checked) = tokio::join!(
            self.fetch_resolved(&remote, station, &draft, &resolved),
            self.credit_for(&remote, station, &draft),
            self.ask_checks(),
        );
        checked?;
        self.put_on(draft.id, |draft| {
            draft.licences = fetched.held;
            draft.lacking.extend(fetched.lacking);
            draft.settle_kind();
            draft.credit = credit.or(draft.credit);
        })?;
        // The company of a licence is another party than who showed it: its credit is another question.
        let settled = locked(&self.0.draft).party != draft.party;
        match settled {
            true => self.ask_credit(&remote, station).await,
            false => self.show(),
        }
    }
}

/// What a code of another city says; `None`: it names none, or this one.
pub(super) fn foreign(station: &Station, hint: Option<String>) -> Option<ScanView> {
    let city = station.reference().city.clone();
    let hint = hint
        .filter(|hint| hint != station.realm() && !hint.eq_ignore_ascii_case(&city.proof.host))?;
    let mut others = city.other_cities.iter();
    let say = match others.find(|other| other.host.eq_ignore_ascii_case(&hint)) {
        Some(other) => format!(
            "这是{}的凭证码，本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。",
            other.name
        ),
        None => "这不是本市的凭证码，可能是别的城市的码或一个网址。请办事人打开本市的凭证码，或出示证件原件。".to_owned(),
    };
    let told = answer("invalid", "other_city", "不是本市的凭证码", &say, None);
    Some(with_ways(told, &["reader", "typed"]))
}

/// Whose licences the next code is to open, where the clerk said so before: the applicant's, by whoever comes for them.
pub(super) fn subject(draft: &Draft) -> Option<Subject> {
    let comes = matches!(draft.kind(), ApplicantKind::Guardian | ApplicantKind::Agent);
    let party = draft.party.as_ref().filter(|party| !party.id.is_empty())?;
    comes.then(|| Subject {
        id_kind: party.id_kind.clone(),
        id: party.id.clone(),
    })
}

/// The holder of the code comes for the applicant: the relation is the city's word, else the clerk's.
fn stand_for(draft: &mut Draft, resolved: &Resolved) {
    draft.forget_licences();
    let before = draft.representative.take().map(|one| one.relation);
    let kind = draft.kind().text().to_owned();
    draft.representative = Some(Representative {
        party: party_from(&resolved.holder),
        relation: resolved.relation.clone().or(before).unwrap_or(kind),
    });
}

pub(super) fn lack(lacking: &wire::Lacking) -> Lack {
    Lack {
        licence: lacking.licence.clone(),
        why: lacking.why.clone(),
    }
}

/// What the clerk reads: also whose code it was, and what did not come.
fn taken(before: &Draft, now: &Draft, desk: DeskView) -> ScanView {
    let reader = before
        .party
        .as_ref()
        .filter(|party| party.seen_by == "reader");
    let other = reader.is_some_and(|read| now.party.as_ref().is_some_and(|one| one.id != read.id));
    if other {
        let say = "凭证码与刚才读的身份证不是同一人：台面已换成凭证码的办事人，前一位的证照和自动填写不再使用。请核对是谁的事。";
        return answer("person", "other_person", "换了办事人", say, Some(desk));
    }
    let lost = |lack: &&Lack| Standing::of(&lack.why) == Standing::NotFetched;
    let lost = now.lacking.iter().filter(lost).count();
    let say = match lost {
        0 => "已登记办事人，本事项需要的证照已调取。".to_owned(),
        lost => {
            format!("已登记办事人；有 {lost} 份证照没有调取到，见材料那一行。可刷新凭证码后重扫。")
        }
    };
    answer("person", "valid", "凭证码有效", &say, Some(desk))
}

fn party_from(holder: &Holder) -> Party {
    party_of(
        &holder.name,
        &holder.id_kind,
        &holder.id,
        &holder.phone,
        "opaque_code",
    )
}
