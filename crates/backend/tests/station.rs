//! Enrolment, sessions, reference data, uploads, and what lies in the folder.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use domain::act::{Payload, Subject};
use reqwest::{Method, StatusCode};
use seal::{Algorithm, SigningKey, TrustList, sha256};
use support::{MINUTE, Practice, enrolment, water};
use sync::{AckFault, FileKey, Verifier};
use uuid::Uuid;
use wire::{FaultCode, Refresh};

const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test]
async fn a_wrong_code_or_an_unknown_member_makes_no_station() {
    let practice = Practice::start().await;
    let remote = practice.remote();
    let key = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let wrong = remote
        .enrol(&enrolment("guessed", &key, "0217", &key))
        .await;
    assert_eq!(wrong.unwrap_err().code(), Some(FaultCode::EnrolCode));
    let nobody = remote
        .enrol(&enrolment("practice", &key, "9999", &key))
        .await;
    assert_eq!(nobody.unwrap_err().code(), Some(FaultCode::Forbidden));
    let desk = practice.station("0305").await;
    assert_eq!(desk.enrolled.outlet, "430400100");
}

#[tokio::test]
async fn a_session_needs_both_keys_a_right_clock_and_is_proved_once() {
    let practice = Practice::start().await;
    let desk = practice.station("0217").await;
    let auth = |failure: sync::Failure| {
        assert_eq!(failure.code(), Some(FaultCode::Auth));
        failure.fault.unwrap().say
    };
    assert!(desk.remote.feed(None).await.is_err(), "no session yet");
    for off in [-11 * MINUTE, 11 * MINUTE] {
        let late = desk.proof(practice.now() + off);
        let say = auth(desk.remote.open_session(&late).await.unwrap_err());
        assert!(say.contains("十分钟"), "{say}");
    }

    let mut swapped = practice.station("0217").await;
    swapped.member = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let proof = swapped.proof(practice.now());
    auth(swapped.remote.open_session(&proof).await.unwrap_err());

    let proof = desk.proof(practice.now());
    let opened = desk.remote.open_session(&proof).await.unwrap().data;
    let again = desk.remote.open_session(&proof).await.unwrap().data;
    assert_eq!(opened, again, "a repeat is no second session");
    practice.later(10 * MINUTE + 1);
    auth(desk.remote.open_session(&proof).await.unwrap_err());
}

#[tokio::test]
async fn a_clock_far_off_is_told_the_time_for_this_request_alone() {
    let practice = Practice::start().await;
    let desk = practice.station("0217").await;
    let believed = Verifier::new(desk.trust.clone());
    for off in [-6 * 365 * DAY, -9 * DAY, 9 * DAY, 9 * 365 * DAY] {
        let asked = desk.proof(practice.now() + off);
        let fault = desk
            .remote
            .open_session(&asked)
            .await
            .unwrap_err()
            .fault
            .unwrap();
        let told = fault.told.expect("the time").0;
        assert_eq!(believed.told(&told, &asked.request_id), Ok(practice.now()));
        // Heard again by another request, or changed on the way, it says nothing.
        assert_eq!(believed.told(&told, "another"), Err(AckFault::Act));
        for at in 0..told.len() {
            let mut changed = told.clone();
            changed[at] ^= 1;
            assert!(
                believed.told(&changed, &asked.request_id).is_err(),
                "byte {at}"
            );
        }
    }
    // Proved again at the time that was told it opens a session, once: what the first proof was good for stays nothing.
    let asked = desk.proof(practice.now() + DAY);
    assert!(desk.remote.open_session(&asked).await.is_err());
    let proof = desk.proof(practice.now());
    assert!(desk.remote.open_session(&proof).await.is_ok());
    practice.later(31 * MINUTE);
    assert!(
        desk.remote.open_session(&proof).await.is_err(),
        "heard and played again"
    );
    // Who does not have both keys is not told.
    let mut stranger = practice.station("0217").await;
    stranger.member = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let refused = stranger.remote.open_session(&stranger.proof(0)).await;
    assert_eq!(refused.unwrap_err().fault.unwrap().told, None);
}

#[tokio::test]
async fn an_access_token_ends_and_a_refresh_token_turns_once() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let old = desk.remote.session().await.unwrap();
    practice.later(16 * MINUTE);
    // The remote refreshes by itself and goes on.
    desk.remote.feed(None).await.unwrap();
    let new = desk.remote.session().await.unwrap();
    assert_ne!(old.refresh, new.refresh);

    let stolen = practice.remote();
    stolen.set_session(Some(old)).await;
    let failure = stolen.feed(None).await.unwrap_err();
    assert_eq!(failure.code(), Some(FaultCode::Auth));
    desk.remote.feed(None).await.unwrap();
}

