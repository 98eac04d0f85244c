//! An act (办件动作): one thing somebody did to a case, or one event of a station. Acts are appended, signed
//! and chained, never edited (design §4, law 8).

mod header;
mod payload;

pub use header::{
    Base, Captured, ClockQuality, Facts, Hash, Header, HeaderAttachment, OriginId, Subject,
};
pub use payload::{
    AcceptanceMode, Accepted, Answered, Confirmed, Decided, Gap, Intake, Lapsed, Line, LineSource,
    Notice, Outcome, Payload, Refused, Registered, Requested, Signature, SignatureHow,
    StationEvent, Supplement, ToleranceTerms, Withdrawn,
};
