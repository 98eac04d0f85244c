//! A desk with a settable clock, and a water supply case on it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::act::{
    AcceptanceMode, Captured, ClockQuality, Facts, Gap, Hash, Header, Intake, Line, LineSource,
    OriginId, Payload, Second, Signature, SignatureHow, Subject,
};
use domain::applicant::{Applicant, ApplicantKind, Party};
use domain::calendar::Calendar;
use domain::case::{Case, FieldValue};
use domain::catalogue::Item;
use domain::credit::Credit;
use domain::decide::{Command, Context, Refusal, decide};
use domain::due::OfficeHours;
use domain::moment;
use domain::rights::{Right, Rights};
use uuid::Uuid;

fn assets(path: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    std::fs::read(root.join(path)).unwrap()
}

pub struct World {
    pub item: Item,
    pub calendar: Calendar,
    office: OfficeHours,
    rights: Rights,
    pub now: i64,
}

impl World {
    /// 供水报装 at this time; it may be extended by ten days.
    pub fn water(at: &str) -> Self {
        Self::of("0225-water-supply.json", at)
    }

    pub fn of(file: &str, at: &str) -> Self {
        use Right::{Accept, Decide, Notify, Receive, Refuse, Supplement, Withdraw};
        let mut item: Item =
            serde_json::from_slice(&assets(&format!("practice/items/{file}"))).unwrap();
        item.limits.extension = Some(10);
        Self {
            item,
            calendar: serde_json::from_slice(&assets("calendar/cn-2025-2026.json")).unwrap(),
            office: "09:00-12:00,13:00-17:00".parse().unwrap(),
            rights: Rights {
                post: "accept".into(),
                rights: vec![
                    Receive, Accept, Notify, Refuse, Supplement, Withdraw, Decide,
                ],
                items: vec!["*".into()],
                ..Rights::default()
            },
            now: moment::instant(at.parse().unwrap()),
        }
    }

    pub fn at(&mut self, time: &str) {
        self.now = moment::instant(time.parse().unwrap());
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.calendar,
            office: &self.office,
            item: &self.item,
            credit: Credit::Ok,
            rights: &self.rights,
            online: true,
        }
    }

    pub fn captured(&self) -> Captured {
        Captured {
            wall: self.now,
            earliest: self.now,
            latest: self.now,
            quality: ClockQuality::Anchored,
        }
    }

    /// Decides and folds in.
    pub fn run(&self, case: &mut Case, command: &Command) -> Result<Vec<Payload>, Refusal> {
        let payloads = decide(case, command, &self.context())?;
        for payload in &payloads {
            case.apply(&self.captured(), payload);
        }
        Ok(payloads)
    }

    /// The code of the refusal; panics where nothing is refused.
    pub fn refused(&self, case: &mut Case, command: &Command) -> String {
        let refusal = self.run(case, command).unwrap_err();
        assert!(
            !refusal.ground.is_empty() && refusal.say.ends_with('。'),
            "{refusal:?}"
        );
        refusal.code
    }

    /// The receipt, with these materials on the desk.
    pub fn receive(&self, materials: &[&str]) -> Command {
        let typed = |value: &str| FieldValue {
            value: value.into(),
            source: "typed".into(),
            before: None,
        };
        let fields = [
            ("name", "陈思远"),
            ("id", "430400200002290012"),
            ("address", "江口镇枫林路 18 号"),
            ("phone", "13800000000"),
            ("people", "3"),
        ];
        let form: BTreeMap<_, _> = fields.map(|(key, value)| (key.into(), typed(value))).into();
        Command::Receive(Box::new(Intake {
            item: self.item.code.clone(),
            item_version: self.item.version,
            item_name: self.item.name.clone(),
            situation: self.item.usual(),
            applicant: Applicant {
                kind: ApplicantKind::Own,
                party: Party {
                    name: "陈思远".into(),
                    id_kind: "resident_id".into(),
                    id: "430400200002290012".into(),
                    phone: "13800000000".into(),
                    seen_by: "eye".into(),
                },
                representative: None,
                presence: Vec::new(),
            },
            form,
            materials: materials.iter().map(|code| paper(code)).collect(),
            signature: Some(signature()),
            provisional: "L20260302-0000TEST".into(),
            channel: "window".into(),
            reference: None,
            again: None,
            group: None,
            checks: Vec::new(),
            elsewhere: None,
        }))
    }

    pub fn received(&self, materials: &[&str]) -> Case {
        let mut case = Case::new(Uuid::from_u128(7));
        self.run(&mut case, &self.receive(materials)).unwrap();
        case
    }

    /// Accepted with everything in.
    pub fn accepted(&self) -> Case {
        let mut case = self.received(&["identity", "property", "plan"]);
        self.run(&mut case, &Command::Accept).unwrap();
        case
    }

    /// Accepted, property and plan to follow.
    pub fn tolerated(&self) -> Case {
        let mut case = self.received(&["identity"]);
        self.run(&mut case, &tolerance()).unwrap();
        case
    }
}

pub fn tolerance() -> Command {
    Command::AcceptTolerance {
        lacking: vec!["property".into(), "plan".into()],
        commitment: Some(signature()),
    }
}

pub fn signature() -> Signature {
    Signature {
        how: SignatureHow::PaperKept,
        signer: "陈思远".into(),
        image: None,
        at: 0,
        text: None,
    }
}

pub fn paper(code: &str) -> Line {
    Line {
        code: code.into(),
        name: code.into(),
        source: LineSource::Paper,
        points: None,
    }
}

pub fn supplement(codes: &[&str]) -> Command {
    Command::Supplement {
        materials: codes.iter().map(|code| paper(code)).collect(),
    }
}

pub fn gap(code: &str, problem: &str) -> Gap {
    Gap {
        code: code.into(),
        name: code.into(),
        problem: problem.into(),
    }
}

pub fn notify(gaps: &[(&str, &str)], later: Option<Second>) -> Command {
    let gaps = gaps.iter().map(|(code, problem)| gap(code, problem));
    Command::Notify {
        gaps: gaps.collect(),
        later,
    }
}

pub fn second() -> Second {
    Second {
        reason: "补正后发现的实质问题".into(),
        witness: "0401".into(),
    }
}

/// The header of an act by 0217, with whoever the body names beside.
pub fn header(world: &World, payload: &Payload) -> Header {
    Header {
        v: Header::VERSION,
        realm: "practice".into(),
        act_id: Uuid::from_u128(1),
        subject: Subject::Case(Uuid::from_u128(7)),
        origin: OriginId {
            terminal: "t".into(),
            incarnation: Uuid::from_u128(2),
        },
        origin_seq: 2,
        origin_prev: None,
        base: Vec::new(),
        kind: payload.kind().into(),
        kind_version: payload.kind_version(),
        payload_hash: Hash([0; 32]),
        attachments: Vec::new(),
        actor: "0217".into(),
        witness: payload.agreed_by().map(str::to_owned),
        post: "accept".into(),
        captured: world.captured(),
        context: Facts::default(),
        replaces: None,
    }
}

/// The way of an acceptance, for reading only.
pub fn is_acceptance(payload: &Payload) -> Option<AcceptanceMode> {
    match payload {
        Payload::Accepted(accepted) => Some(accepted.mode),
        _ => None,
    }
}
