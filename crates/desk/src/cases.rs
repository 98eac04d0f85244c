//! Cases on this machine: folding, listing, and what can be done to one that is received.

use std::collections::BTreeMap;

use domain::case::Case;
use store::{CaseFilter, CaseRow, QueueFilter, StoreError, StoredAct};
use uuid::Uuid;

use crate::draft::show;
use crate::fault::{DeskFault, Outcome};
use crate::shelf;
use crate::station::Station;
use crate::view::{Badge, CaseRowView, CasesQuery, Tone};

/// Folds the acts as they stand here: positions first, own unsent ones after (design §4).
///
/// # Errors
/// The store's.
pub fn fold(station: &Station, case: Uuid) -> Result<(Case, Vec<StoredAct>), StoreError> {
    let acts = station.store().acts_of(case)?;
    let mut folded = Case::new(case);
    for act in &acts {
        let header: Option<domain::act::Header> = ::seal::ParsedMany::parse(&act.bytes)
            .ok()
            .and_then(|parsed| ::seal::cbor::decode_strict(parsed.payload()).ok());
        let captured = header.map(|header| header.captured);
        match (captured, act.payload.as_deref().and_then(shelf::payload)) {
            (Some(captured), Some(payload)) => folded.apply(&captured, &payload),
            _ => folded.apply_unknown(&act.kind),
        }
    }
    Ok((folded, acts))
}

/// The summary row of a case, from its acts.
///
/// # Errors
/// The store's.
pub fn summary(station: &Station, case: Uuid) -> Result<Option<CaseRow>, StoreError> {
    let (folded, acts) = fold(station, case)?;
    let (Some(first), Some(last)) = (acts.first(), acts.last()) else {
        return Ok(None);
    };
    Ok(row(&folded, first.captured_ms, last.captured_ms))
}

/// The summary row of a folded case.
#[must_use]
pub fn row(case: &Case, opened_ms: i64, updated_ms: i64) -> Option<CaseRow> {
    let applicant = case.applicant.as_ref()?;
    let tail: Vec<char> = applicant.party.id.chars().rev().take(4).collect();
    Some(CaseRow {
        case_id: case.id,
        number: case.number.clone(),
        provisional: case.provisional.clone(),
        item_code: case.item.clone(),
        item_name: case.item_name.clone(),
        applicant_name: applicant.party.name.clone(),
        applicant_id_tail: tail.into_iter().rev().collect(),
        state: case.stage.word().to_owned(),
        due: case
            .tolerance
            .as_ref()
            .and_then(|t| t.due.clone())
            .or_else(|| case.due.clone()),
        opened_ms,
        updated_ms,
        body: Vec::new(),
    })
}

/// 办件 on this machine.
///
/// # Errors
/// The store's.
pub fn list(station: &Station, query: &CasesQuery, now: i64) -> Outcome<Vec<CaseRowView>> {
    let text = query.text.trim();
    let filter = CaseFilter {
        text: (!text.is_empty()).then(|| text.to_owned()),
        state: (query.filter == "tolerated").then(|| "tolerated".to_owned()),
        limit: query.limit.clamp(1, 5_000),
        after: None,
    };
    let today = domain::moment::day(now);
    let rows = station.store().cases(&filter)?;
    let unsent = unsent(station)?;
    Ok(rows
        .iter()
        .filter(|row| match query.filter.as_str() {
            "open" => !matches!(
                row.state.as_str(),
                "decided" | "refused" | "withdrawn" | "returned"
            ),
            "today" => domain::moment::day(row.updated_ms) == today,
            _ => true,
        })
        .map(|row| row_view(row, unsent.get(&row.case_id).copied().unwrap_or(0), today))
        .collect())
}

/// How many acts of each case are not durable yet.
///
/// # Errors
/// The store's.
pub fn unsent(station: &Station) -> Result<BTreeMap<Uuid, u32>, StoreError> {
    let mut counts = BTreeMap::new();
    for filter in [QueueFilter::Open, QueueFilter::Human] {
        for row in station.store().queue_rows(filter, 20_000)? {
            if let Some(case) = row.case.filter(|_| !row.state.is_durable()) {
                *counts.entry(case).or_insert(0) += 1;
            }
        }
    }
    Ok(counts)
}

/// One row as shown.
#[must_use]
pub fn row_view(row: &CaseRow, unsent: u32, today: jiff::civil::Date) -> CaseRowView {
    let day = domain::moment::day(row.updated_ms);
    let time = show::clock(row.updated_ms);
    CaseRowView {
        id: row.case_id.to_string(),
        number: row
            .number
            .clone()
            .unwrap_or_else(|| row.provisional.clone()),
        provisional: row.number.is_none(),
        item: row.item_name.clone(),
        person: domain::identity::mask::name(&row.applicant_name),
        stage: stage_badge(&row.state),
        due: row.due.clone().unwrap_or_default(),
        updated: if day == today {
            time
        } else {
            format!("{day} {}", &time[..5])
        },
        unsent,
    }
}

/// A stage as a badge.
#[must_use]
pub fn stage_badge(word: &str) -> Badge {
    use domain::case::Stage;
    let stage = serde_json::from_value::<Stage>(serde_json::Value::from(word)).unwrap_or_default();
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

/// A case's id from what a person knows: its id, its official or provisional number.
///
/// # Errors
/// Not here.
pub fn find(station: &Station, known: &str) -> Outcome<Uuid> {
    if let Ok(id) = known.parse::<Uuid>() {
        return Ok(id);
    }
    match station.store().case_by_number(known.trim())? {
        Some(row) => Ok(row.case_id),
        None => Err(DeskFault::new(
            "not_found",
            "本机没有这个编号的办件。请核对编号，或联网后再查。",
        )),
    }
}
