//! Legal time (design §4): what a clock alone does to a case. Only a backend writes it; a desk shows what is to come.
//! Legal time is not arrival order: an act that was captured in time takes a lapse back, whenever it arrives.

mod late;
mod promise;
mod trigger;

use jiff::civil::Date;

use crate::act::{Lapsed, Payload};
use crate::calendar::Calendar;
use crate::case::{Case, Stage};
use crate::catalogue::{Item, Limit};
use crate::due::{At, OfficeHours, due};
use crate::moment;

pub use late::{Late, late, withdrawal};
pub use trigger::{Trigger, TriggerError};

/// What the clocks are counted with; all of it is data.
#[derive(Debug, Clone, Copy)]
pub struct Clocks<'a> {
    /// How long an office may be silent after receipt (行政许可法 32-4: five working days).
    pub answer: Limit,
    /// Working days.
    pub calendar: &'a Calendar,
    /// A day ends when the office closes (民法典 203 II).
    pub office: &'a OfficeHours,
    /// The case's item at its version; none: nothing is decided by default.
    pub item: Option<&'a Item>,
}

/// What happens when a clock runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// 视为受理: nobody told the applicant what is lacking (行政许可法 32-4).
    DeemedAccepted,
    /// 容缺逾期: what was promised did not come; the case is returned.
    ToleranceExpired,
    /// 超时默认许可: the promise passed without a decision, and the item has it so (docs/adr/0031).
    DefaultGranted,
}

/// The word of the act that takes a lapse back.
pub const WITHDRAWN: &str = "lapse_withdrawn";

impl Lapse {
    /// As the act says it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DeemedAccepted => "deemed_accepted",
            Self::ToleranceExpired => "tolerance_expired",
            Self::DefaultGranted => "default_granted",
        }
    }

    /// The way back from [`Lapse::word`].
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [
            Self::DeemedAccepted,
            Self::ToleranceExpired,
            Self::DefaultGranted,
        ]
        .into_iter()
        .find(|lapse| lapse.word() == word)
    }

    /// Kinds of acts that keep it from happening.
    #[must_use]
    pub fn answers(self) -> &'static [&'static str] {
        match self {
            Self::DeemedAccepted => &[
                "accepted",
                "acceptance_requested",
                "noticed",
                "refused",
                "withdrawn",
            ],
            Self::ToleranceExpired => &["supplemented", "withdrawn", "deferred"],
            Self::DefaultGranted => &["decided", "withdrawn", "suspended", "extended"],
        }
    }

    /// What a desk shows while only its own clock says so.
    #[must_use]
    pub fn expected(self) -> &'static str {
        match self {
            Self::DeemedAccepted => "应视为受理，待系统确认",
            Self::ToleranceExpired => "应退件（容缺逾期），待系统确认",
            Self::DefaultGranted => "已过承诺期限，待系统默认许可",
        }
    }
}

/// A clock that runs on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// What it ends in.
    pub what: Lapse,
    /// The last moment, milliseconds since the Unix epoch.
    pub by: i64,
    /// False while a year's notice is lacking: a provisional date lapses nothing.
    pub certain: bool,
}

impl Running {
    /// Whether it has run out.
    #[must_use]
    pub fn is_over(&self, now: i64) -> bool {
        self.certain && now > self.by
    }

    fn trigger(&self) -> Trigger {
        Trigger {
            kinds: self
                .what
                .answers()
                .iter()
                .map(|&kind| kind.to_owned())
                .collect(),
            by: self.by,
        }
    }
}

/// The clock that runs on this case, if one does. Once the applicant was told what is lacking, the office's silence
/// is broken for good. What another place accepts has no clock of ours.
#[must_use]
pub fn running(case: &Case, clocks: &Clocks<'_>) -> Option<Running> {
    if case.elsewhere.is_some() {
        return None;
    }
    match case.stage {
        Stage::Received | Stage::AcceptanceRequested if case.gaps.is_empty() => {
            answer(case.received_at, clocks)
        }
        Stage::Tolerated => supplement(case, clocks),
        Stage::Accepted => promise::promise(case, clocks),
        Stage::New
        | Stage::Received
        | Stage::Noticed
        | Stage::AcceptanceRequested
        | Stage::Decided
        | Stage::Refused
        | Stage::Withdrawn
        | Stage::Returned => None,
    }
}

fn answer(received_at: i64, clocks: &Clocks<'_>) -> Option<Running> {
    let from = moment::civil(received_at);
    let due = due(from, clocks.answer, clocks.calendar, clocks.office, &[]).ok()?;
    Some(Running {
        what: Lapse::DeemedAccepted,
        by: moment::instant(due.at.moment(clocks.office)),
        certain: due.provisional.is_none(),
    })
}

fn supplement(case: &Case, clocks: &Clocks<'_>) -> Option<Running> {
    if !case.tolerance_open() {
        return None;
    }
    let due = case.tolerance.as_ref()?.due.as_deref()?;
    let date: Date = due.get(..10)?.parse().ok()?;
    Some(Running {
        what: Lapse::ToleranceExpired,
        by: moment::instant(At::Day(date).moment(clocks.office)),
        certain: clocks.calendar.year(date.year()).is_some(),
    })
}

/// The act of a clock that has run out by `now`; a backend alone may write it.
#[must_use]
pub fn expire(case: &Case, clocks: &Clocks<'_>, now: i64) -> Option<Payload> {
    let over = running(case, clocks).filter(|clock| clock.is_over(now))?;
    Some(Payload::Lapsed(Lapsed {
        what: over.what.word().to_owned(),
        trigger: over.trigger().to_string(),
    }))
}

/// What the citizen is told when a lapse happens, or is taken back, and the case stands as it does now.
#[must_use]
pub fn told(case: &Case, what: &str) -> String {
    let name = format!("您申请的“{}”（{}）", case.item_name, case.shown_number());
    match Lapse::of(what) {
        Some(Lapse::DeemedAccepted) => {
            format!("{name}在法定期限内没有收到补正告知，自收到申请材料之日起即为受理。")
        }
        Some(Lapse::ToleranceExpired) => {
            format!(
                "{name}逾期没有补交容缺材料，已按退件处理。材料可到原窗口领回，需要时请重新申请。"
            )
        }
        Some(Lapse::DefaultGranted) => {
            format!("{name}超过承诺期限没有作出决定，系统已默认许可。请到原窗口或者线上领取结果。")
        }
        None => format!(
            "{name}先前的到期处理已经撤销，现在的状态是“{}”。",
            case.stage.text()
        ),
    }
}

#[cfg(test)]
mod tests;
