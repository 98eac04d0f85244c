//! S28: a good code of each algorithm, changed byte by byte and field by field. It is never valid again, and the reason
//! is the one of the place that was changed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::Reason;
use seal::{SigningKey, Use};
use support::raw::{bytes, cbor, envelope, fields, named, reason, short};
use support::{NOW, for_each_algorithm, text_of};

/// Where a field's bytes stand in the envelope.
fn place(envelope: &[u8], field: &Value) -> std::ops::Range<usize> {
    let part = bytes(field);
    let at = envelope.windows(part.len()).rposition(|w| w == part);
    let at = at.unwrap();
    at..at + part.len()
}

#[test]
fn s28_a_byte_changed_anywhere_is_told_by_its_place() {
    use Reason::{Algorithm, Malformed, Signature, SignerUnknown};
    for_each_algorithm(|issuer, desk| {
        let good = short(&issuer);
        let [protected, _, payload, signature] = fields(&good);
        let (header, payload, signature) = (
            place(&good, &protected),
            place(&good, &payload),
            place(&good, &signature),
        );
        for at in 0..good.len() {
            // One bit, another for each byte.
            let mut spoilt = good.clone();
            spoilt[at] ^= 1 << (at % 8);
            let what = format!("{} byte {at}", issuer.algorithm().name());
            let told = reason(&desk.judge(&text_of(&spoilt)), &what);
            let allowed: &[Reason] = if signature.contains(&at) {
                &[Signature]
            } else if payload.contains(&at) {
                // A changed issuer is one whom the list does not know.
                &[Signature, Malformed, SignerUnknown]
            } else if header.contains(&at) {
                &[Malformed, Algorithm, SignerUnknown]
            } else {
                &[Malformed]
            };
            assert!(allowed.contains(&told), "{what}: {told:?}");
        }
    });
}

#[test]
fn s28_a_byte_that_is_left_out_or_put_in_is_malformed() {
    for_each_algorithm(|issuer, desk| {
        let good = short(&issuer);
        for at in 0..good.len() {
            let mut less = good.clone();
            less.remove(at);
            let mut more = good.clone();
            more.insert(at, 0);
            for (what, spoilt) in [("less", less), ("more", more), ("cut", good[..at].into())] {
                let told = reason(&desk.judge(&text_of(&spoilt)), what);
                assert_eq!(told, Reason::Malformed, "{what} at {at}");
            }
        }
    });
}

type Change = fn(&mut [Value; 4], &SigningKey);

