//! The real rules on both sides of the wire: what a clerk may do next, what the backend finds, and the case that
//! both fold.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use domain::act::{
    Captured, ClockQuality, Facts, Hash, Header, Intake, Line, LineSource, OriginId, Outcome,
    Payload, Signature, SignatureHow, Subject,
};
use domain::applicant::{Applicant, ApplicantKind, Party};
use domain::calendar::Calendar;
use domain::case::Case;
use domain::catalogue::Item;
use domain::credit::Credit;
use domain::decide::{Command, Context, admit, decide};
use domain::due::OfficeHours;
use domain::moment;
use domain::rights::{Right, Rights};
use rand::{RngExt as _, rngs::StdRng};
use seal::Hash32;
use uuid::Uuid;

pub static RULES: LazyLock<Rules> = LazyLock::new(Rules::load);

pub struct Rules {
    item: Item,
    calendar: Calendar,
    office: OfficeHours,
    rights: Rights,
    now: i64,
    header: Header,
}

impl Rules {
    fn load() -> Self {
        use Right::{Accept, Decide, Notify, Receive, Refuse, Supplement, Withdraw};
        let read = |path: &str| {
            let assets = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets");
            std::fs::read(assets.join(path)).expect("the file ships with the repository")
        };
        let now = moment::instant("2026-03-02T10:00".parse().expect("a civil time"));
        Self {
            item: serde_json::from_slice(&read("practice/items/0225-water-supply.json"))
                .expect("an item"),
            calendar: serde_json::from_slice(&read("calendar/cn-2025-2026.json"))
                .expect("a calendar"),
            office: "09:00-12:00,13:00-17:00".parse().expect("office hours"),
            rights: Rights {
                post: "accept".into(),
                rights: vec![
                    Receive, Accept, Notify, Refuse, Supplement, Withdraw, Decide,
                ],
                items: vec!["*".into()],
                ..Rights::default()
            },
            now,
            header: header(now),
        }
    }

    fn context(&self) -> Context<'_> {
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

    /// What a clerk does next to this case; `None` where it has ended.
    pub fn next(
        &self,
        case: &Case,
        rng: &mut StdRng,
        seq: u64,
        file: Option<Hash32>,
    ) -> Option<Payload> {
        let wish = if case.item.is_empty() {
            Command::Receive(Box::new(self.intake(file)))
        } else {
            match rng.random_range(0..20) {
                0..2 => Command::AcceptTolerance {
                    lacking: vec!["property".into(), "plan".into()],
                    commitment: Some(signature()),
                },
                6 => Command::Withdraw {
                    reason: "不再需要".into(),
                },
                7 => Command::Decide {
                    outcome: Outcome::Granted,
                    reason: String::new(),
                },
                _ => supplement(rng, seq, file),
            }
        };
        let context = self.context();
        let made = decide(case, &wish, &context)
            .or_else(|_| decide(case, &supplement(rng, seq, file), &context));
        made.ok()?.pop()
    }

    /// Whether the backend's rules find nothing.
    pub fn admits(&self, case: &Case, payload: &Payload) -> bool {
        let header = Header {
            kind: payload.kind().to_owned(),
            kind_version: payload.kind_version(),
            ..self.header.clone()
        };
        admit(case, &header, payload, &self.context()).is_ok()
    }

    /// Folds an act in.
    pub fn apply(&self, case: &mut Case, payload: &Payload) {
        case.apply(&self.header.captured, payload);
    }

    fn intake(&self, file: Option<Hash32>) -> Intake {
        let fields = [("address", "江口镇枫林路 18 号"), ("phone", "13800000000")];
        let typed = |value: &str| domain::case::FieldValue {
            value: value.into(),
            source: "typed".into(),
            before: None,
        };
        let form: BTreeMap<_, _> = fields.map(|(key, value)| (key.into(), typed(value))).into();
        Intake {
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
            materials: vec![line("identity", source(0, file))],
            signature: Some(signature()),
            provisional: "L20260302-0000TEST".into(),
            channel: "window".into(),
            reference: None,
            again: None,
            group: None,
            checks: Vec::new(),
            elsewhere: None,
        }
    }
}

/// The last of two supplements stands: their order shows in the case.
fn supplement(rng: &mut StdRng, seq: u64, file: Option<Hash32>) -> Command {
    let code = ["property", "plan"][rng.random_range(0..2)];
    Command::Supplement {
        materials: vec![line(code, source(seq, file))],
    }
}

fn source(seq: u64, file: Option<Hash32>) -> LineSource {
    match file {
        Some(hash) => LineSource::File {
            hash: Hash(hash.0),
            bytes: 100,
            media: "image/jpeg".into(),
            pages: Vec::new(),
        },
        None => LineSource::Licence {
            licence: "证照".into(),
            number: seq.to_string(),
            authority: "a".into(),
            valid_to: String::new(),
        },
    }
}

fn line(code: &str, source: LineSource) -> Line {
    Line {
        code: code.into(),
        name: code.into(),
        source,
        points: None,
    }
}

fn signature() -> Signature {
    Signature {
        how: SignatureHow::PaperKept,
        signer: "陈思远".into(),
        image: None,
        at: 0,
        text: None,
    }
}

fn header(now: i64) -> Header {
    Header {
        v: Header::VERSION,
        realm: "practice".into(),
        act_id: Uuid::nil(),
        subject: Subject::Station,
        origin: OriginId {
            terminal: "t".into(),
            incarnation: Uuid::nil(),
        },
        origin_seq: 1,
        origin_prev: None,
        base: Vec::new(),
        kind: String::new(),
        kind_version: 1,
        payload_hash: Hash([0; 32]),
        attachments: Vec::new(),
        actor: "0217".into(),
        witness: None,
        post: "accept".into(),
        captured: Captured {
            wall: now,
            earliest: now,
            latest: now,
            quality: ClockQuality::Anchored,
        },
        context: Facts::default(),
        replaces: None,
    }
}
