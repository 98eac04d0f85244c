//! tus against a server of the test's own that cuts a request in its middle.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod city;

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::response::Response;
use base64::Engine as _;
use city::{Asked, City, crypto, fault, reply};
use domain::queue::Reason;
use sync::{FileKey, Options, Remote, UploadFailure};

const LENGTH: usize = 1_500_000;

#[derive(Default)]
struct Tus {
    content: Vec<u8>,
    /// How much of the next PATCH is kept before the connection breaks; one for each.
    cuts: Vec<usize>,
    /// The next HEAD finds nothing.
    forget: bool,
}

fn tus(status: u16, offset: Option<usize>) -> Response {
    let mut response = reply(status, "text/plain", "");
    let headers = response.headers_mut();
    headers.insert("tus-resumable", "1.0.0".parse().unwrap());
    headers.insert("zc-contract", wire::CONTRACT.parse().unwrap());
    if let Some(offset) = offset {
        headers.insert("upload-offset", offset.into());
    }
    response
}

fn number(asked: &Asked, name: &str) -> usize {
    asked.headers[name].to_str().unwrap().parse().unwrap()
}

/// No reply: the connection is closed while the client waits for one.
fn broken() -> Response {
    let says = futures_util::stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("cut"))]);
    let mut response = tus(204, None);
    *response.status_mut() = axum::http::StatusCode::OK;
    *response.body_mut() = axum::body::Body::from_stream(says);
    response
}

fn patch(state: &mut Tus, asked: &Asked) -> Response {
    if number(asked, "upload-offset") != state.content.len() {
        return tus(409, None);
    }
    let sum = asked.headers["upload-checksum"]
        .to_str()
        .unwrap()
        .strip_prefix("sha256 ")
        .unwrap();
    let sum = base64::engine::general_purpose::STANDARD
        .decode(sum)
        .unwrap();
    if sum != seal::sha256(&asked.body).as_bytes() {
        return tus(460, None);
    }
    if let Some(kept) = state.cuts.pop() {
        state.content.extend_from_slice(&asked.body[..kept]);
        return broken();
    }
    state.content.extend_from_slice(&asked.body);
    tus(204, Some(state.content.len()))
}

fn serve(state: &mut Tus, asked: &Asked) -> Response {
    match asked.method.as_str() {
        "POST" => {
            state.content.clear();
            let mut response = tus(201, None);
            let place = "/t/TOKEN/v1/attachments/one".parse().unwrap();
            response.headers_mut().insert("location", place);
            response
        }
        "HEAD" if state.forget => tus(404, None),
        "HEAD" => tus(200, Some(state.content.len())),
        "PATCH" => patch(state, asked),
        _ => fault(400, "malformed"),
    }
}

async fn server(state: Arc<Mutex<Tus>>) -> City {
    City::new(move |asked| serve(&mut state.lock().unwrap(), asked)).await
}

fn content() -> Vec<u8> {
    (0..LENGTH).map(|at| (at % 251) as u8).collect()
}

fn key() -> FileKey {
    FileKey {
        case: uuid::Uuid::from_u128(5),
        hash: seal::sha256(&content()),
    }
}

async fn upload(
    remote: &Remote,
    url: Option<String>,
    seen: &Mutex<Vec<(String, u64)>>,
) -> Result<u64, UploadFailure<Infallible>> {
    let file = content();
    let read = |at: u64, length| Ok(file[at as usize..at as usize + length].to_vec());
    let progress = |url: &str, offset| {
        seen.lock().unwrap().push((url.to_owned(), offset));
        Ok(())
    };
    let done = remote
        .upload(key(), LENGTH as u64, url, read, progress)
        .await?;
    Ok(done.sent)
}

fn reason(failure: UploadFailure<Infallible>) -> Reason {
    match failure {
        UploadFailure::Remote(failure) => failure.reason,
        UploadFailure::Shelf(never) => match never {},
    }
}

fn remote(base: &str) -> Remote {
    crypto();
    Remote::new(
        base,
        Options {
            piece: 256 << 10,
            ..Options::default()
        },
    )
    .unwrap()
}

#[tokio::test]
async fn an_upload_that_was_cut_goes_on_at_the_last_byte_stored() {
    let state = Arc::new(Mutex::new(Tus {
        cuts: vec![100_000],
        ..Tus::default()
    }));
    let city = server(state.clone()).await;
    let remote = remote(&city.base);
    let seen = Mutex::default();
    let cut = upload(&remote, None, &seen).await.unwrap_err();
    assert_eq!(reason(cut), Reason::Offline);
    let url = seen.lock().unwrap().last().unwrap().0.clone();
    assert_eq!(url, format!("{}/v1/attachments/one", city.base));

    let sent = upload(&remote, Some(url), &seen).await.unwrap();
    assert_eq!(sent as usize, LENGTH - 100_000, "not one byte twice");
    assert_eq!(state.lock().unwrap().content, content());
    assert_eq!(seen.lock().unwrap().last().unwrap().1, LENGTH as u64);
    let pieces = city
        .asked()
        .into_iter()
        .filter(|asked| asked.method.as_str() == "PATCH");
    assert!(
        pieces
            .map(|asked| asked.body.len())
            .all(|length| length <= 256 << 10)
    );
    assert_eq!(
        city.asked()
            .iter()
            .filter(|asked| asked.method.as_str() == "POST")
            .count(),
        1
    );
}

