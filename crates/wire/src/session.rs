use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::B64;

/// `POST /v1/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Open {
    /// Of the request.
    pub request_id: String,
    /// COSE_Sign by member and terminal over [`SessionProof`].
    pub proof: B64,
}

/// What is signed: possession of both keys, now, here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionProof {
    /// 1.
    pub v: u32,
    /// Realm.
    pub realm: String,
    /// Terminal id.
    pub terminal: String,
    /// 工号.
    pub user: String,
    /// The request's id: the proof is good once.
    pub request_id: String,
    /// The desk's clock.
    pub at: i64,
}

/// The backend's word on the time, for a station whose clock is too far off to prove anything by it: deterministic
/// CBOR in COSE_Sign1 (use `ack`), in [`crate::Fault::told`]. It answers one request, so an old one says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// 1.
    pub v: u32,
    /// Realm.
    pub realm: String,
    /// Of the request that was refused.
    pub request_id: String,
    /// The backend's clock.
    pub now: i64,
}

/// A session: a short access token and a rotating refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opened {
    /// Bearer token.
    pub access: String,
    /// When it ends, the backend's clock.
    pub access_until: i64,
    /// For `POST /v1/session/refresh`, once.
    pub refresh: String,
}

/// `POST /v1/session/refresh` → [`Opened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refresh {
    /// Of the request.
    pub request_id: String,
    /// The last refresh token.
    pub refresh: String,
}
