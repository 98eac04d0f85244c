//! The devices' panel (外设): what is connected, what is simulated, what is not there. It claims nothing it does not
//! know.

use serde::{Deserialize, Serialize};

use crate::printer;

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
}

/// One device, in words for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// 扫码枪, 高拍仪…
    pub name: String,
    /// How it stands.
    pub state: State,
    /// What that means and what can be done.
    pub detail: String,
}

/// The whole panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// In the order of the counter.
    pub devices: Vec<Device>,
}

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
            printer: printer::is_present(),
        }
    }
}

impl Panel {
    /// The panel of a setting.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        let stand_in = |name: &str, simulated: &str, absent: &str| {
            if setting.practice {
                device(name, State::Simulated, simulated)
            } else {
                device(name, State::Absent, absent)
            }
        };
        Self {
            devices: vec![
                gun(setting.gun),
                stand_in(
                    "高拍仪",
                    "用文件代替：选择、拖入或粘贴照片。",
                    "没有接高拍仪，请选择或粘贴照片文件。",
                ),
                stand_in(
                    "身份证读卡器",
                    "由办事人手机面板的证照代替。",
                    "没有接读卡器，请核对原件后手工登记。",
                ),
                stand_in(
                    "签批屏",
                    "在屏幕上用鼠标签名。",
                    "没有接签批屏，请在纸上签名后拍照。",
                ),
                stand_in("评价器", "练习城市不收评价。", "没有接评价器。"),
                stand_in(
                    "排队叫号",
                    "按“下一位”开始接待。",
                    "没有接叫号机，按“下一位”开始接待。",
                ),
                printer(setting.printer),
            ],
        }
    }
}

fn gun(heard: bool) -> Device {
    if heard {
        device(
            "扫码枪",
            State::Ready,
            "即插即用，任何界面、任何输入法下都可以扫。",
        )
    } else {
        device(
            "扫码枪",
            State::Absent,
            "这个系统上的扫码枪还没有验证。请用图片识别，或在上方输入框手工录入。",
        )
    }
}

fn printer(present: bool) -> Device {
    if present {
        device("打印机", State::Ready, "文书直接送系统打印服务，不落文件。")
    } else {
        device(
            "打印机",
            State::Absent,
            "系统没有打印服务（lp）。请安装打印服务并设好默认打印机。",
        )
    }
}

fn device(name: &str, state: State, detail: &str) -> Device {
    Device {
        name: name.to_owned(),
        state,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_simulates_nothing() {
        let panel = Panel::new(Setting {
            practice: false,
            gun: true,
            printer: true,
        });
        assert!(
            panel
                .devices
                .iter()
                .all(|device| device.state != State::Simulated)
        );
    }

    #[test]
    fn what_is_not_there_is_not_claimed() {
        let panel = Panel::new(Setting {
            practice: true,
            gun: false,
            printer: false,
        });
        let ready = panel
            .devices
            .iter()
            .filter(|device| device.state == State::Ready)
            .count();
        assert_eq!(ready, 0);
    }
}
