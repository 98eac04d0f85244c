//! What other publishers make: published envelopes, RSA, and any well-formed CBOR.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ciborium::Value;
use proptest::prelude::*;
use seal::cbor::{Limits, Malformed, decode_well_formed};
use seal::{
    Algorithm, BadKey, Encoding, Finding, KeyFault, KidPlace, Parsed1, PublicKey, Shape, Tag,
};
use std::process::Command;

const SHAPE: Shape = Shape {
    tag: Tag::OptionalCwt,
    kid: KidPlace::Either,
    encoding: Encoding::WellFormed,
    limits: Limits::of_bytes(64 * 1024),
};

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn read(text: &str) -> Result<Value, Malformed> {
    decode_well_formed(&hex(text), Limits::STANDARD)
}

/// RFC 9052 §C.2.1: ES256, the kid in the unprotected header.
#[test]
fn the_rfcs_single_signature_is_verified() {
    let bytes = hex(concat!(
        "d28443a10126a10442313154546869732069732074686520636f6e74656e742e",
        "58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0",
        "117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345ca",
        "cb36"
    ));
    let point = hex(concat!(
        "04",
        "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff",
        "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e",
    ));
    let key = PublicKey::new(-7, point).unwrap();
    let parsed = Parsed1::parse_as(&bytes, SHAPE).unwrap();
    assert_eq!((parsed.alg(), parsed.kid()), (-7, &b"11"[..]));
    assert_eq!(parsed.payload(), b"This is the content.");
    assert_eq!(parsed.verify_bare(&key), Ok(()));
    assert_eq!(
        parsed.verify(seal::Use::Code, &key),
        Err(Finding::Signature),
        "it was made for no use of ours"
    );
    assert!(Parsed1::parse(&bytes).is_err(), "it is not our shape");
}

/// RFC 8949 appendix A, rows that the deterministic form refuses.
#[test]
fn any_well_formed_encoding_is_read() {
    let i = |n: i64| Value::from(n);
    let rows = [
        ("1817", i(23)),
        ("190017", i(23)),
        ("1b0000000000000017", i(23)),
        ("f90000", Value::Float(0.0)),
        ("f93c00", Value::Float(1.0)),
        ("f93e00", Value::Float(1.5)),
        ("f97bff", Value::Float(65504.0)),
        ("f90001", Value::Float(5.960_464_477_539_063e-8)),
        ("f90400", Value::Float(0.000_061_035_156_25)),
        ("f9c400", Value::Float(-4.0)),
        ("f97c00", Value::Float(f64::INFINITY)),
        ("f9fc00", Value::Float(f64::NEG_INFINITY)),
        ("fa47c35000", Value::Float(100_000.0)),
        ("fb3ff199999999999a", Value::Float(1.1)),
        ("f7", Value::Null),
        ("c11a514b67b0", Value::Tag(1, Box::new(i(1_363_896_240)))),
        ("5f42010243030405ff", Value::Bytes(vec![1, 2, 3, 4, 5])),
        ("7f657374726561646d696e67ff", "streaming".into()),
        ("9fff", Value::Array(vec![])),
        (
            "9f01820203ff",
            Value::Array(vec![i(1), Value::Array(vec![i(2), i(3)])]),
        ),
        (
            "bf6346756ef563416d7421ff",
            Value::Map(vec![("Fun".into(), true.into()), ("Amt".into(), i(-2))]),
        ),
        ("a202010100", Value::Map(vec![(i(2), i(1)), (i(1), i(0))])),
    ];
    for (text, value) in rows {
        assert_eq!(read(text), Ok(value), "{text}");
    }
    assert!(matches!(read("f97e00"), Ok(Value::Float(n)) if n.is_nan()));
}

#[test]
fn what_is_not_well_formed_or_holds_a_key_twice_is_refused() {
    for (text, why) in [
        ("", Malformed::Truncated),
        ("0000", Malformed::Trailing),
        ("1c", Malformed::Form),
        ("1f", Malformed::Form),
        ("df00", Malformed::Form),
        ("ff", Malformed::Form),
        ("f818", Malformed::Form),
        ("f814", Malformed::Form),
        ("f0", Malformed::Form),
        ("5f00ff", Malformed::Form),
        ("5f5f4100ffff", Malformed::Form),
        ("5f4100", Malformed::Truncated),
        ("7f61c361a9ff", Malformed::Text),
        ("61ff", Malformed::Text),
        ("9b00ffffffffffffff", Malformed::Truncated),
        ("bb00ffffffffffffff", Malformed::Truncated),
        ("5b7fffffffffffffff", Malformed::Truncated),
        ("bf01ff", Malformed::Form),
        ("a201000100", Malformed::DuplicateKey),
        ("a20100180100", Malformed::DuplicateKey),
        ("a261610061610a", Malformed::DuplicateKey),
        ("a26161007f6161ff00", Malformed::DuplicateKey),
        ("a1f6a201000100", Malformed::DuplicateKey),
    ] {
        assert_eq!(read(text), Err(why), "{text}");
    }
    let deep = "81".repeat(40) + "00";
    assert_eq!(read(&deep), Err(Malformed::Depth));
    let tags = "c1".repeat(40) + "00";
    assert_eq!(read(&tags), Err(Malformed::Depth));
    let long = decode_well_formed(&[0; 65], Limits::of_bytes(64));
    assert_eq!(long, Err(Malformed::Size));
}

