use std::path::Path;

use desk::bundle::ExportChoice;
use desk::view::{BundleView, ConnectionView, DeskView, QueueView};
use desk::{Colleague, Outcome};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub fn queue(shell: State<'_, Shell>) -> Outcome<QueueView> {
    shell.desk.queue()
}

#[tauri::command(async)]
pub fn send_now(shell: State<'_, Shell>) -> Outcome<QueueView> {
    shell.desk.nudge();
    shell.desk.queue()
}

#[tauri::command(async)]
pub fn connection(shell: State<'_, Shell>) -> ConnectionView {
    shell.desk.connection()
}

#[tauri::command(async)]
pub fn queue_retry(shell: State<'_, Shell>, act: String) -> Outcome<QueueView> {
    shell.desk.retry(&act)?;
    shell.desk.queue()
}

/// Puts it on the desk to be changed.
#[tauri::command]
pub async fn queue_mend_open(shell: State<'_, Shell>, act: String) -> Outcome<DeskView> {
    shell.desk.mend_open(&act).await
}

/// By the clerk, or by a colleague with their password.
#[tauri::command]
pub async fn queue_mend(
    shell: State<'_, Shell>,
    act: String,
    user: Option<String>,
    password: String,
) -> Outcome<QueueView> {
    let by = user.map(|user| Colleague { user, password });
    shell.desk.mend(&act, by).await?;
    shell.desk.queue()
}

#[tauri::command]
pub async fn queue_discard(
    shell: State<'_, Shell>,
    act: String,
    user: String,
    password: String,
    reason: String,
    note: String,
) -> Outcome<QueueView> {
    let witness = Colleague { user, password };
    shell.desk.discard(&act, witness, &reason, &note).await?;
    shell.desk.queue()
}

#[tauri::command]
pub async fn bundle_export(
    shell: State<'_, Shell>,
    file: String,
    case: Option<String>,
    code: bool,
) -> Outcome<BundleView> {
    let choice = ExportChoice::of(case.as_deref())?;
    let done = shell.desk.export(Path::new(&file), choice, code).await?;
    Ok(done.view())
}

#[tauri::command]
pub async fn bundle_import(
    shell: State<'_, Shell>,
    file: String,
    code: Option<String>,
) -> Outcome<BundleView> {
    let done = shell.desk.import(Path::new(&file), code.as_deref()).await?;
    Ok(done.view())
}
