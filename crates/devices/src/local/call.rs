use std::time::Duration;

use reqwest::{RequestBuilder, Response, StatusCode, header, redirect};
use tokio::time::timeout;

use super::Address;

/// More than a reply with a photo, both pictures of a card and two fingerprints has.
const MOST: usize = 1 << 20;

/// What is wrong with a reply that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Garbled {
    /// A web page, as of another program on the port.
    Page,
    /// Neither JSON nor JSONP.
    Broken,
    /// The connection ended in the middle.
    Half,
    /// More than any reply has.
    TooLong,
    /// JSON, but not this device's: a field lacks or is nothing it says.
    Fields,
    /// A status other than 200, or a redirect.
    Status,
}

/// Why a call brought no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallFault {
    /// Nothing listens: the service is not installed or not started.
    Absent,
    /// The service took the question and did not answer in time.
    Slow,
    /// It answered, and it is no answer.
    Garbled(Garbled),
}

/// Calls services of this machine.
#[derive(Debug, Clone)]
pub(crate) struct Client(reqwest::Client);

impl Client {
    /// # Errors
    /// The system has no sockets to give.
    pub(crate) fn new() -> Result<Self, CallFault> {
        let built = reqwest::Client::builder()
            // What is said here is for nobody else on the way, and an answer that points elsewhere is not followed.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .build();
        built.map(Self).map_err(|_| CallFault::Absent)
    }

    /// The body of a call's reply.
    pub(crate) async fn get(
        &self,
        place: Address,
        call: &str,
        patience: Duration,
    ) -> Result<Vec<u8>, CallFault> {
        within(patience, self.0.get(place.url(call))).await
    }

    /// As [`Self::get`], with a question in JSON.
    pub(crate) async fn post(
        &self,
        place: Address,
        call: &str,
        question: String,
        patience: Duration,
    ) -> Result<Vec<u8>, CallFault> {
        let request = self.0.post(place.url(call));
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(question);
        within(patience, request).await
    }
}

async fn within(patience: Duration, request: RequestBuilder) -> Result<Vec<u8>, CallFault> {
    let asked = timeout(patience, ask(request)).await;
    asked.unwrap_or(Err(CallFault::Slow))
}

async fn ask(request: RequestBuilder) -> Result<Vec<u8>, CallFault> {
    let reply = request
        .send()
        .await
        .map_err(|error| match error.is_connect() {
            true => CallFault::Absent,
            false => CallFault::Garbled(Garbled::Half),
        })?;
    if reply.status() != StatusCode::OK {
        return Err(CallFault::Garbled(Garbled::Status));
    }
    body(reply).await
}

/// All of it, or no more than any reply has.
async fn body(mut reply: Response) -> Result<Vec<u8>, CallFault> {
    let mut body = Vec::new();
    loop {
        let half = |_| CallFault::Garbled(Garbled::Half);
        let Some(part) = reply.chunk().await.map_err(half)? else {
            return Ok(body);
        };
        if body.len() + part.len() > MOST {
            return Err(CallFault::Garbled(Garbled::TooLong));
        }
        body.extend_from_slice(&part);
    }
}
