use desk::Outcome;
use tauri::State;

use crate::gun::{GunView, Teaching};
use crate::shell::Shell;

/// What this machine's gun sends around its codes.
#[tauri::command(async)]
pub fn gun(teaching: State<'_, Teaching>) -> GunView {
    teaching.view()
}

/// A lesson begins: the next scan is that of the sample.
#[tauri::command(async)]
pub fn gun_teach(shell: State<'_, Shell>, teaching: State<'_, Teaching>) -> Outcome<GunView> {
    shell.desk.station()?;
    teaching.begin();
    Ok(teaching.view())
}

/// The lesson is over, whether or not something was learnt.
#[tauri::command(async)]
pub fn gun_stop(teaching: State<'_, Teaching>) -> GunView {
    teaching.stop();
    teaching.view()
}

/// The gun sends nothing around its codes but Enter, as guns do out of their box.
#[tauri::command(async)]
pub fn gun_reset(shell: State<'_, Shell>, teaching: State<'_, Teaching>) -> Outcome<GunView> {
    shell.desk.station()?;
    teaching.reset()?;
    Ok(teaching.view())
}
