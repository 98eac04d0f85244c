//! S28: what is not a code of this profile in its one form is malformed, and nothing panics.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use proof::{Profile, Reason::Malformed, Verdict::Invalid};
use proptest::prelude::*;
use seal::{Algorithm, SigningKey, Use, cbor, sign1};
use support::raw::reason;
use support::{Desk, NOW, code, envelope_of, for_each_algorithm, key, text_of, with};

fn signed(claims: &ciborium::Value, key: &SigningKey) -> String {
    let payload = cbor::encode(claims).unwrap();
    text_of(&sign1(Use::Code, &payload, key).unwrap())
}

type ClaimsSet = Vec<(ciborium::Value, ciborium::Value)>;

/// The claims set of a good code, to be spoilt.
fn claims_set(key: &SigningKey) -> ClaimsSet {
    let envelope = envelope_of(&code(key));
    let parsed = seal::Parsed1::parse(&envelope).unwrap();
    let value: ciborium::Value = cbor::decode_strict(parsed.payload()).unwrap();
    value.into_map().unwrap()
}

#[test]
fn s28_a_broken_code_is_malformed() {
    for_each_algorithm(|issuer, desk| {
        let good = code(&issuer);
        let bytes = envelope_of(&good);
        let broken = [
            ("nothing", String::new()),
            ("prefix alone", "ZC1:".into()),
            ("other prefix", good.replacen("ZC1", "ZC2", 1)),
            ("no prefix", good[4..].into()),
            ("lower case", format!("ZC1:{}", good[4..].to_lowercase())),
            ("not Base45", format!("{}#", &good[..good.len() - 1])),
            ("a lone last digit", format!("{good}0000")),
            ("cut", good[..good.len() - 6].into()),
            ("trailing byte", text_of(&[&bytes[..], &[0]].concat())),
            ("no tag", text_of(&bytes[1..])),
            ("tag twice", text_of(&[&[0xd2], &bytes[..]].concat())),
            ("CWT tag", text_of(&[&[0xd8, 0x3d], &bytes[..]].concat())),
            (
                "zlib inside",
                text_of(&[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]),
            ),
            ("too long", format!("{good}{}", "0".repeat(4296))),
        ];
        for (what, text) in broken {
            assert_eq!(desk.judge(&text), Invalid(Malformed), "{what}");
        }
    });
}

/// RFC 9285 §4.3 and §4.4.
#[test]
fn the_rfcs_examples_of_base45_are_met() {
    for (bytes, text) in [
        ("AB", "BB8"),
        ("Hello!!", "%69 VD92EX0"),
        ("base-45", "UJCLQE7W581"),
        ("ietf!", "QED8WEX0"),
    ] {
        assert_eq!(base45::encode(bytes), text);
        assert_eq!(base45::decode(text).unwrap(), bytes.as_bytes());
    }
}

/// RFC 9285 §6: two last digits above 255 are no byte. `:::` would be above 65535.
#[test]
fn s28_base45_that_overflows_is_malformed() {
    let issuer = key(Algorithm::EdDsa, 1);
    let desk = Desk::trusting(&issuer);
    // An envelope whose length is odd ends in two digits for its last byte.
    let text = (0..)
        .map(|n| {
            with(&issuer, |c| {
                c.iss = format!("practice-issuer{}", "x".repeat(n))
            })
        })
        .find(|text| text[4..].len() % 3 == 2)
        .unwrap();
    let (head, last) = text.split_at(text.len() - 2);
    let alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let value = |c: char| alphabet.find(c).unwrap();
    let digits: Vec<_> = last.chars().map(value).collect();
    let wrapped = digits[0] + digits[1] * 45 + 256;
    let digit = |n: usize| alphabet.chars().nth(n).unwrap();
    let same = format!("{head}{}{}", digit(wrapped % 45), digit(wrapped / 45));
    assert_eq!(
        base45::decode(&same[4..]),
        base45::decode(&text[4..]),
        "the decoder wraps"
    );
    assert_eq!(desk.judge(&same), Invalid(Malformed));
}

#[test]
fn s28_claims_that_are_not_in_order_are_malformed() {
    let issuer = key(Algorithm::EdDsa, 1);
    let desk = Desk::trusting(&issuer);
    let spoilt = |change: &dyn Fn(&mut ClaimsSet)| {
        let mut set = claims_set(&issuer);
        change(&mut set);
        desk.judge(&signed(&ciborium::Value::Map(set), &issuer))
    };
    assert_eq!(spoilt(&|_| ()).value(), "valid", "unspoilt it is good");
    for at in 0..5 {
        let verdict = spoilt(&|set| drop(set.remove(at)));
        assert_eq!(verdict, Invalid(Malformed), "claim {at} missing");
        let verdict = spoilt(&|set| set[at].1 = ciborium::Value::Null);
        assert_eq!(verdict, Invalid(Malformed), "claim {at} null");
    }
    let nbf = spoilt(&|set| set.push((5.into(), NOW.into())));
    assert_eq!(nbf, Invalid(Malformed));
    let other = spoilt(&|set| set.push((9.into(), true.into())));
    assert_eq!(other.value(), "valid", "an unknown claim says nothing");
    assert_eq!(
        desk.judge(&text_of(&sign1(Use::Code, b"", &issuer).unwrap())),
        Invalid(Malformed)
    );
}

