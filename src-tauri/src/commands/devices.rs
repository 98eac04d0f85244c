use desk::Outcome;
use desk::view::{
    CardView, DeskView, DeviceSettingsInput, DeviceSettingsView, DeviceView, FaceView,
};
use tauri::{AppHandle, State};

use crate::counter::{Counter, Play};
use crate::shell::Shell;
use crate::timing;

#[tauri::command(async)]
pub fn devices(shell: State<'_, Shell>, counter: State<'_, Counter>) -> Vec<DeviceView> {
    counter.devices(&shell.desk)
}

/// Looks again; what is found comes as events.
#[tauri::command(async)]
pub fn look_at_devices(
    app: AppHandle,
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
) -> Vec<DeviceView> {
    counter.look(&app);
    counter.devices(&shell.desk)
}

#[tauri::command]
pub async fn test_device(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    id: String,
) -> Outcome<String> {
    counter.test(&shell.desk, &id).await
}

#[tauri::command(async)]
pub fn device_settings(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
) -> Outcome<DeviceSettingsView> {
    shell.desk.station()?;
    Ok(counter.settings(&shell.desk))
}

#[tauri::command(async)]
pub fn set_devices(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    set: DeviceSettingsInput,
) -> Outcome<DeviceSettingsView> {
    shell.desk.station()?;
    counter.set(&shell.desk, &set)?;
    Ok(counter.settings(&shell.desk))
}

#[tauri::command]
pub async fn play_reader(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    citizen: String,
    trouble: String,
) -> Outcome<()> {
    let play = Play { citizen, trouble };
    counter.reader.play(&shell.desk, play).await
}

#[tauri::command]
pub async fn read_card(shell: State<'_, Shell>, counter: State<'_, Counter>) -> Outcome<CardView> {
    counter.reader.read(&shell.desk, &counter.place()).await
}

#[tauri::command(async)]
pub fn cancel_card(counter: State<'_, Counter>) {
    counter.reader.cancel();
}

/// `whose`: `applicant`, `representative`; anything else forgets the card.
#[tauri::command]
pub async fn settle_card(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    whose: String,
) -> Outcome<Option<CardView>> {
    counter.reader.settle(&shell.desk, &whose).await
}

#[tauri::command]
pub async fn play_face(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    outcome: String,
) -> Outcome<()> {
    counter.face.play(&shell.desk, outcome).await
}

#[tauri::command(async)]
pub fn confirm_by_eye(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.confirm_by_eye()
}

/// `consent`: what the person answered; without it nothing is sent.
#[tauri::command]
pub async fn compare_face(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    consent: bool,
) -> Outcome<FaceView> {
    let kept = counter.face_place();
    counter.face.compare(&shell.desk, &kept, consent).await
}

#[tauri::command(async)]
pub fn cancel_face(counter: State<'_, Counter>) {
    counter.face.cancel();
}

#[tauri::command(async)]
pub fn ui_ready(app: AppHandle, phase: String, t0: f64) {
    timing::ready(&app, phase, t0);
}
