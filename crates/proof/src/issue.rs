//! Making a signed proof code: what the citizen's phone shows.

use crate::claims::Claims;
use crate::profile::Profile;
use seal::{SigningKey, Use, sign1};

/// Why no code can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unissuable {
    /// Too long a life, too many licences, an empty issuer or number, or more than a QR code holds.
    #[error("the claims break a limit of the profile")]
    Limits,
    /// The key is of an algorithm the profile does not allow.
    #[error("the profile does not allow the key's algorithm")]
    Algorithm,
}

/// The text of a signed proof code. Verifies under the same profile.
pub fn issue(claims: &Claims, key: &SigningKey, profile: &Profile) -> Result<String, Unissuable> {
    if !profile.algorithms.contains(&key.algorithm()) {
        return Err(Unissuable::Algorithm);
    }
    if !claims.within(profile) {
        return Err(Unissuable::Limits);
    }
    let payload = claims.encode(profile).map_err(|_| Unissuable::Limits)?;
    let envelope = sign1(Use::Code, &payload, key).map_err(|_| Unissuable::Limits)?;
    let text = format!("{}{}", profile.prefix, base45::encode(envelope));
    if text.len() > profile.limits.text_chars {
        return Err(Unissuable::Limits);
    }
    Ok(text)
}
