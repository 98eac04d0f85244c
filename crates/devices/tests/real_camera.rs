//! The adapter for plugged-in cameras on real Video4Linux devices. The kernel's own test driver `vivid` gives two
//! webcams in a virtual machine: `cargo xtask long --only camera`.

#![cfg(target_os = "linux")]

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use devices::camera::uvc::Uvc;
use devices::camera::{CameraFault, Cameras, Found, Mode, Patience, Session, Stand};

const WHY: &str = "no camera of the kernel's driver `vivid` here";
/// An emulated processor draws a picture in about as many seconds as a camera needs frames.
const SOON: Duration = Duration::from_secs(60);
const PATIENCE: Patience = Patience {
    open: SOON,
    frame: SOON,
};

fn cameras() -> Vec<Found> {
    let found = Uvc.list().expect(WHY);
    assert!(found.len() >= 2, "{WHY}: {found:?}");
    found
}

fn small(found: &Found) -> Mode {
    let mut modes = found.modes.clone();
    modes.sort_by_key(Mode::pixels);
    *modes.first().expect("a mode")
}

fn begin(id: &str, mode: Mode) -> Session {
    Session::begin(Arc::new(Uvc), id, Some(mode), PATIENCE)
}

fn ended(session: &Session) -> Stand {
    let until = Instant::now() + SOON;
    while Instant::now() < until {
        if let stand @ Stand::Ended(_) = session.stand() {
            return stand;
        }
        std::thread::yield_now();
    }
    session.stand()
}

#[test]
#[ignore = "needs V4L2 devices: `cargo xtask long --only camera` runs it in a virtual machine"]
fn s75_two_plugged_in_cameras_are_listed_apart_with_their_sizes() {
    let found = cameras();
    let (one, other) = (&found[0], &found[1]);
    assert_ne!(one.id, other.id);
    for camera in [one, other] {
        assert!(camera.name.contains("vivid"), "{}", camera.name);
        assert!(!camera.simulated);
        assert_eq!(camera.fault, None);
        let best = camera.modes.first().expect("a mode");
        assert!(
            camera.modes.iter().all(|m| m.pixels() <= best.pixels()),
            "the best first: {:?}",
            camera.modes
        );
        assert!(best.pixels() >= 1920 * 1080, "{best:?}");
    }
}

#[test]
#[ignore = "needs V4L2 devices: `cargo xtask long --only camera` runs it in a virtual machine"]
fn s75_both_cameras_give_moving_pictures_of_the_size_asked_for_at_once() {
    let found = cameras();
    let sessions: Vec<(Mode, Session)> = found
        .iter()
        .take(2)
        .map(|found| (small(found), begin(&found.id, small(found))))
        .collect();
    for (mode, session) in &sessions {
        let (number, first) = session.after(0, SOON).expect("a frame");
        let picture = first.picture().expect("whole");
        assert_eq!(picture.dimensions(), (mode.width, mode.height));
        let shades: std::collections::BTreeSet<[u8; 3]> =
            picture.pixels().map(|pixel| pixel.0).collect();
        assert!(shades.len() >= 8, "bars of eight colours: {shades:?}");
        let (_, second) = session.after(number, SOON).expect("another frame");
        assert_ne!(
            second.picture().expect("whole").as_raw(),
            picture.as_raw(),
            "the driver counts in its pictures"
        );
        assert_eq!(session.stand(), Stand::Live(*mode));
    }
}

#[test]
#[ignore = "needs V4L2 devices: `cargo xtask long --only camera` runs it in a virtual machine"]
fn s75_each_listed_size_is_given() {
    let found = cameras();
    for mode in &found[0].modes {
        // One straight after the other: the camera that was just let go of is waited for.
        let session = begin(&found[0].id, *mode);
        let (_, seen) = session.after(0, SOON).expect("a frame");
        let size = seen.picture().expect("whole").dimensions();
        assert_eq!(size, (mode.width, mode.height));
        println!("{}x{} at {}", mode.width, mode.height, mode.rate);
    }
}

#[test]
#[ignore = "needs V4L2 devices: `cargo xtask long --only camera` runs it in a virtual machine"]
fn s75_a_camera_that_another_program_has_is_said_to_be_in_use() {
    let found = cameras();
    let mode = small(&found[0]);
    let session = begin(&found[0].id, mode);
    session.after(0, SOON).expect("a frame");
    let second = begin(&found[0].id, mode);
    assert_eq!(ended(&second), Stand::Ended(CameraFault::Busy));
    assert_eq!(session.stand(), Stand::Live(mode), "the first goes on");
}

/// Last by its name: afterwards no camera is there.
#[test]
#[ignore = "needs V4L2 devices: `cargo xtask long --only camera` runs it in a virtual machine"]
fn s75_z_a_camera_pulled_out_in_use_is_said_to_have_vanished() {
    let before = cameras();
    let session = begin(&before[0].id, small(&before[0]));
    session.after(0, SOON).expect("a frame");
    // Both devices hang on one platform device.
    fs::write("/sys/bus/platform/drivers/vivid/unbind", "vivid.0").expect(WHY);
    assert_eq!(ended(&session), Stand::Ended(CameraFault::Vanished));
    assert_eq!(Uvc.list(), Ok(Vec::new()), "it is not listed");
    let again = Uvc.open(&before[0].id, None).err();
    assert_eq!(again, Some(CameraFault::Absent));
}
