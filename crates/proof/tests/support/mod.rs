//! A synthetic issuer, its citizen and a desk that judges the citizen's code.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test file uses its part")]

pub mod publisher;
pub mod raw;

use proof::{Claims, Context, Holder, Interval, Licence, Profile, Trust, Verdict, issue, verify};
use seal::{Algorithm, SigningKey, TrustedKey, Use};
use std::collections::BTreeMap;

pub const NOW: i64 = 1_790_000_000;
pub const SKEW: i64 = 60;

pub fn key(algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_secret_bytes(algorithm, &[seed; 32]).expect("a small scalar is a key")
}

/// A code of the practice city, made a minute ago for five minutes, with two licences.
pub fn claims() -> Claims {
    Claims {
        iss: "practice-issuer".into(),
        iat: NOW - 60,
        exp: NOW + 240,
        cti: vec![7; 16],
        realm: "practice".into(),
        holder: Holder {
            name: "练一一".into(),
            id_kind: "resident-id".into(),
            id: "430400200002290012".into(),
        },
        licences: vec![
            licence(
                "resident-id-card",
                "中华人民共和国居民身份证",
                "430400200002290012",
            ),
            licence(
                "real-estate",
                "不动产权证书",
                "湘(2026)练习市不动产权第0000001号",
            ),
        ],
        item: Some("0225".into()),
    }
}

fn licence(kind: &str, name: &str, number: &str) -> Licence {
    Licence {
        kind: kind.into(),
        name: name.into(),
        number: number.into(),
        issued_by: "练习市数据局".into(),
        valid_from: Some("2026-01-01".into()),
        valid_to: Some("2046-01-01".into()),
        fields: BTreeMap::from([
            ("address".into(), "练习市示范区测试路1号".into()),
            ("area".into(), "88.50".into()),
        ]),
    }
}

/// A desk and what it knows; each test changes one thing.
pub struct Desk {
    pub realm: &'static str,
    pub keys: Vec<TrustedKey>,
    pub fresh: bool,
    pub now: Interval,
    pub profile: Profile,
    pub used: bool,
    pub revoked: bool,
}

impl Desk {
    /// A desk of the practice city that trusts the issuer's key.
    pub fn trusting(key: &SigningKey) -> Desk {
        Desk {
            realm: "practice",
            keys: vec![trusted(key)],
            fresh: true,
            now: Interval::exactly(NOW),
            profile: Profile::default(),
            used: false,
            revoked: false,
        }
    }

    pub fn judge(&self, text: &str) -> Verdict {
        verify(
            text,
            &Context {
                realm: self.realm,
                trust: Trust {
                    keys: &self.keys,
                    fresh: self.fresh,
                },
                now: self.now,
                skew_s: SKEW,
                profile: self.profile.clone(),
                used: &|iss, cti| self.used && iss == "practice-issuer" && cti == [7; 16],
                revoked: &|iss, cti| self.revoked && iss == "practice-issuer" && cti == [7; 16],
            },
        )
    }
}

pub fn trusted(key: &SigningKey) -> TrustedKey {
    TrustedKey::new(
        key.public(),
        &[Use::Code],
        "practice-issuer",
        NOW - 1_000_000,
        NOW + 1_000_000,
    )
}

pub fn code(key: &SigningKey) -> String {
    issue(&claims(), key, &Profile::default()).expect("the claims keep to the profile")
}

/// Runs a row for each algorithm: an issuer's key and a desk that trusts it.
pub fn for_each_algorithm(row: impl Fn(SigningKey, Desk)) {
    for algorithm in Algorithm::ALL {
        let issuer = key(algorithm, 1);
        let desk = Desk::trusting(&issuer);
        row(issuer, desk);
    }
}

pub fn between(earliest: i64, latest: i64) -> Interval {
    Interval { earliest, latest }
}

/// The code of an envelope of any content.
pub fn text_of(envelope: &[u8]) -> String {
    format!("ZC1:{}", base45::encode(envelope))
}

pub fn envelope_of(text: &str) -> Vec<u8> {
    base45::decode(&text[4..]).unwrap()
}

pub fn with(key: &SigningKey, change: impl FnOnce(&mut Claims)) -> String {
    let mut claims = claims();
    change(&mut claims);
    issue(&claims, key, &Profile::default()).unwrap()
}
