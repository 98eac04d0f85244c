//! What stands in a code: envelopes and claims, ours and other publishers'. The first byte says where the rest is put, so
//! that what only a signer could reach is reached.

use std::io::Write as _;
use std::sync::LazyLock;

use ciborium::Value;
use flate2::{Compression, write::ZlibEncoder};
use proof::{Context, Interval, Profile, PublisherClaims, PublisherKeys, Trust, Verdict};
use seal::{Algorithm, Use, cbor, sign1};

use crate::known::{NOW, SIGNER, TRUSTED};

/// Two EdDSA keys under kids that are short to hit: the trusted one and another.
const FILE: &str = concat!(
    r#"[{"kid":"AQ==","jwk":{"kty":"OKP","crv":"Ed25519","x":"iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w="}},"#,
    r#"{"kid":"Ag==","jwk":{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5Q="}}]"#
);

static KEYS: LazyLock<PublisherKeys> =
    LazyLock::new(|| PublisherKeys::parse(FILE.as_bytes()).expect("two sound keys"));

/// One code.
pub fn run(data: &[u8]) {
    let Some((way, data)) = data.split_first() else {
        return;
    };
    match way % 6 {
        0 => drop(ours(data)),
        1 => signed(data),
        2 => drop(theirs(&packed(data))),
        3 => drop(theirs(data)),
        4 => drop(theirs(&packed(&sealed(&header(), data)))),
        _ => drop(theirs(&packed(&sealed(
            data,
            &cbor_of(&Value::Map(Vec::new())),
        )))),
    }
}

/// Claims that their issuer signed: good only in their one encoding and within the limits.
fn signed(payload: &[u8]) {
    let Ok(envelope) = sign1(Use::Code, payload, &SIGNER) else {
        return;
    };
    let verdict = ours(&envelope);
    let Some(claims) = verdict.claims() else {
        return;
    };
    let value = cbor::decode_value(payload).expect("what is good was read");
    assert_eq!(cbor::encode(&value).as_deref(), Ok(payload), "one encoding");
    let life = claims.exp - claims.iat;
    assert!(life > 0 && life <= Profile::default().limits.lifetime_s);
    assert!(claims.iat - 60 <= NOW && NOW <= claims.exp);
    assert_eq!(claims.realm, "practice");
}

fn ours(envelope: &[u8]) -> Verdict {
    let text = format!("ZC1:{}", base45::encode(envelope));
    proof::verify(
        &text,
        &Context {
            realm: "practice",
            trust: Trust {
                keys: &TRUSTED,
                fresh: true,
            },
            now: Interval::exactly(NOW),
            skew_s: 60,
            profile: Profile::default(),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    )
}

fn theirs(compressed: &[u8]) -> Verdict<PublisherClaims> {
    let text = format!("XX1:{}", base45::encode(compressed));
    let verdict = proof::verify_publisher(
        &text,
        &Context {
            realm: "",
            trust: KEYS.trust(),
            now: Interval::exactly(NOW),
            skew_s: 60,
            profile: Profile::publisher("XX1:"),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    );
    if let Some(claims) = verdict.claims() {
        assert!(claims.exp.is_none_or(|exp| NOW <= exp));
        assert!(
            serde_json::to_value(claims).is_ok(),
            "what is good can be shown"
        );
    }
    verdict
}

/// A publisher's envelope, really signed over whatever it holds.
fn sealed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let bytes = |part: &[u8]| Value::Bytes(part.to_vec());
    let message = cbor_of(&Value::Array(vec![
        "Signature1".into(),
        bytes(protected),
        bytes(&[]),
        bytes(payload),
    ]));
    let signature = SIGNER.sign(&message);
    let fields = vec![
        bytes(protected),
        Value::Map(Vec::new()),
        bytes(payload),
        bytes(&signature),
    ];
    cbor_of(&Value::Tag(18, Box::new(Value::Array(fields))))
}

fn header() -> Vec<u8> {
    let alg = Algorithm::EdDsa.cose();
    cbor_of(&Value::Map(vec![
        (1.into(), alg.into()),
        (4.into(), Value::Bytes(vec![1])),
    ]))
}

fn cbor_of(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a vector takes all");
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}
