//! The shape all calls share: who asks, what they ask, and for a call that consumes something the memory of what was
//! answered.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use rusqlite::Transaction;
use serde::{Serialize, de::DeserializeOwned};
use wire::{EPOCH_HEADER, FaultCode};

use crate::answered::once;
use crate::app::App;
use crate::fault::{Bad, Outcome};
use crate::log::Tail;
use crate::member::{Bearer, Member};

/// Largest body of a call that is not an upload: 200 acts of 1 MiB in base64 and some.
const LARGEST: usize = 2 << 20;

/// Who asks, and which life of this backend they know.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) bearer: Bearer,
    pub(crate) epoch: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let epoch = parts.headers.get(EPOCH_HEADER);
        let epoch = epoch.and_then(|value| value.to_str().ok());
        Ok(Self {
            bearer: Bearer::of(&parts.headers),
            epoch: epoch.map(|text| text.trim().to_owned()),
        })
    }
}

/// What a call works with: one transaction at one time.
#[derive(Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) app: &'a App,
    pub(crate) tx: &'a Transaction<'a>,
    /// Milliseconds since the Unix epoch.
    pub(crate) now: i64,
    pub(crate) bearer: Bearer,
    /// Where the log ends.
    pub(crate) tail: &'a Tail,
}

impl Turn<'_> {
    /// The member who is signed in.
    pub(crate) fn member(&self) -> Outcome<Member> {
        self.bearer.member(self.tx, self.now)
    }
}

/// A body that says which request it is.
pub(crate) trait Asked: DeserializeOwned + Send + 'static {
    fn request_id(&self) -> &str;
}

/// A request that consumes something. The same id with the same content from the same terminal gets the same answer
/// for ten minutes and consumes once.
pub(crate) trait Consuming: Asked {
    /// Of the call, in the memory of answers.
    const CALL: &'static str;
    type Answer: Serialize + DeserializeOwned + Send + 'static;
    /// Who asks, proved.
    type Asker;

    /// Proves who asks; also names the terminal whose ids count.
    fn asker(&self, turn: &Turn<'_>) -> Outcome<(String, Self::Asker)>;

    /// Consumes and answers.
    fn consume(&self, turn: &Turn<'_>, asker: &Self::Asker) -> Outcome<Self::Answer>;
}

/// A consuming call, from its body to its reply.
pub(crate) async fn consume<A: Consuming>(app: Arc<App>, caller: Caller, body: Body) -> Response {
    let (asked, raw): (A, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id().to_owned();
    app.answer(&caller, &request_id, move |turn| {
        let (terminal, asker) = asked.asker(turn)?;
        let call = (A::CALL, &raw[..]);
        once(turn, &terminal, asked.request_id(), call, || {
            asked.consume(turn, &asker)
        })
    })
    .await
}

/// A call that consumes nothing, from its body to its reply.
pub(crate) async fn ask<A: Asked, T: Serialize + Send + 'static>(
    app: Arc<App>,
    caller: Caller,
    body: Body,
    work: impl FnOnce(&Turn<'_>, &A) -> Outcome<T> + Send + 'static,
) -> Response {
    let (asked, _): (A, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id().to_owned();
    app.answer(&caller, &request_id, move |turn| work(turn, &asked))
        .await
}

/// Reads a JSON body of the contract.
pub(crate) async fn json<T: DeserializeOwned>(body: Body) -> Outcome<(T, Vec<u8>)> {
    let bytes = whole(body).await?;
    Ok((parse(&bytes)?, bytes.to_vec()))
}

/// A whole body that is no upload.
pub(crate) async fn whole(body: Body) -> Outcome<Bytes> {
    let read = axum::body::to_bytes(body, LARGEST).await;
    read.map_err(|_| Bad::new(FaultCode::TooLarge, "请求内容过大或没有传完，没有受理。"))
}

/// The JSON of the contract.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Outcome<T> {
    serde_json::from_slice(bytes).map_err(|_| Bad::malformed("请求内容不符合接口约定。"))
}
