//! Pages of the draft on the desk: taken, cut, turned, moved, taken away.

use domain::act::{Hash, LineSource};

use super::super::{Desk, locked, pinned};
use super::picture::{Bench, Corners, Taken, found, moved};
use crate::draft::Draft;
use crate::draft::page::Page;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::DeskView;

impl Desk {
    /// Takes what lies under the camera as the next page of a line.
    ///
    /// # Errors
    /// No frame comes; the line takes no pages; the store's.
    pub fn page_take(&self, code: &str) -> Outcome<DeskView> {
        let taken = self.taken_now()?;
        self.page_keep(code, &taken)
    }

    /// What lies under the camera.
    pub(crate) fn taken_now(&self) -> Outcome<Taken> {
        let seen = self.frame_now()?;
        let (Some(file), Some(picture)) = (seen.file(), seen.picture()) else {
            return Err(super::fault(devices::camera::CameraFault::Broken));
        };
        Ok(Taken {
            file,
            picture: picture.clone(),
        })
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
        corners: Option<Corners>,
        quarters: u8,
    ) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let (_, old) = found(draft.pages(code), page)?;
        let fresh = self.bench(&station, &draft).recut(old, corners, quarters)?;
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
        let (at, _) = found(draft.pages(code), page)?;
        self.change_pages(&station, &draft, code, |pages| moved(pages, at, by))
    }

    /// Takes a page away; that it was there is recorded (S75).
    ///
    /// # Errors
    /// No such page, the store's.
    pub fn page_remove(&self, code: &str, page: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = self.draft();
        let (at, _) = found(draft.pages(code), page)?;
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
        let (_, page) = found(draft.pages(code), page)?;
        self.bench(&station, &draft).shown(page, original, longest)
    }

    fn bench<'a>(&self, station: &'a Station, draft: &Draft) -> Bench<'a> {
        Bench {
            station,
            owner: draft.id,
            now: self.now(),
        }
    }

    /// Keeps a picture as the next page of a line.
    pub(super) fn page_keep(&self, code: &str, taken: &Taken) -> Outcome<DeskView> {
        let station = self.station()?;
        self.takes_pages(&station, code)?;
        let draft = self.draft();
        let page = self.bench(&station, &draft).page(taken)?;
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
            if !after.pages(code).iter().any(|held| held.is_of(page)) {
                self.page_gone(station, ("draft", before.id), code, page)?;
            }
            for hash in [page.original.hash, page.shown.hash] {
                if !after.needs(&hash) {
                    forget(station, before, &hash)?;
                }
            }
        }
        Ok(())
    }

    /// Records that a page was taken away (S75).
    pub(crate) fn page_gone(
        &self,
        station: &Station,
        (whose, id): (&str, uuid::Uuid),
        code: &str,
        page: &Page,
    ) -> Outcome<()> {
        let about = [
            (whose, id.to_string()),
            ("material", code.to_owned()),
            ("hash", hex::encode(page.shown.hash.0)),
            ("bytes", page.shown.bytes.to_string()),
            ("taken", page.at.to_string()),
        ];
        let about = about.each_ref().map(|(key, value)| (*key, value.as_str()));
        self.record(station, "page_removed", &about)
    }
}

/// Lets go of content of a draft; what an act names, or what is gone already, stays as it is.
pub(crate) fn forget(station: &Station, draft: &Draft, hash: &Hash) -> Outcome<()> {
    let bench = Bench {
        station,
        owner: draft.id,
        now: 0,
    };
    bench.forget(hash)
}
