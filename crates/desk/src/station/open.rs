use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use ::seal::{Algorithm, PublicKey, SigningKey, Use};
use store::rotation::Step;
use store::slots::{Factor, Identity, Opened, Params, SlotError, Slots, Unlock};
use store::{Dek, Store, StoreError, rotation};
use sync::Remote;
use uuid::Uuid;

use super::clock::Clock;
use super::{Inner, Reference, Station, meta, refdata};
use crate::alarm;
use crate::fault::{DeskFault, Outcome};
use crate::machine::Machine;

/// What a sign-in needs of the machine.
pub struct Key<'a> {
    /// 工号.
    pub user: &'a str,
    /// Password.
    pub password: &'a str,
    /// What the keystore has for this station.
    pub factor: Option<Factor>,
}

impl Key<'_> {
    pub(crate) fn unlock(&self) -> Unlock<'_> {
        Unlock {
            password: self.password,
            factor: self.factor.as_ref(),
        }
    }
}

/// Signs a member in at an enrolled folder; says what the key derivation took. Takes as long as the slot's Argon2id
/// cost says. A data key that is to be replaced is replaced here, before anything else is open.
///
/// # Errors
/// Not enrolled, unknown member, wrong password, or a folder that cannot be opened.
pub fn open(dir: &Path, key: &Key<'_>, machine: &Machine) -> Outcome<(Unlocked, Duration)> {
    store::end_clearing(dir)?;
    let mut slots = Slots::load(dir)?;
    let asked = Instant::now();
    let opened = slots.open(key.user, key.unlock())?;
    let derived = asked.elapsed();
    if opened.old {
        let (same, cost) = (key.unlock(), Params::FLOOR);
        slots.change_password(key.user, same, same, &cost, &mut rand::rng())?;
    }
    let dek = turned(dir, &mut slots, &opened)?;
    let now = machine().wall;
    let store = opened_store(dir, &dek, now)?;
    name_life(&store, &mut slots, now)?;
    let secret = &opened.member_secret;
    let unlocked = unlocked(&slots, store, key.user, secret, dek, machine)?;
    Ok((unlocked, derived))
}

/// The key that counts: replaced where a member was taken out. Where that cannot be done now, work goes on and the next
/// sign-in tries again.
fn turned(dir: &Path, slots: &mut Slots, opened: &Opened) -> Outcome<Dek> {
    if !slots.must_rotate() && opened.next.is_none() {
        rotation::sweep(dir)?;
        return Ok(opened.dek.clone());
    }
    let next = opened.next.as_ref();
    let mut reached = |step| {
        crash::point(place(step));
        Ok(())
    };
    match rotation::run(slots, &opened.dek, next, &mut rand::rng(), &mut reached) {
        Ok(dek) => Ok(dek),
        Err(SlotError::Disk(StoreError::Damaged { .. } | StoreError::Unreadable { .. })) => {
            rotation::fall_back(dir, &opened.dek)?;
            Ok(opened.dek.clone())
        }
        Err(SlotError::Disk(_) | SlotError::Old) => {
            Ok(rotation::current(dir, &opened.dek, next)?.clone())
        }
        Err(other) => Err(other.into()),
    }
}

/// Where a development build can be made to die within a rotation.
fn place(step: Step) -> crash::Point {
    match step {
        Step::Begun => crash::Point::RotateBegun,
        Step::Copied => crash::Point::RotateCopied,
        Step::Swapped => crash::Point::RotateSwapped,
        Step::Bound => crash::Point::RotateBound,
        Step::Retired => crash::Point::RotateRetired,
        Step::Journaled => crash::Point::RotateJournaled,
        Step::Settled => crash::Point::RotateSettled,
        Step::Done => crash::Point::RotateDone,
    }
}

fn opened_store(dir: &Path, dek: &Dek, now: i64) -> Outcome<Store> {
    match Store::open(dir, dek) {
        Err(StoreError::Missing | StoreError::JournalFound | StoreError::Damaged { .. }) => {
            let rebuilt = store::rescue::rebuild(dir, dek)?;
            let store = Store::open(dir, dek)?;
            store.alarm_raise(&alarm::rebuilt(&rebuilt, now))?;
            Ok(store)
        }
        other => Ok(other?),
    }
}

/// The folder opened by the recovery key: for one call under its name, with a member's key that nobody keeps.
///
/// # Errors
/// A folder that cannot be opened.
pub fn by_recovery(slots: &Slots, dek: Dek, user: &str, machine: &Machine) -> Outcome<Unlocked> {
    let nobody = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let store = Store::open(slots.dir(), &dek)?;
    unlocked(slots, store, user, &nobody.secret_bytes(), dek, machine)
}

/// A folder that a key opened.
pub struct Unlocked {
    identity: Identity,
    store: Store,
    member: SigningKey,
    terminal: SigningKey,
    user: String,
    dek: Dek,
    machine: Machine,
}

fn unlocked(
    slots: &Slots,
    store: Store,
    user: &str,
    secret: &[u8],
    dek: Dek,
    machine: &Machine,
) -> Outcome<Unlocked> {
    let terminal = store.meta_get(meta::TERMINAL)?.ok_or_else(incomplete)?;
    Ok(Unlocked {
        member: key(secret)?,
        terminal: key(&terminal)?,
        identity: slots.identity(),
        user: user.to_owned(),
        dek,
        machine: Arc::clone(machine),
        store,
    })
}

impl Unlocked {
    /// The station. Reference data that is not there, as after a rebuild from the journal, which holds no large
    /// values, is asked of the backend first.
    ///
    /// # Errors
    /// Reference data that cannot be verified, or is neither here nor to be had.
    pub async fn station(self, remote: Option<&Remote>) -> Outcome<Station> {
        let load = || Reference::load(&self.store, &self.identity.realm);
        let reference = match (load(), remote) {
            (Err(fault), Some(remote)) => {
                let pulled = refdata::pull(remote, &self.store, &self.identity.realm);
                pulled.await.map_err(|_| fault)?;
                load()?
            }
            (loaded, _) => loaded?,
        };
        let clock = Clock::open(&self.store, self.machine, reference.city.desk.clock)?;
        Ok(Station(Arc::new(Inner {
            identity: self.identity,
            store: self.store,
            member: self.member,
            terminal: self.terminal,
            user: self.user,
            reference: RwLock::new(Arc::new(reference)),
            post: RwLock::new(None),
            clock: std::sync::Arc::new(clock),
            dek: self.dek,
        })))
    }
}

impl Station {
    /// The recovery keys of the trust list, and no others, open this folder.
    pub(crate) fn name_recovery(&self, slots: &mut Slots) -> Outcome<()> {
        let reference = self.reference();
        let keys: Vec<PublicKey> = reference
            .trust
            .keys
            .iter()
            .filter(|key| key.is_for(Use::Recovery) && key.revoked_at.is_none() && !key.compromised)
            .map(|key| key.key.clone())
            .collect();
        slots.set_recovery(&keys, &self.0.dek, &mut rand::rng())?;
        Ok(())
    }
}

/// The present life of the folder gets its name: that of the slot file, unless a rebuild has just begun another
/// (design §4).
fn name_life(store: &Store, slots: &mut Slots, now: i64) -> Outcome<()> {
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

pub(super) fn key(secret: &[u8]) -> Outcome<SigningKey> {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, secret).map_err(|_| incomplete())
}

pub(super) fn incomplete() -> DeskFault {
    DeskFault::new(
        "station_incomplete",
        "本机登记没有完成或数据不全。未发送的内容仍在。请联系管理员。",
    )
}
