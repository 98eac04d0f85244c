//! 核验 in words: what a case holds without the city's word, and what the city said since (docs/adr/0019).

use std::collections::BTreeSet;

use domain::act::Reviewed;
use domain::case::Case;
use domain::catalogue::Item;
use domain::check::Answer;
use domain::decide::{Context, reviewed_by_two};
use domain::verify::{Known, Matter, licences, people};
use store::StoredAct;

use super::read;
use crate::view::{Badge, ReviewView, Tone, VerifiedView};

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
    let name = named(case, matter, item);
    let what = matter.head(name.as_deref());
    let (review, (badge, say)) = match case.known(matter) {
        Some(known) => {
            let waits = case.to_review().any(|one| one.found.matter == *matter);
            let review = match waits {
                true => matter.key(),
                false => String::new(),
            };
            (review, answered(case, known, &what, name.as_deref()))
        }
        None if waits => {
            let say = "联网后由市平台核验。".to_owned();
            (String::new(), (badge(Tone::Plain, "未核验"), say))
        }
        None => {
            let say = "市平台没有给出核验结果，请核对原件。".to_owned();
            (String::new(), (badge(Tone::Warn, "未核验"), say))
        }
    };
    VerifiedView {
        what,
        badge,
        say,
        review,
    }
}

/// What the city said of it, and a person since.
fn answered(case: &Case, known: &Known, what: &str, name: Option<&str>) -> (Badge, String) {
    let found = &known.found;
    let text = |word: &str, at: i64| format!("{word} {}", domain::moment::minute_text(at));
    if let Some(mark) = &known.reviewed {
        let (tone, word) = match mark.so {
            true => (Tone::Ok, "人工核对属实"),
            false => (Tone::Bad, "人工核对不实"),
        };
        return (
            badge(tone, &text(word, mark.at)),
            mark.say(what, case.stage),
        );
    }
    match found.answer {
        Answer::Pass => (badge(Tone::Ok, &text("已核验", known.at)), String::new()),
        Answer::Fail => (
            badge(Tone::Bad, "不符"),
            found.say(name.unwrap_or_default()),
        ),
        Answer::Unknown if case.was_seen(&found.matter) => (
            badge(Tone::Ok, "窗口已核对"),
            "市平台没有登记，以窗口核对为准。".to_owned(),
        ),
        Answer::Unknown => (
            badge(Tone::Warn, "需人工核对"),
            found.say(name.unwrap_or_default()),
        ),
    }
}

/// The name that a sentence says of the material or the check; none of a person.
fn named(case: &Case, matter: &Matter, item: Option<&Item>) -> Option<String> {
    match matter {
        Matter::Applicant | Matter::Representative => None,
        Matter::Licence(code) => {
            let line = case.materials.iter().find(|line| &line.code == code);
            Some(line.map_or_else(|| code.clone(), |line| line.name.clone()))
        }
        Matter::Check(code) => {
            let check = item.and_then(|item| item.checks.iter().find(|one| &one.code == code));
            Some(check.map_or_else(|| code.clone(), |check| check.name.clone()))
        }
    }
}

/// What a person is to look at, in the order in which it is shown.
pub(super) fn reviews(case: &Case, context: &Context<'_>) -> Vec<ReviewView> {
    let view = |known: &Known| {
        let matter = &known.found.matter;
        let name = named(case, matter, Some(context.item));
        ReviewView {
            matter: matter.key(),
            what: matter.head(name.as_deref()),
            say: known.found.say(&name.unwrap_or_default()),
            by_two: reviewed_by_two(matter, context),
        }
    };
    case.to_review().map(view).collect()
}

/// The act in words.
pub(super) fn said(said: &Reviewed) -> String {
    let word = ["不实", "属实"][usize::from(said.so)];
    let by = said.witness.as_ref();
    let by = by.map_or_else(String::new, |witness| format!("（批准人 {witness}）"));
    format!(
        "{}：{word}，{}：{}{by}",
        said.name,
        said.way.text(),
        said.reason
    )
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge {
        tone,
        text: text.to_owned(),
    }
}
