mod app;
pub(crate) mod capture;
mod card;
mod check;
mod contact;
pub(crate) mod double;
mod drain;
mod earlier;
pub(crate) mod edit;
mod field;
mod fork;
mod group;
mod guide;
mod journal;
mod licence;
mod lock;
mod mend;
mod numbers;
pub(crate) mod open_store;
mod opening;
mod people;
pub(crate) mod point;
mod practice;
mod presence;
mod purge;
mod queue;
mod repeat;
mod retire;
pub(crate) mod save;
mod scan;
mod search;
pub(crate) mod session;
mod way_out;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use devices::camera::{Cameras, Several};
use domain::clock::Reading;
use sync::{ConnectionState, Engine, Options, Remote};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::draft::Draft;
use crate::draft::show::Setting;
use crate::fault::{DeskFault, Outcome};
use crate::keystore::Keystore;
use crate::machine::Machine;
use crate::station::{Reference, Station};
use crate::view::{DeskView, ItemUpdateView, SavedView};

pub use capture::page_corners;
pub use card::Whose;
pub(crate) use contact::clock_words;
pub use drain::{Drained, RowChange};
pub use opening::AskedOpening;
pub use retire::Remains;
pub(crate) use session::no_backend;
pub(crate) use way_out::note;
pub use way_out::{Colleague, DISCARD_REASONS};

/// What a desk takes from its machine.
#[derive(Clone)]
pub struct Edge {
    /// Its clocks.
    pub machine: Machine,
    /// Somebody can set them by a file: for the practice city alone, refused at every sign-in elsewhere.
    pub settable: bool,
    /// Its keystore, where it has one.
    pub keystore: Option<Arc<dyn Keystore>>,
    /// Who looks into pictures.
    pub decoder: Arc<optic::Decoder>,
    /// Cameras that are plugged in.
    pub cameras: Arc<dyn Cameras>,
    /// Cameras that are played: of the practice city alone, never listed elsewhere.
    pub played: Option<Arc<dyn Cameras>>,
}

impl Edge {
    /// A machine with clocks and nothing else.
    #[must_use]
    pub fn of(machine: Machine) -> Self {
        Self {
            machine,
            settable: false,
            keystore: None,
            decoder: Arc::new(optic::Decoder::here()),
            cameras: Arc::new(Several(Vec::new())),
            played: None,
        }
    }
}

/// The clocks of a machine that has a wall clock only: this process is its boot.
fn by_wall(now: &Clock) -> Machine {
    let (now, boot, begun) = (Arc::clone(now), Uuid::new_v4().to_string(), now());
    Arc::new(move || {
        let wall = now();
        Reading {
            wall,
            boot: boot.clone(),
            up: wall - begun,
        }
    })
}

/// A clock: milliseconds since the Unix epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What a desk is made with.
#[derive(Clone)]
pub struct Config {
    /// Data folder.
    pub dir: PathBuf,
    /// The clock.
    pub now: Clock,
    /// Of the jitter.
    pub seed: u64,
}

