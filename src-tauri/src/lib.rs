//! The window's shell: it puts the parts together, gives the screens their commands and knows the operating system.
//! No rule of the counter lives here; every command is one call of `desk`.

mod boot;
mod clipboard;
mod commands;
mod counter;
mod drag;
mod gun;
mod handed;
mod practice;
mod settings;
mod shell;
mod sight;
mod timing;
mod window;

use std::process::ExitCode;
use std::time::Instant;

use tauri::{App, Manager};

use crate::settings::Settings;
use crate::shell::Shell;

/// Runs the program until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let started = Instant::now();
    desk::leave_no_core();
    if desk::machine::serve_decoder() {
        return ExitCode::SUCCESS;
    }
    // The other provider is not built in; a second installation is the only way this can fail.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut context = tauri::generate_context!();
    window::settle(context.config_mut());
    let built = commands::attach(tauri::Builder::default())
        .on_window_event(drag::hear)
        .setup(move |app| compose(app, started))
        .run(context);
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("综窗没有启动：{error}");
            ExitCode::FAILURE
        }
    }
}

fn compose(app: &mut App, started: Instant) -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::read(
        std::env::args_os().skip(1),
        |name| std::env::var_os(name),
        app.path().data_dir()?,
    )?;
    timing::begin(app, &settings, started);
    app.manage(gun::Teaching::new(settings.data.join("gun.json")));
    app.manage(Shell::new(settings));
    app.manage(handed::Handed::default());
    let counter = counter::Counter::new(app.handle());
    app.manage(counter);
    let desk = app.state::<Shell>().desk.clone();
    app.state::<counter::Counter>().begin(&desk);
    window::finish(app);
    gun::listen(app.handle());
    sight::watch_folder(app.handle());
    boot::begin(app.handle().clone());
    Ok(())
}
