use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireAct;

/// `POST /v1/numbers/returned`: 办件编号 that a backend gave before it was restored, as its own signed `registered` acts.
/// They stand on citizens' papers: the same case gets the same number again, and no other case gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReturnNumbers {
    /// Of the request.
    pub request_id: String,
    /// At most 200.
    pub acts: Vec<WireAct>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NumbersReturned {
    /// Numbers that were not known any more and are taken again.
    pub taken: u32,
}
