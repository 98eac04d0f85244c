use jiff::civil::DateTime;

use super::across;
use super::eligible;
use super::intake::{allow, signed};
use super::refusal::ground;
use super::{Context, Refusal, points};
use crate::act::{
    AcceptanceMode, Accepted, Confirmed, LineSource, Payload, Requested, Signature, ToleranceTerms,
};
use crate::calendar::Calendar;
use crate::case::{Case, Stage};
use crate::catalogue::{Class, Item, Limit, Situation, ToleranceRule};
use crate::credit::Credit;
use crate::due::{Due, OfficeHours, due};
use crate::moment;
use crate::promise;
use crate::rights::Right;

/// 受理: every line in, the form whole (行政许可法 32-5).
pub(super) fn full(case: &Case, context: &Context<'_>) -> Result<Payload, Refusal> {
    ready(case, context)?;
    whole_form(case, context, None)?;
    if committed(case) {
        let say = "有材料以承诺代替，请用“告知承诺受理”，并由申请人签署承诺书。";
        return Err(Refusal::new("commitment_unsigned", ground::COMMITMENT, say));
    }
    if let Some(line) = case.open_lines().first() {
        let material = context.item.material(&line.code);
        let tolerable = material.is_some_and(|m| m.class == Class::Tolerable);
        let committable = material.is_some_and(|m| m.committable);
        let way = if tolerable && context.item.tolerance.is_some() {
            "可以容缺受理，或补齐后受理"
        } else if committable && context.item.commitment.is_some() {
            "申请人可以自愿选择告知承诺，或补齐后受理"
        } else {
            "请补齐，或出具一次性告知书"
        };
        let say = format!("不能直接受理：缺“{}”。{way}。", line.name);
        return Err(Refusal::new("material_missing", ground::ART_32_4, say));
    }
    points::held(case, context)?;
    accepted(case, AcceptanceMode::Full, None, None, context)
}

/// 容缺受理: the three gates of domain reference §0.3.
pub(super) fn tolerance(
    case: &Case,
    lacking: &[String],
    commitment: Option<&Signature>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    ready(case, context)?;
    let Some(rule) = &context.item.tolerance else {
        return Err(Refusal::new(
            "tolerance_not_listed",
            ground::TOLERANCE,
            "本事项不在容缺受理清单内，请补齐材料后受理。",
        ));
    };
    let open: Vec<String> = case
        .open_lines()
        .iter()
        .map(|line| line.code.clone())
        .collect();
    if open.is_empty() {
        return Err(Refusal::new(
            "nothing_lacking",
            ground::TOLERANCE,
            "材料已齐，不需要容缺。请直接受理。",
        ));
    }
    gate_main(case, context)?;
    gate_named(case, lacking, context)?;
    points::held(case, context)?;
    let enough = (!rule.enough.is_empty()).then_some(rule.enough.as_slice());
    whole_form(case, context, enough)?;
    gate_credit(context, "容缺受理")?;
    let commitment = signed(commitment, "容缺受理承诺书", ground::TOLERANCE)?;
    accepted(
        case,
        AcceptanceMode::Tolerance,
        Some((rule, open)),
        Some(commitment),
        context,
    )
}

/// 告知承诺受理: the applicant chose it freely; each line it stands for is 可承诺 (checked at 收件).
pub(super) fn commitment(
    case: &Case,
    commitment: Option<&Signature>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    ready(case, context)?;
    if context.item.commitment.is_none() {
        let say = "本事项不实行告知承诺，请按普通程序办理。";
        return Err(Refusal::new(
            "commitment_not_listed",
            ground::COMMITMENT,
            say,
        ));
    }
    if !committed(case) {
        let say = "没有材料以承诺代替。请先选择以承诺代替的材料，或直接受理。";
        return Err(Refusal::new("nothing_committed", ground::COMMITMENT, say));
    }
    if let Some(line) = case.open_lines().first() {
        let say = format!("“{}”没有以承诺代替，请提交后受理。", line.name);
        return Err(Refusal::new("material_missing", ground::COMMITMENT, say));
    }
    points::held(case, context)?;
    whole_form(case, context, None)?;
    eligible::chain(case, context)?;
    gate_credit(context, "告知承诺")?;
    eligible::bar(context)?;
    let signature = signed(commitment, "告知承诺书", ground::COMMITMENT)?;
    accepted(
        case,
        AcceptanceMode::Commitment,
        None,
        Some(signature),
        context,
    )
}

