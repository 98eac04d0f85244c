//! A case as the lines of a paper: every text final, dates written out, the receipt's ids masked.

use domain::act::{Line as Material, LineSource, Payload};
use domain::applicant::Party as Person;
use domain::catalogue::{Elsewhere, Item};
use domain::due::At;
use domain::identity::mask;
use domain::moment;
use notice::{Fee, Gap, Kind, Lack, Line, Paper, Party, Shortfall};

use super::against;
use super::commitment;
use super::extra::{defaulted, extra};
use super::ground::Ground;
use crate::cases::joint;

/// What a paper needs besides its ground.
pub(super) struct Office<'a> {
    /// The item.
    pub(super) item: &'a Item,
    /// Name of the city.
    pub(super) city: &'a str,
    /// Name of the outlet.
    pub(super) outlet: String,
    /// 窗口.
    pub(super) window: String,
    /// Name of the clerk.
    pub(super) clerk: String,
    /// 委托: in whose name the outlet handles this item.
    pub(super) delegated: Option<String>,
    /// 练习 across the page.
    pub(super) practice: bool,
    /// Reprints so far.
    pub(super) copy: u32,
    /// The signature as PNG.
    pub(super) signature: Option<Vec<u8>>,
}

/// The paper.
pub(super) fn fill(kind: Kind, ground: &Ground, office: Office<'_>) -> Paper {
    let case = &ground.case;
    let item = office.item;
    let masked = kind == Kind::Receipt;
    let applicant = case.applicant.as_ref();
    let representative = applicant.and_then(|a| a.representative.as_ref());
    let provisional = case.number.is_none();
    Paper {
        kind,
        practice: office.practice,
        number: case.shown_number().to_owned(),
        provisional,
        accepted_by: case.elsewhere.as_ref().map(Elsewhere::say),
        document_no: document_no(kind, ground, item),
        realm_name: office.city.to_owned(),
        outlet: office.outlet,
        body: item.body.name.clone(),
        we: match item.body.is_enterprise() {
            true => "本单位".to_owned(),
            false => "本机关".to_owned(),
        },
        item_name: case.item_name.clone(),
        item_code: case.item.clone(),
        item_version: format!("第 {} 版", case.item_version),
        applicant: applicant.map_or_else(nobody, |a| party(&a.party, masked)),
        agent: representative.map(|agent| party(&agent.party, masked)),
        clerk: office.clerk,
        clerk_phone: item.body.phone.clone(),
        supervise_phone: item.body.supervise_phone.clone(),
        issued_at: moment::day_text(moment::day(ground.at)),
        received_at: minute(case.received_at),
        qr_text: format!("ZC:CASE:{}", case.shown_number()),
        submitted: submitted(ground, item),
        lacking: lacking(kind, ground, item),
        gaps: gaps(kind, ground, item),
        due: due(kind, ground),
        due_note: ground.provisional.clone().map(|why| format!("暂定：{why}")),
        promise: promise(kind, ground, item).filter(|_| !provisional),
        fees: fees(item),
        basis: item.basis.clone(),
        commitments: commitment::promises(kind),
        told: commitment::told(kind, item),
        consequence: Vec::new(),
        remedies: against::remedies(kind, item),
        signed_at: ground
            .commitment
            .as_ref()
            .filter(|_| is_signed(kind))
            .map(|signature| minute(signature.at)),
        signature_png: office.signature.filter(|_| is_signed(kind)),
        copy: office.copy,
        extra: [
            defaulted(kind, ground, item),
            extra(
                kind,
                ground,
                (
                    &office.window,
                    office.delegated,
                    joint::mode(case, Some(item)),
                ),
            ),
        ]
        .concat(),
    }
}

/// Whether the applicant signs the paper itself.
fn is_signed(kind: Kind) -> bool {
    matches!(kind, Kind::ToleranceCommitment | Kind::Commitment)
}

