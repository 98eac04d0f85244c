//! What stands on the counter beside the screen (外设): the scanner gun, the printer, and the panel that says honestly
//! which of the others are simulated and which are not connected. Uses nothing of ours.

pub mod gun;
pub mod panel;
pub mod printer;
