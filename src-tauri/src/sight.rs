//! What the camera in use shows besides pages: codes, and new pictures of the watched folder.

use std::time::Duration;

use tauri::{AppHandle, Manager};

use crate::boot::emit;
use crate::counter::Counter;
use crate::gun;
use crate::shell::Shell;

/// Between two looks at the watched folder.
const LOOK: Duration = Duration::from_millis(500);

/// Looks for codes in the frames of the camera that was just taken into use, until it is let go; one that is found is
/// judged as a scan.
pub fn watch(app: &AppHandle) {
    let app = app.clone();
    // A thread of its own: it is busy as long as the camera is.
    std::thread::spawn(move || {
        let desk = app.state::<Shell>().desk.clone();
        let Some(session) = desk.session_in_use() else {
            return;
        };
        desk.watch_codes(&session, &|text| {
            let app = app.clone();
            tauri::async_runtime::spawn(async move { gun::take(&app, &text).await });
        });
        app.state::<Counter>().camera_ended(session.stand());
    });
}

/// Looks at the watched folder as long as the program runs; the screen hears when something new is offered.
pub fn watch_folder(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let desk = app.state::<Shell>().desk.clone();
            let looked = tauri::async_runtime::spawn_blocking(move || desk.folder_look());
            if let Ok(Ok(true)) = looked.await {
                emit(&app, "folder", ());
            }
        }
    });
}
