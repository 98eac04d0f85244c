//! Every kind of act ever written stays readable: one committed body a kind and version, in the bytes that were signed
//! over. `ZC_WRITE_KINDS=1` writes those of a kind or version that has none yet, and never over one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::Path;

use domain::act::{
    AcceptanceMode, Accepted, Answered, Captured, CheckDue, ClockQuality, Cohandled, Confirmed,
    Corrected, Decided, Deferred, Delivered, DeliveredHow, Enquired, EnquiryStep, Explained,
    Extended, Facts, Gap, Hash, Header, Inspected, Inspection, Intake, Lane, Lapsed, Line,
    LineSource, LinkState, Linked, Notice, OpeningRequest, OriginId, Outcome, Page, Payload,
    Prioritised, PromisedCheck, Refused, Registered, Requested, Resumed, ReviewWay, Reviewed,
    Second, Settled, Signature, SignatureHow, StationEvent, Subject, Supplement, Suspended, Told,
    ToleranceTerms, Triggered, UsedCode, Withdrawn,
};
use domain::case::{Before, FieldValue, Stage};
use domain::catalogue::{Elsewhere, Level, Way};
use domain::check::{Answer, CheckRecord};
use domain::presence::{Face, FaceVerdict, How, Presence};
use domain::verify::{Found, Matter, Verified};
use seal::cbor;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

fn line(code: &str, source: LineSource) -> Line {
    Line {
        code: code.into(),
        name: format!("材料{code}"),
        source,
        points: None,
    }
}

fn lines() -> Vec<Line> {
    let licence = LineSource::Licence {
        licence: "居民身份证".into(),
        number: "430400200002290012".into(),
        authority: "auth-1".into(),
        valid_to: "2030-01-01".into(),
    };
    let file = LineSource::File {
        hash: Hash([7; 32]),
        bytes: 300_000,
        media: "image/png".into(),
        pages: Vec::new(),
    };
    let sources = [
        LineSource::Open,
        licence,
        file,
        LineSource::Paper,
        LineSource::Form,
        LineSource::Commitment,
        LineSource::Tolerated,
        LineSource::SystemIssued,
    ];
    (1..)
        .zip(sources)
        .map(|(no, source)| line(&format!("m{no}"), source))
        .collect()
}

fn signature() -> Option<Signature> {
    Some(Signature {
        how: SignatureHow::Pad,
        signer: "陈思远".into(),
        image: Some((Hash([8; 32]), 900)),
        at: 1_772_416_800_000,
        text: None,
    })
}

fn terms() -> Option<ToleranceTerms> {
    Some(ToleranceTerms {
        lacking: vec!["m7".into()],
        due: Some("2026-03-09".into()),
        provisional: None,
        tasks: vec!["survey".into()],
    })
}

fn intake() -> Intake {
    let applicant = serde_json::json!({
        "kind": "self",
        "party": {"name": "陈思远", "id_kind": "resident_id", "id": "430400200002290012", "phone": "13800000000"},
    });
    let field = serde_json::json!({"value": "江口镇枫林路 18 号", "source": "typed"});
    Intake {
        item: "0225".into(),
        item_version: 3,
        item_name: "供水报装".into(),
        situation: BTreeMap::from([("kind".to_owned(), "new".into())]),
        applicant: serde_json::from_value(applicant).unwrap(),
        form: BTreeMap::from([("address".to_owned(), serde_json::from_value(field).unwrap())]),
        materials: lines(),
        signature: signature(),
        provisional: "临-0217-1001".into(),
        channel: "window".into(),
        reference: Some("1".into()),
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    }
}

fn second() -> Second {
    Second {
        reason: "需向外省核实".into(),
        witness: "0401".into(),
    }
}

fn corrected() -> FieldValue {
    let value = |value: &str| value.to_owned();
    FieldValue {
        value: value("5"),
        source: value("edited"),
        before: Some(Before {
            value: value("3"),
            source: value("typed"),
        }),
    }
}

