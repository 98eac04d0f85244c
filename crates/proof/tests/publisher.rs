//! Codes of other publishers, row by row of the verdict table and for each algorithm.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::{
    Profile, PublisherKeys, PublisherKeysRefused,
    Reason::*,
    Verdict::{CannotTell, Invalid},
};
use proptest::prelude::*;
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
fn a_tag_of_a_cwt_may_stand_around_the_envelope() {
    for_each(|publisher, judge| {
        let inner = publisher.envelope(&claims());
        let tagged = |head: &[u8]| judge.says(&text(&[head, &inner].concat()));
        assert_eq!(tagged(&[0xd8, 61]).value(), "valid");
        for (what, head) in [
            ("tag 18 twice", &[0xd2][..]),
            ("tag 61 twice", &[0xd8, 61, 0xd8, 61]),
            ("61 inside 18", &[0xd2, 0xd8, 61]),
            ("another tag", &[0xd8, 62]),
        ] {
            assert_eq!(tagged(head), Invalid(Malformed), "{what}");
        }
        let untagged = text(&inner[1..]);
        assert_eq!(judge.says(&untagged), Invalid(Malformed), "no tag");
    });
}

#[test]
fn a_broken_code_is_malformed() {
    for_each(|publisher, judge| {
        let good = publisher.code();
        let inner = publisher.envelope(&claims());
        let packed = zlib(&inner);
        let mut sum = packed.clone();
        *sum.last_mut().unwrap() ^= 1;
        for (what, text) in [
            ("nothing", String::new()),
            ("prefix alone", PREFIX.into()),
            ("other prefix", good.replacen("HC1", "HC2", 1)),
            ("no prefix", good[4..].into()),
            ("not Base45", format!("{}#", &good[..good.len() - 1])),
            (
                "lower case",
                format!("{PREFIX}{}", good[4..].to_lowercase()),
            ),
            ("not compressed", raw_text(&inner)),
            ("compressed twice", raw_text(&zlib(&packed))),
            ("zlib cut", raw_text(&packed[..packed.len() - 1])),
            ("zlib sum", raw_text(&sum)),
            ("after zlib", raw_text(&[&packed[..], &[0]].concat())),
            ("zlib twice", raw_text(&[&packed[..], &packed[..]].concat())),
            ("after CBOR", text(&[&inner[..], &[0]].concat())),
            ("CBOR cut", text(&inner[..inner.len() - 1])),
        ] {
            assert_eq!(judge.says(&text), Invalid(Malformed), "{what}");
        }
    });
}

/// 64 KiB may come out of zlib and not a byte more, however much is promised.
#[test]
fn what_decompresses_beyond_the_limit_is_malformed() {
    let publisher = es256();
    let judge = Judge::with(&publisher.file());
    let padded = |bytes: usize| {
        let Value::Map(mut entries) = claims() else {
            unreachable!("claims are a map");
        };
        entries.push((99.into(), Value::Bytes(vec![0; bytes])));
        publisher.envelope(&Value::Map(entries))
    };
    let most = 64 * 1024;
    let frame = padded(60_000).len() - 60_000;
    let exactly = padded(most - frame);
    assert_eq!(exactly.len(), most);
    assert_eq!(judge.says(&text(&exactly)).value(), "valid");
    let more = padded(most - frame + 1);
    assert_eq!(judge.says(&text(&more)), Invalid(Malformed));
    let bomb = text(&vec![0; 64 << 20]);
    assert!(bomb.len() < judge.profile.limits.text_chars);
    assert_eq!(judge.says(&bomb), Invalid(Malformed));
    let long = format!("{PREFIX}{}", "0".repeat(judge.profile.limits.text_chars));
    assert_eq!(judge.says(&long), Invalid(Malformed));
}