#[test]
fn s28_each_field_of_the_envelope_has_its_own_reason() {
    use Reason::{Algorithm as Alg, Malformed, Signature, SignerUnknown};
    const TAG: &[u8] = &[0xd2];
    let header = |entries: Vec<(Value, Value)>| Value::Bytes(cbor(&Value::Map(entries)));
    let rows: [(&str, Change, Reason); 16] = [
        (
            "kid of a stranger",
            |f, k| f[0] = named(k.algorithm().cose(), &[9; 8]),
            SignerUnknown,
        ),
        (
            "kid empty",
            |f, k| f[0] = named(k.algorithm().cose(), &[]),
            Malformed,
        ),
        (
            "kid too long",
            |f, k| f[0] = named(k.algorithm().cose(), &[9; 65]),
            Malformed,
        ),
        (
            "algorithm of no name",
            |f, k| f[0] = named(-999, &k.kid().0),
            Alg,
        ),
        (
            "algorithm reserved",
            |f, k| f[0] = named(0, &k.kid().0),
            Alg,
        ),
        ("PS256", |f, k| f[0] = named(-37, &k.kid().0), Alg),
        (
            "protected header empty",
            |f, _| f[0] = Value::Bytes(vec![]),
            Malformed,
        ),
        (
            "protected header a map",
            |f, _| f[0] = Value::Map(vec![]),
            Malformed,
        ),
        (
            "kid unprotected, too",
            |f, k| f[1] = map(vec![(4.into(), Value::Bytes(k.kid().0.into()))]),
            Malformed,
        ),
        (
            "algorithm unprotected, too",
            |f, k| f[1] = map(vec![(1.into(), k.algorithm().cose().into())]),
            Malformed,
        ),
        ("unprotected null", |f, _| f[1] = Value::Null, Malformed),
        ("payload null", |f, _| f[2] = Value::Null, Malformed),
        ("payload a text", |f, _| f[2] = "claims".into(), Malformed),
        (
            "payload of nothing",
            |f, _| f[2] = Value::Bytes(vec![]),
            Malformed,
        ),
        (
            "signature of nothing",
            |f, _| f[3] = Value::Bytes(vec![]),
            Signature,
        ),
        ("signature null", |f, _| f[3] = Value::Null, Malformed),
    ];
    for_each_algorithm(|issuer, desk| {
        let good = fields(&short(&issuer));
        assert_eq!(desk.judge(&envelope(TAG, &good)).value(), "valid");
        for (what, change, wanted) in &rows {
            let mut changed = good.clone();
            change(&mut changed, &issuer);
            let told = reason(&desk.judge(&envelope(TAG, &changed)), what);
            assert_eq!(told, *wanted, "{what}");
        }
        let own = (1.into(), issuer.algorithm().cose().into());
        let kid = (4.into(), Value::Bytes(issuer.kid().0.into()));
        for (what, entries) in [
            ("no kid", vec![own.clone()]),
            ("no algorithm", vec![kid.clone()]),
            (
                "crit",
                vec![
                    own.clone(),
                    (2.into(), Value::Array(vec![4.into()])),
                    kid.clone(),
                ],
            ),
            (
                "one more",
                vec![own.clone(), kid.clone(), (5.into(), Value::Bytes(vec![1]))],
            ),
            ("kid first", vec![kid.clone(), own.clone()]),
            (
                "algorithm a text",
                vec![(1.into(), "ES256".into()), kid.clone()],
            ),
            ("kid a text", vec![own.clone(), (4.into(), "kid".into())]),
        ] {
            let mut changed = good.clone();
            changed[0] = header(entries);
            let told = reason(&desk.judge(&envelope(TAG, &changed)), what);
            assert_eq!(told, Malformed, "{what}");
        }
        for (what, head) in [
            ("no tag", &[][..]),
            ("18 twice", &[0xd2, 0xd2]),
            ("61 around it", &[0xd8, 61, 0xd2]),
            ("61 alone", &[0xd8, 61]),
            ("17", &[0xd1]),
            ("98", &[0xd8, 98]),
            ("18 in its long form", &[0xd8, 18]),
        ] {
            let told = reason(&desk.judge(&envelope(head, &good)), what);
            assert_eq!(told, Malformed, "{what}");
        }
        for some in [&good[..3], &[&good[..], &good[..1]].concat()] {
            assert_eq!(
                reason(&desk.judge(&envelope(TAG, some)), "fields"),
                Malformed
            );
        }
    });
}

fn map(entries: Vec<(Value, Value)>) -> Value {
    Value::Map(entries)
}

/// A signature that is nearly right.
#[test]
fn s28_a_signature_of_other_length_or_order_is_wrong() {
    for_each_algorithm(|issuer, desk| {
        let good = fields(&short(&issuer));
        let signature = bytes(&good[3]);
        let (r, s) = signature.split_at(32);
        for (what, other) in [
            ("a byte less", signature[..63].to_vec()),
            ("a byte more", [signature, &[0]].concat()),
            ("halves exchanged", [s, r].concat()),
            ("r of nought", [&[0; 32], s].concat()),
            ("s of nought", [r, &[0; 32]].concat()),
            ("all nought", vec![0; 64]),
            ("all ones", vec![0xff; 64]),
            ("twice", [signature, signature].concat()),
        ] {
            let mut changed = good.clone();
            changed[3] = Value::Bytes(other);
            let told = reason(&desk.judge(&envelope(&[0xd2], &changed)), what);
            assert_eq!(told, Reason::Signature, "{what}");
        }
    });
}

