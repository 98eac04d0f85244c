//! Ways out for a row that was set aside: mend it by a new act, here or by a colleague, or end it by two people with a
//! reason. The row itself never goes (law 3).

use std::collections::BTreeMap;

use domain::act::{Facts, Header, Payload, StationEvent, Subject};
use domain::queue::RowState;
use store::slots::Slots;
use store::{Append, QueueRow, StoredAct};
use uuid::Uuid;

use super::Desk;
use crate::cases;
use crate::fault::{DeskFault, Outcome};
use crate::station::{Key, Sealing, Station};

/// Longest note beside a reason, characters.
const LONGEST_NOTE: usize = 100;
/// Digits in a row that a note may have: a longer number may be somebody's.
const MOST_DIGITS: usize = 5;

/// Reasons for discarding: machine word and text, in the order of the list.
pub const DISCARD_REASONS: [(&str, &str); 5] = [
    ("duplicate", "重复录入"),
    ("wrong_entry", "录错了，已另行办理"),
    ("given_up", "申请人不再办理"),
    ("settled", "已人工核对，无需再处理"),
    ("other", "其他（请写明）"),
];

/// A colleague who signs, at this station.
#[derive(Clone)]
pub struct Colleague {
    /// 工号.
    pub user: String,
    /// Password.
    pub password: String,
}

/// Never the password.
impl std::fmt::Debug for Colleague {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Colleague")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// Does the same again by a new act that replaces the one set aside: with the post in use now, or by a colleague
    /// with theirs. Takes as long as their slot when it is a colleague. Answers the new act.
    ///
    /// # Errors
    /// `not_set_aside`, `carried`, `kind_unknown`; the colleague's slot; the store's.
    pub async fn mend(&self, act: &str, by: Option<Colleague>) -> Outcome<Uuid> {
        let station = self.station()?;
        let (_, mended) = set_aside(&station, act)?;
        let signer = match by {
            None => station.clone(),
            Some(colleague) => self.signed_by(&station, colleague).await?,
        };
        let (header, payload) = readable(&station, &mended)?;
        let sealing = Sealing {
            station: &signer,
            subject: header.subject,
            base: header.base,
            // The deed is the one of then: its time is not moved by its mend.
            captured: header.captured,
            facts: Facts {
                grant: signer.post().map(|post| post.code),
                ..header.context
            },
            // Whoever agreed then agreed to this deed.
            witness: header.witness,
            replaces: Some(mended.act_id),
        };
        let id = station.store().append(|head| {
            let acts = sealing.seal(head, std::slice::from_ref(&payload))?;
            let id = acts[0].act_id;
            let append = Append {
                acts,
                ends: vec![mended.act_id],
                ..Append::default()
            };
            Ok((append, id))
        })?;
        self.nudge();
        Ok(id)
    }

    /// Ends a row by two people: who is signed in, and a witness with their own password. Recorded as `discarded`.
    ///
    /// # Errors
    /// `not_set_aside`, `witness_same`, `reason_needed`, `note_number`; the witness's slot; the store's.
    pub async fn discard(
        &self,
        act: &str,
        witness: Colleague,
        reason: &str,
        note: &str,
    ) -> Outcome<()> {
        let station = self.station()?;
        let (row, discarded) = set_aside(&station, act)?;
        check_reason(reason, note)?;
        if witness.user == station.user() {
            return Err(DeskFault::new(
                "witness_same",
                "作废要两个人：请另一位工作人员输入自己的工号和密码。",
            ));
        }
        let witness = self.signed_by(&station, witness).await?;
        let payload = Payload::Station(StationEvent {
            what: "discarded".to_owned(),
            detail: detail(&row, &discarded, witness.user(), reason, note),
        });
        let sealing = Sealing {
            station: &station,
            subject: Subject::Station,
            base: Vec::new(),
            captured: self.captured(&station),
            facts: Facts {
                rules: domain::decide::RULES,
                ..Facts::default()
            },
            witness: Some(witness.user().to_owned()),
            replaces: None,
        };
        station.store().append(|head| {
            let append = Append {
                acts: sealing.seal(head, std::slice::from_ref(&payload))?,
                ends: vec![discarded.act_id],
                ..Append::default()
            };
            Ok((append, ()))
        })?;
        self.nudge();
        Ok(())
    }

