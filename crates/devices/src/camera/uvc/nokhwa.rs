//! Media Foundation and AVFoundation.

use ::nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, CameraInfo, FrameFormat, RequestedFormat,
    RequestedFormatType, Resolution,
};
use ::nokhwa::{Camera, NokhwaError};

use super::super::{CameraFault, Cameras, Feed, Found, Frame, Mode, Pixels};

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
    let infos = ::nokhwa::query(ApiBackend::Auto).map_err(|error| fault(&error))?;
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
    ::nokhwa::nokhwa_initialize(|_| ());
}

/// Numbers of devices change with the order of plugging in; `misc` holds the system's own id.
fn id_of(info: &CameraInfo) -> String {
    let index = match info.index() {
        CameraIndex::Index(number) => number.to_string(),
        CameraIndex::String(text) => text.clone(),
    };
    if info.misc().is_empty() {
        format!("{} #{index}", info.human_name())
    } else {
        info.misc()
    }
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
    if has(&["permission", "denied", "not authorized"]) {
        CameraFault::Refused
    } else if has(&["busy", "in use"]) {
        CameraFault::Busy
    } else if has(&["no such device", "not found"]) {
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
