use serde::{Deserialize, Serialize};

/// Why an alarm of a case arose (domain reference S54: alarms cannot be deleted, only explained).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The alarm's key, e.g. `overdue:promise` ([`crate::card::Alarm::key`]).
    pub alarm: String,
    /// In words.
    pub reason: String,
}
