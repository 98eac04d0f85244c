//! A synthetic publisher of the envelope, made as the EU Digital COVID Certificate is, and whoever
//! judges its codes with a file of keys.

use super::{NOW, SKEW, key};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ciborium::Value;
use der::Encode as _;
use der::asn1::GeneralizedTime;
use flate2::{Compression, write::ZlibEncoder};
use proof::{
    Context, Interval, Profile, PublisherClaims, PublisherKeys, Trust, Verdict, verify_publisher,
};
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{KeyPair as _, RSA_PSS_SHA256};
use seal::{Algorithm, SigningKey};
use serde_json::{Value as Json, json};
use std::io::Write as _;
use std::time::Duration;

pub const KID: &[u8] = b"kid-0001";
pub const PREFIX: &str = "HC1:";
/// Made a minute ago for an hour.
pub const IAT: i64 = NOW - 60;
pub const EXP: i64 = NOW + 3540;
/// The certificate's validity.
pub const FROM: i64 = NOW - 1_000_000;
pub const TO: i64 = NOW + 1_000_000;

/// Who signs.
pub enum Publisher {
    Own(Box<SigningKey>),
    Rsa(Box<KeyPair>),
}

/// A publisher for each algorithm.
pub fn publishers() -> [Publisher; 4] {
    [
        Publisher::own(key(Algorithm::EdDsa, 1)),
        Publisher::own(key(Algorithm::Es256, 1)),
        Publisher::own(key(Algorithm::Sm2Sm3, 1)),
        rsa(),
    ]
}

pub fn es256() -> Publisher {
    Publisher::own(key(Algorithm::Es256, 1))
}

/// A key made for these tests alone.
pub fn rsa() -> Publisher {
    let pair = KeyPair::from_pkcs8(include_bytes!("../fixtures/rsa-2048.pk8")).unwrap();
    Publisher::Rsa(Box::new(pair))
}

impl Publisher {
    pub fn own(key: SigningKey) -> Publisher {
        Publisher::Own(Box::new(key))
    }

    pub fn alg(&self) -> i64 {
        match self {
            Publisher::Own(key) => key.algorithm().cose(),
            Publisher::Rsa(_) => -37,
        }
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Publisher::Own(key) => key.sign(message).to_vec(),
            Publisher::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let random = ring::rand::SystemRandom::new();
                pair.sign(&RSA_PSS_SHA256, &random, message, &mut signature)
                    .unwrap();
                signature
            }
        }
    }

    /// A SubjectPublicKeyInfo.
    fn info(&self) -> Vec<u8> {
        let (identifier, public) = match self {
            Publisher::Own(key) => {
                let identifier = match key.algorithm() {
                    Algorithm::EdDsa => "300506032b6570",
                    Algorithm::Es256 => "301306072a8648ce3d020106082a8648ce3d030107",
                    _ => "301306072a8648ce3d020106082a811ccf5501822d",
                };
                (identifier, key.public().bytes().to_vec())
            }
            Publisher::Rsa(pair) => (
                "300d06092a864886f70d0101010500",
                pair.public_key().as_ref().to_vec(),
            ),
        };
        let identifier = hex::decode(identifier).unwrap();
        sequence(&[&identifier, &tlv(0x03, &[&[0], &public[..]].concat())])
    }

    pub fn certificate(&self, from: i64, to: i64) -> Vec<u8> {
        certificate(&self.info(), from, to)
    }

    pub fn jwk(&self) -> Json {
        let url = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Publisher::Own(key) => {
                let public = key.public();
                match key.algorithm() {
                    Algorithm::EdDsa => {
                        json!({"kty": "OKP", "crv": "Ed25519", "x": url(public.bytes())})
                    }
                    other => json!({
                        "kty": "EC",
                        "crv": if other == Algorithm::Es256 { "P-256" } else { "SM2" },
                        "x": url(&public.bytes()[1..33]),
                        "y": url(&public.bytes()[33..]),
                    }),
                }
            }
            Publisher::Rsa(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": url(&public.n), "e": url(&public.e)})
            }
        }
    }

    /// The file with this publisher's certificate.
    pub fn file(&self) -> Json {
        json!([entry(KID, &self.certificate(FROM, TO))])
    }

    /// A good code.
    pub fn code(&self) -> String {
        text(&self.envelope(&claims()))
    }

    /// An envelope with these claims.
    pub fn envelope(&self, claims: &Value) -> Vec<u8> {
        let protected = map([(1, self.alg().into()), (4, Value::Bytes(KID.into()))]);
        self.sealed(&cbor(&protected), map([]), &cbor(claims))
    }

    /// An envelope of any headers and payload.
    pub fn sealed(&self, protected: &[u8], unprotected: Value, payload: &[u8]) -> Vec<u8> {
        let signature = self.sign(&to_be_signed(protected, payload));
        envelope(protected, unprotected, payload, &signature)
    }
}

