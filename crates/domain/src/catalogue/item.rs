use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::case::Stage;

use super::{
    Across, CommitmentRule, Condition, DefaultDecision, Excluded, Form, GreenLane, HeldBy, Joint,
    Level, Limit, Material, Mode, Outside, Requirement, Reserved, Situation,
};

/// A matter a citizen can ask for (政务服务事项), at one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// 实施编码: 31 characters (GB/T 39046 and the national platform's shape).
    pub code: String,
    /// The short number a clerk knows it by, e.g. `0225`.
    pub short: String,
    /// Rises by one with every change of the data.
    pub version: u32,
    /// From this day, `YYYY-MM-DD`.
    pub effective: String,
    /// Official name.
    pub name: String,
    /// 口语名称 and other words people use for it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One plain sentence that says what it is.
    pub plain: String,
    /// Who decides.
    pub body: Body,
    /// 设定依据, article by article.
    pub basis: Vec<String>,
    /// 即办件 or 承诺件.
    pub handling: Handling,
    /// Which shapes of applicant it takes: `self`, `agent`, `legal_person`, `guardian`.
    pub applicants: Vec<String>,
    /// 情形: questions whose answers choose materials, fields and limits.
    pub situations: Vec<Question>,
    /// The material list.
    pub materials: Vec<Material>,
    /// The application form, JSON Schema 2020-12 with field sources.
    pub form: Form,
    /// How long it may take.
    pub limits: Limits,
    /// 容缺受理, where the item's published list allows it.
    #[serde(default)]
    pub tolerance: Option<ToleranceRule>,
    /// 告知承诺, where the item allows it.
    #[serde(default)]
    pub commitment: Option<CommitmentRule>,
    /// Fields in which no commitment may stand (国办发〔2020〕42号); empty: none of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    /// 收费; nothing outside may be charged.
    #[serde(default)]
    pub fees: Vec<Fee>,
    /// 数据核查: what other systems are asked before papers are taken (S59).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<DataCheck>,
    /// 当地直办、网上帮办、异地分办 by the place that the matter belongs to (S34); no place fits: handled here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub across: Vec<Across>,
    /// 国垂: accepted in a system that is not the city's (S52).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Outside>,
    /// 进度推送: states that the applicant's phone is told of (S01).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub progress: Vec<Stage>,
    /// 办理方式 by situation, e.g. 马上办, 预审查 (S05); the first that holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// What several bodies or places handle together (S05, S67).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<Joint>,
    /// 绿色通道, where the item has one (S04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub green: Option<GreenLane>,
    /// 环节 and 跑动次数, where the list publishes them (S63).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<super::Pace>,
    /// 超时默认许可, where past the promise the city's system decides (S61).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_decision: Option<DefaultDecision>,
    /// 国垂、省垂、涉及安全、保密: no system decides it by itself (S61).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<Reserved>,
    /// 办理层级: the levels whose places handle it (S39); empty: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// What the citizen gets.
    pub result: ResultKind,
    /// 温馨提示 and common questions, one a line.
    #[serde(default)]
    pub hints: Vec<String>,
}

/// One question to other systems about the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataCheck {
    /// As the platform knows it.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether a fail stops the intake; else it warns.
    pub hard: bool,
    /// 依据 of the condition.
    pub ground: String,
    /// What the applicant can do about a fail, one sentence.
    pub remedy: String,
    /// Why it can fail, in sentences, by the platform's words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<String, String>,
}

impl DataCheck {
    /// Why it failed, where the platform says so, and what can be done about it.
    #[must_use]
    pub fn say(&self, why: &str) -> String {
        let reason = self.reasons.get(why).map_or("", String::as_str);
        format!("{reason}{}", self.remedy)
    }
}

/// 实施机关.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Full name.
    pub name: String,
    /// 统一社会信用代码 (GB 32100).
    pub uscc: String,
    /// 咨询电话.
    pub phone: String,
    /// 监督电话.
    pub supervise_phone: String,
    /// 机关代字, for document numbers.
    pub short: String,
}

impl Body {
    /// Whether it is registered as an enterprise (GB 32100, first character: 9 工商登记), such as a water company, and not
    /// as an authority: what it says can be complained of and sued about, but not reviewed.
    #[must_use]
    pub fn is_enterprise(&self) -> bool {
        self.uscc.starts_with('9')
    }
}

/// 办件类型 (GB/T 39046 A.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// 即办件: accepted and decided in one visit.
    Instant,
    /// 承诺件: decided within the promised limit.
    Promised,
}

/// A situation question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable within the item.
    pub code: String,
    /// As asked aloud.
    pub text: String,
    /// Two answers or more; the first is the usual one.
    pub choices: Vec<Choice>,
    /// Asked only when this holds.
    #[serde(default)]
    pub when: Condition,
    /// The item's data check that says which answers are open to the applicant (S20); no answer is the usual one then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_from: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stable within the question.
    pub code: String,
    /// As shown.
    pub text: String,
}

