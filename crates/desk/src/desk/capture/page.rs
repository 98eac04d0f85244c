//! Pages: taken, cut, turned, moved, taken away.

use devices::page::{Finding, Page as Ready, Quad, check, cut, jpeg, ready, thumbnail, turned};
use domain::act::{Hash, LineSource};
use image::buffer::ConvertBuffer as _;
use image::{ImageReader, RgbImage};

use super::super::{Desk, locked, pinned};
use crate::draft::Draft;
use crate::draft::page::{Kept, Page};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::DeskView;

/// Of a page's JPEG: print stays print.
const QUALITY: u8 = 88;
/// The most that a picture of a page may hold, pixels; beyond is no page.
const MOST_PIXELS: u64 = 110_000_000;

/// A picture that is to be a page.
pub(super) struct Taken {
    /// As it came, byte for byte.
    pub(super) file: Vec<u8>,
    /// The same, decoded.
    pub(super) picture: RgbImage,
}

impl Desk {
    /// Takes what lies under the camera as the next page of a line.
    ///
    /// # Errors
    /// No frame comes; the line takes no pages; the store's.
    pub fn page_take(&self, code: &str) -> Outcome<DeskView> {
        let seen = self.frame_now()?;
        let (Some(file), Some(picture)) = (seen.file(), seen.picture()) else {
            return Err(super::fault(devices::camera::CameraFault::Broken));
        };
        let taken = Taken {
            file,
            picture: picture.clone(),
        };
        self.page_keep(code, taken)
    }

