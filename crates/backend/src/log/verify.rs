//! What a desk took in without the city's word, looked up in the city's registers as the act arrives (docs/adr/0019).

use domain::act::{Intake, Line, LineSource, Payload};
use domain::applicant::{Applicant, ApplicantKind, Party};
use domain::case::Case;
use domain::catalogue::{DataCheck, Item};
use domain::check::Answer;
use domain::decide::Finding;
use domain::licence::Standing;
use domain::verify::{
    Found, HOLDER_GONE, Matter, NAME_DIFFERS, NO_REGISTER, NOT_LISTED, NUMBER_DIFFERS,
    UNKNOWN_PERSON, Verified, checks, licences, people, same_name,
};
use domain::{moment, qualify};
use jiff::civil::Date;
use rusqlite::params;

use super::admit::refusal;
use super::examine::Examined;
use crate::app::App;
use crate::call::Turn;
use crate::fault::Outcome;
use crate::platform::{AtHand, Body};

/// Looks up what stands unverified in an act that is kept; `None`: nothing does. `case` is the case before it. A
/// contradiction is a person's to settle, unless something else is already: the citizen holds a paper of this act.
pub(super) fn ask(
    turn: &Turn<'_>,
    case: &Case,
    act: &Examined,
    finding: &mut Result<(), Finding>,
) -> Outcome<Option<Verified>> {
    if matches!(finding, Err(Finding::Rejected(_))) {
        return Ok(None);
    }
    let mends = act.header.replaces.is_some();
    let (applicant, lines, receipt) = match &act.payload {
        Some(Payload::Received(intake)) if case.item.is_empty() || mends => {
            (&intake.applicant, &intake.materials[..], true)
        }
        Some(Payload::Supplemented(came)) => match &case.applicant {
            Some(applicant) => (applicant, &came.materials[..], false),
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let mut looked = Looked::new(turn.app, act, applicant);
    if receipt {
        looked.people();
    }
    let fetched = fetched(turn, lines)?;
    for line in licences(lines, |authority| {
        fetched.iter().any(|one| one == authority)
    }) {
        looked.licence(line);
    }
    if let (true, Some(Payload::Received(intake))) = (receipt, &act.payload) {
        looked.checks(intake, act.header.captured.wall);
    }
    if let (true, Some(say)) = (finding.is_ok(), &looked.fails) {
        *finding = Err(Finding::Contested(refusal("not_verified", say)));
    }
    Ok(looked.end(act))
}

/// Authorities of the lines that this backend gave itself, each for one licence.
fn fetched(turn: &Turn<'_>, lines: &[Line]) -> Outcome<Vec<String>> {
    let mut given = Vec::new();
    let mut select = turn
        .tx
        .prepare_cached("SELECT 1 FROM authorisations WHERE code = ?1 AND licence = ?2")?;
    for line in lines {
        let LineSource::Licence {
            licence, authority, ..
        } = &line.source
        else {
            continue;
        };
        if !authority.is_empty() && select.exists(params![authority, licence])? {
            given.push(authority.clone());
        }
    }
    Ok(given)
}

/// A look into the registers on behalf of one act.
struct Looked<'a> {
    app: &'a App,
    applicant: &'a Applicant,
    /// The day on which the desk took it in.
    day: Date,
    /// Hex ids of the signed codes that the act stood on.
    codes: Vec<String>,
    found: Vec<Found>,
    /// The first contradiction, in words.
    fails: Option<String>,
}

impl<'a> Looked<'a> {
    fn new(app: &'a App, act: &Examined, applicant: &'a Applicant) -> Self {
        let codes = &act.header.context.codes;
        Self {
            app,
            applicant,
            day: moment::day(act.header.captured.credible()),
            codes: codes.iter().map(|code| hex::encode(&code.cti)).collect(),
            found: Vec::new(),
            fails: None,
        }
    }

    fn put(&mut self, found: Found, name: &str) {
        if found.answer == Answer::Fail && self.fails.is_none() {
            self.fails = Some(found.say(name));
        }
        self.found.push(found);
    }

    fn end(self, act: &Examined) -> Option<Verified> {
        let verified = Verified {
            act: act.header.act_id.simple().to_string(),
            found: self.found,
        };
        (!verified.found.is_empty()).then_some(verified)
    }

    fn people(&mut self) {
        let applicant = self.applicant;
        for (matter, party) in people(applicant) {
            // Whoever is represented need not be able to come.
            let comes = matter != Matter::Applicant || applicant.kind == ApplicantKind::Own;
            let found = match self.app.city.holder(&party.id) {
                None => Found::unknown(matter, UNKNOWN_PERSON),
                Some(known) if !same_name(&known.name, &party.name) => {
                    Found::fail(matter, NAME_DIFFERS)
                }
                Some(known) if known.gone && comes => Found::fail(matter, HOLDER_GONE),
                Some(_) => Found::pass(matter),
            };
            self.put(found, "");
        }
    }

    /// The applicant's, or that of whoever came for them.
    fn licence(&mut self, line: &Line) {
        let LineSource::Licence {
            licence,
            number,
            authority,
            ..
        } = &line.source
        else {
            return;
        };
        let matter = Matter::Licence(line.code.clone());
        let representative = self.applicant.representative.as_ref();
        let parties = std::iter::once(&self.applicant.party)
            .chain(representative.map(|representative| &representative.party));
        let held: Vec<Held> = parties
            .filter_map(|party| self.held(party, licence, number))
            .collect();
        // A signed code is the city's own word that it holds just this licence. A number that was typed may be of a
        // paper that no register has.
        let by_code = self.codes.contains(authority);
        let found = match held.iter().min() {
            None => Found::unknown(matter, UNKNOWN_PERSON),
            Some(Held::So) => Found::pass(matter),
            Some(Held::Standing(standing)) => Found::fail(matter, standing.code()),
            Some(Held::OtherNumber) if by_code => Found::fail(matter, NUMBER_DIFFERS),
            Some(Held::Not) if by_code => Found::fail(matter, Standing::NotHeld.code()),
            Some(Held::OtherNumber) => Found::unknown(matter, NUMBER_DIFFERS),
            Some(Held::Not) => Found::unknown(matter, Standing::NotHeld.code()),
            Some(Held::NoRegister) => Found::unknown(matter, NO_REGISTER),
        };
        self.put(found, &line.name);
    }

    /// None: the city does not know the person.
    fn held(&self, party: &Party, licence: &str, number: &str) -> Option<Held> {
        let person = self.app.city.holder(&party.id)?;
        let raw = match self.app.platform.at_hand(&person.id, licence) {
            AtHand::NoRegister => return Some(Held::NoRegister),
            AtHand::NotHeld => return Some(Held::Not),
            AtHand::Held(raw) => raw,
        };
        let held = Body::new(raw).licence(licence, &self.app.city.types, self.day);
        Some(match Standing::of(&held.state) {
            _ if !held.number.eq_ignore_ascii_case(number.trim()) => Held::OtherNumber,
            Standing::Valid => Held::So,
            standing => Held::Standing(standing),
        })
    }

    /// The checks that nobody had answered, and those of which the answer to a question hangs and that nobody asked.
    fn checks(&mut self, intake: &Intake, at: i64) {
        let Some(item) = self.app.city.catalogue.item(&intake.item) else {
            return;
        };
        let open: Vec<&str> = checks(&intake.checks, at)
            .map(|record| record.code.as_str())
            .collect();
        let asked = |code: &str| intake.checks.iter().any(|record| record.code == code);
        for check in &item.checks {
            let chosen = qualify::chosen(item, &intake.situation, &check.code);
            if open.contains(&check.code.as_str()) || (chosen.is_some() && !asked(&check.code)) {
                self.check(item, check, chosen);
            }
        }
    }

    fn check(&mut self, item: &Item, check: &DataCheck, chosen: Option<&String>) {
        let matter = Matter::Check(check.code.clone());
        let heard = self.app.city.hear(item, check, &self.applicant.party);
        let found = match heard.answer {
            Answer::Pass if chosen.is_some_and(|one| !heard.choices.contains(one)) => {
                Found::fail(matter, NOT_LISTED)
            }
            Answer::Pass => Found::pass(matter),
            Answer::Fail if check.hard => Found::fail(matter, "fail"),
            // A soft one warns.
            Answer::Fail => Found::unknown(matter, "fail"),
            Answer::Unknown => Found::unknown(matter, &heard.why),
        };
        self.put(found, &check.name);
    }
}

/// What a register has for a line, best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    So,
    Standing(Standing),
    OtherNumber,
    Not,
    NoRegister,
}