/// 法定、承诺、内控时限.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 法定时限.
    pub statutory: Limit,
    /// 承诺时限: never longer than the statutory one.
    pub promised: Limit,
    /// 内控时限, where the body keeps one.
    #[serde(default)]
    pub internal: Option<Limit>,
    /// How many working days it may be extended by, once (行政许可法 42); none: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<u32>,
    /// Situations with a promise of their own; the first that holds wins.
    #[serde(default)]
    pub cases: Vec<LimitCase>,
}

/// A promise for one situation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitCase {
    /// When.
    pub when: Condition,
    /// Then this.
    pub promised: Limit,
}

/// 容缺受理 of an item (domain reference §2.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceRule {
    /// 补正期限 of the list; the promised limit caps it.
    pub supplement: Limit,
    /// Form fields that are enough to begin with; empty: all required ones.
    #[serde(default)]
    pub enough: Vec<String>,
    /// Tasks that begin at once, e.g. 现场勘察.
    #[serde(default)]
    pub tasks: Vec<String>,
    /// Whether a decision waits for the supplements (the default; a city may lift it item by item).
    #[serde(default = "yes")]
    pub blocks_decision: bool,
}

fn yes() -> bool {
    true
}

/// 收费项目.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Name on the published list.
    pub name: String,
    /// 收费依据.
    pub basis: String,
    /// As published, e.g. 按公示标准.
    pub amount: String,
}

/// 办理结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultKind {
    /// Name of the result.
    pub name: String,
    /// Its licence type, where it is an e-licence.
    #[serde(default)]
    pub licence: Option<String>,
}

/// What holds for an item in one situation.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms<'a> {
    /// Every line with its judgement, in the item's order.
    pub materials: Vec<Requirement<'a>>,
    /// Questions that are asked now.
    pub questions: Vec<&'a Question>,
    /// The promise that holds now.
    pub promised: &'a Limit,
}

/// A version of the whole catalogue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Rises with every publication.
    pub version: u32,
    /// The items, one version each.
    pub items: Vec<Item>,
}

impl Item {
    /// Whether it is an administrative licence (行政许可): type 01 of GB/T 39046 A.1, two digits that follow body, level and
    /// region in the code.
    #[must_use]
    pub fn is_licence(&self) -> bool {
        self.code.get(21..23) == Some("01")
    }

    /// What the item asks for under these answers (with `applicant` among them).
    #[must_use]
    pub fn terms(&self, answers: &Situation) -> Terms<'_> {
        Terms {
            materials: self
                .materials
                .iter()
                .map(|material| material.required(answers))
                .collect(),
            questions: self
                .situations
                .iter()
                .filter(|question| question.when.holds(answers))
                .collect(),
            promised: self.promised(answers),
        }
    }

    /// The first question of this situation that no choice of its own answers.
    #[must_use]
    pub fn unanswered(&self, answers: &Situation) -> Option<&Question> {
        self.terms(answers).questions.into_iter().find(|question| {
            let answer = answers.get(&question.code);
            !question
                .choices
                .iter()
                .any(|choice| Some(&choice.code) == answer)
        })
    }

    /// The promised limit in a situation.
    #[must_use]
    pub fn promised(&self, answers: &Situation) -> &Limit {
        self.limits
            .cases
            .iter()
            .find(|case| case.when.holds(answers))
            .map_or(&self.limits.promised, |case| &case.promised)
    }

    /// Whose licence of this type is wanted; of what only fills the form it is the applicant's.
    #[must_use]
    pub fn holder_of(&self, licence: &str) -> HeldBy {
        let mut wants = self.materials.iter().filter(|one| !one.abolished);
        let wants = wants.find(|one| one.licences.iter().any(|kind| kind == licence));
        wants.map_or(HeldBy::Applicant, |one| one.holder)
    }

    /// The line of this code.
    #[must_use]
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.code == code)
    }

    /// The line whose copy this one is; a copy of a copy has none.
    #[must_use]
    pub fn original_of(&self, code: &str) -> Option<&Material> {
        let original = self.material(self.material(code)?.copy_of.as_deref()?)?;
        original.copy_of.is_none().then_some(original)
    }

    /// The data check of this code.
    #[must_use]
    pub fn check(&self, code: &str) -> Option<&DataCheck> {
        self.checks.iter().find(|check| check.code == code)
    }

    /// How what a commitment stands for is checked afterwards: the line's own way, else the item's.
    #[must_use]
    pub fn check_of(&self, code: &str) -> &str {
        let own = self.material(code).and_then(|line| line.promise.as_ref());
        let whole = || self.commitment.as_ref().map(|rule| rule.check.as_str());
        own.map(|promise| promise.check.as_str())
            .or_else(whole)
            .unwrap_or(crate::promise::EXEMPT)
    }

    /// `code@version`, as acts name it.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}@{}", self.code, self.version)
    }

    /// The usual answer to every question, asked in order, so that a desk can begin without questions.
    #[must_use]
    pub fn usual(&self) -> Situation {
        let mut answers = Situation::new();
        for question in &self.situations {
            if let (true, Some(first)) = (question.when.holds(&answers), question.choices.first()) {
                answers.insert(question.code.clone(), first.code.clone());
            }
        }
        answers
    }
}

impl Catalogue {
    /// By 实施编码 or short number.
    #[must_use]
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.code == code || item.short == code)
    }
}
