//! 数据核查 in words.

use domain::catalogue::{DataCheck, Item};
use domain::check::{Answer, CheckRecord};
use domain::verify::UNKNOWN_PERSON;
use domain::{moment, qualify};

use crate::draft::Draft;
use crate::view::{Badge, CheckView, Tone};

impl Draft {
    /// The item's checks, each with its answer.
    pub(super) fn check_views(&self, item: &Item, now: i64) -> Vec<CheckView> {
        let one = |check: &DataCheck| {
            let record = self.checks.iter().find(|record| record.code == check.code);
            view(check, record, now)
        };
        item.checks.iter().map(one).collect()
    }
}

fn view(check: &DataCheck, record: Option<&CheckRecord>, now: i64) -> CheckView {
    let over = record.and_then(|record| record.overridden.as_ref());
    let answer = record.map_or(Answer::Unknown, |record| record.standing(now));
    let until = record.map_or_else(String::new, |record| moment::minute_text(record.until));
    let remedy = check.say(record.map_or("", |record| &record.why));
    let (tone, text, detail) = match (answer, over) {
        (Answer::Pass, _) => (Tone::Ok, "核查通过", format!("{until} 前有效。")),
        (Answer::Fail, Some(over)) => (
            Tone::Warn,
            "不通过，已复核",
            format!("{}（复核人 {}）", over.reason, over.witness),
        ),
        (Answer::Fail, None) if check.hard => (
            Tone::Bad,
            "核查不通过",
            format!("先不收材料。{remedy}依据：{}。", check.ground),
        ),
        (Answer::Fail, None) => (Tone::Warn, "请留意", remedy),
        (Answer::Unknown, _) => (Tone::Warn, "未核查", why(record).to_owned()),
    };
    CheckView {
        code: check.code.clone(),
        name: check.name.clone(),
        badge: Badge {
            tone,
            text: text.to_owned(),
        },
        detail,
        can_override: check.hard && answer == Answer::Fail && over.is_none(),
    }
}

/// Why it cannot be told. It stops nobody: 不能因系统原因拒收.
pub(super) fn why(record: Option<&CheckRecord>) -> &'static str {
    match record.map(|record| (record.answer, record.why.as_str())) {
        None => "登记申请人并联网后核查；核查不了也可以收件，办件里会写明。",
        Some((Answer::Unknown, "slow")) => {
            "核查平台太慢，没有等到答复。可以重新核查，也可以先收件。"
        }
        Some((Answer::Unknown, "down")) => {
            "核查平台停用或没有答复。可以稍后重新核查，也可以先收件。"
        }
        Some((Answer::Unknown, "conflict")) => {
            "两处数据不一致，不能判定。请看原件，或向数据来源单位核实。"
        }
        Some((Answer::Unknown, qualify::NAME_DIFFERS)) => {
            "姓名与证件号码不是同一个人的，没有核查。请核对证件后改正姓名或号码。"
        }
        Some((Answer::Unknown, qualify::NO_PERSON)) => {
            "核查的是本人的资格，单位代办的请看原件，办件里会写明未核验。"
        }
        Some((Answer::Unknown, UNKNOWN_PERSON)) => {
            "核查平台没有登记这个人。请核对证件号码，或看原件后收件。"
        }
        Some((Answer::Unknown, _)) => "没有联网，不能核查。可以先收件，办件里会写明未核查。",
        Some(_) => "上次的核查结果已过有效时间，请重新核查。",
    }
}
