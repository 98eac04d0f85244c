//! The webview: keeps nothing, and shows what is being composed.

use tauri::{App, Config};

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
    use tauri::{App, Manager};
    use webkit2gtk::{InputMethodContextExt, WebViewExt};

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
