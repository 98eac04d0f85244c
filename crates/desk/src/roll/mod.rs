//! A list of people (名单) for one item, as a travel agency or a school brings it (domain reference S57): each row that
//! can stand becomes a draft, each that cannot is named with its reason. The same list again makes no doubles.

mod book;
mod columns;
mod read;

use std::collections::BTreeMap;

use ::seal::sha256;
use domain::applicant::{ApplicantKind, Party};
use domain::catalogue::Item;
use domain::moment;
use store::StoreError;
use uuid::Uuid;

use crate::cases;
use crate::desk::Desk;
use crate::desk::session::keep_draft;
use crate::draft::{Draft, Edit, Member, Seen};
use crate::fault::{DeskFault, Outcome};
use crate::plan::Words;
use crate::station::{Station, meta};
use crate::view::{RollCaseView, RollFaultView, RollView};
use columns::{Column, Person};

impl Desk {
    /// Takes a list in for an item (实施编码 or short number): rows become drafts of whoever is signed in, members of one
    /// group (团组).
    ///
    /// # Errors
    /// `roll_unread`, `roll_columns`: nothing was taken in; no such item; the store's.
    pub fn import_roll(&self, item: &str, bytes: &[u8]) -> Outcome<RollView> {
        self.take_roll(item, bytes).map(|(view, _)| view)
    }

    /// The same, and every member that is a draft is received as if the clerk had opened it and pressed 只收件, each by
    /// its own act; what cannot be received stays a draft.
    ///
    /// # Errors
    /// As of [`Desk::import_roll`].
    pub async fn receive_roll(
        &self,
        item: &str,
        bytes: &[u8],
    ) -> Outcome<(RollView, Vec<RollCaseView>)> {
        let (view, members) = self.take_roll(item, bytes)?;
        let station = self.station()?;
        let mut received = Vec::new();
        for (line, id) in members {
            if station.store().draft_get(id)?.is_none() {
                continue;
            }
            self.open_draft(&id.to_string())?;
            let saved = match self.decide("receive", &Words::default()).await {
                Ok(shown) => Ok(shown.saved),
                Err(fault) => Err(fault.say),
            };
            received.push(RollCaseView::of(line, id, saved));
        }
        Ok((view, received))
    }

    /// What became of the rows; and who of them is here, by line and id, in the order of the list.
    fn take_roll(&self, item: &str, bytes: &[u8]) -> Outcome<(RollView, Vec<(u32, Uuid)>)> {
        let station = self.station()?;
        let reference = station.reference();
        let item = reference.catalogue.item(item);
        let item = item.ok_or_else(DeskFault::no_such_item)?;
        if !item
            .applicants
            .iter()
            .any(|kind| kind == ApplicantKind::Own.code())
        {
            let say = format!("名单没有导入：“{}”不由个人申请，请逐件办理。", item.name);
            return Err(DeskFault::new("roll_item", say));
        }
        let sheet = read::read(bytes)?;
        let columns = columns::columns(&sheet.columns, item)?;
        let unused = sheet.columns.iter().zip(&columns);
        let mut view = RollView {
            item: item.name.clone(),
            unused: unused
                .filter(|(_, column)| **column == Column::Unused)
                .map(|(head, _)| head.clone())
                .collect(),
            ..RollView::default()
        };
        let roll = Roll {
            desk: self,
            station: &station,
            item,
            salt: salt(&station)?,
            now: self.now(),
        };
        let rows = roll.judge(&columns, &sheet.rows, &mut view)?;
        let members = roll.keep(rows, &mut view)?;
        Ok((view, members))
    }
}

/// A row that can stand.
enum Row {
    /// Nobody has seen it here; its draft says the group where the list does.
    New(Box<Draft>),
    /// A draft or a case here already, and the group it is in.
    Held(Uuid, Option<String>),
}

/// Why a row became no draft.
enum Refused {
    /// In words, without what stands in it.
    Row(String),
    /// The store's: the rows before it are in.
    Store(DeskFault),
}

impl From<DeskFault> for Refused {
    fn from(fault: DeskFault) -> Self {
        Self::Store(fault)
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error.into())
    }
}

struct Roll<'a> {
    desk: &'a Desk,
    station: &'a Station,
    item: &'a Item,
    salt: Vec<u8>,
    now: i64,
}

