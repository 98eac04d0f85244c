//! tus 1.0 with the creation and checksum extensions.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use seal::{Hash32, sha256};
use uuid::Uuid;
use wire::{FaultCode, METADATA_CASE, METADATA_CLAIM, METADATA_HASH, TUS_VERSION};

use super::upload::{self, Kept, Upload, Wanted};
use crate::app::App;
use crate::call::Turn;
use crate::claim::{self, Claimed};
use crate::fault::{Bad, Faults, Outcome};
use crate::member::Bearer;

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const PIECE_KIND: &str = "application/offset+octet-stream";

/// Largest file.
const LARGEST: u64 = 512 << 20;
/// What is committed at once of a body without a checksum.
const BLOCK: usize = 1 << 20;
/// Largest body with a checksum: it is held whole until the sum is right.
const LARGEST_SUMMED: usize = 8 << 20;
/// tus checksum extension.
const CHECKSUM_MISMATCH: u16 = 460;

/// What this server speaks.
#[utoipa::path(options, path = "/v1/attachments", tag = "attachments",
    responses((status = 204, headers(("tus-version" = String), ("tus-extension" = String)))))]
pub(crate) async fn options() -> Response {
    let headers = [
        (RESUMABLE, TUS_VERSION.to_owned()),
        (
            HeaderName::from_static("tus-version"),
            TUS_VERSION.to_owned(),
        ),
        (
            HeaderName::from_static("tus-extension"),
            "creation,checksum".to_owned(),
        ),
        (
            HeaderName::from_static("tus-checksum-algorithm"),
            "sha256".to_owned(),
        ),
        (HeaderName::from_static("tus-max-size"), LARGEST.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// The same below an upload's address.
#[utoipa::path(options, path = "/v1/attachments/{id}", tag = "attachments",
    params(("id" = String, Path, description = "Of the upload")), responses((status = 204)))]
pub(crate) async fn options_of_one() -> Response {
    options().await
}

/// A new upload, or the place where the case has this content.
#[utoipa::path(post, path = "/v1/attachments", tag = "attachments",
    params(
        ("tus-resumable" = String, Header, description = "`1.0.0`"),
        ("upload-length" = u64, Header, description = "Of the whole file"),
        ("upload-metadata" = String, Header,
            description = "`case` (its id), `hash` (hex SHA-256 of the whole) and, of another origin's file, `claim` (its signed FileClaim), each value in base64"),
    ),
    responses((status = 201, headers(("location" = String), ("upload-offset" = u64))), Faults),
    security(("session" = [])))]
pub(crate) async fn create(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let made = async {
        spoken(&headers)?;
        let (mut wanted, claim) = (wanted(&headers)?, claim(&headers)?);
        let bearer = Bearer::of(&headers);
        app.run(bearer, move |turn| {
            let member = turn.member()?;
            if let Some(claim) = claim {
                wanted.origin = Some(claimed(turn, &wanted, &claim)?);
            }
            let upload = upload::create(turn, &member, &wanted)?;
            if upload.length == 0
                && let Kept::WrongHash = upload::append(turn, &upload, &[])?
            {
                return Err(Bad::malformed("空文件的校验值不对。"));
            }
            Ok(upload)
        })
        .await
    };
    answered(made.await.map(|upload| {
        let place = format!("{}/v1/attachments/{}", app.prefix, upload.id);
        let headers = [
            (header::LOCATION, place),
            (OFFSET, upload.stored.to_string()),
        ];
        (StatusCode::CREATED, headers).into_response()
    }))
}

/// Where the upload stands.
#[utoipa::path(head, path = "/v1/attachments/{id}", tag = "attachments",
    params(("id" = String, Path, description = "Of the upload"),
        ("tus-resumable" = String, Header, description = "`1.0.0`")),
    responses((status = 200, headers(("upload-offset" = u64), ("upload-length" = u64))), Faults),
    security(("session" = [])))]
