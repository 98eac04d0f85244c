use domain::act::{Captured, Facts, Hash, Header, HeaderAttachment, OriginId, Payload, Subject};
use rand::Rng as _;
use store::{NewAct, OriginHead};
use uuid::Uuid;

use super::Station;
use crate::fault::{DeskFault, Outcome};

/// What all acts of one command share.
pub struct Sealing<'a> {
    /// Who signs.
    pub station: &'a Station,
    /// What it is about.
    pub subject: Subject,
    /// Heads of the case.
    pub base: Vec<Hash>,
    /// When.
    pub captured: Captured,
    /// On what.
    pub facts: Facts,
    /// A second person, where a rule wants one.
    pub witness: Option<String>,
    /// The act that the first one mends.
    pub replaces: Option<Uuid>,
}

impl Sealing<'_> {
    /// Signs the payloads one after another onto the origin's log.
    ///
    /// # Errors
    /// A payload that cannot be encoded.
    pub fn seal(&self, head: &OriginHead, payloads: &[Payload]) -> Outcome<Vec<NewAct>> {
        let mut head = *head;
        let mut base = self.base.clone();
        let mut acts = Vec::with_capacity(payloads.len());
        for payload in payloads {
            let act = self.one(&head, &base, payload, acts.is_empty())?;
            head = OriginHead {
                next_seq: head.next_seq + 1,
                prev: Some(act.hash),
                ..head
            };
            base = vec![Hash(act.hash)];
            acts.push(act);
        }
        Ok(acts)
    }

    fn one(
        &self,
        head: &OriginHead,
        base: &[Hash],
        payload: &Payload,
        first: bool,
    ) -> Outcome<NewAct> {
        let replaces = self.replaces.filter(|_| first);
        let mut facts = self.facts.clone();
        if !first {
            facts.codes.clear();
        }
        let body = ::seal::cbor::encode(payload).map_err(|_| unencodable())?;
        let mut salt = [0u8; 32];
        rand::rng().fill_bytes(&mut salt);
        let payload_hash = ::seal::sha256(&[&salt[..], &body].concat());
        let attachments = payload.attachments();
        let act_id = Uuid::now_v7();
        let inner = &self.station.0;
        let header = Header {
            v: Header::VERSION,
            realm: inner.identity.realm.clone(),
            act_id,
            subject: self.subject,
            origin: OriginId {
                terminal: inner.identity.station.clone(),
                // Another process may have begun another life of the folder since this one opened it.
                incarnation: head.incarnation.unwrap_or(inner.identity.incarnation),
            },
            origin_seq: head.next_seq,
            origin_prev: head.prev.map(Hash),
            base: base.to_vec(),
            kind: payload.kind().to_owned(),
            kind_version: payload.kind_version(),
            payload_hash: Hash(payload_hash.0),
            attachments: attachments
                .iter()
                .map(|(hash, bytes)| HeaderAttachment {
                    hash: *hash,
                    bytes: *bytes,
                })
                .collect(),
            actor: inner.user.clone(),
            witness: self.witness.clone(),
            post: self
                .station
                .post()
                .map(|post| post.code)
                .unwrap_or_default(),
            captured: self.captured,
            context: facts,
            replaces,
        };
        let encoded = ::seal::cbor::encode(&header).map_err(|_| unencodable())?;
        let bytes = ::seal::sign_act(&encoded, &inner.member, &inner.terminal)
            .map_err(|_| unencodable())?;
        Ok(NewAct {
            act_id,
            case: match self.subject {
                Subject::Case(case) => Some(case),
                Subject::Station => None,
            },
            kind: header.kind,
            captured_ms: self.captured.wall,
            seq: head.next_seq,
            prev: head.prev,
            hash: ::seal::sha256(&bytes).0,
            bytes,
            salt,
            payload: body,
            attachments: attachments.iter().map(|(hash, _)| hash.0).collect(),
            actor: inner.user.clone(),
            replaces,
        })
    }
}

fn unencodable() -> DeskFault {
    DeskFault::new(
        "act_unencodable",
        "这个动作无法编码，没有保存。请重试；仍不行请联系管理员。",
    )
}
