use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use rusqlite::Transaction;
use wire::{FaultCode, PostActs, PostedActs};

use crate::answered::check_id;
use crate::app::App;
use crate::fault::Bad;
use crate::log::Batch;
use crate::member::Bearer;
use crate::router::json;

/// Most acts in one call.
const MOST_ACTS: usize = 200;

/// `POST /v1/acts`: the whole batch is committed before the reply leaves.
pub(crate) async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let (asked, _): (PostActs, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let bearer = Bearer::of(&headers);
    let request_id = asked.request_id.clone();
    let work = move |app: &App, tx: &Transaction<'_>, now| {
        bearer.member(tx, now)?;
        check_id(&asked.request_id)?;
        if asked.acts.len() > MOST_ACTS {
            let say = "一次最多发送二百个动作。";
            return Err(Bad::new(FaultCode::TooLarge, say));
        }
        let mut batch = Batch::new(app, tx, now);
        let results = asked.acts.iter().map(|act| batch.take(act));
        Ok(PostedActs {
            results: results.collect::<Result<_, _>>()?,
        })
    };
    app.answer(&request_id, work).await
}
