//! The verdict on a signed proof code, row by row of one table.
//!
//! | Finding | Verdict |
//! |---|---|
//! | not this prefix, broken Base45 or CBOR or tag, trailing bytes, duplicate keys, over a limit | invalid `malformed` |
//! | algorithm is not the key's, or not allowed | invalid `algorithm` |
//! | the key's algorithm is not implemented | cannot tell `algorithm_unknown` |
//! | no such signer, list fresh and complete | invalid `signer_unknown` |
//! | no such signer, list stale or absent | cannot tell `list_stale` |
//! | signature wrong | invalid `signature` |
//! | signer outside its validity at iat or now | invalid `signer_expired` |
//! | signer revoked | invalid `signer_revoked` |
//! | code revoked, used here | invalid `revoked`, `used` |
//! | now wholly outside [iat − skew, exp] | invalid `expired`, `not_yet` |
//! | of another realm | invalid `other_city` |
//! | now partly outside it, or outside the signer's validity | cannot tell `clock` |
//!
//! The rows are asked in this order and the first that applies is the verdict, with two exceptions.
//! A code whose signer is unknown and that names another realm is of another city, whether the
//! list is fresh or not: nothing of it is believed by saying so. And an uncertain clock is asked
//! last: what is invalid at any time of the interval is invalid.

mod context;
mod reason;

pub use context::{Context, Interval, Trust};
pub use reason::{Reason, Verdict};

use crate::claims::Claims;
use crate::kind::normalise;
use crate::profile::{Compression, KidPlace, Profile, Tag};
use seal::{Algorithm, Finding, Parsed1, TrustedKey, Use};

/// Judges a text that should be a signed proof code.
pub fn verify(text: &str, context: &Context<'_>) -> Verdict {
    judge(text, context).unwrap_or_else(|verdict| verdict)
}

/// The way down the table; `Err` is the row that ended it.
fn judge(text: &str, context: &Context<'_>) -> Result<Verdict, Verdict> {
    let (envelope, claims) =
        read(text, &context.profile).ok_or(Verdict::Invalid(Reason::Malformed))?;
    let signer = context
        .trust
        .signer(envelope.kid(), &claims.iss)
        .ok_or_else(|| unknown_signer(&claims, context))?;
    check_algorithm(&envelope, signer, &context.profile)?;
    envelope
        .verify(Use::Code, &signer.key)
        .map_err(|finding| match finding {
            Finding::AlgorithmUnknown => Verdict::CannotTell(Reason::AlgorithmUnknown),
            Finding::AlgorithmMismatch => Verdict::Invalid(Reason::Algorithm),
            _ => Verdict::Invalid(Reason::Signature),
        })?;
    check_signer(signer, &claims, context.now)?;
    check_code(&claims, context)?;
    check_life(&claims, context)?;
    if claims.realm != context.realm {
        return Err(Verdict::Invalid(Reason::OtherCity));
    }
    check_clock(signer, &claims, context)?;
    Ok(Verdict::Valid(Box::new(claims)))
}

/// Text → envelope and claims, not yet believed.
fn read(text: &str, profile: &Profile) -> Option<(Parsed1, Claims)> {
    let text = normalise(text);
    if text.len() > profile.limits.text_chars {
        return None;
    }
    let body = profile.body(&text)?;
    let bytes = base45::decode(body).ok()?;
    // The decoder wraps a last pair above 255; RFC 9285 §6 has it refused.
    if base45::encode(&bytes) != body {
        return None;
    }
    let envelope = envelope(&bytes, profile)?;
    let claims = Claims::decode(envelope.payload(), profile).ok()?;
    Some((envelope, claims))
}

fn envelope(bytes: &[u8], profile: &Profile) -> Option<Parsed1> {
    match (profile.compression, profile.tag, profile.kid) {
        (Compression::Never, Tag::Required, KidPlace::Protected) => Parsed1::parse(bytes).ok(),
    }
}

fn unknown_signer(claims: &Claims, context: &Context<'_>) -> Verdict {
    if claims.realm != context.realm {
        Verdict::Invalid(Reason::OtherCity)
    } else if context.trust.fresh {
        Verdict::Invalid(Reason::SignerUnknown)
    } else {
        Verdict::CannotTell(Reason::ListStale)
    }
}

fn check_algorithm(
    envelope: &Parsed1,
    signer: &TrustedKey,
    profile: &Profile,
) -> Result<(), Verdict> {
    if envelope.alg() != signer.key.alg() {
        return Err(Verdict::Invalid(Reason::Algorithm));
    }
    match Algorithm::from_cose(signer.key.alg()) {
        None => Err(Verdict::CannotTell(Reason::AlgorithmUnknown)),
        Some(algorithm) if !profile.algorithms.contains(&algorithm) => {
            Err(Verdict::Invalid(Reason::Algorithm))
        }
        Some(_) => Ok(()),
    }
}

fn check_signer(signer: &TrustedKey, claims: &Claims, now: Interval) -> Result<(), Verdict> {
    let dead_now = now.is_apart_from(validity(signer));
    if signer.is_revoked_for(claims.iat) {
        Err(Verdict::Invalid(Reason::SignerRevoked))
    } else if dead_now || !signer.is_within_validity(claims.iat) {
        Err(Verdict::Invalid(Reason::SignerExpired))
    } else {
        Ok(())
    }
}

fn check_code(claims: &Claims, context: &Context<'_>) -> Result<(), Verdict> {
    if (context.revoked)(&claims.iss, &claims.cti) {
        return Err(Verdict::Invalid(Reason::Revoked));
    }
    if (context.used)(&claims.iss, &claims.cti) {
        return Err(Verdict::Invalid(Reason::Used));
    }
    Ok(())
}

fn check_life(claims: &Claims, context: &Context<'_>) -> Result<(), Verdict> {
    let life = life(claims, context);
    if context.now.earliest > life.latest {
        Err(Verdict::Invalid(Reason::Expired))
    } else if context.now.latest < life.earliest {
        Err(Verdict::Invalid(Reason::NotYet))
    } else {
        Ok(())
    }
}

/// Every time that now may be must be a good one.
fn check_clock(signer: &TrustedKey, claims: &Claims, context: &Context<'_>) -> Result<(), Verdict> {
    let now = context.now;
    if now.is_within(life(claims, context)) && now.is_within(validity(signer)) {
        Ok(())
    } else {
        Err(Verdict::CannotTell(Reason::Clock))
    }
}

fn life(claims: &Claims, context: &Context<'_>) -> Interval {
    Interval {
        earliest: claims.iat.saturating_sub(context.skew_s.max(0)),
        latest: claims.exp,
    }
}

fn validity(signer: &TrustedKey) -> Interval {
    Interval {
        earliest: signer.not_before,
        latest: signer.not_after,
    }
}
