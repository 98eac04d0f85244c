//! The desk of the data folder, with somebody signed in.

use std::path::PathBuf;

use desk::{Config, Desk, Edge, MemberPassword, keystore, machine};

use crate::clock;
use crate::fault::Fault;
use crate::input;
use crate::options::Common;

/// The window's identifier: both use one folder.
const FOLDER: &str = "cn.zongchuang.desk";
/// A password is a line.
const PASSWORD_BYTES: u64 = 4096;
/// The code with which an empty folder becomes a station of the practice city.
const PRACTICE_CODE: &str = "practice";
/// The realm of the practice city.
const PRACTICE: &str = "practice";

/// The data folder: `--data`, `ZC_DATA`, else where the window keeps it.
///
/// # Errors
/// The machine does not say where people keep their data.
pub fn folder(common: &Common) -> Result<PathBuf, Fault> {
    if let Some(dir) = &common.data {
        return Ok(dir.clone());
    }
    let under = |name: &str, rest: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(|home| PathBuf::from(home).join(rest))
    };
    let base = if cfg!(windows) {
        under("APPDATA", "")
    } else if cfg!(target_os = "macos") {
        under("HOME", "Library/Application Support")
    } else {
        under("XDG_DATA_HOME", "").or_else(|| under("HOME", ".local/share"))
    };
    base.map(|base| base.join(FOLDER))
        .ok_or_else(|| Fault::usage("不知道数据放在哪里。请用 --data 指定文件夹。"))
}

/// A password from a file, its line end left out.
///
/// # Errors
/// A file that cannot be read.
pub fn password_in(path: &str) -> Result<String, Fault> {
    let text = input::text(&format!("@{path}"), PASSWORD_BYTES)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The password of `--password-file`, its line end left out; without a file that of the practice city.
pub fn password(common: &Common) -> Result<String, Fault> {
    match &common.password_file {
        None => Ok(format!("practice-{}", common.user)),
        Some(path) => password_in(path),
    }
}

/// The backend's address; an empty one, as an empty `ZC_BACKEND`, is none.
fn backend(common: &Common) -> Option<&str> {
    common.backend.as_deref().filter(|url| !url.is_empty())
}

/// This machine. `--now` sets its clock and `ZC_CLOCK` names a file that bends it, for the practice city alone.
fn edge(common: &Common) -> Result<Edge, Fault> {
    let bends = std::env::var_os("ZC_CLOCK").filter(|file| !file.is_empty());
    let machine = match (clock::ahead(common)?, bends) {
        (Some(ahead), _) => machine::set_ahead(ahead),
        (None, Some(file)) => machine::set_by(file.into()),
        (None, None) => return Ok(equipped(Edge::of(machine::here()))),
    };
    Ok(equipped(Edge {
        settable: true,
        ..Edge::of(machine)
    }))
}

fn equipped(edge: Edge) -> Edge {
    Edge {
        decoder: machine::decoder().into(),
        keystore: Some(keystore::system()),
        ..edge
    }
}

/// A desk of the folder; nobody is signed in.
///
/// # Errors
/// A backend's address that is none.
pub fn closed(common: &Common) -> Result<Desk, Fault> {
    let config = Config {
        dir: folder(common)?,
        now: clock::chosen(common)?,
        seed: uuid::Uuid::new_v4().as_u64_pair().0,
    };
    let desk = Desk::on(config, edge(common)?);
    desk.set_backend(backend(common))?;
    Ok(desk)
}

/// Signs in; an empty folder becomes a station of the practice city first, where a backend is given.
///
/// # Errors
/// No station and no backend, a wrong password, a folder that cannot be opened.
pub async fn open(common: &Common) -> Result<Desk, Fault> {
    let desk = closed(common)?;
    let password = password(common)?;
    only_practice(common, &desk)?;
    if !desk.is_enrolled() && backend(common).is_some() {
        let member = MemberPassword {
            user: common.user.clone(),
            password: password.clone(),
        };
        desk.enrol(PRACTICE_CODE, &[member]).await?;
        only_practice(common, &desk)?;
    }
    desk.sign_in(&common.user, &password).await?;
    if let Some(post) = &common.post {
        desk.choose_post(post)?;
    }
    Ok(desk)
}

/// Whose clock can be set: nobody's but the practice city's (design §5).
fn only_practice(common: &Common, desk: &Desk) -> Result<(), Fault> {
    let elsewhere = desk.realm().is_some_and(|realm| realm != PRACTICE);
    if common.now.is_some() && elsewhere {
        return Err(Fault::usage("只有练习城市可以用 --now 设定时间。"));
    }
    Ok(())
}

/// The desk of a folder that was named and is a station; nothing otherwise.
///
/// # Errors
/// As [`open`].
pub async fn open_if_named(common: &Common) -> Result<Option<Desk>, Fault> {
    if common.data.is_none() || !closed(common)?.is_enrolled() {
        return Ok(None);
    }
    open(common).await.map(Some)
}
