//! The devices' panel (外设): what is connected, what is simulated, what is not there, what was there and is gone, what
//! does not answer. It claims nothing it does not know.
//!
//! [`Panel`] says how a machine begins, [`Board`] how it stands: whoever serves a device tells the board, whoever shows
//! it asks the board. Nothing here waits for a device.

mod board;
mod limit;

use serde::{Deserialize, Serialize};

pub use board::{Board, Change};
pub use limit::{NoAnswer, within};

/// How a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// 可用: real and working by what this machine tells.
    #[serde(rename = "可用")]
    Ready,
    /// 模拟: played by the practice city.
    #[serde(rename = "模拟")]
    Simulated,
    /// 未接: not there.
    #[serde(rename = "未接")]
    Absent,
    /// 已断开: was there, and is gone.
    #[serde(rename = "已断开")]
    Gone,
    /// 无响应: there, and does not answer.
    #[serde(rename = "无响应")]
    Silent,
}

impl State {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Ready => "可用",
            Self::Simulated => "模拟",
            Self::Absent => "未接",
            Self::Gone => "已断开",
            Self::Silent => "无响应",
        }
    }

    /// A clerk can work with it, or with what plays it.
    #[must_use]
    pub fn works(self) -> bool {
        matches!(self, Self::Ready | Self::Simulated)
    }
}

/// Stable words for the devices of a counter (domain reference §4).
pub mod id {
    /// 扫码枪: a keyboard wedge.
    pub const GUN: &str = "gun";
    /// 扫码盒: a reader on a serial line.
    pub const SERIAL: &str = "serial";
    /// 高拍仪 or another camera.
    pub const CAMERA: &str = "camera";
    /// 身份证读卡器.
    pub const READER: &str = "reader";
    /// 人脸比对设备.
    pub const FACE: &str = "face";
    /// 签批屏.
    pub const PEN: &str = "pen";
    /// 评价器.
    pub const RATING: &str = "rating";
    /// 排队叫号.
    pub const TICKETS: &str = "tickets";
    /// 打印机.
    pub const PRINTER: &str = "printer";
}

/// One device, in words for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// One of [`id`].
    pub id: String,
    /// 扫码枪, 高拍仪…
    pub name: String,
    /// How it stands.
    pub state: State,
    /// What that means and what can be done.
    pub detail: String,
    /// Last use, milliseconds since the Unix epoch; none since the program began.
    pub last_use: Option<i64>,
    /// There is a test of it.
    pub can_test: bool,
    /// The practice city can play it.
    pub can_simulate: bool,
}

impl Device {
    /// A device that can neither be tested nor played.
    #[must_use]
    pub fn new(id: &str, name: &str, state: State, detail: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            state,
            detail: detail.to_owned(),
            last_use: None,
            can_test: false,
            can_simulate: false,
        }
    }

    /// With a test.
    #[must_use]
    pub fn tested(self) -> Self {
        Self {
            can_test: true,
            ..self
        }
    }

    /// Played by the practice city where this is one.
    #[must_use]
    pub fn played(self, practice: bool) -> Self {
        Self {
            can_simulate: practice,
            ..self
        }
    }
}

/// How a machine begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// In the order of the counter.
    pub devices: Vec<Device>,
}

/// What a machine without such a device says of it.
pub const NO_FACE: &str = "没有设置人脸比对设备，受理台不提供人脸比对，可用读卡或人工核对。有设备的话请在下方填写它的服务地址。";

/// What the panel is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Practice city: devices without an adapter are simulated; in a city they are never (design §5).
    pub practice: bool,
    /// The window hears the gun below the input method.
    pub gun: bool,
    /// A spooler is here.
    pub printer: bool,
}

impl Setting {
    /// This machine's.
    #[must_use]
    pub fn here(practice: bool) -> Self {
        Self {
            practice,
            gun: cfg!(target_os = "linux"),
            printer: crate::printer::is_present(),
        }
    }
}

