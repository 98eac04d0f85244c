use clap::Subcommand;
use desk::audit::{Audited, TracedStep};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 核验本机的动作日志。
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// 逐条核验：改动、缺失、顺序、截尾、旧副本
    Verify,
    /// 倒查一个办件：每一步谁、何时、在哪、为什么、改了什么
    Case {
        /// 办件编号、临时编号或内部编号
        #[arg(value_name = "ID")]
        id: String,
    },
}

impl Audit {
    /// One line, of a case one a step before it; invalid where anything does not hold.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        match self {
            Self::Verify => verify(common, out).await,
            Self::Case { id } => trace(&id, common, out).await,
        }
    }
}

async fn trace(id: &str, common: &Common, out: Out) -> Result<Exit, Fault> {
    let traced = station::open(common).await?.trace(id)?;
    for step in &traced.steps {
        out.line(step, || sentence(step))?;
    }
    let end = serde_json::json!({
        "case": traced.case, "number": traced.number, "steps": traced.steps.len(),
        "ok": traced.ok, "first_bad": traced.first_bad, "why": traced.why,
    });
    out.line(&end, || match traced.ok {
        true => format!(
            "{} 共 {} 步，逐步核验没有问题。",
            traced.number,
            traced.steps.len()
        ),
        false => format!(
            "{} 有步骤被改动，请保留整个数据文件夹并联系管理员。",
            traced.number
        ),
    })?;
    Ok(if traced.ok { Exit::Done } else { Exit::Invalid })
}

fn sentence(step: &TracedStep) -> String {
    let mark = if step.bad.is_some() { "✕" } else { "✓" };
    format!(
        "{mark} {}　{}　{}　{}　终端 {}　{}",
        step.n, step.time, step.actor, step.what, step.terminal, step.reason
    )
}

async fn verify(common: &Common, out: Out) -> Result<Exit, Fault> {
    let audited = station::open(common).await?.audit().await?;
    out.line(&audited, || text(&audited))?;
    Ok(if audited.ok {
        Exit::Done
    } else {
        Exit::Invalid
    })
}

fn text(audited: &Audited) -> String {
    let Some(why) = audited.why else {
        return format!("核验 {} 条动作，没有问题。", audited.acts);
    };
    let what = match why {
        "deleted" => "有动作被删除",
        "reordered" => "动作的顺序被改动",
        "cut_tail" => "日志的末尾被截去",
        "older_copy" => "本机数据是一份旧副本",
        _ => "有动作被改动",
    };
    let place = audited.first_bad.as_deref().unwrap_or_default();
    format!("{what}（{place}）。请停止使用，保留整个数据文件夹并联系管理员。")
}
