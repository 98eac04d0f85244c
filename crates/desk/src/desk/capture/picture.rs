//! A picture becomes a page: kept as it came, cut out, turned, judged. Whose page it is, a draft's or a case's, is told.

use devices::page::{Finding, Page as Ready, Quad, check, cut, jpeg, ready, thumbnail, turned};
use domain::act::Hash;
use image::buffer::ConvertBuffer as _;
use image::{ImageReader, RgbImage};
use uuid::Uuid;

use crate::draft::page::{Kept, Page};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

/// Of a page's JPEG: print stays print.
const QUALITY: u8 = 88;
/// The most that a picture of a page may hold, pixels; beyond is no page.
const MOST_PIXELS: u64 = 110_000_000;

/// A picture that is to be a page.
pub(crate) struct Taken {
    /// As it came, byte for byte.
    pub(crate) file: Vec<u8>,
    /// The same, decoded.
    pub(crate) picture: RgbImage,
}

/// Corners of a page in parts of width and height, top left first, clockwise.
pub type Corners = [(f32, f32); 4];

/// Four corners as a screen writes them, eight numbers; none for the whole.
///
/// # Errors
/// Another number of numbers.
pub fn page_corners(numbers: &[f32]) -> Outcome<Option<Corners>> {
    match numbers {
        [] => Ok(None),
        [a, b, c, d, e, f, g, h] => Ok(Some([(*a, *b), (*c, *d), (*e, *f), (*g, *h)])),
        _ => Err(DeskFault::new(
            "malformed",
            "四个角没有完整传到程序，没有裁剪。请重试。",
        )),
    }
}

/// Where pages are worked on: the attachments of a draft or of a case.
pub(crate) struct Bench<'a> {
    /// The open station.
    pub(crate) station: &'a Station,
    /// The draft's or case's id.
    pub(crate) owner: Uuid,
    /// Milliseconds since the Unix epoch.
    pub(crate) now: i64,
}

impl Bench<'_> {
    /// Keeps a picture: the original as it came, and what was found on it where that is another picture.
    ///
    /// # Errors
    /// Too large, or the store's.
    pub(crate) fn page(&self, taken: &Taken) -> Outcome<Page> {
        let original = self.kept(&taken.file, &taken.picture)?;
        let Ready {
            picture,
            quad,
            findings,
        } = ready(&taken.picture);
        let shown = if picture == taken.picture {
            original.clone()
        } else {
            self.kept(&encoded(&picture)?, &picture)?
        };
        Ok(Page {
            original,
            shown,
            at: self.now,
            quarters: 0,
            corners: quad.map(|quad| relative(&quad, &taken.picture)),
            warnings: words(&findings),
        })
    }

    /// The page cut anew out of its original, `None` for the whole, then turned clockwise by `quarters`.
    ///
    /// # Errors
    /// Corners that hold nothing; too large; the store's.
    pub(crate) fn recut(
        &self,
        old: &Page,
        corners: Option<Corners>,
        quarters: u8,
    ) -> Outcome<Page> {
        let picture = decoded(&self.whole(&old.original)?)?;
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
            _ => self.kept(&encoded(&upright)?, &upright)?,
        };
        Ok(Page {
            shown,
            corners,
            quarters: quarters % 4,
            warnings: words(&findings),
            ..old.clone()
        })
    }

    /// The page as a JPEG, its longer side at most `longest` pixels; `original`: before it was cut.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn shown(&self, page: &Page, original: bool, longest: u32) -> Outcome<Vec<u8>> {
        let kept = if original {
            &page.original
        } else {
            &page.shown
        };
        let picture = decoded(&self.whole(kept)?)?;
        encoded(&thumbnail(&picture, longest.clamp(32, 2400)))
    }

    /// Lets go of content; what an act names, or what is gone already, stays as it is.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn forget(&self, hash: &Hash) -> Outcome<()> {
        match self.station.store().attachment_forget(self.owner, &hash.0) {
            Ok(()) | Err(store::StoreError::Refused { .. } | store::StoreError::Unknown { .. }) => {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn kept(&self, file: &[u8], picture: &RgbImage) -> Outcome<Kept> {
        let media = super::super::edit::media(file);
        let store = self.station.store();
        let held = store.attachment_put(self.owner, media, Some("拍摄的页面"), file, self.now)?;
        Ok(Kept {
            hash: Hash(held.hash),
            bytes: held.bytes,
            media: media.to_owned(),
            width: picture.width(),
            height: picture.height(),
        })
    }

    fn whole(&self, kept: &Kept) -> Outcome<Vec<u8>> {
        let length = usize::try_from(kept.bytes).unwrap_or(usize::MAX);
        let store = self.station.store();
        Ok(store.attachment_read(self.owner, &kept.hash.0, 0, length)?)
    }
}

/// A page by the name the screen has for it, and its place.
///
/// # Errors
/// It is not there any more.
pub(crate) fn found<'a>(pages: &'a [Page], page: &str) -> Outcome<(usize, &'a Page)> {
    let mut places = pages.iter().enumerate();
    places.find(|(_, held)| held.name() == page).ok_or_else(|| {
        let say = "这一页已经不在了。请看左边的页面列表。";
        DeskFault::new("page_gone", say)
    })
}

/// Moves a page by so many places, towards the end where `by` is positive.
pub(crate) fn moved(pages: &mut Vec<Page>, at: usize, by: i32) {
    let last = pages.len().saturating_sub(1);
    let to = at.saturating_add_signed(by as isize).min(last);
    if at < pages.len() {
        let page = pages.remove(at);
        pages.insert(to, page);
    }
}

/// A picture file, its size looked at before a pixel is decoded.
pub(crate) fn decoded(file: &[u8]) -> Outcome<RgbImage> {
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
