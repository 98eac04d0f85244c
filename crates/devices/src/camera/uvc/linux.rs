//! Video4Linux.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use v4l::buffer::{Flags, Type};
use v4l::capability::Flags as Can;
use v4l::frameinterval::FrameIntervalEnum;
use v4l::framesize::FrameSizeEnum;
use v4l::io::mmap::Stream;
use v4l::io::traits::CaptureStream as _;
use v4l::video::Capture as _;
use v4l::video::capture::Parameters;
use v4l::{Device, Format, FourCC, Fraction};

use super::super::{CameraFault, Cameras, Feed, Found, Frame, Mode, Pixels};

/// Formats that are read, the first that a mode has is taken: a JPEG leaves room on the bus for pixels.
const FORMATS: [&[u8; 4]; 7] = [
    b"MJPG", b"JPEG", b"YUYV", b"NV12", b"GREY", b"RGB3", b"BGR3",
];
/// Buffers that the driver fills in turn.
const BUFFERS: u32 = 4;
/// Nothing for so long: the device hangs, and is let go of.
const HANGS: Duration = Duration::from_secs(30);

const NOT_ALLOWED: [i32; 2] = [1, 13];
const GONE: [i32; 3] = [2, 6, 19];
const IN_USE: i32 = 16;

/// What the system has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Uvc;

impl Cameras for Uvc {
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        Ok(found().into_iter().map(|camera| camera.found).collect())
    }

    fn open(&self, id: &str, mode: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        let camera = found()
            .into_iter()
            .find(|camera| camera.found.id == id)
            .ok_or(CameraFault::Absent)?;
        if let Some(fault) = camera.found.fault {
            return Err(fault);
        }
        let wanted = mode.filter(|mode| camera.found.modes.contains(mode));
        let offer = camera
            .offers
            .iter()
            .find(|offer| wanted.is_none_or(|mode| offer.mode == mode))
            .ok_or(CameraFault::Broken)?;
        let open = Open::begin(&camera.node, offer).map_err(|error| fault(&error))?;
        Ok(Box::new(open))
    }
}

/// A device with what it offers, best first.
struct Camera {
    found: Found,
    node: PathBuf,
    offers: Vec<Offer>,
}

/// A mode as the driver has it.
struct Offer {
    mode: Mode,
    format: FourCC,
    interval: Fraction,
}

/// Every device that gives pictures, by the id under which it is known again. Nothing is set in any of them.
fn found() -> Vec<Camera> {
    let mut all: Vec<Camera> = Vec::new();
    for (number, node) in nodes(Path::new("/dev")) {
        // A node that carries data about pictures, or pictures to a screen, is no camera.
        let Some(camera) = look(number, node) else {
            continue;
        };
        // The node without pictures of a camera that may not be opened would stand there twice.
        if all.iter().all(|other| other.found.id != camera.found.id) {
            all.push(camera);
        }
    }
    all
}

/// `video<number>`, in the order of their numbers.
fn nodes(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut nodes: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix("video")?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    nodes.sort();
    nodes
}

fn look(number: u32, node: PathBuf) -> Option<Camera> {
    let (offers, refused) = match Device::with_path(&node).and_then(|device| offers(&device)) {
        Ok(offers) => (offers, None),
        Err(error) => (Vec::new(), Some(fault(&error))),
    };
    let told = matches!(refused, Some(CameraFault::Refused | CameraFault::Busy));
    if offers.is_empty() && !told {
        return None;
    }
    let mut modes: Vec<Mode> = offers.iter().map(|offer| offer.mode).collect();
    modes.dedup_by_key(|mode| (mode.width, mode.height));
    let name = name(number);
    let link = linked(Path::new("/dev/v4l/by-id"), number);
    let found = Found {
        id: link.unwrap_or_else(|| format!("{name} #{number}")),
        name,
        modes,
        simulated: false,
        fault: refused,
    };
    Some(Camera {
        found,
        node,
        offers,
    })
}

/// As the driver calls it.
fn name(number: u32) -> String {
    let path = format!("/sys/class/video4linux/video{number}/name");
    let name = std::fs::read_to_string(path).unwrap_or_default();
    match name.trim() {
        "" => format!("video{number}"),
        name => name.to_owned(),
    }
}

