use desk::view::{CamerasView, DeskView, FolderView, ModeView, ScanView};
use desk::{DeskFault, Outcome};
use tauri::ipc::Response;
use tauri::{AppHandle, State};

use crate::counter::Counter;
use crate::shell::Shell;
use crate::sight;

/// A device may take its time: none of these runs where the window's other commands do.
pub(super) async fn apart<T: Send + 'static>(
    shell: &Shell,
    task: impl FnOnce(&desk::Desk) -> T + Send + 'static,
) -> Outcome<T> {
    let desk = shell.desk.clone();
    let done = tauri::async_runtime::spawn_blocking(move || task(&desk));
    done.await
        .map_err(|_| DeskFault::new("failed", "这一步中断了，没有保存。请重试。"))
}

#[tauri::command]
pub async fn cameras(shell: State<'_, Shell>, material: String) -> Outcome<CamerasView> {
    apart(&shell, move |desk| desk.cameras(&material)).await?
}

#[tauri::command]
pub async fn camera_open(
    app: AppHandle,
    shell: State<'_, Shell>,
    material: String,
    id: String,
    mode: Option<ModeView>,
) -> Outcome<()> {
    apart(&shell, move |desk| desk.camera_open(&material, &id, mode)).await??;
    sight::watch(&app);
    Ok(())
}

#[tauri::command(async)]
pub fn camera_close(shell: State<'_, Shell>) {
    shell.desk.camera_close();
}

/// Bytes, not JSON: see [`desk::Desk::camera_frame`].
#[tauri::command]
pub async fn camera_frame(shell: State<'_, Shell>, after: u64) -> Outcome<Response> {
    let bytes = apart(&shell, move |desk| desk.camera_frame(after)).await?;
    Ok(Response::new(bytes))
}

#[tauri::command]
pub async fn camera_scan(shell: State<'_, Shell>) -> Outcome<ScanView> {
    shell.desk.scan_camera().await
}

#[tauri::command]
pub async fn page_take(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    code: String,
) -> Outcome<DeskView> {
    let view = apart(&shell, move |desk| desk.page_take(&code)).await??;
    counter.camera_used();
    Ok(view)
}

#[tauri::command]
pub async fn page_cut(
    shell: State<'_, Shell>,
    code: String,
    page: String,
    corners: Vec<f32>,
    quarters: u8,
) -> Outcome<DeskView> {
    let corners = desk::page_corners(&corners)?;
    let cut = move |desk: &desk::Desk| desk.page_cut(&code, &page, corners, quarters);
    apart(&shell, cut).await?
}

#[tauri::command(async)]
pub fn page_move(
    shell: State<'_, Shell>,
    code: String,
    page: String,
    by: i32,
) -> Outcome<DeskView> {
    shell.desk.page_move(&code, &page, by)
}

#[tauri::command(async)]
pub fn page_remove(shell: State<'_, Shell>, code: String, page: String) -> Outcome<DeskView> {
    shell.desk.page_remove(&code, &page)
}

/// A JPEG.
#[tauri::command]
pub async fn page_picture(
    shell: State<'_, Shell>,
    code: String,
    page: String,
    original: bool,
    longest: u32,
) -> Outcome<Response> {
    let read = move |desk: &desk::Desk| desk.page_picture(&code, &page, original, longest);
    Ok(Response::new(apart(&shell, read).await??))
}

#[tauri::command]
pub async fn folder(shell: State<'_, Shell>) -> Outcome<FolderView> {
    apart(&shell, desk::Desk::folder).await?
}

#[tauri::command]
pub async fn folder_set(shell: State<'_, Shell>, path: String) -> Outcome<FolderView> {
    apart(&shell, move |desk| desk.folder_set(&path)).await?
}

/// A JPEG of what is offered next; nothing where nothing is.
#[tauri::command]
pub async fn folder_picture(shell: State<'_, Shell>, longest: u32) -> Outcome<Response> {
    let picture = apart(&shell, move |desk| desk.folder_picture(longest)).await??;
    Ok(Response::new(picture.unwrap_or_default()))
}

#[tauri::command]
pub async fn folder_take(shell: State<'_, Shell>, code: String) -> Outcome<DeskView> {
    apart(&shell, move |desk| desk.folder_take(&code)).await?
}

#[tauri::command(async)]
pub fn folder_skip(shell: State<'_, Shell>) -> Outcome<FolderView> {
    shell.desk.folder_skip()
}
