use serde::Serialize;

use crate::Desk;
use crate::fault::Outcome;
use crate::view::CasesQuery;

/// A case in a list, as a program reads it; nobody is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedCase {
    /// Case id.
    pub case_id: String,
    /// 办件编号, or 临时编号 as long as there is none.
    pub number: String,
    /// 事项.
    pub item: String,
    /// Machine word of the stage.
    pub state: String,
    /// `green`: 绿色通道, before the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<&'static str>,
    /// The last moment of what the office owes, `2026-03-11 17:00`; none while nothing runs.
    pub by: Option<String>,
    /// `green`, `yellow`, `red`; none while nothing runs.
    pub card: Option<&'static str>,
}

impl Desk {
    /// 办件 on this machine, as [`Desk::cases`] finds and orders them.
    ///
    /// # Errors
    /// As there.
    pub fn listed_cases(&self, query: &CasesQuery) -> Outcome<Vec<ListedCase>> {
        let now = self.now();
        let listed = |(row, marks): (store::CaseRow, crate::cases::Marks)| ListedCase {
            case_id: row.case_id.to_string(),
            number: row.number.unwrap_or(row.provisional),
            item: row.item_name,
            state: row.state,
            lane: row.first.then_some("green"),
            by: marks.by().map(domain::moment::minute_text),
            card: marks.card(now).map(domain::card::Card::word),
        };
        Ok(self.case_rows(query)?.into_iter().map(listed).collect())
    }
}
