use desk::view::AppView;
use desk::{MemberPassword, Outcome};
use tauri::{AppHandle, State};

use crate::shell::{Shell, Stage};
use crate::timing;

#[tauri::command(async)]
pub fn app_state(shell: State<'_, Shell>) -> AppView {
    shell.app_view()
}

/// Opens once more what did not open.
#[tauri::command(async)]
pub fn try_again(shell: State<'_, Shell>) {
    shell.try_again();
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

/// Makes a station of the folder by the code on the administrator's paper; the first member signs in afterwards.
#[tauri::command]
pub async fn enrol(
    shell: State<'_, Shell>,
    code: String,
    user: String,
    password: String,
) -> Outcome<AppView> {
    let member = MemberPassword { user, password };
    shell.desk.enrol_first(&code, member).await?;
    shell.reach(Stage::Ready);
    Ok(shell.app_view())
}

/// A hand was at the window.
#[tauri::command(async)]
pub fn touch(shell: State<'_, Shell>) {
    shell.desk.touch();
}

#[tauri::command(async)]
pub fn lock(shell: State<'_, Shell>) -> Outcome<AppView> {
    shell.desk.lock()?;
    Ok(shell.app_view())
}

#[tauri::command]
pub async fn unlock(shell: State<'_, Shell>, password: String) -> Outcome<AppView> {
    shell.desk.unlock(&password).await?;
    Ok(shell.app_view())
}

#[tauri::command]
pub async fn change_password(shell: State<'_, Shell>, old: String, new: String) -> Outcome<()> {
    shell.desk.change_password(&old, &new).await
}

/// Whether the member's sign-in asks the system's keystore.
#[tauri::command(async)]
pub fn keystore(shell: State<'_, Shell>) -> Outcome<bool> {
    shell.desk.keystore()
}

#[tauri::command]
pub async fn use_keystore(shell: State<'_, Shell>, password: String, on: bool) -> Outcome<()> {
    shell.desk.use_keystore(&password, on).await
}

/// One more member of this station, by a code of their own.
#[tauri::command]
pub async fn add_member(
    shell: State<'_, Shell>,
    code: String,
    user: String,
    password: String,
) -> Outcome<AppView> {
    let member = MemberPassword { user, password };
    shell.desk.add_member(&code, &member).await?;
    Ok(shell.app_view())
}
