use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use rusqlite::params;
use wire::{Reply, Retire, Retired};

use super::{Used, audit};
use crate::answered::check_id;
use crate::app::App;
use crate::call::{Asked, Caller, Turn, ask};
use crate::fault::{Faults, Outcome};

impl Asked for Retire {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// The calling station is no more: revoked, not compromised, what it signed before stays good. Audited.
#[utoipa::path(post, path = "/v1/stations/retired", tag = "session", request_body = Retire,
    responses((status = 200, body = Reply<Retired>), Faults), security(("session" = [])))]
pub(crate) async fn retired(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, take).await
}

fn take(turn: &Turn<'_>, asked: &Retire) -> Outcome<Retired> {
    let member = turn.member()?;
    check_id(&asked.request_id)?;
    turn.tx
        .prepare_cached(
            "UPDATE stations SET revoked_at = coalesce(revoked_at, ?2) WHERE terminal = ?1",
        )?
        .execute(params![member.terminal, turn.now])?;
    let used = Used {
        what: "retire",
        case: None,
        item: "",
        licence: "",
        purpose: "",
    };
    audit(turn.tx, turn.now, &member, &used)?;
    Ok(Retired { at: turn.now })
}
