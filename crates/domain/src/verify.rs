//! 核验: what a desk took in without the city's word (未核验), and what the city's registers say of it once the act has
//! arrived (domain reference S28; docs/adr/0019). Nothing stays unverified in silence: it is verified, contradicted, or a
//! person's to look at.

mod review;

use serde::{Deserialize, Serialize};

pub use review::ReviewMark;

use crate::act::{Line, LineSource};
use crate::applicant::{Applicant, Party};
use crate::case::Case;
use crate::check::{Answer, CheckRecord};
use crate::identity::half_width;
use crate::licence::Standing;

/// Something that can stand unverified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Name and number of the applicant.
    Applicant,
    /// Name and number of who acts for them.
    Representative,
    /// The licence of a material line, by the material's code.
    Licence(String),
    /// A data check, by its code.
    Check(String),
}

/// What the registers say of one matter. Nothing of what they hold stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Of what.
    pub matter: Matter,
    /// It is so, it is not so, nobody can tell (law 6).
    pub answer: Answer,
    /// Why not, or why nobody can tell: a word of [`Standing`], or one of this module.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What stood unverified in one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Hex id of the act; where it is mended, this counts no more.
    pub act: String,
    /// Each matter once.
    pub found: Vec<Found>,
}

/// What is known of a matter of a case, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// What.
    pub found: Found,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
    /// Hex id of the act in which it stood; empty where an older program folded it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub act: String,
    /// What a person found since, where nobody else can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<ReviewMark>,
}

/// Of `unknown`: the city's registers do not know the person.
pub const UNKNOWN_PERSON: &str = "unknown_person";
/// Of `fail`: the number is another name's.
pub const NAME_DIFFERS: &str = "name_differs";
/// Of `fail`: who is said to stand at the desk is not among the living, or was struck off.
pub const HOLDER_GONE: &str = "holder_gone";
/// The licence that is held has another number.
pub const NUMBER_DIFFERS: &str = "number_differs";
/// Of `fail`: the query of the applicant's qualification does not list what was chosen.
pub const NOT_LISTED: &str = "not_listed";
/// Of `unknown`: the registers cannot be asked at once.
pub const NO_REGISTER: &str = "no_register";

impl Found {
    /// It is so.
    #[must_use]
    pub fn pass(matter: Matter) -> Self {
        Self::of(matter, Answer::Pass, "")
    }

    /// It is not so, and why.
    #[must_use]
    pub fn fail(matter: Matter, why: &str) -> Self {
        Self::of(matter, Answer::Fail, why)
    }

    /// Nobody can tell, and why.
    #[must_use]
    pub fn unknown(matter: Matter, why: &str) -> Self {
        Self::of(matter, Answer::Unknown, why)
    }

    fn of(matter: Matter, answer: Answer, why: &str) -> Self {
        Self {
            matter,
            answer,
            why: why.to_owned(),
        }
    }

    /// What it means and what to do; empty where it is so. `name` is that of the material or the check.
    #[must_use]
    pub fn say(&self, name: &str) -> String {
        let who = match self.matter {
            Matter::Representative => "经办人",
            Matter::Applicant | Matter::Licence(_) | Matter::Check(_) => "申请人",
        };
        match (&self.matter, self.answer) {
            (_, Answer::Pass) => String::new(),
            (Matter::Applicant | Matter::Representative, _) => self.say_identity(who),
            (Matter::Licence(_), _) => self.say_licence(name),
            (Matter::Check(_), Answer::Fail) if self.why == NOT_LISTED => {
                format!("资格核查“{name}”没有列出收件时所选的情形，请与申请人核实后更正收件。")
            }
            (Matter::Check(_), Answer::Fail) => {
                format!("数据核查“{name}”没有通过，请核实后更正收件，或告知申请人。")
            }
            (Matter::Check(_), Answer::Unknown) if self.why == "fail" => {
                format!("数据核查“{name}”没有通过，请人工核对并登记结果。")
            }
            (Matter::Check(_), Answer::Unknown) => {
                format!("数据核查“{name}”仍没有结果，请人工核对并登记结果。")
            }
        }
    }

    fn say_identity(&self, who: &str) -> String {
        match self.why.as_str() {
            NAME_DIFFERS => {
                format!("{who}的姓名与市平台登记的证件号码不一致，请核对证件原件后更正收件。")
            }
            HOLDER_GONE => {
                format!("{who}的登记已经注销，不能由其本人办理，请核实是谁在办后更正收件。")
            }
            _ => format!("市平台没有登记{who}，不能核验身份，请核对证件原件并登记结果。"),
        }
    }

    fn say_licence(&self, name: &str) -> String {
        match (self.why.as_str(), self.answer) {
            (UNKNOWN_PERSON, _) => {
                format!("市平台没有登记持证人，“{name}”的证照不能核验，请核对原件并登记结果。")
            }
            (NO_REGISTER, _) => {
                format!(
                    "本市的证照平台不能当场核对“{name}”的证照。请核对原件或者致电签发机关，再用“人工核对”登记结果。"
                )
            }
            (NUMBER_DIFFERS, Answer::Unknown) => format!(
                "“{name}”的证照编号在市平台查不到。请核对原件：有误的更正，无误的用“人工核对”登记结果。"
            ),
            (NUMBER_DIFFERS, _) => {
                format!("“{name}”的证照编号与市平台登记的不一致，请核对原件后更正。")
            }
            (why, answer) => match Standing::of(why) {
                Standing::NotHeld if answer == Answer::Unknown => format!(
                    "市平台没有“{name}”所用的电子证照。请核对原件：有误的更正，无误的用“人工核对”登记结果。"
                ),
                Standing::NotHeld => {
                    format!("市平台没有“{name}”所用的电子证照，请核对原件后更正。")
                }
                standing => format!(
                    "“{name}”所用的电子证照在市平台{}，请核实后补交有效的材料。",
                    standing.word()
                ),
            },
        }
    }
}

