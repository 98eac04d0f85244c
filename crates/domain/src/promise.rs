//! 告知承诺 after the acceptance (国办发〔2020〕42号, domain reference §2.3): which check follows, by when, what it came
//! to, and how long nobody may promise again.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::act::{CheckDue, Line, LineSource, PromisedCheck};
use crate::case::Case;
use crate::catalogue::Item;

/// Nothing is checked afterwards.
pub const EXEMPT: &str = "免予核查";

/// Kinds of checks (分类核查), the lightest first.
pub const KINDS: [&str; 5] = [EXEMPT, "公示", "在线核查", "书面核查", "实地核查"];

/// Where the check stands that follows a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Follow {
    /// Waits for the hand-over of the result.
    Waiting,
    /// To be made.
    Open,
    /// 限期整改: to be looked at again.
    Rectifying,
    /// 符合承诺.
    Conforms,
    /// 已撤销.
    Revoked,
}

impl Follow {
    /// Whether somebody has to do something yet.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Rectifying)
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Waiting => "待领证后核查",
            Self::Open => "待核查",
            Self::Rectifying => "限期整改",
            Self::Conforms => "核查符合",
            Self::Revoked => "许可已撤销",
        }
    }
}

/// The check that follows a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Line by line.
    pub checks: Vec<PromisedCheck>,
    /// Where it stands.
    pub stage: Follow,
    /// By when: of the check, then of the rectification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<CheckDue>,
    /// What is to be mended.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Last barred day, after a revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barred_through: Option<String>,
}

impl FollowUp {
    /// Over these lines; none where no line is checked.
    #[must_use]
    pub fn of(checks: &[PromisedCheck]) -> Option<Self> {
        let any = checks.iter().any(|check| check.kind != EXEMPT);
        any.then(|| Self {
            checks: checks.to_vec(),
            stage: Follow::Waiting,
            due: None,
            what: String::new(),
            barred_through: None,
        })
    }

    /// The heaviest kind of check among the lines.
    #[must_use]
    pub fn kind(&self) -> &str {
        let weight = |kind: &str| KINDS.iter().position(|known| *known == kind);
        let heaviest = self.checks.iter().max_by_key(|check| weight(&check.kind));
        heaviest.map_or(EXEMPT, |check| &check.kind)
    }

    /// Whether its day has gone by.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        let day = self.due.as_ref().and_then(|due| due.day.parse().ok());
        self.stage.is_open() && day.is_some_and(|day: Date| today > day)
    }
}

/// The lines that a commitment stands for, each with the kind of its check.
#[must_use]
pub fn checks(case: &Case, item: &Item) -> Vec<PromisedCheck> {
    let promised = case.materials.iter();
    promised
        .filter(|line| line.source == LineSource::Commitment)
        .map(|line| PromisedCheck {
            code: line.code.clone(),
            kind: item.check_of(&line.code).to_owned(),
        })
        .collect()
}

/// 承诺: what the applicant says beside the item's own text.
pub const WORDS: [&str; 4] = [
    "已经知晓行政机关告知的全部内容，自愿选择以告知承诺方式办理。",
    "所填写的信息真实、准确，已经符合告知的条件和要求。",
    "愿意接受并配合行政机关的核查，不符合的按期整改。",
    "愿意承担不实承诺、违反承诺的法律责任；以上是本人（单位）的真实意思表示。",
];