#[tokio::test]
async fn a_refresh_that_got_lost_is_answered_again() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let body = Refresh {
        request_id: Uuid::new_v4().to_string(),
        refresh: desk.remote.session().await.unwrap().refresh,
    };
    let ask = || async {
        let url = format!("{}/v1/session/refresh", practice.server.url());
        let call = reqwest::Client::new().post(url).json(&body).send();
        let reply: serde_json::Value = call.await.unwrap().json().await.unwrap();
        reply["data"].clone()
    };
    let first = ask().await;
    assert!(first["access"].is_string(), "{first}");
    assert_eq!(ask().await, first);
}

#[tokio::test]
async fn reference_data_is_signed_whole_and_skipped_when_held() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let catalogue = support::catalogue(&desk).await;
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/practice/items");
    let files = std::fs::read_dir(files).unwrap().count();
    assert_eq!(catalogue.items.len(), files, "one item a file");
    for call in ["catalogue", "calendar", "staff", "city", "trust-list"] {
        let ask = |have: Option<String>| {
            let remote = desk.remote.clone();
            async move {
                let have = have.as_deref();
                let reply = match call {
                    "catalogue" => remote.catalogue(have).await,
                    "calendar" => remote.calendar(have).await,
                    "staff" => remote.staff(have).await,
                    "city" => remote.city(have).await,
                    _ => remote.trust_list(have).await,
                };
                reply.unwrap().data
            }
        };
        let fresh = ask(None).await;
        assert!(fresh.bytes.is_some(), "{call}");
        let held = ask(Some(fresh.version.clone())).await;
        assert_eq!((held.version, held.bytes), (fresh.version, None), "{call}");
        assert!(ask(Some("0".to_owned())).await.bytes.is_some());
    }
}

#[tokio::test]
async fn the_trust_list_is_made_anew_before_it_is_stale() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    practice.later(20 * 24 * 60 * MINUTE);
    let signed = desk.remote.trust_list(None).await.unwrap().data;
    let bytes = signed.bytes.unwrap().0;
    let list = TrustList::open(&bytes, "practice", &desk.roots, 2, Some(desk.trust.version));
    assert!(list.unwrap().next_update > practice.now() / 1000 + 20 * 86_400);
}

