//! The three values and their reasons.

use crate::claims::Claims;
use serde::{Serialize, Serializer};

/// What is said about a code: never only yes or no. `C` is what its claims are read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<C = Claims> {
    /// The code is good and says this.
    Valid(Box<C>),
    /// The code does not count.
    Invalid(Reason),
    /// What is needed to judge it is not at hand.
    CannotTell(Reason),
}

impl<C> Verdict<C> {
    /// The value as `zc verify` prints it: `valid`, `invalid`, `cannot-tell`.
    pub fn value(&self) -> &'static str {
        match self {
            Verdict::Valid(_) => "valid",
            Verdict::Invalid(_) => "invalid",
            Verdict::CannotTell(_) => "cannot-tell",
        }
    }

    /// Why, if not valid.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Verdict::Valid(_) => None,
            Verdict::Invalid(reason) | Verdict::CannotTell(reason) => Some(*reason),
        }
    }

    /// The claims of a valid code; nobody else's claims are ever handed out.
    pub fn claims(&self) -> Option<&C> {
        match self {
            Verdict::Valid(claims) => Some(claims),
            _ => None,
        }
    }
}

/// Why a code is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    Malformed,
    Algorithm,
    AlgorithmUnknown,
    SignerUnknown,
    ListStale,
    Signature,
    SignerExpired,
    SignerRevoked,
    Revoked,
    Used,
    Expired,
    NotYet,
    Clock,
    OtherCity,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: [Reason; 14] = [
        Reason::Malformed,
        Reason::Algorithm,
        Reason::AlgorithmUnknown,
        Reason::SignerUnknown,
        Reason::ListStale,
        Reason::Signature,
        Reason::SignerExpired,
        Reason::SignerRevoked,
        Reason::Revoked,
        Reason::Used,
        Reason::Expired,
        Reason::NotYet,
        Reason::Clock,
        Reason::OtherCity,
    ];

    /// The machine code.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::Malformed => "malformed",
            Reason::Algorithm => "algorithm",
            Reason::AlgorithmUnknown => "algorithm_unknown",
            Reason::SignerUnknown => "signer_unknown",
            Reason::ListStale => "list_stale",
            Reason::Signature => "signature",
            Reason::SignerExpired => "signer_expired",
            Reason::SignerRevoked => "signer_revoked",
            Reason::Revoked => "revoked",
            Reason::Used => "used",
            Reason::Expired => "expired",
            Reason::NotYet => "not_yet",
            Reason::Clock => "clock",
            Reason::OtherCity => "other_city",
        }
    }

    /// What the clerk reads.
    pub const fn sentence(self) -> &'static str {
        match self {
            Reason::Malformed => "码已损坏或不完整，请重新出示并再次扫描。",
            Reason::Algorithm => "码的签名算法与签发方登记的不符，不能采信。",
            Reason::AlgorithmUnknown => "本机尚不支持该码的签名算法，无法判断；请联网核验或升级。",
            Reason::SignerUnknown => "签发方不在信任列表中，不能采信。",
            Reason::ListStale => "本机信任列表已过期或缺失，无法判断签发方；请联网更新后再验。",
            Reason::Signature => "签名不符，码的内容可能被改动，不能采信。",
            Reason::SignerExpired => "签发方密钥不在有效期内，不能采信。",
            Reason::SignerRevoked => "签发方密钥已被吊销，不能采信。",
            Reason::Revoked => "该码已被签发方作废，请重新出示。",
            Reason::Used => "该码已使用过，请刷新后重新出示。",
            Reason::Expired => "该码已过期，请刷新后重新出示。",
            Reason::NotYet => "该码尚未生效，请核对时间后重新出示。",
            Reason::Clock => "本机时钟不够准确，无法判断该码是否在有效期内；请联网校时。",
            Reason::OtherCity => "这是其他城市的凭证码，本地不能使用。",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
