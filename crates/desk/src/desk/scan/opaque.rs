//! 一次性凭证码: resolved by the backend, for one item and purpose.

use domain::applicant::Party;
use uuid::Uuid;
use wire::{Holder, Resolve};

use super::super::{Desk, locked, pinned, session};
use super::answer::{answer, party_of, resolve_failed, seen};
use crate::draft::show;
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
        let city = station.reference().city.clone();
        let foreign = hint
            .filter(|hint| hint != station.realm() && !hint.eq_ignore_ascii_case(&city.proof.host));
        if let Some(hint) = foreign {
            let name = city
                .other_cities
                .iter()
                .find(|other| other.host.eq_ignore_ascii_case(&hint));
            let say = match name {
                Some(other) => format!("这是{}的凭证码，本市不能调取它的证照。请办事人改用本市的码，或出示证件原件。", other.name),
                None => "这不是本市的凭证码，可能是别的城市的码或一个网址。请办事人打开本市的凭证码，或出示证件原件。".to_owned(),
            };
            return Ok(answer(
                "invalid",
                "other_city",
                "不是本市的凭证码",
                &say,
                None,
            ));
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
        match self.resolve(station, code).await {
            Ok(desk) => Ok(answer(
                "person",
                "valid",
                "凭证码有效",
                "已登记办事人，本事项需要的证照已调取。",
                Some(desk),
            )),
            Err(fault) => Ok(resolve_failed(&fault)),
        }
    }

    pub(super) async fn resolve(&self, station: &Station, code: &str) -> Outcome<DeskView> {
        let remote = self.remote().ok_or_else(session::no_backend)?;
        self.connect(station).await?;
        let draft = locked(&self.0.draft).clone();
        let reference = station.reference();
        let item = pinned(&draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "请先选择事项。"))?;
        let resolved = remote
            .resolve(&Resolve {
                request_id: Uuid::new_v4().to_string(),
                code: code.to_owned(),
                item: item.code.clone(),
                case: draft.id,
                purpose: format!("办理{}", item.name),
            })
            .await?
            .data;
        let at = show::clock(self.now());
        self.put_draft(|draft| {
            draft.forget_person();
            draft.party = Some(party_from(&resolved.holder));
            draft.consent = Some(resolved.consent.clone());
            draft.others = resolved.others;
            draft.seen = Some(seen("凭证码有效", format!("市平台核验 {at}")));
        })?;
        let fetched = self
            .fetch(&remote, station, &resolved.consent, &resolved.needed)
            .await?;
        self.put_draft(|draft| {
            draft.licences = fetched;
            draft.settle_kind();
        })?;
        self.ask_credit(&remote, station).await
    }
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
