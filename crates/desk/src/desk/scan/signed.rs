//! 签名凭证码: judged here, without a network.

use domain::licence::{self, Standing};
use jiff::civil::Date;
use proof::{Context, Interval, Profile, Trust, Verdict};

use super::super::Desk;
use super::answer::{answer, party_of, remedy, seen, with_ways};
use crate::draft::{DRAFT_CODES, HeldLicence, show};
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::ScanView;

impl Desk {
    /// The verdict on a signed code; nothing is consumed by it.
    pub(super) fn judged(&self, station: &Station, text: &str) -> Verdict {
        let reference = station.reference();
        let captured = self.captured(station);
        let seconds = |ms: i64| ms.div_euclid(1000);
        let now = Interval {
            earliest: seconds(captured.earliest),
            latest: seconds(captured.latest),
        };
        let store = station.store();
        // A code whose use cannot be looked up counts as used: it is not taken twice.
        let used = |iss: &str, cti: &[u8]| store.used(iss, cti).unwrap_or(true);
        proof::verify(
            text,
            &Context {
                realm: station.realm(),
                trust: Trust::of_list(&reference.trust, now),
                now,
                skew_s: crate::ask::STATION_SKEW_S,
                profile: Profile::zc1(reference.city.proof.life_seconds),
                used: &used,
                revoked: &|_, _| false,
            },
        )
    }

    pub(super) async fn take_signed(&self, station: &Station, text: &str) -> Outcome<ScanView> {
        match self.judged(station, text) {
            Verdict::Valid(claims) => {
                let today = domain::moment::day(self.now());
                let at = show::clock(self.now());
                self.put_draft(|draft| {
                    draft.forget_person();
                    draft.licences = claims
                        .licences
                        .iter()
                        .map(|licence| from_claims(&claims, licence, today))
                        .collect();
                    draft.party = Some(party_of(
                        &claims.holder.name,
                        &claims.holder.id_kind,
                        &claims.holder.id,
                        "",
                        "signed_code",
                    ));
                    draft.consent = Some(format!("signed:{text}"));
                    // The code by which the draft itself came stays used.
                    draft.codes.retain(|(issuer, _)| issuer == DRAFT_CODES);
                    draft.codes.push((claims.iss.clone(), claims.cti.clone()));
                    draft.seen = Some(seen("凭证码有效", format!("签名码离线核验 {at}")));
                    draft.settle_kind();
                })?;
                let desk = self.follow_up().await?;
                Ok(answer(
                    "person",
                    "valid",
                    "凭证码有效",
                    "已登记办事人，证照随码带来，不用联网。",
                    Some(desk),
                ))
            }
            Verdict::Invalid(reason) => Ok(answer(
                "invalid",
                reason.code(),
                "凭证码无效",
                &format!("{}{}", reason.sentence(), remedy(reason.code())),
                None,
            )),
            Verdict::CannotTell(reason) => {
                let say = format!("{}{}", reason.sentence(), remedy(reason.code()));
                let told = answer("cannot_tell", reason.code(), "凭证码无法判定", &say, None);
                Ok(with_ways(told, &["reader", "typed", "paper"]))
            }
        }
    }
}

fn from_claims(claims: &proof::Claims, licence: &proof::Licence, today: Date) -> HeldLicence {
    let day = |text: &Option<String>| match text.as_deref() {
        None | Some("") => Some(None),
        Some(text) => text.parse::<Date>().ok().map(Some),
    };
    let standing = match (day(&licence.valid_from), day(&licence.valid_to)) {
        (Some(from), Some(to)) => licence::on(from, to, false, today),
        _ => Standing::Unreadable,
    };
    let field = |name: &str| licence.fields.get(name).cloned().unwrap_or_default();
    HeldLicence {
        licence: licence.kind.clone(),
        number: licence.number.clone(),
        valid_to: licence.valid_to.clone().unwrap_or_default(),
        state: standing.code().to_owned(),
        authority: claims
            .cti
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        valid_from: licence.valid_from.clone().unwrap_or_default(),
        identifier: field("ZZBS"),
        fields: licence.fields.clone(),
    }
}
