//! 问询 (首问责任制, domain reference S72): whoever is asked first stays responsible until another has accepted it.
//! Stored kind and reasons: docs/adr/0028.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::act::{Captured, Enquired, EnquiryStep, Header};
use crate::calendar::Calendar;
use crate::case::{Case, Stage};
use crate::catalogue::Limit;
use crate::decide::{Finding, Refusal};
use crate::due::{OfficeHours, due};
use crate::moment;

const GROUND: &str = "首问责任制";
/// Characters of what is asked, of a reason, of an answer, at most.
const WORDS: usize = 500;
/// Characters of a telephone number.
const PHONE: std::ops::RangeInclusive<usize> = 7..=20;

/// An enquiry as its steps make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enquiry {
    /// What is asked.
    pub about: String,
    /// 实施编码, empty where nobody knows.
    pub item: String,
    /// Where an answer reaches the citizen; may be empty.
    pub phone: String,
    /// 首问人, by 工号.
    pub first: String,
    /// Who is responsible, by 工号: the first one until another accepted.
    pub holder: String,
    /// Asked at, milliseconds since the Unix epoch.
    pub asked_at: i64,
    /// Since when it waits for whoever must act next, milliseconds since the Unix epoch.
    pub since: i64,
    /// Offered to another who has not answered yet.
    pub offered: Option<Offer>,
    /// What the citizen was told; none while it is open.
    pub answer: Option<String>,
    /// Outlets that see it: where it was asked, and where it was offered.
    pub outlets: BTreeSet<String>,
}

/// 转办 that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// 工号 of whom it waits for.
    pub to: String,
    /// Why it is theirs.
    pub reason: String,
}

impl Enquiry {
    /// Whether nothing is open any more.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// Whether it stands on this person's list: they are responsible, or it waits for their answer.
    #[must_use]
    pub fn concerns(&self, user: &str) -> bool {
        !self.is_answered() && (self.holder == user || self.offered_to(user))
    }

    /// Whether somebody is to say whether they take it on.
    #[must_use]
    pub fn offered_to(&self, user: &str) -> bool {
        self.offered.as_ref().is_some_and(|offer| offer.to == user)
    }
}

/// From when on one that waits `since` then is to be reminded of, both milliseconds since the Unix epoch; none where no day
/// can be counted.
#[must_use]
pub fn reminds_at(
    since: i64,
    within: Limit,
    calendar: &Calendar,
    office: &OfficeHours,
) -> Option<i64> {
    let counted = due(moment::civil(since), within, calendar, office, &[]).ok()?;
    Some(moment::instant(counted.at.moment(office)))
}

/// Whether the step may be done now.
///
/// # Errors
/// The refusal with its ground and remedy.
pub fn may(case: &Case, done: &Enquired) -> Result<(), Refusal> {
    if done.by.is_empty() {
        return Err(refusal(
            "enquiry_actor",
            "没有写明经办人，没有保存。请重新登录后再办。",
        ));
    }
    let Some(enquiry) = &case.enquiry else {
        return begins(case, &done.step);
    };
    if enquiry.is_answered() {
        let say = "这件问询已经答复，不能再办。请登记新的问询。";
        return Err(refusal("enquiry_answered", say));
    }
    match &done.step {
        EnquiryStep::Asked { .. } => Err(refusal(
            "enquiry_twice",
            "这件问询已经登记，不能再登记一次。",
        )),
        EnquiryStep::HandedOn { to, reason, .. } => {
            held(enquiry, &done.by)?;
            if to.is_empty() || *to == enquiry.holder {
                let say = "请选择另一位工作人员：转办给自己等于没有转。";
                return Err(refusal("enquiry_to", say));
            }
            worded(reason, "请写明为什么转办，对方凭它判断接不接。")
        }
        EnquiryStep::TakenOn => waits(enquiry, &done.by),
        EnquiryStep::HandedBack { reason } => {
            waits(enquiry, &done.by)?;
            worded(reason, "请写明为什么退回，首问人凭它另找人办。")
        }
        EnquiryStep::Answered { say } => {
            held(enquiry, &done.by)?;
            worded(say, "请写明答复的内容。")
        }
    }
}

/// What a backend finds of a step that arrives: its actor is who it says.
///
/// # Errors
/// [`Finding`].
pub fn admit(case: &Case, header: &Header, done: &Enquired) -> Result<(), Finding> {
    if header.actor != done.by {
        let say = "问询的经办人与签名人不一致。";
        return Err(Finding::Rejected(refusal("enquiry_actor", say)));
    }
    may(case, done).map_err(Finding::Contested)
}

