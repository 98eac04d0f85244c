use domain::enquiry::Enquiry;
use serde::Serialize;

/// An enquiry as a program reads it: nothing is masked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToldEnquiry {
    /// Id.
    pub id: String,
    /// `问询-3F9A12C4`.
    pub number: String,
    /// On this member's list: they are responsible, or it waits for them.
    pub mine: bool,
    /// It has waited longer than the city allows.
    pub late: bool,
    /// As its steps make it.
    #[serde(flatten)]
    pub enquiry: Enquiry,
}
