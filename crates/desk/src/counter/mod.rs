//! The devices of the counter (外设) as a screen shows them, and what a doctor says of them.

mod check;
mod faces;
mod played;

use ::devices::panel::{Device, State};

pub(crate) use check::checks;
pub use faces::{MATCHES, outcomes};
pub use played::{NO_TROUBLE, holders, troubles};

use crate::draft::show::clock;
use crate::view::{DeviceView, Tone};

/// A device as the panel shows it.
#[must_use]
pub fn shown(device: &Device) -> DeviceView {
    DeviceView {
        id: device.id.clone(),
        name: device.name.clone(),
        state: device.state.text().to_owned(),
        tone: match device.state {
            State::Ready => Tone::Ok,
            State::Simulated | State::Absent => Tone::Plain,
            State::Gone => Tone::Bad,
            State::Silent => Tone::Warn,
        },
        detail: device.detail.clone(),
        last_use: device.last_use.map(clock).unwrap_or_default(),
        can_test: device.can_test,
        can_simulate: device.can_simulate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_never_used_shows_no_time_and_one_that_was_shows_the_citys() {
        let mut device = Device::new("printer", "打印机", State::Ready, "。");
        assert_eq!(shown(&device).last_use, "");
        // 2026-02-12 10:44:07 in Beijing.
        device.last_use = Some(1_770_864_247_000);
        assert_eq!(shown(&device).last_use, "10:44:07");
    }
}
