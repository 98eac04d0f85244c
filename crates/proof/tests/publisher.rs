//! Codes of other publishers, row by row of the verdict table and for each algorithm.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::{
    Profile,
    Reason::*,
    Verdict::{CannotTell, Invalid},
};
use serde_json::json;
use support::publisher::*;
use support::{NOW, SKEW, between, key};

#[test]
fn a_good_code_is_valid_by_certificate_and_by_jwk() {
    for publisher in publishers() {
        let code = publisher.code();
        for file in [publisher.file(), json!([jwk_entry(KID, &publisher.jwk())])] {
            let verdict = Judge::with(&file).says(&code);
            assert_eq!(verdict.reason(), None, "{}", publisher.alg());
            assert_eq!(
                serde_json::to_value(verdict.claims().unwrap()).unwrap(),
                json!({"iss": "XX", "iat": IAT, "exp": EXP, "-260": {"1": {"nam": "练一一"}}})
            );
        }
    }
}

#[test]
fn the_kid_stands_in_either_header_and_never_in_two_ways() {
    for_each(|publisher, judge| {
        let says = |protected: Option<&[u8]>, unprotected: Option<&[u8]>| {
            let mut header = vec![(1.into(), publisher.alg().into())];
            header.extend(protected.map(|kid| (4.into(), Value::Bytes(kid.into()))));
            let other = unprotected.map(|kid| (4.into(), Value::Bytes(kid.into())));
            let other = Value::Map(other.into_iter().collect());
            let sealed = publisher.sealed(&cbor(&Value::Map(header)), other, &cbor(&claims()));
            judge.says(&text(&sealed))
        };
        assert_eq!(says(Some(KID), None).value(), "valid");
        assert_eq!(says(None, Some(KID)).value(), "valid");
        assert_eq!(says(Some(KID), Some(KID)).value(), "valid");
        assert_eq!(says(Some(KID), Some(b"foo")), Invalid(Malformed));
        assert_eq!(says(Some(b"foo"), Some(KID)), Invalid(Malformed));
        assert_eq!(says(Some(b"foo"), None), Invalid(SignerUnknown));
        assert_eq!(says(None, Some(b"foo")), Invalid(SignerUnknown));
        assert_eq!(says(None, None), Invalid(Malformed), "no kid at all");
    });
}

/// The algorithm is the trusted key's, wherever and whatever the headers say.
#[test]
fn an_algorithm_that_is_not_the_keys_is_invalid() {
    for_each(|publisher, judge| {
        let own = Value::from(publisher.alg());
        let says = |protected: Option<Value>, unprotected: Option<Value>| {
            let mut header = vec![(4.into(), Value::Bytes(KID.into()))];
            header.extend(protected.map(|alg| (1.into(), alg)));
            let other = unprotected.map(|alg| (1.into(), alg));
            let other = Value::Map(other.into_iter().collect());
            let sealed = publisher.sealed(&cbor(&Value::Map(header)), other, &cbor(&claims()));
            judge.says(&text(&sealed))
        };
        assert_eq!(says(Some(own.clone()), None).value(), "valid");
        assert_eq!(says(None, Some(own.clone())).value(), "valid");
        for other in [-7, -8, -37, -65537, -35, -257, -999, 0] {
            if other != publisher.alg() {
                let both = says(Some(own.clone()), Some(other.into()));
                assert_eq!(both, Invalid(Algorithm), "{other} unprotected");
                let alone = says(Some(other.into()), None);
                assert_eq!(alone, Invalid(Algorithm), "{other} protected");
            }
        }
        assert_eq!(says(Some("ES256".into()), None), Invalid(Algorithm));
        assert_eq!(says(None, None), Invalid(Malformed), "none at all");
    });
}

#[test]
fn an_algorithm_the_profile_does_not_allow_is_invalid() {
    for_each(|publisher, mut judge| {
        let allowed = &mut judge.profile.algorithms;
        allowed.retain(|algorithm| algorithm.cose() != publisher.alg());
        assert_eq!(judge.says(&publisher.code()), Invalid(Algorithm));
    });
}

