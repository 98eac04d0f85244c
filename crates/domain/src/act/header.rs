use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(#[serde(with = "serde_bytes")] pub [u8; 32]);

/// What an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A case, by its id.
    Case(Uuid),
    /// The station itself: sign-in, unmask, print, export.
    Station,
}

/// One installation, and which life of it (design §4: a new incarnation when its folder is created, restored,
/// copied, or found behind the backend's memory of it).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OriginId {
    /// Hex of the terminal key's id.
    pub terminal: String,
    /// This life of the folder.
    pub incarnation: Uuid,
}

/// How far the captured time can be believed (design §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockQuality {
    /// The backend's time was seen in this boot.
    Anchored,
    /// Carried by this machine's clock since the last contact.
    Carried,
    /// Seen going back, or never anchored.
    Broken,
}

/// When it was done, milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captured {
    /// What the wall clock said.
    pub wall: i64,
    /// Not before; clocks in the citizen's favour use this.
    pub earliest: i64,
    /// Not after.
    pub latest: i64,
    /// How good that is.
    pub quality: ClockQuality,
}

/// The versions and ids that the decision stood on; the backend replays with the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// `code@version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Calendar version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The grant that gave the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<String>,
    /// Credit answer: `ok`, `bad`, `repaired`, `unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Leased number block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<String>,
    /// One-use codes that the act stood on: no other case may stand on them (docs/adr/0016). On the first act of a
    /// command alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<UsedCode>,
    /// Version of these rules.
    pub rules: u32,
}

/// The one-use key of a signed proof code (design §7). Names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedCode {
    /// `iss` of the code.
    pub issuer: String,
    /// `cti` of the code.
    #[serde(with = "serde_bytes")]
    pub cti: Vec<u8>,
}

/// An attachment the act names; the bytes travel apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderAttachment {
    /// SHA-256 of the content.
    pub hash: Hash,
    /// Length.
    pub bytes: u64,
}

/// The hashes of the case's heads known at capture.
pub type Base = Vec<Hash>;

/// The signed header. Its deterministic CBOR (RFC 8949 §4.2) is the payload of the COSE_Sign (RFC 9052 §4.1)
/// by the member's and the terminal's key; the hash of that whole envelope is the act's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Format of this header: 1.
    pub v: u32,
    /// Practice, or a city; fixed at enrolment.
    pub realm: String,
    /// UUIDv7: an id, never an order.
    pub act_id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// Who wrote it down, where.
    pub origin: OriginId,
    /// 1, 2, 3 … within the incarnation.
    pub origin_seq: u64,
    /// Hash of the act before it in the same origin; an audit link, sending never waits for it.
    pub origin_prev: Option<Hash>,
    /// Heads of the case known at capture.
    pub base: Base,
    /// [`super::Payload::kind`].
    pub kind: String,
    /// Every version ever written stays readable.
    pub kind_version: u32,
    /// SHA-256 over salt ‖ payload: both can be erased, the header and the chain stay.
    pub payload_hash: Hash,
    /// What travels apart.
    pub attachments: Vec<HeaderAttachment>,
    /// 工号.
    pub actor: String,
    /// A second person, where a rule wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
    /// 岗位.
    pub post: String,
    /// When.
    pub captured: Captured,
    /// What it stood on.
    pub context: Facts,
    /// The act this one mends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Uuid>,
}

impl Header {
    /// The format this code writes.
    pub const VERSION: u32 = 1;
}
