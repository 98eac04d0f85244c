use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use rusqlite::params;
use seal::{PublicKey, cbor};
use wire::{B64, Enrol, Enrolled, FaultCode, Reply};

use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, consume};
use crate::fault::{Bad, Faults, Outcome};
use crate::member::standing;

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
    if asked.code != CODE {
        return Err(Bad::new(
            FaultCode::EnrolCode,
            "登记码不对或已用过，请向管理员核对。",
        ));
    }
    if asked.members.is_empty() || asked.members.len() > MOST_MEMBERS {
        return Err(Bad::malformed(
            "登记时要有一名以上、六十四名以下的工作人员。",
        ));
    }
    for member in &asked.members {
        standing(tx, terminal, &member.user)?;
    }
    let outlet = outlet(app, &asked.members[0].user)?;
    tx.execute(
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
    key.algorithm()
        .is_some()
        .then_some(key)
        .ok_or_else(malformed)
}

fn malformed() -> Bad {
    Bad::malformed("公钥无法识别，没有登记。")
}
