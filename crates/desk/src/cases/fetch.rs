//! What was erased here comes back from the backend for a purpose, which is recorded here and audited there
//! (design §6). It stays until the next purge.

use domain::case::{Case, Entry};

use super::{find, row};
use crate::desk::{Desk, no_backend, note};
use crate::fault::{DeskFault, Outcome};
use crate::shelf::{believed, payload};
use crate::view::CaseView;

impl Desk {
    /// Fetches a case's body back. Files do not come with it.
    ///
    /// # Errors
    /// `not_erased`, `purpose_needed`, `note_number`; no backend, the call's, the store's.
    pub async fn case_fetch(&self, id: &str, purpose: &str) -> Outcome<CaseView> {
        let station = self.station()?;
        let case = find(&station, id)?;
        if station.store().erased_at(case)?.is_none() {
            return Err(DeskFault::new(
                "not_erased",
                "这个办件的内容就在本机，不用调回。请直接打开。",
            ));
        }
        if purpose.trim().chars().count() < 2 {
            return Err(DeskFault::new(
                "purpose_needed",
                "请写明查阅事由。事由会留在本机和市平台的审计记录里。",
            ));
        }
        note(purpose)?;
        let remote = self.remote().ok_or_else(no_backend)?;
        self.connect(&station).await?;
        let told = [("case", &*case.to_string()), ("purpose", purpose.trim())];
        self.record(&station, "fetch", &told)?;
        let came = remote.case(case, purpose.trim()).await?.data;
        let acts: Vec<_> = came
            .acts
            .iter()
            .filter_map(|act| believed(&station, case, act))
            .collect();
        let entries: Vec<Entry> = acts
            .iter()
            .map(|(header, act)| Entry::of(header, payload(&act.payload)))
            .collect();
        let acts: Vec<_> = acts.into_iter().map(|(_, act)| act).collect();
        let times = || acts.iter().map(|act| act.captured_ms);
        let (opened, updated) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
        let folded = Case::of(case, &entries);
        let marks = super::marks(&station.reference(), &folded, updated);
        let summary = row(&folded, (opened, updated), marks).ok_or_else(incomplete)?;
        station.store().put_back(&summary, &acts)?;
        self.case(id)
    }
}

fn incomplete() -> DeskFault {
    DeskFault::new(
        "case_incomplete",
        "市平台给出的办件不完整，没有采用。请稍后再试，或联系管理员。",
    )
}
