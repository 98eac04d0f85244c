//! Everything a verdict depends on besides the code.

use super::Terms;
use crate::profile::Profile;
use crate::publisher::PublisherKey;
use seal::{TrustedKey, Use};

/// What is known when a code is judged. `K` is how keys are listed: a realm's, or
/// [`PublisherKey`]s.
pub struct Context<'a, K = TrustedKey> {
    /// The realm this desk belongs to; other publishers' codes know none.
    pub realm: &'a str,
    pub trust: Trust<'a, K>,
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

/// The keys a realm trusts, or those of other publishers.
pub struct Trust<'a, K = TrustedKey> {
    pub keys: &'a [K],
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
}

impl<K> Clone for Trust<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Trust<'_, K> {}

/// A key as it is listed.
pub(crate) trait Signer {
    /// Whether a code that names this kid may be signed with this key.
    fn signs(&self, kid: &[u8], terms: &impl Terms) -> bool;

    fn trusted(&self) -> &TrustedKey;
}

impl Signer for TrustedKey {
    /// The key of that kid with which this issuer signs codes. Another issuer's key is no signer
    /// of this one.
    fn signs(&self, kid: &[u8], terms: &impl Terms) -> bool {
        self.kid.as_ref() == kid && self.is_for(Use::Code) && self.subject == terms.iss()
    }

    fn trusted(&self) -> &TrustedKey {
        self
    }
}

impl Signer for PublisherKey {
    /// The file names no issuers.
    fn signs(&self, kid: &[u8], _: &impl Terms) -> bool {
        self.kid == kid
    }

    fn trusted(&self) -> &TrustedKey {
        &self.trusted
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
