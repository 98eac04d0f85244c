use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;

use crate::moment;

/// "No act K by T": why a lapse happened, as its act names it, e.g. `no noticed|accepted by 2026-03-09T17:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Kinds of acts of which one was awaited.
    pub kinds: Vec<String>,
    /// The last moment, milliseconds since the Unix epoch; to the minute, China time.
    pub by: i64,
}

/// Not a trigger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not `no KIND|KIND by TIME`")]
pub struct TriggerError;

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = moment::civil(self.by)
            .strftime("%Y-%m-%dT%H:%M")
            .to_string();
        write!(f, "no {} by {by}", self.kinds.join("|"))
    }
}

impl FromStr for Trigger {
    type Err = TriggerError;

    fn from_str(text: &str) -> Result<Self, TriggerError> {
        let body = text.strip_prefix("no ").ok_or(TriggerError)?;
        let (kinds, by) = body.split_once(" by ").ok_or(TriggerError)?;
        let by: DateTime = by.parse().map_err(|_| TriggerError)?;
        Ok(Self {
            kinds: kinds.split('|').map(str::to_owned).collect(),
            by: moment::instant(by),
        })
    }
}
