use desk::Outcome;
use desk::view::{ConnectionView, QueueView};
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
