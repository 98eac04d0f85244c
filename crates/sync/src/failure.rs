use domain::queue::Reason;

/// Why a call did not end in its answer. Holds no personal data: the reason, and what the backend said of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.reason.code())]
pub struct Failure {
    /// What it means for this row and for the others.
    pub reason: Reason,
    /// The backend's own words, when it was the backend that answered.
    pub fault: Option<Box<wire::Fault>>,
    /// Seconds the backend asks to wait.
    pub retry_after: Option<u64>,
}

impl Failure {
    /// A failure of which nothing more is known.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        Self {
            reason,
            fault: None,
            retry_after: None,
        }
    }

    /// The backend's machine code, when it was the backend that answered.
    #[must_use]
    pub fn code(&self) -> Option<wire::FaultCode> {
        self.fault.as_ref().map(|fault| fault.code)
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self::new(reason)
    }
}
