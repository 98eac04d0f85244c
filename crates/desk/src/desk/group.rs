//! 团组: the members of one list, taken in one after the other (docs/adr/0030).

use super::{Desk, locked};
use crate::cases;
use crate::draft::Draft;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{DeskView, GroupView};

impl Desk {
    /// The next member of the group whose case was just saved comes onto the desk, in the order of the list.
    ///
    /// # Errors
    /// `group_done`: nobody is left; the store's.
    pub fn next_member(&self) -> Outcome<DeskView> {
        let station = self.station()?;
        let shown = locked(&self.0.saved)
            .as_ref()
            .map(|saved| saved.group.clone());
        let number = shown.flatten().map(|group| group.number);
        let left = match &number {
            Some(number) => waiting(&station, number)?,
            None => Vec::new(),
        };
        let Some(next) = left.first() else {
            let say = "这个团组没有待办的人了。按 F11 接待下一位。";
            return Err(DeskFault::new("group_done", say));
        };
        self.open_draft(&next.id.to_string())?;
        self.show()
    }

    /// How far a group has got, as this machine knows it.
    pub(crate) fn group_view(&self, station: &Station, number: &str) -> Outcome<GroupView> {
        let cases = cases::members(station, number)?;
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        let left = count(waiting(station, number)?.len());
        let accepted = cases.iter().filter(|row| cases::is_accepted(&row.state));
        Ok(GroupView {
            number: number.to_owned(),
            accepted: count(accepted.count()),
            received: count(cases.len()),
            members: count(cases.len()).saturating_add(left),
            left,
        })
    }
}

/// Their drafts that are no case yet, in the order of the list.
fn waiting(station: &Station, number: &str) -> Outcome<Vec<Draft>> {
    let stored = station.store().drafts(Some(station.user()))?;
    let mut left: Vec<(u32, Draft)> = stored
        .iter()
        .filter_map(|stored| serde_json::from_slice::<Draft>(&stored.body).ok())
        .filter_map(|draft| {
            let member = draft.member.as_ref()?;
            (member.group == number).then_some((member.line, draft))
        })
        .collect();
    left.sort_by_key(|(line, _)| *line);
    Ok(left.into_iter().map(|(_, draft)| draft).collect())
}
