use domain::act::{LineSource, Signature};
use domain::applicant::{ApplicantKind, Party, Representative};
use domain::catalogue::{Field, Item};
use domain::licence::Standing;
use domain::prefill::{self, Known, Sources};
use domain::qualify::{self, Open};

use super::{Draft, Earlier};

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
    /// Chose between what sources say of a field: the source.
    Choose(String, String),
    /// Took back what was typed over a source.
    Restore(String),
    /// What stands for a line.
    Line(String, LineSource),
    /// Took a line's source away.
    Clear(String),
    /// Answered a review point of a line, or all that were open.
    Point {
        /// Of the line.
        code: String,
        /// Which; none: all that nobody has answered.
        text: Option<String>,
        /// Whether it holds; none: the answer is taken back.
        holds: Option<bool>,
    },
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
            Edit::Choose(key, source) => {
                self.form.remove(&key);
                self.chosen.insert(key, source);
            }
            Edit::Restore(key) => prefill::restore(&mut self.form, &key),
            Edit::Line(code, source) => {
                self.tolerated.remove(&code);
                self.let_go(&code);
                self.lines.insert(code, source);
            }
            Edit::Clear(code) => self.let_go(&code),
            Edit::Point { code, text, holds } => {
                if let Some(item) = item {
                    self.answer_point(item, (&code, text.as_deref()), holds);
                }
            }
            Edit::Tolerate(code, on) => {
                if on {
                    self.let_go(&code);
                    self.tolerated.insert(code);
                } else {
                    self.tolerated.remove(&code);
                }
            }
            Edit::Sign(signature) => self.signature = signature,
        }
        if let Some(item) = item {
            self.keep_to_query(item, false, now);
        }
        self.forget_absent();
        self.fill(item);
    }

    /// Takes away what stands for a line, and what was answered about it.
    fn let_go(&mut self, code: &str) {
        self.pages.remove(code);
        self.looked.remove(code);
        self.lines.remove(code);
    }

    fn choose(&mut self, item: Option<&Item>) {
        let Some(item) = item else { return };
        let changed = self
            .item
            .as_ref()
            .is_none_or(|(code, _)| code != &item.code);
        self.item = Some((item.code.clone(), item.version));
        if changed {
            self.situation.clear();
            self.settle_questions(item);
            self.checks.clear();
            self.tolerated.clear();
            self.lines.clear();
            self.looked.clear();
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
        if let Some(item) = item {
            self.settle_questions(item);
        }
    }

    /// A question that came up begins with its usual answer, unless a query says which answers are open: then the clerk
    /// chooses. One that went takes its answer along.
    fn settle_questions(&mut self, item: &Item) {
        let mut answers = self.situation.clone();
        for question in &item.situations {
            let known = answers.contains_key(&question.code);
            if !question.when.holds(&answers) {
                answers.remove(&question.code);
            } else if let (false, None, Some(first)) =
                (known, &question.answers_from, question.choices.first())
            {
                answers.insert(question.code.clone(), first.code.clone());
            }
        }
        self.situation = answers;
    }

    /// Takes away an answer that the query does not leave open, and gives the only one that it does (S20). `other`: it
    /// stood for somebody else.
    pub fn keep_to_query(&mut self, item: &Item, other: bool, now: i64) {
        let before = self.situation.clone();
        for question in &item.situations {
            let Some(open) = qualify::open(item, question, &self.checks, now) else {
                continue;
            };
            let answer = self.situation.get(&question.code);
            if other || !answer.is_some_and(|answer| open.allows(answer)) {
                self.situation.remove(&question.code);
            }
            if let Open::Only(choices) = open
                && let [only] = &choices[..]
            {
                let (code, only) = (question.code.clone(), only.code.clone());
                self.situation.insert(code, only);
            }
        }
        // Where nothing moved, what was left out of a line of `zc intake` stays unanswered.
        if self.situation != before {
            self.settle_questions(item);
        }
    }

    /// Fills the form from what is known.
    pub fn fill(&mut self, item: Option<&Item>) {
        let Some(item) = item else { return };
        let fields = item.form.fields(&self.answers());
        for (key, held) in &self.form {
            if held.source.starts_with(prefill::DRAFT) && !held.value.is_empty() {
                self.told.insert(key.clone(), held.clone());
            }
        }
        let mut form = std::mem::take(&mut self.form);
        self.with_sources(|sources| prefill::fill(&fields, &mut form, sources));
        self.form = form;
    }

    /// Everything that is known, as a form is filled from it.
    pub(super) fn with_sources<T>(&self, then: impl FnOnce(&Sources<'_>) -> T) -> T {
        let known: Vec<Known<'_>> = self
            .licences
            .iter()
            .filter(|held| held.standing() == Standing::Valid)
            .map(|held| Known {
                licence: &held.licence,
                fields: &held.fields,
            })
            .collect();
        then(&Sources {
            licences: &known,
            card: self.card.as_ref().map(|card| Known {
                licence: &card.licence,
                fields: &card.fields,
            }),
            holder: self.party.as_ref(),
            last: &self.earlier.form,
            told: &self.told,
            chosen: &self.chosen,
        })
    }

    /// The first field of which two proofs say different things and nobody decided.
    #[must_use]
    pub fn undecided(&self, item: &Item) -> Option<Field> {
        let fields = item.form.fields(&self.answers());
        self.with_sources(|sources| {
            let open =
                |field: &Field| prefill::is_undecided(field, self.form.get(&field.key), sources);
            fields.into_iter().find(open)
        })
    }
}

impl Draft {
    /// Forgets who it was about, and what came from them; what was typed stays.
    pub fn forget_person(&mut self) {
        self.party = None;
        self.card = None;
        self.seen = None;
        self.pending = None;
        self.credit = None;
        self.checks.clear();
        self.signature = None;
        self.earlier = Earlier::default();
        self.again = None;
        self.forget_licences();
    }

    /// Forgets what came with a code; who it is about stays.
    pub fn forget_licences(&mut self) {
        self.consent = None;
        self.licences.clear();
        self.lacking.clear();
        self.others = 0;
        self.chosen.clear();
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