pub(crate) async fn head(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let found = async {
        spoken(&headers)?;
        standing(&app, Bearer::of(&headers), id).await
    };
    answered(found.await.map(|upload| {
        let headers = [
            (OFFSET, upload.stored.to_string()),
            (LENGTH, upload.length.to_string()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (StatusCode::OK, headers).into_response()
    }))
}

/// More bytes. With a checksum a piece is kept whole or not at all; without one what arrived is kept.
#[utoipa::path(patch, path = "/v1/attachments/{id}", tag = "attachments",
    params(("id" = String, Path, description = "Of the upload"),
        ("tus-resumable" = String, Header, description = "`1.0.0`"),
        ("upload-offset" = u64, Header, description = "Where the upload stands"),
        ("upload-checksum" = Option<String>, Header, description = "`sha256 BASE64` of this piece")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, headers(("upload-offset" = u64))), Faults),
    security(("session" = [])))]
pub(crate) async fn patch(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = async {
        spoken(&headers)?;
        let bearer = Bearer::of(&headers);
        let at = piece(&headers)?;
        let upload = standing(&app, bearer, id).await?;
        if at != upload.stored {
            return Err(astray());
        }
        match headers.get(CHECKSUM) {
            Some(sum) => summed(&app, bearer, upload, sum, body).await,
            None => streamed(&app, bearer, upload, body).await,
        }
    };
    answered(
        done.await
            .map(|offset| (StatusCode::NO_CONTENT, [(OFFSET, offset.to_string())]).into_response()),
    )
}

async fn summed(
    app: &Arc<App>,
    bearer: Bearer,
    upload: Upload,
    sum: &HeaderValue,
    body: Body,
) -> Outcome<u64> {
    let sum = sum
        .to_str()
        .ok()
        .and_then(|text| text.trim().split_once(' '));
    let (algorithm, sum) = sum.ok_or_else(|| Bad::malformed("校验头无法识别。"))?;
    if algorithm != "sha256" {
        return Err(Bad::malformed("只支持 sha256 校验。"));
    }
    let bytes = axum::body::to_bytes(body, LARGEST_SUMMED).await;
    let bytes = bytes.map_err(|_| Bad::new(FaultCode::TooLarge, "分片过大或没有传完。"))?;
    if STANDARD.encode(sha256(&bytes).as_bytes()) != sum {
        return Err(mismatch("分片校验不一致，请重传。"));
    }
    keep(app, bearer, upload, bytes.to_vec()).await
}

async fn streamed(app: &Arc<App>, bearer: Bearer, mut upload: Upload, body: Body) -> Outcome<u64> {
    let mut stream = body.into_data_stream();
    let mut block = Vec::new();
    loop {
        // A broken connection ends like a whole body: what came is kept, the client asks where it stands.
        let came = stream.next().await.and_then(Result::ok);
        let over = came.is_none();
        block.extend_from_slice(&came.unwrap_or_default());
        if over || block.len() >= BLOCK {
            let bytes = std::mem::take(&mut block);
            let (id, length) = (upload.id.clone(), upload.length);
            let stored = keep(app, bearer, upload, bytes).await?;
            if over {
                return Ok(stored);
            }
            upload = Upload { id, length, stored };
        }
    }
}

