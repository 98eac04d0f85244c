//! A real server on a free port, and a desk that signs as a real one does.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod raw;
pub mod wire_cut;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use backend::{Care, Config, Server};
use domain::act::{
    Captured, ClockQuality, Facts, Hash, Header, HeaderAttachment, Intake, Line, LineSource,
    OriginId, Payload, Signature, SignatureHow, Subject, UsedCode,
};
use domain::applicant::{Applicant, ApplicantKind, Party};
use domain::case::FieldValue;
use domain::catalogue::Catalogue;
use seal::{Algorithm, Hash32, PublicKey, SigningKey, TrustList, cbor, sha256};
use sync::{Options, Remote, VerifiedAck, Verifier};
use tempfile::TempDir;
use uuid::Uuid;
use wire::{ActResult, B64, Enrol, Enrolled, MemberKey, Open, Publication, SessionProof, WireAct};

/// 2026-03-02 10:00, Monday, UTC+8.
pub const START: i64 = 1_772_416_800_000;
pub const MINUTE: i64 = 60_000;

pub struct Practice {
    pub folder: TempDir,
    pub clock: Arc<AtomicI64>,
    pub care: Care,
    pub server: Server,
}

impl Practice {
    pub async fn start() -> Self {
        Self::start_with(Care::default()).await
    }

    pub async fn start_with(care: Care) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let server = serve(folder.path(), &clock, &care).await;
        Self {
            folder,
            clock,
            care,
            server,
        }
    }

    pub async fn restart(self) -> Self {
        self.restart_after(|_| ()).await
    }

    /// Something is done to the folder while nobody serves it.
    pub async fn restart_after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        self.server.stop().await;
        meanwhile(self.folder.path());
        let server = serve(self.folder.path(), &self.clock, &self.care).await;
        Self { server, ..self }
    }

    pub fn later(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn remote(&self) -> Remote {
        remote(&self.server.url())
    }

    /// A new station with one member, signed in.
    pub async fn desk(&self, user: &str) -> Desk {
        let mut desk = self.station(user).await;
        desk.sign_in(self).await;
        desk
    }

    pub async fn station(&self, user: &str) -> Desk {
        Desk::enrol(self.remote(), user, self.now()).await
    }
}

pub fn remote(url: &str) -> Remote {
    Remote::new(url, Options::default()).unwrap()
}

async fn serve(folder: &Path, clock: &Arc<AtomicI64>, care: &Care) -> Server {
    let clock = Arc::clone(clock);
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        token: Some("secret-path".to_owned()),
        folder: folder.to_owned(),
        now: Arc::new(move || clock.load(Ordering::SeqCst)),
        items: None,
    };
    Server::start_with(config, care.clone()).await.unwrap()
}

pub fn enrolment(code: &str, terminal: &SigningKey, user: &str, member: &SigningKey) -> Enrol {
    Enrol {
        request_id: Uuid::new_v4().to_string(),
        code: code.to_owned(),
        terminal_key: B64(cbor::encode(&terminal.public()).unwrap()),
        members: vec![MemberKey {
            user: user.to_owned(),
            key: B64(cbor::encode(&member.public()).unwrap()),
        }],
    }
}

pub struct Desk {
    pub remote: Remote,
    pub terminal: SigningKey,
    pub member: SigningKey,
    pub user: String,
    pub post: String,
    pub incarnation: Uuid,
    pub seq: u64,
    pub prev: Option<Hash>,
    /// Capture time of the next acts.
    pub at: i64,
    pub quality: ClockQuality,
    /// What the next acts mend.
    pub replaces: Option<Uuid>,
    /// One-use codes that the next acts stand on.
    pub codes: Vec<UsedCode>,
    pub enrolled: Enrolled,
    pub roots: Vec<PublicKey>,
    pub trust: TrustList,
}