/// The Sig_structure of RFC 9052 §4.4.
pub fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor(&Value::Array(vec![
        "Signature1".into(),
        Value::Bytes(protected.into()),
        Value::Bytes(Vec::new()),
        Value::Bytes(payload.into()),
    ]))
}

/// The fields of an envelope, under their tag.
pub fn envelope(protected: &[u8], unprotected: Value, payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let body = Value::Array(vec![
        Value::Bytes(protected.into()),
        unprotected,
        Value::Bytes(payload.into()),
        Value::Bytes(signature.into()),
    ]);
    cbor(&Value::Tag(18, Box::new(body)))
}

pub fn entry(kid: &[u8], certificate: &[u8]) -> Json {
    json!({"kid": STANDARD.encode(kid), "x5c": [STANDARD.encode(certificate)]})
}

pub fn jwk_entry(kid: &[u8], jwk: &Json) -> Json {
    json!({"kid": STANDARD.encode(kid), "jwk": jwk})
}

pub fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn claims() -> Value {
    let person = Value::Map(vec![("nam".into(), "练一一".into())]);
    map([
        (1, "XX".into()),
        (4, EXP.into()),
        (6, IAT.into()),
        (-260, map([(1, person)])),
    ])
}

pub fn map<const N: usize>(entries: [(i64, Value); N]) -> Value {
    Value::Map(entries.map(|(label, value)| (label.into(), value)).into())
}

pub fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn text(envelope: &[u8]) -> String {
    raw_text(&zlib(envelope))
}

pub fn raw_text(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

/// A certificate nobody signed: who did is not asked.
pub fn certificate(info: &[u8], from: i64, to: i64) -> Vec<u8> {
    let time = |at: i64| {
        let at = Duration::from_secs(at.try_into().unwrap());
        GeneralizedTime::from_unix_duration(at)
            .unwrap()
            .to_der()
            .unwrap()
    };
    let signed_with = hex::decode("300a06082a8648ce3d040302").unwrap();
    let nobody = sequence(&[]);
    let body = sequence(&[
        &tlv(0xa0, &[2, 1, 2]),
        &tlv(0x02, &[1]),
        &signed_with,
        &nobody,
        &sequence(&[&time(from), &time(to)]),
        &nobody,
        info,
    ]);
    sequence(&[&body, &signed_with, &tlv(0x03, &[0, 1])])
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let length = match length {
        0..=127 => vec![length as u8],
        128..=255 => vec![0x81, length as u8],
        _ => vec![0x82, (length >> 8) as u8, length as u8],
    };
    [&[tag], &length[..], body].concat()
}

/// Who judges; each test changes one thing.
pub struct Judge {
    pub keys: PublisherKeys,
    pub fresh: bool,
    pub now: Interval,
    pub used: bool,
    pub revoked: bool,
    pub profile: Profile,
}

impl Judge {
    pub fn with(file: &Json) -> Judge {
        Judge {
            keys: PublisherKeys::parse(file.to_string().as_bytes()).unwrap(),
            fresh: true,
            now: Interval::exactly(NOW),
            used: false,
            revoked: false,
            profile: Profile::publisher(PREFIX),
        }
    }

    pub fn says(&self, text: &str) -> Verdict<PublisherClaims> {
        verify_publisher(
            text,
            &Context {
                realm: "",
                trust: Trust {
                    fresh: self.fresh,
                    ..self.keys.trust()
                },
                now: self.now,
                skew_s: SKEW,
                profile: self.profile.clone(),
                used: &|_, _| self.used,
                revoked: &|_, _| self.revoked,
            },
        )
    }
}

/// Runs a row for each algorithm: a publisher and who knows its certificate.
pub fn for_each(row: impl Fn(Publisher, Judge)) {
    for publisher in publishers() {
        let judge = Judge::with(&publisher.file());
        row(publisher, judge);
    }
}
