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
//!
//! Other publishers' codes go the same way: they name no realm, their claims may be left out, and a
//! kid may be of several keys, of which the one that gets furthest is told.

mod context;
mod read;
mod reason;

pub(crate) use context::Signer;
pub use context::{Context, Interval, Trust};
pub(crate) use read::Terms;
pub use reason::{Reason, Verdict};

use crate::publisher::named::UNKNOWN;
use crate::publisher::{PublisherClaims, PublisherKey};
use read::read;
use seal::{Algorithm, Finding, Parsed1, TrustedKey};

/// Judges a text that should be a signed proof code.
pub fn verify(text: &str, context: &Context<'_>) -> Verdict {
    judge(text, context).unwrap_or_else(|verdict| verdict)
}

/// Judges a text that should be a code of another publisher, under
/// [`Profile::publisher`](crate::Profile::publisher).
pub fn verify_publisher(
    text: &str,
    context: &Context<'_, PublisherKey>,
) -> Verdict<PublisherClaims> {
    judge(text, context).unwrap_or_else(|verdict| verdict)
}

/// The way down the table; `Err` is the row that ended it.
fn judge<T: Terms, K: Signer>(
    text: &str,
    context: &Context<'_, K>,
) -> Result<Verdict<T>, Verdict<T>> {
    let (envelope, terms) =
        read::<T>(text, &context.profile).ok_or(Verdict::Invalid(Reason::Malformed))?;
    let finding = context
        .trust
        .keys
        .iter()
        .filter(|key| key.signs(envelope.kid(), &terms))
        .map(|key| check(&envelope, &terms, key.trusted(), context))
        .reduce(further);
    match finding {
        Some(Ok(())) => Ok(Verdict::Valid(Box::new(terms))),
        Some(Err(unproved)) => Err(unproved.verdict()),
        None => Err(unknown_signer(&terms, context).verdict()),
    }
}

/// A row that ended the way.
#[derive(Clone, Copy)]
enum Unproved {
    Invalid(Reason),
    CannotTell(Reason),
}

impl Unproved {
    fn reason(self) -> Reason {
        match self {
            Unproved::Invalid(reason) | Unproved::CannotTell(reason) => reason,
        }
    }

    fn verdict<T>(self) -> Verdict<T> {
        match self {
            Unproved::Invalid(reason) => Verdict::Invalid(reason),
            Unproved::CannotTell(reason) => Verdict::CannotTell(reason),
        }
    }
}

type Row = Result<(), Unproved>;

/// Of two keys of one kid, the one that got further down the table.
fn further(one: Row, other: Row) -> Row {
    match (one, other) {
        (Err(one), Err(other)) if other.reason() > one.reason() => Err(other),
        (Err(one), Err(_)) => Err(one),
        _ => Ok(()),
    }
}

/// The rows that need the signer.
fn check<T: Terms, K>(
    envelope: &Parsed1,
    terms: &T,
    signer: &TrustedKey,
    context: &Context<'_, K>,
) -> Row {
    check_algorithm(envelope, signer, context)?;
    check_signature(envelope, signer, context)?;
    check_signer(signer, terms, context.now)?;
    check_code(terms, context)?;
    check_life(terms, context)?;
    if is_of_another_city(terms, context) {
        return Err(Unproved::Invalid(Reason::OtherCity));
    }
    check_clock(signer, terms, context)
}

fn unknown_signer<T: Terms, K>(terms: &T, context: &Context<'_, K>) -> Unproved {
    if is_of_another_city(terms, context) {
        Unproved::Invalid(Reason::OtherCity)
    } else if context.trust.fresh {
        Unproved::Invalid(Reason::SignerUnknown)
    } else {
        Unproved::CannotTell(Reason::ListStale)
    }
}

fn is_of_another_city<T: Terms, K>(terms: &T, context: &Context<'_, K>) -> bool {
    terms.realm().is_some_and(|realm| realm != context.realm)
}

fn check_algorithm<K>(envelope: &Parsed1, signer: &TrustedKey, context: &Context<'_, K>) -> Row {
    // No header can be held against a key whose kind has no name here.
    if signer.key.alg() == UNKNOWN {
        return Err(Unproved::CannotTell(Reason::AlgorithmUnknown));
    }
    if envelope.alg() != signer.key.alg() {
        return Err(Unproved::Invalid(Reason::Algorithm));
    }
    match Algorithm::from_cose(signer.key.alg()) {
        None => Err(Unproved::CannotTell(Reason::AlgorithmUnknown)),
        Some(algorithm) if !context.profile.algorithms.contains(&algorithm) => {
            Err(Unproved::Invalid(Reason::Algorithm))
        }
        Some(_) => Ok(()),
    }
}

fn check_signature<K>(envelope: &Parsed1, signer: &TrustedKey, context: &Context<'_, K>) -> Row {
    let good = match context.profile.signed_for {
        Some(use_) => envelope.verify(use_, &signer.key),
        None => envelope.verify_bare(&signer.key),
    };
    good.map_err(|finding| match finding {
        Finding::AlgorithmUnknown => Unproved::CannotTell(Reason::AlgorithmUnknown),
        Finding::AlgorithmMismatch => Unproved::Invalid(Reason::Algorithm),
        _ => Unproved::Invalid(Reason::Signature),
    })
}

fn check_signer<T: Terms>(signer: &TrustedKey, terms: &T, now: Interval) -> Row {
    // A code that does not say when it was made may be as young as any.
    let made = terms.iat().unwrap_or(i64::MAX);
    let dead_now = now.is_apart_from(validity(signer));
    let dead_then = terms.iat().is_some_and(|at| !signer.is_within_validity(at));
    if signer.is_revoked_for(made) {
        Err(Unproved::Invalid(Reason::SignerRevoked))
    } else if dead_now || dead_then {
        Err(Unproved::Invalid(Reason::SignerExpired))
    } else {
        Ok(())
    }
}

fn check_code<T: Terms, K>(terms: &T, context: &Context<'_, K>) -> Row {
    if (context.revoked)(terms.iss(), terms.cti()) {
        return Err(Unproved::Invalid(Reason::Revoked));
    }
    if (context.used)(terms.iss(), terms.cti()) {
        return Err(Unproved::Invalid(Reason::Used));
    }
    Ok(())
}

fn check_life<T: Terms, K>(terms: &T, context: &Context<'_, K>) -> Row {
    let life = life(terms, context);
    if context.now.earliest > life.latest {
        Err(Unproved::Invalid(Reason::Expired))
    } else if context.now.latest < life.earliest {
        Err(Unproved::Invalid(Reason::NotYet))
    } else {
        Ok(())
    }
}

/// Every time that now may be must be a good one.
fn check_clock<T: Terms, K>(signer: &TrustedKey, terms: &T, context: &Context<'_, K>) -> Row {
    let now = context.now;
    if now.is_within(life(terms, context)) && now.is_within(validity(signer)) {
        Ok(())
    } else {
        Err(Unproved::CannotTell(Reason::Clock))
    }
}

fn life<T: Terms, K>(terms: &T, context: &Context<'_, K>) -> Interval {
    let begins = terms.iat().into_iter().chain(terms.nbf()).max();
    Interval {
        earliest: begins.map_or(i64::MIN, |at| at.saturating_sub(context.skew_s.max(0))),
        latest: terms.exp().unwrap_or(i64::MAX),
    }
}

fn validity(signer: &TrustedKey) -> Interval {
    Interval {
        earliest: signer.not_before,
        latest: signer.not_after,
    }
}