/// The text that is signed, line by line: item, 告知 (each part under its title), what the commitment stands for, 承诺. The same for the same item
/// and lines, so that its hash tells what was signed (domain reference S60).
#[must_use]
pub fn wording(item: &Item, lines: &[Line]) -> String {
    let told = item.told().into_iter().flat_map(|part| {
        // Without a title as it was signed before items named their parts.
        let heading = Some(part.title).filter(|title| !title.is_empty());
        heading.into_iter().chain(part.lines)
    });
    let promised = lines
        .iter()
        .filter(|line| line.source == LineSource::Commitment)
        .map(|line| {
            let own = item
                .material(&line.code)
                .and_then(|one| one.promise.as_ref());
            let replaces = own.map_or(line.name.as_str(), |promise| &promise.replaces);
            format!("{}：{replaces}；{}", line.name, item.check_of(&line.code))
        });
    let head = [format!("告知承诺书：{}", item.name), item.reference()];
    let parts = head
        .into_iter()
        .chain(told)
        .chain(promised)
        .chain(WORDS.map(str::to_owned));
    parts.collect::<Vec<_>>().join("\n")
}

/// The last day of the two years after a revocation: the day of the same number, else the month's last. The bar is not
/// moved by days off (domain reference §2.5).
#[must_use]
pub fn barred_through(revoked: Date) -> Date {
    revoked.saturating_add(2.years())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn food() -> Item {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/practice/items/0312-food-business.json"
        );
        let bytes = std::fs::read(file).expect("the file ships with the repository");
        serde_json::from_slice(&bytes).expect("an item")
    }

    fn layout() -> Line {
        Line {
            code: "layout".to_owned(),
            name: "经营场所布局图".to_owned(),
            source: LineSource::Commitment,
            points: None,
        }
    }

    #[test]
    fn s60_an_item_without_parts_is_worded_as_it_was_signed_before_there_were_any() {
        let mut before = food();
        if let Some(rule) = &mut before.commitment {
            rule.told = None;
            rule.text = vec!["许可条件：一。".to_owned(), "不实的撤销。".to_owned()];
        }
        let replaces = "经营场所布局、操作流程符合食品安全要求的证明";
        let lines = [
            format!("告知承诺书：{}", before.name),
            before.reference(),
            "许可条件：一。".to_owned(),
            "不实的撤销。".to_owned(),
            format!("经营场所布局图：{replaces}；实地核查"),
        ];
        let whole: Vec<String> = lines.into_iter().chain(WORDS.map(str::to_owned)).collect();
        assert_eq!(wording(&before, &[layout()]), whole.join("\n"));
    }

    #[test]
    fn s10_what_is_told_has_its_five_parts_and_all_of_it_is_signed() {
        let food = food();
        let told = food.told();
        let titles: Vec<&str> = told.iter().map(|part| part.title.as_str()).collect();
        assert_eq!(titles, crate::catalogue::Told::TITLES);
        assert!(told.iter().all(|part| !part.lines.is_empty()));
        assert!(told[0].lines[1].contains(&food.basis[0]));
        let signed = wording(&food, &[layout()]);
        for part in &told {
            assert!(signed.contains(&part.title), "{}", part.title);
            assert!(part.lines.iter().all(|line| signed.contains(line)));
        }
    }

    #[test]
    fn s14_the_bar_ends_on_the_day_of_the_same_number_or_the_months_last() {
        assert_eq!(barred_through(date(2024, 2, 29)), date(2026, 2, 28));
        assert_eq!(barred_through(date(2026, 3, 2)), date(2028, 3, 2));
        assert_eq!(barred_through(date(2026, 2, 28)), date(2028, 2, 28));
    }

    #[test]
    fn s10_where_every_line_is_exempt_nothing_follows_and_else_the_heaviest_check() {
        let check = |code: &str, kind: &str| PromisedCheck {
            code: code.to_owned(),
            kind: kind.to_owned(),
        };
        assert_eq!(FollowUp::of(&[]), None);
        assert_eq!(FollowUp::of(&[check("a", EXEMPT)]), None);
        let all = [
            check("a", "在线核查"),
            check("b", "实地核查"),
            check("c", EXEMPT),
        ];
        let follow = FollowUp::of(&all).expect("two lines are checked");
        assert_eq!((follow.kind(), follow.stage), ("实地核查", Follow::Waiting));
        assert!(
            !follow.is_overdue(date(2099, 1, 1)),
            "it waits for the hand-over"
        );
    }
}
