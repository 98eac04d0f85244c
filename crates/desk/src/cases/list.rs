use domain::case::Stage;
use store::{CaseFilter, CaseRow};
use uuid::Uuid;

use super::after;
use crate::desk::Desk;
use crate::draft::show;
use crate::fault::{DeskFault, Outcome};
use crate::view::{Badge, CaseRowView, CasesQuery, Tone};

impl Desk {
    /// 办件 on this machine, last changed first: a page of them. A text finds the ones opened last and has one page.
    ///
    /// # Errors
    /// Nobody is signed in, a place that no row gave, the store's.
    pub fn cases(&self, query: &CasesQuery) -> Outcome<Vec<CaseRowView>> {
        let station = self.station()?;
        let text = query.text.trim();
        let limit = query.limit.clamp(1, 5_000);
        let today = domain::moment::day(self.now());
        let filter = CaseFilter {
            text: (!text.is_empty()).then(|| text.to_owned()),
            states: match query.filter.as_str() {
                "tolerated" => vec!["tolerated".to_owned()],
                "open" => open_stages(),
                "checks" => return self.checks_due(query),
                _ => Vec::new(),
            },
            since_ms: match query.filter.as_str() {
                "today" => domain::moment::begins(today),
                _ => 0,
            },
            limit,
            after: query.after.as_deref().map(place).transpose()?,
        };
        let rows = station.store().cases(&filter)?;
        let shown = rows.iter().map(|row| row.case_id);
        let unsent = station.store().queue_unsent_of(shown)?;
        Ok(rows
            .iter()
            .map(|row| row_view(row, unsent.get(&row.case_id).copied().unwrap_or(0), today))
            .collect())
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

/// Where a row stands in the list, as its view says it.
fn place_of(row: &CaseRow) -> String {
    format!("{}.{}", row.updated_ms, row.case_id)
}

/// The same read back.
fn place(text: &str) -> Outcome<(i64, Uuid)> {
    text.split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)))
        .ok_or_else(|| DeskFault::new("bad_input", "列表的位置读不出来。请重新打开“办件”。"))
}

/// The words of the stages that have not ended.
fn open_stages() -> Vec<String> {
    Stage::ALL
        .into_iter()
        .filter(|stage| !stage.has_ended())
        .map(|stage| stage.word().to_owned())
        .collect()
}

/// One row as shown.
pub(crate) fn row_view(row: &CaseRow, unsent: u32, today: jiff::civil::Date) -> CaseRowView {
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
        overdue: after::is_overdue(row, today),
        due: row.due.as_deref().map(due_text).unwrap_or_default(),
        updated: today_or_day(row.updated_ms, today),
        unsent,
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

fn stage(word: &str) -> Stage {
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