/// The use cases of one station. Cheap to clone.
#[derive(Clone)]
pub struct Desk(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) edge: Edge,
    /// Signed in, behind a locked window.
    locked: AtomicBool,
    /// When a hand was last at the window, by the time since the boot.
    hand: Mutex<Option<i64>>,
    /// When reference data was last asked for.
    refreshed: Mutex<Option<i64>>,
    /// Stays after sign-out, so that draining goes on (design §5).
    station: RwLock<Option<Station>>,
    signed_in: AtomicBool,
    remote: RwLock<Option<Remote>>,
    /// Lines of a batch that double an open case are refused.
    pub(crate) single: AtomicBool,
    /// 断网 of the practice city.
    cut: Arc<AtomicBool>,
    /// 停机 of the practice city: the shell's doing, shown here.
    stopped: AtomicBool,
    draft: Mutex<Draft>,
    capture: Mutex<capture::Capture>,
    unmasked: Mutex<BTreeSet<String>>,
    /// Files of licences that were fetched: in memory alone.
    files: Mutex<licence::Files>,
    /// What the last scan gave the clerk to choose from.
    offered: Mutex<Vec<scan::Offered>>,
    saved: Mutex<Option<SavedView>>,
    /// The last case that was saved since the sign-in.
    pub(crate) last: Mutex<Option<Uuid>>,
    pub(crate) connection: Mutex<ConnectionState>,
    /// Since when the backend does not answer.
    offline_since: Mutex<Option<i64>>,
    engine: tokio::sync::Mutex<Engine>,
    nudge: Notify,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// A desk of this folder; nothing is opened yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let machine = by_wall(&config.now);
        Self::on(config, Edge::of(machine))
    }

    /// A desk of this folder on this machine, whose clocks go before the configuration's.
    #[must_use]
    pub fn on(config: Config, edge: Edge) -> Self {
        let now = (edge.machine)().wall;
        let engine = Engine::new(sync::Config::default(), config.seed);
        Self(Arc::new(Inner {
            draft: Mutex::new(Draft::new(Uuid::now_v7(), now)),
            config,
            edge,
            locked: AtomicBool::new(false),
            hand: Mutex::default(),
            refreshed: Mutex::default(),
            station: RwLock::default(),
            signed_in: AtomicBool::new(false),
            remote: RwLock::default(),
            single: AtomicBool::new(false),
            cut: Arc::default(),
            stopped: AtomicBool::new(false),
            capture: Mutex::default(),
            unmasked: Mutex::default(),
            files: Mutex::default(),
            offered: Mutex::default(),
            saved: Mutex::default(),
            last: Mutex::default(),
            connection: Mutex::default(),
            offline_since: Mutex::default(),
            engine: tokio::sync::Mutex::new(engine),
            nudge: Notify::new(),
        }))
    }

    /// Now, as far as it is known: what rules reckon with. Milliseconds since the Unix epoch.
    #[must_use]
    pub fn now(&self) -> i64 {
        match self.any_station() {
            Ok(station) => self.captured(&station).credible(),
            Err(_) => (self.0.edge.machine)().wall,
        }
    }

    /// Chooses the backend's address; `None`: no backend. Addresses only: whom to believe is pinned at enrolment.
    ///
    /// # Errors
    /// An address that is none or not allowed.
    pub fn set_backend(&self, url: Option<&str>) -> Outcome<()> {
        let remote = match url {
            None => None,
            Some(url) => {
                let options = Options {
                    cut: Arc::clone(&self.0.cut),
                    ..Options::default()
                };
                let bad = |_| {
                    DeskFault::new(
                        "bad_backend",
                        "市平台地址不对。请检查 --backend 或 ZC_BACKEND，例如 http://127.0.0.1:8080。",
                    )
                };
                Some(Remote::new(url, options).map_err(bad)?)
            }
        };
        *self
            .0
            .remote
            .write()
            .unwrap_or_else(PoisonError::into_inner) = remote;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// 断网: every call fails as offline until it is lifted.
    pub fn set_cut(&self, cut: bool) {
        self.0.cut.store(cut, Ordering::SeqCst);
        self.0.nudge.notify_one();
    }

    /// Whether 断网 is on.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::SeqCst)
    }

    pub(crate) fn remote(&self) -> Option<Remote> {
        self.0
            .remote
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The signed-in station.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn station(&self) -> Outcome<Station> {
        if !self.0.signed_in.load(Ordering::SeqCst) {
            return Err(DeskFault::new("signed_out", "还没有登录。请先登录。"));
        }
        if self.0.locked.load(Ordering::SeqCst) {
            let say = "窗口已锁定，草稿都在。请输入密码解锁，或换人登录。";
            return Err(DeskFault::new("locked", say));
        }
        self.any_station()
    }

    /// The station that drains, signed in or not.
    pub(crate) fn any_station(&self) -> Outcome<Station> {
        let held = self
            .0
            .station
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        held.ok_or_else(|| DeskFault::new("signed_out", "还没有登录。请先登录。"))
    }

    /// The draft on the desk, as it stands.
    pub(crate) fn draft(&self) -> Draft {
        locked(&self.0.draft).clone()
    }

    /// Whether the backend answered last time.
    #[must_use]
    pub fn is_online(&self) -> bool {
        locked(&self.0.connection).online && !self.is_cut()
    }

    /// The screen as it stands.
    ///
    /// # Errors
    /// Nobody is signed in, reference data that says nothing.
    pub fn show(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = locked(&self.0.draft).clone();
        self.refresh_saved(&station)?;
        self.show_draft(&station, &draft)
    }

    pub(crate) fn show_draft(&self, station: &Station, draft: &Draft) -> Outcome<DeskView> {
        let reference = station.reference();
        let office = reference.city.office()?;
        let rights = station.rights();
        let now = self.now();
        let context = pinned(draft, &reference).map(|item| domain::decide::Context {
            now,
            calendar: &reference.calendar,
            office: &office,
            item,
            credit: draft.credit.unwrap_or(domain::credit::Credit::Unknown),
            rights: &rights,
            online: self.is_online(),
        });
        let unmasked = locked(&self.0.unmasked).clone();
        let mut view = draft.show(&Setting {
            context,
            before: self.before_mended(station, draft)?,
            unmasked: &unmasked,
            saved: locked(&self.0.saved).clone(),
        });
        if let Some(item) = &mut view.item {
            item.update = update(draft, &reference);
            item.closed = opening::closed(station, pinned(draft, &reference))?;
        }
        view.doubles = self.double_view(station, draft)?;
        self.offer_files(draft, &reference, &mut view);
        self.hold_papers(draft, &reference, &mut view);
        Ok(view)
    }
}

/// What is published now, where the draft was begun under an earlier version; it stays under that one until the clerk
/// chooses the item again (S07).
fn update(draft: &Draft, reference: &Reference) -> Option<ItemUpdateView> {
    let item = pinned(draft, reference)?;
    let now = reference.catalogue.item(&item.code)?;
    (now.version > item.version).then(|| ItemUpdateView {
        version: now.version,
        effective: now.effective.clone(),
        changes: domain::catalogue::diff(item, now),
    })
}

/// The item of a draft at its version.
pub(crate) fn pinned<'a>(
    draft: &Draft,
    reference: &'a Reference,
) -> Option<&'a domain::catalogue::Item> {
    let (code, version) = draft.item.as_ref()?;
    reference.item(code, *version)
}
