use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::WireAct;

/// `GET /v1/feed?after=CURSOR`: what the post should see, resumable, idempotent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Feed {
    /// In log order.
    pub events: Vec<FeedEvent>,
    /// Opaque; names the epoch too.
    pub cursor: String,
    /// More is waiting.
    pub more: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum FeedEvent {
    /// A case came to the post, with all its acts from the first.
    Entered(CaseActs),
    /// One more act of a case that is here.
    Act {
        /// Case.
        case: Uuid,
        /// The act.
        act: PositionedAct,
    },
    /// A case left the post.
    Left {
        /// Case.
        case: Uuid,
    },
}

/// A case's acts in order; also the answer of `GET /v1/cases/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseActs {
    /// Case.
    pub case: Uuid,
    /// 办件编号, once given.
    pub number: Option<String>,
    /// By position.
    pub acts: Vec<PositionedAct>,
}

/// An act with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PositionedAct {
    /// Place in the log.
    pub position: u64,
    /// `durable`, `contested` or `rejected`.
    pub verdict: crate::Verdict,
    /// The act.
    pub act: WireAct,
}