fn begins(case: &Case, step: &EnquiryStep) -> Result<(), Refusal> {
    let EnquiryStep::Asked { about, phone, .. } = step else {
        return Err(refusal(
            "enquiry_unknown",
            "本机没有这件问询。请联网后再看。",
        ));
    };
    if case.stage != Stage::New {
        return Err(refusal(
            "enquiry_of_case",
            "这是一个办件，不是问询。请在办件里办理。",
        ));
    }
    let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' ');
    if !(phone.is_empty() || phone.chars().all(number) && PHONE.contains(&phone.len())) {
        let say = "联系电话只能是数字，7 到 20 位；申请人不愿留可以不填。";
        return Err(refusal("enquiry_phone", say));
    }
    worded(about, "请写明群众问的是什么事。")
}

fn held(enquiry: &Enquiry, by: &str) -> Result<(), Refusal> {
    match enquiry.holder == by {
        true => Ok(()),
        false => Err(refusal(
            "enquiry_not_yours",
            "这件问询由别的工作人员负责。转给您的请先接办或退回。",
        )),
    }
}

fn waits(enquiry: &Enquiry, by: &str) -> Result<(), Refusal> {
    match enquiry.offered_to(by) {
        true => Ok(()),
        false => Err(refusal(
            "enquiry_not_offered",
            "这件问询没有转给您，或者已经收回。请刷新后再看。",
        )),
    }
}

fn worded(text: &str, say: &str) -> Result<(), Refusal> {
    let characters = text.trim().chars().count();
    match characters {
        0 => Err(refusal("enquiry_words", say)),
        n if n > WORDS => {
            let say = format!("写得太长，最多 {WORDS} 个字。请写要点。");
            Err(refusal("enquiry_words", say))
        }
        _ => Ok(()),
    }
}

fn refusal(code: &str, say: impl Into<String>) -> Refusal {
    Refusal {
        code: code.to_owned(),
        ground: GROUND.to_owned(),
        say: say.into(),
    }
}

