//! After the decision on a commitment: the result given on the spot, its hand-over, and the check that follows
//! (domain reference S12, S13, S14).

use jiff::civil::Date;

use super::accept::count;
use super::intake::allow;
use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{
    AcceptanceMode, CheckDue, Delivered, DeliveredHow, Inspected, Inspection, LineSource, Outcome,
    Payload,
};
use crate::case::{Case, Stage};
use crate::catalogue::SpotRule;
use crate::moment;
use crate::presence::{FaceVerdict, How};
use crate::promise::{Follow, FollowUp, barred_through, checks};
use crate::rights::Right;

/// The item's rule of 当场出证, where the post works by it for want of the right itself.
pub(super) fn spot_rule<'a>(context: &Context<'a>, instead_of: Right) -> Option<&'a SpotRule> {
    let rule = context.item.commitment.as_ref()?.spot.as_ref()?;
    let lacks = allow(instead_of, context).is_err();
    (lacks && allow(Right::Spot, context).is_ok()).then_some(rule)
}

/// Whether the result may be given in the sitting of the acceptance (当场出证): the item lets it, the applicant
/// promised, and licence and person were verified with the network. No site check comes before it.
pub(super) fn on_the_spot(
    case: &Case,
    rule: &SpotRule,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let spot = |code, say: String| Err(Refusal::new(code, ground::COMMITMENT, say));
    if !context.online {
        let say = "现在离线，营业执照和身份不能联网核验，不能当场出证。可先登记受理，联网确认后由审批岗决定。";
        return spot("spot_offline", say.to_owned());
    }
    if case.mode != Some(AcceptanceMode::Commitment) {
        let say = "当场出证只用于告知承诺受理的办件，其他办件由审批岗作出决定。";
        return spot("spot_not_promised", say.to_owned());
    }
    if let Some(name) = unproved(case, rule) {
        let say = format!(
            "“{name}”没有联网核验，不能当场出证。请扫凭证码调取电子证照；核验不了的，告知承诺受理后由审批岗决定。"
        );
        return spot("spot_unverified", say);
    }
    match rule.person && !person_verified(case) {
        true => spot(
            "spot_person",
            "到场人的身份没有核验通过，不能当场出证。请读身份证或做人脸比对；核验不了的，告知承诺受理后由审批岗决定。"
                .to_owned(),
        ),
        false => Ok(()),
    }
}

/// The first line that must stand on an e-licence and does not.
fn unproved<'a>(case: &'a Case, rule: &SpotRule) -> Option<&'a str> {
    let fetched = |source: &LineSource| match source {
        LineSource::Licence { authority, .. } => !authority.is_empty(),
        _ => false,
    };
    let mut lines = case.materials.iter();
    let line = lines.find(|line| rule.licences.contains(&line.code) && !fetched(&line.source))?;
    Some(&line.name)
}

/// Seen by a device, or by their own code; a comparison of faces that failed outweighs both.
fn person_verified(case: &Case) -> bool {
    let Some(applicant) = &case.applicant else {
        return false;
    };
    let failed = |how: &How| matches!(how, How::Face(face) if face.verdict != FaceVerdict::Match);
    let seen = |how: &How| match how {
        How::Reader => true,
        How::Face(face) => face.verdict == FaceVerdict::Match,
        How::Eye => false,
    };
    let mut presence = applicant.presence.iter();
    let by_device = presence.clone().any(|one| seen(&one.how));
    let by_code = matches!(
        applicant.at_desk().seen_by.as_str(),
        "reader" | "opaque_code"
    );
    !presence.any(|one| failed(&one.how)) && (by_device || by_code)
}

/// 送达: once, after 准予; the day of the check counts from here.
pub(super) fn deliver(
    case: &Case,
    how: DeliveredHow,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    if case.stage != Stage::Decided || case.outcome != Some(Outcome::Granted) {
        let say = "还没有准予的结果可以送达。请先作出决定。";
        return Err(Refusal::new("nothing_to_deliver", ground::ART_44, say));
    }
    if case.delivered_at.is_some() {
        let say = "结果已经送达，不能再送一次。补领请打印补打件。";
        return Err(Refusal::new("already_delivered", ground::STATE, say));
    }
    match spot_rule(context, Right::Deliver) {
        Some(rule) => on_the_spot(case, rule, context)?,
        None => allow(Right::Deliver, context)?,
    }
    let check = match following(case, context) {
        Some(_) => check_due(context)?,
        None => None,
    };
    Ok(Payload::Delivered(Delivered { how, check }))
}

