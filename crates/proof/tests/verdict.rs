//! S28: a code is judged with three values and its own reason, row by row of the verdict table.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{
    Claims, Reason,
    Reason::*,
    Unissuable, Verdict,
    Verdict::{CannotTell, Invalid},
    issue,
};
use seal::{Algorithm, Parsed1, PublicKey, Use, sign1};
use support::raw::{envelope, fields, named, reason};
use support::{
    Desk, NOW, SKEW, between, claims, code, envelope_of, for_each_algorithm, key, text_of, trusted,
    with,
};

#[test]
fn s28_a_good_code_is_valid_and_hands_out_its_claims() {
    for_each_algorithm(|issuer, desk| {
        let verdict = desk.judge(&code(&issuer));
        assert_eq!(verdict, Verdict::Valid(Box::new(claims())));
        assert_eq!((verdict.value(), verdict.reason()), ("valid", None));
    });
}

#[test]
fn s28_what_the_scanner_adds_does_not_spoil_a_code() {
    for_each_algorithm(|issuer, desk| {
        let code = code(&issuer);
        for text in [
            format!("{code}\r\n"),
            format!("\u{feff}{code}\t"),
            code.replacen("ZC1", "zc1", 1),
            code.chars().map(full_width).collect(),
        ] {
            assert_eq!(desk.judge(&text).value(), "valid");
        }
    });
}

fn full_width(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        _ => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
    }
}

#[test]
fn s28_the_algorithm_is_the_trusted_keys() {
    for (signs, listed) in [
        (Algorithm::EdDsa, Algorithm::Es256),
        (Algorithm::Es256, Algorithm::Sm2Sm3),
        (Algorithm::Sm2Sm3, Algorithm::EdDsa),
    ] {
        let issuer = key(signs, 1);
        let mut desk = Desk::trusting(&issuer);
        desk.keys[0].key = key(listed, 1).public();
        assert_eq!(desk.judge(&code(&issuer)), Invalid(Algorithm));
    }
}

#[test]
fn s28_an_algorithm_the_profile_does_not_allow_is_invalid() {
    for_each_algorithm(|issuer, mut desk| {
        desk.profile.algorithms.retain(|a| *a != issuer.algorithm());
        assert_eq!(desk.judge(&code(&issuer)), Invalid(Reason::Algorithm));
        let made = issue(&claims(), &issuer, &desk.profile);
        assert_eq!(made, Err(Unissuable::Algorithm));
    });
}

/// A listed key of an algorithm this version lacks: another desk may well say valid.
#[test]
fn s28_an_algorithm_not_implemented_cannot_be_told() {
    let issuer = key(Algorithm::EdDsa, 1);
    let mut desk = Desk::trusting(&issuer);
    desk.keys[0].key = PublicKey::new(-38, vec![1; 256]).unwrap();
    let mut bytes = envelope_of(&code(&issuer));
    let at = bytes.windows(2).position(|w| w == [0x01, 0x27]).unwrap();
    bytes.splice(at + 1..at + 2, [0x38, 0x25]);
    bytes[2] += 1;
    assert_eq!(desk.judge(&text_of(&bytes)), CannotTell(AlgorithmUnknown));
}

#[test]
fn s28_an_unknown_signer_is_invalid_only_when_the_list_is_fresh() {
    for_each_algorithm(|issuer, mut desk| {
        desk.keys = vec![trusted(&key(issuer.algorithm(), 2))];
        assert_eq!(desk.judge(&code(&issuer)), Invalid(SignerUnknown));
        desk.fresh = false;
        assert_eq!(desk.judge(&code(&issuer)), CannotTell(ListStale));
        desk.keys.clear();
        assert_eq!(desk.judge(&code(&issuer)), CannotTell(ListStale));
    });
}

#[test]
fn s28_a_known_signer_counts_under_a_stale_list() {
    for_each_algorithm(|issuer, mut desk| {
        desk.fresh = false;
        assert_eq!(desk.judge(&code(&issuer)).value(), "valid");
    });
}

