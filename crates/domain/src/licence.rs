//! 电子证照: whether one stands for somebody on a day, and what to say where it does not (domain reference §3.1, S17,
//! S23).

use jiff::civil::Date;

use crate::applicant::Party;

/// How a licence that an item needs stands. Only [`Standing::Valid`] closes a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// 有效.
    Valid,
    /// 已过期.
    Expired,
    /// 尚未生效.
    NotYet,
    /// 已注销、吊销、撤销.
    Revoked,
    /// Somebody else's.
    OtherHolder,
    /// The platform gave a licence of another type.
    WrongType,
    /// It came, and its validity or holder cannot be read.
    Unreadable,
    /// It is there and did not come.
    NotFetched,
    /// A relative's, and the city knows of no relation.
    RelationNeeded,
    /// Held, and not shown with the code.
    NotShared,
    /// Not held.
    NotHeld,
}

impl Standing {
    /// Every one, in the order in which a line names its reason: what came and does not stand goes before what did not
    /// come.
    pub const ALL: [Self; 11] = [
        Self::Valid,
        Self::Expired,
        Self::NotYet,
        Self::Revoked,
        Self::OtherHolder,
        Self::WrongType,
        Self::Unreadable,
        Self::NotFetched,
        Self::RelationNeeded,
        Self::NotShared,
        Self::NotHeld,
    ];

    /// Machine word, as drafts and the contract have it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::NotYet => "not_yet",
            Self::Revoked => "revoked",
            Self::OtherHolder => "other_holder",
            Self::WrongType => "wrong_type",
            Self::Unreadable => "unreadable",
            Self::NotFetched => "not_fetched",
            Self::RelationNeeded => "relation_needed",
            Self::NotShared => "not_shared",
            Self::NotHeld => "not_held",
        }
    }

    /// By its word; a word of a newer backend is *cannot tell*, never valid (law 6).
    #[must_use]
    pub fn of(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|one| one.code() == code);
        known.unwrap_or(Self::Unreadable)
    }

    /// As a badge says it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "有效",
            Self::Expired => "已过期",
            Self::NotYet => "尚未生效",
            Self::Revoked => "已注销",
            Self::OtherHolder => "持证人不是申请人",
            Self::WrongType => "证照类型不符",
            Self::Unreadable => "内容读不出",
            Self::NotFetched => "没有调取到",
            Self::RelationNeeded => "需要亲属关系",
            Self::NotShared => "没有授权",
            Self::NotHeld => "没有这种证照",
        }
    }

    /// Why the line stays open and what to do, in one sentence. `from` and `to` are days, `to` empty where there is no
    /// end.
    #[must_use]
    pub fn say(self, licence: &str, from: &str, to: &str) -> String {
        let since = |day: &str, word: &str| match day {
            "" => String::new(),
            day => format!("{word} {day} "),
        };
        match self {
            Self::Valid => format!("电子证照{licence}有效。"),
            Self::Expired => format!(
                "电子证照{licence}已{}过期，请换发后再办，或提交有效的原件。",
                since(to, "于")
            ),
            Self::NotYet => format!(
                "电子证照{licence}{}才有效，请届时再办，或提交现在有效的原件。",
                match from {
                    "" => "以后".to_owned(),
                    day => format!(" {day} 起"),
                }
            ),
            Self::Revoked => {
                format!("电子证照{licence}已注销，请办事人向发证机关核实，或提交有效的原件。")
            }
            Self::OtherHolder => format!(
                "电子证照{licence}的持证人不是申请人，请申请人本人出示凭证码，或提交申请人的原件。"
            ),
            Self::WrongType => {
                format!("市平台给的不是{licence}，没有使用，请提交原件并告知管理员。")
            }
            Self::Unreadable => format!(
                "电子证照{licence}的内容读不出来，不能判定，请刷新凭证码重扫一次，仍不行请提交原件。"
            ),
            Self::NotFetched => {
                format!("电子证照{licence}没有调取到，请办事人刷新凭证码后重扫，或提交原件。")
            }
            Self::RelationNeeded => format!(
                "市平台没有查到出示凭证码的人与申请人的亲属关系，不能调取{licence}，请提交关系证明和原件，或由申请人本人出示凭证码。"
            ),
            Self::NotShared => format!(
                "办事人没有授权电子证照{licence}，请在手机上勾选后重新出示凭证码，或提交原件。"
            ),
            Self::NotHeld => format!("市平台没有持证人的电子证照{licence}，请提交原件。"),
        }
    }
}

