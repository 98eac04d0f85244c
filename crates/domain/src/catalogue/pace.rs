use serde::{Deserialize, Serialize};

use super::{Item, Limit, lint::Finding};

/// How many steps and visits an item takes (环节、跑动次数), as its list publishes them (S63).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// 环节, in order.
    pub steps: Vec<String>,
    /// How often the applicant has to come, at most.
    pub visits: u32,
    /// Why the caps do not bind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<Exempt>,
}

/// What takes longer by its nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exempt {
    /// 工程建设项目.
    Works,
    /// 需现场核验.
    Site,
    /// 并联审批.
    Joint,
}

/// The caps that a city sets itself (`city.json`, `pace`): more is worth a second look, no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// 环节, at most.
    pub steps: usize,
    /// 承诺时限, working days at most.
    pub workdays: u32,
    /// 跑动次数, at most.
    pub visits: u32,
}

/// What of an item is above the caps; an item that says nothing of its steps is not judged.
#[must_use]
pub fn above(item: &Item, caps: Caps) -> Vec<Finding> {
    let Some(pace) = &item.pace else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut told = |at: &str, rule: &'static str, say: String| {
        findings.push(Finding {
            item: item.short.clone(),
            at: at.to_owned(),
            rule,
            say,
        });
    };
    if pace.visits > caps.visits {
        let say = format!(
            "申请人要跑 {} 次，应最多跑 {} 次。",
            pace.visits, caps.visits
        );
        told("/pace/visits", "visits_many", say);
    }
    let later = item.materials.iter().find(|one| {
        let by_hand = one.licences.is_empty() && !one.system_issued;
        one.trigger.is_some() && by_hand && !one.abolished
    });
    if let Some(later) = later.filter(|_| pace.visits < 2) {
        let say = format!(
            "公布最多跑 {} 次，但“{}”要等以后再交一次。请改为共享核查，或改正跑动次数。",
            pace.visits, later.name
        );
        told("/pace/visits", "visits_claimed", say);
    }
    if pace.exempt.is_some() {
        return findings;
    }
    if pace.steps.len() > caps.steps {
        let say = format!(
            "办理环节有 {} 个，应不超过 {} 个。请合并环节，或写明属于工程、现场核验、并联事项。",
            pace.steps.len(),
            caps.steps
        );
        told("/pace/steps", "steps_many", say);
    }
    if is_longer(item.limits.promised, caps.workdays) {
        let say = format!(
            "承诺时限 {}，应不超过 {} 个工作日。请压减，或写明属于工程、现场核验、并联事项。",
            item.limits.promised.text(),
            caps.workdays
        );
        told("/limits/promised", "limit_long", say);
    }
    findings
}

/// Months and natural days are longer than as many working days only from that number on.
fn is_longer(limit: Limit, workdays: u32) -> bool {
    match limit {
        Limit::Immediate | Limit::Hours { .. } => false,
        Limit::HalfDays { n } => n > workdays * 2,
        Limit::Workdays { n } | Limit::Days { n } => n > workdays,
        Limit::Months { n } => n > 0,
    }
}
