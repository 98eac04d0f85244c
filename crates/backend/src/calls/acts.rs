use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use wire::{FaultCode, PostActs, PostedActs, Reply};

use crate::answered::check_id;
use crate::app::App;
use crate::call::{Asked, Caller, Turn, json};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::Batch;
use crate::log::prove::Proofs;

/// Most acts in one call.
const MOST_ACTS: usize = 200;

impl Asked for PostActs {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// Acts in the order they were done, each judged by itself; the whole batch is committed before the reply leaves.
#[utoipa::path(post, path = "/v1/acts", tag = "acts", request_body = PostActs,
    responses((status = 200, body = Reply<PostedActs>), Faults), security(("session" = [])))]
pub(crate) async fn post(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let known = caller.epoch.clone();
    let (asked, _): (PostActs, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id.clone();
    let prover = Arc::clone(&app);
    // Off the reactor, and before the one transaction that all calls share.
    let proved = tokio::task::spawn_blocking(move || {
        let few = asked.acts.len() <= MOST_ACTS;
        let acts = if few { &asked.acts[..] } else { &[] };
        (Proofs::ahead(&prover.keyring, acts), asked)
    });
    let Ok((proofs, asked)) = proved.await else {
        return Bad::server().into_response();
    };
    let work = move |turn: &Turn<'_>| take(turn, &asked, &proofs, known.as_deref());
    let response = app.answer(&caller, &request_id, work).await;
    crash::point(crash::Point::BackendActsKept);
    response
}

fn take(
    turn: &Turn<'_>,
    asked: &PostActs,
    proofs: &Proofs,
    known: Option<&str>,
) -> Outcome<PostedActs> {
    turn.member()?;
    check_id(&asked.request_id)?;
    if asked.acts.len() > MOST_ACTS {
        let say = "一次最多发送二百个动作。";
        return Err(Bad::new(FaultCode::TooLarge, say));
    }
    let mut batch = Batch::new(turn, proofs).sent_under(known);
    let results = asked.acts.iter().map(|act| batch.take(act));
    let results = results.collect::<Result<_, _>>()?;
    crash::point(crash::Point::BackendActsTaken);
    Ok(PostedActs { results })
}
