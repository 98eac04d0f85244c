//! A refused call.

use std::collections::BTreeMap;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::IntoResponses;
use utoipa::openapi::{self, RefOr};
use wire::{B64, CONTRACT, Fault, FaultCode};

/// Why a call is refused: becomes a [`Fault`] with its status.
#[derive(Debug, Clone)]
pub(crate) struct Bad {
    pub(crate) code: FaultCode,
    /// Chinese, without personal data.
    pub(crate) say: String,
    /// Of the request, once it is known.
    pub(crate) request_id: String,
    /// Another status than the code's usual one.
    pub(crate) status: Option<StatusCode>,
    /// Seconds.
    pub(crate) retry_after: Option<u64>,
    /// The time, signed, where a clock was the reason.
    pub(crate) told: Option<B64>,
}

/// What a call answers.
pub(crate) type Outcome<T> = Result<T, Bad>;

impl Bad {
    pub(crate) fn new(code: FaultCode, say: impl Into<String>) -> Self {
        Self {
            code,
            say: say.into(),
            request_id: String::new(),
            status: None,
            retry_after: None,
            told: None,
        }
    }

    pub(crate) fn malformed(say: impl Into<String>) -> Self {
        Self::new(FaultCode::Malformed, say)
    }

    pub(crate) fn server() -> Self {
        Self::new(FaultCode::Server, "市平台内部出错，请稍后重试。")
    }

    pub(crate) fn auth(say: impl Into<String>) -> Self {
        Self::new(FaultCode::Auth, say)
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    pub(crate) fn of(mut self, request_id: &str) -> Self {
        request_id.clone_into(&mut self.request_id);
        self
    }
}

impl From<rusqlite::Error> for Bad {
    /// The error may quote values: only a full disk is told apart.
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self {
                retry_after: Some(60),
                ..Self::new(
                    FaultCode::Maintenance,
                    "市平台存储空间已满，暂不能接收。请稍后重试。",
                )
            },
            _ => Self::server(),
        }
    }
}

impl From<seal::cbor::Unencodable> for Bad {
    fn from(_: seal::cbor::Unencodable) -> Self {
        Self::server()
    }
}

impl From<seal::Unsealable> for Bad {
    fn from(_: seal::Unsealable) -> Self {
        Self::server()
    }
}

/// Every refusal, as the document shows it.
pub(crate) struct Faults;

impl IntoResponses for Faults {
    fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
        let body = openapi::Content::new(Some(openapi::Ref::from_schema_name("Fault")));
        let said = openapi::ResponseBuilder::new()
            .description("Refused; the code says why, see docs/wire.md for the status of each")
            .content("application/json", body)
            .header("retry-after", openapi::HeaderBuilder::new().build())
            .build();
        [("default".to_owned(), RefOr::T(said))].into()
    }
}

fn status_of(code: FaultCode) -> StatusCode {
    match code {
        FaultCode::Malformed => StatusCode::BAD_REQUEST,
        FaultCode::Auth => StatusCode::UNAUTHORIZED,
        FaultCode::Revoked | FaultCode::Forbidden | FaultCode::Realm | FaultCode::EnrolCode => {
            StatusCode::FORBIDDEN
        }
        FaultCode::NotFound => StatusCode::NOT_FOUND,
        FaultCode::VersionSkew => StatusCode::UPGRADE_REQUIRED,
        FaultCode::RateLimit => StatusCode::TOO_MANY_REQUESTS,
        FaultCode::Maintenance => StatusCode::SERVICE_UNAVAILABLE,
        FaultCode::Server | FaultCode::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
        FaultCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FaultCode::CodeExpired => StatusCode::GONE,
        FaultCode::CodeUsed => StatusCode::CONFLICT,
        FaultCode::CodeOtherCity
        | FaultCode::CodeUnknown
        | FaultCode::CodeHolderGone
        | FaultCode::CodeOtherItem => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Bad {
    fn into_response(self) -> Response {
        let status = self.status.unwrap_or_else(|| status_of(self.code));
        let request_id = if self.request_id.is_empty() {
            uuid::Uuid::new_v4().to_string()
        } else {
            self.request_id
        };
        let fault = Fault {
            contract: CONTRACT.to_owned(),
            request_id,
            code: self.code,
            say: self.say,
            retry_after: self.retry_after,
            told: self.told,
        };
        let mut response = (status, axum::Json(fault)).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
