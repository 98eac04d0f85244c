//! Cameras that are plugged in: UVC by the system's own interface (Video4Linux, Media Foundation, AVFoundation).

use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, CameraInfo, FrameFormat, RequestedFormat,
    RequestedFormatType, Resolution,
};
use nokhwa::{Camera, NokhwaError};

use super::{CameraFault, Cameras, Feed, Found, Frame, Mode, Pixels};

/// Formats that are read, the first that a mode has is taken: a JPEG leaves room on the bus for pixels.
const FORMATS: [FrameFormat; 6] = [
    FrameFormat::MJPEG,
    FrameFormat::YUYV,
    FrameFormat::NV12,
    FrameFormat::GRAY,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
];

/// What the system has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Uvc;

impl Cameras for Uvc {
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        Ok(found()?.into_iter().map(|(found, _)| found).collect())
    }

    fn open(&self, id: &str, mode: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        let (found, info) = found()?
            .into_iter()
            .find(|(found, _)| found.id == id)
            .ok_or(CameraFault::Absent)?;
        if let Some(fault) = found.fault {
            return Err(fault);
        }
        let mode = mode
            .filter(|mode| found.modes.contains(mode))
            .or(found.modes.first().copied())
            .ok_or(CameraFault::Broken)?;
        let mut camera = wanting(info.index(), &FORMATS, RequestedFormatType::None)?;
        let format = formats(&mut camera)?
            .into_iter()
            .filter(|format| as_mode(format) == mode)
            .min_by_key(|format| preference(format.format()))
            .ok_or(CameraFault::Broken)?;
        drop(camera);
        let exact = RequestedFormatType::Exact(format);
        let mut camera = wanting(info.index(), &[format.format()], exact)?;
        camera.open_stream().map_err(|error| fault(&error))?;
        Ok(Box::new(Open { camera, mode }))
    }
}

