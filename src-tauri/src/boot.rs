//! From a started process to a desk that can be signed in to, and the drain that runs from then on.

use desk::{Drained, Outcome, practice};
use tauri::{AppHandle, Emitter, Manager};

use crate::shell::{Shell, Stage};

/// Code of the practice city's administrator paper.
const PRACTICE_CODE: &str = "practice";

/// Starts in the background; the screen asks `app_state` and hears `changed`.
pub fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let shell = app.state::<Shell>();
        while let Err(say) = shell.claim() {
            eprintln!("{say}");
            reach(&app, Stage::Failed(say));
            wait_for_a_hand(&app).await;
        }
        let journal = shell.desk.clone();
        tauri::async_runtime::spawn(async move { journal.keep_journal().await });
        // A station that exists needs no backend to be opened: the clerk may sign in while the city is starting.
        if shell.desk.is_enrolled() {
            reach(&app, Stage::Ready);
        }
        while let Err(fault) = bring_up(&app).await {
            eprintln!("{}", fault.say);
            if shell.desk.is_enrolled() {
                break;
            }
            wait_for_a_hand(&app).await;
        }
        let desk = shell.desk.clone();
        desk.drain_always(|drained| tell(&app, drained)).await;
    });
}

/// Until somebody asks to open once more.
async fn wait_for_a_hand(app: &AppHandle) {
    app.state::<Shell>().asked_again().await;
    reach(app, Stage::Starting);
}

/// Finds the backend and makes a station of an empty folder.
///
/// # Errors
/// The practice city's, or the enrolment's. An enrolled station works on without a backend.
pub async fn bring_up(app: &AppHandle) -> Outcome<()> {
    let shell = app.state::<Shell>();
    let connected = connect(&shell).await;
    let stage = match &connected {
        Ok(Found::OtherCity) => Stage::Enrol,
        Err(fault) if !shell.desk.is_enrolled() => Stage::Failed(fault.say.clone()),
        _ => Stage::Ready,
    };
    reach(app, stage);
    connected.map(|_| ())
}

/// What answered.
enum Found {
    /// The station's own city.
    Ours,
    /// A city that this folder does not belong to yet.
    OtherCity,
}

async fn connect(shell: &Shell) -> Outcome<Found> {
    let url = match &shell.settings.backend {
        Some(url) => url.clone(),
        None => shell.city.start().await?,
    };
    shell.desk.set_backend(Some(&url))?;
    if shell.desk.is_enrolled() {
        return Ok(Found::Ours);
    }
    if shell.desk.asked_realm().await? != practice::REALM {
        return Ok(Found::OtherCity);
    }
    shell
        .desk
        .enrol(PRACTICE_CODE, &practice::members())
        .await?;
    Ok(Found::Ours)
}

fn reach(app: &AppHandle, stage: Stage) {
    app.state::<Shell>().reach(stage);
    emit(app, "changed", ());
}

fn tell(app: &AppHandle, drained: &Drained) {
    let shell = app.state::<Shell>();
    let was_in = shell.app_view().phase;
    if shell.desk.lock_if_idle() || shell.seen(&was_in) {
        emit(app, "app", shell.app_view());
    }
    emit(app, "connection", app.state::<Shell>().desk.connection());
    if !drained.rows.is_empty() || drained.pulled > 0 {
        emit(app, "changed", ());
    }
}

/// Tells the screens; a window that is being closed hears nothing, and that is no fault.
pub fn emit<T: serde::Serialize + Clone>(app: &AppHandle, event: &str, payload: T) {
    let _ = app.emit(event, payload);
}