impl Roll<'_> {
    /// Each row by itself: those that can stand, with their lines; the others are faults of the view.
    fn judge(
        &self,
        columns: &[Column],
        rows: &[(usize, Vec<String>)],
        view: &mut RollView,
    ) -> Outcome<Vec<(u32, Row)>> {
        let mut seen = BTreeMap::new();
        let mut stand = Vec::new();
        for (line, cells) in rows {
            let told = u32::try_from(*line).unwrap_or(u32::MAX);
            match self.look(columns, cells, (*line, &mut seen)) {
                Ok(row) => stand.push((told, row)),
                Err(Refused::Row(say)) => view.faults.push(RollFaultView { line: told, say }),
                Err(Refused::Store(fault)) => return Err(fault),
            }
        }
        Ok(stand)
    }

    /// The draft of a row, unless it is here already, as a draft or as a case.
    fn look(
        &self,
        columns: &[Column],
        cells: &[String],
        (line, seen): (usize, &mut BTreeMap<String, usize>),
    ) -> Result<Row, Refused> {
        let person = columns::person(columns, cells).map_err(Refused::Row)?;
        let party = self.party(&person)?;
        if let Some(before) = seen.get(&party.id) {
            return Err(Refused::Row(format!(
                "与第 {before} 行的证件号码相同，请核对"
            )));
        }
        seen.insert(party.id.clone(), line);
        let id = self.id(&party.id);
        let store = self.station.store();
        if let Some(row) = store.case(id)? {
            return Ok(Row::Held(id, cases::group_of(&row)));
        }
        if let Some(stored) = store.draft_get(id)? {
            let held = serde_json::from_slice::<Draft>(&stored.body).ok();
            let group = held.and_then(|draft| Some(draft.member?.group));
            return Ok(Row::Held(id, group));
        }
        let draft = self.draft(id, party, person)?;
        match self.desk.doubled(self.station, &draft, self.now)? {
            Some(open) => Err(Refused::Row(format!(
                "同一申请人的同一事项 {} 已收件（{}，{}），还没有办结；确要再办的，请单独受理并写明理由",
                open.day, open.number, open.stage
            ))),
            None => Ok(Row::New(Box::new(draft))),
        }
    }

    /// Keeps the new drafts. A list without a number of its own goes on with the group that its members are in, or gets
    /// a new one.
    fn keep(&self, rows: Vec<(u32, Row)>, view: &mut RollView) -> Outcome<Vec<(u32, Uuid)>> {
        let held = rows.iter().find_map(|(_, row)| match row {
            Row::Held(_, group) => group.clone(),
            Row::New(_) => None,
        });
        let first = rows.iter().find_map(|(_, row)| match row {
            Row::New(draft) => Some(draft.id),
            Row::Held(..) => None,
        });
        let made = || first.map(|id| group_number(id, self.now));
        let group = held.or_else(made).unwrap_or_default();
        let mut members = Vec::new();
        for (line, row) in rows {
            let (id, group) = match row {
                Row::Held(id, group) => {
                    view.held += 1;
                    (id, group.unwrap_or_default())
                }
                Row::New(mut draft) => {
                    view.taken += 1;
                    let said = draft.member.take().map(|member| member.group);
                    let group = said.unwrap_or_else(|| group.clone());
                    draft.member = Some(Member {
                        group: group.clone(),
                        line,
                    });
                    keep_draft(self.station, &draft)?;
                    (draft.id, group)
                }
            };
            if view.group.is_empty() {
                view.group = group;
            }
            if view.first.is_none() && self.station.store().draft_get(id)?.is_some() {
                view.first = Some(id.to_string());
            }
            members.push((line, id));
        }
        Ok(members)
    }

    fn party(&self, person: &Person) -> Result<Party, Refused> {
        if person.name.is_empty() {
            return Err(Refused::Row("没有姓名".to_owned()));
        }
        if person.id.starts_with(read::LOST) {
            let say = "证件号码在表格里存成了数字，末几位已经丢失，请把这一栏设为“文本”后重新填写";
            return Err(Refused::Row(say.to_owned()));
        }
        if person.id.is_empty() {
            return Err(Refused::Row("没有证件号码".to_owned()));
        }
        let today = moment::day(self.now);
        let checked = domain::identity::check(&person.id_kind, &person.id, today);
        if let Some(checked) = checked
            .as_ref()
            .filter(|one| one.result == domain::identity::Fit::Bad)
        {
            return Err(Refused::Row(format!("证件号码{}", checked.reason)));
        }
        Ok(Party {
            name: person.name.clone(),
            id: checked.map_or_else(|| person.id.clone(), |checked| checked.normalized),
            id_kind: person.id_kind.clone(),
            phone: person.phone.clone(),
            seen_by: "typed".to_owned(),
        })
    }

    fn draft(&self, id: Uuid, party: Party, person: Person) -> Result<Draft, Refused> {
        let mut draft = Draft::new(id, self.now);
        draft.edit(Edit::Item, Some(self.item), self.now);
        draft.edit(Edit::Kind(ApplicantKind::Own), Some(self.item), self.now);
        for (question, answer) in person.situation {
            draft.edit(Edit::Answer(question, answer), Some(self.item), self.now);
        }
        draft.party = Some(party);
        if !person.group.is_empty() {
            draft.member = Some(Member {
                group: person.group,
                line: 0,
            });
        }
        draft.seen = Some(Seen {
            tone: "warn".to_owned(),
            text: "名单导入，未核验".to_owned(),
            detail: "请核对证件原件".to_owned(),
        });
        for (key, value) in person.form {
            draft.edit(Edit::Field(key, value), Some(self.item), self.now);
        }
        draft.fill(Some(self.item));
        let values = draft.form.iter();
        let values = values
            .map(|(key, held)| (key.clone(), held.value.clone()))
            .collect();
        let faults = self.item.form.check(&draft.answers(), &values, Some(&[]));
        match faults.first() {
            Some(fault) => Err(Refused::Row(fault.say.trim_end_matches('。').to_owned())),
            None => Ok(draft),
        }
    }

    /// The same person for the same item is the same draft. Salted: who has the id must not find the number by trying.
    fn id(&self, number: &str) -> Uuid {
        let parts = [
            &self.salt[..],
            self.item.code.as_bytes(),
            b"/",
            number.as_bytes(),
        ];
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sha256(&parts.concat()).as_bytes()[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}

/// The number of a group that a list does not name: the day, and the first member's draft.
fn group_number(first: Uuid, now: i64) -> String {
    let day = moment::day(now).strftime("%Y%m%d");
    let tail = first.simple().to_string().to_uppercase();
    format!("T{day}-{}", &tail[..6])
}

/// This station's own, made when it is first wanted.
fn salt(station: &Station) -> Outcome<Vec<u8>> {
    let store = station.store();
    if let Some(held) = store.meta_get(meta::ROLL_SALT)? {
        return Ok(held);
    }
    let made = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
    store.meta_put(meta::ROLL_SALT, &made)?;
    Ok(made)
}