/// Claims that their issuer really signed, and that are none of this profile.
#[test]
fn s28_signed_claims_of_another_form_are_malformed() {
    let long: i64 = 24 * 60 * 60 + 1;
    let iat = NOW - 60;
    let values: [(&str, i64, Value); 18] = [
        ("exp with a fraction", 4, Value::Float(NOW as f64 + 240.5)),
        ("exp a whole float", 4, Value::Float(NOW as f64 + 240.0)),
        ("exp at iat", 4, iat.into()),
        ("exp before iat", 4, (iat - 1).into()),
        ("exp too late", 4, (iat + long).into()),
        ("exp without end", 4, u64::MAX.into()),
        (
            "exp below every number",
            4,
            Value::Integer((-(1i128 << 64)).try_into().unwrap()),
        ),
        ("exp true", 4, true.into()),
        ("exp a text", 4, "1790000240".into()),
        (
            "exp under a tag",
            4,
            Value::Tag(1, Box::new((NOW + 240).into())),
        ),
        ("iat null", 6, Value::Null),
        ("iat of the beginning", 6, i64::MIN.into()),
        ("iss empty", 1, "".into()),
        ("iss bytes", 1, Value::Bytes(b"practice-issuer".to_vec())),
        ("cti empty", 7, Value::Bytes(vec![])),
        ("cti too long", 7, Value::Bytes(vec![7; 65])),
        ("cti a text", 7, "0707".into()),
        ("private claim a text", -70_001, "practice".into()),
    ];
    for_each_algorithm(|issuer, desk| {
        let good = fields(&short(&issuer));
        let set: Value = ciborium::from_reader(bytes(&good[2])).unwrap();
        let set = set.into_map().unwrap();
        let judge = |payload: Vec<u8>| {
            desk.judge(&text_of(
                &seal::sign1(Use::Code, &payload, &issuer).unwrap(),
            ))
        };
        assert_eq!(judge(cbor(&Value::Map(set.clone()))).value(), "valid");
        for (what, label, value) in &values {
            let mut changed = set.clone();
            let label = Value::from(*label);
            changed.iter_mut().find(|(key, _)| *key == label).unwrap().1 = value.clone();
            let told = reason(&judge(cbor(&Value::Map(changed))), what);
            assert_eq!(told, Reason::Malformed, "{what}");
        }
        for (what, payload) in other_encodings(&set) {
            assert_eq!(reason(&judge(payload), what), Reason::Malformed, "{what}");
        }
    });
}

/// The same claims in encodings that are not the one.
fn other_encodings(set: &[(Value, Value)]) -> [(&'static str, Vec<u8>); 9] {
    let good = cbor(&Value::Map(set.to_vec()));
    let entries = &good[1..];
    let doubled = [&[good[0] + 1][..], entries, &[0x01, 0x60]].concat();
    let mut backwards = set.to_vec();
    backwards.reverse();
    // `realm` a second time within the private claim.
    let realm = [&b"\x65realm\x68practice"[..]].concat();
    let at = good.windows(realm.len()).position(|w| w == realm).unwrap();
    let mut deep = good.clone();
    deep[at - 1] += 1;
    deep.splice(at..at, realm.iter().copied());
    let iss = good.windows(2).position(|w| w == [0x01, 0x6f]).unwrap();
    let mut long = good.clone();
    long.splice(iss..=iss, [0x18, 0x01]);
    let mut broken = good.clone();
    broken[iss + 2] = 0xff;
    [
        ("no map", cbor(&Value::Array(vec![]))),
        ("without end", [&[0xbf][..], entries, &[0xff]].concat()),
        (
            "length in two bytes",
            [&[0xb8, good[0] & 0x1f][..], entries].concat(),
        ),
        ("a key in two bytes", long),
        ("keys backwards", cbor(&Value::Map(backwards))),
        ("a key twice", doubled),
        ("a key twice, deep", deep),
        ("a text that is none", broken),
        ("something after it", [&good[..], &[0]].concat()),
    ]
}
