//! The trust list: who may sign it, and what it never does backwards.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proptest::prelude::*;
use seal::{
    Algorithm, PublicKey, SigningKey, TrustList, TrustRefused, TrustedKey, Use, cbor, sign_many,
};
use support::key;

fn roots(seeds: [u8; 3]) -> [SigningKey; 3] {
    seeds.map(|seed| key(Algorithm::Sm2Sm3, seed))
}

fn public(keys: &[SigningKey]) -> Vec<PublicKey> {
    keys.iter().map(SigningKey::public).collect()
}

fn list(roots: &[SigningKey]) -> TrustList {
    let issuer = key(Algorithm::EdDsa, 100).public();
    TrustList {
        realm: "practice".into(),
        version: 5,
        issued_at: 1_000,
        next_update: 2_000,
        threshold: 2,
        roots: public(roots),
        keys: vec![TrustedKey::new(issuer, &[Use::Code], "issuer", 0, 9_000)],
    }
}

fn open(bytes: &[u8], pinned: &[SigningKey]) -> Result<TrustList, TrustRefused> {
    TrustList::open(bytes, "practice", &public(pinned), 2, Some(4))
}

#[test]
fn two_of_three_roots_make_a_list() {
    let roots = roots([1, 2, 3]);
    let list = list(&roots);
    for pair in [[0, 1], [1, 2], [2, 0]] {
        let sealed = list.seal(&pair.map(|at| &roots[at])).unwrap();
        assert_eq!(open(&sealed, &roots).unwrap(), list);
    }
    for one in &roots {
        let sealed = list.seal(&[one]).unwrap();
        assert_eq!(open(&sealed, &roots), Err(TrustRefused::OldRoots));
    }
}

#[test]
fn one_root_twice_is_not_two() {
    let roots = roots([1, 2, 3]);
    let sealed = list(&roots).seal(&[&roots[0], &roots[0]]).unwrap();
    assert_eq!(open(&sealed, &roots), Err(TrustRefused::Signature));
}

#[test]
fn a_stranger_beside_two_roots_spoils_the_list() {
    let roots = roots([1, 2, 3]);
    let stranger = key(Algorithm::Sm2Sm3, 9);
    let sealed = list(&roots)
        .seal(&[&roots[0], &roots[1], &stranger])
        .unwrap();
    assert_eq!(open(&sealed, &roots), Err(TrustRefused::Signature));
}

#[test]
fn a_list_signed_for_another_use_is_refused() {
    let roots = roots([1, 2, 3]);
    let payload = cbor::encode(&list(&roots)).unwrap();
    let uses = [(Use::Refdata, &roots[0]), (Use::Refdata, &roots[1])];
    let sealed = sign_many(&payload, &uses).unwrap();
    assert_eq!(open(&sealed, &roots), Err(TrustRefused::Signature));
}

#[test]
fn the_version_rises_strictly() {
    let roots = roots([1, 2, 3]);
    let sealed = list(&roots).seal(&[&roots[0], &roots[1]]).unwrap();
    let at = |previous| TrustList::open(&sealed, "practice", &public(&roots), 2, previous);
    assert!(at(None).is_ok());
    assert!(at(Some(4)).is_ok());
    assert_eq!(at(Some(5)), Err(TrustRefused::NotNewer(5)));
    assert_eq!(at(Some(6)), Err(TrustRefused::NotNewer(6)));
}

#[test]
fn new_roots_are_signed_by_old_and_new() {
    let (old, new) = (roots([1, 2, 3]), roots([4, 5, 6]));
    let list = list(&new);
    let both = list.seal(&[&old[0], &old[1], &new[0], &new[1]]).unwrap();
    assert_eq!(open(&both, &old).unwrap(), list);
    let only_old = list.seal(&[&old[0], &old[1]]).unwrap();
    assert_eq!(open(&only_old, &old), Err(TrustRefused::NewRoots));
    let only_new = list.seal(&[&new[0], &new[1]]).unwrap();
    assert_eq!(open(&only_new, &old), Err(TrustRefused::OldRoots));
    let half = list.seal(&[&old[0], &new[0], &new[1]]).unwrap();
    assert_eq!(open(&half, &old), Err(TrustRefused::OldRoots));
}

/// A root that stays counts on both sides.
#[test]
fn one_root_is_exchanged_by_those_that_stay() {
    let (old, new) = (roots([1, 2, 3]), roots([1, 2, 4]));
    let sealed = list(&new).seal(&[&old[0], &old[1]]).unwrap();
    assert!(open(&sealed, &old).is_ok());
}