/// Commits bytes at the place the upload stood; somebody else may have been quicker.
async fn keep(app: &Arc<App>, bearer: Bearer, upload: Upload, bytes: Vec<u8>) -> Outcome<u64> {
    let kept = app
        .run(bearer, move |turn| {
            let member = turn.member()?;
            let current = upload::find(turn.tx, &member, &upload.id)?.ok_or_else(unknown)?;
            if current.stored != upload.stored {
                return Err(astray());
            }
            if current.stored + bytes.len() as u64 > current.length {
                return Err(Bad::new(FaultCode::TooLarge, "内容超过登记的长度。"));
            }
            if bytes.is_empty() {
                return Ok(Kept::At(current.stored));
            }
            let kept = upload::append(turn, &current, &bytes)?;
            crash::point(crash::Point::BackendPieceTaken);
            Ok(kept)
        })
        .await?;
    crash::point(crash::Point::BackendPieceKept);
    match kept {
        Kept::At(offset) => Ok(offset),
        // Not 460: sending the same bytes once more would not help.
        Kept::WrongHash => Err(Bad::malformed("文件与登记的校验值不一致，没有保存。")
            .status(StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

async fn standing(app: &Arc<App>, bearer: Bearer, id: String) -> Outcome<Upload> {
    app.run(bearer, move |turn| {
        let member = turn.member()?;
        upload::find(turn.tx, &member, &id)?.ok_or_else(unknown)
    })
    .await
}

fn spoken(headers: &HeaderMap) -> Outcome<()> {
    let version = headers.get(RESUMABLE).and_then(|value| value.to_str().ok());
    if version == Some(TUS_VERSION) {
        return Ok(());
    }
    let bad = Bad::new(FaultCode::VersionSkew, "上传协议版本不受支持。");
    Err(bad.status(StatusCode::PRECONDITION_FAILED))
}

fn piece(headers: &HeaderMap) -> Outcome<u64> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if kind != Some(PIECE_KIND) {
        let bad = Bad::malformed("上传内容的类型不对。");
        return Err(bad.status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    number(headers, &OFFSET).ok_or_else(|| Bad::malformed("没有写明上传位置。"))
}

fn wanted(headers: &HeaderMap) -> Outcome<Wanted> {
    let length = number(headers, &LENGTH).ok_or_else(|| Bad::malformed("没有写明文件长度。"))?;
    if length > LARGEST {
        return Err(Bad::new(FaultCode::TooLarge, "文件超过 512 MB，不能上传。"));
    }
    let malformed = || Bad::malformed("没有写明文件属于哪个办件，或校验值无法识别。");
    let case = metadata(headers, METADATA_CASE).and_then(|text| Uuid::parse_str(&text).ok());
    let hash = metadata(headers, METADATA_HASH).and_then(|text| Hash32::from_hex(&text));
    Ok(Wanted {
        case: case.ok_or_else(malformed)?,
        hash: *hash.ok_or_else(malformed)?.as_bytes(),
        length,
        origin: None,
    })
}

/// The word of another station, where the file is that one's.
fn claim(headers: &HeaderMap) -> Outcome<Option<Vec<u8>>> {
    match encoded(headers, METADATA_CLAIM) {
        None => Ok(None),
        Some(text) => STANDARD.decode(text).map(Some).map_err(|_| unclaimed()),
    }
}

fn claimed(turn: &Turn<'_>, wanted: &Wanted, claim: &[u8]) -> Outcome<String> {
    let file = Claimed {
        case: wanted.case,
        hash: wanted.hash,
        length: wanted.length,
    };
    claim::origin(turn, claim, &file).ok_or_else(unclaimed)
}

fn unclaimed() -> Bad {
    Bad::malformed("附件没有原工作站的有效签名证明，没有接收。请在原工作站重新导出离线包。")
}

/// A value of Upload-Metadata: `key base64,key base64`.
fn metadata(headers: &HeaderMap, key: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(encoded(headers, key)?).ok()?).ok()
}

fn encoded<'a>(headers: &'a HeaderMap, key: &str) -> Option<&'a str> {
    let text = headers.get(METADATA)?.to_str().ok()?;
    let pairs = text
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '));
    let (_, value) = pairs.into_iter().find(|(name, _)| *name == key)?;
    Some(value.trim())
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

fn unknown() -> Bad {
    Bad::new(FaultCode::NotFound, "没有这个上传。")
}

fn astray() -> Bad {
    Bad::malformed("上传位置与市平台不一致。").status(StatusCode::CONFLICT)
}

fn mismatch(say: &str) -> Bad {
    let status = StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
    Bad::malformed(say).status(status)
}

/// Every reply names the protocol's version.
fn answered(outcome: Outcome<Response>) -> Response {
    let mut response = outcome.unwrap_or_else(axum::response::IntoResponse::into_response);
    response
        .headers_mut()
        .insert(RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    response
}
