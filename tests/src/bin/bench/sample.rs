//! One start of each program.

use std::path::Path;

use acceptance::window::Keyboard;
use anyhow::Result;

use crate::memory::{self, Memory};
use crate::start::{self, Programs};

/// The clerk who is chosen when the sign-in screen opens, and whose password the practice city shows on it.
const PASSWORD: &str = "practice-0217";
const TITLE: &str = "综窗";

/// The baseline. Milliseconds.
pub struct Empty {
    /// From the start of the process to its painted page.
    pub painted: f64,
    /// At rest.
    pub memory: Memory,
}

/// The counter window. Milliseconds.
pub struct Ours {
    /// From the start of the process to the painted sign-in screen.
    pub sign_in: f64,
    /// From Enter behind the password to the painted desk, the key derivation included.
    pub desk: f64,
    /// Key derivation (Argon2id) within that, where the window says it.
    pub key: Option<f64>,
    /// At rest, at the desk.
    pub memory: Memory,
}

impl Ours {
    /// Cold start to a usable desk: what the program takes, not what the clerk's typing takes. A key derivation the
    /// window does not tell apart stays in it.
    pub fn usable(&self) -> f64 {
        self.sign_in + self.desk - self.key.unwrap_or(0.0)
    }
}

/// An empty window, from its start to its end.
pub fn empty(programs: &Programs, folder: &Path) -> Result<Empty> {
    let mut started = start::start(programs, &programs.empty, &[], folder)?;
    let painted = started.painted("empty")? - started.at;
    let memory = memory::at_rest(&mut started.processes)?;
    started.processes.end()?;
    Ok(Empty { painted, memory })
}

/// Our window, from its start over a clerk's sign-in to its end.
pub fn ours(programs: &Programs, folder: &Path) -> Result<Ours> {
    let data = folder.join("station");
    let variables: [(&str, &Path); 2] = [("ZC_DATA", &data), ("ZC_CLI", &programs.cli)];
    let mut started = start::start(programs, &programs.ours, &variables, folder)?;
    let sign_in = started.painted("sign_in")? - started.at;
    let mut keys = Keyboard::default();
    keys.find(TITLE)?;
    keys.type_slowly(PASSWORD)?;
    let enter = start::now()?;
    keys.press("Return")?;
    let desk = started.painted("desk")? - enter;
    let key = started.took("key")?;
    let memory = memory::at_rest(&mut started.processes)?;
    started.processes.end()?;
    Ok(Ours {
        sign_in,
        desk,
        key,
        memory,
    })
}