    /// Cuts a page anew out of its original: `corners` in parts of width and height, `None` for the whole; then turns
    /// it clockwise by `quarters`.
    ///
    /// # Errors
    /// No such page; corners that hold nothing; the store's.
    pub fn page_cut(
        &self,
        code: &str,
        page: &str,
        corners: Option<[(f32, f32); 4]>,
        quarters: u8,
    ) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let (_, old) = found(&draft, code, page)?;
        let file = whole(&station, &draft, &old.original)?;
        let picture = decoded(&file)?;
        let quad = corners.map(|corners| absolute(&corners, &picture));
        if quad.is_some_and(|quad| !quad.is_sound()) {
            let say = "四个角围不成一页，没有裁剪。请按左上、右上、右下、左下拖动四角。";
            return Err(DeskFault::new("page_corners", say));
        }
        let upright = quad.map_or_else(|| picture.clone(), |quad| cut(&picture, &quad));
        let upright = turned(&upright, quarters);
        let findings = check(&upright.convert());
        let shown = match (corners, quarters % 4) {
            (None, 0) => old.original.clone(),
            _ => self.kept(&station, &draft, &encoded(&upright)?, &upright)?,
        };
        let fresh = Page {
            shown,
            corners,
            quarters: quarters % 4,
            warnings: words(&findings),
            ..old.clone()
        };
        self.change_pages(&station, &draft, code, |pages| {
            if let Some(held) = pages.iter_mut().find(|held| **held == *old) {
                *held = fresh;
            }
        })
    }

    /// Moves a page by so many places, towards the end where `by` is positive.
    ///
    /// # Errors
    /// No such page, the store's.
    pub fn page_move(&self, code: &str, page: &str, by: i32) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let (at, _) = found(&draft, code, page)?;
        self.change_pages(&station, &draft, code, |pages| {
            let last = pages.len().saturating_sub(1);
            let to = at.saturating_add_signed(by as isize).min(last);
            if at < pages.len() {
                let moved = pages.remove(at);
                pages.insert(to, moved);
            }
        })
    }

    /// Takes a page away; that it was there is recorded (S75).
    ///
    /// # Errors
    /// No such page, the store's.
    pub fn page_remove(&self, code: &str, page: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let (at, _) = found(&draft, code, page)?;
        self.change_pages(&station, &draft, code, |pages| {
            if at < pages.len() {
                pages.remove(at);
            }
        })
    }

    /// A page's picture as a JPEG, its longer side at most `longest` pixels; `original`: before it was cut.
    ///
    /// # Errors
    /// No such page, the store's.
    pub fn page_picture(
        &self,
        code: &str,
        page: &str,
        original: bool,
        longest: u32,
    ) -> Outcome<Vec<u8>> {
        let station = self.station()?;
        let draft = self.draft();
        let (_, page) = found(&draft, code, page)?;
        let kept = if original {
            &page.original
        } else {
            &page.shown
        };
        let picture = decoded(&whole(&station, &draft, kept)?)?;
        encoded(&thumbnail(&picture, longest.clamp(32, 2400)))
    }

    /// Keeps a picture as the next page of a line: the original as it came, and what was found on it where that is
    /// another picture.
    pub(super) fn page_keep(&self, code: &str, taken: Taken) -> Outcome<DeskView> {
        let station = self.station()?;
        self.takes_pages(&station, code)?;
        let draft = self.draft();
        let original = self.kept(&station, &draft, &taken.file, &taken.picture)?;
        let Ready {
            picture,
            quad,
            findings,
        } = ready(&taken.picture);
        let shown = if picture == taken.picture {
            original.clone()
        } else {
            self.kept(&station, &draft, &encoded(&picture)?, &picture)?
        };
        let page = Page {
            original,
            shown,
            at: self.now(),
            quarters: 0,
            corners: quad.map(|quad| relative(&quad, &taken.picture)),
            warnings: words(&findings),
        };
        self.change_pages(&station, &draft, code, |pages| pages.push(page))
    }

    /// Whether the line is still open, or has pages already: what was taken in otherwise is not mixed with them.
    fn takes_pages(&self, station: &Station, code: &str) -> Outcome<()> {
        let reference = station.reference();
        let draft = self.draft();
        self.papers_may_come(&draft, &reference)?;
        let item = pinned(&draft, &reference);
        let source = item.map(|item| draft.source(item, code));
        let known = item.is_some_and(|item| item.material(code).is_some());
        match source {
            Some(LineSource::Open | LineSource::Tolerated) if known => Ok(()),
            Some(LineSource::File { pages, .. }) if !pages.is_empty() => Ok(()),
            _ => Err(DeskFault::new(
                "line_settled",
                "这份材料已经收好或不需要，没有拍照。要重新拍，请先移除。",
            )),
        }
    }

    /// Changes a line's pages, keeps the draft, then lets go of what no page needs any more and records what was taken
    /// away. The order matters: nothing is let go before the draft that no longer needs it is kept.
    fn change_pages(
        &self,
        station: &Station,
        before: &Draft,
        code: &str,
        change: impl FnOnce(&mut Vec<Page>),
    ) -> Outcome<DeskView> {
        if locked(&self.0.draft).id != before.id {
            let say = "受理台上已换了一位办事人，这一页没有收下。请重新拍摄。";
            return Err(DeskFault::new("draft_changed", say));
        }
        let view = self.put_draft(|draft| draft.with_pages(code, change))?;
        self.sweep_pages(station, before)?;
        Ok(view)
    }

    /// What pages of `before` stood on and nothing on the desk stands on now is let go; a page that is gone leaves a
    /// trace.
    pub(crate) fn sweep_pages(&self, station: &Station, before: &Draft) -> Outcome<()> {
        let after = self.draft();
        for (code, page) in before
            .pages
            .iter()
            .flat_map(|(code, pages)| pages.iter().map(move |page| (code, page)))
        {
            let stays = after
                .pages(code)
                .iter()
                .any(|held| held.at == page.at && held.original.hash == page.original.hash);
            if !stays {
                self.record(
                    station,
                    "page_removed",
                    &[
                        ("draft", &before.id.to_string()),
                        ("material", code),
                        ("hash", &hex::encode(page.shown.hash.0)),
                        ("bytes", &page.shown.bytes.to_string()),
                        ("taken", &page.at.to_string()),
                    ],
                )?;
            }
            for hash in [page.original.hash, page.shown.hash] {
                if !after.needs(&hash) {
                    forget(station, before, &hash)?;
                }
            }
        }
        Ok(())
    }

    fn kept(
        &self,
        station: &Station,
        draft: &Draft,
        file: &[u8],
        picture: &RgbImage,
    ) -> Outcome<Kept> {
        let media = super::super::edit::media(file);
        let now = self.now();
        let held =
            station
                .store()
                .attachment_put(draft.id, media, Some("拍摄的页面"), file, now)?;
        Ok(Kept {
            hash: Hash(held.hash),
            bytes: held.bytes,
            media: media.to_owned(),
            width: picture.width(),
            height: picture.height(),
        })
    }
}

