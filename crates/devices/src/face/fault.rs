use crate::local::{CallFault, Garbled};

/// Why there is no comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FaceFault {
    /// Nothing listens: the service is not installed or not started.
    #[error("no service")]
    Absent,
    /// The service runs, the device is not plugged in.
    #[error("device not connected")]
    NotConnected,
    /// Somebody else is being compared, and went on being.
    #[error("device busy")]
    Busy,
    /// The person in front of the device refused there.
    #[error("refused at the device")]
    Refused,
    /// The service took the question and did not answer.
    #[error("no answer in time")]
    Slow,
    /// It answered, and it is not such a device's answer.
    #[error("no such device's reply: {0:?}")]
    Garbled(Garbled),
    /// A comparison, but of another question: it may be another person's.
    #[error("the answer to another question")]
    Another,
}

impl From<CallFault> for FaceFault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Absent => Self::Absent,
            CallFault::Slow => Self::Slow,
            CallFault::Garbled(how) => Self::Garbled(how),
        }
    }
}
