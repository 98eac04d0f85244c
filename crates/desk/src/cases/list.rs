use domain::card::Card;
use domain::case::Stage;
use store::{CaseFilter, CaseRow, Place};

use super::card::{Marks, group_of, marks_of};
use super::clock::{card_badge, missing_badge, waiting_badge};
use super::{after, lane};
use crate::desk::Desk;
use crate::draft::show;
use crate::enquiry::is_row;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{Badge, CaseRowView, CasesQuery, Tone};

impl Desk {
    /// 办件 on this machine, 绿色通道 before the others, then last changed first: a page of them. A text finds the ones opened last and has one page.
    ///
    /// # Errors
    /// Nobody is signed in, a place that no row gave, the store's.
    pub fn cases(&self, query: &CasesQuery) -> Outcome<Vec<CaseRowView>> {
        if query.filter == "checks" {
            return self.checks_due(query);
        }
        let rows = self.case_rows(query)?;
        let shown = rows.iter().map(|(row, _)| row.case_id);
        let unsent = self.station()?.store().queue_unsent_of(shown)?;
        let waits = |row: &CaseRow| unsent.get(&row.case_id).copied().unwrap_or(0);
        Ok(rows
            .iter()
            .map(|(row, marks)| row_view(row, (waits(row), *marks), self.now()))
            .collect())
    }

    /// The rows of a page, each with where its time stands.
    pub(crate) fn case_rows(&self, query: &CasesQuery) -> Outcome<Vec<(CaseRow, Marks)>> {
        let station = self.station()?;
        let text = query.text.trim();
        let now = self.now();
        let today = domain::moment::day(now);
        let by_time = query.sort == "due" || is_of_time(&query.filter);
        // Time goes on without an act: what it sorts and chooses is looked at whole.
        let limit = if by_time {
            MOST
        } else {
            query.limit.clamp(1, MOST)
        };
        let filter = CaseFilter {
            text: (!text.is_empty()).then(|| text.to_owned()),
            states: match query.filter.as_str() {
                "tolerated" => vec!["tolerated".to_owned()],
                "waiting" => waiting_stages(),
                filter if filter == "open" || is_of_time(filter) => open_stages(),
                _ => Vec::new(),
            },
            since_ms: match query.filter.as_str() {
                "today" => domain::moment::begins(today),
                _ => 0,
            },
            limit,
            after: match by_time {
                true => None,
                false => query.after.as_deref().map(place).transpose()?,
            },
        };
        let mut rows = station.store().cases(&filter)?;
        if rows.is_empty() && !text.is_empty() {
            rows = of_group(&station, &filter, text)?;
        }
        rows.retain(|row| !is_row(row));
        if let Some(more) = by_initials(&station, &filter)? {
            rows.extend(more);
            rows.sort_by_key(CaseRow::rank);
            rows.dedup_by_key(|row| row.case_id);
            rows.truncate(limit as usize);
        }
        rows.sort_by_key(CaseRow::rank);
        let marked = |row: CaseRow| {
            let marks = marks_of(&station, &row, now)?;
            Ok((row, marks))
        };
        let rows = rows.into_iter().map(marked).collect::<Outcome<Vec<_>>>()?;
        Ok(match by_time {
            true => soonest(rows, query, now),
            false => rows,
        })
    }
}

/// The page of a list that is whole: what comes behind the row that was named, at most so many.
pub(super) fn page(all: Vec<CaseRowView>, query: &CasesQuery) -> Vec<CaseRowView> {
    let behind = query.after.as_ref().and_then(|after| {
        let at = all.iter().position(|row| &row.place == after)?;
        Some(at + 1)
    });
    let limit = usize::try_from(query.limit.clamp(1, 5_000)).unwrap_or(usize::MAX);
    let rest = all.into_iter().skip(behind.unwrap_or(0));
    rest.take(limit).collect()
}

/// Rows that are looked at, at most.
const MOST: u32 = 5_000;

/// Rows whose applicant's name has these letters for its initials, where a text is nothing but letters: the last
/// [`MOST`] are looked at.
fn by_initials(station: &Station, filter: &CaseFilter) -> Outcome<Option<Vec<CaseRow>>> {
    let text = filter.text.as_deref().unwrap_or_default();
    if text.len() < 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(None);
    }
    let all = CaseFilter {
        text: None,
        limit: MOST,
        ..filter.clone()
    };
    let mut rows = station.store().cases(&all)?;
    let initials = domain::search::Initials::default();
    rows.retain(|row| initials.stand_in(&row.applicant_name, text));
    Ok(Some(rows))
}

/// The cases here of a group (团组), as this machine has them.
pub(crate) fn members(station: &Station, group: &str) -> Outcome<Vec<CaseRow>> {
    of_group(station, &CaseFilter::default(), group)
}

/// The same, of those that a filter leaves: the last [`MOST`] are looked at.
fn of_group(station: &Station, filter: &CaseFilter, group: &str) -> Outcome<Vec<CaseRow>> {
    let all = CaseFilter {
        text: None,
        limit: MOST,
        ..filter.clone()
    };
    let mut rows = station.store().cases(&all)?;
    let same = |row: &CaseRow| group_of(row).is_some_and(|of| of.eq_ignore_ascii_case(group));
    rows.retain(same);
    Ok(rows)
}

/// Whether a row's state (in the store's word) stands behind 受理.
pub(crate) fn is_accepted(state: &str) -> bool {
    after::badge(state).is_some()
        || matches!(
            stage(state),
            Stage::Accepted | Stage::Tolerated | Stage::Decided
        )
}

