use ::seal::SigningKey;
use sync::{Failure, Remote, Verifier};
use wire::{Open, Opened, Reply, SessionProof};

use crate::fault::{DeskFault, Outcome};

/// Who opens a session.
pub(crate) struct Whose<'a> {
    pub(crate) realm: &'a str,
    pub(crate) terminal: &'a str,
    pub(crate) user: &'a str,
    /// The member's, the terminal's.
    pub(crate) keys: (&'a SigningKey, &'a SigningKey),
}

/// Opens a session by possession of both keys, signed for this moment; answers the backend's clock. The tokens stay in
/// the remote, in memory alone.
///
/// Where this moment is too far from the backend's, its refusal says the time, signed for this very request: the proof
/// is made again at that time, under an id of its own. Without `believed` nobody's word on the time is taken.
///
/// # Errors
/// The call's.
pub(crate) async fn open_session(
    remote: &Remote,
    whose: &Whose<'_>,
    at: i64,
    believed: Option<&Verifier>,
) -> Outcome<i64> {
    let asked = proof(whose, at)?;
    let told = match remote.open_session(&asked).await {
        Ok(reply) => return Ok(reply.now),
        Err(refused) => told(&refused, &asked, believed).ok_or(refused)?,
    };
    let reply: Reply<Opened> = remote.open_session(&proof(whose, told)?).await?;
    Ok(reply.now)
}

/// The backend's time in a refusal of this request.
fn told(refused: &Failure, asked: &Open, believed: Option<&Verifier>) -> Option<i64> {
    let told = refused.fault.as_ref()?.told.as_ref()?;
    believed?.told(&told.0, &asked.request_id).ok()
}

fn proof(whose: &Whose<'_>, at: i64) -> Outcome<Open> {
    let request_id = uuid::Uuid::new_v4().to_string();
    let proof = SessionProof {
        v: 1,
        realm: whose.realm.to_owned(),
        terminal: whose.terminal.to_owned(),
        user: whose.user.to_owned(),
        request_id: request_id.clone(),
        at,
    };
    let broken = || DeskFault::new("failed", "登录凭据无法生成，请重新登录。");
    let bytes = ::seal::cbor::encode(&proof).map_err(|_| broken())?;
    let signed = ::seal::sign_act(&bytes, whose.keys.0, whose.keys.1).map_err(|_| broken())?;
    let proof = signed.into();
    Ok(Open { request_id, proof })
}