impl Desk {
    pub async fn enrol(remote: Remote, user: &str, now: i64) -> Self {
        let terminal = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
        let member = SigningKey::generate(Algorithm::EdDsa, &mut rand::rng());
        let enrolled = remote
            .enrol(&enrolment("practice", &terminal, user, &member))
            .await
            .unwrap()
            .data;
        let roots: Vec<PublicKey> = enrolled
            .roots
            .iter()
            .map(|root| cbor::decode_strict(&root.0).unwrap())
            .collect();
        let trust =
            TrustList::open(&enrolled.trust_list.0, &enrolled.realm, &roots, 2, None).unwrap();
        assert_eq!(enrolled.terminal, terminal.kid().to_string());
        Self {
            remote,
            terminal,
            member,
            user: user.to_owned(),
            post: "accept".to_owned(),
            incarnation: Uuid::new_v4(),
            seq: 0,
            prev: None,
            at: now,
            quality: ClockQuality::Anchored,
            replaces: None,
            codes: Vec::new(),
            enrolled,
            roots,
            trust,
        }
    }

    pub fn proof(&self, at: i64) -> Open {
        let request_id = Uuid::new_v4().to_string();
        let proof = SessionProof {
            v: 1,
            realm: "practice".to_owned(),
            terminal: self.enrolled.terminal.clone(),
            user: self.user.clone(),
            request_id: request_id.clone(),
            at,
        };
        let bytes = cbor::encode(&proof).unwrap();
        let signed = seal::sign_act(&bytes, &self.member, &self.terminal).unwrap();
        Open {
            request_id,
            proof: signed.into(),
        }
    }

    pub async fn sign_in(&mut self, practice: &Practice) {
        self.sign_in_at(practice.remote(), practice.now()).await;
    }

    pub async fn sign_in_at(&mut self, remote: Remote, now: i64) {
        self.at = now;
        self.remote = remote;
        self.remote.open_session(&self.proof(now)).await.unwrap();
    }

    /// The access token.
    pub async fn token(&self) -> String {
        self.remote.session().await.unwrap().access
    }

    /// Signs the next act of this desk.
    pub fn act(&mut self, subject: Subject, base: &[Hash], payload: &Payload) -> WireAct {
        self.seq += 1;
        let act = self.act_at(self.seq, Uuid::now_v7(), subject, base, payload);
        self.prev = Some(Hash(*hash(&act).as_bytes()));
        act
    }

    pub fn act_at(
        &self,
        seq: u64,
        act_id: Uuid,
        subject: Subject,
        base: &[Hash],
        payload: &Payload,
    ) -> WireAct {
        let body = cbor::encode(payload).unwrap();
        let salt = *sha256(act_id.as_bytes()).as_bytes();
        let attachments = payload.attachments().into_iter();
        let header = Header {
            v: Header::VERSION,
            realm: "practice".to_owned(),
            act_id,
            subject,
            origin: OriginId {
                terminal: self.enrolled.terminal.clone(),
                incarnation: self.incarnation,
            },
            origin_seq: seq,
            origin_prev: self.prev,
            base: base.to_vec(),
            kind: payload.kind().to_owned(),
            kind_version: payload.kind_version(),
            payload_hash: Hash(*sha256(&[&salt[..], &body].concat()).as_bytes()),
            attachments: attachments
                .map(|(hash, bytes)| HeaderAttachment { hash, bytes })
                .collect(),
            actor: self.user.clone(),
            witness: None,
            post: self.post.clone(),
            captured: Captured {
                wall: self.at,
                earliest: self.at - 2_000,
                latest: self.at + 2_000,
                quality: self.quality,
            },
            context: Facts {
                codes: self.codes.clone(),
                ..Facts::default()
            },
            replaces: self.replaces,
        };
        self.sealed(&header, salt.to_vec(), body)
    }

    pub fn sealed(&self, header: &Header, salt: Vec<u8>, body: Vec<u8>) -> WireAct {
        let encoded = cbor::encode(header).unwrap();
        let bytes = seal::sign_act(&encoded, &self.member, &self.terminal).unwrap();
        WireAct {
            bytes: B64(bytes),
            salt: B64(salt),
            payload: B64(body),
        }
    }

