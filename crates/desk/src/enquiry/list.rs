use domain::act::{EnquiryStep, Payload};
use domain::case::Case;
use domain::enquiry::{Enquiry, reminds_at};
use domain::identity::mask;
use domain::moment;
use store::{CaseFilter, CaseRow, StoredAct};

use super::row::{ANSWERED, OPEN, Waits, number};
use crate::ask::ToldEnquiry;
use crate::cases::{self, named, read, sent_badge, today_or_day};
use crate::desk::Desk;
use crate::fault::Outcome;
use crate::station::{Reference, Station};
use crate::view::{Badge, EnquiriesView, EnquiryView, Tone};

/// Rows that are looked at, at most.
const MOST: u32 = 1_000;

impl Desk {
    /// 待办: what is open and this member's, what waits for them first; then what else their outlet sees.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn enquiries(&self) -> Outcome<EnquiriesView> {
        let station = self.station()?;
        let reference = station.reference();
        let mut open = Vec::new();
        for row in rows(&station, OPEN)? {
            let (case, acts) = cases::fold(&station, row.case_id)?;
            if let Some(enquiry) = &case.enquiry {
                open.push((
                    rank(enquiry, station.user()),
                    self.enquiry_view(&station, &case, enquiry, &acts)?,
                ));
            }
        }
        open.sort_by_key(|(rank, _)| *rank);
        let limit = reference.city.enquiry_within;
        Ok(EnquiriesView {
            open: open.into_iter().map(|(_, view)| view).collect(),
            colleagues: colleagues(&reference, station.user()),
            within: limit.map(|limit| limit.text()).unwrap_or_default(),
        })
    }

    /// Every enquiry here as a program reads it, the newest first.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn told_enquiries(&self, answered: bool) -> Outcome<Vec<ToldEnquiry>> {
        let station = self.station()?;
        let mut all = Vec::new();
        let states = [OPEN, ANSWERED].into_iter().take(1 + usize::from(answered));
        for state in states {
            for row in rows(&station, state)? {
                let (case, _) = cases::fold(&station, row.case_id)?;
                if let Some(enquiry) = &case.enquiry {
                    all.push(ToldEnquiry {
                        id: case.id.to_string(),
                        number: number(&case),
                        mine: enquiry.concerns(station.user()),
                        late: self.is_late(&station, enquiry.since)? && !enquiry.is_answered(),
                        enquiry: enquiry.clone(),
                    });
                }
            }
        }
        Ok(all)
    }

    /// How many are this member's, and whether one of them is to be reminded of. Never fails: what cannot be read is left
    /// out.
    pub(crate) fn enquiries_waiting(&self, station: &Station) -> (u64, bool) {
        let rows = rows(station, OPEN).unwrap_or_default();
        let waits = rows
            .iter()
            .filter_map(|row| serde_json::from_slice::<Waits>(&row.body).ok())
            .filter(|waits| waits.concerns(station.user()));
        let mut count = 0;
        let mut late = false;
        for waits in waits {
            count += 1;
            late |= self.is_late(station, waits.since).unwrap_or(false);
        }
        (count, late)
    }

    /// Whether it has waited longer than the city allows; a city that says nothing reminds of nothing.
    fn is_late(&self, station: &Station, since: i64) -> Outcome<bool> {
        let reference = station.reference();
        let Some(within) = reference.city.enquiry_within else {
            return Ok(false);
        };
        let office = reference.city.office()?;
        let from = reminds_at(since, within, &reference.calendar, &office);
        Ok(from.is_some_and(|from| from < self.now()))
    }

    fn enquiry_view(
        &self,
        station: &Station,
        case: &Case,
        enquiry: &Enquiry,
        acts: &[StoredAct],
    ) -> Outcome<EnquiryView> {
        let reference = station.reference();
        let user = station.user();
        let offered = enquiry.offered.as_ref();
        let item = reference.catalogue.item(&enquiry.item);
        let late = self.is_late(station, enquiry.since)?;
        Ok(EnquiryView {
            id: case.id.to_string(),
            number: number(case),
            about: enquiry.about.clone(),
            item: item.map(|item| item.name.clone()).unwrap_or_default(),
            phone: mask::phone(&enquiry.phone),
            asked: today_or_day(enquiry.asked_at, moment::day(self.now())),
            first: named(&enquiry.first, &reference),
            responsible: named(&enquiry.holder, &reference),
            badge: badge(enquiry, user, late),
            say: say(enquiry, &reference, late),
            moves: moves(enquiry, user),
            reason: offered
                .map(|offer| offer.reason.clone())
                .unwrap_or_default(),
            trail: acts
                .iter()
                .filter_map(|act| told(act, &reference))
                .collect(),
            sent: acts.last().map(|act| sent_badge(&act.state)),
        })
    }
}

