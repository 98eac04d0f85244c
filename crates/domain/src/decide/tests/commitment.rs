//! 告知承诺 on the shipped 食品经营许可: choice, the licence on the spot, the check after it, the bar (S10, S12–S15, S45).

use jiff::civil::date;

use super::*;
use crate::act::{DeliveredHow, Inspection};
use crate::applicant::Representative;
use crate::presence::{Face, FaceVerdict, How, Presence};
use crate::promise::Follow;

const TEA: &str = "91430400MA4301026Y";
const FORM: [(&str, &str); 10] = [
    ("name", "练习市枫林茶饮有限公司"),
    ("uscc", TEA),
    ("leader", "陈思远"),
    ("address", "江口镇正街 10 号"),
    ("phone", "13800000000"),
    ("area", "60"),
    ("products", "drink"),
    ("staff", "3"),
    ("manager", "刘春梅"),
    ("meals", "1"),
];
const BRING: [(&str, bool); 5] = [
    ("layout", true),
    ("rules", true),
    ("equipment", true),
    ("manager", true),
    ("authority", false),
];

/// A desk that may accept and give the licence on the spot, not decide.
fn window(at: &str) -> World {
    let mut world = World::new("0312-food-business.json", at);
    world.rights.rights = vec![Right::Receive, Right::Accept, Right::Notify, Right::Spot];
    world
}

/// The body that decides and checks.
fn body(at: &str) -> World {
    let mut world = World::new("0312-food-business.json", at);
    world.rights.rights = vec![Right::Decide, Right::Deliver];
    world
}

fn party(name: &str, id_kind: &str, id: &str, seen_by: &str) -> Party {
    Party {
        name: name.into(),
        id_kind: id_kind.into(),
        id: id.into(),
        phone: "13800000000".into(),
        seen_by: seen_by.into(),
    }
}