/// The check that waits for the hand-over; of a case from before checks stood in the acceptance, by its lines.
fn following(case: &Case, context: &Context<'_>) -> Option<FollowUp> {
    let stood = case.follow_up.clone();
    stood.or_else(|| FollowUp::of(&checks(case, context.item)))
}

fn check_due(context: &Context<'_>) -> Result<Option<CheckDue>, Refusal> {
    let Some(rule) = &context.item.commitment else {
        return Ok(None);
    };
    let due = count(moment::civil(context.now), rule.check_within, context)?;
    Ok(Some(CheckDue {
        day: due.at.date().to_string(),
        provisional: due.provisional,
    }))
}

/// 核查结果: conforms, or is to be mended once, or is revoked by two people after that (行政许可法 arts. 61, 69).
pub(super) fn inspect(
    case: &Case,
    result: &Inspection,
    reason: &str,
    witness: Option<&str>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    allow(Right::Decide, context)?;
    let follow = open_check(case)?;
    if reason.trim().is_empty() {
        let say = "请写明核查情况（看了什么、谁在场、结论）。";
        return Err(Refusal::new("reason_missing", ground::ART_61, say));
    }
    let (result, witness) = match result {
        Inspection::Conforms => (Inspection::Conforms, None),
        Inspection::Rectify { by, what } => (rectify(follow, by, what, context.today())?, None),
        Inspection::Revoke { .. } => {
            let witness = revocable(follow, witness)?;
            let last = barred_through(context.today());
            let barred_through = last.to_string();
            (Inspection::Revoke { barred_through }, Some(witness))
        }
    };
    Ok(Payload::Inspected(Inspected {
        result,
        reason: reason.trim().to_owned(),
        witness,
    }))
}

fn open_check(case: &Case) -> Result<&FollowUp, Refusal> {
    let no = |code, say: &str| Err(Refusal::new(code, ground::STATE, say));
    let Some(follow) = &case.follow_up else {
        return no("no_check", "这个办件没有要做的事后核查，不用登记核查结果。");
    };
    match follow.stage {
        Follow::Open | Follow::Rectifying => Ok(follow),
        Follow::Waiting => no(
            "not_delivered",
            "结果还没有送达，核查从领证之日起算。请先登记送达。",
        ),
        Follow::Conforms => no("check_over", "核查已经完成，结论是符合承诺，不用再登记。"),
        Follow::Revoked => no("check_over", "许可已经撤销，核查已经结束，不用再登记。"),
    }
}

fn rectify(follow: &FollowUp, by: &str, what: &str, today: Date) -> Result<Inspection, Refusal> {
    if follow.stage == Follow::Rectifying {
        let say = "已经限期整改过一次。整改后仍不符合的，撤销许可；已符合的，登记“符合承诺”。";
        return Err(Refusal::new("rectified_once", ground::COMMITMENT, say));
    }
    if what.trim().is_empty() {
        let say = "请写明要整改什么。";
        return Err(Refusal::new("what_missing", ground::ART_61, say));
    }
    match by.trim().parse::<Date>() {
        Ok(day) if day > today => Ok(Inspection::Rectify {
            by: day.to_string(),
            what: what.trim().to_owned(),
        }),
        _ => {
            let say = "整改期限要写成日期，并且晚于今天，例如 2026-04-30。";
            Err(Refusal::new("rectify_by", ground::ART_61, say))
        }
    }
}

/// A revocation takes what was given: only after a rectification, and by two people.
fn revocable(follow: &FollowUp, witness: Option<&str>) -> Result<String, Refusal> {
    if follow.stage != Follow::Rectifying {
        let say = "撤销之前要先限期整改；整改后仍不符合的才撤销。";
        return Err(Refusal::new("rectify_first", ground::COMMITMENT, say));
    }
    let witness = witness.map(str::trim).filter(|user| !user.is_empty());
    witness.map(str::to_owned).ok_or_else(|| {
        let say = "撤销许可要由窗口主管复核。请主管输入自己的工号和密码。";
        Refusal::new("witness_missing", ground::ART_69, say)
    })
}