#[test]
fn only_a_key_of_a_fair_size_is_an_rsa_key() {
    let number = |len: usize, last: u8| {
        let mut bytes = vec![0x7f; len];
        bytes[len - 1] = last;
        bytes
    };
    let key = |modulus: &[u8], exponent: &[u8]| {
        let body = [tlv(2, modulus), tlv(2, exponent)].concat();
        PublicKey::new(-37, tlv(0x30, &body))
    };
    let e = [1, 0, 1];
    assert!(key(&number(256, 1), &e).is_ok());
    assert_eq!(key(&number(255, 1), &e), Err(BadKey(-37)), "short");
    assert_eq!(key(&number(1025, 1), &e), Err(BadKey(-37)), "long");
    assert_eq!(key(&number(256, 2), &e), Err(BadKey(-37)), "even");
    assert_eq!(key(&number(256, 1), &[1]), Err(BadKey(-37)));
    assert_eq!(key(&number(256, 1), &number(5, 1)), Err(BadKey(-37)));
    assert_eq!(PublicKey::new(-37, vec![1; 256]), Err(BadKey(-37)));
}

fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(body.len()).unwrap().to_be_bytes();
    let head = match (high, low) {
        (0, 0..=127) => vec![tag, low],
        (0, _) => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head[..], body].concat()
}

/// PS256 by OpenSSL's command. Without the command this says so and proves nothing.
#[test]
fn openssls_ps256_is_verified() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("not run: there is no openssl command");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        let out = Command::new("openssl")
            .current_dir(folder.path())
            .args(line.split(' '))
            .output()
            .unwrap();
        assert!(out.status.success(), "openssl {line}: {out:?}");
    };
    std::fs::write(folder.path().join("message"), b"message").unwrap();
    run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem");
    run("rsa -in key.pem -RSAPublicKey_out -outform DER -out public.der");
    let sign = "pkeyutl -sign -inkey key.pem -rawin -digest sha256 -in message \
                -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:";
    run(&format!("{sign}digest -out good"));
    run(&format!("{sign}20 -out short-salt"));
    let file = |name| std::fs::read(folder.path().join(name)).unwrap();
    let key = PublicKey::new(Algorithm::Ps256.cose(), file("public.der")).unwrap();
    assert_eq!(key.verify(b"message", &file("good")), Ok(()));
    let wrong = Err(KeyFault::Signature);
    assert_eq!(key.verify(b"messagf", &file("good")), wrong);
    assert_eq!(key.verify(b"message", &file("short-salt")), wrong);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        let _ = decode_well_formed(&bytes, Limits::STANDARD);
        let _ = Parsed1::parse_as(&bytes, SHAPE);
    }

    /// Bytes that are mostly heads of containers and lengths.
    #[test]
    fn any_nest_of_heads_is_read_or_refused(
        bytes in prop::collection::vec(
            prop::sample::select(vec![0u8, 1, 0x41, 0x5f, 0x61, 0x7f, 0x82, 0x9f, 0xa1, 0xbf, 0xd2, 0xd8, 61, 0xf9, 0xff]),
            0..512,
        )
    ) {
        let _ = decode_well_formed(&bytes, Limits::STANDARD);
        let _ = Parsed1::parse_as(&bytes, SHAPE);
    }

    /// What another implementation writes is read as what it meant.
    #[test]
    fn what_ciborium_writes_is_read_back(
        numbers in prop::collection::btree_map(any::<i64>(), any::<f32>(), 0..20),
        texts in prop::collection::vec(any::<String>(), 0..5),
    ) {
        let entries = numbers.iter().map(|(k, v)| (Value::from(*k), Value::from(f64::from(*v))));
        let map = Value::Map(entries.collect());
        let texts = Value::Array(texts.into_iter().map(Value::from).collect());
        let value = Value::Tag(61, Box::new(Value::Array(vec![map, texts])));
        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).unwrap();
        let read = decode_well_formed(&bytes, Limits::STANDARD).unwrap();
        let mut again = Vec::new();
        ciborium::into_writer(&read, &mut again).unwrap();
        prop_assert_eq!(again, bytes);
    }

    #[test]
    fn any_bytes_are_a_key_or_none(alg in prop::sample::select(vec![-7i64, -8, -37, -65537, 0]), bytes in any::<Vec<u8>>()) {
        if let Ok(key) = PublicKey::new(alg, bytes) {
            prop_assert!(key.verify(b"message", &[1; 64]).is_err());
        }
    }
}

/// Each key is looked up once: a map of 200 000 would take hours if it were held against the others.
#[test]
fn a_map_of_many_keys_is_read_in_one_pass() {
    let entries = (0..200_000i64).map(|n| (Value::from(n), Value::Null));
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(entries.collect()), &mut bytes).unwrap();
    let read = decode_well_formed(&bytes, Limits::STANDARD).unwrap();
    assert_eq!(read.as_map().map(Vec::len), Some(200_000));
}
