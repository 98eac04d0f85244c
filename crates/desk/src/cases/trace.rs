//! 倒查 of a case as shown.

use super::stage;
use super::trail::named;
use crate::audit::TracedStep;
use crate::desk::Desk;
use crate::fault::Outcome;
use crate::station::Reference;
use crate::view::{Badge, Tone, TraceStepView, TraceView};

/// Characters of a hash that tell two acts apart to the eye.
const SHORT: usize = 12;

impl Desk {
    /// 倒查: every step verified, with who, where, when, why and what it changed.
    ///
    /// # Errors
    /// As [`Desk::trace`].
    pub fn case_trace(&self, id: &str) -> Outcome<TraceView> {
        let traced = self.trace(id)?;
        let reference = self.station()?.reference();
        let view = |step: &TracedStep| step_view(step, &reference);
        Ok(TraceView {
            number: traced.number,
            verdict: match traced.ok {
                true => badge(Tone::Ok, "逐步核验没有问题"),
                false => badge(Tone::Bad, "有步骤被改动，请停止使用并联系管理员"),
            },
            steps: traced.steps.iter().map(view).collect(),
        })
    }
}

fn step_view(step: &TracedStep, reference: &Reference) -> TraceStepView {
    let stages = (step.before != step.after).then(|| {
        let text = |word: &str| stage(word).text();
        format!("{} → {}", text(step.before), text(step.after))
    });
    let changed = step.changed.iter();
    let changed = changed.map(|(what, before, after)| format!("{what}：{before} → {after}"));
    TraceStepView {
        what: step.what.clone(),
        by: match step.post.is_empty() {
            true => "市平台".to_owned(),
            false => named(&step.actor, reference),
        },
        terminal: step.terminal.chars().take(SHORT).collect(),
        at: step.time.clone(),
        reason: step.reason.clone(),
        changed: stages.into_iter().chain(changed).collect(),
        hash: step.hash.chars().take(SHORT).collect(),
        verdict: match step.bad {
            None => badge(Tone::Ok, "核验一致"),
            Some("deleted") => badge(Tone::Bad, "它之前的动作不见了"),
            Some(_) => badge(Tone::Bad, "被改动"),
        },
    }
}

fn badge(tone: Tone, text: &str) -> Badge {
    Badge {
        tone,
        text: text.to_owned(),
    }
}
