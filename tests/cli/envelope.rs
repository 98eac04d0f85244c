use std::path::Path;

use acceptance::zc::{Ran, zc};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Made by another implementation (Python: `cryptography`, `zlib`) with a key made for these tests: kid `kid-0001`,
/// iss `XX`, good from 2026-03-02T10:00 for a day. Published codes are not ours to ship.
const CODE: &str = include_str!("../fixtures/envelope-hc1.txt");
/// x and y of its P-256 key.
const POINT: &str = include_str!("../fixtures/envelope-hc1.key");

fn keys(dir: &Path, kid: &str) -> String {
    let (x, y) = POINT.trim().split_once(' ').unwrap();
    let url = |hex: &str| URL_SAFE_NO_PAD.encode(bytes(hex));
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": url(x), "y": url(y)});
    let path = dir.join("keys.json");
    std::fs::write(&path, json!([{"kid": kid, "jwk": jwk}]).to_string()).unwrap();
    path.display().to_string()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn judge(keys: &str, prefix: &str, time: &str, text: &str) -> Ran {
    zc([
        "envelope", "--prefix", prefix, "--keys", keys, "--at", time, text,
    ])
}

#[track_caller]
fn says(ran: &Ran, exit: i32, verdict: &str, reason: Value) {
    assert_eq!(ran.code, exit, "{ran:?}");
    assert_eq!(ran.line()["verdict"], verdict, "{ran:?}");
    assert_eq!(ran.line()["reason"], reason, "{ran:?}");
}

#[test]
fn another_publishers_code_is_judged_with_its_keys() {
    let dir = tempfile::tempdir().unwrap();
    let file = keys(dir.path(), "a2lkLTAwMDE=");
    let code = CODE.trim_end_matches('\n');
    let good = judge(&file, "HC1:", "2026-03-02T12:00", code);
    says(&good, 0, "valid", Value::Null);
    let claims = &good.line()["claims"];
    assert_eq!(claims["iss"], "XX");
    assert_eq!(claims["-260"]["1"]["ver"], "1.3.0");
    let path = dir.path().join("code.txt");
    std::fs::write(&path, CODE).unwrap();
    let from_file = format!("@{}", path.display());
    let read = judge(&file, "HC1:", "2026-03-02T12:00", &from_file);
    says(&read, 0, "valid", Value::Null);

    let late = judge(&file, "HC1:", "2026-03-05T12:00", code);
    says(&late, 4, "invalid", json!("expired"));
    assert!(late.line()["claims"].is_null(), "claims of no valid code");
    let early = judge(&file, "HC1:", "2026-03-01T12:00", code);
    says(&early, 4, "invalid", json!("not_yet"));
    let other = judge(&file, "HC2:", "2026-03-02T12:00", code);
    says(&other, 4, "invalid", json!("malformed"));
    let cut = judge(&file, "HC1:", "2026-03-02T12:00", &code[..code.len() - 3]);
    says(&cut, 4, "invalid", json!("malformed"));
    let stranger = keys(dir.path(), "c3RyYW5nZXI=");
    let unknown = judge(&stranger, "HC1:", "2026-03-02T12:00", code);
    says(&unknown, 4, "invalid", json!("signer_unknown"));
}

/// The kid is a name and nothing more: what stands under it decides.
#[test]
fn another_key_under_the_same_kid_is_told_by_what_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    let public = |algorithm| {
        let key = seal::SigningKey::from_secret_bytes(algorithm, &[9; 32]).unwrap();
        key.public().bytes().to_vec()
    };
    let url = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (p256, sm2, ed25519) = (
        public(seal::Algorithm::Es256),
        public(seal::Algorithm::Sm2Sm3),
        public(seal::Algorithm::EdDsa),
    );
    let point = |crv: &str, key: &[u8]| json!({"kty": "EC", "crv": crv, "x": url(&key[1..33]), "y": url(&key[33..])});
    for (jwk, exit, verdict, reason) in [
        (point("P-256", &p256), 4, "invalid", "signature"),
        (point("SM2", &sm2), 4, "invalid", "algorithm"),
        (
            json!({"kty": "OKP", "crv": "Ed25519", "x": url(&ed25519)}),
            4,
            "invalid",
            "algorithm",
        ),
        (
            json!({"kty": "OKP", "crv": "Ed448", "x": url(&[7; 57])}),
            5,
            "cannot-tell",
            "algorithm_unknown",
        ),
    ] {
        let file = json!([{"kid": "a2lkLTAwMDE=", "jwk": jwk}]).to_string();
        std::fs::write(&path, format!("\u{feff}{file}")).unwrap();
        let keys = path.display().to_string();
        let ran = judge(&keys, "HC1:", "2026-03-02T12:00", CODE.trim_end());
        says(&ran, exit, verdict, json!(reason));
    }
    let long = dir.path().join("long");
    std::fs::write(&long, vec![b'0'; 2 << 20]).unwrap();
    let kid = keys(dir.path(), "a2lkLTAwMDE=");
    let ran = judge(&kid, "HC1:", "2026-03-02", &format!("@{}", long.display()));
    says(&ran, 4, "invalid", json!("malformed"));
}

#[test]
fn a_key_of_an_algorithm_not_implemented_cannot_be_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    // A certificate of a kind of key that has no name here: the code under its kid stays open.
    let file =
        json!([{"kid": "a2lkLTAwMDE=", "x5c": include_str!("../fixtures/ed448.b64").trim()}]);
    std::fs::write(&path, file.to_string()).unwrap();
    let keys = path.display().to_string();
    let open = judge(&keys, "HC1:", "2026-03-02T12:00", CODE.trim_end());
    says(&open, 5, "cannot-tell", json!("algorithm_unknown"));
}

#[test]
fn a_key_file_that_is_none_is_a_wrong_argument() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys.json");
    for text in [
        "{}",
        "[{\"kid\":\"AA==\"}]",
        "[{\"kid\":\"!\",\"jwk\":{\"kty\":\"EC\"}}]",
    ] {
        std::fs::write(&path, text).unwrap();
        let ran = judge(&path.display().to_string(), "HC1:", "2026-03-02", "HC1:X");
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.lines.is_empty());
    }
    let missing = judge("/nowhere/keys.json", "HC1:", "2026-03-02", "HC1:X");
    assert_eq!(missing.code, 3, "{missing:?}");
}
