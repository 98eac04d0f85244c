use serde::{Deserialize, Serialize};

use crate::case::Stage;

/// 进度推送 (domain reference S01): the applicant's phone is told of a state that the case has come to; written by the
/// backend alone, once when it is queued and once when it was handed to the city's message service (docs/adr/0027).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The state.
    pub state: Stage,
    /// 办件编号.
    pub number: String,
    /// When the case came to it, milliseconds since the Unix epoch.
    pub at: i64,
    /// Handed over; else queued.
    pub sent: bool,
}