fn rows(station: &Station, state: &str) -> Outcome<Vec<CaseRow>> {
    Ok(station.store().cases(&CaseFilter {
        states: vec![state.to_owned()],
        limit: MOST,
        ..CaseFilter::default()
    })?)
}

/// What waits for this member's answer, what is theirs, what only their outlet sees; the oldest first in each.
fn rank(enquiry: &Enquiry, user: &str) -> (u8, i64) {
    let rank = match (enquiry.offered_to(user), enquiry.holder == user) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    (rank, enquiry.since)
}

/// What this member may do with it, by the words of the moves; the rule itself is asked when one is done.
fn moves(enquiry: &Enquiry, user: &str) -> Vec<String> {
    let words: &[&str] = match (enquiry.offered_to(user), enquiry.holder == user) {
        (true, _) => &["take_on", "hand_back"],
        (false, true) => &["answer", "hand_on"],
        (false, false) => &[],
    };
    words.iter().map(|&word| word.to_owned()).collect()
}

fn badge(enquiry: &Enquiry, user: &str, late: bool) -> Badge {
    let (tone, text) = match (enquiry.offered_to(user), enquiry.holder == user, late) {
        (true, _, false) => (Tone::Warn, "待我接办"),
        (true, _, true) => (Tone::Bad, "待我接办，已超时"),
        (false, true, false) => (Tone::Warn, "我负责"),
        (false, true, true) => (Tone::Bad, "我负责，已超时"),
        (false, false, _) => (Tone::Plain, "他人负责"),
    };
    Badge {
        tone,
        text: text.to_owned(),
    }
}

/// Who is responsible, and until when.
fn say(enquiry: &Enquiry, reference: &Reference, late: bool) -> String {
    let holder = named(&enquiry.holder, reference);
    let text = match &enquiry.offered {
        Some(offer) => format!(
            "已转给{}，对方接办之前仍由{holder}负责。",
            named(&offer.to, reference)
        ),
        None if enquiry.holder == enquiry.first => format!("由首问人{holder}负责。"),
        None => format!(
            "首问人{}，现由{holder}接办负责。",
            named(&enquiry.first, reference)
        ),
    };
    match (late, &enquiry.offered) {
        (false, _) => text,
        (true, Some(_)) => format!("{text}已超过时限没有接办，请催办，或另转他人。"),
        (true, None) => format!("{text}已超过时限没有答复，请尽快答复群众。"),
    }
}

/// A step in words: `10:42 陈晓岚（0217）转办：…`.
fn told(act: &StoredAct, reference: &Reference) -> Option<String> {
    let Some(Payload::Enquired(done)) = read(act).1 else {
        return None;
    };
    let detail = match &done.step {
        EnquiryStep::Asked { .. } | EnquiryStep::TakenOn => String::new(),
        EnquiryStep::HandedOn { to, reason, .. } => {
            format!("给{}：{reason}", named(to, reference))
        }
        EnquiryStep::HandedBack { reason } => format!("：{reason}"),
        EnquiryStep::Answered { say } => format!("：{say}"),
    };
    let at = moment::minute_text(act.captured_ms);
    let by = named(&done.by, reference);
    Some(format!("{at} {by}{}{detail}", done.step.text()))
}

/// To whom one can be handed on: 工号, and who and where they are.
fn colleagues(reference: &Reference, user: &str) -> Vec<(String, String)> {
    let others = reference.staff.staff.iter();
    others
        .filter(|staff| staff.user != user && staff.revoked_at.is_none())
        .filter_map(|staff| {
            let post = staff.posts.first()?;
            let outlets = reference.city.outlets.iter();
            let outlet = outlets.clone().find(|outlet| outlet.code == post.outlet);
            let place = outlet.map_or(post.outlet.as_str(), |outlet| outlet.name.as_str());
            let text = format!(
                "{}（{}）{place} {} {}",
                staff.name, staff.user, post.window, post.name
            );
            Some((staff.user.clone(), text))
        })
        .collect()
}
