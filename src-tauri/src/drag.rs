//! A file dragged over the window: the screen is told where it is, the shell keeps which it is.

use serde::Serialize;
use tauri::{DragDropEvent, Manager, PhysicalPosition, Window, WindowEvent};

use crate::boot::emit;
use crate::handed::{Handed, Held};

/// Where a drag is, for the screen: CSS pixels from the window's corner.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Drag {
    phase: &'static str,
    x: f64,
    y: f64,
}

/// Hears the drags of a window.
pub fn hear(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let (phase, at) = match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            ("over", Some(position))
        }
        DragDropEvent::Drop { paths, position } => {
            let first = paths.first().cloned();
            window.state::<Handed>().hold(first.map(Held::File));
            ("drop", Some(position))
        }
        _ => ("out", None),
    };
    let (x, y) = at.map_or((0.0, 0.0), |at| css(*at, window));
    emit(window.app_handle(), "drag", Drag { phase, x, y });
}

/// GTK and AppKit count in the page's pixels already.
fn css(at: PhysicalPosition<f64>, window: &Window) -> (f64, f64) {
    let scale = if cfg!(windows) {
        window.scale_factor().unwrap_or(1.0)
    } else {
        1.0
    };
    (at.x / scale, at.y / scale)
}