/// Every device that gives pictures, by the id under which it is known again.
fn found() -> Result<Vec<(Found, CameraInfo)>, CameraFault> {
    allow();
    let infos = nokhwa::query(ApiBackend::Auto).map_err(|error| fault(&error))?;
    let mut all: Vec<(Found, CameraInfo)> = Vec::new();
    for info in infos {
        let (modes, fault) = match modes(info.index()) {
            Ok(modes) => (modes, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        // A camera's second node carries data about its pictures and no pictures.
        let picture_less =
            modes.is_empty() && !matches!(fault, Some(CameraFault::Refused | CameraFault::Busy));
        if picture_less {
            continue;
        }
        let found = Found {
            id: id_of(&info),
            name: info.human_name().trim().to_owned(),
            modes,
            simulated: false,
            fault,
        };
        // The node without pictures of a camera that may not be opened would stand there twice.
        if all.iter().all(|(other, _)| other.id != found.id) {
            all.push((found, info));
        }
    }
    Ok(all)
}

/// What is asked once by macOS; elsewhere the system's own rights decide.
fn allow() {
    #[cfg(target_os = "macos")]
    nokhwa::nokhwa_initialize(|_| ());
}

/// Numbers of devices change with the order of plugging in; links by serial number, where the system makes them, do
/// not. On Windows and macOS `misc` holds the system's own id.
fn id_of(info: &CameraInfo) -> String {
    let index = match info.index() {
        CameraIndex::Index(number) => number.to_string(),
        CameraIndex::String(text) => text.clone(),
    };
    #[cfg(target_os = "linux")]
    if let Some(link) = linked(std::path::Path::new("/dev/v4l/by-id"), &index) {
        return link;
    }
    if info.misc().is_empty() {
        format!("{} #{index}", info.human_name())
    } else {
        info.misc()
    }
}

/// The name of the link that leads to `/dev/video<index>`, without the node's number at its end.
#[cfg(target_os = "linux")]
fn linked(folder: &std::path::Path, index: &str) -> Option<String> {
    let device = format!("video{index}");
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

/// Best first.
fn modes(index: &CameraIndex) -> Result<Vec<Mode>, CameraFault> {
    let mut camera = wanting(index, &FORMATS, RequestedFormatType::None)?;
    let mut modes: Vec<Mode> = formats(&mut camera)?.iter().map(as_mode).collect();
    modes.sort_by_key(|mode| std::cmp::Reverse((mode.pixels(), mode.rate)));
    // Of one size the fastest is enough.
    modes.dedup_by_key(|mode| (mode.width, mode.height));
    Ok(modes)
}

fn formats(camera: &mut Camera) -> Result<Vec<CameraFormat>, CameraFault> {
    let mut formats = camera
        .compatible_camera_formats()
        .map_err(|error| fault(&error))?;
    formats.retain(|format| FORMATS.contains(&format.format()));
    Ok(formats)
}

fn wanting(
    index: &CameraIndex,
    formats: &[FrameFormat],
    wanted: RequestedFormatType,
) -> Result<Camera, CameraFault> {
    let request = RequestedFormat::with_formats(wanted, formats);
    Camera::new(index.clone(), request).map_err(|error| fault(&error))
}

fn as_mode(format: &CameraFormat) -> Mode {
    Mode {
        width: format.width(),
        height: format.height(),
        rate: format.frame_rate(),
    }
}

fn preference(format: FrameFormat) -> usize {
    FORMATS
        .iter()
        .position(|known| *known == format)
        .unwrap_or(FORMATS.len())
}

/// What the system said, as far as its words tell.
fn fault(error: &NokhwaError) -> CameraFault {
    let said = error.to_string().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["os error 13)", "permission", "denied", "not authorized"]) {
        CameraFault::Refused
    } else if has(&["os error 16)", "busy", "in use"]) {
        CameraFault::Busy
    } else if has(&["os error 2)", "os error 19)", "no such device", "not found"]) {
        CameraFault::Absent
    } else {
        CameraFault::Broken
    }
}

struct Open {
    camera: Camera,
    mode: Mode,
}

impl Feed for Open {
    fn mode(&self) -> Mode {
        self.mode
    }

    fn next(&mut self) -> Result<Frame, CameraFault> {
        // Whatever a running camera says when it stops: whether it was pulled out, the list knows.
        let buffer = self.camera.frame().map_err(|_| CameraFault::Broken)?;
        let Resolution {
            width_x: width,
            height_y: height,
        } = buffer.resolution();
        let bytes = buffer.buffer().to_vec();
        Ok(Frame {
            width,
            height,
            pixels: match buffer.source_frame_format() {
                FrameFormat::MJPEG => Pixels::Jpeg(bytes),
                FrameFormat::YUYV => Pixels::Yuyv(bytes),
                FrameFormat::NV12 => Pixels::Nv12(bytes),
                FrameFormat::GRAY => Pixels::Grey(bytes),
                FrameFormat::RAWRGB => Pixels::Rgb(bytes),
                FrameFormat::RAWBGR => Pixels::Bgr(bytes),
            },
        })
    }
}

#[cfg(all(test, target_os = "linux"))]
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
        let found = |index| linked(dir.path(), index);
        assert_eq!(found("2").as_deref(), Some("usb-Eloam_A4_0001"));
        assert_eq!(found("3"), found("2"), "both nodes of one camera");
        assert_eq!(found("0"), None);
        assert_eq!(linked(&dir.path().join("none"), "2"), None);
    }

    #[test]
    fn what_the_system_says_is_told_apart() {
        let said = |words: &str| {
            fault(&NokhwaError::OpenDeviceError(
                "0".to_owned(),
                words.to_owned(),
            ))
        };
        assert_eq!(
            said("V4L2 Error: Permission denied (os error 13)"),
            CameraFault::Refused
        );
        assert_eq!(
            said("V4L2 Error: Device or resource busy (os error 16)"),
            CameraFault::Busy
        );
        assert_eq!(
            said("V4L2 Error: No such file or directory (os error 2)"),
            CameraFault::Absent
        );
        assert_eq!(said("something else"), CameraFault::Broken);
    }

    #[test]
    fn a_machine_without_the_camera_says_so_and_does_not_hang() {
        let fault = Uvc.open("no such camera", None).err();
        assert!(
            matches!(fault, Some(CameraFault::Absent | CameraFault::Refused)),
            "{fault:?}"
        );
    }
}
