use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use ::seal::{Algorithm, PublicKey, SigningKey, cbor};
use store::Store;
use store::slots::Slots;
use uuid::Uuid;

use super::{Inner, Reference, Station, meta};
use crate::fault::{DeskFault, Outcome};

/// Signs a member in at an enrolled folder; says what the key derivation took. Takes as long as the slot's Argon2id cost says.
///
/// # Errors
/// Not enrolled, unknown member, wrong password, or a folder that cannot be opened.
pub fn open(dir: &Path, user: &str, password: &str) -> Outcome<(Station, Duration)> {
    let mut slots = Slots::load(dir)?;
    let asked = Instant::now();
    let opened = slots.open(user, password)?;
    let derived = asked.elapsed();
    let store = match Store::open(dir, &opened.dek) {
        Err(
            store::StoreError::Missing
            | store::StoreError::JournalFound
            | store::StoreError::Damaged { .. },
        ) => {
            store::rescue::rebuild(dir, &opened.dek)?;
            // What was rebuilt is another life of the folder (design §4).
            slots.begin_incarnation(Uuid::new_v4())?;
            let store = Store::open(dir, &opened.dek)?;
            store.begin_incarnation()?;
            store
        }
        other => other?,
    };
    let identity = slots.identity();
    let secret = store.meta_get(meta::TERMINAL)?.ok_or_else(incomplete)?;
    let roots = store.meta_get(meta::ROOTS)?.ok_or_else(incomplete)?;
    let roots: Vec<PublicKey> = cbor::decode_strict(&roots).map_err(|_| incomplete())?;
    let reference = Reference::load(&store, &identity.realm, &roots)?;
    let station = Station(Arc::new(Inner {
        member: key(&opened.member_secret)?,
        terminal: key(&secret)?,
        identity,
        user: user.to_owned(),
        roots,
        reference: RwLock::new(Arc::new(reference)),
        post: RwLock::new(None),
        store,
    }));
    Ok((station, derived))
}

fn key(secret: &[u8]) -> Outcome<SigningKey> {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, secret).map_err(|_| incomplete())
}

fn incomplete() -> DeskFault {
    DeskFault::new(
        "station_incomplete",
        "本机登记没有完成或数据不全。未发送的内容仍在。请联系管理员。",
    )
}