/// A key twice is refused at any depth and however it is written: 1 as `01` and as `1801`.
#[test]
fn duplicate_map_keys_are_malformed() {
    for_each(|publisher, judge| {
        let protected = cbor(&map([
            (1, publisher.alg().into()),
            (4, Value::Bytes(KID.into())),
        ]));
        let payload = cbor(&claims());
        let twice = [&[payload[0] + 1, 0x01, 0x62, b'Y', b'Y'], &payload[1..]].concat();
        let long = [&[payload[0] + 1, 0x18, 1, 0x62, b'Y', b'Y'], &payload[1..]].concat();
        let at = payload.windows(3).position(|w| w == b"nam").unwrap() - 1;
        let mut deep = payload.clone();
        deep[at - 1] += 1;
        deep.splice(at..at, *b"\x63nam\x00");
        for (what, payload) in [("twice", &twice), ("long form", &long), ("deep", &deep)] {
            let sealed = publisher.sealed(&protected, map([]), payload);
            assert_eq!(judge.says(&text(&sealed)), Invalid(Malformed), "{what}");
        }
        let mut header = protected.clone();
        header[0] += 1;
        header.extend([4, 0x41, 0]);
        let sealed = publisher.sealed(&header, map([]), &payload);
        assert_eq!(judge.says(&text(&sealed)), Invalid(Malformed), "protected");
        let kid = Value::Bytes(KID.into());
        let twice = map([(4, kid.clone()), (4, kid)]);
        let sealed = publisher.sealed(&protected, twice, &payload);
        assert_eq!(
            judge.says(&text(&sealed)),
            Invalid(Malformed),
            "unprotected"
        );
    });
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

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
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
        let stranger = Publisher::Own(key(seal::Algorithm::EdDsa, 9));
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

#[test]
fn a_key_file_that_is_not_one_is_refused_by_its_place() {
    use PublisherKeysRefused as Refused;
    let refused =
        |file: serde_json::Value| PublisherKeys::parse(file.to_string().as_bytes()).unwrap_err();
    assert!(matches!(refused(json!({})), Refused::Form { .. }));
    let jwk = es256().jwk();
    let certificate = base64_of(&es256().certificate(FROM, TO));
    let good = jwk_entry(KID, &jwk);
    assert_eq!(
        refused(json!([good, {"kid": "!", "jwk": jwk}])),
        Refused::Kid(2)
    );
    assert_eq!(refused(json!([{"kid": "", "jwk": jwk}])), Refused::Kid(1));
    assert_eq!(refused(json!([{"kid": "AA=="}])), Refused::Source(1));
    let both = json!([{"kid": "AA==", "jwk": jwk, "x5c": certificate}]);
    assert_eq!(refused(both), Refused::Source(1));
    for x5c in [
        json!("AA=="),
        json!([]),
        json!("!"),
        json!(&certificate[..200]),
    ] {
        let file = json!([{"kid": "AA==", "x5c": x5c}]);
        assert_eq!(refused(file), Refused::Certificate(1));
    }
    let mut off = jwk.clone();
    off["y"] = off["x"].clone();
    assert_eq!(refused(json!([jwk_entry(KID, &off)])), Refused::Jwk(1));
    let other = json!({"kty": "oct", "k": "AA"});
    assert_eq!(refused(json!([jwk_entry(KID, &other)])), Refused::Jwk(1));
    // One text instead of a chain, and in lines as certificates are often written.
    let (head, tail) = certificate.split_at(64);
    let lines = json!([{"kid": base64_of(KID), "x5c": format!("{head}\n{tail}")}]);
    assert_eq!(Judge::with(&lines).says(&es256().code()).value(), "valid");
}

proptest! {
    #[test]
    fn any_text_is_judged(text in "(HC1:)?.*") {
        let judge = Judge::with(&es256().file());
        prop_assert_eq!(judge.says(&text), Invalid(Malformed));
    }

    #[test]
    fn any_compressed_or_raw_bytes_are_judged(bytes in any::<Vec<u8>>()) {
        let judge = Judge::with(&es256().file());
        prop_assert_eq!(judge.says(&text(&bytes)), Invalid(Malformed));
        prop_assert_eq!(judge.says(&raw_text(&bytes)), Invalid(Malformed));
    }

    #[test]
    fn any_payload_is_judged(payload in any::<Vec<u8>>(), header in any::<Vec<u8>>()) {
        let publisher = es256();
        let judge = Judge::with(&publisher.file());
        let protected = cbor(&map([(1, publisher.alg().into()), (4, Value::Bytes(KID.into()))]));
        for header in [&protected, &header] {
            let sealed = publisher.sealed(header, map([]), &payload);
            prop_assert!(judge.says(&text(&sealed)).claims().is_none());
        }
    }

    /// Only the unsigned header could hold a byte that says nothing, and here it is empty.
    #[test]
    fn a_changed_byte_is_never_valid(at: prop::sample::Index, change in 1u8..) {
        let publisher = es256();
        let mut bytes = publisher.envelope(&claims());
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        let verdict = Judge::with(&publisher.file()).says(&text(&bytes));
        prop_assert!(verdict.claims().is_none(), "{:?}", verdict.value());
    }

    #[test]
    fn a_changed_byte_of_zlib_never_changes_what_is_said(at: prop::sample::Index, change in 1u8..) {
        let publisher = es256();
        let judge = Judge::with(&publisher.file());
        let mut packed = zlib(&publisher.envelope(&claims()));
        let at = at.index(packed.len());
        packed[at] ^= change;
        let good = judge.says(&publisher.code());
        let verdict = judge.says(&raw_text(&packed));
        prop_assert!(verdict.claims().is_none() || verdict == good);
    }

    #[test]
    fn any_key_file_is_read_or_refused(
        json in ".*",
        certificate in any::<Vec<u8>>(),
        at: prop::sample::Index,
        change in 1u8..,
    ) {
        let _ = PublisherKeys::parse(json.as_bytes());
        let file = |der: &[u8]| json!([entry(KID, der)]).to_string();
        let _ = PublisherKeys::parse(file(&certificate).as_bytes());
        let mut der = rsa().certificate(FROM, TO);
        let at = at.index(der.len());
        der[at] ^= change;
        let _ = PublisherKeys::parse(file(&der).as_bytes());
    }
}
