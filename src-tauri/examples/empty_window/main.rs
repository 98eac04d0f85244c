//! The benchmark's baseline: the least a Tauri window costs here. Size, security policy and webview settings are
//! those of the real window; the page is empty and nothing runs behind it. It reports its paint as the real window
//! does, by a line in the file `ZC_TIMING` names.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Error, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

/// The page is painted: `{"phase":"empty","at":…}`, `at` in milliseconds since the Unix epoch.
///
/// The real window's command of this name is in its capability for a window of this label, so no other
/// permission is needed here.
#[tauri::command]
fn ui_ready() -> Result<(), String> {
    let Some(file) = std::env::var_os("ZC_TIMING") else {
        return Ok(());
    };
    note(&file).map_err(|error| error.to_string())
}

fn note(file: &OsString) -> Result<(), Error> {
    let at = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(Error::other)?
        .as_millis();
    let mut file = File::options().create(true).append(true).open(file)?;
    writeln!(file, "{{\"phase\":\"empty\",\"at\":{at}}}")
}

fn main() -> ExitCode {
    let context = tauri::generate_context!("src-tauri/examples/empty_window/tauri.conf.json");
    let ran = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ui_ready])
        .run(context);
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the empty window did not start: {error}");
            ExitCode::FAILURE
        }
    }
}