#[test]
fn another_realms_list_is_refused() {
    let roots = roots([1, 2, 3]);
    let sealed = list(&roots).seal(&[&roots[0], &roots[1]]).unwrap();
    let opened = TrustList::open(&sealed, "city-430400", &public(&roots), 2, None);
    assert_eq!(opened, Err(TrustRefused::Realm));
}

#[test]
fn a_list_that_contradicts_itself_is_refused() {
    let roots = roots([1, 2, 3]);
    let refused = |change: fn(&mut TrustList)| {
        let mut list = list(&roots);
        change(&mut list);
        let sealed = list.seal(&[&roots[0], &roots[1]]).unwrap();
        assert_eq!(open(&sealed, &roots), Err(TrustRefused::Inconsistent));
    };
    refused(|list| list.threshold = 0);
    refused(|list| list.threshold = 4);
    refused(|list| list.keys.push(list.keys[0].clone()));
    refused(|list| list.roots.push(list.roots[0].clone()));
    refused(|list| list.keys[0].kid = seal::Kid([0; 8]));
}

#[test]
fn a_key_is_found_only_for_its_use() {
    let list = list(&roots([1, 2, 3]));
    let kid = list.keys[0].kid;
    assert!(list.find(Use::Code, kid.as_ref()).is_some());
    assert!(list.find(Use::Terminal, kid.as_ref()).is_none());
}

#[test]
fn a_superseded_key_keeps_its_old_signatures_and_a_compromised_one_loses_all() {
    let mut key = list(&roots([1, 2, 3])).keys[0].clone();
    assert!(!key.is_revoked_for(5_000));
    key.revoked_at = Some(4_000);
    assert!(!key.is_revoked_for(3_999));
    assert!(key.is_revoked_for(4_000));
    key.compromised = true;
    assert!(key.is_revoked_for(0));
}

/// A list written by a later version, with a use, an algorithm and a field unknown today.
#[test]
fn what_a_later_version_adds_does_not_break_this_one() {
    let roots = roots([1, 2, 3]);
    let mut later = list(&roots);
    let quantum = PublicKey::new(-48, vec![7; 1_312]).unwrap();
    later
        .keys
        .push(TrustedKey::new(quantum, &[Use::Ack], "backend", 0, 1));
    let mut value = ciborium::Value::serialized(&later).unwrap();
    let entries = value.as_map_mut().unwrap();
    entries.push(("added".into(), true.into()));
    let keys = entries
        .iter_mut()
        .find(|(name, _)| *name == "keys".into())
        .unwrap();
    let first = keys.1.as_array_mut().unwrap()[0].as_map_mut().unwrap();
    let uses = first
        .iter_mut()
        .find(|(name, _)| *name == "uses".into())
        .unwrap();
    uses.1.as_array_mut().unwrap().push("added".into());
    let payload = cbor::encode(&value).unwrap();
    let signers = [(Use::Trust, &roots[0]), (Use::Trust, &roots[1])];
    let sealed = sign_many(&payload, &signers).unwrap();
    assert_eq!(open(&sealed, &roots).unwrap(), later);
}

/// A desk that pinned no threshold still takes no list of strangers.
#[test]
fn a_threshold_of_nought_is_one() {
    let (old, new) = (roots([1, 2, 3]), roots([4, 5, 6]));
    let sealed = list(&new).seal(&[&new[0], &new[1]]).unwrap();
    let opened = TrustList::open(&sealed, "practice", &public(&old), 0, None);
    assert_eq!(opened, Err(TrustRefused::OldRoots));
}

proptest! {
    #[test]
    fn any_bytes_are_no_trust_list(bytes in any::<Vec<u8>>()) {
        let roots = roots([1, 2, 3]);
        prop_assert!(TrustList::open(&bytes, "practice", &public(&roots), 2, None).is_err());
    }

    /// Every byte is signed or is a signature.
    #[test]
    fn a_changed_byte_is_never_a_trust_list(at: prop::sample::Index, change in 1u8..) {
        let roots = roots([1, 2, 3]);
        let mut bytes = list(&roots).seal(&[&roots[0], &roots[1]]).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        prop_assert!(TrustList::open(&bytes, "practice", &public(&roots), 2, None).is_err());
    }
}
