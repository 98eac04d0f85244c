//! What stands on the counter beside the screen (外设): the scanner gun, the scanner box, the ID-card reader, the
//! device that compares faces, cameras and the pages under them, the printer, and the panel that says honestly which of the others are simulated and which are
//! not connected. Uses nothing of ours.

pub mod camera;
pub mod face;
pub mod folder;
pub mod gun;
pub mod id_reader;
pub mod kept;
pub mod local;
pub mod page;
pub mod panel;
pub mod printer;
pub mod serial;