/// A key for another use, or of another issuer, signs no codes of this one.
#[test]
fn s28_a_key_serves_its_issuer_and_its_use_only() {
    for_each_algorithm(|issuer, mut desk| {
        desk.keys[0].uses = vec![Use::Ack, Use::Terminal];
        assert_eq!(desk.judge(&code(&issuer)), Invalid(SignerUnknown));
        desk.keys[0] = trusted(&issuer);
        desk.keys[0].subject = "other-issuer".into();
        assert_eq!(desk.judge(&code(&issuer)), Invalid(SignerUnknown));
    });
}

#[test]
fn s28_a_wrong_signature_is_invalid() {
    for_each_algorithm(|issuer, desk| {
        let mut bytes = envelope_of(&code(&issuer));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(desk.judge(&text_of(&bytes)), Invalid(Signature));
        let bytes = envelope_of(&code(&issuer));
        let good = Parsed1::parse(&bytes).unwrap();
        let other_use = sign1(Use::Ack, good.payload(), &issuer).unwrap();
        assert_eq!(desk.judge(&text_of(&other_use)), Invalid(Signature));
    });
}

#[test]
fn s28_a_signer_outside_its_validity_is_invalid() {
    for_each_algorithm(|issuer, mut desk| {
        let code = code(&issuer);
        let mut judge = |not_before, not_after| {
            desk.keys[0].not_before = not_before;
            desk.keys[0].not_after = not_after;
            desk.judge(&code)
        };
        assert_eq!(judge(NOW - 60, NOW).value(), "valid", "both ends included");
        assert_eq!(judge(NOW - 59, NOW + 9), Invalid(SignerExpired), "at iat");
        assert_eq!(judge(NOW - 60, NOW - 1), Invalid(SignerExpired), "now");
    });
}

#[test]
fn s28_a_revoked_signer_is_invalid() {
    for_each_algorithm(|issuer, mut desk| {
        let code = code(&issuer);
        let mut judge = |revoked_at, compromised| {
            desk.keys[0].revoked_at = revoked_at;
            desk.keys[0].compromised = compromised;
            desk.judge(&code)
        };
        assert_eq!(judge(Some(NOW - 60), false), Invalid(SignerRevoked));
        assert_eq!(
            judge(Some(NOW - 59), false).value(),
            "valid",
            "superseded later"
        );
        assert_eq!(
            judge(Some(NOW - 59), true),
            Invalid(SignerRevoked),
            "compromised"
        );
        assert_eq!(judge(None, true), Invalid(SignerRevoked));
    });
}

#[test]
fn s28_a_revoked_and_a_used_code_are_invalid() {
    for_each_algorithm(|issuer, mut desk| {
        desk.used = true;
        assert_eq!(desk.judge(&code(&issuer)), Invalid(Used));
        desk.revoked = true;
        assert_eq!(desk.judge(&code(&issuer)), Invalid(Revoked));
        let other = with(&issuer, |c| c.cti = vec![8; 16]);
        assert_eq!(desk.judge(&other).value(), "valid", "another code");
    });
}

/// The code lives from NOW − 60 to NOW + 240; the issuer's clock may be 60 s ahead.
#[test]
fn s28_time_is_judged_by_its_whole_uncertainty() {
    for_each_algorithm(|issuer, mut desk| {
        let code = code(&issuer);
        let (first, last) = (NOW - 60 - SKEW, NOW + 240);
        let mut at = |earliest, latest| {
            desk.now = between(earliest, latest);
            desk.judge(&code)
        };
        assert_eq!(at(first, last).value(), "valid");
        assert_eq!(at(last + 1, last + 1), Invalid(Expired));
        assert_eq!(at(last + 1, last + 900), Invalid(Expired));
        assert_eq!(at(first - 1, first - 1), Invalid(NotYet));
        assert_eq!(at(first - 900, first - 1), Invalid(NotYet));
        assert_eq!(at(first - 1, first), CannotTell(Clock));
        assert_eq!(at(last, last + 1), CannotTell(Clock));
        assert_eq!(at(first - 900, last + 900), CannotTell(Clock));
    });
}

#[test]
fn s28_a_signer_whose_validity_the_clock_straddles_cannot_be_told() {
    for_each_algorithm(|issuer, mut desk| {
        desk.keys[0].not_after = NOW + 5;
        desk.now = between(NOW, NOW + 6);
        assert_eq!(desk.judge(&code(&issuer)), CannotTell(Clock));
    });
}

