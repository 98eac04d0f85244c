//! A list of people (名单) for one item, as a travel agency or a school brings it (domain reference S57): each row that
//! can stand becomes a draft, each that cannot is named with its reason. The same list again makes no doubles.

mod columns;
mod read;

use std::collections::BTreeMap;

use ::seal::sha256;
use domain::applicant::{ApplicantKind, Party};
use domain::catalogue::Item;
use domain::moment;
use store::StoreError;
use uuid::Uuid;

use crate::desk::Desk;
use crate::desk::session::keep_draft;
use crate::draft::{Draft, Edit, Seen};
use crate::fault::{DeskFault, Outcome};
use crate::station::{Station, meta};
use crate::view::{RollFaultView, RollView};
use columns::{Column, Person};

impl Desk {
    /// Takes a list in for an item (实施编码 or short number): rows become drafts of whoever is signed in.
    ///
    /// # Errors
    /// `roll_unread`, `roll_columns`: nothing was taken in; no such item; the store's.
    pub fn import_roll(&self, item: &str, bytes: &[u8]) -> Outcome<RollView> {
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
            station: &station,
            item,
            salt: salt(&station)?,
            now: self.now(),
        };
        let mut seen = BTreeMap::new();
        for (line, cells) in &sheet.rows {
            match roll.take(&columns, cells, (*line, &mut seen)) {
                Ok(true) => view.taken += 1,
                Ok(false) => view.held += 1,
                Err(Refused::Row(say)) => view.faults.push(RollFaultView {
                    line: u32::try_from(*line).unwrap_or(u32::MAX),
                    say,
                }),
                Err(Refused::Store(fault)) => return Err(fault),
            }
        }
        Ok(view)
    }
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
    station: &'a Station,
    item: &'a Item,
    salt: Vec<u8>,
    now: i64,
}

impl Roll<'_> {
    /// Makes the draft of a row; false where it is here already, as a draft or as a case.
    fn take(
        &self,
        columns: &[Column],
        cells: &[String],
        (line, seen): (usize, &mut BTreeMap<String, usize>),
    ) -> Result<bool, Refused> {
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
        if store.draft_get(id)?.is_some() || store.case(id)?.is_some() {
            return Ok(false);
        }
        let draft = self.draft(id, party, person)?;
        keep_draft(self.station, &draft)?;
        Ok(true)
    }

    fn party(&self, person: &Person) -> Result<Party, Refused> {
        if person.name.is_empty() {
            return Err(Refused::Row("没有姓名".to_owned()));
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
