//! 告知承诺 as item data.

use serde::{Deserialize, Serialize};

use super::{Condition, Item, Limit};

/// 告知承诺 of an item (国办发〔2020〕42号).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentRule {
    /// The follow-up check's kind: 免予核查, 在线核查, 书面核查, 实地核查.
    pub check: String,
    /// When the check is due, counted from the hand-over of the licence.
    pub check_within: Limit,
    /// 告知 of an item that does not name its parts, line by line.
    #[serde(default)]
    pub text: Vec<String>,
    /// 告知 by its parts (国办发〔2020〕42号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// 当场出证, where the body lets a window give the result in the same sitting (domain reference S12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<SpotRule>,
    /// Chains that only may promise when they stand on the list (domain reference S15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chains: Option<ChainRule>,
}

/// What an authority tells before a commitment, part by part; the first part, 事项名称与设定依据, is the item's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// 证明内容与证明义务, or the conditions of a licence.
    pub duty: Vec<String>,
    /// 承诺方式与期限.
    pub way: Vec<String>,
    /// 核查方式与权力.
    pub check: Vec<String>,
    /// 不实承诺的法律责任.
    pub consequence: Vec<String>,
}

/// A part of what is told; without a title where the item does not name its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldPart {
    /// As on the paper.
    pub title: String,
    /// Line by line.
    pub lines: Vec<String>,
}

impl Told {
    /// Titles of the five parts, in their order.
    pub const TITLES: [&str; 5] = [
        "事项名称与设定依据",
        "证明内容与证明义务",
        "承诺方式与期限",
        "核查方式与权力",
        "不实承诺的法律责任",
    ];
}

impl Item {
    /// 告知 of the item, part by part; nothing where it has no commitment.
    #[must_use]
    pub fn told(&self) -> Vec<ToldPart> {
        let Some(rule) = &self.commitment else {
            return Vec::new();
        };
        let Some(told) = &rule.told else {
            let (title, lines) = (String::new(), rule.text.clone());
            return vec![ToldPart { title, lines }];
        };
        let own = vec![
            format!("事项名称：{}", self.name),
            format!("设定依据：{}", self.basis.join("、")),
        ];
        let parts = [&own, &told.duty, &told.way, &told.check, &told.consequence];
        Told::TITLES
            .into_iter()
            .zip(parts)
            .map(|(title, lines)| ToldPart {
                title: title.to_owned(),
                lines: lines.clone(),
            })
            .collect()
    }
}

/// 当场出证: what must be verified with the network before the result is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpotRule {
    /// Materials that must stand on an e-licence.
    pub licences: Vec<String>,
    /// Whether the person at the desk must have been seen by a device or by their own code.
    #[serde(default = "yes")]
    pub person: bool,
}

/// Chains (大型连锁): a situation in which only listed brands may promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainRule {
    /// In which situation.
    pub when: Condition,
    /// Form field with the 统一社会信用代码 of the parent.
    pub parent: String,
    /// The list, by parent.
    pub listed: Vec<Chain>,
    /// Fields that differ from store to store; the rest is copied (照此开下一家).
    pub own: Vec<String>,
}

/// A listed brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// 统一社会信用代码 of the parent.
    pub uscc: String,
    /// Name of the brand.
    pub name: String,
}

/// Fields of high risk in which 国办发〔2020〕42号 allows no commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excluded {
    /// 国家安全.
    NationalSecurity,
    /// 国家秘密.
    StateSecret,
    /// 公共安全.
    PublicSafety,
    /// 金融业审慎监管.
    Finance,
    /// 生态环境保护.
    Environment,
    /// 人身健康.
    Health,
    /// 生命财产安全.
    LifeAndProperty,
    /// 重要涉外.
    Foreign,
}

impl Excluded {
    /// As on a paper.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NationalSecurity => "国家安全",
            Self::StateSecret => "国家秘密",
            Self::PublicSafety => "公共安全",
            Self::Finance => "金融业审慎监管",
            Self::Environment => "生态环境保护",
            Self::Health => "直接涉及人身健康",
            Self::LifeAndProperty => "生命财产安全",
            Self::Foreign => "重要涉外",
        }
    }
}

/// What a commitment stands for, line by line (domain reference S10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinePromise {
    /// The proof that need not be brought (证明义务), in the words of the paper.
    pub replaces: String,
    /// One of [`crate::promise::KINDS`].
    pub check: String,
}

fn yes() -> bool {
    true
}
