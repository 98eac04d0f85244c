use crate::local::{CallFault, Garbled};

/// Why there is no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// Nothing listens: the service is not installed or not started.
    #[error("no service")]
    Absent,
    /// `0x1`: the service runs, the reader is not plugged in.
    #[error("reader not connected")]
    NotConnected,
    /// 读卡中: another program reads, and went on doing so.
    #[error("reader busy")]
    Busy,
    /// Nobody put a card on it.
    #[error("no card")]
    NoCard,
    /// A card, but it cannot be read.
    #[error("card not readable")]
    Unreadable,
    /// A card of a kind that is no identity document.
    #[error("another kind of card")]
    OtherCard,
    /// The service took the question and did not answer.
    #[error("no answer in time")]
    Slow,
    /// It answered, and it is not a reader's answer.
    #[error("no reader's reply: {0:?}")]
    Garbled(Garbled),
}

impl From<CallFault> for ReadFault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Absent => Self::Absent,
            CallFault::Slow => Self::Slow,
            CallFault::Garbled(how) => Self::Garbled(how),
        }
    }
}
