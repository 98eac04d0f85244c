//! Signs what the backend says and believes what the station may. Every eighth schedule does so with real keys and
//! the real verifier; the others spare the time.

use std::sync::LazyLock;

use seal::{Algorithm, Hash32, SigningKey, TrustList, TrustedKey, Use};
use uuid::Uuid;
use wire::{ActResult, B64, Verdict};

use super::backend::{Ack, Act, Said};
use crate::engine::defect::Defect;
use crate::engine::{Answer, Outcome};
use crate::verify::{AckFault, VerifiedAck, Verifier, outcomes};

const SIGNED_AT: i64 = 1_800_000_000_000;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| key(1));

fn key(n: u8) -> SigningKey {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, &[n; 32]).expect("32 bytes are a key")
}

/// What is wrong with a reply, at one of its acts.
#[derive(Debug, Clone)]
pub enum Garbled {
    /// The signature is broken.
    Signature(usize),
    /// Another act's acknowledgement stands there.
    Other(usize, Ack),
    /// It is not there at all.
    PassedOver(usize),
}

pub struct Sealer {
    verifier: Option<Verifier>,
}

impl Sealer {
    pub fn new(is_real: bool, defect: Option<Defect>) -> Self {
        let verifier = is_real.then(|| {
            let mut verifier = Verifier::new(trust());
            verifier.defect = defect;
            verifier
        });
        Self { verifier }
    }

    /// What the station makes of a reply; `None` where it is no reply to its request.
    pub fn believe(
        &self,
        sent: &[Act],
        said: &[Said],
        garbled: Option<&Garbled>,
    ) -> Option<Vec<Outcome>> {
        match &self.verifier {
            Some(verifier) => {
                let sent: Vec<(Uuid, Hash32)> = sent.iter().map(|act| (act.id, act.hash)).collect();
                outcomes(&results(&sent, said, garbled), &sent, verifier)
            }
            None => Some(taken(sent, said, garbled)),
        }
    }
}

/// The reply as it travels.
fn results(sent: &[(Uuid, Hash32)], said: &[Said], garbled: Option<&Garbled>) -> Vec<ActResult> {
    let results = sent.iter().zip(said).enumerate();
    let results =
        results.filter(|(at, _)| !matches!(garbled, Some(Garbled::PassedOver(n)) if n == at));
    results
        .map(|(at, ((act_id, _), said))| {
            let act_id = *act_id;
            match said {
                Said::Received => ActResult::Received { act_id },
                Said::Missing { acts, files } => ActResult::Missing {
                    act_id,
                    acts: acts.iter().map(ToString::to_string).collect(),
                    attachments: files.iter().map(ToString::to_string).collect(),
                },
                Said::Fork => ActResult::Fork {
                    act_id,
                    code: "act_id".into(),
                },
                Said::Stored(ack) => stored(act_id, ack, at, garbled),
            }
        })
        .collect()
}

fn stored(act_id: Uuid, ack: &Ack, at: usize, garbled: Option<&Garbled>) -> ActResult {
    let ack = match garbled {
        Some(Garbled::Other(n, other)) if *n == at => other,
        _ => ack,
    };
    let mut bytes = sign(ack);
    if matches!(garbled, Some(Garbled::Signature(n)) if *n == at)
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
    let (bytes, code) = (B64(bytes), "why".to_owned());
    if ack.duplicate {
        return ActResult::Duplicate { act_id, ack: bytes };
    }
    match ack.verdict {
        Verdict::Durable => ActResult::Durable { act_id, ack: bytes },
        Verdict::Contested => ActResult::Contested {
            act_id,
            ack: bytes,
            code,
        },
        Verdict::Rejected => ActResult::Rejected {
            act_id,
            ack: bytes,
            code,
        },
    }
}

fn sign(ack: &Ack) -> Vec<u8> {
    let ack = wire::Ack {
        v: 1,
        realm: "practice".into(),
        epoch: ack.epoch.clone(),
        act_id: ack.act,
        act_hash: *ack.hash.as_bytes(),
        position: ack.position,
        log_head: [0; 32],
        stored_at: SIGNED_AT,
        verdict: ack.verdict,
        code: None,
    };
    let body = seal::cbor::encode(&ack).expect("an acknowledgement has a canonical form");
    seal::sign1(Use::Ack, &body, &KEY).expect("the key signs")
}

fn trust() -> TrustList {
    let until = SIGNED_AT / 1000 + 1000;
    TrustList {
        realm: "practice".into(),
        version: 1,
        issued_at: 0,
        next_update: until,
        threshold: 1,
        roots: vec![key(9).public()],
        keys: vec![TrustedKey::new(
            KEY.public(),
            &[Use::Ack],
            "backend",
            0,
            until,
        )],
    }
}

/// The same without keys.
fn taken(sent: &[Act], said: &[Said], garbled: Option<&Garbled>) -> Vec<Outcome> {
    let outcomes = sent.iter().zip(said).enumerate();
    let outcomes = outcomes.filter_map(|(at, (act, said))| {
        let answer = match (said, garbled) {
            (_, Some(Garbled::PassedOver(n))) if *n == at => return None,
            (Said::Stored(_), Some(Garbled::Signature(n))) if *n == at => {
                Answer::Unverified(AckFault::Shape)
            }
            (Said::Stored(_), Some(Garbled::Other(n, _))) if *n == at => {
                Answer::Unverified(AckFault::Act)
            }
            (Said::Stored(ack), _) => Answer::Acknowledged(VerifiedAck {
                act_id: act.id,
                verdict: ack.verdict,
                code: "why".into(),
                position: ack.position,
                epoch: ack.epoch.clone(),
                bytes: ack.position.to_be_bytes().to_vec(),
            }),
            (Said::Received, _) => Answer::Received,
            (Said::Missing { acts, files }, _) => Answer::Missing {
                acts: acts.clone(),
                attachments: files.clone(),
            },
            (Said::Fork, _) => Answer::Fork,
        };
        let act_id = act.id;
        Some(Outcome { act_id, answer })
    });
    outcomes.collect()
}
