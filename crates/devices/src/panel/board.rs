use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Device, State};

/// A device that stands otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As it stands now.
    pub device: Device,
    /// How it stood.
    pub before: State,
}

impl Change {
    /// It worked, and now it does not: a clerk is told at once, wherever they are.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.before.works() && matches!(self.device.state, State::Gone | State::Silent)
    }

    /// It works again after it was lost.
    #[must_use]
    pub fn is_return(&self) -> bool {
        matches!(self.before, State::Gone | State::Silent) && self.device.state.works()
    }
}

type Told = Box<dyn Fn(&Change) + Send + Sync>;

/// The counter's devices as they stand. Adapters tell it from their own threads; asking never waits for a device.
pub struct Board {
    devices: Mutex<Vec<Device>>,
    told: Told,
}

impl Board {
    /// A board that begins like this; `told` hears every change, on the thread that told it.
    #[must_use]
    pub fn new(devices: Vec<Device>, told: impl Fn(&Change) + Send + Sync + 'static) -> Self {
        Self {
            devices: Mutex::new(devices),
            told: Box::new(told),
        }
    }

    /// All of them, in the order of the counter.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        self.held().clone()
    }

    /// How one stands.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<State> {
        let held = self.held();
        held.iter().find(|one| one.id == id).map(|one| one.state)
    }

    /// A device stands like this now. One that is on nobody's list is not added.
    pub fn tell(&self, id: &str, state: State, detail: &str) {
        self.change(id, |device| {
            device.state = state;
            detail.clone_into(&mut device.detail);
        });
    }

    /// A device was used just now; `at_ms` since the Unix epoch.
    pub fn used(&self, id: &str, at_ms: i64) {
        self.change(id, |device| device.last_use = Some(at_ms));
    }

    /// There is a test of it now, or no more: what is not set up has none.
    pub fn offer_test(&self, id: &str, can_test: bool) {
        self.change(id, |device| device.can_test = can_test);
    }

    /// Puts a whole other panel in its place, as when the folder turned out to be a city's; last uses stay.
    pub fn begin(&self, devices: Vec<Device>) {
        let mut held = self.held();
        let before = std::mem::replace(&mut *held, devices);
        for device in held.iter_mut() {
            let old = before.iter().find(|old| old.id == device.id);
            device.last_use = old.and_then(|old| old.last_use);
        }
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Device)) {
        let changed = {
            let mut held = self.held();
            let Some(device) = held.iter_mut().find(|one| one.id == id) else {
                return;
            };
            let old = device.clone();
            change(device);
            (*device != old).then(|| Change {
                device: device.clone(),
                before: old.state,
            })
        };
        // Nothing is held here: who hears it may ask the board.
        if let Some(changed) = changed {
            (self.told)(&changed);
        }
    }

    fn held(&self) -> MutexGuard<'_, Vec<Device>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Panel, Setting, id};
    use super::*;

    fn board() -> (Board, Arc<Mutex<Vec<Change>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        let setting = Setting {
            practice: false,
            gun: true,
            printer: true,
        };
        let devices = Panel::new(setting).devices;
        let board = Board::new(devices, move |change| {
            ear.lock().expect("own").push(change.clone());
        });
        (board, heard)
    }

    #[test]
    fn a_device_that_worked_and_is_gone_is_a_loss_and_its_coming_back_a_return() {
        let (board, heard) = board();
        board.tell(id::SERIAL, State::Ready, "已打开。");
        board.tell(id::SERIAL, State::Gone, "断开了。");
        board.tell(id::SERIAL, State::Gone, "断开了。");
        board.tell(id::SERIAL, State::Ready, "已打开。");
        let heard = heard.lock().expect("own").clone();
        let told: Vec<_> = heard
            .iter()
            .map(|one| (one.is_loss(), one.is_return()))
            .collect();
        assert_eq!(told, [(false, false), (true, false), (false, true)]);
    }

    #[test]
    fn a_device_that_was_never_there_is_no_loss() {
        let (board, heard) = board();
        board.tell(id::READER, State::Silent, "没有应答。");
        assert!(!heard.lock().expect("own")[0].is_loss());
    }

    #[test]
    fn last_use_survives_another_panel_and_unknown_devices_are_not_made_up() {
        let (board, _) = board();
        board.used(id::PRINTER, 7);
        board.tell("teapot", State::Ready, "。");
        let setting = Setting {
            practice: true,
            gun: false,
            printer: true,
        };
        board.begin(Panel::new(setting).devices);
        let devices = board.devices();
        let printer = devices.iter().find(|one| one.id == id::PRINTER);
        assert_eq!(printer.and_then(|one| one.last_use), Some(7));
        assert!(devices.iter().all(|one| one.id != "teapot"));
    }
}
