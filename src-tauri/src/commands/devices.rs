use devices::panel::{Device, Panel, Setting};
use tauri::{AppHandle, State};

use crate::shell::Shell;
use crate::timing;

#[tauri::command(async)]
pub fn devices(shell: State<'_, Shell>) -> Vec<Device> {
    Panel::new(Setting::here(shell.app_view().practice)).devices
}

#[tauri::command(async)]
pub fn ui_ready(app: AppHandle, phase: String, t0: f64) {
    timing::ready(&app, phase, t0);
}
