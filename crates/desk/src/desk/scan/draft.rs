//! 暂存码: what a citizen began on a phone or at a kiosk goes on at this window (S69).

use std::collections::BTreeMap;

use domain::act::{Hash, LineSource};
use domain::applicant::Party;
use domain::case::FieldValue;
use domain::prefill;
use uuid::Uuid;
use wire::{TakeDraft, TakenDraft};

use super::super::edit::{kind_of, take_file};
use super::super::session::{keep_draft, no_backend};
use super::super::{Desk, locked};
use super::answer::{answer, draft_failed};
use super::choose::{Offered, yes};
use crate::draft::{Begun, DRAFT_CODES, Draft, Seen, show};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::ScanView;

impl Desk {
    /// Asks first where something lies on the desk; it stays among the drafts.
    pub(super) async fn take_draft(&self, station: &Station, code: &str) -> Outcome<ScanView> {
        if let Some(refused) = foreign(station, code) {
            return Ok(refused);
        }
        if let Some(view) = self.taken_before(station, code)? {
            return Ok(view);
        }
        let held = locked(&self.0.draft).clone();
        if held.is_empty() && held.pending.is_none() {
            return self.go_on_with(station, code).await;
        }
        let reference = station.reference();
        let item = super::super::pinned(&held, &reference)
            .map_or("未选事项".to_owned(), |item| item.name.clone());
        let person = held.party.as_ref().map_or_else(
            || "未登记申请人".to_owned(),
            |party| domain::identity::mask::name(&party.name),
        );
        let say =
            "接手后，桌上这件留在“未办完”里，什么都不会丢。先不接手请按 Esc，暂存码还能再扫。";
        let way = (
            Offered::Draft(code.to_owned()),
            yes("接手暂存", format!("桌上的“{item}”{person}留作草稿")),
        );
        Ok(self.offer(("draft_ask", "桌上还有没办完的", say), vec![way]))
    }

    /// Takes it over: online, once.
    pub(super) async fn go_on_with(&self, station: &Station, code: &str) -> Outcome<ScanView> {
        match self.fetched(station, code).await {
            Ok(taken) => self.lay_out(station, code, taken).await,
            Err(fault) => Ok(draft_failed(&fault)),
        }
    }

    async fn fetched(&self, station: &Station, code: &str) -> Outcome<TakenDraft> {
        let remote = self.remote().ok_or_else(no_backend)?;
        self.connect(station).await?;
        // The code names the request: when a reply was lost, the next scan gets the same answer and not "used".
        let asked = TakeDraft {
            request_id: format!("draft:{code}"),
        };
        Ok(remote.take_draft(code, &asked).await?.data)
    }

    async fn lay_out(&self, station: &Station, code: &str, taken: TakenDraft) -> Outcome<ScanView> {
        let reference = station.reference();
        let item = reference.catalogue.item(&taken.item);
        let pinned = item.map(|item| (item.code.clone(), item.version));
        let now = self.now();
        let mut draft = Draft::new(Uuid::now_v7(), now);
        super::super::edit::ensure_number(&mut draft, now);
        draft.begun = Some(Begun {
            channel: taken.channel.clone(),
            code: code.to_owned(),
            at: taken.made_at,
            files: BTreeMap::new(),
        });
        draft.codes = vec![(DRAFT_CODES.to_owned(), code.as_bytes().to_vec())];
        draft.kind = kind_of(&taken.applicant).ok();
        draft.item.clone_from(&pinned);
        draft.situation.clone_from(&taken.situation);
        draft.form = form(&taken);
        self.register(&mut draft, &taken);
        bring(station, &mut draft, &taken, now)?;
        draft.fill(item);
        keep_draft(station, &draft)?;
        let id = draft.id.to_string();
        *locked(&self.0.draft) = draft.clone();
        *locked(&self.0.saved) = None;
        locked(&self.0.unmasked).clear();
        let told = [("draft", &*id), ("channel", &*taken.channel)];
        self.record(station, "draft_taken", &told)?;
        let desk = self.follow_up().await?;
        let version = pinned.map(|(_, version)| version);
        let (outcome, say) = said(&draft, &taken, version);
        let title = format!("已接手{}", show::channel_text(&taken.channel));
        Ok(answer("draft", outcome, &title, &say, Some(desk)))
    }

    fn register(&self, draft: &mut Draft, taken: &TakenDraft) {
        let Some(holder) = &taken.holder else { return };
        draft.party = Some(Party {
            name: holder.name.clone(),
            id_kind: holder.id_kind.replace('-', "_"),
            id: holder.id.clone(),
            phone: holder.phone.clone(),
            seen_by: format!("{}{}", prefill::DRAFT, taken.channel),
        });
        let short = |ms: i64| show::clock(ms)[..5].to_owned();
        draft.seen = Some(Seen {
            tone: "warn".to_owned(),
            text: format!("{}，身份未核验", show::channel_text(&taken.channel)),
            detail: format!(
                "{} {} → 窗口接手 {}。请核对证件原件",
                show::channel_text(&taken.channel),
                short(taken.made_at),
                short(self.now())
            ),
        });
    }

