//! Matters that a window takes in and another place or system accepts (domain reference S34, S52).

use serde::{Deserialize, Serialize};

use super::{Condition, Item, Situation};

/// How an item is handled where the matter belongs to one place (岳阳 三种办理类型, domain reference S34).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Across {
    /// In which situation.
    pub when: Condition,
    /// Which of the three.
    pub way: Handled,
    /// Who accepts it there; empty where it is handled here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Where it is entered: an address of that place's site; empty: nowhere.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
}

/// The three ways of handling across places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handled {
    /// 当地直办: accepted here.
    Own,
    /// 网上帮办: the window helps to enter it on the other place's site.
    Assisted,
    /// 异地分办: taken in here and sent on; the partner accepts.
    Partner,
}

/// 国家垂直管理系统 (国垂): the item is accepted in a system that is not the city's (domain reference S52).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Its name.
    pub system: String,
    /// Its address.
    pub site: String,
}

/// Who accepts a case that this window only takes in; it stands in the receipt's act, so that a case says it without
/// the catalogue (docs/adr/0025).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// On what ground.
    pub way: Way,
    /// Name of the place's body, or of the system.
    pub by: String,
}

/// Why a case is accepted elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 网上帮办.
    Assisted,
    /// 异地分办.
    Partner,
    /// 外部系统办理.
    Outside,
}

impl Way {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Assisted => "网上帮办",
            Self::Partner => "异地分办",
            Self::Outside => "外部系统办理",
        }
    }
}

impl Elsewhere {
    /// Who accepts it and whose the five days of 行政许可法 art. 32 are, one sentence.
    #[must_use]
    pub fn say(&self) -> String {
        let (way, by) = (self.way.text(), &self.by);
        match self.way {
            Way::Partner => format!(
                "{way}：本窗口只收件，由{by}受理。受理、一次性告知和不予受理由{by}作出，法定五日由{by}自收到材料之日起计算。"
            ),
            Way::Assisted | Way::Outside => format!(
                "{way}：由{by}受理。本窗口不出受理通知和受理编号，法定五日由{by}自申请提交之日起计算。"
            ),
        }
    }
}

impl Item {
    /// Who accepts a case under these answers, where it is not this city; the first place that fits.
    #[must_use]
    pub fn elsewhere(&self, answers: &Situation) -> Option<Elsewhere> {
        let of = |way, by: &str| Elsewhere {
            way,
            by: by.to_owned(),
        };
        if let Some(outside) = &self.outside {
            return Some(of(Way::Outside, &outside.system));
        }
        let place = self.place(answers)?;
        match place.way {
            Handled::Own => None,
            Handled::Assisted => Some(of(Way::Assisted, &place.by)),
            Handled::Partner => Some(of(Way::Partner, &place.by)),
        }
    }

    /// Where such a case is entered, as an address; none where it is sent on or handled here.
    #[must_use]
    pub fn site(&self, answers: &Situation) -> Option<&str> {
        let outside = self.outside.as_ref().map(|outside| outside.site.as_str());
        let site = outside.or_else(|| self.place(answers).map(|place| place.site.as_str()));
        site.filter(|site| !site.is_empty())
    }

    fn place(&self, answers: &Situation) -> Option<&Across> {
        self.across.iter().find(|place| place.when.holds(answers))
    }
}