/// 文号, e.g. `练水司容缺〔2026〕030210100012号`: only with an official number, whose date, outlet and serial it takes,
/// so that it is as unique as that number.
fn document_no(kind: Kind, ground: &Ground, item: &Item) -> Option<String> {
    let number = ground.case.number.as_ref()?;
    let word = match kind {
        Kind::Receipt => return None,
        Kind::ToleranceCommitment => "容缺承诺",
        Kind::ToleranceNotice => "容缺",
        Kind::OneTimeNotice => "告知",
        Kind::Commitment => "告知承诺",
        Kind::Acceptance => "受理",
        Kind::Refusal => "不予受理",
        Kind::SpecialProcedure => "特殊程序",
        Kind::Extension => "延期",
        Kind::DefaultDecision => "默许",
        Kind::Denial => "不予许可",
        Kind::Return => "退件",
        Kind::Revocation => "撤销",
    };
    // 办件编号: region (6), date (8), outlet (3), serial (5), check character.
    let (year, serial) = match (number.len(), number.get(6..10), number.get(10..22)) {
        (23, Some(year), Some(serial)) => (year.to_owned(), serial),
        _ => (moment::day(ground.at).year().to_string(), number.as_str()),
    };
    Some(format!("{}{word}〔{year}〕{serial}号", item.body.short))
}

fn nobody() -> Party {
    Party {
        name: String::new(),
        id_kind: String::new(),
        id: String::new(),
        phone: String::new(),
    }
}

fn party(person: &Person, masked: bool) -> Party {
    Party {
        name: person.name.clone(),
        id_kind: crate::draft::show::id_kind_text(&person.id_kind).to_owned(),
        id: if masked {
            mask::number(&person.id)
        } else {
            person.id.clone()
        },
        phone: if masked {
            mask::phone(&person.phone)
        } else {
            person.phone.clone()
        },
    }
}

/// `2026年3月2日 10:44`.
fn minute(ms: i64) -> String {
    let at = moment::civil(ms);
    format!("{} {}", moment::day_text(at.date()), at.strftime("%H:%M"))
}

fn submitted(ground: &Ground, item: &Item) -> Vec<Line> {
    ground
        .case
        .materials
        .iter()
        .filter(|line| line.source.is_in())
        .map(|line| submitted_line(line, item))
        .collect()
}

fn submitted_line(line: &Material, item: &Item) -> Line {
    let copies = item.material(&line.code).map_or(1, |m| m.copies);
    let (source, form, copies, note) = match &line.source {
        LineSource::Licence { .. } => ("电子证照", "电子件", 0, "免于提交"),
        LineSource::File { .. } => ("窗口采集", "电子件", 0, ""),
        LineSource::Paper => ("纸质", "原件", copies, "核验后退还"),
        LineSource::Form => ("窗口填报", "电子件", 0, "申请人已签名"),
        LineSource::Commitment => ("告知承诺", "承诺书", 0, "承诺代替"),
        LineSource::SystemIssued => ("系统调取", "电子件", 0, "由系统开具"),
        LineSource::Open | LineSource::Tolerated => ("", "", 0, ""),
    };
    Line {
        name: line.name.clone(),
        source: source.to_owned(),
        form: form.to_owned(),
        copies,
        note: note.to_owned(),
    }
}

/// A receipt names what is not there yet; a tolerance what follows.
fn lacking(kind: Kind, ground: &Ground, item: &Item) -> Vec<Lack> {
    let case = &ground.case;
    let tolerated = |code: &str| {
        case.tolerance
            .as_ref()
            .is_some_and(|open| open.lacking.iter().any(|lacking| lacking == code))
    };
    case.materials
        .iter()
        .filter(|line| match kind {
            Kind::Receipt => !line.source.is_in(),
            Kind::ToleranceCommitment | Kind::ToleranceNotice => tolerated(&line.code),
            Kind::Return => tolerated(&line.code) && !line.source.is_in(),
            Kind::OneTimeNotice
            | Kind::Commitment
            | Kind::Acceptance
            | Kind::SpecialProcedure
            | Kind::Extension
            | Kind::DefaultDecision
            | Kind::Denial
            | Kind::Revocation
            | Kind::Refusal => false,
        })
        .map(|line| {
            let material = item.material(&line.code);
            Lack {
                name: line.name.clone(),
                kind: Shortfall::Missing,
                form: material.map(|m| m.form.clone()).unwrap_or_default(),
                copies: material.map_or(1, |m| m.copies),
                how: "现场、邮寄或线上".to_owned(),
                due: None,
            }
        })
        .collect()
}