fn committed(case: &Case) -> bool {
    case.materials
        .iter()
        .any(|line| line.source == LineSource::Commitment)
}

/// The backend confirms what was asked for offline: acceptance counts from receipt (law 7).
///
/// # Errors
/// The gate that refuses under facts the desk could not know.
pub fn confirm(case: &Case, context: &Context<'_>) -> Result<Payload, Refusal> {
    let Some(mode) = case.mode else {
        return Err(Refusal::new(
            "not_requested",
            ground::STATE,
            "没有待确认的受理申请，不用确认。请刷新办件后再看。",
        ));
    };
    gate_verified(case)?;
    points::held(case, context)?;
    match mode {
        AcceptanceMode::Full => {}
        AcceptanceMode::Tolerance => gate_credit(context, "容缺受理")?,
        AcceptanceMode::Commitment => {
            gate_credit(context, "告知承诺")?;
            eligible::bar(context)?;
        }
    }
    let received = moment::civil(case.received_at);
    let promised = count(received, *promised_limit(case, context.item), context)?;
    let tolerance = match (&case.tolerance, &context.item.tolerance) {
        (Some(open), Some(rule)) => Some(terms(
            rule,
            open.lacking.clone(),
            received,
            &promised,
            context,
        )?),
        (Some(_) | None, _) => None,
    };
    Ok(Payload::AcceptanceConfirmed(Confirmed {
        mode,
        accepted_at: case.received_at,
        due: promised.at.to_string(),
        tolerance,
    }))
}

/// What the city's registers contradict is not confirmed before a person has looked (docs/adr/0019).
fn gate_verified(case: &Case) -> Result<(), Refusal> {
    match case.contradicted() {
        None => Ok(()),
        Some(say) => Err(Refusal::new("not_verified", "联网核验", say)),
    }
}

/// Whether an acceptance captured now would have legal effect, or only be requested.
#[must_use]
pub fn accept_now(context: &Context<'_>) -> bool {
    context.online
}

fn ready(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    match case.stage {
        Stage::Received | Stage::Noticed => {
            allow(Right::Accept, context)?;
            across::own(case, "受理", context)
        }
        Stage::New => Err(Refusal::new(
            "not_received",
            ground::STATE,
            "还没有收件。请先收件。",
        )),
        Stage::AcceptanceRequested | Stage::Accepted | Stage::Tolerated => Err(Refusal::new(
            "already_accepted",
            ground::STATE,
            "这个办件已经受理或已申请受理，不能重复受理。请按原受理继续办理；补来的材料用“补交”。",
        )),
        Stage::Decided | Stage::Refused | Stage::Withdrawn | Stage::Returned => {
            let say = format!(
                "这个办件的状态是“{}”，不能再受理。需要时请重新收件。",
                case.stage.text()
            );
            Err(Refusal::new("case_ended", ground::ART_32, say))
        }
    }
}

fn whole_form(
    case: &Case,
    context: &Context<'_>,
    enough: Option<&[String]>,
) -> Result<(), Refusal> {
    let values = case
        .form
        .iter()
        .map(|(key, field)| (key.clone(), field.value.clone()))
        .collect();
    let faults = context.item.form.check(&answers_of(case), &values, enough);
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(Refusal::new(
            "form_incomplete",
            ground::ART_32,
            fault.say.clone(),
        )),
    }
}

fn gate_main(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    let main = case.open_lines().into_iter().find(|line| {
        context
            .item
            .material(&line.code)
            .is_none_or(|material| material.class == Class::Main)
    });
    match main {
        None => Ok(()),
        Some(line) => {
            let say = format!(
                "“{}”是主要材料，不能容缺。请补齐，或出具一次性告知书。",
                line.name
            );
            Err(Refusal::new(
                "main_material_missing",
                ground::TOLERANCE,
                say,
            ))
        }
    }
}

