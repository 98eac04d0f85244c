//! An act (办件动作): one thing somebody did to a case, or one event of a station. Acts are appended, signed
//! and chained, never edited (design §4, law 8).

mod again;
mod course;
mod ending;
mod enquired;
mod explained;
mod header;
mod joint;
mod lane;
mod line;
mod linked;
mod named;
mod opening;
mod payload;
pub(crate) mod point;
mod promise;
mod reviewed;
mod signature;
mod told;

pub use again::Again;
pub use course::{
    Corrected, Deferred, Extended, PROCEDURES, Resumed, Second, Suspended, Triggered,
    procedure_text,
};
pub use ending::{Answered, Decided, Lapsed, Outcome, Settled, StationEvent};
pub use enquired::{Enquired, EnquiryStep};
pub use explained::Explained;
pub use header::{
    Base, Captured, ClockQuality, Facts, Hash, Header, HeaderAttachment, OriginId, Subject,
    UsedCode,
};
pub use joint::Cohandled;
pub use lane::{Lane, Prioritised};
pub use line::{Line, LineSource, Page};
pub use linked::{LinkState, Linked};
pub use opening::OpeningRequest;
pub use payload::{
    AcceptanceMode, Accepted, Confirmed, Gap, Intake, Notice, Payload, Refused, Registered,
    Requested, Supplement, ToleranceTerms, Withdrawn,
};
pub use point::Point;
pub use promise::{CheckDue, Delivered, DeliveredHow, Inspected, Inspection, PromisedCheck};
pub use reviewed::{ReviewWay, Reviewed};
pub use signature::{Signature, SignatureHow};
pub use told::Told;
