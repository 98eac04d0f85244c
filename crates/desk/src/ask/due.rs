use domain::calendar::Calendar;
pub use domain::due::Due;
use domain::due::{OfficeHours, Pause, Period, parse_from, parse_pause};

use crate::fault::{DeskFault, Outcome};

/// How long, and in what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// 工作日.
    Workdays(u32),
    /// 自然日.
    Days(u32),
    /// 月.
    Months(u32),
    /// 小时; within the office's hours where those are given, else by the clock.
    Hours(u32),
    /// 半个工作日.
    HalfDays(u32),
}

/// A period to count, in the words of the command line.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// `2026-03-02` or `2026-03-02T14:00`.
    pub from: &'a str,
    /// How long.
    pub length: Length,
    /// `09:00-12:00,13:00-17:00`.
    pub office_hours: Option<&'a str>,
    /// `A..B`, both days included.
    pub pauses: &'a [String],
}

/// Counts it with the calendar of this JSON text (`assets/calendar`).
///
/// # Errors
/// Code `usage`: a text of the question that says nothing; `calendar`: a calendar that contradicts itself.
pub fn due(question: &Question<'_>, calendar: &str) -> Outcome<Due> {
    let calendar: Calendar = serde_json::from_str(calendar)
        .map_err(|_| DeskFault::new("calendar", "工作日历数据有误，不能计算。请联系管理员。"))?;
    let usage = |error: domain::due::DueError| DeskFault::new("usage", format!("{error}。"));
    let office: OfficeHours = match question.office_hours {
        Some(text) => text.parse().map_err(usage)?,
        None => OfficeHours::default(),
    };
    let period = match question.length {
        Length::Workdays(n) => Period::Workdays(n),
        Length::Days(n) => Period::Days(n),
        Length::Months(n) => Period::Months(n),
        Length::HalfDays(n) => Period::HalfDays(n),
        Length::Hours(n) if question.office_hours.is_some() => Period::OfficeHours(n),
        Length::Hours(n) => Period::Hours(n),
    };
    let start = parse_from(question.from).map_err(usage)?;
    let pauses = question
        .pauses
        .iter()
        .map(|text| parse_pause(text))
        .collect::<Result<Vec<Pause>, _>>()
        .map_err(usage)?;
    domain::due::due(start, period, &calendar, &office, &pauses).map_err(usage)
}
