//! The camera's line in the devices' panel.

use super::{CameraFault, Found};

/// One line: what there is, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Under which it is known again; `camera` where there is none.
    pub id: String,
    /// 高拍仪 and what the maker calls it.
    pub name: String,
    /// What the camera is now.
    pub state: LineState,
    /// When it was last used, milliseconds since the Unix epoch.
    pub last_use: Option<i64>,
    /// What that means and what to do.
    pub detail: String,
}

/// How a camera stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// 可用.
    Ready,
    /// 模拟.
    Simulated,
    /// 未接.
    Absent,
    /// 已断开.
    Gone,
    /// 无响应.
    Silent,
}

/// The lines of what [`super::list_within`] answered. `used` says when a camera gave its last page.
#[must_use]
pub fn lines(
    found: &Result<Vec<Found>, CameraFault>,
    used: &dyn Fn(&str) -> Option<i64>,
) -> Vec<Line> {
    let alone = |state, detail: &str| {
        vec![Line {
            id: "camera".to_owned(),
            name: "高拍仪".to_owned(),
            state,
            last_use: None,
            detail: detail.to_owned(),
        }]
    };
    match found {
        Ok(all) if all.is_empty() => alone(
            LineState::Absent,
            "没有接高拍仪或摄像头。可用高拍仪自带软件存到监视文件夹，或选择、粘贴照片文件。",
        ),
        Ok(all) => all
            .iter()
            .map(|camera| of(camera, used(&camera.id)))
            .collect(),
        Err(CameraFault::Silent) => alone(
            LineState::Silent,
            "系统查询摄像头没有回应。请拔下高拍仪再插上；不影响其他操作。",
        ),
        Err(fault) => alone(LineState::Absent, say(*fault)),
    }
}

fn of(camera: &Found, last_use: Option<i64>) -> Line {
    let (state, detail) = match camera.fault {
        None if camera.simulated => (
            LineState::Simulated,
            "练习城市的模拟高拍仪，播放准备好的页面。".to_owned(),
        ),
        None => {
            let best = camera.modes.first();
            let size = best.map_or(String::new(), |mode| {
                format!("，最大 {}×{}", mode.width, mode.height)
            });
            (
                LineState::Ready,
                format!("即插即用{size}。在材料行按 F4 拍照。"),
            )
        }
        Some(CameraFault::Vanished) => (LineState::Gone, say(CameraFault::Vanished).to_owned()),
        Some(CameraFault::Silent) => (LineState::Silent, say(CameraFault::Silent).to_owned()),
        Some(fault) => (LineState::Absent, say(fault).to_owned()),
    };
    Line {
        id: camera.id.clone(),
        name: format!("高拍仪（{}）", camera.name),
        state,
        last_use,
        detail,
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
