use domain::case::Case;
use domain::enquiry::Enquiry;
use serde::{Deserialize, Serialize};
use store::CaseRow;

/// State of a row that is open.
pub(super) const OPEN: &str = "enquiry";
/// State of one that was answered.
pub(crate) const ANSWERED: &str = "enquiry_answered";

/// What a row knows without its acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waits {
    /// Who is responsible.
    pub(super) holder: String,
    /// Who is to answer an offer.
    pub(super) to: Option<String>,
    /// Since when, milliseconds since the Unix epoch.
    pub(super) since: i64,
}

impl Waits {
    pub(super) fn concerns(&self, user: &str) -> bool {
        self.holder == user || self.to.as_deref() == Some(user)
    }
}

/// Whether a summary is of an enquiry: no list of cases shows it.
pub(crate) fn is_row(row: &CaseRow) -> bool {
    matches!(row.state.as_str(), OPEN | ANSWERED)
}

/// The summary of an enquiry. What is asked stands in its acts alone.
pub(crate) fn row(case: &Case, enquiry: &Enquiry, (opened_ms, updated_ms): (i64, i64)) -> CaseRow {
    let waits = Waits {
        holder: enquiry.holder.clone(),
        to: enquiry.offered.as_ref().map(|offer| offer.to.clone()),
        since: enquiry.since,
    };
    let state = match enquiry.is_answered() {
        true => ANSWERED,
        false => OPEN,
    };
    CaseRow {
        case_id: case.id,
        number: None,
        provisional: number(case),
        item_code: String::new(),
        item_name: "问询".to_owned(),
        applicant_name: String::new(),
        applicant_id_tail: String::new(),
        state: state.to_owned(),
        due: None,
        first: false,
        opened_ms,
        updated_ms,
        body: serde_json::to_vec(&waits).unwrap_or_default(),
    }
}

/// `问询-3F9A12C4`: by the random end of the id, the same at every desk.
pub(super) fn number(case: &Case) -> String {
    let id = case.id.simple().to_string().to_uppercase();
    format!("问询-{}", &id[id.len() - 8..])
}
