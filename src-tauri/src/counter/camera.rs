//! The camera's line: looked at when asked, noted when a page was taken, lost when it was pulled out in use.

use desk::{Desk, DeskFault, Outcome};
use devices::camera::{CameraFault, Stand, say};
use devices::panel::{Board, State, id};

use crate::shell::now;

/// Looks for cameras; the board hears what came of it.
pub fn look(board: &Board, desk: &Desk) {
    let (state, detail) = desk.camera_stand();
    board.tell(id::CAMERA, state, &detail);
}

/// As [`look`], and answers it.
pub fn test(board: &Board, desk: &Desk) -> Outcome<String> {
    let (state, detail) = desk.camera_stand();
    board.tell(id::CAMERA, state, &detail);
    match state {
        State::Ready | State::Simulated => Ok(detail),
        State::Absent | State::Gone | State::Silent => Err(DeskFault::new("camera", detail)),
    }
}

/// A page was taken.
pub fn used(board: &Board) {
    board.used(id::CAMERA, now());
}

/// How a camera in use ended; one that was let go is as it was.
pub fn ended(board: &Board, stand: Stand) {
    match stand {
        Stand::Ended(CameraFault::Vanished) => {
            board.tell(id::CAMERA, State::Gone, say(CameraFault::Vanished));
        }
        Stand::Silent => board.tell(id::CAMERA, State::Silent, say(CameraFault::Silent)),
        Stand::Opening | Stand::Live(_) | Stand::Ended(_) => {}
    }
}
