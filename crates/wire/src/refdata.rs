use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{B64, Delta, MemberKey};

/// `GET /v1/catalogue`, `/v1/calendar`, `/v1/staff`, `/v1/city`: COSE_Sign1 (use `refdata`) over a
/// [`Publication`], with the version outside so that a desk can skip what it has (`?have=VERSION` answers `bytes: null`) and be told only
/// what changed since (`?from=VERSION` answers a `delta` where that is less than the whole).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signed {
    /// Rises with every publication.
    pub version: String,
    /// Absent when the desk has this version, or is told what changed.
    pub bytes: Option<B64>,
    /// From the version that was asked for to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<Delta>,
}

/// What is signed of a list: JSON. The version outside is `ISSUE.MARK`, the mark the first four bytes of the SHA-256 of
/// these bytes in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Publication<T> {
    /// `catalogue`, `calendar`, `staff`, `city`.
    pub list: String,
    /// Whose.
    pub realm: String,
    /// Rises with every publication of this list; an older one is refused.
    pub issue: u64,
    /// The list.
    pub content: T,
}

/// Reference data as a file, for stations without a network: every part is signed by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefdataFile {
    /// 1.
    pub v: u32,
    /// Whose.
    pub realm: String,
    /// Signed by the roots.
    pub trust_list: B64,
    /// COSE_Sign1 over a [`Publication`], by list.
    pub lists: BTreeMap<String, B64>,
}

/// The signed staff list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffList {
    /// Members.
    pub staff: Vec<Staff>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Staff {
    /// 工号.
    pub user: String,
    /// Name.
    pub name: String,
    /// Posts they hold.
    pub posts: Vec<Post>,
    /// From when on they sign in nowhere, ms; stations take their slots away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    /// Days they may sign in without the backend, where it is not what the city says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_days: Option<u32>,
}

/// A post (岗位) with its rights as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Post {
    /// Stable code.
    pub code: String,
    /// As shown.
    pub name: String,
    /// 网点.
    pub outlet: String,
    /// 窗口.
    pub window: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// Item codes; `["*"]` for all.
    pub items: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    pub valid_from: String,
    /// Last day, `YYYY-MM-DD`.
    pub valid_to: String,
}

/// A right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// 收件.
    Receive,
    /// 受理（含容缺、承诺）.
    Accept,
    /// 一次性告知.
    Notify,
    /// 不予受理.
    Refuse,
    /// 补件.
    Supplement,
    /// 撤回.
    Withdraw,
    /// 决定.
    Decide,
    /// 当场出证: decides and hands over in the sitting of a 告知承诺.
    Spot,
    /// 出件.
    Deliver,
    /// 主管认定.
    Supervise,
    /// One that this program does not know: it gives nothing here.
    #[serde(other)]
    Unknown,
}

/// `GET /v1/stations?outlet=`: the enrolled stations of an outlet, [`Signed`] like the other lists. Who a bundle of
/// this outlet is for, and by whose keys its acts are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationList {
    /// Realm.
    pub realm: String,
    /// 网点.
    pub outlet: String,
    /// By terminal id.
    pub stations: Vec<StationKeys>,
}

/// An enrolled station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationKeys {
    /// Terminal id.
    pub terminal: String,
    /// Deterministic CBOR of its public key.
    pub key: B64,
    /// Its members.
    pub members: Vec<MemberKey>,
}
