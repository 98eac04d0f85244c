//! Files of other publishers' keys as they are really made: chains, compressed points, lines around Base64, kinds of
//! keys that are not known here. And a code of each algorithm, changed byte by byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::{
    Reason::{self, *},
    Verdict::{CannotTell, Invalid},
};
use seal::Algorithm as Alg;
use serde_json::json;
use support::key;
use support::publisher::*;

#[test]
fn the_first_certificate_of_a_chain_is_the_signers() {
    for publisher in publishers() {
        let signer = base64_of(&publisher.certificate(FROM, TO));
        let other = Publisher::own(key(Alg::EdDsa, 9));
        let above = base64_of(&other.certificate(FROM, TO));
        let says = |chain: serde_json::Value| {
            Judge::with(&json!([{"kid": base64_of(KID), "x5c": chain}])).says(&publisher.code())
        };
        assert_eq!(says(json!([signer, above])).value(), "valid");
        assert_eq!(says(json!([signer, "no certificate"])).value(), "valid");
        let upside_down = says(json!([above, signer])).reason();
        let wanted = if publisher.alg() == Alg::EdDsa.cose() {
            Signature
        } else {
            Algorithm
        };
        assert_eq!(upside_down, Some(wanted));
    }
}

/// RFC 5480 §2.2: a certificate may hold its point compressed.
#[test]
fn a_compressed_point_of_a_certificate_is_the_same_key() {
    for (algorithm, identifier) in [
        (Alg::Es256, "301306072a8648ce3d020106082a8648ce3d030107"),
        (Alg::Sm2Sm3, "301306072a8648ce3d020106082a811ccf5501822d"),
    ] {
        // Both signs of y.
        for seed in 1..=8 {
            let signer = key(algorithm, seed);
            let public = signer.public();
            let (x, y) = public.bytes()[1..].split_at(32);
            let short = [&[2 + (y[31] & 1)], x].concat();
            let long = [&[4], x, y].concat();
            let mut off = long.clone();
            off[64] ^= 1;
            let file = |point: &[u8]| {
                let point = tlv(0x03, &[&[0], point].concat());
                let info = sequence(&[&hex::decode(identifier).unwrap(), &point]);
                json!([entry(KID, &certificate(&info, FROM, TO))])
            };
            let code = Publisher::own(signer).code();
            for point in [&short, &long] {
                assert_eq!(
                    Judge::with(&file(point)).says(&code).value(),
                    "valid",
                    "{seed}"
                );
            }
            let other = [&[2 + (1 - (y[31] & 1))], x].concat();
            assert_eq!(Judge::with(&file(&other)).says(&code), Invalid(Signature));
            let refused = proof::PublisherKeys::parse(file(&off).to_string().as_bytes());
            assert_eq!(refused, Err(proof::PublisherKeysRefused::Certificate(1)));
        }
    }
}

#[test]
fn what_editors_put_around_a_file_or_a_certificate_is_passed_over() {
    let publisher = es256();
    let base64 = base64_of(&publisher.certificate(FROM, TO));
    let lines: Vec<&str> = base64
        .as_bytes()
        .chunks(64)
        .map(|l| std::str::from_utf8(l).unwrap())
        .collect();
    let begin = "-----BEGIN CERTIFICATE-----";
    let end = "-----END CERTIFICATE-----";
    for text in [
        base64.clone(),
        lines.join("\r\n"),
        format!("{begin}\n{}\n{end}\n", lines.join("\n")),
        format!("{begin}{base64}{end}"),
    ] {
        let file = json!([{"kid": base64_of(KID), "x5c": text}]).to_string();
        for mark in ["", "\u{feff}"] {
            let keys = proof::PublisherKeys::parse(format!("{mark}{file}").as_bytes()).unwrap();
            let judge = Judge {
                keys,
                ..Judge::with(&publisher.file())
            };
            assert_eq!(judge.says(&publisher.code()).value(), "valid", "{text}");
        }
    }
}

