use std::path::Path;

use acceptance::zc::{Ran, zc};
use base64::Engine as _;
use proof::{Claims, Holder, Licence, Profile};
use seal::{Algorithm, SigningKey};
use serde_json::{Value, json};

const ISSUED: i64 = 1_772_416_800; // 2026-03-02T10:00+08:00

fn key(seed: u8) -> SigningKey {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, &[seed; 32]).unwrap()
}

fn claims() -> Claims {
    Claims {
        iss: "practice-issuer".into(),
        iat: ISSUED,
        exp: ISSUED + 300,
        cti: vec![7; 16],
        realm: "practice".into(),
        holder: Holder {
            name: "练一一".into(),
            id_kind: "resident_id".into(),
            id: "430400200002290012".into(),
        },
        licences: vec![Licence {
            kind: "居民身份证".into(),
            name: "居民身份证".into(),
            number: "430400200002290012".into(),
            issued_by: "练习市公安局".into(),
            valid_from: None,
            valid_to: Some("2046-01-01".into()),
            fields: std::collections::BTreeMap::new(),
        }],
        item: None,
    }
}

fn code(claims: &Claims, key: &SigningKey) -> String {
    proof::issue(claims, key, &Profile::default()).unwrap()
}

fn entry(key: &SigningKey) -> Value {
    let public = key.public();
    json!({
        "alg": "EdDSA",
        "public": base64::engine::general_purpose::STANDARD.encode(public.bytes()),
        "issuer": "practice-issuer",
    })
}

fn trust(dir: &Path, keys: &[Value]) -> String {
    let path = dir.join("trust.json");
    std::fs::write(
        &path,
        json!({"realm": "practice", "keys": keys}).to_string(),
    )
    .unwrap();
    path.display().to_string()
}

fn at(file: &str, time: &str, text: &str) -> Ran {
    zc(["verify", "--trust", file, "--at", time, text])
}

#[track_caller]
fn says(ran: &Ran, exit: i32, verdict: &str, reason: Value) {
    assert_eq!(ran.code, exit, "{ran:?}");
    assert_eq!(ran.line()["verdict"], verdict, "{ran:?}");
    assert_eq!(ran.line()["reason"], reason, "{ran:?}");
    let told = verdict == "valid";
    assert_eq!(
        ran.line()["claims"].is_object(),
        told,
        "claims of an unproved code: {ran:?}"
    );
}

#[test]
fn s29_a_good_code_is_valid_at_any_way_to_write_its_time() {
    let dir = tempfile::tempdir().unwrap();
    let file = trust(dir.path(), &[entry(&key(1))]);
    let text = code(&claims(), &key(1));
    for time in [
        "2026-03-02T10:01",
        "2026-03-02T10:01:00+08:00",
        "2026-03-02T02:01:00Z",
        "1772416860",
    ] {
        let ran = at(&file, time, &text);
        says(&ran, 0, "valid", Value::Null);
        assert_eq!(ran.line()["claims"]["holder"]["name"], "练一一");
    }
    let path = dir.path().join("code.txt");
    std::fs::write(&path, format!("{text}\r\n")).unwrap();
    let from_file = at(&file, "2026-03-02T10:01", &format!("@{}", path.display()));
    says(&from_file, 0, "valid", Value::Null);
}

#[test]
fn s29_the_verdict_table_row_by_row() {
    let dir = tempfile::tempdir().unwrap();
    let good = code(&claims(), &key(1));
    let other = Claims {
        realm: "elsewhere".into(),
        ..claims()
    };
    let mut revoked = entry(&key(1));
    revoked["revoked_at"] = json!(ISSUED - 100);
    let mut ended = entry(&key(1));
    ended["not_after"] = json!(ISSUED - 100);
    let mut wrong = entry(&key(2));
    wrong["kid"] = json!(base64::engine::general_purpose::STANDARD.encode(key(1).public().kid().0));
    let mid = "2026-03-02T10:01";
    let rows = [
        (entry(&key(1)), mid, "ZC1:".to_owned(), "malformed"),
        (entry(&key(1)), mid, "hello".to_owned(), "malformed"),
        (entry(&key(1)), mid, format!("{good}AA"), "malformed"),
        (entry(&key(2)), mid, good.clone(), "signer_unknown"),
        (wrong, mid, good.clone(), "signature"),
        (revoked, mid, good.clone(), "signer_revoked"),
        (ended, mid, good.clone(), "signer_expired"),
        (entry(&key(1)), "2026-03-02T10:06", good.clone(), "expired"),
        (entry(&key(1)), "2026-03-02T09:50", good.clone(), "not_yet"),
        (entry(&key(1)), mid, code(&other, &key(1)), "other_city"),
    ];
    for (key, time, text, reason) in rows {
        let file = trust(dir.path(), &[key]);
        says(&at(&file, time, &text), 4, "invalid", json!(reason));
    }
}

#[test]
fn s29_without_a_list_a_code_cannot_be_told() {
    let ran = zc([
        "verify",
        "--at",
        "2026-03-02T10:01",
        &code(&claims(), &key(1)),
    ]);
    says(&ran, 5, "cannot-tell", json!("list_stale"));
    let broken = zc(["verify", "ZC1:???"]);
    says(&broken, 4, "invalid", json!("malformed"));
}

#[test]
fn a_trust_file_that_is_none_is_a_wrong_argument() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("trust.json");
    std::fs::write(&path, "{\"keys\":[]}").unwrap();
    let ran = at(&path.display().to_string(), "2026-03-02T10:01", "ZC1:X");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.lines.is_empty());
}
