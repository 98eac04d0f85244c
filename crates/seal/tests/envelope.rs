//! COSE envelopes: made as RFC 9052 says, opened only when everything is right.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use coset::TaggedCborSerializable;
use proptest::prelude::*;
use seal::cbor::Malformed;
use seal::{
    Algorithm, Finding, Parsed1, PublicKey, SigningKey, Unsealable, Use, attach, detach, open_act,
    open_many, open1, sign_act, sign_many, sign1,
};
use support::{finder, key};

const PAYLOAD: &[u8] = b"\xa1\x01\x02";

fn open(bytes: &[u8], keys: &[&SigningKey]) -> Result<Vec<u8>, Finding> {
    open1(Use::Ack, bytes, finder(keys)).map(|opened| opened.payload)
}

/// Another implementation of the envelope reads ours and agrees on what is signed.
#[test]
fn coset_reads_our_envelopes_and_agrees_on_the_signed_bytes() {
    for algorithm in Algorithm::ALL {
        let (member, terminal) = (key(algorithm, 1), key(algorithm, 2));
        let one = sign1(Use::Ack, PAYLOAD, &member).unwrap();
        let theirs = coset::CoseSign1::from_tagged_slice(&one).unwrap();
        theirs
            .verify_signature(Use::Ack.aad(), |signature, message| {
                member.public().verify(message, signature)
            })
            .unwrap();
        assert_eq!(theirs.protected.header.key_id, member.kid().0);

        let act = sign_act(PAYLOAD, &member, &terminal).unwrap();
        let theirs = coset::CoseSign::from_tagged_slice(&act).unwrap();
        for (at, use_, key) in [(0, Use::Member, &member), (1, Use::Terminal, &terminal)] {
            theirs
                .verify_signature(at, use_.aad(), |signature, message| {
                    key.public().verify(message, signature)
                })
                .unwrap();
        }
    }
}

/// What another implementation makes in the same form opens here.
#[test]
fn an_envelope_made_by_coset_opens() {
    let key = key(Algorithm::Es256, 3);
    let protected = coset::HeaderBuilder::new()
        .algorithm(coset::iana::Algorithm::ES256)
        .key_id(key.kid().0.to_vec())
        .build();
    let theirs = coset::CoseSign1Builder::new()
        .protected(protected)
        .payload(PAYLOAD.to_vec())
        .create_signature(Use::Ack.aad(), |message| key.sign(message).to_vec())
        .build()
        .to_tagged_vec()
        .unwrap();
    assert_eq!(open(&theirs, &[&key]).unwrap(), PAYLOAD);
    assert_eq!(theirs, sign1(Use::Ack, PAYLOAD, &key).unwrap());
}

#[test]
fn what_is_sealed_opens_to_the_same_payload() {
    for algorithm in Algorithm::ALL {
        let (one, other) = (key(algorithm, 1), key(algorithm, 2));
        let sealed = sign1(Use::Ack, PAYLOAD, &one).unwrap();
        let opened = open1(Use::Ack, &sealed, finder(&[&other, &one])).unwrap();
        assert_eq!(
            (opened.payload.as_slice(), opened.kid),
            (PAYLOAD, one.kid())
        );
        assert_eq!(
            sealed,
            sign1(Use::Ack, PAYLOAD, &one).unwrap(),
            "deterministic"
        );
    }
}

/// The bytes are a stored format: they never change.
#[test]
fn the_bytes_of_an_envelope_are_fixed() {
    let sealed = sign1(Use::Ack, PAYLOAD, &key(Algorithm::EdDsa, 1)).unwrap();
    assert_eq!(
        hex::encode(sealed),
        concat!(
            "d2844da20127044840841638a75e76eea043a101025840",
            "626d9472fd519d3316fc60baea5d6573333c11872b7cd013d496d3e1eda911d7",
            "229c8c95e8caf36ba7eef49211bc5244be92ed4e4073e7703ccad5f286bbb607"
        )
    );
    let sealed = sign_act(
        PAYLOAD,
        &key(Algorithm::EdDsa, 1),
        &key(Algorithm::Sm2Sm3, 2),
    )
    .unwrap();
    assert_eq!(
        seal::sha256(&sealed).to_string(),
        "75750f41111eadd7f689f4f5106d074d41eef32dacb7f2a73dceec4f29a92bc1"
    );
}

