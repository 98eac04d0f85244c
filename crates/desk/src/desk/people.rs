//! The members of a station: who may come in, who comes new, who is gone, and how a password is changed.

use std::sync::Arc;

use ::seal::WrapSecret;
use store::rotation;
use store::slots::{Factor, Params, SlotError, Slots, Unlock};
use zeroize::Zeroizing;

use super::{Desk, session};
use crate::fault::{DeskFault, Outcome};
use crate::keystore::Keystore;
use crate::station::{self, MemberPassword, Station, meta};

const DAY_MS: i64 = 86_400_000;

impl Desk {
    /// Whether this member may come in now: not revoked, and not away from the backend for longer than the city
    /// allows. The clock's earliest bound counts, so that a clock that leapt ahead locks nobody out.
    pub(crate) async fn admit(&self, station: &Station) -> Outcome<()> {
        let member = station.staff();
        if member
            .as_ref()
            .is_some_and(|staff| staff.revoked_at.is_some())
        {
            return Err(revoked());
        }
        let reference = station.reference();
        let days = member.and_then(|staff| staff.offline_days);
        let days = i64::from(days.unwrap_or(reference.city.desk.offline_days));
        let key = meta::seen(station.user());
        let earliest = self.captured(station).earliest;
        let seen = station.store().meta_get(&key)?;
        let Some(seen) = seen.and_then(|bytes| bytes.try_into().ok().map(i64::from_be_bytes))
        else {
            // Enrolled by a program that did not count: the days begin now.
            return Ok(station.store().meta_put(&key, &earliest.to_be_bytes())?);
        };
        if earliest - seen <= days * DAY_MS {
            return Ok(());
        }
        let Some(remote) = self.remote() else {
            return Err(expired(days));
        };
        remote.set_session(None).await;
        match self.connect(station).await {
            Ok(()) => Ok(()),
            Err(fault) if fault.code == "revoked" => Err(revoked()),
            Err(_) => Err(expired(days)),
        }
    }

    /// Takes the slots of revoked members away; what they did, and what of it is unsent, stays as it is.
    pub(crate) fn expel(&self, station: &Station) -> Outcome<()> {
        let reference = station.reference();
        let is_revoked = |user: &String| {
            let mut staff = reference.staff.staff.iter();
            staff.any(|staff| staff.user == *user && staff.revoked_at.is_some())
        };
        let mut slots = Slots::load(station.store().dir())?;
        for user in slots.users().into_iter().filter(is_revoked) {
            match slots.remove(&user, &station.0.dek) {
                Ok(()) => self.record(station, "member_revoked", &[("user", &user)])?,
                // Without anybody who opens it, what is unsent could never be read again.
                Err(SlotError::Last) => {}
                Err(other) => return Err(other.into()),
            }
            if user == station.user() {
                self.leave();
            }
        }
        station.name_recovery(&mut slots)
    }

    /// Another password for the member who is signed in. Nothing is encrypted anew but their slot.
    ///
    /// # Errors
    /// Nobody is signed in, the old password is wrong, the new one is too short.
    pub async fn change_password(&self, old: &str, new: &str) -> Outcome<()> {
        let station = self.station()?;
        long_enough(new)?;
        let slots = Slots::load(station.store().dir())?;
        let factor = self.factor(&slots, station.user()).await?;
        self.relock(&station, (old, factor.clone()), (new, factor))
            .await?;
        self.record(&station, "password", &[])
    }

    /// Whether the signed-in member's slot asks for the half that this machine's keystore holds.
    ///
    /// # Errors
    /// Nobody is signed in, the slot file's.
    pub fn keystore(&self) -> Outcome<bool> {
        let station = self.station()?;
        let slots = Slots::load(station.store().dir())?;
        Ok(slots.needs_factor(station.user()))
    }

    /// Puts a half of the signed-in member's key into this machine's keystore, or does without it again. The half itself
    /// stays there: a colleague's slot may ask for it, and it opens nothing.
    ///
    /// # Errors
    /// No keystore here, it refuses, a wrong password.
    pub async fn use_keystore(&self, password: &str, on: bool) -> Outcome<()> {
        let station = self.station()?;
        let slots = Slots::load(station.store().dir())?;
        let held = self.factor(&slots, station.user()).await?;
        let wanted = match on {
            true => Some(self.kept_factor(&station.0.identity.station).await?),
            false => None,
        };
        self.relock(&station, (password, held), (password, wanted))
            .await?;
        let to = if on { "on" } else { "off" };
        self.record(&station, "keystore", &[("to", to)])
    }

    async fn relock(
        &self,
        station: &Station,
        old: (&str, Option<Factor>),
        new: (&str, Option<Factor>),
    ) -> Outcome<()> {
        let (dir, user) = (station.store().dir().to_owned(), station.user().to_owned());
        let own = |(password, factor): (&str, Option<Factor>)| {
            (Zeroizing::new(password.to_owned()), factor)
        };
        let (old, new) = (own(old), own(new));
        let done = tokio::task::spawn_blocking(move || {
            let old = Unlock {
                password: &old.0,
                factor: old.1.as_ref(),
            };
            let new = Unlock {
                password: &new.0,
                factor: new.1.as_ref(),
            };
            let cost = Params::FLOOR;
            let mut slots = Slots::load(&dir)?;
            Ok(slots.change_password(&user, old, new, &cost, &mut rand::rng())?)
        });
        done.await
            .map_err(|_| DeskFault::new("failed", "修改中断，密码没有改。请重试。"))?
    }

