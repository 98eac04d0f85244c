use domain::act::{LineSource, Signature};
use domain::applicant::{ApplicantKind, Party, Representative};
use domain::catalogue::Item;
use domain::prefill::{self, Known, Sources};

use super::Draft;

/// One thing a clerk did to the draft.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Chose an item; answers begin with the usual ones.
    Item,
    /// Answered a question.
    Answer(String, String),
    /// Chose the kind of applicant.
    Kind(ApplicantKind),
    /// Registered who acts for them.
    Representative(Option<Representative>),
    /// Typed into a field.
    Field(String, String),
    /// What stands for a line.
    Line(String, LineSource),
    /// Took a line's source away.
    Clear(String),
    /// Marked a line 容缺, or no more.
    Tolerate(String, bool),
    /// The applicant signed.
    Sign(Option<Signature>),
}

impl Draft {
    /// Does it. `item` is the item at the pinned version, once one is chosen; `last` the applicant's last form.
    pub fn edit(&mut self, edit: Edit, item: Option<&Item>, now: i64) {
        self.updated = now;
        match edit {
            Edit::Item => self.choose(item),
            Edit::Answer(question, answer) => self.answer(question, answer, item),
            Edit::Kind(kind) => self.kind = Some(kind),
            Edit::Representative(representative) => self.representative = representative,
            Edit::Field(key, typed) => prefill::edit(&mut self.form, &key, typed.trim()),
            Edit::Line(code, source) => {
                self.tolerated.remove(&code);
                self.pages.remove(&code);
                self.lines.insert(code, source);
            }
            Edit::Clear(code) => {
                self.pages.remove(&code);
                self.lines.remove(&code);
            }
            Edit::Tolerate(code, on) => {
                if on {
                    self.pages.remove(&code);
                    self.lines.remove(&code);
                    self.tolerated.insert(code);
                } else {
                    self.tolerated.remove(&code);
                }
            }
            Edit::Sign(signature) => self.signature = signature,
        }
        self.forget_absent();
        self.fill(item);
    }

    fn choose(&mut self, item: Option<&Item>) {
        let Some(item) = item else { return };
        let changed = self
            .item
            .as_ref()
            .is_none_or(|(code, _)| code != &item.code);
        self.item = Some((item.code.clone(), item.version));
        if changed {
            self.situation = item.usual();
            self.checks.clear();
            self.tolerated.clear();
            self.lines.clear();
            self.pages.clear();
            self.signature = None;
            self.form
                .retain(|_, field| prefill::is_by_hand(&field.source));
        }
        if !item
            .applicants
            .iter()
            .any(|kind| kind == self.kind().code())
        {
            self.kind = item.applicants.first().and_then(|code| {
                [
                    ApplicantKind::Own,
                    ApplicantKind::Agent,
                    ApplicantKind::LegalPerson,
                    ApplicantKind::Guardian,
                ]
                .into_iter()
                .find(|kind| kind.code() == code)
            });
        }
    }

    fn answer(&mut self, question: String, answer: String, item: Option<&Item>) {
        self.situation.insert(question, answer);
        let Some(item) = item else { return };
        // A question that came up with this answer begins with its usual answer; one that went takes its own along.
        let mut answers = self.situation.clone();
        for question in &item.situations {
            if !question.when.holds(&answers) {
                answers.remove(&question.code);
            } else if let (false, Some(first)) = (
                answers.contains_key(&question.code),
                question.choices.first(),
            ) {
                answers.insert(question.code.clone(), first.code.clone());
            }
        }
        self.situation = answers;
    }

    /// Fills the form from what is known.
    pub fn fill(&mut self, item: Option<&Item>) {
        let Some(item) = item else { return };
        let fields = item.form.fields(&self.answers());
        let licences = self.licences.clone();
        let known: Vec<Known<'_>> = licences
            .iter()
            .filter(|held| held.state == "valid")
            .map(|held| Known {
                licence: &held.licence,
                fields: &held.fields,
            })
            .collect();
        let party = self.party.clone();
        let card = self.card.clone();
        let nothing = std::collections::BTreeMap::new();
        let sources = Sources {
            licences: &known,
            card: card.as_ref().map(|card| Known {
                licence: &card.licence,
                fields: &card.fields,
            }),
            holder: party.as_ref(),
            last: &nothing,
        };
        prefill::fill(&fields, &mut self.form, &sources);
    }
}

impl Draft {
    /// Forgets who it was about, and what came from them; what was typed stays.
    pub fn forget_person(&mut self) {
        self.party = None;
        self.card = None;
        self.seen = None;
        self.consent = None;
        self.pending = None;
        self.credit = None;
        self.checks.clear();
        self.licences.clear();
        self.others = 0;
        self.signature = None;
        self.form
            .retain(|_, field| prefill::is_by_hand(&field.source));
    }

    /// For a legal person the company of the shown 营业执照 is the applicant and who showed it is the 经办人.
    pub fn settle_kind(&mut self) {
        let licence = self
            .licences
            .iter()
            .find(|held| held.licence == "营业执照" && held.state == "valid");
        match (self.kind(), licence, self.party.clone()) {
            (ApplicantKind::LegalPerson, Some(licence), Some(person))
                if person.id_kind != "uscc" =>
            {
                let field = |name: &str| licence.fields.get(name).cloned().unwrap_or_default();
                self.party = Some(Party {
                    name: field("CZZT"),
                    id_kind: "uscc".to_owned(),
                    id: field("CZZTDM"),
                    phone: person.phone.clone(),
                    seen_by: person.seen_by.clone(),
                });
                self.representative = Some(Representative {
                    party: person,
                    relation: "经办人".to_owned(),
                });
            }
            (ApplicantKind::Own, _, _) => {
                if let (Some(company), Some(representative)) = (&self.party, &self.representative)
                    && company.id_kind == "uscc"
                {
                    self.party = Some(representative.party.clone());
                }
                self.representative = None;
            }
            _ => {}
        }
    }
}
