//! Acts, and acknowledgements signed for them.

use seal::{Algorithm, SigningKey, TrustList, TrustedKey, Use};
use uuid::Uuid;
use wire::{Ack, B64, Verdict, WireAct};

pub const NOW: i64 = 1_800_000_000_000;

pub fn key(n: u8) -> SigningKey {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, &[n; 32]).unwrap()
}

pub fn trust() -> TrustList {
    let until = NOW / 1000 + 1000;
    TrustList {
        realm: "practice".into(),
        version: 1,
        issued_at: 0,
        next_update: until,
        threshold: 1,
        roots: vec![key(9).public()],
        keys: vec![TrustedKey::new(
            key(1).public(),
            &[Use::Ack],
            "backend",
            0,
            until,
        )],
    }
}

pub fn ack(act_id: Uuid, act: &WireAct, verdict: Verdict) -> Ack {
    Ack {
        v: 1,
        realm: "practice".into(),
        epoch: "e1".into(),
        act_id,
        act_hash: *seal::sha256(&act.bytes.0).as_bytes(),
        position: 4,
        log_head: [0; 32],
        stored_at: NOW,
        verdict,
        code: None,
    }
}

pub fn sign(ack: &Ack, key: &SigningKey) -> Vec<u8> {
    seal::sign1(Use::Ack, &seal::cbor::encode(ack).unwrap(), key).unwrap()
}

pub fn act(n: u8) -> WireAct {
    WireAct {
        bytes: B64(vec![n; 40]),
        salt: B64(vec![n; 32]),
        payload: B64(vec![n; 9]),
    }
}

pub fn id(n: u8) -> Uuid {
    Uuid::from_u128(n.into())
}
