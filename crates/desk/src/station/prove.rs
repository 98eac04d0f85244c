use ::seal::SigningKey;
use sync::Remote;
use wire::{Open, SessionProof};

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
/// # Errors
/// The call's.
pub(crate) async fn open_session(remote: &Remote, whose: &Whose<'_>, at: i64) -> Outcome<i64> {
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
    let reply = remote.open_session(&Open { request_id, proof }).await?;
    Ok(reply.now)
}
