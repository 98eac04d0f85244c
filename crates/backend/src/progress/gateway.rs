use std::time::Duration;

use reqwest::{StatusCode, Url};
use serde_json::json;

use super::{Messages, Push, PushFault, Pushed};

/// A message is nobody's wait: a service that is slower is tried again.
const LONGEST: Duration = Duration::from_secs(8);

/// A city's message service over HTTP: `POST` of `{key, phone, number, state, at, say}`; 2xx takes it, 4xx refuses it,
/// everything else is no answer. `key` is sent as `Idempotency-Key` too.
#[derive(Debug)]
pub struct Gateway {
    url: Url,
    http: reqwest::Client,
}

impl Gateway {
    /// At this address.
    ///
    /// # Errors
    /// The address is none, or no client can be made.
    pub fn new(url: &str) -> Result<Self, PushFault> {
        let url = Url::parse(url).map_err(|_| PushFault::Refused)?;
        let http = reqwest::Client::builder().timeout(LONGEST).build();
        let http = http.map_err(|_| PushFault::Down)?;
        Ok(Self { url, http })
    }
}

impl Messages for Gateway {
    fn push<'a>(&'a self, message: &'a Push) -> Pushed<'a> {
        let body = json!({
            "key": message.key(),
            "phone": message.phone,
            "number": message.number,
            "state": message.state.word(),
            "at": message.at,
            "say": message.say(),
        });
        let asked = self.http.post(self.url.clone());
        let asked = asked.header("Idempotency-Key", message.key()).json(&body);
        Box::pin(async move {
            let answer = asked.send().await.map_err(|_| PushFault::Down)?;
            match answer.status() {
                status if status.is_success() => Ok(()),
                StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Err(PushFault::Down),
                status if status.is_client_error() => Err(PushFault::Refused),
                _ => Err(PushFault::Down),
            }
        })
    }
}
