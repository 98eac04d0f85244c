use desk::Outcome;
use desk::view::AppView;
use tauri::{AppHandle, State};

use crate::shell::Shell;
use crate::timing;

#[tauri::command(async)]
pub fn app_state(shell: State<'_, Shell>) -> AppView {
    shell.app_view()
}

#[tauri::command]
pub async fn sign_in(
    app: AppHandle,
    shell: State<'_, Shell>,
    user: String,
    password: String,
) -> Outcome<AppView> {
    let key = shell.desk.sign_in(&user, &password).await?;
    timing::key(&app, key);
    Ok(shell.app_view())
}

#[tauri::command(async)]
pub fn sign_out(shell: State<'_, Shell>) -> Outcome<AppView> {
    shell.desk.sign_out()?;
    Ok(shell.app_view())
}

#[tauri::command(async)]
pub fn choose_post(shell: State<'_, Shell>, code: String) -> Outcome<AppView> {
    shell.desk.choose_post(&code)?;
    Ok(shell.app_view())
}