/// Numbers of devices change with the order of plugging in; links by serial number, where the system makes them, do
/// not. This is the name of the link that leads to `/dev/video<number>`, without the node's number at its end.
fn linked(folder: &Path, number: u32) -> Option<String> {
    let device = format!("video{number}");
    let mut links: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter(|link| {
            std::fs::read_link(link.path())
                .is_ok_and(|to| to.file_name().is_some_and(|name| *name == *device))
        })
        .map(|link| link.file_name().to_string_lossy().into_owned())
        .collect();
    links.sort();
    let link = links.into_iter().next()?;
    Some(match link.rsplit_once("-video-index") {
        Some((camera, _)) => camera.to_owned(),
        None => link,
    })
}

/// Most pixels first, then most frames a second, then the format that is read best.
fn offers(device: &Device) -> io::Result<Vec<Offer>> {
    if !device
        .query_caps()?
        .capabilities
        .contains(Can::VIDEO_CAPTURE)
    {
        return Ok(Vec::new());
    }
    let has: Vec<FourCC> = device
        .enum_formats()?
        .into_iter()
        .map(|f| f.fourcc)
        .collect();
    let mut offers = Vec::new();
    for format in FORMATS.map(FourCC::new) {
        if !has.contains(&format) {
            continue;
        }
        for (width, height) in sizes(device, format)? {
            let Some(interval) = shortest(device, format, width, height) else {
                continue;
            };
            let rate = rate(interval);
            let mode = Mode {
                width,
                height,
                rate,
            };
            offers.push(Offer {
                mode,
                format,
                interval,
            });
        }
    }
    // Stable: of one mode the better format stays first.
    offers.sort_by_key(|offer| std::cmp::Reverse((offer.mode.pixels(), offer.mode.rate)));
    Ok(offers)
}

fn sizes(device: &Device, format: FourCC) -> io::Result<Vec<(u32, u32)>> {
    let sizes = device.enum_framesizes(format)?.into_iter();
    Ok(sizes
        .map(|size| match size.size {
            FrameSizeEnum::Discrete(size) => (size.width, size.height),
            FrameSizeEnum::Stepwise(range) => (range.max_width, range.max_height),
        })
        .collect())
}

/// Of one size the fastest is enough.
fn shortest(device: &Device, format: FourCC, width: u32, height: u32) -> Option<Fraction> {
    let intervals = device.enum_frameintervals(format, width, height).ok()?;
    intervals
        .into_iter()
        .map(|interval| match interval.interval {
            FrameIntervalEnum::Discrete(interval) => interval,
            FrameIntervalEnum::Stepwise(range) => range.min,
        })
        .filter(|interval| interval.numerator > 0 && interval.denominator > 0)
        .min_by(|a, b| {
            let (a, b) = (cross(a, b), cross(b, a));
            a.cmp(&b)
        })
}

fn cross(one: &Fraction, other: &Fraction) -> u64 {
    u64::from(one.numerator) * u64::from(other.denominator)
}

/// Whole frames a second, at least one: 30 for 1001/30000 of a second.
fn rate(interval: Fraction) -> u32 {
    let (numerator, denominator) = (interval.numerator, interval.denominator);
    ((denominator + numerator / 2) / numerator).max(1)
}

/// What the system said.
fn fault(error: &io::Error) -> CameraFault {
    match error.raw_os_error() {
        Some(code) if NOT_ALLOWED.contains(&code) => CameraFault::Refused,
        Some(IN_USE) => CameraFault::Busy,
        Some(code) if GONE.contains(&code) => CameraFault::Absent,
        _ => CameraFault::Broken,
    }
}

struct Open {
    stream: Stream<'static>,
    mode: Mode,
    format: Format,
}

impl Open {
    fn begin(node: &Path, offer: &Offer) -> io::Result<Self> {
        let device = Device::with_path(node)?;
        let wanted = Format::new(offer.mode.width, offer.mode.height, offer.format);
        let format = device.set_format(&wanted)?;
        if format.fourcc != offer.format {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // A driver without rates has said so by its one interval.
        let _ = device.set_params(&Parameters::new(offer.interval));
        let mut stream = Stream::with_buffers(&device, Type::VideoCapture, BUFFERS)?;
        stream.set_timeout(HANGS);
        let mode = Mode {
            width: format.width,
            height: format.height,
            ..offer.mode
        };
        Ok(Self {
            stream,
            mode,
            format,
        })
    }
}

impl Feed for Open {
    fn mode(&self) -> Mode {
        self.mode
    }

