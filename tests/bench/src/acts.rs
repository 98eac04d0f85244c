//! Acts as a desk makes them, in numbers: one case is taken by the real desk, the others are made after it.

use anyhow::{Context as _, Result, bail};
use desk::intake::{Answer, IntakeLine};
use domain::act::{
    Captured, ClockQuality, Facts, Hash, Header, HeaderAttachment, OriginId, Payload, Subject,
};
use domain::queue::RowState;
use serde_json::json;
use store::{Absorb, Append, CaseRow, NewAct, OriginHead, Settlement, Store};
use uuid::Uuid;

use crate::place::{Keys, Place, USER, now};

/// Of one case: received, accepted, withdrawn.
pub const ACTS_A_CASE: usize = 3;

const FAMILIES: [&str; 8] = ["陈", "李", "王", "赵", "刘", "欧阳", "周", "吴"];
const GIVEN: [&str; 9] = [
    "思远", "静", "国强", "雨桐", "伟", "秀英", "子涵", "建军", "晓梅",
];

/// What all cases are made after.
pub struct Template {
    payloads: Vec<Payload>,
    facts: Facts,
    post: String,
    row: CaseRow,
}

impl Template {
    /// Takes one case at the real desk, withdraws it, and reads its acts.
    pub async fn take(place: &Place) -> Result<Self> {
        let begun = json!({
            "ref": "template-1", "item": "0225",
            "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
            "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
            "materials": [
                {"code": "identity", "paper": true},
                {"code": "property", "lack": "tolerance"},
                {"code": "plan", "lack": "tolerance"},
            ],
            "do": "tolerance",
        });
        let case = intake(place, &begun).await?;
        let ended =
            json!({"ref": "template-2", "case": case, "do": "withdraw", "reason": "不办了"});
        intake(place, &ended).await?;
        Self::read(&place.store()?, case.parse()?)
    }

    /// Reads the acts of the case that [`Template::take`] took.
    pub fn read(store: &Store, id: Uuid) -> Result<Self> {
        let acts = store.acts_of(id)?;
        let own: Vec<_> = acts.iter().filter(|act| act.origin_local).collect();
        let first = seal::ParsedMany::parse(&own[0].bytes)?;
        let header: Header = seal::cbor::decode_strict(first.payload())?;
        let payloads = own
            .iter()
            .map(|act| {
                Ok(seal::cbor::decode_strict(
                    act.payload.as_ref().context("whole")?,
                )?)
            })
            .collect::<Result<Vec<Payload>>>()?;
        if payloads.len() != ACTS_A_CASE {
            bail!("the template has {} acts", payloads.len());
        }
        Ok(Self {
            payloads,
            facts: header.context,
            post: header.post,
            row: store.case(id)?.context("a summary")?,
        })
    }

    /// The case that all others are made after.
    pub fn case_id(&self) -> Uuid {
        self.row.case_id
    }

    /// The payloads of case `number`, together as long as asked for.
    fn payloads(&self, number: usize, provisional: &str) -> Vec<Payload> {
        let mut payloads = self.payloads.clone();
        for payload in &mut payloads {
            match payload {
                Payload::Received(intake) => {
                    provisional.clone_into(&mut intake.provisional);
                    intake.reference = Some(format!("{number:0700}"));
                    intake.applicant.party.name = name(number);
                }
                Payload::Withdrawn(withdrawn) => {
                    withdrawn.reason = format!("{number:01500}");
                }
                _ => {}
            }
        }
        payloads
    }

    /// The acts of case `number`, signed onto the log at `head`, and its summary.
    pub fn case(&self, keys: &Keys, head: OriginHead, number: usize) -> Result<Append> {
        let id = Uuid::now_v7();
        let at = now() - 60_000 + i64::try_from(number % 50_000)?;
        let provisional = format!("L{number:09}");
        let (mut head, mut base, mut acts) = (head, Vec::new(), Vec::new());
        for payload in self.payloads(number, &provisional) {
            let act = self.sign(keys, head, id, at, base, &payload)?;
            head = OriginHead {
                next_seq: head.next_seq + 1,
                prev: Some(act.hash),
                ..head
            };
            base = vec![Hash(act.hash)];
            acts.push(act);
        }
        let row = CaseRow {
            case_id: id,
            number: None,
            provisional,
            applicant_name: name(number),
            applicant_id_tail: format!("{:04}", number * 7 % 10_000),
            opened_ms: at,
            updated_ms: at,
            ..self.row.clone()
        };
        Ok(Append {
            acts,
            case: Some(row),
            ..Append::default()
        })
    }

