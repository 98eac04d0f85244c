//! Calls that only the practice city has (under `/practice/`): the citizen's phone.

use serde::{Deserialize, Serialize};

/// `GET /practice/city`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeCity {
    /// Who can come to the desk.
    pub citizens: Vec<PracticeCitizen>,
    /// Code scenes: (code, Chinese name).
    pub scenes: Vec<(String, String)>,
}

/// A synthetic citizen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeCitizen {
    /// Stable key.
    pub key: String,
    /// Name.
    pub name: String,
    /// What is unusual about them.
    pub note: String,
    /// Licence types on their phone.
    pub licences: Vec<String>,
}

/// `POST /practice/code`: what the citizen's phone shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueCode {
    /// Citizen key.
    pub citizen: String,
    /// `opaque` or `signed`.
    pub kind: String,
    /// Scene code; `ok` for a good one.
    pub scene: String,
    /// Licence types the citizen ticks; empty: all.
    #[serde(default)]
    pub licences: Vec<String>,
}

/// The text of the QR picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedCode {
    /// What the picture holds.
    pub text: String,
    /// When it ends, the backend's clock.
    pub until: i64,
}
