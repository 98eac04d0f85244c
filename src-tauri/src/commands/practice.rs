use desk::Outcome;
use desk::view::{CodeView, ConnectionView, PhoneView};
use tauri::{AppHandle, State};

use crate::boot;
use crate::shell::Shell;

#[tauri::command]
pub async fn phone(shell: State<'_, Shell>) -> Outcome<PhoneView> {
    let view = shell.desk.phone().await?;
    Ok(PhoneView {
        stopped: shell.is_city_stopped(),
        ..view
    })
}

#[tauri::command]
pub async fn phone_code(
    shell: State<'_, Shell>,
    citizen: String,
    kind: String,
    scene: String,
    item: Option<String>,
) -> Outcome<CodeView> {
    let shown = shell
        .desk
        .phone_code(&citizen, &kind, &scene, item.as_deref());
    shown.await
}

#[tauri::command(async)]
pub fn set_cut(shell: State<'_, Shell>, cut: bool) -> ConnectionView {
    shell.desk.set_cut(cut);
    shell.desk.connection()
}

#[tauri::command]
pub async fn set_stopped(
    app: AppHandle,
    shell: State<'_, Shell>,
    stopped: bool,
) -> Outcome<ConnectionView> {
    if stopped {
        shell.stop_city().await?;
    } else {
        boot::bring_up(&app).await?;
    }
    shell.desk.set_stopped(stopped);
    Ok(shell.desk.connection())
}
