use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use wire::{FaultCode, NumbersReturned, Reply, ReturnNumbers};

use crate::answered::check_id;
use crate::app::App;
use crate::call::{Asked, Caller, Turn, ask};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::number;

/// Most in one call.
const MOST: usize = 200;

impl Asked for ReturnNumbers {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// Numbers that this backend gave before it was restored, by its own signature.
#[utoipa::path(post, path = "/v1/numbers/returned", tag = "acts", request_body = ReturnNumbers,
    responses((status = 200, body = Reply<NumbersReturned>), Faults), security(("session" = [])))]
pub(crate) async fn returned(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, take).await
}

fn take(turn: &Turn<'_>, asked: &ReturnNumbers) -> Outcome<NumbersReturned> {
    turn.member()?;
    check_id(&asked.request_id)?;
    if asked.acts.len() > MOST {
        let say = "一次最多送回二百个编号。";
        return Err(Bad::new(FaultCode::TooLarge, say));
    }
    let mut taken = 0;
    for act in &asked.acts {
        taken += u32::from(number::take_again(turn, act)?);
    }
    Ok(NumbersReturned { taken })
}
