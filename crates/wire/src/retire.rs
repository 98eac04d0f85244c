use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /v1/stations/retired`: the calling station is no more. From then on it is `revoked` at every call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retire {
    /// Of the request.
    pub request_id: String,
}

/// It is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Retired {
    /// Since when, milliseconds since the Unix epoch.
    pub at: i64,
}
