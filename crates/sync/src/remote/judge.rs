//! What a reply means: its status, its type, its contract, its size.

use domain::queue::Reason;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use wire::{CONTRACT, Fault, FaultCode, Reply};

use super::transport;
use crate::failure::Failure;

/// Only the name of the contract, whatever else the reply holds.
#[derive(serde::Deserialize)]
struct Named {
    contract: String,
}

/// A reply with its body read.
pub(super) struct Read {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Reads a body of at most `largest` bytes.
pub(super) async fn read(mut response: Response, largest: usize) -> Result<Read, Failure> {
    let status = response.status();
    let headers = response.headers().clone();
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| transport::broken_off(&error))?
    {
        if body.len() + chunk.len() > largest {
            return Err(too_large(&headers));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Read {
        status,
        headers,
        body,
    })
}

fn too_large(headers: &HeaderMap) -> Failure {
    let reason = if is_json(headers) {
        Reason::ServerFault
    } else {
        Reason::CaptivePortal
    };
    Failure::new(reason)
}

/// A good reply's content, or why it is none.
pub(super) fn good<T: DeserializeOwned>(read: &Read) -> Result<Reply<T>, Failure> {
    if !read.status.is_success() {
        return Err(bad(read));
    }
    if !is_json(&read.headers) {
        return Err(Failure::new(Reason::CaptivePortal));
    }
    contract(&read.body)?;
    serde_json::from_slice(&read.body).map_err(|_| Failure::new(Reason::ServerFault))
}

/// A reply of the contract, or somebody else's.
fn contract(body: &[u8]) -> Result<(), Failure> {
    match serde_json::from_slice::<Named>(body) {
        Ok(named) => named_contract(&named.contract),
        Err(error) if error.is_data() => Err(Failure::new(Reason::CaptivePortal)),
        Err(_) if looks_like_page(body) => Err(Failure::new(Reason::CaptivePortal)),
        Err(_) => Err(Failure::new(Reason::ServerFault)),
    }
}

/// Our contract, another version of it, or none of ours.
pub(super) fn named_contract(name: &str) -> Result<(), Failure> {
    let family = CONTRACT.split('/').next().unwrap_or(CONTRACT);
    if name == CONTRACT {
        Ok(())
    } else if name.split('/').next() == Some(family) {
        Err(Failure::new(Reason::VersionSkew))
    } else {
        Err(Failure::new(Reason::CaptivePortal))
    }
}

/// What a reply that is not a success means.
pub(super) fn bad(read: &Read) -> Failure {
    let asked = read
        .headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    let asked = asked.and_then(|text| text.trim().parse().ok());
    match serde_json::from_slice::<Fault>(&read.body) {
        Ok(fault) if fault.contract == CONTRACT => Failure {
            reason: fault_reason(fault.code, read.status),
            retry_after: fault.retry_after.or(asked),
            fault: Some(fault),
        },
        Ok(fault) => Failure {
            retry_after: asked,
            ..named_contract(&fault.contract)
                .err()
                .unwrap_or(Failure::new(Reason::VersionSkew))
        },
        Err(_) => Failure {
            retry_after: asked,
            ..Failure::new(foreign_reason(read.status))
        },
    }
}

/// A status without our contract: a server in trouble, or not ours at all.
fn foreign_reason(status: StatusCode) -> Reason {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Reason::RateLimit,
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => Reason::CaptivePortal,
        status if status.is_server_error() => Reason::ServerFault,
        _ => Reason::CaptivePortal,
    }
}

fn fault_reason(code: FaultCode, status: StatusCode) -> Reason {
    match code {
        FaultCode::Auth | FaultCode::Realm => Reason::Auth,
        FaultCode::Revoked => Reason::Revoked,
        FaultCode::VersionSkew => Reason::VersionSkew,
        FaultCode::RateLimit => Reason::RateLimit,
        FaultCode::Maintenance => Reason::Maintenance,
        FaultCode::Server => Reason::ServerFault,
        FaultCode::Unknown if status.is_server_error() => Reason::ServerFault,
        FaultCode::Malformed
        | FaultCode::Forbidden
        | FaultCode::NotFound
        | FaultCode::TooLarge
        | FaultCode::CodeExpired
        | FaultCode::CodeUsed
        | FaultCode::CodeOtherCity
        | FaultCode::CodeUnknown
        | FaultCode::EnrolCode
        | FaultCode::Unknown => Reason::RecordFault,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = value
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

fn looks_like_page(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}
