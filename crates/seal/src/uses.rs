//! What a key may sign.

use serde::{Deserialize, Serialize};

/// The use of a signature. It enters every signature as external authenticated data, so that what
/// was signed for one use never verifies as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A realm's root signs its trust list (信任列表).
    Trust,
    /// The backend acknowledges an act as durable or rejected.
    Ack,
    /// Catalogue, calendar, partners, staff: reference data.
    Refdata,
    /// An issuer signs a proof code (凭证码).
    Code,
    /// A station signs its acts and events.
    Terminal,
    /// The acting person signs an act.
    Member,
    /// A bundle (离线包) carried by hand.
    Bundle,
    /// Stations wrap their data key for it ([`crate::wrap`]); it signs nothing.
    Recovery,
}

impl Use {
    /// Every use there is.
    pub const ALL: [Use; 8] = [
        Use::Trust,
        Use::Ack,
        Use::Refdata,
        Use::Code,
        Use::Terminal,
        Use::Member,
        Use::Bundle,
        Use::Recovery,
    ];

    /// The external authenticated data of this use (RFC 9052 §4.3). Part of the signed format:
    /// never changed.
    pub const fn aad(self) -> &'static [u8] {
        match self {
            Use::Trust => b"zongchuang/v1/trust",
            Use::Ack => b"zongchuang/v1/ack",
            Use::Refdata => b"zongchuang/v1/refdata",
            Use::Code => b"zongchuang/v1/code",
            Use::Terminal => b"zongchuang/v1/terminal",
            Use::Member => b"zongchuang/v1/member",
            Use::Bundle => b"zongchuang/v1/bundle",
            Use::Recovery => b"zongchuang/v1/recovery",
        }
    }

    /// The name in stored formats.
    pub const fn name(self) -> &'static str {
        match self {
            Use::Trust => "trust",
            Use::Ack => "ack",
            Use::Refdata => "refdata",
            Use::Code => "code",
            Use::Terminal => "terminal",
            Use::Member => "member",
            Use::Bundle => "bundle",
            Use::Recovery => "recovery",
        }
    }

    /// The use of that name, if this version knows it.
    pub fn from_name(name: &str) -> Option<Use> {
        Use::ALL.into_iter().find(|u| u.name() == name)
    }
}
