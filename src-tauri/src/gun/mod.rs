//! The scanner gun in the window: keys are judged before the webview or an input method sees them.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
mod teach;

use std::time::Instant;

use desk::view::ScanView;
use desk::{Desk, DeskFault};
use devices::gun::Burst;
use devices::panel::id;
use tauri::{AppHandle, Manager};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::boot::emit;
use crate::counter::Counter;
use crate::shell::{Shell, now};
use crate::timing;
pub use teach::{GunView, Orders, Teaching};

/// What the gun did.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// A burst has begun; the screen says 正在扫码.
    Began,
    /// A whole code, and when its last key came.
    Scan(Burst, Instant),
}

/// Begins to listen. Called on the window's thread.
pub fn listen(app: &AppHandle) {
    let (heard, hearing) = unbounded_channel();
    tauri::async_runtime::spawn(serve(app.clone(), hearing));
    attach(heard, app.state::<Teaching>().orders());
}

#[cfg(target_os = "linux")]
fn attach(heard: UnboundedSender<Heard>, orders: Orders) {
    linux::attach(heard, orders);
}

#[cfg(not(target_os = "linux"))]
fn attach(heard: UnboundedSender<Heard>, orders: Orders) {
    elsewhere::attach(heard, orders);
}

/// One after the other, in the order of the gun.
async fn serve(app: AppHandle, mut hearing: UnboundedReceiver<Heard>) {
    while let Some(heard) = hearing.recv().await {
        match heard {
            Heard::Began => emit(&app, "scanning", ()),
            Heard::Scan(burst, last_key) => hear(&app, &burst, last_key).await,
        }
    }
}

/// A scan of the gun: a code, or what it teaches.
async fn hear(app: &AppHandle, burst: &Burst, last_key: Instant) {
    let used = || app.state::<Counter>().board.used(id::GUN, now());
    if let Some(lesson) = app.state::<Teaching>().hear(&burst.signs) {
        emit(app, "gun", lesson);
        return used();
    }
    let begun = Instant::now();
    let scan = judged(app, &burst.text).await;
    timing::scan(app, last_key, begun.elapsed());
    emit(app, "scanned", scan);
    used();
}

/// A whole code, from the box on a serial line.
pub async fn take(app: &AppHandle, text: &str) {
    emit(app, "scanned", judged(app, text).await);
}

async fn judged(app: &AppHandle, text: &str) -> ScanView {
    let desk = app.state::<Shell>().desk.clone();
    // Its keys never reach the page.
    desk.touch();
    judge(&desk, text).await
}

async fn judge(desk: &Desk, text: &str) -> ScanView {
    desk.scan_text(text).await.unwrap_or_else(not_taken)
}

/// A scan that the desk could not take, in the words of its fault.
pub fn not_taken(fault: DeskFault) -> ScanView {
    ScanView {
        outcome: "cannot_tell".to_owned(),
        code: fault.code,
        title: "这次扫码没有处理".to_owned(),
        say: fault.say,
        ..ScanView::default()
    }
}
