use super::accept::is_open;
use super::across;
use super::after;
use super::intake::allow;
use super::refusal::ground;
use super::{Context, Refusal, points};
use crate::act::{Decided, Line, Outcome, Payload, Refused, Settled, Supplement, Withdrawn};
use crate::case::{Case, Stage};
use crate::rights::Right;

/// 不予受理: at once, and with the competent body where it is another's matter (32-1, 32-2).
pub(super) fn refuse(
    case: &Case,
    why: &str,
    say: &str,
    competent: Option<&str>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    before_acceptance(case, "作不予受理")?;
    allow(Right::Refuse, context)?;
    across::own(case, "不予受理", context)?;
    let competent = competent.map(str::trim).filter(|body| !body.is_empty());
    match (why, competent) {
        ("not_competent", None) => {
            let say = "不属于本机关职权的，要告知向哪个机关申请。请填写有权机关名称。";
            Err(Refusal::new("competent_missing", ground::ART_32_2, say))
        }
        ("not_needed" | "not_competent", _) if say.trim().is_empty() => Err(Refusal::new(
            "reason_missing",
            ground::ART_32,
            "请写明不予受理的理由。",
        )),
        ("not_needed", _) => Ok(refused(
            why,
            &format!("{say}（{}）", ground::ART_32_1),
            competent,
        )),
        ("not_competent", Some(_)) => Ok(refused(
            why,
            &format!("{say}（{}）", ground::ART_32_2),
            competent,
        )),
        _ => {
            let say = "材料不齐不能作不予受理，请出具一次性告知书。不予受理只用于不需要许可或不属本机关职权。";
            Err(Refusal::new("ground_unknown", ground::ART_32, say))
        }
    }
}

fn refused(why: &str, say: &str, competent: Option<&str>) -> Payload {
    Payload::Refused(Refused {
        ground: why.to_owned(),
        say: say.to_owned(),
        competent: competent.map(str::to_owned),
    })
}

/// 补交: only what is out, and only things that are really in.
pub(super) fn supplement(
    case: &Case,
    materials: &[Line],
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Supplement, context)?;
    if materials.is_empty() {
        return Err(Refusal::new(
            "nothing_supplemented",
            ground::STATE,
            "没有补交任何材料。请先拍摄、导入或调取。",
        ));
    }
    for line in materials {
        let known = case.materials.iter().find(|known| known.code == line.code);
        match known {
            None => {
                let say = format!(
                    "“{}”不在本办件的材料清单里，不得要求提交。请核对材料编码。",
                    line.name
                );
                return Err(Refusal::new("material_unlisted", ground::ART_31, say));
            }
            Some(_) if is_open(&line.source) || !line.source.is_in() => {
                let say = format!("“{}”还没有内容。请先拍摄、导入或调取。", line.name);
                return Err(Refusal::new("nothing_supplemented", ground::STATE, say));
            }
            Some(_) => {}
        }
    }
    points::listed(materials, context)?;
    points::answered(materials, context)?;
    Ok(Payload::Supplemented(Supplement {
        materials: materials.to_vec(),
    }))
}

/// 撤回: any case that has not ended, by the applicant's wish.
pub(super) fn withdraw(
    case: &Case,
    reason: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    allow(Right::Withdraw, context)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new(
            "reason_missing",
            ground::STATE,
            "请写明撤回原因（按申请人撤回申请书填写）。",
        ));
    }
    Ok(Payload::Withdrawn(Withdrawn {
        reason: reason.trim().to_owned(),
    }))
}

