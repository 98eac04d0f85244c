use desk::Outcome;
use desk::view::ScanView;
use tauri::{AppHandle, State};

use super::input;
use crate::clipboard;
use crate::handed::Handed;
use crate::shell::Shell;

#[tauri::command]
pub async fn scan_text(shell: State<'_, Shell>, text: String) -> Outcome<ScanView> {
    shell.desk.scan_text(&text).await
}

#[tauri::command]
pub async fn scan_picture(
    shell: State<'_, Shell>,
    name: String,
    data: String,
) -> Outcome<ScanView> {
    // The picture says by itself what it is; its name may hold a person's.
    drop(name);
    shell.desk.scan_picture(input::file(&data)?).await
}

#[tauri::command]
pub async fn scan_handed(shell: State<'_, Shell>, handed: State<'_, Handed>) -> Outcome<ScanView> {
    shell.desk.scan_picture(handed.take()?.content).await
}

#[tauri::command]
pub async fn scan_choose(shell: State<'_, Shell>, n: u32) -> Outcome<ScanView> {
    shell.desk.scan_choose(n).await
}

/// Something was copied out of the window.
#[tauri::command]
pub fn copied(app: AppHandle) {
    clipboard::forget_later(&app);
}

/// Whether there is a picture or a file on the clipboard; it is handed over.
#[tauri::command]
pub async fn hand_clipboard(app: AppHandle, handed: State<'_, Handed>) -> Outcome<bool> {
    let held = clipboard::read(&app).await;
    let found = held.is_some();
    handed.hold(held);
    Ok(found)
}
