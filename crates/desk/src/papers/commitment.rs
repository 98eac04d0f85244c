//! 告知承诺书: what the item tells, what a commitment stands for, what the applicant says (domain reference §2.3). The
//! clerk shows it before the applicant chooses; signed, it says which text was signed.

use devices::printer;
use domain::act::LineSource;
use domain::case::{Case, Stage};
use domain::catalogue::{Item, Requirement};
use domain::promise::WORDS;
use notice::{Gap, Kind};

use super::ground::Ground;
use super::print::unprinted;
use crate::desk::{Desk, pinned};
use crate::fault::{DeskFault, Outcome};

impl Desk {
    /// The 告知承诺书 of what lies on the desk, whether or not anything was chosen yet: unsigned.
    ///
    /// # Errors
    /// Nobody is signed in, no item or none with a commitment; a character that no font draws.
    pub(super) fn commitment_to_read(&self) -> Outcome<Vec<u8>> {
        let station = self.station()?;
        let reference = station.reference();
        let draft = self.draft();
        let item = pinned(&draft, &reference)
            .ok_or_else(|| DeskFault::new("item_needed", "还没有选择事项。请按 F3 选择事项。"))?;
        if item.commitment.is_none() {
            let say = "本事项不实行告知承诺，请按普通程序办理。";
            return Err(DeskFault::new("commitment_not_listed", say));
        }
        let intake = draft.intake(item);
        let case = Case {
            item: item.code.clone(),
            item_version: item.version,
            item_name: item.name.clone(),
            situation: intake.situation,
            applicant: draft.party.is_some().then_some(intake.applicant),
            materials: intake.materials,
            provisional: intake.provisional,
            stage: Stage::Received,
            received_at: self.now(),
            ..Case::new(draft.id)
        };
        let ground = Ground::unsigned(case, station.user(), self.now());
        let pdf = self.pdf(&station, Kind::Commitment, &ground, 0)?;
        Ok(pdf.bytes)
    }
}

impl Desk {
    /// Prints the paper of what lies on the desk on the default printer by pipe.
    ///
    /// # Errors
    /// As [`Desk::draft_paper`]; no printer, or its refusal.
    pub fn print_draft_paper(&self, paper: &str) -> Outcome<String> {
        let pdf = self.draft_paper(paper)?;
        printer::print(&pdf).map_err(|error| unprinted(&error))?;
        Ok("承诺书样本已送往打印机。".to_owned())
    }
}

/// What the authority tells, part by part.
pub(super) fn told(kind: Kind, item: &Item) -> Vec<(String, Vec<String>)> {
    let parts = item.told().into_iter();
    parts
        .filter(|_| kind == Kind::Commitment)
        .map(|part| (part.title, part.lines))
        .collect()
}

/// What the applicant says.
pub(super) fn promises(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Commitment => WORDS.map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

/// The lines a commitment stands for; before any was chosen, those it may stand for.
pub(super) fn replaced(case: &Case, item: &Item) -> Vec<Gap> {
    let chosen = |code: &str| {
        let mut lines = case.materials.iter();
        lines.any(|line| line.code == code && line.source == LineSource::Commitment)
    };
    let asked = item.terms(&case.answers()).materials.into_iter();
    let may: Vec<_> = asked
        .filter_map(|line| match line {
            Requirement::Required(material) if material.committable => Some(material),
            _ => None,
        })
        .collect();
    let any = may.iter().any(|material| chosen(&material.code));
    let shown = may
        .into_iter()
        .filter(|material| !any || chosen(&material.code));
    shown
        .map(|material| Gap {
            material: material.name.clone(),
            problem: material
                .promise
                .as_ref()
                .map_or_else(|| material.name.clone(), |promise| promise.replaces.clone()),
            basis: String::new(),
            how: item.check_of(&material.code).to_owned(),
        })
        .collect()
}

/// Which text was signed.
pub(super) fn digest(case: &Case) -> Option<(String, String)> {
    let text = case.commitment.as_ref()?.text?;
    Some(("承诺文本校验值（SHA-256）".to_owned(), hex::encode(text.0)))
}
