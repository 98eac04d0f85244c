//! Deterministic CBOR: what RFC 8949 says a value's one encoding is, and that no other is read.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ciborium::Value;
use proptest::prelude::*;
use seal::cbor::{Limits, Malformed, Unencodable, decode_strict, decode_within, encode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

fn refused(text: &str) -> Malformed {
    decode_strict::<Value>(&hex(text)).unwrap_err()
}

/// RFC 8949 appendix A, the rows this format has.
#[test]
fn appendix_a_examples_have_their_encoding_and_read_back() {
    let i = |n: i128| Value::Integer(n.try_into().unwrap());
    let t = |s: &str| Value::Text(s.into());
    let rows = [
        (i(0), "00"),
        (i(1), "01"),
        (i(10), "0a"),
        (i(23), "17"),
        (i(24), "1818"),
        (i(25), "1819"),
        (i(100), "1864"),
        (i(1000), "1903e8"),
        (i(1_000_000), "1a000f4240"),
        (i(1_000_000_000_000), "1b000000e8d4a51000"),
        (i(18_446_744_073_709_551_615), "1bffffffffffffffff"),
        (i(-18_446_744_073_709_551_616), "3bffffffffffffffff"),
        (i(-1), "20"),
        (i(-10), "29"),
        (i(-100), "3863"),
        (i(-1000), "3903e7"),
        (Value::Bool(false), "f4"),
        (Value::Bool(true), "f5"),
        (Value::Null, "f6"),
        (Value::Bytes(vec![]), "40"),
        (Value::Bytes(vec![1, 2, 3, 4]), "4401020304"),
        (t(""), "60"),
        (t("IETF"), "6449455446"),
        (t("\"\\"), "62225c"),
        (t("水"), "63e6b0b4"),
        (t("𐅑"), "64f0908591"),
        (Value::Array(vec![]), "80"),
        (Value::Array(vec![i(1), i(2), i(3)]), "83010203"),
        (
            Value::Array((1..=25).map(i).collect()),
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        ),
        (Value::Map(vec![]), "a0"),
        (
            Value::Map(vec![
                (t("a"), i(1)),
                (t("b"), Value::Array(vec![i(2), i(3)])),
            ]),
            "a26161016162820203",
        ),
    ];
    for (value, text) in rows {
        assert_eq!(hex::encode(encode(&value).unwrap()), text);
        assert_eq!(decode_strict::<Value>(&hex(text)).unwrap(), value);
    }
}

/// RFC 8949 §4.2.1: the order the document itself lists, by the bytes of the encoded key.
#[test]
fn map_keys_are_sorted_by_their_encoding() {
    let one = Value::from(1);
    let keys = [
        Value::Bool(false),
        Value::Array(vec![Value::from(-1)]),
        Value::Array(vec![Value::from(100)]),
        Value::Text("aa".into()),
        Value::Text("z".into()),
        Value::from(-1),
        Value::from(100),
        Value::from(10),
    ];
    let map = Value::Map(keys.into_iter().map(|k| (k, one.clone())).collect());
    assert_eq!(
        hex::encode(encode(&map).unwrap()),
        "a80a011864012001617a016261610181186401812001f401"
    );
}

#[test]
fn every_other_encoding_is_refused() {
    assert_eq!(refused("1817"), Malformed::NotShortest);
    assert_eq!(refused("190018"), Malformed::NotShortest);
    assert_eq!(refused("1a0000ffff"), Malformed::NotShortest);
    assert_eq!(refused("1b00000000ffffffff"), Malformed::NotShortest);
    assert_eq!(refused("3817"), Malformed::NotShortest);
    assert_eq!(refused("580101"), Malformed::NotShortest);
    assert_eq!(refused("780161"), Malformed::NotShortest);
    assert_eq!(refused("980101"), Malformed::NotShortest);
    assert_eq!(refused("b8010101"), Malformed::NotShortest);
    assert_eq!(refused("9f01ff"), Malformed::Indefinite);
    assert_eq!(refused("bf0101ff"), Malformed::Indefinite);
    assert_eq!(refused("5f4101ff"), Malformed::Indefinite);
    assert_eq!(refused("7f6161ff"), Malformed::Indefinite);
    assert_eq!(refused("a202010101"), Malformed::KeyOrder);
    assert_eq!(refused("a2626161016162"), Malformed::KeyOrder);
    assert_eq!(refused("a201010102"), Malformed::DuplicateKey);
    assert_eq!(refused("0000"), Malformed::Trailing);
    assert_eq!(refused(""), Malformed::Truncated);
    assert_eq!(refused("8201"), Malformed::Truncated);
    assert_eq!(refused("9bffffffffffffffff"), Malformed::Truncated);
    assert_eq!(refused("bbffffffffffffffff"), Malformed::Truncated);
    assert_eq!(refused("5bffffffffffffffff"), Malformed::Truncated);
    assert_eq!(refused("61ff"), Malformed::Text);
    assert_eq!(refused("c100"), Malformed::Tag);
    for reserved in [
        "f7",
        "f0",
        "f818",
        "f90000",
        "fa00000000",
        "fb0000000000000000",
        "ff",
        "1c",
    ] {
        assert!(
            matches!(refused(reserved), Malformed::Form | Malformed::Indefinite),
            "{reserved}"
        );
    }
}

#[test]
fn nesting_ends_at_thirty_two_both_ways() {
    let nested =
        |levels: usize| (1..levels).fold(Value::Array(vec![]), |v, _| Value::Array(vec![v]));
    let deepest = encode(&nested(32)).unwrap();
    assert_eq!(decode_strict::<Value>(&deepest).unwrap(), nested(32));
    assert_eq!(encode(&nested(33)), Err(Unencodable::Depth));
    let mut deeper = vec![0x81];
    deeper.extend_from_slice(&deepest);
    assert_eq!(decode_strict::<Value>(&deeper), Err(Malformed::Depth));
    assert_eq!(
        decode_strict::<Value>(&vec![0x81; 100_000]),
        Err(Malformed::Depth)
    );
}

#[test]
fn length_and_number_of_items_are_limited() {
    let bytes = encode(&Value::Bytes(vec![0; 100])).unwrap();
    let value = decode_within::<Value>(&bytes, Limits::of_bytes(bytes.len()));
    assert!(value.is_ok());
    let value = decode_within::<Value>(&bytes, Limits::of_bytes(bytes.len() - 1));
    assert_eq!(value, Err(Malformed::Size));
    let few = Limits {
        items: 3,
        ..Limits::STANDARD
    };
    assert!(decode_within::<Value>(&hex("820102"), few).is_ok());
    assert_eq!(
        decode_within::<Value>(&hex("83010203"), few),
        Err(Malformed::Size)
    );
    assert_eq!(
        encode(&Value::Bytes(vec![0; 64 << 20])),
        Err(Unencodable::Size)
    );
}

#[test]
fn what_has_no_place_in_a_signed_format_is_not_written() {
    assert_eq!(encode(&1.5f64), Err(Unencodable::Float));
    assert_eq!(encode(&f64::NAN), Err(Unencodable::Float));
    assert_eq!(
        encode(&serde_json::json!({"area": 88.5})),
        Err(Unencodable::Float)
    );
    assert_eq!(encode(&u128::MAX), Err(Unencodable::Shape));
    let twice = Value::Map(vec![
        (Value::from(1), Value::Null),
        (Value::from(1), Value::Null),
    ]);
    assert_eq!(encode(&twice), Err(Unencodable::DuplicateKey));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sample {
    realm: String,
    seq: u64,
    at: i64,
    #[serde(with = "serde_bytes")]
    salt: Vec<u8>,
    base: Vec<seal::Hash32>,
    replaces: Option<String>,
    fields: BTreeMap<String, bool>,
    kind: SampleKind,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SampleKind {
    Received,
    Note { text: String },
}

/// The names are sorted whatever the order in the struct, and the bytes never change.
#[test]
fn a_struct_is_a_map_with_text_keys() {
    let sample = Sample {
        realm: "practice".into(),
        seq: 300,
        at: -2,
        salt: vec![1, 2],
        base: vec![seal::Hash32([7; 32])],
        replaces: None,
        fields: BTreeMap::from([("b".into(), true)]),
        kind: SampleKind::Received,
    };
    let bytes = encode(&sample).unwrap();
    assert_eq!(
        hex::encode(&bytes),
        concat!(
            "a8",
            "626174",
            "21",
            "63736571",
            "19012c",
            "6462617365",
            "815820",
            "0707070707070707070707070707070707070707070707070707070707070707",
            "646b696e64",
            "687265636569766564",
            "6473616c74",
            "420102",
            "657265616c6d",
            "687072616374696365",
            "666669656c6473",
            "a16162f5",
            "687265706c61636573",
            "f6",
        )
    );
    assert_eq!(decode_strict::<Sample>(&bytes).unwrap(), sample);
    assert_eq!(decode_strict::<Sample>(&hex("a0")), Err(Malformed::Shape));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        any::<Vec<u8>>().prop_map(Value::Bytes),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::btree_map(any::<String>(), inner.clone(), 0..8).prop_map(|m| {
                Value::Map(m.into_iter().map(|(k, v)| (Value::Text(k), v)).collect())
            }),
            prop::collection::btree_map(any::<i32>(), inner, 0..8).prop_map(|m| {
                Value::Map(m.into_iter().map(|(k, v)| (Value::from(k), v)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_value_read_back_encodes_to_the_same_bytes(value in value()) {
        let bytes = encode(&value).unwrap();
        let back: Value = decode_strict(&bytes).unwrap();
        prop_assert_eq!(encode(&back).unwrap(), bytes);
    }

    /// An independent decoder reads the same value.
    #[test]
    fn ciborium_reads_what_is_written(value in value()) {
        let bytes = encode(&value).unwrap();
        let theirs: Value = ciborium::from_reader(&bytes[..]).unwrap();
        let ours: Value = decode_strict(&bytes).unwrap();
        prop_assert_eq!(theirs, ours);
    }

    /// Whatever is read at all is the one encoding of its value.
    #[test]
    fn bytes_are_refused_or_canonical(bytes in any::<Vec<u8>>()) {
        if let Ok(value) = decode_strict::<Value>(&bytes) {
            prop_assert_eq!(encode(&value).unwrap(), bytes);
        }
    }

    #[test]
    fn a_changed_byte_is_refused_or_another_canonical_value(value in value(), at: prop::sample::Index, to: u8) {
        let mut bytes = encode(&value).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(value) = decode_strict::<Value>(&bytes) {
            prop_assert_eq!(encode(&value).unwrap(), bytes);
        }
    }
}