#[test]
fn s28_duplicate_keys_in_the_claims_are_malformed() {
    let issuer = key(Algorithm::EdDsa, 1);
    let set = ciborium::Value::Map(claims_set(&issuer));
    let mut payload = cbor::encode(&set).unwrap();
    // iss a second time, right after itself.
    let iss = [&[0x01, 0x6f], &b"practice-issuer"[..]].concat();
    let after = payload.windows(iss.len()).position(|w| w == iss).unwrap() + iss.len();
    payload[0] += 1;
    payload.splice(after..after, iss);
    let text = text_of(&sign1(Use::Code, &payload, &issuer).unwrap());
    assert_eq!(Desk::trusting(&issuer).judge(&text), Invalid(Malformed));
}

#[test]
fn s28_a_life_beyond_the_profiles_limit_is_malformed() {
    for_each_algorithm(|issuer, mut desk| {
        desk.profile = Profile::zc1(300);
        let five_minutes = with(&issuer, |c| c.exp = c.iat + 300);
        assert_eq!(desk.judge(&five_minutes).value(), "valid");
        let longer = with(&issuer, |c| c.exp = c.iat + 301);
        assert_eq!(desk.judge(&longer), Invalid(Malformed));
    });
    let issuer = key(Algorithm::EdDsa, 1);
    let mut backwards = claims_set(&issuer);
    backwards[1].1 = (NOW - 61).into();
    let text = signed(&ciborium::Value::Map(backwards), &issuer);
    assert_eq!(Desk::trusting(&issuer).judge(&text), Invalid(Malformed));
}

/// What is no text of a code at all, and what a keyboard or a scanner made of one.
#[test]
fn s28_a_spoilt_text_is_malformed() {
    for_each_algorithm(|issuer, desk| {
        let good = with(&issuer, |_| ());
        let body = &good[4..];
        // 65536 (RFC 9285 §6) instead of the first two bytes.
        let over = format!("ZC1:GGW{}", &body[3..]);
        let texts = [
            ("over 65535", over),
            ("the highest digits", format!("ZC1::::{}", &body[3..])),
            ("a blank before it", format!(" {good}")),
            ("a blank after it", format!("{good} ")),
            ("a line broken", format!("{}\n{}", &good[..40], &good[40..])),
            ("a tab within", format!("{}\t{}", &good[..40], &good[40..])),
            ("nought within", format!("{}\0{}", &good[..40], &good[40..])),
            (
                "a mark within",
                format!("{}\u{feff}{}", &good[..40], &good[40..]),
            ),
            ("a colon less", format!("ZC1{body}")),
            ("a colon more", format!("ZC1::{body}")),
            ("the prefix twice", format!("ZC1:{good}")),
            (
                "a replacement character",
                format!("{}\u{fffd}{}", &good[..40], &good[41..]),
            ),
            (
                "a letter that folds to ASCII",
                good.replacen("ZC1", "ZC\u{b9}", 1),
            ),
            ("a megabyte", format!("ZC1:{}", "0".repeat(1 << 20))),
            (
                "a megabyte of line ends",
                format!("{good}{}", "\n".repeat(1 << 20)),
            ),
        ];
        for (what, text) in texts {
            assert_eq!(reason(&desk.judge(&text), what), Malformed, "{what}");
        }
        for (what, text) in [
            ("tab and line end", format!("\t{good}\r\n")),
            ("nought at the end", format!("{good}\0")),
            ("mark of UTF-8", format!("\u{feff}{good}\n")),
        ] {
            assert_eq!(desk.judge(&text).value(), "valid", "{what}");
        }
    });
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        let desk = Desk::trusting(&key(Algorithm::EdDsa, 1));
        prop_assert_eq!(desk.judge(&text), Invalid(Malformed));
    }

    #[test]
    fn any_envelope_is_judged(bytes in any::<Vec<u8>>()) {
        let desk = Desk::trusting(&key(Algorithm::EdDsa, 1));
        prop_assert_eq!(desk.judge(&text_of(&bytes)), Invalid(Malformed));
    }

    #[test]
    fn a_changed_byte_is_never_valid(at: prop::sample::Index, change in 1u8..) {
        let issuer = key(Algorithm::EdDsa, 1);
        let mut bytes = envelope_of(&code(&issuer));
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        let verdict = Desk::trusting(&issuer).judge(&text_of(&bytes));
        prop_assert!(verdict.claims().is_none());
    }

    #[test]
    fn a_changed_character_is_never_valid(at: prop::sample::Index, to in "[ -~]") {
        let issuer = key(Algorithm::EdDsa, 1);
        let good = code(&issuer);
        let at = at.index(good.len() - 4) + 4;
        let mut text = good.clone();
        text.replace_range(at..=at, &to);
        prop_assume!(text != good);
        let verdict = Desk::trusting(&issuer).judge(&text);
        prop_assert!(verdict.claims().is_none());
    }
}