    /// The station as a colleague would have it: their slot is opened, off the caller's thread.
    pub(crate) async fn signed_by(
        &self,
        station: &Station,
        colleague: Colleague,
    ) -> Outcome<Station> {
        let dir = self.0.config.dir.clone();
        let factor = self.factor(&Slots::load(&dir)?, &colleague.user).await?;
        let station = station.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let key = Key {
                user: &colleague.user,
                password: &colleague.password,
                factor,
            };
            let opened = Slots::load(&dir)?.open(key.user, key.unlock())?;
            station.of_member(&colleague.user, &opened.member_secret)
        });
        opened
            .await
            .map_err(|_| DeskFault::new("failed", "核对密码时中断，请重试。"))?
    }
}

/// A row that was set aside and that nobody has ended.
pub(super) fn set_aside(station: &Station, act: &str) -> Outcome<(QueueRow, StoredAct)> {
    let unknown = || {
        DeskFault::new(
            "not_found",
            "队列里没有这个动作。请刷新后再看，或用 zc queue list 核对编号。",
        )
    };
    let id: Uuid = act.trim().parse().map_err(|_| unknown())?;
    let row = station.store().queue_row(id)?.ok_or_else(unknown)?;
    let act = station.store().act(id)?.ok_or_else(unknown)?;
    let human = matches!(
        row.state,
        RowState::Contested { .. } | RowState::NeedsFix { .. } | RowState::Quarantined { .. }
    );
    if human && row.ended_by.is_none() {
        return Ok((row, act));
    }
    Err(DeskFault::new(
        "not_set_aside",
        "这一条没有搁置，或已经处理过。照常等它发送即可，不必更正或作废。",
    ))
}

/// An own act whose kind this program knows.
pub(super) fn readable(station: &Station, act: &StoredAct) -> Outcome<(Header, Payload)> {
    let (Some(header), Some(payload)) = cases::read(act) else {
        return Err(DeskFault::new(
            "kind_unknown",
            "本机程序不认识这种动作，不能更正。请升级程序，或导出给管理员。",
        ));
    };
    if header.origin.terminal != station.0.identity.station {
        return Err(DeskFault::new(
            "carried",
            "这一条是替别的工作站代发的，只能由原工作站更正。请把离线包交回，或由两人作废。",
        ));
    }
    Ok((header, payload))
}

fn check_reason(reason: &str, note: &str) -> Outcome<()> {
    let known = DISCARD_REASONS.iter().any(|(word, _)| *word == reason);
    let words = note.trim();
    if !known || (reason == "other" && words.chars().count() < 2) {
        return Err(DeskFault::new(
            "reason_needed",
            "请选择作废原因；选“其他”时请写明。原因会留在审计记录里。",
        ));
    }
    self::note(words)
}

/// Words that stay in an audit log: short, and without anybody's number.
pub(crate) fn note(note: &str) -> Outcome<()> {
    if note.chars().count() > LONGEST_NOTE {
        return Err(DeskFault::new("note_long", "说明太长，请写在一百字以内。"));
    }
    let digits = note
        .split(|c: char| !c.is_numeric())
        .map(|run| run.chars().count());
    if digits.max().unwrap_or(0) > MOST_DIGITS {
        return Err(DeskFault::new(
            "note_number",
            "说明里有长号码。审计记录不留个人信息，请去掉证件号、电话后再提交。",
        ));
    }
    Ok(())
}

fn detail(
    row: &QueueRow,
    act: &StoredAct,
    witness: &str,
    reason: &str,
    note: &str,
) -> BTreeMap<String, String> {
    let code = match &row.state {
        RowState::Contested { code }
        | RowState::NeedsFix { code }
        | RowState::Quarantined { code } => code.as_str(),
        _ => "",
    };
    [
        ("act", act.act_id.to_string()),
        ("hash", ::seal::Hash32(act.hash).to_string()),
        ("state", row.state.word().to_owned()),
        ("code", code.to_owned()),
        ("reason", reason.to_owned()),
        ("note", note.trim().to_owned()),
        ("witness", witness.to_owned()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
