//! The gates of 收件, 受理 and 容缺受理 on the shipped 供水报装 (S48, S49) and others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use uuid::Uuid;

use super::*;
use crate::act::{Captured, ClockQuality, LineSource, SignatureHow};
use crate::applicant::{Applicant, ApplicantKind, Party};
use crate::calendar::Calendar;
use crate::case::{FieldValue, Stage};
use crate::catalogue::Item;
use crate::credit::Credit;
use crate::due::OfficeHours;
use crate::moment;
use crate::rights::{Right, Rights};

mod across;
mod commitment;
mod joint;
mod lane;
mod level;
mod review;

fn assets(path: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    std::fs::read(root.join(path)).expect("the file ships with the repository")
}

fn item(file: &str) -> Item {
    serde_json::from_slice(&assets(&format!("practice/items/{file}"))).expect("an item")
}

struct World {
    item: Item,
    calendar: Calendar,
    office: OfficeHours,
    rights: Rights,
    credit: Credit,
    online: bool,
    now: i64,
}

impl World {
    fn new(file: &str, at: &str) -> Self {
        use Right::{Accept, Decide, Notify, Receive, Refuse, Supplement, Withdraw};
        Self {
            item: item(file),
            calendar: serde_json::from_slice(&assets("calendar/cn-2025-2026.json"))
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
            credit: Credit::Ok,
            online: true,
            now: moment::instant(at.parse().expect("a civil time")),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.calendar,
            office: &self.office,
            item: &self.item,
            credit: self.credit,
            rights: &self.rights,
            online: self.online,
        }
    }

    fn run(&self, case: &mut Case, command: &Command) -> Result<(), Refusal> {
        for payload in decide(case, command, &self.context())? {
            let captured = Captured {
                wall: self.now,
                earliest: self.now,
                latest: self.now,
                quality: ClockQuality::Anchored,
            };
            case.apply(&captured, &payload);
        }
        Ok(())
    }
}

fn signature(image: Option<(crate::act::Hash, u64)>, how: SignatureHow) -> Signature {
    Signature {
        how,
        signer: "陈思远".into(),
        image,
        at: 0,
        text: None,
    }
}

fn kept() -> Option<Signature> {
    Some(signature(None, SignatureHow::PaperKept))
}

