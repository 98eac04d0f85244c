//! What is on the clipboard when a clerk pastes and the webview says there is nothing: WebKitGTK hands a page neither
//! pictures nor files. Elsewhere the paste event has them, and nothing is read here.

use tauri::AppHandle;

use crate::handed::Held;

/// The picture or file on the clipboard, read on the window's thread.
#[cfg(target_os = "linux")]
pub async fn read(app: &AppHandle) -> Option<Held> {
    use tokio::sync::mpsc::unbounded_channel;

    let (said, mut hears) = unbounded_channel();
    app.run_on_main_thread(move || linux::ask(0, said)).ok()?;
    hears.recv().await
}

#[cfg(not(target_os = "linux"))]
pub async fn read(_: &AppHandle) -> Option<Held> {
    None
}

/// Puts a text on the clipboard and takes it away again after a while; answers it where the page has to do so itself.
#[cfg(target_os = "linux")]
pub fn put(app: &AppHandle, text: String) -> Option<String> {
    let kept = text.clone();
    let put = app.run_on_main_thread(move || linux::put(&text));
    put.is_err().then_some(kept)
}

#[cfg(not(target_os = "linux"))]
pub fn put(_: &AppHandle, text: String) -> Option<String> {
    Some(text)
}

/// Takes what was just copied out of the window from the clipboard again, unless something else lies there by then.
#[cfg(target_os = "linux")]
pub fn forget_later(app: &AppHandle) {
    // A window that closes takes its clipboard along.
    drop(app.run_on_main_thread(linux::forget_later));
}

#[cfg(not(target_os = "linux"))]
pub fn forget_later(_: &AppHandle) {}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use gtk::gdk::{Atom, SELECTION_CLIPBOARD};
    use gtk::{Clipboard, SelectionData, glib};
    use tokio::sync::mpsc::UnboundedSender;

    use crate::handed::{Held, READ_MOST};

    /// In this order; the first that is there is taken.
    const TARGETS: [&str; 5] = [
        "image/png",
        "image/jpeg",
        "image/bmp",
        "image/tiff",
        "text/uri-list",
    ];

    /// Asks for the `n`th target and those after it; nothing is said where none is there.
    pub fn ask(n: usize, said: UnboundedSender<Held>) {
        let Some(target) = TARGETS.get(n) else {
            return;
        };
        let clipboard = Clipboard::get(&SELECTION_CLIPBOARD);
        clipboard.request_contents(&Atom::intern(target), move |_, data| match held(data) {
            // Nobody waits any more only when the window closes.
            Some(held) => drop(said.send(held)),
            None => ask(n + 1, said),
        });
    }

    /// How long a copied text stays: to be pasted once, not to be found by who sits here next.
    const KEPT: Duration = Duration::from_secs(30);

    /// See [`super::put`].
    pub fn put(text: &str) {
        Clipboard::get(&SELECTION_CLIPBOARD).set_text(text);
        forget_later();
    }

    /// See [`super::forget_later`].
    pub fn forget_later() {
        Clipboard::get(&SELECTION_CLIPBOARD).request_text(|_, copied| {
            let Some(copied) = copied.map(str::to_owned) else {
                return;
            };
            glib::timeout_add_local_once(KEPT, move || forget(copied));
        });
    }

    fn forget(copied: String) {
        Clipboard::get(&SELECTION_CLIPBOARD).request_text(move |clipboard, now| {
            if now == Some(copied.as_str()) {
                clipboard.set_text("");
            }
        });
    }

    fn held(data: &SelectionData) -> Option<Held> {
        if let Some(uri) = data.uris().first() {
            return glib::filename_from_uri(uri)
                .ok()
                .map(|(path, _)| Held::File(path));
        }
        let most = usize::try_from(READ_MOST).unwrap_or(usize::MAX);
        let mut content = data.data();
        content.truncate(most);
        (!content.is_empty()).then_some(Held::Picture(content))
    }
}
