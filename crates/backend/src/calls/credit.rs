use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use wire::{Credit, CreditAnswer, Reply};

use crate::app::App;
use crate::call::{Asked, Caller, ask};
use crate::fault::Faults;
use crate::marks;

impl Asked for Credit {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// What the credit platform holds, and what this city's own cases added; somebody it does not know has no bad record.
#[utoipa::path(post, path = "/v1/credit", tag = "licences", request_body = Credit,
    responses((status = 200, body = Reply<CreditAnswer>), Faults), security(("session" = [])))]
pub(crate) async fn credit(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, |turn, asked: &Credit| {
        turn.member()?;
        marks::answer(turn, &asked.id)
    })
    .await
}
