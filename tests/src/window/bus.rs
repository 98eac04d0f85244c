//! The session bus of a desktop. Where there is none, as on a virtual display, every window would start one of its
//! own, with the accessibility services on it, and leave them behind: they are the session's, not the window's.

use std::io::{BufRead, BufReader, ErrorKind};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The variable that names a session's bus.
pub const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// A session bus; it ends with this value.
pub struct Bus {
    daemon: Child,
    /// Where it listens.
    pub address: String,
}

impl Bus {
    /// Starts one, unless the machine has no such program (and no window could start it). What it starts by itself has
    /// these variables too, so they are set before it: a second input method, say, would else come up as it likes.
    pub fn start(variables: &[(&str, &str)]) -> Result<Option<Self>> {
        let started = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut bus = match started {
            Ok(daemon) => Self {
                daemon,
                address: String::new(),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("cannot start dbus-daemon"),
        };
        let stdout = bus.daemon.stdout.take().context("its stdout is piped")?;
        BufReader::new(stdout).read_line(&mut bus.address)?;
        bus.address.truncate(bus.address.trim_end().len());
        ensure!(!bus.address.is_empty(), "dbus-daemon gave no address");
        Ok(Some(bus))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}
