//! What a person or a program reads: with `--json` one object a line, else Chinese sentences; messages go to
//! stderr.

use std::io::{self, Write as _};

use serde::Serialize;

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// `--json`.
    pub json: bool,
}

impl Out {
    /// One answer, written out at once.
    ///
    /// # Errors
    /// Stdout's: whoever read it has gone.
    pub fn line(self, value: &impl Serialize, text: impl FnOnce() -> String) -> io::Result<()> {
        let line = if self.json {
            serde_json::to_string(value)?
        } else {
            text()
        };
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{line}")?;
        stdout.flush()
    }

    /// A document, as it is.
    ///
    /// # Errors
    /// Stdout's: whoever read it has gone.
    pub fn bytes(self, document: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(document)?;
        stdout.flush()
    }

    /// A message.
    pub fn say(self, text: &str) {
        // Nobody is left to be told that nobody listens.
        let _ = writeln!(io::stderr(), "{text}");
    }
}
