//! Cameras as whoever looks through them meets them: played ones, and ones that hang, vanish or give half a frame.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::{Duration, Instant};

use devices::camera::{
    CameraFault, Cameras, Choice, Choices, Feed, Found, Frame, Mode, Patience, Pixels, Played,
    Scene, Seen, Session, Stand, Use, line, list_within,
};
use devices::page;
use devices::panel::State;
use image::{Rgb, RgbImage};

const PACE: Duration = Duration::from_millis(5);
const SOON: Duration = Duration::from_secs(10);

fn plain(shade: u8) -> RgbImage {
    RgbImage::from_pixel(640, 480, Rgb([shade; 3]))
}

fn begin(cameras: &Arc<dyn Cameras>, patience: Patience) -> Session {
    let id = cameras.list().expect("listed")[0].id.clone();
    Session::begin(Arc::clone(cameras), &id, None, patience)
}

fn until(session: &Session, wanted: impl Fn(Stand) -> bool) -> Stand {
    let end = Instant::now() + SOON;
    while Instant::now() < end {
        let stand = session.stand();
        if wanted(stand) {
            return stand;
        }
        std::thread::yield_now();
    }
    session.stand()
}

fn save(folder: &Path, name: &str, picture: &RgbImage) {
    // As a program does that means it well: nobody sees half of it.
    let partial = folder.join("next.part");
    picture
        .save_with_format(&partial, image::ImageFormat::Png)
        .expect("written");
    std::fs::rename(partial, folder.join(name)).expect("renamed");
}

#[test]
fn s75_a_folder_is_played_and_pulling_it_out_is_seen_as_vanished() {
    let dir = tempfile::tempdir().expect("temp");
    let folder = dir.path().join("pictures");
    std::fs::create_dir(&folder).expect("made");
    save(&folder, "a.png", &plain(200));
    let cameras: Arc<dyn Cameras> = Arc::new(Played::new(Scene::Folder(folder.clone()), PACE));
    let session = begin(&cameras, Patience::default());
    let (first, seen) = session.after(0, SOON).expect("a frame");
    let frame = seen.picture().expect("whole");
    assert_eq!(frame.dimensions(), (2592, 1944), "the best mode");
    assert_eq!(frame.get_pixel(1296, 972)[0], 200);
    // What lies there changes.
    save(&folder, "a.png", &plain(90));
    let mut at = first;
    let changed = (0..400).any(|_| {
        let next = session.after(at, SOON);
        next.is_some_and(|(number, seen)| {
            at = number;
            seen.picture().expect("whole").get_pixel(1296, 972)[0] == 90
        })
    });
    assert!(changed, "the camera shows what lies there now");
    std::fs::remove_dir_all(&folder).expect("removed");
    let stand = until(&session, |stand| matches!(stand, Stand::Ended(_)));
    assert_eq!(stand, Stand::Ended(CameraFault::Vanished));
    assert!(
        cameras.list().expect("listed").is_empty(),
        "it is not there"
    );
}

/// A camera whose every answer waits until it is let go.
#[derive(Default)]
struct Hanging(Arc<(Mutex<bool>, Condvar)>);

impl Hanging {
    fn hang(&self) {
        let (free, changed) = &*self.0;
        let mut free = free.lock().expect("sound");
        while !*free {
            free = changed.wait(free).expect("sound");
        }
    }
}

impl Cameras for Hanging {
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        self.hang();
        Ok(Vec::new())
    }

    fn open(&self, _: &str, _: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        self.hang();
        Err(CameraFault::Absent)
    }
}

#[test]
fn s75_a_camera_that_hangs_holds_nobody_up() {
    let hanging = Hanging::default();
    let free = Arc::clone(&hanging.0);
    let cameras: Arc<dyn Cameras> = Arc::new(hanging);
    let short = Duration::from_millis(30);
    let begun = Instant::now();
    assert_eq!(list_within(&cameras, short), Err(CameraFault::Silent));
    let patience = Patience {
        open: short,
        frame: short,
    };
    let session = Session::begin(Arc::clone(&cameras), "any", None, patience);
    assert!(session.after(0, short).is_none());
    assert_eq!(
        until(&session, |stand| stand == Stand::Silent),
        Stand::Silent
    );
    drop(session);
    assert!(begun.elapsed() < SOON, "nobody waited for the device");
    *free.0.lock().expect("sound") = true;
    free.1.notify_all();
}

