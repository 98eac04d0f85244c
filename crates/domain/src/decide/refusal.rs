use serde::{Deserialize, Serialize};

/// Why a command is refused: a machine code, the legal or business ground, what it means and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct Refusal {
    /// Stable machine code.
    pub code: String,
    /// The ground: article, list or rule.
    pub ground: String,
    /// What is the matter and what to do, in Chinese, without personal data.
    pub say: String,
}

impl Refusal {
    pub(super) fn new(code: &str, ground: &str, say: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            ground: ground.to_owned(),
            say: say.into(),
        }
    }
}

/// Grounds that are named more than once.
pub(super) mod ground {
    pub(in crate::decide) const STATE: &str = "办件状态";
    pub(in crate::decide) const RIGHTS: &str = "岗位权限";
    pub(in crate::decide) const ART_29: &str = "《行政许可法》第二十九条";
    pub(in crate::decide) const ART_31: &str = "《行政许可法》第三十一条";
    pub(in crate::decide) const ART_32: &str = "《行政许可法》第三十二条";
    pub(in crate::decide) const ART_32_1: &str = "《行政许可法》第三十二条第一款第一项";
    pub(in crate::decide) const ART_32_2: &str = "《行政许可法》第三十二条第一款第二项";
    pub(in crate::decide) const ART_32_3: &str = "《行政许可法》第三十二条第一款第三项";
    pub(in crate::decide) const ART_32_4: &str = "《行政许可法》第三十二条第一款第四项";
    pub(in crate::decide) const ART_38: &str = "《行政许可法》第三十八条";
    pub(in crate::decide) const ART_42: &str = "《行政许可法》第四十二条";
    pub(in crate::decide) const ART_45: &str = "《行政许可法》第四十五条";
    pub(in crate::decide) const FORCE_MAJEURE: &str = "《民法典》第一百八十条（不可抗力）";
    pub(in crate::decide) const POINTS: &str = "《行政许可法》第三十二条第一款第五项 审查要点";
    pub(in crate::decide) const TOLERANCE: &str = "容缺受理制度";
    pub(in crate::decide) const COMMITMENT: &str = "国办发〔2020〕42号 告知承诺制";
    pub(in crate::decide) const ART_44: &str = "《行政许可法》第四十四条";
    pub(in crate::decide) const ART_61: &str = "《行政许可法》第六十一条";
    pub(in crate::decide) const ART_69: &str = "《行政许可法》第六十九条";
    pub(in crate::decide) const LEVEL: &str = "全域通办 办理层级";
    pub(in crate::decide) const PARTNER: &str = "异地通办 收受分离";
    pub(in crate::decide) const ASSISTED: &str = "异地通办 网上帮办";
    pub(in crate::decide) const OUTSIDE: &str = "国家垂直管理系统办理";
    pub(in crate::decide) const GREEN: &str = "事项目录 绿色通道";
    pub(in crate::decide) const VERIFY: &str = "联网核验 人工核对";
    pub(in crate::decide) const CREDIT: &str = "信用核查";
}
