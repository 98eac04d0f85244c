use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::reply::{read_reply, read_version};
use super::{Address, Card, ReadFault};
use crate::local::{CallFault, Client};

/// Where the vendor's service listens, and where older ones did.
const PORTS: [u16; 2] = [8989, 8080];

/// How patient a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The whole of it, from the press of the button.
    pub whole: Duration,
    /// One call, over what the service was asked to wait for a card.
    pub call: Duration,
    /// `waitTime` of a call, whole seconds. Short, because a call that is given up keeps the reader busy so long.
    pub wait_s: u32,
    /// Between two calls.
    pub pause: Duration,
    /// Calls that may find the reader busy.
    pub busy: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            whole: Duration::from_secs(20),
            call: Duration::from_secs(4),
            wait_s: 2,
            pause: Duration::from_millis(500),
            busy: 10,
        }
    }
}

/// The client of the local service.
#[derive(Debug, Clone)]
pub struct Reader {
    http: Client,
    places: Vec<Address>,
    pace: Pace,
}

impl Reader {
    /// A client of the service at a place; without one, at the vendor's usual places.
    ///
    /// # Errors
    /// The system has no sockets to give.
    pub fn new(place: Option<Address>, pace: Pace) -> Result<Self, ReadFault> {
        Ok(Self {
            http: Client::new()?,
            places: place.map_or_else(|| PORTS.map(Address::at).to_vec(), |place| vec![place]),
            pace,
        })
    }

    /// Reads the card that lies on the reader, or that is put on it before the patience ends. Dropping the future gives
    /// the reading up at once.
    ///
    /// # Errors
    /// Every way in which there is no card.
    pub async fn read(&self) -> Result<Card, ReadFault> {
        let end = Instant::now() + self.pace.whole;
        let call = format!("ReadMsg?NoPhoto=1&waitTime={}", self.pace.wait_s);
        let patience = self.pace.call + Duration::from_secs(self.pace.wait_s.into());
        let mut busy = 0;
        let mut last = ReadFault::Slow;
        loop {
            // Cut off by the end of the patience: what the service said before stands.
            let Ok(asked) = timeout_at(end, self.ask(&call, patience)).await else {
                return Err(last);
            };
            let fault = match asked.and_then(|body| read_reply(&body)) {
                Ok(card) => return Ok(card),
                Err(fault) => fault,
            };
            last = fault;
            busy += u32::from(fault == ReadFault::Busy);
            let again = match fault {
                ReadFault::NoCard => true,
                ReadFault::Busy => busy < self.pace.busy,
                _ => false,
            };
            if !again || Instant::now() + self.pace.pause >= end {
                return Err(fault);
            }
            sleep(self.pace.pause).await;
        }
    }

    /// Asks the service what it is; no card is touched.
    ///
    /// # Errors
    /// Nothing listens, it does not answer, or it is no reader's service.
    pub async fn version(&self) -> Result<String, ReadFault> {
        let body = self.ask("Version", self.pace.call).await?;
        read_version(&body)
    }

    /// The body of a call, at the first place where something listens.
    async fn ask(&self, call: &str, patience: Duration) -> Result<Vec<u8>, ReadFault> {
        let mut fault = CallFault::Absent;
        for place in &self.places {
            match self.http.get(*place, call, patience).await {
                Err(CallFault::Absent) => {}
                // Another program may have the older port: the vendor's own goes before its page.
                Err(CallFault::Garbled(how)) => fault = CallFault::Garbled(how),
                done => return Ok(done?),
            }
        }
        Err(fault.into())
    }
}