/// P-384, an RSA key for RS256, and a key of a kind without a name.
#[test]
fn a_key_of_an_algorithm_not_implemented_cannot_be_told() {
    let publisher = es256();
    let says = |alg: i64, entry: serde_json::Value| {
        let protected = cbor(&map([(1, alg.into()), (4, Value::Bytes(KID.into()))]));
        let sealed = publisher.sealed(&protected, map([]), &cbor(&claims()));
        Judge::with(&json!([entry])).says(&text(&sealed))
    };
    let point = base64_of(&[1; 48]);
    let p384 = json!({"kty": "EC", "crv": "P-384", "x": point, "y": point});
    assert_eq!(
        says(-35, jwk_entry(KID, &p384)),
        CannotTell(AlgorithmUnknown)
    );
    assert_eq!(says(-7, jwk_entry(KID, &p384)), Invalid(Algorithm));
    let mut rs256 = rsa().jwk();
    rs256["alg"] = json!("RS256");
    assert_eq!(
        says(-257, jwk_entry(KID, &rs256)),
        CannotTell(AlgorithmUnknown)
    );
    let ed448 = hex::decode("300506032b6571").unwrap();
    let info = sequence(&[&ed448, &tlv(0x03, &[0; 58])]);
    let nameless = entry(KID, &certificate(&info, FROM, TO));
    for alg in [-8, -7, -999] {
        assert_eq!(says(alg, nameless.clone()), CannotTell(AlgorithmUnknown));
    }
}

#[test]
fn an_unknown_signer_is_invalid_only_when_the_list_is_fresh() {
    for_each(|publisher, mut judge| {
        judge.keys.0[0].kid = b"other".to_vec();
        assert_eq!(judge.says(&publisher.code()), Invalid(SignerUnknown));
        judge.fresh = false;
        assert_eq!(judge.says(&publisher.code()), CannotTell(ListStale));
        judge.keys.0.clear();
        assert_eq!(judge.says(&publisher.code()), CannotTell(ListStale));
    });
}

#[test]
fn a_wrong_signature_or_a_swapped_payload_is_invalid() {
    for_each(|publisher, judge| {
        let mut bytes = publisher.envelope(&claims());
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(judge.says(&text(&bytes)), Invalid(Signature));
        let mut swapped = publisher.envelope(&claims());
        let at = swapped.windows(2).position(|w| w == b"XX").unwrap();
        swapped[at] = b'Y';
        assert_eq!(judge.says(&text(&swapped)), Invalid(Signature));
        // Signed for a use of ours: not what this publisher signs.
        if let Publisher::Own(key) = &publisher {
            let ours = seal::sign1(seal::Use::Code, &cbor(&claims()), key).unwrap();
            let mut judge = Judge::with(&publisher.file());
            judge.keys.0[0].kid = key.kid().0.to_vec();
            assert_eq!(judge.says(&text(&ours)), Invalid(Signature));
        }
    });
}

#[test]
fn a_signer_outside_its_certificate_is_expired() {
    for_each(|publisher, _| {
        let judge = |from, to| Judge::with(&json!([entry(KID, &publisher.certificate(from, to))]));
        let code = publisher.code();
        let says = |from, to| judge(from, to).says(&code);
        assert_eq!(says(IAT, NOW).value(), "valid", "both ends included");
        assert_eq!(says(IAT + 1, TO), Invalid(SignerExpired), "at iat");
        assert_eq!(says(FROM, NOW - 1), Invalid(SignerExpired), "now");
        let mut straddled = judge(FROM, NOW + 5);
        straddled.now = between(NOW, NOW + 6);
        assert_eq!(straddled.says(&code), CannotTell(Clock));
    });
}

#[test]
fn a_revoked_signer_and_a_revoked_or_used_code_are_invalid() {
    for_each(|publisher, mut judge| {
        let code = publisher.code();
        judge.keys.0[0].trusted.revoked_at = Some(IAT + 1);
        assert_eq!(judge.says(&code).value(), "valid", "superseded later");
        judge.used = true;
        assert_eq!(judge.says(&code), Invalid(Used));
        judge.revoked = true;
        assert_eq!(judge.says(&code), Invalid(Revoked));
        judge.keys.0[0].trusted.compromised = true;
        assert_eq!(judge.says(&code), Invalid(SignerRevoked), "asked before");
    });
}

