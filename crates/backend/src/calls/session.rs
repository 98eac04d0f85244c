use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use rusqlite::{OptionalExtension as _, Transaction, params};
use seal::{ParsedMany, cbor};
use wire::{FaultCode, Open, Opened, Refresh, SessionProof};

use crate::answered::once;
use crate::app::App;
use crate::fault::{Bad, Outcome};
use crate::keys::token;
use crate::member::{open_both, token_hash};
use crate::router::json;

/// How far a desk's clock may be off when it signs in.
const TOLERANCE_MS: i64 = 10 * 60_000;
const ACCESS_MS: i64 = 15 * 60_000;
const REFRESH_MS: i64 = 12 * 3_600_000;
const TOKEN_BYTES: usize = 32;

/// `POST /v1/session`: a member signs in at a station, by both keys.
pub(crate) async fn open(State(app): State<Arc<App>>, body: Body) -> Response {
    let (asked, raw): (Open, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id.clone();
    let work = move |app: &App, tx: &Transaction<'_>, now| {
        let proof = proved(app, tx, now, &asked)?;
        once(
            tx,
            now,
            &proof.terminal,
            &asked.request_id,
            ("session", &raw),
            || start(tx, now, &proof.terminal, &proof.user),
        )
    };
    app.answer(&request_id, work).await
}

/// The proof, once both signatures, the realm, the id and the time hold.
fn proved(app: &App, tx: &Transaction<'_>, now: i64, asked: &Open) -> Outcome<SessionProof> {
    let unreadable = || Bad::malformed("登录凭据无法识别。");
    let parsed = ParsedMany::parse(&asked.proof.0).map_err(|_| unreadable())?;
    let claimed: SessionProof = cbor::decode_strict(parsed.payload()).map_err(|_| unreadable())?;
    if claimed.realm != app.realm() {
        return Err(Bad::new(
            FaultCode::Realm,
            "本机登记在另一个城市，不能连接这个市平台。",
        ));
    }
    let opened = open_both(tx, &claimed.terminal, &asked.proof.0);
    let user = opened.map_or(None, |(_, user)| Some(user));
    if user.as_ref() != Some(&claimed.user) || claimed.v != 1 {
        return Err(Bad::auth(
            "市平台不认得本机或该工号的密钥，请联系管理员重新登记。",
        ));
    }
    if claimed.request_id != asked.request_id {
        return Err(Bad::auth("登录凭据与请求不是同一次，请重新登录。"));
    }
    if now.abs_diff(claimed.at) > TOLERANCE_MS.unsigned_abs() {
        return Err(Bad::auth(
            "本机时间与市平台相差超过十分钟，请校准时间后再登录。",
        ));
    }
    Ok(claimed)
}

fn start(tx: &Transaction<'_>, now: i64, terminal: &str, user: &str) -> Outcome<Opened> {
    tx.execute("DELETE FROM sessions WHERE refresh_until < ?1", [now])?;
    let (opened, access, refresh) = tokens(now);
    tx.execute(
        "INSERT INTO sessions (terminal, user, access, access_until, refresh, refresh_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            terminal,
            user,
            access,
            opened.access_until,
            refresh,
            now + REFRESH_MS
        ],
    )?;
    Ok(opened)
}

fn tokens(now: i64) -> (Opened, [u8; 32], [u8; 32]) {
    let opened = Opened {
        access: token(TOKEN_BYTES),
        access_until: now + ACCESS_MS,
        refresh: token(TOKEN_BYTES),
    };
    let hashes = (token_hash(&opened.access), token_hash(&opened.refresh));
    (opened, hashes.0, hashes.1)
}

/// `POST /v1/session/refresh`: new tokens for the last refresh token, once.
pub(crate) async fn refresh(State(app): State<Arc<App>>, body: Body) -> Response {
    let (asked, raw): (Refresh, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id.clone();
    let work = move |_: &App, tx: &Transaction<'_>, now| {
        let held = token_hash(&asked.refresh);
        let found: Option<(i64, String, bool)> = tx
            .query_row(
                "SELECT id, terminal, refresh = ?1 FROM sessions
                 WHERE (refresh = ?1 OR before = ?1) AND refresh_until > ?2",
                params![held, now],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let (id, terminal, current) = found.ok_or_else(over)?;
        once(
            tx,
            now,
            &terminal,
            &asked.request_id,
            ("refresh", &raw),
            || {
                if current {
                    rotate(tx, now, id, held)
                } else {
                    Err(over())
                }
            },
        )
    };
    app.answer(&request_id, work).await
}

fn rotate(tx: &Transaction<'_>, now: i64, id: i64, before: [u8; 32]) -> Outcome<Opened> {
    let (opened, access, refresh) = tokens(now);
    tx.execute(
        "UPDATE sessions SET access = ?2, access_until = ?3, refresh = ?4, before = ?5, refresh_until = ?6
         WHERE id = ?1",
        params![id, access, opened.access_until, refresh, before, now + REFRESH_MS],
    )?;
    Ok(opened)
}

fn over() -> Bad {
    Bad::auth("登录已失效，请重新登录。")
}