#[tokio::test]
async fn every_reply_names_the_contract_and_strangers_get_a_fault() {
    let practice = Practice::start().await;
    let url = practice.server.url();
    let http = reqwest::Client::new();
    let plain = url.strip_suffix("/t/secret-path").unwrap();
    for (method, path, body, status) in [
        (
            Method::GET,
            format!("{plain}/v1/city"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            format!("{url}/v1/nothing"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (
            Method::GET,
            format!("{url}/v1/acts"),
            "",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (
            Method::POST,
            format!("{url}/v1/enrol"),
            "{\"code\":",
            StatusCode::BAD_REQUEST,
        ),
        (
            Method::POST,
            format!("{url}/v1/acts"),
            "{\"request_id\":\"a\",\"acts\":[]}",
            StatusCode::UNAUTHORIZED,
        ),
        (
            Method::GET,
            format!("{url}/v1/cases/none"),
            "",
            StatusCode::NOT_FOUND,
        ),
        (Method::GET, format!("{url}/v1/city"), "", StatusCode::OK),
    ] {
        let reply = http.request(method, &path).body(body).send().await.unwrap();
        assert_eq!(reply.status(), status, "{path}");
        assert_eq!(
            reply.headers()[wire::CONTRACT_HEADER],
            wire::CONTRACT,
            "{path}"
        );
        let json: serde_json::Value = reply.json().await.unwrap();
        assert_eq!(json["contract"], wire::CONTRACT, "{path}");
    }
    let large = vec![b' '; 3 << 20];
    let reply = http
        .post(format!("{url}/v1/acts"))
        .body(large)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let old = http
        .get(format!("{url}/v1/city"))
        .header(wire::SCHEMA_HEADER, "99")
        .send();
    assert_eq!(old.await.unwrap().status(), StatusCode::UPGRADE_REQUIRED);
}

/// 600 kB that no block size divides.
fn picture() -> Vec<u8> {
    (0..600_001u32).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn an_upload_goes_on_where_it_stands_and_is_there_after_a_restart() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let file = picture();
    let key = FileKey {
        case: Uuid::now_v7(),
        hash: sha256(&file),
    };
    let length = file.len() as u64;
    let place = std::sync::Mutex::new((String::new(), 0));
    let note = |url: &str, offset| {
        *place.lock().unwrap() = (url.to_owned(), offset);
        Ok(())
    };
    // The desk's file cannot be read beyond the first piece.
    let broken = |at: u64, n: usize| match at {
        0 => Ok(file[..n].to_vec()),
        _ => Err(std::io::Error::other("gone")),
    };
    desk.remote
        .upload(key, length, None, broken, note)
        .await
        .unwrap_err();
    let (_, offset) = place.lock().unwrap().clone();
    assert_eq!(offset, 512 << 10);

    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    // The port is another one, the path the same: the backend finds the upload by the content's place.
    let url = place.lock().unwrap().0.clone();
    let path = url.split_once("/t/").unwrap().1;
    let base = practice.server.url();
    let url = format!("{}/t/{path}", base.split_once("/t/").unwrap().0);
    let whole =
        |at: u64, n: usize| Ok::<_, std::io::Error>(file[at as usize..at as usize + n].to_vec());
    let done = desk
        .remote
        .upload(key, length, Some(url), whole, note)
        .await
        .unwrap();
    assert_eq!(done.sent, length - offset);
    // The same content for the same case costs nothing more.
    let again = desk
        .remote
        .upload(key, length, None, whole, note)
        .await
        .unwrap();
    assert_eq!((again.sent, again.url), (0, done.url));
}

#[tokio::test]
async fn a_file_with_another_hash_is_not_stored() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let file = picture();
    let key = FileKey {
        case: Uuid::now_v7(),
        hash: sha256(b"something else"),
    };
    let read =
        |at: u64, n: usize| Ok::<_, std::io::Error>(file[at as usize..at as usize + n].to_vec());
    desk.remote
        .upload(key, file.len() as u64, None, read, |_, _| Ok(()))
        .await
        .unwrap_err();
    let stored = desk
        .remote
        .upload(key, file.len() as u64, None, read, |_, offset| {
            assert!(offset < file.len() as u64);
            Ok(())
        });
    stored.await.unwrap_err();
}

/// A foreign client sends all in one request without a checksum; a broken piece, a wrong place, a foreign type.
#[tokio::test]
async fn tus_is_spoken_to_foreign_clients() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let token = desk.remote.session().await.unwrap().access;
    let http = reqwest::Client::new();
    let ask = |method: &str, url: String| {
        http.request(method.parse().unwrap(), url)
            .bearer_auth(&token)
            .header("tus-resumable", "1.0.0")
    };
    let file = [picture(), picture()].concat();
    let encode = |text: String| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(text)
    };
    let metadata = format!(
        "case {},hash {}",
        encode(Uuid::now_v7().to_string()),
        encode(sha256(&file).to_string())
    );
    let all = format!("{}/v1/attachments", practice.server.url());
    let options = http.request(Method::OPTIONS, &all).send().await.unwrap();
    assert_eq!(options.headers()["tus-extension"], "creation,checksum");
    let huge = ask("POST", all.clone())
        .header("upload-length", (512u64 << 20) + 1)
        .header("upload-metadata", &metadata);
    assert_eq!(
        huge.send().await.unwrap().status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let made = ask("POST", all.clone())
        .header("upload-length", file.len())
        .header("upload-metadata", &metadata);
    let made = made.send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let place = made.headers()["location"].to_str().unwrap();
    let place = format!(
        "{}{place}",
        practice.server.url().split_once("/t/").unwrap().0
    );

    let piece = |offset: usize, kind: &str, bytes: Vec<u8>| {
        ask("PATCH", place.clone())
            .header("content-type", kind)
            .header("upload-offset", offset)
            .body(bytes)
    };
    const KIND: &str = "application/offset+octet-stream";
    let reply = piece(0, "text/plain", file.clone()).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let reply = piece(7, KIND, file[7..].to_vec()).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::CONFLICT);
    let sum = "sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let reply = piece(0, KIND, file.clone())
        .header("upload-checksum", sum)
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status().as_u16(), 460);
    let reply = piece(0, KIND, file.clone()).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    let head = ask("HEAD", place.clone()).send().await.unwrap();
    assert_eq!(
        head.headers()["upload-offset"],
        file.len().to_string().as_str()
    );
    let over = piece(file.len(), KIND, vec![0]).send().await.unwrap();
    assert_eq!(over.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn law5_nothing_of_a_citizen_lies_plain_in_the_folder() {
    const NAME: &str = "漆雕标记甲";
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = water(&desk, NAME, "430400200002290012").await;
    let act = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    desk.post_one(&act).await;
    let file = NAME.repeat(50_000).into_bytes();
    let key = FileKey {
        case: id,
        hash: sha256(&file),
    };
    let read =
        |at: u64, n: usize| Ok::<_, std::io::Error>(file[at as usize..at as usize + n].to_vec());
    desk.remote
        .upload(key, file.len() as u64, None, read, |_, _| Ok(()))
        .await
        .unwrap();

    let wide: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marks = [NAME.as_bytes().to_vec(), wide, b"SQLite format 3".to_vec()];
    let look = |folder: &Path| {
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            seen += bytes.len();
            for mark in &marks {
                let found = bytes.windows(mark.len()).any(|window| window == mark);
                assert!(!found, "{}", path.display());
            }
        }
        seen
    };
    // While it runs, with the write-ahead log beside it, and after its end.
    assert!(look(practice.folder.path()) > file.len());
    practice.server.stop().await;
    assert!(look(practice.folder.path()) > file.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(practice.folder.path().join("practice.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
}
