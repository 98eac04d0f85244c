//! What the city's system does where a promise passes in silence (超时默认, domain reference S61).

use serde::{Deserialize, Serialize};

use super::{Excluded, Item};

/// 超时默认许可: past the published promise the city's system decides for the applicant and seals it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultDecision {
    /// On what ground.
    pub ground: String,
}

/// Why no system decides an item by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reserved {
    /// 国垂: decided in a national system.
    National,
    /// 省垂: decided in a provincial system.
    Provincial,
    /// 涉及安全.
    Safety,
    /// 保密.
    Secrecy,
}

impl Reserved {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::National => "国垂",
            Self::Provincial => "省垂",
            Self::Safety => "涉及安全",
            Self::Secrecy => "保密",
        }
    }
}

impl Item {
    /// Every class of the item that no system decides: what the data name, what it is handled in, what its fields of
    /// high risk mean.
    #[must_use]
    pub fn reserved_as(&self) -> Vec<Reserved> {
        let of_field = |field: &Excluded| match field {
            Excluded::StateSecret => Some(Reserved::Secrecy),
            Excluded::NationalSecurity
            | Excluded::PublicSafety
            | Excluded::Health
            | Excluded::LifeAndProperty => Some(Reserved::Safety),
            Excluded::Finance | Excluded::Environment | Excluded::Foreign => None,
        };
        let outside = self.outside.as_ref().map(|_| Reserved::National);
        let named = self.reserved.iter().copied();
        let mut all: Vec<Reserved> = Vec::new();
        for class in named
            .chain(outside)
            .chain(self.excluded.iter().filter_map(of_field))
        {
            if !all.contains(&class) {
                all.push(class);
            }
        }
        all
    }

    /// 超时默认许可, where the item has it; of a reserved one never, whatever its data say.
    #[must_use]
    pub fn decided_by_default(&self) -> Option<&DefaultDecision> {
        let rule = self.default_decision.as_ref()?;
        self.reserved_as().is_empty().then_some(rule)
    }
}
