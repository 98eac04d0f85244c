//! 核验 in words: what a case holds without the city's word, and what the city said since (docs/adr/0019).

use std::collections::BTreeSet;

use domain::applicant::ApplicantKind;
use domain::case::Case;
use domain::catalogue::Item;
use domain::check::Answer;
use domain::presence::{FaceVerdict, How, Presence};
use domain::verify::{Matter, licences, people};
use store::StoredAct;

use super::read;
use crate::view::{Badge, Tone, VerifiedView};

/// Every matter that stood unverified here, whatever has become of it.
pub(super) fn verified(case: &Case, acts: &[StoredAct], item: Option<&Item>) -> Vec<VerifiedView> {
    let waits = acts.iter().any(|act| act.state.is_open()) || case.number.is_none();
    let all = matters(case, acts).into_iter();
    all.map(|matter| view(case, &matter, waits, item)).collect()
}

/// What is seen to be unverified here, then what only the city found so.
fn matters(case: &Case, acts: &[StoredAct]) -> Vec<Matter> {
    let mut all: Vec<Matter> = case
        .applicant
        .iter()
        .flat_map(people)
        .map(|(one, _)| one)
        .collect();
    let codes: BTreeSet<String> = acts
        .iter()
        .filter_map(|act| read(act).0)
        .flat_map(|header| header.context.codes)
        .map(|code| code.cti.iter().map(|byte| format!("{byte:02x}")).collect())
        .collect();
    let fetched = |authority: &str| !authority.is_empty() && !codes.contains(authority);
    let lines = licences(&case.materials, fetched);
    all.extend(lines.map(|line| Matter::Licence(line.code.clone())));
    all.extend(case.unchecked.iter().cloned().map(Matter::Check));
    for known in &case.verified {
        if !all.contains(&known.found.matter) {
            all.push(known.found.matter.clone());
        }
    }
    all
}

fn view(case: &Case, matter: &Matter, waits: bool, item: Option<&Item>) -> VerifiedView {
    let (what, name) = names(case, matter, item);
    let Some(known) = case.known(matter) else {
        let (tone, say) = match waits {
            true => (Tone::Plain, "联网后由市平台核验。"),
            false => (Tone::Warn, "市平台没有给出核验结果，请核对原件。"),
        };
        return VerifiedView {
            what,
            badge: badge(tone, "未核验"),
            say: say.to_owned(),
        };
    };
    let at = domain::moment::minute_text(known.at);
    let (badge, say) = match known.found.answer {
        Answer::Pass => (badge(Tone::Ok, &format!("已核验 {at}")), String::new()),
        Answer::Fail => (badge(Tone::Bad, "不符"), known.found.say(&name)),
        Answer::Unknown if was_seen(case, matter) => (
            badge(Tone::Ok, "窗口已核对"),
            "市平台没有登记，以窗口核对为准。".to_owned(),
        ),
        Answer::Unknown => (badge(Tone::Warn, "需人工核对"), known.found.say(&name)),
    };
    VerifiedView { what, badge, say }
}

/// As it is headed, and the name that a sentence says of it.
fn names(case: &Case, matter: &Matter, item: Option<&Item>) -> (String, String) {
    match matter {
        Matter::Applicant => ("申请人身份".to_owned(), String::new()),
        Matter::Representative => ("经办人身份".to_owned(), String::new()),
        Matter::Licence(code) => {
            let line = case.materials.iter().find(|line| &line.code == code);
            let name = line.map_or_else(|| code.clone(), |line| line.name.clone());
            (format!("证照 {name}"), name)
        }
        Matter::Check(code) => {
            let check = item.and_then(|item| item.checks.iter().find(|one| &one.code == code));
            let name = check.map_or_else(|| code.clone(), |check| check.name.clone());
            (format!("核查 {name}"), name)
        }
    }
}

/// Whether somebody looked at the person in question beside their document.
fn was_seen(case: &Case, matter: &Matter) -> bool {
    let Some(applicant) = &case.applicant else {
        return false;
    };
    let at_desk = match matter {
        Matter::Applicant => applicant.kind == ApplicantKind::Own,
        Matter::Representative => true,
        Matter::Licence(_) | Matter::Check(_) => false,
    };
    at_desk && applicant.presence.iter().any(proves)
}

fn proves(presence: &Presence) -> bool {
    match &presence.how {
        How::Reader | How::Eye => true,
        How::Face(face) => face.verdict == FaceVerdict::Match,
    }
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge {
        tone,
        text: text.to_owned(),
    }
}
