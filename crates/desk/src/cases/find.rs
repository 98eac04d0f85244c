use uuid::Uuid;

use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

/// A case's id from what a person knows: its id, its official or provisional number, or the one of the place that
/// accepts it, in any case.
///
/// # Errors
/// `not_found`, the store's.
pub(crate) fn find(station: &Station, known: &str) -> Outcome<Uuid> {
    let known = known.trim();
    let found = match known.parse::<Uuid>() {
        Ok(id) => station.store().case(id)?,
        Err(_) => {
            let as_typed = station.store().case_by_number(known)?;
            match as_typed {
                None => station
                    .store()
                    .case_by_number(&known.to_ascii_uppercase())?,
                found => found,
            }
        }
    };
    found.map(|row| row.case_id).ok_or_else(|| {
        DeskFault::new(
            "not_found",
            "本机没有这个编号的办件。请核对编号，或联网后再查。",
        )
    })
}
