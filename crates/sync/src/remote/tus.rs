//! tus 1.0 with the creation and checksum extensions: an upload goes on at the last byte the backend has.
//!
//! A city may put any tus server behind `v1/attachments`. One that does not know our contract is believed as far as
//! tus itself goes: it names the protocol's version in every reply, and tells an address or an offset that fits. A
//! page of somebody else's network does neither. Nothing rests on that belief but what is sent next: that a file is
//! stored is decided when the backend acknowledges the act that names it.

use base64::Engine as _;
use domain::queue::Reason;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use wire::{CONTRACT_HEADER, METADATA_CASE, METADATA_CLAIM, METADATA_HASH, TUS_VERSION};

use super::Remote;
use super::judge::{self, Read};
use super::options::PIECES;
use crate::engine::FileKey;
use crate::failure::Failure;

const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";

/// So often one upload may lose its place before it is a fault of the record.
const MOST_ASTRAY: u32 = 4;

/// tus checksum extension: what arrived does not have the hash that was named.
const CHECKSUM_MISMATCH: u16 = 460;

/// A file that is with the backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Where it went.
    pub url: String,
    /// Bytes that left in this call.
    pub sent: u64,
}

/// Why an upload ended without.
#[derive(Debug, thiserror::Error)]
pub enum UploadFailure<E: std::error::Error + 'static> {
    /// The network or the backend.
    #[error("the upload: {0}")]
    Remote(#[from] Failure),
    /// Reading the file, or keeping the progress.
    #[error("the store")]
    Shelf(#[source] E),
}

/// What is brought.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    /// Which.
    pub(crate) key: FileKey,
    /// Its length.
    pub(crate) length: u64,
    /// The origin's word (`wire::FileClaim`, signed) where it is another's.
    pub(crate) claim: Option<Vec<u8>>,
}

/// How far the backend has it.
struct Standing {
    url: Url,
    offset: u64,
}

impl Remote {
    /// Brings `length` bytes to the backend. `url` is where an earlier call got to; `read_at` gives bytes by offset
    /// and length; `progress` is told where the upload stands, first of all its address. Memory is bounded by one
    /// piece.
    ///
    /// # Errors
    /// A failed call; the next one goes on where this one ended. `RecordFault` when the file itself cannot be
    /// stored: its bytes cannot be read whole, or do not have the hash.
    pub async fn upload<E: std::error::Error + 'static>(
        &self,
        key: FileKey,
        length: u64,
        url: Option<String>,
        read_at: impl Fn(u64, usize) -> Result<Vec<u8>, E>,
        progress: impl Fn(&str, u64) -> Result<(), E>,
    ) -> Result<Uploaded, UploadFailure<E>> {
        let file = Brought {
            key,
            length,
            claim: None,
        };
        self.bring(&file, url, read_at, progress).await
    }

    /// [`Remote::upload`] of a file of this or another origin.
    ///
    /// # Errors
    /// As there.
    pub(crate) async fn bring<E: std::error::Error + 'static>(
        &self,
        file: &Brought,
        url: Option<String>,
        read_at: impl Fn(u64, usize) -> Result<Vec<u8>, E>,
        progress: impl Fn(&str, u64) -> Result<(), E>,
    ) -> Result<Uploaded, UploadFailure<E>> {
        let length = file.length;
        let mut standing = self.standing(file, url).await?;
        let mut sent = 0;
        let (mut again, mut astray) = (false, 0u32);
        loop {
            progress(standing.url.as_str(), standing.offset).map_err(UploadFailure::Shelf)?;
            if standing.offset == length {
                return Ok(Uploaded {
                    url: standing.url.into(),
                    sent,
                });
            }
            let piece = self.piece(length - standing.offset);
            let bytes = read_at(standing.offset, piece).map_err(UploadFailure::Shelf)?;
            if bytes.len() != piece {
                return Err(Failure::new(Reason::RecordFault).into());
            }
            match self.patch(&standing, bytes).await {
                Ok(offset) => {
                    sent += offset - standing.offset;
                    (standing.offset, again) = (offset, false);
                }
                // Another offset, or a piece that changed on its way: the backend says where it stands, once.
                // Bounded over the whole upload: a backend that forgets it each time would be fed for ever.
                Err(Patch::Astray) if !again && astray < MOST_ASTRAY => {
                    standing = self.standing(file, Some(standing.url.into())).await?;
                    again = true;
                    astray += 1;
                }
                Err(Patch::Astray) => return Err(Failure::new(Reason::RecordFault).into()),
                Err(Patch::Failed(failure)) => return Err(failure.into()),
            }
        }
    }

    fn piece(&self, left: u64) -> usize {
        let piece = self.options.piece.clamp(PIECES.0, PIECES.1);
        usize::try_from(left).map_or(piece, |left| left.min(piece))
    }

    /// Where an earlier upload stands, or a new one.
    async fn standing(&self, file: &Brought, url: Option<String>) -> Result<Standing, Failure> {
        let known = url
            .and_then(|url| Url::parse(&url).ok())
            .filter(|url| self.is_ours(url));
        if let Some(url) = known
            && let Some(offset) = self.head(&url, file.length).await?
        {
            return Ok(Standing { url, offset });
        }
        self.create(file).await
    }

    async fn create(&self, file: &Brought) -> Result<Standing, Failure> {
        let url = self.url("v1/attachments", &[])?;
        let (length, metadata) = (file.length, metadata(file));
        let read = self
            .signed_in(|| {
                tus(self.http.post(url.clone()))
                    .header("upload-length", length)
                    .header("upload-metadata", &metadata)
            })
            .await?;
        accepted(&read)?;
        crash::point(crash::Point::UploadCreated);
        let place = text(&read.headers, LOCATION.as_str());
        let place = place
            .and_then(|place| url.join(place).ok())
            .filter(|url| self.is_ours(url));
        let place = place.ok_or_else(|| Failure::new(Reason::ServerFault))?;
        // A backend that has the content already says so at once.
        let offset = number(&read.headers, OFFSET).unwrap_or(0);
        if offset > length {
            return Err(Failure::new(Reason::ServerFault));
        }
        Ok(Standing { url: place, offset })
    }

    /// The backend's offset; `None` where it knows the upload no more, or another one by that address.
    async fn head(&self, url: &Url, length: u64) -> Result<Option<u64>, Failure> {
        let read = self
            .signed_in(|| tus(self.http.request(Method::HEAD, url.clone())))
            .await?;
        if matches!(
            read.status,
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN
        ) {
            spoken(&read.headers)?;
            return Ok(None);
        }
        accepted(&read)?;
        let offset = number(&read.headers, OFFSET);
        let offset = offset.ok_or_else(|| Failure::new(Reason::ServerFault))?;
        let same = number(&read.headers, LENGTH).is_none_or(|named| named == length);
        Ok(Some(offset).filter(|offset| same && *offset <= length))
    }

    async fn patch(&self, at: &Standing, bytes: Vec<u8>) -> Result<u64, Patch> {
        let most = at.offset + bytes.len() as u64;
        let sum = base64::engine::general_purpose::STANDARD.encode(seal::sha256(&bytes).as_bytes());
        let sum = format!("sha256 {sum}");
        let read = self
            .signed_in(|| {
                tus(self.http.request(Method::PATCH, at.url.clone()))
                    .header(CONTENT_TYPE, "application/offset+octet-stream")
                    .header(OFFSET, at.offset)
                    .header("upload-checksum", &sum)
                    .body(bytes.clone())
            })
            .await
            .map_err(Patch::Failed)?;
        if read.status == StatusCode::CONFLICT || read.status.as_u16() == CHECKSUM_MISMATCH {
            spoken(&read.headers).map_err(Patch::Failed)?;
            return Err(Patch::Astray);
        }
        accepted(&read).map_err(Patch::Failed)?;
        crash::point(crash::Point::UploadReplied);
        let offset = number(&read.headers, OFFSET);
        // An offset that does not grow would be asked for for ever; one beyond what was sent is made up.
        offset
            .filter(|offset| *offset > at.offset && *offset <= most)
            .ok_or(Patch::Failed(Failure::new(Reason::ServerFault)))
    }

    /// Tokens and citizens' bytes go to no other machine, whatever a reply says.
    fn is_ours(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }
}