/// One body a kind, every optional field of it in use.
fn bodies() -> Vec<Payload> {
    vec![
        Payload::Received(intake()),
        Payload::Accepted(Accepted {
            mode: AcceptanceMode::Tolerance,
            due: "2026-03-20".into(),
            due_provisional: Some("2027年节假日安排未公布".into()),
            tolerance: terms(),
            commitment: signature(),
            checks: Vec::new(),
        }),
        Payload::AcceptanceRequested(Requested {
            mode: AcceptanceMode::Commitment,
            tolerance: terms(),
            commitment: signature(),
            checks: Vec::new(),
        }),
        Payload::Registered(Registered {
            number: "430400202603021000000013".into(),
            verified: None,
        }),
        Payload::AcceptanceConfirmed(Confirmed {
            mode: AcceptanceMode::Full,
            accepted_at: 1_772_416_800_000,
            due: "2026-03-20".into(),
            tolerance: terms(),
        }),
        Payload::Noticed(Notice {
            gaps: vec![Gap {
                code: "m1".into(),
                name: "材料".into(),
                problem: "缺".into(),
            }],
            later: None,
        }),
        Payload::Refused(Refused {
            ground: "not_competent".into(),
            say: "不属于本机关职权范围".into(),
            competent: Some("市水务局".into()),
        }),
        Payload::Supplemented(Supplement { materials: lines() }),
        Payload::Withdrawn(Withdrawn {
            reason: "不办了".into(),
        }),
        Payload::Decided(Decided {
            outcome: Outcome::Denied,
            reason: "不符合条件".into(),
        }),
        Payload::Suspended(Suspended {
            procedure: "inspection".into(),
            ground: "《行政许可法》第四十五条".into(),
            reason: "送检".into(),
            days: 3,
            until: "2026-03-09".into(),
            due: "2026-03-17".into(),
            due_provisional: Some("2027年节假日安排未公布".into()),
        }),
        Payload::Resumed(Resumed {
            reason: "检验合格".into(),
            due: "2026-03-17".into(),
            due_provisional: Some("2027年节假日安排未公布".into()),
        }),
        Payload::Extended(Extended {
            days: 10,
            approval: second(),
            due: "2026-03-31".into(),
            due_provisional: Some("2027年节假日安排未公布".into()),
        }),
        Payload::Corrected(Corrected {
            form: BTreeMap::from([("people".to_owned(), corrected())]),
        }),
        Payload::Deferred(Deferred {
            due: "2026-03-20".into(),
            approval: second(),
        }),
        Payload::Triggered(Triggered {
            event: "选定房号".into(),
            materials: vec!["lease".into()],
            due: "2026-03-20".into(),
            due_provisional: Some("2027年节假日安排未公布".into()),
        }),
        Payload::Lapsed(Lapsed {
            what: "deemed_accepted".into(),
            trigger: "no act accepted by 1".into(),
        }),
        Payload::Contested(Answered {
            act: "00".into(),
            code: "not_received".into(),
            say: "请核对".into(),
        }),
        Payload::Settled(Settled {
            act: "00".into(),
            in_time: true,
            reason: "收件登记簿".into(),
        }),
        Payload::Delivered(Delivered {
            how: DeliveredHow::Counter,
            check: Some(CheckDue {
                day: "2026-04-14".into(),
                provisional: Some("2027年节假日安排未公布".into()),
            }),
        }),
        Payload::Inspected(Inspected {
            result: Inspection::Revoke {
                barred_through: "2028-03-02".into(),
            },
            reason: "整改后仍不符合".into(),
            witness: Some("0401".into()),
        }),
        Payload::Reviewed(Reviewed {
            act: "00".into(),
            matter: Matter::Check("insured".into()),
            name: "核查 参保月数".into(),
            way: ReviewWay::Phone,
            so: true,
            reason: "社保局答复已补录".into(),
            witness: Some("0401".into()),
        }),
        Payload::Explained(Explained {
            alarm: "overdue:promise".into(),
            reason: "系统停机半日".into(),
        }),
        Payload::Linked(Linked {
            system: "全国投资项目在线审批监管平台".into(),
            number: "2603-430400-04-01-123456".into(),
            state: LinkState::Accepted,
        }),
        Payload::Prioritised(Prioritised {
            lane: Some(Lane {
                code: "emergency".into(),
                name: "应急抢险设备".into(),
                ways: vec!["优先办".into()],
            }),
            remark: "练应急〔2026〕3号".into(),
        }),
        Payload::Cohandled(Cohandled {
            task: "police".into(),
            by: "练习市公安局交通警察支队".into(),
            what: "沿线交通安保".into(),
            done: true,
            note: "已排班".into(),
        }),
        Payload::Told(Told {
            state: Stage::Decided,
            number: "430400202603021000000013".into(),
            at: 1_772_416_800_000,
            sent: true,
        }),
        Payload::Enquired(enquired(EnquiryStep::HandedOn {
            to: "0305".into(),
            outlet: "430400100".into(),
            reason: "公积金窗口的事".into(),
        })),
        Payload::OpeningRequested(OpeningRequest {
            item: "91430400MA0012008H3432002001001".into(),
            item_version: 3,
            item_name: "低压用电报装".into(),
            outlet: "430400102".into(),
            level: Some(Level::Village),
            reason: "本村到镇上十二公里".into(),
        }),
        Payload::Station(StationEvent {
            what: "print".into(),
            detail: BTreeMap::from([("paper".to_owned(), "receipt".to_owned())]),
        }),
    ]
}

