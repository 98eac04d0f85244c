//! Everything a verdict depends on besides the code.

use crate::profile::Profile;
use seal::{TrustedKey, Use};

/// What is known when a code is judged.
pub struct Context<'a> {
    /// The realm this desk belongs to.
    pub realm: &'a str,
    pub trust: Trust<'a>,
    /// Now, as uncertain as the clock is.
    pub now: Interval,
    /// How far the issuer's clock may be ahead of ours, in seconds.
    pub skew_s: i64,
    pub profile: Profile,
    /// Whether the code (iss, cti) was used here.
    pub used: &'a dyn Fn(&str, &[u8]) -> bool,
    /// Whether the code (iss, cti) was revoked by its issuer.
    pub revoked: &'a dyn Fn(&str, &[u8]) -> bool,
}

/// The keys a realm trusts.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    pub keys: &'a [TrustedKey],
    /// The list is complete and not past its next update: a key it lacks does not exist.
    pub fresh: bool,
}

impl Trust<'static> {
    /// No list at all: every signer is one that cannot be judged.
    pub const ABSENT: Trust<'static> = Trust {
        keys: &[],
        fresh: false,
    };
}

impl<'a> Trust<'a> {
    /// The keys of a trust list, fresh while all of `now` is before its next update.
    pub fn of_list(list: &'a seal::TrustList, now: Interval) -> Trust<'a> {
        Trust {
            keys: &list.keys,
            fresh: now.latest <= list.next_update,
        }
    }

    /// The key of that kid with which this issuer signs codes. Another issuer's key is no signer
    /// of this one.
    pub(crate) fn signer(&self, kid: &[u8], iss: &str) -> Option<&'a TrustedKey> {
        self.keys
            .iter()
            .find(|key| key.kid.as_ref() == kid && key.is_for(Use::Code) && key.subject == iss)
    }
}

/// A time between two Unix seconds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub earliest: i64,
    pub latest: i64,
}

impl Interval {
    /// A time that is known.
    pub const fn exactly(at: i64) -> Interval {
        Interval {
            earliest: at,
            latest: at,
        }
    }

    /// Whether all of it lies in the other.
    pub(crate) fn is_within(self, other: Interval) -> bool {
        other.earliest <= self.earliest && self.latest <= other.latest
    }

    /// Whether nothing of it lies in the other.
    pub(crate) fn is_apart_from(self, other: Interval) -> bool {
        self.latest < other.earliest || other.latest < self.earliest
    }
}
