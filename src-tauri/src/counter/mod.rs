//! The devices of this counter: the board they tell, what the machine keeps about them, and the screens that hear it.

mod camera;
mod face;
mod printer;
mod reader;
mod serial;
mod setting;

use std::sync::{Arc, Mutex, PoisonError};

use desk::counter::shown;
use desk::view::DeviceView;
use desk::{Desk, DeskFault, Outcome};
use devices::camera::Stand;
use devices::id_reader;
use devices::kept::Kept;
use devices::local;
use devices::panel::{Board, Change, Panel, Setting, id};
use serde::Serialize;
use tauri::{AppHandle, Manager};

use crate::boot::emit;
use crate::shell::Shell;
pub use face::FaceDevice;
pub use reader::{CardReader, Play};
use serial::SerialBox;

/// Managed by Tauri; one.
pub struct Counter {
    /// How each device stands.
    pub board: Arc<Board>,
    /// What this machine keeps about them.
    pub kept: Kept,
    /// The ID-card reader.
    pub reader: CardReader,
    /// The device that compares faces.
    pub face: FaceDevice,
    serial: SerialBox,
    /// What the panel was made for.
    practice: Mutex<bool>,
}

/// Whether a device behind a local service is played: in the practice city, unless somebody set a real one's address;
/// never in a city.
fn is_played(desk: &Desk, kept: &local::Kept) -> bool {
    desk.is_practice() && kept.address.is_empty()
}

/// A device that was lost or came back, for the message band.
#[derive(Debug, Clone, Serialize)]
struct News {
    tone: &'static str,
    title: String,
    say: String,
}

impl Counter {
    /// The counter of a data folder; no device is touched yet.
    #[must_use]
    pub fn new(app: &AppHandle) -> Self {
        let shell = app.state::<Shell>();
        let practice = shell.desk.is_practice();
        let ear = app.clone();
        let board = Arc::new(Board::new(panel(practice), move |change| {
            hear(&ear, change);
        }));
        Self {
            kept: Kept::open(&shell.settings.data),
            reader: CardReader::new(Arc::clone(&board)),
            face: FaceDevice::new(Arc::clone(&board)),
            serial: SerialBox::new(app, Arc::clone(&board)),
            board,
            practice: Mutex::new(practice),
        }
    }

    /// Opens what this machine has set.
    pub fn begin(&self, desk: &Desk) {
        self.serial.set(&self.kept.get("serial"));
        self.face.set(desk, &self.face_place());
    }

    /// As the screens show them. A folder belongs to a city only from its enrolment on, so what is played is looked at
    /// each time.
    #[must_use]
    pub fn devices(&self, desk: &Desk) -> Vec<DeviceView> {
        let practice = desk.is_practice();
        let mut was = self.practice.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *was, practice) != practice {
            self.board.begin(panel(practice));
            self.begin(desk);
        }
        self.shown()
    }

    /// Looks at every device that can be looked at without being used. Nothing here waits: what is found is told.
    pub fn look(&self, app: &AppHandle) {
        let board = Arc::clone(&self.board);
        drop(tauri::async_runtime::spawn_blocking(move || {
            printer::look(&board);
        }));
        let (board, desk) = (Arc::clone(&self.board), app.state::<Shell>().desk.clone());
        drop(tauri::async_runtime::spawn_blocking(move || {
            camera::look(&board, &desk);
        }));
        let app = app.clone();
        drop(tauri::async_runtime::spawn(async move {
            let (shell, counter) = (app.state::<Shell>(), app.state::<Counter>());
            // The board hears what came of it.
            let _ = counter.reader.test(&shell.desk, &counter.place()).await;
            let _ = counter.face.test(&shell.desk, &counter.face_place()).await;
        }));
    }

    /// Tests a device; answers what happened.
    ///
    /// # Errors
    /// What is wrong with it and what to do.
    pub async fn test(&self, desk: &Desk, device: &str) -> Outcome<String> {
        match device {
            id::READER => self.reader.test(desk, &self.place()).await,
            id::FACE => self.face.test(desk, &self.face_place()).await,
            id::PRINTER => {
                let board = Arc::clone(&self.board);
                let tested =
                    tauri::async_runtime::spawn_blocking(move || printer::test(&board)).await;
                tested.map_err(|_| interrupted())?
            }
            id::CAMERA => {
                let (board, desk) = (Arc::clone(&self.board), desk.clone());
                let tested =
                    tauri::async_runtime::spawn_blocking(move || camera::test(&board, &desk)).await;
                tested.map_err(|_| interrupted())?
            }
            id::SERIAL => self.test_serial(),
            _ => Err(DeskFault::new("no_test", "这个设备没有可做的测试。")),
        }
    }

    /// A page was taken by the camera.
    pub fn camera_used(&self) {
        camera::used(&self.board);
    }

    /// A camera's use came to this end.
    pub fn camera_ended(&self, stand: Stand) {
        camera::ended(&self.board, stand);
    }

    /// What the box's line says of itself, and how to try the rest.
    fn test_serial(&self) -> Outcome<String> {
        let devices = self.board.devices();
        let found = devices.into_iter().find(|one| one.id == id::SERIAL);
        match found {
            Some(found) if found.state.works() => {
                Ok("串口已打开。请用扫码盒扫任意一个码，上方会显示读到了什么。".to_owned())
            }
            Some(found) => Err(DeskFault::new("serial", found.detail)),
            None => Err(interrupted()),
        }
    }

    /// Where the reader's service is.
    #[must_use]
    pub fn place(&self) -> id_reader::Kept {
        self.kept.get("reader")
    }

    /// Where the service that compares faces is.
    #[must_use]
    pub fn face_place(&self) -> devices::face::Kept {
        self.kept.get("face")
    }

    fn shown(&self) -> Vec<DeviceView> {
        self.board.devices().iter().map(shown).collect()
    }
}

fn panel(practice: bool) -> Vec<devices::panel::Device> {
    Panel::new(Setting::here(practice)).devices
}

fn interrupted() -> DeskFault {
    DeskFault::new("failed", "测试中断了。请再试一次。")
}

fn hear(app: &AppHandle, change: &Change) {
    if let Some(counter) = app.try_state::<Counter>() {
        emit(app, "devices", counter.shown());
    }
    if let Some(news) = news(change) {
        emit(app, "device", news);
    }
}

fn news(change: &Change) -> Option<News> {
    let device = &change.device;
    let (tone, said) = match (change.is_loss(), change.is_return()) {
        (true, _) => ("warn", device.state.text()),
        (_, true) => ("ok", "又可以用了"),
        _ => return None,
    };
    Some(News {
        tone,
        title: format!("{}{said}", device.name),
        say: device.detail.clone(),
    })
}

#[cfg(test)]
mod tests {
    use devices::panel::{Device, State};

    use super::*;

    fn change(before: State, after: State) -> Change {
        Change {
            device: Device::new("serial", "扫码盒", after, "请检查数据线。"),
            before,
        }
    }

    #[test]
    fn a_device_that_vanishes_in_use_is_said_to_have_vanished_and_one_never_there_is_not() {
        let lost = news(&change(State::Ready, State::Gone)).expect("told");
        assert_eq!((lost.tone, lost.title.as_str()), ("warn", "扫码盒已断开"));
        let back = news(&change(State::Gone, State::Ready)).expect("told");
        assert_eq!((back.tone, back.title.as_str()), ("ok", "扫码盒又可以用了"));
        assert!(news(&change(State::Absent, State::Silent)).is_none());
        assert!(news(&change(State::Absent, State::Ready)).is_none());
    }
}
