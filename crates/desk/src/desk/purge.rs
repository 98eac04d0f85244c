//! Erasing on this machine what the backend holds in a backup (design §5). How long it is kept after that is the
//! city's word; a city that says nothing erases nothing.

use domain::case::Stage;
use domain::identity::mask;
use store::CaseRow;

use super::Desk;
use crate::fault::Outcome;
use crate::station::{Station, meta};

const DAY_MS: i64 = 86_400_000;
/// Cases to one round: the next drain goes on.
const MOST: u32 = 500;

impl Desk {
    /// Erases cases that have ended, that the backend has in a backup, and that nobody has touched for the city's
    /// period. By the backend's clock, so that a machine set to another year erases nothing early. Returns how many.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn purge(&self, station: &Station) -> Outcome<u64> {
        let store = station.store();
        let contact = store.meta_get(meta::CONTACT)?;
        let now = contact
            .and_then(|bytes| bytes.try_into().ok())
            .map(i64::from_be_bytes);
        let (Some(now), Some(days)) = (now, station.reference().city.keep_days) else {
            return Ok(0);
        };
        let before = now.saturating_sub(i64::from(days) * DAY_MS);
        let (mut cases, mut acts, mut files) = (0u64, 0, 0);
        let ended: Vec<&str> = Stage::ALL
            .into_iter()
            .filter(|stage| stage.has_ended())
            .map(Stage::word)
            .collect();
        for row in store.purgeable(&ended, before, MOST)? {
            if let Some(purged) = store.purge(&stub(row), before, now)? {
                cases += 1;
                acts += purged.acts;
                files += purged.files;
            }
        }
        if cases > 0 {
            store.journal_compact()?;
            let count = [cases.to_string(), acts.to_string(), files.to_string()];
            let told = [
                ("cases", &*count[0]),
                ("acts", &*count[1]),
                ("files", &*count[2]),
            ];
            self.record(station, "purge", &told)?;
        }
        Ok(cases)
    }
}

/// What stays: how a list shows the case masked, and what finds it.
fn stub(row: CaseRow) -> CaseRow {
    CaseRow {
        applicant_name: mask::name(&row.applicant_name),
        body: Vec::new(),
        ..row
    }
}
