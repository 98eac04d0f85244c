use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use domain::applicant::Party;
use domain::check::Answer;
use wire::{CheckAnswer, Checks, ChecksAnswered, FaultCode, Reply};

use super::{Used, audit};
use crate::app::App;
use crate::call::{Asked, Caller, Turn, ask};
use crate::fault::{Bad, Faults, Outcome};

/// How long an answer may be relied on.
const LIFE_MS: i64 = 30 * 60_000;

impl Asked for Checks {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// What other systems say about a person, for one item, case and purpose. Only the item's own checks are asked; each
/// is audited. A source that is slow or down, and two that differ, are no answer.
#[utoipa::path(post, path = "/v1/checks", tag = "licences", request_body = Checks,
    responses((status = 200, body = Reply<ChecksAnswered>), Faults), security(("session" = [])))]
pub(crate) async fn checks(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, |turn, asked: &Checks| {
        answered(turn, asked)
    })
    .await
}

fn answered(turn: &Turn<'_>, asked: &Checks) -> Outcome<ChecksAnswered> {
    let member = turn.member()?;
    if asked.purpose.trim().is_empty() {
        return Err(Bad::malformed("请写明核查事由。"));
    }
    let item = turn.app.city.catalogue.item(&asked.item).ok_or_else(|| {
        let say = "事项目录里没有这个事项，请更新目录后再试。";
        Bad::new(FaultCode::NotFound, say)
    })?;
    let party = Party {
        name: asked.name.clone(),
        id_kind: asked.id_kind.clone(),
        id: asked.id.clone(),
        phone: String::new(),
        seen_by: String::new(),
    };
    let mut answers = Vec::new();
    for code in &asked.checks {
        let Some(check) = item.check(code) else {
            continue;
        };
        let used = Used {
            what: "check",
            case: Some(asked.case),
            item: &asked.item,
            licence: code,
            purpose: asked.purpose.trim(),
        };
        audit(turn.tx, turn.now, &member, &used)?;
        let heard = turn.app.city.hear(item, check, &party);
        let (answer, life) = match heard.answer {
            Answer::Pass => ("pass", LIFE_MS),
            Answer::Fail => ("fail", LIFE_MS),
            // What is not known may be asked again at once.
            Answer::Unknown => ("unknown", 0),
        };
        answers.push(CheckAnswer {
            code: code.clone(),
            answer: answer.to_owned(),
            why: heard.why,
            choices: heard.choices,
            until: turn.now + life,
        });
    }
    Ok(ChecksAnswered { answers })
}
