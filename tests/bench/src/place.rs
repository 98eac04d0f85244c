//! A practice city and an enrolled station, both in folders of the benchmark.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use backend::Server;
use desk::{Desk, practice};
use seal::{Algorithm, SigningKey};
use store::Store;
use store::slots::{Identity, Slots};

const CODE: &str = "practice";
/// The clerk who saves.
pub const USER: &str = "0217";
const PASSWORD: &str = "practice-0217";
/// Under which a station keeps its own key.
const TERMINAL: &str = "terminal.secret";

/// Milliseconds since the Unix epoch.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0))
}

/// A folder with a city and its station.
pub struct Place {
    pub dir: PathBuf,
    pub city: Server,
    pub desk: Desk,
}

impl Place {
    /// Starts the city and makes the station, with one clerk signed in.
    pub async fn new(dir: &Path) -> Result<Self> {
        let city = city(&dir.join("city")).await?;
        let desk = closed(&dir.join("station"), &city.url())?;
        let members = practice::members();
        let members: Vec<_> = members.into_iter().filter(|m| m.user == USER).collect();
        desk.enrol(CODE, &members).await?;
        desk.sign_in(USER, PASSWORD).await?;
        Ok(Self {
            dir: dir.to_owned(),
            city,
            desk,
        })
    }

    /// A folder of [`Place::new`] taken up again, the clerk signed in.
    pub async fn again(dir: &Path) -> Result<Self> {
        let city = city(&dir.join("city")).await?;
        let desk = closed(&dir.join("station"), &city.url())?;
        desk.sign_in(USER, PASSWORD).await?;
        Ok(Self {
            dir: dir.to_owned(),
            city,
            desk,
        })
    }

    pub fn station(&self) -> PathBuf {
        self.dir.join("station")
    }

    pub fn store(&self) -> Result<Store> {
        Ok(self.desk.station()?.store().clone())
    }

    /// Ends the city and lets go of the station.
    pub async fn end(self) {
        self.city.stop().await;
    }
}

/// A running city.
pub async fn city(folder: &Path) -> Result<Server> {
    let config = backend::Config {
        listen: ([127, 0, 0, 1], 0).into(),
        token: None,
        folder: folder.to_owned(),
        now: Arc::new(now),
        items: None,
    };
    Ok(Server::start(config).await?)
}

/// A desk of this folder; nobody is signed in.
pub fn closed(folder: &Path, url: &str) -> Result<Desk> {
    let desk = Desk::new(desk::Config {
        dir: folder.to_owned(),
        now: Arc::new(now),
        seed: 1,
    });
    desk.set_backend(Some(url))?;
    Ok(desk)
}

/// Signs the clerk in; answers what that took without the key derivation, seconds.
pub async fn sign_in(desk: &Desk) -> Result<f64> {
    let begun = std::time::Instant::now();
    let key = desk.sign_in(USER, PASSWORD).await?;
    Ok((begun.elapsed() - key).as_secs_f64())
}

/// What signs at this station.
pub struct Keys {
    pub identity: Identity,
    pub member: SigningKey,
    pub terminal: SigningKey,
}

impl Keys {
    pub fn of(folder: &Path) -> Result<Self> {
        let slots = Slots::load(folder)?;
        let opened = slots.open(USER, PASSWORD)?;
        let store = Store::open(folder, &opened.dek)?;
        let terminal = store
            .meta_get(TERMINAL)?
            .context("the station has a key of its own")?;
        let key = |secret: &[u8]| {
            SigningKey::from_secret_bytes(Algorithm::EdDsa, secret)
                .map_err(|_| anyhow::anyhow!("a key of the station cannot be read"))
        };
        Ok(Self {
            identity: slots.identity(),
            member: key(&opened.member_secret)?,
            terminal: key(&terminal)?,
        })
    }
}
