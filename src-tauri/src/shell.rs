//! What the commands share: the desk, how far the start has come, the practice city.

use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use desk::view::AppView;
use desk::{Config, Desk, DeskFault, Edge, Outcome, keystore, machine};
use devices::camera::uvc::Uvc;
use devices::camera::{Played, Scene};
use tokio::sync::Notify;

use crate::practice::City;
use crate::settings::Settings;

/// Between two frames of a played camera.
const PACE: Duration = Duration::from_millis(80);

/// How far the start has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The practice city is being set up.
    Starting,
    /// The folder belongs to no city yet, and a city's backend answers: a code is asked for.
    Enrol,
    /// A clerk can sign in.
    Ready,
    /// What happened, what it means, what to do.
    Failed(String),
}

/// State of the program; one, managed by Tauri.
pub struct Shell {
    /// The use cases.
    pub desk: Desk,
    /// As started.
    pub settings: Settings,
    /// The practice city's process.
    pub city: City,
    stage: Mutex<Stage>,
    again: Notify,
    lock: Mutex<Option<File>>,
    /// As the screen was told last.
    phase: Mutex<String>,
}

impl Shell {
    /// Nothing is opened yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let config = Config {
            dir: settings.data.clone(),
            now: Arc::new(now),
            // Of the jitter only; the hasher's keys are the system's randomness.
            seed: RandomState::new().build_hasher().finish(),
        };
        let machine = match &settings.clock {
            Some(file) => machine::set_by(file.clone()),
            None => machine::here(),
        };
        let edge = Edge {
            settable: settings.clock.is_some(),
            keystore: Some(keystore::system()),
            decoder: machine::decoder().into(),
            cameras: Arc::new(Uvc),
            played: Some(Arc::new(Played::new(under_camera(&settings), PACE))),
            ..Edge::of(machine)
        };
        let desk = Desk::on(config, edge);
        let city = City::new(settings.cli.clone(), settings.data.join("city"));
        Self {
            desk,
            settings,
            city,
            stage: Mutex::new(Stage::Starting),
            again: Notify::new(),
            lock: Mutex::default(),
            phase: Mutex::default(),
        }
    }

    /// Takes the data folder for this window.
    ///
    /// # Errors
    /// A sentence for the screen: another window has it, or the disk does not let us.
    pub fn claim(&self) -> Result<(), String> {
        let file = lock_file(&self.settings.data).map_err(|_| {
            "数据文件夹打不开。请检查磁盘空间和权限，或用 --data 换一个文件夹。".to_owned()
        })?;
        match file.try_lock() {
            Ok(()) => {
                *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
                Ok(())
            }
            Err(TryLockError::WouldBlock) => Err(
                "综窗已经打开，正在使用这个数据文件夹。请切换到已打开的窗口；这个窗口可以关闭。"
                    .to_owned(),
            ),
            Err(TryLockError::Error(_)) => Err(
                "数据文件夹不能加锁。请把数据放在本机磁盘上，或用 --data 换一个文件夹。".to_owned(),
            ),
        }
    }

    /// Notes the phase that the drain's last round saw; whether it is another one, as when a member was revoked.
    pub fn seen(&self, phase: &str) -> bool {
        let mut last = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let other = *last != phase;
        phase.clone_into(&mut last);
        other
    }

    /// How far the start has come.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes how far it has come.
    pub fn reach(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    /// A start that failed is tried once more; any other goes on as it does.
    pub fn try_again(&self) {
        if matches!(self.stage(), Stage::Failed(_)) {
            self.again.notify_one();
        }
    }

    /// Returns when [`Shell::try_again`] was asked for.
    pub async fn asked_again(&self) {
        self.again.notified().await;
    }

    /// 停机 of the practice city.
    ///
    /// # Errors
    /// The backend was started by somebody else.
    pub async fn stop_city(&self) -> Outcome<()> {
        if self.settings.backend.is_some() {
            let say = "这个平台不是本窗口启动的，不能在这里停机。请在启动它的地方停止。";
            return Err(DeskFault::new("not_ours", say));
        }
        self.city.stop().await;
        Ok(())
    }

    /// Whether 停机 stands.
    #[must_use]
    pub fn is_city_stopped(&self) -> bool {
        self.settings.backend.is_none() && self.city.is_stopped()
    }

    /// Where the program stands.
    #[must_use]
    pub fn app_view(&self) -> AppView {
        let stage = self.stage();
        let (phase, failure) = match &stage {
            Stage::Starting => ("starting", None),
            Stage::Failed(say) => ("failed", Some(say.as_str())),
            Stage::Enrol => ("enrol", None),
            Stage::Ready if self.desk.is_locked() => ("locked", None),
            Stage::Ready if self.desk.session().is_some() => ("desk", None),
            Stage::Ready => ("sign_in", None),
        };
        self.desk.app_view(phase, failure)
    }
}

/// What lies under the practice city's camera.
fn under_camera(settings: &Settings) -> Scene {
    settings.camera.clone().map_or(Scene::Sheet, Scene::Folder)
}

/// The system's clock, milliseconds since the Unix epoch.
pub fn now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

fn lock_file(dir: &Path) -> std::io::Result<File> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    // One that was there already, too: what is kept in it is nobody else's.
    #[cfg(unix)]
    std::fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join("window.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(dir: &Path) -> Shell {
        Shell::new(Settings {
            data: dir.to_owned(),
            backend: None,
            cli: None,
            timing: None,
            clock: None,
            camera: None,
        })
    }

    #[test]
    fn a_second_window_on_the_same_folder_is_told_and_a_later_one_is_not() {
        let dir = tempfile::tempdir().expect("temp");
        let first = shell(dir.path());
        first.claim().expect("free");
        let told = shell(dir.path()).claim().expect_err("taken");
        assert!(told.contains("已经打开"));
        drop(first);
        shell(dir.path()).claim().expect("free again");
    }

    #[test]
    fn a_failed_start_says_why_and_offers_no_sign_in() {
        let dir = tempfile::tempdir().expect("temp");
        let shell = shell(dir.path());
        assert_eq!(shell.app_view().phase, "starting");
        shell.reach(Stage::Failed("磁盘已满。".to_owned()));
        let view = shell.app_view();
        assert_eq!(
            (view.phase.as_str(), view.failure.as_deref()),
            ("failed", Some("磁盘已满。"))
        );
        shell.reach(Stage::Ready);
        assert_eq!(shell.app_view().phase, "sign_in");
    }
}
