//! What a reply means: its status, its type, its contract, its size.

use domain::queue::Reason;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
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
    match serde_json::from_slice::<Reply<T>>(&read.body) {
        Ok(reply) => named_contract(&reply.contract).map(|()| reply),
        Err(_) => {
            contract(&read.body)?;
            Err(Failure::new(Reason::ServerFault))
        }
    }
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
    let asked = retry_after(&read.headers);
    match serde_json::from_slice::<Fault>(&read.body) {
        Ok(fault) if fault.contract == CONTRACT => Failure {
            reason: fault_reason(fault.code, read.status),
            retry_after: fault.retry_after.or(asked),
            fault: Some(Box::new(fault)),
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

/// Seconds that a server asks to wait (RFC 9110 §10.2.3): a number, or a date. A date is held against the reply's own
/// `Date`, so that this machine's clock does not matter; without one it says nothing.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let asked = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = asked.parse() {
        return Some(seconds);
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let now = httpdate::parse_http_date(text(DATE)?.trim()).ok()?;
    Some(until.duration_since(now).map_or(0, |wait| wait.as_secs()))
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
        | FaultCode::CodeHolderGone
        | FaultCode::CodeOtherItem
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

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn asked(retry_after: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(retry_after));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        super::retry_after(&headers)
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date_held_against_the_servers_own() {
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(asked("120", None), Some(120));
        assert_eq!(asked("Sun, 06 Nov 1994 08:51:37 GMT", date), Some(120));
        assert_eq!(asked("Sunday, 06-Nov-94 08:51:37 GMT", date), Some(120));
        assert_eq!(
            asked("Sun, 06 Nov 1994 08:00:00 GMT", date),
            Some(0),
            "over"
        );
    }

    #[test]
    fn a_date_without_the_servers_own_and_a_word_say_nothing() {
        assert_eq!(asked("Sun, 06 Nov 1994 08:51:37 GMT", None), None);
        assert_eq!(asked("soon", Some("Sun, 06 Nov 1994 08:49:37 GMT")), None);
        assert_eq!(asked("-5", None), None);
    }
}