/// What is certainly wrong is said even when the clock is uncertain.
#[test]
fn s28_an_uncertain_clock_hides_no_certain_fault() {
    for_each_algorithm(|issuer, mut desk| {
        desk.now = between(NOW, NOW + 9_000);
        desk.used = true;
        assert_eq!(desk.judge(&code(&issuer)), Invalid(Used));
        desk.used = false;
        desk.realm = "city-430400";
        assert_eq!(desk.judge(&code(&issuer)), Invalid(OtherCity));
    });
}

#[test]
fn s28_a_code_of_another_city_is_named_as_such() {
    for_each_algorithm(|issuer, mut desk| {
        desk.realm = "city-430400";
        assert_eq!(
            desk.judge(&code(&issuer)),
            Invalid(OtherCity),
            "signer known"
        );
        desk.keys.clear();
        assert_eq!(
            desk.judge(&code(&issuer)),
            Invalid(OtherCity),
            "signer unknown"
        );
        desk.fresh = false;
        assert_eq!(desk.judge(&code(&issuer)), Invalid(OtherCity), "list stale");
    });
}

/// S28: different failures have different sentences.
#[test]
fn s28_every_reason_has_its_own_code_and_sentence() {
    let codes: std::collections::BTreeSet<_> = Reason::ALL.iter().map(|r| r.code()).collect();
    let sentences: std::collections::BTreeSet<_> =
        Reason::ALL.iter().map(|r| r.sentence()).collect();
    assert_eq!((codes.len(), sentences.len()), (14, 14));
}

/// One code with every fault at once: each that is taken away shows the next row.
#[test]
fn s28_the_earliest_row_is_the_verdict() {
    for_each_algorithm(|issuer, mut desk| {
        // Long over, of another city.
        let late = |claims: &mut Claims| {
            (claims.iat, claims.exp) = (NOW - 500, NOW - 400);
            claims.realm = "city-430400".into();
        };
        let good = with(&issuer, late);
        let mut spoilt = base45::decode(&good[4..]).unwrap();
        *spoilt.last_mut().unwrap() ^= 1;
        let mut trailing = spoilt.clone();
        trailing.push(0);

        desk.used = true;
        desk.revoked = true;
        desk.keys[0].not_after = NOW - 450;
        desk.keys[0].compromised = true;
        desk.profile.algorithms.retain(|a| *a != issuer.algorithm());
        let says = |desk: &Desk, text: &str, wanted| {
            let told = reason(&desk.judge(text), "");
            assert_eq!(told, wanted, "{}", issuer.algorithm().name());
        };
        says(&desk, &text_of(&trailing), Reason::Malformed);
        says(&desk, &text_of(&spoilt), Reason::Algorithm);
        desk.profile.algorithms.push(issuer.algorithm());
        says(&desk, &text_of(&spoilt), Reason::Signature);
        says(&desk, &good, Reason::SignerRevoked);
        desk.keys[0].compromised = false;
        says(&desk, &good, Reason::SignerExpired);
        desk.keys[0].not_after = NOW + SKEW;
        says(&desk, &good, Reason::Revoked);
        desk.revoked = false;
        says(&desk, &good, Reason::Used);
        desk.used = false;
        says(&desk, &good, Reason::Expired);
        desk.now = support::between(NOW - 450, NOW);
        says(&desk, &good, Reason::OtherCity);
        desk.realm = "city-430400";
        says(&desk, &good, Reason::Clock);
        desk.now = proof::Interval::exactly(NOW - 450);
        assert_eq!(desk.judge(&good).value(), "valid");
        // A key that the list names, but whose kind this program lacks, is told before its signature.
        desk.keys[0].key = seal::PublicKey::new(-38, vec![1; 256]).unwrap();
        says(&desk, &good, Reason::Algorithm);
        let mut fields = fields(&spoilt);
        fields[0] = named(-38, &issuer.kid().0);
        says(&desk, &envelope(&[0xd2], &fields), Reason::AlgorithmUnknown);
    });
}