#[test]
fn a_signature_for_one_use_never_verifies_as_another() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm, 1);
        for made in Use::ALL {
            let sealed = sign1(made, PAYLOAD, &key).unwrap();
            for asked in Use::ALL {
                let opened = open1(asked, &sealed, finder(&[&key]));
                assert_eq!(opened.is_ok(), made == asked, "{made:?} as {asked:?}");
            }
        }
    }
}

/// Every bit of every byte under the fastest algorithm, every byte under the others.
#[test]
fn one_flipped_bit_anywhere_is_refused() {
    for (algorithm, step) in [
        (Algorithm::EdDsa, 1),
        (Algorithm::Es256, 9),
        (Algorithm::Sm2Sm3, 9),
    ] {
        let (member, terminal) = (key(algorithm, 1), key(algorithm, 2));
        let one = sign1(Use::Ack, PAYLOAD, &member).unwrap();
        let act = sign_act(PAYLOAD, &member, &terminal).unwrap();
        let known = finder(&[&member, &terminal]);
        for at in (0..one.len() * 8).step_by(step) {
            assert!(
                open1(Use::Ack, &flipped(&one, at), &known).is_err(),
                "bit {at}"
            );
        }
        for at in (0..act.len() * 8).step_by(step) {
            assert!(
                open_act(&flipped(&act, at), |_, kid| known(kid)).is_err(),
                "bit {at}"
            );
        }
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

#[test]
fn the_algorithm_is_the_trusted_keys() {
    for (signed, trusted) in [
        (Algorithm::EdDsa, Algorithm::Es256),
        (Algorithm::Es256, Algorithm::Sm2Sm3),
        (Algorithm::Sm2Sm3, Algorithm::Es256),
    ] {
        let sealed = sign1(Use::Ack, PAYLOAD, &key(signed, 1)).unwrap();
        let other = key(trusted, 1).public();
        let opened = open1(Use::Ack, &sealed, |_| Some(other.clone()));
        assert_eq!(opened, Err(Finding::AlgorithmMismatch));
    }
}

#[test]
fn a_key_of_an_unknown_algorithm_verifies_nothing() {
    let ps384 = PublicKey::new(-38, vec![1; 300]).unwrap();
    let key = key(Algorithm::EdDsa, 1);
    let sealed = sign1(Use::Ack, PAYLOAD, &key).unwrap();
    // -8 becomes -38 in the protected header, which grows by a byte with its two lengths.
    let at = sealed.windows(2).position(|w| w == [0x01, 0x27]).unwrap();
    let mut bytes = sealed.clone();
    bytes.splice(at + 1..at + 2, [0x38, 0x25]);
    bytes[2] += 1;
    assert_eq!(
        open1(Use::Ack, &bytes, |_| Some(ps384.clone())),
        Err(Finding::AlgorithmUnknown)
    );
    assert_eq!(open(&bytes, &[&key]), Err(Finding::AlgorithmMismatch));
}

#[test]
fn an_unknown_signer_is_named_as_such() {
    let sealed = sign1(Use::Ack, PAYLOAD, &key(Algorithm::EdDsa, 1)).unwrap();
    let opened = open(&sealed, &[&key(Algorithm::EdDsa, 2)]);
    assert_eq!(opened, Err(Finding::SignerUnknown));
}

#[test]
fn tags_missing_doubled_or_wrong_are_refused() {
    let key = key(Algorithm::EdDsa, 1);
    let sealed = sign1(Use::Ack, PAYLOAD, &key).unwrap();
    let refused = |bytes: &[u8]| open(bytes, &[&key]).unwrap_err();
    assert_eq!(refused(&sealed[1..]), Malformed::Tag.into(), "none");
    assert_eq!(
        refused(&[&[0xd2], &sealed[..]].concat()),
        Malformed::Tag.into(),
        "twice"
    );
    assert_eq!(
        refused(&[&[0xd8, 0x3d], &sealed[..]].concat()),
        Malformed::Tag.into(),
        "CWT"
    );
    assert_eq!(
        refused(&[&[0xd1], &sealed[1..]].concat()),
        Malformed::Tag.into(),
        "other"
    );
    assert_eq!(
        refused(&[&[0xd8, 0x12], &sealed[1..]].concat()),
        Malformed::NotShortest.into(),
        "long form"
    );
    assert_eq!(
        refused(&[&sealed[..], &[0]].concat()),
        Malformed::Trailing.into()
    );
    assert_eq!(refused(&[]), Malformed::Truncated.into());
}

/// What no signature covers says nothing: every header but the two protected ones is refused.
#[test]
fn other_headers_are_refused() {
    let key = key(Algorithm::EdDsa, 1);
    let make = |protected: coset::HeaderBuilder, unprotected: coset::HeaderBuilder| {
        coset::CoseSign1Builder::new()
            .protected(protected.build())
            .unprotected(unprotected.build())
            .payload(PAYLOAD.to_vec())
            .create_signature(Use::Ack.aad(), |message| key.sign(message).to_vec())
            .build()
            .to_tagged_vec()
            .unwrap()
    };
    let headers = coset::HeaderBuilder::new;
    let alg = || headers().algorithm(coset::iana::Algorithm::EdDSA);
    let both = || alg().key_id(key.kid().0.to_vec());
    assert!(
        open(&make(both(), headers()), &[&key]).is_ok(),
        "the helper makes good ones"
    );
    for bad in [
        make(alg(), headers().key_id(key.kid().0.to_vec())),
        make(both(), headers().key_id(key.kid().0.to_vec())),
        make(both(), headers().text_value("x".into(), true.into())),
        make(both().text_value("x".into(), true.into()), headers()),
        make(
            both().content_format(coset::iana::CoapContentFormat::Cbor),
            headers(),
        ),
        make(alg(), headers()),
        make(headers().key_id(key.kid().0.to_vec()), headers()),
    ] {
        assert_eq!(open(&bad, &[&key]), Err(Malformed::Shape.into()));
    }
}

#[test]
fn a_detached_payload_is_refused() {
    let key = key(Algorithm::EdDsa, 1);
    let mut one =
        coset::CoseSign1::from_tagged_slice(&sign1(Use::Ack, PAYLOAD, &key).unwrap()).unwrap();
    one.payload = None;
    let bytes = one.to_tagged_vec().unwrap();
    assert_eq!(Parsed1::parse(&bytes), Err(Malformed::Shape));
}

#[test]
fn an_act_needs_exactly_the_members_and_the_terminals_signature() {
    let keys = [1, 2, 3].map(|seed| key(Algorithm::Sm2Sm3, seed));
    let [member, terminal, third] = &keys;
    let known = finder(&[member, terminal, third]);
    let open = |bytes: &[u8]| open_act(bytes, |_, kid| known(kid));
    let act = sign_act(PAYLOAD, member, terminal).unwrap();
    let opened = open(&act).unwrap();
    assert_eq!(opened.payload, PAYLOAD);
    assert_eq!(
        (opened.member, opened.terminal),
        (member.kid(), terminal.kid())
    );

    let signers = |found| Err(Finding::Signers { wanted: 2, found });
    let one = sign_many(PAYLOAD, &[(Use::Member, member)]).unwrap();
    assert_eq!(open(&one), signers(1));
    let uses = [
        (Use::Member, member),
        (Use::Terminal, terminal),
        (Use::Ack, third),
    ];
    assert_eq!(open(&sign_many(PAYLOAD, &uses).unwrap()), signers(3));
    let swapped = sign_many(PAYLOAD, &[(Use::Terminal, terminal), (Use::Member, member)]).unwrap();
    assert_eq!(open(&swapped), Err(Finding::Signature));
    let twice = sign_many(PAYLOAD, &[(Use::Member, member), (Use::Member, terminal)]).unwrap();
    assert_eq!(open(&twice), Err(Finding::Signature));
    let single = sign1(Use::Member, PAYLOAD, member).unwrap();
    assert_eq!(open(&single), Err(Malformed::Tag.into()));
}

/// A signature of the one-signer form cannot be moved into the form for several.
#[test]
fn a_signature_does_not_move_between_the_two_forms() {
    let key = key(Algorithm::EdDsa, 1);
    let one =
        coset::CoseSign1::from_tagged_slice(&sign1(Use::Member, PAYLOAD, &key).unwrap()).unwrap();
    let many = coset::CoseSign {
        protected: coset::ProtectedHeader::default(),
        unprotected: coset::Header::default(),
        payload: one.payload,
        signatures: vec![coset::CoseSignature {
            protected: one.protected,
            unprotected: one.unprotected,
            signature: one.signature,
        }],
    };
    let bytes = many.to_tagged_vec().unwrap();
    let opened = open_many(&bytes, &[Use::Member], |_, kid| finder(&[&key])(kid));
    assert_eq!(opened, Err(Finding::Signature));
}

/// The finder hears the use: a key that is trusted for one role does not serve in another.
#[test]
fn a_member_key_is_not_taken_for_a_terminal() {
    let (member, terminal) = (key(Algorithm::EdDsa, 1), key(Algorithm::EdDsa, 2));
    let act = sign_act(PAYLOAD, &member, &member).unwrap();
    let opened = open_act(&act, |use_, kid| {
        let holder = if use_ == Use::Member {
            &member
        } else {
            &terminal
        };
        (holder.kid().as_ref() == kid).then(|| holder.public())
    });
    assert_eq!(opened, Err(Finding::SignerUnknown));
}

#[test]
fn one_to_eight_signers_and_no_more() {
    let key = key(Algorithm::EdDsa, 1);
    assert_eq!(sign_many(PAYLOAD, &[]), Err(Unsealable::Signers(0)));
    assert_eq!(
        sign_many(PAYLOAD, &[(Use::Ack, &key); 9]),
        Err(Unsealable::Signers(9))
    );
    let eight = sign_many(PAYLOAD, &[(Use::Ack, &key); 8]).unwrap();
    let opened = open_many(&eight, &[Use::Ack; 8], |_, kid| finder(&[&key])(kid)).unwrap();
    assert_eq!(opened.kids, [key.kid(); 8]);
}

#[test]
fn what_could_not_be_read_back_is_not_sealed() {
    let key = key(Algorithm::EdDsa, 1);
    let sealed = sign1(Use::Bundle, &vec![0; 64 << 20], &key);
    assert_eq!(sealed, Err(Unsealable::TooLarge));
}

proptest! {
    #[test]
    fn random_bytes_never_open(bytes in any::<Vec<u8>>()) {
        let key = key(Algorithm::EdDsa, 1);
        prop_assert!(open(&bytes, &[&key]).is_err());
        prop_assert!(open_act(&bytes, |_, _| Some(key.public())).is_err());
    }

    #[test]
    fn any_payload_survives(payload in any::<Vec<u8>>()) {
        let key = key(Algorithm::EdDsa, 1);
        let sealed = sign1(Use::Ack, &payload, &key).unwrap();
        prop_assert_eq!(open(&sealed, &[&key]).unwrap(), payload);
    }
}

/// Detached and attached again it is the same envelope, byte for byte; around other bytes its signature is wrong.
#[test]
fn a_detached_envelope_stands_for_its_own_payload_alone() {
    for algorithm in Algorithm::ALL {
        let signer = key(algorithm, 5);
        let whole = sign1(Use::Refdata, PAYLOAD, &signer).unwrap();
        let bare = detach(&whole).unwrap();
        let theirs = coset::CoseSign1::from_tagged_slice(&bare).unwrap();
        assert_eq!(theirs.payload, None, "RFC 9052 §4.1: nil");
        assert_eq!(attach(&bare, PAYLOAD).unwrap(), whole);
        let other = attach(&bare, b"\xa1\x01\x03").unwrap();
        let opened = open1(Use::Refdata, &other, finder(&[&signer]));
        assert_eq!(opened.unwrap_err(), Finding::Signature);
        // Neither is taken for the other.
        let opened = open1(Use::Refdata, &bare, finder(&[&signer]));
        assert!(matches!(opened, Err(Finding::Malformed(_))));
        assert_eq!(attach(&whole, PAYLOAD), Err(Malformed::Shape));
        assert!(detach(&bare).is_err() && detach(b"none").is_err());
    }
}
