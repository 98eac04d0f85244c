//! Envelopes taken apart and put together by hand.

use super::{text_of, with};
use ciborium::Value;
use proof::{Reason, Verdict};
use seal::SigningKey;

/// A code without licences: short, so that every byte can be changed.
pub fn short(issuer: &SigningKey) -> Vec<u8> {
    let text = with(issuer, |claims| claims.licences.clear());
    base45::decode(&text[4..]).unwrap()
}

/// The fields of an envelope: protected header, unprotected header, payload, signature.
pub fn fields(envelope: &[u8]) -> [Value; 4] {
    let Value::Tag(18, body) = ciborium::from_reader(envelope).unwrap() else {
        unreachable!("an envelope stands under tag 18");
    };
    body.into_array().unwrap().try_into().unwrap()
}

pub fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub fn bytes(value: &Value) -> &[u8] {
    value.as_bytes().unwrap()
}

/// A protected header of that algorithm and kid.
pub fn named(alg: i64, kid: &[u8]) -> Value {
    let entries = vec![(1.into(), alg.into()), (4.into(), Value::Bytes(kid.into()))];
    Value::Bytes(cbor(&Value::Map(entries)))
}

/// An envelope around these fields, whoever signed them.
pub fn envelope(head: &[u8], fields: &[Value]) -> String {
    text_of(&[head, &cbor(&Value::Array(fields.to_vec()))].concat())
}

/// The reason of a verdict that must not be valid.
#[track_caller]
pub fn reason(verdict: &Verdict, what: &str) -> Reason {
    assert!(verdict.claims().is_none(), "{what} is valid");
    verdict.reason().unwrap()
}
