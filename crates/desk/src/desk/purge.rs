//! Erasing on this machine what the backend holds in a backup (design §5). How long it is kept after that is the
//! city's word; a city that says nothing erases nothing.

use domain::case::Stage;
use domain::identity::mask;
use store::{CaseRow, Store, StoreError};

use super::Desk;
use crate::cases::REVOKED;
use crate::enquiry::ANSWERED;
use crate::fault::Outcome;
use crate::station::{Station, meta};

const DAY_MS: i64 = 86_400_000;
/// Cases to one round: the next drain goes on.
const MOST: u32 = 500;

impl Desk {
    /// Erases cases that have ended and enquiries that were answered, that the backend has in a backup, and that nobody
    /// has touched for the city's period; once a day, but for what one round leaves. By the backend's clock, so that a
    /// machine set to another year erases nothing early. Returns how many.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn purge(&self, station: &Station) -> Outcome<u64> {
        let store = station.store();
        let now = station.0.clock.last_contact();
        let (Some(now), Some(days)) = (now, station.reference().city.keep_days) else {
            return Ok(0);
        };
        let today = domain::moment::day(now).to_string();
        if store.meta_get(meta::PURGED)?.as_deref() == Some(today.as_bytes()) {
            return Ok(0);
        }
        let before = now.saturating_sub(i64::from(days) * DAY_MS);
        let ended: Vec<&str> = Stage::ALL
            .into_iter()
            .filter(|stage| stage.has_ended())
            .map(Stage::word)
            .chain([REVOKED, ANSWERED])
            .collect();
        let rows = store.purgeable(&ended, before, MOST)?;
        if rows.is_empty() && store.meta_get(meta::ERASED)?.is_none() {
            store.meta_put(meta::PURGED, today.as_bytes())?;
            return Ok(0);
        }
        // Kept until the journal has given up its copies, too, whenever this process ends.
        store.meta_put(meta::ERASED, b"1")?;
        let erased = erase(store, rows, (before, now))?;
        store.journal_compact()?;
        store.meta_forget(meta::ERASED)?;
        let [cases, acts, files] = erased.map(|count| count.to_string());
        let told = [("cases", &*cases), ("acts", &*acts), ("files", &*files)];
        self.record(station, "purge", &told)?;
        Ok(erased[0])
    }
}

/// How many cases, acts and files.
fn erase(
    store: &Store,
    rows: Vec<CaseRow>,
    (before, now): (i64, i64),
) -> Result<[u64; 3], StoreError> {
    let mut erased = [0; 3];
    for row in rows {
        if let Some(purged) = store.purge(&stub(row), before, now)? {
            erased[0] += 1;
            erased[1] += purged.acts;
            erased[2] += purged.files;
        }
    }
    Ok(erased)
}

/// What stays: how a list shows the case masked, and what finds it.
fn stub(row: CaseRow) -> CaseRow {
    CaseRow {
        applicant_name: mask::name(&row.applicant_name),
        first: false,
        body: Vec::new(),
        ..row
    }
}