/// The company through its leader, whose card lay on the reader; licence fetched, the rest promised.
fn tea(world: &World) -> Intake {
    let field = |value: &str| FieldValue {
        value: value.into(),
        source: "typed".into(),
        before: None,
    };
    let line = |code: &str, source: LineSource| Line {
        code: code.into(),
        name: world
            .item
            .material(code)
            .expect("a line of the item")
            .name
            .clone(),
        source,
        points: None,
    };
    let licence = LineSource::Licence {
        licence: "营业执照".into(),
        number: TEA.into(),
        authority: "a-1".into(),
        valid_to: String::new(),
    };
    let mut materials = vec![
        line("business_licence", licence),
        line("identity", LineSource::Paper),
    ];
    materials.extend(BRING.map(|(code, promised)| {
        let source = if promised {
            LineSource::Commitment
        } else {
            LineSource::Paper
        };
        line(code, source)
    }));
    let situation = [("trade", "small"), ("chain", "more")];
    Intake {
        item: world.item.code.clone(),
        item_version: world.item.version,
        item_name: world.item.name.clone(),
        situation: situation
            .map(|(key, value)| (key.into(), value.into()))
            .into(),
        applicant: Applicant {
            kind: ApplicantKind::LegalPerson,
            party: party("练习市枫林茶饮有限公司", "uscc", TEA, "opaque_code"),
            representative: Some(Representative {
                party: party("陈思远", "resident_id", "430400200002290012", "reader"),
                relation: "法定代表人".into(),
            }),
            presence: Vec::new(),
        },
        form: FORM
            .map(|(key, value)| (key.to_owned(), field(value)))
            .into(),
        materials,
        signature: kept(),
        provisional: "L1".into(),
        channel: "window".into(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    }
}

fn take_in(world: &World, intake: Intake) -> Case {
    let mut case = Case::new(Uuid::from_u128(7));
    let receive = Command::Receive(Box::new(intake));
    world.run(&mut case, &receive).expect("it is received");
    case
}

fn promise() -> Command {
    Command::AcceptCommitment { commitment: kept() }
}

fn grant() -> Command {
    Command::Decide {
        outcome: Outcome::Granted,
        reason: String::new(),
    }
}

fn inspect(result: Inspection, witness: Option<&str>) -> Command {
    Command::Inspect {
        result,
        reason: "现场查看，记录在案".into(),
        witness: witness.map(str::to_owned),
    }
}

fn rectify(by: &str) -> Command {
    let (by, what) = (by.into(), "补装防蝇设施".into());
    inspect(Inspection::Rectify { by, what }, None)
}

fn revoke(witness: Option<&str>) -> Command {
    let barred_through = String::new();
    inspect(Inspection::Revoke { barred_through }, witness)
}

const HAND_OVER: Command = Command::Deliver {
    how: DeliveredHow::Counter,
};

/// Accepted, decided and handed over in one sitting.
fn given(at: &str) -> Case {
    let world = window(at);
    let mut case = take_in(&world, tea(&world));
    for command in [promise(), grant(), HAND_OVER] {
        world.run(&mut case, &command).expect("on the spot");
    }
    case
}

fn code(tried: Result<(), Refusal>) -> String {
    tried.expect_err("it is refused").code
}

#[test]
fn s12_a_verified_applicant_who_promises_leaves_with_the_licence() {
    let case = given("2026-03-02T10:00");
    assert_eq!(case.stage, Stage::Decided);
    let follow = case.follow_up.expect("a check follows");
    assert_eq!((follow.stage, follow.kind()), (Follow::Open, "实地核查"));
    assert_eq!(follow.checks.len(), 4, "one a promised line");
}

#[test]
fn s12_nothing_is_given_on_the_spot_where_licence_or_person_is_not_verified() {
    let world = window("2026-03-02T10:00");
    let spot = |change: &dyn Fn(&mut Intake)| {
        let mut intake = tea(&world);
        change(&mut intake);
        let mut case = take_in(&world, intake);
        world
            .run(&mut case, &promise())
            .expect("accepted all the same");
        code(world.run(&mut case, &grant()))
    };
    let typed = |intake: &mut Intake| {
        if let Some(one) = &mut intake.applicant.representative {
            one.party.seen_by = "typed".into();
        }
    };
    assert_eq!(spot(&typed), "spot_person");
    assert_eq!(
        spot(&|intake| intake.materials[0].source = LineSource::Paper),
        "spot_unverified"
    );
    let other_face = Face {
        verdict: FaceVerdict::NoMatch,
        score: 100,
        reference: "f-1".into(),
    };
    let failed = |intake: &mut Intake| {
        let how = How::Face(other_face.clone());
        intake.applicant.presence = vec![Presence { how, at: 1 }];
    };
    assert_eq!(spot(&failed), "spot_person");
}

#[test]
fn s12_offline_the_licence_waits_for_the_network() {
    let mut world = window("2026-03-02T10:00");
    world.online = false;
    world.credit = Credit::Unknown;
    let mut case = take_in(&world, tea(&world));
    world.run(&mut case, &promise()).expect("asked for");
    assert_eq!(case.stage, Stage::AcceptanceRequested);
    assert_eq!(code(world.run(&mut case, &grant())), "spot_offline");
    world.online = true;
    world.item.commitment.as_mut().expect("food").spot = None;
    let mut case = take_in(&world, tea(&world));
    world.credit = Credit::Ok;
    world.run(&mut case, &promise()).expect("accepted");
    assert_eq!(code(world.run(&mut case, &grant())), "not_granted");
}

#[test]
fn s10_what_is_not_promised_is_asked_for_and_nothing_is_rejected() {
    let world = window("2026-03-02T10:00");
    let mut intake = tea(&world);
    for line in &mut intake.materials {
        if line.source == LineSource::Commitment {
            line.source = LineSource::Open;
        }
    }
    let mut case = take_in(&world, intake);
    assert_eq!(case.stage, Stage::Received, "taken in all the same");
    assert_eq!(code(world.run(&mut case, &promise())), "nothing_committed");
    let refusal = world
        .run(&mut case, &Command::Accept)
        .expect_err("four lines are open");
    assert_eq!(refusal.code, "material_missing");
    assert!(
        refusal.say.contains("自愿选择告知承诺，或补齐后受理"),
        "{}",
        refusal.say
    );
}

#[test]
fn s13_the_check_is_due_thirty_working_days_after_the_hand_over() {
    for (handed, due) in [
        ("2026-03-02T10:00", "2026-04-14"),
        ("2026-02-12T10:00", "2026-04-01"),
        ("2026-09-15T10:00", "2026-11-02"),
    ] {
        let follow = given(handed).follow_up.expect("a check follows");
        let stood = follow.due.clone().expect("a day").day;
        assert_eq!(stood, due, "{handed}");
        let last: jiff::civil::Date = due.parse().expect("a day");
        assert!(!follow.is_overdue(last) && follow.is_overdue(last.tomorrow().expect("a day")));
    }
}

#[test]
fn s13_a_check_that_conforms_is_over_and_waits_for_the_hand_over_before() {
    let body = body("2026-04-01T10:00");
    let mut case = given("2026-03-02T10:00");
    let conforms = inspect(Inspection::Conforms, None);
    body.run(&mut case, &conforms).expect("checked");
    assert_eq!(
        case.follow_up.as_ref().expect("kept").stage,
        Follow::Conforms
    );
    assert_eq!(code(body.run(&mut case, &conforms)), "check_over");

    let window = window("2026-03-02T10:00");
    let mut waiting = take_in(&window, tea(&window));
    window.run(&mut waiting, &promise()).expect("accepted");
    body.run(&mut waiting, &grant())
        .expect("decided by the body");
    assert_eq!(code(body.run(&mut waiting, &conforms)), "not_delivered");
    body.run(&mut waiting, &HAND_OVER).expect("handed over");
    assert_eq!(
        code(body.run(&mut waiting, &HAND_OVER)),
        "already_delivered"
    );
    let due = waiting
        .follow_up
        .and_then(|follow| follow.due)
        .expect("a day");
    assert_eq!(
        due.day, "2026-05-18",
        "counted from the hand-over on April 1st"
    );
}

#[test]
fn s14_rectified_once_then_revoked_by_two_and_barred_for_two_years() {
    let body = body("2026-04-01T10:00");
    let mut case = given("2026-03-02T10:00");
    assert_eq!(
        code(body.run(&mut case, &revoke(Some("0401")))),
        "rectify_first"
    );
    assert_eq!(
        code(body.run(&mut case, &rectify("2026-04-01"))),
        "rectify_by"
    );
    body.run(&mut case, &rectify("2026-04-20"))
        .expect("to be mended");
    let follow = case.follow_up.clone().expect("kept");
    assert_eq!(
        (follow.stage, &*follow.due.expect("a day").day),
        (Follow::Rectifying, "2026-04-20")
    );
    assert_eq!(
        code(body.run(&mut case, &rectify("2026-05-20"))),
        "rectified_once"
    );
    assert_eq!(code(body.run(&mut case, &revoke(None))), "witness_missing");
    body.run(&mut case, &revoke(Some("0401"))).expect("revoked");
    let follow = case.follow_up.expect("kept");
    assert_eq!(follow.stage, Follow::Revoked);
    assert_eq!(follow.barred_through.as_deref(), Some("2028-04-01"));
}

#[test]
fn s14_the_day_of_the_bar_refuses_and_the_next_does_not() {
    let through = crate::promise::barred_through(date(2024, 2, 29));
    let try_on = |at: &str| {
        let mut world = window(at);
        world.credit = Credit::Barred { through };
        let mut case = take_in(&world, tea(&world));
        world.run(&mut case, &promise())
    };
    for at in ["2026-02-27T10:00", "2026-02-28T16:00"] {
        let refusal = try_on(at).expect_err("barred");
        assert_eq!(refusal.code, "commitment_barred");
        assert!(refusal.say.contains("普通程序"), "{}", refusal.say);
    }
    try_on("2026-03-01T10:00").expect("allowed again");
}

#[test]
fn s15_a_large_chain_promises_only_while_it_is_on_the_list() {
    let world = window("2026-03-02T10:00");
    let chain = |parent: &str| {
        let mut intake = tea(&world);
        intake.situation.insert("chain".into(), "large".into());
        let value = parent.to_owned();
        let source = "typed".to_owned();
        let field = FieldValue {
            value,
            source,
            before: None,
        };
        intake.form.insert("parent".into(), field);
        let mut case = take_in(&world, intake);
        world.run(&mut case, &promise())
    };
    chain(TEA).expect("on the list");
    assert_eq!(code(chain("91430400MA4301034R")), "chain_not_listed");
}

#[test]
fn s45_bad_credit_closes_the_commitment_and_repair_opens_it() {
    let mut world = window("2026-03-02T10:00");
    world.credit = Credit::Bad;
    let mut case = take_in(&world, tea(&world));
    let refusal = world.run(&mut case, &promise()).expect_err("bad credit");
    assert_eq!(refusal.code, "credit_bad");
    assert!(refusal.say.contains("修复后恢复"), "{}", refusal.say);
    world.credit = Credit::Repaired;
    world.run(&mut case, &promise()).expect("repaired");
}

#[test]
fn acts_after_a_commitment_are_written_and_read_as_they_are() {
    let world = window("2026-03-02T10:00");
    let mut case = take_in(&world, tea(&world));
    let mut seen = Vec::new();
    for command in [promise(), grant(), HAND_OVER] {
        let made = decide(&case, &command, &world.context()).expect("made");
        world.run(&mut case, &command).expect("on the spot");
        seen.extend(made);
    }
    let body = body("2026-04-01T10:00");
    for command in [rectify("2026-04-20"), revoke(Some("0401"))] {
        let made = decide(&case, &command, &body.context()).expect("made");
        body.run(&mut case, &command).expect("by the body");
        seen.extend(made);
    }
    for payload in seen {
        let text = serde_json::to_string(&payload).expect("written");
        let again: Payload = serde_json::from_str(&text).expect("read");
        assert_eq!(again, payload);
    }
}
