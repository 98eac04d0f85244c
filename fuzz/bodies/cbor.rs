//! Bytes as CBOR: the strict reader reads one encoding of a value, the loose one what another implementation reads as well.

use ciborium::Value;
use seal::cbor::{Limits, decode_value, decode_well_formed, encode};

/// One item.
pub fn run(data: &[u8]) {
    let strict = decode_value(data);
    let loose = decode_well_formed(data, Limits::STANDARD);
    if let Ok(value) = &strict {
        assert_eq!(
            encode(value).as_deref(),
            Ok(data),
            "one value, one encoding"
        );
        assert_eq!(loose.as_ref(), Ok(value), "what is strict is well formed");
    }
    let Ok(value) = loose else {
        return;
    };
    // Written by the other implementation it is read again as the same.
    let mut written = Vec::new();
    ciborium::into_writer(&value, &mut written).expect("a vector takes all");
    let again = decode_well_formed(&written, Limits::STANDARD).expect("it was read before");
    assert!(same(&again, &value), "read otherwise");
    // Large numbers (RFC 8949 §3.4.3) are tagged bytes here; the other implementation makes numbers of them, or refuses
    // those that are too large for it.
    if !holds_large_number(&value) {
        let theirs: Value = ciborium::from_reader(data).expect("the other one reads it, too");
        assert!(same(&theirs, &value), "the other one reads it otherwise");
    }
}

/// The same, where a number that is none is the same as itself.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Float(one), Value::Float(other)) => one == other || one.is_nan() && other.is_nan(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Map(one), Value::Map(other)) => {
            let entry =
                |(a, b): (&(Value, Value), &(Value, Value))| same(&a.0, &b.0) && same(&a.1, &b.1);
            one.len() == other.len() && one.iter().zip(other).all(entry)
        }
        (Value::Tag(one, a), Value::Tag(other, b)) => one == other && same(a, b),
        (one, other) => one == other,
    }
}

fn holds_large_number(value: &Value) -> bool {
    match value {
        Value::Tag(2 | 3, inner) if inner.is_bytes() => true,
        Value::Tag(_, inner) => holds_large_number(inner),
        Value::Array(elements) => elements.iter().any(holds_large_number),
        Value::Map(entries) => {
            let entry = |(key, value): &(Value, Value)| {
                holds_large_number(key) || holds_large_number(value)
            };
            entries.iter().any(entry)
        }
        _ => false,
    }
}
