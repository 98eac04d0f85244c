use jiff::civil::DateTime;

use super::{Card, Phase, Setting};
use crate::act::procedure_text;
use crate::case::{Case, Stage};
use crate::catalogue::Limit;
use crate::due::{At, Due, Opening, Pause, due};
use crate::moment;

/// How a case's time stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Running {
    /// Nothing is owed: the case has ended, or has not begun.
    Nothing,
    /// 停表: the applicant's turn. No card accrues.
    Waiting {
        /// Since when, milliseconds since the Unix epoch.
        since: i64,
        /// What for.
        why: &'static str,
    },
    /// A year's notice is lacking: no card, and the reason.
    Missing(String),
    /// The office's turn.
    Counting(Box<Clock>),
}

/// A limit that runs, and the moments at which its card turns. Milliseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// What is owed.
    pub phase: Phase,
    /// 责任环节: the stage that holds it.
    pub stage: Stage,
    /// The last moment.
    pub by: i64,
    /// Yellow from here on.
    pub yellow: i64,
    /// Red from here on, a minute of working time behind the last moment; none where that needs a year's notice that
    /// is lacking.
    pub red: Option<i64>,
    /// Day by day.
    pub due: Due,
}

impl Clock {
    /// The card now.
    #[must_use]
    pub fn card(&self, now: i64) -> Card {
        match self.red {
            Some(red) if now >= red => Card::Red,
            _ if now >= self.yellow => Card::Yellow,
            _ => Card::Green,
        }
    }
}

/// The clock of a case as it stands at `now`.
#[must_use]
pub fn running(case: &Case, setting: &Setting<'_>, now: i64) -> Running {
    if let Some(wait) = case.waits.last().filter(|wait| wait.to.is_none())
        && let Some(why) = case.stage.waits_for()
    {
        return Running::Waiting {
            since: wait.from,
            why,
        };
    }
    if let Some(mark) = case.paused().filter(|mark| moment::day(now) <= mark.to()) {
        return Running::Waiting {
            since: moment::begins(mark.from),
            why: "特别程序",
        };
    }
    if case.elsewhere.is_some() {
        // The five days of art. 32, and what is promised, are those of whoever accepts.
        return Running::Nothing;
    }
    let pauses = pauses(case, now);
    let counted = match case.stage {
        Stage::Received | Stage::AcceptanceRequested => setting
            .answer
            .map(|limit| (Phase::Answer, case.received_at, limit)),
        Stage::Accepted | Stage::Tolerated => promise(case, setting),
        Stage::New
        | Stage::Noticed
        | Stage::Decided
        | Stage::Refused
        | Stage::Withdrawn
        | Stage::Returned => None,
    };
    let Some((phase, from, limit)) = counted else {
        return Running::Nothing;
    };
    let from = moment::civil(from);
    let Ok(due) = due(from, limit, setting.calendar, setting.office, &pauses) else {
        return Running::Nothing;
    };
    if let Some(why) = due.provisional {
        return Running::Missing(why);
    }
    counting(case, (phase, from, limit), due, &pauses, setting)
        .map_or(Running::Nothing, |clock| Running::Counting(Box::new(clock)))
}

/// From the acceptance, by the promise that was given for the situation.
fn promise(case: &Case, setting: &Setting<'_>) -> Option<(Phase, i64, Limit)> {
    let from = case.accepted_at?;
    case.applicant.as_ref()?;
    let limit = setting.item?.promised(&case.answers());
    Some((Phase::Promise, from, *limit))
}

fn counting(
    case: &Case,
    (phase, from, limit): (Phase, DateTime, Limit),
    due: Due,
    pauses: &[Pause],
    setting: &Setting<'_>,
) -> Option<Clock> {
    // What the applicant was told stands, whatever the item promises by now.
    let told = case.due.as_deref().filter(|_| phase == Phase::Promise);
    let by = told
        .and_then(At::told)
        .unwrap_or(due.at)
        .moment(setting.office);
    let opening = Opening::new(setting.calendar, setting.office, pauses);
    let begin = match limit {
        Limit::Immediate | Limit::Hours { .. } => from,
        // The day of the event is not counted.
        Limit::HalfDays { .. }
        | Limit::Workdays { .. }
        | Limit::Days { .. }
        | Limit::Months { .. } => from.date().to_datetime(setting.office.close()).max(from),
    };
    let whole = opening.between(begin, by);
    let yellow = opening.reach(
        begin,
        whole - left_when_yellow(phase, whole, &opening, setting),
    )?;
    let red = opening.reach(by, 1).filter(|red| red.known);
    Some(Clock {
        phase,
        stage: case.stage,
        by: moment::instant(by),
        yellow: moment::instant(yellow.at),
        red: red.map(|red| moment::instant(red.at)),
        due,
    })
}

/// Working minutes that are left when the card turns yellow.
fn left_when_yellow(phase: Phase, whole: i64, opening: &Opening<'_>, setting: &Setting<'_>) -> i64 {
    let rule = setting.rule;
    let days = |n: u32| i64::from(n) * opening.day();
    match phase {
        Phase::Answer => (whole - days(rule.answer_after)).clamp(0, whole),
        Phase::Promise => {
            let share = whole * i64::from(rule.yellow_percent) / 100;
            share.max(days(rule.yellow_workdays).min(whole / 2))
        }
    }
}

/// The days on which the clock stood still, and what for.
fn pauses(case: &Case, now: i64) -> Vec<Pause> {
    let pause = |wait: &crate::case::Wait| {
        let to = moment::day(wait.to.unwrap_or(now));
        Pause::because(moment::day(wait.from), to, "等待申请人补正，停止计时").ok()
    };
    let procedure = |mark: &crate::case::PauseMark| {
        let why = format!("特别程序（{}）", procedure_text(&mark.procedure));
        Pause::because(mark.from, mark.to(), why).ok()
    };
    let waits = case.waits.iter().filter_map(pause);
    waits
        .chain(case.pauses.iter().filter_map(procedure))
        .collect()
}
