//! Days on which the clock stands still.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::DueError;

/// A stop of the clock (补正, 特别程序: 听证、检验、专家评审…), both end days included (行政许可法 45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    from: Date,
    to: Date,
    reason: String,
}

impl Pause {
    /// A pause from `from` to `to`, both included.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn new(from: Date, to: Date) -> Result<Self, DueError> {
        Self::because(from, to, "暂停计时")
    }

    /// The same with a reason in Chinese, as the explanation shows it: `等待补正`.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn because(from: Date, to: Date, reason: impl Into<String>) -> Result<Self, DueError> {
        if to < from {
            return Err(DueError::InvertedPause);
        }
        Ok(Self {
            from,
            to,
            reason: reason.into(),
        })
    }
}

/// Pauses made disjoint, so that a day is looked up in one step however many there are.
pub(super) struct Pauses<'a>(BTreeMap<Date, (Date, &'a str)>);

impl<'a> Pauses<'a> {
    pub(super) fn new(pauses: &'a [Pause]) -> Self {
        let mut sorted: Vec<&Pause> = pauses.iter().collect();
        sorted.sort_by_key(|pause| (pause.from, pause.to));
        let mut apart = BTreeMap::new();
        let mut covered: Option<Date> = None;
        for pause in sorted {
            let from = match covered {
                Some(end) if end >= pause.to => continue,
                // `end` is before another day, so it has a tomorrow.
                Some(end) if end >= pause.from => end.tomorrow().unwrap_or(end),
                _ => pause.from,
            };
            apart.insert(from, (pause.to, pause.reason.as_str()));
            covered = Some(pause.to);
        }
        Self(apart)
    }

    /// The reason the clock stands still on this day, if it does.
    pub(super) fn on(&self, day: Date) -> Option<&'a str> {
        let (_, &(to, reason)) = self.0.range(..=day).next_back()?;
        (day <= to).then_some(reason)
    }
}
