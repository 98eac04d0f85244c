//! A button of the desk as the acts it would make: 收件 and what follows it, decided by `domain` in one go, so that a
//! dry run for the screen and the real thing are the same code.

use domain::act::{
    Captured, ClockQuality, DeliveredHow, Gap, Intake, Line, LineSource, Outcome, Payload,
    Signature, SignatureHow,
};
use domain::case::{Case, Stage};
use domain::catalogue::{Class, Item, Material};
use domain::decide::{Command, Context, Refusal, decide};

use crate::draft::Draft;

/// The decisions that begin a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// 受理.
    Accept,
    /// 容缺受理.
    Tolerance,
    /// 告知承诺受理.
    Commitment,
    /// 当场办结: the same, decided and handed over in one sitting (domain reference S12).
    Spot,
    /// 收件.
    Receive,
    /// 一次性告知.
    Notice,
    /// 不予受理.
    Refuse,
    /// 补交, where it is mended; else it is done in the case.
    Supplement,
}

impl Action {
    /// In the order in which the first allowed one is the one to take.
    pub const ALL: [Self; 7] = [
        Self::Accept,
        Self::Spot,
        Self::Commitment,
        Self::Tolerance,
        Self::Receive,
        Self::Notice,
        Self::Refuse,
    ];

    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Tolerance => "tolerance",
            Self::Commitment => "commitment",
            Self::Spot => "spot",
            Self::Receive => "receive",
            Self::Notice => "notice",
            Self::Refuse => "refuse",
            Self::Supplement => "supplement",
        }
    }

    /// By its word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .chain([Self::Supplement])
            .find(|action| action.word() == word)
    }

    /// The key on the button.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Accept => "F9",
            Self::Tolerance => "F10",
            Self::Commitment => "F8",
            Self::Spot => "Alt+D",
            Self::Receive | Self::Supplement => "F5",
            Self::Notice => "F6",
            Self::Refuse => "F7",
        }
    }

    /// The word on the button; without legal effect it says so (law 7).
    #[must_use]
    pub fn label(self, effective: bool) -> &'static str {
        match (self, effective) {
            (Self::Accept, true) => "受理",
            (Self::Tolerance, true) => "容缺受理",
            (Self::Commitment, true) => "告知承诺受理",
            (Self::Spot, _) => "承诺当场办结",
            (Self::Accept, false) => "登记待确认受理",
            (Self::Tolerance, false) => "登记待确认受理（容缺）",
            (Self::Commitment, false) => "登记待确认受理（承诺）",
            (Self::Receive, _) => "只收件",
            (Self::Notice, _) => "一次性告知",
            (Self::Refuse, _) => "不予受理",
            (Self::Supplement, _) => "补交材料",
        }
    }

    /// Whether the item knows it at all.
    #[must_use]
    pub fn is_offered(self, item: &Item) -> bool {
        match self {
            Self::Tolerance => item.tolerance.is_some(),
            Self::Commitment => item.commitment.is_some(),
            Self::Spot => {
                let rule = item.commitment.as_ref();
                rule.is_some_and(|rule| rule.spot.is_some())
            }
            Self::Accept | Self::Receive | Self::Notice | Self::Refuse | Self::Supplement => true,
        }
    }
}

/// What a clerk adds when pressing the button.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Ticked gaps of a notice; the open lines are always among them.
    pub gaps: Vec<Gap>,
    /// Ground of a refusal.
    pub ground: String,
    /// Reason in words.
    pub say: String,
    /// Competent body.
    pub competent: Option<String>,
}

/// An intake and the command that follows it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// 收件.
    pub intake: Intake,
    /// What follows in the same breath.
    pub then: Option<Command>,
    /// What follows that, of a case that is decided on the spot.
    pub rest: Vec<Command>,
    /// Of a mend: the case without the act that is mended. Where it has a receipt, that is not made again.
    pub before: Option<Box<Case>>,
}

impl Plan {
    /// The plan of a button, with no more words than the draft has.
    #[must_use]
    pub fn of(draft: &Draft, action: Action, context: &Context<'_>) -> Self {
        Self::with(draft, action, &Words::default(), context)
    }

    /// The plan of a button.
    #[must_use]
    pub fn with(draft: &Draft, action: Action, words: &Words, context: &Context<'_>) -> Self {
        let mut intake = draft.intake(context.item);
        let lacking = || lacking(draft, context.item);
        let then = match action {
            Action::Receive => None,
            Action::Accept => Some(Command::Accept),
            Action::Tolerance => Some(Command::AcceptTolerance {
                lacking: lacking(),
                commitment: draft.signature.clone(),
            }),
            Action::Commitment | Action::Spot => Some(Command::AcceptCommitment {
                commitment: draft.signature.clone(),
            }),
            Action::Notice => {
                let gaps = gaps(draft, &words.gaps, context);
                for line in &mut intake.materials {
                    line.told(&gaps);
                }
                Some(Command::Notify { gaps, later: None })
            }
            Action::Refuse => Some(refusal(words)),
            Action::Supplement => Some(Command::Supplement {
                materials: supplied(draft, context.item),
            }),
        };
        let rest = match action {
            Action::Spot => vec![granted(), Command::Deliver { how: HANDED }],
            _ => Vec::new(),
        };
        let before = None;
        Self {
            intake,
            then,
            rest,
            before,
        }
    }