#[test]
fn s75_only_the_newest_frame_is_kept() {
    let frames = (0..60).map(|n| plain(n * 4)).collect();
    let cameras: Arc<dyn Cameras> = Arc::new(Played::new(Scene::Frames(frames), PACE));
    let session = begin(&cameras, Patience::default());
    let (first, _) = session.after(0, SOON).expect("a frame");
    // Nobody looks while ten more come.
    let mut seen = first;
    while seen < first + 10 {
        let (number, _) = session.after(seen, SOON).expect("frames go on");
        seen = number;
    }
    let (newest, _) = session.after(first, SOON).expect("a frame");
    assert!(newest >= first + 10, "{newest}: those between are gone");
    session.end();
    assert!(session.after(newest, PACE).is_none());
}

#[test]
fn a_sheet_is_played_that_every_check_passes() {
    let cameras: Arc<dyn Cameras> = Arc::new(Played::new(Scene::Sheet, PACE));
    let session = begin(&cameras, Patience::default());
    let (_, seen) = session.after(0, SOON).expect("a frame");
    let page = page::ready(seen.picture().expect("whole"));
    assert_eq!(page.findings, Vec::new());
    assert!(
        page.quad
            .is_some_and(|quad| (quad.angle() - 2.0).abs() < 0.5)
    );
}

#[test]
fn s75_too_few_pixels_are_a_choice_of_the_clerk_and_are_told() {
    let cameras: Arc<dyn Cameras> = Arc::new(Played::new(Scene::Sheet, PACE));
    let small = cameras.list().expect("listed")[0].modes[2];
    let session = Session::begin(cameras, "played", Some(small), Patience::default());
    let (_, seen) = session.after(0, SOON).expect("a frame");
    let picture = seen.picture().expect("whole");
    assert_eq!(picture.dimensions(), (640, 480));
    let found = page::ready(picture).findings;
    assert!(
        found.iter().any(|finding| finding.code() == "small"),
        "{found:?}"
    );
}

fn camera(name: &str, modes: &[(u32, u32)]) -> Found {
    Found {
        id: format!("id of {name}"),
        name: name.to_owned(),
        modes: modes
            .iter()
            .map(|(width, height)| Mode {
                width: *width,
                height: *height,
                rate: 15,
            })
            .collect(),
        simulated: false,
        fault: None,
    }
}

#[test]
fn s75_each_use_has_its_camera_and_remembers_it() {
    let found = [
        camera("Integrated Camera", &[(1920, 1080)]),
        camera("Eloam Document A4", &[(3264, 2448), (1600, 1200)]),
    ];
    let mut choices = Choices::default();
    let picked = |choices: &Choices, usage| choices.pick(usage, &found).expect("there are two").id;
    assert_eq!(picked(&choices, Use::Document), found[1].id);
    assert_eq!(picked(&choices, Use::Portrait), found[0].id);
    let other = Choice {
        id: found[0].id.clone(),
        mode: Some(Mode {
            width: 1,
            height: 1,
            rate: 1,
        }),
    };
    choices.remember(Use::Document, other);
    let again: Choices =
        serde_json::from_str(&serde_json::to_string(&choices).expect("JSON")).expect("JSON");
    let chosen = again.pick(Use::Document, &found).expect("remembered");
    assert_eq!(chosen.id, found[0].id);
    assert_eq!(chosen.mode, None, "it has no such mode any more");
    // The remembered one is not there: the next best, without forgetting.
    let left = &found[1..];
    assert_eq!(
        again.pick(Use::Document, left).expect("one").id,
        found[1].id
    );
    assert!(again.pick(Use::Document, &[]).is_none());
}

#[test]
fn every_shape_of_a_frame_becomes_the_same_picture() {
    let (width, height) = (6_u32, 4_u32);
    let whole = (width * height) as usize;
    let of = |pixels| {
        Frame {
            width,
            height,
            pixels,
        }
        .picture()
    };
    let shade = |frame: Option<RgbImage>| frame.expect("whole").get_pixel(3, 2).0;
    let near = |found: [u8; 3]| found.iter().all(|part| part.abs_diff(130) <= 2);
    // 16 to 235: 128 of 219 above 16 is 130 of 255.
    assert!(near(shade(of(Pixels::Yuyv(vec![128; 2 * whole])))));
    assert!(near(shade(of(Pixels::Nv12(vec![128; whole * 3 / 2])))));
    assert_eq!(shade(of(Pixels::Grey(vec![130; whole]))), [130; 3]);
    let colours: Vec<u8> = (0..whole).flat_map(|_| [10, 20, 30]).collect();
    assert_eq!(shade(of(Pixels::Rgb(colours.clone()))), [10, 20, 30]);
    assert_eq!(shade(of(Pixels::Bgr(colours))), [30, 20, 10]);
    for half in [
        Pixels::Yuyv(vec![128; whole]),
        Pixels::Nv12(vec![128; whole]),
        Pixels::Rgb(vec![1; 5]),
        Pixels::Jpeg(b"\xFF\xD8\xFF\xE0 half".to_vec()),
    ] {
        assert!(of(half).is_none());
    }
}