    pub fn sign(
        &self,
        keys: &Keys,
        head: OriginHead,
        case: Uuid,
        at: i64,
        base: Vec<Hash>,
        payload: &Payload,
    ) -> Result<NewAct> {
        let body = seal::cbor::encode(payload)?;
        let named = payload.attachments();
        let salt: [u8; 32] = rand::random();
        let header = Header {
            v: Header::VERSION,
            realm: keys.identity.realm.clone(),
            act_id: Uuid::now_v7(),
            subject: Subject::Case(case),
            origin: OriginId {
                terminal: keys.identity.station.clone(),
                incarnation: head.incarnation.unwrap_or(keys.identity.incarnation),
            },
            origin_seq: head.next_seq,
            origin_prev: head.prev.map(Hash),
            base,
            kind: payload.kind().to_owned(),
            kind_version: payload.kind_version(),
            payload_hash: Hash(seal::sha256(&[&salt[..], &body].concat()).0),
            attachments: named
                .iter()
                .map(|(hash, bytes)| HeaderAttachment {
                    hash: *hash,
                    bytes: *bytes,
                })
                .collect(),
            actor: USER.to_owned(),
            witness: None,
            post: self.post.clone(),
            captured: Captured {
                wall: at,
                earliest: at - 2_000,
                latest: at + 2_000,
                quality: ClockQuality::Anchored,
            },
            context: self.facts.clone(),
            replaces: None,
        };
        let bytes = seal::sign_act(&seal::cbor::encode(&header)?, &keys.member, &keys.terminal)?;
        Ok(NewAct {
            act_id: header.act_id,
            case: Some(case),
            kind: header.kind,
            captured_ms: at,
            seq: head.next_seq,
            prev: head.prev,
            hash: seal::sha256(&bytes).0,
            bytes,
            salt,
            payload: body,
            attachments: named.iter().map(|(hash, _)| hash.0).collect(),
            actor: USER.to_owned(),
            replaces: None,
        })
    }

    /// Saves `cases` cases at this station, numbered from `first`.
    pub fn fill(&self, store: &Store, keys: &Keys, first: usize, cases: usize) -> Result<()> {
        for number in first..first + cases {
            store
                .append(|head| {
                    let append = self.case(keys, *head, number)?;
                    anyhow::Ok((append, ()))
                })
                .map_err(|error| anyhow::anyhow!("case {number}: {error:?}"))?;
        }
        Ok(())
    }

    /// Cases `first..first + cases` as a drain and a feed would have left them, each durable: one commit for all acts,
    /// one for all summaries, one for all answers.
    pub fn stock(&self, store: &Store, keys: &Keys, first: usize, cases: usize) -> Result<()> {
        let (rows, settled) = store
            .append(|head| {
                let (mut head, mut all) = (*head, Append::default());
                let mut rows = Vec::with_capacity(cases);
                for number in first..first + cases {
                    let one = self.case(keys, head, number)?;
                    rows.extend(one.case);
                    all.acts.extend(one.acts);
                    let last = all.acts.last().context("a case has acts")?;
                    head = OriginHead {
                        next_seq: last.seq + 1,
                        prev: Some(last.hash),
                        ..head
                    };
                }
                let settled: Vec<_> = all.acts.iter().map(settlement).collect();
                anyhow::Ok((all, (rows, settled)))
            })
            .map_err(|error| anyhow::anyhow!("cases from {first}: {error:?}"))?;
        store.absorb(&Absorb {
            cases: rows,
            ..Absorb::default()
        })?;
        Ok(store.queue_keep(&settled, &[])?)
    }
}

/// What stands for the backend's word in rows that are only read.
const ACK: &[u8] = b"as if acknowledged";

fn settlement(act: &NewAct) -> Settlement {
    Settlement {
        act_id: act.act_id,
        ack: ACK.to_vec(),
        position: act.seq,
        state: RowState::Durable { position: act.seq },
    }
}

/// The synthetic applicant of case `number`.
pub fn name(number: usize) -> String {
    let family = FAMILIES[number % FAMILIES.len()];
    format!("{family}{}", GIVEN[number / FAMILIES.len() % GIVEN.len()])
}

async fn intake(place: &Place, line: &serde_json::Value) -> Result<String> {
    let line = IntakeLine::parse(&line.to_string())?;
    let online = place.desk.begin_intake().await?;
    match place.desk.intake(&line, online).await {
        Answer::Done(done) => Ok(done.case_id),
        other => bail!(
            "the template was not taken: {}",
            serde_json::to_string(&other)?
        ),
    }
}