#[test]
fn time_is_judged_by_its_whole_uncertainty() {
    for_each(|publisher, mut judge| {
        let code = publisher.code();
        let mut at = |earliest, latest| {
            judge.now = between(earliest, latest);
            judge.says(&code)
        };
        let first = IAT - SKEW;
        assert_eq!(at(first, EXP).value(), "valid");
        assert_eq!(at(EXP + 1, EXP + 900), Invalid(Expired));
        assert_eq!(at(first - 900, first - 1), Invalid(NotYet));
        assert_eq!(at(first - 1, first), CannotTell(Clock));
        assert_eq!(at(EXP, EXP + 1), CannotTell(Clock));
    });
}

/// Registered claims may be left out, and a time may have a fraction (RFC 8392 §2).
#[test]
fn a_claim_left_out_has_no_say() {
    for_each(|publisher, judge| {
        let says = |claims: Value| judge.says(&text(&publisher.envelope(&claims)));
        let hcert = || (-260, map([]));
        assert_eq!(says(map([hcert()])).value(), "valid");
        assert_eq!(
            says(map([hcert(), (4, (NOW - 1).into())])),
            Invalid(Expired)
        );
        let late = map([hcert(), (5, (NOW + SKEW + 1).into())]);
        assert_eq!(says(late), Invalid(NotYet));
        let fraction = map([hcert(), (4, (NOW as f64 + 0.5).into())]);
        assert_eq!(says(fraction).claims().unwrap().exp, Some(NOW));
        for wrong in [f64::NAN.into(), f64::INFINITY.into(), "soon".into()] {
            assert_eq!(says(map([hcert(), (4, wrong)])), Invalid(Malformed));
        }
        assert_eq!(says(map([(4, EXP.into())])), Invalid(Malformed), "no hcert");
    });
}

/// The claim is required of the publisher that is known by its prefix.
#[test]
fn any_prefix_and_any_claims_have_a_profile() {
    let publisher = es256();
    let mut judge = Judge::with(&publisher.file());
    judge.profile = Profile::publisher("XYZ:");
    let code = text(&publisher.envelope(&map([(4, EXP.into())])));
    let other = code.replacen(PREFIX, "XYZ:", 1);
    assert_eq!(judge.says(&other).value(), "valid");
    assert_eq!(judge.says(&code), Invalid(Malformed));
}

/// The rows in their order: a code with every later fault shows the earliest.
#[test]
fn the_earliest_row_is_the_verdict() {
    for_each(|publisher, mut judge| {
        let expired = map([(-260, map([])), (6, IAT.into()), (4, (NOW - 1).into())]);
        let good = publisher.envelope(&expired);
        let mut spoilt = good.clone();
        *spoilt.last_mut().unwrap() ^= 1;
        assert_eq!(judge.says(&text(&good)), Invalid(Expired));
        judge.used = true;
        assert_eq!(judge.says(&text(&good)), Invalid(Used));
        judge.revoked = true;
        assert_eq!(judge.says(&text(&good)), Invalid(Revoked));
        judge.keys.0[0].trusted.not_after = NOW - 1;
        assert_eq!(judge.says(&text(&good)), Invalid(SignerExpired));
        judge.keys.0[0].trusted.compromised = true;
        assert_eq!(judge.says(&text(&good)), Invalid(SignerRevoked));
        assert_eq!(judge.says(&text(&spoilt)), Invalid(Signature));
        judge.profile.algorithms.clear();
        assert_eq!(judge.says(&text(&spoilt)), Invalid(Algorithm));
        judge.keys.0.clear();
        assert_eq!(judge.says(&text(&spoilt)), Invalid(SignerUnknown));
        spoilt.push(0);
        assert_eq!(judge.says(&text(&spoilt)), Invalid(Malformed));
    });
}

/// Eight bytes of a hash may be those of two certificates.
#[test]
fn of_two_keys_with_one_kid_the_one_that_signed_counts() {
    for publisher in publishers() {
        let stranger = Publisher::own(key(seal::Algorithm::EdDsa, 9));
        let old = entry(KID, &publisher.certificate(FROM, NOW - 1));
        let good = entry(KID, &publisher.certificate(FROM, TO));
        let other = entry(KID, &stranger.certificate(FROM, TO));
        let says = |file| Judge::with(&file).says(&publisher.code());
        assert_eq!(says(json!([other, good])).value(), "valid");
        assert_eq!(says(json!([good, other])).value(), "valid");
        assert_eq!(says(json!([other, old])), Invalid(SignerExpired));
        assert_eq!(says(json!([old, other])), Invalid(SignerExpired));
    }
}
