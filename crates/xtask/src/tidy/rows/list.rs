//! The rows of the domain reference that intake by the law stands on.

/// One row.
pub struct Row {
    /// `S07`.
    pub id: &'static str,
    /// A clerk would notice its lack on the first day.
    pub first: bool,
    /// What it is about.
    pub about: &'static str,
}

const fn row(id: &'static str, about: &'static str) -> Row {
    Row {
        id,
        first: false,
        about,
    }
}

const fn first(id: &'static str, about: &'static str) -> Row {
    Row {
        id,
        first: true,
        about,
    }
}

/// Rows of first importance that no test at the counter proves yet. A row that has one leaves this list.
pub const OPEN: &[&str] = &[];

/// Every row, in the order of their numbers.
pub const ROWS: &[Row] = &[
    row("S01", "one application for a matter across bodies"),
    row("S02", "items on assessed main roads handled the short way"),
    first("S03", "statutory and promised limits by class of permit"),
    row("S04", "green lane (绿色通道)"),
    row("S05", "instant and pre-checked handling"),
    first("S06", "yellow and red cards"),
    row("S07", "one item over five levels of office"),
    row("S08", "fewer steps, shorter promises, instant items"),
    first("S09", "who did what, traced back (倒查)"),
    first("S10", "commitment in place of a proof"),
    first("S12", "food licence on the spot against a commitment"),
    first("S13", "check within thirty working days of the licence"),
    first("S14", "rectification, revocation, two-year bar"),
    row("S15", "commitment for listed chains"),
    first("S16", "abolished proofs are not asked for"),
    first("S17", "material spared by e-licence"),
    first("S18", "search by any name for it"),
    row("S20", "questions that lead to the right kind"),
    row(
        "S23",
        "themes of life; another's licence needs the relation",
    ),
    first("S34", "three ways of handling across places"),
    first("S35", "four rights, each with its validity"),
    row("S39", "items by level of office"),
    first("S41", "situations as data, guide from one source"),
    first("S45", "credit gate and repair"),
    first("S48", "water supply: two materials, five working days"),
    first("S49", "begin with what is there (容缺)"),
    row("S50", "fees as published"),
    first("S52", "one inbox with outside numbers"),
    first("S54", "alarms for skipped steps and overdue limits"),
    first("S56", "review points, word for word into the notice"),
    row("S57", "many applicants in one batch"),
    row("S58", "proof from another province: commit first"),
    first("S59", "checks before papers are photographed"),
    row("S60", "electronic commitment with signer, time and hash"),
    row("S61", "overdue promise decides by default"),
    row("S63", "steps and limits under a cap"),
    first("S66", "hours and half days"),
    first("S71", "one-time notice of all gaps"),
    row("S72", "who is asked first answers"),
    first("S73", "limits kept or explained"),
    row("S84", "water, power, gas and heat by kind of user"),
    first("S89", "no second asking for what was fetched"),
    row("S92", "delegation printed on the paper"),
    first("S97", "service on days off and after hours"),
    row("S100", "answer and settle within days and months"),
    row("S102", "items without a paper"),
    row("S106", "one and a half working days"),
];