impl Case {
    /// Folds a step in. One that could not be done where it stands changes nothing: it is a task of the backend's.
    pub(crate) fn enquire(&mut self, captured: &Captured, done: &Enquired) {
        if may(self, done).is_err() {
            return;
        }
        let at = captured.earliest;
        if let EnquiryStep::Asked { about, item, phone } = &done.step {
            self.enquiry = Some(Enquiry {
                about: about.trim().to_owned(),
                item: item.clone(),
                phone: phone.clone(),
                first: done.by.clone(),
                holder: done.by.clone(),
                asked_at: at,
                since: at,
                offered: None,
                answer: None,
                outlets: BTreeSet::from([done.outlet.clone()]),
            });
            return;
        }
        let Some(enquiry) = &mut self.enquiry else {
            return;
        };
        enquiry.outlets.insert(done.outlet.clone());
        enquiry.since = at;
        match &done.step {
            EnquiryStep::Asked { .. } => {}
            EnquiryStep::HandedOn { to, outlet, reason } => {
                enquiry.outlets.insert(outlet.clone());
                enquiry.offered = Some(Offer {
                    to: to.clone(),
                    reason: reason.clone(),
                });
            }
            EnquiryStep::TakenOn => {
                enquiry.holder.clone_from(&done.by);
                enquiry.offered = None;
            }
            EnquiryStep::HandedBack { .. } => enquiry.offered = None,
            EnquiryStep::Answered { say } => {
                enquiry.offered = None;
                enquiry.answer = Some(say.clone());
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::act::{ClockQuality, Payload};

    fn did(by: &str, step: EnquiryStep) -> Enquired {
        Enquired {
            by: by.to_owned(),
            outlet: format!("outlet of {by}"),
            step,
        }
    }

    fn asked() -> EnquiryStep {
        EnquiryStep::Asked {
            about: "公积金能不能提取".to_owned(),
            item: String::new(),
            phone: "13800000000".to_owned(),
        }
    }

    fn to(user: &str) -> EnquiryStep {
        EnquiryStep::HandedOn {
            to: user.to_owned(),
            outlet: format!("outlet of {user}"),
            reason: "公积金窗口的事".to_owned(),
        }
    }

    fn back() -> EnquiryStep {
        EnquiryStep::HandedBack {
            reason: "不是本窗口的事".to_owned(),
        }
    }

    fn answer() -> EnquiryStep {
        EnquiryStep::Answered {
            say: "买房可以提取".to_owned(),
        }
    }

    /// Does the steps, each a minute later; the last must be refused with this code, or nothing is.
    fn told(steps: &[Enquired], refused: Option<&str>) -> Enquiry {
        let mut case = Case::default();
        for (at, step) in steps.iter().enumerate() {
            let said = may(&case, step).err().map(|refusal| refusal.code);
            let last = at + 1 == steps.len();
            assert_eq!(
                said.as_deref(),
                refused.filter(|_| last),
                "step {at}: {step:?}"
            );
            let now = i64::try_from(at).unwrap() * 60_000;
            let captured = Captured {
                wall: now,
                earliest: now,
                latest: now,
                quality: ClockQuality::Carried,
            };
            case.apply(&captured, &Payload::Enquired(step.clone()));
        }
        case.enquiry.unwrap()
    }

    #[test]
    fn s72_who_was_asked_first_stays_responsible_until_the_other_accepts() {
        let steps = [
            did("0217", asked()),
            did("0217", to("0305")),
            did("0305", EnquiryStep::TakenOn),
        ];
        let offered = told(&steps[..2], None);
        assert_eq!((&*offered.first, &*offered.holder), ("0217", "0217"));
        assert!(offered.concerns("0217") && offered.concerns("0305"));
        assert!(offered.outlets.contains("outlet of 0305"), "they see it");
        let taken = told(&steps, None);
        assert_eq!((&*taken.first, &*taken.holder), ("0217", "0305"));
        assert!(!taken.concerns("0217") && taken.concerns("0305"));
    }

    #[test]
    fn s72_what_is_handed_back_is_the_first_ones_and_may_be_offered_to_a_third() {
        let steps = [
            did("0217", asked()),
            did("0217", to("0305")),
            did("0305", back()),
            did("0217", to("0401")),
            did("0401", EnquiryStep::TakenOn),
            did("0401", answer()),
        ];
        assert_eq!(told(&steps[..3], None).holder, "0217");
        let end = told(&steps, None);
        assert!(end.is_answered() && !end.concerns("0401"));
        assert_eq!((&*end.first, &*end.holder), ("0217", "0401"));
    }

    #[test]
    fn s72_nobody_takes_what_was_not_offered_or_ends_what_is_not_theirs() {
        let asks = || vec![did("0217", asked())];
        let offers = || vec![did("0217", asked()), did("0217", to("0305"))];
        let with = |mut steps: Vec<Enquired>, step: Enquired| {
            steps.push(step);
            steps
        };
        let cases = [
            (
                with(asks(), did("0305", EnquiryStep::TakenOn)),
                "enquiry_not_offered",
            ),
            (
                with(offers(), did("0401", EnquiryStep::TakenOn)),
                "enquiry_not_offered",
            ),
            (with(offers(), did("0305", answer())), "enquiry_not_yours"),
            (with(offers(), did("0305", to("0401"))), "enquiry_not_yours"),
            (with(asks(), did("0217", to("0217"))), "enquiry_to"),
            (with(asks(), did("0217", asked())), "enquiry_twice"),
        ];
        for (steps, code) in cases {
            let stands = told(&steps, Some(code));
            assert_eq!(stands.holder, "0217", "{code}");
        }
        let over = with(with(asks(), did("0217", answer())), did("0217", to("0305")));
        told(&over, Some("enquiry_answered"));
    }

    #[test]
    fn s72_a_taken_back_offer_is_the_third_ones_alone() {
        let steps = [
            did("0217", asked()),
            did("0217", to("0305")),
            did("0217", to("0401")),
            did("0305", EnquiryStep::TakenOn),
        ];
        let stands = told(&steps, Some("enquiry_not_offered"));
        assert_eq!(
            (&*stands.holder, &*stands.offered.unwrap().to),
            ("0217", "0401")
        );
    }

    #[test]
    fn an_enquiry_says_what_is_asked_and_a_number_is_one() {
        let blank = EnquiryStep::Asked {
            about: "  ".to_owned(),
            item: String::new(),
            phone: String::new(),
        };
        let odd = EnquiryStep::Asked {
            about: "问路".to_owned(),
            item: String::new(),
            phone: "打不通".to_owned(),
        };
        for (step, code) in [(blank, "enquiry_words"), (odd, "enquiry_phone")] {
            assert_eq!(
                may(&Case::default(), &did("0217", step)).unwrap_err().code,
                code
            );
        }
    }
}
