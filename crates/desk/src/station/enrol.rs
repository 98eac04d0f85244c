use std::path::Path;

use ::seal::{Algorithm, PublicKey, SigningKey, cbor};
use store::slots::{Identity, Params, Slots};
use store::{Dek, Store, StoreError};
use sync::Remote;
use uuid::Uuid;
use wire::{Enrol, MemberKey};

use super::{meta, refdata};
use crate::fault::{DeskFault, Outcome};

/// Written when everything else is there.
const DONE: &str = "enrolled";
/// What an enrolment makes.
const PARTS: &[&str] = &[
    "keys.json",
    "key.check",
    "zongchuang.db",
    "zongchuang.db-wal",
    "zongchuang.db-shm",
    "journal",
];

/// A member and the password of their slot.
pub struct MemberPassword {
    /// 工号.
    pub user: String,
    /// Password.
    pub password: String,
}

/// What a new station is made with.
pub struct Enrolment<'a> {
    /// Data folder.
    pub dir: &'a Path,
    /// The code on the administrator's paper.
    pub code: &'a str,
    /// Who gets a slot.
    pub members: &'a [MemberPassword],
}

/// Makes a station of an empty folder: keys, slots, store, reference data; the realm's roots are pinned for its
/// life. Everything is made in memory first; the slot file, which makes the folder a station, is written last but
/// for the database it opens.
///
/// # Errors
/// The backend's refusal, no network, or the disk's.
pub async fn enrol(remote: &Remote, enrolment: &Enrolment<'_>) -> Outcome<()> {
    let terminal = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let keys: Vec<SigningKey> = enrolment
        .members
        .iter()
        .map(|_| SigningKey::generate(Algorithm::EdDsa, &mut rand::rng()))
        .collect();
    let members = enrolment
        .members
        .iter()
        .zip(&keys)
        .map(|(member, key)| {
            Ok(MemberKey {
                user: member.user.clone(),
                key: encoded(&key.public())?.into(),
            })
        })
        .collect::<Outcome<Vec<_>>>()?;
    let request = Enrol {
        request_id: Uuid::new_v4().to_string(),
        code: enrolment.code.to_owned(),
        terminal_key: encoded(&terminal.public())?.into(),
        members,
    };
    let enrolled = remote.enrol(&request).await?.data;
    crash::point(crash::Point::EnrolAnswered);
    let roots = enrolled
        .roots
        .iter()
        .map(|root| cbor::decode_strict::<PublicKey>(&root.0))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| {
            DeskFault::new(
                "realm_broken",
                "市平台给出的根证书无法识别，没有登记。请联系管理员。",
            )
        })?;
    let identity = Identity {
        realm: enrolled.realm.clone(),
        station: enrolled.terminal.clone(),
        incarnation: Uuid::new_v4(),
    };
    let dek = Dek::generate(&mut rand::rng());
    set_aside(enrolment.dir)?;
    let mut slots = Slots::create(enrolment.dir, identity)?;
    for (member, key) in enrolment.members.iter().zip(&keys) {
        slots.add(
            &member.user,
            &member.password,
            &dek,
            &key.secret_bytes(),
            &Params::FLOOR,
            &mut rand::rng(),
        )?;
    }
    crash::point(crash::Point::EnrolSlotted);
    let store = Store::create(enrolment.dir, &dek)?;
    store.meta_put(meta::TERMINAL, &terminal.secret_bytes())?;
    store.meta_put(
        meta::ROOTS,
        &cbor::encode(&roots).map_err(|_| unencodable())?,
    )?;
    store.meta_put(meta::TRUST, &enrolled.trust_list.0)?;
    store.meta_put(meta::OUTLET, enrolled.outlet.as_bytes())?;
    refdata::pull(remote, &store, &enrolled.realm, &roots).await?;
    crash::point(crash::Point::EnrolFilled);
    std::fs::write(enrolment.dir.join(DONE), []).map_err(|error| StoreError::from(error).into())
}

/// Whether the folder is a station whose enrolment came to its end.
#[must_use]
pub fn is_enrolled(dir: &Path) -> bool {
    (dir.join(DONE).exists() || has_journal(dir)) && Slots::load(dir).is_ok()
}

/// A journal says that somebody worked here, whatever else is missing.
fn has_journal(dir: &Path) -> bool {
    std::fs::read_dir(dir.join("journal")).is_ok_and(|mut files| files.next().is_some())
}

/// An enrolment that was cut off left files under which nobody could ever sign in, so nothing was saved with them:
/// they are moved aside, never deleted.
fn set_aside(dir: &Path) -> Outcome<()> {
    if is_enrolled(dir) || Slots::load(dir).is_err() {
        return Ok(());
    }
    let aside = dir.join(format!("unfinished-{}", Uuid::new_v4().simple()));
    let moved = std::fs::create_dir(&aside).and_then(|()| {
        PARTS
            .iter()
            .filter(|part| dir.join(part).exists())
            .try_for_each(|part| std::fs::rename(dir.join(part), aside.join(part)))
    });
    moved.map_err(|error| StoreError::from(error).into())
}

fn encoded(key: &PublicKey) -> Outcome<Vec<u8>> {
    cbor::encode(key).map_err(|_| unencodable())
}

fn unencodable() -> DeskFault {
    DeskFault::new("key_broken", "密钥无法编码，没有登记。请重试。")
}