/// Every open line must be named: a commitment to something else is no commitment.
fn gate_named(case: &Case, lacking: &[String], context: &Context<'_>) -> Result<(), Refusal> {
    if let Some(line) = case
        .open_lines()
        .into_iter()
        .find(|line| !lacking.contains(&line.code))
    {
        let say = format!("“{}”还没有标为容缺。请标记容缺，或补齐后受理。", line.name);
        return Err(Refusal::new("lack_not_named", ground::TOLERANCE, say));
    }
    match lacking
        .iter()
        .find(|code| !case.materials.iter().any(|line| &&line.code == code))
    {
        None => Ok(()),
        Some(_) => {
            let say = format!(
                "标为容缺的材料不在“{}”本情形的清单内。请核对材料编码，去掉清单以外的。",
                context.item.name
            );
            Err(Refusal::new("lack_unlisted", ground::TOLERANCE, say))
        }
    }
}

fn gate_credit(context: &Context<'_>, what: &str) -> Result<(), Refusal> {
    match context.credit {
        Credit::Ok | Credit::Repaired | Credit::Unknown | Credit::Barred { .. } => Ok(()),
        Credit::Bad => {
            let say = format!(
                "申请人失信记录尚未修复，不适用{what}。可按普通程序补齐材料后受理，修复后恢复。"
            );
            Err(Refusal::new("credit_bad", ground::CREDIT, say))
        }
    }
}

fn accepted(
    case: &Case,
    mode: AcceptanceMode,
    lacking: Option<(&ToleranceRule, Vec<String>)>,
    commitment: Option<Signature>,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    let proved = mode == AcceptanceMode::Full || context.credit != Credit::Unknown;
    let checks = match mode {
        AcceptanceMode::Commitment => promise::checks(case, context.item),
        AcceptanceMode::Full | AcceptanceMode::Tolerance => Vec::new(),
    };
    if !(accept_now(context) && proved) {
        let tolerance = lacking.map(|(rule, lacking)| ToleranceTerms {
            lacking,
            due: None,
            provisional: None,
            tasks: rule.tasks.clone(),
        });
        return Ok(Payload::AcceptanceRequested(Requested {
            mode,
            tolerance,
            commitment,
            checks,
        }));
    }
    let now = moment::civil(context.now);
    let promised = count(now, *promised_limit(case, context.item), context)?;
    let tolerance = match lacking {
        Some((rule, lacking)) => Some(terms(rule, lacking, now, &promised, context)?),
        None => None,
    };
    Ok(Payload::Accepted(Accepted {
        mode,
        due: promised.at.to_string(),
        due_provisional: promised.provisional.clone(),
        tolerance,
        commitment,
        checks,
    }))
}

/// 补交期限: the smaller of the list's and the promised limit (domain reference §2.2).
fn terms(
    rule: &ToleranceRule,
    lacking: Vec<String>,
    from: DateTime,
    promised: &Due,
    context: &Context<'_>,
) -> Result<ToleranceTerms, Refusal> {
    let listed = count(from, rule.supplement, context)?;
    let due = if listed.at.date() <= promised.at.date() {
        &listed
    } else {
        promised
    };
    Ok(ToleranceTerms {
        lacking,
        due: Some(due.at.date().to_string()),
        provisional: due.provisional.clone(),
        tasks: rule.tasks.clone(),
    })
}

/// From the moment itself: hours and half days depend on it.
pub(super) fn count(from: DateTime, limit: Limit, context: &Context<'_>) -> Result<Due, Refusal> {
    period(from, limit, context.calendar, context.office)
}

fn period(
    from: DateTime,
    limit: Limit,
    calendar: &Calendar,
    office: &OfficeHours,
) -> Result<Due, Refusal> {
    due(from, limit, calendar, office, &[]).map_err(|error| {
        Refusal::new(
            "limit",
            "事项时限数据",
            format!("时限无法计算：{error}。请联系管理员核对事项数据。"),
        )
    })
}

fn promised_limit<'a>(case: &Case, item: &'a Item) -> &'a Limit {
    item.promised(&answers_of(case))
}

/// The case's answers; of nobody yet as the applicant's own matter.
pub(super) fn answers_of(case: &Case) -> Situation {
    let mut answers = case.answers();
    answers
        .entry("applicant".to_owned())
        .or_insert_with(|| "self".to_owned());
    answers
}

/// Lines whose gap a commitment covers, marked so.
pub(super) fn is_open(source: &LineSource) -> bool {
    matches!(source, LineSource::Open)
}
