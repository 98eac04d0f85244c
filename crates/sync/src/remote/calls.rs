//! Every call by its name.

use uuid::Uuid;
use wire::{
    Authorise, Authorised, CaseActs, Checks, ChecksAnswered, Credit, CreditAnswer, Enrol, Enrolled,
    Feed, IssueCode, IssuedCode, Licence, NumbersReturned, Open, Opened, PostActs, PostedActs,
    PracticeCity, Reply, Resolve, Resolved, Retire, Retired, ReturnNumbers, Signed, TakeDraft,
    TakenDraft, WireAct,
};

use super::Remote;
use crate::failure::Failure;

/// The answer of a call.
type Answer<T> = Result<Reply<T>, Failure>;

impl Remote {
    /// `POST /v1/enrol`: a station, or one more member of it.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn enrol(&self, body: &Enrol) -> Answer<Enrolled> {
        self.post_open("v1/enrol", body).await
    }

    /// `POST /v1/session`; the tokens are used from then on.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn open_session(&self, body: &Open) -> Answer<Opened> {
        let reply: Reply<Opened> = self.post_open("v1/session", body).await?;
        self.set_session(Some(reply.data.clone())).await;
        Ok(reply)
    }

    /// `POST /v1/acts`: at most 200 acts and 1 MiB. The acknowledgements in it are not checked yet.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn post_acts(&self, acts: Vec<WireAct>) -> Answer<PostedActs> {
        let request_id = Uuid::new_v4().to_string();
        self.post_long("v1/acts", PostActs { request_id, acts })
            .await
    }

    /// `GET /v1/feed?after=CURSOR`: one page.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn feed(&self, after: Option<&str>) -> Answer<Feed> {
        let query: Vec<_> = after.map(|cursor| ("after", cursor)).into_iter().collect();
        self.get("v1/feed", &query).await
    }

    /// `GET /v1/cases/{id}?purpose=…`: all acts of a case; audited with the purpose.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn case(&self, case: Uuid, purpose: &str) -> Answer<CaseActs> {
        self.get(&format!("v1/cases/{case}"), &[("purpose", purpose)])
            .await
    }

    /// `GET /v1/catalogue?have=VERSION`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn catalogue(&self, have: Option<&str>) -> Answer<Signed> {
        self.reference("v1/catalogue", have).await
    }

    /// `GET /v1/calendar?have=VERSION`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn calendar(&self, have: Option<&str>) -> Answer<Signed> {
        self.reference("v1/calendar", have).await
    }

    /// `GET /v1/staff?have=VERSION`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn staff(&self, have: Option<&str>) -> Answer<Signed> {
        self.reference("v1/staff", have).await
    }

    /// `GET /v1/city?have=VERSION`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn city(&self, have: Option<&str>) -> Answer<Signed> {
        self.reference("v1/city", have).await
    }

    /// `GET /v1/trust-list?have=VERSION`: signed by the roots.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn trust_list(&self, have: Option<&str>) -> Answer<Signed> {
        self.reference("v1/trust-list", have).await
    }

    /// `GET /v1/stations?outlet=…&have=VERSION`: the enrolled stations of an outlet.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn stations(&self, outlet: &str, have: Option<&str>) -> Answer<Signed> {
        let mut query = vec![("outlet", outlet)];
        query.extend(have.map(|version| ("have", version)));
        self.get("v1/stations", &query).await
    }

    /// `GET /v1/LIST?from=VERSION`, the list by its name in the contract: what changed since this version where the
    /// backend can tell and it is less, else the whole.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn changes(&self, list: &str, from: &str) -> Answer<Signed> {
        self.get_list(&format!("v1/{list}"), &[("from", from)])
            .await
    }

    async fn reference(&self, path: &str, have: Option<&str>) -> Answer<Signed> {
        let query: Vec<_> = have.map(|version| ("have", version)).into_iter().collect();
        self.get_list(path, &query).await
    }

    /// `POST /v1/proof-codes/resolve`: consumes the code; repeat it with the same `request_id` only.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn resolve(&self, body: &Resolve) -> Answer<Resolved> {
        self.post("v1/proof-codes/resolve", body).await
    }

    /// `POST /v1/licences/authorise`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn authorise(&self, body: &Authorise) -> Answer<Authorised> {
        self.post("v1/licences/authorise", body).await
    }

    /// `GET /v1/licences/{auth_code}`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn licence(&self, auth_code: &str) -> Answer<Licence> {
        self.get_url(self.below("v1/licences/", auth_code)?).await
    }

    /// `POST /v1/drafts/{code}`: consumes the code; repeat it with the same `request_id` only.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn take_draft(&self, code: &str, body: &TakeDraft) -> Answer<TakenDraft> {
        self.post_url(self.below("v1/drafts/", code)?, body).await
    }

    /// An address of one thing: its code is one segment of the path, whatever it holds.
    fn below(&self, path: &str, code: &str) -> Result<reqwest::Url, Failure> {
        let mut url = self.url(path, &[])?;
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(code);
        }
        Ok(url)
    }

    /// `POST /v1/numbers/returned`: at most 200 of the backend's own `registered` acts.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn return_numbers(&self, acts: Vec<WireAct>) -> Answer<NumbersReturned> {
        let request_id = Uuid::new_v4().to_string();
        self.post("v1/numbers/returned", &ReturnNumbers { request_id, acts })
            .await
    }

    /// `POST /v1/stations/retired`: this station is no more.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn retire(&self) -> Answer<Retired> {
        let request_id = Uuid::new_v4().to_string();
        self.post("v1/stations/retired", &Retire { request_id })
            .await
    }

    /// `POST /v1/credit`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn credit(&self, body: &Credit) -> Answer<CreditAnswer> {
        self.post("v1/credit", body).await
    }

    /// `POST /v1/checks`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn checks(&self, body: &Checks) -> Answer<ChecksAnswered> {
        self.post("v1/checks", body).await
    }

    /// `GET /practice/city`.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn practice_city(&self) -> Answer<PracticeCity> {
        self.get("practice/city", &[]).await
    }

    /// `POST /practice/code`: what the citizen's phone shows.
    ///
    /// # Errors
    /// As every call: see [`Failure`].
    pub async fn practice_code(&self, body: &IssueCode) -> Answer<IssuedCode> {
        self.post("practice/code", body).await
    }
}