    pub async fn post(&self, acts: &[WireAct]) -> Vec<ActResult> {
        let reply = self.remote.post_acts(acts.to_vec()).await.unwrap();
        reply.data.results
    }

    pub async fn post_one(&self, act: &WireAct) -> ActResult {
        self.post(std::slice::from_ref(act)).await.remove(0)
    }

    /// The acknowledgement in a result, believed as the client believes it.
    pub fn believe(&self, result: &ActResult, act: &WireAct) -> VerifiedAck {
        let (act_id, ack) = match result {
            ActResult::Durable { act_id, ack }
            | ActResult::Duplicate { act_id, ack }
            | ActResult::Contested { act_id, ack, .. }
            | ActResult::Rejected { act_id, ack, .. } => (*act_id, ack),
            other => panic!("no acknowledgement: {other:?}"),
        };
        let verifier = Verifier::new(self.trust.clone());
        verifier.check(&ack.0, act_id, hash(act)).unwrap()
    }
}

pub fn hash(act: &WireAct) -> Hash32 {
    sha256(&act.bytes.0)
}

pub fn head(act: &WireAct) -> Hash {
    Hash(*hash(act).as_bytes())
}

/// The catalogue as a desk gets it.
pub async fn catalogue(desk: &Desk) -> Catalogue {
    let signed = desk.remote.catalogue(None).await.unwrap().data;
    let key = |kid: &[u8]| {
        desk.trust
            .find(seal::Use::Refdata, kid)
            .map(|k| k.key.clone())
    };
    let opened = seal::open1(seal::Use::Refdata, &signed.bytes.unwrap().0, key).unwrap();
    let published: Publication<Catalogue> = serde_json::from_slice(&opened.payload).unwrap();
    published.content
}

/// 供水报装 of somebody who brings the identity paper alone.
pub async fn water(desk: &Desk, name: &str, id: &str) -> Intake {
    let catalogue = catalogue(desk).await;
    let item = catalogue.item("0225").unwrap();
    let field = |value: &str| FieldValue {
        value: value.to_owned(),
        source: "typed".to_owned(),
        before: None,
    };
    let form = [
        ("name", name),
        ("id", id),
        ("address", "江口镇正街 10 号"),
        ("phone", "13800000099"),
        ("people", "3"),
    ];
    Intake {
        item: item.code.clone(),
        item_version: item.version,
        item_name: item.name.clone(),
        situation: [("user", "resident"), ("road", "no")]
            .map(|(question, answer)| (question.to_owned(), answer.to_owned()))
            .into(),
        applicant: Applicant {
            kind: ApplicantKind::Own,
            party: Party {
                name: name.to_owned(),
                id_kind: "resident_id".to_owned(),
                id: id.to_owned(),
                phone: String::new(),
                seen_by: "eye".to_owned(),
            },
            representative: None,
            presence: Vec::new(),
        },
        form: form
            .map(|(key, value)| (key.to_owned(), field(value)))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        materials: [
            ("identity", LineSource::Paper),
            ("property", LineSource::Open),
            ("application", LineSource::Form),
            ("plan", LineSource::Open),
        ]
        .map(|(code, source)| line(code, source))
        .into(),
        signature: None,
        provisional: "T-1".to_owned(),
        channel: "window".to_owned(),
        reference: None,
        again: None,
        group: None,
        checks: Vec::new(),
        elsewhere: None,
    }
}

pub fn line(code: &str, source: LineSource) -> Line {
    Line {
        code: code.to_owned(),
        name: code.to_owned(),
        source,
        points: None,
    }
}

pub fn commitment(at: i64) -> Signature {
    Signature {
        how: SignatureHow::PaperKept,
        signer: "申请人".to_owned(),
        image: None,
        at,
        text: None,
    }
}
