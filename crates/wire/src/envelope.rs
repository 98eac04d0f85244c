use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::B64;

/// Named by every reply; a 200 without it is somebody else's page (captive portal).
pub const CONTRACT: &str = "zongchuang/1";
/// The reply header that names the contract, for replies without a JSON body (tus).
pub const CONTRACT_HEADER: &str = "zc-contract";
/// Request header: the schema the client speaks.
pub const SCHEMA_HEADER: &str = "zc-schema";
/// Request header: the epoch the client knows. Where the backend's is another, the reply says how much of the known
/// one is in its log ([`Reply::common_to`]).
pub const EPOCH_HEADER: &str = "zc-epoch";
/// The schema this code speaks.
pub const SCHEMA: u32 = 1;
/// The oldest schema a backend of this version takes.
pub const SCHEMA_OLDEST: u32 = 1;

/// Every good reply. `data` is the call's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reply<T> {
    /// [`CONTRACT`].
    pub contract: String,
    /// Of the request, or made by the backend.
    pub request_id: String,
    /// Which life of the backend's log this is: a new one at every start, for a folder that came out of a backup
    /// looks like any other.
    pub epoch: String,
    /// Only where the request named another epoch ([`EPOCH_HEADER`]): positions of that epoch up to here are in this
    /// log, all beyond are lost and to be sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_to: Option<u64>,
    /// Log position that is safe in a backup: purge only up to here.
    pub backed_up_to: u64,
    /// The backend's clock.
    pub now: i64,
    /// The call's own answer.
    pub data: T,
}

/// Every bad reply, with a 4xx or 5xx status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// [`CONTRACT`].
    pub contract: String,
    /// Of the request, or made by the backend.
    pub request_id: String,
    /// What is wrong.
    pub code: FaultCode,
    /// A Chinese sentence without personal data.
    pub say: String,
    /// Seconds to wait, where it makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Where the clock of a proof was the reason (`auth`): the backend's, signed for this request ([`crate::Told`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<B64>,
}

/// Machine codes of faults. Unknown ones are read as `Unknown`, so that a newer backend does not break a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The request is not what the contract says.
    Malformed,
    /// No valid session.
    Auth,
    /// This station or member is revoked.
    Revoked,
    /// The member's post does not allow it.
    Forbidden,
    /// Another realm.
    Realm,
    /// No such thing.
    NotFound,
    /// The client's schema is too old or too new.
    VersionSkew,
    /// Slow down.
    RateLimit,
    /// 停机维护.
    Maintenance,
    /// The backend's own fault.
    Server,
    /// Too large.
    TooLarge,
    /// Proof code: past its life.
    CodeExpired,
    /// Proof code: used before.
    CodeUsed,
    /// Proof code: another city's.
    CodeOtherCity,
    /// Proof code: not one of ours.
    CodeUnknown,
    /// Proof code: of somebody whose record is closed (已注销、死亡).
    CodeHolderGone,
    /// Proof code: made for another item.
    CodeOtherItem,
    /// Enrolment code: unknown or used.
    EnrolCode,
    /// A code of a newer contract.
    #[serde(other)]
    Unknown,
}
