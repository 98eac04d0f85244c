//! What a body names beside itself: attachments that travel apart, a second person.

use super::{Accepted, Hash, Line, Payload, Requested, Second, Signature};

impl Payload {
    /// 工号 of the second person that the body names.
    #[must_use]
    pub fn witness(&self) -> Option<&str> {
        match self {
            Self::Inspected(inspected) => inspected.witness.as_deref(),
            _ => self.agreed_by(),
        }
    }

    /// 工号 of the supervisor who agreed before the act was done; a revocation's second person has a rule of its own.
    #[must_use]
    pub fn agreed_by(&self) -> Option<&str> {
        match self {
            Self::Reviewed(said) => said.witness.as_deref(),
            _ => self.second().map(|second| second.witness.as_str()),
        }
    }

    /// The second person that the body names, with their reason.
    #[must_use]
    pub fn second(&self) -> Option<&Second> {
        match self {
            Self::Noticed(notice) => notice.later.as_ref(),
            Self::Extended(extended) => Some(&extended.approval),
            Self::Deferred(deferred) => Some(&deferred.approval),
            _ => None,
        }
    }

    /// The attachments the body names.
    #[must_use]
    pub fn attachments(&self) -> Vec<(Hash, u64)> {
        let of_lines = |lines: &[Line]| {
            lines
                .iter()
                .flat_map(|line| line.source.attachments())
                .collect::<Vec<_>>()
        };
        let signed = |signature: &Option<Signature>| {
            signature.iter().filter_map(|s| s.image).collect::<Vec<_>>()
        };
        let mut all = match self {
            Self::Received(intake) => {
                [of_lines(&intake.materials), signed(&intake.signature)].concat()
            }
            Self::Supplemented(supplement) => of_lines(&supplement.materials),
            Self::Accepted(Accepted { commitment, .. }) => signed(commitment),
            Self::AcceptanceRequested(Requested { commitment, .. }) => signed(commitment),
            Self::Registered(_)
            | Self::AcceptanceConfirmed(_)
            | Self::Noticed(_)
            | Self::Refused(_)
            | Self::Withdrawn(_)
            | Self::Decided(_)
            | Self::Suspended(_)
            | Self::Resumed(_)
            | Self::Extended(_)
            | Self::Corrected(_)
            | Self::Deferred(_)
            | Self::Triggered(_)
            | Self::Lapsed(_)
            | Self::Contested(_)
            | Self::Settled(_)
            | Self::Delivered(_)
            | Self::Inspected(_)
            | Self::Reviewed(_)
            | Self::Explained(_)
            | Self::Prioritised(_)
            | Self::Cohandled(_)
            | Self::Linked(_)
            | Self::Told(_)
            | Self::Enquired(_)
            | Self::OpeningRequested(_)
            | Self::Station(_) => Vec::new(),
        };
        all.sort_unstable();
        all.dedup();
        all
    }
}
