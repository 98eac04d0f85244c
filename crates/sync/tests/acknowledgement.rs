//! What makes an acknowledgement believed, and what does not (law 3).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod city;

use city::signed::{NOW, ack, act, id, key, sign, trust};
use seal::Use;
use sync::{AckFault, Verifier};
use uuid::Uuid;
use wire::{Ack, Verdict};

#[test]
fn an_acknowledgement_is_believed_for_its_act_its_bytes_its_realm_and_its_key_only() {
    let verifier = Verifier::new(trust());
    let hash = seal::sha256(&act(1).bytes.0);
    let right = ack(id(1), &act(1), Verdict::Durable);
    let check = |bytes: &[u8]| verifier.check(bytes, id(1), hash).map(|ack| ack.position());
    assert_eq!(check(&sign(&right, &key(1))), Ok(4));

    let other = Ack {
        realm: "city".into(),
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Realm));
    let other = Ack {
        act_id: id(2),
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Act));
    let other = Ack {
        act_hash: [0; 32],
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Act));
    let late = Ack {
        stored_at: NOW + 2_000_000,
        ..right.clone()
    };
    assert_eq!(check(&sign(&late, &key(1))), Err(AckFault::Key));
    assert!(matches!(
        check(&sign(&right, &key(2))),
        Err(AckFault::Seal(_))
    ));
    let code = seal::sign1(Use::Code, &seal::cbor::encode(&right).unwrap(), &key(1)).unwrap();
    assert!(
        matches!(check(&code), Err(AckFault::Seal(_))),
        "signed for another use"
    );
    let shape = seal::sign1(Use::Ack, &seal::cbor::encode("yes").unwrap(), &key(1)).unwrap();
    assert_eq!(check(&shape), Err(AckFault::Shape));
}

#[test]
fn a_refusal_of_unreadable_bytes_is_believed_for_those_bytes() {
    let verifier = Verifier::new(trust());
    let hash = seal::sha256(&act(1).bytes.0);
    let refusal = Ack {
        verdict: Verdict::Rejected,
        ..ack(Uuid::nil(), &act(1), Verdict::Rejected)
    };
    assert!(
        verifier
            .check(&sign(&refusal, &key(1)), id(1), hash)
            .is_ok()
    );
    let durable = Ack {
        verdict: Verdict::Durable,
        ..refusal
    };
    assert!(
        verifier
            .check(&sign(&durable, &key(1)), id(1), hash)
            .is_err()
    );
}
