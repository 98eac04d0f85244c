//! 更正 from a file: what is written there is changed, the rest stays as it was.

use serde_json::{Value, json};

use super::file::Files;
use super::line::{IntakeLine, malformed};
use super::run::Setting;
use crate::cases::decide::item_gone;
use crate::desk::Desk;
use crate::desk::pinned;
use crate::draft::{Draft, Mending};
use crate::fault::Outcome;
use crate::plan::Action;
use crate::station::Station;
use domain::catalogue::Item;

impl Desk {
    /// Mends an act that was set aside by the content of a JSON object: `form`, `situation`, `applicant`, `agent`,
    /// `materials`, `again`, `gaps`, `ground`, `reason`, `competent` as in a line of `zc intake`; `do` only where the acceptance
    /// is to be another one. Answers the row's act id; the new act stands in the queue.
    ///
    /// # Errors
    /// `malformed`; `duplicate` of a receipt that doubles an open case and does not say why; those of [`Desk::mend_open`], the refusal with its ground, the store's.
    pub async fn mend_with(&self, act: &str, text: &str) -> Outcome<()> {
        let station = self.station()?;
        let online = self.begin_intake().await?;
        let mut draft = self.mend_draft(&station, act)?;
        let mends = draft.mends.clone().unwrap_or_default();
        let line = line(text, &mends)?;
        let setting = Setting {
            desk: self,
            station: &station,
            line: &line,
            now: self.now(),
            captured: self.captured(&station),
            online,
            single: false,
        };
        let mut files = Files::new(&station);
        let done = setting.mend(&mut draft, &mut files, &station).await;
        if done.is_err() {
            files.forget()?;
        }
        done
    }
}

/// The object as a line of an intake file.
fn line(text: &str, mends: &Mending) -> Outcome<IntakeLine> {
    let mut object: Value = serde_json::from_str(text)
        .map_err(|_| malformed("更正内容不是完整的 JSON 对象，没有保存。"))?;
    let fields = object
        .as_object_mut()
        .ok_or_else(|| malformed("更正内容应是一个 JSON 对象，没有保存。"))?;
    fields.insert("ref".to_owned(), json!(mends.act.to_string()));
    let action = mends.actions().first().copied().unwrap_or(Action::Receive);
    fields.entry("do").or_insert_with(|| json!(action.word()));
    IntakeLine::parse(&object.to_string())
}

impl Setting<'_> {
    async fn mend(
        &self,
        draft: &mut Draft,
        files: &mut Files<'_>,
        station: &Station,
    ) -> Outcome<()> {
        let reference = station.reference();
        let item = pinned(draft, &reference).ok_or_else(item_gone)?;
        let action =
            Action::of(&self.line.action).ok_or_else(|| malformed("不认识的 do，没有更正。"))?;
        self.open_codes(draft).await?;
        self.change(draft, item, files)?;
        draft.fill(Some(item));
        if !self.line.again.trim().is_empty() {
            self.doubling(draft, action)?;
        }
        self.desk.ensure_single(station, draft, action)?;
        draft.credit = self.credit(&draft.applicant().party, item).await;
        let online = self.online && draft.credit.is_some();
        self.desk
            .save_mend(station, draft, (action, &self.words(item)), online)?;
        Ok(())
    }

    fn change(&self, draft: &mut Draft, item: &Item, files: &mut Files<'_>) -> Outcome<()> {
        if let Some(situation) = &self.line.situation {
            draft.situation.clone_from(situation);
        }
        if self.line.applicant.is_some() {
            self.put_applicant(draft)?;
        }
        self.put_form(draft, item)?;
        self.put_materials(draft, item, files)
    }
}
