use std::path::Path;

use ::seal::{Algorithm, BadEnrolCode, EnrolCode, PublicKey, SigningKey, cbor};
use store::slots::{Identity, Params, Slots};
use store::{Dek, Store, StoreError};
use sync::Remote;
use uuid::Uuid;
use wire::{Enrol, Enrolled, MemberKey, Reply};

use super::{Station, clock, meta, prove, refdata};
use crate::fault::{DeskFault, Outcome};
use crate::machine::Machine;
use crate::practice;

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
    /// The code on the administrator's paper; `practice` in the practice city.
    pub code: &'a str,
    /// Who gets a slot.
    pub members: &'a [MemberPassword],
    /// For the first word of the backend's time.
    pub machine: &'a Machine,
}

/// The code on the paper, or the practice city's word.
enum Code {
    Practice,
    Paper(EnrolCode),
}

impl Code {
    fn read(text: &str) -> Outcome<Self> {
        if text.trim() == practice::REALM {
            return Ok(Self::Practice);
        }
        let read = text.parse().map(Self::Paper);
        read.map_err(|bad| DeskFault::new("enrol_code", misread(bad)))
    }

    fn secret(&self) -> String {
        match self {
            Self::Practice => practice::REALM.to_owned(),
            Self::Paper(code) => code.secret(),
        }
    }

    /// Whether this is the realm that the code is for: nobody else's roots are ever pinned.
    fn fits(&self, realm: &str, roots: &[PublicKey]) -> bool {
        match self {
            Self::Practice => realm == practice::REALM,
            Self::Paper(code) => code.pins(realm, roots),
        }
    }
}

fn misread(bad: BadEnrolCode) -> String {
    match bad {
        BadEnrolCode::Length(typed, wanted) => {
            format!(
                "登记码要 {wanted} 个字符，现在是 {typed} 个。请对照登记单重新输入，横线可以不输。"
            )
        }
        BadEnrolCode::Character(at) => {
            format!("登记码第 {at} 个字符不是登记码里的字符。请对照登记单重新输入。")
        }
        BadEnrolCode::Check => {
            "登记码有一个字符输错了。请对照登记单逐组核对后重新输入。".to_owned()
        }
    }
}

/// Makes a station of an empty folder: keys, slots, store, reference data; the realm's roots are pinned until a list
/// changes them that they have signed.
/// Until the last file stands, a repeat begins anew and the same code still counts: the backend takes it as used when
/// the station it made has been heard of.
///
/// # Errors
/// A code that is none, the backend's refusal, roots that are not the paper's, no network, or the disk's.
pub async fn enrol(remote: &Remote, enrolment: &Enrolment<'_>) -> Outcome<()> {
    let code = Code::read(enrolment.code)?;
    let terminal = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let keys: Vec<SigningKey> = (0..enrolment.members.len())
        .map(|_| SigningKey::generate(Algorithm::EdDsa, &mut rand::rng()))
        .collect();
    let users: Vec<&str> = enrolment.members.iter().map(|m| m.user.as_str()).collect();
    let (reply, roots) = ask(remote, &code, &terminal, &users, &keys).await?;
    crash::point(crash::Point::EnrolAnswered);
    let enrolled = reply.data;
    let identity = Identity {
        realm: enrolled.realm.clone(),
        station: enrolled.terminal.clone(),
        incarnation: Uuid::new_v4(),
    };
    let dek = Dek::generate(&mut rand::rng());
    set_aside(enrolment.dir)?;
    let mut slots = Slots::create(enrolment.dir, identity)?;
    for (member, key) in enrolment.members.iter().zip(&keys) {
        let (password, secret) = (member.password.as_str(), key.secret_bytes());
        slots.add(
            &member.user,
            password,
            &dek,
            &secret,
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
    clock::begin(&store, enrolment.machine, reply.now)?;
    for user in users {
        store.meta_put(&meta::seen(user), &reply.now.to_be_bytes())?;
    }
    refdata::pull(remote, &store, &enrolled.realm).await?;
    crash::point(crash::Point::EnrolFilled);
    store.journal_sync()?;
    std::fs::write(enrolment.dir.join(DONE), []).map_err(StoreError::from)?;
    // The first sign of life makes the code used. Where it does not arrive, the first sign-in gives it.
    if let Some((user, key)) = enrolment.members.first().map(|m| &m.user).zip(keys.first()) {
        let whose = prove::Whose {
            realm: &enrolled.realm,
            terminal: &enrolled.terminal,
            user,
            keys: (key, &terminal),
        };
        let _ = prove::open_session(remote, &whose, reply.now, None).await;
    }
    Ok(())
}

/// Where a member's new slot goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// Beside the others; the member has none.
    Beside,
    /// In place of the one the member has, if any.
    InPlace,
}

/// Registers one more member of an enrolled station by a code of their own, and gives them a slot.
///
/// # Errors
/// A code that is none, the backend's refusal, or the disk's.
pub async fn join(
    remote: &Remote,
    station: &Station,
    code: &str,
    member: &MemberPassword,
    put: Put,
) -> Outcome<()> {
    let inner = &station.0;
    let mut slots = Slots::load(inner.store.dir())?;
    if put == Put::Beside && slots.users().contains(&member.user) {
        return Err(store::slots::SlotError::UserExists.into());
    }
    let code = Code::read(code)?;
    let key = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
    let keys = std::slice::from_ref(&key);
    let (reply, _) = ask(remote, &code, &inner.terminal, &[&member.user], keys).await?;
    let fits = (&reply.data.realm, &reply.data.terminal);
    if fits != (&inner.identity.realm, &inner.identity.station) {
        return Err(other_roots());
    }
    inner
        .store
        .meta_put(&meta::seen(&member.user), &reply.now.to_be_bytes())?;
    let (password, secret) = (member.password.clone(), key.secret_bytes());
    let (dek, user) = (inner.dek.clone(), member.user.clone());
    let added = tokio::task::spawn_blocking(move || {
        let cost = Params::FLOOR;
        let unlock = password.as_str();
        match put {
            Put::Beside => slots.add(&user, unlock, &dek, &secret, &cost, &mut rand::rng()),
            Put::InPlace => slots.replace(&user, unlock, &dek, &secret, &cost, &mut rand::rng()),
        }
    });
    let added = added.await;
    Ok(added.map_err(|_| DeskFault::new("failed", "添加中断，请重试。"))??)
}

/// The call, and the roots of its answer once they are the paper's.
async fn ask(
    remote: &Remote,
    code: &Code,
    terminal: &SigningKey,
    users: &[&str],
    keys: &[SigningKey],
) -> Outcome<(Reply<Enrolled>, Vec<PublicKey>)> {
    let members = users.iter().zip(keys).map(|(user, key)| {
        Ok(MemberKey {
            user: (*user).to_owned(),
            key: encoded(&key.public())?.into(),
        })
    });
    let request = Enrol {
        request_id: Uuid::new_v4().to_string(),
        code: code.secret(),
        terminal_key: encoded(&terminal.public())?.into(),
        members: members.collect::<Outcome<Vec<_>>>()?,
    };
    let reply = remote.enrol(&request).await?;
    let roots = reply
        .data
        .roots
        .iter()
        .map(|root| cbor::decode_strict::<PublicKey>(&root.0))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| other_roots())?;
    if code.fits(&reply.data.realm, &roots) {
        Ok((reply, roots))
    } else {
        Err(other_roots())
    }
}

fn other_roots() -> DeskFault {
    DeskFault::new(
        "realm_pin",
        "应答的市平台与登记单不是同一个城市，没有登记。请核对平台地址和登记单，仍不符请立即报告管理员。",
    )
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