fn enquired(step: EnquiryStep) -> Enquired {
    Enquired {
        by: "0217".into(),
        outlet: "430400101".into(),
        step,
    }
}

/// A 告知承诺 with its checks, signed under a text (docs/adr/0021).
fn promised() -> Payload {
    let check = |code: &str, kind: &str| PromisedCheck {
        code: code.into(),
        kind: kind.into(),
    };
    Payload::Accepted(Accepted {
        mode: AcceptanceMode::Commitment,
        due: "2026-03-20".into(),
        due_provisional: None,
        tolerance: None,
        commitment: signature().map(|signed| Signature {
            text: Some(Hash([9; 32])),
            ..signed
        }),
        checks: vec![check("m6", "实地核查"), check("m7", "在线核查")],
    })
}

fn inspections() -> [(&'static str, Inspection); 2] {
    let rectify = Inspection::Rectify {
        by: "2026-04-20".into(),
        what: "补装防蝇设施".into(),
    };
    [("conforms", Inspection::Conforms), ("rectify", rectify)]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let text = text.trim();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn named(body: &Payload) -> String {
    format!("{}.v{}.hex", body.kind(), body.kind_version())
}

/// A photographed material of two sheets (docs/adr/0014).
fn sheets() -> LineSource {
    let page = |no: u8| Page {
        hash: Hash([no; 32]),
        bytes: 400_000,
        media: "image/jpeg".into(),
        at: 1_772_416_800_000,
    };
    LineSource::File {
        hash: Hash([1; 32]),
        bytes: 400_000,
        media: "image/jpeg".into(),
        pages: vec![page(1), page(2)],
    }
}

/// Seen in every way there is (docs/adr/0017).
fn presence() -> Vec<Presence> {
    let face = Face {
        verdict: FaceVerdict::NoMatch,
        score: 124,
        reference: "2f9c6e0a7b1d4c582f9c6e0a7b1d4c58".into(),
    };
    (1_772_416_800_000..)
        .zip([How::Reader, How::Face(face), How::Eye])
        .map(|(at, how)| Presence { how, at })
        .collect()
}

fn stands<T>(home: &Path, name: &str, body: &T)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let path = home.join(name);
    if std::env::var_os("ZC_WRITE_KINDS").is_some() && !path.exists() {
        fs::create_dir_all(home).unwrap();
        fs::write(&path, hex(&cbor::encode(body).unwrap()) + "\n").unwrap();
    }
    let committed =
        unhex(&fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} is not committed")));
    assert_eq!(
        cbor::decode_strict::<T>(&committed).unwrap(),
        *body,
        "{name}"
    );
    assert_eq!(
        cbor::encode(body).unwrap(),
        committed,
        "{name}: signed bytes are never written otherwise"
    );
}

/// The signed header of before codes stood in it (docs/adr/0016), and of since: committed bytes read and are written so.
#[test]
fn a_header_with_codes_and_one_without_have_committed_bytes() {
    let mut header = Header {
        v: Header::VERSION,
        realm: "practice".into(),
        act_id: Uuid::from_u128(1),
        subject: Subject::Case(Uuid::from_u128(2)),
        origin: OriginId {
            terminal: "00".into(),
            incarnation: Uuid::from_u128(3),
        },
        origin_seq: 1,
        origin_prev: None,
        base: vec![Hash([4; 32])],
        kind: "received".into(),
        kind_version: 1,
        payload_hash: Hash([5; 32]),
        attachments: Vec::new(),
        actor: "0217".into(),
        witness: None,
        post: "accept".into(),
        captured: Captured {
            wall: 3,
            earliest: 1,
            latest: 5,
            quality: ClockQuality::Carried,
        },
        context: Facts {
            item: Some("0225@1".into()),
            rules: 1,
            ..Facts::default()
        },
        replaces: None,
    };
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counter/headers");
    stands(&home, "v1.hex", &header);
    let before = cbor::encode(&header).unwrap();
    assert!(
        !before.windows(5).any(|part| part == b"codes"),
        "as it was before"
    );
    header.context.codes = vec![UsedCode {
        issuer: "practice-issuer".into(),
        cti: vec![7; 16],
    }];
    stands(&home, "v1.codes.hex", &header);
}

#[test]
fn every_kind_and_version_has_a_committed_body_that_reads_and_writes_as_it_did() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counter/kinds");
    let kinds: BTreeSet<String> = bodies().iter().map(named).collect();
    assert_eq!(kinds.len(), 30);
    for body in bodies() {
        stands(&home, &named(&body), &body);
    }
    // Shapes that came later within a version; bodies without them are written as before.
    let pages = Payload::Supplemented(Supplement {
        materials: vec![line("m9", sheets())],
    });
    stands(&home, "supplemented.v1.pages.hex", &pages);
    let matters = [
        Found::pass(Matter::Applicant),
        Found::unknown(Matter::Representative, "unknown_person"),
        Found::fail(Matter::Licence("m2".into()), "number_differs"),
        Found::unknown(Matter::Check("insured".into()), "down"),
    ];
    let verified = Payload::Registered(Registered {
        number: "430400202603021000000013".into(),
        verified: Some(Verified {
            act: Uuid::from_u128(1).simple().to_string(),
            found: matters.into(),
        }),
    });
    stands(&home, "registered.v1.verified.hex", &verified);
    let later = Payload::Noticed(Notice {
        gaps: Vec::new(),
        later: Some(second()),
    });
    stands(&home, "noticed.v1.later.hex", &later);
    let mut seen = intake();
    seen.applicant.presence = presence();
    stands(&home, "received.v1.presence.hex", &Payload::Received(seen));
    let mut away = intake();
    away.elsewhere = Some(Elsewhere {
        way: Way::Partner,
        by: "邻江市公安局".into(),
    });
    stands(&home, "received.v1.elsewhere.hex", &Payload::Received(away));
    let mut listed = intake();
    listed.checks = vec![CheckRecord {
        code: "retirement".into(),
        answer: Answer::Pass,
        why: String::new(),
        at: 1_772_416_800_000,
        until: 1_772_418_600_000,
        overridden: None,
        choices: vec!["normal".into()],
    }];
    stands(&home, "received.v1.choices.hex", &Payload::Received(listed));
    let steps = [
        EnquiryStep::Asked {
            about: "公积金能不能提取".into(),
            item: String::new(),
            phone: "13800000000".into(),
        },
        EnquiryStep::TakenOn,
        EnquiryStep::HandedBack {
            reason: "不是本窗口的事".into(),
        },
        EnquiryStep::Answered {
            say: "买房可以提取".into(),
        },
    ];
    for step in steps {
        let name = format!("enquired.v1.{}.hex", step.word());
        stands(&home, &name, &Payload::Enquired(enquired(step)));
    }
    stands(&home, "accepted.v1.checks.hex", &promised());
    for (name, result) in inspections() {
        let body = Payload::Inspected(Inspected {
            result,
            reason: "现场查看".into(),
            witness: None,
        });
        stands(&home, &format!("inspected.v1.{name}.hex"), &body);
    }
    // Older versions stay: whatever is committed must be read.
    for entry in fs::read_dir(home).unwrap() {
        let bytes = unhex(&fs::read_to_string(entry.unwrap().path()).unwrap());
        cbor::decode_strict::<Payload>(&bytes).unwrap();
    }
}
