//! What in a real city is the dispatching desk's own system: which items are opened at which outlet beside its level.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use wire::{OpenItem, Openings, Reply};

use crate::app::App;
use crate::call::{Caller, json};
use crate::fault::Faults;
use crate::openings::{open as open_item, tasks};

/// What outlets asked for, the oldest first, and what the city opened.
#[utoipa::path(get, path = "/practice/openings", tag = "practice",
    responses((status = 200, body = Reply<Openings>), Faults))]
pub(crate) async fn openings(State(app): State<Arc<App>>, caller: Caller) -> Response {
    app.answer(&caller, "", tasks).await
}

/// Opens an item at an outlet; stations learn of it with the city's data.
#[utoipa::path(post, path = "/practice/open", tag = "practice", request_body = OpenItem,
    responses((status = 200, body = Reply<Openings>), Faults))]
pub(crate) async fn open(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let asked: OpenItem = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    app.answer(&caller, "", move |turn| {
        open_item(turn, &asked.outlet, &asked.item)?;
        tasks(turn)
    })
    .await
}
