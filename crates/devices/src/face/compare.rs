use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Address, Assumed, Compared, FaceFault, Protocol};
use crate::local::Client;

/// How patient a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The whole of it: a person has to look into the device.
    pub whole: Duration,
    /// Asking the service what it is.
    pub version: Duration,
    /// Between two calls.
    pub pause: Duration,
    /// Calls that may find the device busy.
    pub busy: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            whole: Duration::from_secs(30),
            version: Duration::from_secs(4),
            pause: Duration::from_millis(500),
            busy: 10,
        }
    }
}

/// The client of the device's local service.
pub struct Comparer {
    http: Client,
    place: Address,
    pace: Pace,
    protocol: Box<dyn Protocol>,
}

impl Comparer {
    /// A client of the service at a place, by the protocol that is assumed.
    ///
    /// # Errors
    /// The system has no sockets to give.
    pub fn new(place: Address, pace: Pace) -> Result<Self, FaceFault> {
        Self::speaking(Box::new(Assumed), place, pace)
    }

    /// As [`Self::new`], by a maker's own protocol.
    ///
    /// # Errors
    /// The system has no sockets to give.
    pub fn speaking(
        protocol: Box<dyn Protocol>,
        place: Address,
        pace: Pace,
    ) -> Result<Self, FaceFault> {
        Ok(Self {
            http: Client::new()?,
            place,
            pace,
            protocol,
        })
    }

    /// Compares who stands at the device. `reference` is random and new for each comparison. Dropping the future gives
    /// it up at once.
    ///
    /// # Errors
    /// Every way in which there is no comparison.
    pub async fn compare(&self, reference: &str) -> Result<Compared, FaceFault> {
        let end = Instant::now() + self.pace.whole;
        let question = self.protocol.question(reference);
        let mut busy = 0;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let body = question.body.clone();
            let asked = self.http.post(self.place, question.call, body, left).await;
            let compared = asked
                .map_err(FaceFault::from)
                .and_then(|reply| self.protocol.understand(&reply, reference));
            busy += u32::from(compared == Err(FaceFault::Busy));
            let again = compared == Err(FaceFault::Busy)
                && busy < self.pace.busy
                && Instant::now() + self.pace.pause < end;
            if !again {
                return compared;
            }
            sleep(self.pace.pause).await;
        }
    }

    /// Asks the service what it is; nobody is looked at.
    ///
    /// # Errors
    /// Nothing listens, it does not answer, or it is no such service.
    pub async fn version(&self) -> Result<String, FaceFault> {
        let call = self.protocol.version_call();
        let reply = self.http.get(self.place, call, self.pace.version).await?;
        self.protocol.version(&reply)
    }
}