/// A key that no code can be judged with spoils no other of its file, and a code under its kid stays open.
#[test]
fn a_key_of_a_kind_not_known_here_is_held_and_verifies_nothing() {
    let publisher = es256();
    let code = publisher.code();
    let number = |bytes: usize| {
        let mut digits = vec![0x7f; bytes];
        digits[bytes - 1] = 1;
        tlv(0x02, &digits)
    };
    let info = |identifier: &str, key: &[u8]| {
        let identifier = hex::decode(identifier).unwrap();
        let info = sequence(&[&identifier, &tlv(0x03, &[&[0], key].concat())]);
        json!({"x5c": base64_of(&certificate(&info, FROM, TO))})
    };
    let rsa_1024 = sequence(&[&number(128), &tlv(0x02, &[1, 0, 1])]);
    let point = [&[4][..], &[1; 64]].concat();
    let url = base64_of(&[1; 57]);
    for (what, key) in [
        (
            "RSA of 1024 bits",
            info("300d06092a864886f70d0101010500", &rsa_1024),
        ),
        (
            "RSA without numbers",
            info("300d06092a864886f70d0101010500", &[5, 0]),
        ),
        (
            "a curve spelt out",
            info("301106072a8648ce3d02013006020101020100", &point),
        ),
        (
            "brainpoolP256r1",
            info("301406072a8648ce3d020106092b2403030208010107", &point),
        ),
        (
            "Ed448",
            json!({"jwk": {"kty": "OKP", "crv": "Ed448", "x": url}}),
        ),
        (
            "X25519",
            json!({"jwk": {"kty": "OKP", "crv": "X25519", "x": url}}),
        ),
        (
            "a curve of no name",
            json!({"jwk": {"kty": "EC", "crv": "BP-256", "x": url, "y": url}}),
        ),
        (
            "secp256k1",
            json!({"jwk": {"kty": "EC", "crv": "secp256k1", "x": url, "y": url}}),
        ),
    ] {
        let mut alone = key.clone();
        alone["kid"] = json!(base64_of(KID));
        let says = Judge::with(&json!([alone])).says(&code);
        // Of a kind that has a name the header is asked first.
        let wanted = if what == "secp256k1" {
            Invalid(Algorithm)
        } else {
            CannotTell(AlgorithmUnknown)
        };
        assert_eq!(says, wanted, "{what}");
        let mut beside = key.clone();
        beside["kid"] = json!(base64_of(b"other"));
        let file = json!([beside, entry(KID, &publisher.certificate(FROM, TO))]);
        assert_eq!(Judge::with(&file).says(&code).value(), "valid", "{what}");
    }
}

/// Where a field's bytes stand in the envelope.
fn place(envelope: &[u8], field: &Value) -> std::ops::Range<usize> {
    let part = field.as_bytes().unwrap();
    let at = envelope
        .windows(part.len())
        .rposition(|w| w == part)
        .unwrap();
    at..at + part.len()
}

#[test]
fn a_byte_changed_anywhere_is_told_by_its_place() {
    for_each(|publisher, judge| {
        let good = publisher.envelope(&claims());
        let Value::Tag(18, body) = ciborium::from_reader(&good[..]).unwrap() else {
            unreachable!("an envelope stands under tag 18");
        };
        let fields = body.into_array().unwrap();
        let [header, payload, signature] = [0, 2, 3].map(|at| place(&good, &fields[at]));
        for at in 0..good.len() {
            let mut spoilt = good.clone();
            spoilt[at] ^= 1 << (at % 8);
            let told = judge.says(&text(&spoilt)).reason();
            let allowed: &[Reason] = if signature.contains(&at) {
                &[Signature]
            } else if payload.contains(&at) {
                &[Signature, Malformed]
            } else if header.contains(&at) {
                &[Malformed, Algorithm, SignerUnknown]
            } else {
                &[Malformed]
            };
            assert!(
                told.is_some_and(|told| allowed.contains(&told)),
                "{} byte {at}: {told:?}",
                publisher.alg()
            );
        }
    });
}

