use desk::Outcome;
use desk::view::ScanView;
use tauri::State;

use super::input;
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
