//! Who may do what (岗位权限), as data with a validity (design §4, S35).

use serde::{Deserialize, Serialize};

use jiff::civil::Date;

use crate::case::{Case, Stage};
use crate::catalogue::Outlet;

/// A right of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// 收件.
    Receive,
    /// 受理（含容缺、承诺）.
    Accept,
    /// 一次性告知.
    Notify,
    /// 不予受理.
    Refuse,
    /// 补件.
    Supplement,
    /// 撤回.
    Withdraw,
    /// 决定.
    Decide,
    /// 当场出证: decides and hands over in the sitting of a 告知承诺 whose item allows it.
    Spot,
    /// 出件.
    Deliver,
    /// 主管认定: settles what a clock that cannot be believed leaves open.
    Supervise,
}

impl Right {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Receive => "收件",
            Self::Accept => "受理",
            Self::Notify => "一次性告知",
            Self::Refuse => "不予受理",
            Self::Supplement => "补件",
            Self::Withdraw => "撤回",
            Self::Decide => "决定",
            Self::Spot => "当场出证",
            Self::Deliver => "出件",
            Self::Supervise => "主管认定",
        }
    }
}

/// What a post was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Post code: stands in the header as the grant.
    pub post: String,
    /// Rights.
    pub rights: Vec<Right>,
    /// Item codes; `*` for all.
    pub items: Vec<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Where the post stands (S39).
    #[serde(default, skip_serializing_if = "Outlet::is_nowhere")]
    pub outlet: Outlet,
}

impl Rights {
    /// Whether a case is this post's to see: the front office what its outlet received, the decision what is accepted
    /// anywhere, the hand-over window what its outlet has decided. A case may leave again: an acceptance by silence
    /// that is taken back was none.
    #[must_use]
    pub fn sees(&self, case: &Case, own_outlet: bool, today: Date) -> bool {
        let covered = |right: &Right| self.allow(*right, &case.item, today).is_ok();
        let mut held = self.rights.iter().filter(|right| covered(right));
        held.any(|right| match right {
            Right::Decide => case.accepted_at.is_some(),
            Right::Deliver => own_outlet && case.stage == Stage::Decided,
            Right::Receive
            | Right::Accept
            | Right::Notify
            | Right::Refuse
            | Right::Supplement
            | Right::Withdraw
            | Right::Spot
            | Right::Supervise => own_outlet,
        })
    }

    /// Whether anything at all may be done to this item today.
    #[must_use]
    pub fn any(&self, item: &str, today: Date) -> bool {
        let mut rights = self.rights.iter();
        rights.any(|right| self.allow(*right, item, today).is_ok())
    }

    /// Whether this may be done to this item today; otherwise why not, in Chinese.
    ///
    /// # Errors
    /// The sentence that stands beside the button.
    pub fn allow(&self, right: Right, item: &str, today: Date) -> Result<(), String> {
        if !self.rights.contains(&right) {
            return Err(format!(
                "本岗位未获授权“{}”。请换有此权限的岗位办理。",
                right.text()
            ));
        }
        if !self
            .items
            .iter()
            .any(|granted| granted == "*" || granted == item)
        {
            return Err("本岗位未获授权办理这个事项。请转交对应岗位。".to_owned());
        }
        if self.from.is_some_and(|from| today < from) {
            return Err(format!("“{}”的授权尚未生效。请联系管理员。", right.text()));
        }
        if self.to.is_some_and(|to| today > to) {
            return Err(format!(
                "“{}”的授权已到期。请联系管理员续期。",
                right.text()
            ));
        }
        Ok(())
    }
}