/// 决定: never while supplements are out (domain reference §2.6 a).
pub(super) fn decide(
    case: &Case,
    outcome: Outcome,
    reason: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    alive(case)?;
    across::own(case, "决定", context)?;
    super::course::running(case)?;
    owed(case)?;
    super::joint::finished(case, outcome, context)?;
    let blocks = context
        .item
        .tolerance
        .as_ref()
        .is_none_or(|rule| rule.blocks_decision);
    if case.tolerance_open() && blocks {
        let names = names(case);
        let say = format!("容缺材料还没有补齐：{names}。补交后才能作出决定。");
        return Err(Refusal::new("tolerance_open", ground::TOLERANCE, say));
    }
    // A window without the right to decide may give the result where the item lets it, on the spot.
    let spot = after::spot_rule(context, Right::Decide).filter(|_| outcome == Outcome::Granted);
    if let Some(rule) = spot {
        after::on_the_spot(case, rule, context)?;
    }
    match case.stage {
        Stage::Accepted | Stage::Tolerated => {}
        Stage::AcceptanceRequested => {
            let say = "受理还没有得到系统确认。联网确认后才能作出决定。";
            return Err(Refusal::new("acceptance_unconfirmed", ground::ART_32, say));
        }
        Stage::New
        | Stage::Received
        | Stage::Noticed
        | Stage::Decided
        | Stage::Refused
        | Stage::Withdrawn
        | Stage::Returned => {
            return Err(Refusal::new(
                "not_accepted",
                ground::STATE,
                "还没有受理，不能作出决定。请先受理。",
            ));
        }
    }
    if spot.is_none() {
        allow(Right::Decide, context)?;
    }
    if outcome == Outcome::Denied && reason.trim().is_empty() {
        let say = "不予许可要说明理由，并告知复议和诉讼的权利。请填写理由。";
        return Err(Refusal::new("reason_missing", ground::ART_38, say));
    }
    Ok(Payload::Decided(Decided {
        outcome,
        reason: reason.trim().to_owned(),
    }))
}

/// 主管认定: of an act whose time the backend could not believe, once, and on a ground.
pub(super) fn settle(
    case: &Case,
    act: &str,
    in_time: bool,
    reason: &str,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    allow(Right::Supervise, context)?;
    if !case.times.iter().any(|task| task.act == act) {
        let say = "这个动作没有等待认定的时间。请刷新办件后再看。";
        return Err(Refusal::new("no_task", ground::STATE, say));
    }
    if reason.trim().is_empty() {
        let say = "请写明认定的依据（例如收件登记、监控时间、当事人签名日期）。";
        return Err(Refusal::new("reason_missing", ground::STATE, say));
    }
    Ok(Payload::Settled(Settled {
        act: act.to_owned(),
        in_time,
        reason: reason.trim().to_owned(),
    }))
}

fn names(case: &Case) -> String {
    let lacking = case
        .tolerance
        .as_ref()
        .map_or(&[][..], |open| &open.lacking);
    let name = |code: &String| {
        case.materials
            .iter()
            .find(|line| &line.code == code)
            .map_or(code.clone(), |line| format!("“{}”", line.name))
    };
    lacking.iter().map(name).collect::<Vec<_>>().join("、")
}

pub(super) fn alive(case: &Case) -> Result<(), Refusal> {
    match case.stage {
        Stage::New => Err(Refusal::new(
            "not_received",
            ground::STATE,
            "还没有收件。请先收件。",
        )),
        stage if stage.has_ended() => {
            let say = format!(
                "这个办件的状态是“{}”，不能再改动。需要时请重新收件。",
                stage.text()
            );
            Err(Refusal::new("case_ended", ground::STATE, say))
        }
        _ => Ok(()),
    }
}

/// What an event has made due comes before the decision.
fn owed(case: &Case) -> Result<(), Refusal> {
    let Some(owed) = case.owed.first() else {
        return Ok(());
    };
    let line = case.materials.iter().find(|line| line.code == owed.code);
    let name = line.map_or(owed.code.as_str(), |line| line.name.as_str());
    let say = format!(
        "“{}”之后应补交的“{name}”还没有交来。补交后才能作出决定。",
        owed.event
    );
    Err(Refusal::new("supplement_owed", ground::COMMITMENT, say))
}

pub(super) fn before_acceptance(case: &Case, what: &str) -> Result<(), Refusal> {
    alive(case)?;
    match case.stage {
        Stage::Received | Stage::Noticed => Ok(()),
        _ => {
            let say = format!(
                "这个办件的状态是“{}”，不能再{what}。材料和填写的问题请按容缺补交、特别程序办理，或者由审批岗依法作出决定。",
                case.stage.text()
            );
            Err(Refusal::new("already_accepted", ground::ART_32, say))
        }
    }
}
