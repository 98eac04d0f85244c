//! The cameras' line in the devices' panel.

use super::{CameraFault, Found};
use crate::panel::State;

/// How the cameras stand by what [`super::list_within`] answered, and what that means and what can be done.
#[must_use]
pub fn line(found: &Result<Vec<Found>, CameraFault>) -> (State, String) {
    let all = match found {
        Ok(all) => all,
        Err(CameraFault::Silent) => {
            let detail = "系统查询摄像头没有回应。请拔下高拍仪再插上；不影响其他操作。";
            return (State::Silent, detail.to_owned());
        }
        Err(fault) => return (State::Absent, say(*fault).to_owned()),
    };
    let plugged = || all.iter().filter(|camera| !camera.simulated);
    let usable: Vec<String> = plugged()
        .filter(|camera| camera.fault.is_none())
        .map(named)
        .collect();
    if !usable.is_empty() {
        let detail = format!("{}。在材料行按 F4 拍照。", usable.join("、"));
        return (State::Ready, detail);
    }
    if let Some(fault) = plugged().find_map(|camera| camera.fault) {
        return (State::Absent, say(fault).to_owned());
    }
    if all.is_empty() {
        let detail =
            "没有接高拍仪或摄像头。可用高拍仪自带软件存到监视文件夹，或选择、粘贴照片文件。";
        return (State::Absent, detail.to_owned());
    }
    let detail = "由练习城市代替，播放样页。在材料行按 F4 拍照。";
    (State::Simulated, detail.to_owned())
}

/// `Eloam A4，最大 3264×2448`.
fn named(camera: &Found) -> String {
    match camera.modes.first() {
        Some(best) => format!("{}，最大 {}×{}", camera.name, best.width, best.height),
        None => camera.name.clone(),
    }
}

/// A fault in words, with its remedy.
#[must_use]
pub fn say(fault: CameraFault) -> &'static str {
    match fault {
        CameraFault::Absent => "没有找到这台高拍仪。请检查连线，或换一台；也可以导入照片文件。",
        CameraFault::Refused => {
            "系统不允许使用高拍仪。请管理员把本机账户加入 video 组（或在系统隐私设置里允许摄像头），重新登录系统后再试。"
        }
        CameraFault::Busy => {
            "高拍仪正被别的程序占用。请关掉高拍仪自带软件或浏览器里的摄像头，再试。"
        }
        CameraFault::Vanished => {
            "高拍仪断开了。已拍的页面都在。请重新插好连线后点“重试”，或改用导入文件。"
        }
        CameraFault::Silent => {
            "高拍仪没有回应。已拍的页面都在。请稍候，或拔下再插上；也可以改用导入文件。"
        }
        CameraFault::Broken => {
            "高拍仪给出的画面不能用。请换一个分辨率或拔下再插上；也可以改用导入文件。"
        }
    }
}