/// Whether a party came without the city's word on who they are.
#[must_use]
pub fn is_unverified(party: &Party) -> bool {
    party.seen_by != "opaque_code"
}

/// What of an applicant stands unverified.
pub fn people(applicant: &Applicant) -> impl Iterator<Item = (Matter, &Party)> {
    let representative = applicant
        .representative
        .as_ref()
        .map(|one| (Matter::Representative, &one.party));
    let all = std::iter::once((Matter::Applicant, &applicant.party)).chain(representative);
    all.filter(|(_, party)| is_unverified(party))
}

/// The lines on a licence that came otherwise than from the city for this case; `fetched` says which did by their
/// authority.
pub fn licences<'a>(
    lines: &'a [Line],
    fetched: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = &'a Line> {
    lines.iter().filter(move |line| match &line.source {
        LineSource::Licence { authority, .. } => !fetched(authority),
        _ => false,
    })
}

/// The checks that nobody had answered at this moment, milliseconds since the Unix epoch: an answer that counts no longer
/// is none.
pub fn checks(records: &[CheckRecord], at: i64) -> impl Iterator<Item = &CheckRecord> {
    records
        .iter()
        .filter(move |record| record.standing(at) == Answer::Unknown)
}

/// Whether two writings are one name: blanks, widths and the dots within names of many peoples are written in many ways.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let bare = |name: &str| {
        name.chars()
            .map(half_width)
            .filter(|c| !c.is_whitespace() && !"·•・．.‧".contains(*c))
            .collect::<String>()
    };
    bare(one) == bare(other)
}

impl Case {
    /// Takes in what was found of an act; what is found anew counts.
    pub(crate) fn verify(&mut self, verified: &Verified, at: i64) {
        for found in &verified.found {
            self.verified
                .retain(|known| known.found.matter != found.matter);
            self.verified.push(Known {
                found: found.clone(),
                at,
                act: verified.act.clone(),
                reviewed: None,
            });
        }
    }

    /// What is known of a matter.
    #[must_use]
    pub fn known(&self, matter: &Matter) -> Option<&Known> {
        let mut all = self.verified.iter();
        all.find(|known| &known.found.matter == matter)
    }

    /// What the registers contradict, or a person found not so: the first such thing, in words.
    #[must_use]
    pub fn contradicted(&self) -> Option<String> {
        let known = self
            .verified
            .iter()
            .find(|known| known.found.answer == Answer::Fail || known.denied().is_some())?;
        let name = match &known.found.matter {
            Matter::Licence(code) => self
                .materials
                .iter()
                .find(|line| &line.code == code)
                .map_or(code.as_str(), |line| line.name.as_str()),
            Matter::Check(code) => code,
            Matter::Applicant | Matter::Representative => "",
        };
        Some(match known.denied() {
            Some(mark) => mark.say(&known.found.matter.head(Some(name)), self.stage),
            None => known.found.say(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_its_dots_and_widths_are_written() {
        assert!(same_name("艾力·买买提", "艾力•买买提"));
        assert!(same_name("艾力·买买提", "艾力 买买提"));
        assert!(same_name("ＡＢ公司", "AB公司"));
        assert!(!same_name("陈思远", "陈思源"));
    }

    #[test]
    fn every_word_has_a_sentence_of_its_own_with_a_remedy_and_none_where_it_is_so() {
        let licence = || Matter::Licence("identity".to_owned());
        let mut said = std::collections::BTreeSet::new();
        let all = [
            Found::fail(Matter::Applicant, NAME_DIFFERS),
            Found::fail(Matter::Applicant, HOLDER_GONE),
            Found::unknown(Matter::Applicant, UNKNOWN_PERSON),
            Found::unknown(Matter::Representative, UNKNOWN_PERSON),
            Found::fail(licence(), NUMBER_DIFFERS),
            Found::fail(licence(), Standing::NotHeld.code()),
            Found::fail(licence(), Standing::Revoked.code()),
            Found::fail(licence(), Standing::Expired.code()),
            Found::unknown(licence(), UNKNOWN_PERSON),
            Found::unknown(licence(), NO_REGISTER),
            Found::unknown(licence(), NUMBER_DIFFERS),
            Found::unknown(licence(), Standing::NotHeld.code()),
            Found::fail(Matter::Check("insured".to_owned()), "fail"),
            Found::fail(Matter::Check("insured".to_owned()), NOT_LISTED),
            Found::unknown(Matter::Check("insured".to_owned()), "down"),
            Found::unknown(Matter::Check("insured".to_owned()), "fail"),
        ];
        for found in all {
            let say = found.say("身份证");
            assert!(say.contains('请') && say.ends_with('。'), "{say}");
            assert!(said.insert(say.clone()), "twice: {say}");
            if found.answer == Answer::Unknown {
                assert!(say.contains("登记结果"), "no way out: {say}");
            }
        }
        assert_eq!(Found::pass(Matter::Applicant).say(""), "");
    }
}