#[test]
fn s75_a_cameras_own_jpeg_is_kept_as_it_came() {
    let file = page::jpeg(&plain(100), 80).expect("a JPEG");
    let seen = Seen::new(Frame {
        width: 640,
        height: 480,
        pixels: Pixels::Jpeg(file.clone()),
    });
    assert_eq!(seen.file(), Some(file));
    let raw = Seen::new(Frame::of(plain(100)));
    let made = raw.file().expect("made");
    assert_eq!(
        image::guess_format(&made).ok(),
        Some(image::ImageFormat::Jpeg)
    );
}

#[test]
fn the_panel_says_what_is_there_and_what_to_do() {
    assert_eq!(line(&Ok(Vec::new())).0, State::Absent);
    assert_eq!(line(&Err(CameraFault::Silent)).0, State::Silent);
    let refused = Found {
        fault: Some(CameraFault::Refused),
        ..camera("A", &[])
    };
    let (state, detail) = line(&Ok(vec![refused.clone()]));
    assert_eq!(state, State::Absent);
    assert!(detail.contains("video"), "{detail}");
    let (state, detail) = line(&Ok(vec![refused, camera("B", &[(3264, 2448)])]));
    assert_eq!(state, State::Ready);
    assert!(detail.contains("B，最大 3264×2448"), "{detail}");
    let played = Played::new(Scene::Sheet, PACE).list();
    assert_eq!(line(&played).0, State::Simulated);
}

/// A camera for one at a time, whose first owner waits for a last frame before it lets go.
#[derive(Default)]
struct OneAtATime {
    taken: AtomicBool,
    refused: AtomicUsize,
    last: Mutex<Option<mpsc::Receiver<()>>>,
}

struct Held(Arc<OneAtATime>, Option<mpsc::Receiver<()>>, bool);

struct Shared(Arc<OneAtATime>);

impl Cameras for Shared {
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        Ok(Vec::new())
    }

    fn open(&self, _: &str, _: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        if self.0.taken.swap(true, Ordering::SeqCst) {
            self.0.refused.fetch_add(1, Ordering::SeqCst);
            return Err(CameraFault::Busy);
        }
        let last = self.0.last.lock().expect("whole").take();
        Ok(Box::new(Held(Arc::clone(&self.0), last, false)))
    }
}

impl Feed for Held {
    fn mode(&self) -> Mode {
        Mode {
            width: 640,
            height: 480,
            rate: 30,
        }
    }

    fn next(&mut self) -> Result<Frame, CameraFault> {
        if let (Some(last), true) = (&self.1, self.2) {
            last.recv().map_err(|_| CameraFault::Broken)?;
        }
        self.2 = true;
        Ok(Frame::of(plain(100)))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.taken.store(false, Ordering::SeqCst);
    }
}

#[test]
fn s75_a_camera_let_go_of_a_moment_ago_is_waited_for() {
    let (lets_go, last) = mpsc::channel();
    let device = Arc::new(OneAtATime {
        last: Mutex::new(Some(last)),
        ..OneAtATime::default()
    });
    let cameras: Arc<dyn Cameras> = Arc::new(Shared(Arc::clone(&device)));
    let begin = || Session::begin(Arc::clone(&cameras), "one", None, Patience::default());
    let first = begin();
    assert!(first.after(0, SOON).is_some());
    drop(first);
    let second = begin();
    let end = Instant::now() + SOON;
    while device.refused.load(Ordering::SeqCst) == 0 && Instant::now() < end {
        std::thread::yield_now();
    }
    lets_go.send(()).expect("the first still waits");
    assert!(second.after(0, SOON).is_some(), "{:?}", second.stand());
}
