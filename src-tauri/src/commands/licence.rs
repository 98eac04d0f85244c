use desk::view::SheetView;
use desk::{DeskFault, Outcome};
use tauri::State;

use crate::shell::Shell;

/// A page may take its ten seconds: apart from the window's other commands.
#[tauri::command]
pub async fn licence_page(
    shell: State<'_, Shell>,
    code: String,
    page: u32,
    width: u32,
) -> Outcome<SheetView> {
    let desk = shell.desk.clone();
    let drawn = tauri::async_runtime::spawn_blocking(move || desk.licence_page(&code, page, width));
    drawn
        .await
        .map_err(|_| DeskFault::new("failed", "这一步中断了，没有保存。请重试。"))?
}
