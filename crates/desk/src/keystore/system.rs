//! The keystore of the system: the Secret Service of a Linux session, the keychain of macOS, the credential manager of
//! Windows. Only the first is tested; the other two are compiled by nobody here.
//!
//! A connection an asking: a service that starts, stops or is unlocked while the window is open is met as it is then. The
//! asking has a thread and a time of its own, as a locked service may wait for a person's answer for ever.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use keyring_core::{CredentialStore, Entry, Error};
use store::slots::Factor;
use zeroize::Zeroizing;

use super::Keystore;
use crate::fault::{DeskFault, Outcome};

/// Under this name what we keep is found in the system's own key program.
const SERVICE: &str = "cn.zongchuang.station";

/// A person has so long to type the keystore's own password where the system asks for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The keystore of this system.
#[must_use]
pub fn system() -> Arc<dyn Keystore> {
    Arc::new(System)
}

struct System;

impl Keystore for System {
    fn get(&self, station: &str) -> Outcome<Option<Factor>> {
        let kept = ask(station, |entry| entry.get_secret().map(Zeroizing::new));
        match kept {
            Ok(bytes) => Ok(Factor::from_bytes(&bytes)),
            Err(Asked::Said(Error::NoEntry)) => Ok(None),
            Err(asked) => Err(asked.fault()),
        }
    }

    fn put(&self, station: &str, factor: &Factor) -> Outcome<()> {
        let bytes = Zeroizing::new(*factor.bytes());
        let kept = ask(station, move |entry| entry.set_secret(bytes.as_slice()));
        kept.map_err(|asked| asked.fault())
    }
}

/// Why the keystore did not do what was asked.
enum Asked {
    Said(Error),
    Silent,
}

impl Asked {
    fn fault(&self) -> DeskFault {
        match self {
            Self::Said(Error::NoStorageAccess(_)) | Self::Silent => locked(),
            Self::Said(_) => absent(),
        }
    }
}

fn ask<T: Send + 'static>(
    station: &str,
    wish: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, Asked> {
    let (station, (say, hear)) = (station.to_owned(), mpsc::channel());
    std::thread::spawn(move || {
        let said = connect().and_then(|store| store.build(SERVICE, &station, None));
        // Who asked may have lost patience; then nobody hears it.
        drop(say.send(said.and_then(|entry| wish(&entry))));
    });
    match hear.recv_timeout(PATIENCE) {
        Ok(said) => said.map_err(Asked::Said),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(Asked::Silent),
    }
}

fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    #[cfg(target_os = "linux")]
    return Ok(zbus_secret_service_keyring_store::Store::new()?);
    #[cfg(target_os = "macos")]
    return Ok(apple_native_keyring_store::keychain::Store::new()?);
    #[cfg(windows)]
    return Ok(windows_native_keyring_store::Store::new()?);
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    Err(Error::NotSupportedByStore(std::env::consts::OS.to_owned()))
}

/// Neither sentence says that anything is lost: the other half of the key is where it was.
fn absent() -> DeskFault {
    DeskFault::new(
        "keystore_absent",
        "连接不上本机的系统密钥库（密钥环服务没有运行）。请在登录后的桌面会话里打开本程序再试；密钥库不能用了，请管理员用恢复密钥恢复登录（zc member recover）。未发送的内容都在本机。",
    )
}

fn locked() -> DeskFault {
    DeskFault::new(
        "keystore_locked",
        "本机的系统密钥库上着锁，没有打开。请用系统账户的口令解锁“登录”密钥环后再试；忘了它的口令，请管理员用恢复密钥恢复登录（zc member recover）。未发送的内容都在本机。",
    )
}
