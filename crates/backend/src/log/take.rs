//! A batch of acts, each by itself: partial success is normal.

use std::collections::{BTreeMap, BTreeSet};

use domain::act::Payload;
use domain::case::Case;
use domain::decide::{Finding, Refusal};
use domain::verify::Verified;
use rusqlite::{OptionalExtension as _, params};
use seal::{Hash32, Parsed1, cbor};
use uuid::Uuid;
use wire::{Ack, ActResult, B64, Verdict, WireAct};

use super::examine::{Examined, Signers, Unsound, examine};
use super::prove::Read;
use super::revoked::Revoked;
use super::{
    Entry, Place, admit, append, beside, clock, codes, double, fold, mend, own, settle, told,
    verify,
};
use crate::call::Turn;
use crate::fault::{Bad, Outcome};
use crate::marks;

/// Acts of one request, in one transaction.
pub(crate) struct Batch<'a> {
    turn: Turn<'a>,
    /// The sender leans on another life of the log: acts of a case that it believes stored may be gone.
    other_life: bool,
    signers: Signers,
    revoked: Revoked,
    cases: BTreeMap<Uuid, Case>,
    /// Cases whose clocks may run otherwise than before.
    touched: BTreeSet<Uuid>,
    /// Cases of which an act was not kept, and which one: what is behind it must not pass it.
    held: BTreeMap<Uuid, Hash32>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(turn: &Turn<'a>) -> Self {
        Self {
            turn: *turn,
            other_life: false,
            signers: Signers::default(),
            revoked: Revoked::default(),
            cases: BTreeMap::new(),
            touched: BTreeSet::new(),
            held: BTreeMap::new(),
        }
    }

    /// The epoch that the sender names as known, where it names one.
    pub(crate) fn sent_under(mut self, epoch: Option<&str>) -> Self {
        self.other_life = epoch.is_some_and(|known| known != self.turn.app.lives.epoch());
        self
    }

    /// Takes one act.
    pub(crate) fn take(&mut self, read: Read) -> Outcome<ActResult> {
        let hash = read.hash;
        if let Some(again) = self.again(hash)? {
            return Ok(again);
        }
        let Read { act, claim, .. } = read;
        let act = &act;
        let examined = match examine(&self.turn, &mut self.signers, hash, claim) {
            Ok(examined) => examined,
            Err(unsound) => return self.refuse(act, hash, &unsound),
        };
        if let Some(code) = self.forked(&examined)? {
            return self.fork(act, &examined, code);
        }
        if let Some(missing) = self.missing(&examined)? {
            self.held.extend(examined.case().map(|case| (case, hash)));
            return Ok(missing);
        }
        self.store(act, &examined)
    }

    /// After the last act: remembers when to look at each case again.
    pub(crate) fn end(mut self) -> Outcome<()> {
        for id in std::mem::take(&mut self.touched) {
            let turn = self.turn;
            clock::watch(&turn, self.case(id)?)?;
        }
        Ok(())
    }

    /// The first answer about these bytes.
    fn again(&self, hash: Hash32) -> Outcome<Option<ActResult>> {
        let ack: Option<Option<Vec<u8>>> = self
            .turn
            .tx
            .prepare_cached("SELECT ack FROM log WHERE hash = ?1")?
            .query_row([hash.as_bytes()], |row| row.get(0))
            .optional()?;
        let Some(bytes) = ack else { return Ok(None) };
        let said = bytes.as_ref().and_then(|bytes| {
            let parsed = Parsed1::parse(bytes).ok()?;
            cbor::decode_strict::<Ack>(parsed.payload()).ok()
        });
        let (Some(said), Some(bytes)) = (said, bytes) else {
            return Err(Bad::malformed("这是市平台自己的动作，不能由窗口发送。"));
        };
        let (act_id, ack) = (said.act_id, B64(bytes));
        Ok(Some(if act_id.is_nil() {
            let code = said.code.unwrap_or_default();
            ActResult::Rejected { act_id, ack, code }
        } else {
            ActResult::Duplicate { act_id, ack }
        }))
    }

    /// Stores and countersigns a refusal; what was never proved to be of its signer takes no one's place.
    fn refuse(&self, act: &WireAct, hash: Hash32, unsound: &Unsound) -> Outcome<ActResult> {
        let entry = Entry {
            act,
            hash,
            said: unsound.act_id,
            proved: None,
            kind: "",
            verdict: Verdict::Rejected,
            code: Some(unsound.code),
            acked: true,
        };
        Ok(ActResult::Rejected {
            act_id: unsound.act_id,
            ack: append(&self.turn, &entry)?,
            code: unsound.code.to_owned(),
        })
    }

    /// Whether the id or the place is taken by other bytes, or the incarnation was closed by such a find.
    fn forked(&self, act: &Examined) -> Outcome<Option<&'static str>> {
        let origin = &act.header.origin;
        let incarnation = origin.incarnation.as_bytes().as_slice();
        let id = act.header.act_id.as_bytes().as_slice();
        Ok(self
            .turn
            .tx
            .prepare_cached(
                "SELECT CASE
                     WHEN EXISTS (SELECT 1 FROM log WHERE act_id = ?1) THEN 1
                     WHEN EXISTS (SELECT 1 FROM log WHERE terminal = ?2 AND incarnation = ?3 AND seq = ?4) THEN 2
                     WHEN EXISTS (SELECT 1 FROM closed WHERE terminal = ?2 AND incarnation = ?3) THEN 3
                     ELSE 0 END",
            )?
            .query_row(params![id, origin.terminal, incarnation, act.seq], |row| {
                Ok(match row.get(0)? {
                    1 => Some("act_id"),
                    2 => Some("origin_seq"),
                    3 => Some("incarnation_closed"),
                    _ => None,
                })
            })?)
    }

    /// Keeps the other act as evidence and closes the incarnation.
    fn fork(&self, act: &WireAct, examined: &Examined, code: &str) -> Outcome<ActResult> {
        let origin = &examined.header.origin;
        self.turn
            .tx
            .prepare_cached(
                "INSERT INTO forks (hash, bytes, salt, payload, code, found_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (hash) DO NOTHING",
            )?
            .execute(params![
                examined.hash.as_bytes(),
                act.bytes.0,
                act.salt.0,
                act.payload.0,
                code,
                self.turn.now
            ])?;
        self.turn
            .tx
            .prepare_cached(
                "INSERT INTO closed (terminal, incarnation) VALUES (?1, ?2)
                 ON CONFLICT (terminal, incarnation) DO NOTHING",
            )?
            .execute(params![
                origin.terminal,
                origin.incarnation.as_bytes().as_slice()
            ])?;
        Ok(ActResult::Fork {
            act_id: examined.header.act_id,
            code: code.to_owned(),
        })
    }

    /// What must come first: attachments always, brought by the act's origin or on its signed word (docs/adr 11); an act
    /// before it that was not kept; earlier acts only while the case has no receipt. Under another life of the log
    /// nothing is named: the station first hears of the new one.
    fn missing(&mut self, act: &Examined) -> Outcome<Option<ActResult>> {
        let Some(case) = act.case() else {
            return Ok(None);
        };
        let behind = self.held.get(&case).map(ToString::to_string);
        if self.other_life || behind.is_some() {
            return Ok(Some(ActResult::Missing {
                act_id: act.header.act_id,
                acts: behind.into_iter().collect(),
                attachments: Vec::new(),
            }));
        }
        let mut attachments = Vec::new();
        for named in &act.header.attachments {
            let whole = self
                .turn
                .tx
                .prepare_cached(
                    "SELECT 1 FROM uploads
                     WHERE case_id = ?1 AND hash = ?2 AND length = ?3 AND whole = 1
                       AND (terminal = ?4
                            OR EXISTS (SELECT 1 FROM carriers WHERE upload = id AND terminal = ?4))",
                )?
                .exists(params![
                    case.as_bytes().as_slice(),
                    named.hash.0,
                    i64::try_from(named.bytes).unwrap_or(-1),
                    act.header.origin.terminal
                ])?;
            if !whole {
                attachments.push(hex::encode(named.hash.0));
            }
        }
        let acts = self.missing_acts(case, act)?;
        let nothing = acts.is_empty() && attachments.is_empty();
        Ok((!nothing).then_some(ActResult::Missing {
            act_id: act.header.act_id,
            acts,
            attachments,
        }))
    }

    fn missing_acts(&mut self, case: Uuid, act: &Examined) -> Outcome<Vec<String>> {
        let begins = matches!(act.payload, Some(Payload::Received(_)));
        if begins || !self.case(case)?.item.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = self
            .turn
            .tx
            .prepare_cached("SELECT 1 FROM log WHERE hash = ?1")?;
        let mut acts = Vec::new();
        for hash in &act.header.base {
            if !known.exists([hash.0])? {
                acts.push(hex::encode(hash.0));
            }
        }
        Ok(acts)
    }

    /// Runs the rules, appends, and does what the backend has to do about it.
    fn store(&mut self, act: &WireAct, examined: &Examined) -> Outcome<ActResult> {
        let id = examined.case().unwrap_or_default();
        self.case(id)?;
        // Taken out, not copied: a failure ends the whole transaction, and after a refusal it is folded anew.
        let mut case = self.cases.remove(&id).ok_or_else(Bad::server)?;
        let mut finding = if let Some(Payload::Settled(word)) = &examined.payload {
            settle::arrive(&self.turn, &mut case, examined, word)?
        } else {
            self.judged(&mut case, examined)?
        };
        if !matches!(finding, Err(Finding::Rejected(_)))
            && let Some(refusal) = self.revoked.finding(&self.turn, examined)?
        {
            finding = Err(Finding::Contested(refusal));
        }
        if finding.is_ok()
            && let Some(refusal) = beside::finding(&self.turn, examined)?
        {
            finding = Err(Finding::Contested(refusal));
        }
        // Asked last and of every act in force, whatever else is to be settled about it: its codes are used, its
        // applicant has asked.
        if !matches!(finding, Err(Finding::Rejected(_))) {
            let used = codes::finding(&self.turn, examined)?;
            let doubled = double::finding(&self.turn, examined)?;
            let told = used.or(doubled).map(Finding::Contested);
            finding = finding.and(told.map_or(Ok(()), Err));
        }
        let verified = verify::ask(&self.turn, &case, examined, &mut finding)?;
        let (verdict, refusal) = match &finding {
            Ok(()) => (Verdict::Durable, None),
            Err(Finding::Contested(refusal)) => (Verdict::Contested, Some(refusal)),
            Err(Finding::Rejected(refusal)) => (Verdict::Rejected, Some(refusal)),
        };
        let code = refusal.map(|refusal| refusal.code.as_str());
        let ack = self.append(act, examined, verdict, code)?;
        if examined.case().is_some() && verdict != Verdict::Rejected {
            self.follow(&mut case, examined, refusal, verified)?;
            self.touched.insert(id);
            self.cases.insert(id, case);
        }
        let (act_id, code) = (examined.header.act_id, code.unwrap_or_default().to_owned());
        Ok(match verdict {
            Verdict::Durable => ActResult::Durable { act_id, ack },
            Verdict::Contested => ActResult::Contested { act_id, ack, code },
            Verdict::Rejected => ActResult::Rejected { act_id, ack, code },
        })
    }

    /// What the rules say, at the act's own place or at that of what it mends.
    fn judged(&self, case: &mut Case, examined: &Examined) -> Outcome<Result<(), Finding>> {
        match mend::place(&self.turn, examined)? {
            mend::Place::Own => clock::arrive(&self.turn, case, examined, None),
            mend::Place::Of(before) => clock::arrive(&self.turn, case, examined, Some(&before)),
            mend::Place::None(refusal) => Ok(Err(Finding::Rejected(refusal))),
        }
    }

    fn append(
        &self,
        act: &WireAct,
        examined: &Examined,
        verdict: Verdict,
        code: Option<&str>,
    ) -> Outcome<B64> {
        let header = &examined.header;
        let place = Place {
            act_id: header.act_id,
            case: examined.case(),
            origin: &header.origin,
            seq: examined.seq,
        };
        let entry = Entry {
            act,
            hash: examined.hash,
            said: header.act_id,
            proved: Some(place),
            kind: &header.kind,
            verdict,
            code,
            acked: true,
        };
        append(&self.turn, &entry)
    }

    /// Folds the act in and writes the backend's own: the number, the answer to a request, the task.
    fn follow(
        &self,
        case: &mut Case,
        examined: &Examined,
        refusal: Option<&Refusal>,
        verified: Option<Verified>,
    ) -> Outcome<()> {
        let (turn, header) = (&self.turn, &examined.header);
        let begun = !case.item.is_empty();
        let before = case.stage;
        match &examined.payload {
            // What it mends, or speaks of, counts at another place from now on.
            _ if header.replaces.is_some() => *case = fold::fold(turn.tx, case.id)?,
            Some(Payload::Settled(_)) => *case = fold::fold(turn.tx, case.id)?,
            Some(payload) => case.apply(&header.captured, payload),
            None => case.apply_unknown(&header.kind),
        }
        self.name_attachments(examined)?;
        if let Some(refusal) = refusal {
            own::contested(turn, case, header.act_id, refusal)?;
        }
        let begins = matches!(&examined.payload, Some(Payload::Received(_))) && !begun;
        if begins || verified.is_some() {
            let post = turn.app.city.post(&header.actor, &header.post);
            let outlet = post.map_or("", |post| post.outlet.as_str());
            own::registered(turn, case, outlet, verified)?;
        }
        match &examined.payload {
            Some(Payload::AcceptanceRequested(_)) if refusal.is_none() => {
                match admit::answer(turn, case)? {
                    Ok(confirmed) => own::write(turn, case, &confirmed)?,
                    Err(refusal) => own::contested(turn, case, header.act_id, &refusal)?,
                }
            }
            Some(Payload::Settled(word)) => settle::follow(turn, case, word)?,
            Some(Payload::Inspected(it)) => marks::found(turn, case, (header, it), refusal)?,
            _ => {}
        }
        told::queue(turn, case, before, header.captured.credible())
    }

    /// What an act in force names is kept with it.
    fn name_attachments(&self, examined: &Examined) -> Outcome<()> {
        let case = examined.case().unwrap_or_default();
        for named in &examined.header.attachments {
            self.turn
                .tx
                .prepare_cached("UPDATE uploads SET named = 1 WHERE case_id = ?1 AND hash = ?2")?
                .execute(params![case.as_bytes().as_slice(), named.hash.0])?;
        }
        Ok(())
    }

    fn case(&mut self, id: Uuid) -> Outcome<&Case> {
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.cases.entry(id) {
            vacant.insert(fold::fold(self.turn.tx, id)?);
        }
        self.cases.get(&id).ok_or_else(Bad::server)
    }
}