    /// Runs the rules.
    ///
    /// # Errors
    /// The first refusal.
    pub fn payloads(
        &self,
        id: uuid::Uuid,
        context: &Context<'_>,
    ) -> Result<(Vec<Payload>, Case), Refusal> {
        let mut case = match &self.before {
            Some(before) => (**before).clone(),
            None => Case::new(id),
        };
        let mut payloads = Vec::new();
        let begins = case.stage == Stage::New;
        let receive = begins.then(|| Command::Receive(Box::new(self.intake.clone())));
        for command in receive.iter().chain(&self.then).chain(&self.rest) {
            for payload in decide(&case, command, context)? {
                case.apply(&captured(context.now), &payload);
                payloads.push(payload);
            }
        }
        Ok((payloads, case))
    }

    /// The dry run for the screen: as if the applicant had signed and the words were given.
    ///
    /// # Errors
    /// The refusal that stands beside the button.
    pub fn try_with_signature(&self, context: &Context<'_>) -> Result<(), Refusal> {
        let mut plan = self.clone();
        let signature = Signature {
            how: SignatureHow::PaperKept,
            signer: plan.intake.applicant.at_desk().name.clone(),
            image: None,
            at: context.now,
            text: None,
        };
        plan.intake
            .signature
            .get_or_insert_with(|| signature.clone());
        match &mut plan.then {
            Some(
                Command::AcceptTolerance { commitment, .. }
                | Command::AcceptCommitment { commitment },
            ) => {
                commitment.get_or_insert(signature);
            }
            // The words are asked for when the button is pressed.
            Some(Command::Notify { gaps, .. }) if gaps.is_empty() => gaps.push(Gap {
                code: "other".to_owned(),
                name: String::new(),
                problem: "—".to_owned(),
            }),
            Some(Command::Refuse {
                ground,
                say,
                competent,
            }) if say.is_empty() => {
                "not_competent".clone_into(ground);
                say.push('—');
                competent.get_or_insert_with(|| "—".to_owned());
            }
            _ => {}
        }
        plan.payloads(uuid::Uuid::nil(), context).map(|_| ())
    }
}

/// When an act of the screen's dry run is captured.
fn captured(now: i64) -> Captured {
    Captured {
        wall: now,
        earliest: now,
        latest: now,
        quality: ClockQuality::Carried,
    }
}

/// Tolerable lines that are marked, and still open.
fn lacking(draft: &Draft, item: &Item) -> Vec<String> {
    draft
        .tolerated
        .iter()
        .filter(|code| draft.source(item, code) == LineSource::Open)
        .cloned()
        .collect()
}

/// What the supplement that is mended handed in, as it stands now.
fn supplied(draft: &Draft, item: &Item) -> Vec<Line> {
    let handed = draft.mends.iter().flat_map(|mends| &mends.lines);
    let line = |code: &String| Line {
        code: code.clone(),
        name: item
            .material(code)
            .map_or_else(|| code.clone(), |material| material.name.clone()),
        source: draft.source(item, code),
        points: draft.points(item, code),
    };
    handed
        .map(line)
        .filter(|line| line.source != LineSource::Open)
        .collect()
}

/// All gaps at once: what is open, in the words of its kind, what was ticked, and each point that fails.
fn gaps(draft: &Draft, ticked: &[Gap], context: &Context<'_>) -> Vec<Gap> {
    let mut all: Vec<Gap> = ticked.to_vec();
    let answers = draft.answers();
    for requirement in context.item.terms(&answers).materials {
        let domain::catalogue::Requirement::Required(material) = requirement else {
            continue;
        };
        let open = draft.source(context.item, &material.code) == LineSource::Open;
        // The form made here waits for a signature, it is not lacking.
        if open
            && !material.generated
            && !material.system_issued
            && !all.iter().any(|gap| gap.code == material.code)
        {
            let kind = if material.class == Class::Main {
                "主要材料"
            } else {
                "次要材料"
            };
            all.push(Gap {
                code: material.code.clone(),
                name: material.name.clone(),
                problem: format!("未提交（{kind}）"),
            });
        }
        for point in draft.points(context.item, &material.code).iter().flatten() {
            if point.holds == Some(false) {
                gap_of(&mut all, material).add(&point.text);
            }
        }
    }
    all
}

/// The gap of a material, begun where there is none.
fn gap_of<'a>(all: &'a mut Vec<Gap>, material: &Material) -> &'a mut Gap {
    let at = all.iter().position(|gap| gap.code == material.code);
    let at = at.unwrap_or_else(|| {
        all.push(Gap {
            code: material.code.clone(),
            name: material.name.clone(),
            problem: String::new(),
        });
        all.len() - 1
    });
    &mut all[at]
}

/// The licence is given over the counter.
const HANDED: DeliveredHow = DeliveredHow::Counter;

fn granted() -> Command {
    Command::Decide {
        outcome: Outcome::Granted,
        reason: String::new(),
    }
}

/// 不予受理 in these words.
pub(crate) fn refusal(words: &Words) -> Command {
    Command::Refuse {
        ground: words.ground.clone(),
        say: words.say.clone(),
        competent: words.competent.clone(),
    }
}

/// Whether the applicant must sign before the button takes effect.
#[must_use]
pub fn needs_signature(draft: &Draft, action: Action, item: &Item) -> bool {
    let generated = item
        .terms(&draft.answers())
        .materials
        .iter()
        .any(|requirement| matches!(requirement, domain::catalogue::Requirement::Required(m) if m.generated));
    let wanted = match action {
        Action::Accept => generated,
        Action::Tolerance | Action::Commitment | Action::Spot => true,
        Action::Receive | Action::Notice | Action::Refuse | Action::Supplement => false,
    };
    wanted && draft.signature.is_none()
}
