//! Making codes: what is issued can be shown, read and judged.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{Claims, Profile, Unissuable, classify, issue};
use seal::{Algorithm, Parsed1};
use support::{Desk, claims, code, envelope_of, for_each_algorithm, key};

#[test]
fn what_would_not_verify_is_not_issued() {
    let issuer = key(Algorithm::EdDsa, 1);
    let refused = |change: fn(&mut Claims)| {
        let mut claims = claims();
        change(&mut claims);
        assert_eq!(
            issue(&claims, &issuer, &Profile::default()),
            Err(Unissuable::Limits)
        );
    };
    refused(|c| c.exp = c.iat);
    refused(|c| c.exp = c.iat + 86_401);
    refused(|c| c.cti.clear());
    refused(|c| c.iss.clear());
    refused(|c| c.licences = vec![c.licences[0].clone(); 33]);
    refused(|c| c.holder.name = "长".repeat(2_000));
}

/// A code with two licences is a QR code that a phone shows and a scanner reads.
#[test]
fn a_code_with_two_licences_fits_a_readable_qr_code() {
    for_each_algorithm(|issuer, _| {
        let text = code(&issuer);
        let qr = fast_qr::QRBuilder::new(text.as_str())
            .ecl(fast_qr::ECL::M)
            .build()
            .unwrap();
        let modules = qr.size;
        println!(
            "{} chars, {modules} modules, version {}",
            text.len(),
            (modules - 17) / 4
        );
        assert!(modules <= 17 + 4 * 25, "{modules} modules");
    });
}

/// A log line or a failed assertion names nobody.
#[test]
fn debug_output_holds_no_personal_data() {
    let issuer = key(Algorithm::EdDsa, 1);
    let text = code(&issuer);
    let verdict = Desk::trusting(&issuer).judge(&text);
    let opened = Parsed1::parse(&envelope_of(&text)).unwrap();
    let kind = classify("430400200002290012");
    let said = format!("{verdict:?} {opened:?} {kind:?}");
    for part in ["练一一", "430400200002290012", "不动产权第", "[164"] {
        assert!(!said.contains(part), "{part}");
    }
}
