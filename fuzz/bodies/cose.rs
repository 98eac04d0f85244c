//! Bytes as envelopes: what opens was sealed here, byte for byte.

use seal::cbor::Limits;
use seal::{
    Encoding, KidPlace, Parsed1, ParsedMany, PublicKey, Shape, Tag, Use, attach, detach, open_act,
    open1, sign_act, sign1,
};

use crate::known::SIGNER;

/// How other publishers make theirs.
const THEIRS: Shape = Shape {
    tag: Tag::OptionalCwt,
    kid: KidPlace::Either,
    encoding: Encoding::WellFormed,
    limits: Limits::of_bytes(64 * 1024),
};

/// One envelope.
pub fn run(data: &[u8]) {
    let signer = &*SIGNER;
    let find = |kid: &[u8]| -> Option<PublicKey> {
        (signer.kid().as_ref() == kid).then(|| signer.public())
    };
    if let Ok(ours) = Parsed1::parse(data) {
        let bare = detach(data).expect("a whole envelope");
        assert_eq!(attach(&bare, ours.payload()).as_deref(), Ok(data));
        assert!(Parsed1::parse(&bare).is_err());
        if data.len() <= THEIRS.limits.bytes {
            let theirs = Parsed1::parse_as(data, THEIRS).expect("ours is one of theirs");
            let said = |envelope: &Parsed1| {
                (
                    envelope.alg(),
                    envelope.kid().to_vec(),
                    envelope.payload().to_vec(),
                )
            };
            assert_eq!(said(&theirs), said(&ours));
        }
    }
    drop(Parsed1::parse_as(data, THEIRS));
    for use_ in [Use::Code, Use::Ack] {
        if let Ok(opened) = open1(use_, data, find) {
            let again = sign1(use_, &opened.payload, signer);
            assert_eq!(again.as_deref(), Ok(data), "Ed25519 signs once");
        }
    }
    if let Ok(many) = ParsedMany::parse(data) {
        assert!((1..=seal::MAX_SIGNERS).contains(&many.len()));
    }
    if let Ok(opened) = open_act(data, |_, kid| find(kid)) {
        let again = sign_act(&opened.payload, signer, signer);
        assert_eq!(again.as_deref(), Ok(data), "Ed25519 signs once");
    }
}