/// 供水报装 of a resident, with the form's two fields that are enough for a tolerance and the named lines in.
fn water(world: &World, lines: &[&str], fields: &[(&str, &str)]) -> Intake {
    let party = Party {
        name: "陈思远".into(),
        id_kind: "resident_id".into(),
        id: "430400200002290012".into(),
        phone: "13800000000".into(),
        seen_by: "eye".into(),
    };
    let form: BTreeMap<String, FieldValue> = fields
        .iter()
        .map(|(key, value)| {
            (
                (*key).to_owned(),
                FieldValue {
                    value: (*value).into(),
                    source: "typed".into(),
                    before: None,
                },
            )
        })
        .collect();
    Intake {
        item: world.item.code.clone(),
        item_version: world.item.version,
        item_name: world.item.name.clone(),
        situation: world.item.usual(),
        applicant: Applicant {
            kind: ApplicantKind::Own,
            party,
            representative: None,
            presence: Vec::new(),
        },
        form,
        materials: lines
            .iter()
            .map(|code| Line {
                code: (*code).to_owned(),
                name: world
                    .item
                    .material(code)
                    .map_or((*code).to_owned(), |m| m.name.clone()),
                source: LineSource::Paper,
                points: None,
            })
            .collect(),
        signature: kept(),
        provisional: "L20260211-0000TEST".into(),
        channel: "window".into(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    }
}

const TWO_FIELDS: &[(&str, &str)] = &[("address", "江口镇枫林路 18 号"), ("phone", "13800000000")];

fn received(world: &World, lines: &[&str], fields: &[(&str, &str)]) -> Case {
    let mut case = Case::new(Uuid::from_u128(7));
    let intake = water(world, lines, fields);
    world
        .run(&mut case, &Command::Receive(Box::new(intake)))
        .expect("anything can be received");
    case
}

fn tolerate(lacking: &[&str], commitment: Option<Signature>) -> Command {
    Command::AcceptTolerance {
        lacking: lacking.iter().map(|code| (*code).to_owned()).collect(),
        commitment,
    }
}

#[test]
fn s49_two_fields_are_enough_and_the_decision_waits_for_the_supplements() {
    let world = World::new("0225-water-supply.json", "2026-02-11T10:00");
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    world
        .run(&mut case, &tolerate(&["property", "plan"], kept()))
        .expect("tolerance");
    assert_eq!(case.stage, Stage::Tolerated);
    let open = case.tolerance.clone().expect("a tolerance");
    assert_eq!(open.tasks, ["现场勘察"]);
    assert_eq!(
        open.due.as_deref(),
        Some("2026-02-25"),
        "five working days across 春节"
    );
    let grant = Command::Decide {
        outcome: Outcome::Granted,
        reason: String::new(),
    };
    assert_eq!(
        world.run(&mut case, &grant).expect_err("blocked").code,
        "tolerance_open"
    );
    let supplement = Command::Supplement {
        materials: ["property", "plan"]
            .iter()
            .map(|code| Line {
                code: (*code).into(),
                name: String::new(),
                source: LineSource::Paper,
                points: None,
            })
            .collect(),
    };
    world.run(&mut case, &supplement).expect("supplements");
    assert_eq!(case.stage, Stage::Accepted);
    world.run(&mut case, &grant).expect("unblocked");
    assert_eq!(case.stage, Stage::Decided);
}

#[test]
fn s48_accepted_on_2026_02_11_is_due_on_2026_02_25() {
    let world = World::new("0225-water-supply.json", "2026-02-11T10:00");
    let fields = [
        TWO_FIELDS,
        &[
            ("name", "陈思远"),
            ("id", "430400200002290012"),
            ("people", "3"),
        ],
    ]
    .concat();
    let mut case = received(&world, &["identity", "property", "plan"], &fields);
    world
        .run(&mut case, &Command::Accept)
        .expect("everything is in");
    assert_eq!(case.due.as_deref(), Some("2026-02-25"));
}

#[test]
fn a_missing_main_material_is_never_tolerated() {
    let world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    let mut case = received(&world, &["property", "plan"], TWO_FIELDS);
    let refusal = world
        .run(&mut case, &tolerate(&["identity"], kept()))
        .expect_err("identity is 主要材料");
    assert_eq!(
        (refusal.code.as_str(), refusal.ground.as_str()),
        ("main_material_missing", "容缺受理制度")
    );
    assert!(refusal.say.contains("申请人身份证明"), "{}", refusal.say);
}

#[test]
fn a_blank_or_absent_signature_is_refused() {
    let world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    let blank = Some(signature(None, SignatureHow::Pad));
    for commitment in [None, blank] {
        let refusal = world
            .run(&mut case, &tolerate(&["property", "plan"], commitment))
            .expect_err("no signature");
        assert_eq!(refusal.code, "signature_missing");
    }
}

#[test]
fn s45_bad_credit_closes_the_fast_route_and_repair_opens_it() {
    let mut world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    world.credit = Credit::Bad;
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    let refusal = world
        .run(&mut case, &tolerate(&["property", "plan"], kept()))
        .expect_err("失信");
    assert_eq!(
        (refusal.code.as_str(), refusal.ground.as_str()),
        ("credit_bad", "信用核查")
    );
    world.credit = Credit::Repaired;
    world
        .run(&mut case, &tolerate(&["property", "plan"], kept()))
        .expect("repaired");
}

#[test]
fn offline_acceptance_is_only_requested_and_promises_no_date() {
    let mut world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    world.online = false;
    world.credit = Credit::Unknown;
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    world
        .run(&mut case, &tolerate(&["property", "plan"], kept()))
        .expect("asked for");
    assert_eq!(case.stage, Stage::AcceptanceRequested);
    assert_eq!(
        (case.due.clone(), case.tolerance.clone().and_then(|t| t.due)),
        (None, None)
    );
    // Three days later the backend confirms: acceptance counts from receipt.
    world.online = true;
    world.credit = Credit::Ok;
    let later = World {
        now: world.now + 3 * 86_400_000,
        ..world
    };
    let confirmed = confirm(&case, &later.context()).expect("confirmed");
    let captured = Captured {
        wall: later.now,
        earliest: later.now,
        latest: later.now,
        quality: ClockQuality::Anchored,
    };
    case.apply(&captured, &confirmed);
    assert_eq!(case.stage, Stage::Tolerated);
    assert_eq!(
        case.due.as_deref(),
        Some("2026-03-09"),
        "five working days from 2026-03-02"
    );
    assert_eq!(case.accepted_at, Some(case.received_at));
}

#[test]
fn unknown_credit_online_still_only_requests_a_tolerance() {
    let mut world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    world.credit = Credit::Unknown;
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    world
        .run(&mut case, &tolerate(&["property", "plan"], kept()))
        .expect("asked for");
    assert_eq!(case.stage, Stage::AcceptanceRequested);
}

#[test]
fn a_notice_says_everything_at_once() {
    let world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    let gap = |code: &str| Gap {
        code: code.into(),
        name: code.into(),
        problem: "未提交".into(),
    };
    let part = Command::Notify {
        gaps: vec![gap("property")],
        later: None,
    };
    assert_eq!(
        world
            .run(&mut case, &part)
            .expect_err("plan is left out")
            .code,
        "gap_left_out"
    );
    world
        .run(
            &mut case,
            &Command::Notify {
                gaps: vec![gap("property"), gap("plan")],
                later: None,
            },
        )
        .expect("all gaps");
    assert_eq!(case.stage, Stage::Noticed);
}

#[test]
fn a_refusal_for_competence_names_the_competent_body() {
    let world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    let mut case = received(&world, &["identity"], TWO_FIELDS);
    let refuse = |competent: Option<&str>| Command::Refuse {
        ground: "not_competent".into(),
        say: "供气事项".into(),
        competent: competent.map(str::to_owned),
    };
    assert_eq!(
        world
            .run(&mut case, &refuse(None))
            .expect_err("which body?")
            .code,
        "competent_missing"
    );
    world
        .run(&mut case, &refuse(Some("练习市燃气公司")))
        .expect("refused");
    assert_eq!(
        world
            .run(&mut case, &Command::Accept)
            .expect_err("ended")
            .code,
        "case_ended"
    );
}

#[test]
fn what_is_not_granted_is_refused_with_the_post_as_ground() {
    let mut world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    world.rights.rights = vec![Right::Receive];
    let mut case = received(&world, &["identity", "property", "plan"], TWO_FIELDS);
    let refusal = world
        .run(&mut case, &Command::Accept)
        .expect_err("only 收件");
    assert_eq!(
        (refusal.code.as_str(), refusal.ground.as_str()),
        ("not_granted", "岗位权限")
    );
}

/// Of no kind yet.
fn header(subject: crate::act::Subject) -> crate::act::Header {
    crate::act::Header {
        v: 1,
        realm: "practice".into(),
        act_id: Uuid::from_u128(1),
        subject,
        origin: crate::act::OriginId {
            terminal: "t".into(),
            incarnation: Uuid::from_u128(2),
        },
        origin_seq: 2,
        origin_prev: None,
        base: Vec::new(),
        kind: String::new(),
        kind_version: 1,
        payload_hash: crate::act::Hash([0; 32]),
        attachments: Vec::new(),
        actor: "0217".into(),
        witness: None,
        post: "accept".into(),
        captured: Captured {
            wall: 0,
            earliest: 0,
            latest: 0,
            quality: ClockQuality::Anchored,
        },
        context: crate::act::Facts::default(),
        replaces: None,
    }
}

#[test]
fn admit_tells_authority_from_rules() {
    let world = World::new("0225-water-supply.json", "2026-03-02T10:00");
    let case = received(&world, &["identity"], TWO_FIELDS);
    let header = |kind: &str| crate::act::Header {
        kind: kind.into(),
        ..header(crate::act::Subject::Case(case.id))
    };
    let accepted = Payload::Accepted(crate::act::Accepted {
        mode: crate::act::AcceptanceMode::Full,
        due: "2026-03-09".into(),
        due_provisional: None,
        tolerance: None,
        commitment: None,
        checks: Vec::new(),
    });
    let contested = admit(&case, &header("accepted"), &accepted, &world.context());
    assert!(
        matches!(contested, Err(Finding::Contested(_))),
        "lines are open: a task for a person"
    );
    let lied = admit(&case, &header("withdrawn"), &accepted, &world.context());
    assert!(
        matches!(lied, Err(Finding::Rejected(_))),
        "header and body disagree"
    );
    let none = World {
        rights: Rights::default(),
        ..world
    };
    let unauthorised = admit(&case, &header("accepted"), &accepted, &none.context());
    assert!(
        matches!(unauthorised, Err(Finding::Rejected(refusal)) if refusal.code == "not_granted")
    );
}
