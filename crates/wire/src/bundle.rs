//! What the parts of a bundle (离线包) hold; the stream around them is `seal::bundle`, the call is
//! `POST /v1/bundles`. Labels are deterministic CBOR.
//!
//! In this order: one `About`; files and acts, each file before the acts that name it; drafts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ActResult, WireAct};

/// The label of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundlePart {
    /// The first part: who made it, and how much follows. No body.
    About(BundleAbout),
    /// A file; the body is its content.
    File(BundleFile),
    /// An act. No body.
    Act(BundleAct),
    /// A draft; the body is opaque to everybody but a desk.
    Draft(BundleDraft),
}

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleAbout {
    /// 工号 of who exported.
    pub user: String,
    /// Number of acts.
    pub acts: u64,
    /// Number of files.
    pub files: u64,
    /// Number of drafts.
    pub drafts: u64,
}

/// A file of a case, or of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleFile {
    /// The case; of a draft, its id.
    pub case: Uuid,
    /// Media type.
    pub media: String,
    /// Name as the clerk saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was added, milliseconds since the Unix epoch.
    pub added: i64,
    /// COSE_Sign1 (use `bundle`) of the origin's station over [`FileClaim`]; none for a file of a draft.
    #[serde(default, with = "serde_bytes", skip_serializing_if = "Option::is_none")]
    pub claim: Option<Vec<u8>>,
}

/// An act as it stands, never re-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleAct {
    /// COSE_Sign over the header.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// 32 random bytes.
    #[serde(with = "serde_bytes")]
    pub salt: Vec<u8>,
    /// Deterministic CBOR of the body.
    #[serde(with = "serde_bytes")]
    pub payload: Vec<u8>,
}

impl From<BundleAct> for WireAct {
    fn from(act: BundleAct) -> Self {
        Self {
            bytes: act.bytes.into(),
            salt: act.salt.into(),
            payload: act.payload.into(),
        }
    }
}

/// A draft; the reader makes a copy of it under an id of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleDraft {
    /// Its id where it was made.
    pub id: Uuid,
    /// 工号 of whose it was.
    pub owner: String,
    /// When it was last saved, milliseconds since the Unix epoch.
    pub updated: i64,
}

/// What the origin's station says of a file, signed, so that somebody else may bring it: this content was taken in
/// here, for this case. Deterministic CBOR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileClaim {
    /// 1.
    pub v: u32,
    /// Realm.
    pub realm: String,
    /// Terminal id of the origin.
    pub terminal: String,
    /// Case.
    pub case: Uuid,
    /// SHA-256 of the content.
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
    /// Length.
    pub bytes: u64,
}

/// `POST /v1/bundles`: the answer. The body of the request is the bundle, `application/octet-stream`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BundleTaken {
    /// Which.
    pub bundle: Uuid,
    /// One an act, in the order of the bundle.
    pub results: Vec<ActResult>,
    /// Files that are stored now, those that were before included.
    pub files: u64,
    /// Drafts: a backend takes none.
    pub drafts: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every label of version 1, as stored in bundles that are out in the world.
    #[test]
    fn labels_keep_their_names_and_shapes() {
        let labels = [
            BundlePart::About(BundleAbout {
                user: "0217".to_owned(),
                acts: 1,
                files: 2,
                drafts: 3,
            }),
            BundlePart::File(BundleFile {
                case: Uuid::from_bytes([1; 16]),
                media: "image/png".to_owned(),
                name: Some("照片.png".to_owned()),
                added: 5,
                claim: Some(vec![9, 9]),
            }),
            BundlePart::Act(BundleAct {
                bytes: vec![1],
                salt: vec![2],
                payload: vec![3],
            }),
            BundlePart::Draft(BundleDraft {
                id: Uuid::from_bytes([2; 16]),
                owner: "0217".to_owned(),
                updated: 7,
            }),
        ];
        let claim = FileClaim {
            v: 1,
            realm: "practice".to_owned(),
            terminal: "0011223344556677".to_owned(),
            case: Uuid::from_bytes([1; 16]),
            hash: [8; 32],
            bytes: 4,
        };
        insta::assert_json_snapshot!((labels, claim));
    }
}
