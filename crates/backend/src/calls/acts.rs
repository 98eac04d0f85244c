use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use wire::{FaultCode, PostActs, PostedActs, Reply};

use crate::answered::check_id;
use crate::app::App;
use crate::call::{Caller, Turn, parse, whole};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::Batch;
use crate::log::prove::Read;

/// Most acts in one call.
const MOST_ACTS: usize = 200;

/// Acts in the order they were done, each judged by itself; the whole batch is committed before the reply leaves.
#[utoipa::path(post, path = "/v1/acts", tag = "acts", request_body = PostActs,
    responses((status = 200, body = Reply<PostedActs>), Faults), security(("session" = [])))]
pub(crate) async fn post(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let known = caller.epoch.clone();
    let bytes = match whole(body).await {
        Ok(bytes) => bytes,
        Err(bad) => return bad.into_response(),
    };
    let reader = Arc::clone(&app);
    // Off the reactor, and before the one transaction that all calls share.
    let read = tokio::task::spawn_blocking(move || read(&reader, &bytes));
    let asked = match read.await {
        Ok(Ok(asked)) => asked,
        Ok(Err(bad)) => return bad.into_response(),
        Err(_) => return Bad::server().into_response(),
    };
    let request_id = asked.request_id.clone();
    let work = move |turn: &Turn<'_>| take(turn, asked, known.as_deref());
    let response = app.answer(&caller, &request_id, work).await;
    crash::point(crash::Point::BackendActsKept);
    response
}

/// A request with its acts read.
struct Asked {
    request_id: String,
    count: usize,
    acts: Vec<Read>,
}

fn read(app: &App, bytes: &[u8]) -> Outcome<Asked> {
    let asked: PostActs = parse(bytes)?;
    let count = asked.acts.len();
    let acts = asked.acts.into_iter().take(MOST_ACTS);
    Ok(Asked {
        request_id: asked.request_id,
        count,
        acts: acts.map(|act| Read::ahead(&app.keyring, act)).collect(),
    })
}

fn take(turn: &Turn<'_>, asked: Asked, known: Option<&str>) -> Outcome<PostedActs> {
    turn.member()?;
    check_id(&asked.request_id)?;
    if asked.count > MOST_ACTS {
        let say = "一次最多发送二百个动作。";
        return Err(Bad::new(FaultCode::TooLarge, say));
    }
    let mut batch = Batch::new(turn).sent_under(known);
    let results = asked.acts.into_iter().map(|act| batch.take(act));
    let results = results.collect::<Result<_, _>>()?;
    batch.end()?;
    crash::point(crash::Point::BackendActsTaken);
    Ok(PostedActs { results })
}
