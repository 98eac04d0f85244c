//! Where a desk's trust comes from: a file by hand, a trust list, or nowhere.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{
    Context, Interval, Profile,
    Reason::*,
    Trust, TrustFile, TrustFileRefused,
    Verdict::{CannotTell, Invalid},
    verify,
};
use seal::{Algorithm, SigningKey, TrustedKey};
use support::{Desk, NOW, SKEW, between, code, for_each_algorithm, key};

fn trust_file(key: &SigningKey, more: &str) -> Vec<u8> {
    use base64::Engine;
    let public = base64::engine::general_purpose::STANDARD.encode(key.public().bytes());
    let alg = key.algorithm().name();
    format!(
        r#"{{"realm":"practice","keys":[{{"alg":"{alg}","public":"{public}","issuer":"practice-issuer"{more}}}]}}"#
    )
    .into_bytes()
}

#[test]
fn a_trust_file_counts_as_complete_and_fresh() {
    for_each_algorithm(|issuer, mut desk| {
        let judge = |more: &str, desk: &mut Desk, text: &str| {
            let file = TrustFile::parse(&trust_file(&issuer, more)).unwrap();
            assert_eq!(
                (file.realm.as_str(), file.trust().fresh),
                ("practice", true)
            );
            desk.keys = file.keys;
            desk.judge(text)
        };
        let good = code(&issuer);
        assert_eq!(judge("", &mut desk, &good).value(), "valid");
        let stranger = code(&key(issuer.algorithm(), 9));
        assert_eq!(judge("", &mut desk, &stranger), Invalid(SignerUnknown));
        let expired = format!(r#","not_after":{}"#, NOW - 1);
        assert_eq!(judge(&expired, &mut desk, &good), Invalid(SignerExpired));
        let revoked = format!(r#","revoked_at":{}"#, NOW - 30);
        assert_eq!(judge(&revoked, &mut desk, &good), Invalid(SignerRevoked));
        let superseded = format!(r#","revoked_at":{},"superseded":true"#, NOW - 30);
        assert_eq!(judge(&superseded, &mut desk, &good).value(), "valid");
        let other_use = r#","uses":["ack"]"#;
        assert_eq!(judge(other_use, &mut desk, &good), Invalid(SignerUnknown));
    });
}

#[test]
fn a_trust_file_that_is_not_one_is_refused_by_its_place() {
    use TrustFileRefused as Refused;
    let refused = |json: &str| TrustFile::parse(json.as_bytes()).unwrap_err();
    assert_eq!(refused("{"), Refused::Form { line: 1, column: 1 });
    assert!(matches!(
        refused(r#"{"realm":"x","keys":[],"y":1}"#),
        Refused::Form { .. }
    ));
    let key = |alg: &str, public: &str, more: &str| {
        refused(&format!(
            r#"{{"realm":"x","keys":[{{"alg":{alg},"public":"{public}","issuer":"i"{more}}}]}}"#
        ))
    };
    assert_eq!(key("\"RS256\"", "AA==", ""), Refused::Algorithm(1));
    assert_eq!(key("-8", "AA==", ""), Refused::Key(1));
    assert_eq!(key("-8", "!", ""), Refused::Key(1));
    assert_eq!(key("-38", "AA==", r#","kid":"AA==""#), Refused::Kid(1));
}

/// A list in force is the trust of a desk until its next update.
#[test]
fn a_trust_list_is_fresh_until_its_next_update() {
    let list = seal::TrustList {
        realm: "practice".into(),
        version: 1,
        issued_at: NOW - 10,
        next_update: NOW + 10,
        threshold: 1,
        roots: vec![],
        keys: Vec::<TrustedKey>::new(),
    };
    assert!(Trust::of_list(&list, between(NOW, NOW + 10)).fresh);
    assert!(!Trust::of_list(&list, between(NOW, NOW + 11)).fresh);
}

#[test]
fn no_list_at_all_leaves_every_signer_open() {
    let issuer = key(Algorithm::Sm2Sm3, 1);
    let context = Context {
        realm: "practice",
        trust: Trust::ABSENT,
        now: Interval::exactly(NOW),
        skew_s: SKEW,
        profile: Profile::default(),
        used: &|_, _| false,
        revoked: &|_, _| false,
    };
    assert_eq!(verify(&code(&issuer), &context), CannotTell(ListStale));
}
