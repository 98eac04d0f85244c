//! A desk of bare contract calls: enrolled and signed in, with nothing of ours between.

use backend::evidence::Evidence;
use seal::{Algorithm, SigningKey, cbor};
use sync::{Options, Remote};
use uuid::Uuid;
use wire::{Enrol, MemberKey, Open, SessionProof};

/// A session at a backend.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Bearer token.
    pub token: String,
    /// Terminal id.
    pub terminal: String,
}

/// Enrols a terminal for clerk 0217 at the practice city and opens a session. `now`: milliseconds, this machine's.
///
/// # Panics
/// When the city refuses.
pub async fn sign_in(url: &str, now: i64) -> Caller {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let remote = Remote::new(url, Options::default()).expect("an address");
    let key = |seed: u128| {
        let secret = seal::sha256(&[Uuid::new_v4().as_bytes(), &seed.to_be_bytes()[..]].concat());
        SigningKey::from_secret_bytes(Algorithm::EdDsa, &secret.0).expect("32 bytes")
    };
    let (terminal, member) = (key(1), key(2));
    let public = |key: &SigningKey| cbor::encode(&key.public()).expect("a key").into();
    let enrol = Enrol {
        request_id: Uuid::new_v4().to_string(),
        code: "practice".to_owned(),
        terminal_key: public(&terminal),
        members: vec![MemberKey {
            user: "0217".to_owned(),
            key: public(&member),
        }],
    };
    let enrolled = remote.enrol(&enrol).await.expect("enrolled").data;
    let request_id = Uuid::new_v4().to_string();
    let proof = SessionProof {
        v: 1,
        realm: enrolled.realm,
        terminal: enrolled.terminal.clone(),
        user: "0217".to_owned(),
        request_id: request_id.clone(),
        at: now,
    };
    let bytes = cbor::encode(&proof).expect("a proof");
    let signed = seal::sign_act(&bytes, &member, &terminal).expect("signed");
    let open = Open {
        request_id,
        proof: signed.into(),
    };
    let opened = remote.open_session(&open).await.expect("signed in").data;
    Caller {
        token: opened.access,
        terminal: enrolled.terminal,
    }
}

/// Whether the city whose folder this is has the file for the case, whole and unchanged.
///
/// # Panics
/// When the folder cannot be read.
#[must_use]
pub fn holds(folder: &std::path::Path, case: Uuid, bytes: &[u8]) -> bool {
    let evidence = Evidence::open(folder).expect("the city's folder opens");
    let uploads = evidence.uploads().expect("the uploads can be read");
    let hash = seal::sha256(bytes).0;
    let ours = |upload: &&backend::evidence::Upload| upload.case == case && upload.hash == hash;
    let found: Vec<_> = uploads.iter().filter(ours).collect();
    !found.is_empty()
        && found
            .iter()
            .all(|upload| upload.found == hash && upload.stored == bytes.len() as u64)
}
