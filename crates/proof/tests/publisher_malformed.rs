//! What is no code of another publisher in the form of the profile is malformed, what is no file of
//! keys is refused, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::{PublisherKeys, PublisherKeysRefused, Reason::Malformed, Verdict::Invalid};
use proptest::prelude::*;
use serde_json::json;
use support::publisher::*;

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
