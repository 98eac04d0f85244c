use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::B64;

/// An act as stored and signed; never re-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WireAct {
    /// COSE_Sign over the header.
    pub bytes: B64,
    /// 32 random bytes.
    pub salt: B64,
    /// Deterministic CBOR of the body; SHA-256 of salt ‖ payload stands in the header.
    pub payload: B64,
}

/// `POST /v1/acts`: at most 200 acts and 1 MiB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PostActs {
    /// Of the request.
    pub request_id: String,
    /// In the order they were done.
    pub acts: Vec<WireAct>,
}

/// One result an act, in the same order; partial success is normal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PostedActs {
    /// In the order of the request.
    pub results: Vec<ActResult>,
}

/// What became of one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum ActResult {
    /// Stored for good; the signed acknowledgement proves it.
    Durable {
        /// Which.
        act_id: Uuid,
        /// COSE_Sign1 over [`Ack`].
        ack: B64,
    },
    /// The same bytes were stored before: the same acknowledgement.
    Duplicate {
        /// Which.
        act_id: Uuid,
        /// The first acknowledgement.
        ack: B64,
    },
    /// Taken, not yet durable: ask again.
    Received {
        /// Which.
        act_id: Uuid,
    },
    /// Nothing kept: send these first.
    Missing {
        /// Which.
        act_id: Uuid,
        /// Hex hashes of acts.
        acts: Vec<String>,
        /// Hex hashes of attachments.
        attachments: Vec<String>,
    },
    /// Stored, and a task for a person.
    Contested {
        /// Which.
        act_id: Uuid,
        /// COSE_Sign1 over [`Ack`].
        ack: B64,
        /// Why.
        code: String,
    },
    /// Structure, signature or authority; the refusal is stored and signed.
    Rejected {
        /// Which, nil where the bytes could not be read.
        act_id: Uuid,
        /// COSE_Sign1 over [`Ack`].
        ack: B64,
        /// Why.
        code: String,
    },
    /// The same id or the same place in the origin with other bytes: both kept, the incarnation closed.
    Fork {
        /// Which.
        act_id: Uuid,
        /// Why.
        code: String,
    },
}

/// What the backend signs (use `ack`), deterministic CBOR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ack {
    /// 1.
    pub v: u32,
    /// Realm.
    pub realm: String,
    /// Life of the log.
    pub epoch: String,
    /// Which act.
    pub act_id: Uuid,
    /// SHA-256 of its bytes.
    #[serde(with = "serde_bytes")]
    pub act_hash: [u8; 32],
    /// Place in the backend's log; rises within a case.
    pub position: u64,
    /// Running hash of the log at that place.
    #[serde(with = "serde_bytes")]
    pub log_head: [u8; 32],
    /// When, milliseconds since the Unix epoch.
    pub stored_at: i64,
    /// What it says.
    pub verdict: Verdict,
    /// Of a contested or rejected act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The acknowledgement's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In force.
    Durable,
    /// Stored, a task for a person.
    Contested,
    /// Stored, without effect.
    Rejected,
}
