use std::collections::BTreeSet;

use domain::act::LineSource;
use domain::catalogue::{HeldBy, Material};
use domain::licence::Standing;
use proof::{Claims, Kind};

use super::line::refused;
use super::run::Setting;
use crate::ask::{self, Trusting};
use crate::draft::Draft;
use crate::fault::Outcome;

const GROUND: &str = "凭证码核验";

impl Setting<'_> {
    /// One-use codes that the city resolves, each once, before any line is judged by them.
    pub(super) async fn open_codes(&self, draft: &mut Draft) -> Outcome<()> {
        let named = self.line.materials.iter();
        let codes: BTreeSet<&String> = named.filter_map(|given| given.proof.as_ref()).collect();
        for text in codes {
            if !is_signed(text) {
                self.desk
                    .open_code(self.station, draft, text, self.online)
                    .await?;
            }
        }
        Ok(())
    }

    /// The licence that a code brings for a material, of whichever kind the code is.
    pub(super) fn licence_of_proof(
        &self,
        draft: &mut Draft,
        material: &Material,
        text: &str,
    ) -> Outcome<LineSource> {
        match is_signed(text) {
            true => self.licence_of_code(draft, material, text),
            false => fetched(draft, material),
        }
    }

    /// The licence in a signed code that satisfies a material: judged here and now, used once, and its holder's own.
    pub(super) fn licence_of_code(
        &self,
        draft: &mut Draft,
        material: &Material,
        text: &str,
    ) -> Outcome<LineSource> {
        let claims = self.judge(text)?;
        let applicant = draft.applicant();
        let holders = match material.holder {
            HeldBy::Guardian => vec![applicant.at_desk().id.clone()],
            HeldBy::Applicant => vec![applicant.party.id.clone(), applicant.at_desk().id.clone()],
        };
        if !holders.contains(&claims.holder.id) {
            let say = "凭证码不是申请人或经办人本人的，没有办理。请本人出示。";
            return Err(refused("other_holder", GROUND, say));
        }
        let today = domain::moment::day(self.now).to_string();
        let fits = |licence: &&proof::Licence| material.licences.contains(&licence.kind);
        let Some(licence) = claims.licences.iter().find(fits) else {
            let say = format!("凭证码里没有能替代“{}”的证照。", material.name);
            return Err(refused("licence_unfit", GROUND, say));
        };
        let valid_to = licence.valid_to.clone().unwrap_or_default();
        ensure_valid(&valid_to, &today, material)?;
        let code = (claims.iss.clone(), claims.cti.clone());
        if !draft.codes.contains(&code) {
            draft.codes.push(code);
        }
        Ok(LineSource::Licence {
            licence: licence.kind.clone(),
            number: licence.number.clone(),
            authority: claims
                .cti
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            valid_to,
        })
    }

    fn judge(&self, text: &str) -> Outcome<Claims> {
        let at = self.line.at.is_some().then_some(self.now);
        let judged = ask::verify(text, &Trusting::Station(self.desk), at, self.now)?;
        let say = judged.say();
        match (judged.claims, judged.reason) {
            (Some(claims), _) => Ok(claims),
            (None, reason) => {
                let code = reason.map_or("malformed", proof::Reason::code);
                Err(refused(code, GROUND, say))
            }
        }
    }
}

fn is_signed(text: &str) -> bool {
    ::proof::classify(text) == Kind::SignedProof
}

/// What the city gave for a material, or why there is nothing.
fn fetched(draft: &Draft, material: &Material) -> Outcome<LineSource> {
    if let Some(held) = draft.licence_for(&material.licences) {
        return Ok(held.source());
    }
    let of = |licence: &str| material.licences.iter().any(|one| one == licence);
    let held = draft.licences.iter().filter(|held| of(&held.licence));
    let held = held.map(|held| {
        (
            held.standing(),
            &held.licence,
            &held.valid_from,
            &held.valid_to,
        )
    });
    let none = String::new();
    let lacking = draft.lacking.iter().filter(|lack| of(&lack.licence));
    let lacking = lacking.map(|lack| (Standing::of(&lack.why), &lack.licence, &none, &none));
    let Some((standing, licence, from, to)) = held.chain(lacking).min() else {
        let say = format!("凭证码不能替代“{}”。请提交原件或文件。", material.name);
        return Err(refused("licence_unfit", GROUND, say));
    };
    let code = format!("licence_{}", standing.code());
    Err(refused(&code, GROUND, standing.say(licence, from, to)))
}

/// An expired licence stands for nothing.
pub(super) fn ensure_valid(valid_to: &str, today: &str, material: &Material) -> Outcome<()> {
    if !valid_to.is_empty() && valid_to < today {
        let say = format!(
            "“{}”的证照已过期。请换发后再办，或提交其他有效材料。",
            material.name
        );
        return Err(refused("licence_expired", GROUND, say));
    }
    Ok(())
}
