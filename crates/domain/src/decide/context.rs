use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::catalogue::Item;
use crate::credit::Credit;
use crate::due::OfficeHours;
use crate::moment;
use crate::rights::Rights;

/// Everything a decision may look at; nothing is read from the air.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Milliseconds since the Unix epoch.
    pub now: i64,
    /// Working days.
    pub calendar: &'a Calendar,
    /// When the office is open.
    pub office: &'a OfficeHours,
    /// The item at the version the case is pinned to.
    pub item: &'a Item,
    /// The credit answer about the applicant.
    pub credit: Credit,
    /// What the acting post may do.
    pub rights: &'a Rights,
    /// Whether the backend can be reached: without it, and without a leased number, acceptance is only
    /// requested (law 7).
    pub online: bool,
}

impl Context<'_> {
    /// Civil day.
    #[must_use]
    pub fn today(&self) -> Date {
        moment::day(self.now)
    }
}
