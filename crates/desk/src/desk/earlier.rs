//! The applicant's earlier cases on this machine: the last form as a source (S21), and licences that were used with
//! their consent (S89).

use std::collections::BTreeMap;

use domain::act::LineSource;
use domain::applicant::Party;
use domain::case::Case;
use domain::catalogue::{Field, Item, Origin};
use store::{CaseFilter, CaseRow};
use uuid::Uuid;

use super::double::open;
use super::{Desk, locked, pinned};
use crate::cases;
use crate::draft::{Draft, Earlier, UsedLicence};
use crate::fault::Outcome;
use crate::station::{Reference, Station};

/// Cases with the same end of the number that are looked at; people share it rarely.
const LOOKED: u32 = 24;
/// Cases of the applicant that count.
const COUNTED: usize = 6;

impl Desk {
    /// Looks the applicant up once they and the item are known, and again when either changes.
    pub(super) fn look_back(&self) -> Outcome<()> {
        let station = self.station()?;
        let mut draft = locked(&self.0.draft).clone();
        if self.recall(&station, &mut draft)? {
            self.put_on(draft.id, |held| {
                held.earlier = draft.earlier;
                held.again = None;
            })?;
        }
        Ok(())
    }

    /// Puts what is known of the applicant into the draft; answers whether it was not there yet.
    pub(super) fn recall(&self, station: &Station, draft: &mut Draft) -> Outcome<bool> {
        let reference = station.reference();
        let (Some(party), Some(item)) = (&draft.party, pinned(draft, &reference)) else {
            return Ok(false);
        };
        let of = (party.id.clone(), item.code.clone());
        if party.id.is_empty() || draft.earlier.of == of {
            return Ok(false);
        }
        let found = cases_of(station, party, draft.id)?;
        draft.earlier = Earlier {
            of,
            form: last_form(item, &found, &reference),
            used: used(&found),
            open: open(station, (party, &item.code), draft.id, self.now())?,
        };
        Ok(true)
    }
}

/// Their cases here, the last opened first; an erased one says nothing.
fn cases_of(station: &Station, party: &Party, except: Uuid) -> Outcome<Vec<Case>> {
    let rows = rows_of(station, party, (LOOKED, 0))?;
    let mut found = Vec::new();
    for row in rows.into_iter().filter(|row| row.case_id != except) {
        let (case, _) = cases::fold(station, row.case_id)?;
        let applicant = case.applicant.as_ref();
        if applicant.is_some_and(|applicant| applicant.party.id == party.id) {
            found.push(case);
        }
        if found.len() == COUNTED {
            break;
        }
    }
    Ok(found)
}

/// At most so many cases here, changed since then, whose applicant's number ends as theirs, or whose own number does.
pub(super) fn rows_of(
    station: &Station,
    party: &Party,
    (limit, since_ms): (u32, i64),
) -> Outcome<Vec<CaseRow>> {
    let start = party.id.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    Ok(station.store().cases(&CaseFilter {
        text: Some(party.id[start..].to_owned()),
        limit,
        since_ms,
        ..CaseFilter::default()
    })?)
}

/// Values of the fields that take the last form for a source: of the last case that has the same field, by its key and
/// its label, for another item may mean another thing by the same key.
fn last_form(item: &Item, cases: &[Case], reference: &Reference) -> BTreeMap<String, String> {
    let fields = all_fields(item);
    let wanted = fields
        .iter()
        .filter(|field| field.sources.contains(&Origin::Last));
    let value = |field: &Field| {
        cases.iter().find_map(|case| {
            let theirs = reference.item(&case.item, case.item_version)?;
            let same = |other: &Field| other.key == field.key && other.label == field.label;
            let held = case.form.get(&field.key)?;
            all_fields(theirs)
                .iter()
                .any(same)
                .then(|| held.value.clone())
        })
    };
    wanted
        .filter_map(|field| Some((field.key.clone(), value(field)?)))
        .collect()
}

fn all_fields(item: &Item) -> Vec<Field> {
    item.form.fields(&item.usual())
}

/// Each licence type with the last case that used it by a consent.
fn used(cases: &[Case]) -> Vec<UsedLicence> {
    let mut all: Vec<UsedLicence> = Vec::new();
    for case in cases {
        let day = domain::moment::day(case.received_at).to_string();
        for line in &case.materials {
            if let LineSource::Licence {
                licence, authority, ..
            } = &line.source
                && !authority.is_empty()
                && all.iter().all(|held| &held.licence != licence)
            {
                all.push(UsedLicence {
                    licence: licence.clone(),
                    case: case.id,
                    day: day.clone(),
                });
            }
        }
    }
    all
}
