//! What the seals (电子签章) of an OFD are worth: GB/T 33190 §18 and GB/T 38540, judged with the roots that the caller
//! believes. Three values, as every verdict: a seal is never taken for good because nothing was found against it.
//!
//! Foreign code reads the descriptors and checks SM2, SM3 and certificates; what has to fit together is decided here.
//! The foreign verifier of whole signatures (sofd-sign 0.6.0) checks neither the digest of the descriptor nor those of
//! the files where a GB/T 38540 structure is used, and is not asked.

mod cover;
mod der;
mod envelope;
mod judge;

use serde::{Deserialize, Serialize};

pub(crate) use der::length;

/// Whom to believe, and when it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judge {
    /// Certificates of roots, X.509 DER.
    pub anchors: Vec<serde_bytes::ByteBuf>,
    /// Seconds since the Unix epoch.
    pub now: i64,
}

/// What was found about the seals of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seals {
    /// Of all of them together; nothing where the file has none.
    pub verdict: Option<Verdict>,
    /// Who sealed it, as far as it can be read; believed only as far as the verdict goes.
    pub signer: Option<Signer>,
    /// How many there are.
    pub count: u32,
}

/// Who put a seal to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Name of the certificate.
    pub name: String,
    /// Name of the seal.
    pub seal: String,
    /// When, as the signer says, seconds since the Unix epoch.
    pub at: i64,
}

/// What a seal is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Every page is as it was sealed, by somebody below one of the roots.
    Valid,
    /// It is not.
    Invalid(Wrong),
    /// It cannot be told.
    CannotTell(Doubt),
}

/// Why a seal is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// A part of the file is not what was sealed.
    Altered,
    /// The signature is not the signer's, or is over something else.
    Signature,
    /// The seal is not as its maker made it.
    Seal,
    /// The signer may not use this seal.
    NotTheirs,
    /// The signer's certificate, the seal or one above was not valid when it was signed.
    Expired,
    /// The signature is no such structure.
    Malformed,
}

/// Why it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// This station has no root to judge by.
    NoAnchors,
    /// The signer is below none of the roots. Their list is never a complete one: it cannot be called forged.
    SignerUnknown,
    /// Some pages are not sealed: which are, from 1, and how many there are.
    Part {
        /// Sealed pages, from 1.
        sealed: Vec<u32>,
        /// Pages.
        of: u32,
    },
    /// All pages are sealed, something that could be drawn with them is not.
    Added,
    /// The certificate has ended since, and no time stamp proves that it was signed before.
    EndedSince,
    /// Signed later than it is now.
    Clock,
    /// A structure or an algorithm that is not checked here.
    Unsupported,
    /// A signature of a PDF, which is not checked here.
    Pdf,
}

impl Seals {
    /// No seal.
    #[must_use]
    pub fn none() -> Self {
        Self {
            verdict: None,
            signer: None,
            count: 0,
        }
    }

    pub(crate) fn of(verdict: Verdict, signer: Option<Signer>) -> Self {
        Self {
            verdict: Some(verdict),
            signer,
            count: 1,
        }
    }
}

impl Wrong {
    /// Stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Signature => "signature",
            Self::Seal => "seal",
            Self::NotTheirs => "not_theirs",
            Self::Expired => "signer_expired",
            Self::Malformed => "malformed",
        }
    }
}

impl Doubt {
    /// Stable word.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAnchors => "no_anchors",
            Self::SignerUnknown => "signer_unknown",
            Self::Part { .. } => "part",
            Self::Added => "added",
            Self::EndedSince => "ended_since",
            Self::Clock => "clock",
            Self::Unsupported => "unsupported",
            Self::Pdf => "pdf",
        }
    }
}
