//! The city's licence platform (电子证照共享服务): a true edge. The practice city is one; a city's own is reached by
//! [`LicenceApp`]. What comes from either is read by [`body`], once.

mod body;
mod licence_app;
mod loose;
mod practice;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use wire::Operator;

pub(crate) use body::Body;
pub use licence_app::{Account, LicenceApp};
pub(crate) use loose::Loose;
pub(crate) use practice::Practice;
pub(crate) use types::Types;

/// Who uses whose licences for what. Every platform asks for it and keeps it.
#[derive(Debug, Clone)]
pub struct Use {
    /// Of the request at our end.
    pub request_id: String,
    /// Number of the holder.
    pub holder: String,
    /// 实施编码.
    pub item: String,
    /// Item name.
    pub item_name: String,
    /// The case.
    pub case: uuid::Uuid,
    /// 事由.
    pub purpose: String,
    /// Who.
    pub operator: Operator,
    /// Licence types wanted, as the catalogue names them.
    pub licences: Vec<String>,
}

/// A licence that may be fetched, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// 证照类型 as it was asked for.
    pub licence: String,
    /// 用证码: visible ASCII, at most 128 characters.
    pub code: String,
}

/// A licence to be fetched.
#[derive(Debug, Clone)]
pub struct Take {
    /// 用证码.
    pub code: String,
    /// Number of the holder.
    pub holder: String,
    /// 证照类型.
    pub licence: String,
}

/// Why a platform gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlatformFault {
    /// It does not answer, or not in time.
    #[error("the licence platform does not answer")]
    Down,
    /// It answered and refuses.
    #[error("the licence platform refuses")]
    Refused,
    /// Its answer cannot be read.
    #[error("the licence platform's answer cannot be read")]
    Unreadable,
}

/// What a register says at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtHand {
    /// It cannot be asked at once.
    NoRegister,
    /// There is no such licence.
    NotHeld,
    /// Its data by short names.
    Held(BTreeMap<String, String>),
}

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, PlatformFault>> + Send + 'a>>;

/// A platform: authorise (who, which item, which case, why), then fetch.
pub trait Platform: Send + Sync + fmt::Debug {
    /// One code a licence that is held; a type that is not held is left out.
    fn authorise<'a>(&'a self, wanted: &'a Use) -> Answer<'a, Vec<Granted>>;

    /// The data of a licence by its short names (GB/T 36903), as the platform writes them.
    fn fetch<'a>(&'a self, take: &'a Take) -> Answer<'a, BTreeMap<String, String>>;

    /// What its register holds of a type for a holder, asked within a transaction. A platform that is reached over a
    /// network has none at hand.
    fn at_hand(&self, _holder: &str, _licence: &str) -> AtHand {
        AtHand::NoRegister
    }
}
