use std::collections::BTreeSet;

use domain::act::{Hash, Header, Payload};
use domain::case::{Case, Entry};
use store::{CaseRow, StoreError, StoredAct};
use uuid::Uuid;

use super::after;
use crate::enquiry;
use crate::shelf;
use crate::station::Station;

/// An act's header and payload, as far as this program can read them.
pub(crate) fn read(act: &StoredAct) -> (Option<Header>, Option<Payload>) {
    let header = ::seal::ParsedMany::parse(&act.bytes)
        .ok()
        .and_then(|parsed| ::seal::cbor::decode_strict(parsed.payload()).ok());
    (header, act.payload.as_deref().and_then(shelf::payload))
}

/// Folds the acts as they stand here: positions first, own unsent ones after; a mend in the place of what it mends
/// (design §4).
///
/// # Errors
/// The store's.
pub fn fold(station: &Station, case: Uuid) -> Result<(Case, Vec<StoredAct>), StoreError> {
    let acts = station.store().acts_of(case)?;
    Ok((Case::of(case, &entries(&acts)), acts))
}

/// The acts as a fold reads them.
pub(crate) fn entries(acts: &[StoredAct]) -> Vec<Entry> {
    let entry = |act: &StoredAct| match read(act) {
        (Some(header), payload) => Entry::of(&header, payload),
        (None, _) => Entry {
            id: act.act_id,
            replaces: act.replaces,
            kind: act.kind.clone(),
            deed: None,
        },
    };
    acts.iter().map(entry).collect()
}

/// The case's heads (design §4): acts that no other act known here stands on.
pub(crate) fn heads(acts: &[StoredAct]) -> Vec<Hash> {
    let stood_on: BTreeSet<Hash> = acts
        .iter()
        .filter_map(|act| read(act).0)
        .flat_map(|header| header.base)
        .collect();
    acts.iter()
        .map(|act| Hash(act.hash))
        .filter(|hash| !stood_on.contains(hash))
        .collect()
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
    let marks = super::marks(&station.reference(), &folded, last.captured_ms);
    Ok(row(&folded, (first.captured_ms, last.captured_ms), marks))
}

/// The summary row of a folded case, when it was opened and last changed, and where its time stands.
#[must_use]
pub fn row(case: &Case, (opened_ms, updated_ms): (i64, i64), marks: Vec<u8>) -> Option<CaseRow> {
    if let Some(enquiry) = &case.enquiry {
        return Some(enquiry::row(case, enquiry, (opened_ms, updated_ms)));
    }
    let applicant = case.applicant.as_ref()?;
    let tail: Vec<char> = applicant.party.id.chars().rev().take(4).collect();
    Some(CaseRow {
        case_id: case.id,
        // What another accepts has no number of ours: it is known by the other side's.
        number: case.number.clone().or_else(|| {
            let linked = case.linked.as_ref()?;
            Some(linked.number.to_ascii_uppercase())
        }),
        provisional: case.provisional.clone(),
        item_code: case.item.clone(),
        item_name: case.item_name.clone(),
        applicant_name: applicant.party.name.clone(),
        applicant_id_tail: tail.into_iter().rev().collect(),
        state: after::state(case).to_owned(),
        due: after::check_day(case)
            .or_else(|| case.tolerance.as_ref()?.due.clone())
            .or_else(|| case.due.clone()),
        opened_ms,
        updated_ms,
        first: case.green.is_some() && !case.stage.has_ended(),
        body: marks,
    })
}