    /// A second scan goes on with what the first one took over.
    fn taken_before(&self, station: &Station, code: &str) -> Outcome<Option<ScanView>> {
        for stored in station.store().drafts(None)? {
            let Ok(draft) = serde_json::from_slice::<Draft>(&stored.body) else {
                continue;
            };
            if draft.begun.is_none_or(|begun| begun.code != code) {
                continue;
            }
            if stored.owner != station.user() {
                let say = format!(
                    "这份暂存已由工号 {} 在本机接手，在他的“未办完”里。请由他继续，或请办事人重新出示。",
                    stored.owner
                );
                return Ok(Some(answer(
                    "invalid",
                    "used",
                    "暂存已由同事接手",
                    &say,
                    None,
                )));
            }
            self.open_draft(&draft.id.to_string())?;
            let say = "这份暂存之前已在本机接手，已打开它继续办理；原来桌上的留在“未办完”里。";
            let desk = Some(self.show()?);
            return Ok(Some(answer(
                "draft",
                "taken_before",
                "这份暂存接手过",
                say,
                desk,
            )));
        }
        let done = station.store().used(DRAFT_CODES, code.as_bytes())?;
        Ok(done.then(|| draft_failed(&DeskFault::new("used", ""))))
    }
}

/// What can be said of a code without asking anybody: a code of another city, or half a code.
fn foreign(station: &Station, code: &str) -> Option<ScanView> {
    let reference = station.reference();
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
    let parts = code.split_once('-');
    let whole = parts.filter(|(region, rest)| plain(region) && plain(rest) && rest.len() >= 8);
    let Some((region, _)) = whole else {
        return Some(draft_failed(&DeskFault::new("malformed", "")));
    };
    if region == reference.city.region {
        return None;
    }
    let mut others = reference.city.other_cities.iter();
    let whose = others
        .find(|other| other.region == region)
        .map_or("别的城市", |other| other.name.as_str());
    let say = format!(
        "这是{whose}的暂存码，本市不能接手。请办事人在本市的平台上重新暂存，或出示凭证码现场填写。"
    );
    Some(answer(
        "invalid",
        "other_city",
        "不是本市的暂存码",
        &say,
        None,
    ))
}

fn form(taken: &TakenDraft) -> BTreeMap<String, FieldValue> {
    let source = format!("{}{}", prefill::DRAFT, taken.channel);
    let filled = taken
        .form
        .iter()
        .filter(|(_, value)| !value.trim().is_empty());
    filled
        .map(|(key, value)| {
            let held = FieldValue {
                value: value.trim().to_owned(),
                source: source.clone(),
                before: None,
            };
            (key.clone(), held)
        })
        .collect()
}

/// The files become attachments of the case that the draft will be.
fn bring(station: &Station, draft: &mut Draft, taken: &TakenDraft, now: i64) -> Outcome<()> {
    for file in &taken.files {
        let known = matches!(file.media.split('/').next(), Some("image"))
            || file.media == "application/pdf";
        let media = match known {
            true => &*file.media,
            false => "application/octet-stream",
        };
        let source = take_file(station, draft.id, &file.name, media, &*file.content.0, now)?;
        if let (LineSource::File { hash, .. }, Some(begun)) = (&source, &mut draft.begun) {
            begun.files.insert(file.material.clone(), Hash(hash.0));
        }
        draft.lines.insert(file.material.clone(), source);
    }
    Ok(())
}

/// What came, and whether the item is still the one that was filled in.
fn said(draft: &Draft, taken: &TakenDraft, version: Option<u32>) -> (&'static str, String) {
    let came = format!(
        "“{}”：已填 {} 项，带来材料 {} 份，都标明来自{}。",
        taken.item_name,
        taken.form.len(),
        draft.lines.len(),
        show::channel_text(&taken.channel)
    );
    let theirs = taken.item_version;
    let (code, then) = match version {
        None => (
            "item_unknown",
            "本机事项库里没有这个事项，表格先留着。请联网更新事项库，或按 F3 选事项。".to_owned(),
        ),
        Some(now) if theirs < now => (
            "draft_older",
            format!("暂存按第 {theirs} 版填写，现行是第 {now} 版，请核对变了的材料和表格。"),
        ),
        Some(now) if theirs > now => (
            "draft_newer",
            format!(
                "暂存按第 {theirs} 版填写，本机事项库只到第 {now} 版。请先联网更新事项库再受理。"
            ),
        ),
        Some(_) => ("draft", "请核对证件原件，补齐其余。".to_owned()),
    };
    (code, format!("{came}{then}"))
}
