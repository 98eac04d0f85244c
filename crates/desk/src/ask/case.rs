use domain::case::Case;
use serde::Serialize;

use crate::Desk;
use crate::cases::{expected, find, fold, read};
use crate::fault::Outcome;

/// A case with its acts, as a program reads it: nothing is masked, and the asking is recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WholeCase {
    /// As the acts say it stands.
    pub case: Case,
    /// 应…，待系统确认: what only this machine's clock says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<&'static str>,
    /// In the order in which they count.
    pub acts: Vec<ListedAct>,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedAct {
    /// Act id.
    pub id: String,
    /// What was done.
    pub kind: String,
    /// 工号, or the system that did it.
    pub actor: String,
    /// Captured, milliseconds since the Unix epoch.
    pub at: i64,
    /// Machine word of its row in the queue.
    pub state: &'static str,
    /// Place in the backend's log, once it has one.
    pub position: Option<u64>,
}

impl Desk {
    /// A case by its id, its official or its provisional number.
    ///
    /// # Errors
    /// `not_found`, the store's.
    pub fn whole_case(&self, known: &str) -> Outcome<WholeCase> {
        let station = self.station()?;
        let id = find(&station, known)?;
        self.record(&station, "unmask", &[("case", &id.to_string())])?;
        let (case, acts) = fold(&station, id)?;
        let acts = acts
            .iter()
            .map(|act| ListedAct {
                id: act.act_id.to_string(),
                kind: act.kind.clone(),
                actor: read(act).0.map(|header| header.actor).unwrap_or_default(),
                at: act.captured_ms,
                state: act.state.word(),
                position: act.position,
            })
            .collect();
        let expected = expected(&case, &station.reference(), self.now())?;
        Ok(WholeCase {
            case,
            expected,
            acts,
        })
    }
}
