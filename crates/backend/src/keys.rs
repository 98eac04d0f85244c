//! The realm's keys and its trust list. The practice city keeps its roots beside the rest; a real one does not.

use rand::Rng as _;
use rusqlite::Transaction;
use seal::{Algorithm, PublicKey, SigningKey, TrustList, TrustedKey, Use, WrapSecret};
use uuid::Uuid;

use crate::database::{meta, put_meta};
use crate::server::StartError;

const DAY_S: i64 = 86_400;
/// A list says when the next one is due…
const LIST_LIFE_S: i64 = 30 * DAY_S;
/// …and is made anew well before.
const LIST_AGE_S: i64 = 15 * DAY_S;
const KEY_LIFE_S: i64 = 10 * 366 * DAY_S;
/// Of the roots, two must sign.
const THRESHOLD: u8 = 2;

/// The keys by their use.
pub(crate) struct Keys {
    pub(crate) roots: [SigningKey; 3],
    pub(crate) ack: SigningKey,
    pub(crate) refdata: SigningKey,
    /// Signs the backend's own acts.
    pub(crate) terminal: SigningKey,
    /// Of the proof codes, EdDSA first.
    pub(crate) code: [SigningKey; 3],
    /// Opens a station whose members are gone.
    pub(crate) recovery: WrapSecret,
    /// Bundles are wrapped for it.
    pub(crate) bundle: WrapSecret,
    /// Of the backend's own acts, one a start: in a folder that came out of a backup the old one would give two acts
    /// one place.
    pub(crate) incarnation: Uuid,
    /// Unix seconds of the first start.
    since: i64,
}

impl Keys {
    /// The folder's keys; made at the first start.
    pub(crate) fn load(tx: &Transaction<'_>, now_s: i64) -> Result<Self, StartError> {
        let key = |name: &str, algorithm| secret(tx, name, algorithm);
        let since = match meta(tx, "since")? {
            Some(bytes) => i64::from_be_bytes(bytes.try_into().map_err(|_| StartError::Key)?),
            None => {
                put_meta(tx, "since", &now_s.to_be_bytes())?;
                now_s
            }
        };
        Ok(Self {
            roots: [
                key("key.root.1", Algorithm::EdDsa)?,
                key("key.root.2", Algorithm::EdDsa)?,
                key("key.root.3", Algorithm::EdDsa)?,
            ],
            ack: key("key.ack", Algorithm::EdDsa)?,
            refdata: key("key.refdata", Algorithm::EdDsa)?,
            terminal: key("key.terminal", Algorithm::EdDsa)?,
            code: [
                key("key.code.eddsa", Algorithm::EdDsa)?,
                key("key.code.sm2", Algorithm::Sm2Sm3)?,
                key("key.code.es256", Algorithm::Es256)?,
            ],
            recovery: wrapping(tx, "key.recovery")?,
            bundle: wrapping(tx, "key.bundle")?,
            incarnation: Uuid::new_v4(),
            since,
        })
    }

    /// The roots, as a station pins them.
    pub(crate) fn root_keys(&self) -> Vec<PublicKey> {
        self.roots.iter().map(SigningKey::public).collect()
    }

    /// The list in force with its version; a new one where the last grows old.
    pub(crate) fn trust(
        &self,
        tx: &Transaction<'_>,
        realm: &str,
        issuer: &str,
        now_s: i64,
    ) -> Result<(TrustList, Vec<u8>), StartError> {
        let held = meta(tx, "trust")?;
        let roots = self.root_keys();
        let opened = held
            .as_ref()
            .and_then(|bytes| TrustList::open(bytes, realm, &roots, THRESHOLD, None).ok());
        if let (Some(list), Some(bytes)) = (&opened, &held)
            && list.keys.iter().any(|key| key.is_for(Use::Recovery))
            && (list.issued_at - DAY_S..list.issued_at + LIST_AGE_S).contains(&now_s)
            // A folder of an earlier version has a list without it.
            && list.keys.iter().any(|key| key.is_for(Use::Bundle))
        {
            return Ok((list.clone(), bytes.clone()));
        }
        let version = opened.map_or(1, |list| list.version + 1);
        let list = self.list(realm, issuer, version, now_s);
        let bytes = list
            .seal(&[&self.roots[0], &self.roots[1]])
            .map_err(|_| StartError::Key)?;
        put_meta(tx, "trust", &bytes)?;
        Ok((list, bytes))
    }

    fn list(&self, realm: &str, issuer: &str, version: u64, now_s: i64) -> TrustList {
        // A practice clock may be set back: keys count from a day before the earliest time seen.
        let from = self.since.min(now_s) - DAY_S;
        let to = now_s.max(self.since) + KEY_LIFE_S;
        let trusted = |key: &SigningKey, use_, subject: &str| {
            TrustedKey::new(key.public(), &[use_], subject, from, to)
        };
        let mut keys = vec![
            trusted(&self.ack, Use::Ack, "backend"),
            trusted(&self.refdata, Use::Refdata, "backend"),
            trusted(&self.terminal, Use::Terminal, "backend"),
        ];
        let recovery = self.recovery.public();
        keys.push(TrustedKey::new(
            recovery,
            &[Use::Recovery],
            "recovery",
            from,
            to,
        ));
        let bundle = self.bundle.public();
        keys.push(TrustedKey::new(bundle, &[Use::Bundle], "backend", from, to));
        keys.extend(self.code.iter().map(|key| trusted(key, Use::Code, issuer)));
        TrustList {
            realm: realm.to_owned(),
            version,
            issued_at: now_s,
            next_update: now_s + LIST_LIFE_S,
            threshold: THRESHOLD,
            roots: self.root_keys(),
            keys,
        }
    }
}

fn secret(
    tx: &Transaction<'_>,
    name: &str,
    algorithm: Algorithm,
) -> Result<SigningKey, StartError> {
    if let Some(bytes) = meta(tx, name)? {
        return SigningKey::from_secret_bytes(algorithm, &bytes).map_err(|_| StartError::Key);
    }
    let key = SigningKey::generate(algorithm, &mut rand::rng());
    put_meta(tx, name, &key.secret_bytes())?;
    Ok(key)
}

fn wrapping(tx: &Transaction<'_>, name: &str) -> Result<WrapSecret, StartError> {
    if let Some(bytes) = meta(tx, name)? {
        return WrapSecret::from_bytes(&bytes).ok_or(StartError::Key);
    }
    let secret = WrapSecret::generate(&mut rand::rng());
    put_meta(tx, name, secret.bytes())?;
    Ok(secret)
}

/// Hex of so many random bytes.
pub(crate) fn token(bytes: usize) -> String {
    let mut random = vec![0; bytes];
    rand::rng().fill_bytes(&mut random);
    hex::encode(random)
}