/// The headers in every way that is not the profile's.
#[test]
fn each_way_to_spoil_the_headers_has_its_reason() {
    for_each(|publisher, judge| {
        let alg = || (1, Value::from(publisher.alg()));
        let kid = || (4, Value::Bytes(KID.into()));
        let says = |protected: &[u8], unprotected: Value| {
            judge.says(&text(&publisher.sealed(
                protected,
                unprotected,
                &cbor(&claims()),
            )))
        };
        let good = cbor(&map([alg(), kid()]));
        assert_eq!(says(&good, map([])).value(), "valid");
        // No parameters are signed as no bytes, however they were written (RFC 9052 §4.4).
        let mut sealed = publisher.sealed(&[], map([alg(), kid()]), &cbor(&claims()));
        assert_eq!(sealed[2], 0x40);
        sealed.splice(2..=2, [0x41, 0xa0]);
        assert_eq!(judge.says(&text(&sealed)).value(), "valid");
        assert_eq!(
            says(&[], map([alg(), kid()])).value(),
            "valid",
            "protected of no bytes"
        );
        assert_eq!(says(&good, map([(99, "ignored".into())])).value(), "valid");
        for (what, verdict) in [
            (
                "crit",
                says(
                    &cbor(&map([alg(), (2, Value::Array(vec![4.into()])), kid()])),
                    map([]),
                ),
            ),
            (
                "crit unprotected",
                says(&good, map([(2, Value::Array(vec![99.into()]))])),
            ),
            (
                "kid empty",
                says(&cbor(&map([alg(), (4, Value::Bytes(vec![]))])), map([])),
            ),
            (
                "kid too long",
                says(
                    &cbor(&map([alg(), (4, Value::Bytes(vec![1; 65]))])),
                    map([]),
                ),
            ),
            (
                "kid a text",
                says(&cbor(&map([alg(), (4, "kid-0001".into())])), map([])),
            ),
            (
                "kid empty beside a good one",
                says(&good, map([(4, Value::Bytes(vec![]))])),
            ),
            (
                "algorithm null",
                says(&cbor(&map([(1, Value::Null), kid()])), map([])),
            ),
            (
                "header an array",
                says(&cbor(&Value::Array(vec![])), map([alg(), kid()])),
            ),
            (
                "header of two values",
                says(&[&good[..], &[0xa0]].concat(), map([])),
            ),
            ("unprotected null", says(&good, Value::Null)),
            ("unprotected an array", says(&good, Value::Array(vec![]))),
        ] {
            assert_eq!(verdict, Invalid(Malformed), "{what}");
        }
    });
}

/// Times at the ends of their range, and of every kind that a number has.
#[test]
fn odd_times_are_judged_and_never_wrap() {
    for_each(|publisher, judge| {
        let hcert = || (-260, map([]));
        let says = |entries: Vec<(i64, Value)>| {
            let mut set = vec![(Value::from(-260), hcert().1)];
            set.extend(
                entries
                    .into_iter()
                    .map(|(label, value)| (label.into(), value)),
            );
            judge.says(&text(&publisher.envelope(&Value::Map(set))))
        };
        for (what, entries, wanted) in [
            (
                "never over",
                vec![(4, i64::MAX.into()), (6, IAT.into())],
                None,
            ),
            ("over since ever", vec![(4, i64::MIN.into())], Some(Expired)),
            (
                "beyond the range",
                vec![(4, u64::MAX.into())],
                Some(Malformed),
            ),
            (
                "a float beyond it",
                vec![(4, Value::Float(1e300))],
                Some(Malformed),
            ),
            (
                "a float before it",
                vec![(6, Value::Float(-1e300))],
                Some(Malformed),
            ),
            ("true", vec![(4, true.into())], Some(Malformed)),
            ("null", vec![(4, Value::Null)], Some(Malformed)),
            ("a text", vec![(6, "2026".into())], Some(Malformed)),
            (
                "under a tag",
                vec![(4, Value::Tag(1, Box::new(EXP.into())))],
                Some(Malformed),
            ),
            (
                "iat as a float",
                vec![(4, EXP.into()), (6, Value::Float(IAT as f64))],
                None,
            ),
            (
                "ends before it begins",
                vec![(4, (IAT - 1).into()), (6, IAT.into())],
                Some(Expired),
            ),
            (
                "begins at the end of time",
                vec![(5, i64::MAX.into())],
                Some(NotYet),
            ),
            (
                "made before there were certificates",
                vec![(6, i64::MIN.into())],
                Some(SignerExpired),
            ),
        ] {
            assert_eq!(says(entries).reason(), wanted, "{what}");
        }
    });
}