/// By its days and whether its issuer took it back. Both ends are days of it; none: no end.
#[must_use]
pub fn on(from: Option<Date>, to: Option<Date>, revoked: bool, today: Date) -> Standing {
    if revoked {
        Standing::Revoked
    } else if from.is_some_and(|from| today < from) {
        Standing::NotYet
    } else if to.is_some_and(|to| today > to) {
        Standing::Expired
    } else {
        Standing::Valid
    }
}

/// Whether a licence of this holder is the applicant's. A company's licence may be shown by whoever comes for it, as long
/// as no other company applies; a holder without a number is nobody's.
#[must_use]
pub fn is_of(holder_kind: &str, holder_id: &str, applicant: &Party) -> bool {
    let number = |text: &str| text.trim().to_ascii_uppercase();
    let same_kind = |kind: &str| (kind == "uscc") == (applicant.id_kind == "uscc");
    match (holder_id.trim(), same_kind(holder_kind)) {
        ("", _) => false,
        (id, true) => applicant.id.is_empty() || number(id) == number(&applicant.id),
        (_, false) => holder_kind == "uscc",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_of_a_licence_are_days_of_it_and_a_revoked_one_stands_on_none() {
        let (from, to) = (Some(date(2020, 2, 29)), Some(date(2025, 8, 31)));
        assert_eq!(on(from, to, false, date(2020, 2, 28)), Standing::NotYet);
        assert_eq!(on(from, to, false, date(2020, 2, 29)), Standing::Valid);
        assert_eq!(on(from, to, false, date(2025, 8, 31)), Standing::Valid);
        assert_eq!(on(from, to, false, date(2025, 9, 1)), Standing::Expired);
        assert_eq!(on(from, None, false, date(2999, 1, 1)), Standing::Valid);
        assert_eq!(on(from, to, true, date(2022, 1, 1)), Standing::Revoked);
    }

    #[test]
    fn s17_every_reason_is_one_sentence_of_its_own_with_a_remedy() {
        let said = |standing: Standing| standing.say("不动产权证书", "2027-01-01", "2025-08-31");
        let mut all = BTreeSet::new();
        for standing in Standing::ALL.into_iter().skip(1) {
            let say = said(standing);
            assert!(say.contains('请') && say.ends_with('。'), "{say}");
            assert_eq!(say.matches('。').count(), 1, "one sentence: {say}");
            assert!(say.contains("不动产权证书"), "{say}");
            assert!(all.insert(say));
            assert_eq!(Standing::of(standing.code()), standing);
        }
        assert!(said(Standing::Expired).contains("2025-08-31"));
        assert!(said(Standing::NotYet).contains("2027-01-01"));
        assert_eq!(Standing::of("blessed"), Standing::Unreadable, "never valid");
    }

    #[test]
    fn a_licence_is_its_holders_and_a_companys_may_be_shown_by_its_staff() {
        let party = |id_kind: &str, id: &str| Party {
            name: String::new(),
            id_kind: id_kind.to_owned(),
            id: id.to_owned(),
            phone: String::new(),
            seen_by: String::new(),
        };
        let citizen = party("resident_id", "11010519491231002X");
        assert!(is_of("resident_id", "11010519491231002x", &citizen));
        assert!(!is_of("resident_id", "430400200002290012", &citizen));
        assert!(!is_of("resident_id", "", &citizen), "nobody's");
        assert!(is_of("uscc", "91430400MA4301026Y", &citizen));
        let company = party("uscc", "91430400MA4301034R");
        assert!(!is_of("uscc", "91430400MA4301026Y", &company));
        assert!(!is_of("resident_id", "430400200002290012", &company));
    }
}