#[tokio::test]
async fn the_file_is_named_by_case_and_hash() {
    let city = server(Arc::default()).await;
    upload(&remote(&city.base), None, &Mutex::default())
        .await
        .unwrap();
    let asked = &city.asked()[0];
    let encode = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
    let named = format!(
        "case {},hash {}",
        encode(key().case.to_string()),
        encode(key().hash.to_string())
    );
    assert_eq!(asked.headers["upload-metadata"], named.as_str());
    assert_eq!(number(asked, "upload-length"), LENGTH);
}

#[tokio::test]
async fn an_upload_that_the_backend_forgot_begins_anew() {
    let state = Arc::new(Mutex::new(Tus {
        forget: true,
        ..Tus::default()
    }));
    let city = server(state.clone()).await;
    let url = format!("{}/v1/attachments/old", city.base);
    let sent = upload(&remote(&city.base), Some(url), &Mutex::default())
        .await
        .unwrap();
    assert_eq!(sent as usize, LENGTH);
    assert_eq!(state.lock().unwrap().content, content());
}

#[tokio::test]
async fn bytes_go_to_no_other_machine() {
    let city = server(Arc::default()).await;
    let elsewhere = "http://127.0.0.2:9/attachments/one".to_owned();
    assert!(
        upload(&remote(&city.base), Some(elsewhere), &Mutex::default())
            .await
            .is_ok()
    );
    let liar = City::new(|_| {
        let mut response = tus(201, None);
        response
            .headers_mut()
            .insert("location", "http://127.0.0.2:9/x".parse().unwrap());
        response
    })
    .await;
    let failure = upload(&remote(&liar.base), None, &Mutex::default())
        .await
        .unwrap_err();
    assert_eq!(reason(failure), Reason::ServerFault);
}

#[tokio::test]
async fn a_page_instead_of_tus_is_a_captive_portal() {
    let city = City::new(|_| reply(200, "text/html", "<h1>Wi-Fi</h1>")).await;
    let failure = upload(&remote(&city.base), None, &Mutex::default())
        .await
        .unwrap_err();
    assert_eq!(reason(failure), Reason::CaptivePortal);
}

/// A server of somebody else's: it speaks tus and knows no contract.
async fn foreign(state: Arc<Mutex<Tus>>) -> City {
    City::new(move |asked| {
        let mut response = serve(&mut state.lock().unwrap(), asked);
        response.headers_mut().remove("zc-contract");
        response
    })
    .await
}

#[tokio::test]
async fn a_tus_server_that_knows_no_contract_is_believed_as_far_as_tus_goes() {
    let state = Arc::new(Mutex::new(Tus {
        cuts: vec![100_000],
        ..Tus::default()
    }));
    let city = foreign(Arc::clone(&state)).await;
    let remote = remote(&city.base);
    let seen = Mutex::default();
    let cut = upload(&remote, None, &seen).await;
    assert!(cut.is_err(), "cut off in the middle");
    let url = seen.lock().unwrap().last().unwrap().0.clone();
    let sent = upload(&remote, Some(url), &seen).await.unwrap();
    assert_eq!(sent as usize, LENGTH - 100_000, "not one byte twice");
    assert_eq!(state.lock().unwrap().content, content());
}

#[tokio::test]
async fn a_page_with_any_status_is_still_a_captive_portal() {
    for status in [200, 201, 204, 404, 409, 460] {
        let city = City::new(move |_| {
            let mut response = reply(status, "text/html", "<h1>Wi-Fi</h1>");
            let headers = response.headers_mut();
            headers.insert("location", "/somewhere".parse().unwrap());
            headers.insert("upload-offset", LENGTH.into());
            response
        })
        .await;
        let failure = upload(&remote(&city.base), None, &Mutex::default())
            .await
            .unwrap_err();
        assert_eq!(reason(failure), Reason::CaptivePortal, "{status}");
    }
}

#[tokio::test]
async fn an_offset_beyond_what_was_sent_is_not_believed() {
    let city = City::new(|asked| {
        let offset = if asked.method == "PATCH" { LENGTH } else { 0 };
        let mut response = tus(if asked.method == "POST" { 201 } else { 204 }, Some(offset));
        let headers = response.headers_mut();
        headers.insert("location", "/v1/attachments/x".parse().unwrap());
        response
    })
    .await;
    let failure = upload(&remote(&city.base), None, &Mutex::default())
        .await
        .unwrap_err();
    assert_eq!(reason(failure), Reason::ServerFault);
    assert_eq!(city.asked().len(), 2, "one piece was sent, not all of them");
}

#[tokio::test]
async fn a_file_that_is_shorter_than_it_says_is_its_own_fault() {
    let city = server(Arc::default()).await;
    let remote = remote(&city.base);
    let read = |_, _| Ok::<_, Infallible>(vec![0; 10]);
    let ended = remote
        .upload(key(), LENGTH as u64, None, read, |_, _| Ok(()))
        .await;
    assert_eq!(reason(ended.unwrap_err()), Reason::RecordFault);
}
