use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use ::seal::{Algorithm, PublicKey, SigningKey, cbor};
use store::Store;
use store::slots::{Identity, Slots};
use sync::Remote;
use uuid::Uuid;

use super::{Inner, Reference, Station, meta, refdata};
use crate::alarm;
use crate::fault::{DeskFault, Outcome};

/// Signs a member in at an enrolled folder; says what the key derivation took. Takes as long as the slot's Argon2id cost says.
///
/// # Errors
/// Not enrolled, unknown member, wrong password, or a folder that cannot be opened.
pub fn open(dir: &Path, user: &str, password: &str, now: i64) -> Outcome<(Opened, Duration)> {
    let slots = Slots::load(dir)?;
    let asked = Instant::now();
    let opened = slots.open(user, password)?;
    let derived = asked.elapsed();
    let store = match Store::open(dir, &opened.dek) {
        Err(
            store::StoreError::Missing
            | store::StoreError::JournalFound
            | store::StoreError::Damaged { .. },
        ) => {
            let rebuilt = store::rescue::rebuild(dir, &opened.dek)?;
            let store = Store::open(dir, &opened.dek)?;
            store.alarm_raise(&alarm::rebuilt(&rebuilt, now))?;
            store
        }
        other => other?,
    };
    name_life(&store, slots, now)?;
    let slots = Slots::load(dir)?;
    let identity = slots.identity();
    let secret = store.meta_get(meta::TERMINAL)?.ok_or_else(incomplete)?;
    let roots = store.meta_get(meta::ROOTS)?.ok_or_else(incomplete)?;
    let roots: Vec<PublicKey> = cbor::decode_strict(&roots).map_err(|_| incomplete())?;
    let opened = Opened {
        member: key(&opened.member_secret)?,
        terminal: key(&secret)?,
        identity,
        user: user.to_owned(),
        roots,
        store,
    };
    Ok((opened, derived))
}

/// A folder that a member opened.
pub struct Opened {
    identity: Identity,
    store: Store,
    member: SigningKey,
    terminal: SigningKey,
    user: String,
    roots: Vec<PublicKey>,
}

impl Opened {
    /// The station. Reference data that is not there, as after a rebuild from the journal, which holds no large
    /// values, is asked of the backend first.
    ///
    /// # Errors
    /// Reference data that cannot be verified, or is neither here nor to be had.
    pub async fn station(self, remote: Option<&Remote>) -> Outcome<Station> {
        let load = || Reference::load(&self.store, &self.identity.realm, &self.roots);
        let reference = match (load(), remote) {
            (Err(fault), Some(remote)) => {
                let pulled = refdata::pull(remote, &self.store, &self.identity.realm, &self.roots);
                pulled.await.map_err(|_| fault)?;
                load()?
            }
            (loaded, _) => loaded?,
        };
        Ok(Station(Arc::new(Inner {
            identity: self.identity,
            store: self.store,
            member: self.member,
            terminal: self.terminal,
            user: self.user,
            roots: self.roots,
            reference: RwLock::new(Arc::new(reference)),
            post: RwLock::new(None),
        })))
    }
}

/// The present life of the folder gets its name: that of the slot file, unless a rebuild has just begun another
/// (design §4).
fn name_life(store: &Store, mut slots: Slots, now: i64) -> Outcome<()> {
    let head = store.origin_head()?;
    if head.incarnation.is_some() {
        return Ok(());
    }
    if head.turn == 1 || head.next_seq > 1 {
        store.adopt_incarnation(slots.identity().incarnation, "enrolled", now)?;
    } else {
        let fresh = Uuid::new_v4();
        let named = store.adopt_incarnation(fresh, "rebuilt", now)?;
        slots.begin_incarnation(named)?;
    }
    Ok(())
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
