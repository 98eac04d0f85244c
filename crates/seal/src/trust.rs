//! The trust list (信任列表): which keys a realm trusts, for what, and how long.

use crate::cbor::{self, Malformed};
use crate::envelope::{ParsedMany, Unsealable, sign_many};
use crate::key::{Kid, PublicKey, SigningKey};
use crate::uses::Use;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// The keys a realm trusts, signed by its roots. Times are Unix seconds.
///
/// A field that a later version adds is ignored by this one, a use it does not know is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    /// The realm (practice, or a city) these keys are for.
    pub realm: String,
    /// Strictly increasing: an older list never replaces a newer one.
    pub version: u64,
    pub issued_at: i64,
    /// After this the list is stale: an unknown key may be a new one.
    pub next_update: i64,
    /// How many of the roots must sign the next list.
    pub threshold: u8,
    pub roots: Vec<PublicKey>,
    pub keys: Vec<TrustedKey>,
}

/// One trusted key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedKey {
    /// Always [`PublicKey::kid`] of `key`.
    pub kid: Kid,
    pub key: PublicKey,
    #[serde(deserialize_with = "known_uses")]
    pub uses: Vec<Use>,
    /// Whose key it is: the issuer of codes, the terminal, the member.
    pub subject: String,
    pub not_before: i64,
    pub not_after: i64,
    /// From when on the key signs nothing more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// The secret is out: every signature is lost, also earlier ones. A key that was revoked
    /// without it was superseded and its earlier signatures stay good.
    #[serde(default)]
    pub compromised: bool,
}

impl TrustedKey {
    /// A key that counts from `not_before` to `not_after`, both included.
    pub fn new(
        key: PublicKey,
        uses: &[Use],
        subject: impl Into<String>,
        not_before: i64,
        not_after: i64,
    ) -> TrustedKey {
        TrustedKey {
            kid: key.kid(),
            key,
            uses: uses.to_vec(),
            subject: subject.into(),
            not_before,
            not_after,
            revoked_at: None,
            compromised: false,
        }
    }

    /// Whether the key may sign for this use at all.
    pub fn is_for(&self, use_: Use) -> bool {
        self.uses.contains(&use_)
    }

    /// Whether a signature made at `signed_at` is lost to a revocation.
    pub fn is_revoked_for(&self, signed_at: i64) -> bool {
        self.compromised || self.revoked_at.is_some_and(|at| signed_at >= at)
    }

    /// Whether `at` lies in the key's validity.
    pub fn is_within_validity(&self, at: i64) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }
}

/// Why a trust list is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustRefused {
    #[error("malformed: {0}")]
    Malformed(#[from] Malformed),
    #[error("the list belongs to another realm")]
    Realm,
    #[error("the list is not newer than version {0}")]
    NotNewer(u64),
    #[error("the list contradicts itself")]
    Inconsistent,
    #[error("too few of the pinned roots signed the list")]
    OldRoots,
    #[error("too few of the list's own roots signed the list")]
    NewRoots,
    #[error("a signature on the list is not of a root, is wrong, or stands twice")]
    Signature,
}

impl TrustList {
    /// Signs the list with roots: those pinned now, and the new ones if they change.
    pub fn seal(&self, roots: &[&SigningKey]) -> Result<Vec<u8>, Unsealable> {
        let payload = cbor::encode(self)?;
        let signers: Vec<_> = roots.iter().map(|key| (Use::Trust, *key)).collect();
        sign_many(&payload, &signers)
    }

    /// Opens a list for a realm whose roots are pinned. `previous` is the version of the list in
    /// force. A list with other roots or another threshold must be signed by old and new; after
    /// that its roots are the pinned ones.
    pub fn open(
        bytes: &[u8],
        realm: &str,
        pinned: &[PublicKey],
        threshold: u8,
        previous: Option<u64>,
    ) -> Result<TrustList, TrustRefused> {
        let parsed = ParsedMany::parse(bytes)?;
        let list: TrustList = cbor::decode_strict(parsed.payload())?;
        if list.realm != realm {
            return Err(TrustRefused::Realm);
        }
        list.check()?;
        list.check_signatures(&parsed, pinned, threshold)?;
        match previous {
            Some(version) if list.version <= version => Err(TrustRefused::NotNewer(version)),
            _ => Ok(list),
        }
    }

    /// The key of that kid for that use.
    pub fn find(&self, use_: Use, kid: &[u8]) -> Option<&TrustedKey> {
        self.keys
            .iter()
            .find(|key| key.kid.as_ref() == kid && key.is_for(use_))
    }

    fn check(&self) -> Result<(), TrustRefused> {
        let roots: BTreeSet<_> = self.roots.iter().map(PublicKey::kid).collect();
        let keys: BTreeSet<_> = self.keys.iter().map(|key| key.kid).collect();
        let sound = roots.len() == self.roots.len()
            && keys.len() == self.keys.len()
            && self.keys.iter().all(|key| key.kid == key.key.kid())
            && self.threshold >= 1
            && usize::from(self.threshold) <= self.roots.len();
        sound.then_some(()).ok_or(TrustRefused::Inconsistent)
    }

    fn check_signatures(
        &self,
        parsed: &ParsedMany,
        pinned: &[PublicKey],
        threshold: u8,
    ) -> Result<(), TrustRefused> {
        let (old, new) = (kids(pinned), kids(&self.roots));
        let mut signed = BTreeSet::new();
        for at in 0..parsed.len() {
            let root = pinned
                .iter()
                .chain(&self.roots)
                .find(|root| root.kid().as_ref() == parsed.kid(at))
                .ok_or(TrustRefused::Signature)?;
            parsed
                .verify(at, Use::Trust, root)
                .map_err(|_| TrustRefused::Signature)?;
            if !signed.insert(root.kid()) {
                return Err(TrustRefused::Signature);
            }
        }
        // A threshold of nought would take a list nobody signed.
        if signed.intersection(&old).count() < usize::from(threshold.max(1)) {
            return Err(TrustRefused::OldRoots);
        }
        if signed.intersection(&new).count() < usize::from(self.threshold) {
            return Err(TrustRefused::NewRoots);
        }
        Ok(())
    }
}

fn kids(keys: &[PublicKey]) -> BTreeSet<Kid> {
    keys.iter().map(PublicKey::kid).collect()
}

fn known_uses<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Use>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    Ok(names
        .iter()
        .filter_map(|name| Use::from_name(name))
        .collect())
}