enum Patch {
    Astray,
    Failed(Failure),
}

fn tus(request: RequestBuilder) -> RequestBuilder {
    request.header(RESUMABLE, TUS_VERSION)
}

fn metadata(file: &Brought) -> String {
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let case = encode(file.key.case.to_string().as_bytes());
    let hash = encode(file.key.hash.to_string().as_bytes());
    let own = format!("{METADATA_CASE} {case},{METADATA_HASH} {hash}");
    match &file.claim {
        None => own,
        Some(claim) => format!("{own},{METADATA_CLAIM} {}", encode(claim)),
    }
}

/// A success of tus, and of our contract where it is named.
fn accepted(read: &Read) -> Result<(), Failure> {
    if read.status.is_success() {
        return spoken(&read.headers);
    }
    let foreign = !read.headers.contains_key(CONTRACT_HEADER);
    // HEAD has no body, and a foreign server's is no fault of ours: the status is all there is.
    let bare_status = (read.body.is_empty() || foreign) && spoken(&read.headers).is_ok();
    Err(if bare_status {
        bare(read.status)
    } else {
        judge::bad(read)
    })
}

fn bare(status: StatusCode) -> Failure {
    Failure::new(match status {
        StatusCode::UNAUTHORIZED => Reason::Auth,
        StatusCode::TOO_MANY_REQUESTS => Reason::RateLimit,
        StatusCode::PRECONDITION_FAILED => Reason::VersionSkew,
        StatusCode::SERVICE_UNAVAILABLE => Reason::Maintenance,
        // Another request holds the upload: one of ours that was cut off and that the server still waits for.
        StatusCode::LOCKED => Reason::ServerFault,
        status if status.is_server_error() => Reason::ServerFault,
        _ => Reason::RecordFault,
    })
}

/// Our contract where a contract is named; in any case this version of tus. A reply with neither is somebody
/// else's page.
fn spoken(headers: &HeaderMap) -> Result<(), Failure> {
    let tus = text(headers, RESUMABLE);
    match text(headers, CONTRACT_HEADER) {
        Some(name) => judge::named_contract(name)?,
        None if tus.is_none() => return Err(Failure::new(Reason::CaptivePortal)),
        None => {}
    }
    match tus {
        Some(TUS_VERSION) => Ok(()),
        _ => Err(Failure::new(Reason::VersionSkew)),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name).and_then(|text| text.trim().parse().ok())
}
