//! 人工核对: what no register could tell, a person looks at and says what they found (domain reference S28;
//! docs/adr/0034).

use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{Payload, ReviewWay, Reviewed};
use crate::case::{Case, Stage};
use crate::check::Answer;
use crate::verify::{Known, Matter};

/// The shortest reason that is one, and the longest, characters.
const REASON: std::ops::RangeInclusive<usize> = 4..=200;
/// Digits in a row that a reason may have: a longer number may be somebody's.
const MOST_DIGITS: usize = 6;

/// What a person says of one matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// [`Matter::key`].
    pub matter: String,
    /// [`ReviewWay::word`].
    pub way: String,
    /// 属实; else 不实.
    pub so: bool,
    /// In words.
    pub reason: String,
    /// 工号 of the second person, where one stood by.
    pub witness: Option<String>,
    /// Hex id of the act in which the matter stood; none: what stands there now.
    pub of: Option<String>,
}

impl From<&Reviewed> for Review {
    fn from(said: &Reviewed) -> Self {
        Self {
            matter: said.matter.key(),
            way: said.way.word().to_owned(),
            so: said.so,
            reason: said.reason.clone(),
            witness: said.witness.clone(),
            of: Some(said.act.clone()),
        }
    }
}

/// By whoever holds a right on the item, at any time: once for each answer of the city.
pub(super) fn review(
    case: &Case,
    asked: &Review,
    context: &Context<'_>,
) -> Result<Payload, Refusal> {
    if case.stage == Stage::New {
        let say = "还没有收件，没有要人工核对的内容。请先收件。";
        return Err(Refusal::new("not_received", ground::STATE, say));
    }
    if !context.rights.any(&case.item, context.today()) {
        let say = "本岗位未获授权办理这个事项，不能登记核对结果。请由经办岗位登记。";
        return Err(Refusal::new("not_granted", ground::RIGHTS, say));
    }
    let known = waits(case, asked)?;
    let Some(way) = ReviewWay::of(&asked.way) else {
        let names = ReviewWay::ALL.map(ReviewWay::text).join("、");
        let say = format!("请写明怎样核对的，只能是{names}。");
        return Err(Refusal::new("review_way", ground::VERIFY, say));
    };
    let reason = said(&asked.reason)?;
    let matter = known.found.matter.clone();
    Ok(Payload::Reviewed(Reviewed {
        act: known.act.clone(),
        name: named(case, &matter, context),
        way,
        so: asked.so,
        reason,
        witness: second(&matter, asked, context)?,
        matter,
    }))
}

/// Whether 属实 wants a second person: of a check that stops an intake when it fails (as `CheckRecord::take_over`).
#[must_use]
pub fn reviewed_by_two(matter: &Matter, context: &Context<'_>) -> bool {
    match matter {
        Matter::Check(code) => {
            let mut checks = context.item.checks.iter();
            checks.any(|check| check.hard && &check.code == code)
        }
        Matter::Applicant | Matter::Representative | Matter::Licence(_) => false,
    }
}

/// The matter as the city left it.
fn waits<'a>(case: &'a Case, asked: &Review) -> Result<&'a Known, Refusal> {
    let refused = |code: &str, say: &str| Err(Refusal::new(code, ground::VERIFY, say));
    let known = Matter::of(&asked.matter).and_then(|matter| case.known(&matter));
    let current = |known: &&Known| asked.of.as_ref().is_none_or(|act| *act == known.act);
    let Some(known) = known.filter(current) else {
        let say = "这一项没有等待人工核对：市平台还没有答复，或者材料已经更换。请刷新办件后再看。";
        return refused("nothing_to_review", say);
    };
    if known.reviewed.is_some() {
        let say = "这一项已经登记过核对结果。结果有误的，请更正收件或者补交材料后重新核对。";
        return refused("reviewed_before", say);
    }
    match known.found.answer {
        Answer::Unknown => Ok(known),
        Answer::Pass => refused("nothing_to_review", "市平台已经核验相符，不用人工核对。"),
        Answer::Fail => {
            let say =
                "市平台登记的与收件不符，人工核对不能代替更正。请核实后更正收件或者补交材料。";
            refused("registers_contradict", say)
        }
    }
}

fn said(reason: &str) -> Result<String, Refusal> {
    let reason = reason.trim();
    if !REASON.contains(&reason.chars().count()) {
        let (least, most) = (REASON.start(), REASON.end());
        let say = format!("请写明核对的经过，{least} 到 {most} 个字，例如致电的单位和答复。");
        return Err(Refusal::new("reason_missing", ground::VERIFY, say));
    }
    let mut runs = reason.split(|c: char| !crate::identity::half_width(c).is_ascii_digit());
    if runs.any(|run| run.chars().count() > MOST_DIGITS) {
        let say = "说明里有一长串数字，可能是证件号或电话。核对的说明不写个人信息，请改写。";
        return Err(Refusal::new("reason_number", ground::VERIFY, say));
    }
    Ok(reason.to_owned())
}

fn second(
    matter: &Matter,
    asked: &Review,
    context: &Context<'_>,
) -> Result<Option<String>, Refusal> {
    if !(asked.so && reviewed_by_two(matter, context)) {
        return Ok(None);
    }
    let witness = asked.witness.as_deref().map(str::trim);
    let Some(witness) = witness.filter(|witness| !witness.is_empty()) else {
        let say = "这是必须通过的核查，认定属实要第二人批准。请主管输入自己的工号和密码。";
        return Err(Refusal::new("second_missing", ground::VERIFY, say));
    };
    Ok(Some(witness.to_owned()))
}

fn named(case: &Case, matter: &Matter, context: &Context<'_>) -> String {
    let name = match matter {
        Matter::Check(code) => {
            let mut checks = context.item.checks.iter();
            checks
                .find(|check| &check.code == code)
                .map(|check| check.name.clone())
        }
        Matter::Licence(code) => {
            let mut lines = case.materials.iter();
            lines
                .find(|line| &line.code == code)
                .map(|line| line.name.clone())
        }
        Matter::Applicant | Matter::Representative => None,
    };
    matter.head(name.as_deref())
}
