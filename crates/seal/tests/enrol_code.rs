//! The code on the administrator's paper: typed by hand, it names one realm's roots.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use seal::{Algorithm, BadEnrolCode, EnrolCode, PublicKey, SigningKey};

fn roots(seed: u64) -> Vec<PublicKey> {
    let mut rng = StdRng::seed_from_u64(seed);
    (0..3)
        .map(|_| SigningKey::generate(Algorithm::EdDsa, &mut rng).public())
        .collect()
}

#[test]
fn a_code_is_read_as_a_person_types_it() {
    let code = EnrolCode::generate("lianxi", &roots(1), &mut StdRng::seed_from_u64(2));
    let paper = code.to_string();
    assert_eq!((paper.len(), paper.matches('-').count()), (41, 6));
    assert_eq!(paper.parse(), Ok(code.clone()));
    assert_eq!(
        paper.to_lowercase().replace('-', "  ").parse(),
        Ok(code.clone())
    );
    assert_eq!(
        paper.replace('0', "o").replace('1', "l").parse(),
        Ok(code.clone())
    );
    let wide: String = paper
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
        .collect();
    assert_eq!(wide.replace('－', "—").parse(), Ok(code.clone()));
    assert!(paper.replace('-', "").starts_with(&code.secret()));
}

#[test]
fn it_pins_the_realm_and_its_roots_in_any_order() {
    let mut held = roots(1);
    let code = EnrolCode::generate("lianxi", &held, &mut StdRng::seed_from_u64(2));
    held.reverse();
    assert!(code.pins("lianxi", &held));
    assert!(!code.pins("practice", &held));
    assert!(!code.pins("lianxi", &roots(3)));
    assert!(!code.pins("lianxi", &held[..2]));
}

#[test]
fn what_is_no_code_says_where() {
    let paper = EnrolCode::generate("r", &roots(1), &mut StdRng::seed_from_u64(2)).to_string();
    assert_eq!(
        "practice".parse::<EnrolCode>(),
        Err(BadEnrolCode::Length(8, 35))
    );
    assert_eq!(
        format!("{}!{}", &paper[..2], &paper[3..]).parse::<EnrolCode>(),
        Err(BadEnrolCode::Character(3)),
    );
}

/// Fifteen bits of check: of the 1,085 single slips of a code hardly one can go through, and the backend refuses it.
#[test]
fn one_wrong_character_is_noticed() {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let paper = EnrolCode::generate("r", &roots(1), &mut StdRng::seed_from_u64(4)).to_string();
    let typed: Vec<u8> = paper.bytes().filter(|c| *c != b'-').collect();
    let mut unnoticed = 0;
    for at in 0..typed.len() {
        for other in ALPHABET.iter().filter(|c| **c != typed[at]) {
            let mut slip = typed.clone();
            slip[at] = *other;
            let slip = String::from_utf8(slip).unwrap();
            unnoticed += u32::from(slip.parse::<EnrolCode>() != Err(BadEnrolCode::Check));
        }
    }
    assert!(unnoticed <= 2, "{unnoticed} of 1,085");
}
