use super::refusal::ground;
use super::{Context, Refusal, points};
use crate::act::{Intake, Line, LineSource, Payload, SignatureHow};
use crate::case::{Case, Stage};
use crate::catalogue::{Item, Requirement, Situation};
use crate::check::{self, CheckRecord};
use crate::qualify;
use crate::rights::Right;

/// 收件: anything a citizen brings can be received; what must be right is who asks and for what.
pub(super) fn receive(
    case: &Case,
    intake: &Intake,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    if case.stage != Stage::New {
        return Err(Refusal::new(
            "already_received",
            ground::STATE,
            "这个办件已经收件，不能再收一次。补来的材料用“补交”；另一件事请新建收件。",
        ));
    }
    allow(Right::Receive, context)?;
    super::opening::here(context)?;
    checked(context.item, &intake.checks, context.now)?;
    shape(intake, context)?;
    qualified(intake, context)?;
    Ok(Payload::Received(Intake {
        materials: lines(intake, context),
        elsewhere: context
            .item
            .elsewhere(&answers(&intake.situation, intake.applicant.kind.code())),
        ..intake.clone()
    }))
}

/// A hard check that failed stops before anything is taken in, unless two people took it over (S59). What cannot be told
/// stops nobody: it stands in the act.
///
/// # Errors
/// `check_failed`, with the reason and the check's ground.
pub fn checked(item: &Item, records: &[CheckRecord], now: i64) -> Result<(), Refusal> {
    let Some((check, record)) = check::stopped(item, records, now) else {
        return Ok(());
    };
    let say = format!(
        "数据核查“{}”不通过，没有收件。{}确需收件的，写明理由并由第二人复核。",
        check.name,
        check.say(&record.why)
    );
    Err(Refusal::new("check_failed", &check.ground, say))
}

/// An answer that the query of the applicant's qualification does not list is nobody's to choose (S20).
fn qualified(intake: &Intake, context: &Context<'_>) -> Result<(), Refusal> {
    let answers = answers(&intake.situation, intake.applicant.kind.code());
    let unlisted = qualify::unlisted(context.item, &answers, &intake.checks, context.now);
    let Some((question, check, listed)) = unlisted else {
        return Ok(());
    };
    let listed: Vec<&str> = listed.iter().map(|choice| choice.text.as_str()).collect();
    let say = format!(
        "资格核查“{}”没有列出所选的“{}”，本人只能选：{}。请重新选择。",
        check.name,
        question.text,
        listed.join("、")
    );
    Err(Refusal::new("choice_not_open", &check.ground, say))
}

pub(super) fn shape(intake: &Intake, context: &Context<'_>) -> Result<(), Refusal> {
    if intake.item != context.item.code || intake.item_version != context.item.version {
        return Err(Refusal::new(
            "item_version",
            ground::STATE,
            "草稿的事项版本与目录不一致。请核对差异后再提交。",
        ));
    }
    if !context
        .item
        .applicants
        .iter()
        .any(|kind| kind == intake.applicant.kind.code())
    {
        let say = format!(
            "“{}”不接受由{}申请。请核对申请人类型。",
            context.item.name,
            intake.applicant.kind.text()
        );
        return Err(Refusal::new("applicant_kind", ground::ART_29, say));
    }
    intake.applicant.check(context.today()).map_err(|fault| {
        // Who may apply for whom is one question, whether what they say is true another.
        let rule = match fault.code {
            "applicant_shape" | "representative_missing" | "same_person" => ground::ART_29,
            _ => ground::ART_31,
        };
        Refusal::new(fault.code, rule, fault.say)
    })?;
    situation(intake, context)?;
    points::listed(&intake.materials, context)?;
    if let Some(line) = intake
        .materials
        .iter()
        .find(|line| context.item.material(&line.code).is_none())
    {
        let say = format!("“{}”不在本事项的材料清单里，不得要求提交。", line.name);
        return Err(Refusal::new("material_unlisted", ground::ART_31, say));
    }
    let unfit = intake.materials.iter().find(|line| {
        line.source == LineSource::Commitment
            && !context
                .item
                .material(&line.code)
                .is_some_and(|material| material.committable)
    });
    if let Some(line) = unfit {
        let say = format!("“{}”不能以承诺代替，请提交材料。", line.name);
        return Err(Refusal::new("not_committable", ground::COMMITMENT, say));
    }
    Ok(())
}

fn situation(intake: &Intake, context: &Context<'_>) -> Result<(), Refusal> {
    let answers = answers(&intake.situation, intake.applicant.kind.code());
    match context.item.unanswered(&answers) {
        Some(question) => {
            let say = format!("请先回答“{}”。", question.text);
            Err(Refusal::new("situation_open", ground::STATE, say))
        }
        None => Ok(()),
    }
}

/// The situation with the implied question about the applicant.
pub(super) fn answers(situation: &Situation, applicant: &str) -> Situation {
    let mut answers = situation.clone();
    answers.insert("applicant".to_owned(), applicant.to_owned());
    answers
}

/// Every line the situation asks for, in the item's order; what was not named is open, what the item makes
/// from the form is in as soon as the applicant signed.
pub(super) fn lines(intake: &Intake, context: &Context<'_>) -> Vec<Line> {
    let answers = answers(&intake.situation, intake.applicant.kind.code());
    let terms = context.item.terms(&answers);
    terms
        .materials
        .iter()
        .filter_map(|requirement| match requirement {
            Requirement::Required(material) => Some(material),
            Requirement::NotNeeded(..) => None,
        })
        .map(|material| {
            let given = intake
                .materials
                .iter()
                .find(|line| line.code == material.code);
            let source = match given.map(|line| line.source.clone()) {
                None | Some(LineSource::Open)
                    if material.generated && intake.signature.is_some() =>
                {
                    LineSource::Form
                }
                None if material.system_issued => LineSource::SystemIssued,
                // 容缺 takes effect with the acceptance, not with the receipt.
                None | Some(LineSource::Tolerated) => LineSource::Open,
                Some(source) => source,
            };
            Line {
                code: material.code.clone(),
                name: material.name.clone(),
                points: given
                    .filter(|_| source.is_looked_at())
                    .and_then(|line| line.points.clone()),
                source,
            }
        })
        .collect()
}

pub(super) fn allow(right: Right, context: &Context<'_>) -> Result<(), Refusal> {
    context
        .rights
        .allow(right, &context.item.code, context.today())
        .map_err(|say| Refusal::new("not_granted", ground::RIGHTS, say))
}

/// A signature that can stand: signed by whoever stands at the desk, with a picture unless the paper is kept.
pub(super) fn signed(
    signature: Option<&crate::act::Signature>,
    what: &str,
    rule: &str,
) -> Result<crate::act::Signature, Refusal> {
    let missing = || {
        Refusal::new(
            "signature_missing",
            rule,
            format!("{what}还没有签名。请申请人在签批屏或纸上签名。"),
        )
    };
    let signature = signature.ok_or_else(missing)?;
    let pictured = signature.image.is_some_and(|(_, bytes)| bytes > 0);
    match signature.how {
        SignatureHow::Pad | SignatureHow::PaperPhoto if !pictured => Err(missing()),
        SignatureHow::Pad | SignatureHow::PaperPhoto | SignatureHow::PaperKept => {
            Ok(signature.clone())
        }
    }
}