impl Panel {
    /// The panel of a setting. What stands behind an adapter begins as not connected until the adapter tells otherwise.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        let practice = setting.practice;
        let stand_in = |id: &str, name: &str, simulated: &str, absent: &str| {
            if practice {
                Device::new(id, name, State::Simulated, simulated)
            } else {
                Device::new(id, name, State::Absent, absent)
            }
        };
        Self {
            devices: vec![
                gun(setting.gun),
                Device::new(
                    id::SERIAL,
                    "扫码盒",
                    State::Absent,
                    "没有设置串口。有扫码盒的话，接好后在下方选择串口；键盘方式的扫码枪不用设置。",
                )
                .tested(),
                stand_in(
                    id::CAMERA,
                    "高拍仪",
                    "由练习城市代替，播放样页。在材料行按 F4 拍照。",
                    "还没有找过高拍仪。请按“测试”，或在材料行按 F4 拍照；也可以选择、粘贴照片文件。",
                )
                .tested(),
                stand_in(
                    id::READER,
                    "身份证读卡器",
                    "由练习城市代替，可以在下方换一张卡。",
                    "还没有找过读卡服务。请按“测试”，或在受理台按 Alt+R 读卡。",
                )
                .tested()
                .played(practice),
                face(practice),
                stand_in(
                    id::PEN,
                    "签批屏",
                    "在屏幕上用鼠标签名。",
                    "没有接签批屏，请在纸上签名后拍照。",
                ),
                Device::new(
                    id::RATING,
                    "评价器",
                    State::Absent,
                    "没有接评价器，不收评价；办件不受影响。",
                ),
                Device::new(
                    id::TICKETS,
                    "排队叫号",
                    State::Absent,
                    "没有接叫号机，按 F11“下一位”开始接待。",
                ),
                printer(setting.printer),
            ],
        }
    }
}

fn gun(heard: bool) -> Device {
    let (state, detail) = if heard {
        (State::Ready, "即插即用，任何界面、任何输入法下都可以扫。")
    } else {
        (
            State::Absent,
            "这个系统上的扫码枪还没有验证。请用图片识别，或在上方输入框手工录入。",
        )
    };
    Device::new(id::GUN, "扫码枪", state, detail)
}

/// Nothing is asked of a device that nobody has set up: it has a test once its address is set.
fn face(practice: bool) -> Device {
    if !practice {
        return Device::new(id::FACE, "人脸比对设备", State::Absent, NO_FACE);
    }
    let say = "由练习城市代替，可以在下方换一种结果。";
    Device::new(id::FACE, "人脸比对设备", State::Simulated, say)
        .tested()
        .played(true)
}

fn printer(present: bool) -> Device {
    let (state, detail) = if present {
        (State::Ready, "文书直接送系统打印服务，不落文件。")
    } else {
        (
            State::Absent,
            "系统没有打印服务（lp）。请安装打印服务并设好默认打印机。",
        )
    };
    Device::new(id::PRINTER, "打印机", state, detail).tested()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(practice: bool, there: bool) -> Panel {
        Panel::new(Setting {
            practice,
            gun: there,
            printer: there,
        })
    }

    #[test]
    fn a_city_simulates_nothing() {
        let devices = panel(false, true).devices;
        assert!(devices.iter().all(|one| one.state != State::Simulated));
        assert!(devices.iter().all(|one| !one.can_simulate));
    }

    #[test]
    fn what_is_not_there_is_not_claimed() {
        let devices = panel(true, false).devices;
        assert!(devices.iter().all(|one| one.state != State::Ready));
    }

    #[test]
    fn every_device_has_a_word_of_its_own_and_says_what_to_do() {
        let devices = panel(false, false).devices;
        let words: std::collections::BTreeSet<_> = devices.iter().map(|one| &one.id).collect();
        assert_eq!(words.len(), devices.len());
        assert!(devices.iter().all(|one| one.detail.ends_with('。')));
    }

    #[test]
    fn a_state_is_written_as_it_is_shown() {
        for state in [
            State::Ready,
            State::Simulated,
            State::Absent,
            State::Gone,
            State::Silent,
        ] {
            let written = serde_json::to_value(state).expect("a word");
            assert_eq!(written, state.text());
        }
    }
}
