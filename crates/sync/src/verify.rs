//! Acknowledgements are believed only here (law 3): the signature, the realm, the act and its bytes.

use seal::{Hash32, TrustList, Use};
use uuid::Uuid;
use wire::{Ack, ActResult, Told, Verdict};

use crate::engine::{Answer, Outcome};

/// An acknowledgement whose signature, realm, act and hash were checked. Only [`Verifier::check`] makes one, and
/// nothing leaves the queue without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedAck {
    pub(crate) act_id: Uuid,
    pub(crate) verdict: Verdict,
    pub(crate) code: String,
    pub(crate) position: u64,
    pub(crate) epoch: String,
    pub(crate) bytes: Vec<u8>,
}

impl VerifiedAck {
    /// Which act.
    #[must_use]
    pub fn act_id(&self) -> Uuid {
        self.act_id
    }

    /// What the backend says of it.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Place in the backend's log.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The life of the backend's log that the position belongs to.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The signed bytes, as they came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Why an acknowledgement is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AckFault {
    /// Envelope, key or signature.
    #[error("the signature: {0}")]
    Seal(#[from] seal::Finding),
    /// The signed bytes are not an acknowledgement.
    #[error("not an acknowledgement")]
    Shape,
    /// The key was not valid when it signed, or is revoked.
    #[error("the key did not count at that time")]
    Key,
    /// Another realm's.
    #[error("another realm")]
    Realm,
    /// Of another act, or of other bytes.
    #[error("another act")]
    Act,
    /// The signed word is not the word beside it.
    #[error("the signed verdict differs")]
    Verdict,
}

/// Checks acknowledgements against the trust list in force.
#[derive(Debug, Clone)]
pub struct Verifier {
    trust: TrustList,
    #[cfg(test)]
    pub(crate) defect: Option<crate::engine::defect::Defect>,
}

impl Verifier {
    /// With the opened trust list; its realm is the only one believed.
    #[must_use]
    pub fn new(trust: TrustList) -> Self {
        Self {
            trust,
            #[cfg(test)]
            defect: None,
        }
    }

    /// Whether these bytes acknowledge the act with this hash.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(
        &self,
        bytes: &[u8],
        act_id: Uuid,
        act_hash: Hash32,
    ) -> Result<VerifiedAck, AckFault> {
        let opened = self.opened(bytes)?;
        let ack: Ack = seal::cbor::decode_strict(&opened.payload).map_err(|_| AckFault::Shape)?;
        self.counted(&opened, ack.stored_at)?;
        if ack.realm != self.trust.realm {
            return Err(AckFault::Realm);
        }
        // An act that could not even be read is refused under the nil id, for exactly these bytes.
        let unread = ack.act_id.is_nil() && ack.verdict == Verdict::Rejected;
        let other = (ack.act_id != act_id && !unread) || ack.act_hash != *act_hash.as_bytes();
        #[cfg(test)]
        let other = other && self.defect != Some(crate::engine::defect::Defect::BelievesOtherHash);
        if other {
            return Err(AckFault::Act);
        }
        Ok(VerifiedAck {
            act_id,
            verdict: ack.verdict,
            code: ack.code.unwrap_or_default(),
            position: ack.position,
            epoch: ack.epoch,
            bytes: bytes.to_vec(),
        })
    }

    /// The backend's time, ms, from the refusal of this request; see [`Told`].
    ///
    /// # Errors
    /// The first thing that is wrong; `Act` where it answers another request.
    pub fn told(&self, bytes: &[u8], request_id: &str) -> Result<i64, AckFault> {
        let opened = self.opened(bytes)?;
        let told: Told = seal::cbor::decode_strict(&opened.payload).map_err(|_| AckFault::Shape)?;
        self.counted(&opened, told.now)?;
        if told.realm != self.trust.realm {
            return Err(AckFault::Realm);
        }
        if told.request_id != request_id {
            return Err(AckFault::Act);
        }
        Ok(told.now)
    }

    fn opened(&self, bytes: &[u8]) -> Result<seal::Opened, AckFault> {
        let key = |kid: &[u8]| {
            self.trust
                .find(Use::Ack, kid)
                .map(|found| found.key.clone())
        };
        Ok(seal::open1(Use::Ack, bytes, key)?)
    }

    /// Whether the key counted when it signed, ms.
    fn counted(&self, opened: &seal::Opened, signed_at: i64) -> Result<(), AckFault> {
        let signed_at = signed_at.div_euclid(1000);
        self.trust
            .find(Use::Ack, opened.kid.as_ref())
            .filter(|key| key.is_within_validity(signed_at) && !key.is_revoked_for(signed_at))
            .map(|_| ())
            .ok_or(AckFault::Key)
    }
}

/// What each sent act became. `sent` holds ids and SHA-256 of the acts' bytes in the order of the request; a reply
/// of another length or order says nothing, and answers `None`.
#[must_use]
pub fn outcomes(
    results: &[ActResult],
    sent: &[(Uuid, Hash32)],
    verifier: &Verifier,
) -> Option<Vec<Outcome>> {
    if results.len() != sent.len() {
        return None;
    }
    results
        .iter()
        .zip(sent)
        .map(|(result, (act_id, hash))| outcome(result, *act_id, *hash, verifier))
        .collect()
}

fn outcome(result: &ActResult, sent: Uuid, hash: Hash32, verifier: &Verifier) -> Option<Outcome> {
    let (named, answer) = match result {
        ActResult::Durable { act_id, ack } => (
            *act_id,
            acknowledged(verifier, &ack.0, sent, hash, Some(Verdict::Durable)),
        ),
        ActResult::Duplicate { act_id, ack } => {
            (*act_id, acknowledged(verifier, &ack.0, sent, hash, None))
        }
        ActResult::Contested { act_id, ack, .. } => (
            *act_id,
            acknowledged(verifier, &ack.0, sent, hash, Some(Verdict::Contested)),
        ),
        ActResult::Rejected { act_id, ack, .. } => {
            let named = if act_id.is_nil() { sent } else { *act_id };
            (
                named,
                acknowledged(verifier, &ack.0, sent, hash, Some(Verdict::Rejected)),
            )
        }
        ActResult::Received { act_id } => (*act_id, Answer::Received),
        ActResult::Missing {
            act_id,
            acts,
            attachments,
        } => {
            let acts = hashes(acts);
            let attachments = hashes(attachments);
            (*act_id, Answer::Missing { acts, attachments })
        }
        ActResult::Fork { act_id, .. } => (*act_id, Answer::Fork),
    };
    (named == sent).then_some(Outcome {
        act_id: sent,
        answer,
    })
}

fn hashes(named: &[String]) -> Vec<Hash32> {
    let hashes = named.iter().filter_map(|hex| Hash32::from_hex(hex));
    hashes.collect()
}

/// A duplicate repeats the first acknowledgement, whatever it said; the others must say what stands beside them.
fn acknowledged(
    verifier: &Verifier,
    bytes: &[u8],
    act_id: Uuid,
    hash: Hash32,
    word: Option<Verdict>,
) -> Answer {
    match verifier.check(bytes, act_id, hash) {
        Ok(ack) if word.is_none_or(|word| word == ack.verdict) => Answer::Acknowledged(ack),
        Ok(_) => Answer::Unverified(AckFault::Verdict),
        Err(fault) => Answer::Unverified(fault),
    }
}