    /// One more member of this station, by a code of their own; vouched for by who is signed in.
    ///
    /// # Errors
    /// Nobody is signed in, no backend, its refusal, a password too short.
    pub async fn add_member(&self, code: &str, member: &MemberPassword) -> Outcome<()> {
        let station = self.station()?;
        long_enough(&member.password)?;
        let remote = self.remote().ok_or_else(session::no_backend)?;
        station::join(&remote, &station, code, member, station::Put::Beside).await?;
        self.record(&station, "member_added", &[("user", &member.user)])
    }

    /// Opens the folder with the realm's recovery key (64 hexadecimal digits) and gives a member a slot by a code of the administrator: for a
    /// station whose members are gone or have forgotten their passwords. What is unsent stays and is sent again.
    ///
    /// # Errors
    /// A key that is not this realm's, no backend, its refusal.
    pub async fn recover(&self, secret: &str, code: &str, member: &MemberPassword) -> Outcome<()> {
        long_enough(&member.password)?;
        let secret = hex::decode(secret.trim()).ok();
        let secret = secret.and_then(|bytes| WrapSecret::from_bytes(&bytes));
        let secret = secret.ok_or_else(not_recovery)?;
        let remote = self.remote().ok_or_else(session::no_backend)?;
        let slots = Slots::load(&self.0.config.dir)?;
        let opened = slots.recover(&secret).map_err(|error| match error {
            SlotError::UnknownUser => not_recovery(),
            other => other.into(),
        })?;
        let dir = self.0.config.dir.clone();
        let dek = rotation::current(&dir, &opened.0, opened.1.as_ref())?.clone();
        let station = station::by_recovery(&slots, dek, &member.user, &self.0.edge.machine)?;
        let station = station.station(Some(&remote)).await?;
        let put = station::Put::InPlace;
        station::join(&remote, &station, code, member, put).await?;
        self.record(&station, "recovered", &[("user", &member.user)])
    }

    /// The keystore's half of a member's key. Nobody else's sign-in waits for a keystore, or fails by it.
    pub(crate) async fn factor(&self, slots: &Slots, user: &str) -> Outcome<Option<Factor>> {
        match slots.needs_factor(user) {
            true => self.in_keystore(&slots.identity().station).await,
            false => Ok(None),
        }
    }

    /// The half that the keystore has for this station, a fresh one where it has none.
    async fn kept_factor(&self, station: &str) -> Outcome<Factor> {
        if let Some(kept) = self.in_keystore(station).await? {
            return Ok(kept);
        }
        let (keystore, station) = (self.keystore_here()?, station.to_owned());
        off_thread(move || {
            let factor = Factor::generate(&mut rand::rng());
            keystore.put(&station, &factor)?;
            Ok(factor)
        })
        .await
    }

    async fn in_keystore(&self, station: &str) -> Outcome<Option<Factor>> {
        let (keystore, station) = (self.keystore_here()?, station.to_owned());
        off_thread(move || keystore.get(&station)).await
    }

    fn keystore_here(&self) -> Outcome<Arc<dyn Keystore>> {
        self.0.edge.keystore.clone().ok_or_else(|| {
            let say = "本机没有可用的系统密钥库。请在有密钥环的桌面会话中再试；仍不行请管理员用恢复密钥恢复登录（zc member recover）。";
            DeskFault::new("keystore_absent", say)
        })
    }
}

/// A keystore may ask a person first.
async fn off_thread<T: Send + 'static>(
    ask: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    let asked = tokio::task::spawn_blocking(ask).await;
    asked.map_err(|_| DeskFault::new("failed", "询问系统密钥库时中断，什么都没有改。请重试。"))?
}

/// A password is at least this long; there is no other rule that helps.
const SHORTEST: usize = 8;

pub(crate) fn long_enough(password: &str) -> Outcome<()> {
    if password.chars().count() >= SHORTEST {
        return Ok(());
    }
    Err(DeskFault::new(
        "password_short",
        format!("密码至少 {SHORTEST} 个字符。请换一个更长的密码。"),
    ))
}

fn not_recovery() -> DeskFault {
    DeskFault::new(
        "recovery_key",
        "这不是本机所属城市的恢复密钥，或登记时城市还没有恢复密钥。请核对密钥文件。",
    )
}

fn expired(days: i64) -> DeskFault {
    DeskFault::new(
        "offline_expired",
        format!(
            "已经 {days} 天没有联系市平台，本机不能再离线登录。请连上网络后再登录一次；未发送的内容都在本机，没有改动。"
        ),
    )
}

fn revoked() -> DeskFault {
    DeskFault::new(
        "revoked",
        "这个工号已被停用，不能登录。本机未发送的内容都在，由其他工作人员登录后继续发送。",
    )
}
