use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use rusqlite::{OptionalExtension as _, Transaction, params};
use seal::{ParsedMany, Use, cbor, sign1};
use wire::{FaultCode, Open, Opened, Refresh, Reply, SessionProof, Told};

use crate::answered::check_id;
use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, consume};
use crate::calls::enrol::heard_of;
use crate::fault::{Bad, Faults, Outcome};
use crate::keys::token;
use crate::member::{open_both, standing, token_hash};

/// How far a desk's clock may be off when it signs in.
const TOLERANCE_MS: i64 = 10 * 60_000;
const ACCESS_MS: i64 = 15 * 60_000;
const REFRESH_MS: i64 = 12 * 3_600_000;
const TOKEN_BYTES: usize = 32;

impl Asked for Open {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl Consuming for Open {
    const CALL: &'static str = "session";
    type Answer = Opened;
    type Asker = SessionProof;

    fn asker(&self, turn: &Turn<'_>) -> Outcome<(String, SessionProof)> {
        let proof = proved(turn, self)?;
        Ok((proof.terminal.clone(), proof))
    }

    fn consume(&self, turn: &Turn<'_>, proof: &SessionProof) -> Outcome<Opened> {
        start(turn, &proof.terminal, &proof.user)
    }
}

/// A member signs in at a station, by both keys.
#[utoipa::path(post, path = "/v1/session", tag = "station", request_body = Open,
    responses((status = 200, body = Reply<Opened>), Faults))]
pub(crate) async fn open(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    consume::<Open>(app, caller, body).await
}

/// The proof, once both signatures, the realm, the id and the time hold.
fn proved(turn: &Turn<'_>, asked: &Open) -> Outcome<SessionProof> {
    let Turn { app, tx, now, .. } = *turn;
    let unreadable = || Bad::malformed("登录凭据无法识别。");
    let parsed = ParsedMany::parse(&asked.proof.0).map_err(|_| unreadable())?;
    let claimed: SessionProof = cbor::decode_strict(parsed.payload()).map_err(|_| unreadable())?;
    if claimed.realm != app.realm() {
        return Err(Bad::new(
            FaultCode::Realm,
            "本机登记在另一个城市，不能连接这个市平台。",
        ));
    }
    let opened = open_both(&app.keyring, tx, &claimed.terminal, &asked.proof.0);
    let user = opened.map_or(None, |(_, user)| Some(user));
    if user.as_ref() != Some(&claimed.user) || claimed.v != 1 {
        return Err(Bad::auth(
            "市平台不认得本机或该工号的密钥，请联系管理员重新登记。",
        ));
    }
    standing(tx, &claimed.terminal, &claimed.user)?;
    if claimed.request_id != asked.request_id {
        return Err(Bad::auth("登录凭据与请求不是同一次，请重新登录。"));
    }
    if now.abs_diff(claimed.at) > TOLERANCE_MS.unsigned_abs() {
        return Err(too_far_off(turn, &claimed.request_id)?);
    }
    Ok(claimed)
}

/// The refusal that puts a clock right: only possession of both keys gets it, and it is signed for this request alone.
fn too_far_off(turn: &Turn<'_>, request_id: &str) -> Outcome<Bad> {
    check_id(request_id)?;
    let told = Told {
        v: 1,
        realm: turn.app.realm().to_owned(),
        request_id: request_id.to_owned(),
        now: turn.now,
    };
    let signed = sign1(Use::Ack, &cbor::encode(&told)?, &turn.app.keys.ack)?;
    let say = "本机时间与市平台相差超过十分钟，不能凭它登录。本机会按市平台的时间再试；仍不行请校准时间。";
    Ok(Bad {
        told: Some(signed.into()),
        ..Bad::auth(say)
    })
}

fn start(turn: &Turn<'_>, terminal: &str, user: &str) -> Outcome<Opened> {
    let Turn { tx, now, .. } = *turn;
    tx.execute("DELETE FROM sessions WHERE refresh_until < ?1", [now])?;
    heard_of(turn, terminal, user)?;
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

/// The session whose token was shown.
pub(crate) struct Held {
    id: i64,
    token: [u8; 32],
    /// Not the one before it.
    current: bool,
}

impl Asked for Refresh {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl Consuming for Refresh {
    const CALL: &'static str = "refresh";
    type Answer = Opened;
    type Asker = Held;

    fn asker(&self, turn: &Turn<'_>) -> Outcome<(String, Held)> {
        let token = token_hash(&self.refresh);
        let found = turn
            .tx
            .query_row(
                "SELECT id, terminal, user, refresh = ?1 FROM sessions
                 WHERE (refresh = ?1 OR before = ?1) AND refresh_until > ?2",
                params![token, turn.now],
                |row| {
                    let (id, current) = (row.get(0)?, row.get(3)?);
                    let held = Held { id, token, current };
                    Ok((row.get(1)?, row.get(2)?, held))
                },
            )
            .optional()?;
        let (terminal, user, held): (String, String, Held) = found.ok_or_else(over)?;
        standing(turn.tx, &terminal, &user)?;
        Ok((terminal, held))
    }

    fn consume(&self, turn: &Turn<'_>, held: &Held) -> Outcome<Opened> {
        if !held.current {
            return Err(over());
        }
        rotate(turn.tx, turn.now, held.id, held.token)
    }
}

/// New tokens for the last refresh token, once.
#[utoipa::path(post, path = "/v1/session/refresh", tag = "station", request_body = Refresh,
    responses((status = 200, body = Reply<Opened>), Faults))]
pub(crate) async fn refresh(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    consume::<Refresh>(app, caller, body).await
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