/// Lets go of content; what an act names, or what is gone already, stays as it is.
pub(crate) fn forget(station: &Station, draft: &Draft, hash: &Hash) -> Outcome<()> {
    match station.store().attachment_forget(draft.id, &hash.0) {
        Ok(()) | Err(store::StoreError::Refused { .. } | store::StoreError::Unknown { .. }) => {
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// A page by the name the screen has for it, and its place.
fn found<'a>(draft: &'a Draft, code: &str, page: &str) -> Outcome<(usize, &'a Page)> {
    draft
        .pages(code)
        .iter()
        .enumerate()
        .find(|(_, held)| held.name() == page)
        .ok_or_else(|| {
            let say = "这一页已经不在了。请看左边的页面列表。";
            DeskFault::new("page_gone", say)
        })
}

fn whole(station: &Station, draft: &Draft, kept: &Kept) -> Outcome<Vec<u8>> {
    let length = usize::try_from(kept.bytes).unwrap_or(usize::MAX);
    Ok(station
        .store()
        .attachment_read(draft.id, &kept.hash.0, 0, length)?)
}

/// A picture file, its size looked at before a pixel is decoded.
pub(super) fn decoded(file: &[u8]) -> Outcome<RgbImage> {
    let unreadable = || {
        let say = "这张图片打不开，没有收下。请重新拍摄，或换一个文件。";
        DeskFault::new("page_unreadable", say)
    };
    let open = || ImageReader::new(std::io::Cursor::new(file)).with_guessed_format();
    let size = open()
        .ok()
        .and_then(|reader| reader.into_dimensions().ok())
        .ok_or_else(unreadable)?;
    if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
        let say = "图片太大，没有收下。请降低高拍仪的分辨率后重拍。";
        return Err(DeskFault::new("page_too_large", say));
    }
    let picture = open().ok().and_then(|reader| reader.decode().ok());
    Ok(picture.ok_or_else(unreadable)?.into_rgb8())
}

fn encoded(picture: &RgbImage) -> Outcome<Vec<u8>> {
    jpeg(picture, QUALITY).map_err(|_| {
        let say = "图片太大，没有收下。请降低高拍仪的分辨率后重拍。";
        DeskFault::new("page_too_large", say)
    })
}

fn relative(quad: &Quad, picture: &RgbImage) -> [(f32, f32); 4] {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    quad.0.map(|(x, y)| (x / width, y / height))
}

fn absolute(corners: &[(f32, f32); 4], picture: &RgbImage) -> Quad {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    Quad(corners.map(|(x, y)| (x.clamp(0.0, 1.0) * width, y.clamp(0.0, 1.0) * height)))
}

/// What is wrong, with its remedy; never a reason to stop.
fn words(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| match finding {
            Finding::Blurred => "模糊，请重拍：按住纸张，等画面稳定再拍。".to_owned(),
            Finding::Small(dpi) => {
                format!("像素太少（按 A4 只有 {dpi} dpi），请选更高的分辨率或靠近重拍。")
            }
            Finding::Askew(angle) => {
                format!("歪了约 {:.0} 度，请摆正重拍或调整四角。", angle.abs())
            }
            Finding::Blank => "看不到内容，请检查是否放反或没有放好。".to_owned(),
        })
        .collect()
}
