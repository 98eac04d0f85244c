//! Looking at a licence's file (证照图样) beside the form, and what its seals are worth.
//!
//! The file came for one case and is held in memory alone, for as long as the case is a draft of whoever is signed in:
//! it is on no disk, not even an encrypted one, and a restart of the window or another sign-in ends it. What the rules
//! need of a licence stands in the draft; its picture is for the eye, and can be fetched again with the citizen's code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use optic::seal::Judge;
use optic::view::{Glance, ViewLimits};
use uuid::Uuid;
use wire::LicenceFile;

use super::{Desk, locked, pinned};
use crate::draft::show::licence;
use crate::draft::{Draft, HeldLicence};
use crate::fault::{DeskFault, Outcome};
use crate::station::Reference;
use crate::view::{DeskView, SheetView};

/// All files that are held are not longer, in bytes: the oldest go.
const MOST: usize = 256 << 20;

/// Files of licences, the oldest first: whose draft, by which authority, what.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<(Uuid, String, LicenceFile)>);

impl Files {
    /// Holds a file for a draft.
    pub(super) fn keep(&mut self, draft: Uuid, authority: &str, file: LicenceFile) {
        self.0.push((draft, authority.to_owned(), file));
        while self.0.len() > 1 && self.length() > MOST {
            self.0.remove(0);
        }
    }

    fn length(&self) -> usize {
        self.0.iter().map(|(_, _, file)| file.bytes.0.len()).sum()
    }

    fn find(&self, draft: Uuid, authority: &str) -> Option<&LicenceFile> {
        let held = self.0.iter();
        held.rev()
            .find(|(id, by, _)| *id == draft && by == authority)
            .map(|(_, _, file)| file)
    }

    /// The draft is no more.
    pub(super) fn forget(&mut self, draft: Uuid) {
        self.0.retain(|(id, _, _)| *id != draft);
    }

    /// Nobody is signed in.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Desk {
    /// A page of the licence behind a material, drawn `width` pixels wide. The first look at a licence is recorded, as
    /// every unmasking is. May take seconds: for a thread of its own.
    ///
    /// # Errors
    /// No file is held for it, or why it cannot be shown.
    pub fn licence_page(&self, code: &str, page: u32, width: u32) -> Outcome<SheetView> {
        let station = self.station()?;
        let draft = self.draft();
        let reference = station.reference();
        let (held, file) = self.file_of(&draft, &reference, code).ok_or_else(gone)?;
        let seen = format!("licence:{}", held.authority);
        if !locked(&self.0.unmasked).contains(&seen) {
            let told = [
                ("draft", &*draft.id.to_string()),
                ("licence", &*held.licence),
            ];
            self.record(&station, "licence_viewed", &told)?;
            locked(&self.0.unmasked).insert(seen);
        }
        let said = file.format.clone();
        let drawn = self.0.edge.decoder.view(Glance {
            file: file.bytes.0,
            said: said.clone(),
            page,
            width,
            judge: (page == 0).then(|| self.judge(&reference)),
            limits: ViewLimits::default(),
        });
        match drawn {
            Ok(sheet) => Ok(licence::sheet(&held, page, &sheet)),
            Err(why) => Err(licence::fault(&held, why)),
        }
    }

    /// Whom this city believes about seals.
    fn judge(&self, reference: &Reference) -> Judge {
        let anchors = reference.city.seal_anchors.iter();
        Judge {
            anchors: anchors
                .filter_map(|anchor| STANDARD.decode(anchor).ok())
                .map(Into::into)
                .collect(),
            now: self.now().div_euclid(1000),
        }
    }

    /// The licence behind a material whose file is held: one that stands before one that does not.
    fn file_of(
        &self,
        draft: &Draft,
        reference: &Reference,
        code: &str,
    ) -> Option<(HeldLicence, LicenceFile)> {
        let material = pinned(draft, reference)?.material(code)?;
        let files = locked(&self.0.files);
        let mut held: Vec<_> = draft
            .licences
            .iter()
            .filter(|held| material.licences.contains(&held.licence))
            .filter_map(|held| Some((held, files.find(draft.id, &held.authority)?)))
            .collect();
        held.sort_by_key(|(held, _)| held.state != "valid");
        let (held, file) = held.first()?;
        Some(((*held).clone(), (*file).clone()))
    }

    /// Puts 看证照 to the lines whose licence has a file here.
    pub(super) fn offer_files(&self, draft: &Draft, reference: &Reference, view: &mut DeskView) {
        for line in &mut view.materials.lines {
            if self.file_of(draft, reference, &line.code).is_some() {
                line.actions.insert(0, "view".to_owned());
            }
        }
    }
}

fn gone() -> DeskFault {
    DeskFault::new(
        "licence_gone",
        "证照图样只留在内存里，窗口重启或换人登录后就没有了。请办事人再出示一次凭证码，重新调取。",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize) -> LicenceFile {
        LicenceFile {
            format: "pdf".to_owned(),
            bytes: vec![0; length].into(),
        }
    }

    #[test]
    fn a_file_is_held_as_long_as_its_draft_and_the_oldest_goes_first() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut files = Files::default();
        files.keep(one, "a", file(1));
        files.keep(two, "b", file(2));
        assert!(files.find(one, "a").is_some() && files.find(two, "a").is_none());
        files.keep(two, "c", file(MOST));
        assert!(files.find(one, "a").is_none() && files.find(two, "b").is_none());
        assert!(files.find(two, "c").is_some());
        files.forget(two);
        assert!(files.find(two, "c").is_none());
    }
}
