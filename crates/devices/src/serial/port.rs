use std::io::Read;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What nearly every box is delivered with.
pub const USUAL_BAUD: u32 = 9600;

/// A reading waits so long for a byte before it looks around.
const READ: Duration = Duration::from_millis(50);

/// A serial line of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The system's name: `/dev/ttyACM0`, `COM3`.
    pub name: String,
    /// `1eab:1a06:SN123` of a USB one: vendor, product, serial number. It stays when the name changes.
    pub usb: String,
    /// What the maker calls it.
    pub product: String,
}

/// The line that was set, section `serial` of `devices.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// The system's name when it was set; empty: no box here.
    pub port: String,
    /// The USB id it had then; empty: it had none.
    pub usb: String,
    /// Baud; 0: the usual.
    pub baud: u32,
}

impl Line {
    /// Baud to open it with.
    #[must_use]
    pub fn speed(&self) -> u32 {
        match self.baud {
            0 => USUAL_BAUD,
            baud => baud,
        }
    }
}

/// The serial lines of a machine. A seam: the tests' virtual ones are on no system's list.
pub trait Ports: Send + Sync {
    /// Those that the system knows of.
    fn list(&self) -> Vec<Seen>;

    /// Opens one. A read that finds nothing for a while gives [`std::io::ErrorKind::TimedOut`]; one of a line that is gone
    /// gives another error or the end.
    ///
    /// # Errors
    /// The system's.
    fn open(&self, name: &str, baud: u32) -> std::io::Result<Box<dyn Read + Send>>;
}

/// This machine's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Ports for System {
    fn list(&self) -> Vec<Seen> {
        let found = serialport::available_ports().unwrap_or_default();
        found.into_iter().map(seen).collect()
    }

    fn open(&self, name: &str, baud: u32) -> std::io::Result<Box<dyn Read + Send>> {
        let port = serialport::new(name, baud).timeout(READ).open()?;
        Ok(Box::new(port))
    }
}

fn seen(port: serialport::SerialPortInfo) -> Seen {
    let (usb, product) = match port.port_type {
        serialport::SerialPortType::UsbPort(usb) => {
            let number = usb.serial_number.unwrap_or_default();
            let id = format!("{:04x}:{:04x}:{number}", usb.vid, usb.pid);
            (id, usb.product.unwrap_or_default())
        }
        _ => Default::default(),
    };
    Seen {
        name: port.port_name,
        usb,
        product,
    }
}

/// The name to open for a line that was set: where it has a USB id, whatever name the machine gives it now; a name that
/// another USB device has taken is not opened.
#[must_use]
pub fn choose(line: &Line, seen: &[Seen]) -> Option<String> {
    if line.port.is_empty() {
        return None;
    }
    if line.usb.is_empty() {
        return Some(line.port.clone());
    }
    if let Some(same) = seen.iter().find(|port| port.usb == line.usb) {
        return Some(same.name.clone());
    }
    let taken = seen
        .iter()
        .any(|port| port.name == line.port && !port.usb.is_empty());
    (!taken).then(|| line.port.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(name: &str, usb: &str) -> Seen {
        Seen {
            name: name.to_owned(),
            usb: usb.to_owned(),
            product: String::new(),
        }
    }

    fn line(name: &str, usb: &str) -> Line {
        Line {
            port: name.to_owned(),
            usb: usb.to_owned(),
            baud: 0,
        }
    }

    #[test]
    fn a_box_that_got_another_name_is_found_by_its_usb_id() {
        let seen = [
            port("/dev/ttyACM0", "0c2e:0b61:"),
            port("/dev/ttyACM1", "1eab:1a06:7"),
        ];
        let set = line("/dev/ttyACM0", "1eab:1a06:7");
        assert_eq!(choose(&set, &seen).as_deref(), Some("/dev/ttyACM1"));
    }

    #[test]
    fn a_name_that_another_device_took_is_left_alone() {
        let seen = [port("/dev/ttyACM0", "0c2e:0b61:")];
        assert_eq!(choose(&line("/dev/ttyACM0", "1eab:1a06:7"), &seen), None);
    }

    #[test]
    fn a_line_without_usb_goes_by_its_name_and_none_is_none() {
        assert_eq!(
            choose(&line("/dev/pts/7", ""), &[]).as_deref(),
            Some("/dev/pts/7")
        );
        assert_eq!(choose(&line("", ""), &[port("/dev/ttyS0", "")]), None);
        assert_eq!(line("", "").speed(), USUAL_BAUD);
    }
}
