//! What travels between a desk and a backend (design §6), and nothing else: serde types, no I/O.
//!
//! Bytes are base64 (RFC 4648 §4) in JSON. Times are milliseconds since the Unix epoch. A consuming call carries a
//! `request_id`: the same id from the same terminal gets the same answer for ten minutes and consumes once.

mod acts;
mod attachments;
mod bundle;
mod bytes;
mod delta;
mod drafts;
mod enrol;
mod envelope;
mod feed;
mod licences;
mod numbers;
mod practice;
mod refdata;
mod retire;
mod session;

pub use acts::{Ack, ActResult, PostActs, PostedActs, Verdict, WireAct};
pub use attachments::{METADATA_CASE, METADATA_CLAIM, METADATA_HASH, TUS_VERSION};
pub use bundle::{
    BundleAbout, BundleAct, BundleDraft, BundleFile, BundlePart, BundleTaken, FileClaim,
};
pub use bytes::B64;
pub use delta::{Delta, Patch};
pub use drafts::{DraftFile, TakeDraft, TakenDraft};
pub use enrol::{Enrol, Enrolled, MemberKey};
pub use envelope::{
    CONTRACT, CONTRACT_HEADER, EPOCH_HEADER, Fault, FaultCode, Reply, SCHEMA, SCHEMA_HEADER,
    SCHEMA_OLDEST,
};
pub use feed::{CaseActs, Feed, FeedEvent, PositionedAct};
pub use licences::{
    Authorisation, Authorise, Authorised, CheckAnswer, Checks, ChecksAnswered, Credit,
    CreditAnswer, GuardianShare, Holder, Lacking, Licence, LicenceFile, Operator, Resolve,
    Resolved, Subject,
};
pub use numbers::{NumbersReturned, ReturnNumbers};
pub use practice::{
    Audit, AuditLine, BackedUp, EnrolPaper, IssueCode, IssuePaper, IssuedCode, Message, Messages,
    OpenItem, Opening, Openings, PracticeCitizen, PracticeCity, RecoveryKey, Repair, Repaired,
    Revoke, Revoked,
};
pub use refdata::{
    Grant, Post, Publication, RefdataFile, Signed, Staff, StaffList, StationKeys, StationList,
};
pub use retire::{Retire, Retired};
pub use session::{Open, Opened, Refresh, SessionProof, Told};
