use domain::act::{Enquired, EnquiryStep, Facts, Hash, Payload, Subject};
use domain::case::Case;
use domain::enquiry::may;
use store::Append;
use uuid::Uuid;

use super::row::row;
use crate::cases;
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::station::{Reference, Sealing, Station};
use crate::view::{EnquiryInput, EnquiryMove};

impl Desk {
    /// 登记问询; handed on in the same breath where the input names somebody. Answers its id.
    ///
    /// # Errors
    /// The refusal with its ground; nobody is signed in, the store's.
    pub fn enquire(&self, input: &EnquiryInput) -> Outcome<Uuid> {
        let station = self.station()?;
        let reference = station.reference();
        let item = match input.item.trim() {
            "" => String::new(),
            known => {
                let item = reference.catalogue.item(known);
                item.ok_or_else(DeskFault::no_such_item)?.code.clone()
            }
        };
        let mut steps = vec![EnquiryStep::Asked {
            about: input.about.trim().to_owned(),
            item,
            phone: input.phone.trim().to_owned(),
        }];
        if !input.to.is_empty() {
            steps.push(handed_on(&reference, &input.to, &input.reason)?);
        }
        let case = Case::new(Uuid::now_v7());
        let id = case.id;
        self.enquiry_keep(&station, case, Vec::new(), steps)?;
        Ok(id)
    }

    /// Does the next step of one.
    ///
    /// # Errors
    /// The refusal with its ground; no such enquiry, the store's.
    pub fn enquiry_move(&self, known: &str, done: &EnquiryMove) -> Outcome<()> {
        let station = self.station()?;
        let (case, acts) = cases::fold(&station, cases::find(&station, known)?)?;
        let step = match done {
            EnquiryMove::HandOn { to, reason } => handed_on(&station.reference(), to, reason)?,
            EnquiryMove::TakeOn => EnquiryStep::TakenOn,
            EnquiryMove::HandBack { reason } => EnquiryStep::HandedBack {
                reason: reason.trim().to_owned(),
            },
            EnquiryMove::Answer { say } => EnquiryStep::Answered {
                say: say.trim().to_owned(),
            },
        };
        self.enquiry_keep(&station, case, cases::heads(&acts), vec![step])
    }

    /// Signs the steps one after another and keeps them in one transaction, or none of them.
    fn enquiry_keep(
        &self,
        station: &Station,
        mut case: Case,
        base: Vec<Hash>,
        steps: Vec<EnquiryStep>,
    ) -> Outcome<()> {
        let captured = self.captured(station);
        let outlet = station.post().map(|post| post.outlet).unwrap_or_default();
        let mut payloads = Vec::new();
        for step in steps {
            let done = Enquired {
                by: station.user().to_owned(),
                outlet: outlet.clone(),
                step,
            };
            may(&case, &done)?;
            let payload = Payload::Enquired(done);
            case.apply(&captured, &payload);
            payloads.push(payload);
        }
        let Some(enquiry) = &case.enquiry else {
            return Ok(());
        };
        let row = row(&case, enquiry, (enquiry.asked_at, self.now()));
        let sealing = Sealing {
            station,
            subject: Subject::Case(case.id),
            base,
            captured,
            facts: Facts {
                grant: Some(station.rights().post),
                rules: domain::decide::RULES,
                ..Facts::default()
            },
            witness: None,
            replaces: None,
        };
        station.store().append(|head| {
            let append = Append {
                acts: sealing.seal(head, &payloads)?,
                case: Some(row),
                close_draft: None,
                answer: None,
                used_codes: Vec::new(),
                ends: Vec::new(),
            };
            Ok::<_, DeskFault>((append, ()))
        })?;
        self.nudge();
        Ok(())
    }
}

/// Offered to somebody whom the staff list names, at their outlet.
fn handed_on(reference: &Reference, to: &str, reason: &str) -> Outcome<EnquiryStep> {
    let mut staff = reference.staff.staff.iter();
    let found = staff.find(|staff| staff.user == to && staff.revoked_at.is_none());
    let post = found.and_then(|staff| staff.posts.first());
    let post = post.ok_or_else(|| {
        let say = "工作人员名单里没有这个工号，没有转办。请核对工号后再转。";
        DeskFault::new("enquiry_to", say)
    })?;
    Ok(EnquiryStep::HandedOn {
        to: to.to_owned(),
        outlet: post.outlet.clone(),
        reason: reason.trim().to_owned(),
    })
}