/// Filters that hang on the clock.
fn is_of_time(filter: &str) -> bool {
    matches!(filter, "due_today" | "yellow" | "red" | "waiting")
}

/// The page of a list by time: 绿色通道 before the others, then the soonest end first, what has none behind.
fn soonest(mut rows: Vec<(CaseRow, Marks)>, query: &CasesQuery, now: i64) -> Vec<(CaseRow, Marks)> {
    let today = domain::moment::day(now);
    rows.retain(|(_, marks)| match query.filter.as_str() {
        "due_today" => marks
            .by()
            .is_some_and(|by| domain::moment::day(by) == today),
        "yellow" => marks.card(now) == Some(Card::Yellow),
        "red" => marks.card(now) == Some(Card::Red),
        _ => true,
    });
    rows.sort_by_key(|(row, marks)| {
        let by = marks.by().unwrap_or(i64::MAX);
        (!row.first, by, row.opened_ms, row.case_id)
    });
    let behind = query.after.as_ref().and_then(|after| {
        let found = rows.iter().position(|(row, _)| place_of(row) == *after)?;
        Some(found + 1)
    });
    let limit = usize::try_from(query.limit.clamp(1, MOST)).unwrap_or(usize::MAX);
    rows.into_iter()
        .skip(behind.unwrap_or(0))
        .take(limit)
        .collect()
}

/// Where a row stands in the list, as its view says it.
fn place_of(row: &CaseRow) -> String {
    match row.place() {
        Place::First { opened_ms, case_id } => format!("first.{opened_ms}.{case_id}"),
        Place::Rest {
            updated_ms,
            case_id,
        } => format!("{updated_ms}.{case_id}"),
    }
}

/// The same read back.
fn place(text: &str) -> Outcome<Place> {
    let (first, rest) = match text.strip_prefix("first.") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let read = rest.split_once('.').and_then(|(at, id)| {
        let (at, case_id) = (at.parse().ok()?, id.parse().ok()?);
        Some(match first {
            true => Place::First {
                opened_ms: at,
                case_id,
            },
            false => Place::Rest {
                updated_ms: at,
                case_id,
            },
        })
    });
    read.ok_or_else(|| DeskFault::new("bad_input", "列表的位置读不出来。请重新打开“办件”。"))
}

/// The words of the stages that have not ended.
fn open_stages() -> Vec<String> {
    Stage::ALL
        .into_iter()
        .filter(|stage| !stage.has_ended())
        .map(|stage| stage.word().to_owned())
        .collect()
}

/// The words of the stages in which the applicant is waited for.
fn waiting_stages() -> Vec<String> {
    Stage::ALL
        .into_iter()
        .filter(|stage| stage.waits_for().is_some())
        .map(|stage| stage.word().to_owned())
        .collect()
}

/// One row as shown.
pub(crate) fn row_view(row: &CaseRow, (unsent, marks): (u32, Marks), now: i64) -> CaseRowView {
    CaseRowView {
        id: row.case_id.to_string(),
        place: place_of(row),
        number: row
            .number
            .clone()
            .unwrap_or_else(|| row.provisional.clone()),
        provisional: row.number.is_none(),
        item: row.item_name.clone(),
        person: domain::identity::mask::name(&row.applicant_name),
        stage: stage_badge(&row.state),
        lane: lane::badge(row.first),
        overdue: after::is_overdue(row, domain::moment::day(now)),
        card: match marks {
            Marks::Nothing => None,
            Marks::Waiting => Some(waiting_badge()),
            Marks::Missing => Some(missing_badge()),
            Marks::Counting { .. } => marks.card(now).map(card_badge),
        },
        due: due_of(row, marks),
        updated: today_or_day(row.updated_ms, domain::moment::day(now)),
        group: group_of(row).unwrap_or_default(),
        unsent,
    }
}

/// The promised day, or the one by which the office has to answer.
fn due_of(row: &CaseRow, marks: Marks) -> String {
    match (row.due.as_deref(), marks.by()) {
        (Some(due), _) => due_text(due),
        (None, Some(by)) => format!("{} 前答复", domain::moment::day(by)),
        (None, None) => String::new(),
    }
}

/// `10:44:07` of today, `2026-03-02 10:44` of another day.
pub(crate) fn today_or_day(ms: i64, today: jiff::civil::Date) -> String {
    if domain::moment::day(ms) == today {
        show::clock(ms)
    } else {
        domain::moment::minute_text(ms)
    }
}

/// `2026-03-11T17:00:00` as `2026-03-11 17:00`; a bare day stays one.
pub(super) fn due_text(due: &str) -> String {
    match due.split_once('T') {
        Some((day, time)) => format!("{day} {}", time.get(..5).unwrap_or(time)),
        None => due.to_owned(),
    }
}

pub(crate) fn stage(word: &str) -> Stage {
    serde_json::from_value(serde_json::Value::from(word)).unwrap_or_default()
}

/// A stage as a badge.
fn stage_badge(word: &str) -> Badge {
    if let Some(badge) = after::badge(word) {
        return badge;
    }
    let stage = stage(word);
    let tone = match stage {
        Stage::Accepted | Stage::Decided => Tone::Ok,
        Stage::Tolerated | Stage::Noticed | Stage::AcceptanceRequested => Tone::Warn,
        Stage::Refused | Stage::Returned => Tone::Bad,
        Stage::New | Stage::Received | Stage::Withdrawn => Tone::Plain,
    };
    Badge {
        tone,
        text: stage.text().to_owned(),
    }
}
