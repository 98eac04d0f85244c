//! Planted defects: each breaks one rule, and the simulation must find it.

use super::Engine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// A row that was sending when the process ended is forgotten.
    ForgetsSending,
    /// A late reply that proves nothing moves the row.
    BelievesLateReplies,
    /// An acknowledgement that does not verify counts.
    BelievesUnproved,
    /// A fork is taken out of the queue.
    DropsForks,
    /// `missing` does not unmark the files.
    KeepsMissing,
    /// An act leaves before its files.
    ActsBeforeFiles,
    /// Later acts of a case pass one that was set aside.
    PassesSetAside,
    /// One bad record stops all.
    StopsOnRecordFault,
    /// A wait is believed after the clock was set back.
    TrustsClock,
    /// A backend may ask for any patience.
    ObeysRetryAfter,
}

impl Defect {
    pub(crate) const ALL: [Defect; 10] = [
        Self::ForgetsSending,
        Self::BelievesLateReplies,
        Self::BelievesUnproved,
        Self::DropsForks,
        Self::KeepsMissing,
        Self::ActsBeforeFiles,
        Self::PassesSetAside,
        Self::StopsOnRecordFault,
        Self::TrustsClock,
        Self::ObeysRetryAfter,
    ];
}

impl Engine {
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }
}
