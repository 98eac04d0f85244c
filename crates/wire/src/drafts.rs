use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{B64, Holder};

/// `POST /v1/drafts/{code}`: a draft (暂存) that was begun at another end goes on at this station; consumes the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakeDraft {
    /// Of the request.
    pub request_id: String,
}

/// What was filled in elsewhere. Nothing of it is verified: it prefills, and proves nobody's presence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TakenDraft {
    /// Where it was begun: `phone`, `kiosk`, `web`.
    pub channel: String,
    /// When it was last changed there, the backend's clock.
    pub made_at: i64,
    /// 实施编码.
    pub item: String,
    /// Version of the item that was filled in.
    pub item_version: u32,
    /// Item name at that version.
    pub item_name: String,
    /// Shape of the applicant: `self`, `agent`, `legal_person`, `guardian`.
    pub applicant: String,
    /// Whose matter it is, where they signed in at the other end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// Answers to the situation questions.
    #[serde(default)]
    pub situation: BTreeMap<String, String>,
    /// The form as far as it was filled.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Materials that were photographed or chosen there; together at most 4 MiB.
    #[serde(default)]
    pub files: Vec<DraftFile>,
}

/// One material of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftFile {
    /// Material code within the item.
    pub material: String,
    /// As the citizen named it.
    pub name: String,
    /// Media type.
    pub media: String,
    /// The file.
    pub content: B64,
}
