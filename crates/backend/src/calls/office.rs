//! What in a real city is the administrator's and the operator's own system: revocation, backups, text messages. The
//! practice city opens it to whoever knows its address.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use rusqlite::{Row, params};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{
    Audit, AuditLine, BackedUp, EnrolPaper, FaultCode, IssuePaper, Message, Messages, RecoveryKey,
    Repair, Repaired, Reply, Revoke, Revoked,
};

use crate::app::App;
use crate::call::{Caller, Turn, json};
use crate::calls::enrol::issue;
use crate::fault::{Bad, Faults, Outcome};
use crate::marks;

/// Most messages or lines shown.
const SHOWN: u32 = 50;

/// Ends a station's or a member's access; their unsent work may still come by others.
#[utoipa::path(post, path = "/practice/revoke", tag = "practice", request_body = Revoke,
    responses((status = 200, body = Reply<Revoked>), Faults))]
pub(crate) async fn revoke(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let asked: Revoke = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    app.answer(&caller, "", move |turn| end(turn, &asked)).await
}

fn end(turn: &Turn<'_>, asked: &Revoke) -> Outcome<Revoked> {
    let mut at = None;
    if let Some(terminal) = &asked.terminal {
        let known = turn.tx.execute(
            "UPDATE stations SET revoked_at = coalesce(revoked_at, ?2),
                                 compromised = max(compromised, ?3)
             WHERE terminal = ?1",
            params![terminal, turn.now, asked.compromised],
        )?;
        if known == 0 {
            return Err(Bad::new(FaultCode::NotFound, "没有登记过这台终端。"));
        }
        at = Some(turn.tx.query_row(
            "SELECT revoked_at FROM stations WHERE terminal = ?1",
            [terminal],
            |row| row.get(0),
        )?);
    }
    if let Some(user) = &asked.user {
        if turn.app.city.clerk(user).is_none() {
            return Err(Bad::new(FaultCode::NotFound, "人员名单里没有这个工号。"));
        }
        turn.tx.execute(
            "INSERT INTO revoked_members (user, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![user, turn.now],
        )?;
        at = Some(turn.tx.query_row(
            "SELECT at FROM revoked_members WHERE user = ?1",
            [user],
            |row| row.get(0),
        )?);
    }
    let at = at.ok_or_else(|| Bad::malformed("没有写明停用哪台终端或哪个工号。"))?;
    Ok(Revoked { at })
}

/// Repairs somebody's bad record: both fast routes are open again (S45).
#[utoipa::path(post, path = "/practice/repair", tag = "practice", request_body = Repair,
    responses((status = 200, body = Reply<Repaired>), Faults))]
pub(crate) async fn repair(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let asked: Repair = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    app.answer(&caller, "", move |turn| {
        let day = marks::repair(turn, &asked.id)?.to_string();
        Ok(Repaired { day })
    })
    .await
}

/// A code for an administrator's paper.
#[utoipa::path(post, path = "/practice/enrol-code", tag = "practice", request_body = IssuePaper,
    responses((status = 200, body = Reply<EnrolPaper>), Faults))]
pub(crate) async fn enrol_code(
    State(app): State<Arc<App>>,
    caller: Caller,
    body: Body,
) -> Response {
    let asked: IssuePaper = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    app.answer(&caller, "", move |turn| issue(turn, asked.minutes))
        .await
}

/// The secret half of the recovery key, which in a real city lies in a safe.
#[utoipa::path(post, path = "/practice/recovery-key", tag = "practice",
    responses((status = 200, body = Reply<RecoveryKey>), Faults))]
pub(crate) async fn recovery_key(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let secret = hex::encode(app.keys.recovery.bytes());
    app.reply(&caller, "", RecoveryKey { secret })
}

/// A backup now; where the city was started without a place for backups, what counts as safe.
#[utoipa::path(post, path = "/practice/backup", tag = "practice",
    responses((status = 200, body = Reply<BackedUp>), Faults))]
pub(crate) async fn backup(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let held = Arc::clone(&app);
    let done = tokio::task::spawn_blocking(move || held.back_up()).await;
    match done.unwrap_or_else(|_| Err(Bad::server())) {
        Ok(to) => app.reply(&caller, "", BackedUp { to }),
        Err(bad) => bad.into_response(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// Key of the citizen.
    citizen: String,
}

/// What a citizen was told, the newest first.
#[utoipa::path(get, path = "/practice/messages", tag = "practice", params(Whose),
    responses((status = 200, body = Reply<Messages>), Faults))]
pub(crate) async fn messages(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(whose): Query<Whose>,
) -> Response {
    app.answer(&caller, "", move |turn| told(turn, &whose.citizen))
        .await
}

fn told(turn: &Turn<'_>, citizen: &str) -> Outcome<Messages> {
    let person = turn.app.city.person(citizen);
    let person = person.ok_or_else(|| Bad::new(FaultCode::NotFound, "练习市没有这位办事人。"))?;
    let mut statement = turn.tx.prepare_cached(
        "SELECT at, case_id, say FROM messages WHERE holder = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![person.id, SHOWN], |row| {
        Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?))
    })?;
    let read = |row: rusqlite::Result<(i64, Vec<u8>, String)>| -> Outcome<Message> {
        let (at, case, say) = row?;
        let case = Uuid::from_slice(&case).map_err(|_| Bad::server())?;
        Ok(Message { at, case, say })
    };
    Ok(Messages {
        messages: rows.map(read).collect::<Result<_, _>>()?,
    })
}

/// Who used what for which purpose, the newest first.
#[utoipa::path(get, path = "/practice/audit", tag = "practice",
    responses((status = 200, body = Reply<Audit>), Faults))]
pub(crate) async fn audit(State(app): State<Arc<App>>, caller: Caller) -> Response {
    app.answer(&caller, "", uses).await
}

fn uses(turn: &Turn<'_>) -> Outcome<Audit> {
    let mut statement = turn.tx.prepare_cached(
        "SELECT at, what, terminal, user, case_id, item, licence, purpose FROM audit
         ORDER BY id DESC LIMIT ?1",
    )?;
    let lines = statement.query_map([SHOWN], line)?;
    Ok(Audit {
        lines: lines.collect::<Result<_, _>>()?,
    })
}

fn line(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    let case: Option<Vec<u8>> = row.get(4)?;
    Ok(AuditLine {
        at: row.get(0)?,
        what: row.get(1)?,
        terminal: row.get(2)?,
        user: row.get(3)?,
        case: case.and_then(|bytes| Uuid::from_slice(&bytes).ok()),
        item: row.get(5)?,
        licence: row.get(6)?,
        purpose: row.get(7)?,
    })
}
