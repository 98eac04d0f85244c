//! The scanner box on a serial line: what it reads goes the way of the gun's codes, and how it stands to the board.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex, PoisonError};

use desk::DeskFault;
use devices::panel::{Board, State, id};
use devices::serial::{Event, Line, Listener, Pace, System};
use tauri::AppHandle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::boot::emit;
use crate::gun;
use crate::shell::now;

/// The box of this machine, where one is set.
pub struct SerialBox {
    board: Arc<Board>,
    codes: UnboundedSender<Option<String>>,
    listener: Mutex<Option<Listener>>,
}

impl SerialBox {
    /// No line is opened yet.
    pub fn new(app: &AppHandle, board: Arc<Board>) -> Self {
        let (codes, mut heard) = unbounded_channel::<Option<String>>();
        let app = app.clone();
        // One after the other, in the order of the box.
        tauri::async_runtime::spawn(async move {
            while let Some(code) = heard.recv().await {
                match code {
                    Some(text) => gun::take(&app, &text).await,
                    None => emit(&app, "scanned", gun::not_taken(noise())),
                }
            }
        });
        Self {
            board,
            codes,
            listener: Mutex::default(),
        }
    }

    /// Listens on this line from now on, on none where none is set.
    pub fn set(&self, line: &Line) {
        let mut held = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        *held = None;
        if line.port.is_empty() {
            let say =
                "没有设置串口。有扫码盒的话，接好后在下方选择串口；键盘方式的扫码枪不用设置。";
            self.board.tell(id::SERIAL, State::Absent, say);
            return;
        }
        let (board, codes) = (Arc::clone(&self.board), self.codes.clone());
        let (port, baud) = (line.port.clone(), line.speed());
        let listener = Listener::start(
            line.clone(),
            Arc::new(System),
            Pace::default(),
            move |event| {
                let code = match event {
                    Event::Code(text) => Some(text),
                    Event::Noise => None,
                    other => {
                        let (state, say) = told(&other, &port, baud);
                        return board.tell(id::SERIAL, state, &say);
                    }
                };
                board.used(id::SERIAL, now());
                // The other end is gone only when the program ends.
                let _ = codes.send(code);
            },
        );
        *held = Some(listener);
    }
}

fn told(event: &Event, port: &str, baud: u32) -> (State, String) {
    match event {
        Event::Opened(name) => (
            State::Ready,
            format!("已打开串口 {name}，{baud} 波特。任何界面都可以扫。"),
        ),
        Event::Gone => (
            State::Gone,
            "扫码盒断开了。请检查数据线，插好后自动恢复；其间可用扫码枪或输入框。".to_owned(),
        ),
        Event::Hangs => (
            State::Silent,
            format!("串口 {port} 打开时没有应答。请重新插拔扫码盒；其间可用扫码枪或输入框。"),
        ),
        Event::Missing(ErrorKind::PermissionDenied) => (
            State::Absent,
            format!(
                "没有权限打开串口 {port}。请管理员把当前系统用户加入 dialout 组后重新登录系统。"
            ),
        ),
        Event::Missing(ErrorKind::NotFound) => (
            State::Absent,
            format!("没有找到串口 {port}。请插好扫码盒，插好后自动打开；或在下方另选串口。"),
        ),
        Event::Missing(_) | Event::Code(_) | Event::Noise => (
            State::Absent,
            format!("串口 {port} 打不开，可能被其他程序占用。请关闭其他扫码程序，空出后自动打开。"),
        ),
    }
}

fn noise() -> DeskFault {
    DeskFault::new(
        "serial_noise",
        "扫码盒送来的内容不是文字，没有处理。请重扫一次；总是这样请在“设备”里核对波特率。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_a_line_can_stand_says_what_to_do() {
        for (event, state) in [
            (Event::Opened("/dev/ttyACM1".to_owned()), State::Ready),
            (Event::Gone, State::Gone),
            (Event::Hangs, State::Silent),
            (Event::Missing(ErrorKind::PermissionDenied), State::Absent),
            (Event::Missing(ErrorKind::NotFound), State::Absent),
            (Event::Missing(ErrorKind::ResourceBusy), State::Absent),
        ] {
            let (stands, say) = told(&event, "/dev/ttyACM0", 9600);
            assert_eq!(stands, state);
            assert!(
                say.ends_with('。') && (state == State::Ready || say.contains("请")),
                "{say}"
            );
        }
    }
}
