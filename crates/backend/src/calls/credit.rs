use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use domain::moment;
use wire::{Credit, CreditAnswer, Reply};

use crate::app::App;
use crate::call::{Asked, Caller, ask};
use crate::fault::Faults;

impl Asked for Credit {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// What the credit platform holds; somebody it does not know has no bad record.
#[utoipa::path(post, path = "/v1/credit", tag = "licences", request_body = Credit,
    responses((status = 200, body = Reply<CreditAnswer>), Faults), security(("session" = [])))]
pub(crate) async fn credit(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, |turn, asked: &Credit| {
        turn.member()?;
        let clean = CreditAnswer {
            state: "ok".to_owned(),
            day: None,
        };
        let person = turn.app.city.holder(&asked.id);
        Ok(person.map_or(clean, |person| person.credit.answer(moment::day(turn.now))))
    })
    .await
}
