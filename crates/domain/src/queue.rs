//! What a row of the queue can be (design §6): one row an act, and the reason a person may read beside it.
//!
//! `store` keeps these rows, `sync` moves them, `desk` carries the one to the other; the words are here so
//! that neither needs to know the other.

use serde::{Deserialize, Serialize};

/// Where one act stands on its way to the backend. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RowState {
    /// Saved on this machine, nothing tried yet.
    Ready,
    /// Its attachments go first.
    Files,
    /// Written before the request leaves: an answer may be on its way.
    Sending,
    /// The backend has it but has not promised durability: ask again.
    Received,
    /// A transport or server fault; the row goes back to `Ready` at `next_at`.
    RetryWait {
        reason: Reason,
        next_at: i64,
        attempts: u32,
    },
    /// The backend's signed, verified, durable acknowledgement is kept beside the act.
    Durable { position: u64 },
    /// The backend stored the act and made a task of it (design §4): a person decides.
    Contested { code: String },
    /// The backend refused structure, signature or authority and signed the refusal: mend by a new act.
    NeedsFix { code: String },
    /// Set aside so that the others go on (law 4).
    Quarantined { code: String },
}

impl RowState {
    /// A stable machine word, as stored and as printed by `zc queue list`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Files => "files",
            Self::Sending => "sending",
            Self::Received => "received",
            Self::RetryWait { .. } => "retry_wait",
            Self::Durable { .. } => "durable",
            Self::Contested { .. } => "contested",
            Self::NeedsFix { .. } => "needs_fix",
            Self::Quarantined { .. } => "quarantined",
        }
    }

    /// Whether the engine may still move this row by itself.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Ready | Self::Files | Self::Sending | Self::Received | Self::RetryWait { .. } => {
                true
            }
            Self::Durable { .. }
            | Self::Contested { .. }
            | Self::NeedsFix { .. }
            | Self::Quarantined { .. } => false,
        }
    }

    /// Whether the backend's durable acknowledgement is in hand (contested acts are stored, too).
    #[must_use]
    pub fn is_durable(&self) -> bool {
        matches!(self, Self::Durable { .. } | Self::Contested { .. })
    }
}

/// Why the last attempt did not end in an acknowledgement (design §6, error codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No route: cable out, Wi-Fi off, connection refused.
    Offline,
    /// The backend's name does not resolve.
    NameResolution,
    /// A 200 that does not echo our contract: a login page of the network, a proxy.
    CaptivePortal,
    /// TLS failed.
    Tls,
    /// TLS failed and this machine's clock is the likely cause.
    TlsClock,
    /// The session is not accepted; sign in again.
    Auth,
    /// This station or member is revoked.
    Revoked,
    /// The backend asks for patience (429).
    RateLimit,
    /// The backend speaks a newer or older contract.
    VersionSkew,
    /// Announced maintenance (503 with the contract).
    Maintenance,
    /// The backend failed (5xx, half a body, not JSON).
    ServerFault,
    /// The backend could not take this one record; the others go on.
    RecordFault,
}

impl Reason {
    /// Every reason there is, in the order of the contract.
    pub const ALL: [Self; 12] = [
        Self::Offline,
        Self::NameResolution,
        Self::CaptivePortal,
        Self::Tls,
        Self::TlsClock,
        Self::Auth,
        Self::Revoked,
        Self::RateLimit,
        Self::VersionSkew,
        Self::Maintenance,
        Self::ServerFault,
        Self::RecordFault,
    ];

    /// Whether this failure predicts that every other row would fail now, so the round stops.
    #[must_use]
    pub fn stops_round(self) -> bool {
        !matches!(self, Self::RecordFault)
    }

    /// The stable machine code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::NameResolution => "name_resolution",
            Self::CaptivePortal => "captive_portal",
            Self::Tls => "tls",
            Self::TlsClock => "tls_clock",
            Self::Auth => "auth",
            Self::Revoked => "revoked",
            Self::RateLimit => "rate_limit",
            Self::VersionSkew => "version_skew",
            Self::Maintenance => "maintenance",
            Self::ServerFault => "server_fault",
            Self::RecordFault => "record_fault",
        }
    }
}
