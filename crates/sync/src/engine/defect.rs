//! Planted defects: each breaks one rule, and the simulation must find it.

use super::Engine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// A row that was sending when the process ended is forgotten.
    ForgetsSending,
    /// A late reply that proves nothing moves the row.
    BelievesLateReplies,
    /// A reply of the life before a restore, come late, marks a row durable.
    BelievesFormerLives,
    /// An acknowledgement that does not verify counts.
    BelievesUnproved,
    /// Received is taken for durable.
    BelievesReceived,
    /// A signed acknowledgement of other bytes, or of another act, counts.
    BelievesOtherHash,
    /// A fork is taken out of the queue.
    DropsForks,
    /// A record that the backend cannot take (400, 409, 422) is taken out of the queue.
    DropsRecordFaults,
    /// `missing` does not unmark the files.
    KeepsMissing,
    /// `missing` does not bring back the acts.
    ForgetsMissingActs,
    /// A restored backend gets nothing back.
    SkipsEpoch,
    /// An act leaves before its files.
    ActsBeforeFiles,
    /// The last act of a case goes first.
    ReordersCase,
    /// Later acts of a case pass one that was set aside.
    PassesSetAside,
    /// A case that waits holds up the cases behind it.
    BlocksBehindWaiting,
    /// One bad record stops all.
    StopsOnRecordFault,
    /// The request leaves before *sending* is kept.
    SendsBeforeKeeping,
    /// An act under way is sent once more beside it.
    SendsTwice,
    /// An acknowledged row is settled and stays.
    CountsTwice,
    /// A wait is believed after the clock was set back.
    TrustsClock,
    /// A backend may ask for any patience.
    ObeysRetryAfter,
    /// A backend asks for patience in vain.
    IgnoresRetryAfter,
}

impl Defect {
    pub(crate) const ALL: [Defect; 22] = [
        Self::ForgetsSending,
        Self::BelievesLateReplies,
        Self::BelievesFormerLives,
        Self::BelievesUnproved,
        Self::BelievesReceived,
        Self::BelievesOtherHash,
        Self::DropsForks,
        Self::DropsRecordFaults,
        Self::KeepsMissing,
        Self::ForgetsMissingActs,
        Self::SkipsEpoch,
        Self::ActsBeforeFiles,
        Self::ReordersCase,
        Self::PassesSetAside,
        Self::BlocksBehindWaiting,
        Self::StopsOnRecordFault,
        Self::SendsBeforeKeeping,
        Self::SendsTwice,
        Self::CountsTwice,
        Self::TrustsClock,
        Self::ObeysRetryAfter,
        Self::IgnoresRetryAfter,
    ];
}

impl Engine {
    pub(crate) fn plant(&mut self, defect: Option<Defect>) {
        self.defect = defect;
        self.rows.plant(defect);
    }

    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }
}
