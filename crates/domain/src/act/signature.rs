//! What the applicant signed, and how.

use serde::{Deserialize, Serialize};

use super::Hash;

/// A signature of the applicant or who acts for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// How.
    pub how: SignatureHow,
    /// Name of who signed.
    pub signer: String,
    /// Picture of it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<(Hash, u64)>,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
    /// SHA-256 of the text that was signed, where a machine showed it (domain reference S60).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Hash>,
}

/// How a paper was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureHow {
    /// 签批屏.
    Pad,
    /// On paper, photographed.
    PaperPhoto,
    /// On paper, kept at the counter; the operator answers for it.
    PaperKept,
}
