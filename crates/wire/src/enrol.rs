use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::B64;

/// `POST /v1/enrol`: a station, or one more member of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Enrol {
    /// Of the request.
    pub request_id: String,
    /// From the administrator's paper; `practice` in the practice city.
    pub code: String,
    /// Deterministic CBOR of the terminal's public key.
    pub terminal_key: B64,
    /// Members with a slot on this station.
    pub members: Vec<MemberKey>,
}

/// A member's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberKey {
    /// 工号.
    pub user: String,
    /// Deterministic CBOR of the public key.
    pub key: B64,
}

/// What a station pins for its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Enrolled {
    /// Realm.
    pub realm: String,
    /// Terminal id: hex of the terminal key's id.
    pub terminal: String,
    /// The outlet it stands in.
    pub outlet: String,
    /// Deterministic CBOR of the roots' public keys.
    pub roots: Vec<B64>,
    /// The trust list, signed by the roots.
    pub trust_list: B64,
}