fn gaps(kind: Kind, ground: &Ground, item: &Item) -> Vec<Gap> {
    match kind {
        Kind::OneTimeNotice => told(ground)
            .iter()
            .map(|gap| Gap {
                material: gap.name.clone(),
                problem: gap.problem.clone(),
                basis: item.basis.first().cloned().unwrap_or_default(),
                how: wanted(&gap.code, item),
            })
            .collect(),
        Kind::Refusal | Kind::Denial | Kind::Return | Kind::Revocation => {
            against::reasons(kind, ground, item)
        }
        Kind::Commitment => commitment::replaced(&ground.case, item),
        Kind::Receipt
        | Kind::ToleranceCommitment
        | Kind::ToleranceNotice
        | Kind::Acceptance
        | Kind::SpecialProcedure
        | Kind::DefaultDecision
        | Kind::Extension => Vec::new(),
    }
}

/// What this notice tells; an earlier one has its own paper.
fn told(ground: &Ground) -> &[domain::act::Gap] {
    match &ground.act {
        Some(Payload::Noticed(notice)) => &notice.gaps,
        _ => &ground.case.gaps,
    }
}

/// Format, number and issuing body of what is wanted (domain reference §2.4).
fn wanted(code: &str, item: &Item) -> String {
    let Some(material) = item.material(code) else {
        return "按填写要求更正。".to_owned();
    };
    let issuer = if material.issuer.is_empty() {
        String::new()
    } else {
        format!("，出具机关：{}", material.issuer)
    };
    format!("{}，{} 份{issuer}", material.form, material.copies)
}

fn due(kind: Kind, ground: &Ground) -> Option<String> {
    match kind {
        Kind::ToleranceCommitment | Kind::ToleranceNotice => {
            written(ground.case.tolerance.as_ref()?.due.as_deref()?)
        }
        Kind::SpecialProcedure => match &ground.act {
            Some(Payload::Suspended(told)) => written(&told.until),
            _ => None,
        },
        Kind::Extension => written(ground.case.due.as_deref()?),
        // A supplement that was not good enough is handed in again within the same limit.
        Kind::OneTimeNotice if ground.case.tolerance_open() => {
            written(ground.case.tolerance.as_ref()?.due.as_deref()?)
        }
        Kind::Receipt
        | Kind::OneTimeNotice
        | Kind::Commitment
        | Kind::Acceptance
        | Kind::DefaultDecision
        | Kind::Denial
        | Kind::Return
        | Kind::Revocation
        | Kind::Refusal => None,
    }
}

fn promise(kind: Kind, ground: &Ground, item: &Item) -> Option<String> {
    let case = &ground.case;
    let limit = item.promised(&ground.case.answers()).text();
    match kind {
        Kind::ToleranceNotice | Kind::Acceptance => {
            let by = case.due.as_deref().and_then(written)?;
            Some(format!("自受理之日起{limit}内办结（不迟于{by}）"))
        }
        Kind::OneTimeNotice => Some(format!("{limit}内办结")),
        Kind::SpecialProcedure => {
            let by = case.due.as_deref().and_then(written)?;
            Some(format!(
                "特别程序如期结束的，自受理之日起{limit}内办结（扣除特别程序后不迟于{by}）"
            ))
        }
        Kind::Receipt
        | Kind::ToleranceCommitment
        | Kind::Commitment
        | Kind::Extension
        | Kind::DefaultDecision
        | Kind::Denial
        | Kind::Return
        | Kind::Revocation
        | Kind::Refusal => None,
    }
}

/// `2026-03-02` as `2026年3月2日`, `2026-03-02T12:00` as `2026年3月2日 12:00`: half a day ends at its hour.
pub(super) fn written(date: &str) -> Option<String> {
    Some(match At::told(date)? {
        At::Day(day) => moment::day_text(day),
        At::Moment(at) => format!("{} {}", moment::day_text(at.date()), at.strftime("%H:%M")),
    })
}

/// 收费, as published.
pub(super) fn fees(item: &Item) -> Vec<Fee> {
    let fees = item.fees.iter();
    fees.map(|fee| Fee {
        name: fee.name.clone(),
        amount: fee.amount.clone(),
        basis: fee.basis.clone(),
    })
    .collect()
}
