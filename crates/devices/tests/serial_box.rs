//! The scanner box over a real pair of virtual serial ports (socat): what it sends is read, and unplugging it is seen
//! (issue 4 point 4).
#![cfg(unix)]

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use devices::serial::{Event, Line, Listener, Pace, Ports, Seen, System};

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// A loss is seen within a second or two.
const LOSS: Duration = Duration::from_secs(2);

const QUICK: Pace = Pace {
    again: Duration::from_millis(50),
    opening: Duration::from_millis(200),
};

/// Two virtual serial ports tied to each other; pulled out when dropped.
struct Pair {
    socat: Child,
    device: PathBuf,
    far: PathBuf,
}

impl Pair {
    fn plug(folder: &Path) -> Self {
        let (device, far) = (folder.join("box"), folder.join("far"));
        let end = |path: &Path| format!("pty,raw,echo=0,link={}", path.display());
        let socat = Command::new("socat")
            .args([end(&device), end(&far)])
            .stderr(Stdio::null())
            .spawn()
            .expect("socat is among what the tests need: cargo xtask test installs it");
        let pair = Self { socat, device, far };
        let end = Instant::now() + PATIENCE;
        while !(pair.device.exists() && pair.far.exists()) {
            assert!(Instant::now() < end, "socat made no ports");
            std::thread::yield_now();
        }
        pair
    }

    fn send(&self, bytes: &[u8]) {
        let mut far = File::options()
            .write(true)
            .open(&self.far)
            .expect("the far end");
        far.write_all(bytes).expect("written");
    }

    fn pull(&mut self) {
        self.socat.kill().expect("ours");
        self.socat.wait().expect("ours");
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        let _ = self.socat.kill();
        let _ = self.socat.wait();
    }
}

fn line(device: &Path) -> Line {
    Line {
        port: device.display().to_string(),
        ..Line::default()
    }
}

fn listen(line: Line, ports: Arc<dyn Ports>) -> (Listener, Receiver<Event>) {
    let (tell, heard) = channel();
    let listener = Listener::start(line, ports, QUICK, move |event| {
        // The test may have seen enough.
        let _ = tell.send(event);
    });
    (listener, heard)
}

fn next(heard: &Receiver<Event>) -> Event {
    heard.recv_timeout(PATIENCE).expect("something is heard")
}

fn opened(heard: &Receiver<Event>) {
    let event = next(heard);
    assert!(matches!(event, Event::Opened(_)), "{event:?}");
}

fn code(text: &str) -> Event {
    Event::Code(text.to_owned())
}

#[test]
fn what_the_box_sends_is_read_in_halves_in_both_writings_and_two_at_once() {
    let folder = tempfile::tempdir().expect("temp");
    let pair = Pair::plug(folder.path());
    let (_listener, heard) = listen(line(&pair.device), Arc::new(System));
    opened(&heard);
    pair.send(b"ZC1:FIRST\r\n");
    assert_eq!(next(&heard), code("ZC1:FIRST"));
    pair.send(b"ZC1:HA");
    pair.send(b"LF\r");
    assert_eq!(next(&heard), code("ZC1:HALF"));
    pair.send(b"ONE\tTWO\t\0\0");
    assert_eq!((next(&heard), next(&heard)), (code("ONE"), code("TWO")));
    pair.send("江口镇\n".as_bytes());
    assert_eq!(next(&heard), code("江口镇"));
    pair.send(&encoding_rs::GBK.encode("枫林路\r\n").0);
    assert_eq!(next(&heard), code("枫林路"));
    pair.send(&[0xff; 64]);
    pair.send(b"\r");
    assert_eq!(next(&heard), Event::Noise);
}

#[test]
fn a_box_that_sends_no_sign_is_read_by_its_silence() {
    let folder = tempfile::tempdir().expect("temp");
    let pair = Pair::plug(folder.path());
    let (_listener, heard) = listen(line(&pair.device), Arc::new(System));
    opened(&heard);
    pair.send(b"430400200002290012");
    assert_eq!(next(&heard), code("430400200002290012"));
}

#[test]
fn pulled_out_is_gone_within_two_seconds_and_plugged_in_again_it_reads() {
    let folder = tempfile::tempdir().expect("temp");
    let mut pair = Pair::plug(folder.path());
    let (_listener, heard) = listen(line(&pair.device), Arc::new(System));
    opened(&heard);
    let pulled = Instant::now();
    pair.pull();
    assert_eq!(next(&heard), Event::Gone);
    assert!(pulled.elapsed() < LOSS, "{:?}", pulled.elapsed());
    let again = Pair::plug(folder.path());
    opened(&heard);
    again.send(b"AGAIN\r\n");
    assert_eq!(next(&heard), code("AGAIN"));
}

/// A machine that gives the box another name each time it is plugged in.
struct Renaming(Mutex<PathBuf>);

const USB: &str = "1eab:1a06:7";

impl Ports for Renaming {
    fn list(&self) -> Vec<Seen> {
        let name = self.0.lock().expect("own").display().to_string();
        vec![Seen {
            name,
            usb: USB.to_owned(),
            product: String::new(),
        }]
    }

    fn open(&self, name: &str, baud: u32) -> std::io::Result<Box<dyn Read + Send>> {
        System.open(name, baud)
    }
}

#[test]
fn a_box_that_comes_back_under_another_name_is_found_by_its_usb_id() {
    let (first, second) = (
        tempfile::tempdir().expect("temp"),
        tempfile::tempdir().expect("temp"),
    );
    let mut pair = Pair::plug(first.path());
    let set = Line {
        usb: USB.to_owned(),
        ..line(&pair.device)
    };
    let ports = Arc::new(Renaming(Mutex::new(pair.device.clone())));
    let (_listener, heard) = listen(set, Arc::clone(&ports) as Arc<dyn Ports>);
    opened(&heard);
    pair.pull();
    assert_eq!(next(&heard), Event::Gone);
    let again = Pair::plug(second.path());
    ports.0.lock().expect("own").clone_from(&again.device);
    assert_eq!(
        next(&heard),
        Event::Opened(again.device.display().to_string())
    );
    again.send(b"MOVED\r\n");
    assert_eq!(next(&heard), code("MOVED"));
}

/// A driver that never comes back from opening.
struct Hanging(Mutex<Receiver<()>>);

impl Ports for Hanging {
    fn list(&self) -> Vec<Seen> {
        Vec::new()
    }

    fn open(&self, _name: &str, _baud: u32) -> std::io::Result<Box<dyn Read + Send>> {
        let held = self.0.lock().expect("own");
        let _ = held.recv();
        Err(ErrorKind::NotFound.into())
    }
}

#[test]
fn a_driver_that_hangs_is_said_to_and_holds_nobody_up() {
    let (release, hang) = channel();
    let ports = Arc::new(Hanging(Mutex::new(hang)));
    let (listener, heard) = listen(line(Path::new("/dev/hangs")), ports);
    assert_eq!(next(&heard), Event::Hangs);
    let asked = Instant::now();
    drop(listener);
    assert!(
        asked.elapsed() < Duration::from_millis(100),
        "dropping waits for no device"
    );
    drop(release);
}

#[test]
fn a_port_that_is_not_there_is_missing_and_the_listening_can_end() {
    let (listener, heard) = listen(line(Path::new("/dev/no-such-port")), Arc::new(System));
    assert_eq!(next(&heard), Event::Missing(ErrorKind::NotFound));
    assert!(listener.is_running());
    drop(listener);
    // The thread lets go of its end.
    assert!(heard.recv_timeout(PATIENCE).is_err());
    assert!(heard.try_recv().is_err());
}
