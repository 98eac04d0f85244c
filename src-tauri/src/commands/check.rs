use desk::view::DeskView;
use desk::{Colleague, Outcome};
use tauri::State;

use crate::shell::Shell;

#[tauri::command]
pub async fn recheck(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.ask_checks().await
}

#[tauri::command]
pub async fn override_check(
    shell: State<'_, Shell>,
    code: String,
    reason: String,
    user: String,
    password: String,
) -> Outcome<DeskView> {
    let witness = Colleague { user, password };
    shell.desk.override_check(&code, &reason, witness).await
}
