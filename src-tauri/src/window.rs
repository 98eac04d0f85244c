//! The webview: keeps nothing, and works on the machines that counters have.

use tauri::{App, Config};

/// Before the first window: what the webview reads from the environment.
pub fn prepare_environment() {
    #[cfg(target_os = "linux")]
    linux::without_graphics_card();
}

/// Sets what only the running program knows.
pub fn settle(config: &mut Config) {
    // The webview driver reaches a window through the shared web context only; a private one has its own. Such a
    // window is a test's.
    let driven = std::env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|value| value == "true");
    for window in &mut config.app.windows {
        window.incognito = !driven;
    }
}

/// After the window is there.
pub fn finish(app: &App) {
    #[cfg(target_os = "linux")]
    linux::show_composition(app);
    #[cfg(not(target_os = "linux"))]
    let _ = app;
}

#[cfg(target_os = "linux")]
mod linux {
    use gtk::glib;
    use tauri::{App, Manager};
    use webkit2gtk::{InputMethodContextExt, WebViewExt};

    const DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

    /// Without a render node WebKitGTK's shared-buffer renderer shows an empty window on some drivers.
    pub fn without_graphics_card() {
        let has_card = std::fs::read_dir("/dev/dri").is_ok_and(|mut nodes| {
            nodes.any(|node| {
                node.is_ok_and(|node| node.file_name().to_string_lossy().starts_with("renderD"))
            })
        });
        if !has_card {
            // Does not overwrite what the administrator has set; only fails for a name with `=`.
            let _ = glib::setenv(DMABUF, "1", false);
        }
    }

    /// Tauri's webview hides what is being composed; a clerk who types Chinese must see it in the field.
    pub fn show_composition(app: &App) {
        for window in app.webview_windows().into_values() {
            let shown = window.with_webview(|webview| {
                if let Some(input) = webview.inner().input_method_context() {
                    input.set_enable_preedit(true);
                }
            });
            if let Err(error) = shown {
                eprintln!("input method: {error}");
            }
        }
    }
}