    fn next(&mut self) -> Result<Frame, CameraFault> {
        loop {
            let (buffer, meta) = match self.stream.next() {
                Ok(next) => next,
                // Another program began first.
                Err(error) if fault(&error) == CameraFault::Busy => return Err(CameraFault::Busy),
                // Whatever a running camera says when it stops: whether it was pulled out, the list knows.
                Err(_) => return Err(CameraFault::Broken),
            };
            let used =
                usize::try_from(meta.bytesused).map_or(buffer.len(), |n| n.min(buffer.len()));
            // The driver says itself that this one came broken over the bus.
            if used == 0 || meta.flags.contains(Flags::ERROR) {
                continue;
            }
            return Ok(Frame {
                width: self.format.width,
                height: self.format.height,
                pixels: pixels(&self.format, &buffer[..used]),
            });
        }
    }
}

fn pixels(format: &Format, bytes: &[u8]) -> Pixels {
    let rows = |bytes_a_pixel: usize| packed(format, bytes, bytes_a_pixel);
    match &format.fourcc.repr {
        b"YUYV" => Pixels::Yuyv(rows(2)),
        b"NV12" => Pixels::Nv12(rows(1)),
        b"GREY" => Pixels::Grey(rows(1)),
        b"RGB3" => Pixels::Rgb(rows(3)),
        b"BGR3" => Pixels::Bgr(rows(3)),
        _ => Pixels::Jpeg(bytes.to_vec()),
    }
}

/// Without what a driver leaves at the end of each row.
fn packed(format: &Format, bytes: &[u8], bytes_a_pixel: usize) -> Vec<u8> {
    let (width, stride) = (format.width as usize, format.stride as usize);
    let row = width * bytes_a_pixel;
    if stride <= row {
        return bytes.to_vec();
    }
    bytes
        .chunks(stride)
        .flat_map(|padded| &padded[..row.min(padded.len())])
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_is_known_again_by_its_serial_number_wherever_it_is_plugged_in() {
        let dir = tempfile::tempdir().expect("temp");
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, dir.path().join(name)).expect("a link");
        };
        link("../../video2", "usb-Eloam_A4_0001-video-index0");
        link("../../video3", "usb-Eloam_A4_0001-video-index1");
        link("../../video20", "usb-Other_9-video-index0");
        let found = |number| linked(dir.path(), number);
        assert_eq!(found(2).as_deref(), Some("usb-Eloam_A4_0001"));
        assert_eq!(found(3), found(2), "both nodes of one camera");
        assert_eq!(found(0), None);
        assert_eq!(linked(&dir.path().join("none"), 2), None);
    }

    #[test]
    fn only_numbered_video_nodes_are_looked_at_in_order() {
        let dir = tempfile::tempdir().expect("temp");
        for name in ["video10", "video2", "video", "videox", "vbi0", "video-1"] {
            std::fs::write(dir.path().join(name), "").expect("written");
        }
        let numbers: Vec<u32> = nodes(dir.path()).into_iter().map(|(n, _)| n).collect();
        assert_eq!(numbers, [2, 10]);
    }

    #[test]
    fn what_the_system_says_is_told_apart() {
        let said = |code| fault(&io::Error::from_raw_os_error(code));
        assert_eq!(said(13), CameraFault::Refused);
        assert_eq!(said(16), CameraFault::Busy);
        assert_eq!(said(2), CameraFault::Absent);
        assert_eq!(said(19), CameraFault::Absent);
        assert_eq!(said(5), CameraFault::Broken);
        assert_eq!(fault(&io::ErrorKind::TimedOut.into()), CameraFault::Broken);
    }

    #[test]
    fn a_rate_that_is_not_whole_is_rounded_and_never_nothing() {
        assert_eq!(rate(Fraction::new(1, 30)), 30);
        assert_eq!(rate(Fraction::new(1001, 30000)), 30);
        assert_eq!(rate(Fraction::new(2, 25)), 13);
        assert_eq!(rate(Fraction::new(5, 1)), 1);
    }

    #[test]
    fn rows_that_a_driver_padded_lose_their_ends() {
        let mut format = Format::new(2, 2, FourCC::new(b"GREY"));
        format.stride = 4;
        assert_eq!(packed(&format, &[1, 2, 0, 0, 3, 4, 0, 0], 1), [1, 2, 3, 4]);
        format.stride = 2;
        assert_eq!(packed(&format, &[1, 2, 3, 4], 1), [1, 2, 3, 4]);
    }

    #[test]
    fn a_machine_without_the_camera_says_so_and_does_not_hang() {
        let fault = Uvc.open("no such camera", None).err();
        assert_eq!(fault, Some(CameraFault::Absent));
    }
}
