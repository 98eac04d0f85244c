use serde::{Deserialize, Serialize};

use super::{Hash, Point};

/// One material line as it was taken in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Material code.
    pub code: String,
    /// Name at that version.
    pub name: String,
    /// What stands for it.
    pub source: LineSource,
    /// Its review points as they were answered; none: the line was answered as a whole, as every one was before there
    /// were answers, or it is none that a clerk looks at (docs/adr/0033).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<Point>>,
}

/// What stands for a material: one source a line (domain reference S17).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum LineSource {
    /// Nothing yet.
    Open,
    /// 免于提交: an e-licence fetched for this case, or ticked in a signed code.
    Licence {
        /// 证照类型.
        licence: String,
        /// 证照编号.
        number: String,
        /// Authorisation code of the fetch, or `cti` of the signed code.
        authority: String,
        /// `YYYY-MM-DD`, empty when it does not end.
        valid_to: String,
    },
    /// A picture or file taken in here.
    File {
        /// SHA-256.
        hash: Hash,
        /// Length.
        bytes: u64,
        /// Media type.
        media: String,
        /// Photographed here, page by page in their order; the file above is the first of them. Empty: a file that was
        /// chosen (docs/adr/0014).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pages: Vec<Page>,
    },
    /// 原件核验: the paper was seen, nothing is kept.
    Paper,
    /// Made from the form and signed at the desk.
    Form,
    /// 承诺替代: a commitment stands for it.
    Commitment,
    /// 容缺: follows later against the commitment letter.
    Tolerated,
    /// 由系统开具.
    SystemIssued,
}

impl LineSource {
    /// The attachments of the line: its pages, or its one file.
    #[must_use]
    pub fn attachments(&self) -> Vec<(Hash, u64)> {
        match self {
            Self::File {
                hash, bytes, pages, ..
            } if pages.is_empty() => vec![(*hash, *bytes)],
            Self::File { pages, .. } => pages.iter().map(|page| (page.hash, page.bytes)).collect(),
            Self::Open
            | Self::Licence { .. }
            | Self::Paper
            | Self::Form
            | Self::Commitment
            | Self::Tolerated
            | Self::SystemIssued => Vec::new(),
        }
    }

    /// Whether the document is here as a picture or as data: nobody has to copy it again (S63).
    #[must_use]
    pub fn is_scan(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Licence { .. })
    }

    /// Whether the material itself, or what the law lets stand for it, is in.
    #[must_use]
    pub fn is_in(&self) -> bool {
        !matches!(self, Self::Open | Self::Tolerated)
    }
}

/// A page of a material, photographed at the counter (高拍仪, domain reference S75).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// SHA-256.
    pub hash: Hash,
    /// Length.
    pub bytes: u64,
    /// Media type.
    pub media: String,
    /// When it was taken, milliseconds since the Unix epoch.
    pub at: i64,
}
