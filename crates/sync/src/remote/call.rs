//! One call: the address, the session, the switch, the one silent refresh.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use domain::queue::Reason;
use reqwest::header::HeaderValue;
use reqwest::{Method, RequestBuilder, StatusCode, Url};
use serde::{Serialize, de::DeserializeOwned};
use wire::{EPOCH_HEADER, Reply, SCHEMA, SCHEMA_HEADER};

use super::judge::{self, Read};
use super::{Remote, transport};
use crate::failure::Failure;

impl Remote {
    /// `GET {base}/{path}?{query}`, as the member who is signed in.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Reply<T>, Failure> {
        self.get_url(self.url(path, query)?).await
    }

    /// [`Remote::get`] of reference data: longer than other answers, by the line and by the bytes.
    pub(super) async fn get_list<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Reply<T>, Failure> {
        let url = self.url(path, query)?;
        let asked = || self.http.get(url.clone()).timeout(self.options.list_total);
        let read = self
            .signed_in_within(self.options.largest_list, asked)
            .await?;
        judge::good(&read)
    }

    /// `GET` of an address below the base.
    pub(super) async fn get_url<T: DeserializeOwned>(&self, url: Url) -> Result<Reply<T>, Failure> {
        let read = self
            .signed_in(|| self.http.request(Method::GET, url.clone()))
            .await?;
        judge::good(&read)
    }

    /// `POST {base}/{path}`, as the member who is signed in.
    pub(super) async fn post<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<Reply<T>, Failure> {
        self.post_url(self.url(path, &[])?, body).await
    }

    /// [`Remote::post`] to an address below the base.
    pub(super) async fn post_url<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        url: Url,
        body: &B,
    ) -> Result<Reply<T>, Failure> {
        let body = encode(body)?;
        let read = self
            .signed_in(|| json(self.http.post(url.clone()), body.clone()))
            .await?;
        judge::good(&read)
    }

    /// [`Remote::post`] of a long body with a long answer: both are worked on beside whatever else is under way.
    pub(super) async fn post_long<B, T>(&self, path: &str, body: B) -> Result<Reply<T>, Failure>
    where
        B: Serialize + Send + 'static,
        T: DeserializeOwned + Send + 'static,
    {
        let url = self.url(path, &[])?;
        let body = aside(move || encode(&body)).await?;
        let read = self
            .signed_in(|| json(self.http.post(url.clone()), body.clone()))
            .await?;
        aside(move || judge::good(&read)).await
    }

    /// `POST {base}/{path}` without a session: enrolment, sign-in, refresh.
    pub(super) async fn post_open<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<Reply<T>, Failure> {
        let url = self.url(path, &[])?;
        let read = self.send(json(self.http.post(url), encode(body)?)).await?;
        judge::good(&read)
    }

    /// Sends with the access token; refused once, refreshes and sends again.
    pub(super) async fn signed_in(
        &self,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Read, Failure> {
        self.signed_in_within(self.options.largest_reply, request)
            .await
    }

    /// The same for a reply of at most `largest` bytes.
    async fn signed_in_within(
        &self,
        largest: usize,
        request: impl Fn() -> RequestBuilder,
    ) -> Result<Read, Failure> {
        let Some(access) = self.session.access().await else {
            return self.send_within(largest, request()).await;
        };
        let read = self
            .send_within(largest, request().bearer_auth(&access))
            .await?;
        if read.status != StatusCode::UNAUTHORIZED || judge::bad(&read).reason != Reason::Auth {
            return Ok(read);
        }
        let access = self.refresh(&access).await?;
        self.send_within(largest, request().bearer_auth(access))
            .await
    }

    /// One request and its reply, bounded in time and size.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Read, Failure> {
        self.send_within(self.options.largest_reply, request).await
    }

    async fn send_within(&self, largest: usize, request: RequestBuilder) -> Result<Read, Failure> {
        self.not_cut()?;
        let mut request = request.header(SCHEMA_HEADER, SCHEMA.to_string());
        if let Some(known) = self.known_epoch() {
            request = request.header(EPOCH_HEADER, known);
        }
        let response = request
            .send()
            .await
            .map_err(|error| transport::unreached(&error))?;
        let read = judge::read(response, largest).await?;
        self.not_cut()?;
        Ok(read)
    }

    /// An epoch that does not fit a header is not named, and everything is sent again.
    fn known_epoch(&self) -> Option<HeaderValue> {
        let epoch = self.epoch.lock().unwrap_or_else(PoisonError::into_inner);
        HeaderValue::from_str(epoch.as_deref()?).ok()
    }

    fn not_cut(&self) -> Result<(), Failure> {
        if self.options.cut.load(Ordering::SeqCst) {
            return Err(Failure::new(Reason::Offline));
        }
        Ok(())
    }

    /// An address below the base.
    pub(super) fn url(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Failure> {
        let malformed = |_| Failure::new(Reason::RecordFault);
        let mut url = self.base.join(path).map_err(malformed)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }
}

/// Runs what only computes on a thread of its own.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Failure::new(Reason::ServerFault)))
}

fn encode<B: Serialize>(body: &B) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(body).map_err(|_| Failure::new(Reason::RecordFault))
}

fn json(request: RequestBuilder, body: Vec<u8>) -> RequestBuilder {
    let kind = reqwest::header::CONTENT_TYPE;
    request.header(kind, "application/json").body(body)
}
