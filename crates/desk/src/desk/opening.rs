//! 申请开通 (domain reference S39): an item that the level of this place does not handle is asked of the city, once a
//! station, item and version, with or without a network.

use domain::act::{Facts, OpeningRequest, Payload, Subject};
use domain::catalogue::Item;
use domain::decide::{RULES, request_opening};
use domain::moment;
use serde::{Deserialize, Serialize};
use store::Append;
use uuid::Uuid;

use super::Desk;
use crate::cases::{named, sent_badge};
use crate::fault::{DeskFault, Outcome};
use crate::station::{Sealing, Station};
use crate::view::{DeskView, ItemClosedView, OpeningView};

/// A request that was kept, as it is answered again where the same is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOpening {
    /// The act.
    pub act: Uuid,
    /// 实施编码.
    pub item: String,
    /// Name.
    pub name: String,
    /// 网点.
    pub outlet: String,
    /// 工号.
    pub by: String,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
    /// Why.
    pub reason: String,
}

impl Desk {
    /// Asks the city to open an item where the post in use stands. Asked once, it is answered with the same.
    ///
    /// # Errors
    /// No such item, the refusal with its ground, the store's.
    pub fn request_opening(&self, item: &str, reason: &str) -> Outcome<AskedOpening> {
        let station = self.station()?;
        let reference = station.reference();
        let item = reference.catalogue.item(item);
        let item = item.ok_or_else(DeskFault::no_such_item)?;
        let payload = self.in_context(&reference, (&item.code, item.version), |context| {
            Ok(request_opening(reason, context)?)
        })?;
        let outlet = station.rights().outlet;
        if let Some(asked) = asked(&station, item, &outlet.code)? {
            return Ok(asked);
        }
        let Payload::OpeningRequested(request) = &payload else {
            return Err(DeskFault::new("failed", "申请没有写成，没有保存。请重试。"));
        };
        let kept = self.keep_opening(&station, item, (&payload, request));
        match (kept, asked(&station, item, &outlet.code)?) {
            // Another process was faster.
            (Err(fault), Some(asked)) if fault.code == "answered" => Ok(asked),
            (kept, _) => kept,
        }
    }

    /// The same at the window, with the screen as it then stands.
    ///
    /// # Errors
    /// As [`Desk::request_opening`].
    pub fn open_here(&self, item: &str, reason: &str) -> Outcome<DeskView> {
        self.request_opening(item, reason)?;
        self.show()
    }

    fn keep_opening(
        &self,
        station: &Station,
        item: &Item,
        (payload, request): (&Payload, &OpeningRequest),
    ) -> Outcome<AskedOpening> {
        let sealing = Sealing {
            station,
            subject: Subject::Station,
            base: Vec::new(),
            captured: self.captured(station),
            facts: Facts {
                item: Some(item.reference()),
                grant: station.post().map(|post| post.code),
                rules: RULES,
                ..Facts::default()
            },
            witness: None,
            replaces: None,
        };
        let asked = station.store().append(|head| {
            let acts = sealing.seal(head, std::slice::from_ref(payload))?;
            let asked = AskedOpening {
                act: acts[0].act_id,
                item: request.item.clone(),
                name: request.item_name.clone(),
                outlet: request.outlet.clone(),
                by: station.user().to_owned(),
                at: sealing.captured.wall,
                reason: request.reason.clone(),
            };
            let answer = serde_json::to_vec(&asked)
                .map_err(|_| DeskFault::new("failed", "申请无法编码，没有保存。请重试。"))?;
            let append = Append {
                acts,
                answer: Some((reference(item, &request.outlet), answer)),
                ..Append::default()
            };
            Ok::<_, DeskFault>((append, asked))
        })?;
        self.nudge();
        Ok(asked)
    }
}

/// What is answered to the same request: of an item that changed since, it is another one.
fn reference(item: &Item, outlet: &str) -> String {
    format!("opening:{outlet}:{}", item.reference())
}

/// What this station asked for before.
fn asked(station: &Station, item: &Item, outlet: &str) -> Outcome<Option<AskedOpening>> {
    let kept = station.store().answer(&reference(item, outlet))?;
    Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Why the item is not handled where the post stands, and what was asked of the city.
pub(super) fn closed(station: &Station, item: Option<&Item>) -> Outcome<Option<ItemClosedView>> {
    let outlet = station.rights().outlet;
    let Some((item, say)) = item.and_then(|item| Some((item, outlet.closed(item)?))) else {
        return Ok(None);
    };
    let asked = match asked(station, item, &outlet.code)? {
        Some(asked) => Some(shown(station, &asked)?),
        None => None,
    };
    Ok(Some(ItemClosedView { say, asked }))
}

fn shown(station: &Station, asked: &AskedOpening) -> Outcome<OpeningView> {
    let act = station.store().act(asked.act)?;
    let by = named(&asked.by, &station.reference());
    Ok(OpeningView {
        say: format!(
            "{by}已于 {} 申请开通，理由：{}。市平台开通后，更新基础数据即可在本网点办理。",
            moment::minute_text(asked.at),
            asked.reason.trim_end_matches('。')
        ),
        sent: act.map_or_else(
            || sent_badge(&domain::queue::RowState::Ready),
            |act| sent_badge(&act.state),
        ),
    })
}
