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
    let theirs: Value =
        ciborium::from_reader(data).expect("the other implementation reads it, too");
    assert!(
        same(&theirs, &value),
        "the other implementation reads it otherwise"
    );
}

/// The same, where a number that is none is the same as itself, and undefined is null.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Float(one), Value::Float(other)) => one == other || one.is_nan() && other.is_nan(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Value::Map(one), Value::Map(other)) => {
            let entries = one.iter().zip(other);
            one.len() == other.len()
                && entries
                    .into_iter()
                    .all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
        }
        (Value::Tag(one, a), Value::Tag(other, b)) => {
            one == other && (same(a, b) || matches!(one, 2 | 3) && digits(a) == digits(b))
        }
        // The other implementation makes a number of it.
        (Value::Integer(number), Value::Tag(tag, digits)) => {
            bignum(*tag, digits) == Some(i128::from(*number))
        }
        (one, other) => one == other,
    }
}

/// The digits of a large number, without those that say nothing (RFC 8949 §3.4.3).
fn digits(value: &Value) -> Option<&[u8]> {
    let digits = value.as_bytes()?;
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.get(zeros..)
}

/// A large number that is no larger than a number of one head.
fn bignum(tag: u64, value: &Value) -> Option<i128> {
    let digits = digits(value).filter(|digits| digits.len() <= 8)?;
    let number = digits
        .iter()
        .fold(0i128, |sum, digit| sum << 8 | i128::from(*digit));
    match tag {
        2 => Some(number),
        3 => Some(-1 - number),
        _ => None,
    }
}
