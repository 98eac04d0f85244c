use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use rusqlite::{OptionalExtension as _, params};
use seal::{EnrolCode, PublicKey, cbor};
use wire::{B64, Enrol, EnrolPaper, Enrolled, FaultCode, Reply};

use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, consume};
use crate::fault::{Bad, Faults, Outcome};
use crate::member::{standing, token_hash};

/// The enrolment code of the practice city.
const CODE: &str = "practice";
/// Most members named in one call.
const MOST_MEMBERS: usize = 64;

impl Asked for Enrol {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl Consuming for Enrol {
    const CALL: &'static str = "enrol";
    type Answer = Enrolled;
    type Asker = ();

    fn asker(&self, _: &Turn<'_>) -> Outcome<(String, ())> {
        Ok((key(&self.terminal_key)?.kid().to_string(), ()))
    }

    fn consume(&self, turn: &Turn<'_>, (): &()) -> Outcome<Enrolled> {
        let terminal = key(&self.terminal_key)?.kid().to_string();
        register(turn, self, &terminal)
    }
}

/// Registers a station's key and its members' keys by a code from the administrator's paper.
#[utoipa::path(post, path = "/v1/enrol", tag = "station", request_body = Enrol,
    responses((status = 200, body = Reply<Enrolled>), Faults))]
pub(crate) async fn enrol(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    consume::<Enrol>(app, caller, body).await
}

fn register(turn: &Turn<'_>, asked: &Enrol, terminal: &str) -> Outcome<Enrolled> {
    let Turn { app, tx, now, .. } = *turn;
    let paper = admitted(turn, asked, terminal)?;
    if asked.members.is_empty() || asked.members.len() > MOST_MEMBERS {
        return Err(Bad::malformed(
            "登记时要有一名以上、六十四名以下的工作人员。",
        ));
    }
    for member in &asked.members {
        standing(tx, terminal, &member.user)?;
    }
    let outlet = outlet(app, &asked.members[0].user)?;
    let made = tx.execute(
        "INSERT INTO stations (terminal, key, outlet, enrolled_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (terminal) DO NOTHING",
        params![terminal, asked.terminal_key.0, outlet, now],
    )?;
    for member in &asked.members {
        app.city.clerk(&member.user).ok_or_else(unknown)?;
        let kid = key(&member.key)?.kid();
        tx.execute(
            "INSERT INTO members (terminal, kid, user, key) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (terminal, kid) DO NOTHING",
            params![terminal, kid.0, member.user, member.key.0],
        )?;
    }
    if let Some(hash) = paper {
        tx.execute(
            "UPDATE enrol_codes SET terminal = ?2, user = ?3,
                 made = CASE WHEN terminal = ?2 THEN max(made, ?4) ELSE ?4 END
             WHERE hash = ?1",
            params![hash, terminal, asked.members[0].user, made > 0],
        )?;
    }
    let issuer = &app.city.rule.proof.issuer;
    let trust = app
        .keys
        .trust(tx, app.realm(), issuer, now.div_euclid(1000));
    let roots = app.keys.root_keys();
    let roots = roots.iter().map(|root| cbor::encode(root).map(B64));
    Ok(Enrolled {
        realm: app.realm().to_owned(),
        terminal: terminal.to_owned(),
        outlet: tx.query_row(
            "SELECT outlet FROM stations WHERE terminal = ?1",
            [terminal],
            |row| row.get(0),
        )?,
        roots: roots.collect::<Result<_, _>>()?,
        trust_list: B64(trust.map_err(|_| Bad::server())?.1),
    })
}

/// The code's hash, where it is one of the office's papers and still good. A code whose station was never heard of
/// counts again: what it made before is forgotten.
fn admitted(turn: &Turn<'_>, asked: &Enrol, terminal: &str) -> Outcome<Option<[u8; 32]>> {
    let Turn { app, tx, now, .. } = *turn;
    if asked.code == CODE && app.realm() == CODE {
        return Ok(None);
    }
    let hash = token_hash(&asked.code);
    let found = tx
        .prepare_cached("SELECT until, terminal, made, used_at FROM enrol_codes WHERE hash = ?1")?
        .query_row([hash], |row| {
            let before: (i64, Option<String>, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((before, row.get::<_, Option<i64>>(3)?))
        })
        .optional()?;
    let Some(((until, before, made), used)) = found else {
        let say = "登记码不对。请对照登记单核对；仍不行请管理员重新开一张。";
        return Err(Bad::new(FaultCode::EnrolCode, say));
    };
    if used.is_some() {
        let say = "登记码已用过，一张登记单只登记一次。请管理员重新开一张。";
        return Err(Bad::new(FaultCode::CodeUsed, say));
    }
    if until < now {
        let say = "登记码已过期。请管理员重新开一张。";
        return Err(Bad::new(FaultCode::CodeExpired, say));
    }
    if let Some(before) = before.filter(|before| made && before != terminal) {
        tx.execute("DELETE FROM members WHERE terminal = ?1", [&before])?;
        tx.execute("DELETE FROM stations WHERE terminal = ?1", [&before])?;
    }
    Ok(Some(hash))
}

/// The first session of whom a code let in makes the code used.
pub(crate) fn heard_of(turn: &Turn<'_>, terminal: &str, user: &str) -> rusqlite::Result<()> {
    turn.tx
        .prepare_cached(
            "UPDATE enrol_codes SET used_at = ?3
             WHERE terminal = ?1 AND user = ?2 AND used_at IS NULL",
        )?
        .execute(params![terminal, user, turn.now])
        .map(|_| ())
}

/// Writes a paper's code down.
pub(crate) fn issue(turn: &Turn<'_>, minutes: u32) -> Outcome<EnrolPaper> {
    let Turn { app, tx, now, .. } = *turn;
    let roots = app.keys.root_keys();
    let code = EnrolCode::generate(app.realm(), &roots, &mut rand::rng());
    let until = now + i64::from(minutes) * 60_000;
    tx.execute(
        "INSERT INTO enrol_codes (hash, until) VALUES (?1, ?2)",
        params![token_hash(&code.secret()), until],
    )?;
    Ok(EnrolPaper {
        code: code.to_string(),
        until,
    })
}

fn outlet(app: &App, user: &str) -> Outcome<String> {
    let clerk = app.city.clerk(user).ok_or_else(unknown)?;
    let post = clerk.posts.first().ok_or_else(unknown)?;
    Ok(post.outlet.clone())
}

fn unknown() -> Bad {
    Bad::new(
        FaultCode::Forbidden,
        "工号不在人员名单里，或没有岗位，请向管理员核对。",
    )
}

fn key(bytes: &B64) -> Outcome<PublicKey> {
    let key: PublicKey = cbor::decode_strict(&bytes.0).map_err(|_| malformed())?;
    let ours = |algorithm| seal::Algorithm::ALL.contains(&algorithm);
    key.algorithm()
        .is_some_and(ours)
        .then_some(key)
        .ok_or_else(malformed)
}

fn malformed() -> Bad {
    Bad::malformed("公钥无法识别，没有登记。")
}
